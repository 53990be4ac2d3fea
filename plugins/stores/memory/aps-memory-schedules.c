/* Schedules: putting, leasing, firing, changing their state, removing.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"

#include "aps-memory-store-private.h"

/* Enters a new schedule. */
void
aps_memory_schedule_add (ApsMemoryStore *self, ApsMemorySchedule *row)
{
  ApsMemoryRuns *runs = aps_memory_runs_find (self, row->text);

  g_hash_table_add (self->schedules, row->text);
  aps_memory_index_insert (&self->schedules_by_id, row);
  row->plan->task->n_schedules++;
  aps_memory_schedule_link (self, row);
  if (runs != NULL)
    aps_memory_runs_keep (self, runs, row);
}

static void
take_out (ApsMemoryStore *self, ApsMemorySchedule *row)
{
  aps_memory_schedule_unlink (self, row);
  row->plan->task->n_schedules--;
  aps_memory_index_remove (&self->schedules_by_id, row);
  g_hash_table_remove (self->schedules, row->text);
  aps_memory_schedule_free (self, row);
}

/* Removes a schedule from all that knows it. The jobs it made stay. */
void
aps_memory_schedule_remove (ApsMemoryStore *self, ApsMemorySchedule *row)
{
  if (row->runs != NULL)
    aps_memory_runs_let_go (self, row->runs);
  take_out (self, row);
}

static void
change (ApsMemoryStore *self, ApsMemorySchedule *row, const ApsScheduleRecord *record)
{
  aps_memory_schedule_unlink (self, row);
  aps_memory_schedule_write (self, row, record);
  aps_memory_schedule_link (self, row);
}

static void
add (ApsMemoryStore *self, const ApsScheduleRecord *wanted, gint64 now_us)
{
  ApsScheduleRecord record = *wanted;

  aps_store_schedule_begin (&record, ++self->last_incarnation, now_us);
  aps_memory_schedule_add (self, aps_memory_schedule_new (self, &record));
}

/* What its maker defines is part of the row, so the row is made anew. */
static void
replace (ApsMemoryStore *self, ApsMemorySchedule *row, const ApsScheduleRecord *wanted)
{
  ApsMemoryRuns     *runs = row->runs;
  ApsScheduleRecord  record;
  ApsMemorySchedule *new_row;

  aps_memory_schedule_read (row, &record);
  aps_store_schedule_replace (&record, wanted, ++self->last_incarnation);
  new_row = aps_memory_schedule_new (self, &record);
  new_row->runs = runs;
  if (runs != NULL)
    runs->schedule = new_row;

  take_out (self, row);
  g_hash_table_add (self->schedules, new_row->text);
  aps_memory_index_insert (&self->schedules_by_id, new_row);
  new_row->plan->task->n_schedules++;
  aps_memory_schedule_link (self, new_row);
}

static void
put_schedule (ApsMemoryStore          *self,
              const ApsScheduleRecord *wanted,
              ApsConflictPolicy        policy,
              gint64                   now_us,
              guint                    entry,
              ApsStoreAnswer          *answer)
{
  ApsMemorySchedule *row = aps_memory_schedule_find (self, wanted->id);
  ApsScheduleRecord  record;

  if (row != NULL && policy == APS_CONFLICT_POLICY_EXCEPTION)
    {
      aps_store_answer_refuse (answer,
                               entry,
                               APS_ERROR_CONFLICT,
                               "A schedule \"%s\" exists already",
                               wanted->id);
      return;
    }
  if (row != NULL && policy == APS_CONFLICT_POLICY_DO_NOTHING)
    {
      aps_store_answer_set (answer, entry, APS_ENTRY_STATUS_LEFT);
      return;
    }
  if (aps_memory_task_find (self, wanted->task_id) == NULL)
    {
      aps_store_answer_refuse (answer,
                               entry,
                               APS_ERROR_NOT_FOUND,
                               "Schedule \"%s\" is for task \"%s\", which does not exist",
                               wanted->id,
                               wanted->task_id);
      return;
    }

  if (row == NULL)
    {
      add (self, wanted, now_us);
      aps_store_answer_set (answer, entry, APS_ENTRY_STATUS_ADDED);
      return;
    }

  aps_memory_schedule_read (row, &record);
  if (aps_store_schedule_equal (&record, wanted))
    {
      aps_store_answer_set (answer, entry, APS_ENTRY_STATUS_UNCHANGED);
      return;
    }

  replace (self, row, wanted);
  aps_store_answer_set (answer, entry, APS_ENTRY_STATUS_REPLACED);
}

void
aps_memory_put_schedules (ApsMemoryStore   *self,
                          ApsRecordList    *schedules,
                          ApsConflictPolicy policy,
                          gint64            now_us,
                          ApsStoreAnswer   *answer)
{
  for (guint i = 0; i < aps_record_list_get_n (schedules); i++)
    put_schedule (self, aps_record_list_get (schedules, i), policy, now_us, i, answer);
}

void
aps_memory_set_schedule_state (ApsMemoryStore         *self,
                               const ApsScheduleState *state,
                               guint                   entry,
                               ApsStoreAnswer         *answer)
{
  ApsMemorySchedule *row = aps_memory_schedule_find (self, state->id);
  ApsScheduleRecord  record;

  if (row == NULL)
    {
      aps_store_answer_refuse (answer, entry, APS_ERROR_NOT_FOUND, "No schedule \"%s\"", state->id);
      return;
    }

  aps_memory_schedule_read (row, &record);
  if (row->revision == state->revision)
    {
      aps_store_schedule_set_state (&record, state);
      change (self, row, &record);
    }
  else if (!aps_store_state_was_set (&record, state))
    {
      aps_store_answer_refuse (answer,
                               entry,
                               APS_ERROR_CONFLICT,
                               "Schedule \"%s\" was changed meanwhile: revision %u, not "
                               "%" G_GINT64_FORMAT,
                               state->id,
                               row->revision,
                               state->revision);
      return;
    }

  aps_memory_schedule_answer (row, answer->schedules);
}

/* Lets those be found as due whose lease or pause has ended; and those in front that are not due by
 * @now_us, which may be earlier than the time before, go back. */
static void
sort_types (ApsMemoryTypes *types, gint64 now_us)
{
  ApsMemorySchedule *row;

  while ((row = aps_memory_index_first (&types->held)) != NULL &&
         aps_memory_schedule_get_ready_us (row) <= now_us)
    {
      aps_memory_index_remove (&types->held, row);
      row->held = FALSE;
      aps_memory_index_insert (&types->due, row);
    }

  while ((row = aps_memory_index_first (&types->due)) != NULL &&
         aps_memory_schedule_get_ready_us (row) > MAX (now_us, row->next_fire_us))
    {
      aps_memory_index_remove (&types->due, row);
      row->held = TRUE;
      aps_memory_index_insert (&types->held, row);
    }
}

/* The sets of trigger types that the caller knows. */
static GPtrArray *
get_known_types (ApsMemoryStore *self, const char *const *types)
{
  GPtrArray     *known = g_ptr_array_new ();
  GHashTableIter iter;
  gpointer       key;

  g_hash_table_iter_init (&iter, self->types);
  while (g_hash_table_iter_next (&iter, &key, NULL))
    if (aps_store_types_are_known (key, types))
      g_ptr_array_add (known, (char *)key - G_STRUCT_OFFSET (ApsMemoryTypes, types));

  return known;
}

static ApsMemorySchedule *
find_first_due (GPtrArray *known, gint64 now_us)
{
  ApsMemorySchedule *first = NULL;

  for (guint i = 0; i < known->len; i++)
    {
      ApsMemoryTypes    *types = g_ptr_array_index (known, i);
      ApsMemorySchedule *row;

      sort_types (types, now_us);
      row = aps_memory_index_first (&types->due);
      if (row == NULL || row->next_fire_us > now_us)
        continue;
      if (first == NULL || aps_memory_schedule_compare_times (row, first) < 0)
        first = row;
    }

  return first;
}

void
aps_memory_lease_schedules (ApsMemoryStore    *self,
                            const char        *instance,
                            const char *const *types,
                            guint              limit,
                            gint64             until_us,
                            gint64             now_us,
                            ApsStoreAnswer    *answer)
{
  g_autoptr (GPtrArray) known = get_known_types (self, types);
  ApsMemorySchedule *row;

  for (guint n = 0; n < limit && (row = find_first_due (known, now_us)) != NULL; n++)
    {
      ApsScheduleRecord record;

      aps_memory_schedule_read (row, &record);
      aps_store_schedule_lease (&record, instance, until_us, now_us);
      change (self, row, &record);
      aps_memory_schedule_answer (row, answer->schedules);
    }
}

gint64
aps_memory_next_schedule_due (ApsMemoryStore *self, const char *const *types, gint64 now_us)
{
  g_autoptr (GPtrArray) known = get_known_types (self, types);
  gint64 due_us = APS_TIME_NONE;

  for (guint i = 0; i < known->len; i++)
    {
      ApsMemoryTypes    *set = g_ptr_array_index (known, i);
      ApsMemorySchedule *due;
      ApsMemorySchedule *held;

      sort_types (set, now_us);
      due = aps_memory_index_first (&set->due);
      held = aps_memory_index_first (&set->held);
      if (due != NULL)
        due_us = MIN (due_us, due->next_fire_us);
      if (held != NULL)
        due_us = MIN (due_us, aps_memory_schedule_get_ready_us (held));
    }

  return due_us;
}

/* A job of a firing whose place is taken, or whose task is gone, ends at once. */
static void
end_at_once (ApsMemoryStore *self, ApsJobRecord *record, gint64 now_us, ApsStoreAnswer *answer)
{
  if (aps_memory_task_find (self, record->task_id) == NULL)
    aps_store_job_finish_task_gone (record, TRUE, now_us);
  else if (aps_memory_key_find (self, record->unique_key, now_us) != NULL)
    aps_store_job_finish (record,
                          APS_JOB_OUTCOME_MISSED_START_DEADLINE,
                          APS_STORE_REASON_QUEUE_ONE,
                          TRUE,
                          now_us);
  else
    return;

  aps_record_list_add_copy (answer->ended_jobs, record);
}

static void
add_job_of_firing (ApsMemoryStore     *self,
                   const ApsJobRecord *wanted,
                   gint64              now_us,
                   ApsStoreAnswer     *answer)
{
  ApsJobRecord record = *wanted;

  if (aps_memory_job_find (self, wanted->id) != NULL)
    return;

  aps_store_job_begin (&record, now_us);
  end_at_once (self, &record, now_us, answer);
  if (record.state == APS_JOB_STATE_FINISHED && !aps_store_job_is_kept (&record, TRUE, now_us))
    return;

  aps_memory_job_add (self, aps_memory_job_new (self, &record), now_us);
}

static void
commit_firing (ApsMemoryStore  *self,
               const char      *instance,
               const ApsFiring *firing,
               ApsRecordList   *jobs,
               gint64           now_us,
               guint            entry,
               ApsStoreAnswer  *answer)
{
  ApsMemorySchedule *row = aps_memory_schedule_find (self, firing->schedule_id);
  ApsScheduleRecord  record;

  if (row == NULL)
    {
      aps_store_answer_refuse (answer,
                               entry,
                               APS_ERROR_NOT_FOUND,
                               "No schedule \"%s\"",
                               firing->schedule_id);
      return;
    }

  aps_memory_schedule_read (row, &record);
  if (aps_store_firing_was_committed (&record, firing))
    return;
  if (!aps_store_firing_holds (&record, firing, instance))
    {
      aps_store_answer_refuse (answer,
                               entry,
                               APS_ERROR_STALE_LEASE,
                               "Schedule \"%s\" is no longer leased under fence %" G_GINT64_FORMAT,
                               firing->schedule_id,
                               firing->fence);
      return;
    }

  aps_store_schedule_fire (&record, firing);
  change (self, row, &record);
  for (guint i = 0; i < firing->n_jobs; i++)
    add_job_of_firing (self, aps_record_list_get (jobs, firing->first_job + i), now_us, answer);
}

void
aps_memory_commit_firings (ApsMemoryStore  *self,
                           const char      *instance,
                           const ApsFiring *firings,
                           guint            n_firings,
                           ApsRecordList   *jobs,
                           gint64           now_us,
                           ApsStoreAnswer  *answer)
{
  for (guint i = 0; i < n_firings; i++)
    commit_firing (self, instance, &firings[i], jobs, now_us, i, answer);
}
