/* What holds of executors.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"

#include "executor-fixture.h"

#include <errno.h>
#include <string.h>
#include <sys/wait.h>

/* The kinds of callable of which the kit has jobs. */
static const char *const schemes[] = { "callback", "thread-callback", "command" };

/* As many jobs as are begun at once where room has no end. */
#define PLENTY 24

typedef void (*SchemeCheck) (KitExecutor *kit);

/* A check with each kind of callable that the executor runs. */
static void
check_schemes (SchemeCheck check)
{
  g_autoptr (KitExecutor) kit = kit_executor_open ();
  guint n = 0;

  for (guint i = 0; i < G_N_ELEMENTS (schemes); i++)
    if (kit_executor_use (kit, schemes[i]))
      {
        check (kit);
        n++;
      }
  if (n == 0)
    g_test_skip ("the kit has no jobs of a kind that this executor runs");
}

static void
schemes_are_words (void)
{
  g_autoptr (KitExecutor) kit = kit_executor_open ();
  const char *const *words = aps_executor_get_schemes (kit->executor);

  g_assert_nonnull (words[0]);
  for (guint i = 0; words[i] != NULL; i++)
    {
      g_assert_true (g_ascii_islower (words[i][0]));
      g_assert_null (strchr (words[i], ':'));
    }
  g_assert_true (aps_executor_get_schemes (kit->executor) == words);
}

static void
check_success (KitExecutor *kit)
{
  g_autoptr (KitJob) job = kit_job_begin (kit, KIT_JOB_SUCCEED);

  kit_job_wait (job);
  g_assert_no_error (job->error);
  g_assert_nonnull (job->value);
}

static void
success_has_a_value (void)
{
  check_schemes (check_success);
}

static void
check_failure (KitExecutor *kit)
{
  g_autoptr (KitJob) job = kit_job_begin (kit, KIT_JOB_FAIL);

  kit_job_wait (job);
  g_assert_error (job->error, APS_ERROR, APS_ERROR_JOB_FAILED);
  g_assert_null (job->value);
}

static void
failure_has_an_error (void)
{
  check_schemes (check_failure);
}

static void
check_many (KitExecutor *kit)
{
  g_autoptr (GPtrArray) jobs = g_ptr_array_new_with_free_func ((GDestroyNotify)kit_job_free);

  for (guint i = 0; i < 300; i++)
    {
      kit_executor_wait_for_room (kit, 1);
      g_ptr_array_add (jobs, kit_job_begin (kit, i % 3 ? KIT_JOB_SUCCEED : KIT_JOB_FAIL));
    }
  for (guint i = 0; i < jobs->len; i++)
    {
      KitJob *job = g_ptr_array_index (jobs, i);

      kit_job_wait (job);
      g_assert_true ((job->error == NULL) == (i % 3 != 0));
    }
}

static void
many_end_once_each (void)
{
  check_schemes (check_many);
}

static GPtrArray *
fill (KitExecutor *kit)
{
  GPtrArray *jobs = g_ptr_array_new_with_free_func ((GDestroyNotify)kit_job_free);
  guint      n = MIN (aps_executor_get_room (kit->executor), PLENTY);

  g_assert_cmpuint (n, >, 0);
  for (guint i = 0; i < n; i++)
    g_ptr_array_add (jobs, kit_job_begin (kit, KIT_JOB_WAIT));
  return jobs;
}

static void
empty (GPtrArray *jobs)
{
  for (guint i = 0; i < jobs->len; i++)
    kit_job_let_go (g_ptr_array_index (jobs, i));
  for (guint i = 0; i < jobs->len; i++)
    kit_job_wait (g_ptr_array_index (jobs, i));
}

/* Each begun job takes room, and none that has room waits for another. */
static void
check_room (KitExecutor *kit)
{
  guint room = aps_executor_get_room (kit->executor);
  g_autoptr (GPtrArray) jobs = fill (kit);

  g_assert_cmpuint (aps_executor_get_room (kit->executor), <=, room - jobs->len);
  for (guint i = jobs->len; i-- > 0;)
    {
      kit_job_let_go (g_ptr_array_index (jobs, i));
      kit_job_wait (g_ptr_array_index (jobs, i));
    }
  kit_executor_wait_for_room (kit, room);
}

static void
room_counts_jobs (void)
{
  check_schemes (check_room);
}

static void
check_full (KitExecutor *kit)
{
  g_autoptr (GPtrArray) jobs = fill (kit);
  g_autoptr (KitJob) job = kit_job_new (kit, KIT_JOB_SUCCEED);
  g_autoptr (GError) error = NULL;

  if (aps_executor_get_room (kit->executor) > 0)
    {
      g_test_message ("room has no end: %s", kit->scheme);
    }
  else
    {
      g_assert_false (kit_job_submit (job, &error));
      g_assert_error (error, APS_ERROR, APS_ERROR_BUSY);
      g_assert_false (kit_job_has_ended (job));
    }
  empty (jobs);
  kit_executor_wait_for_room (kit, 1);

  /* What was refused can be submitted again. */
  g_clear_error (&error);
  g_assert_true (kit_job_submit (job, &error));
  g_assert_no_error (error);
  kit_job_wait (job);
}

static void
full_refuses_and_leaves_the_job_alone (void)
{
  check_schemes (check_full);
}

static void
check_cancel (KitExecutor *kit)
{
  g_autoptr (KitJob) job = kit_job_begin (kit, KIT_JOB_WAIT);
  g_autoptr (KitJob) other = kit_job_begin (kit, KIT_JOB_WAIT);

  g_cancellable_cancel (aps_job_context_get_cancellable (job->context));
  kit_job_wait (job);
  g_assert_error (job->error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_assert_false (kit_job_has_ended (other));
  kit_job_let_go (other);
  kit_job_wait (other);
  g_assert_no_error (other->error);
}

static void
cancelling_ends_that_job (void)
{
  check_schemes (check_cancel);
}

static void
check_cancelled_before (KitExecutor *kit)
{
  g_autoptr (KitJob) job = kit_job_new (kit, KIT_JOB_WAIT);
  g_autoptr (GError) error = NULL;

  g_cancellable_cancel (aps_job_context_get_cancellable (job->context));
  g_assert_true (kit_job_submit (job, &error));
  g_assert_no_error (error);
  kit_job_wait (job);
  g_assert_error (job->error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
}

static void
cancelled_before_it_begins_ends_too (void)
{
  check_schemes (check_cancelled_before);
}

/* Many are cancelled while they end by themselves: each ends once, in one way or the other. */
static void
check_cancel_race (KitExecutor *kit)
{
  for (guint i = 0; i < 100; i++)
    {
      g_autoptr (KitJob) job = NULL;

      kit_executor_wait_for_room (kit, 1);
      job = kit_job_begin (kit, KIT_JOB_SUCCEED);
      g_cancellable_cancel (aps_job_context_get_cancellable (job->context));
      kit_job_wait (job);
    }
}

static void
cancelling_at_the_end_ends_it_once (void)
{
  check_schemes (check_cancel_race);
}

static void
check_stop (KitExecutor *kit)
{
  g_autoptr (KitJob) running = kit_job_begin (kit, KIT_JOB_WAIT);
  g_autoptr (KitJob) late = kit_job_new (kit, KIT_JOB_SUCCEED);
  g_autoptr (GError) error = NULL;

  aps_executor_stop (kit->executor);
  aps_executor_stop (kit->executor);
  g_assert_false (kit_job_has_ended (running));
  kit_job_let_go (running);
  kit_job_wait (running);
  g_assert_no_error (running->error);

  g_assert_true (aps_executor_start (kit->executor, NULL, &error));
  g_assert_no_error (error);
  kit_executor_wait_for_room (kit, 1);
  g_assert_true (kit_job_submit (late, &error));
  g_assert_no_error (error);
  kit_job_wait (late);
}

static void
stop_lets_jobs_end_and_start_begins_anew (void)
{
  check_schemes (check_stop);
}

/* Both may happen to a job that has ended meanwhile. */
static void
check_lease (KitExecutor *kit)
{
  g_autoptr (KitJob) job = kit_job_begin (kit, KIT_JOB_WAIT);

  aps_executor_lease_extended (kit->executor, job->context, APS_TIME_NONE);
  kit_job_let_go (job);
  kit_job_wait (job);
  aps_executor_lease_extended (kit->executor, job->context, APS_TIME_NONE);
  g_assert_no_error (job->error);
}

static void
lease_may_be_extended_at_any_time (void)
{
  check_schemes (check_lease);
}

static guint
count_entries (const char *path)
{
  guint n = 0;
  g_autoptr (GDir) folder = g_dir_open (path, 0, NULL);

  while (folder != NULL && g_dir_read_name (folder) != NULL)
    n++;
  return n;
}

static void
use_once (void)
{
  check_schemes (check_many);
  check_schemes (check_room);
}

/* The first time may set up what stays, such as the loaded module. */
static void
dropping_leaves_nothing (void)
{
  guint threads;
  guint files;

  use_once ();
  threads = count_entries ("/proc/self/task");
  files = count_entries ("/proc/self/fd");
  use_once ();

  g_assert_cmpuint (count_entries ("/proc/self/task"), ==, threads);
  g_assert_cmpuint (count_entries ("/proc/self/fd"), ==, files);
  g_assert_cmpint (waitpid (-1, NULL, WNOHANG), ==, -1);
  g_assert_cmpint (errno, ==, ECHILD);
}

static const KitEntry entries[] = {
  { "/executor/schemes/are-words", schemes_are_words },
  { "/executor/run/success-has-a-value", success_has_a_value },
  { "/executor/run/failure-has-an-error", failure_has_an_error },
  { "/executor/run/many-end-once-each", many_end_once_each },
  { "/executor/room/counts-jobs", room_counts_jobs },
  { "/executor/room/full-refuses-and-leaves-the-job-alone", full_refuses_and_leaves_the_job_alone },
  { "/executor/cancel/ends-that-job", cancelling_ends_that_job },
  { "/executor/cancel/before-it-begins", cancelled_before_it_begins_ends_too },
  { "/executor/cancel/at-the-end-ends-it-once", cancelling_at_the_end_ends_it_once },
  { "/executor/stop/lets-jobs-end-and-start-begins-anew",
    stop_lets_jobs_end_and_start_begins_anew },
  { "/executor/lease/may-be-extended-at-any-time", lease_may_be_extended_at_any_time },
  { "/executor/drop/leaves-nothing", dropping_leaves_nothing },
};

void
kit_add_executor (void)
{
  kit_add (entries, G_N_ELEMENTS (entries));
}
