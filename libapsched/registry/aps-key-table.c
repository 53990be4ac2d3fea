/* Reads the groups of a keyfile by tables of their keys.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"

#include "registry/aps-key-table-private.h"

#include <apsched/aps-duration.h>
#include <apsched/aps-error.h>
#include <apsched/aps-size.h>
#include <apsched/aps-value.h>

#include "core/aps-suggest-private.h"
#include "registry/aps-settings-private.h"

#include <string.h>

static gboolean
refuse (const char *text, const char *wanted, GError **error)
{
  g_autofree char *quoted = aps_quotable (text);

  g_set_error (error, APS_ERROR, APS_ERROR_INVALID_SETTING, "\"%s\" is not %s", quoted, wanted);
  return FALSE;
}

static gboolean
refuse_range (const char *text, const char *least, const char *most, GError **error)
{
  g_autofree char *quoted = aps_quotable (text);

  g_set_error (error,
               APS_ERROR,
               APS_ERROR_INVALID_SETTING,
               "%s is out of range (%s to %s)",
               quoted,
               least,
               most);
  return FALSE;
}

static gboolean
read_duration (const ApsKeySpec *spec, const char *text, gint64 *duration_us, GError **error)
{
  gboolean limit = spec->type == APS_KEY_DURATION_LIMIT;
  gint64   maximum = spec->maximum != 0 ? spec->maximum : APS_FOREVER;
  gint64   number;

  if (limit ? !aps_duration_parse_limit (text, &number, error)
            : !aps_duration_parse (text, &number, error))
    return FALSE;

  if (number < spec->minimum || (number > maximum && number != APS_FOREVER))
    {
      g_autofree char *least = aps_duration_to_string (spec->minimum);
      g_autofree char *most = limit ? g_strdup ("none")
                                    : aps_duration_to_string (MIN (maximum, APS_FOREVER - 1));

      return refuse_range (text, least, most, error);
    }

  *duration_us = number;
  return TRUE;
}

static gboolean
read_count (const ApsKeySpec *spec, const char *text, gint *count, GError **error)
{
  gboolean limit = spec->type == APS_KEY_COUNT_LIMIT;
  gint64   maximum = spec->maximum != 0 ? spec->maximum : APS_UNLIMITED - 1;
  gint64   number;

  if (limit && strcmp (text, "none") == 0)
    {
      *count = APS_UNLIMITED;
      return TRUE;
    }

  if (!g_ascii_string_to_signed (text, 10, G_MININT64, G_MAXINT64, &number, NULL))
    return refuse (text, limit ? "a whole number or none" : "a whole number", error);

  if (number < spec->minimum || number > maximum)
    {
      g_autofree char *least = g_strdup_printf ("%" G_GINT64_FORMAT, spec->minimum);
      g_autofree char *most = limit ? g_strdup ("none")
                                    : g_strdup_printf ("%" G_GINT64_FORMAT, maximum);

      return refuse_range (text, least, most, error);
    }

  *count = number;
  return TRUE;
}

/* Whether a value read from JSON can be the arguments of a call: a list of anything. */
static gboolean
is_args (GVariant *value)
{
  return g_variant_is_of_type (value, G_VARIANT_TYPE_TUPLE) ||
         (g_variant_is_of_type (value, G_VARIANT_TYPE_ARRAY) &&
          !g_variant_is_of_type (value, G_VARIANT_TYPE_DICTIONARY));
}

static gboolean
read_json (
  const ApsKeySpec *spec, const char *text, const char **json, ApsRecordList *texts, GError **error)
{
  g_autoptr (GVariant) value = aps_value_from_json (text, -1, error);
  g_autofree char *canonical = NULL;

  if (value == NULL)
    return FALSE;

  if (spec->type == APS_KEY_ARGS && !is_args (value))
    return refuse (text, "a JSON list, like [\"a\", 2]", error);
  if (spec->type == APS_KEY_OBJECT && !g_variant_is_of_type (value, G_VARIANT_TYPE_VARDICT))
    return refuse (text, "a JSON object, like {\"a\": 2}", error);

  canonical = aps_value_to_json (value);
  *json = aps_record_list_strdup (texts, canonical);
  return TRUE;
}

static gboolean
read_names (const char *text, char ***names, GError **error)
{
  g_auto (GStrv) read = aps_setting_read_list (text);

  if (read[0] == NULL)
    return refuse (text, "a list of names: leave the line out", error);

  for (guint i = 0; read[i] != NULL; i++)
    if (*g_strstrip (read[i]) == '\0')
      return refuse (text, "a list of names: one of them is empty", error);

  g_strfreev (*names);
  *names = g_steal_pointer (&read);
  return TRUE;
}

gboolean
aps_key_spec_read (
  const ApsKeySpec *spec, const char *text, gpointer target, ApsRecordList *texts, GError **error)
{
  gpointer field = (char *)target + spec->offset;
  char  ***list = field;

  switch (spec->type)
    {
    case APS_KEY_NAME:
      if (*text == '\0')
        return refuse (text, "possible: leave the line out", error);
      *(const char **)field = aps_record_list_strdup (texts, text);
      return TRUE;
    case APS_KEY_DURATION:
    case APS_KEY_DURATION_LIMIT:
      return read_duration (spec, text, field, error);
    case APS_KEY_COUNT:
    case APS_KEY_COUNT_LIMIT:
      return read_count (spec, text, field, error);
    case APS_KEY_BOOLEAN:
      return aps_boolean_parse (text, field, error);
    case APS_KEY_ENUM:
      return aps_setting_read_enum (spec->get_enum (), text, field, error);
    case APS_KEY_LIST:
      g_strfreev (*list);
      *list = aps_setting_read_list (text);
      return TRUE;
    case APS_KEY_NAMES:
      return read_names (text, list, error);
    case APS_KEY_ARGS:
    case APS_KEY_OBJECT:
      return read_json (spec, text, field, texts, error);
    case APS_KEY_OTHER:
      return TRUE;
    default:
      g_assert_not_reached ();
    }
}

static gboolean
refuse_key (const ApsKeySpec *specs,
            ApsKeyfile       *keyfile,
            ApsKeyfileGroup  *group,
            ApsKeyfileEntry  *entry,
            GError          **error)
{
  g_autoptr (GPtrArray) names = g_ptr_array_new ();
  g_autofree char *phrase = NULL;
  g_autofree char *quoted = aps_quotable (entry->key);

  for (; specs->name != NULL; specs++)
    g_ptr_array_add (names, (gpointer)specs->name);
  g_ptr_array_add (names, NULL);

  phrase = aps_suggest_phrase (entry->key, (const char *const *)names->pdata, "it has");
  return aps_keyfile_refuse (keyfile,
                             group,
                             entry,
                             error,
                             "\"%s\" is no key of a group [%s]%s",
                             quoted,
                             group->kind,
                             phrase);
}

gboolean
aps_key_table_read (const ApsKeySpec *specs,
                    ApsKeyfile       *keyfile,
                    ApsKeyfileGroup  *group,
                    gpointer          target,
                    ApsRecordList    *texts,
                    GError          **error)
{
  for (guint i = 0; i < group->entries->len; i++)
    {
      ApsKeyfileEntry  *entry = g_ptr_array_index (group->entries, i);
      const ApsKeySpec *spec = specs;
      g_autoptr (GError) reason = NULL;

      while (spec->name != NULL && strcmp (spec->name, entry->key) != 0)
        spec++;

      if (spec->name == NULL)
        return refuse_key (specs, keyfile, group, entry, error);
      if (!aps_key_spec_read (spec, entry->value, target, texts, &reason))
        return aps_keyfile_refuse (keyfile,
                                   group,
                                   entry,
                                   error,
                                   "\"%s\": %s",
                                   entry->key,
                                   reason->message);
    }

  return TRUE;
}
