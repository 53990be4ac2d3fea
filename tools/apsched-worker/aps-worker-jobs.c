/* What the executor asks of the helper: begin a command, move its lease, end it.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"

#include "aps-worker-private.h"

#include "aps-spawn.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/syscall.h>
#include <unistd.h>

/* The fields of a frame that begins a command; they point into it. */
typedef struct
{
  guint32      slot;
  guint64      limit_us;
  guint64      lease_us;
  guint64      kill_delay_us;
  guint64      output_limit;
  const char  *directory;
  const char  *input;
  gsize        input_size;
  const char **argv;
  gsize        n_argv;
  const char **environment;
} Start;

static gboolean
read_start (ApsWorker *self, ApsWorkerFrameReader *frame, Start *start)
{
  gsize size;

  start->slot = aps_worker_frame_get_u32 (frame);
  start->limit_us = aps_worker_frame_get_u64 (frame);
  start->lease_us = aps_worker_frame_get_u64 (frame);
  start->kill_delay_us = aps_worker_frame_get_u64 (frame);
  start->output_limit = aps_worker_frame_get_u64 (frame);
  start->directory = aps_worker_frame_get_text (frame, &size);
  start->input = aps_worker_frame_get_text (frame, &start->input_size);
  start->argv = aps_worker_frame_get_list (frame, &start->n_argv);
  start->environment = aps_worker_frame_get_list (frame, &size);

  return aps_worker_frame_is_whole (frame) && start->slot < self->n_slots && start->n_argv > 0 &&
         start->output_limit <= APS_WORKER_MAX_OUTPUT &&
         start->kill_delay_us < G_MAXINT32 * G_GINT64_CONSTANT (1000000) &&
         !g_hash_table_contains (self->by_job, &frame->job);
}

/* Answers the command's end; the other becomes the watch's and does not block. */
static int
open_pipe (ApsWatch *watch, gboolean from_command)
{
  int fds[2];

  if (pipe2 (fds, O_CLOEXEC) < 0)
    return -1;

  watch->fd = fds[from_command ? 0 : 1];
  fcntl (watch->fd, F_SETFL, O_NONBLOCK);
  return fds[from_command ? 1 : 0];
}

static void
close_ends (const int fds[3], int keep)
{
  for (guint i = 0; i < 3; i++)
    if (fds[i] >= 0 && fds[i] != keep)
      close (fds[i]);
}

static pid_t
spawn (ApsWorker *self, ApsChild *child, const Start *start, ApsWorkerHow *how, int *code)
{
  ApsSpawn plan = {
    .argv = start->argv,
    .environment = start->environment,
    .directory = start->directory,
    .fds = { start->input_size > 0 ? open_pipe (&child->input, FALSE) : self->null_fd,
             open_pipe (&child->output, TRUE),
             open_pipe (&child->error, TRUE) },
    .roster = child->roster,
    .files = self->files_raised ? &self->files : NULL,
  };
  pid_t pid = -1;

  if (plan.fds[0] < 0 || plan.fds[1] < 0 || plan.fds[2] < 0)
    {
      *how = APS_WORKER_NO_PROCESS;
      *code = errno;
    }
  else
    {
      pid = aps_spawn (&plan, how, code);
    }

  close_ends (plan.fds, self->null_fd);
  return pid;
}

static void
begin (ApsWorker *self, ApsChild *child, const Start *start)
{
  gint64 now = aps_worker_now ();

  child->kill_delay_us = start->kill_delay_us;
  if (start->limit_us < (guint64)(G_MAXINT64 - now))
    child->limit_at = now + start->limit_us;
  aps_child_set_lease (child, aps_worker_now_suspending (), start->lease_us);
  aps_worker_note_deadlines (self, child);

  aps_worker_watch (self, &child->output, EPOLLIN);
  aps_worker_watch (self, &child->error, EPOLLIN);
  if (child->input.fd < 0)
    return;

  /* What fits into the pipe is gone at once; only more than that is kept. */
  child->input_text = g_bytes_new_static (start->input, start->input_size);
  if (!aps_child_write_input (child))
    {
      aps_child_close (&child->input);
      return;
    }
  g_bytes_unref (child->input_text);
  child->input_text = g_bytes_new (start->input + child->input_sent,
                                   start->input_size - child->input_sent);
  child->input_sent = 0;
  aps_worker_watch (self, &child->input, EPOLLOUT);
}

static void
start_job (ApsWorker *self, ApsWorkerFrameReader *frame)
{
  Start        start = { 0 };
  ApsWorkerHow how = APS_WORKER_EXITED;
  int          code = 0;
  gboolean     whole = read_start (self, frame, &start);

  if (whole)
    {
      ApsChild *child = aps_child_new (frame->job, start.output_limit);

      child->roster = self->roster + start.slot;
      child->pid = spawn (self, child, &start, &how, &code);
      if (child->pid > 0)
        {
          g_hash_table_insert (self->by_job, &child->job, child);
          g_hash_table_insert (self->by_pid, &child->pid, child);
          begin (self, child, &start);
        }
      else
        {
          aps_worker_add_end (self, child, how, code);
          aps_child_free (child);
        }
    }

  if (!whole)
    frame->bad = TRUE;
  g_free (start.argv);
  g_free (start.environment);
}

static void
move_lease (ApsWorker *self, ApsWorkerFrameReader *frame)
{
  ApsChild *child = g_hash_table_lookup (self->by_job, &frame->job);
  guint64   left_us = aps_worker_frame_get_u64 (frame);

  /* It may have ended meanwhile. */
  if (child == NULL)
    return;

  aps_child_set_lease (child, aps_worker_now_suspending (), left_us);
  aps_worker_note_deadlines (self, child);
}

static void
cancel (ApsWorker *self, guint64 job)
{
  ApsChild *child = g_hash_table_lookup (self->by_job, &job);

  if (child == NULL)
    return;

  aps_child_tell (child, APS_WORKER_CANCELLED, aps_worker_now ());
  aps_worker_note_deadlines (self, child);
}

/* The scheduler's process may live on in a child that it forked, with the socket open. */
static void
greet (ApsWorker *self, ApsWorkerFrameReader *frame)
{
  guint32 protocol = aps_worker_frame_get_u32 (frame);
  guint32 pid = aps_worker_frame_get_u32 (frame);

  if (protocol != APS_WORKER_PROTOCOL)
    {
      aps_worker_give_up (self, "an executor of another version");
      return;
    }

#ifdef SYS_pidfd_open
  self->scheduler.fd = syscall (SYS_pidfd_open, (pid_t)pid, 0);
  if (self->scheduler.fd >= 0)
    aps_worker_watch (self, &self->scheduler, EPOLLIN);
#endif
  /* Looked at after the pidfd exists: a dead scheduler's number may have gone to another. */
  self->gone |= getppid () != (pid_t)pid;
}

void
aps_worker_take_frame (ApsWorker *self, ApsWorkerFrameReader *frame)
{
  switch (frame->type)
    {
    case APS_WORKER_FRAME_HELLO:
      greet (self, frame);
      break;
    case APS_WORKER_FRAME_START:
      start_job (self, frame);
      break;
    case APS_WORKER_FRAME_LEASE:
      move_lease (self, frame);
      break;
    case APS_WORKER_FRAME_CANCEL:
      cancel (self, frame->job);
      break;
    case APS_WORKER_FRAME_ENDED:
    default:
      frame->bad = TRUE;
      break;
    }

  if (frame->bad)
    aps_worker_give_up (self, "a frame that makes no sense");
}
