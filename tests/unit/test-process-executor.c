/* The process executor as a plugin: what a command hears of its job, and what its context hears of
 * the command's end. How commands end is test-worker-link's.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include <apsched/apsched.h>

#include <signal.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "model/aps-job-private.h"

/* 2026-01-31T03:00:00Z */
#define FIRE_TIME G_GINT64_CONSTANT (1769828400000000)

typedef struct
{
  ApsJobContext *context;
  gboolean       ended; /* guarded by lock, as all below */
  char          *value;
  char          *output;
  GError        *error;
} Run;

static GMutex lock;
static GCond  changed;

static void
ended (ApsJobContext *context,
       const char    *value,
       const GError  *error,
       const char    *output,
       gpointer       user_data)
{
  Run *run = user_data;

  APS_LOCKED (&lock);

  g_assert_false (run->ended);
  run->ended = TRUE;
  run->value = g_strdup (value);
  run->output = g_strdup (output);
  run->error = error != NULL ? g_error_copy (error) : NULL;
  g_cond_broadcast (&changed);
}

static ApsExecutor *
open_executor (const char *settings)
{
  g_autoptr (GError) error = NULL;
  ApsExecutor *executor = aps_registry_new_executor ("process", settings, &error);

  g_assert_no_error (error);
  g_assert_true (aps_executor_start (executor, NULL, &error));
  g_assert_no_error (error);
  return executor;
}

static Run *
run_new (ApsJob *job, const char *options)
{
  Run *run = g_new0 (Run, 1);
  g_autoptr (GVariant) value = options != NULL ? aps_value_from_json (options, -1, NULL) : NULL;

  run->context = aps_job_context_new_for_test (job, value, NULL, NULL, NULL, ended, run);
  return run;
}

static void
run_free (Run *run)
{
  g_object_unref (run->context);
  g_free (run->value);
  g_free (run->output);
  g_clear_error (&run->error);
  g_free (run);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Run, run_free)

static void
submit (ApsExecutor *executor, Run *run)
{
  g_autoptr (GError) error = NULL;

  g_assert_true (aps_executor_submit (executor, run->context, &error));
  g_assert_no_error (error);
}

static void
wait_for (Run *run)
{
  APS_LOCKED (&lock);

  while (!run->ended)
    g_cond_wait (&changed, &lock);
}

static Run *
run_whole (ApsExecutor *executor, ApsJob *job, const char *options)
{
  Run *run = run_new (job, options);

  submit (executor, run);
  wait_for (run);
  return run;
}

static ApsJob *
make_scheduled_job (const char *task_id, gint64 fire_time_us)
{
  g_autoptr (ApsRecordList) list = aps_record_list_new (APS_RECORD_TYPE_JOB);
  ApsJobRecord *record = aps_record_list_add (list);

  record->id = "019b7000-0000-7000-8000-000000000001";
  record->task_id = aps_record_list_strdup (list, task_id);
  record->schedule_id = "nightly";
  record->fire_time_us = fire_time_us;
  record->jitter_us = APS_MINUTE;
  record->attempt = 3;
  record->fence = 41;
  record->lease_until_us = APS_TIME_NONE;
  return aps_job_new_from_record (list, record);
}

static const char script[] = "command:sh -c 'env | grep ^APSCHED_ | grep -v -e ^APSCHED_WORKER= -e "
                             "^APSCHED_PLUGIN_PATH= | sort'";

static void
test_scheduled_job_knows_itself (void)
{
  g_autoptr (ApsExecutor) executor = open_executor (NULL);
  g_autoptr (Run) run = run_whole (executor, make_scheduled_job (script, FIRE_TIME + 7), NULL);
  g_autofree char *expected =
    g_strdup_printf ("APSCHED_ATTEMPT=3\n"
                     "APSCHED_FENCE=41\n"
                     "APSCHED_JOB_ID=019b7000-0000-7000-8000-000000000001\n"
                     "APSCHED_SCHEDULED_FIRE_TIME=2026-01-31T03:00:00.000007Z\n"
                     "APSCHED_SCHEDULE_ID=nightly\n"
                     "APSCHED_TASK_ID=%s\n",
                     script);

  g_assert_no_error (run->error);
  g_assert_cmpstr (run->output, ==, expected);
}

static void
test_direct_job_has_no_schedule (void)
{
  g_autoptr (ApsExecutor) executor = open_executor (NULL);
  g_autoptr (Run) run = NULL;
  ApsJob *job = aps_job_new (script, g_variant_new ("(si)", "ignored", 1));

  aps_job_set_kwargs (job, g_variant_new_parsed ("{'size': <64>, 'name': <'a b'>}"));
  run = run_whole (executor, job, "{\"environment\":[\"APSCHED_JOB_ID=mine\"]}");

  g_assert_no_error (run->error);
  g_assert_null (strstr (run->output, "APSCHED_SCHEDULE"));
  g_assert_null (strstr (run->output, "mine")); /* the job's own variables come last */
  g_assert_nonnull (strstr (run->output, "APSCHED_ARG_NAME=a b\n"));
  g_assert_nonnull (strstr (run->output, "APSCHED_ARG_SIZE=64\n"));
}

static void
test_value_and_output (void)
{
  g_autoptr (ApsExecutor) executor = open_executor (NULL);
  g_autoptr (Run)
    run = run_whole (executor,
                     aps_job_new ("command:sh -c 'pwd; cat; echo warn >&2; echo \"$1\"' x",
                                  g_variant_new ("(s)", "last")),
                     "{\"directory\":\"/usr\",\"input\":\"in\\n\"}");
  g_autoptr (GVariant) value = NULL;
  const char *text;
  gint64      status;

  g_assert_no_error (run->error);
  value = aps_value_from_json (run->value, -1, NULL);
  g_assert_true (g_variant_lookup (value, "exit-status", "x", &status));
  g_assert_cmpint (status, ==, 0);
  g_assert_true (g_variant_lookup (value, "stdout", "&s", &text));
  g_assert_cmpstr (text, ==, "/usr\nin\nlast\n");
  g_assert_true (g_variant_lookup (value, "stderr", "&s", &text));
  g_assert_cmpstr (text, ==, "warn\n");
  g_assert_cmpstr (run->output, ==, "/usr\nin\nlast\nwarn\n");
}

static void
test_failure_keeps_output (void)
{
  g_autoptr (ApsExecutor) executor = open_executor (NULL);
  g_autoptr (Run)
    run = run_whole (executor,
                     aps_job_new ("command:sh -c 'echo out; echo why >&2; exit 12'", NULL),
                     NULL);

  g_assert_error (run->error, APS_ERROR, APS_ERROR_JOB_FAILED);
  g_assert_cmpstr (run->error->message, ==, "exit 12: why");
  g_assert_cmpstr (run->output, ==, "out\nwhy\n");
}

/* What the job itself has wrong is its outcome, not a refusal that would be tried again. */
static void
test_broken_job_ends (void)
{
  g_autoptr (ApsExecutor) executor = open_executor (NULL);
  g_autoptr (Run) quote = run_whole (executor, aps_job_new ("command:echo 'a", NULL), NULL);
  g_autoptr (Run)
    option = run_whole (executor, aps_job_new ("command:true", NULL), "{\"colour\":\"red\"}");

  g_assert_error (quote->error, APS_ERROR, APS_ERROR_INVALID_ARGUMENT);
  g_assert_error (option->error, APS_ERROR, APS_ERROR_INVALID_SETTING);
  g_assert_cmpuint (aps_executor_get_room (executor), ==, 32);
}

static void
test_time_limit (void)
{
  g_autoptr (ApsExecutor) executor = open_executor ("kill-delay=10ms");
  g_autoptr (Run) run = NULL;
  ApsJob *job = aps_job_new ("command:sh -c 'trap \"\" TERM; while :; do :; done'", NULL);

  aps_job_set_time_limit (job, 50 * APS_MILLISECOND);
  run = run_whole (executor, job, NULL);
  g_assert_error (run->error, APS_ERROR, APS_ERROR_JOB_FAILED);
  g_assert_cmpstr (run->error->message, ==, "time limit of 50ms reached");
}

static void
test_lease_that_is_over (void)
{
  g_autoptr (ApsExecutor) executor = open_executor (NULL);
  g_autoptr (Run) run = run_new (aps_job_new ("command:sleep 1000", NULL), NULL);

  submit (executor, run);
  /* The context knows of no end of its lease: that is what counts as unlimited. */
  aps_executor_lease_extended (executor, run->context, APS_TIME_NONE);
  g_assert_false (aps_job_context_is_completed (run->context));
  g_cancellable_cancel (aps_job_context_get_cancellable (run->context));
  wait_for (run);
  g_assert_error (run->error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
}

static void
test_no_helper (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (ApsExecutor)
    executor = aps_registry_new_executor ("process", "worker=/no/such/helper", &error);
  g_autoptr (Run) run = run_new (aps_job_new ("command:true", NULL), NULL);

  g_assert_no_error (error);
  g_assert_false (aps_executor_start (executor, NULL, &error));
  g_assert_error (error, APS_ERROR, APS_ERROR_NOT_FOUND);
  g_clear_error (&error);

  /* Nor where it goes away later. */
  g_assert_false (aps_executor_submit (executor, run->context, &error));
  g_assert_error (error, APS_ERROR, APS_ERROR_NOT_FOUND);
  g_assert_nonnull (strstr (error->message, "/no/such/helper"));
  g_assert_false (run->ended);
  g_assert_cmpuint (aps_executor_get_room (executor), ==, 32);
}

/* A task that would need it is refused with this reason, before and after the start; others are
 * not. */
static void
test_no_helper_for_task (void)
{
  g_autofree char *worker = g_strdup (g_getenv ("APSCHED_WORKER"));
  g_autoptr (ApsScheduler) scheduler = NULL;
  g_autoptr (GError) error = NULL;

  g_setenv ("APSCHED_WORKER", "/no/such/helper", TRUE);
  scheduler = aps_scheduler_new ();
  aps_scheduler_configure_task (scheduler, aps_task_new ("x", "command:true"), NULL, &error);
  g_assert_error (error, APS_ERROR, APS_ERROR_NOT_SUPPORTED);
  g_assert_nonnull (strstr (error->message, "/no/such/helper"));
  g_clear_error (&error);

  aps_scheduler_start_in_background (scheduler, NULL, &error);
  g_assert_no_error (error);
  g_assert_false (aps_scheduler_schedule (scheduler, "command:true", "every:1h", &error));
  g_assert_error (error, APS_ERROR, APS_ERROR_NOT_SUPPORTED);
  g_assert_nonnull (strstr (error->message, "/no/such/helper"));

  if (worker != NULL)
    g_setenv ("APSCHED_WORKER", worker, TRUE);
  else
    g_unsetenv ("APSCHED_WORKER");
}

static pid_t
get_helper (void)
{
  g_autofree char *path = g_strdup_printf ("/proc/self/task/%d/children",
                                           (int)syscall (SYS_gettid));
  g_autofree char *text = NULL;

  g_assert_true (g_file_get_contents (path, &text, NULL, NULL));
  g_assert_cmpint (atoi (text), >, 1);
  return atoi (text);
}

static void
test_helper_is_started_again (void)
{
  g_autoptr (ApsExecutor) executor = open_executor (NULL);
  g_autoptr (Run) lost = run_new (aps_job_new ("command:sleep 1000", NULL), NULL);
  g_autoptr (Run) next = NULL;

  submit (executor, lost);
  kill (get_helper (), SIGKILL);
  wait_for (lost);
  g_assert_error (lost->error, APS_ERROR, APS_ERROR_JOB_FAILED);

  next = run_whole (executor, aps_job_new ("command:true", NULL), NULL);
  g_assert_no_error (next->error);
}

static void
test_settings (void)
{
  static const struct
  {
    const char *settings;
    const char *message;
  } rows[] = {
    { "kill-delay=5", "kill-delay" },  /* without a unit */
    { "kill-delay=2d", "kill-delay" }, /* a day at most */
    { "max-workers=0", "max-workers" }, { "max-workers=1001", "max-workers" },
    { "max-worker=5", "max-workers" }, /* did you mean */
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_null (aps_registry_new_executor ("process", rows[i].settings, &error));
      g_assert_nonnull (error);
      g_assert_nonnull (strstr (error->message, rows[i].message));
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/process-executor/environment/scheduled-job-knows-itself",
                   test_scheduled_job_knows_itself);
  g_test_add_func ("/process-executor/environment/direct-job-has-no-schedule",
                   test_direct_job_has_no_schedule);
  g_test_add_func ("/process-executor/end/value-and-output", test_value_and_output);
  g_test_add_func ("/process-executor/end/failure-keeps-output", test_failure_keeps_output);
  g_test_add_func ("/process-executor/end/broken-job-ends", test_broken_job_ends);
  g_test_add_func ("/process-executor/time-limit", test_time_limit);
  g_test_add_func ("/process-executor/lease/endless", test_lease_that_is_over);
  g_test_add_func ("/process-executor/helper/missing-is-an-error", test_no_helper);
  g_test_add_func ("/process-executor/helper/missing-refuses-tasks", test_no_helper_for_task);
  g_test_add_func ("/process-executor/helper/is-started-again", test_helper_is_started_again);
  g_test_add_func ("/process-executor/settings", test_settings);

  return g_test_run ();
}
