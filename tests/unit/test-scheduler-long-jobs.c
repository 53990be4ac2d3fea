/* Jobs that take long: their time limits, their progress, and stopping under them.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include <apsched/apsched.h>

/* Generous: only a broken scheduler lets it run out. */
#define LONG (60 * APS_SECOND)

/* Goes on until it is cancelled. */
static void
end_cancelled (GCancellable *cancellable, gpointer context)
{
  /* Which holds the context, which holds the cancellable. */
  g_signal_handlers_disconnect_by_func (cancellable, end_cancelled, context);
  aps_job_context_return_error (context,
                                g_error_new_literal (G_IO_ERROR, G_IO_ERROR_CANCELLED, "told to"));
}

static void
go_on (ApsJobContext *context, gpointer user_data)
{
  GCancellable *cancellable = aps_job_context_get_cancellable (context);

  g_cancellable_connect (cancellable,
                         G_CALLBACK (end_cancelled),
                         g_object_ref (context),
                         g_object_unref);
}

/* Tells how far it is, then goes on until it is cancelled. */
static void
go_on_half_done (ApsJobContext *context, gpointer user_data)
{
  aps_job_context_set_progress (context, 0.5, "half of it");
  go_on (context, NULL);
}

static void
stop_and_wait (ApsJobContext *context, gpointer user_data)
{
  g_autoptr (GError) error = NULL;
  ApsScheduler *scheduler = aps_scheduler_get_current ();

  aps_scheduler_stop (scheduler);
  if (aps_scheduler_wait_until_stopped (scheduler, LONG, NULL, &error))
    aps_job_context_return (context, NULL);
  else
    aps_job_context_return_error (context, g_steal_pointer (&error));
}

static ApsScheduler *
new_running (void)
{
  g_autoptr (GError) error = NULL;
  ApsScheduler *scheduler = aps_scheduler_new ();

  aps_scheduler_add_thread_callback (scheduler, "go-on", go_on, NULL, NULL);
  aps_scheduler_add_thread_callback (scheduler, "half", go_on_half_done, NULL, NULL);
  aps_scheduler_add_thread_callback (scheduler, "stop", stop_and_wait, NULL, NULL);
  aps_scheduler_start_in_background (scheduler, NULL, &error);
  g_assert_no_error (error);
  return scheduler;
}

/* What the task's time limit ends has failed; only who stops waiting hears that it timed out. */
static void
test_time_limit (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (ApsScheduler) scheduler = new_running ();
  ApsJob *job = aps_job_new ("go-on", NULL);
  g_autoptr (GVariant) value = NULL;

  aps_job_set_time_limit (job, 10 * APS_MILLISECOND);
  value = aps_scheduler_run_job (scheduler, job, LONG, NULL, &error);
  g_assert_error (error, APS_ERROR, APS_ERROR_JOB_FAILED);
  g_assert_cmpstr (error->message, ==, "time limit of 10ms reached");
  g_assert_null (value);
}

/* Zero is zero, not unlimited. */
static void
test_time_limit_zero (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (ApsScheduler) scheduler = new_running ();
  ApsJob *job = aps_job_new ("go-on", NULL);
  g_autoptr (GVariant) value = NULL;

  aps_job_set_time_limit (job, 0);
  value = aps_scheduler_run_job (scheduler, job, LONG, NULL, &error);
  g_assert_error (error, APS_ERROR, APS_ERROR_JOB_FAILED);
}

/* The limit is an attempt's: the next one is made. */
static void
test_time_limit_is_tried_again (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (ApsScheduler) scheduler = new_running ();
  ApsJob *job = aps_job_new ("go-on", NULL);
  g_autoptr (ApsJobResult) result = NULL;
  g_autofree char *id = NULL;

  aps_job_set_time_limit (job, 10 * APS_MILLISECOND);
  aps_job_set_max_attempts (job, 2);
  aps_job_set_retry_delay (job, APS_MILLISECOND);
  aps_scheduler_add_job (scheduler, job, &id, NULL, &error);
  g_assert_no_error (error);

  result = aps_scheduler_get_job_result (scheduler, id, LONG, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpint (aps_job_result_get_outcome (result), ==, APS_JOB_OUTCOME_ERROR);
  g_assert_cmpint (aps_job_result_get_attempt (result), ==, 2);
  g_assert_cmpstr (aps_job_result_get_reason (result), ==, "time-limit");
}

/* Here it is known at once; other processes learn of it with the lease. */
static void
test_progress_shows (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (ApsScheduler) scheduler = new_running ();
  g_autofree char *id = NULL;
  double           progress = APS_UNSET;

  aps_scheduler_add_job (scheduler, aps_job_new ("half", NULL), &id, NULL, &error);
  g_assert_no_error (error);
  while (progress < 0)
    {
      g_autoptr (ApsJob) job = aps_scheduler_get_job (scheduler, id, NULL, &error);

      g_assert_no_error (error);
      g_assert_cmpint (aps_job_get_state (job), !=, APS_JOB_STATE_FINISHED);
      progress = aps_job_get_progress (job);
      if (progress >= 0)
        g_assert_cmpstr (aps_job_get_progress_text (job), ==, "half of it");
      g_thread_yield ();
    }

  g_assert_cmpfloat (progress, ==, 0.5);
  aps_scheduler_cancel_job (scheduler, id, NULL, NULL, &error);
  g_assert_no_error (error);
}

/* A job that waits for the stop which waits for it is told, and the stop comes to its end. */
static void
test_wait_in_job (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (ApsScheduler) scheduler = new_running ();
  g_autoptr (GVariant)
    value = aps_scheduler_run_job (scheduler, aps_job_new ("stop", NULL), LONG, NULL, &error);

  g_assert_error (error, APS_ERROR, APS_ERROR_WOULD_DEADLOCK);
  g_clear_error (&error);
  aps_scheduler_wait_until_stopped (scheduler, LONG, NULL, &error);
  g_assert_no_error (error);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/scheduler-long-jobs/time-limit/ends-as-failed", test_time_limit);
  g_test_add_func ("/scheduler-long-jobs/time-limit/zero-is-zero", test_time_limit_zero);
  g_test_add_func ("/scheduler-long-jobs/time-limit/is-an-attempts",
                   test_time_limit_is_tried_again);
  g_test_add_func ("/scheduler-long-jobs/progress/shows-at-once", test_progress_shows);
  g_test_add_func ("/scheduler-long-jobs/life/waiting-in-a-job-is-refused", test_wait_in_job);

  return g_test_run ();
}
