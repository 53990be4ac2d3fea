/* Reads the value of a setting as its property's type and marks say.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"

#include "registry/aps-settings-private.h"

#include <apsched/aps-duration.h>
#include <apsched/aps-error.h>
#include <apsched/aps-size.h>

#include "core/aps-suggest-private.h"

#include <string.h>

char **
aps_setting_read_list (const char *text)
{
  g_autoptr (GStrvBuilder) items = g_strv_builder_new ();
  g_autoptr (GString) item = g_string_new (NULL);

  for (const char *p = text; *p != '\0'; p++)
    {
      if (p[0] == '\\' && (p[1] == ';' || p[1] == '\\'))
        g_string_append_c (item, *++p);
      else if (*p != ';')
        g_string_append_c (item, *p);
      else
        {
          g_strv_builder_add (items, item->str);
          g_string_truncate (item, 0);
        }
    }

  if (item->len > 0)
    g_strv_builder_add (items, item->str);

  return g_strv_builder_end (items);
}

static gboolean
refuse (const char *text, const char *wanted, GError **error)
{
  g_autofree char *quoted = aps_quotable (text);

  g_set_error (error, APS_ERROR, APS_ERROR_INVALID_SETTING, "\"%s\" is not %s", quoted, wanted);
  return FALSE;
}

static gboolean
parse_integer (const char     *text,
               ApsSettingFlags flags,
               gboolean        limit,
               gint64          unlimited,
               gint64         *number,
               GError        **error)
{
  if (limit && strcmp (text, "none") == 0)
    {
      *number = unlimited;
      return TRUE;
    }
  if ((flags & APS_SETTING_DURATION) != 0)
    return aps_duration_parse (text, number, error);
  if ((flags & APS_SETTING_SIZE) != 0)
    return aps_size_parse (text, number, error);
  if (g_ascii_string_to_signed (text, 10, G_MININT64, G_MAXINT64, number, NULL))
    return TRUE;
  return refuse (text, limit ? "a whole number or none" : "a whole number", error);
}

static gboolean
read_integer (GParamSpec *pspec, const char *text, GValue *value, GError **error)
{
  ApsSettingFlags flags = aps_setting_get_flags (pspec);
  ApsSettingRange range = aps_setting_get_range (pspec);
  g_auto (GValue) wide = G_VALUE_INIT;
  gint64 number;

  if (!parse_integer (text, flags, range.limit, range.maximum, &number, error))
    return FALSE;

  if (number < range.minimum || number > range.maximum)
    {
      g_autofree char *quoted = aps_quotable (text);
      g_autofree char *least = aps_setting_print_number (range.minimum, flags);
      g_autofree char *most = range.limit ? g_strdup ("none")
                                          : aps_setting_print_number (range.maximum, flags);

      g_set_error (error,
                   APS_ERROR,
                   APS_ERROR_INVALID_SETTING,
                   "%s is out of range (%s to %s)",
                   quoted,
                   least,
                   most);
      return FALSE;
    }

  g_value_init (&wide, G_TYPE_INT64);
  g_value_set_int64 (&wide, number);
  return g_value_transform (&wide, value);
}

static gboolean
read_double (GParamSpec *pspec, const char *text, GValue *value, GError **error)
{
  GParamSpecDouble *range = G_PARAM_SPEC_DOUBLE (pspec);
  char             *end;
  gdouble           number = g_ascii_strtod (text, &end);

  if (end == text || *end != '\0')
    return refuse (text, "a number", error);

  if (!(number >= range->minimum && number <= range->maximum))
    {
      g_set_error (error,
                   APS_ERROR,
                   APS_ERROR_INVALID_SETTING,
                   "%g is out of range (%g to %g)",
                   number,
                   range->minimum,
                   range->maximum);
      return FALSE;
    }

  g_value_set_double (value, number);
  return TRUE;
}

gboolean
aps_setting_read_enum (GType type, const char *text, gint *value, GError **error)
{
  g_autoptr (GTypeClass) klass = g_type_class_ref (type);
  GEnumClass             *values = G_ENUM_CLASS (klass);
  const GEnumValue       *known = g_enum_get_value_by_nick (values, text);
  g_autofree const char **nicks = NULL;
  g_autofree char        *phrase = NULL;
  g_autofree char        *quoted = NULL;

  /* Unset is said by leaving the line out. */
  if (known != NULL && known->value != APS_UNSET)
    {
      *value = known->value;
      return TRUE;
    }

  nicks = g_new0 (const char *, values->n_values + 1);
  for (guint i = 0, n = 0; i < values->n_values; i++)
    if (values->values[i].value != APS_UNSET)
      nicks[n++] = values->values[i].value_nick;

  quoted = aps_quotable (text);
  phrase = aps_suggest_phrase (text, nicks, "one of");
  g_set_error (error,
               APS_ERROR,
               APS_ERROR_INVALID_SETTING,
               "\"%s\" is no choice%s",
               quoted,
               phrase);
  return FALSE;
}

static gboolean
read_string (GParamSpec *pspec, const char *text, const char *folder, GValue *value, GError **error)
{
  if ((aps_setting_get_flags (pspec) & APS_SETTING_FILE) == 0)
    {
      g_value_set_string (value, text);
      return TRUE;
    }

  if (text[0] == '\0')
    return refuse (text, "the name of a file", error);

  g_value_take_string (value, g_canonicalize_filename (text, folder));
  return TRUE;
}

gboolean
aps_setting_read (
  GParamSpec *pspec, const char *text, const char *folder, GValue *value, GError **error)
{
  gboolean truth;
  gint     choice;

  switch (G_TYPE_FUNDAMENTAL (pspec->value_type))
    {
    case G_TYPE_BOOLEAN:
      if (!aps_boolean_parse (text, &truth, error))
        return FALSE;
      g_value_set_boolean (value, truth);
      return TRUE;
    case G_TYPE_INT:
    case G_TYPE_UINT:
    case G_TYPE_INT64:
    case G_TYPE_UINT64:
      return read_integer (pspec, text, value, error);
    case G_TYPE_DOUBLE:
      return read_double (pspec, text, value, error);
    case G_TYPE_ENUM:
      if (!aps_setting_read_enum (pspec->value_type, text, &choice, error))
        return FALSE;
      g_value_set_enum (value, choice);
      return TRUE;
    case G_TYPE_STRING:
      return read_string (pspec, text, folder, value, error);
    default:
      g_value_take_boxed (value, aps_setting_read_list (text));
      return TRUE;
    }
}
