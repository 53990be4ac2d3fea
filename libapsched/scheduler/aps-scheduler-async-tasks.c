/* Asynchronous forms of the scheduler's methods: tasks.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"

#include "scheduler/aps-scheduler-async-private.h"

static void
run_configure_task (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  ApsAsyncArgs *args = data;
  GError       *error = NULL;
  gboolean      done = aps_scheduler_configure_task (source,
                                                g_object_ref (APS_TASK (args->object)),
                                                cancellable,
                                                &error);

  aps_async_return_boolean (task, done, error);
}

/**
 * aps_scheduler_configure_task_async:
 * @self: a scheduler
 * @task: (transfer full): the task's settings
 * @cancellable: (nullable): a cancellable
 * @callback: (scope async) (closure user_data): called when it is done
 * @user_data: passed to @callback
 *
 * Does what [method@Aps.Scheduler.configure_task] does, without blocking.
 *
 * Since: 1.0
 */
void
aps_scheduler_configure_task_async (ApsScheduler       *self,
                                    ApsTask            *task,
                                    GCancellable       *cancellable,
                                    GAsyncReadyCallback callback,
                                    gpointer            user_data)
{
  g_autoptr (GObject) owned = G_OBJECT (task);
  ApsAsyncArgs args = { 0 };

  g_return_if_fail (APS_IS_SCHEDULER (self));

  args.object = g_steal_pointer (&owned);
  aps_scheduler_start_async (self,
                             &args,
                             aps_scheduler_configure_task_async,
                             "aps_scheduler_configure_task",
                             run_configure_task,
                             cancellable,
                             callback,
                             user_data);
}

/**
 * aps_scheduler_configure_task_finish:
 * @self: a scheduler
 * @result: what the callback was given
 * @error: return location for an error
 *
 * Ends [method@Aps.Scheduler.configure_task_async].
 *
 * Returns: as for [method@Aps.Scheduler.configure_task]
 *
 * Since: 1.0
 */
gboolean
aps_scheduler_configure_task_finish (ApsScheduler *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

static void
run_get_task (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  ApsAsyncArgs *args = data;
  GError       *error = NULL;
  gpointer      value = aps_scheduler_get_task (source, args->text, cancellable, &error);

  aps_async_return_pointer (task, value, error, (GDestroyNotify)g_object_unref);
}

/**
 * aps_scheduler_get_task_async:
 * @self: a scheduler
 * @id: the task's id
 * @cancellable: (nullable): a cancellable
 * @callback: (scope async) (closure user_data): called when it is done
 * @user_data: passed to @callback
 *
 * Does what [method@Aps.Scheduler.get_task] does, without blocking.
 *
 * Since: 1.0
 */
void
aps_scheduler_get_task_async (ApsScheduler       *self,
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
                             aps_scheduler_get_task_async,
                             "aps_scheduler_get_task",
                             run_get_task,
                             cancellable,
                             callback,
                             user_data);
}

/**
 * aps_scheduler_get_task_finish:
 * @self: a scheduler
 * @result: what the callback was given
 * @error: return location for an error
 *
 * Ends [method@Aps.Scheduler.get_task_async].
 *
 * Returns: (transfer full): as for [method@Aps.Scheduler.get_task]
 *
 * Since: 1.0
 */
ApsTask *
aps_scheduler_get_task_finish (ApsScheduler *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

static void
run_get_tasks (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  GError  *error = NULL;
  gpointer value = aps_scheduler_get_tasks (source, cancellable, &error);

  aps_async_return_pointer (task, value, error, (GDestroyNotify)g_ptr_array_unref);
}

/**
 * aps_scheduler_get_tasks_async:
 * @self: a scheduler
 * @cancellable: (nullable): a cancellable
 * @callback: (scope async) (closure user_data): called when it is done
 * @user_data: passed to @callback
 *
 * Does what [method@Aps.Scheduler.get_tasks] does, without blocking.
 *
 * Since: 1.0
 */
void
aps_scheduler_get_tasks_async (ApsScheduler       *self,
                               GCancellable       *cancellable,
                               GAsyncReadyCallback callback,
                               gpointer            user_data)
{
  g_return_if_fail (APS_IS_SCHEDULER (self));

  aps_scheduler_start_async (self,
                             NULL,
                             aps_scheduler_get_tasks_async,
                             "aps_scheduler_get_tasks",
                             run_get_tasks,
                             cancellable,
                             callback,
                             user_data);
}

/**
 * aps_scheduler_get_tasks_finish:
 * @self: a scheduler
 * @result: what the callback was given
 * @error: return location for an error
 *
 * Ends [method@Aps.Scheduler.get_tasks_async].
 *
 * Returns: (transfer container) (element-type ApsTask): as for [method@Aps.Scheduler.get_tasks]
 *
 * Since: 1.0
 */
GPtrArray *
aps_scheduler_get_tasks_finish (ApsScheduler *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

static void
run_remove_task (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  ApsAsyncArgs *args = data;
  GError       *error = NULL;
  gboolean done = aps_scheduler_remove_task (source, args->text, args->choice, cancellable, &error);

  aps_async_return_boolean (task, done, error);
}

/**
 * aps_scheduler_remove_task_async:
 * @self: a scheduler
 * @id: the task's id
 * @cascade: whether its schedules and jobs go too
 * @cancellable: (nullable): a cancellable
 * @callback: (scope async) (closure user_data): called when it is done
 * @user_data: passed to @callback
 *
 * Does what [method@Aps.Scheduler.remove_task] does, without blocking.
 *
 * Since: 1.0
 */
void
aps_scheduler_remove_task_async (ApsScheduler       *self,
                                 const char         *id,
                                 gboolean            cascade,
                                 GCancellable       *cancellable,
                                 GAsyncReadyCallback callback,
                                 gpointer            user_data)
{
  ApsAsyncArgs args = { 0 };

  g_return_if_fail (APS_IS_SCHEDULER (self));

  args.text = g_strdup (id);
  args.choice = (gint)cascade;
  aps_scheduler_start_async (self,
                             &args,
                             aps_scheduler_remove_task_async,
                             "aps_scheduler_remove_task",
                             run_remove_task,
                             cancellable,
                             callback,
                             user_data);
}

/**
 * aps_scheduler_remove_task_finish:
 * @self: a scheduler
 * @result: what the callback was given
 * @error: return location for an error
 *
 * Ends [method@Aps.Scheduler.remove_task_async].
 *
 * Returns: as for [method@Aps.Scheduler.remove_task]
 *
 * Since: 1.0
 */
gboolean
aps_scheduler_remove_task_finish (ApsScheduler *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}
