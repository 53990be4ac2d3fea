/* Pausing schedules and going on: guarded writes of a schedule's state.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"

#include "scheduler/aps-scheduler-private.h"

#include <apsched/aps-cursor.h>
#include <apsched/aps-error.h>

#include "model/aps-schedule-private.h"
#include "scheduler/aps-changes-private.h"
#include "triggers/aps-cursor-private.h"

/* How often a state is read again because somebody else changed it meanwhile. */
#define MAX_CONFLICTS 20

typedef struct
{
  gboolean    paused;
  gint64      until_us;
  const char *by;
  const char *reason;
  gint64      resume_from_us;
} Change;

/* Moves the place of a schedule to its first fire at @from_us or later. */
static gboolean
move_to (ApsLiveTriggers         *live,
         const ApsScheduleRecord *schedule,
         gint64                   from_us,
         char                   **cursor_text,
         gint64                  *next_us,
         GError                 **error)
{
  g_autoptr (ApsTrigger) trigger = aps_live_triggers_lookup (live, schedule->id, schedule->trigger);
  g_autoptr (ApsCursor) cursor = NULL;

  if (trigger == NULL)
    trigger = aps_trigger_from_json (schedule->trigger, error);
  if (trigger == NULL)
    return FALSE;

  cursor = aps_cursor_from_record (schedule->cursor, error);
  if (cursor == NULL || !aps_trigger_skip (trigger, cursor, from_us, error) ||
      !aps_trigger_next (trigger, cursor, next_us, error))
    return FALSE;

  *cursor_text = aps_cursor_to_json (cursor);
  return TRUE;
}

/* One try. @again: somebody else was faster. */
static gboolean
change_once (
  ApsScheduler *self, ApsSchedule *schedule, const Change *change, gboolean *again, GError **error)
{
  ApsEngine               *engine = self->engine;
  const ApsScheduleRecord *record = aps_schedule_get_record (schedule);
  g_autoptr (ApsStoreAnswer) answer = aps_store_answer_new (1);
  g_autofree char *cursor = NULL;
  const GError    *refused;
  ApsScheduleState state = { .id = record->id,
                             .revision = record->revision,
                             .paused = change->paused,
                             .paused_until_us = change->until_us,
                             .paused_by = change->by,
                             .paused_reason = change->reason,
                             .next_fire_us = record->next_fire_us,
                             .cursor = record->cursor,
                             .skips = record->skips,
                             .failures = change->paused ? record->failures : 0 };

  if (change->resume_from_us != APS_UNSET && record->next_fire_us < change->resume_from_us)
    {
      if (!move_to (engine->live_triggers,
                    record,
                    change->resume_from_us,
                    &cursor,
                    &state.next_fire_us,
                    error))
        return FALSE;
      state.cursor = cursor;
    }

  if (!aps_data_store_set_schedule_states (engine->store,
                                           &state,
                                           1,
                                           aps_engine_now (engine),
                                           answer,
                                           error))
    return FALSE;

  refused = aps_store_answer_get_error (answer, 0);
  *again = g_error_matches (refused, APS_ERROR, APS_ERROR_CONFLICT);
  if (refused != NULL)
    {
      g_propagate_error (error, g_error_copy (refused));
      return FALSE;
    }

  aps_changes_publish (engine, answer);
  aps_engine_wake_schedules (engine);
  return TRUE;
}

static gboolean
change_state (ApsScheduler *self,
              const char   *id,
              const Change *change,
              GCancellable *cancellable,
              GError      **error)
{
  ApsRetry retry = { 0 };
  guint    conflicts = 0;

  for (;;)
    {
      g_autoptr (ApsSchedule) schedule = aps_scheduler_get_schedule (self, id, cancellable, error);
      gboolean again = FALSE;

      if (schedule == NULL)
        return FALSE;
      if (change_once (self, schedule, change, &again, error))
        return TRUE;
      if (again && ++conflicts < MAX_CONFLICTS)
        g_clear_error (error);
      else if (!aps_engine_retry (self->engine, &retry, cancellable, error))
        return FALSE;
    }
}

/**
 * aps_scheduler_pause_schedule_full:
 * @self: a scheduler
 * @id: the schedule's id
 * @until_us: when the pause ends by itself, in microseconds since 1970 UTC, or %APS_TIME_NONE
 * @by: (nullable): who pauses it
 * @reason: (nullable): why
 * @cancellable: (nullable): a cancellable
 * @error: return location for an error
 *
 * Pauses a schedule, and notes until when, by whom and why.
 *
 * Returns: whether it is paused; else `APS_ERROR_NOT_FOUND`
 *
 * Since: 1.0
 */
gboolean
aps_scheduler_pause_schedule_full (ApsScheduler *self,
                                   const char   *id,
                                   gint64        until_us,
                                   const char   *by,
                                   const char   *reason,
                                   GCancellable *cancellable,
                                   GError      **error)
{
  const Change change = { TRUE, until_us, by, reason, APS_UNSET };
  g_autoptr (GError) local_error = NULL;

  g_return_val_if_fail (APS_IS_SCHEDULER (self), FALSE);
  g_return_val_if_fail (id != NULL, FALSE);

  if (change_state (self, id, &change, cancellable, &local_error))
    return TRUE;

  g_propagate_error (error, g_steal_pointer (&local_error));
  return FALSE;
}

/**
 * aps_scheduler_pause_schedule:
 * @self: a scheduler
 * @id: the schedule's id
 * @cancellable: (nullable): a cancellable
 * @error: return location for an error
 *
 * Pauses a schedule: it fires no more until it is continued. Jobs that it has made already run.
 *
 * Returns: whether it is paused; else `APS_ERROR_NOT_FOUND`
 *
 * Since: 1.0
 */
gboolean
aps_scheduler_pause_schedule (ApsScheduler *self,
                              const char   *id,
                              GCancellable *cancellable,
                              GError      **error)
{
  return aps_scheduler_pause_schedule_full (self,
                                            id,
                                            APS_TIME_NONE,
                                            NULL,
                                            NULL,
                                            cancellable,
                                            error);
}

/**
 * aps_scheduler_unpause_schedule:
 * @self: a scheduler
 * @id: the schedule's id
 * @resume_from_us: %APS_UNSET goes on where it stopped: what was missed meanwhile is coalesced; a
 *   time, in microseconds since 1970 UTC, passes over all fire times before it
 * @cancellable: (nullable): a cancellable
 * @error: return location for an error
 *
 * Continues a paused schedule. One that was paused since its trigger failed, or its jobs did,
 * begins again.
 *
 * Returns: whether it goes on; else `APS_ERROR_NOT_FOUND`, or the error of its trigger
 *
 * Since: 1.0
 */
gboolean
aps_scheduler_unpause_schedule (ApsScheduler *self,
                                const char   *id,
                                gint64        resume_from_us,
                                GCancellable *cancellable,
                                GError      **error)
{
  const Change change = { FALSE, APS_TIME_NONE, NULL, NULL, resume_from_us };
  g_autoptr (GError) local_error = NULL;

  g_return_val_if_fail (APS_IS_SCHEDULER (self), FALSE);
  g_return_val_if_fail (id != NULL, FALSE);

  if (change_state (self, id, &change, cancellable, &local_error))
    return TRUE;

  g_propagate_error (error, g_steal_pointer (&local_error));
  return FALSE;
}
