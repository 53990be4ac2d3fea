/* The plain model: leasing, releasing, extending and reaping jobs.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"

#include "model-store.h"

#include <string.h>

/* What is left of a call's room. */
typedef struct
{
  KitModel          *self;
  const ApsJobLease *lease;
  guint              rooms[16];
  gint64             now_us;
} Call;

static Call
begin (KitModel *self, const ApsJobLease *lease, gint64 now_us)
{
  Call call = { .self = self, .lease = lease, .now_us = now_us };

  for (guint i = 0; i < lease->n_rooms; i++)
    call.rooms[i] = lease->rooms[i].n;
  return call;
}

static gint
find_room (const Call *call, const ApsJobRecord *job)
{
  for (guint i = 0; i < call->lease->n_rooms; i++)
    if (g_strcmp0 (call->lease->rooms[i].executor, job->executor) == 0)
      return (gint)i;

  return -1;
}

static gboolean
can_run (const Call *call, const ApsJobRecord *job)
{
  ApsTaskRecord   *task = kit_model_find_task (call->self, job->task_id);
  g_autofree char *scheme = NULL;

  if (task == NULL)
    return FALSE;
  if (g_strv_contains (call->lease->task_ids, task->id))
    return TRUE;
  if (task->callable == NULL || strchr (task->callable, ':') == NULL)
    return FALSE;

  scheme = g_strndup (task->callable, strcspn (task->callable, ":"));
  return g_strv_contains (call->lease->schemes, scheme);
}

static guint
count_leased (KitModel *self, const char *task_id, const char *queue)
{
  guint n = 0;

  for (guint i = 0; i < self->jobs->len; i++)
    {
      ApsJobRecord *job = kit_model_nth (self->jobs, ApsJobRecord, i);

      if (job->state == APS_JOB_STATE_LEASED &&
          (task_id == NULL || g_strcmp0 (job->task_id, task_id) == 0) &&
          (queue == NULL || g_strcmp0 (job->queue, queue) == 0))
        n++;
    }

  return n;
}

static gboolean
is_task_full (const Call *call, const ApsJobRecord *job)
{
  ApsTaskRecord *task = kit_model_find_task (call->self, job->task_id);

  return task != NULL && task->slots != APS_UNLIMITED &&
         (gint)count_leased (call->self, job->task_id, NULL) >= task->slots;
}

static gboolean
is_queue_full (const Call *call, const ApsJobRecord *job)
{
  ApsQueueRecord *queue = kit_model_find_queue (call->self, job->queue);

  return queue != NULL && queue->max_running_jobs != APS_UNLIMITED &&
         (gint)count_leased (call->self, NULL, job->queue) >= queue->max_running_jobs;
}

/* Whether the job is this caller's, but for limits and room. */
static gboolean
is_mine (const Call *call, const ApsJobRecord *job)
{
  ApsQueueRecord *queue = kit_model_find_queue (call->self, job->queue);

  return job->state == APS_JOB_STATE_WAITING && can_run (call, job) &&
         (queue == NULL || !queue->paused) &&
         (call->lease->queues == NULL || g_strv_contains (call->lease->queues, job->queue)) &&
         find_room (call, job) >= 0;
}

static gboolean
can_take (const Call *call, const ApsJobRecord *job)
{
  return is_mine (call, job) && !is_task_full (call, job) && !is_queue_full (call, job) &&
         call->rooms[find_room (call, job)] > 0;
}

static gboolean
is_before (const ApsJobRecord *a, const ApsJobRecord *b)
{
  if (a->priority != b->priority)
    return a->priority > b->priority;
  if (a->due_us != b->due_us)
    return a->due_us < b->due_us;
  return strcmp (a->id, b->id) < 0;
}

static ApsJobRecord *
find_best (const Call *call)
{
  ApsJobRecord *best = NULL;

  for (guint i = 0; i < call->self->jobs->len; i++)
    {
      ApsJobRecord *job = kit_model_nth (call->self->jobs, ApsJobRecord, i);

      if (job->due_us <= call->now_us && can_take (call, job) &&
          (best == NULL || is_before (job, best)))
        best = job;
    }

  return best;
}

static void
answer_task (KitModel *self, const char *id, ApsStoreAnswer *answer)
{
  for (guint i = 0; i < aps_record_list_get_n (answer->tasks); i++)
    if (g_strcmp0 (((ApsTaskRecord *)aps_record_list_get (answer->tasks, i))->id, id) == 0)
      return;

  aps_record_list_add_copy (answer->tasks, kit_model_find_task (self, id));
}

static void
take (Call *call, ApsJobRecord *job, ApsStoreAnswer *answer)
{
  job->state = APS_JOB_STATE_LEASED;
  job->lease_owner = g_intern_string (call->lease->instance);
  job->lease_until_us = call->lease->until_us;
  job->worker = g_intern_string (call->lease->worker);
  job->fence++;
  job->attempt++;
  job->leased_us = call->now_us;
  job->started_us = APS_TIME_NONE;
  job->progress = APS_UNSET;
  job->progress_text = NULL;
  call->rooms[find_room (call, job)]--;
  aps_record_list_add_copy (answer->jobs, job);
  answer_task (call->self, job->task_id, answer);
}

static void
miss (Call *call, ApsJobRecord *job, ApsStoreAnswer *answer)
{
  job->reason = "reason";
  kit_model_end_job (call->self,
                     job,
                     APS_JOB_OUTCOME_MISSED_START_DEADLINE,
                     call->now_us,
                     call->now_us,
                     answer);
  aps_record_list_add_copy (answer->ended_jobs, job);
}

static void
cancel_running (KitModel *self, const char *schedule_id, ApsStoreAnswer *answer)
{
  for (guint i = 0; i < self->jobs->len; i++)
    {
      ApsJobRecord *job = kit_model_nth (self->jobs, ApsJobRecord, i);

      if (job->state != APS_JOB_STATE_LEASED || job->cancel_requested ||
          g_strcmp0 (job->schedule_id, schedule_id) != 0)
        continue;
      job->cancel_requested = TRUE;
      job->cancelled_by = NULL;
      aps_record_list_add_copy (answer->cancelled_jobs, job);
    }
}

static gboolean
lease_jobs (ApsDataStore      *store,
            const ApsJobLease *lease,
            gint64             now_us,
            ApsStoreAnswer    *answer,
            GError           **error)
{
  KitModel     *self = KIT_MODEL (store);
  Call          call = begin (self, lease, now_us);
  ApsJobRecord *job;

  for (guint i = 0; i < self->jobs->len; i++)
    {
      job = kit_model_nth (self->jobs, ApsJobRecord, i);
      if (job->state == APS_JOB_STATE_WAITING && job->deadline_us < now_us)
        miss (&call, job, answer);
    }

  for (guint n = 0; n < lease->limit && (job = find_best (&call)) != NULL; n++)
    take (&call, job, answer);

  for (guint i = 0; i < self->jobs->len; i++)
    {
      job = kit_model_nth (self->jobs, ApsJobRecord, i);
      if (job->schedule_id == NULL || job->due_us > now_us || !is_mine (&call, job) ||
          !is_task_full (&call, job))
        continue;
      if (job->overlap == APS_OVERLAP_SKIP)
        miss (&call, job, answer);
      else if (job->overlap == APS_OVERLAP_CANCEL_RUNNING)
        cancel_running (self, job->schedule_id, answer);
    }

  kit_model_drop_leaving (self, now_us);
  return TRUE;
}

static gboolean
has_running (KitModel *self, const char *schedule_id)
{
  for (guint i = 0; i < self->jobs->len; i++)
    {
      ApsJobRecord *job = kit_model_nth (self->jobs, ApsJobRecord, i);

      if (job->state == APS_JOB_STATE_LEASED && !job->cancel_requested &&
          g_strcmp0 (job->schedule_id, schedule_id) == 0)
        return TRUE;
    }

  return FALSE;
}

/* When something would happen to the job. */
static gint64
get_due (const Call *call, const ApsJobRecord *job)
{
  gint64 due_us = job->deadline_us == APS_TIME_NONE ? APS_TIME_NONE : job->deadline_us + 1;

  if (can_take (call, job) && call->lease->limit > 0)
    return MIN (due_us, job->due_us);
  if (job->schedule_id != NULL && is_mine (call, job) && is_task_full (call, job) &&
      (job->overlap == APS_OVERLAP_SKIP ||
       (job->overlap == APS_OVERLAP_CANCEL_RUNNING && has_running (call->self, job->schedule_id))))
    return MIN (due_us, job->due_us);

  return due_us;
}

static gboolean
next_job_due (
  ApsDataStore *store, const ApsJobLease *lease, gint64 now_us, gint64 *due_us, GError **error)
{
  KitModel *self = KIT_MODEL (store);
  Call      call = begin (self, lease, now_us);

  *due_us = APS_TIME_NONE;
  for (guint i = 0; i < self->jobs->len; i++)
    {
      ApsJobRecord *job = kit_model_nth (self->jobs, ApsJobRecord, i);

      if (job->state == APS_JOB_STATE_WAITING)
        *due_us = MIN (*due_us, get_due (&call, job));
    }

  return TRUE;
}

static gboolean
holds (const ApsJobRecord *job, const char *instance, gint64 fence)
{
  return job != NULL && job->state == APS_JOB_STATE_LEASED && job->fence == fence &&
         g_strcmp0 (job->lease_owner, instance) == 0;
}

static gboolean
was_done (const ApsJobRecord *job, const ApsJobRecord *wanted, gint64 now_us)
{
  gint64 keep_us = wanted->result_expiration_time_us;

  if (job != NULL && wanted->state == APS_JOB_STATE_WAITING)
    return job->fence == wanted->fence && wanted->fence > 0 &&
           (job->state == APS_JOB_STATE_WAITING ||
            (job->state == APS_JOB_STATE_FINISHED && job->cancel_requested &&
             job->outcome == APS_JOB_OUTCOME_CANCELLED));
  if (job != NULL)
    return job->fence == wanted->fence && job->state == APS_JOB_STATE_FINISHED &&
           wanted->fence > 0 && job->outcome == wanted->outcome &&
           job->finished_us == wanted->finished_us;

  if (wanted->outcome != APS_JOB_OUTCOME_SUCCESS)
    keep_us = MAX (keep_us, wanted->failure_retention_us);
  return wanted->state == APS_JOB_STATE_FINISHED && keep_us != APS_FOREVER &&
         wanted->finished_us + keep_us <= now_us &&
         (wanted->schedule_id == NULL || wanted->history == 0) &&
         (wanted->unique_key == NULL || wanted->unique_until != APS_UNIQUE_UNTIL_TIME ||
          wanted->unique_until_us <= now_us);
}

static void
give_back (KitModel           *self,
           ApsJobRecord       *job,
           const ApsJobRecord *wanted,
           gint64              now_us,
           ApsStoreAnswer     *answer)
{
  if (job->cancel_requested)
    {
      job->reason = "reason";
      kit_model_end_job (self, job, APS_JOB_OUTCOME_CANCELLED, now_us, now_us, answer);
      aps_record_list_add_copy (answer->ended_jobs, job);
      return;
    }

  if (wanted->attempt >= job->attempt)
    job->deadline_us = APS_TIME_NONE;
  job->attempt = MIN (job->attempt, wanted->attempt);
  job->state = APS_JOB_STATE_WAITING;
  job->due_us = wanted->due_us;
  job->lease_owner = NULL;
  job->lease_until_us = APS_TIME_NONE;
  if (kit_model_find_task (self, job->task_id) == NULL)
    kit_model_end_for_want_of_task (self, job, now_us, answer);
}

static void
release (KitModel           *self,
         ApsJobRecord       *job,
         const ApsJobRecord *wanted,
         gint64              now_us,
         ApsStoreAnswer     *answer)
{
  job->started_us = wanted->started_us;
  job->output = g_intern_string (wanted->output);
  job->attempts = g_intern_string (wanted->attempts);
  if (wanted->progress >= 0)
    {
      job->progress = wanted->progress;
      job->progress_text = g_intern_string (wanted->progress_text);
    }
  if (wanted->reason != NULL)
    job->reason = g_intern_string (wanted->reason);
  if (wanted->state == APS_JOB_STATE_WAITING)
    {
      give_back (self, job, wanted, now_us, answer);
      return;
    }

  job->value = g_intern_string (wanted->value);
  job->error_domain = g_intern_string (wanted->error_domain);
  job->error_code = wanted->error_code;
  job->error_message = g_intern_string (wanted->error_message);
  job->error_details = g_intern_string (wanted->error_details);
  kit_model_end_job (self,
                     job,
                     (ApsJobOutcome)wanted->outcome,
                     wanted->finished_us == APS_TIME_NONE ? now_us : wanted->finished_us,
                     now_us,
                     answer);
}

static gboolean
release_jobs (ApsDataStore      *store,
              const char        *instance,
              ApsRecordList     *jobs,
              const ApsJobLease *next,
              gint64             now_us,
              ApsStoreAnswer    *answer,
              GError           **error)
{
  KitModel *self = KIT_MODEL (store);

  for (guint i = 0; i < aps_record_list_get_n (jobs); i++)
    {
      ApsJobRecord *wanted = aps_record_list_get (jobs, i);
      ApsJobRecord *job = kit_model_find_job (self, wanted->id);

      if (holds (job, instance, wanted->fence))
        release (self, job, wanted, now_us, answer);
      else if (!was_done (job, wanted, now_us))
        aps_store_answer_refuse (answer, i, APS_ERROR_STALE_LEASE, "stale");
      kit_model_drop_leaving (self, now_us);
    }

  return next == NULL || lease_jobs (store, next, now_us, answer, error);
}

static gboolean
held_by (ApsDataStore *store, const char *instance, ApsStoreAnswer *answer, GError **error)
{
  KitModel *self = KIT_MODEL (store);

  for (guint i = 0; i < self->jobs->len; i++)
    {
      ApsJobRecord *job = kit_model_nth (self->jobs, ApsJobRecord, i);

      if (g_strcmp0 (job->lease_owner, instance) == 0)
        aps_record_list_add_copy (answer->jobs, job);
    }
  for (guint i = 0; i < self->schedules->len; i++)
    {
      ApsScheduleRecord *schedule = kit_model_nth (self->schedules, ApsScheduleRecord, i);

      if (g_strcmp0 (schedule->lease_owner, instance) == 0)
        aps_record_list_add_copy (answer->schedules, schedule);
    }

  return TRUE;
}

static void
extend_job (KitModel           *self,
            const char         *instance,
            const ApsJobRecord *wanted,
            gint64              until_us,
            guint               entry,
            ApsStoreAnswer     *answer)
{
  ApsJobRecord *job = kit_model_find_job (self, wanted->id);

  if (!holds (job, instance, wanted->fence))
    {
      aps_store_answer_refuse (answer, entry, APS_ERROR_STALE_LEASE, "stale");
      return;
    }

  job->lease_until_us = until_us;
  if (wanted->progress >= 0)
    {
      job->progress = wanted->progress;
      job->progress_text = g_intern_string (wanted->progress_text);
    }
  if (job->cancel_requested)
    {
      aps_store_answer_set (answer, entry, APS_ENTRY_STATUS_CANCELLED);
      aps_record_list_add_copy (answer->jobs, job);
    }
}

static gboolean
extend_leases (ApsDataStore   *store,
               const char     *instance,
               ApsRecordList  *jobs,
               ApsRecordList  *schedules,
               gint64          until_us,
               gint64          now_us,
               ApsStoreAnswer *answer,
               GError        **error)
{
  KitModel *self = KIT_MODEL (store);
  guint     n_jobs = jobs != NULL ? aps_record_list_get_n (jobs) : 0;

  for (guint i = 0; i < n_jobs; i++)
    extend_job (self, instance, aps_record_list_get (jobs, i), until_us, i, answer);

  for (guint i = 0; schedules != NULL && i < aps_record_list_get_n (schedules); i++)
    {
      ApsScheduleRecord *wanted = aps_record_list_get (schedules, i);
      ApsScheduleRecord *schedule = kit_model_find_schedule (self, wanted->id);

      if (schedule != NULL && schedule->fence == wanted->fence &&
          g_strcmp0 (schedule->lease_owner, instance) == 0)
        schedule->lease_until_us = until_us;
      else
        aps_store_answer_refuse (answer, n_jobs + i, APS_ERROR_STALE_LEASE, "stale");
    }

  return TRUE;
}

static gboolean
is_over (
  const char *owner, gint64 until_us, const char *const *dead, gboolean expired, gint64 now_us)
{
  return owner != NULL &&
         ((expired && until_us <= now_us) || (dead != NULL && g_strv_contains (dead, owner)));
}

static void
reap_job (KitModel *self, ApsJobRecord *job, gint64 now_us, ApsStoreAnswer *answer)
{
  job->fence++;
  if (job->on_abandoned == APS_ON_ABANDONED_RETRY && job->attempt < job->max_attempts &&
      !job->cancel_requested)
    {
      job->state = APS_JOB_STATE_WAITING;
      job->due_us = MIN (job->due_us, now_us);
      job->deadline_us = APS_TIME_NONE;
      job->lease_owner = NULL;
      job->lease_until_us = APS_TIME_NONE;
      job->attempts = "[]";
      if (kit_model_find_task (self, job->task_id) != NULL)
        aps_record_list_add_copy (answer->jobs, job);
      else
        kit_model_end_for_want_of_task (self, job, now_us, answer);
      return;
    }

  job->reason = "reason";
  kit_model_end_job (self, job, APS_JOB_OUTCOME_ABANDONED, now_us, now_us, answer);
  aps_record_list_add_copy (answer->ended_jobs, job);
}

/* The oldest run first, since failures in a row are counted. */
static ApsJobRecord *
find_over (KitModel *self, const char *const *dead, gboolean expired, gint64 now_us)
{
  ApsJobRecord *first = NULL;

  for (guint i = 0; i < self->jobs->len; i++)
    {
      ApsJobRecord *job = kit_model_nth (self->jobs, ApsJobRecord, i);

      if (is_over (job->lease_owner, job->lease_until_us, dead, expired, now_us) &&
          (first == NULL || job->fire_time_us < first->fire_time_us))
        first = job;
    }

  return first;
}

static gboolean
reap (ApsDataStore      *store,
      const char *const *dead,
      gboolean           expired,
      gint64             now_us,
      ApsStoreAnswer    *answer,
      GError           **error)
{
  KitModel     *self = KIT_MODEL (store);
  ApsJobRecord *job;

  for (guint i = 0; i < self->schedules->len; i++)
    {
      ApsScheduleRecord *schedule = kit_model_nth (self->schedules, ApsScheduleRecord, i);

      if (!is_over (schedule->lease_owner, schedule->lease_until_us, dead, expired, now_us))
        continue;
      schedule->lease_owner = NULL;
      schedule->lease_until_us = APS_TIME_NONE;
      schedule->fence++;
      aps_record_list_add_copy (answer->schedules, schedule);
    }

  while ((job = find_over (self, dead, expired, now_us)) != NULL)
    reap_job (self, job, now_us, answer);

  for (guint i = self->instances->len; i-- > 0;)
    {
      ApsInstanceRecord *instance = kit_model_nth (self->instances, ApsInstanceRecord, i);

      if (is_over (instance->uuid, instance->until_us, dead, expired, now_us))
        g_array_remove_index (self->instances, i);
    }

  kit_model_drop_leaving (self, now_us);
  return TRUE;
}

void
kit_model_init_leases (ApsDataStoreInterface *iface)
{
  iface->lease_jobs = lease_jobs;
  iface->next_job_due = next_job_due;
  iface->release_jobs = release_jobs;
  iface->held_by = held_by;
  iface->extend_leases = extend_leases;
  iface->reap = reap;
}
