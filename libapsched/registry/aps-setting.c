/* Marks on properties that say how they are written as settings.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"

#include <apsched/aps-setting.h>

G_DEFINE_QUARK (aps - setting - flags, aps_setting_flags)

/**
 * aps_setting_mark:
 * @pspec: a property of a plugin's type
 * @flags: what it means as a setting
 *
 * Marks a property of a plugin's type, where it is made.
 *
 * Settings are the writable properties of a plugin's type: booleans, integers, numbers, strings,
 * enumerations (written as their nicks) and string lists (written with `;` between). A duration
 * whose maximum is %APS_FOREVER, and an integer whose maximum is %APS_UNLIMITED, may be `none`. A
 * default below the minimum or %NULL is shown as no default. The property's blurb is the help that
 * tools print.
 *
 * ```c
 * properties[PROP_PATH] = aps_setting_mark (
 *   g_param_spec_string ("path", NULL, "The database; made if absent", NULL, flags),
 *   APS_SETTING_FILE | APS_SETTING_REQUIRED);
 * properties[PROP_BUSY_TIMEOUT] = aps_setting_mark (
 *   g_param_spec_int64 ("busy-timeout", NULL, "How long to wait for other writers",
 *                       APS_MILLISECOND, 10 * APS_MINUTE, 5 * APS_SECOND, flags),
 *   APS_SETTING_DURATION);
 * ```
 *
 * Returns: (transfer none): @pspec
 *
 * Since: 1.0
 */
GParamSpec *
aps_setting_mark (GParamSpec *pspec, ApsSettingFlags flags)
{
  g_return_val_if_fail (G_IS_PARAM_SPEC (pspec), NULL);

  g_param_spec_set_qdata (pspec, aps_setting_flags_quark (), GUINT_TO_POINTER (flags));
  return pspec;
}

/**
 * aps_setting_get_flags:
 * @pspec: a property
 *
 * Gets what a property means as a setting.
 *
 * Returns: its flags
 *
 * Since: 1.0
 */
ApsSettingFlags
aps_setting_get_flags (GParamSpec *pspec)
{
  g_return_val_if_fail (G_IS_PARAM_SPEC (pspec), APS_SETTING_NONE);

  return GPOINTER_TO_UINT (g_param_spec_get_qdata (g_param_spec_get_redirect_target (pspec) != NULL
                                                     ? g_param_spec_get_redirect_target (pspec)
                                                     : pspec,
                                                   aps_setting_flags_quark ()));
}
