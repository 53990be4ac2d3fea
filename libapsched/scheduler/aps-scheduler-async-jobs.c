/* Asynchronous forms of the scheduler's methods: jobs.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"

#include "scheduler/aps-scheduler-async-private.h"

static void
run_get_job (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  ApsAsyncArgs *args = data;
  GError       *error = NULL;
  gpointer      value = aps_scheduler_get_job (source, args->text, cancellable, &error);

  aps_async_return_pointer (task, value, error, (GDestroyNotify)g_object_unref);
}

/**
 * aps_scheduler_get_job_async:
 * @self: a scheduler
 * @id: the job's id
 * @cancellable: (nullable): a cancellable
 * @callback: (scope async) (closure user_data): called when it is done
 * @user_data: passed to @callback
 *
 * Does what [method@Aps.Scheduler.get_job] does, without blocking.
 *
 * Since: 1.0
 */
void
aps_scheduler_get_job_async (ApsScheduler       *self,
                             const char         *id,
                             GCancellable       *cancellable,
                             GAsyncReadyCallback callback,
                             gpointer            user_data)
{
  ApsAsyncArgs args = { 0 };

  g_return_if_fail (APS_IS_SCHEDULER (self));

  args.text = g_strdup (id);
  aps_scheduler_start_async (self,
                             &args,
                             aps_scheduler_get_job_async,
                             "aps_scheduler_get_job",
                             run_get_job,
                             cancellable,
                             callback,
                             user_data);
}

/**
 * aps_scheduler_get_job_finish:
 * @self: a scheduler
 * @result: what the callback was given
 * @error: return location for an error
 *
 * Ends [method@Aps.Scheduler.get_job_async].
 *
 * Returns: (transfer full): as for [method@Aps.Scheduler.get_job]
 *
 * Since: 1.0
 */
ApsJob *
aps_scheduler_get_job_finish (ApsScheduler *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

static void
run_get_jobs (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  ApsAsyncArgs *args = data;
  GError       *error = NULL;
  gpointer value = aps_scheduler_get_jobs (source, (gpointer)args->object, cancellable, &error);

  aps_async_return_pointer (task, value, error, (GDestroyNotify)g_ptr_array_unref);
}

/**
 * aps_scheduler_get_jobs_async:
 * @self: a scheduler
 * @filter: (nullable): which jobs
 * @cancellable: (nullable): a cancellable
 * @callback: (scope async) (closure user_data): called when it is done
 * @user_data: passed to @callback
 *
 * Does what [method@Aps.Scheduler.get_jobs] does, without blocking.
 *
 * Since: 1.0
 */
void
aps_scheduler_get_jobs_async (ApsScheduler       *self,
                              ApsJobFilter       *filter,
                              GCancellable       *cancellable,
                              GAsyncReadyCallback callback,
                              gpointer            user_data)
{
  ApsAsyncArgs args = { 0 };

  g_return_if_fail (APS_IS_SCHEDULER (self));

  args.object = filter != NULL ? g_object_ref (G_OBJECT (filter)) : NULL;
  aps_scheduler_start_async (self,
                             &args,
                             aps_scheduler_get_jobs_async,
                             "aps_scheduler_get_jobs",
                             run_get_jobs,
                             cancellable,
                             callback,
                             user_data);
}

/**
 * aps_scheduler_get_jobs_finish:
 * @self: a scheduler
 * @result: what the callback was given
 * @error: return location for an error
 *
 * Ends [method@Aps.Scheduler.get_jobs_async].
 *
 * Returns: (transfer container) (element-type ApsJob): as for [method@Aps.Scheduler.get_jobs]
 *
 * Since: 1.0
 */
GPtrArray *
aps_scheduler_get_jobs_finish (ApsScheduler *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

static void
run_cancel_job (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  ApsAsyncArgs *args = data;
  GError       *error = NULL;
  gboolean      done =
    aps_scheduler_cancel_job (source, args->text, args->more_text, cancellable, &error);

  aps_async_return_boolean (task, done, error);
}

/**
 * aps_scheduler_cancel_job_async:
 * @self: a scheduler
 * @id: the job's id
 * @reason: (nullable): why
 * @cancellable: (nullable): a cancellable
 * @callback: (scope async) (closure user_data): called when it is done
 * @user_data: passed to @callback
 *
 * Does what [method@Aps.Scheduler.cancel_job] does, without blocking.
 *
 * Since: 1.0
 */
void
aps_scheduler_cancel_job_async (ApsScheduler       *self,
                                const char         *id,
                                const char         *reason,
                                GCancellable       *cancellable,
                                GAsyncReadyCallback callback,
                                gpointer            user_data)
{
  ApsAsyncArgs args = { 0 };

  g_return_if_fail (APS_IS_SCHEDULER (self));

  args.text = g_strdup (id);
  args.more_text = g_strdup (reason);
  aps_scheduler_start_async (self,
                             &args,
                             aps_scheduler_cancel_job_async,
                             "aps_scheduler_cancel_job",
                             run_cancel_job,
                             cancellable,
                             callback,
                             user_data);
}

/**
 * aps_scheduler_cancel_job_finish:
 * @self: a scheduler
 * @result: what the callback was given
 * @error: return location for an error
 *
 * Ends [method@Aps.Scheduler.cancel_job_async].
 *
 * Returns: as for [method@Aps.Scheduler.cancel_job]
 *
 * Since: 1.0
 */
gboolean
aps_scheduler_cancel_job_finish (ApsScheduler *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

static void
run_cleanup (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  GError  *error = NULL;
  gboolean done = aps_scheduler_cleanup (source, cancellable, &error);

  aps_async_return_boolean (task, done, error);
}

/**
 * aps_scheduler_cleanup_async:
 * @self: a scheduler
 * @cancellable: (nullable): a cancellable
 * @callback: (scope async) (closure user_data): called when it is done
 * @user_data: passed to @callback
 *
 * Does what [method@Aps.Scheduler.cleanup] does, without blocking.
 *
 * Since: 1.0
 */
void
aps_scheduler_cleanup_async (ApsScheduler       *self,
                             GCancellable       *cancellable,
                             GAsyncReadyCallback callback,
                             gpointer            user_data)
{
  g_return_if_fail (APS_IS_SCHEDULER (self));

  aps_scheduler_start_async (self,
                             NULL,
                             aps_scheduler_cleanup_async,
                             "aps_scheduler_cleanup",
                             run_cleanup,
                             cancellable,
                             callback,
                             user_data);
}

/**
 * aps_scheduler_cleanup_finish:
 * @self: a scheduler
 * @result: what the callback was given
 * @error: return location for an error
 *
 * Ends [method@Aps.Scheduler.cleanup_async].
 *
 * Returns: as for [method@Aps.Scheduler.cleanup]
 *
 * Since: 1.0
 */
gboolean
aps_scheduler_cleanup_finish (ApsScheduler *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}
