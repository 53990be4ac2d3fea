/* apsched cancel: waiting jobs end at once, running ones are told to.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"

#include "aps-cli-jobs.h"
#include "aps-cli-window.h"

static char *why;

static const GOptionEntry entries[] = {
  { "why", 0, 0, G_OPTION_ARG_STRING, &why, "The reason, which the job keeps", "TEXT" },
  { NULL, 0, 0, 0, NULL, NULL, NULL },
};

/* What has ended before is not cancelled by this. */
static void
say (const ApsJobRecord *before, const char *id)
{
  if (before != NULL && before->state == APS_JOB_STATE_FINISHED)
    g_print ("%s had ended already: %s\n", id, aps_cli_job_state (before));
  else
    g_print ("cancelled %s\n", id);
}

static gboolean
cancel (ApsScheduler *window, const char *id, GError **error)
{
  g_autoptr (ApsRecordList) before = aps_record_list_new (APS_RECORD_TYPE_JOB);

  if (!aps_data_store_get_jobs (aps_cli_get_store (window),
                                (const char *const[]){ id, NULL },
                                before,
                                error) ||
      !aps_scheduler_cancel_job (window, id, why, NULL, error))
    return FALSE;

  say (aps_record_list_get_n (before) > 0 ? aps_record_list_get (before, 0) : NULL, id);
  return TRUE;
}

static ApsExit
run (ApsCli *cli, char **arguments)
{
  g_autoptr (ApsScheduler) window = NULL;
  ApsExit status = APS_EXIT_DONE;

  window = aps_cli_open_window (cli, &status);
  if (window == NULL)
    return status;

  for (guint i = 0; arguments[i] != NULL; i++)
    {
      g_autofree char *id = aps_cli_find_job (window, arguments[i], &status);
      g_autoptr (GError) error = NULL;

      if (id == NULL)
        continue;

      if (!cancel (window, id, &error))
        status = aps_cli_fail_by (error);
    }

  return status;
}

const ApsCommand aps_command_cancel = {
  .name = "cancel",
  .arguments = "JOB…",
  .summary = "Cancel jobs",
  .details = "A job that runs is told to end. Ids may be shortened to a part that no other has.",
  .parts = APS_CLI_STORE,
  .entries = entries,
  .min_arguments = 1,
  .max_arguments = -1,
  .run = run,
};
