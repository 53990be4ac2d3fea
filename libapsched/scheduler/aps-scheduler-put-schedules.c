/* Schedules on their way into the store: their triggers settled, their beginning worked out.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"

#include "scheduler/aps-scheduler-private.h"

#include <apsched/aps-cursor.h>
#include <apsched/aps-error.h>
#include <apsched/aps-uuid.h>

#include "scheduler/aps-changes-private.h"
#include "triggers/aps-trigger-private.h"

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

/* The trigger as it is stored, or as it is kept where it cannot be: NULL is an error. */
static ApsTrigger *
settle_trigger (ApsScheduler      *self,
                ApsRecordList     *list,
                ApsScheduleRecord *schedule,
                ApsTrigger        *given,
                GError           **error)
{
  g_autoptr (ApsPreparedTrigger) prepared = NULL;
  ApsTrigger *trigger = given;

  if (!is_bound_to_thread (given))
    {
      prepared = aps_trigger_cache_prepare (self->triggers, given, error);
      if (prepared == NULL)
        return NULL;
      trigger = prepared->trigger;
    }

  if (prepared == NULL || prepared->json == NULL)
    return keep_object (self, list, schedule, trigger, error) ? g_object_ref (trigger) : NULL;

  schedule->trigger = aps_record_list_strdup (list, prepared->json);
  schedule->trigger_types = aps_record_list_strdup (list, prepared->types);
  return check_types (self, schedule, error) ? g_object_ref (trigger) : NULL;
}

/* Fills what the maker of a schedule does not say. @given may be NULL: the record has it. */
static gboolean
complete (ApsScheduler            *self,
          ApsRecordList           *list,
          ApsScheduleRecord       *schedule,
          ApsTrigger              *given,
          const ApsScheduleRecord *former,
          GError                 **error)
{
  g_autoptr (ApsTrigger) read = NULL;
  g_autoptr (ApsTrigger) trigger = NULL;

  if (given == NULL)
    given = read = aps_trigger_from_json (schedule->trigger, error);
  if (given == NULL)
    return FALSE;

  trigger = settle_trigger (self, list, schedule, given, error);
  return trigger != NULL &&
         set_beginning (self,
                        list,
                        schedule,
                        trigger,
                        former != NULL && g_strcmp0 (former->trigger, schedule->trigger) != 0,
                        error);
}

/* What the store has of these schedules, by id; lives as long as @kept. */
static GHashTable *
get_kept (ApsScheduler  *self,
          ApsRecordList *schedules,
          ApsRecordList *kept,
          GCancellable  *cancellable,
          GError       **error)
{
  g_autoptr (GPtrArray) ids = g_ptr_array_new ();
  ApsRetry    retry = { 0 };
  GHashTable *by_id;

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
      return NULL;

  by_id = g_hash_table_new (aps_id_hash, g_str_equal);
  for (guint i = 0; i < aps_record_list_get_n (kept); i++)
    {
      ApsScheduleRecord *schedule = aps_record_list_get (kept, i);

      g_hash_table_insert (by_id, (gpointer)schedule->id, schedule);
    }
  return by_id;
}

static gboolean
complete_all (ApsScheduler     *self,
              ApsRecordList    *schedules,
              GPtrArray        *triggers,
              ApsConflictPolicy policy,
              GCancellable     *cancellable,
              GError          **error)
{
  g_autoptr (ApsRecordList) kept = NULL;
  g_autoptr (GHashTable) by_id = NULL;

  if (policy == APS_CONFLICT_POLICY_REPLACE)
    {
      kept = aps_record_list_new (APS_RECORD_TYPE_SCHEDULE);
      by_id = get_kept (self, schedules, kept, cancellable, error);
      if (by_id == NULL)
        return FALSE;
    }

  for (guint i = 0; i < aps_record_list_get_n (schedules); i++)
    {
      ApsScheduleRecord *schedule = aps_record_list_get (schedules, i);
      ApsTrigger        *given = triggers != NULL ? g_ptr_array_index (triggers, i) : NULL;

      if (!complete (self,
                     schedules,
                     schedule,
                     given,
                     by_id != NULL ? g_hash_table_lookup (by_id, schedule->id) : NULL,
                     error))
        return FALSE;
    }

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
                             GPtrArray        *triggers,
                             ApsConflictPolicy policy,
                             ApsStoreAnswer   *answer,
                             GCancellable     *cancellable,
                             GError          **error)
{
  ApsEngine *engine = self->engine;
  guint      n = aps_record_list_get_n (schedules);
  ApsRetry   retry = { 0 };

  if (!complete_all (self, schedules, triggers, policy, cancellable, error))
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
