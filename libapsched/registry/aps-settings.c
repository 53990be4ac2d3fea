/* Sets the properties of a plugin's object from settings written as text.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"

#include "registry/aps-settings-private.h"

#include <apsched/aps-error.h>

#include "core/aps-suggest-private.h"

#include <string.h>

#define MAX_SECRET_SIZE (64 * 1024)

static void
clear_line (gpointer data)
{
  ApsSettingLine *line = data;

  g_free (line->key);
  g_free (line->value);
}

GArray *
aps_setting_lines_new (void)
{
  GArray *lines = g_array_new (FALSE, TRUE, sizeof (ApsSettingLine));

  g_array_set_clear_func (lines, clear_line);
  return lines;
}

void
aps_setting_lines_add (GArray *lines, const char *key, const char *value, guint line)
{
  ApsSettingLine added = { g_strdup (key), g_strdup (value), line };

  g_array_append_val (lines, added);
}

/* Reads a value up to a blank, or in double quotes, where \" and \\ stand for themselves. */
static gboolean
scan_value (const char **text, GString *value)
{
  const char *p = *text;
  gboolean    quoted = *p == '"';

  if (quoted)
    p++;

  for (; *p != '\0' && (quoted ? *p != '"' : !g_ascii_isspace (*p)); p++)
    {
      if (quoted && *p == '\\' && (p[1] == '"' || p[1] == '\\'))
        p++;
      g_string_append_c (value, *p);
    }

  if (quoted && (*p++ != '"' || (*p != '\0' && !g_ascii_isspace (*p))))
    return FALSE;

  *text = p;
  return TRUE;
}

GArray *
aps_setting_lines_parse (const char *text, GError **error)
{
  g_autoptr (GArray) lines = aps_setting_lines_new ();
  const char *p = text;

  for (guint n = 1;; n++)
    {
      g_autoptr (GString) value = g_string_new (NULL);
      g_autofree char *key = NULL;
      gsize            length;

      p += strspn (p, " \t\r\n");
      if (*p == '\0')
        return g_steal_pointer (&lines);

      length = strcspn (p, "= \t\r\n\"");
      key = g_strndup (p, length);
      p += length;

      if (length == 0 || *p++ != '=' || !scan_value (&p, value))
        {
          g_autofree char *quoted = aps_quotable (key);

          g_set_error (error,
                       APS_ERROR,
                       APS_ERROR_INVALID_SETTING,
                       "settings, word %u: \"%s\" should go on as KEY=VALUE or KEY=\"VALUE\"",
                       n,
                       quoted);
          return NULL;
        }

      aps_setting_lines_add (lines, key, value->str, n);
    }
}

/* What is written in a file or an environment variable in place of a secret itself. */
static char *
fetch_secret (const char *source, const char *place, const char *folder, GError **error)
{
  g_autofree char *quoted = aps_quotable (place);
  g_autofree char *path = NULL;
  g_autofree char *secret = NULL;
  gsize            length;

  if (strcmp (source, "env") == 0)
    {
      if (g_getenv (place) == NULL)
        g_set_error (error,
                     APS_ERROR,
                     APS_ERROR_INVALID_SETTING,
                     "the environment has no variable \"%s\"",
                     quoted);
      return g_strdup (g_getenv (place));
    }

  path = g_canonicalize_filename (place, folder);
  if (!g_file_get_contents (path, &secret, &length, error))
    return NULL;

  if (length > 0 && secret[length - 1] == '\n')
    secret[--length] = '\0';
  if (length > MAX_SECRET_SIZE || !g_utf8_validate (secret, length, NULL))
    {
      g_set_error (error,
                   APS_ERROR,
                   APS_ERROR_INVALID_SETTING,
                   "the file %s does not hold UTF-8 text of at most 64 KiB",
                   path);
      return NULL;
    }

  return g_steal_pointer (&secret);
}

/* The setting that a key means; *source is "file" or "env" where that form is used. */
static GParamSpec *
find_setting (GParamSpec **known, const char *key, const char **source)
{
  static const char *const sources[] = { "file", "env" };

  *source = NULL;
  for (guint i = 0; known[i] != NULL; i++)
    if (strcmp (known[i]->name, key) == 0)
      return known[i];

  for (guint s = 0; s < G_N_ELEMENTS (sources); s++)
    for (guint i = 0; known[i] != NULL; i++)
      {
        gsize length = strlen (known[i]->name);

        if ((aps_setting_get_flags (known[i]) & APS_SETTING_SECRET) != 0 &&
            g_str_has_prefix (key, known[i]->name) && key[length] == '-' &&
            strcmp (key + length + 1, sources[s]) == 0)
          {
            *source = sources[s];
            return known[i];
          }
      }

  return NULL;
}

static gboolean
refuse_key (GParamSpec **known, const char *key, const char *plugin, GError **error)
{
  g_autoptr (GPtrArray) names = g_ptr_array_new ();
  g_autofree char *phrase = NULL;
  g_autofree char *quoted = aps_quotable (key);
  gsize            length = strlen (key);

  for (guint i = 0; known[i] != NULL; i++)
    {
      gsize own = strlen (known[i]->name);

      if (strncmp (known[i]->name, key, own) == 0 && length > own &&
          (strcmp (key + own, "-file") == 0 || strcmp (key + own, "-env") == 0))
        {
          g_set_error (error,
                       APS_ERROR,
                       APS_ERROR_INVALID_SETTING,
                       "\"%s\" is not possible: \"%s\" is not a secret",
                       quoted,
                       known[i]->name);
          return FALSE;
        }
      g_ptr_array_add (names, (gpointer)known[i]->name);
    }

  g_ptr_array_add (names, NULL);
  phrase = aps_suggest_phrase (key, (const char *const *)names->pdata, "it has");
  g_set_error (error,
               APS_ERROR,
               APS_ERROR_INVALID_SETTING,
               "\"%s\" is no setting of plugin %s%s",
               quoted,
               plugin,
               phrase);
  return FALSE;
}

static gboolean
read_line (GParamSpec **known,
           const char  *plugin,
           const char  *key,
           const char  *text,
           const char  *folder,
           GHashTable  *values,
           GError     **error)
{
  const char        *source;
  GParamSpec        *pspec = find_setting (known, key, &source);
  g_autofree char   *secret = NULL;
  g_autofree GValue *value = g_new0 (GValue, 1);

  if (pspec == NULL)
    return refuse_key (known, key, plugin, error);

  if (g_hash_table_contains (values, pspec->name))
    {
      g_set_error (error,
                   APS_ERROR,
                   APS_ERROR_INVALID_SETTING,
                   "\"%s\" is given a second time",
                   pspec->name);
      return FALSE;
    }

  if (source != NULL && (secret = fetch_secret (source, text, folder, error)) == NULL)
    {
      g_prefix_error (error, "\"%s\": ", key);
      return FALSE;
    }

  g_value_init (value, pspec->value_type);
  if (!aps_setting_read (pspec, secret != NULL ? secret : text, folder, value, error))
    {
      g_value_unset (value);
      g_prefix_error (error, "\"%s\": ", key);
      return FALSE;
    }

  g_hash_table_insert (values, (gpointer)pspec->name, g_steal_pointer (&value));
  return TRUE;
}

static gboolean
check_required (GParamSpec **known, GHashTable *values, const char *plugin, GError **error)
{
  for (guint i = 0; known[i] != NULL; i++)
    if ((aps_setting_get_flags (known[i]) & APS_SETTING_REQUIRED) != 0 &&
        !g_hash_table_contains (values, known[i]->name))
      {
        g_set_error (error,
                     APS_ERROR,
                     APS_ERROR_INVALID_SETTING,
                     "plugin %s needs the setting \"%s\" (%s)",
                     plugin,
                     known[i]->name,
                     g_param_spec_get_blurb (known[i]));
        return FALSE;
      }

  return TRUE;
}

static GObject *
new_object (GType type, GHashTable *values)
{
  guint                   n = g_hash_table_size (values);
  g_autofree const char **names = g_new (const char *, n);
  g_autofree GValue      *copies = g_new (GValue, n);
  GHashTableIter          iter;
  gpointer                name, value;
  GObject                *object;
  guint                   i = 0;

  g_hash_table_iter_init (&iter, values);
  for (; g_hash_table_iter_next (&iter, &name, &value); i++)
    {
      names[i] = name;
      copies[i] = *(GValue *)value;
    }

  object = g_object_new_with_properties (type, n, names, copies);
  return g_object_is_floating (object) ? g_object_ref_sink (object) : object;
}

static void
free_value (gpointer data)
{
  g_value_unset (data);
  g_free (data);
}

GObject *
aps_settings_new_object (const ApsPluginDescriptor *descriptor,
                         GArray                    *lines,
                         const char                *folder,
                         gint                      *at,
                         GError                   **error)
{
  GType                   type = descriptor->get_type ();
  G_GNUC_UNUSED           g_autoptr (GTypeClass) klass = g_type_class_ref (type);
  g_autofree GParamSpec **known = aps_setting_list (type, NULL);
  g_autoptr (GHashTable) values = g_hash_table_new_full (g_str_hash, g_str_equal, NULL, free_value);

  *at = -1;
  for (guint i = 0; i < lines->len; i++)
    {
      const ApsSettingLine *line = &g_array_index (lines, ApsSettingLine, i);

      if (!read_line (known, descriptor->name, line->key, line->value, folder, values, error))
        {
          *at = i;
          return NULL;
        }
    }

  if (!check_required (known, values, descriptor->name, error))
    return NULL;

  return new_object (type, values);
}
