/* The plain model: schedules and their firings.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"

#include "model-store.h"

#include <string.h>

static void
end_lease (ApsScheduleRecord *schedule)
{
  schedule->lease_owner = NULL;
  schedule->lease_until_us = APS_TIME_NONE;
  schedule->fence++;
}

/* The jobs of a schedule that is gone are kept by their age alone. */
void
kit_model_remove_schedule (KitModel *self, const char *id)
{
  for (guint i = 0; i < self->jobs->len; i++)
    {
      ApsJobRecord *job = kit_model_nth (self->jobs, ApsJobRecord, i);

      if (job->state == APS_JOB_STATE_FINISHED && g_strcmp0 (job->schedule_id, id) == 0 &&
          job->history != 0)
        job->expires_us = MAX (job->expires_us, job->finished_us + job->failure_retention_us);
    }

  for (guint i = 0; i < self->schedules->len; i++)
    if (g_strcmp0 (kit_model_nth (self->schedules, ApsScheduleRecord, i)->id, id) == 0)
      {
        g_array_remove_index (self->schedules, i);
        return;
      }
}

/* Puts what the maker defines into a copy of what is kept. */
static ApsScheduleRecord
define (const ApsScheduleRecord *kept, const ApsScheduleRecord *wanted)
{
  ApsScheduleRecord schedule = *wanted;

  schedule.cursor = kept->cursor;
  schedule.paused = kept->paused;
  schedule.paused_until_us = kept->paused_until_us;
  schedule.paused_by = kept->paused_by;
  schedule.paused_reason = kept->paused_reason;
  schedule.defined_paused = wanted->paused;
  schedule.failures = kept->failures;
  schedule.last_failure_fire_us = kept->last_failure_fire_us;
  schedule.skips = kept->skips;
  schedule.created_us = kept->created_us;
  schedule.revision = kept->revision;
  schedule.incarnation = kept->incarnation;
  schedule.last_fire_us = kept->last_fire_us;
  schedule.next_fire_us = kept->next_fire_us;
  schedule.error = kept->error;
  schedule.lease_owner = kept->lease_owner;
  schedule.lease_until_us = kept->lease_until_us;
  schedule.fence = kept->fence;
  return schedule;
}

static void
take_pause (ApsScheduleRecord *schedule, const ApsScheduleRecord *wanted)
{
  schedule->paused = wanted->paused;
  schedule->paused_until_us = wanted->paused_until_us;
  schedule->paused_by = wanted->paused_by;
  schedule->paused_reason = wanted->paused_reason;
}

static void
start_afresh (KitModel *self, ApsScheduleRecord *schedule, const ApsScheduleRecord *wanted)
{
  take_pause (schedule, wanted);
  schedule->cursor = wanted->cursor;
  schedule->next_fire_us = wanted->next_fire_us;
  schedule->incarnation = ++self->last_incarnation;
  schedule->failures = 0;
  schedule->last_failure_fire_us = APS_TIME_NONE;
  schedule->skips = NULL;
  schedule->error = NULL;
}

static void
put_new (KitModel *self, const ApsScheduleRecord *wanted, gint64 now_us)
{
  ApsScheduleRecord schedule = *wanted;

  start_afresh (self, &schedule, wanted);
  schedule.defined_paused = wanted->paused;
  schedule.created_us = now_us;
  schedule.revision = 1;
  schedule.last_fire_us = APS_TIME_NONE;
  schedule.fence = 0;
  schedule.lease_owner = NULL;
  schedule.lease_until_us = APS_TIME_NONE;
  g_array_append_val (self->schedules, schedule);
}

static ApsEntryStatus
put_over (KitModel *self, ApsScheduleRecord *kept, const ApsScheduleRecord *wanted)
{
  ApsScheduleRecord schedule = define (kept, wanted);
  gboolean          same_trigger = g_strcmp0 (kept->trigger, wanted->trigger) == 0;

  if (aps_record_equal (APS_RECORD_TYPE_SCHEDULE, kept, &schedule))
    return APS_ENTRY_STATUS_UNCHANGED;

  if (!same_trigger)
    start_afresh (self, &schedule, wanted);
  else if (kept->defined_paused != wanted->paused)
    take_pause (&schedule, wanted);
  schedule.revision++;
  end_lease (&schedule);
  *kept = schedule;
  return APS_ENTRY_STATUS_REPLACED;
}

static gboolean
put_schedules (ApsDataStore     *store,
               ApsRecordList    *schedules,
               ApsConflictPolicy policy,
               gint64            now_us,
               ApsStoreAnswer   *answer,
               GError          **error)
{
  KitModel *self = KIT_MODEL (store);

  for (guint i = 0; i < aps_record_list_get_n (schedules); i++)
    {
      ApsScheduleRecord  copy = *(ApsScheduleRecord *)aps_record_list_get (schedules, i);
      ApsScheduleRecord *kept = kit_model_find_schedule (self, copy.id);

      kit_model_keep_texts (APS_RECORD_TYPE_SCHEDULE, &copy);
      if (kept != NULL && policy == APS_CONFLICT_POLICY_EXCEPTION)
        aps_store_answer_refuse (answer, i, APS_ERROR_CONFLICT, "exists");
      else if (kept != NULL && policy == APS_CONFLICT_POLICY_DO_NOTHING)
        aps_store_answer_set (answer, i, APS_ENTRY_STATUS_LEFT);
      else if (kit_model_find_task (self, copy.task_id) == NULL)
        aps_store_answer_refuse (answer, i, APS_ERROR_NOT_FOUND, "no task");
      else if (kept != NULL)
        aps_store_answer_set (answer, i, put_over (self, kept, &copy));
      else
        {
          put_new (self, &copy, now_us);
          aps_store_answer_set (answer, i, APS_ENTRY_STATUS_ADDED);
        }
    }

  return TRUE;
}

static gboolean
get_schedules (ApsDataStore      *store,
               const char *const *ids,
               ApsRecordList     *schedules,
               GError           **error)
{
  for (; ids != NULL && *ids != NULL; ids++)
    {
      ApsScheduleRecord *schedule = kit_model_find_schedule (KIT_MODEL (store), *ids);

      if (schedule != NULL)
        aps_record_list_add_copy (schedules, schedule);
    }
  return TRUE;
}

static gboolean
remove_schedules (ApsDataStore      *store,
                  const char *const *ids,
                  gint64             now_us,
                  ApsStoreAnswer    *answer,
                  GError           **error)
{
  KitModel *self = KIT_MODEL (store);

  for (guint i = 0; ids[i] != NULL; i++)
    if (kit_model_find_schedule (self, ids[i]) != NULL)
      kit_model_remove_schedule (self, ids[i]);
    else
      aps_store_answer_refuse (answer, i, APS_ERROR_NOT_FOUND, "no schedule");
  return TRUE;
}

static gboolean
was_set (const ApsScheduleRecord *schedule, const ApsScheduleState *state)
{
  gboolean pause_is_equal = !state->paused ||
                            (schedule->paused_until_us == state->paused_until_us &&
                             g_strcmp0 (schedule->paused_by, state->paused_by) == 0 &&
                             g_strcmp0 (schedule->paused_reason, state->paused_reason) == 0);

  return schedule->revision == state->revision + 1 && schedule->paused == state->paused &&
         pause_is_equal && schedule->next_fire_us == state->next_fire_us &&
         g_strcmp0 (schedule->cursor, state->cursor) == 0 &&
         g_strcmp0 (schedule->skips, state->skips) == 0 && schedule->failures == state->failures &&
         schedule->lease_owner == NULL && schedule->error == NULL;
}

static void
set_state (ApsScheduleRecord *schedule, const ApsScheduleState *state)
{
  schedule->paused = state->paused;
  schedule->paused_until_us = state->paused ? state->paused_until_us : APS_TIME_NONE;
  schedule->paused_by = state->paused ? state->paused_by : NULL;
  schedule->paused_reason = state->paused ? state->paused_reason : NULL;
  schedule->next_fire_us = state->next_fire_us;
  schedule->cursor = state->cursor;
  schedule->skips = state->skips;
  schedule->failures = state->failures;
  schedule->error = NULL;
  schedule->revision++;
  kit_model_keep_texts (APS_RECORD_TYPE_SCHEDULE, schedule);
  end_lease (schedule);
}

static gboolean
set_schedule_states (ApsDataStore           *store,
                     const ApsScheduleState *states,
                     guint                   n_states,
                     gint64                  now_us,
                     ApsStoreAnswer         *answer,
                     GError                **error)
{
  for (guint i = 0; i < n_states; i++)
    {
      ApsScheduleRecord *schedule = kit_model_find_schedule (KIT_MODEL (store), states[i].id);

      if (schedule == NULL)
        aps_store_answer_refuse (answer, i, APS_ERROR_NOT_FOUND, "no schedule");
      else if (schedule->revision != states[i].revision && !was_set (schedule, &states[i]))
        aps_store_answer_refuse (answer, i, APS_ERROR_CONFLICT, "changed");
      else
        {
          if (schedule->revision == states[i].revision)
            set_state (schedule, &states[i]);
          aps_record_list_add_copy (answer->schedules, schedule);
        }
    }

  return TRUE;
}

static gboolean
knows (const char *const *types, const char *trigger_types)
{
  g_auto (GStrv) words = NULL;

  if (types == NULL || trigger_types == NULL)
    return TRUE;

  words = g_strsplit (trigger_types, " ", -1);
  for (guint i = 0; words[i] != NULL; i++)
    if (!g_strv_contains (types, words[i]))
      return FALSE;

  return TRUE;
}

/* When the schedule can be leased. */
static gint64
get_ready_us (const ApsScheduleRecord *schedule)
{
  gint64 ready_us = schedule->next_fire_us;

  if (schedule->lease_owner != NULL && schedule->lease_until_us > ready_us)
    ready_us = schedule->lease_until_us;
  if (schedule->paused && schedule->paused_until_us > ready_us)
    ready_us = schedule->paused_until_us;
  return ready_us;
}

static ApsScheduleRecord *
find_due (KitModel *self, const char *const *types, gint64 now_us)
{
  ApsScheduleRecord *first = NULL;

  for (guint i = 0; i < self->schedules->len; i++)
    {
      ApsScheduleRecord *schedule = kit_model_nth (self->schedules, ApsScheduleRecord, i);

      if (!knows (types, schedule->trigger_types) || get_ready_us (schedule) > now_us)
        continue;
      if (first == NULL || schedule->next_fire_us < first->next_fire_us ||
          (schedule->next_fire_us == first->next_fire_us && strcmp (schedule->id, first->id) < 0))
        first = schedule;
    }

  return first;
}

static gboolean
lease_schedules (ApsDataStore      *store,
                 const char        *instance,
                 const char *const *types,
                 guint              limit,
                 gint64             until_us,
                 gint64             now_us,
                 ApsStoreAnswer    *answer,
                 GError           **error)
{
  ApsScheduleRecord *schedule;

  while (limit-- > 0 && (schedule = find_due (KIT_MODEL (store), types, now_us)) != NULL)
    {
      if (schedule->paused)
        {
          schedule->paused = FALSE;
          schedule->paused_until_us = APS_TIME_NONE;
          schedule->paused_by = NULL;
          schedule->paused_reason = NULL;
        }
      schedule->lease_owner = g_intern_string (instance);
      schedule->lease_until_us = until_us;
      schedule->fence++;
      aps_record_list_add_copy (answer->schedules, schedule);
    }

  return TRUE;
}

static gboolean
next_schedule_due (
  ApsDataStore *store, const char *const *types, gint64 now_us, gint64 *due_us, GError **error)
{
  KitModel *self = KIT_MODEL (store);

  *due_us = APS_TIME_NONE;
  for (guint i = 0; i < self->schedules->len; i++)
    {
      ApsScheduleRecord *schedule = kit_model_nth (self->schedules, ApsScheduleRecord, i);

      if (knows (types, schedule->trigger_types))
        *due_us = MIN (*due_us, get_ready_us (schedule));
    }

  return TRUE;
}

static void
add_fired_job (KitModel *self, const ApsJobRecord *wanted, gint64 now_us, ApsStoreAnswer *answer)
{
  ApsJobRecord job = *wanted;

  if (kit_model_find_job (self, job.id) != NULL)
    return;

  kit_model_keep_texts (APS_RECORD_TYPE_JOB, &job);
  job.state = APS_JOB_STATE_WAITING;
  if (kit_model_find_task (self, job.task_id) == NULL)
    kit_model_end_for_want_of_task (self, &job, now_us, answer);
  else if (kit_model_key_is_taken (self, job.unique_key, now_us))
    {
      job.reason = "reason";
      job.unique_key = NULL;
      kit_model_end_job (self, &job, APS_JOB_OUTCOME_MISSED_START_DEADLINE, now_us, now_us, answer);
      aps_record_list_add_copy (answer->ended_jobs, &job);
    }
  g_array_append_val (self->jobs, job);
}

static void
fire (ApsScheduleRecord *schedule, const ApsFiring *firing)
{
  if (firing->last_fire_us != APS_TIME_NONE)
    schedule->last_fire_us = firing->last_fire_us;
  schedule->next_fire_us = firing->next_fire_us;
  schedule->cursor = firing->cursor;
  schedule->skips = firing->skips;
  schedule->lease_owner = NULL;
  schedule->lease_until_us = APS_TIME_NONE;
  if (firing->error != NULL)
    {
      schedule->error = firing->error;
      schedule->paused = TRUE;
      schedule->paused_until_us = APS_TIME_NONE;
      schedule->paused_by = NULL;
      schedule->paused_reason = firing->error;
    }
  kit_model_keep_texts (APS_RECORD_TYPE_SCHEDULE, schedule);
}

static gboolean
commit_firings (ApsDataStore    *store,
                const char      *instance,
                const ApsFiring *firings,
                guint            n_firings,
                ApsRecordList   *jobs,
                gint64           now_us,
                ApsStoreAnswer  *answer,
                GError         **error)
{
  KitModel *self = KIT_MODEL (store);

  for (guint i = 0; i < n_firings; i++)
    {
      const ApsFiring   *firing = &firings[i];
      ApsScheduleRecord *schedule = kit_model_find_schedule (self, firing->schedule_id);
      gboolean           same = schedule != NULL && schedule->incarnation == firing->incarnation &&
                      schedule->fence == firing->fence;

      if (schedule == NULL)
        aps_store_answer_refuse (answer, i, APS_ERROR_NOT_FOUND, "no schedule");
      else if (same && schedule->lease_owner == NULL && firing->fence > 0)
        continue;
      else if (!same || g_strcmp0 (schedule->lease_owner, instance) != 0)
        aps_store_answer_refuse (answer, i, APS_ERROR_STALE_LEASE, "stale");
      else
        {
          fire (schedule, firing);
          for (guint k = 0; k < firing->n_jobs; k++)
            add_fired_job (self, aps_record_list_get (jobs, firing->first_job + k), now_us, answer);
        }
    }

  kit_model_drop_leaving (self, now_us);
  return TRUE;
}

void
kit_model_init_schedules (ApsDataStoreInterface *iface)
{
  iface->put_schedules = put_schedules;
  iface->get_schedules = get_schedules;
  iface->remove_schedules = remove_schedules;
  iface->set_schedule_states = set_schedule_states;
  iface->lease_schedules = lease_schedules;
  iface->next_schedule_due = next_schedule_due;
  iface->commit_firings = commit_firings;
}
