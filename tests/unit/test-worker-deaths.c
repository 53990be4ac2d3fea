/* The process executor's helper with real processes: none outlives what it must not outlive, and
 * nothing is left behind.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "worker-link-fixture.h"

#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

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

static guint
count_entries (const char *path)
{
  guint n = 0;
  g_autoptr (GDir) folder = g_dir_open (path, 0, NULL);

  while (g_dir_read_name (folder) != NULL)
    n++;
  return n;
}

/* The command, a child in its group, and one that ignores to be told. */
static const char family[] =
  "trap '' TERM; (trap '' TERM; echo $$ > '%s'; sh -c 'echo $$; exec sleep 1000' > '%s') & "
  "echo $$ > '%s'; wait";

static Job *
begin_family (ApsWorkerLink *link, Fifo *fifo, const ApsWorkerTimes *times, int pidfds[3])
{
  g_autofree char *script = g_strdup_printf (family, fifo->path, fifo->path, fifo->path);
  Job             *job = begin_script (link, script, times);

  for (guint i = 0; i < 3; i++)
    pidfds[i] = open_pid (fifo_read_pid (fifo));
  return job;
}

static void
expect_deaths (int pidfds[3])
{
  for (guint i = 0; i < 3; i++)
    expect_death (pidfds[i]);
}

static void
test_cancel (void)
{
  const ApsWorkerTimes times = { G_MAXINT64, G_MAXINT64, 50 * APS_MILLISECOND };
  ApsWorkerLink       *link = open_link (1);
  Fifo                 fifo;
  int                  pidfds[3];
  Job                 *job;

  fifo_open (&fifo);
  job = begin_family (link, &fifo, &times, pidfds);
  aps_worker_link_cancel (link, job->id);
  expect_error (job, "The command was cancelled");
  expect_deaths (pidfds);
  fifo_close (&fifo);
  close_link (link);
}

/* Told to end, a command may end in order. */
static void
test_cancel_in_order (void)
{
  ApsWorkerLink   *link = open_link (1);
  Fifo             fifo;
  Job             *job;
  g_autofree char *script = NULL;
  g_autofree char *line = NULL;

  fifo_open (&fifo);
  script = g_strdup_printf ("trap 'echo tidied > \"%s\"; exit 0' TERM; echo 2 > '%s'; while :; do "
                            "sleep 1000 & wait; done",
                            fifo.path,
                            fifo.path);
  job = begin_script (link, script, &no_limits);
  fifo_read_pid (&fifo);
  aps_worker_link_cancel (link, job->id);
  line = fifo_read_line (&fifo);
  g_assert_cmpstr (line, ==, "tidied");
  expect_error (job, "The command was cancelled");
  fifo_close (&fifo);
  close_link (link);
}

static void
test_cancel_stopped (void)
{
  const ApsWorkerTimes times = { G_MAXINT64, G_MAXINT64, APS_HOUR };
  ApsWorkerLink       *link = open_link (1);
  Fifo                 fifo;
  Job                 *job;
  g_autofree char     *script = NULL;

  fifo_open (&fifo);
  script = g_strdup_printf ("echo 2 > '%s'; kill -STOP $$", fifo.path);
  job = begin_script (link, script, &times);
  fifo_read_pid (&fifo);
  aps_worker_link_cancel (link, job->id);
  expect_error (job, "The command was cancelled");
  fifo_close (&fifo);
  close_link (link);
}

static void
test_time_limit (void)
{
  const ApsWorkerTimes times = { 90 * APS_MILLISECOND, G_MAXINT64, 10 * APS_MILLISECOND };
  ApsWorkerLink       *link = open_link (1);

  expect_error (begin_script (link, "trap '' TERM; sleep 1000 & wait", &times),
                "time limit of 90ms reached");
  close_link (link);
}

/* The lease of @kept would end before that of @lost, had it not been extended. */
static void
test_lease (void)
{
  const ApsWorkerTimes times = { G_MAXINT64, 500 * APS_MILLISECOND, 5 * APS_SECOND };
  ApsWorkerLink       *link = open_link (2);
  Job                 *kept = begin_script (link, "exec sleep 1000", &times);
  Job                 *lost;

  aps_worker_link_set_lease (link, kept->id, G_MAXINT64);
  lost = begin_script (link, "trap '' TERM; sleep 1000 & wait", &times);
  expect_error (lost, "The command was ended because the job's lease was not extended");
  aps_worker_link_cancel (link, kept->id);
  expect_error (kept, "The command was cancelled");

  lost = begin_script (link, "sleep 1000", &no_limits);
  aps_worker_link_set_lease (link, lost->id, 1);
  expect_error (lost, "The command was ended because the job's lease was not extended");
  close_link (link);
}

/* A child that is left behind dies with its parent, and does not hold up its end. */
static void
test_left_behind (void)
{
  ApsWorkerLink   *link = open_link (1);
  Fifo             fifo;
  Fifo             go;
  g_autofree char *script = NULL;
  Job             *job;
  int              pidfd;

  fifo_open (&fifo);
  fifo_open (&go);
  script = g_strdup_printf ("sh -c 'echo $$ > \"%s\"; exec sleep 1000' & read x < '%s'; echo left",
                            fifo.path,
                            go.path);
  job = begin_script (link, script, &no_limits);
  pidfd = open_pid (fifo_read_pid (&fifo));
  g_assert_cmpint (write (go.fd, "\n", 1), ==, 1);
  expect_output (job, "left\n", "");
  expect_death (pidfd);
  fifo_close (&go);
  fifo_close (&fifo);
  close_link (link);
}

static void
test_helper_killed (void)
{
  ApsWorkerLink *link = open_link (2);
  Fifo           fifo;
  int            pidfds[3];
  Job           *job;

  fifo_open (&fifo);
  job = begin_family (link, &fifo, &no_limits, pidfds);
  kill (get_helper (), SIGKILL);
  expect_error (job,
                "The helper program apsched-worker was killed by SIGKILL while it ran the command");
  expect_deaths (pidfds);
  g_assert_false (aps_worker_link_is_open (link));
  fifo_close (&fifo);
  close_link (link);
}

static void
test_closed_while_running (void)
{
  ApsWorkerLink   *link = open_link (1);
  Fifo             fifo;
  Fifo             go;
  Job             *job;
  g_autofree char *script = NULL;
  g_autoptr (GError) error = NULL;

  fifo_open (&fifo);
  fifo_open (&go);
  script = g_strdup_printf ("echo 2 > '%s'; read x < '%s'; echo $x", fifo.path, go.path);
  job = begin_script (link, script, &no_limits);
  fifo_read_pid (&fifo);
  aps_worker_link_close (link);
  g_assert_false (aps_worker_link_begin (link, 99, job->command, &no_limits, job, &error));
  g_assert_error (error, APS_ERROR, APS_ERROR_BUSY);
  g_assert_cmpint (write (go.fd, "go\n", 3), ==, 3);
  expect_output (job, "go\n", "");
  fifo_close (&go);
  fifo_close (&fifo);
  close_link (link);
}

static void
test_freed_while_running (void)
{
  ApsWorkerLink *link = open_link (1);
  Fifo           fifo;
  int            pidfds[3];
  Job           *job;

  fifo_open (&fifo);
  job = begin_family (link, &fifo, &no_limits, pidfds);
  close_link (link);
  g_assert_true (job->ended);
  g_assert_nonnull (job->end.error);
  job_free (job);
  expect_deaths (pidfds);
  fifo_close (&fifo);
}

/* This program again, as a scheduler that is going to be killed. */
static void
be_scheduler (const char *path)
{
  ApsWorkerLink   *link = open_link (1);
  g_autofree char *script = g_strdup_printf (family, path, path, path);

  begin_script (link, script, &no_limits);
  pause ();
}

static void
test_scheduler_killed (gconstpointer data)
{
  const char *const argv[] = { data, "--be-scheduler", NULL, NULL };
  const char       *with_path[G_N_ELEMENTS (argv)];
  g_autoptr (GError) error = NULL;
  Fifo fifo;
  int  pidfds[3];
  GPid pid;

  fifo_open (&fifo);
  memcpy (with_path, argv, sizeof argv);
  with_path[2] = fifo.path;
  g_spawn_async (NULL,
                 (char **)with_path,
                 NULL,
                 G_SPAWN_DO_NOT_REAP_CHILD,
                 NULL,
                 NULL,
                 &pid,
                 &error);
  g_assert_no_error (error);
  for (guint i = 0; i < 3; i++)
    pidfds[i] = open_pid (fifo_read_pid (&fifo));
  kill (pid, SIGKILL);
  expect_deaths (pidfds);
  waitpid (pid, NULL, 0);
  fifo_close (&fifo);
}

static void
test_leaves_nothing (void)
{
  guint fds = count_entries ("/proc/self/fd");
  guint threads = count_entries ("/proc/self/task");

  for (guint i = 0; i < 5; i++)
    {
      ApsWorkerLink *link = open_link (3);
      Job           *job = begin_script (link, "sleep 1000", &no_limits);

      expect_output (begin (link, "command:true", NULL, NULL, &no_limits), "", "");
      close_link (link);
      job_free (job);
    }

  g_assert_cmpuint (count_entries ("/proc/self/fd"), ==, fds);
  g_assert_cmpuint (count_entries ("/proc/self/task"), ==, threads);
  g_assert_cmpint (waitpid (-1, NULL, WNOHANG), ==, -1);
  g_assert_cmpint (errno, ==, ECHILD);
}

int
main (int argc, char **argv)
{
  if (argc == 3 && strcmp (argv[1], "--be-scheduler") == 0)
    {
      be_scheduler (argv[2]);
      return 1;
    }

  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/worker-deaths/cancel/kills-the-group", test_cancel);
  g_test_add_func ("/worker-deaths/cancel/lets-it-end-in-order", test_cancel_in_order);
  g_test_add_func ("/worker-deaths/cancel/wakes-a-stopped-one", test_cancel_stopped);
  g_test_add_func ("/worker-deaths/time-limit", test_time_limit);
  g_test_add_func ("/worker-deaths/lease", test_lease);
  g_test_add_func ("/worker-deaths/left-behind", test_left_behind);
  g_test_add_func ("/worker-deaths/helper-killed", test_helper_killed);
  g_test_add_func ("/worker-deaths/closed-while-running", test_closed_while_running);
  g_test_add_func ("/worker-deaths/freed-while-running", test_freed_while_running);
  g_test_add_data_func ("/worker-deaths/scheduler-killed", argv[0], test_scheduler_killed);
  g_test_add_func ("/worker-deaths/leaves-nothing", test_leaves_nothing);

  return g_test_run ();
}
