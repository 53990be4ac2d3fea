/* Finds the file of a plugin by kind and name, and opens it.
 *
 * NOTES: there is no scan: only the wanted file is opened, so that a broken plugin costs nothing to
 * those who do not use it. A module is bound at once, so that a missing symbol is an error now and
 * not an abort in the middle of a job, and stays for good, since its types cannot be taken back.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"

#include "registry/aps-plugin-file-private.h"

#include <apsched/aps-error.h>

#include <gmodule.h>

#include <string.h>
#include <sys/auxv.h>

#define QUERY_SYMBOL "aps_plugin_query"

char **
aps_plugin_file_dup_folders (void)
{
  g_autoptr (GStrvBuilder) folders = g_strv_builder_new ();
  const char *path = getauxval (AT_SECURE) != 0 ? NULL : g_getenv ("APSCHED_PLUGIN_PATH");

  if (path != NULL)
    {
      g_auto (GStrv) parts = g_strsplit (path, ":", -1);

      for (guint i = 0; parts[i] != NULL; i++)
        if (parts[i][0] != '\0')
          g_strv_builder_add (folders, parts[i]);
    }

  g_strv_builder_add (folders, APS_PLUGIN_DIR);
  return g_strv_builder_end (folders);
}

char *
aps_plugin_file_find (ApsPluginKind kind, const char *name)
{
  g_auto (GStrv) folders = aps_plugin_file_dup_folders ();
  g_autofree char *base = g_strconcat (aps_plugin_kind_to_string (kind), "-", name, ".so", NULL);

  for (guint i = 0; folders[i] != NULL; i++)
    {
      g_autofree char *path = g_build_filename (folders[i], base, NULL);

      if (g_file_test (path, G_FILE_TEST_EXISTS))
        return g_steal_pointer (&path);
    }

  return NULL;
}

static int
compare_paths (gconstpointer a, gconstpointer b)
{
  return strcmp (*(const char *const *)a, *(const char *const *)b);
}

static void
list_folder (const char *folder, GHashTable *seen, GPtrArray *paths)
{
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  g_autoptr (GPtrArray) found = g_ptr_array_new ();
  const char *base;

  if (dir == NULL)
    return;

  while ((base = g_dir_read_name (dir)) != NULL)
    if (aps_plugin_file_parse (base, NULL, NULL) && g_hash_table_add (seen, g_strdup (base)))
      g_ptr_array_add (found, g_build_filename (folder, base, NULL));

  g_ptr_array_sort (found, compare_paths);
  g_ptr_array_extend (paths, found, NULL, NULL);
}

GPtrArray *
aps_plugin_file_list (void)
{
  g_auto (GStrv) folders = aps_plugin_file_dup_folders ();
  g_autoptr (GHashTable) seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  GPtrArray *paths = g_ptr_array_new_with_free_func (g_free);

  for (guint i = 0; folders[i] != NULL; i++)
    list_folder (folders[i], seen, paths);

  return paths;
}

gboolean
aps_plugin_file_parse (const char *path, ApsPluginKind *kind, char **name)
{
  g_autofree char *base = g_path_get_basename (path);

  if (!g_str_has_suffix (base, ".so"))
    return FALSE;
  base[strlen (base) - strlen (".so")] = '\0';

  for (guint k = APS_PLUGIN_KIND_DATA_STORE; k <= APS_PLUGIN_KIND_TRIGGER; k++)
    {
      const char *word = aps_plugin_kind_to_string (k);
      gsize       length = strlen (word);

      if (strncmp (base, word, length) != 0 || base[length] != '-' ||
          !aps_plugin_name_is_valid (base + length + 1))
        continue;

      if (kind != NULL)
        *kind = k;
      if (name != NULL)
        *name = g_strdup (base + length + 1);
      return TRUE;
    }

  return FALSE;
}

const ApsPluginDescriptor *
aps_plugin_file_open (const char *path, GError **error)
{
  g_autoptr (GError) reason = NULL;
  GModule                   *module;
  gpointer                   symbol;
  const ApsPluginDescriptor *descriptor;

  module = g_module_open_full (path, G_MODULE_BIND_LOCAL, &reason);
  if (module == NULL)
    {
      g_set_error (error,
                   APS_ERROR,
                   APS_ERROR_FAILED,
                   "the plugin %s cannot be loaded: %s",
                   path,
                   reason->message);
      return NULL;
    }

  g_module_make_resident (module);

  if (!g_module_symbol (module, QUERY_SYMBOL, &symbol))
    {
      g_set_error (error,
                   APS_ERROR,
                   APS_ERROR_IMPLEMENTATION,
                   "%s is no plugin of libapsched: it exports no %s (see APS_PLUGIN_DEFINE)",
                   path,
                   QUERY_SYMBOL);
      return NULL;
    }

  descriptor = ((ApsPluginQueryFunc)symbol) ();
  if (descriptor == NULL)
    g_set_error (error,
                 APS_ERROR,
                 APS_ERROR_IMPLEMENTATION,
                 "the plugin %s describes nothing",
                 path);
  return descriptor;
}
