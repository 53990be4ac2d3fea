/* Plugins by kind and name, and objects of their types from settings written as text.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"

#include <apsched/aps-registry.h>

#include <apsched/aps-error.h>
#include <apsched/aps-locked.h>

#include "core/aps-suggest-private.h"
#include "registry/aps-builtins-private.h"
#include "registry/aps-plugin-file-private.h"
#include "registry/aps-registry-private.h"
#include "registry/aps-settings-private.h"

#include <string.h>

static GMutex      lock;
static GHashTable *opened; /* guarded by lock: path -> descriptor of a module that was opened */

static const ApsPluginDescriptor *
find_builtin (ApsPluginKind kind, const char *name)
{
  for (guint i = 0; aps_builtin_plugins[i] != NULL; i++)
    {
      const ApsPluginDescriptor *descriptor = aps_builtin_plugins[i]();

      if (descriptor->kind == kind && strcmp (descriptor->name, name) == 0)
        return descriptor;
    }

  return NULL;
}

static const ApsPluginDescriptor *
find_opened (const char *path)
{
  APS_LOCKED (&lock);

  return opened != NULL ? g_hash_table_lookup (opened, path) : NULL;
}

static void
remember (const char *path, const ApsPluginDescriptor *descriptor)
{
  APS_LOCKED (&lock);

  if (opened == NULL)
    opened = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_hash_table_insert (opened, g_strdup (path), (gpointer)descriptor);
}

/* Not under the lock: a module runs code of its own when it is opened. Two threads that open the
 * same one get the same answer. */
static const ApsPluginDescriptor *
open_file (const char *path, ApsPluginKind kind, const char *name, GError **error)
{
  const ApsPluginDescriptor *descriptor = find_opened (path);

  if (descriptor != NULL)
    return descriptor;

  descriptor = aps_plugin_file_open (path, error);
  if (descriptor == NULL || !aps_plugin_check (descriptor, kind, name, path, error))
    return NULL;

  g_debug ("Plugin %s %s comes from %s", aps_plugin_kind_to_string (kind), name, path);
  remember (path, descriptor);
  return descriptor;
}

char **
aps_registry_dup_names (ApsPluginKind kind)
{
  g_autoptr (GStrvBuilder) names = g_strv_builder_new ();
  g_autoptr (GPtrArray) paths = aps_plugin_file_list ();

  for (guint i = 0; aps_builtin_plugins[i] != NULL; i++)
    if (aps_builtin_plugins[i]()->kind == kind)
      g_strv_builder_add (names, aps_builtin_plugins[i]()->name);

  for (guint i = 0; i < paths->len; i++)
    {
      g_autofree char *name = NULL;
      ApsPluginKind    found;

      if (aps_plugin_file_parse (g_ptr_array_index (paths, i), &found, &name) && found == kind &&
          find_builtin (kind, name) == NULL)
        g_strv_builder_add (names, name);
    }

  return g_strv_builder_end (names);
}

static void
set_not_found (ApsPluginKind kind, const char *name, GError **error)
{
  g_auto (GStrv) names = aps_registry_dup_names (kind);
  g_auto (GStrv) folders = aps_plugin_file_dup_folders ();
  const char      *word = aps_plugin_kind_to_string (kind);
  g_autofree char *where = g_strjoinv (", ", folders);
  g_autofree char *quoted = aps_quotable (name);
  g_autofree char *phrase = aps_suggest_phrase (name, (const char *const *)names, "there are");

  g_set_error (error,
               APS_ERROR,
               APS_ERROR_NOT_FOUND,
               "there is no %s plugin \"%s\"%s; looked for %s-%s.so in %s",
               word,
               quoted,
               phrase,
               word,
               quoted,
               where);
}

/**
 * aps_registry_find: (skip)
 * @kind: the kind of plugin that is wanted
 * @name: its name
 * @error: return location for an error
 *
 * Finds a plugin, and loads its module if it has one that was not loaded yet.
 *
 * Those that the library carries go first, then the first file `KIND-NAME.so` in the folders of
 * the environment variable `APSCHED_PLUGIN_PATH` (parted by colons; ignored in a process with more
 * rights than its caller), then that in the folder of the installation. No other file is opened.
 * A module stays loaded for good.
 *
 * Any thread.
 *
 * Returns: (transfer none): the plugin; %NULL with `APS_ERROR_NOT_FOUND` where there is none, with
 *   `APS_ERROR_FAILED` where its module cannot be loaded, with `APS_ERROR_IMPLEMENTATION` where it
 *   is not what it should be
 *
 * Since: 1.0
 */
const ApsPluginDescriptor *
aps_registry_find (ApsPluginKind kind, const char *name, GError **error)
{
  const ApsPluginDescriptor *descriptor;
  g_autofree char           *path = NULL;

  g_return_val_if_fail (kind <= APS_PLUGIN_KIND_TRIGGER, NULL);
  g_return_val_if_fail (name != NULL, NULL);

  descriptor = find_builtin (kind, name);
  if (descriptor != NULL)
    return aps_plugin_check (descriptor, kind, name, NULL, error) ? descriptor : NULL;

  if (aps_plugin_name_is_valid (name))
    path = aps_plugin_file_find (kind, name);
  if (path == NULL)
    {
      set_not_found (kind, name, error);
      return NULL;
    }

  return open_file (path, kind, name, error);
}

static GObject *
new_object (ApsPluginKind kind, const char *name, const char *settings, GError **error)
{
  const ApsPluginDescriptor *descriptor = aps_registry_find (kind, name, error);
  g_autoptr (GArray) lines = NULL;
  gint at;

  if (descriptor == NULL)
    return NULL;

  lines = aps_setting_lines_parse (settings != NULL ? settings : "", error);
  if (lines == NULL)
    return NULL;

  return aps_settings_new_object (descriptor, lines, NULL, &at, error);
}

/**
 * aps_registry_new_data_store:
 * @name: name of a data store plugin
 * @settings: (nullable): its settings, as `key=value` with blanks between; a value with blanks
 *   stands in double quotes, in which `\"` and `\\` are these characters
 * @error: return location for an error
 *
 * Makes a data store by its plugin's name, like `sqlite` with `path=/var/lib/pics/jobs.db`.
 *
 * Nothing is opened or connected yet. Any thread.
 *
 * Returns: (transfer full): the data store; %NULL with an error of aps_registry_find(), or with
 *   `APS_ERROR_INVALID_SETTING`
 *
 * Since: 1.0
 */
ApsDataStore *
aps_registry_new_data_store (const char *name, const char *settings, GError **error)
{
  g_return_val_if_fail (name != NULL, NULL);

  return (ApsDataStore *)new_object (APS_PLUGIN_KIND_DATA_STORE, name, settings, error);
}

/**
 * aps_registry_new_event_broker:
 * @name: name of an event broker plugin
 * @settings: (nullable): its settings, as for aps_registry_new_data_store()
 * @error: return location for an error
 *
 * Makes an event broker by its plugin's name.
 *
 * Nothing is opened or connected yet. Any thread.
 *
 * Returns: (transfer full): the event broker; %NULL with an error of aps_registry_find(), or with
 *   `APS_ERROR_INVALID_SETTING`
 *
 * Since: 1.0
 */
ApsEventBroker *
aps_registry_new_event_broker (const char *name, const char *settings, GError **error)
{
  g_return_val_if_fail (name != NULL, NULL);

  return (ApsEventBroker *)new_object (APS_PLUGIN_KIND_EVENT_BROKER, name, settings, error);
}

/**
 * aps_registry_new_executor:
 * @name: name of an executor plugin
 * @settings: (nullable): its settings, as for aps_registry_new_data_store()
 * @error: return location for an error
 *
 * Makes an executor by its plugin's name.
 *
 * Nothing is started yet. Any thread.
 *
 * Returns: (transfer full): the executor; %NULL with an error of aps_registry_find(), or with
 *   `APS_ERROR_INVALID_SETTING`
 *
 * Since: 1.0
 */
ApsExecutor *
aps_registry_new_executor (const char *name, const char *settings, GError **error)
{
  g_return_val_if_fail (name != NULL, NULL);

  return (ApsExecutor *)new_object (APS_PLUGIN_KIND_EXECUTOR, name, settings, error);
}

static const ApsPluginDescriptor *
find_opened_by_type (GType type)
{
  GHashTableIter iter;
  gpointer       descriptor;
  APS_LOCKED (&lock);

  if (opened == NULL)
    return NULL;

  g_hash_table_iter_init (&iter, opened);
  while (g_hash_table_iter_next (&iter, NULL, &descriptor))
    if (((const ApsPluginDescriptor *)descriptor)->get_type () == type)
      return descriptor;

  return NULL;
}

const ApsPluginDescriptor *
aps_registry_find_by_type (GType type)
{
  for (guint i = 0; aps_builtin_plugins[i] != NULL; i++)
    if (aps_builtin_plugins[i]()->get_type () == type)
      return aps_builtin_plugins[i]();

  return find_opened_by_type (type);
}

ApsEventBroker *
aps_registry_new_broker_for (ApsDataStore *data_store, GError **error)
{
  const ApsPluginDescriptor *descriptor = aps_registry_find_by_type (G_OBJECT_TYPE (data_store));
  const char                *name = descriptor != NULL ? descriptor->event_broker : NULL;
  g_autofree char           *settings = NULL;

  if (name == NULL)
    return aps_registry_new_event_broker ("local", NULL, error);

  settings = aps_data_store_dup_broker_settings (data_store);
  return aps_registry_new_event_broker (name, settings, error);
}

static ApsPluginInfo *
new_info (ApsPluginKind              kind,
          const char                *name,
          const char                *path,
          const ApsPluginDescriptor *descriptor,
          const GError              *error)
{
  ApsPluginInfo *info = g_new0 (ApsPluginInfo, 1);

  info->kind = kind;
  info->name = g_strdup (name);
  info->path = g_strdup (path);
  if (error != NULL)
    info->error = g_strdup (error->message);
  if (descriptor != NULL)
    {
      info->version = g_strdup (descriptor->version);
      info->description = g_strdup (descriptor->description);
      info->license = g_strdup (descriptor->license);
      info->type = descriptor->get_type ();
    }

  return info;
}

/**
 * aps_registry_list:
 *
 * Lists the plugins there are, for tools: those that the library carries, then the modules in the
 * folders that aps_registry_find() looks into.
 *
 * Each module is opened. One that cannot be used is listed with the reason.
 *
 * Any thread.
 *
 * Returns: (transfer container) (element-type ApsPluginInfo): the plugins
 *
 * Since: 1.0
 */
GPtrArray *
aps_registry_list (void)
{
  GPtrArray *infos = g_ptr_array_new_with_free_func ((GDestroyNotify)aps_plugin_info_free);
  g_autoptr (GPtrArray) paths = aps_plugin_file_list ();

  for (guint i = 0; aps_builtin_plugins[i] != NULL; i++)
    {
      const ApsPluginDescriptor *descriptor = aps_builtin_plugins[i]();

      g_ptr_array_add (infos,
                       new_info (descriptor->kind, descriptor->name, NULL, descriptor, NULL));
    }

  for (guint i = 0; i < paths->len; i++)
    {
      const char      *path = g_ptr_array_index (paths, i);
      g_autofree char *name = NULL;
      g_autoptr (GError) error = NULL;
      ApsPluginKind              kind = APS_PLUGIN_KIND_DATA_STORE;
      const ApsPluginDescriptor *descriptor;

      if (!aps_plugin_file_parse (path, &kind, &name) || find_builtin (kind, name) != NULL)
        continue;

      descriptor = open_file (path, kind, name, &error);
      g_ptr_array_add (infos, new_info (kind, name, path, descriptor, error));
    }

  return infos;
}
