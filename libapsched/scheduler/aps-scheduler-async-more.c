/* Asynchronous forms of the scheduler's methods: those that add many, and those that tell or are
 * told more.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"

#include "scheduler/aps-scheduler-async-private.h"

static gpointer
ref_object (gconstpointer object, gpointer user_data)
{
  return g_object_ref ((gpointer)object);
}

/* The caller may change its array meanwhile. */
static GPtrArray *
copy_objects (GPtrArray *objects)
{
  GPtrArray *copy = g_ptr_array_copy (objects, ref_object, NULL);

  g_ptr_array_set_free_func (copy, g_object_unref);
  return copy;
}

static void
run_add_jobs (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  ApsAsyncArgs *args = data;
  GError       *error = NULL;
  gboolean      done = aps_scheduler_add_jobs (source, args->objects, cancellable, &error);

  aps_async_return_boolean (task, done, error);
}

/**
 * aps_scheduler_add_jobs_async:
 * @self: a scheduler
 * @jobs: (element-type ApsJob): jobs; frozen by this
 * @cancellable: (nullable): a cancellable
 * @callback: (scope async) (closure user_data): called when it is done
 * @user_data: passed to @callback
 *
 * Does what [method@Aps.Scheduler.add_jobs] does, without blocking.
 *
 * Since: 1.0
 */
void
aps_scheduler_add_jobs_async (ApsScheduler       *self,
                              GPtrArray          *jobs,
                              GCancellable       *cancellable,
                              GAsyncReadyCallback callback,
                              gpointer            user_data)
{
  ApsAsyncArgs args = { 0 };

  g_return_if_fail (APS_IS_SCHEDULER (self));
  g_return_if_fail (jobs != NULL);

  args.objects = copy_objects (jobs);
  aps_scheduler_start_async (self,
                             &args,
                             aps_scheduler_add_jobs_async,
                             "aps_scheduler_add_jobs",
                             run_add_jobs,
                             cancellable,
                             callback,
                             user_data);
}

/**
 * aps_scheduler_add_jobs_finish:
 * @self: a scheduler
 * @result: what the callback was given
 * @error: return location for an error
 *
 * Ends [method@Aps.Scheduler.add_jobs_async].
 *
 * Returns: as for [method@Aps.Scheduler.add_jobs]
 *
 * Since: 1.0
 */
gboolean
aps_scheduler_add_jobs_finish (ApsScheduler *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

static void
run_add_schedules (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  ApsAsyncArgs *args = data;
  GError       *error = NULL;
  gboolean      done =
    aps_scheduler_add_schedules (source, args->objects, args->choice, cancellable, &error);

  aps_async_return_boolean (task, done, error);
}

/**
 * aps_scheduler_add_schedules_async:
 * @self: a scheduler
 * @schedules: (element-type ApsSchedule): schedules; frozen by this
 * @policy: what to do where an id exists already
 * @cancellable: (nullable): a cancellable
 * @callback: (scope async) (closure user_data): called when it is done
 * @user_data: passed to @callback
 *
 * Does what [method@Aps.Scheduler.add_schedules] does, without blocking.
 *
 * Since: 1.0
 */
void
aps_scheduler_add_schedules_async (ApsScheduler       *self,
                                   GPtrArray          *schedules,
                                   ApsConflictPolicy   policy,
                                   GCancellable       *cancellable,
                                   GAsyncReadyCallback callback,
                                   gpointer            user_data)
{
  ApsAsyncArgs args = { 0 };

  g_return_if_fail (APS_IS_SCHEDULER (self));
  g_return_if_fail (schedules != NULL);

  args.objects = copy_objects (schedules);
  args.choice = (gint)policy;
  aps_scheduler_start_async (self,
                             &args,
                             aps_scheduler_add_schedules_async,
                             "aps_scheduler_add_schedules",
                             run_add_schedules,
                             cancellable,
                             callback,
                             user_data);
}

/**
 * aps_scheduler_add_schedules_finish:
 * @self: a scheduler
 * @result: what the callback was given
 * @error: return location for an error
 *
 * Ends [method@Aps.Scheduler.add_schedules_async].
 *
 * Returns: as for [method@Aps.Scheduler.add_schedules]
 *
 * Since: 1.0
 */
gboolean
aps_scheduler_add_schedules_finish (ApsScheduler *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

/* What it tells takes the place of the arguments, for the end of the call. */
static void
run_add_schedule_full (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  ApsAsyncArgs  *args = data;
  GError        *error = NULL;
  ApsEntryStatus status = APS_ENTRY_STATUS_REFUSED;
  gboolean       done = aps_scheduler_add_schedule_full (source,
                                                   g_object_ref (APS_SCHEDULE (args->object)),
                                                   args->choice,
                                                   &args->text,
                                                   &status,
                                                   cancellable,
                                                   &error);

  args->choice = (gint)status;
  aps_async_return_boolean (task, done, error);
}

/**
 * aps_scheduler_add_schedule_full_async:
 * @self: a scheduler
 * @schedule: (transfer full): the schedule; frozen by this
 * @policy: what to do where its id exists already
 * @cancellable: (nullable): a cancellable
 * @callback: (scope async) (closure user_data): called when it is done
 * @user_data: passed to @callback
 *
 * Does what [method@Aps.Scheduler.add_schedule_full] does, without blocking.
 *
 * Since: 1.0
 */
void
aps_scheduler_add_schedule_full_async (ApsScheduler       *self,
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
                             aps_scheduler_add_schedule_full_async,
                             "aps_scheduler_add_schedule_full",
                             run_add_schedule_full,
                             cancellable,
                             callback,
                             user_data);
}

/**
 * aps_scheduler_add_schedule_full_finish:
 * @self: a scheduler
 * @result: what the callback was given
 * @id: (out) (optional): its id, also where it was made here
 * @status: (out) (optional): whether it was added, replaced, unchanged or left
 * @error: return location for an error
 *
 * Ends [method@Aps.Scheduler.add_schedule_full_async].
 *
 * Returns: as for [method@Aps.Scheduler.add_schedule_full]
 *
 * Since: 1.0
 */
gboolean
aps_scheduler_add_schedule_full_finish (
  ApsScheduler *self, GAsyncResult *result, char **id, ApsEntryStatus *status, GError **error)
{
  const ApsAsyncArgs *told;

  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  if (!g_task_propagate_boolean (G_TASK (result), error))
    return FALSE;

  told = g_task_get_task_data (G_TASK (result));
  if (id != NULL)
    *id = g_strdup (told->text);
  if (status != NULL)
    *status = (ApsEntryStatus)told->choice;
  return TRUE;
}

static void
run_pause_schedule_full (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  ApsAsyncArgs *args = data;
  GError       *error = NULL;
  gboolean      done = aps_scheduler_pause_schedule_full (source,
                                                     args->text,
                                                     args->number,
                                                     args->by,
                                                     args->more_text,
                                                     cancellable,
                                                     &error);

  aps_async_return_boolean (task, done, error);
}

/**
 * aps_scheduler_pause_schedule_full_async:
 * @self: a scheduler
 * @id: the schedule's id
 * @until_us: when the pause ends by itself, in microseconds since 1970 UTC, or %APS_TIME_NONE
 * @by: (nullable): who pauses it
 * @reason: (nullable): why
 * @cancellable: (nullable): a cancellable
 * @callback: (scope async) (closure user_data): called when it is done
 * @user_data: passed to @callback
 *
 * Does what [method@Aps.Scheduler.pause_schedule_full] does, without blocking.
 *
 * Since: 1.0
 */
void
aps_scheduler_pause_schedule_full_async (ApsScheduler       *self,
                                         const char         *id,
                                         gint64              until_us,
                                         const char         *by,
                                         const char         *reason,
                                         GCancellable       *cancellable,
                                         GAsyncReadyCallback callback,
                                         gpointer            user_data)
{
  ApsAsyncArgs args = { 0 };

  g_return_if_fail (APS_IS_SCHEDULER (self));

  args.text = g_strdup (id);
  args.number = until_us;
  args.by = g_strdup (by);
  args.more_text = g_strdup (reason);
  aps_scheduler_start_async (self,
                             &args,
                             aps_scheduler_pause_schedule_full_async,
                             "aps_scheduler_pause_schedule_full",
                             run_pause_schedule_full,
                             cancellable,
                             callback,
                             user_data);
}

/**
 * aps_scheduler_pause_schedule_full_finish:
 * @self: a scheduler
 * @result: what the callback was given
 * @error: return location for an error
 *
 * Ends [method@Aps.Scheduler.pause_schedule_full_async].
 *
 * Returns: as for [method@Aps.Scheduler.pause_schedule_full]
 *
 * Since: 1.0
 */
gboolean
aps_scheduler_pause_schedule_full_finish (ApsScheduler *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}
