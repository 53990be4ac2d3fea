/* Schedules of a scheduler: adding, reading, removing them.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"

#include "scheduler/aps-scheduler-private.h"

#include <apsched/aps-error.h>
#include <apsched/aps-uuid.h>

#include "model/aps-callable-private.h"
#include "model/aps-filter-private.h"
#include "model/aps-record-list-private.h"
#include "model/aps-schedule-private.h"
#include "scheduler/aps-changes-private.h"

/* Adds the schedule's record to a list, with an id. Its text stays the schedule's. */
static gboolean
add_record (ApsScheduler  *self,
            ApsSchedule   *schedule,
            ApsRecordList *list,
            GPtrArray     *triggers,
            GError       **error)
{
  ApsScheduleRecord *record;
  ApsTrigger        *trigger = aps_schedule_get_trigger (schedule);

  if (trigger == NULL)
    {
      g_set_error (error,
                   APS_ERROR,
                   APS_ERROR_INVALID_TRIGGER,
                   "schedule \"%.80s\" has no trigger",
                   aps_schedule_get_id (schedule));
      return FALSE;
    }

  record = aps_schedule_add_unwritten (schedule, list);
  g_ptr_array_add (triggers, trigger);
  if (record->id == NULL)
    {
      g_autofree char *id = aps_uuid_new (aps_engine_now (self->engine));

      record->id = aps_record_list_strdup (list, id);
    }

  return aps_id_check ("schedule id", record->id, error);
}

static gboolean
check_executor (ApsScheduler        *self,
                ApsSchedule         *schedule,
                const ApsTaskRecord *task,
                GError             **error)
{
  const char *executor = aps_schedule_get_executor (schedule);

  if (executor == NULL || aps_scheduler_check_executor (self, task, executor, error))
    return TRUE;

  g_prefix_error (error, "schedule of task \"%.80s\": ", task->id);
  return FALSE;
}

static gboolean
add_schedules (ApsScheduler       *self,
               ApsSchedule *const *schedules,
               guint               n,
               ApsConflictPolicy   policy,
               ApsRecordList      *list,
               ApsStoreAnswer     *answer,
               GCancellable       *cancellable,
               GError            **error)
{
  g_autoptr (GPtrArray) triggers = g_ptr_array_sized_new (n);

  for (guint i = 0; i < n; i++)
    {
      g_autoptr (ApsRecordList) task_list = NULL;
      ApsTaskRecord *task = NULL;

      aps_schedule_freeze (schedules[i]);
      if (!add_record (self, schedules[i], list, triggers, error) ||
          !aps_scheduler_ensure_task (self,
                                      aps_schedule_get_task (schedules[i]),
                                      &task_list,
                                      &task,
                                      cancellable,
                                      error) ||
          !check_executor (self, schedules[i], task, error))
        return FALSE;
    }

  return aps_scheduler_put_schedules (self, list, triggers, policy, answer, cancellable, error);
}

/**
 * aps_scheduler_add_schedule_full:
 * @self: a scheduler
 * @schedule: (transfer full): the schedule; frozen by this
 * @policy: what to do where its id exists already
 * @id: (out) (optional): its id, also where it was made here
 * @status: (out) (optional): whether it was added, replaced, unchanged or left
 * @cancellable: (nullable): a cancellable
 * @error: return location for an error
 *
 * Adds a schedule, and tells what became of it: see [method@Aps.Scheduler.add_schedule].
 *
 * Returns: whether it is in the store; else an error as for [method@Aps.Scheduler.add_schedule]
 *
 * Since: 1.0
 */
gboolean
aps_scheduler_add_schedule_full (ApsScheduler     *self,
                                 ApsSchedule      *schedule,
                                 ApsConflictPolicy policy,
                                 char            **id,
                                 ApsEntryStatus   *status,
                                 GCancellable     *cancellable,
                                 GError          **error)
{
  G_GNUC_UNUSED g_autoptr (ApsSchedule) owned = schedule;
  g_autoptr (ApsRecordList) list = NULL;
  g_autoptr (ApsStoreAnswer) answer = NULL;
  const ApsScheduleRecord *record;

  g_return_val_if_fail (APS_IS_SCHEDULER (self), FALSE);
  g_return_val_if_fail (APS_IS_SCHEDULE (schedule), FALSE);

  list = aps_record_list_new (APS_RECORD_TYPE_SCHEDULE);
  answer = aps_store_answer_new (1);
  if (!aps_scheduler_ready (self, cancellable, error) ||
      !add_schedules (self, &schedule, 1, policy, list, answer, cancellable, error))
    return FALSE;

  if (aps_store_answer_get_error (answer, 0) != NULL)
    {
      g_propagate_error (error, g_error_copy (aps_store_answer_get_error (answer, 0)));
      return FALSE;
    }

  record = aps_record_list_get (list, 0);
  if (id != NULL)
    *id = g_strdup (record->id);
  if (status != NULL)
    *status = aps_store_answer_get_status (answer, 0);
  return TRUE;
}

/**
 * aps_scheduler_add_schedule:
 * @self: a scheduler
 * @schedule: (transfer full): the schedule; frozen by this
 * @policy: what to do where its id exists already
 * @cancellable: (nullable): a cancellable
 * @error: return location for an error
 *
 * Adds a schedule.
 *
 * Where its trigger names no zone, the scheduler's `timezone` is written in; where it has no start,
 * it begins now. Replacing an equal definition changes nothing; with an equal trigger the place
 * reached, the fire times and a pause stay; a different trigger begins after now.
 *
 * Returns: whether it is in the store, with the policy do-nothing also where another one of the
 * same id was left; else `APS_ERROR_CONFLICT` where the id exists and @policy is exception,
 *   `APS_ERROR_NOT_FOUND` where there is no such task, `APS_ERROR_NOT_SUPPORTED` where nobody could
 *   run it or load its trigger, or what the store says
 *
 * Since: 1.0
 */
gboolean
aps_scheduler_add_schedule (ApsScheduler     *self,
                            ApsSchedule      *schedule,
                            ApsConflictPolicy policy,
                            GCancellable     *cancellable,
                            GError          **error)
{
  return aps_scheduler_add_schedule_full (self, schedule, policy, NULL, NULL, cancellable, error);
}

/**
 * aps_scheduler_add_schedules:
 * @self: a scheduler
 * @schedules: (element-type ApsSchedule): schedules; frozen by this
 * @policy: what to do where an id exists already
 * @cancellable: (nullable): a cancellable
 * @error: return location for an error
 *
 * Adds many schedules in one operation of the store, which is a good deal quicker than one by one.
 *
 * Returns: whether all are in the store, as for [method@Aps.Scheduler.add_schedule]; else an error
 *   as for that of the first that is not. Others may have been added nevertheless
 *
 * Since: 1.0
 */
gboolean
aps_scheduler_add_schedules (ApsScheduler     *self,
                             GPtrArray        *schedules,
                             ApsConflictPolicy policy,
                             GCancellable     *cancellable,
                             GError          **error)
{
  g_autoptr (ApsRecordList) list = NULL;
  g_autoptr (ApsStoreAnswer) answer = NULL;

  g_return_val_if_fail (APS_IS_SCHEDULER (self), FALSE);
  g_return_val_if_fail (schedules != NULL, FALSE);

  if (!aps_scheduler_ready (self, cancellable, error))
    return FALSE;
  if (schedules->len == 0)
    return TRUE;

  list = aps_record_list_new (APS_RECORD_TYPE_SCHEDULE);
  answer = aps_store_answer_new (schedules->len);
  if (!add_schedules (self,
                      (ApsSchedule *const *)schedules->pdata,
                      schedules->len,
                      policy,
                      list,
                      answer,
                      cancellable,
                      error))
    return FALSE;

  for (guint i = 0; i < schedules->len; i++)
    if (aps_store_answer_get_error (answer, i) != NULL)
      {
        g_propagate_error (error, g_error_copy (aps_store_answer_get_error (answer, i)));
        return FALSE;
      }

  return TRUE;
}

/**
 * aps_scheduler_schedule:
 * @self: a scheduler
 * @task: id of a task, or a reference
 * @trigger: a trigger as text: see [func@Aps.Trigger.parse]
 * @error: return location for an error
 *
 * Schedules a task in one line. The task's name is the schedule's id too, and a schedule of this id
 * is replaced, so a program that is started again adds nothing twice.
 *
 * Returns: whether it was added; else `APS_ERROR_INVALID_TRIGGER`, or an error as for
 *   [method@Aps.Scheduler.add_schedule]
 *
 * Since: 1.0
 */
gboolean
aps_scheduler_schedule (ApsScheduler *self, const char *task, const char *trigger, GError **error)
{
  ApsTrigger *parsed;

  g_return_val_if_fail (APS_IS_SCHEDULER (self), FALSE);
  g_return_val_if_fail (task != NULL, FALSE);
  g_return_val_if_fail (trigger != NULL, FALSE);

  parsed = aps_trigger_parse (trigger, error);
  if (parsed == NULL)
    return FALSE;

  return aps_scheduler_add_schedule (self,
                                     aps_schedule_new (task, task, parsed),
                                     APS_CONFLICT_POLICY_REPLACE,
                                     NULL,
                                     error);
}

/**
 * aps_scheduler_get_schedule:
 * @self: a scheduler
 * @id: the schedule's id
 * @cancellable: (nullable): a cancellable
 * @error: return location for an error
 *
 * Gets a schedule from the store.
 *
 * Returns: (transfer full): the schedule, frozen; on error %NULL: `APS_ERROR_NOT_FOUND`
 *
 * Since: 1.0
 */
ApsSchedule *
aps_scheduler_get_schedule (ApsScheduler *self,
                            const char   *id,
                            GCancellable *cancellable,
                            GError      **error)
{
  const char *ids[] = { id, NULL };
  ApsRetry    retry = { 0 };
  g_autoptr (ApsRecordList) list = NULL;

  g_return_val_if_fail (APS_IS_SCHEDULER (self), NULL);
  g_return_val_if_fail (id != NULL, NULL);

  if (!aps_scheduler_ready (self, cancellable, error))
    return NULL;

  list = aps_record_list_new (APS_RECORD_TYPE_SCHEDULE);
  while (!aps_data_store_get_schedules (self->engine->store, ids, list, error))
    if (!aps_engine_retry (self->engine, &retry, cancellable, error))
      return NULL;

  if (aps_record_list_get_n (list) > 0)
    return aps_schedule_new_from_record (list, aps_record_list_get (list, 0));

  g_set_error (error, APS_ERROR, APS_ERROR_NOT_FOUND, "There is no schedule \"%.80s\"", id);
  return NULL;
}

/**
 * aps_scheduler_get_schedules:
 * @self: a scheduler
 * @filter: (nullable): which schedules, in which order; %NULL is all, by next fire time
 * @cancellable: (nullable): a cancellable
 * @error: return location for an error
 *
 * Gets schedules from the store.
 *
 * Returns: (transfer container) (element-type ApsSchedule): the schedules, frozen; on error %NULL
 *
 * Since: 1.0
 */
GPtrArray *
aps_scheduler_get_schedules (ApsScheduler      *self,
                             ApsScheduleFilter *filter,
                             GCancellable      *cancellable,
                             GError           **error)
{
  ApsListQuery query = APS_LIST_QUERY_INIT;
  ApsRetry     retry = { 0 };
  g_autoptr (ApsRecordList) list = NULL;
  GPtrArray *schedules;

  g_return_val_if_fail (APS_IS_SCHEDULER (self), NULL);

  query.order = APS_LIST_ORDER_TIME;
  if (filter != NULL)
    aps_schedule_filter_fill_query (filter, &query);
  if (!aps_scheduler_ready (self, cancellable, error))
    return NULL;

  list = aps_record_list_new (APS_RECORD_TYPE_SCHEDULE);
  while (!aps_data_store_list_schedules (self->engine->store, &query, list, error))
    if (!aps_engine_retry (self->engine, &retry, cancellable, error))
      return NULL;

  schedules = g_ptr_array_new_with_free_func (g_object_unref);
  for (guint i = 0; i < aps_record_list_get_n (list); i++)
    g_ptr_array_add (schedules, aps_schedule_new_from_record (list, aps_record_list_get (list, i)));
  return schedules;
}

/**
 * aps_scheduler_remove_schedule:
 * @self: a scheduler
 * @id: the schedule's id
 * @cancellable: (nullable): a cancellable
 * @error: return location for an error
 *
 * Removes a schedule. Jobs that it has made already still run.
 *
 * Returns: whether it was removed; else `APS_ERROR_NOT_FOUND`
 *
 * Since: 1.0
 */
gboolean
aps_scheduler_remove_schedule (ApsScheduler *self,
                               const char   *id,
                               GCancellable *cancellable,
                               GError      **error)
{
  const char *ids[] = { id, NULL };
  g_autoptr (ApsStoreAnswer) answer = NULL;
  ApsRetry          retry = { 0 };
  ApsScheduleRecord removed = { .id = id, .next_fire_us = APS_TIME_NONE };

  g_return_val_if_fail (APS_IS_SCHEDULER (self), FALSE);
  g_return_val_if_fail (id != NULL, FALSE);

  if (!aps_scheduler_ready (self, cancellable, error))
    return FALSE;

  answer = aps_store_answer_new (1);
  while (!aps_data_store_remove_schedules (self->engine->store,
                                           ids,
                                           aps_engine_now (self->engine),
                                           answer,
                                           error))
    {
      if (!aps_engine_retry (self->engine, &retry, cancellable, error))
        return FALSE;
      aps_store_answer_reset (answer, 1);
    }

  if (aps_store_answer_get_error (answer, 0) != NULL)
    {
      g_propagate_error (error, g_error_copy (aps_store_answer_get_error (answer, 0)));
      return FALSE;
    }

  aps_live_triggers_remove (self->engine->live_triggers, id);
  removed.last_fire_us = APS_TIME_NONE;
  aps_changes_publish_schedule (self->engine, APS_EVENT_TYPE_SCHEDULE_REMOVED, &removed);
  return TRUE;
}
