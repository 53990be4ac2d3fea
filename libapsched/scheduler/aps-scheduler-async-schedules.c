/* Asynchronous forms of the scheduler's methods: schedules.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"

#include "scheduler/aps-scheduler-async-private.h"

static void
run_add_schedule (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  ApsAsyncArgs *args = data;
  GError       *error = NULL;
  gboolean      done = aps_scheduler_add_schedule (source,
                                              g_object_ref (APS_SCHEDULE (args->object)),
                                              args->choice,
                                              cancellable,
                                              &error);

  aps_async_return_boolean (task, done, error);
}

/**
 * aps_scheduler_add_schedule_async:
 * @self: a scheduler
 * @schedule: (transfer full): the schedule
 * @policy: what to do where its id exists already
 * @cancellable: (nullable): a cancellable
 * @callback: (scope async) (closure user_data): called when it is done
 * @user_data: passed to @callback
 *
 * Does what [method@Aps.Scheduler.add_schedule] does, without blocking.
 *
 * Since: 1.0
 */
void
aps_scheduler_add_schedule_async (ApsScheduler       *self,
                                  ApsSchedule        *schedule,
                                  ApsConflictPolicy   policy,
                                  GCancellable       *cancellable,
                                  GAsyncReadyCallback callback,
                                  gpointer            user_data)
{
  g_autoptr (GObject) owned = G_OBJECT (schedule);
  ApsAsyncArgs args = { 0 };

  g_return_if_fail (APS_IS_SCHEDULER (self));

  args.object = g_steal_pointer (&owned);
  args.choice = (gint)policy;
  aps_scheduler_start_async (self,
                             &args,
                             aps_scheduler_add_schedule_async,
                             "aps_scheduler_add_schedule",
                             run_add_schedule,
                             cancellable,
                             callback,
                             user_data);
}

/**
 * aps_scheduler_add_schedule_finish:
 * @self: a scheduler
 * @result: what the callback was given
 * @error: return location for an error
 *
 * Ends [method@Aps.Scheduler.add_schedule_async].
 *
 * Returns: as for [method@Aps.Scheduler.add_schedule]
 *
 * Since: 1.0
 */
gboolean
aps_scheduler_add_schedule_finish (ApsScheduler *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

static void
run_get_schedule (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  ApsAsyncArgs *args = data;
  GError       *error = NULL;
  gpointer      value = aps_scheduler_get_schedule (source, args->text, cancellable, &error);

  aps_async_return_pointer (task, value, error, (GDestroyNotify)g_object_unref);
}

/**
 * aps_scheduler_get_schedule_async:
 * @self: a scheduler
 * @id: the schedule's id
 * @cancellable: (nullable): a cancellable
 * @callback: (scope async) (closure user_data): called when it is done
 * @user_data: passed to @callback
 *
 * Does what [method@Aps.Scheduler.get_schedule] does, without blocking.
 *
 * Since: 1.0
 */
void
aps_scheduler_get_schedule_async (ApsScheduler       *self,
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
                             aps_scheduler_get_schedule_async,
                             "aps_scheduler_get_schedule",
                             run_get_schedule,
                             cancellable,
                             callback,
                             user_data);
}

/**
 * aps_scheduler_get_schedule_finish:
 * @self: a scheduler
 * @result: what the callback was given
 * @error: return location for an error
 *
 * Ends [method@Aps.Scheduler.get_schedule_async].
 *
 * Returns: (transfer full): as for [method@Aps.Scheduler.get_schedule]
 *
 * Since: 1.0
 */
ApsSchedule *
aps_scheduler_get_schedule_finish (ApsScheduler *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

static void
run_get_schedules (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  ApsAsyncArgs *args = data;
  GError       *error = NULL;
  gpointer      value =
    aps_scheduler_get_schedules (source, (gpointer)args->object, cancellable, &error);

  aps_async_return_pointer (task, value, error, (GDestroyNotify)g_ptr_array_unref);
}

/**
 * aps_scheduler_get_schedules_async:
 * @self: a scheduler
 * @filter: (nullable): which schedules
 * @cancellable: (nullable): a cancellable
 * @callback: (scope async) (closure user_data): called when it is done
 * @user_data: passed to @callback
 *
 * Does what [method@Aps.Scheduler.get_schedules] does, without blocking.
 *
 * Since: 1.0
 */
void
aps_scheduler_get_schedules_async (ApsScheduler       *self,
                                   ApsScheduleFilter  *filter,
                                   GCancellable       *cancellable,
                                   GAsyncReadyCallback callback,
                                   gpointer            user_data)
{
  ApsAsyncArgs args = { 0 };

  g_return_if_fail (APS_IS_SCHEDULER (self));

  args.object = filter != NULL ? g_object_ref (G_OBJECT (filter)) : NULL;
  aps_scheduler_start_async (self,
                             &args,
                             aps_scheduler_get_schedules_async,
                             "aps_scheduler_get_schedules",
                             run_get_schedules,
                             cancellable,
                             callback,
                             user_data);
}

/**
 * aps_scheduler_get_schedules_finish:
 * @self: a scheduler
 * @result: what the callback was given
 * @error: return location for an error
 *
 * Ends [method@Aps.Scheduler.get_schedules_async].
 *
 * Returns: (transfer container) (element-type ApsSchedule): as for
 * [method@Aps.Scheduler.get_schedules]
 *
 * Since: 1.0
 */
GPtrArray *
aps_scheduler_get_schedules_finish (ApsScheduler *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

static void
run_remove_schedule (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  ApsAsyncArgs *args = data;
  GError       *error = NULL;
  gboolean      done = aps_scheduler_remove_schedule (source, args->text, cancellable, &error);

  aps_async_return_boolean (task, done, error);
}

/**
 * aps_scheduler_remove_schedule_async:
 * @self: a scheduler
 * @id: the schedule's id
 * @cancellable: (nullable): a cancellable
 * @callback: (scope async) (closure user_data): called when it is done
 * @user_data: passed to @callback
 *
 * Does what [method@Aps.Scheduler.remove_schedule] does, without blocking.
 *
 * Since: 1.0
 */
void
aps_scheduler_remove_schedule_async (ApsScheduler       *self,
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
                             aps_scheduler_remove_schedule_async,
                             "aps_scheduler_remove_schedule",
                             run_remove_schedule,
                             cancellable,
                             callback,
                             user_data);
}

/**
 * aps_scheduler_remove_schedule_finish:
 * @self: a scheduler
 * @result: what the callback was given
 * @error: return location for an error
 *
 * Ends [method@Aps.Scheduler.remove_schedule_async].
 *
 * Returns: as for [method@Aps.Scheduler.remove_schedule]
 *
 * Since: 1.0
 */
gboolean
aps_scheduler_remove_schedule_finish (ApsScheduler *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

static void
run_pause_schedule (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  ApsAsyncArgs *args = data;
  GError       *error = NULL;
  gboolean      done = aps_scheduler_pause_schedule (source, args->text, cancellable, &error);

  aps_async_return_boolean (task, done, error);
}

/**
 * aps_scheduler_pause_schedule_async:
 * @self: a scheduler
 * @id: the schedule's id
 * @cancellable: (nullable): a cancellable
 * @callback: (scope async) (closure user_data): called when it is done
 * @user_data: passed to @callback
 *
 * Does what [method@Aps.Scheduler.pause_schedule] does, without blocking.
 *
 * Since: 1.0
 */
void
aps_scheduler_pause_schedule_async (ApsScheduler       *self,
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
                             aps_scheduler_pause_schedule_async,
                             "aps_scheduler_pause_schedule",
                             run_pause_schedule,
                             cancellable,
                             callback,
                             user_data);
}

/**
 * aps_scheduler_pause_schedule_finish:
 * @self: a scheduler
 * @result: what the callback was given
 * @error: return location for an error
 *
 * Ends [method@Aps.Scheduler.pause_schedule_async].
 *
 * Returns: as for [method@Aps.Scheduler.pause_schedule]
 *
 * Since: 1.0
 */
gboolean
aps_scheduler_pause_schedule_finish (ApsScheduler *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

static void
run_unpause_schedule (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  ApsAsyncArgs *args = data;
  GError       *error = NULL;
  gboolean      done =
    aps_scheduler_unpause_schedule (source, args->text, args->number, cancellable, &error);

  aps_async_return_boolean (task, done, error);
}

/**
 * aps_scheduler_unpause_schedule_async:
 * @self: a scheduler
 * @id: the schedule's id
 * @resume_from_us: %APS_UNSET, or from when to go on
 * @cancellable: (nullable): a cancellable
 * @callback: (scope async) (closure user_data): called when it is done
 * @user_data: passed to @callback
 *
 * Does what [method@Aps.Scheduler.unpause_schedule] does, without blocking.
 *
 * Since: 1.0
 */
void
aps_scheduler_unpause_schedule_async (ApsScheduler       *self,
                                      const char         *id,
                                      gint64              resume_from_us,
                                      GCancellable       *cancellable,
                                      GAsyncReadyCallback callback,
                                      gpointer            user_data)
{
  ApsAsyncArgs args = { 0 };

  g_return_if_fail (APS_IS_SCHEDULER (self));

  args.text = g_strdup (id);
  args.number = resume_from_us;
  aps_scheduler_start_async (self,
                             &args,
                             aps_scheduler_unpause_schedule_async,
                             "aps_scheduler_unpause_schedule",
                             run_unpause_schedule,
                             cancellable,
                             callback,
                             user_data);
}

/**
 * aps_scheduler_unpause_schedule_finish:
 * @self: a scheduler
 * @result: what the callback was given
 * @error: return location for an error
 *
 * Ends [method@Aps.Scheduler.unpause_schedule_async].
 *
 * Returns: as for [method@Aps.Scheduler.unpause_schedule]
 *
 * Since: 1.0
 */
gboolean
aps_scheduler_unpause_schedule_finish (ApsScheduler *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}
