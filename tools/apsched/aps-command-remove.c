/* apsched remove: schedules are no more.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"

#include "aps-cli-change.h"

static gboolean yes;

static const GOptionEntry entries[] = {
  { "yes", 'y', 0, G_OPTION_ARG_NONE, &yes, "Do not ask", NULL },
  { NULL, 0, 0, 0, NULL, NULL, NULL },
};

static gboolean
remove_one (ApsScheduler *window, const char *id, gpointer data, GError **error)
{
  return aps_scheduler_remove_schedule (window, id, NULL, error);
}

static ApsExit
run (ApsCli *cli, char **arguments)
{
  return aps_cli_change_schedules (cli,
                                   arguments,
                                   yes ? NULL : "Remove them?",
                                   "removed",
                                   remove_one,
                                   NULL);
}

const ApsCommand aps_command_remove = {
  .name = "remove",
  .arguments = "SCHEDULE…",
  .summary = "Remove schedules",
  .details = "Jobs that they have made already still run. What a keyfile defines comes back when\n"
             "it is read again. Ids may be shortened, or be patterns with * and ?.",
  .parts = APS_CLI_STORE,
  .entries = entries,
  .min_arguments = 1,
  .max_arguments = -1,
  .run = run,
};
