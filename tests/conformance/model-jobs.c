/* The plain model: how jobs are added, end, and are kept.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"

#include "model-store.h"

#include <string.h>

static gboolean
key_holds (const ApsJobRecord *job, gint64 now_us)
{
  if (job->unique_until == APS_UNIQUE_UNTIL_TIME)
    return job->unique_until_us > now_us;
  if (job->unique_until == APS_UNIQUE_UNTIL_LEASED)
    return job->state == APS_JOB_STATE_WAITING && job->fence == 0;

  return job->state != APS_JOB_STATE_FINISHED;
}

static ApsJobRecord *
find_key (KitModel *self, const char *key, gint64 now_us)
{
  for (guint i = self->jobs->len; key != NULL && i-- > 0;)
    {
      ApsJobRecord *job = kit_model_nth (self->jobs, ApsJobRecord, i);

      if (g_strcmp0 (job->unique_key, key) == 0 && key_holds (job, now_us))
        return job;
    }

  return NULL;
}

gboolean
kit_model_key_is_taken (KitModel *self, const char *key, gint64 now_us)
{
  return find_key (self, key, now_us) != NULL;
}

static ApsJobRecord *
find_holder (KitModel *self, const ApsJobRecord *wanted, gint64 now_us)
{
  ApsJobRecord *same = kit_model_find_job (self, wanted->id);

  return same != NULL ? same : find_key (self, wanted->unique_key, now_us);
}

static gint64
plus (gint64 time_us, gint64 duration_us)
{
  return duration_us == APS_FOREVER ? APS_TIME_NONE : time_us + duration_us;
}

/* Counts failures in a row. */
static void
count (KitModel *self, const ApsJobRecord *job, ApsStoreAnswer *answer)
{
  ApsScheduleRecord *schedule = kit_model_find_schedule (self, job->schedule_id);
  gboolean           success = job->outcome == APS_JOB_OUTCOME_SUCCESS;
  gint               before;

  if (schedule == NULL || schedule->incarnation != job->incarnation ||
      job->fire_time_us == APS_TIME_NONE || job->outcome == APS_JOB_OUTCOME_CANCELLED ||
      job->outcome == APS_JOB_OUTCOME_MISSED_START_DEADLINE)
    return;
  if (schedule->last_failure_fire_us != APS_TIME_NONE &&
      schedule->last_failure_fire_us >= job->fire_time_us)
    return;

  before = schedule->failures;
  schedule->last_failure_fire_us = job->fire_time_us;
  schedule->failures = success ? 0 : before + 1;
  if (!success && !schedule->paused && schedule->pause_after_failures > 0 &&
      schedule->failures >= schedule->pause_after_failures)
    {
      schedule->paused = TRUE;
      schedule->paused_until_us = APS_TIME_NONE;
      schedule->paused_by = "failures";
      schedule->paused_reason = "failures";
      schedule->lease_owner = NULL;
      schedule->lease_until_us = APS_TIME_NONE;
      schedule->fence++;
    }
  if (schedule->failures != before)
    aps_record_list_add_copy (answer->schedules, schedule);
}

void
kit_model_end_job (KitModel       *self,
                   ApsJobRecord   *job,
                   ApsJobOutcome   outcome,
                   gint64          finished_us,
                   gint64          now_us,
                   ApsStoreAnswer *answer)
{
  gboolean has_schedule = kit_model_find_schedule (self, job->schedule_id) != NULL;
  gint64   keep_us = job->result_expiration_time_us;

  if (outcome != APS_JOB_OUTCOME_SUCCESS ||
      (job->schedule_id != NULL && job->history != 0 && !has_schedule))
    keep_us = MAX (keep_us, job->failure_retention_us);

  job->state = APS_JOB_STATE_FINISHED;
  job->outcome = outcome;
  job->finished_us = finished_us;
  job->lease_owner = NULL;
  job->lease_until_us = APS_TIME_NONE;
  job->expires_us = plus (finished_us, keep_us);
  if (job->unique_key != NULL && job->unique_until == APS_UNIQUE_UNTIL_TIME)
    job->expires_us = MAX (job->expires_us, job->unique_until_us);

  count (self, job, answer);
  g_array_append_val (self->ended, job->id);
}

void
kit_model_end_for_want_of_task (KitModel       *self,
                                ApsJobRecord   *job,
                                gint64          now_us,
                                ApsStoreAnswer *answer)
{
  job->error_domain = "domain";
  job->error_code = APS_ERROR_NOT_FOUND;
  job->error_message = "task not found";
  job->reason = "reason";
  kit_model_end_job (self, job, APS_JOB_OUTCOME_ERROR, now_us, now_us, answer);
  aps_record_list_add_copy (answer->ended_jobs, job);
}

static gboolean
is_in_history (KitModel *self, const ApsJobRecord *job)
{
  gint newer = 0;

  if (job->history == 0 || kit_model_find_schedule (self, job->schedule_id) == NULL)
    return FALSE;

  for (guint i = 0; i < self->jobs->len; i++)
    {
      ApsJobRecord *other = kit_model_nth (self->jobs, ApsJobRecord, i);

      if (other->state == APS_JOB_STATE_FINISHED &&
          g_strcmp0 (other->schedule_id, job->schedule_id) == 0 &&
          (other->finished_us > job->finished_us ||
           (other->finished_us == job->finished_us && strcmp (other->id, job->id) > 0)))
        newer++;
    }

  return newer < job->history;
}

/* Drops those that ended by this operation and leave no record. */
void
kit_model_drop_leaving (KitModel *self, gint64 now_us)
{
  for (guint n = 0; n < self->ended->len; n++)
    for (guint i = self->jobs->len; i-- > 0;)
      {
        ApsJobRecord *job = kit_model_nth (self->jobs, ApsJobRecord, i);

        if (g_strcmp0 (job->id, g_array_index (self->ended, const char *, n)) == 0 &&
            job->expires_us <= now_us &&
            (job->history == 0 || kit_model_find_schedule (self, job->schedule_id) == NULL))
          g_array_remove_index (self->jobs, i);
      }
  g_array_set_size (self->ended, 0);
}

static gboolean
add_jobs (
  ApsDataStore *store, ApsRecordList *jobs, gint64 now_us, ApsStoreAnswer *answer, GError **error)
{
  KitModel *self = KIT_MODEL (store);

  for (guint i = 0; i < aps_record_list_get_n (jobs); i++)
    {
      ApsJobRecord  job = *(ApsJobRecord *)aps_record_list_get (jobs, i);
      ApsJobRecord *there = find_holder (self, &job, now_us);

      if (kit_model_find_job (self, job.id) == NULL &&
          kit_model_find_task (self, job.task_id) == NULL)
        aps_store_answer_refuse (answer, i, APS_ERROR_NOT_FOUND, "no task");
      else if (there != NULL)
        {
          aps_store_answer_set (answer, i, APS_ENTRY_STATUS_EXISTED);
          aps_record_list_add_copy (answer->jobs, there);
        }
      else
        {
          kit_model_keep_texts (APS_RECORD_TYPE_JOB, &job);
          job.state = APS_JOB_STATE_WAITING;
          g_array_append_val (self->jobs, job);
          aps_store_answer_set (answer, i, APS_ENTRY_STATUS_ADDED);
        }
    }

  return TRUE;
}

static gboolean
request_cancel (ApsDataStore      *store,
                const char *const *ids,
                const char        *by,
                const char        *reason,
                gint64             now_us,
                ApsStoreAnswer    *answer,
                GError           **error)
{
  KitModel *self = KIT_MODEL (store);

  for (guint i = 0; ids[i] != NULL; i++)
    {
      ApsJobRecord *job = kit_model_find_job (self, ids[i]);

      if (job == NULL)
        {
          aps_store_answer_refuse (answer, i, APS_ERROR_NOT_FOUND, "no job");
          continue;
        }
      if (job->state == APS_JOB_STATE_FINISHED)
        {
          aps_store_answer_set (answer, i, APS_ENTRY_STATUS_UNCHANGED);
          continue;
        }

      if (!job->cancel_requested)
        {
          job->cancel_requested = TRUE;
          job->cancelled_by = g_intern_string (by);
          job->cancel_reason = g_intern_string (reason);
        }
      if (job->state == APS_JOB_STATE_WAITING)
        kit_model_end_job (self, job, APS_JOB_OUTCOME_CANCELLED, now_us, now_us, answer);
      aps_record_list_add_copy (job->state == APS_JOB_STATE_FINISHED ? answer->ended_jobs
                                                                     : answer->cancelled_jobs,
                                job);
    }

  kit_model_drop_leaving (self, now_us);
  return TRUE;
}

static gboolean
get_jobs (ApsDataStore *store, const char *const *ids, ApsRecordList *jobs, GError **error)
{
  for (; ids != NULL && *ids != NULL; ids++)
    {
      ApsJobRecord *job = kit_model_find_job (KIT_MODEL (store), *ids);

      if (job != NULL)
        aps_record_list_add_copy (jobs, job);
    }
  return TRUE;
}

static gboolean
has_unfinished (KitModel *self, const char *schedule_id)
{
  for (guint i = 0; i < self->jobs->len; i++)
    {
      ApsJobRecord *job = kit_model_nth (self->jobs, ApsJobRecord, i);

      if (job->state != APS_JOB_STATE_FINISHED && g_strcmp0 (job->schedule_id, schedule_id) == 0)
        return TRUE;
    }

  return FALSE;
}

/* The limit is for stores; here it is always enough. */
static gboolean
clean_up (ApsDataStore *store, guint limit, gint64 now_us, ApsStoreAnswer *answer, GError **error)
{
  KitModel *self = KIT_MODEL (store);

  for (guint i = self->schedules->len; i-- > 0;)
    {
      ApsScheduleRecord *schedule = kit_model_nth (self->schedules, ApsScheduleRecord, i);

      if (schedule->next_fire_us != APS_TIME_NONE || schedule->paused || schedule->error != NULL ||
          schedule->lease_owner != NULL || has_unfinished (self, schedule->id))
        continue;
      aps_record_list_add_copy (answer->removed_schedules, schedule);
      kit_model_remove_schedule (self, schedule->id);
    }

  for (guint i = self->jobs->len; i-- > 0;)
    {
      ApsJobRecord *job = kit_model_nth (self->jobs, ApsJobRecord, i);

      if (job->state == APS_JOB_STATE_FINISHED && job->expires_us <= now_us)
        job->progress = is_in_history (self, job) ? job->progress : -2;
    }
  for (guint i = self->jobs->len; i-- > 0;)
    if (kit_model_nth (self->jobs, ApsJobRecord, i)->progress < -1)
      {
        g_array_remove_index (self->jobs, i);
        answer->n_cleaned++;
      }

  return TRUE;
}

void
kit_model_init_jobs (ApsDataStoreInterface *iface)
{
  iface->add_jobs = add_jobs;
  iface->request_cancel = request_cancel;
  iface->get_jobs = get_jobs;
  iface->clean_up = clean_up;
}
