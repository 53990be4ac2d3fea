/* The moves of jobs between their states, with all that goes by them: indexes, counts, slots, keys,
 * history and the failures of schedules.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"

#include "aps-memory-store-private.h"

/* Whether the schedule that made it exists. */
gboolean
aps_memory_job_has_schedule (const ApsMemoryJob *row)
{
  return row->kind->runs != NULL && row->kind->runs->schedule != NULL;
}

static guint
get_end (const ApsMemoryJob *row)
{
  return row->state == APS_JOB_STATE_FINISHED ? APS_MEMORY_FINISHED : APS_MEMORY_UNFINISHED;
}

static guint
get_count (const ApsMemoryJob *row)
{
  return row->state + (row->state == APS_JOB_STATE_FINISHED ? row->attempt_data->outcome : 0);
}

static void
link_waiting (ApsMemoryStore *self, ApsMemoryJob *row, gint64 now_us)
{
  aps_memory_lane_insert (self, row, now_us);
  if (row->deadline_us != APS_TIME_NONE)
    aps_memory_index_insert (&self->deadlines, row);
  row->kind->counts->task->n_waiting++;
}

static void
unlink_waiting (ApsMemoryStore *self, ApsMemoryJob *row)
{
  aps_memory_lane_remove (self, row);
  if (row->deadline_us != APS_TIME_NONE)
    aps_memory_index_remove (&self->deadlines, row);
  row->kind->counts->task->n_waiting--;
}

static void
link_leased (ApsMemoryStore *self, ApsMemoryJob *row)
{
  ApsMemoryCounts *counts = row->kind->counts;

  aps_memory_index_insert (&self->leased_jobs, row);
  if (row->kind->runs != NULL)
    aps_memory_index_insert (&row->kind->runs->leased, row);
  counts->queue->n_leased++;
  counts->task->n_leased++;
  aps_memory_task_update (self, counts->task);
}

static void
unlink_leased (ApsMemoryStore *self, ApsMemoryJob *row)
{
  ApsMemoryCounts *counts = row->kind->counts;

  aps_memory_index_remove (&self->leased_jobs, row);
  if (row->kind->runs != NULL)
    aps_memory_index_remove (&row->kind->runs->leased, row);
  counts->queue->n_leased--;
  counts->task->n_leased--;
  aps_memory_task_update (self, counts->task);
}

static void
let_expire (ApsMemoryStore *self, ApsMemoryJob *row)
{
  row->kept = FALSE;
  if (row->attempt_data->expires_us != APS_TIME_NONE)
    aps_memory_index_insert (&self->expiries, row);
}

/* Lets those go that newer jobs have pushed out of their schedule's history. */
static void
trim_history (ApsMemoryStore *self, ApsMemoryRuns *runs)
{
  ApsMemoryJob *oldest;

  while ((oldest = aps_memory_index_first (&runs->kept)) != NULL)
    {
      ApsJobRecord record;

      aps_memory_job_read (oldest, &record);
      if (runs->kept.n <= aps_store_job_history (&record))
        return;

      aps_memory_index_remove (&runs->kept, oldest);
      let_expire (self, oldest);
    }
}

static void
link_finished (ApsMemoryStore *self, ApsMemoryJob *row)
{
  row->kept = aps_memory_job_has_schedule (row) && row->kind->history != 0;
  if (!row->kept)
    {
      let_expire (self, row);
      return;
    }

  aps_memory_index_insert (&row->kind->runs->kept, row);
  trim_history (self, row->kind->runs);
}

static void
unlink_finished (ApsMemoryStore *self, ApsMemoryJob *row)
{
  if (row->kept)
    aps_memory_index_remove (&row->kind->runs->kept, row);
  else if (row->attempt_data->expires_us != APS_TIME_NONE)
    aps_memory_index_remove (&self->expiries, row);
}

static void
link_state (ApsMemoryStore *self, ApsMemoryJob *row, gint64 now_us)
{
  row->kind->counts->n[get_count (row)]++;

  if (row->state == APS_JOB_STATE_WAITING)
    link_waiting (self, row, now_us);
  else if (row->state == APS_JOB_STATE_LEASED)
    link_leased (self, row);
  else
    link_finished (self, row);
}

static void
unlink_state (ApsMemoryStore *self, ApsMemoryJob *row)
{
  row->kind->counts->n[get_count (row)]--;

  if (row->state == APS_JOB_STATE_WAITING)
    unlink_waiting (self, row);
  else if (row->state == APS_JOB_STATE_LEASED)
    unlink_leased (self, row);
  else
    unlink_finished (self, row);
}

static void
link_lists (ApsMemoryStore *self, ApsMemoryJob *row)
{
  ApsMemoryRuns *runs = row->kind->runs;

  aps_memory_index_insert (&self->jobs_by_id[get_end (row)], row);
  aps_memory_index_insert (&self->jobs_by_due[get_end (row)], row);
  if (runs == NULL)
    return;

  aps_memory_index_insert (&runs->all, row);
  if (row->state != APS_JOB_STATE_FINISHED)
    runs->n_unfinished++;
}

static void
unlink_lists (ApsMemoryStore *self, ApsMemoryJob *row)
{
  ApsMemoryRuns *runs = row->kind->runs;

  aps_memory_index_remove (&self->jobs_by_id[get_end (row)], row);
  aps_memory_index_remove (&self->jobs_by_due[get_end (row)], row);
  if (runs == NULL)
    return;

  aps_memory_index_remove (&runs->all, row);
  if (row->state != APS_JOB_STATE_FINISHED)
    runs->n_unfinished--;
}

/* The job whose unique key keeps others out, or NULL. */
ApsMemoryJob *
aps_memory_key_find (ApsMemoryStore *self, const char *key, gint64 now_us)
{
  ApsMemoryJob *row = key != NULL ? g_hash_table_lookup (self->keys, key) : NULL;
  ApsJobRecord  record;

  if (row == NULL)
    return NULL;

  aps_memory_job_read (row, &record);
  return aps_store_job_key_holds (&record, now_us) ? row : NULL;
}

static const char *
get_key (const ApsMemoryJob *row)
{
  return row->unique_key > 0 ? row->text + row->unique_key : NULL;
}

/* Enters a new job. */
void
aps_memory_job_add (ApsMemoryStore *self, ApsMemoryJob *row, gint64 now_us)
{
  g_hash_table_add (self->jobs, row->text);
  if (get_key (row) != NULL && row->state != APS_JOB_STATE_FINISHED)
    g_hash_table_replace (self->keys, (gpointer)get_key (row), row);
  link_lists (self, row);
  link_state (self, row, now_us);
}

static void
forget (ApsMemoryStore *self, ApsMemoryJob *row)
{
  const char *key = get_key (row);

  if (key != NULL && g_hash_table_lookup (self->keys, key) == row)
    g_hash_table_remove (self->keys, key);
  g_hash_table_remove (self->jobs, row->text);
  aps_memory_job_free (self, row);
}

/* Removes a job from all that knows it. */
void
aps_memory_job_remove (ApsMemoryStore *self, ApsMemoryJob *row)
{
  unlink_state (self, row);
  unlink_lists (self, row);
  forget (self, row);
}

static void
count_outcome (ApsMemoryStore *self, const ApsJobRecord *finished, ApsStoreAnswer *answer)
{
  ApsMemorySchedule *schedule = aps_memory_schedule_find (self, finished->schedule_id);
  ApsScheduleRecord  record;
  gboolean           changed;

  if (schedule == NULL)
    return;

  aps_memory_schedule_read (schedule, &record);
  if (!aps_store_schedule_count_outcome (&record, finished, answer->schedules, &changed))
    return;

  if (!changed)
    {
      schedule->last_failure_fire_us = record.last_failure_fire_us;
      return;
    }

  aps_memory_schedule_unlink (self, schedule);
  aps_memory_schedule_write (self, schedule, &record);
  aps_memory_schedule_link (self, schedule);
  aps_memory_schedule_answer (schedule, answer->schedules);
}

static gboolean
stays (const ApsMemoryJob *row, const ApsJobRecord *record, gint64 now_us)
{
  return record->state != APS_JOB_STATE_FINISHED ||
         aps_store_job_is_kept (record, aps_memory_job_has_schedule (row), now_us);
}

/* Makes a job what @record says: moves it between states, or removes it where it leaves no record.
 */
void
aps_memory_job_set (ApsMemoryStore     *self,
                    ApsMemoryJob       *row,
                    const ApsJobRecord *record,
                    ApsStoreAnswer     *answer,
                    gint64              now_us)
{
  gboolean ends = record->state == APS_JOB_STATE_FINISHED;
  gboolean was_ended = row->state == APS_JOB_STATE_FINISHED;
  gboolean moves = ends != was_ended || row->due_us != record->due_us;

  if (ends && !was_ended && record->schedule_id != NULL)
    count_outcome (self, record, answer);

  if (!stays (row, record, now_us))
    {
      aps_memory_job_remove (self, row);
      return;
    }

  unlink_state (self, row);
  if (moves)
    unlink_lists (self, row);
  aps_memory_job_write (self, row, record);
  if (moves)
    link_lists (self, row);
  link_state (self, row, now_us);
}

/* What history kept is kept by its age alone from now on: the schedule is gone. */
void
aps_memory_runs_let_go (ApsMemoryStore *self, ApsMemoryRuns *runs)
{
  ApsMemoryPlace place = aps_memory_index_begin (&runs->all);
  ApsMemoryJob  *row;

  runs->schedule = NULL;
  while ((row = aps_memory_index_next (&runs->all, &place)) != NULL)
    {
      ApsJobRecord record;

      if (row->state != APS_JOB_STATE_FINISHED)
        continue;

      unlink_finished (self, row);
      aps_memory_job_read (row, &record);
      aps_store_job_schedule_removed (&record);
      row->attempt_data->expires_us = record.expires_us;
      let_expire (self, row);
    }
}

/* The schedule exists, perhaps once more: its history keeps what is still there. */
void
aps_memory_runs_keep (ApsMemoryStore *self, ApsMemoryRuns *runs, ApsMemorySchedule *schedule)
{
  ApsMemoryPlace place = aps_memory_index_begin (&runs->all);
  ApsMemoryJob  *row;

  runs->schedule = schedule;
  schedule->runs = runs;
  while ((row = aps_memory_index_next (&runs->all, &place)) != NULL)
    if (row->state == APS_JOB_STATE_FINISHED && !row->kept)
      {
        unlink_finished (self, row);
        link_finished (self, row);
      }
}
