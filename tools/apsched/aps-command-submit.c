/* apsched submit: queues a job, and waits for its result where that is wanted.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"

#include "aps-cli-json.h"
#include "aps-cli-window.h"

#include <string.h>

/* How long a result is kept that somebody waits for: as run_job() has it. */
#define RESULT_EXPIRATION (15 * APS_MINUTE)

static char    *kwargs;
static char    *queue;
static char    *keep;
static gint     priority;
static gboolean waits;
static gint64   wait_us = APS_FOREVER;

static gboolean
read_wait (const char *name, const char *value, gpointer data, GError **error)
{
  waits = TRUE;
  return value == NULL || *value == '\0' || aps_duration_parse_limit (value, &wait_us, error);
}

static const GOptionEntry entries[] = {
  { "kwargs", 0, 0, G_OPTION_ARG_STRING, &kwargs, "Named arguments: a JSON object", "JSON" },
  { "wait",
    0,
    G_OPTION_FLAG_OPTIONAL_ARG,
    G_OPTION_ARG_CALLBACK,
    (gpointer)read_wait,
    "Wait for the end, and print the value",
    "DURATION" },
  { "keep-result", 0, 0, G_OPTION_ARG_STRING, &keep, "How long its result is kept", "DURATION" },
  { "queue", 0, 0, G_OPTION_ARG_STRING, &queue, "The queue that it goes to", "NAME" },
  { "priority", 0, 0, G_OPTION_ARG_INT, &priority, "Higher ones go first", "N" },
  { NULL, 0, 0, 0, NULL, NULL, NULL },
};

static gboolean
read_keep (ApsJob *job, GError **error)
{
  gint64 keep_us = waits ? RESULT_EXPIRATION : APS_UNSET;

  if (keep != NULL && !aps_duration_parse_limit (keep, &keep_us, error))
    return FALSE;

  aps_job_set_result_expiration_time (job, keep_us);
  return TRUE;
}

static gboolean
check_arguments (char **arguments, ApsExit *status)
{
  const char *args = arguments[1];

  if (args != NULL && args[strspn (args, " \t\r\n")] != '[')
    *status = aps_cli_fail (APS_EXIT_USAGE,
                            "the arguments \"%.80s\" are no JSON list, like [\"a\", 2]; --kwargs "
                            "gives named ones",
                            args);
  else if (queue != NULL && *queue == '\0')
    *status = aps_cli_fail (APS_EXIT_USAGE, "--queue: a queue has a name; the usual is default");
  else
    return TRUE;

  return FALSE;
}

static ApsJob *
make_job (char **arguments, ApsExit *status)
{
  g_autoptr (ApsJob) job = aps_job_new (arguments[0], NULL);
  g_autoptr (GError) error = NULL;

  aps_job_set_source (job, APS_JOB_SOURCE_MANUAL);
  aps_job_set_priority (job, priority);
  if (queue != NULL)
    aps_job_set_queue (job, queue);

  if (arguments[1] != NULL && !aps_job_set_args_json (job, arguments[1], &error))
    *status = aps_cli_fail (APS_EXIT_USAGE, "the arguments are no JSON list: %s", error->message);
  else if (kwargs != NULL && !aps_job_set_kwargs_json (job, kwargs, &error))
    *status = aps_cli_fail (APS_EXIT_USAGE, "--kwargs is no JSON object: %s", error->message);
  else if (!read_keep (job, &error))
    *status = aps_cli_fail (APS_EXIT_USAGE, "--keep-result: %s", error->message);
  else
    return g_steal_pointer (&job);

  return NULL;
}

static void
print_result (ApsCli *cli, const char *id, ApsJobResult *result)
{
  const GError *error = aps_job_result_get_error (result);
  const char   *outcome = aps_enum_to_nick (APS_TYPE_JOB_OUTCOME,
                                          aps_job_result_get_outcome (result));
  ApsCliJson    json;

  if (!cli->json)
    {
      if (error == NULL)
        g_print ("%s\n", aps_job_result_get_value_json (result));
      return;
    }

  aps_cli_json_init (&json);
  aps_cli_json_begin_document (&json);
  aps_cli_json_string (&json, "id", id);
  aps_cli_json_string (&json, "outcome", outcome);
  aps_cli_json_raw (&json, "value", error == NULL ? aps_job_result_get_value_json (result) : NULL);
  aps_cli_json_string (&json, "error", error != NULL ? error->message : NULL);
  aps_cli_json_end (&json, '}');
  aps_cli_json_flush (&json);
  aps_cli_json_clear (&json);
}

static ApsExit
wait_for (ApsCli *cli, ApsScheduler *window, const char *id)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (ApsJobResult)
    result = aps_scheduler_get_job_result (window, id, wait_us, NULL, &error);
  const GError *failure;

  if (result == NULL)
    return aps_cli_fail_by (error);

  print_result (cli, id, result);
  failure = aps_job_result_get_error (result);
  return failure == NULL ? APS_EXIT_DONE
                         : aps_cli_fail (APS_EXIT_BAD_ANSWER, "job %s: %s", id, failure->message);
}

static void
print_id (ApsCli *cli, const char *id)
{
  ApsCliJson json;

  if (!cli->json)
    {
      g_print ("%s\n", id);
      return;
    }

  aps_cli_json_init (&json);
  aps_cli_json_begin_document (&json);
  aps_cli_json_string (&json, "id", id);
  aps_cli_json_end (&json, '}');
  aps_cli_json_flush (&json);
  aps_cli_json_clear (&json);
}

#define TASKS_NAMED 10

static gboolean
is_in_keyfile (ApsCli *cli, const char *id)
{
  g_autofree char *path = aps_cli_find_config (cli);
  g_autoptr (ApsConfiguration)
    configuration = aps_configuration_load (path, (const char *const *)cli->overrides, NULL);
  ApsRecordList *tasks = configuration != NULL ? aps_configuration_get_tasks (configuration) : NULL;

  for (guint i = 0; tasks != NULL && i < aps_record_list_get_n (tasks); i++)
    if (strcmp (((const ApsTaskRecord *)aps_record_list_get (tasks, i))->id, id) == 0)
      return TRUE;

  return FALSE;
}

static void
append_known (ApsDataStore *store, GString *text)
{
  ApsListQuery query = APS_LIST_QUERY_INIT;
  g_autoptr (ApsRecordList) tasks = aps_record_list_new (APS_RECORD_TYPE_TASK);
  guint n = 0;

  if (!aps_data_store_list_tasks (store, &query, tasks, NULL))
    return;

  for (guint i = 0; i < aps_record_list_get_n (tasks) && n < TASKS_NAMED; i++)
    {
      const ApsTaskRecord *task = aps_record_list_get (tasks, i);

      if (strchr (task->id, ':') == NULL)
        g_string_append_printf (text, "%s%.40s", n++ > 0 ? ", " : "; there are ", task->id);
    }
}

static ApsExit
fail_to_add (ApsCli *cli, ApsScheduler *window, const char *id, const GError *error)
{
  g_autoptr (GString) text = g_string_new (NULL);

  if (!g_error_matches (error, APS_ERROR, APS_ERROR_NOT_FOUND))
    return aps_cli_fail_by (error);
  if (is_in_keyfile (cli, id))
    return aps_cli_fail (APS_EXIT_NOT_FOUND,
                         "the store has no task \"%.80s\" yet: apsched run puts those of the "
                         "keyfile into it",
                         id);

  append_known (aps_cli_get_store (window), text);
  return aps_cli_fail (APS_EXIT_NOT_FOUND,
                       "there is no task \"%.80s\"%s; a reference such as command:ARGV needs none",
                       id,
                       text->str);
}

static ApsExit
run (ApsCli *cli, char **arguments)
{
  g_autoptr (ApsScheduler) window = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *id = NULL;
  ApsExit          status = APS_EXIT_DONE;
  ApsJob *job = check_arguments (arguments, &status) ? make_job (arguments, &status) : NULL;

  if (job == NULL)
    return status;

  window = aps_cli_open_window (cli, &status);
  if (window == NULL)
    {
      g_object_unref (job);
      return status;
    }

  if (!aps_scheduler_add_job (window, job, &id, NULL, &error))
    return fail_to_add (cli, window, arguments[0], error);

  if (waits)
    return wait_for (cli, window, id);

  print_id (cli, id);
  return APS_EXIT_DONE;
}

const ApsCommand aps_command_submit = {
  .name = "submit",
  .arguments = "TASK|REFERENCE [ARGS-JSON]",
  .summary = "Queue a job now",
  .details = "Prints the job's id; with --wait the value that it returned, as JSON. The exit\n"
             "status is 1 where the job fails, 75 where it has not ended in time.",
  .parts = APS_CLI_STORE | APS_CLI_JSON,
  .entries = entries,
  .min_arguments = 1,
  .max_arguments = 2,
  .run = run,
};
