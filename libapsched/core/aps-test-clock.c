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

#include "core/aps-clock-private.h"

#include <string.h>

/* How long it waits, in real time, before it says for whom. */
#define PATIENCE_S 10

/* A main context that always has something to do must not keep the clock from moving. */
#define MAX_IDLE_DISPATCHES 1000

struct _ApsTestClock
{
  ApsClock parent_instance;

  GMutex     lock;
  GCond      changed;      /* for advancing threads that iterate no context */
  gint64     now_us;       /* guarded by lock */
  gint64     monotonic_us; /* guarded by lock: not moved by set_time */
  GPtrArray *waiters;      /* guarded by lock: in the order of their making */
  guint      n_holds;      /* guarded by lock */
  GPtrArray *contexts;     /* guarded by lock: iterated by threads that wait for a change */
  GThread   *mover;        /* guarded by lock, nullable: who is advancing */
  guint64    n_changes;    /* guarded by lock: what has happened so far */
};

typedef struct
{
  ApsWaiter     base;
  ApsTestClock *clock; /* the same as base.clock, which goes first */
  GCond         wake;
  gboolean      waiting;             /* guarded by the clock's lock, like all below */
  ApsWakeFlags  flags;               /* that wait has not returned yet */
  gint64        work_due_us;         /* of waiting */
  gint64        housekeeping_due_us; /* of waiting */
} TestWaiter;

/* Where the thread that moves the clock waits for others. */
typedef struct
{
  ApsTestClock *clock;
  GMainContext *context;   /* nullable: only while this thread may iterate it */
  GSource      *patience;  /* of context */
  guint64       n_changes; /* when it was last looked at */
} Mover;

G_DEFINE_FINAL_TYPE (ApsTestClock, aps_test_clock, APS_TYPE_CLOCK)

static gboolean
is_quiet (const TestWaiter *waiter)
{
  return waiter->waiting && waiter->flags == APS_WAKE_NONE;
}

/* Under the lock. */
static gboolean
is_quiescent (ApsTestClock *self)
{
  if (self->n_holds > 0)
    return FALSE;

  for (guint i = 0; i < self->waiters->len; i++)
    if (!is_quiet (self->waiters->pdata[i]))
      return FALSE;

  return TRUE;
}

/* Under the lock. */
static void
tell_movers (ApsTestClock *self)
{
  g_cond_broadcast (&self->changed);

  for (guint i = 0; i < self->contexts->len; i++)
    g_main_context_wakeup (self->contexts->pdata[i]);
}

/* Under the lock. */
static void
tell_movers_if_quiescent (ApsTestClock *self)
{
  if (self->mover != NULL && is_quiescent (self))
    tell_movers (self);
}

/* Under the lock. */
static void
let_go (TestWaiter *waiter, ApsWakeFlags flags)
{
  waiter->flags |= flags;
  waiter->clock->n_changes++;
  g_cond_signal (&waiter->wake);
}

static gint64
get_due (const TestWaiter *waiter)
{
  return MIN (waiter->work_due_us, waiter->housekeeping_due_us);
}

static void
test_waiter_free (ApsWaiter *base)
{
  TestWaiter   *waiter = (TestWaiter *)base;
  ApsTestClock *clock = waiter->clock;

  {
    APS_LOCKED (&clock->lock);
    g_ptr_array_remove (clock->waiters, waiter);
    tell_movers_if_quiescent (clock);
  }

  g_cond_clear (&waiter->wake);
  g_free (waiter);
}

static void
test_waiter_wake (ApsWaiter *base)
{
  TestWaiter *waiter = (TestWaiter *)base;

  APS_LOCKED (&waiter->clock->lock);
  let_go (waiter, APS_WAKE_WOKEN);
}

static ApsWakeFlags
test_waiter_wait (ApsWaiter *base, gint64 work_due_us, gint64 housekeeping_due_us)
{
  TestWaiter   *waiter = (TestWaiter *)base;
  ApsTestClock *clock = waiter->clock;
  ApsWakeFlags  flags;

  APS_LOCKED (&clock->lock);

  waiter->work_due_us = work_due_us;
  waiter->housekeeping_due_us = housekeeping_due_us;

  if (waiter->flags == APS_WAKE_NONE && get_due (waiter) > clock->now_us)
    {
      waiter->waiting = TRUE;
      tell_movers_if_quiescent (clock);

      while (waiter->flags == APS_WAKE_NONE)
        g_cond_wait (&waiter->wake, &clock->lock);

      waiter->waiting = FALSE;
    }

  flags = waiter->flags;
  waiter->flags = APS_WAKE_NONE;
  return get_due (waiter) <= clock->now_us ? flags | APS_WAKE_DUE : flags;
}

static ApsWaiter *
new_waiter (ApsClock *clock, const char *name)
{
  static const ApsWaiterMethods methods = {
    .free = test_waiter_free,
    .wait = test_waiter_wait,
    .wake = test_waiter_wake,
  };
  ApsTestClock *self = APS_TEST_CLOCK (clock);
  TestWaiter   *waiter = g_new0 (TestWaiter, 1);

  waiter->base.methods = &methods;
  waiter->base.name = g_strdup (name);
  waiter->clock = self;
  g_cond_init (&waiter->wake);

  APS_LOCKED (&self->lock);
  g_ptr_array_add (self->waiters, waiter);
  return &waiter->base;
}

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
  tell_movers_if_quiescent (self);
}

/* Who keeps the clock from moving; NULL if something has happened since the last look. */
static char *
describe_busy (Mover *mover)
{
  ApsTestClock *self = mover->clock;
  GString      *names;

  APS_LOCKED (&self->lock);

  if (mover->n_changes != self->n_changes)
    {
      mover->n_changes = self->n_changes;
      return NULL;
    }

  names = g_string_new (NULL);

  for (guint i = 0; i < self->waiters->len; i++)
    {
      TestWaiter *waiter = self->waiters->pdata[i];

      if (!is_quiet (waiter))
        g_string_append_printf (names, "%s, ", waiter->base.name);
    }

  g_string_append_printf (names, "%u jobs or events", self->n_holds);
  return g_string_free (names, FALSE);
}

static gboolean
complain (gpointer data)
{
  g_autofree char *names = describe_busy (data);

  if (names != NULL)
    g_warning ("Test clock waits for %s for more than %d s of real time", names, PATIENCE_S);

  return G_SOURCE_CONTINUE;
}

/* Waits until something has changed, or the context of this thread has something to do. */
static void
wait_for_change (Mover *mover)
{
  ApsTestClock *self = mover->clock;

  if (mover->context != NULL)
    {
      g_main_context_iteration (mover->context, TRUE);
      return;
    }

  {
    APS_LOCKED (&self->lock);
    gint64 until = g_get_monotonic_time () + PATIENCE_S * G_TIME_SPAN_SECOND;

    while (!is_quiescent (self) || (self->mover != NULL && self->mover != g_thread_self ()))
      if (!g_cond_wait_until (&self->changed, &self->lock, until))
        break;

    if (g_get_monotonic_time () < until)
      return;
  }

  complain (mover);
}

/* Waits until everybody waits and the context of this thread has nothing left to do. */
static void
settle (Mover *mover)
{
  ApsTestClock *self = mover->clock;
  guint         n_dispatches = 0;

  for (;;)
    {
      gboolean quiescent;

      {
        APS_LOCKED (&self->lock);
        quiescent = is_quiescent (self);
      }

      if (!quiescent)
        wait_for_change (mover);
      else if (mover->context == NULL || ++n_dispatches > MAX_IDLE_DISPATCHES ||
               !g_main_context_iteration (mover->context, FALSE))
        return;
    }
}

/* Under the lock: who goes next among those whose time has come. */
static TestWaiter *
find_due (ApsTestClock *self)
{
  TestWaiter *first = NULL;

  for (guint i = 0; i < self->waiters->len; i++)
    {
      TestWaiter *waiter = self->waiters->pdata[i];

      if (get_due (waiter) <= self->now_us && (first == NULL || get_due (waiter) < get_due (first)))
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
    stop_us = MIN (stop_us, ((TestWaiter *)self->waiters->pdata[i])->work_due_us);

  return stop_us;
}

/* Lets the next waiter go, moving the clock if nobody else is due; FALSE at the target. */
static gboolean
step (ApsTestClock *self, gint64 target_us)
{
  TestWaiter *waiter;
  gint64      stop_us;

  APS_LOCKED (&self->lock);

  if (!is_quiescent (self))
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
    let_go (waiter, APS_WAKE_DUE);

  return TRUE;
}

/* Under no lock: waits for its turn, since one thread at a time moves the clock. */
static gboolean
begin_moving (Mover *mover, ApsTestClock *self)
{
  g_autoptr (GMainContext) context = g_main_context_ref_thread_default ();
  gboolean nested, begun = FALSE;

  *mover = (Mover){ .clock = self };

  {
    APS_LOCKED (&self->lock);
    nested = self->mover == g_thread_self ();
  }
  if (nested)
    {
      g_critical ("A test clock cannot be moved from what runs because it moves");
      return FALSE;
    }

  if (g_main_context_acquire (context))
    {
      mover->context = g_steal_pointer (&context);
      mover->patience = g_timeout_source_new_seconds (PATIENCE_S);
      g_source_set_callback (mover->patience, complain, mover, NULL);
      g_source_attach (mover->patience, mover->context);

      APS_LOCKED (&self->lock);
      g_ptr_array_add (self->contexts, mover->context);
    }

  while (!begun)
    {
      {
        APS_LOCKED (&self->lock);
        begun = self->mover == NULL;
        if (begun)
          self->mover = g_thread_self ();
      }
      if (!begun)
        wait_for_change (mover);
    }

  return TRUE;
}

static void
end_moving (Mover *mover)
{
  ApsTestClock *self = mover->clock;

  {
    APS_LOCKED (&self->lock);
    self->mover = NULL;
    if (mover->context != NULL)
      g_ptr_array_remove (self->contexts, mover->context);
    tell_movers (self);
  }

  if (mover->context == NULL)
    return;

  g_source_destroy (mover->patience);
  g_source_unref (mover->patience);
  g_main_context_release (mover->context);
  g_main_context_unref (mover->context);
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
    .new_waiter = new_waiter,
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

/* Seconds may be left out, which GDateTime does not know. */
static GDateTime *
parse_time (const char *text)
{
  static const char form[] = "dddd-dd-ddTdd:dd";
  g_autofree char  *with_seconds = NULL;

  for (gsize i = 0; i < strlen (form); i++)
    if (form[i] == 'd' ? !g_ascii_isdigit (text[i]) : text[i] != form[i])
      return NULL;

  if (text[strlen (form)] == ':')
    return g_date_time_new_from_iso8601 (text, NULL);

  with_seconds = g_strdup_printf ("%.16s:00%s", text, text + strlen (form));
  return g_date_time_new_from_iso8601 (with_seconds, NULL);
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
  ApsTestClock *self;
  g_autoptr (GDateTime) time = NULL;

  g_return_val_if_fail (text != NULL, NULL);

  time = parse_time (text);
  if (time == NULL)
    {
      g_critical ("\"%s\" is no time for a test clock (like \"2026-03-28T00:00Z\")", text);
      return NULL;
    }

  self = g_object_new (APS_TYPE_TEST_CLOCK, NULL);
  self->now_us = g_date_time_to_unix (time) * APS_SECOND + g_date_time_get_microsecond (time);
  self->monotonic_us = self->now_us;
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
  Mover  mover;
  gint64 now_us, target_us;

  g_return_if_fail (APS_IS_TEST_CLOCK (self));
  g_return_if_fail (duration_us >= 0);

  if (!begin_moving (&mover, self))
    return;

  now_us = get_now (APS_CLOCK (self));
  target_us = duration_us < APS_TIME_NONE - 1 - MAX (now_us, 0) ? now_us + duration_us
                                                                : APS_TIME_NONE - 1;

  do
    settle (&mover);
  while (step (self, target_us));

  end_moving (&mover);
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
  Mover mover;

  g_return_if_fail (APS_IS_TEST_CLOCK (self));
  g_return_if_fail (time_us < APS_TIME_NONE);

  if (!begin_moving (&mover, self))
    return;

  settle (&mover);

  {
    APS_LOCKED (&self->lock);
    self->now_us = time_us;
    for (guint i = 0; i < self->waiters->len; i++)
      let_go (self->waiters->pdata[i], APS_WAKE_CLOCK_CHANGED);
  }

  do
    settle (&mover);
  while (step (self, time_us));

  end_moving (&mover);
}
