/* Asynchronous forms of the scheduler's methods: its life.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"

#include "scheduler/aps-scheduler-async-private.h"

static void
run_open (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  GError  *error = NULL;
  gboolean done = aps_scheduler_open (source, cancellable, &error);

  aps_async_return_boolean (task, done, error);
}

/**
 * aps_scheduler_open_async:
 * @self: a scheduler
 * @cancellable: (nullable): a cancellable
 * @callback: (scope async) (closure user_data): called when it is done
 * @user_data: passed to @callback
 *
 * Does what [method@Aps.Scheduler.open] does, without blocking.
 *
 * Since: 1.0
 */
void
aps_scheduler_open_async (ApsScheduler       *self,
                          GCancellable       *cancellable,
                          GAsyncReadyCallback callback,
                          gpointer            user_data)
{
  g_return_if_fail (APS_IS_SCHEDULER (self));

  aps_scheduler_start_async (self,
                             NULL,
                             aps_scheduler_open_async,
                             "aps_scheduler_open",
                             run_open,
                             cancellable,
                             callback,
                             user_data);
}

/**
 * aps_scheduler_open_finish:
 * @self: a scheduler
 * @result: what the callback was given
 * @error: return location for an error
 *
 * Ends [method@Aps.Scheduler.open_async].
 *
 * Returns: as for [method@Aps.Scheduler.open]
 *
 * Since: 1.0
 */
gboolean
aps_scheduler_open_finish (ApsScheduler *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

static void
run_start_in_background (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  GError  *error = NULL;
  gboolean done = aps_scheduler_start_in_background (source, cancellable, &error);

  aps_async_return_boolean (task, done, error);
}

/**
 * aps_scheduler_start_in_background_async:
 * @self: a scheduler
 * @cancellable: (nullable): a cancellable
 * @callback: (scope async) (closure user_data): called when it is done
 * @user_data: passed to @callback
 *
 * Does what [method@Aps.Scheduler.start_in_background] does, without blocking.
 *
 * Since: 1.0
 */
void
aps_scheduler_start_in_background_async (ApsScheduler       *self,
                                         GCancellable       *cancellable,
                                         GAsyncReadyCallback callback,
                                         gpointer            user_data)
{
  g_return_if_fail (APS_IS_SCHEDULER (self));

  aps_scheduler_start_async (self,
                             NULL,
                             aps_scheduler_start_in_background_async,
                             "aps_scheduler_start_in_background",
                             run_start_in_background,
                             cancellable,
                             callback,
                             user_data);
}

/**
 * aps_scheduler_start_in_background_finish:
 * @self: a scheduler
 * @result: what the callback was given
 * @error: return location for an error
 *
 * Ends [method@Aps.Scheduler.start_in_background_async].
 *
 * Returns: as for [method@Aps.Scheduler.start_in_background]
 *
 * Since: 1.0
 */
gboolean
aps_scheduler_start_in_background_finish (ApsScheduler *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

static void
run_wait_until_stopped (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  ApsAsyncArgs *args = data;
  GError       *error = NULL;
  gboolean      done = aps_scheduler_wait_until_stopped (source, args->number, cancellable, &error);

  aps_async_return_boolean (task, done, error);
}

/**
 * aps_scheduler_wait_until_stopped_async:
 * @self: a scheduler
 * @wait_us: how long to wait, in microseconds of real time
 * @cancellable: (nullable): a cancellable
 * @callback: (scope async) (closure user_data): called when it is done
 * @user_data: passed to @callback
 *
 * Does what [method@Aps.Scheduler.wait_until_stopped] does, without blocking.
 *
 * Since: 1.0
 */
void
aps_scheduler_wait_until_stopped_async (ApsScheduler       *self,
                                        gint64              wait_us,
                                        GCancellable       *cancellable,
                                        GAsyncReadyCallback callback,
                                        gpointer            user_data)
{
  ApsAsyncArgs args = { 0 };

  g_return_if_fail (APS_IS_SCHEDULER (self));

  args.number = wait_us;
  args.waits = TRUE;
  aps_scheduler_start_async (self,
                             &args,
                             aps_scheduler_wait_until_stopped_async,
                             "aps_scheduler_wait_until_stopped",
                             run_wait_until_stopped,
                             cancellable,
                             callback,
                             user_data);
}

/**
 * aps_scheduler_wait_until_stopped_finish:
 * @self: a scheduler
 * @result: what the callback was given
 * @error: return location for an error
 *
 * Ends [method@Aps.Scheduler.wait_until_stopped_async].
 *
 * Returns: as for [method@Aps.Scheduler.wait_until_stopped]
 *
 * Since: 1.0
 */
gboolean
aps_scheduler_wait_until_stopped_finish (ApsScheduler *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

static void
run_close (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  GError  *error = NULL;
  gboolean done = aps_scheduler_close (source, cancellable, &error);

  aps_async_return_boolean (task, done, error);
}

/**
 * aps_scheduler_close_async:
 * @self: a scheduler
 * @cancellable: (nullable): a cancellable
 * @callback: (scope async) (closure user_data): called when it is done
 * @user_data: passed to @callback
 *
 * Does what [method@Aps.Scheduler.close] does, without blocking.
 *
 * Since: 1.0
 */
void
aps_scheduler_close_async (ApsScheduler       *self,
                           GCancellable       *cancellable,
                           GAsyncReadyCallback callback,
                           gpointer            user_data)
{
  g_return_if_fail (APS_IS_SCHEDULER (self));

  aps_scheduler_start_async (self,
                             NULL,
                             aps_scheduler_close_async,
                             "aps_scheduler_close",
                             run_close,
                             cancellable,
                             callback,
                             user_data);
}

/**
 * aps_scheduler_close_finish:
 * @self: a scheduler
 * @result: what the callback was given
 * @error: return location for an error
 *
 * Ends [method@Aps.Scheduler.close_async].
 *
 * Returns: as for [method@Aps.Scheduler.close]
 *
 * Since: 1.0
 */
gboolean
aps_scheduler_close_finish (ApsScheduler *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

static void
run_reload (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  GError  *error = NULL;
  gboolean done = aps_scheduler_reload (source, cancellable, &error);

  aps_async_return_boolean (task, done, error);
}

/**
 * aps_scheduler_reload_async:
 * @self: a scheduler
 * @cancellable: (nullable): a cancellable
 * @callback: (scope async) (closure user_data): called when it is done
 * @user_data: passed to @callback
 *
 * Does what [method@Aps.Scheduler.reload] does, without blocking.
 *
 * Since: 1.0
 */
void
aps_scheduler_reload_async (ApsScheduler       *self,
                            GCancellable       *cancellable,
                            GAsyncReadyCallback callback,
                            gpointer            user_data)
{
  g_return_if_fail (APS_IS_SCHEDULER (self));

  aps_scheduler_start_async (self,
                             NULL,
                             aps_scheduler_reload_async,
                             "aps_scheduler_reload",
                             run_reload,
                             cancellable,
                             callback,
                             user_data);
}

/**
 * aps_scheduler_reload_finish:
 * @self: a scheduler
 * @result: what the callback was given
 * @error: return location for an error
 *
 * Ends [method@Aps.Scheduler.reload_async].
 *
 * Returns: as for [method@Aps.Scheduler.reload]
 *
 * Since: 1.0
 */
gboolean
aps_scheduler_reload_finish (ApsScheduler *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}
