/* apsched pause: schedules fire no more, until a moment or until they are resumed.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"

#include "aps-cli-change.h"
#include "aps-cli-time.h"

static char *until;
static char *why;

static const GOptionEntry entries[] = {
  { "until",
    0,
    0,
    G_OPTION_ARG_STRING,
    &until,
    "The pause ends then: tomorrow, mon, +2h, a date",
    "TIME" },
  { "why", 0, 0, G_OPTION_ARG_STRING, &why, "The reason, which the list shows", "TEXT" },
  { NULL, 0, 0, 0, NULL, NULL, NULL },
};

static gboolean
pause_one (ApsScheduler *window, const char *id, gpointer data, GError **error)
{
  return aps_scheduler_pause_schedule_full (window,
                                            id,
                                            *(gint64 *)data,
                                            aps_cli_get_user (),
                                            why,
                                            NULL,
                                            error);
}

static ApsExit
run (ApsCli *cli, char **arguments)
{
  g_autoptr (GError) error = NULL;
  gint64 until_us = APS_TIME_NONE;

  if (until != NULL && !aps_cli_time_parse (cli, until, &until_us, &error))
    return aps_cli_fail (APS_EXIT_USAGE, "--until: %s", error->message);
  if (until_us <= cli->now_us)
    return aps_cli_fail (APS_EXIT_USAGE, "--until: %.80s is over already", until);

  return aps_cli_change_schedules (cli, arguments, NULL, "paused", pause_one, &until_us);
}

const ApsCommand aps_command_pause = {
  .name = "pause",
  .arguments = "SCHEDULE…",
  .summary = "Pause schedules",
  .details = "Ids may be shortened, or be patterns with * and ?.",
  .parts = APS_CLI_STORE | APS_CLI_TIME,
  .entries = entries,
  .min_arguments = 1,
  .max_arguments = -1,
  .run = run,
};
