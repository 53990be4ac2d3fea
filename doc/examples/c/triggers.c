/* Triggers answer without a scheduler; with a test clock a week of schedules passes at once.
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

static void
preview (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (ApsTrigger) visit =
    aps_trigger_parse ("and:[calendar:months=2 hour=10] [cron:0 10 * * mon-fri] tz=UTC", &error);
  g_autofree char   *words = NULL;
  g_autofree gint64 *fires = NULL;
  gsize              n;

  g_assert_no_error (error);
  words = aps_trigger_describe (visit);
  g_print ("%s\n", words);

  /* Added on 2022-06-07 at 09:00. */
  fires = aps_trigger_preview (visit, G_GINT64_CONSTANT (1654592400) * APS_SECOND, 3, &n, &error);
  g_assert_no_error (error);
  for (gsize i = 0; i < n; i++)
    {
      g_autofree char *text = aps_time_to_string (fires[i]);

      g_print ("%s\n", text);
    }
  g_assert_cmpuint (n, ==, 3);
}

static void
pass_a_week (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (ApsTestClock) clock = aps_test_clock_new ("2026-03-28T00:00Z");
  g_autoptr (ApsScheduler) scheduler = g_object_new (APS_TYPE_SCHEDULER, "clock", clock, NULL);
  int n = 0;

  aps_scheduler_add_callback (scheduler, "note", note, &n, NULL);
  aps_scheduler_schedule (scheduler, "note", "cron:30 2 * * * tz=Europe/Berlin", &error);
  g_assert_no_error (error);
  aps_scheduler_start_in_background (scheduler, NULL, &error);
  g_assert_no_error (error);

  aps_test_clock_advance (clock, 7 * APS_DAY);
  g_print ("%d runs in a week: on 29 March there is no half past two\n", n);
  g_assert_cmpint (n, ==, 6);
}

int
main (void)
{
  preview ();
  pass_a_week ();
  return 0;
}
