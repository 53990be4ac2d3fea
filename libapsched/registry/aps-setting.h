/* How a plugin marks its properties as settings of a kind that GObject has no type for.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#if !defined(APSCHED_INSIDE) && !defined(APS_COMPILATION)
#error "Only <apsched/apsched.h> can be included directly."
#endif

#include <apsched/aps-types.h>

G_BEGIN_DECLS

/**
 * ApsSettingFlags:
 * @APS_SETTING_NONE: the property's type says all
 * @APS_SETTING_DURATION: a #gint64 of microseconds, written as a duration: `2h 30min`
 * @APS_SETTING_SIZE: an integer of bytes, written as a size: `64KiB`
 * @APS_SETTING_FILE: a string that names a file or folder; a relative one is relative to the folder
 *   of the keyfile
 * @APS_SETTING_SECRET: a string that may also be given as `KEY-file=` or `KEY-env=`, and that no
 *   tool prints
 * @APS_SETTING_REQUIRED: has to be given
 * @APS_SETTING_PLACE: a string that names where a data store or an event broker has its data: with
 *   %APS_SETTING_FILE a file or folder, else a schema, database or prefix of a server. Tools give
 * it another value to have a place of their own: see aps_configuration_new_apart()
 *
 * What a property means as a setting of a keyfile, beyond its type.
 *
 * Since: 1.0
 */
typedef enum /*< flags >*/
{
  APS_SETTING_NONE = 0,
  APS_SETTING_DURATION = 1 << 0,
  APS_SETTING_SIZE = 1 << 1,
  APS_SETTING_FILE = 1 << 2,
  APS_SETTING_SECRET = 1 << 3,
  APS_SETTING_REQUIRED = 1 << 4,
  APS_SETTING_PLACE = 1 << 5,
} ApsSettingFlags;

APS_AVAILABLE_IN_1_0
GParamSpec *aps_setting_mark (GParamSpec *pspec, ApsSettingFlags flags);
APS_AVAILABLE_IN_1_0
ApsSettingFlags aps_setting_get_flags (GParamSpec *pspec);

APS_AVAILABLE_IN_1_0
GParamSpec **aps_setting_list (GType type, guint *n_settings);
APS_AVAILABLE_IN_1_0
GParamSpec *aps_setting_find_place (GType type);
APS_AVAILABLE_IN_1_0
char *aps_setting_describe_type (GParamSpec *pspec);
APS_AVAILABLE_IN_1_0
char *aps_setting_describe_default (GParamSpec *pspec);

APS_AVAILABLE_IN_1_0
char *aps_setting_quote (const char *value);

G_END_DECLS
