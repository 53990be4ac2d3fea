/* A running command: its process group, its pipes and its deadlines.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"

#include "aps-child.h"

#include <errno.h>
#include <signal.h>
#include <sys/epoll.h>
#include <unistd.h>

/* What is read at once, and how often after the end of a command: a process that left its group
 * may still write. */
#define READ_SIZE 65536
#define DRAIN_READS 64

ApsChild *
aps_child_new (guint64 job, gsize output_limit)
{
  ApsChild *self = g_new0 (ApsChild, 1);

  self->job = job;
  self->input = (ApsWatch){ APS_WATCH_INPUT, -1, -1, self };
  self->output = (ApsWatch){ APS_WATCH_OUTPUT, -1, -1, self };
  self->error = (ApsWatch){ APS_WATCH_ERROR, -1, -1, self };
  aps_capture_init (&self->output_text, output_limit);
  aps_capture_init (&self->error_text, output_limit);
  self->limit_at = self->kill_at = G_MAXINT64;
  self->lease_tell_at = self->lease_kill_at = G_MAXINT64;
  return self;
}

void
aps_child_free (ApsChild *self)
{
  aps_child_close (&self->input);
  aps_child_close (&self->output);
  aps_child_close (&self->error);
  g_clear_pointer (&self->input_text, g_bytes_unref);
  aps_capture_clear (&self->output_text);
  aps_capture_clear (&self->error_text);
  g_free (self);
}

void
aps_child_set_lease (ApsChild *self, gint64 now_suspending, guint64 left_us)
{
  if (left_us >= G_MAXINT64 - (guint64)now_suspending)
    {
      self->lease_tell_at = self->lease_kill_at = G_MAXINT64;
      return;
    }

  self->lease_kill_at = now_suspending + left_us;
  /* Told while there is time to end in order; but a short lease is not eaten up by that. */
  if (self->why == APS_WORKER_BY_ITSELF)
    self->lease_tell_at = self->lease_kill_at - MIN (self->kill_delay_us, (gint64)left_us / 4);
}

static void
send_signal (ApsChild *self, int number)
{
  /* A command that moved into another group is still reached itself. */
  if (kill (-self->pid, number) < 0)
    kill (self->pid, number);
}

void
aps_child_tell (ApsChild *self, ApsWorkerWhy why, gint64 now)
{
  if (self->why != APS_WORKER_BY_ITSELF)
    return;

  self->why = why;
  self->limit_at = G_MAXINT64;
  self->lease_tell_at = G_MAXINT64;
  self->kill_at = now + self->kill_delay_us;
  send_signal (self, SIGTERM);
  send_signal (self, SIGCONT); /* a stopped one could not end */
}

void
aps_child_kill (ApsChild *self)
{
  self->kill_at = G_MAXINT64;
  self->lease_kill_at = G_MAXINT64;
  send_signal (self, SIGKILL);
}

void
aps_child_enforce (ApsChild *self, gint64 now, gint64 now_suspending)
{
  if (now >= self->limit_at)
    aps_child_tell (self, APS_WORKER_TIME_LIMIT, now);
  if (now_suspending >= self->lease_tell_at)
    aps_child_tell (self, APS_WORKER_LEASE_ENDED, now);
  if (now >= self->kill_at || now_suspending >= self->lease_kill_at)
    aps_child_kill (self);
}

gint64
aps_child_get_next (const ApsChild *self)
{
  return MIN (self->limit_at, self->kill_at);
}

gint64
aps_child_get_next_suspending (const ApsChild *self)
{
  return MIN (self->lease_tell_at, self->lease_kill_at);
}

gssize
aps_child_read (ApsChild *self, ApsWatch *watch)
{
  static guint8 scratch[READ_SIZE];
  ApsCapture   *capture = watch->kind == APS_WATCH_OUTPUT ? &self->output_text : &self->error_text;
  gssize        n = read (watch->fd, scratch, sizeof scratch);

  if (n > 0)
    aps_capture_add (capture, scratch, n);
  return n;
}

gboolean
aps_child_write_input (ApsChild *self)
{
  gsize         size;
  const guint8 *text = g_bytes_get_data (self->input_text, &size);

  while (self->input_sent < size)
    {
      gssize n = write (self->input.fd, text + self->input_sent, size - self->input_sent);

      if (n < 0 && errno == EAGAIN)
        return TRUE;
      if (n < 0 && errno != EINTR)
        return FALSE; /* it reads no more */
      if (n > 0)
        self->input_sent += n;
    }
  return FALSE;
}

/* Taken out of the set first: closing would do that only if no copy of the descriptor were left,
 * and a command that is just being executed has copies until the kernel closes them. */
void
aps_child_close (ApsWatch *watch)
{
  if (watch->fd < 0)
    return;

  if (watch->epoll_fd >= 0)
    epoll_ctl (watch->epoll_fd, EPOLL_CTL_DEL, watch->fd, NULL);
  close (watch->fd);
  watch->fd = -1;
}

static void
drain (ApsChild *self, ApsWatch *watch)
{
  for (guint i = 0; i < DRAIN_READS && watch->fd >= 0 && aps_child_read (self, watch) > 0; i++)
    ;
  aps_child_close (watch);
}

void
aps_child_drain (ApsChild *self)
{
  drain (self, &self->output);
  drain (self, &self->error);
  aps_child_close (&self->input);
}
