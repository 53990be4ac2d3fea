/* Schedules with more to say, what becomes of one that exists, pausing and removing.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include <apsched/apsched.h>

static void
resize (ApsJobContext *context, gpointer user_data)
{
  const char *path;
  int         width;

  if (aps_job_context_read_args (context, "(&si)", &path, &width))
    aps_job_context_return (context, NULL);
}

static ApsSchedule *
make_small (gint64 interval_us)
{
  ApsSchedule *small = aps_schedule_new ("small", "resize", aps_interval_trigger_new (interval_us));

  aps_schedule_set_args (small, g_variant_new ("(si)", "/tmp/x.png", 64));
  aps_schedule_set_misfire_grace_time (small, 5 * APS_MINUTE);
  aps_schedule_set_coalesce (small, APS_COALESCE_EARLIEST);
  aps_schedule_set_overlap (small, APS_OVERLAP_QUEUE);
  return small;
}

/* How many may run at once, and for how long, is said of the task. */
static void
limit (ApsScheduler *scheduler)
{
  g_autoptr (GError) error = NULL;
  ApsTask *task = aps_task_new ("resize", NULL); /* NULL: the callback registered under this id */

  aps_task_set_max_running_jobs (task, 3); /* 1 by default; APS_UNLIMITED */
  aps_task_set_time_limit (task, 2 * APS_MINUTE);
  aps_scheduler_configure_task (scheduler, task, NULL, &error); /* what is unset stays as it was */
  g_assert_no_error (error);
}

static void
add_again (ApsScheduler *scheduler)
{
  g_autoptr (GError) error = NULL;
  ApsEntryStatus status;

  /* Replacing by an equal schedule changes nothing: a program may do so at each start. */
  aps_scheduler_add_schedule_full (scheduler,
                                   make_small (APS_HOUR),
                                   APS_CONFLICT_POLICY_REPLACE,
                                   NULL,
                                   &status,
                                   NULL,
                                   &error);
  g_assert_no_error (error);
  g_assert_cmpint (status, ==, APS_ENTRY_STATUS_UNCHANGED);

  /* The answer tells that there was one, which was left alone. */
  aps_scheduler_add_schedule_full (scheduler,
                                   make_small (2 * APS_HOUR),
                                   APS_CONFLICT_POLICY_DO_NOTHING,
                                   NULL,
                                   &status,
                                   NULL,
                                   &error);
  g_assert_no_error (error);
  g_assert_cmpint (status, ==, APS_ENTRY_STATUS_LEFT);

  aps_scheduler_add_schedule (scheduler,
                              make_small (2 * APS_HOUR),
                              APS_CONFLICT_POLICY_EXCEPTION,
                              NULL,
                              &error);
  g_assert_error (error, APS_ERROR, APS_ERROR_CONFLICT);
  g_print ("%s\n", error->message);
}

static void
pause_for_a_while (ApsScheduler *scheduler)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (ApsSchedule) paused = NULL;
  g_autoptr (ApsSchedule) going = NULL;

  aps_scheduler_pause_schedule (scheduler, "small", NULL, &error);
  g_assert_no_error (error);
  paused = aps_scheduler_get_schedule (scheduler, "small", NULL, &error);
  g_assert_no_error (error);
  g_assert_true (aps_schedule_is_paused (paused));

  /* What was missed meanwhile is coalesced; a moment instead of APS_UNSET: go on from then. */
  aps_scheduler_unpause_schedule (scheduler, "small", APS_UNSET, NULL, &error);
  g_assert_no_error (error);
  aps_scheduler_unpause_schedule (scheduler, "small", g_get_real_time (), NULL, &error);
  g_assert_no_error (error);
  going = aps_scheduler_get_schedule (scheduler, "small", NULL, &error);
  g_assert_no_error (error);
  g_assert_false (aps_schedule_is_paused (going));
}

int
main (void)
{
  g_autoptr (ApsScheduler) scheduler = aps_scheduler_new ();
  g_autoptr (GPtrArray) left = NULL;
  g_autoptr (GError) error = NULL;

  aps_scheduler_add_thread_callback (scheduler, "resize", resize, NULL, NULL);
  limit (scheduler);
  aps_scheduler_add_schedule (scheduler,
                              make_small (APS_HOUR),
                              APS_CONFLICT_POLICY_REPLACE,
                              NULL,
                              &error);
  g_assert_no_error (error);

  add_again (scheduler);
  pause_for_a_while (scheduler);

  aps_scheduler_remove_schedule (scheduler,
                                 "small",
                                 NULL,
                                 &error); /* jobs already made still run */
  g_assert_no_error (error);
  left = aps_scheduler_get_schedules (scheduler, NULL, NULL, &error);
  g_assert_cmpuint (left->len, ==, 0);
  return 0;
}
