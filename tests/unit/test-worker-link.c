/* The process executor's helper with real processes: how commands end, and that none outlives what
 * it must not outlive.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include <apsched/apsched.h>

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <poll.h>
#include <signal.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "aps-command-end.h"
#include "aps-worker-link.h"
#include "aps-worker-path.h"

typedef struct
{
  ApsCommand   *command;
  ApsCommandEnd end;
  guint64       id;
  gboolean      ended; /* guarded by lock */
} Job;

static const ApsWorkerTimes no_limits = { G_MAXINT64, G_MAXINT64, 5 * APS_SECOND };

static GMutex lock;
static GCond  changed;

static void
job_ended (gpointer data, ApsWorkerFrameReader *frame, const char *lost)
{
  Job *job = data;

  if (frame != NULL)
    aps_command_end_read (&job->end, job->command, 90 * APS_MILLISECOND, frame);
  else
    job->end.error = g_error_new_literal (APS_ERROR, APS_ERROR_JOB_FAILED, lost);

  g_mutex_lock (&lock);
  job->ended = TRUE;
  g_cond_broadcast (&changed);
  g_mutex_unlock (&lock);
}

static ApsWorkerLink *
open_link (guint n_slots)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *program = aps_worker_path_find (NULL, &error);
  ApsWorkerLink   *link;

  g_assert_no_error (error);
  link = aps_worker_link_new (program, n_slots, job_ended, &error);
  g_assert_no_error (error);
  return link;
}

static void
close_link (ApsWorkerLink *link)
{
  aps_worker_link_end (link);
  g_assert_true (aps_worker_link_is_over (link));
  aps_worker_link_unref (link);
}

/* @script: run by sh; NULL: @reference is run as it is. */
static Job *
begin (ApsWorkerLink        *link,
       const char           *reference,
       const char           *script,
       const char           *options,
       const ApsWorkerTimes *times)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GVariant) option_values = NULL;
  g_autoptr (GVariant) args = NULL;
  const char *const words[] = { script, NULL };
  Job              *job = g_new0 (Job, 1);

  if (options != NULL)
    option_values = aps_value_from_json (options, -1, &error);
  if (script != NULL)
    args = g_variant_ref_sink (g_variant_new_strv (words, -1));
  g_assert_no_error (error);

  job->command = aps_command_new (reference, args, NULL, option_values, g_get_environ (), &error);
  g_assert_no_error (error);
  job->id = aps_worker_link_next_id (link);
  g_assert_true (aps_worker_link_begin (link, job->id, job->command, times, job, &error));
  g_assert_no_error (error);
  return job;
}

static Job *
begin_script (ApsWorkerLink *link, const char *script, const ApsWorkerTimes *times)
{
  return begin (link, "command:/bin/sh -c", script, NULL, times);
}

static void
wait_for (Job *job)
{
  g_mutex_lock (&lock);
  while (!job->ended)
    g_cond_wait (&changed, &lock);
  g_mutex_unlock (&lock);
}

static void
job_free (Job *job)
{
  aps_command_end_clear (&job->end);
  aps_command_free (job->command);
  g_free (job);
}

static void
expect_error (Job *job, const char *message)
{
  wait_for (job);
  g_assert_nonnull (job->end.error);
  g_assert_cmpstr (job->end.error->message, ==, message);
  job_free (job);
}

static void
expect_output (Job *job, const char *output, const char *error_output)
{
  const char *text;

  wait_for (job);
  g_assert_no_error (job->end.error);
  g_assert_true (g_variant_lookup (job->end.value, "stdout", "&s", &text));
  g_assert_cmpstr (text, ==, output);
  g_assert_true (g_variant_lookup (job->end.value, "stderr", "&s", &text));
  g_assert_cmpstr (text, ==, error_output);
  job_free (job);
}

/* A file into which a command says something, and which can be waited for. */
typedef struct
{
  char *path;
  int   fd;
} Fifo;

static void
fifo_open (Fifo *self)
{
  g_autofree char *folder = g_dir_make_tmp ("apsched-link-XXXXXX", NULL);

  self->path = g_build_filename (folder, "fifo", NULL);
  g_assert_cmpint (mkfifo (self->path, 0600), ==, 0);
  /* For both, so that there is no end of file and opening it does not wait. */
  self->fd = g_open (self->path, O_RDWR | O_CLOEXEC, 0);
  g_assert_cmpint (self->fd, >=, 0);
}

static char *
fifo_read_line (Fifo *self)
{
  GString *line = g_string_new (NULL);
  char     c;

  while (read (self->fd, &c, 1) == 1 && c != '\n')
    g_string_append_c (line, c);
  return g_string_free (line, FALSE);
}

static pid_t
fifo_read_pid (Fifo *self)
{
  g_autofree char *line = fifo_read_line (self);
  pid_t            pid = atoi (line);

  g_assert_cmpint (pid, >, 1);
  return pid;
}

static void
fifo_close (Fifo *self)
{
  g_autofree char *folder = g_path_get_dirname (self->path);

  close (self->fd);
  unlink (self->path);
  rmdir (folder);
  g_free (self->path);
}

static int
open_pid (pid_t pid)
{
  int fd = syscall (SYS_pidfd_open, pid, 0);

  g_assert_true (fd >= 0 || errno == ESRCH);
  return fd;
}

/* Waits until the process is dead. */
static void
expect_death (int pidfd)
{
  struct pollfd poll_fd = { .fd = pidfd, .events = POLLIN };

  if (pidfd < 0)
    return;
  g_assert_cmpint (poll (&poll_fd, 1, 20000), ==, 1);
  close (pidfd);
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

static guint
count_entries (const char *path)
{
  guint n = 0;
  g_autoptr (GDir) folder = g_dir_open (path, 0, NULL);

  while (g_dir_read_name (folder) != NULL)
    n++;
  return n;
}

static void
test_ends (void)
{
  ApsWorkerLink *link = open_link (4);

  expect_output (begin (link, "command:true", NULL, NULL, &no_limits), "", "");
  expect_output (begin_script (link, "echo out; echo err >&2", &no_limits), "out\n", "err\n");
  expect_error (begin_script (link, "echo why >&2; exit 12", &no_limits), "exit 12: why");
  expect_error (begin_script (link, "kill -SEGV $$", &no_limits), "killed by SIGSEGV");
  expect_error (begin (link, "command:no-such-program-x", NULL, NULL, &no_limits),
                "Program \"no-such-program-x\" is not in the folders of PATH");
  expect_error (begin (link, "command:/etc/passwd", NULL, NULL, &no_limits),
                "Program \"/etc/passwd\" cannot be executed: Permission denied");
  expect_error (begin (link,
                       "command:true",
                       NULL,
                       "{\"directory\":\"/no-such-folder\"}",
                       &no_limits),
                "Directory \"/no-such-folder\" of the command: No such file or directory");
  expect_output (begin (link, "command:pwd", NULL, "{\"directory\":\"/usr\"}", &no_limits),
                 "/usr\n",
                 "");
  expect_output (begin (link,
                        "command:sh -c",
                        "exit 3",
                        "{\"success-exit-status\":[3]}",
                        &no_limits),
                 "",
                 "");
  close_link (link);
}

/* What a command gets is what a program started by hand gets: signals as they are by default,
 * nothing blocked, no descriptor but the three. */
static void
test_clean_state (void)
{
  ApsWorkerLink *link = open_link (1);

  expect_output (begin_script (link,
                               "awk '/Sig(Blk|Ign)/ { print substr($2, 10) }' /proc/self/status",
                               &no_limits),
                 "0000000\n0000000\n",
                 "");
  expect_output (begin (link, "command:ls /proc/self/fd", NULL, NULL, &no_limits),
                 "0\n1\n2\n3\n", /* 3: ls reads the folder */
                 "");
  expect_output (begin_script (link, "read x; echo \"[$x]\"", &no_limits), "[]\n", "");
  close_link (link);
}

static void
test_too_many_arguments (void)
{
  ApsWorkerLink   *link = open_link (1);
  g_autofree char *word = g_strnfill (3 << 20, 'x');

  expect_error (begin (link, "command:echo", word, NULL, &no_limits),
                "Arguments and environment of \"echo\" are larger than the system allows");
  close_link (link);
}

static void
test_input (void)
{
  static const gsize sizes[] = { 1, 65536, 65537, 3 << 20 };
  ApsWorkerLink     *link = open_link (1);

  for (guint i = 0; i < G_N_ELEMENTS (sizes); i++)
    {
      g_autofree char *input = g_strnfill (sizes[i], 'i');
      g_autofree char *options = g_strdup_printf ("{\"input\":\"%s\"}", input);
      g_autofree char *size = g_strdup_printf ("%" G_GSIZE_FORMAT "\n", sizes[i]);

      expect_output (begin (link, "command:wc -c", NULL, options, &no_limits), size, "");
      /* One that does not read it. */
      expect_output (begin (link, "command:true", NULL, options, &no_limits), "", "");
    }
  close_link (link);
}

static void
test_output_limit (void)
{
  ApsWorkerLink *link = open_link (1);
  Job           *job;
  const char    *text;

  expect_output (begin (link, "command:seq 1 9", NULL, "{\"output-limit\":9}", &no_limits),
                 "1\n2\n3\n[9 bytes left out]\n8\n9\n",
                 "");

  job = begin (link,
               "command:sh -c",
               "head -c 3000000 /dev/zero | tr '\\0' a; echo end",
               NULL,
               &no_limits);
  wait_for (job);
  g_assert_true (g_variant_lookup (job->end.value, "stdout", "&s", &text));
  g_assert_true (g_str_has_prefix (text, "aaaa"));
  g_assert_true (g_str_has_suffix (text, "aaaaend\n"));
  g_assert_nonnull (strstr (text, "\n[2934468 bytes left out]\n"));
  job_free (job);
  close_link (link);
}

static void
test_many_at_once (void)
{
  ApsWorkerLink *link = open_link (400);
  Job           *jobs[400];

  for (guint i = 0; i < G_N_ELEMENTS (jobs); i++)
    {
      g_autofree char *script = g_strdup_printf ("echo %u; exit 0", i);

      jobs[i] = begin_script (link, script, &no_limits);
    }
  for (guint i = 0; i < G_N_ELEMENTS (jobs); i++)
    {
      g_autofree char *output = g_strdup_printf ("%u\n", i);

      expect_output (jobs[i], output, "");
    }
  close_link (link);
}

static void
test_full (void)
{
  ApsWorkerLink *link = open_link (1);
  Job           *job = begin (link, "command:cat /dev/zero", NULL, NULL, &no_limits);
  g_autoptr (GError) error = NULL;

  g_assert_false (aps_worker_link_begin (link, 99, job->command, &no_limits, job, &error));
  g_assert_error (error, APS_ERROR, APS_ERROR_BUSY);
  aps_worker_link_cancel (link, job->id);
  expect_error (job, "The command was cancelled");
  close_link (link);
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
  ApsWorkerLink   *link = open_link (1);
  Fifo             fifo;
  Job             *job;
  g_autofree char *script = NULL;

  fifo_open (&fifo);
  script = g_strdup_printf ("echo 2 > '%s'; kill -STOP $$", fifo.path);
  job = begin_script (link, script, &no_limits);
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

static void
test_lease (void)
{
  const ApsWorkerTimes times = { G_MAXINT64, 100 * APS_MILLISECOND, 5 * APS_SECOND };
  ApsWorkerLink       *link = open_link (2);
  Job                 *kept;

  expect_error (begin_script (link, "trap '' TERM; sleep 1000 & wait", &times),
                "The command was ended because the job's lease was not extended");

  kept = begin_script (link, "read x", &times);
  aps_worker_link_set_lease (link, kept->id, G_MAXINT64);
  expect_error (kept, "exit 1");

  kept = begin_script (link, "sleep 1000", &no_limits);
  aps_worker_link_set_lease (link, kept->id, 1);
  expect_error (kept, "The command was ended because the job's lease was not extended");
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

  g_test_add_func ("/worker-link/tells-how-it-ended", test_ends);
  g_test_add_func ("/worker-link/gives-a-clean-state", test_clean_state);
  g_test_add_func ("/worker-link/too-many-arguments", test_too_many_arguments);
  g_test_add_func ("/worker-link/input", test_input);
  g_test_add_func ("/worker-link/output-limit", test_output_limit);
  g_test_add_func ("/worker-link/many-at-once", test_many_at_once);
  g_test_add_func ("/worker-link/full", test_full);
  g_test_add_func ("/worker-link/cancel/kills-the-group", test_cancel);
  g_test_add_func ("/worker-link/cancel/lets-it-end-in-order", test_cancel_in_order);
  g_test_add_func ("/worker-link/cancel/wakes-a-stopped-one", test_cancel_stopped);
  g_test_add_func ("/worker-link/time-limit", test_time_limit);
  g_test_add_func ("/worker-link/lease", test_lease);
  g_test_add_func ("/worker-link/left-behind", test_left_behind);
  g_test_add_func ("/worker-link/helper-killed", test_helper_killed);
  g_test_add_func ("/worker-link/closed-while-running", test_closed_while_running);
  g_test_add_func ("/worker-link/freed-while-running", test_freed_while_running);
  g_test_add_data_func ("/worker-link/scheduler-killed", argv[0], test_scheduler_killed);
  g_test_add_func ("/worker-link/leaves-nothing", test_leaves_nothing);

  return g_test_run ();
}
