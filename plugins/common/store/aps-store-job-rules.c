/* What becomes of jobs: how they are leased, given back and ended, and how long they are kept.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"

#include "aps-store-rules.h"

#include <string.h>

#define DEFAULT_HISTORY 100

static const struct
{
  const char *code;
  const char *text;
} reasons[] = {
  { APS_STORE_REASON_DEADLINE, "not started by its deadline" },
  { APS_STORE_REASON_OVERLAP, "its task was at its limit when it could have started" },
  { APS_STORE_REASON_QUEUE_ONE, "a job of its schedule waited already" },
  { APS_STORE_REASON_TASK_GONE, "task not found" },
  { APS_STORE_REASON_CANCELLED, "cancelled before it ran again" },
  { APS_STORE_REASON_ABANDONED, "the lease of its worker ended" },
};

static const char *
get_reason_text (const char *code)
{
  for (guint i = 0; i < G_N_ELEMENTS (reasons); i++)
    if (g_strcmp0 (reasons[i].code, code) == 0)
      return reasons[i].text;

  return NULL;
}

static gint64
add_duration (gint64 time_us, gint64 duration_us)
{
  if (duration_us == APS_FOREVER || time_us > APS_TIME_NONE - duration_us)
    return APS_TIME_NONE;

  return time_us + duration_us;
}

static gint64
get_failure_retention (const ApsJobRecord *job)
{
  return job->failure_retention_us == APS_UNSET ? APS_STORE_FAILURE_RETENTION
                                                : job->failure_retention_us;
}

static gboolean
has_history (const ApsJobRecord *job)
{
  return job->schedule_id != NULL && job->history != 0;
}

/* When a finished job may go: a success by its result's expiration, all else not before
 * failure-retention is over, and none before the end of a key that holds until a moment. While its
 * schedule exists, history keeps it besides; where the schedule is gone, failure-retention does. */
static gint64
get_expires_us (const ApsJobRecord *job, gboolean has_schedule)
{
  gint64 keep_us = MAX (job->result_expiration_time_us, 0);
  gint64 expires_us;

  if (job->outcome != APS_JOB_OUTCOME_SUCCESS || (has_history (job) && !has_schedule))
    keep_us = MAX (keep_us, get_failure_retention (job));

  expires_us = add_duration (job->finished_us, keep_us);
  if (job->unique_key != NULL && job->unique_until == APS_UNIQUE_UNTIL_TIME)
    expires_us = MAX (expires_us, job->unique_until_us);

  return expires_us;
}

static void
end (ApsJobRecord *job, ApsJobOutcome outcome, gboolean has_schedule, gint64 finished_us)
{
  job->state = APS_JOB_STATE_FINISHED;
  job->outcome = outcome;
  job->finished_us = finished_us;
  job->lease_owner = NULL;
  job->lease_until_us = APS_TIME_NONE;
  job->expires_us = get_expires_us (job, has_schedule);
}

/* Makes of a job as it was handed in one that waits. */
void
aps_store_job_begin (ApsJobRecord *job, gint64 now_us)
{
  job->state = APS_JOB_STATE_WAITING;
  if (job->created_us == APS_TIME_NONE)
    job->created_us = now_us;
  if (job->due_us == APS_TIME_NONE)
    job->due_us = job->created_us;
  if (job->queue == NULL)
    job->queue = "default";
  if (job->unique_key != NULL && job->unique_until == APS_UNSET)
    job->unique_until = APS_UNIQUE_UNTIL_FINISHED;
  job->attempt = 0;
  job->lease_owner = NULL;
  job->lease_until_us = APS_TIME_NONE;
  job->fence = 0;
  job->leased_us = APS_TIME_NONE;
  job->started_us = APS_TIME_NONE;
  job->cancel_requested = FALSE;
  job->outcome = APS_UNSET;
  job->finished_us = APS_TIME_NONE;
  job->expires_us = APS_TIME_NONE;
}

/* Whether the job's unique key keeps others out. */
gboolean
aps_store_job_key_holds (const ApsJobRecord *job, gint64 now_us)
{
  if (job->unique_key == NULL)
    return FALSE;

  switch (job->unique_until)
    {
    case APS_UNIQUE_UNTIL_LEASED:
      return job->state == APS_JOB_STATE_WAITING && job->fence == 0;
    case APS_UNIQUE_UNTIL_TIME:
      return job->unique_until_us > now_us;
    case APS_UNIQUE_UNTIL_FINISHED:
    default:
      return job->state != APS_JOB_STATE_FINISHED;
    }
}

void
aps_store_job_lease (
  ApsJobRecord *job, const char *instance, const char *worker, gint64 until_us, gint64 now_us)
{
  job->state = APS_JOB_STATE_LEASED;
  job->lease_owner = instance;
  job->lease_until_us = until_us;
  job->fence++;
  job->attempt++;
  job->leased_us = now_us;
  job->started_us = APS_TIME_NONE;
  job->worker = worker;
  job->progress = APS_UNSET;
  job->progress_text = NULL;
}

/* Whether @instance holds the job under this fence. */
gboolean
aps_store_job_is_held (const ApsJobRecord *kept, const char *instance, gint64 fence)
{
  return kept->state == APS_JOB_STATE_LEASED && kept->fence == fence &&
         g_strcmp0 (kept->lease_owner, instance) == 0;
}

/* Whether an earlier call has released the job just so. A fence belongs to one lease, and all that
 * ends a lease but a release makes it grow. */
gboolean
aps_store_job_was_released (const ApsJobRecord *kept, const ApsJobRecord *wanted)
{
  if (kept->fence != wanted->fence || wanted->fence == 0 || kept->state == APS_JOB_STATE_LEASED)
    return FALSE;

  /* A job to be cancelled does not go back: it has ended instead. */
  if (wanted->state == APS_JOB_STATE_WAITING)
    return kept->state == APS_JOB_STATE_WAITING ||
           (kept->cancel_requested && kept->outcome == APS_JOB_OUTCOME_CANCELLED);

  return kept->state == APS_JOB_STATE_FINISHED && kept->outcome == wanted->outcome &&
         (wanted->finished_us == APS_TIME_NONE || kept->finished_us == wanted->finished_us);
}

/* Whether a finished job stays as a record. */
gboolean
aps_store_job_is_kept (const ApsJobRecord *finished, gboolean has_schedule, gint64 now_us)
{
  return finished->expires_us > now_us || (has_schedule && has_history (finished));
}

/* Whether the job of this release would be gone at once, so that its absence says that the release
 * was carried out. */
gboolean
aps_store_release_leaves_no_record (const ApsJobRecord *wanted, gint64 now_us)
{
  ApsJobRecord copy = *wanted;

  if (wanted->state != APS_JOB_STATE_FINISHED)
    return FALSE;

  end (&copy,
       wanted->outcome,
       TRUE,
       wanted->finished_us == APS_TIME_NONE ? now_us : wanted->finished_us);
  return !aps_store_job_is_kept (&copy, TRUE, now_us);
}

static void
give_back (ApsJobRecord *kept, const ApsJobRecord *wanted)
{
  /* The deadline is for the first start: a further attempt has none. */
  if (wanted->attempt >= kept->attempt)
    kept->deadline_us = APS_TIME_NONE;
  kept->attempt = CLAMP (wanted->attempt, 0, kept->attempt);
  kept->state = APS_JOB_STATE_WAITING;
  kept->due_us = wanted->due_us;
  kept->lease_owner = NULL;
  kept->lease_until_us = APS_TIME_NONE;
}

/* Carries out a release. What the job is stays as it was added; what its holder says of the attempt
 * is taken. */
void
aps_store_job_release (ApsJobRecord       *kept,
                       const ApsJobRecord *wanted,
                       gboolean            has_schedule,
                       gint64              now_us)
{
  gint64 finished_us = wanted->finished_us == APS_TIME_NONE ? now_us : wanted->finished_us;

  kept->started_us = wanted->started_us;
  kept->attempts = wanted->attempts;
  kept->output = wanted->output;
  if (wanted->progress >= 0)
    {
      kept->progress = wanted->progress;
      kept->progress_text = wanted->progress_text;
    }
  kept->reason = wanted->reason;
  kept->reason_text = wanted->reason_text;

  if (wanted->state != APS_JOB_STATE_FINISHED)
    {
      if (kept->cancel_requested)
        aps_store_job_finish (kept,
                              APS_JOB_OUTCOME_CANCELLED,
                              APS_STORE_REASON_CANCELLED,
                              has_schedule,
                              now_us);
      else
        give_back (kept, wanted);
      return;
    }

  kept->value = wanted->value;
  kept->error_domain = wanted->error_domain;
  kept->error_code = wanted->error_code;
  kept->error_message = wanted->error_message;
  kept->error_details = wanted->error_details;
  if (kept->cancelled_by == NULL && kept->cancel_reason == NULL)
    {
      kept->cancelled_by = wanted->cancelled_by;
      kept->cancel_reason = wanted->cancel_reason;
    }
  end (kept,
       wanted->outcome == APS_UNSET ? APS_JOB_OUTCOME_ERROR : (ApsJobOutcome)wanted->outcome,
       has_schedule,
       finished_us);
}

/* Ends a job by the store's own doing. @reason is one of APS_STORE_REASON_..., or NULL. */
void
aps_store_job_finish (ApsJobRecord *job,
                      ApsJobOutcome outcome,
                      const char   *reason,
                      gboolean      has_schedule,
                      gint64        now_us)
{
  if (reason != NULL)
    {
      job->reason = reason;
      job->reason_text = get_reason_text (reason);
    }
  /* What ends since its key is taken does not hold the key. */
  if (g_strcmp0 (reason, APS_STORE_REASON_QUEUE_ONE) == 0)
    job->unique_key = NULL;
  end (job, outcome, has_schedule, now_us);
}

void
aps_store_job_finish_task_gone (ApsJobRecord *job, gboolean has_schedule, gint64 now_us)
{
  job->error_domain = g_quark_to_string (APS_ERROR);
  job->error_code = APS_ERROR_NOT_FOUND;
  job->error_message = "task not found";
  aps_store_job_finish (job,
                        APS_JOB_OUTCOME_ERROR,
                        APS_STORE_REASON_TASK_GONE,
                        has_schedule,
                        now_us);
}

/* Notes that a leased job is to be cancelled. The first who asks is named. */
void
aps_store_job_cancel (ApsJobRecord *job, const char *by, const char *reason)
{
  if (job->cancel_requested)
    return;

  job->cancel_requested = TRUE;
  job->cancelled_by = by;
  job->cancel_reason = reason;
}

static void
append_string (GString *json, const char *text)
{
  g_string_append_c (json, '"');
  for (; *text != '\0'; text++)
    {
      if (*text == '"' || *text == '\\')
        g_string_append_c (json, '\\');
      if ((guchar)*text < 0x20)
        g_string_append_printf (json, "\\u%04x", (guint)*text);
      else
        g_string_append_c (json, *text);
    }
  g_string_append_c (json, '"');
}

/* Adds the attempt that ends now to the job's list of earlier ones. */
static void
note_abandoned_attempt (ApsJobRecord *job, ApsRecordList *owner, gint64 now_us)
{
  g_autoptr (GString) json = g_string_new (job->attempts != NULL ? job->attempts : "[]");

  g_string_truncate (json, json->len - 1);
  if (json->len > 1)
    g_string_append_c (json, ',');
  g_string_append_printf (json, "{\"attempt\":%d,\"outcome\":\"abandoned\"", job->attempt);
  if (job->worker != NULL)
    {
      g_string_append (json, ",\"worker\":");
      append_string (json, job->worker);
    }
  g_string_append_printf (json,
                          ",\"leased_us\":%" G_GINT64_FORMAT ",\"finished_us\":%" G_GINT64_FORMAT
                          "}]",
                          job->leased_us,
                          now_us);
  job->attempts = aps_record_list_strdup (owner, json->str);
}

static gboolean
may_try_again (const ApsJobRecord *job)
{
  return job->on_abandoned == APS_ON_ABANDONED_RETRY && !job->cancel_requested &&
         job->attempt < job->max_attempts;
}

/* Ends a lease whose holder is gone: the job waits again, where it may, or ends as abandoned. The
 * fence grows, so that the former holder's release is refused. */
void
aps_store_job_reap (ApsJobRecord *job, ApsRecordList *owner, gboolean has_schedule, gint64 now_us)
{
  job->fence++;

  if (!may_try_again (job))
    {
      aps_store_job_finish (job,
                            APS_JOB_OUTCOME_ABANDONED,
                            APS_STORE_REASON_ABANDONED,
                            has_schedule,
                            now_us);
      return;
    }

  note_abandoned_attempt (job, owner, now_us);
  job->state = APS_JOB_STATE_WAITING;
  job->due_us = MIN (job->due_us, now_us);
  job->deadline_us = APS_TIME_NONE;
  job->lease_owner = NULL;
  job->lease_until_us = APS_TIME_NONE;
}

/* What history kept is kept by failure-retention when the schedule is gone. */
void
aps_store_job_schedule_removed (ApsJobRecord *finished)
{
  finished->expires_us = MAX (finished->expires_us, get_expires_us (finished, FALSE));
}

/* How many finished jobs of its schedule are kept whatever their age. */
guint
aps_store_job_history (const ApsJobRecord *job)
{
  return job->history == APS_UNSET ? DEFAULT_HISTORY : (guint)job->history;
}

static gboolean
has_scheme (const char *const *schemes, const char *callable)
{
  gsize length = strcspn (callable, ":");

  if (schemes == NULL || callable[length] != ':')
    return FALSE;

  for (guint i = 0; schemes[i] != NULL; i++)
    if (strncmp (schemes[i], callable, length) == 0 && schemes[i][length] == '\0')
      return TRUE;

  return FALSE;
}

static gboolean
contains_sorted (const char *const *words, guint n_words, const char *word)
{
  guint from = 0;
  guint to = n_words;

  while (from < to)
    {
      guint middle = from + (to - from) / 2;
      int   order = strcmp (word, words[middle]);

      if (order == 0)
        return TRUE;
      if (order < 0)
        to = middle;
      else
        from = middle + 1;
    }

  return FALSE;
}

/* Whether the caller can run jobs of a task. */
gboolean
aps_store_lease_can_run (const ApsJobLease *lease, const char *task_id, const char *callable)
{
  return (callable != NULL && has_scheme (lease->schemes, callable)) ||
         contains_sorted (lease->task_ids, lease->n_task_ids, task_id);
}

/* Whether the caller serves a queue. */
gboolean
aps_store_lease_serves (const ApsJobLease *lease, const char *queue)
{
  return lease->queues == NULL || g_strv_contains (lease->queues, queue);
}

/* The position of an executor's room, or -1 where the caller names none. */
gint
aps_store_lease_find_room (const ApsJobLease *lease, const char *executor)
{
  for (guint i = 0; i < lease->n_rooms; i++)
    if (g_strcmp0 (lease->rooms[i].executor, executor) == 0)
      return (gint)i;

  return -1;
}
