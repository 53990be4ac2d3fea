/* Marks on properties that say how they are written as settings.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"

#include <apsched/aps-setting.h>

#include <apsched/aps-duration.h>
#include <apsched/aps-model-enums.h>
#include <apsched/aps-size.h>

#include "registry/aps-settings-private.h"

static GQuark
flags_quark (void)
{
  return g_quark_from_static_string ("aps-setting-flags");
}

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
 * default below the minimum or %NULL is shown as no default. The property's blurb is the help
 * that tools print.
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

  g_param_spec_set_qdata (pspec, flags_quark (), GUINT_TO_POINTER (flags));
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
                                                   flags_quark ()));
}

static gboolean
is_setting (GParamSpec *pspec)
{
  if ((pspec->flags & G_PARAM_WRITABLE) == 0)
    return FALSE;

  switch (G_TYPE_FUNDAMENTAL (pspec->value_type))
    {
    case G_TYPE_BOOLEAN:
    case G_TYPE_INT:
    case G_TYPE_UINT:
    case G_TYPE_INT64:
    case G_TYPE_UINT64:
    case G_TYPE_DOUBLE:
    case G_TYPE_ENUM:
    case G_TYPE_STRING:
      return TRUE;
    default:
      return pspec->value_type == G_TYPE_STRV;
    }
}

/**
 * aps_setting_list:
 * @type: the type of a plugin
 * @n_settings: (out) (optional): how many there are
 *
 * Lists the settings of a plugin's type: its writable properties, in the order of their making.
 *
 * They live as long as the type's class, which is for ever once a plugin has been loaded and an
 * object of it made; hold a reference on the class otherwise.
 *
 * Returns: (transfer container) (array length=n_settings zero-terminated=1): the settings
 *
 * Since: 1.0
 */
GParamSpec **
aps_setting_list (GType type, guint *n_settings)
{
  g_autoptr (GTypeClass) klass = NULL;
  g_autofree GParamSpec **all = NULL;
  GParamSpec            **settings;
  guint                   n_all, n = 0;

  g_return_val_if_fail (g_type_is_a (type, G_TYPE_OBJECT), NULL);

  klass = g_type_class_ref (type);
  all = g_object_class_list_properties (G_OBJECT_CLASS (klass), &n_all);
  settings = g_new0 (GParamSpec *, n_all + 1);

  for (guint i = 0; i < n_all; i++)
    if (is_setting (all[i]))
      settings[n++] = all[i];

  if (n_settings != NULL)
    *n_settings = n;
  return settings;
}

/**
 * aps_setting_find_place:
 * @type: the type of a data store or an event broker
 *
 * Finds the setting that names where its data are: the string marked %APS_SETTING_PLACE.
 *
 * Returns: (transfer none) (nullable): the setting; %NULL where it has none
 *
 * Since: 1.0
 */
GParamSpec *
aps_setting_find_place (GType type)
{
  g_autofree GParamSpec **settings = NULL;

  g_return_val_if_fail (g_type_is_a (type, G_TYPE_OBJECT), NULL);

  settings = aps_setting_list (type, NULL);
  for (guint i = 0; settings[i] != NULL; i++)
    if ((aps_setting_get_flags (settings[i]) & APS_SETTING_PLACE) != 0 &&
        settings[i]->value_type == G_TYPE_STRING)
      return settings[i];

  return NULL;
}

ApsSettingRange
aps_setting_get_range (GParamSpec *pspec)
{
  ApsSettingRange range = { 0 };

  if (G_IS_PARAM_SPEC_INT64 (pspec))
    {
      range.minimum = G_PARAM_SPEC_INT64 (pspec)->minimum;
      range.maximum = G_PARAM_SPEC_INT64 (pspec)->maximum;
      range.limit = range.maximum == APS_FOREVER;
    }
  else if (G_IS_PARAM_SPEC_UINT64 (pspec))
    {
      range.minimum = MIN (G_PARAM_SPEC_UINT64 (pspec)->minimum, G_MAXINT64);
      range.maximum = MIN (G_PARAM_SPEC_UINT64 (pspec)->maximum, G_MAXINT64);
    }
  else if (G_IS_PARAM_SPEC_UINT (pspec))
    {
      range.minimum = G_PARAM_SPEC_UINT (pspec)->minimum;
      range.maximum = G_PARAM_SPEC_UINT (pspec)->maximum;
      range.limit = range.maximum == APS_UNLIMITED;
    }
  else
    {
      range.minimum = G_PARAM_SPEC_INT (pspec)->minimum;
      range.maximum = G_PARAM_SPEC_INT (pspec)->maximum;
      range.limit = range.maximum == APS_UNLIMITED;
    }

  /* -1 is "unset" inside: the way to write it is to leave the line out. */
  if (range.minimum == APS_UNSET)
    range.minimum = 0;
  return range;
}

char *
aps_setting_print_number (gint64 number, ApsSettingFlags flags)
{
  if (number >= 0 && (flags & APS_SETTING_DURATION) != 0)
    return aps_duration_to_string (number);
  if (number >= 0 && (flags & APS_SETTING_SIZE) != 0)
    return aps_size_to_string (number);
  return g_strdup_printf ("%" G_GINT64_FORMAT, number);
}

static char *
describe_integer (GParamSpec *pspec)
{
  ApsSettingFlags  flags = aps_setting_get_flags (pspec);
  ApsSettingRange  range = aps_setting_get_range (pspec);
  const char      *word = (flags & APS_SETTING_DURATION) != 0 ? "duration"
                          : (flags & APS_SETTING_SIZE) != 0   ? "size"
                                                              : "number";
  g_autofree char *least = aps_setting_print_number (range.minimum, flags);
  g_autofree char *most = range.limit ? g_strdup ("none")
                                      : aps_setting_print_number (range.maximum, flags);

  return g_strdup_printf ("%s %s..%s", word, least, most);
}

static char *
describe_enum (GParamSpec *pspec)
{
  GEnumClass *klass = G_PARAM_SPEC_ENUM (pspec)->enum_class;
  GString    *text = g_string_new (NULL);

  for (guint i = 0; i < klass->n_values; i++)
    if (klass->values[i].value != APS_UNSET)
      g_string_append_printf (text,
                              "%s%s",
                              text->len == 0 ? "" : " | ",
                              klass->values[i].value_nick);

  return g_string_free (text, FALSE);
}

/**
 * aps_setting_describe_type:
 * @pspec: a setting
 *
 * Says in words what may be written for a setting, like `duration 1ms..10min` or `full | normal`.
 *
 * Returns: (transfer full): the words
 *
 * Since: 1.0
 */
char *
aps_setting_describe_type (GParamSpec *pspec)
{
  ApsSettingFlags flags;

  g_return_val_if_fail (G_IS_PARAM_SPEC (pspec), NULL);

  flags = aps_setting_get_flags (pspec);
  switch (G_TYPE_FUNDAMENTAL (pspec->value_type))
    {
    case G_TYPE_BOOLEAN:
      return g_strdup ("boolean");
    case G_TYPE_DOUBLE:
      return g_strdup_printf ("number %g..%g",
                              G_PARAM_SPEC_DOUBLE (pspec)->minimum,
                              G_PARAM_SPEC_DOUBLE (pspec)->maximum);
    case G_TYPE_ENUM:
      return describe_enum (pspec);
    case G_TYPE_STRING:
      return g_strdup ((flags & APS_SETTING_SECRET) != 0 ? "secret"
                       : (flags & APS_SETTING_FILE) != 0 ? "file"
                                                         : "text");
    case G_TYPE_BOXED:
      return g_strdup ("list");
    default:
      return describe_integer (pspec);
    }
}

/**
 * aps_setting_describe_default:
 * @pspec: a setting
 *
 * Prints what holds where a setting is not given: its default as it would be written, or
 * `required`.
 *
 * Returns: (transfer full) (nullable): the default, or %NULL where there is none
 *
 * Since: 1.0
 */
char *
aps_setting_describe_default (GParamSpec *pspec)
{
  const GValue *value;
  g_auto (GValue) wide = G_VALUE_INIT;
  ApsSettingRange range;
  gint64          number;

  g_return_val_if_fail (G_IS_PARAM_SPEC (pspec), NULL);

  if ((aps_setting_get_flags (pspec) & APS_SETTING_REQUIRED) != 0)
    return g_strdup ("required");

  value = g_param_spec_get_default_value (pspec);
  switch (G_TYPE_FUNDAMENTAL (pspec->value_type))
    {
    case G_TYPE_BOOLEAN:
      return g_strdup (g_value_get_boolean (value) ? "true" : "false");
    case G_TYPE_DOUBLE:
      return g_strdup_printf ("%g", g_value_get_double (value));
    case G_TYPE_ENUM:
      if (g_value_get_enum (value) == APS_UNSET)
        return NULL;
      return g_strdup (aps_enum_to_nick (pspec->value_type, g_value_get_enum (value)));
    case G_TYPE_STRING:
      return g_value_dup_string (value);
    case G_TYPE_BOXED:
      return NULL;
    default:
      break;
    }

  g_value_init (&wide, G_TYPE_INT64);
  g_value_transform (value, &wide);
  number = g_value_get_int64 (&wide);
  range = aps_setting_get_range (pspec);

  if (number < range.minimum)
    return NULL;
  if (range.limit && number == range.maximum)
    return g_strdup ("none");
  return aps_setting_print_number (number, aps_setting_get_flags (pspec));
}

/**
 * aps_setting_quote:
 * @value: the value of a setting
 *
 * Puts a value into double quotes, so that it can stand in the text of settings that
 * aps_registry_new_data_store() and the like read, whatever signs are in it.
 *
 * Returns: (transfer full): the quoted value
 *
 * Since: 1.0
 */
char *
aps_setting_quote (const char *value)
{
  GString *quoted;

  g_return_val_if_fail (value != NULL, NULL);

  quoted = g_string_new ("\"");
  for (const char *p = value; *p != '\0'; p++)
    {
      if (*p == '"' || *p == '\\')
        g_string_append_c (quoted, '\\');
      g_string_append_c (quoted, *p);
    }
  g_string_append_c (quoted, '"');

  return g_string_free (quoted, FALSE);
}
