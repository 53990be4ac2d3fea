/* Jobs of a scheduler: run, waited for, failed, cancelled.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include <apsched/apsched.h>

/* Generous: only a broken scheduler lets it run out. */
#define LONG (60 * APS_SECOND)

static void
double_width (ApsJobContext *context, gpointer user_data)
{
  const char *path;
  int         width;

  if (!aps_job_context_read_args (context, "(&si)", &path, &width))
    return;

  g_assert_true (aps_job_context_get_current () == context);
  aps_job_context_return (context, g_variant_new_int64 (width * 2));
}

static void
fail_busy (ApsJobContext *context, gpointer user_data)
{
  aps_job_context_return_error (context,
                                g_error_new_literal (G_IO_ERROR, G_IO_ERROR_BUSY, "not today"));
}

static void
forget (ApsJobContext *context, gpointer user_data)
{
}

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

static ApsScheduler *
new_running (void)
{
  g_autoptr (GError) error = NULL;
  ApsScheduler *scheduler = aps_scheduler_new ();

  aps_scheduler_add_thread_callback (scheduler, "resize", double_width, NULL, NULL);
  aps_scheduler_add_callback (scheduler, "resize-here", double_width, NULL, NULL);
  aps_scheduler_add_thread_callback (scheduler, "fail", fail_busy, NULL, NULL);
  aps_scheduler_add_thread_callback (scheduler, "forget", forget, NULL, NULL);
  aps_scheduler_add_thread_callback (scheduler, "go-on", go_on, NULL, NULL);
  aps_scheduler_start_in_background (scheduler, NULL, &error);
  g_assert_no_error (error);
  return scheduler;
}

static void
test_run (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (ApsScheduler) scheduler = new_running ();
  g_autoptr (GVariant)
    value = aps_scheduler_run_job (scheduler,
                                   aps_job_new ("resize", g_variant_new ("(si)", "/x.png", 64)),
                                   LONG,
                                   NULL,
                                   &error);

  g_assert_no_error (error);
  g_assert_cmpint (g_variant_get_int64 (value), ==, 128);
}

/* The context that is to run the callback is the one that waits: it serves it. */
static void
test_run_in_home_context (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (ApsScheduler) scheduler = new_running ();
  g_autoptr (GVariant)
    value = aps_scheduler_run_job (scheduler,
                                   aps_job_new ("resize-here", g_variant_new ("(si)", "/x.png", 4)),
                                   LONG,
                                   NULL,
                                   &error);

  g_assert_no_error (error);
  g_assert_cmpint (g_variant_get_int64 (value), ==, 8);
}

/* The job whose end is waited for is to run in the context that waits. */
static void
test_stream_in_home_context (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (ApsScheduler) scheduler = new_running ();
  g_autoptr (ApsEventStream)
    stream = aps_scheduler_open_events (scheduler, APS_EVENT_TYPE_JOB_RELEASED, &error);
  g_autoptr (ApsEvent) event = NULL;

  aps_scheduler_add_job (scheduler,
                         aps_job_new ("resize-here", g_variant_new ("(si)", "/x.png", 4)),
                         NULL,
                         NULL,
                         &error);
  g_assert_no_error (error);
  event = aps_event_stream_next (stream, LONG, NULL, &error);
  g_assert_no_error (error);
  g_assert_nonnull (event);
}

static void
test_stop_in_home_context (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (ApsScheduler) scheduler = new_running ();
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();

  aps_scheduler_add_job (scheduler,
                         aps_job_new ("resize-here", g_variant_new ("(si)", "/x.png", 4)),
                         NULL,
                         NULL,
                         &error);
  g_assert_no_error (error);
  aps_scheduler_stop (scheduler);
  g_assert_true (aps_scheduler_wait_until_stopped (scheduler, LONG, cancellable, &error));
  g_assert_no_error (error);
}

static void
expect_failure (const char *task, GVariant *args, GQuark domain, int code)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (ApsScheduler) scheduler = new_running ();
  g_autoptr (GVariant)
    value = aps_scheduler_run_job (scheduler, aps_job_new (task, args), LONG, NULL, &error);

  g_assert_error (error, domain, code);
  g_assert_null (value);
}

static void
test_own_error (void)
{
  expect_failure ("fail", NULL, G_IO_ERROR, G_IO_ERROR_BUSY);
}

static void
test_forgotten (void)
{
  expect_failure ("forget", NULL, APS_ERROR, APS_ERROR_JOB_FAILED);
}

static void
test_unfit_args (void)
{
  expect_failure ("resize", g_variant_new ("(s)", "/x.png"), APS_ERROR, APS_ERROR_INVALID_ARGUMENT);
}

static void
test_unknown_task (void)
{
  expect_failure ("nobody", NULL, APS_ERROR, APS_ERROR_NOT_FOUND);
}

static void
test_timed_out_then_cancelled (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (ApsScheduler) scheduler = new_running ();
  g_autofree char *id = NULL;
  g_autoptr (ApsJobResult) result = NULL;

  aps_scheduler_add_job (scheduler, aps_job_new ("go-on", NULL), &id, NULL, &error);
  g_assert_no_error (error);

  result = aps_scheduler_get_job_result (scheduler, id, 0, NULL, &error);
  g_assert_error (error, APS_ERROR, APS_ERROR_NOT_READY);
  g_clear_error (&error);

  result = aps_scheduler_get_job_result (scheduler, id, APS_MILLISECOND, NULL, &error);
  g_assert_error (error, APS_ERROR, APS_ERROR_TIMED_OUT);
  g_clear_error (&error);

  aps_scheduler_cancel_job (scheduler, id, "not needed", NULL, &error);
  g_assert_no_error (error);
  result = aps_scheduler_get_job_result (scheduler, id, LONG, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpint (aps_job_result_get_outcome (result), ==, APS_JOB_OUTCOME_CANCELLED);
}

/* In a quiet scheduler, what happens is told in its order. */
static void
test_told_in_order (void)
{
  static const char *const names[] = { "task-added", "job-added", "job-acquired", "job-released" };
  g_autoptr (GError) error = NULL;
  g_autoptr (ApsScheduler) scheduler = new_running ();
  g_autoptr (ApsEventStream) stream =
    aps_scheduler_open_events (scheduler, APS_EVENT_TYPE_ANY_TASK | APS_EVENT_TYPE_ANY_JOB, &error);

  aps_scheduler_add_job (scheduler, aps_job_new ("fail", NULL), NULL, NULL, &error);
  g_assert_no_error (error);
  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autoptr (ApsEvent) event = aps_event_stream_next (stream, LONG, NULL, &error);

      g_assert_no_error (error);
      g_assert_cmpstr (aps_event_get_name (event), ==, names[i]);
    }
}

/* What names an executor that is not there, or runs no such callable, is refused when added. */
static void
test_wrong_executor (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (ApsScheduler) scheduler = new_running ();
  ApsJob      *job = aps_job_new ("resize", NULL);
  ApsSchedule *schedule = aps_schedule_new ("s", "resize-here", aps_interval_trigger_new (APS_DAY));

  aps_job_set_executor (job, "nowhere");
  g_assert_false (aps_scheduler_add_job (scheduler, job, NULL, NULL, &error));
  g_assert_error (error, APS_ERROR, APS_ERROR_NOT_FOUND);
  g_clear_error (&error);

  aps_schedule_set_executor (schedule, "thread-pool");
  g_assert_false (
    aps_scheduler_add_schedule (scheduler, schedule, APS_CONFLICT_POLICY_EXCEPTION, NULL, &error));
  g_assert_error (error, APS_ERROR, APS_ERROR_NOT_SUPPORTED);
}

static void
test_not_kept (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (ApsScheduler) scheduler = new_running ();
  g_autoptr (ApsEventStream)
    stream = aps_scheduler_open_events (scheduler, APS_EVENT_TYPE_JOB_RELEASED, &error);
  g_autoptr (ApsEvent) event = NULL;
  g_autofree char *id = NULL;
  g_autoptr (ApsJobResult) result = NULL;

  aps_scheduler_add_job (scheduler,
                         aps_job_new ("resize", g_variant_new ("(si)", "x", 1)),
                         &id,
                         NULL,
                         &error);
  event = aps_event_stream_next (stream, LONG, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (aps_event_get_job_id (event), ==, id);

  result = aps_scheduler_get_job_result (scheduler, id, LONG, NULL, &error);
  g_assert_error (error, APS_ERROR, APS_ERROR_NOT_FOUND);
}

static void
test_kept (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (ApsScheduler) scheduler = new_running ();
  ApsJob          *job = aps_job_new ("resize", g_variant_new ("(si)", "x", 21));
  g_autofree char *id = NULL;

  aps_job_set_result_expiration_time (job, APS_HOUR);
  aps_scheduler_add_job (scheduler, job, &id, NULL, &error);
  g_assert_no_error (error);

  /* Reading does not remove. */
  for (guint i = 0; i < 2; i++)
    {
      g_autoptr (ApsJobResult)
        result = aps_scheduler_get_job_result (scheduler, id, LONG, NULL, &error);

      g_assert_no_error (error);
      g_assert_cmpint (aps_job_result_get_outcome (result), ==, APS_JOB_OUTCOME_SUCCESS);
      g_assert_cmpint (g_variant_get_int64 (aps_job_result_get_value (result)), ==, 42);
    }
}

static void
count (ApsJobContext *context, gpointer user_data)
{
  g_atomic_int_inc ((gint *)user_data);
  aps_job_context_return (context, NULL);
}

/* The last unref waits for running jobs, without a main loop anywhere. */
static void
test_many_then_unref (void)
{
  g_autoptr (GError) error = NULL;
  ApsScheduler *scheduler = aps_scheduler_new ();
  g_autoptr (ApsTask) task = NULL;
  gint n = 0;

  aps_scheduler_add_thread_callback (scheduler, "count", count, &n, NULL);
  task = aps_task_new ("count", NULL);
  aps_task_set_max_running_jobs (task, APS_UNLIMITED);
  aps_scheduler_configure_task (scheduler, g_steal_pointer (&task), NULL, &error);
  g_assert_no_error (error);
  aps_scheduler_start_in_background (scheduler, NULL, &error);
  g_assert_no_error (error);

  for (guint i = 0; i < 10000; i++)
    {
      aps_scheduler_add_job (scheduler, aps_job_new ("count", NULL), NULL, NULL, &error);
      g_assert_no_error (error);
    }
  {
    g_autoptr (GVariant)
      value = aps_scheduler_run_job (scheduler, aps_job_new ("count", NULL), LONG, NULL, &error);

    g_assert_no_error (error);
    g_assert_nonnull (value);
  }

  g_object_unref (scheduler);
  g_assert_cmpint (n, ==, 10001);
}

static void
test_life (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (ApsScheduler) scheduler = new_running ();

  g_assert_cmpint (aps_scheduler_get_state (scheduler), ==, APS_RUN_STATE_RUNNING);
  aps_scheduler_start_in_background (scheduler, NULL, &error);
  g_assert_error (error, APS_ERROR, APS_ERROR_BUSY);
  g_clear_error (&error);

  aps_scheduler_stop (scheduler);
  aps_scheduler_wait_until_stopped (scheduler, LONG, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpint (aps_scheduler_get_state (scheduler), ==, APS_RUN_STATE_OPEN);

  aps_scheduler_start_in_background (scheduler, NULL, &error);
  g_assert_no_error (error);
  aps_scheduler_stop (scheduler);
  aps_scheduler_wait_until_stopped (scheduler, APS_FOREVER, NULL, &error);
  aps_scheduler_close (scheduler, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpint (aps_scheduler_get_state (scheduler), ==, APS_RUN_STATE_CLOSED);
}

static void
count_done (GObject *source, GAsyncResult *result, gpointer n_done)
{
  ++*(guint *)n_done;
}

static void
added (GObject *source, GAsyncResult *result, gpointer done)
{
  g_autoptr (GError) error = NULL;
  G_GNUC_UNUSED g_autofree char *id =
    aps_scheduler_add_job_finish (APS_SCHEDULER (source), result, &error);

  g_assert_no_error (error);
  *(gboolean *)done = TRUE;
}

/* However many calls wait for jobs, others go on. */
static void
test_waiting_calls_hold_nobody (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (ApsScheduler) scheduler = new_running ();
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autofree char *id = NULL;
  gboolean         done = FALSE;
  guint            n_done = 0;

  aps_scheduler_add_job (scheduler, aps_job_new ("go-on", NULL), &id, NULL, &error);
  g_assert_no_error (error);
  for (guint i = 0; i < 300; i++)
    aps_scheduler_get_job_result_async (scheduler,
                                        id,
                                        APS_FOREVER,
                                        cancellable,
                                        count_done,
                                        &n_done);
  aps_scheduler_add_job_async (scheduler, aps_job_new ("go-on", NULL), NULL, added, &done);
  while (!done)
    g_main_context_iteration (NULL, TRUE);
  g_assert_cmpuint (n_done, ==, 0);

  g_cancellable_cancel (cancellable);
  while (n_done < 300)
    g_main_context_iteration (NULL, TRUE);
  aps_scheduler_stop_now (scheduler);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/scheduler/life/starts-stops-closes", test_life);
  g_test_add_func ("/scheduler/run-job/gives-the-value", test_run);
  g_test_add_func ("/scheduler/run-job/serves-its-own-context", test_run_in_home_context);
  g_test_add_func ("/scheduler/events/waiting-serves-its-own-context", test_stream_in_home_context);
  g_test_add_func ("/scheduler/life/stopping-serves-its-own-context", test_stop_in_home_context);
  g_test_add_func ("/scheduler/run-job/tells-the-tasks-own-error", test_own_error);
  g_test_add_func ("/scheduler/run-job/forgotten-context-is-an-error", test_forgotten);
  g_test_add_func ("/scheduler/run-job/unfit-arguments-are-an-error", test_unfit_args);
  g_test_add_func ("/scheduler/run-job/unknown-task-is-refused", test_unknown_task);
  g_test_add_func ("/scheduler/jobs/are-told-in-order", test_told_in_order);
  g_test_add_func ("/scheduler/jobs/wrong-executor-is-refused", test_wrong_executor);
  g_test_add_func ("/scheduler/result/not-ready-timed-out-cancelled",
                   test_timed_out_then_cancelled);
  g_test_add_func ("/scheduler/result/not-kept-is-not-found", test_not_kept);
  g_test_add_func ("/scheduler/result/stays-when-read", test_kept);
  g_test_add_func ("/scheduler/jobs/many-then-unref", test_many_then_unref);
  g_test_add_func ("/scheduler/async/waiting-calls-hold-nobody", test_waiting_calls_hold_nobody);

  return g_test_run ();
}
