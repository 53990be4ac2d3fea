/* Asynchronous forms of the scheduler's methods: adding jobs and waiting for their end.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"

#include "scheduler/aps-scheduler-async-private.h"

static void
run_add_job (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  ApsAsyncArgs *args = data;
  GError       *error = NULL;
  char         *id = NULL;

  aps_scheduler_add_job (source, g_object_ref (APS_JOB (args->object)), &id, cancellable, &error);
  aps_async_return_pointer (task, id, error, g_free);
}

/**
 * aps_scheduler_add_job_async:
 * @self: a scheduler
 * @job: (transfer full): the job
 * @cancellable: (nullable): a cancellable
 * @callback: (scope async) (closure user_data): called when it is done
 * @user_data: passed to @callback
 *
 * Does what [method@Aps.Scheduler.add_job] does, without blocking.
 *
 * Since: 1.0
 */
void
aps_scheduler_add_job_async (ApsScheduler       *self,
                             ApsJob             *job,
                             GCancellable       *cancellable,
                             GAsyncReadyCallback callback,
                             gpointer            user_data)
{
  const ApsAsyncArgs args = { .object = job };

  g_return_if_fail (APS_IS_SCHEDULER (self));
  g_return_if_fail (APS_IS_JOB (job));

  aps_scheduler_start_async (self,
                             &args,
                             aps_scheduler_add_job_async,
                             "aps_scheduler_add_job",
                             run_add_job,
                             cancellable,
                             callback,
                             user_data);
}

/**
 * aps_scheduler_add_job_finish:
 * @self: a scheduler
 * @result: what the callback was given
 * @error: return location for an error
 *
 * Ends [method@Aps.Scheduler.add_job_async].
 *
 * Returns: (transfer full): the job's id; on error %NULL, as for [method@Aps.Scheduler.add_job]
 *
 * Since: 1.0
 */
char *
aps_scheduler_add_job_finish (ApsScheduler *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

static void
run_run_job (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  ApsAsyncArgs *args = data;
  GError       *error = NULL;
  GVariant     *value = aps_scheduler_run_job (source,
                                           g_object_ref (APS_JOB (args->object)),
                                           args->number,
                                           cancellable,
                                           &error);

  aps_async_return_pointer (task, value, error, (GDestroyNotify)g_variant_unref);
}

/**
 * aps_scheduler_run_job_async:
 * @self: a scheduler
 * @job: (transfer full): the job
 * @wait_us: how long to wait, in microseconds of real time; %APS_FOREVER waits as long as it takes
 * @cancellable: (nullable): cancels the waiting, not the job
 * @callback: (scope async) (closure user_data): called when it is done
 * @user_data: passed to @callback
 *
 * Does what [method@Aps.Scheduler.run_job] does, without blocking.
 *
 * Since: 1.0
 */
void
aps_scheduler_run_job_async (ApsScheduler       *self,
                             ApsJob             *job,
                             gint64              wait_us,
                             GCancellable       *cancellable,
                             GAsyncReadyCallback callback,
                             gpointer            user_data)
{
  const ApsAsyncArgs args = { .object = job, .number = wait_us, .waits = TRUE };

  g_return_if_fail (APS_IS_SCHEDULER (self));
  g_return_if_fail (APS_IS_JOB (job));

  aps_scheduler_start_async (self,
                             &args,
                             aps_scheduler_run_job_async,
                             "aps_scheduler_run_job",
                             run_run_job,
                             cancellable,
                             callback,
                             user_data);
}

/**
 * aps_scheduler_run_job_finish:
 * @self: a scheduler
 * @result: what the callback was given
 * @error: return location for an error
 *
 * Ends [method@Aps.Scheduler.run_job_async].
 *
 * Returns: (transfer full): what the job returned; on error %NULL, as for
 *   [method@Aps.Scheduler.run_job]
 *
 * Since: 1.0
 */
GVariant *
aps_scheduler_run_job_finish (ApsScheduler *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

static void
run_get_job_result (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  ApsAsyncArgs *args = data;
  GError       *error = NULL;
  ApsJobResult *result =
    aps_scheduler_get_job_result (source, args->text, args->number, cancellable, &error);

  aps_async_return_pointer (task, result, error, g_object_unref);
}

/**
 * aps_scheduler_get_job_result_async:
 * @self: a scheduler
 * @id: the job's id
 * @wait_us: how long to wait, in microseconds of real time; %APS_FOREVER waits as long as it takes
 * @cancellable: (nullable): cancels the waiting, not the job
 * @callback: (scope async) (closure user_data): called when it is done
 * @user_data: passed to @callback
 *
 * Does what [method@Aps.Scheduler.get_job_result] does, without blocking.
 *
 * Since: 1.0
 */
void
aps_scheduler_get_job_result_async (ApsScheduler       *self,
                                    const char         *id,
                                    gint64              wait_us,
                                    GCancellable       *cancellable,
                                    GAsyncReadyCallback callback,
                                    gpointer            user_data)
{
  ApsAsyncArgs args = { .number = wait_us, .waits = TRUE };

  g_return_if_fail (APS_IS_SCHEDULER (self));
  g_return_if_fail (id != NULL);

  args.text = g_strdup (id);
  aps_scheduler_start_async (self,
                             &args,
                             aps_scheduler_get_job_result_async,
                             "aps_scheduler_get_job_result",
                             run_get_job_result,
                             cancellable,
                             callback,
                             user_data);
}

/**
 * aps_scheduler_get_job_result_finish:
 * @self: a scheduler
 * @result: what the callback was given
 * @error: return location for an error
 *
 * Ends [method@Aps.Scheduler.get_job_result_async].
 *
 * Returns: (transfer full): the result; on error %NULL, as for
 *   [method@Aps.Scheduler.get_job_result]
 *
 * Since: 1.0
 */
ApsJobResult *
aps_scheduler_get_job_result_finish (ApsScheduler *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}
