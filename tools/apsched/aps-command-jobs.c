/* apsched jobs: the jobs of a store.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"

#include "aps-cli-jobs.h"
#include "aps-cli-time.h"
#include "aps-cli-window.h"

#define DEFAULT_JOBS 50
#define PAGE 1000

static char *states;
static char *since;
static char *before;
static char *task;
static char *schedule;
static char *queue;
static gint  limit = G_MININT;

static const GOptionEntry entries[] = {
  { "state", 0, 0, G_OPTION_ARG_STRING, &states, "waiting, running, failed, or an outcome", "A,B" },
  { "since",
    0,
    0,
    G_OPTION_ARG_STRING,
    &since,
    "Due from this moment on: today, 2h, a date",
    "TIME" },
  { "before",
    0,
    0,
    G_OPTION_ARG_STRING,
    &before,
    "Due before this moment, or before this job",
    "TIME|ID" },
  { "task", 0, 0, G_OPTION_ARG_STRING, &task, "Only of this task", "ID" },
  { "schedule", 0, 0, G_OPTION_ARG_STRING, &schedule, "Only of this schedule", "ID" },
  { "queue", 0, 0, G_OPTION_ARG_STRING, &queue, "Only of this queue", "NAME" },
  { "number", 'n', 0, G_OPTION_ARG_INT, &limit, "How many at most (0: all; 50, in JSON all)", "N" },
  { NULL, 0, 0, 0, NULL, NULL, NULL },
};

/* --before: the place in the list where the last page ended, or a time. */
static gboolean
read_before (
  ApsCli *cli, ApsScheduler *window, ApsListQuery *query, char **after_id, ApsExit *status)
{
  g_autoptr (ApsRecordList) jobs = aps_record_list_new (APS_RECORD_TYPE_JOB);

  if (before == NULL || aps_cli_time_parse (cli, before, &query->before_us, NULL))
    return TRUE;

  query->before_us = APS_TIME_NONE;
  *after_id = aps_cli_find_job (window, before, status);
  if (*after_id == NULL)
    {
      aps_cli_fail (*status, "--before takes a time, such as 2026-12-24T18:00, or a job's id");
      return FALSE;
    }

  if (!aps_data_store_get_jobs (aps_cli_get_store (window),
                                (const char *const[]){ *after_id, NULL },
                                jobs,
                                NULL) ||
      aps_record_list_get_n (jobs) == 0)
    return TRUE;

  query->after_id = *after_id;
  query->after_us = ((const ApsJobRecord *)aps_record_list_get (jobs, 0))->due_us;
  return TRUE;
}

static gboolean
read_options (ApsCli *cli, ApsListQuery *query, ApsExit *status)
{
  g_autoptr (GError) error = NULL;

  query->order = APS_LIST_ORDER_TIME;
  query->descending = TRUE;
  query->task_id = task;
  query->schedule_id = schedule;
  query->queue = queue;
  query->limit = limit >= 0 ? (guint)limit : DEFAULT_JOBS;
  if (limit < 0 && limit != G_MININT)
    {
      *status = aps_cli_fail (APS_EXIT_USAGE, "-n %d is not 0 or more", limit);
      return FALSE;
    }
  if (!aps_cli_list_check (&aps_cli_job_list, cli, status) ||
      (states != NULL && !aps_cli_job_states_parse (states, query, status)))
    return FALSE;

  if (since != NULL && !aps_cli_time_parse (cli, since, &query->since_us, &error))
    {
      *status = aps_cli_fail (APS_EXIT_USAGE, "--since: %s", error->message);
      return FALSE;
    }
  return TRUE;
}

static void
print_summary (ApsCli *cli, ApsScheduler *window, GPtrArray *jobs, guint asked)
{
  g_autofree char *store = aps_cli_describe_store (window);
  guint            waiting = 0;
  guint            running = 0;
  guint            failed = 0;

  for (guint i = 0; i < jobs->len; i++)
    {
      const ApsJobRecord *job = g_ptr_array_index (jobs, i);

      waiting += job->state == APS_JOB_STATE_WAITING;
      running += job->state == APS_JOB_STATE_LEASED;
      failed += job->state == APS_JOB_STATE_FINISHED && job->outcome != APS_JOB_OUTCOME_SUCCESS;
    }

  g_print ("%u job%s: %u running, %u waiting, %u failed.    %s    times: %s",
           jobs->len,
           jobs->len == 1 ? "" : "s",
           running,
           waiting,
           failed,
           store,
           cli->timezone);
  if (asked > 0 && jobs->len == asked && cli->sort == NULL)
    g_print ("    older: --before %s",
             aps_cli_short_id (
               ((const ApsJobRecord *)g_ptr_array_index (jobs, jobs->len - 1))->id));
  g_print ("\n");
}

/* All jobs, a page at a time: a program that reads JSON does not look for a line that says "older".
 */
static ApsExit
print_all (ApsCli *cli, ApsScheduler *window, ApsListQuery *query)
{
  g_autofree char *after_id = NULL;
  g_autoptr (GError) error = NULL;
  ApsCliJson json;
  guint      n;

  query->limit = PAGE;
  aps_cli_list_begin_json (&aps_cli_job_list, cli, &json);
  do
    {
      g_autoptr (ApsRecordList) page = aps_record_list_new (APS_RECORD_TYPE_JOB);

      if (!aps_data_store_list_jobs (aps_cli_get_store (window), query, page, &error) ||
          !aps_scheduler_explain_waiting (window, page, &error))
        {
          aps_cli_json_clear (&json);
          return aps_cli_fail_by (error);
        }

      n = aps_record_list_get_n (page);
      for (guint i = 0; i < n; i++)
        aps_cli_list_add_json (&aps_cli_job_list, cli, &json, aps_record_list_get (page, i), NULL);
      aps_cli_json_drain (&json);
      if (n > 0)
        {
          const ApsJobRecord *last = aps_record_list_get (page, n - 1);

          g_free (after_id);
          query->after_id = after_id = g_strdup (last->id);
          query->after_us = last->due_us;
        }
    }
  while (n == PAGE);

  aps_cli_list_end_json (cli, &json);
  return APS_EXIT_DONE;
}

static ApsExit
print_some (ApsCli *cli, ApsScheduler *window, ApsListQuery *query)
{
  g_autoptr (ApsRecordList) list = aps_record_list_new (APS_RECORD_TYPE_JOB);
  g_autoptr (GPtrArray) jobs = g_ptr_array_new ();
  g_autoptr (GError) error = NULL;

  if (!aps_data_store_list_jobs (aps_cli_get_store (window), query, list, &error) ||
      !aps_scheduler_explain_waiting (window, list, &error))
    return aps_cli_fail_by (error);

  for (guint i = 0; i < aps_record_list_get_n (list); i++)
    g_ptr_array_add (jobs, aps_record_list_get (list, i));
  aps_cli_list_sort (&aps_cli_job_list, cli, jobs, NULL);
  aps_cli_list_print (&aps_cli_job_list, cli, jobs, NULL);
  if (!cli->json && !cli->jsonl && !cli->no_header)
    print_summary (cli, window, jobs, query->limit);
  return APS_EXIT_DONE;
}

static ApsExit
run (ApsCli *cli, char **arguments)
{
  ApsListQuery     query = APS_LIST_QUERY_INIT;
  g_autofree char *after_id = NULL;
  g_autoptr (ApsScheduler) window = NULL;
  ApsExit  status = APS_EXIT_DONE;
  gboolean all = limit <= 0 && (cli->json || cli->jsonl);

  if (!read_options (cli, &query, &status))
    return status;

  window = aps_cli_open_window (cli, &status);
  if (window == NULL || !read_before (cli, window, &query, &after_id, &status))
    return status;

  if (all && cli->sort == NULL)
    return print_all (cli, window, &query);

  if (all)
    query.limit = 0;
  return print_some (cli, window, &query);
}

const ApsCommand aps_command_jobs = {
  .name = "jobs",
  .arguments = "",
  .summary = "List the jobs of the store, the newest first",
  .parts = APS_CLI_STORE | APS_CLI_TIME | APS_CLI_JSON | APS_CLI_TABLE,
  .entries = entries,
  .min_arguments = 0,
  .max_arguments = 0,
  .run = run,
};
