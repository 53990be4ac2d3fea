/* With a test clock a week of schedules passes at once.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include <apsched/apsched.h>

static void
note (ApsJobContext *context, gpointer user_data)
{
  ++*(int *)user_data;
  aps_job_context_return (context, NULL);
}

int
main (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (ApsTestClock) clock = aps_test_clock_new ("2026-03-28T00:00Z");
  g_autoptr (ApsScheduler) scheduler = g_object_new (APS_TYPE_SCHEDULER, "clock", clock, NULL);
  int n = 0;

  aps_scheduler_add_callback (scheduler, "note", note, &n, NULL);
  if (!aps_scheduler_schedule (scheduler, "note", "cron:30 2 * * * tz=Europe/Berlin", &error) ||
      !aps_scheduler_start_in_background (scheduler, NULL, &error))
    g_error ("%s", error->message);

  /* Returns when all that was due has run, in order, callbacks of this context too. */
  aps_test_clock_advance (clock, 7 * APS_DAY);
  g_print ("%d runs in a week: on 29 March there is no half past two\n", n);
  g_assert_cmpint (n, ==, 6);
  return 0;
}
