/* A program that is nothing but a scheduler: it runs a command until somebody stops it.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include <apsched/apsched.h>

/* Heard in this context, which run_until_stopped() iterates. stop() may be called from anywhere. */
static void
stop_after_one (ApsEvent *event, gpointer user_data)
{
  g_print ("%s: %s\n", aps_event_get_task_id (event), aps_event_get_name (event));
  aps_scheduler_stop (user_data);
}

int
main (void)
{
  g_autoptr (ApsScheduler) scheduler = aps_scheduler_new (); /* memory store, local broker */
  g_autoptr (GError) error = NULL;

  aps_scheduler_subscribe_once (scheduler,
                                APS_EVENT_TYPE_JOB_RELEASED,
                                stop_after_one,
                                scheduler,
                                NULL);

  /* In earnest the trigger would be "cron:0 3 * * *". */
  if (!aps_scheduler_schedule (scheduler, "command:/bin/echo up to date", "every:1h", &error) ||
      !aps_scheduler_run_until_stopped (scheduler, NULL, &error))
    g_error ("%s", error->message);

  return 0;
}
