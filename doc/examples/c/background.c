/* A scheduler in the background of a plain main(): no main loop anywhere.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include <apsched/apsched.h>

static void
count (ApsJobContext *context, gpointer user_data)
{
  g_atomic_int_inc ((int *)user_data);
  aps_job_context_return (context, NULL); /* success, nothing to say */
}

int
main (void)
{
  g_autoptr (ApsScheduler) scheduler = aps_scheduler_new ();
  g_autoptr (GError) error = NULL;
  int n = 0;

  aps_scheduler_add_thread_callback (scheduler, "count", count, &n, NULL);
  if (!aps_scheduler_schedule (scheduler, "count", "every:100ms", &error) ||
      !aps_scheduler_start_in_background (scheduler, NULL, &error))
    g_error ("%s", error->message);

  g_usleep (APS_SECOND / 2); /* the rest of the program */

  g_clear_object (&scheduler); /* the last reference waits for running jobs */
  g_print ("%d runs\n", n);
  return n >= 1 ? 0 : 1;
}
