/* A link to the process executor's helper under test, and its commands.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "worker-link-fixture.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <poll.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "aps-worker-path.h"

const ApsWorkerTimes no_limits = { G_MAXINT64, G_MAXINT64, 5 * APS_SECOND };

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

ApsWorkerLink *
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

void
close_link (ApsWorkerLink *link)
{
  aps_worker_link_end (link);
  g_assert_true (aps_worker_link_is_over (link));
  aps_worker_link_unref (link);
}

Job *
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

Job *
begin_script (ApsWorkerLink *link, const char *script, const ApsWorkerTimes *times)
{
  return begin (link, "command:/bin/sh -c", script, NULL, times);
}

void
wait_for (Job *job)
{
  g_mutex_lock (&lock);
  while (!job->ended)
    g_cond_wait (&changed, &lock);
  g_mutex_unlock (&lock);
}

void
job_free (Job *job)
{
  aps_command_end_clear (&job->end);
  aps_command_free (job->command);
  g_free (job);
}

void
expect_error (Job *job, const char *message)
{
  wait_for (job);
  g_assert_nonnull (job->end.error);
  g_assert_cmpstr (job->end.error->message, ==, message);
  job_free (job);
}

void
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

void
fifo_open (Fifo *self)
{
  g_autofree char *folder = g_dir_make_tmp ("apsched-link-XXXXXX", NULL);

  self->path = g_build_filename (folder, "fifo", NULL);
  g_assert_cmpint (mkfifo (self->path, 0600), ==, 0);
  /* For both, so that there is no end of file and opening it does not wait. */
  self->fd = g_open (self->path, O_RDWR | O_CLOEXEC, 0);
  g_assert_cmpint (self->fd, >=, 0);
}

char *
fifo_read_line (Fifo *self)
{
  GString *line = g_string_new (NULL);
  char     c;

  while (read (self->fd, &c, 1) == 1 && c != '\n')
    g_string_append_c (line, c);
  return g_string_free (line, FALSE);
}

pid_t
fifo_read_pid (Fifo *self)
{
  g_autofree char *line = fifo_read_line (self);
  pid_t            pid = atoi (line);

  g_assert_cmpint (pid, >, 1);
  return pid;
}

void
fifo_close (Fifo *self)
{
  g_autofree char *folder = g_path_get_dirname (self->path);

  close (self->fd);
  unlink (self->path);
  rmdir (folder);
  g_free (self->path);
}

int
open_pid (pid_t pid)
{
  int fd = syscall (SYS_pidfd_open, pid, 0);

  g_assert_true (fd >= 0 || errno == ESRCH);
  return fd;
}

void
expect_death (int pidfd)
{
  struct pollfd poll_fd = { .fd = pidfd, .events = POLLIN };

  if (pidfd < 0)
    return;
  g_assert_cmpint (poll (&poll_fd, 1, 20000), ==, 1);
  close (pidfd);
}
