/* The helper's loop: one epoll set for the executor, the pipes of its commands, their ends and
 * their deadlines.
 *
 * NOTES
 *
 * The end of a command is found by SIGCHLD and not by a pidfd each: one descriptor for all, and no
 * epoll_ctl() on the way of a job. A group is killed while its dead leader is still a zombie, so
 * that its number cannot have gone to others.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"

#include "aps-worker.h"

#include "aps-worker-private.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <sys/epoll.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/timerfd.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define READ_SIZE 65536
#define MAX_EVENTS 64

gint64
aps_worker_now (void)
{
  return g_get_monotonic_time ();
}

gint64
aps_worker_now_suspending (void)
{
  struct timespec now;

  clock_gettime (CLOCK_BOOTTIME, &now);
  return (gint64)now.tv_sec * G_USEC_PER_SEC + now.tv_nsec / 1000;
}

gboolean
aps_worker_watch (ApsWorker *self, ApsWatch *watch, guint32 events)
{
  struct epoll_event event = { .events = events, .data.ptr = watch };

  watch->epoll_fd = self->epoll_fd;
  return epoll_ctl (self->epoll_fd, EPOLL_CTL_ADD, watch->fd, &event) == 0;
}

void
aps_worker_give_up (ApsWorker *self, const char *why)
{
  g_printerr ("apsched-worker: ends, having received %s\n", why);
  self->gone = TRUE;
}

void
aps_worker_note_deadlines (ApsWorker *self, const ApsChild *child)
{
  self->next = MIN (self->next, aps_child_get_next (child));
  self->next_suspending = MIN (self->next_suspending, aps_child_get_next_suspending (child));
}

void
aps_worker_add_end (ApsWorker *self, ApsChild *child, ApsWorkerHow how, int code)
{
  ApsWorkerFrameWriter writer;

  aps_worker_frame_begin (&writer, self->out, APS_WORKER_FRAME_ENDED, child->job);
  aps_worker_frame_add_u32 (&writer, how);
  aps_worker_frame_add_u32 (&writer, code);
  aps_worker_frame_add_u32 (&writer, child->why);
  aps_capture_write (&child->output_text, &writer);
  aps_capture_write (&child->error_text, &writer);
  g_assert (aps_worker_frame_end (&writer));
}

/* Sends what there is; the rest goes when the executor has read some. */
static void
send_frames (ApsWorker *self)
{
  gboolean watch;

  while (self->out_sent < self->out->len)
    {
      gssize n = send (self->socket.fd,
                       self->out->data + self->out_sent,
                       self->out->len - self->out_sent,
                       MSG_NOSIGNAL | MSG_DONTWAIT);

      if (n < 0 && errno == EAGAIN)
        break;
      if (n < 0 && errno != EINTR)
        {
          self->gone = TRUE;
          return;
        }
      self->out_sent += MAX (n, 0);
    }

  watch = self->out_sent < self->out->len;
  if (!watch)
    {
      g_byte_array_set_size (self->out, 0);
      self->out_sent = 0;
    }
  if (watch != self->out_watched)
    {
      struct epoll_event event = { .events = EPOLLIN | (watch ? EPOLLOUT : 0),
                                   .data.ptr = &self->socket };

      epoll_ctl (self->epoll_fd, EPOLL_CTL_MOD, self->socket.fd, &event);
      self->out_watched = watch;
    }
}

static void
take_frames (ApsWorker *self)
{
  gsize at = 0;

  while (!self->gone)
    {
      ApsWorkerFrameReader frame;
      gsize                taken = 0;
      ApsWorkerParse       parse =
        aps_worker_frame_parse (self->in->data + at, self->in->len - at, &frame, &taken);

      if (parse == APS_WORKER_PARSE_MORE)
        break;
      if (parse == APS_WORKER_PARSE_BROKEN)
        {
          aps_worker_give_up (self, "bytes that are no frame");
          return;
        }
      aps_worker_take_frame (self, &frame);
      at += taken;
    }

  g_byte_array_remove_range (self->in, 0, at);
}

static void
receive (ApsWorker *self)
{
  guint  had = self->in->len;
  gssize n;

  g_byte_array_set_size (self->in, had + READ_SIZE);
  n = recv (self->socket.fd, self->in->data + had, READ_SIZE, MSG_DONTWAIT);
  g_byte_array_set_size (self->in, had + MAX (n, 0));

  if (n == 0 || (n < 0 && errno != EAGAIN && errno != EINTR))
    self->gone = TRUE;
  else if (n > 0)
    take_frames (self);
}

static void
finish (ApsWorker *self, ApsChild *child, const siginfo_t *info)
{
  gboolean exited = info->si_code == CLD_EXITED;

  aps_child_kill (child); /* whoever is left of its group */
  aps_child_drain (child);
  __atomic_store_n (child->roster, 0, __ATOMIC_SEQ_CST);
  waitpid (child->pid, NULL, 0);
  aps_worker_add_end (self, child, exited ? APS_WORKER_EXITED : APS_WORKER_KILLED, info->si_status);

  g_hash_table_remove (self->by_pid, &child->pid);
  g_hash_table_remove (self->by_job, &child->job);
  g_ptr_array_add (self->finished, child);
}

/* Ends of commands, and of orphans of their groups, which come to this program. */
static void
reap (ApsWorker *self)
{
  struct signalfd_siginfo pending;

  /* One at most is pending, however many have ended. */
  if (read (self->signals.fd, &pending, sizeof pending) < 0)
    return;

  for (;;)
    {
      siginfo_t info = { 0 };
      ApsChild *child;

      if (waitid (P_ALL, 0, &info, WEXITED | WNOHANG | WNOWAIT) < 0 || info.si_pid == 0)
        return;
      child = g_hash_table_lookup (self->by_pid, &info.si_pid);
      if (child != NULL)
        finish (self, child, &info);
      else
        waitpid (info.si_pid, NULL, 0);
    }
}

static void
dispatch (ApsWorker *self, ApsWatch *watch, guint32 events)
{
  guint64 expirations;

  if (watch->fd < 0)
    return; /* closed by an event before this one */

  switch (watch->kind)
    {
    case APS_WATCH_SOCKET:
      if (events & ~(guint32)EPOLLOUT)
        receive (self);
      break;
    case APS_WATCH_SIGNALS:
      reap (self);
      break;
    case APS_WATCH_TIMER:
      if (read (watch->fd, &expirations, sizeof expirations) > 0)
        self->timer_at = G_MAXINT64;
      break;
    case APS_WATCH_SCHEDULER:
      self->gone = TRUE;
      break;
    case APS_WATCH_INPUT:
      if (!aps_child_write_input (watch->child))
        aps_child_close (watch);
      break;
    case APS_WATCH_OUTPUT:
    case APS_WATCH_ERROR:
      if (aps_child_read (watch->child, watch) == 0)
        aps_child_close (watch);
      break;
    default:
      g_assert_not_reached ();
    }
}

static void
enforce_deadlines (ApsWorker *self)
{
  gint64         now = aps_worker_now ();
  gint64         now_suspending = aps_worker_now_suspending ();
  GHashTableIter iter;
  gpointer       value;

  if (now < self->next && now_suspending < self->next_suspending)
    return;

  self->next = self->next_suspending = G_MAXINT64;
  g_hash_table_iter_init (&iter, self->by_job);
  while (g_hash_table_iter_next (&iter, NULL, &value))
    {
      aps_child_enforce (value, now, now_suspending);
      aps_worker_note_deadlines (self, value);
    }
}

/* Leases are moved before they end, so that this is seldom asked of the kernel. */
static void
set_timer (ApsWorker *self)
{
  struct itimerspec spec = { 0 };

  if (self->next_suspending >= self->timer_at)
    return;

  self->timer_at = self->next_suspending;
  spec.it_value.tv_sec = self->timer_at / G_USEC_PER_SEC;
  spec.it_value.tv_nsec = self->timer_at % G_USEC_PER_SEC * 1000 + 1;
  timerfd_settime (self->timer.fd, TFD_TIMER_ABSTIME, &spec, NULL);
}

static int
get_timeout (const ApsWorker *self)
{
  gint64 left_us;

  if (self->next == G_MAXINT64)
    return -1;
  left_us = self->next - aps_worker_now ();
  return CLAMP ((left_us + 999) / 1000, 0, G_MAXINT32);
}

static void
kill_all (ApsWorker *self)
{
  GHashTableIter iter;
  gpointer       value;

  g_hash_table_iter_init (&iter, self->by_job);
  while (g_hash_table_iter_next (&iter, NULL, &value))
    aps_child_kill (value);
}

static void
loop (ApsWorker *self)
{
  struct epoll_event events[MAX_EVENTS];

  while (!self->gone)
    {
      int n;

      set_timer (self);
      n = epoll_wait (self->epoll_fd, events, MAX_EVENTS, get_timeout (self));
      for (int i = 0; i < n && !self->gone; i++)
        dispatch (self, events[i].data.ptr, events[i].events);
      g_ptr_array_set_size (self->finished, 0);
      enforce_deadlines (self);
      send_frames (self);
    }

  /* No waiting for them: they cannot outlive the signal. */
  kill_all (self);
}

/* Three descriptors a command are more than the usual soft limit allows. Commands get the limit
 * that the scheduler has. */
static void
raise_limit_of_files (ApsWorker *self)
{
  struct rlimit raised;

  if (getrlimit (RLIMIT_NOFILE, &self->files) < 0)
    return;
  raised = self->files;
  raised.rlim_cur = raised.rlim_max;
  self->files_raised = raised.rlim_cur != self->files.rlim_cur &&
                       setrlimit (RLIMIT_NOFILE, &raised) == 0;
}

static gboolean
open_roster (ApsWorker *self)
{
  struct stat info;

  if (fstat (APS_WORKER_ROSTER_FD, &info) < 0)
    return FALSE;
  self->n_slots = info.st_size / sizeof (gint);
  self->roster = mmap (NULL,
                       self->n_slots * sizeof (gint),
                       PROT_READ | PROT_WRITE,
                       MAP_SHARED,
                       APS_WORKER_ROSTER_FD,
                       0);
  close (APS_WORKER_ROSTER_FD);
  return self->roster != MAP_FAILED;
}

static gboolean
set_up (ApsWorker *self)
{
  sigset_t all;

  /* Signals reach this program through its loop or not at all; SIGPIPE is told by EPIPE. */
  sigfillset (&all);
  sigprocmask (SIG_SETMASK, &all, NULL);
  sigemptyset (&all);
  sigaddset (&all, SIGCHLD);

  prctl (PR_SET_CHILD_SUBREAPER, 1);
  close_range (APS_WORKER_ROSTER_FD + 1, ~0U, 0);
  fcntl (APS_WORKER_SOCKET_FD, F_SETFD, FD_CLOEXEC);
  raise_limit_of_files (self);

  self->null_fd = open ("/dev/null", O_RDONLY | O_CLOEXEC);
  self->epoll_fd = epoll_create1 (EPOLL_CLOEXEC);
  self->signals.fd = signalfd (-1, &all, SFD_CLOEXEC | SFD_NONBLOCK);
  self->timer.fd = timerfd_create (CLOCK_BOOTTIME, TFD_CLOEXEC | TFD_NONBLOCK);
  return open_roster (self) && self->null_fd >= 0 && self->epoll_fd >= 0 &&
         aps_worker_watch (self, &self->socket, EPOLLIN) &&
         aps_worker_watch (self, &self->signals, EPOLLIN) &&
         aps_worker_watch (self, &self->timer, EPOLLIN);
}

static void
free_child (gpointer child)
{
  aps_child_free (child);
}

static void
tear_down (ApsWorker *self)
{
  GHashTableIter iter;
  gpointer       value;

  g_hash_table_iter_init (&iter, self->by_job);
  while (g_hash_table_iter_next (&iter, NULL, &value))
    aps_child_free (value);

  g_hash_table_unref (self->by_job);
  g_hash_table_unref (self->by_pid);
  g_ptr_array_unref (self->finished);
  g_byte_array_unref (self->in);
  g_byte_array_unref (self->out);
}

int
aps_worker_run (void)
{
  ApsWorker self = {
    .socket = { .kind = APS_WATCH_SOCKET, .fd = APS_WORKER_SOCKET_FD },
    .signals = { .kind = APS_WATCH_SIGNALS, .fd = -1 },
    .timer = { .kind = APS_WATCH_TIMER, .fd = -1 },
    .scheduler = { .kind = APS_WATCH_SCHEDULER, .fd = -1 },
    .by_job = g_hash_table_new (g_int64_hash, g_int64_equal),
    .by_pid = g_hash_table_new (g_int_hash, g_int_equal),
    .finished = g_ptr_array_new_with_free_func (free_child),
    .in = g_byte_array_new (),
    .out = g_byte_array_new (),
    .next = G_MAXINT64,
    .next_suspending = G_MAXINT64,
    .timer_at = G_MAXINT64,
  };
  gboolean ready = set_up (&self);

  if (ready)
    loop (&self);
  else
    g_printerr ("apsched-worker: cannot begin: %s\n", g_strerror (errno));

  tear_down (&self);
  return ready ? 0 : 1;
}
