/* Jobs as the commands show them.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"

#include "aps-cli-jobs.h"

#include "aps-cli-time.h"
#include "aps-cli-window.h"

#include <string.h>

#define NOTE_WIDTH 60

const char *
aps_cli_job_state (const ApsJobRecord *job)
{
  if (job->state == APS_JOB_STATE_WAITING)
    return "waiting";
  if (job->state == APS_JOB_STATE_LEASED)
    return "running";

  return aps_enum_to_nick (APS_TYPE_JOB_OUTCOME, job->outcome);
}

ApsCliStyle
aps_cli_job_style (ApsCli *cli, gconstpointer record, gpointer data)
{
  const ApsJobRecord *job = record;

  if (job->state == APS_JOB_STATE_WAITING)
    return job->due_us <= cli->now_us ? APS_CLI_WAITING : APS_CLI_PLAIN;
  if (job->state == APS_JOB_STATE_LEASED)
    return APS_CLI_BOLD;

  return job->outcome == APS_JOB_OUTCOME_SUCCESS ? APS_CLI_PLAIN : APS_CLI_BAD;
}

static char *
job_id (ApsCli *cli, gconstpointer record, gpointer data)
{
  const ApsJobRecord *job = record;

  return g_strdup (cli->is_long ? job->id : aps_cli_short_id (job->id));
}

static char *
job_state (ApsCli *cli, gconstpointer record, gpointer data)
{
  return g_strdup (aps_cli_job_state (record));
}

static char *
job_task (ApsCli *cli, gconstpointer record, gpointer data)
{
  return aps_cli_cut (((const ApsJobRecord *)record)->task_id, cli->is_long ? G_MAXINT : 30);
}

static char *
job_schedule (ApsCli *cli, gconstpointer record, gpointer data)
{
  const char *id = ((const ApsJobRecord *)record)->schedule_id;

  return id != NULL ? aps_cli_cut (id, cli->is_long ? G_MAXINT : 30) : NULL;
}

static char *
job_due (ApsCli *cli, gconstpointer record, gpointer data)
{
  return aps_cli_time_short (cli, ((const ApsJobRecord *)record)->due_us);
}

static char *
job_in (ApsCli *cli, gconstpointer record, gpointer data)
{
  const ApsJobRecord *job = record;
  g_autofree char    *span = aps_cli_span_long (ABS (job->due_us - cli->now_us));

  return job->due_us > cli->now_us ? g_strdup_printf ("in %s", span)
                                   : g_strdup_printf ("%s ago", span);
}

/* While it runs, the store knows since when it is held. */
static gint64
begin_of (const ApsJobRecord *job)
{
  return job->state == APS_JOB_STATE_LEASED && job->started_us == APS_TIME_NONE ? job->leased_us
                                                                                : job->started_us;
}

char *
aps_cli_job_late (ApsCli *cli, gconstpointer record, gpointer data)
{
  const ApsJobRecord *job = record;
  gint64              started_us = begin_of (job);

  if (started_us == APS_TIME_NONE)
    {
      if (job->state != APS_JOB_STATE_WAITING)
        return NULL;
      started_us = cli->now_us;
    }
  return aps_cli_span (started_us - job->due_us);
}

static char *
job_started (ApsCli *cli, gconstpointer record, gpointer data)
{
  return aps_cli_time_short (cli, begin_of (record));
}

static char *
job_finished (ApsCli *cli, gconstpointer record, gpointer data)
{
  return aps_cli_time_short (cli, ((const ApsJobRecord *)record)->finished_us);
}

char *
aps_cli_job_took (ApsCli *cli, gconstpointer record, gpointer data)
{
  const ApsJobRecord *job = record;

  if (begin_of (job) == APS_TIME_NONE || job->state == APS_JOB_STATE_WAITING)
    return NULL;

  return aps_cli_span ((job->finished_us != APS_TIME_NONE ? job->finished_us : cli->now_us) -
                       begin_of (job));
}

static char *
job_attempt (ApsCli *cli, gconstpointer record, gpointer data)
{
  const ApsJobRecord *job = record;

  if (job->max_attempts == APS_UNLIMITED)
    return g_strdup_printf ("%d", job->attempt);

  return g_strdup_printf ("%d/%d", job->attempt, MAX (job->max_attempts, 1));
}

static char *
job_worker (ApsCli *cli, gconstpointer record, gpointer data)
{
  return g_strdup (((const ApsJobRecord *)record)->worker);
}

static char *
job_queue (ApsCli *cli, gconstpointer record, gpointer data)
{
  return g_strdup (((const ApsJobRecord *)record)->queue);
}

static char *
job_priority (ApsCli *cli, gconstpointer record, gpointer data)
{
  return g_strdup_printf ("%d", ((const ApsJobRecord *)record)->priority);
}

/* Of one that is tried again: what went wrong, too. */
static char *
waiting_note (const ApsJobRecord *job, guint width)
{
  g_autofree char *text = NULL;

  if (job->error_message == NULL)
    return aps_cli_cut (job->reason_text, width);

  text = g_strdup_printf ("%s: %s", job->reason_text, job->error_message);
  return aps_cli_cut (text, width);
}

char *
aps_cli_job_note (ApsCli *cli, gconstpointer record, gpointer data)
{
  const ApsJobRecord *job = record;
  guint               width = cli->is_long ? G_MAXINT : NOTE_WIDTH;
  g_autofree char    *progress = NULL;

  if (job->state == APS_JOB_STATE_LEASED && job->progress >= 0)
    {
      progress = g_strdup_printf ("%.0f %% %s",
                                  job->progress * 100,
                                  job->progress_text != NULL ? job->progress_text : "");
      return aps_cli_cut (g_strchomp (progress), width);
    }
  if (job->outcome == APS_JOB_OUTCOME_CANCELLED && job->cancel_reason != NULL)
    return aps_cli_cut (job->cancel_reason, width);
  if (job->state == APS_JOB_STATE_WAITING && job->reason_text != NULL)
    return waiting_note (job, width);
  if (job->error_message != NULL)
    return aps_cli_cut (job->error_message, width);
  if (job->reason_text != NULL)
    return aps_cli_cut (job->reason_text, width);
  if (job->cancel_reason != NULL)
    return aps_cli_cut (job->cancel_reason, width);
  if (job->cancelled_by != NULL)
    return g_strdup_printf ("by %s", job->cancelled_by);

  return job->reason != NULL ? g_strdup (job->reason) : NULL;
}

static gint64
due_key (gconstpointer record)
{
  return ((const ApsJobRecord *)record)->due_us;
}

static gint64
started_key (gconstpointer record)
{
  return ((const ApsJobRecord *)record)->started_us;
}

static gint64
finished_key (gconstpointer record)
{
  return ((const ApsJobRecord *)record)->finished_us;
}

static gint64
took_key (gconstpointer record)
{
  const ApsJobRecord *job = record;

  return job->started_us == APS_TIME_NONE || job->finished_us == APS_TIME_NONE
           ? -1
           : job->finished_us - job->started_us;
}

static gint64
late_key (gconstpointer record)
{
  const ApsJobRecord *job = record;

  return job->started_us == APS_TIME_NONE ? -1 : job->started_us - job->due_us;
}

static gint64
attempt_key (gconstpointer record)
{
  return ((const ApsJobRecord *)record)->attempt;
}

static gint64
priority_key (gconstpointer record)
{
  return ((const ApsJobRecord *)record)->priority;
}

/* clang-format off */
static const ApsCliColumn columns[] = {
  { "ID", APS_CLI_SHOWN, job_id, NULL, NULL },
  { "STATE", APS_CLI_SHOWN, job_state, aps_cli_job_style, NULL },
  { "TASK", APS_CLI_SHOWN, job_task, NULL, NULL },
  { "SCHEDULE", APS_CLI_SHOWN, job_schedule, NULL, NULL },
  { "DUE", APS_CLI_SHOWN, job_due, NULL, due_key },
  { "IN", APS_CLI_SHOWN, job_in, NULL, due_key },
  { "LATE", APS_CLI_SHOWN, aps_cli_job_late, NULL, late_key },
  { "STARTED", APS_CLI_SHOWN, job_started, NULL, started_key },
  { "RUN", APS_CLI_SHOWN, aps_cli_job_took, NULL, took_key },
  { "FINISHED", APS_CLI_LONG, job_finished, NULL, finished_key },
  { "ATTEMPT", APS_CLI_SHOWN, job_attempt, NULL, attempt_key },
  { "QUEUE", APS_CLI_LONG, job_queue, NULL, NULL },
  { "PRIORITY", APS_CLI_LONG, job_priority, NULL, priority_key },
  { "WORKER", APS_CLI_SHOWN, job_worker, NULL, NULL },
  { "NOTE", APS_CLI_SHOWN, aps_cli_job_note, NULL, NULL },
};

static const ApsCliMember members[] = {
  { "id", "id" }, { "task_id", "task_id" }, { "schedule_id", "schedule_id" },
  { "fire_time", "fire_time_us" }, { "state", "state" }, { "outcome", "outcome" },
  { "args", "args" }, { "kwargs", "kwargs" }, { "n_fires", "n_fires" },
  { "jitter_us", "jitter_us" }, { "not_before", "due_us" }, { "start_deadline", "deadline_us" },
  { "queue", "queue" }, { "priority", "priority" }, { "executor", "executor" },
  { "unique_key", "unique_key" }, { "attempt", "attempt" }, { "max_attempts", "max_attempts" },
  { "retry_delay_us", "retry_delay_us" }, { "retry_max_delay_us", "retry_max_delay_us" },
  { "time_limit_us", "time_limit_us" }, { "on_abandoned", "on_abandoned" },
  { "overlap", "overlap" }, { "result_expiration_time_us", "result_expiration_time_us" },
  { "metadata", "metadata" }, { "source", "source" }, { "created", "created_us" },
  { "leased", "leased_us" }, { "started", "started_us" }, { "finished", "finished_us" },
  { "expires", "expires_us" }, { "worker", "worker" }, { "fence", "fence" },
  { "progress_text", "progress_text" }, { "cancel_requested", "cancel_requested" },
  { "cancelled_by", "cancelled_by" }, { "cancel_reason", "cancel_reason" },
  { "reason", "reason" }, { "reason_text", "reason_text" }, { "value", "value" },
  { "output", "output" },
};
/* clang-format on */

static void
write_attempt (const ApsCliAttempt *attempt, gpointer data)
{
  ApsCliJson *json = data;

  aps_cli_json_begin (json, NULL, '{');
  aps_cli_json_int (json, "attempt", attempt->number);
  aps_cli_json_time (json, "started", attempt->started_us);
  aps_cli_json_time (json, "finished", attempt->finished_us);
  aps_cli_json_string (json, "worker", attempt->worker);
  aps_cli_json_string (json, "outcome", attempt->outcome);
  aps_cli_json_string (json, "error", attempt->error);
  aps_cli_json_end (json, '}');
}

static void
write_attempts (ApsCliJson *json, const ApsJobRecord *job)
{
  if (job->attempts == NULL)
    {
      aps_cli_json_raw (json, "attempts", NULL);
      return;
    }

  aps_cli_json_begin (json, "attempts", '[');
  aps_cli_job_foreach_attempt (job, write_attempt, json);
  aps_cli_json_end (json, ']');
}

static void
write_more (ApsCliJson *json, gconstpointer record, gpointer data)
{
  const ApsJobRecord *job = record;

  write_attempts (json, job);

  if (job->progress < 0)
    aps_cli_json_raw (json, "progress", NULL);
  else
    aps_cli_json_double (json, "progress", job->progress);

  if (job->error_message == NULL && job->error_domain == NULL)
    {
      aps_cli_json_raw (json, "error", NULL);
      return;
    }

  aps_cli_json_begin (json, "error", '{');
  aps_cli_json_string (json, "domain", job->error_domain);
  aps_cli_json_int (json, "code", job->error_code);
  aps_cli_json_string (json, "message", job->error_message);
  aps_cli_json_raw (json, "details", job->error_details);
  aps_cli_json_end (json, '}');
}

const ApsCliList aps_cli_job_list = {
  .name = "jobs",
  .type = APS_RECORD_TYPE_JOB,
  .columns = columns,
  .n_columns = G_N_ELEMENTS (columns),
  .members = members,
  .n_members = G_N_ELEMENTS (members),
  .more = write_more,
};

#define ALL_OUTCOMES (((1u << (APS_JOB_OUTCOME_ABANDONED + 1)) - 1))
#define FAILURES (ALL_OUTCOMES & ~(1u << APS_JOB_OUTCOME_SUCCESS))

static gboolean
add_state (const char *name, guint *states, guint *outcomes)
{
  gint outcome;

  if (strcmp (name, "waiting") == 0)
    *states |= 1u << APS_JOB_STATE_WAITING;
  else if (strcmp (name, "running") == 0 || strcmp (name, "leased") == 0)
    *states |= 1u << APS_JOB_STATE_LEASED;
  else if (strcmp (name, "finished") == 0)
    *outcomes |= ALL_OUTCOMES;
  else if (strcmp (name, "failed") == 0)
    *outcomes |= FAILURES;
  else if (aps_enum_from_nick (APS_TYPE_JOB_OUTCOME, name, &outcome, NULL) && outcome >= 0)
    *outcomes |= 1u << outcome;
  else
    return FALSE;

  return TRUE;
}

gboolean
aps_cli_job_states_parse (const char *text, ApsListQuery *query, ApsExit *status)
{
  /* An empty text is one name that is empty, and no state. */
  g_auto (GStrv) names = g_strsplit (*text != '\0' ? text : ",", ",", -1);
  guint states = 0;
  guint outcomes = 0;

  for (guint i = 0; names[i] != NULL; i++)
    if (!add_state (g_strstrip (names[i]), &states, &outcomes))
      {
        *status = aps_cli_fail (APS_EXIT_USAGE,
                                "--state: there is no state \"%.80s\": waiting, running, finished, "
                                "failed, success, error, missed-start-deadline, "
                                "deserialization-failed, cancelled, abandoned",
                                names[i]);
        return FALSE;
      }

  query->states = states | (outcomes != 0 ? 1u << APS_JOB_STATE_FINISHED : 0);
  query->outcomes = outcomes == ALL_OUTCOMES ? 0 : outcomes;
  return TRUE;
}
