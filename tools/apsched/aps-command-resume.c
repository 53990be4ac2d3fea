/* apsched resume: paused schedules go on.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"

#include "aps-cli-change.h"

static gboolean from_now;

static const GOptionEntry entries[] = {
  { "now", 0, 0, G_OPTION_ARG_NONE, &from_now, "Pass over what was missed meanwhile", NULL },
  { NULL, 0, 0, 0, NULL, NULL, NULL },
};

static gboolean
resume_one (ApsScheduler *window, const char *id, gpointer data, GError **error)
{
  return aps_scheduler_unpause_schedule (window, id, *(gint64 *)data, NULL, error);
}

static ApsExit
run (ApsCli *cli, char **arguments)
{
  gint64 from_us = from_now ? cli->now_us : APS_UNSET;

  return aps_cli_change_schedules (cli, arguments, NULL, "resumed", resume_one, &from_us);
}

const ApsCommand aps_command_resume = {
  .name = "resume",
  .arguments = "SCHEDULE…",
  .summary = "Let paused schedules go on",
  .details = "What was missed meanwhile is coalesced, or with --now passed over.\n"
             "Ids may be shortened, or be patterns with * and ?.",
  .parts = APS_CLI_STORE,
  .entries = entries,
  .min_arguments = 1,
  .max_arguments = -1,
  .run = run,
};
