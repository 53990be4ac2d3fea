/* apsched events: what happens in the store, as it happens.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"

#include "aps-cli-json.h"
#include "aps-cli-window.h"

#include <stdio.h>

static gint number;

static const GOptionEntry entries[] = {
  { "number", 'n', 0, G_OPTION_ARG_INT, &number, "End after this many", "N" },
  { NULL, 0, 0, 0, NULL, NULL, NULL },
};

static void
print_json (ApsEvent *event)
{
  ApsJobOutcome outcome = aps_event_get_outcome (event);
  ApsCliJson    json;

  aps_cli_json_init (&json);
  aps_cli_json_begin (&json, NULL, '{');
  aps_cli_json_time (&json, "timestamp", aps_event_get_timestamp (event));
  aps_cli_json_string (&json, "event", aps_event_get_name (event));
  aps_cli_json_string (&json, "schedule_id", aps_event_get_schedule_id (event));
  aps_cli_json_string (&json, "job_id", aps_event_get_job_id (event));
  aps_cli_json_string (&json, "task_id", aps_event_get_task_id (event));
  aps_cli_json_string (&json, "scheduler", aps_event_get_scheduler (event));
  aps_cli_json_time (&json, "fire_time", aps_event_get_fire_time (event));
  aps_cli_json_time (&json, "next_fire_time", aps_event_get_next_fire_time (event));
  aps_cli_json_string (&json,
                       "outcome",
                       outcome != APS_JOB_OUTCOME_NONE
                         ? aps_enum_to_nick (APS_TYPE_JOB_OUTCOME, outcome)
                         : NULL);
  aps_cli_json_string (&json, "reason", aps_event_get_reason (event));
  aps_cli_json_string (&json, "reason_text", aps_event_get_reason_text (event));
  aps_cli_json_string (&json, "error", aps_event_get_error_message (event));
  aps_cli_json_end (&json, '}');
  aps_cli_json_flush (&json);
  aps_cli_json_clear (&json);
}

static ApsExit
follow (ApsCli *cli, ApsEventStream *stream)
{
  for (gint i = 0; number <= 0 || i < number; i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (ApsEvent) event = aps_event_stream_next (stream, APS_FOREVER, NULL, &error);
      g_autofree char *line = NULL;

      if (event == NULL)
        return aps_cli_fail_by (error);

      if (cli->json)
        print_json (event);
      else
        {
          line = aps_event_to_string (event);
          g_print ("%s\n", line);
        }
      if (fflush (stdout) == EOF)
        return APS_EXIT_DONE;
    }

  return APS_EXIT_DONE;
}

static void
ignore (const char *const *envelopes, gpointer user_data)
{
}

/* A window may do without the broker, this command not. */
static gboolean
check_broker (ApsScheduler *window, GError **error)
{
  g_autoptr (ApsEventBroker) broker = NULL;
  guint listener;

  g_object_get (window, "event-broker", &broker, NULL);
  listener = aps_event_broker_add_listener (broker, ignore, NULL, NULL, error);
  if (listener == 0)
    return FALSE;

  aps_event_broker_remove_listener (broker, listener);
  return TRUE;
}

static ApsExit
run (ApsCli *cli, char **arguments)
{
  ApsEventType types = APS_EVENT_TYPE_ALL;
  ApsExit      status = APS_EXIT_DONE;
  g_autoptr (ApsScheduler) window = NULL;
  g_autoptr (ApsEventStream) stream = NULL;
  g_autoptr (GError) error = NULL;

  if (arguments[0] != NULL && !aps_event_type_parse (arguments[0], &types, &error))
    return aps_cli_fail_error (APS_EXIT_USAGE, error);

  window = aps_cli_open_window (cli, &status);
  if (window == NULL)
    return status;
  if (!check_broker (window, &error))
    return aps_cli_fail_by (error);

  stream = aps_scheduler_open_events (window, types, &error);
  return stream != NULL ? follow (cli, stream) : aps_cli_fail_by (error);
}

const ApsCommand aps_command_events = {
  .name = "events",
  .arguments = "[TYPES]",
  .summary = "Print what happens, as it happens",
  .details = "TYPES are names parted by commas, such as job-released,schedule-added. With --json\n"
             "each event is a line of JSON.",
  .parts = APS_CLI_STORE | APS_CLI_JSON,
  .entries = entries,
  .min_arguments = 0,
  .max_arguments = 1,
  .run = run,
};
