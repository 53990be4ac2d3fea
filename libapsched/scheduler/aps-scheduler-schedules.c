/* Schedules of a scheduler: adding, reading, removing them.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"

#include "scheduler/aps-scheduler-private.h"

#include <apsched/aps-cursor.h>
#include <apsched/aps-error.h>
#include <apsched/aps-uuid.h>

#include "model/aps-callable-private.h"
#include "model/aps-filter-private.h"
#include "model/aps-schedule-private.h"
#include "scheduler/aps-changes-private.h"
#include "triggers/aps-trigger-private.h"

/* The trigger as it stands alone: its zone and clock changes written in. */
static ApsTrigger *
complete_trigger (ApsScheduler *self, ApsTrigger *trigger, GError **error)
{
  const ApsEngineSettings *settings = self->engine->settings;

  return aps_trigger_with_defaults (trigger, settings->timezone, settings->clock_changes, error);
}

/* Objects of JavaScript live in one thread: they cannot be made again by another. */
static gboolean
is_bound_to_thread (ApsTrigger *trigger)
{
  return g_str_has_prefix (G_OBJECT_TYPE_NAME (trigger), "Gjs_");
}

/* A trigger that no text can stand for stays an object, in a store that dies with the process. */
static gboolean
keep_object (ApsScheduler      *self,
             ApsRecordList     *list,
             ApsScheduleRecord *schedule,
             ApsTrigger        *trigger,
             GError           **error)
{
  g_autofree char *stand_in = NULL;

  if ((aps_data_store_get_flags (self->engine->store) & APS_DATA_STORE_PRIVATE) == 0)
    {
      g_set_error (error,
                   APS_ERROR,
                   APS_ERROR_NOT_SUPPORTED,
                   "schedule \"%.80s\": a trigger of type %s is known to this process alone: make "
                   "it a plugin, or use the memory store",
                   schedule->id,
                   G_OBJECT_TYPE_NAME (trigger));
      return FALSE;
    }

  stand_in = aps_live_triggers_add (self->engine->live_triggers, schedule->id, trigger);
  schedule->trigger = aps_record_list_strdup (list, stand_in);
  schedule->trigger_types = aps_record_list_strdup (list, "local");
  return TRUE;
}

static void
set_trigger (ApsRecordList *list, ApsScheduleRecord *schedule, ApsTrigger *trigger)
{
  g_autofree char *json = aps_trigger_to_json (trigger);
  g_auto (GStrv) types = aps_trigger_get_types (trigger);
  g_autofree char *type_names = g_strjoinv (" ", types);

  schedule->trigger = aps_record_list_strdup (list, json);
  schedule->trigger_types = aps_record_list_strdup (list, type_names);
}

static const ApsScheduleRecord *
find_kept (ApsRecordList *kept, const char *id)
{
  for (guint i = 0; i < aps_record_list_get_n (kept); i++)
    {
      const ApsScheduleRecord *schedule = aps_record_list_get (kept, i);

      if (g_str_equal (schedule->id, id))
        return schedule;
    }

  return NULL;
}

/* Where the schedule begins: now, or behind now where it replaces a different trigger. */
static gboolean
set_beginning (ApsScheduler      *self,
               ApsRecordList     *list,
               ApsScheduleRecord *schedule,
               ApsTrigger        *trigger,
               gboolean           replaces_another,
               GError           **error)
{
  gint64 now = aps_engine_now (self->engine);
  g_autoptr (ApsCursor) cursor = aps_cursor_new (now);
  g_autofree char *place = NULL;
  gint64           next = APS_TIME_NONE;

  aps_cursor_set_seed (cursor, schedule->id);
  if ((replaces_another && !aps_trigger_skip (trigger, cursor, now + 1, error)) ||
      !aps_trigger_next (trigger, cursor, &next, error))
    {
      g_prefix_error (error, "schedule \"%.80s\": ", schedule->id);
      return FALSE;
    }

  place = aps_cursor_to_json (cursor);
  schedule->cursor = aps_record_list_strdup (list, place);
  schedule->next_fire_us = next;
  schedule->created_us = now;
  return TRUE;
}

/* A trigger that only this process knows cannot be found again by another. */
static gboolean
check_types (ApsScheduler *self, const ApsScheduleRecord *schedule, GError **error)
{
  gboolean private_store = (aps_data_store_get_flags (self->engine->store) &
                            APS_DATA_STORE_PRIVATE) != 0;
  g_auto (GStrv) types = NULL;
  g_auto (GStrv) known = NULL;

  if (private_store)
    return TRUE;

  types = g_strsplit (schedule->trigger_types, " ", 0);
  known = aps_trigger_dup_known_types ();
  for (char **type = types; *type != NULL; type++)
    if (!g_strv_contains ((const char *const *)known, *type))
      {
        g_set_error (error,
                     APS_ERROR,
                     APS_ERROR_NOT_SUPPORTED,
                     "schedule \"%.80s\": trigger type %s is known to this process alone: make it "
                     "a "
                     "plugin, so that others can load it from the store",
                     schedule->id,
                     *type);
        return FALSE;
      }

  return TRUE;
}

/* Fills what the maker of a schedule does not say. */
static gboolean
complete (ApsScheduler      *self,
          ApsRecordList     *list,
          ApsScheduleRecord *schedule,
          ApsRecordList     *kept,
          GError           **error)
{
  const ApsScheduleRecord *former = find_kept (kept, schedule->id);
  g_autoptr (ApsTrigger) given = NULL;
  g_autoptr (ApsTrigger) trigger =
    aps_live_triggers_lookup (self->engine->live_triggers, schedule->id, schedule->trigger);

  if (trigger != NULL)
    return set_beginning (self, list, schedule, trigger, former != NULL, error);

  given = aps_trigger_from_json (schedule->trigger, error);
  if (given == NULL)
    return FALSE;

  trigger = complete_trigger (self, given, error);
  if (trigger == NULL)
    return FALSE;

  set_trigger (list, schedule, trigger);
  return check_types (self, schedule, error) &&
         set_beginning (self,
                        list,
                        schedule,
                        trigger,
                        former != NULL && g_strcmp0 (former->trigger, schedule->trigger) != 0,
                        error);
}

static gboolean
get_kept (ApsScheduler  *self,
          ApsRecordList *schedules,
          ApsRecordList *kept,
          GCancellable  *cancellable,
          GError       **error)
{
  g_autoptr (GPtrArray) ids = g_ptr_array_new ();
  ApsRetry retry = { 0 };

  for (guint i = 0; i < aps_record_list_get_n (schedules); i++)
    {
      const ApsScheduleRecord *schedule = aps_record_list_get (schedules, i);

      g_ptr_array_add (ids, (gpointer)schedule->id);
    }
  g_ptr_array_add (ids, NULL);

  while (!aps_data_store_get_schedules (self->engine->store,
                                        (const char *const *)ids->pdata,
                                        kept,
                                        error))
    if (!aps_engine_retry (self->engine, &retry, cancellable, error))
      return FALSE;

  return TRUE;
}

static void
publish_put (ApsScheduler *self, ApsRecordList *schedules, ApsStoreAnswer *answer)
{
  for (guint i = 0; i < aps_record_list_get_n (schedules); i++)
    {
      ApsEntryStatus           status = aps_store_answer_get_status (answer, i);
      const ApsScheduleRecord *schedule = aps_record_list_get (schedules, i);

      if (status == APS_ENTRY_STATUS_ADDED)
        aps_changes_publish_schedule (self->engine, APS_EVENT_TYPE_SCHEDULE_ADDED, schedule);
      else if (status == APS_ENTRY_STATUS_REPLACED)
        aps_changes_publish_schedule (self->engine, APS_EVENT_TYPE_SCHEDULE_UPDATED, schedule);
    }

  aps_engine_wake_schedules (self->engine);
}

gboolean
aps_scheduler_put_schedules (ApsScheduler     *self,
                             ApsRecordList    *schedules,
                             ApsConflictPolicy policy,
                             ApsStoreAnswer   *answer,
                             GCancellable     *cancellable,
                             GError          **error)
{
  ApsEngine *engine = self->engine;
  guint      n = aps_record_list_get_n (schedules);
  g_autoptr (ApsRecordList) kept = aps_record_list_new (APS_RECORD_TYPE_SCHEDULE);
  ApsRetry retry = { 0 };

  if (policy == APS_CONFLICT_POLICY_REPLACE &&
      !get_kept (self, schedules, kept, cancellable, error))
    return FALSE;

  for (guint i = 0; i < n; i++)
    if (!complete (self, schedules, aps_record_list_get (schedules, i), kept, error))
      return FALSE;

  while (!aps_data_store_put_schedules (engine->store,
                                        schedules,
                                        policy,
                                        aps_engine_now (engine),
                                        answer,
                                        error))
    {
      if (!aps_engine_retry (engine, &retry, cancellable, error))
        return FALSE;
      aps_store_answer_reset (answer, n);
    }

  publish_put (self, schedules, answer);
  return TRUE;
}

/* Copies the schedule's record into a list, with its trigger and an id. */
static gboolean
copy_record (ApsScheduler *self, ApsSchedule *schedule, ApsRecordList *list, GError **error)
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

  record = aps_record_list_add_copy (list, aps_schedule_get_record (schedule));
  if (record->id == NULL)
    {
      g_autofree char *id = aps_uuid_new (aps_engine_now (self->engine));

      record->id = aps_record_list_strdup (list, id);
    }
  if (!aps_id_check ("schedule", record->id, error))
    return FALSE;

  set_trigger (list, record, trigger);
  return (record->trigger != NULL && !is_bound_to_thread (trigger)) ||
         keep_object (self, list, record, trigger, error);
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
  g_autoptr (ApsSchedule) owned = schedule;
  g_autoptr (ApsRecordList) list = NULL;
  g_autoptr (ApsRecordList) task_list = NULL;
  g_autoptr (ApsStoreAnswer) answer = NULL;
  ApsTaskRecord           *task = NULL;
  const ApsScheduleRecord *record;

  g_return_val_if_fail (APS_IS_SCHEDULER (self), FALSE);
  g_return_val_if_fail (APS_IS_SCHEDULE (schedule), FALSE);

  aps_schedule_freeze (schedule);
  list = aps_record_list_new (APS_RECORD_TYPE_SCHEDULE);
  answer = aps_store_answer_new (1);
  if (!aps_scheduler_ready (self, cancellable, error) ||
      !copy_record (self, schedule, list, error) ||
      !aps_scheduler_ensure_task (self,
                                  aps_schedule_get_task (schedule),
                                  &task_list,
                                  &task,
                                  cancellable,
                                  error) ||
      !aps_scheduler_put_schedules (self, list, policy, answer, cancellable, error))
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
