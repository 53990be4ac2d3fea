/* The system's clock, and the waiting for it.
 *
 * NOTES. A loop sleeps in poll() on two descriptors of its own: a timer, so that no other thread
 * has to wake it (a fire starts about 50 us after its time), and an event counter for being woken.
 * The timer counts by the wall clock (CLOCK_REALTIME), so a fire in a hundred years needs no
 * sums of sleeps, and TFD_TIMER_CANCEL_ON_SET ends it when the clock is set or the machine was
 * asleep. A busy loop is woken by an atomic exchange, without a system call.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"

#include "core/aps-clock-private.h"

#include <errno.h>
#include <poll.h>
#include <sys/eventfd.h>
#include <sys/timerfd.h>
#include <unistd.h>

/* The furthest that a timer is set: 2200-01-01. What is later waits in turns. */
#define MAX_TIMER_US (G_GINT64_CONSTANT (7258118400) * APS_SECOND)

/* How often a waiter that got no descriptors looks. */
#define FALLBACK_POLL_MS 20

typedef enum
{
  STATE_BUSY,
  STATE_WOKEN,
  STATE_SLEEPING,
} State;

typedef struct
{
  ApsWaiter base;
  int       state; /* atomic: a State */
  int       event_fd;
  int       timer_fd;
  gint64    timer_us; /* owner thread: what the timer is set to, or APS_UNSET */
} SystemWaiter;

struct _ApsSystemClock
{
  ApsClock parent_instance;
};

G_DEFINE_FINAL_TYPE (ApsSystemClock, aps_system_clock, APS_TYPE_CLOCK)

static gint64
get_now (ApsClock *self)
{
  return g_get_real_time ();
}

static gint64
get_monotonic (ApsClock *self)
{
  return g_get_monotonic_time ();
}

static void
ignore (ApsClock *self)
{
}

static void
close_fds (SystemWaiter *self)
{
  if (self->event_fd >= 0)
    close (self->event_fd);
  if (self->timer_fd >= 0)
    close (self->timer_fd);

  self->event_fd = self->timer_fd = -1;
}

static void
system_waiter_free (ApsWaiter *waiter)
{
  SystemWaiter *self = (SystemWaiter *)waiter;

  close_fds (self);
  g_free (self);
}

static void
system_waiter_wake (ApsWaiter *waiter)
{
  SystemWaiter *self = (SystemWaiter *)waiter;
  guint64       one = 1;

  if (g_atomic_int_get (&self->state) == STATE_WOKEN)
    return;

  if (g_atomic_int_exchange (&self->state, STATE_WOKEN) == STATE_SLEEPING && self->event_fd >= 0 &&
      write (self->event_fd, &one, sizeof one) < 0)
    g_critical ("Cannot wake %s: %s", self->base.name, g_strerror (errno));
}

/* Sets the timer, unless it is set so; says whether the clock was found set meanwhile. */
static gboolean
set_timer (SystemWaiter *self, gint64 due_us)
{
  gint64            timer_us = CLAMP (due_us, 1, MAX_TIMER_US);
  struct itimerspec spec = { .it_value = { .tv_sec = timer_us / APS_SECOND,
                                           .tv_nsec = timer_us % APS_SECOND * 1000 } };

  if (timer_us == self->timer_us)
    return FALSE;

  self->timer_us = timer_us;

  if (timerfd_settime (self->timer_fd, TFD_TIMER_ABSTIME | TFD_TIMER_CANCEL_ON_SET, &spec, NULL) ==
      0)
    return FALSE;

  /* So it answers if the clock was set since; the timer runs. */
  g_assert (errno == ECANCELED);
  return TRUE;
}

/* After the timer has ended; says whether that was because the clock was set. */
static gboolean
read_timer (SystemWaiter *self)
{
  guint64 n_expirations;

  self->timer_us = APS_UNSET;
  return read (self->timer_fd, &n_expirations, sizeof n_expirations) < 0 && errno == ECANCELED;
}

static ApsWakeFlags
sleep_once (SystemWaiter *self, gint64 due_us)
{
  struct pollfd fds[] = { { .fd = self->event_fd, .events = POLLIN },
                          { .fd = self->timer_fd, .events = POLLIN } };
  guint64       count;

  if (self->event_fd < 0)
    {
      poll (NULL, 0, FALLBACK_POLL_MS);
      return APS_WAKE_NONE;
    }

  if (set_timer (self, due_us))
    return APS_WAKE_CLOCK_CHANGED;

  if (poll (fds, G_N_ELEMENTS (fds), -1) < 0)
    return APS_WAKE_NONE;

  if (fds[0].revents != 0 && read (self->event_fd, &count, sizeof count) < 0)
    g_assert (errno == EAGAIN);

  return fds[1].revents != 0 && read_timer (self) ? APS_WAKE_CLOCK_CHANGED : APS_WAKE_NONE;
}

static ApsWakeFlags
system_waiter_wait (ApsWaiter *waiter, gint64 work_due_us, gint64 housekeeping_due_us)
{
  SystemWaiter *self = (SystemWaiter *)waiter;
  gint64        due_us = MIN (work_due_us, housekeeping_due_us);
  ApsWakeFlags  flags = APS_WAKE_NONE;

  if (g_atomic_int_compare_and_exchange (&self->state, STATE_BUSY, STATE_SLEEPING))
    while (flags == APS_WAKE_NONE && g_atomic_int_get (&self->state) == STATE_SLEEPING &&
           g_get_real_time () < due_us)
      flags = sleep_once (self, due_us);

  if (g_atomic_int_exchange (&self->state, STATE_BUSY) == STATE_WOKEN)
    flags |= APS_WAKE_WOKEN;
  if (due_us != APS_TIME_NONE && g_get_real_time () >= due_us)
    flags |= APS_WAKE_DUE;

  return flags;
}

static ApsWaiter *
new_waiter (ApsClock *clock, const char *name)
{
  static const ApsWaiterMethods methods = {
    .free = system_waiter_free,
    .wait = system_waiter_wait,
    .wake = system_waiter_wake,
  };
  SystemWaiter *self = g_new0 (SystemWaiter, 1);

  self->base.methods = &methods;
  self->base.name = g_strdup (name);
  self->timer_us = APS_UNSET;
  self->event_fd = eventfd (0, EFD_CLOEXEC | EFD_NONBLOCK);
  self->timer_fd = timerfd_create (CLOCK_REALTIME, TFD_CLOEXEC | TFD_NONBLOCK);

  if (self->event_fd < 0 || self->timer_fd < 0)
    {
      g_warning ("%s has to look for its time every %d ms: %s",
                 name,
                 FALLBACK_POLL_MS,
                 g_strerror (errno));
      close_fds (self);
    }

  return &self->base;
}

static void
aps_system_clock_class_init (ApsSystemClockClass *klass)
{
  static const ApsClockMethods methods = {
    .get_now = get_now,
    .get_monotonic = get_monotonic,
    .hold = ignore,
    .release = ignore,
    .new_waiter = new_waiter,
  };

  APS_CLOCK_CLASS (klass)->methods = &methods;
}

static void
aps_system_clock_init (ApsSystemClock *self)
{
}
