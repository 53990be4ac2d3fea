/* A clock for tests, which stands still until it is advanced.
 *
 * NOTES. Time moves only while everybody who goes by this clock waits: each registered waiter
 * sleeps without an unanswered wake, and no work is held. The clock then steps to the earliest time
 * that a waiter has work for, and lets that one waiter go; the next is let go when all wait again.
 * So what is due happens in the order of its times, and, at one time, in the order in which the
 * waiters were made, whatever the threads do. Housekeeping makes no steps: a hundred years without
 * work are one step.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"

#include <apsched/aps-test-clock.h>

#include <apsched/aps-locked.h>

#include "core/aps-iso8601-private.h"
#include "core/aps-test-clock-private.h"

#include <string.h>

G_DEFINE_FINAL_TYPE (ApsTestClock, aps_test_clock, APS_TYPE_CLOCK)

static gint64
get_now (ApsClock *clock)
{
  ApsTestClock *self = APS_TEST_CLOCK (clock);

  APS_LOCKED (&self->lock);
  return self->now_us;
}

static gint64
get_monotonic (ApsClock *clock)
{
  ApsTestClock *self = APS_TEST_CLOCK (clock);

  APS_LOCKED (&self->lock);
  return self->monotonic_us;
}

static void
hold (ApsClock *clock)
{
  ApsTestClock *self = APS_TEST_CLOCK (clock);

  APS_LOCKED (&self->lock);
  self->n_holds++;
}

static void
release (ApsClock *clock)
{
  ApsTestClock *self = APS_TEST_CLOCK (clock);

  APS_LOCKED (&self->lock);
  g_assert (self->n_holds > 0);
  self->n_holds--;
  self->n_changes++;
  aps_test_clock_tell_movers_if_quiescent (self);
}

/* Under the lock: who goes next among those whose time has come. */
static ApsTestWaiter *
find_due (ApsTestClock *self)
{
  ApsTestWaiter *first = NULL;

  for (guint i = 0; i < self->waiters->len; i++)
    {
      ApsTestWaiter *waiter = self->waiters->pdata[i];

      if (aps_test_waiter_get_due (waiter) <= self->now_us &&
          (first == NULL || aps_test_waiter_get_due (waiter) < aps_test_waiter_get_due (first)))
        first = waiter;
    }

  return first;
}

/* Under the lock: where the clock stops next, on its way to the target. */
static gint64
find_next_stop (ApsTestClock *self, gint64 target_us)
{
  gint64 stop_us = target_us;

  for (guint i = 0; i < self->waiters->len; i++)
    stop_us = MIN (stop_us, ((ApsTestWaiter *)self->waiters->pdata[i])->work_due_us);

  return stop_us;
}

/* Lets the next waiter go, moving the clock if nobody else is due; FALSE at the target. */
static gboolean
step (ApsTestClock *self, gint64 target_us)
{
  ApsTestWaiter *waiter;
  gint64         stop_us;

  APS_LOCKED (&self->lock);

  if (!aps_test_clock_is_quiescent (self))
    return TRUE;

  waiter = find_due (self);

  if (waiter == NULL)
    {
      if (self->now_us >= target_us)
        return FALSE;

      stop_us = find_next_stop (self, target_us);
      self->monotonic_us += stop_us - self->now_us;
      self->now_us = stop_us;
      waiter = find_due (self);
    }

  if (waiter != NULL)
    aps_test_waiter_let_go (waiter, APS_WAKE_DUE);

  return TRUE;
}

static void
aps_test_clock_finalize (GObject *object)
{
  ApsTestClock *self = APS_TEST_CLOCK (object);

  g_ptr_array_unref (self->waiters);
  g_ptr_array_unref (self->contexts);
  g_cond_clear (&self->changed);
  g_mutex_clear (&self->lock);

  G_OBJECT_CLASS (aps_test_clock_parent_class)->finalize (object);
}

/**
 * ApsTestClock:
 *
 * A clock for tests, which stands still until it is advanced.
 *
 * ```c
 * g_autoptr (ApsTestClock) clock = aps_test_clock_new ("2026-03-28T00:00Z");
 * g_autoptr (ApsScheduler) scheduler = g_object_new (APS_TYPE_SCHEDULER, "clock", clock, NULL);
 *
 * // … add schedules, start in background …
 * aps_test_clock_advance (clock, 7 * APS_DAY);
 * ```
 *
 * Advancing it runs all that is due meanwhile, in the order of its times and without sleeping, and
 * returns when that is done: a week takes milliseconds.
 *
 * ## Threads
 *
 * All methods may be called from any thread; if several move the clock, one waits for the other.
 *
 * Since: 1.0
 */

static void
aps_test_clock_class_init (ApsTestClockClass *klass)
{
  static const ApsClockMethods methods = {
    .get_now = get_now,
    .get_monotonic = get_monotonic,
    .hold = hold,
    .release = release,
    .new_waiter = aps_test_waiter_new,
  };

  APS_CLOCK_CLASS (klass)->methods = &methods;
  G_OBJECT_CLASS (klass)->finalize = aps_test_clock_finalize;
}

static void
aps_test_clock_init (ApsTestClock *self)
{
  g_mutex_init (&self->lock);
  g_cond_init (&self->changed);
  self->waiters = g_ptr_array_new ();
  self->contexts = g_ptr_array_new ();
}

/**
 * aps_test_clock_new:
 * @text: a time with its offset from UTC, of RFC 3339, like `2026-03-28T00:00Z`; seconds may be
 *   left out
 *
 * Creates a clock that stands at a time.
 *
 * Returns: (transfer full): the clock; a text that is no such time is a programming error
 *
 * Since: 1.0
 */
ApsTestClock *
aps_test_clock_new (const char *text)
{
  ApsTestClock    *self;
  ApsIsoTime       time = { 0 };
  const char      *at;
  g_autofree char *problem = NULL;

  g_return_val_if_fail (text != NULL, NULL);

  if (!aps_iso8601_parse (text, strlen (text), &time, &at, &problem) || !time.has_offset)
    {
      g_critical ("\"%s\" is no time for a test clock (like \"2026-03-28T00:00Z\"): %s",
                  text,
                  problem == NULL ? "it has no offset from UTC" : problem);
      return NULL;
    }

  self = g_object_new (APS_TYPE_TEST_CLOCK, NULL);
  self->now_us = self->monotonic_us = time.local_us - time.offset_s * APS_SECOND;
  return self;
}

/**
 * aps_test_clock_advance:
 * @self: a test clock
 * @duration_us: by how much, in microseconds; 0 only does what is due now
 *
 * Moves the clock on and runs all that is due on the way, each at its time.
 *
 * It returns when all of that has ended: jobs, also those that they add or make due, and events.
 * While it waits, it iterates the thread-default main context of the calling thread, unless another
 * thread does; so callbacks that belong to this context run. If something does not end, a warning
 * every 10 seconds says what.
 *
 * It cannot be called from a job or callback that runs because this clock is being advanced.
 *
 * Since: 1.0
 */
void
aps_test_clock_advance (ApsTestClock *self, gint64 duration_us)
{
  ApsTestClockMover mover;
  gint64            now_us, target_us;

  g_return_if_fail (APS_IS_TEST_CLOCK (self));
  g_return_if_fail (duration_us >= 0);

  if (!aps_test_clock_mover_begin (&mover, self))
    return;

  now_us = get_now (APS_CLOCK (self));
  target_us = duration_us < APS_TIME_NONE - 1 - MAX (now_us, 0) ? now_us + duration_us
                                                                : APS_TIME_NONE - 1;

  do
    aps_test_clock_mover_settle (&mover);
  while (step (self, target_us));

  aps_test_clock_mover_end (&mover);
}

/**
 * aps_test_clock_set_time:
 * @self: a test clock
 * @time_us: the new time, in microseconds since 1970-01-01T00:00:00Z
 *
 * Sets the clock, also back, as somebody may set the clock of a machine.
 *
 * What it skips over becomes due, all at the new time. Returns when that is done, like
 * [method@Aps.TestClock.advance].
 *
 * Since: 1.0
 */
void
aps_test_clock_set_time (ApsTestClock *self, gint64 time_us)
{
  ApsTestClockMover mover;

  g_return_if_fail (APS_IS_TEST_CLOCK (self));
  g_return_if_fail (time_us < APS_TIME_NONE);

  if (!aps_test_clock_mover_begin (&mover, self))
    return;

  aps_test_clock_mover_settle (&mover);

  {
    APS_LOCKED (&self->lock);
    self->now_us = time_us;
    for (guint i = 0; i < self->waiters->len; i++)
      aps_test_waiter_let_go (self->waiters->pdata[i], APS_WAKE_CLOCK_CHANGED);
  }

  do
    aps_test_clock_mover_settle (&mover);
  while (step (self, time_us));

  aps_test_clock_mover_end (&mover);
}
