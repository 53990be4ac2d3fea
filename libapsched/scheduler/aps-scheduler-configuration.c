/* A scheduler made from a keyfile: its settings, and what the file defines in the store.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"

#include <apsched/aps-error.h>
#include <apsched/aps-locked.h>

#include "registry/aps-configuration-private.h"
#include "scheduler/aps-changes-private.h"
#include "scheduler/aps-scheduler-settings-private.h"

#include <string.h>

static void
take_settings (ApsEngineSettings *to, const ApsSchedulerSettings *from, ApsRecordList *defaults)
{
  to->role = from->role;
  to->identity = g_strdup (from->identity);
  to->lease_duration_us = from->lease_duration_us;
  to->poll_interval_us = from->poll_interval_us;
  to->cleanup_interval_us = from->cleanup_interval_us;
  to->stop_timeout_us = from->stop_timeout_us;
  to->cancel_timeout_us = from->cancel_timeout_us;
  to->store_retry_timeout_us = from->store_retry_timeout_us;
  to->max_concurrent_jobs = from->max_concurrent_jobs;
  to->timezone = g_strdup (from->timezone);
  to->clock_changes = g_strdup (from->clock_changes);
  to->queues = g_strdupv (from->queues);
  to->registered_by_workers = g_strdupv (from->registered_by_workers);
  to->allow = g_strdupv (from->allow);

  g_clear_pointer (&to->defaults_list, aps_record_list_unref);
  to->defaults_list = aps_record_list_ref (defaults);
  to->defaults.task = *(const ApsTaskRecord *)aps_record_list_get (defaults, 0);
  to->defaults.history = from->history;
  to->defaults.failure_retention_us = from->failure_retention_us;
}

void
aps_scheduler_take_configuration (ApsScheduler *self)
{
  ApsConfiguration *configuration = self->configuration;
  g_autofree char  *identity = g_steal_pointer (&self->settings->identity);

  take_settings (self->settings, &configuration->settings, configuration->defaults);
  /* Many processes share a file; each may say who it is. */
  if (identity != NULL)
    {
      g_free (self->settings->identity);
      self->settings->identity = g_steal_pointer (&identity);
    }

  if (self->data_store == NULL)
    g_set_object (&self->data_store, aps_configuration_get_data_store (configuration));
  if (self->event_broker == NULL)
    g_set_object (&self->event_broker, aps_configuration_get_event_broker (configuration));
}

ApsConfiguration *
aps_scheduler_dup_configuration (ApsScheduler *self)
{
  APS_LOCKED (&self->configuration_lock);

  return self->configuration != NULL ? g_object_ref (self->configuration) : NULL;
}

static gboolean
first_refusal (ApsStoreAnswer *answer, GError **error)
{
  for (guint i = 0; i < aps_store_answer_get_n_entries (answer); i++)
    {
      const GError *refused = aps_store_answer_get_error (answer, i);

      if (refused == NULL)
        continue;

      g_propagate_error (error, g_error_copy (refused));
      return FALSE;
    }

  return TRUE;
}

static ApsRecordList *
copy_records (ApsRecordList *list)
{
  ApsRecordList *copy = aps_record_list_new (aps_record_list_get_record_type (list));

  for (guint i = 0; i < aps_record_list_get_n (list); i++)
    aps_record_list_add_copy (copy, aps_record_list_get (list, i));

  return copy;
}

static gboolean
put_schedules (ApsScheduler  *self,
               ApsRecordList *defined,
               GCancellable  *cancellable,
               GError       **error)
{
  g_autoptr (ApsRecordList) schedules = copy_records (defined);
  g_autoptr (ApsStoreAnswer) answer = aps_store_answer_new (aps_record_list_get_n (schedules));

  return aps_scheduler_put_schedules (self,
                                      schedules,
                                      NULL,
                                      APS_CONFLICT_POLICY_REPLACE,
                                      answer,
                                      cancellable,
                                      error) &&
         first_refusal (answer, error);
}

static gboolean
put_queues (ApsScheduler *self, ApsRecordList *queues, GError **error)
{
  g_autoptr (ApsStoreAnswer) answer = aps_store_answer_new (aps_record_list_get_n (queues));

  return aps_data_store_put_queues (self->engine->store,
                                    queues,
                                    aps_engine_now (self->engine),
                                    answer,
                                    error) &&
         first_refusal (answer, error);
}

/* The ids in @kept that @defined does not have. The id, or name, is the first field of each record.
 */
static GPtrArray *
find_gone (ApsRecordList *kept, ApsRecordList *defined, const char *origin)
{
  g_autoptr (GHashTable) ids = g_hash_table_new (g_str_hash, g_str_equal);
  GPtrArray          *gone = g_ptr_array_new ();
  const ApsFieldInfo *field = aps_record_type_find_field (aps_record_list_get_record_type (kept),
                                                          "origin");

  for (guint i = 0; i < aps_record_list_get_n (defined); i++)
    g_hash_table_add (ids, (gpointer) * (const char *const *)aps_record_list_get (defined, i));

  for (guint i = 0; i < aps_record_list_get_n (kept); i++)
    {
      const char *record = aps_record_list_get (kept, i);
      const char *id = *(const char *const *)(gconstpointer)record;
      const char *its_origin = *(const char *const *)(gconstpointer)(record + field->offset);

      if (g_strcmp0 (its_origin, origin) == 0 && !g_hash_table_contains (ids, id))
        g_ptr_array_add (gone, (gpointer)id);
    }

  g_ptr_array_add (gone, NULL);
  return gone;
}

static gboolean
remove_schedules (ApsScheduler *self, ApsConfiguration *configuration, GError **error)
{
  ApsEngine   *engine = self->engine;
  ApsListQuery query = APS_LIST_QUERY_INIT;
  g_autoptr (ApsRecordList) kept = aps_record_list_new (APS_RECORD_TYPE_SCHEDULE);
  g_autoptr (GPtrArray) gone = NULL;
  g_autoptr (ApsStoreAnswer) answer = NULL;

  query.origin = configuration->path;
  if (!aps_data_store_list_schedules (engine->store, &query, kept, error))
    return FALSE;

  gone = find_gone (kept, configuration->schedules, configuration->path);
  if (gone->len == 1)
    return TRUE;

  answer = aps_store_answer_new (gone->len - 1);
  if (!aps_data_store_remove_schedules (engine->store,
                                        (const char *const *)gone->pdata,
                                        aps_engine_now (engine),
                                        answer,
                                        error))
    return FALSE;

  for (guint i = 0; i + 1 < gone->len; i++)
    aps_changes_publish_schedule (engine,
                                  APS_EVENT_TYPE_SCHEDULE_REMOVED,
                                  &(ApsScheduleRecord){ .id = g_ptr_array_index (gone, i),
                                                        .last_fire_us = APS_TIME_NONE,
                                                        .next_fire_us = APS_TIME_NONE });
  return TRUE;
}

/* A task that others' schedules or waiting jobs still need stays, and is nobody's. */
static gboolean
remove_tasks (ApsScheduler *self, ApsConfiguration *configuration, GError **error)
{
  ApsEngine   *engine = self->engine;
  ApsListQuery query = APS_LIST_QUERY_INIT;
  g_autoptr (ApsRecordList) kept = aps_record_list_new (APS_RECORD_TYPE_TASK);
  g_autoptr (GPtrArray) gone = NULL;
  g_autoptr (ApsStoreAnswer) answer = NULL;

  query.origin = configuration->path;
  if (!aps_data_store_list_tasks (engine->store, &query, kept, error))
    return FALSE;

  gone = find_gone (kept, configuration->tasks, configuration->path);
  if (gone->len == 1)
    return TRUE;

  answer = aps_store_answer_new (gone->len - 1);
  if (!aps_data_store_remove_tasks (engine->store,
                                    (const char *const *)gone->pdata,
                                    FALSE,
                                    aps_engine_now (engine),
                                    answer,
                                    error))
    return FALSE;

  for (guint i = 0; i + 1 < gone->len; i++)
    {
      const GError *refused = aps_store_answer_get_error (answer, i);

      aps_task_cache_forget (self->tasks, g_ptr_array_index (gone, i));
      if (refused == NULL)
        aps_changes_publish_task (engine, APS_EVENT_TYPE_TASK_REMOVED, g_ptr_array_index (gone, i));
      else
        g_message ("Task \"%s\" is gone from the keyfile but stays: %s",
                   (const char *)g_ptr_array_index (gone, i),
                   refused->message);
    }
  return TRUE;
}

static gboolean
remove_queues (ApsScheduler *self, ApsConfiguration *configuration, GError **error)
{
  ApsEngine *engine = self->engine;
  g_autoptr (ApsRecordList) kept = aps_record_list_new (APS_RECORD_TYPE_QUEUE);
  g_autoptr (GPtrArray) gone = NULL;
  g_autoptr (ApsStoreAnswer) answer = NULL;

  if (!aps_data_store_list_queues (engine->store, kept, error))
    return FALSE;

  gone = find_gone (kept, configuration->queues, configuration->path);
  if (gone->len == 1)
    return TRUE;

  answer = aps_store_answer_new (gone->len - 1);
  return aps_data_store_remove_queues (engine->store,
                                       (const char *const *)gone->pdata,
                                       aps_engine_now (engine),
                                       answer,
                                       error);
}

/* What the file says was checked when it was read; here, whether this process can do it: an
 * executor that is new in the file is none of its executors yet. */
static gboolean
check_here (ApsScheduler *self, ApsConfiguration *configuration, GError **error)
{
  ApsEngine *engine = self->engine;
  gboolean   runs_jobs = engine->settings->role == APS_ROLE_BOTH ||
                       engine->settings->role == APS_ROLE_WORKER;

  for (guint i = 0; i < aps_record_list_get_n (configuration->tasks); i++)
    if (!aps_scheduler_check_task (self, aps_record_list_get (configuration->tasks, i), error))
      return FALSE;

  for (guint i = 0; runs_jobs && i < aps_record_list_get_n (configuration->schedules); i++)
    {
      const ApsScheduleRecord *schedule = aps_record_list_get (configuration->schedules, i);

      if (schedule->executor != NULL &&
          aps_executor_set_get (engine->executors, schedule->executor, NULL, error) == NULL)
        {
          g_prefix_error (error, "schedule \"%.80s\": ", schedule->id);
          return FALSE;
        }
    }

  return TRUE;
}

static void
explain (ApsConfiguration *configuration, GError **error)
{
  g_prefix_error (error, "%s: ", configuration->name);
  if (g_error_matches (*error, APS_ERROR, APS_ERROR_NOT_FOUND))
    {
      g_autofree char *message = g_strdup ((*error)->message);

      g_clear_error (error);
      g_set_error (error,
                   APS_ERROR,
                   APS_ERROR_NOT_FOUND,
                   "%s in this process: what a file adds is set up at the next start",
                   message);
    }
}

/* What the store has of the schedules that the file defines: nothing else of it is read. */
static gboolean
get_defined (ApsScheduler     *self,
             ApsConfiguration *configuration,
             ApsRecordList    *kept,
             GError          **error)
{
  g_autoptr (GPtrArray) ids = g_ptr_array_new ();

  for (guint i = 0; i < aps_record_list_get_n (configuration->schedules); i++)
    {
      const ApsScheduleRecord *schedule = aps_record_list_get (configuration->schedules, i);

      g_ptr_array_add (ids, (gpointer)schedule->id);
    }
  g_ptr_array_add (ids, NULL);

  return ids->len == 1 || aps_data_store_get_schedules (self->engine->store,
                                                        (const char *const *)ids->pdata,
                                                        kept,
                                                        error);
}

/* Two files that define the same schedule would take it from each other in silence. */
static gboolean
tell_of_others (ApsScheduler *self, ApsConfiguration *configuration, GError **error)
{
  g_autoptr (ApsRecordList) kept = aps_record_list_new (APS_RECORD_TYPE_SCHEDULE);
  const ApsScheduleRecord *first = NULL;
  guint                    n = 0;

  if (!get_defined (self, configuration, kept, error))
    return FALSE;

  for (guint i = 0; i < aps_record_list_get_n (kept); i++)
    {
      const ApsScheduleRecord *schedule = aps_record_list_get (kept, i);

      if (g_strcmp0 (schedule->origin, configuration->path) == 0)
        continue;

      n++;
      first = first != NULL ? first : schedule;
    }

  if (n > 0)
    g_message ("%s: %u schedule%s that %s defined, such as \"%.80s\", %s this file's now",
               configuration->name,
               n,
               n == 1 ? "" : "s",
               first->origin != NULL ? first->origin : "a program",
               first->id,
               n == 1 ? "is" : "are");
  return TRUE;
}

static gboolean
apply_once (ApsScheduler     *self,
            ApsConfiguration *configuration,
            GCancellable     *cancellable,
            GError          **error)
{
  g_autoptr (ApsRecordList) tasks = copy_records (configuration->tasks);

  return tell_of_others (self, configuration, error) &&
         put_queues (self, configuration->queues, error) &&
         aps_scheduler_put_tasks (self, tasks, cancellable, error) &&
         put_schedules (self, configuration->schedules, cancellable, error) &&
         remove_schedules (self, configuration, error) &&
         remove_tasks (self, configuration, error) && remove_queues (self, configuration, error);
}

gboolean
aps_scheduler_apply_configuration (ApsScheduler     *self,
                                   ApsConfiguration *configuration,
                                   GCancellable     *cancellable,
                                   GError          **error)
{
  ApsRetry retry = { 0 };

  while (!apply_once (self, configuration, cancellable, error))
    if (!aps_engine_retry (self->engine, &retry, cancellable, error))
      return FALSE;

  return TRUE;
}

/**
 * aps_scheduler_reload:
 * @self: a scheduler that was made from a keyfile
 * @cancellable: (nullable): a cancellable
 * @error: return location for an error
 *
 * Reads the keyfile again, and takes over its tasks, schedules and queues: what is new is added,
 * what is gone from the file is removed, what others added stays. Everything is checked first: an
 * error changes nothing, and work goes on. Settings of the scheduler, its store, broker and
 * executors are taken at the next start of the program.
 *
 * Returns: whether it was done; else `APS_ERROR_NOT_SUPPORTED` where it was not made from a
 * keyfile, or an error as for [ctor@Aps.Scheduler.new_from_file]
 *
 * Since: 1.0
 */
gboolean
aps_scheduler_reload (ApsScheduler *self, GCancellable *cancellable, GError **error)
{
  g_autoptr (ApsConfiguration) former = NULL;
  g_autoptr (ApsConfiguration) configuration = NULL;

  g_return_val_if_fail (APS_IS_SCHEDULER (self), FALSE);

  former = aps_scheduler_dup_configuration (self);
  if (former == NULL)
    {
      g_set_error_literal (error,
                           APS_ERROR,
                           APS_ERROR_NOT_SUPPORTED,
                           "The scheduler was not made from a keyfile");
      return FALSE;
    }

  configuration = aps_configuration_reload (former, error);
  if (configuration == NULL || !aps_scheduler_ready (self, cancellable, error))
    return FALSE;

  if (!check_here (self, configuration, error))
    {
      explain (configuration, error);
      return FALSE;
    }
  if (!aps_scheduler_apply_configuration (self, configuration, cancellable, error))
    return FALSE;

  {
    APS_LOCKED (&self->configuration_lock);

    g_set_object (&self->configuration, configuration);
  }

  if (strcmp (former->fixed, configuration->fixed) != 0)
    g_message ("%s: settings of the scheduler, its store, broker or executors have changed: they "
               "are "
               "taken at the next start",
               configuration->name);
  return TRUE;
}
