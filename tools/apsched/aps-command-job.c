/* apsched job show: one job, whole.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"

#include "aps-cli-jobs.h"
#include "aps-cli-time.h"
#include "aps-cli-window.h"

#include <string.h>

static gboolean whole_output;

static const GOptionEntry entries[] = {
  { "output", 0, 0, G_OPTION_ARG_NONE, &whole_output, "All of its output that is kept", NULL },
  { NULL, 0, 0, 0, NULL, NULL, NULL },
};

#define OUTPUT_LINES 10

static void
print_line (const char *name, const char *text)
{
  if (text != NULL && *text != '\0')
    g_print ("  %-10s%s\n", name, text);
}

static void
print_times (ApsCli *cli, const ApsJobRecord *job)
{
  g_autofree char *due = aps_cli_time_long (cli->timezone, job->due_us);
  g_autofree char *late = aps_cli_job_late (cli, job, NULL);
  g_autofree char *took = aps_cli_job_took (cli, job, NULL);
  g_autofree char *expires = NULL;
  g_autoptr (GString) line = g_string_new (due);

  if (job->fire_time_us != APS_TIME_NONE && job->fire_time_us != job->due_us)
    {
      g_autofree char *nominal = aps_cli_time_long (cli->timezone, job->fire_time_us);
      g_autofree char *jitter = aps_cli_span (job->jitter_us);

      g_string_append_printf (line, "  (nominal %s, jitter %s)", nominal, jitter);
    }
  if (job->n_fires > 1)
    g_string_append_printf (line, "  for %" G_GINT64_FORMAT " fire times", job->n_fires);
  if (job->deadline_us != APS_TIME_NONE)
    {
      g_autofree char *deadline = aps_cli_time_short (cli, job->deadline_us);

      g_string_append_printf (line, "  deadline %s", deadline);
    }
  if (late != NULL)
    g_string_append_printf (line, "    late %s", late);
  print_line ("due", line->str);
  print_line (job->state == APS_JOB_STATE_FINISHED ? "took" : "running", took);
  if (job->expires_us != APS_TIME_NONE)
    {
      expires = aps_cli_time_short (cli, job->expires_us);
      print_line ("kept to", expires);
    }
}

static void
print_attempt (const ApsCliAttempt *attempt, gpointer data)
{
  ApsCli          *cli = data;
  g_autofree char *started = aps_cli_time_short (cli, attempt->started_us);
  g_autofree char *took = attempt->started_us == APS_TIME_NONE
                            ? NULL
                            : aps_cli_span (attempt->finished_us - attempt->started_us);
  g_autofree char *line = g_strdup_printf ("%" G_GINT64_FORMAT "  %s  %s  %s  %s",
                                           attempt->number,
                                           started != NULL ? started : "-",
                                           took != NULL ? took : "-",
                                           attempt->worker != NULL ? attempt->worker : "-",
                                           attempt->error != NULL ? attempt->error
                                                                  : attempt->outcome);

  print_line ("earlier", line);
}

static void
print_output (const ApsJobRecord *job)
{
  g_auto (GStrv) lines = NULL;
  guint n;

  if (job->output == NULL || *job->output == '\0')
    return;

  lines = g_strsplit (job->output, "\n", -1);
  n = g_strv_length (lines);
  if (n > 1 && lines[n - 1][0] == '\0')
    n--;
  if (!whole_output && n > OUTPUT_LINES)
    g_print ("  output    last %d of %u lines (--output)\n", OUTPUT_LINES, n);
  else
    g_print ("  output\n");
  for (guint i = whole_output || n <= OUTPUT_LINES ? 0 : n - OUTPUT_LINES; i < n; i++)
    {
      g_autofree char *line = aps_cli_cut (lines[i], G_MAXINT);

      g_print ("            %s\n", line);
    }
}

static void
print_job (ApsCli *cli, const ApsJobRecord *job)
{
  g_autofree char *state =
    aps_cli_style (cli, aps_cli_job_state (job), aps_cli_job_style (cli, job, NULL));
  g_autofree char *attempts = job->max_attempts == APS_UNLIMITED
                                ? g_strdup_printf ("%d", job->attempt)
                                : g_strdup_printf ("%d of %d", job->attempt, job->max_attempts);

  g_print ("Job %s   %s    task %s%s%s, queue %s, priority %d\n",
           job->id,
           state,
           job->task_id,
           job->schedule_id != NULL ? ", schedule " : "",
           job->schedule_id != NULL ? job->schedule_id : "",
           job->queue,
           job->priority);
  print_line ("why", job->reason_text != NULL ? job->reason_text : job->reason);
  print_line ("error", job->error_message);
  if (job->cancel_requested || job->cancelled_by != NULL)
    {
      g_autofree char *by = g_strdup_printf ("by %s%s%s",
                                             job->cancelled_by != NULL ? job->cancelled_by : "?",
                                             job->cancel_reason != NULL ? ": " : "",
                                             job->cancel_reason != NULL ? job->cancel_reason : "");

      print_line ("cancelled", by);
    }
  print_times (cli, job);
  print_line ("attempt", attempts);
  print_line ("worker", job->worker);
  aps_cli_job_foreach_attempt (job, print_attempt, cli);
  print_line ("args", job->args);
  print_line ("kwargs", job->kwargs);
  print_line ("progress", job->progress_text);
  print_line ("value", job->value);
  print_output (job);
}

static void
print_json (const ApsJobRecord *job)
{
  ApsCliJson json;

  aps_cli_json_init (&json);
  aps_cli_json_begin_document (&json);
  aps_cli_json_begin (&json, "job", '{');
  aps_cli_list_write (&aps_cli_job_list, &json, job, NULL);
  aps_cli_json_end (&json, '}');
  aps_cli_json_end (&json, '}');
  aps_cli_json_flush (&json);
  aps_cli_json_clear (&json);
}

static ApsExit
run (ApsCli *cli, char **arguments)
{
  g_autoptr (ApsScheduler) window = NULL;
  g_autoptr (ApsRecordList) jobs = aps_record_list_new (APS_RECORD_TYPE_JOB);
  g_autoptr (GError) error = NULL;
  g_autofree char *id = NULL;
  ApsExit          status = APS_EXIT_DONE;

  if (strcmp (arguments[0], "show") != 0)
    return aps_cli_fail (APS_EXIT_USAGE, "job %.80s: say apsched job show ID", arguments[0]);

  window = aps_cli_open_window (cli, &status);
  if (window == NULL)
    return status;

  id = aps_cli_find_job (window, arguments[1], &status);
  if (id == NULL)
    return status;

  if (!aps_data_store_get_jobs (aps_cli_get_store (window),
                                (const char *const[]){ id, NULL },
                                jobs,
                                &error) ||
      !aps_scheduler_explain_waiting (window, jobs, &error))
    return aps_cli_fail_by (error);
  if (aps_record_list_get_n (jobs) == 0)
    return aps_cli_fail (APS_EXIT_NOT_FOUND, "there is no job \"%.80s\" any more", id);

  if (cli->json)
    print_json (aps_record_list_get (jobs, 0));
  else
    print_job (cli, aps_record_list_get (jobs, 0));
  return APS_EXIT_DONE;
}

const ApsCommand aps_command_job = {
  .name = "job",
  .arguments = "show ID",
  .summary = "Show a job, and its result",
  .details = "The id may be shortened to a part that no other has.",
  .parts = APS_CLI_STORE | APS_CLI_TIME | APS_CLI_JSON,
  .entries = entries,
  .min_arguments = 2,
  .max_arguments = 2,
  .run = run,
};
