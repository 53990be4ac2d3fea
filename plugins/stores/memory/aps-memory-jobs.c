/* Jobs: adding, releasing, cancelling, cleaning up.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"

#include "aps-memory-store-private.h"

static void
add_job (ApsMemoryStore     *self,
         const ApsJobRecord *wanted,
         gint64              now_us,
         guint               entry,
         ApsStoreAnswer     *answer)
{
  ApsJobRecord  record = *wanted;
  ApsMemoryJob *there = aps_memory_job_find (self, wanted->id);

  if (there == NULL && aps_memory_task_find (self, wanted->task_id) == NULL)
    {
      aps_store_answer_refuse (answer,
                               entry,
                               APS_ERROR_NOT_FOUND,
                               "No task \"%s\"",
                               wanted->task_id);
      return;
    }

  if (there == NULL)
    there = aps_memory_key_find (self, wanted->unique_key, now_us);
  if (there != NULL)
    {
      aps_store_answer_set (answer, entry, APS_ENTRY_STATUS_EXISTED);
      aps_memory_job_answer (there, answer->jobs);
      return;
    }

  aps_store_job_begin (&record, now_us);
  aps_memory_job_add (self, aps_memory_job_new (self, &record), now_us);
  aps_store_answer_set (answer, entry, APS_ENTRY_STATUS_ADDED);
}

void
aps_memory_add_jobs (ApsMemoryStore *self,
                     ApsRecordList  *jobs,
                     gint64          now_us,
                     ApsStoreAnswer *answer)
{
  for (guint i = 0; i < aps_record_list_get_n (jobs); i++)
    add_job (self, aps_record_list_get (jobs, i), now_us, i, answer);
}

static gboolean
was_released (ApsMemoryJob       *row,
              const ApsJobRecord *kept,
              const ApsJobRecord *wanted,
              gint64              now_us)
{
  if (row == NULL)
    return aps_store_release_leaves_no_record (wanted, now_us);

  return aps_store_job_was_released (kept, wanted);
}

/* A job that goes back but cannot wait has ended besides what its holder said. */
static void
answer_ended (ApsMemoryJob       *row,
              ApsJobRecord       *record,
              const ApsJobRecord *wanted,
              gint64              now_us,
              ApsStoreAnswer     *answer)
{
  if (record->state == APS_JOB_STATE_WAITING && row->kind->counts->task->record == NULL)
    aps_store_job_finish_task_gone (record, aps_memory_job_has_schedule (row), now_us);

  if (record->state == APS_JOB_STATE_FINISHED && wanted->state != APS_JOB_STATE_FINISHED)
    aps_record_list_add_copy (answer->ended_jobs, record);
}

static void
release_job (ApsMemoryStore     *self,
             const char         *instance,
             const ApsJobRecord *wanted,
             gint64              now_us,
             guint               entry,
             ApsStoreAnswer     *answer)
{
  ApsMemoryJob *row = aps_memory_job_find (self, wanted->id);
  ApsJobRecord  record;

  if (row != NULL)
    aps_memory_job_read (row, &record);

  if (row != NULL && aps_store_job_is_held (&record, instance, wanted->fence))
    {
      aps_store_job_release (&record, wanted, aps_memory_job_has_schedule (row), now_us);
      answer_ended (row, &record, wanted, now_us, answer);
      aps_memory_job_set (self, row, &record, answer, now_us);
      return;
    }

  if (!was_released (row, &record, wanted, now_us))
    aps_store_answer_refuse (answer,
                             entry,
                             APS_ERROR_STALE_LEASE,
                             "Job %s is no longer leased under fence %" G_GINT64_FORMAT,
                             wanted->id,
                             wanted->fence);
}

void
aps_memory_release_jobs (ApsMemoryStore *self,
                         const char     *instance,
                         ApsRecordList  *jobs,
                         gint64          now_us,
                         ApsStoreAnswer *answer)
{
  for (guint i = 0; i < aps_record_list_get_n (jobs); i++)
    release_job (self, instance, aps_record_list_get (jobs, i), now_us, i, answer);
}

void
aps_memory_request_cancel (ApsMemoryStore *self,
                           const char     *id,
                           const char     *by,
                           const char     *reason,
                           gint64          now_us,
                           guint           entry,
                           ApsStoreAnswer *answer)
{
  ApsMemoryJob *row = aps_memory_job_find (self, id);
  ApsJobRecord  record;

  if (row == NULL)
    {
      aps_store_answer_refuse (answer, entry, APS_ERROR_NOT_FOUND, "No job %s", id);
      return;
    }
  if (row->state == APS_JOB_STATE_FINISHED)
    {
      aps_store_answer_set (answer, entry, APS_ENTRY_STATUS_UNCHANGED);
      return;
    }

  aps_memory_job_read (row, &record);
  aps_store_job_cancel (&record, by, reason);
  if (row->state == APS_JOB_STATE_LEASED)
    {
      aps_memory_job_write (self, row, &record);
      aps_memory_job_answer (row, answer->cancelled_jobs);
      return;
    }

  aps_store_job_finish (&record,
                        APS_JOB_OUTCOME_CANCELLED,
                        NULL,
                        aps_memory_job_has_schedule (row),
                        now_us);
  aps_record_list_add_copy (answer->ended_jobs, &record);
  aps_memory_job_set (self, row, &record, answer, now_us);
}

/* Removes exhausted schedules; returns whether some were left for want of room. */
static gboolean
clean_schedules (ApsMemoryStore *self, guint *room, ApsStoreAnswer *answer)
{
  g_autoptr (GPtrArray) rows = g_ptr_array_new ();
  ApsMemoryPlace     place = aps_memory_index_begin (&self->exhausted);
  gboolean           more = FALSE;
  ApsMemorySchedule *row;

  while (!more && (row = aps_memory_index_next (&self->exhausted, &place)) != NULL)
    {
      ApsScheduleRecord record;

      aps_memory_schedule_read (row, &record);
      if (!aps_store_schedule_is_exhausted (&record) ||
          (row->runs != NULL && row->runs->n_unfinished > 0))
        continue;

      more = rows->len == *room;
      if (!more)
        g_ptr_array_add (rows, row);
    }

  for (guint i = 0; i < rows->len; i++)
    {
      aps_memory_schedule_answer (g_ptr_array_index (rows, i), answer->removed_schedules);
      aps_memory_schedule_remove (self, g_ptr_array_index (rows, i));
    }

  *room -= rows->len;
  return more;
}

void
aps_memory_clean_up (ApsMemoryStore *self, guint limit, gint64 now_us, ApsStoreAnswer *answer)
{
  ApsMemoryJob *row;

  answer->more = clean_schedules (self, &limit, answer);

  while ((row = aps_memory_index_first (&self->expiries)) != NULL &&
         row->attempt_data->expires_us <= now_us)
    {
      if (limit-- == 0)
        {
          answer->more = TRUE;
          return;
        }
      aps_memory_job_remove (self, row);
      answer->n_cleaned++;
    }
}
