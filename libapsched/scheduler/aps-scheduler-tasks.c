/* Tasks of a scheduler: callbacks of this process, and settings in the store.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"

#include "scheduler/aps-scheduler-private.h"

#include <apsched/aps-error.h>

#include "model/aps-callable-private.h"
#include "model/aps-task-private.h"
#include "scheduler/aps-changes-private.h"

static void
add_callback (ApsScheduler  *self,
              const char    *task_id,
              ApsTaskFunc    func,
              gpointer       user_data,
              GDestroyNotify destroy,
              gboolean       at_home)
{
  g_autoptr (GMainContext) context = g_main_context_ref_thread_default ();
  g_autoptr (ApsHomeContext) home = at_home ? aps_home_context_get (context) : NULL;

  aps_callables_add (self->engine->callables,
                     task_id,
                     aps_runnable_new_func (func, user_data, destroy, home));
  aps_engine_wake_jobs (self->engine);
}

/**
 * aps_scheduler_add_callback:
 * @self: a scheduler
 * @task_id: id of the task that it runs; without a colon
 * @func: (scope notified) (closure user_data) (destroy destroy): the callback
 * @user_data: passed to @func
 * @destroy: (nullable): frees @user_data
 *
 * Registers a callback of this process under a task id. Its jobs run in the main context that is
 * the calling thread's default now, so they may touch what belongs to it; they run while that
 * context is iterated. @destroy is called there too.
 *
 * A callback registered earlier under the same id is replaced.
 *
 * Since: 1.0
 */
void
aps_scheduler_add_callback (ApsScheduler  *self,
                            const char    *task_id,
                            ApsTaskFunc    func,
                            gpointer       user_data,
                            GDestroyNotify destroy)
{
  g_return_if_fail (APS_IS_SCHEDULER (self));
  g_return_if_fail (task_id != NULL && *task_id != '\0' && !aps_callable_is_reference (task_id));
  g_return_if_fail (func != NULL);

  add_callback (self, task_id, func, user_data, destroy, TRUE);
}

/**
 * aps_scheduler_add_thread_callback:
 * @self: a scheduler
 * @task_id: id of the task that it runs; without a colon
 * @func: (scope notified) (closure user_data) (destroy destroy): the callback, which may run in any
 *   thread, several times at once
 * @user_data: passed to @func
 * @destroy: (nullable): frees @user_data; called in any thread
 *
 * Registers a thread-safe callback of this process under a task id. Its jobs run in the thread
 * pool. JavaScript cannot be called from there: use [method@Aps.Scheduler.add_callback].
 *
 * Since: 1.0
 */
void
aps_scheduler_add_thread_callback (ApsScheduler  *self,
                                   const char    *task_id,
                                   ApsTaskFunc    func,
                                   gpointer       user_data,
                                   GDestroyNotify destroy)
{
  g_return_if_fail (APS_IS_SCHEDULER (self));
  g_return_if_fail (task_id != NULL && *task_id != '\0' && !aps_callable_is_reference (task_id));
  g_return_if_fail (func != NULL);

  add_callback (self, task_id, func, user_data, destroy, FALSE);
}

/**
 * aps_scheduler_remove_callback:
 * @self: a scheduler
 * @task_id: id of a task
 *
 * Removes the callback registered under a task id. Jobs that run already go on; further ones wait
 * for a process that has a callback for them.
 *
 * Returns: whether there was one
 *
 * Since: 1.0
 */
gboolean
aps_scheduler_remove_callback (ApsScheduler *self, const char *task_id)
{
  g_return_val_if_fail (APS_IS_SCHEDULER (self), FALSE);
  g_return_val_if_fail (task_id != NULL, FALSE);

  return aps_callables_remove (self->engine->callables, task_id);
}

static gboolean
is_declared (ApsScheduler *self, const char *id)
{
  char **declared = self->engine->settings->registered_by_workers;

  return declared != NULL && g_strv_contains ((const char *const *)declared, id);
}

/* A task without a reference is run by callbacks: this process's, or those of workers that are said
 * to have one. */
static gboolean
check_callback (ApsScheduler *self, const char *id, GError **error)
{
  ApsEngine *engine = self->engine;
  g_autoptr (ApsRunnable) runnable = aps_callables_lookup (engine->callables, id);
  gboolean private_store = (aps_data_store_get_flags (engine->store) & APS_DATA_STORE_PRIVATE) != 0;
  g_autofree char *store = NULL;

  if (is_declared (self, id) || (runnable != NULL && private_store))
    return TRUE;

  if (runnable == NULL)
    {
      g_set_error (error,
                   APS_ERROR,
                   APS_ERROR_NOT_FOUND,
                   "There is no task \"%.80s\": give a reference such as command:ARGV, add a "
                   "callback "
                   "under this id, or name it in registered-by-workers",
                   id);
      return FALSE;
    }

  store = aps_data_store_to_string (engine->store);
  g_set_error (error,
               APS_ERROR,
               APS_ERROR_NOT_SUPPORTED,
               "Only this process could run task \"%.80s\", and %s outlives it: use a reference "
               "such "
               "as module:LIBRARY:SYMBOL, or name the task in registered-by-workers",
               id,
               store != NULL ? store : "the store");
  return FALSE;
}

static gboolean
runs_jobs (ApsEngine *engine)
{
  return engine->settings->role == APS_ROLE_BOTH || engine->settings->role == APS_ROLE_WORKER;
}

gboolean
aps_scheduler_check_executor (ApsScheduler        *self,
                              const ApsTaskRecord *task,
                              const char          *executor,
                              GError             **error)
{
  ApsEngine *engine = self->engine;
  g_autoptr (ApsRunnable) callback = aps_callables_lookup (engine->callables, task->id);
  g_autofree char *scheme = NULL;

  if (!runs_jobs (engine))
    return TRUE;

  if (callback != NULL)
    scheme = g_strdup (aps_runnable_get_scheme (callback));
  else if (task->callable != NULL)
    scheme = aps_callable_dup_scheme (task->callable);

  if (executor != NULL)
    return aps_executor_set_get (engine->executors, executor, scheme, error) != NULL;
  if (scheme != NULL)
    return aps_executor_set_find (engine->executors, scheme, error) != NULL;
  return TRUE;
}

static gboolean
check_pairing (ApsScheduler *self, const ApsTaskRecord *task, GError **error)
{
  const char *executor = task->executor;

  if (executor == NULL)
    executor = self->engine->settings->defaults.task.executor;

  return aps_scheduler_check_executor (self, task, executor, error);
}

gboolean
aps_scheduler_check_task (ApsScheduler *self, const ApsTaskRecord *task, GError **error)
{
  g_autoptr (GError) local_error = NULL;
  gboolean right;

  if (!aps_task_id_check (task->id, error))
    return FALSE;

  if (task->callable == NULL)
    right = check_callback (self, task->id, &local_error);
  else
    right = aps_callable_check (task->callable, &local_error) &&
            aps_callables_check_allowed (self->engine->callables, task->callable, &local_error);
  if (right)
    right = check_pairing (self, task, &local_error);
  if (right)
    return TRUE;

  g_propagate_prefixed_error (error, g_steal_pointer (&local_error), "task \"%.80s\": ", task->id);
  return FALSE;
}

static gboolean
take_answer (ApsScheduler *self, ApsRecordList *tasks, ApsStoreAnswer *answer, GError **error)
{
  for (guint i = 0; i < aps_record_list_get_n (tasks); i++)
    {
      const ApsTaskRecord *task = aps_record_list_get (tasks, i);
      const GError        *refused = aps_store_answer_get_error (answer, i);

      if (refused != NULL)
        {
          g_propagate_error (error, g_error_copy (refused));
          return FALSE;
        }

      aps_task_cache_forget (self->tasks, task->id);
      if (aps_store_answer_get_status (answer, i) == APS_ENTRY_STATUS_ADDED)
        aps_changes_publish_task (self->engine, APS_EVENT_TYPE_TASK_ADDED, task->id);
      else if (aps_store_answer_get_status (answer, i) == APS_ENTRY_STATUS_REPLACED)
        aps_changes_publish_task (self->engine, APS_EVENT_TYPE_TASK_UPDATED, task->id);
    }

  return TRUE;
}

gboolean
aps_scheduler_put_tasks (ApsScheduler  *self,
                         ApsRecordList *tasks,
                         GCancellable  *cancellable,
                         GError       **error)
{
  ApsEngine *engine = self->engine;
  guint      n = aps_record_list_get_n (tasks);
  g_autoptr (ApsStoreAnswer) answer = aps_store_answer_new (n);
  ApsRetry retry = { 0 };

  for (guint i = 0; i < n; i++)
    {
      ApsTaskRecord *task = aps_record_list_get (tasks, i);

      if (!aps_scheduler_check_task (self, task, error))
        return FALSE;
      task->slots = aps_inherit_slots (task, &engine->settings->defaults);
    }

  while (!aps_data_store_put_tasks (engine->store, tasks, aps_engine_now (engine), answer, error))
    {
      if (!aps_engine_retry (engine, &retry, cancellable, error))
        return FALSE;
      aps_store_answer_reset (answer, n);
    }

  /* A raised limit lets waiting jobs start. */
  aps_engine_wake_jobs (engine);
  return take_answer (self, tasks, answer, error);
}

/* Reads one task; @task stays NULL where there is none. */
static gboolean
read_task (ApsScheduler   *self,
           const char     *id,
           ApsRecordList **list,
           ApsTaskRecord **task,
           GCancellable   *cancellable,
           GError        **error)
{
  const char *ids[] = { id, NULL };
  ApsRetry    retry = { 0 };
  g_autoptr (ApsRecordList) found = aps_record_list_new (APS_RECORD_TYPE_TASK);

  while (!aps_data_store_get_tasks (self->engine->store, ids, found, error))
    if (!aps_engine_retry (self->engine, &retry, cancellable, error))
      return FALSE;

  *task = aps_record_list_get_n (found) > 0 ? aps_record_list_get (found, 0) : NULL;
  *list = g_steal_pointer (&found);
  return TRUE;
}

gboolean
aps_scheduler_ensure_task (ApsScheduler   *self,
                           const char     *name,
                           ApsRecordList **list,
                           ApsTaskRecord **task,
                           GCancellable   *cancellable,
                           GError        **error)
{
  g_autoptr (ApsRecordList) found = NULL;

  if (aps_task_cache_lookup (self->tasks, name, list, task))
    return TRUE;

  if (!read_task (self, name, &found, task, cancellable, error))
    return FALSE;

  if (*task == NULL)
    {
      *task = aps_record_list_add (found);
      (*task)->id = aps_record_list_strdup (found, name);
      if (aps_callable_is_reference (name))
        (*task)->callable = (*task)->id;
      if (!aps_scheduler_put_tasks (self, found, cancellable, error))
        return FALSE;
    }

  aps_task_cache_add (self->tasks, found, *task);
  *list = g_steal_pointer (&found);
  return TRUE;
}

/* What @wanted says goes over what is kept; what it does not say stays. */
static void
overlay (ApsRecordList *list, ApsTaskRecord *kept, const ApsTaskRecord *wanted)
{
  guint               n_fields;
  const ApsFieldInfo *fields = aps_record_type_get_fields (APS_RECORD_TYPE_TASK, &n_fields);

  for (guint i = 0; i < n_fields; i++)
    {
      gconstpointer from = (const char *)wanted + fields[i].offset;
      gpointer      to = (char *)kept + fields[i].offset;

      if (fields[i].type == APS_FIELD_TYPE_STRING || fields[i].type == APS_FIELD_TYPE_JSON)
        {
          const char *text = *(const char *const *)from;

          if (text != NULL)
            *(const char **)to = aps_record_list_strdup (list, text);
        }
      else if (fields[i].type == APS_FIELD_TYPE_INT || fields[i].type == APS_FIELD_TYPE_ENUM)
        {
          if (*(const gint *)from != (gint)fields[i].unset)
            *(gint *)to = *(const gint *)from;
        }
      else if (fields[i].type == APS_FIELD_TYPE_DURATION && *(const gint64 *)from != APS_UNSET)
        *(gint64 *)to = *(const gint64 *)from;
    }
}

/**
 * aps_scheduler_configure_task:
 * @self: a scheduler
 * @task: (transfer full): the task's settings; frozen by this
 * @cancellable: (nullable): a cancellable
 * @error: return location for an error
 *
 * Adds a task, or changes the settings that @task says; what is unset in it stays as it was. Where
 * nothing changes, nothing is written.
 *
 * Returns: whether it was done; else `APS_ERROR_NOT_FOUND` where the task has neither a reference
 *   nor a callback, `APS_ERROR_NOT_SUPPORTED` where no executor runs it or the store outlives its
 *   callback, or what the store says
 *
 * Since: 1.0
 */
gboolean
aps_scheduler_configure_task (ApsScheduler *self,
                              ApsTask      *task,
                              GCancellable *cancellable,
                              GError      **error)
{
  g_autoptr (ApsTask) owned G_GNUC_UNUSED = task;
  g_autoptr (ApsRecordList) list = NULL;
  ApsTaskRecord *kept = NULL;

  g_return_val_if_fail (APS_IS_SCHEDULER (self), FALSE);
  g_return_val_if_fail (APS_IS_TASK (task), FALSE);

  aps_task_freeze (task);
  if (!aps_scheduler_ready (self, cancellable, error) ||
      !read_task (self, aps_task_get_id (task), &list, &kept, cancellable, error))
    return FALSE;

  if (kept == NULL)
    {
      kept = aps_record_list_add (list);
      if (aps_callable_is_reference (aps_task_get_id (task)))
        kept->callable = aps_record_list_strdup (list, aps_task_get_id (task));
    }
  overlay (list, kept, aps_task_get_record (task));
  return aps_scheduler_put_tasks (self, list, cancellable, error);
}

/**
 * aps_scheduler_get_task:
 * @self: a scheduler
 * @id: the task's id
 * @cancellable: (nullable): a cancellable
 * @error: return location for an error
 *
 * Gets a task from the store.
 *
 * Returns: (transfer full): the task, frozen; on error %NULL: `APS_ERROR_NOT_FOUND`
 *
 * Since: 1.0
 */
ApsTask *
aps_scheduler_get_task (ApsScheduler *self,
                        const char   *id,
                        GCancellable *cancellable,
                        GError      **error)
{
  g_autoptr (ApsRecordList) list = NULL;
  ApsTaskRecord *task = NULL;

  g_return_val_if_fail (APS_IS_SCHEDULER (self), NULL);
  g_return_val_if_fail (id != NULL, NULL);

  if (!aps_scheduler_ready (self, cancellable, error) ||
      !read_task (self, id, &list, &task, cancellable, error))
    return NULL;

  if (task != NULL)
    return aps_task_new_from_record (list, task);

  g_set_error (error, APS_ERROR, APS_ERROR_NOT_FOUND, "There is no task \"%.80s\"", id);
  return NULL;
}

/**
 * aps_scheduler_get_tasks:
 * @self: a scheduler
 * @cancellable: (nullable): a cancellable
 * @error: return location for an error
 *
 * Gets all tasks, by id.
 *
 * Returns: (transfer container) (element-type ApsTask): the tasks, frozen; on error %NULL
 *
 * Since: 1.0
 */
GPtrArray *
aps_scheduler_get_tasks (ApsScheduler *self, GCancellable *cancellable, GError **error)
{
  const ApsListQuery query = APS_LIST_QUERY_INIT;
  ApsRetry           retry = { 0 };
  g_autoptr (ApsRecordList) list = aps_record_list_new (APS_RECORD_TYPE_TASK);
  GPtrArray *tasks;

  g_return_val_if_fail (APS_IS_SCHEDULER (self), NULL);

  if (!aps_scheduler_ready (self, cancellable, error))
    return NULL;

  while (!aps_data_store_list_tasks (self->engine->store, &query, list, error))
    if (!aps_engine_retry (self->engine, &retry, cancellable, error))
      return NULL;

  tasks = g_ptr_array_new_with_free_func (g_object_unref);
  for (guint i = 0; i < aps_record_list_get_n (list); i++)
    g_ptr_array_add (tasks, aps_task_new_from_record (list, aps_record_list_get (list, i)));
  return tasks;
}

/**
 * aps_scheduler_remove_task:
 * @self: a scheduler
 * @id: the task's id
 * @cascade: whether its schedules and waiting jobs go too, and running ones are cancelled
 * @cancellable: (nullable): a cancellable
 * @error: return location for an error
 *
 * Removes a task from the store. A callback registered under its id stays registered.
 *
 * Returns: whether it was removed; else `APS_ERROR_NOT_FOUND`, or `APS_ERROR_CONFLICT` where it has
 *   schedules or jobs and @cascade is %FALSE
 *
 * Since: 1.0
 */
gboolean
aps_scheduler_remove_task (
  ApsScheduler *self, const char *id, gboolean cascade, GCancellable *cancellable, GError **error)
{
  const char *ids[] = { id, NULL };
  g_autoptr (ApsStoreAnswer) answer = NULL;
  ApsRetry retry = { 0 };

  g_return_val_if_fail (APS_IS_SCHEDULER (self), FALSE);
  g_return_val_if_fail (id != NULL, FALSE);

  if (!aps_scheduler_ready (self, cancellable, error))
    return FALSE;

  answer = aps_store_answer_new (1);
  while (!aps_data_store_remove_tasks (self->engine->store,
                                       ids,
                                       cascade,
                                       aps_engine_now (self->engine),
                                       answer,
                                       error))
    {
      if (!aps_engine_retry (self->engine, &retry, cancellable, error))
        return FALSE;
      aps_store_answer_reset (answer, 1);
    }

  aps_task_cache_forget (self->tasks, id);
  if (aps_store_answer_get_error (answer, 0) != NULL)
    {
      g_propagate_error (error, g_error_copy (aps_store_answer_get_error (answer, 0)));
      return FALSE;
    }

  aps_changes_publish_task (self->engine, APS_EVENT_TYPE_TASK_REMOVED, id);
  aps_changes_publish (self->engine, answer);
  return TRUE;
}
