/* What a keyfile says, checked, and made into objects and records: the object, and the order in
 * which a file is read.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"

#include "registry/aps-configuration-private.h"

#include <apsched/aps-error.h>

#include "core/aps-suggest-private.h"

#include <string.h>

/**
 * ApsConfiguration:
 *
 * A keyfile that was read: the scheduler's settings, its data store, event broker and executors,
 * and the tasks, schedules and queues that the file defines.
 *
 * It is read whole and checked whole by [ctor@Aps.Configuration.load]; to read the file again, load
 * it again. Objects in it are made but not started.
 *
 * ## Threads
 *
 * It does not change, and may be used from any thread.
 *
 * Since: 1.0
 */
G_DEFINE_FINAL_TYPE (ApsConfiguration, aps_configuration, G_TYPE_OBJECT)

static void
free_executor (gpointer data)
{
  ApsConfiguredExecutor *entry = data;

  g_free (entry->name);
  g_object_unref (entry->executor);
  g_free (entry);
}

static void
aps_configuration_finalize (GObject *object)
{
  ApsConfiguration *self = APS_CONFIGURATION (object);

  g_free (self->path);
  g_free (self->name);
  g_strfreev (self->overrides);
  g_free (self->fixed);
  g_strfreev (self->settings.queues);
  g_strfreev (self->settings.registered_by_workers);
  g_strfreev (self->settings.allow);
  aps_record_list_unref (self->texts);
  aps_record_list_unref (self->defaults);
  g_clear_object (&self->data_store);
  g_clear_object (&self->event_broker);
  g_ptr_array_unref (self->executors);
  g_hash_table_unref (self->tasks_by_id);
  aps_record_list_unref (self->tasks);
  aps_record_list_unref (self->schedules);
  aps_record_list_unref (self->queues);
  g_clear_pointer (&self->keyfile, aps_keyfile_free);

  G_OBJECT_CLASS (aps_configuration_parent_class)->finalize (object);
}

static void
aps_configuration_class_init (ApsConfigurationClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = aps_configuration_finalize;
}

static void
aps_configuration_init (ApsConfiguration *self)
{
  self->texts = aps_record_list_new (APS_RECORD_TYPE_TASK);
  self->defaults = aps_record_list_new (APS_RECORD_TYPE_TASK);
  aps_record_list_add (self->defaults);
  self->executors = g_ptr_array_new_with_free_func (free_executor);
  self->tasks = aps_record_list_new (APS_RECORD_TYPE_TASK);
  self->tasks_by_id = g_hash_table_new (g_str_hash, g_str_equal);
  self->schedules = aps_record_list_new (APS_RECORD_TYPE_SCHEDULE);
  self->queues = aps_record_list_new (APS_RECORD_TYPE_QUEUE);
}

static gboolean
refuse_kind (ApsKeyfile *keyfile, ApsKeyfileGroup *group, const char *const *kinds, GError **error)
{
  g_autofree char *quoted = aps_quotable (group->kind);
  g_autofree char *phrase = aps_suggest_phrase (group->kind, kinds, "there are");

  return aps_keyfile_refuse (keyfile,
                             group,
                             NULL,
                             error,
                             "[%s] is no group of a keyfile%s",
                             quoted,
                             phrase);
}

static gboolean
check_group (ApsKeyfile *keyfile, ApsKeyfileGroup *group, GError **error)
{
  static const char *const kinds[] = { "scheduler", "defaults", "data-store", "event-broker",
                                       "executor",  "task",     "schedule",   "queue",
                                       "calendar",  NULL };
  const char *const       *named = kinds + 2;

  if (!g_strv_contains (kinds, group->kind))
    return refuse_kind (keyfile, group, kinds, error);

  if (g_strv_contains (named, group->kind) && group->id == NULL)
    return aps_keyfile_refuse (keyfile,
                               group,
                               NULL,
                               error,
                               "the group needs a name: [%s NAME]",
                               group->kind);
  if (!g_strv_contains (named, group->kind) && group->id != NULL)
    return aps_keyfile_refuse (keyfile,
                               group,
                               NULL,
                               error,
                               "the group has no name: write [%s]",
                               group->kind);
  return TRUE;
}

static gboolean
check_groups (ApsKeyfile *keyfile, GError **error)
{
  for (guint i = 0; i < keyfile->groups->len; i++)
    if (!check_group (keyfile, g_ptr_array_index (keyfile->groups, i), error))
      return FALSE;

  return TRUE;
}

static gboolean
read_all (ApsConfiguration *self, GError **error)
{
  return check_groups (self->keyfile, error) && aps_configuration_read_settings (self, error) &&
         aps_configuration_read_plugins (self, error) &&
         aps_configuration_read_tasks (self, error) &&
         aps_configuration_read_queues (self, error) &&
         aps_calendar_names_check (self->keyfile, error) &&
         aps_configuration_read_schedules (self, error) &&
         aps_configuration_check_executors (self, error);
}

static ApsConfiguration *
load (const char        *path,
      const char        *name,
      const char *const *overrides,
      const ApsApart    *apart,
      GError           **error)
{
  g_autoptr (ApsConfiguration) self = NULL;
  g_autoptr (ApsKeyfile) keyfile = aps_keyfile_load (path, name, error);

  if (keyfile == NULL)
    return NULL;

  for (guint i = 0; overrides != NULL && overrides[i] != NULL; i++)
    if (!aps_keyfile_override (keyfile, overrides[i], error))
      return NULL;

  if (apart != NULL && !aps_configuration_move_apart (keyfile, apart, error))
    return NULL;

  self = g_object_new (APS_TYPE_CONFIGURATION, NULL);
  self->path = g_strdup (keyfile->path);
  self->name = g_strdup (name);
  self->overrides = g_strdupv ((char **)overrides);
  self->keyfile = g_steal_pointer (&keyfile);
  if (!read_all (self, error) || (apart != NULL && !aps_configuration_check_apart (self, error)))
    return NULL;

  aps_configuration_note_fixed (self);
  g_clear_pointer (&self->keyfile, aps_keyfile_free);
  return g_steal_pointer (&self);
}

/**
 * aps_configuration_load: (constructor)
 * @path: a keyfile
 * @overrides: (nullable) (array zero-terminated=1): lines `GROUP.KEY=VALUE` that go before those of
 *   the file, parted at the last dot before the first `=`; the group is made if the file has none
 * @error: return location for an error
 *
 * Reads a keyfile and checks all of it.
 *
 * The plugins that it names are loaded and objects made of them. Nothing is started, and nothing
 * but the file, plugins, zone data and files of secrets is looked at. Where the file names no data
 * store it is `memory`; where it names no event broker it is the one that the data store names, or
 * `local`.
 *
 * Returns: (transfer full): the configuration; %NULL with `APS_ERROR_NOT_FOUND` where there is no
 *   such file, `APS_ERROR_ACCESS_DENIED` where it may not be read, `APS_ERROR_INVALID_ARGUMENT`
 * where one of @overrides is not of that form, and `APS_ERROR_INVALID_SETTING` where what is said
 * is wrong: the message names file, line, group, key, and what would be right
 *
 * Since: 1.0
 */
ApsConfiguration *
aps_configuration_load (const char *path, const char *const *overrides, GError **error)
{
  g_return_val_if_fail (path != NULL, NULL);

  return load (path, path, overrides, NULL, error);
}

/**
 * aps_configuration_reload:
 * @self: a configuration
 * @error: return location for an error
 *
 * Reads the same keyfile once more, with the same overrides, as aps_configuration_load() does.
 *
 * Returns: (transfer full): a new configuration; %NULL with an error of aps_configuration_load().
 * Then
 *   @self is still what was read before
 *
 * Since: 1.0
 */
ApsConfiguration *
aps_configuration_reload (ApsConfiguration *self, GError **error)
{
  g_return_val_if_fail (APS_IS_CONFIGURATION (self), NULL);

  return load (self->path, self->name, (const char *const *)self->overrides, NULL, error);
}

/**
 * aps_configuration_new_apart: (skip)
 * @self: a configuration
 * @folder: a folder that exists, for files
 * @name: a word of small letters, digits and underlines, which begins with a letter; for schemas,
 *   databases and prefixes of a server
 * @overrides: (nullable) (array zero-terminated=1): as for aps_configuration_load(); they go before
 *   all else
 * @error: return location for an error
 *
 * Reads the same keyfile for work that is to leave alone what is there: a trial, a measurement.
 *
 * Its data store, event broker and executors are set up as the file says, but for the settings that
 * say where data are, marked %APS_SETTING_PLACE: a file of the same name in @folder, or @name. What
 * the file says of the work itself is not taken: its tasks, schedules, queues, calendars and
 * defaults, and the scheduler's identity, role, queues, allowed references and tasks that workers
 * register.
 *
 * Nothing is started. Who starts the data store has to remove what it makes: @folder, or with
 * aps_data_store_remove_place() what @name names.
 *
 * Returns: (transfer full): the configuration; %NULL with an error of aps_configuration_load(), or
 *   with `APS_ERROR_NOT_SUPPORTED` where store or broker does not say by which setting it can be
 *   kept apart
 *
 * Since: 1.0
 */
ApsConfiguration *
aps_configuration_new_apart (ApsConfiguration  *self,
                             const char        *folder,
                             const char        *name,
                             const char *const *overrides,
                             GError           **error)
{
  const ApsApart apart = { folder, name, overrides };

  g_return_val_if_fail (APS_IS_CONFIGURATION (self), NULL);
  g_return_val_if_fail (folder != NULL, NULL);
  g_return_val_if_fail (name != NULL, NULL);

  return load (self->path, self->name, (const char *const *)self->overrides, &apart, error);
}

/**
 * aps_configuration_get_path:
 * @self: a configuration
 *
 * Gets the absolute path of the keyfile, which is the origin of what it defines.
 *
 * Returns: (transfer none): the path
 *
 * Since: 1.0
 */
const char *
aps_configuration_get_path (ApsConfiguration *self)
{
  g_return_val_if_fail (APS_IS_CONFIGURATION (self), NULL);

  return self->path;
}

/**
 * aps_configuration_get_data_store:
 * @self: a configuration
 *
 * Gets the data store.
 *
 * Returns: (transfer none): the data store
 *
 * Since: 1.0
 */
ApsDataStore *
aps_configuration_get_data_store (ApsConfiguration *self)
{
  g_return_val_if_fail (APS_IS_CONFIGURATION (self), NULL);

  return self->data_store;
}

/**
 * aps_configuration_get_data_store_plugin:
 * @self: a configuration
 *
 * Gets the name of the plugin that the data store comes from.
 *
 * Returns: (transfer none): the name
 *
 * Since: 1.0
 */
const char *
aps_configuration_get_data_store_plugin (ApsConfiguration *self)
{
  g_return_val_if_fail (APS_IS_CONFIGURATION (self), NULL);

  return self->data_store_plugin;
}

/**
 * aps_configuration_get_event_broker:
 * @self: a configuration
 *
 * Gets the event broker.
 *
 * Returns: (transfer none): the event broker
 *
 * Since: 1.0
 */
ApsEventBroker *
aps_configuration_get_event_broker (ApsConfiguration *self)
{
  g_return_val_if_fail (APS_IS_CONFIGURATION (self), NULL);

  return self->event_broker;
}

/**
 * aps_configuration_get_event_broker_plugin:
 * @self: a configuration
 *
 * Gets the name of the plugin that the event broker comes from.
 *
 * Returns: (transfer none): the name
 *
 * Since: 1.0
 */
const char *
aps_configuration_get_event_broker_plugin (ApsConfiguration *self)
{
  g_return_val_if_fail (APS_IS_CONFIGURATION (self), NULL);

  return self->event_broker_plugin;
}

/**
 * aps_configuration_dup_executor_names:
 * @self: a configuration
 *
 * Lists the executors that the file sets up, in its order. A scheduler has `main-context`,
 * `thread-pool` and `process` besides.
 *
 * Returns: (transfer full): their names
 *
 * Since: 1.0
 */
char **
aps_configuration_dup_executor_names (ApsConfiguration *self)
{
  g_autoptr (GStrvBuilder) names = g_strv_builder_new ();

  g_return_val_if_fail (APS_IS_CONFIGURATION (self), NULL);

  for (guint i = 0; i < self->executors->len; i++)
    g_strv_builder_add (names,
                        ((ApsConfiguredExecutor *)g_ptr_array_index (self->executors, i))->name);

  return g_strv_builder_end (names);
}

/**
 * aps_configuration_get_executor:
 * @self: a configuration
 * @name: a name
 *
 * Gets an executor that the file sets up.
 *
 * Returns: (transfer none) (nullable): the executor, or %NULL where the file has none of that name
 *
 * Since: 1.0
 */
ApsExecutor *
aps_configuration_get_executor (ApsConfiguration *self, const char *name)
{
  g_return_val_if_fail (APS_IS_CONFIGURATION (self), NULL);
  g_return_val_if_fail (name != NULL, NULL);

  for (guint i = 0; i < self->executors->len; i++)
    {
      ApsConfiguredExecutor *entry = g_ptr_array_index (self->executors, i);

      if (strcmp (entry->name, name) == 0)
        return entry->executor;
    }

  return NULL;
}

/**
 * aps_configuration_get_tasks:
 * @self: a configuration
 *
 * Gets the tasks that the file defines, and those that its schedules make by naming a reference or
 * an id that workers register.
 *
 * Returns: (transfer none): records of tasks, which must not be changed
 *
 * Since: 1.0
 */
ApsRecordList *
aps_configuration_get_tasks (ApsConfiguration *self)
{
  g_return_val_if_fail (APS_IS_CONFIGURATION (self), NULL);

  return self->tasks;
}

/**
 * aps_configuration_get_schedules:
 * @self: a configuration
 *
 * Gets the schedules that the file defines, in its order. Their triggers are complete: they name
 * their zone, and calendars are written out.
 *
 * Returns: (transfer none): records of schedules, which must not be changed
 *
 * Since: 1.0
 */
ApsRecordList *
aps_configuration_get_schedules (ApsConfiguration *self)
{
  g_return_val_if_fail (APS_IS_CONFIGURATION (self), NULL);

  return self->schedules;
}

/**
 * aps_configuration_get_queues:
 * @self: a configuration
 *
 * Gets the queues that the file sets up.
 *
 * Returns: (transfer none): records of queues, which must not be changed
 *
 * Since: 1.0
 */
ApsRecordList *
aps_configuration_get_queues (ApsConfiguration *self)
{
  g_return_val_if_fail (APS_IS_CONFIGURATION (self), NULL);

  return self->queues;
}

ApsTaskRecord *
aps_configuration_add_task (ApsConfiguration *self, const char *id, const char *callable)
{
  ApsTaskRecord *task = aps_record_list_add (self->tasks);

  task->id = aps_record_list_strdup (self->tasks, id);
  task->callable = aps_record_list_strdup (self->tasks, callable);
  task->origin = aps_record_list_strdup (self->tasks, self->path);
  g_hash_table_insert (self->tasks_by_id, (gpointer)task->id, task);
  return task;
}

ApsTaskRecord *
aps_configuration_find_task (ApsConfiguration *self, const char *id)
{
  return g_hash_table_lookup (self->tasks_by_id, id);
}
