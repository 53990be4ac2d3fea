/* Clocks and waiting: the system's is never early, the test clock moves only when nothing is left
 * to do, and then in the order of what is due.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include <apsched/apsched.h>

#include "core/aps-clock-private.h"

#include <string.h>

/* 2026-03-28T00:00:00Z */
#define START G_GINT64_CONSTANT (1774656000000000)

static void
test_default_is_the_time_of_day (void)
{
  ApsClock *clock = aps_clock_get_default ();
  gint64    before = g_get_real_time ();
  gint64    now = aps_clock_get_now (clock);

  g_assert_true (clock == aps_clock_get_default ());
  g_assert_cmpint (now, >=, before);
  g_assert_cmpint (now, <=, g_get_real_time ());
  g_assert_cmpint (aps_clock_get_monotonic (clock), <=, g_get_monotonic_time ());
}

static void
test_system_is_never_early (void)
{
  g_autoptr (ApsWaiter) waiter = aps_waiter_new (aps_clock_get_default (), "test");

  for (guint i = 0; i < 50; i++)
    {
      gint64       due_us = g_get_real_time () + i * 37;
      ApsWakeFlags flags = i % 2 == 0 ? aps_waiter_wait (waiter, due_us, APS_TIME_NONE)
                                      : aps_waiter_wait (waiter, APS_TIME_NONE, due_us);

      g_assert_cmpint (flags, ==, APS_WAKE_DUE);
      g_assert_cmpint (g_get_real_time (), >=, due_us);
    }
}

static void
test_system_past_returns_at_once (void)
{
  g_autoptr (ApsWaiter) waiter = aps_waiter_new (aps_clock_get_default (), "test");

  g_assert_cmpint (aps_waiter_wait (waiter, G_MININT64, APS_TIME_NONE), ==, APS_WAKE_DUE);
  g_assert_cmpint (aps_waiter_wait (waiter, 0, 0), ==, APS_WAKE_DUE);
}

static void
test_system_wake_before_wait (void)
{
  g_autoptr (ApsWaiter) waiter = aps_waiter_new (aps_clock_get_default (), "test");

  aps_waiter_wake (waiter);
  aps_waiter_wake (waiter);
  g_assert_cmpint (aps_waiter_wait (waiter, APS_TIME_NONE, APS_TIME_NONE), ==, APS_WAKE_WOKEN);
  g_assert_cmpint (aps_waiter_wait (waiter, g_get_real_time () + 1000, APS_TIME_NONE),
                   ==,
                   APS_WAKE_DUE);
}

/* Two threads that wake each other: not one wake is lost, whatever the other is doing. */
typedef struct
{
  ApsWaiter *own;
  ApsWaiter *other;
  int       *turn; /* atomic */
  int        parity;
  gint64     due_us;
} Player;

#define N_TURNS 20000

static gpointer
play (gpointer data)
{
  Player *player = data;

  while (g_atomic_int_get (player->turn) < N_TURNS)
    if (g_atomic_int_get (player->turn) % 2 == player->parity)
      {
        g_atomic_int_inc (player->turn);
        aps_waiter_wake (player->other);
      }
    else
      aps_waiter_wait (player->own, player->due_us, APS_TIME_NONE);

  return NULL;
}

static void
play_ping_pong (gint64 due_us)
{
  g_autoptr (ApsWaiter) a = aps_waiter_new (aps_clock_get_default (), "a");
  g_autoptr (ApsWaiter) b = aps_waiter_new (aps_clock_get_default (), "b");
  int      turn = 0;
  Player   players[] = { { a, b, &turn, 0, due_us }, { b, a, &turn, 1, due_us } };
  GThread *thread = g_thread_new ("ping", play, &players[0]);

  play (&players[1]);
  g_thread_join (thread);
  g_assert_cmpint (turn, >=, N_TURNS);
}

static void
test_system_wakes_are_not_lost (void)
{
  play_ping_pong (APS_TIME_NONE);
  play_ping_pong (g_get_real_time () + 36500 * APS_DAY); /* waits quietly */
}

static void
test_system_ignores_holds (void)
{
  aps_clock_hold (aps_clock_get_default ());
  aps_clock_release (aps_clock_get_default ());
}

static void
test_reads_times (void)
{
  static const struct
  {
    const char *text;
    gint64      us;
  } rows[] = {
    { "2026-03-28T00:00Z", START },
    { "2026-03-28T00:00:00Z", START },
    { "2026-03-28T01:00:00+01:00", START },
    { "2026-03-27T18:30-05:30", START },
    { "2026-03-28T00:00:01.5Z", START + 1500 * APS_MILLISECOND },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (ApsTestClock) clock = aps_test_clock_new (rows[i].text);

      g_assert_cmpint (aps_clock_get_now (APS_CLOCK (clock)), ==, rows[i].us);
    }
}

static void
test_bad_time_is_critical (void)
{
  static const char *const bad[] = {
    "", "tomorrow", "2026-03-28", "2026-03-28T00:00", "2026-02-30T00:00Z", "2026-03-28T24:30Z"
  };

  if (g_test_subprocess ())
    {
      g_log_set_always_fatal (G_LOG_LEVEL_ERROR);
      for (guint i = 0; i < G_N_ELEMENTS (bad); i++)
        g_assert_null (aps_test_clock_new (bad[i]));
      exit (0);
    }

  g_test_trap_subprocess (NULL, 0, 0);
  g_test_trap_assert_passed ();
  g_test_trap_assert_stderr ("*tomorrow*2026-03-28T00:00Z*");
}

static void
test_stands_still (void)
{
  g_autoptr (ApsTestClock) clock = aps_test_clock_new ("2026-03-28T00:00Z");

  aps_test_clock_advance (clock, 0);
  g_assert_cmpint (aps_clock_get_now (APS_CLOCK (clock)), ==, START);
  aps_test_clock_advance (clock, 90 * APS_SECOND);
  g_assert_cmpint (aps_clock_get_now (APS_CLOCK (clock)), ==, START + 90 * APS_SECOND);
  g_assert_cmpint (aps_clock_get_monotonic (APS_CLOCK (clock)), ==, START + 90 * APS_SECOND);
  aps_test_clock_advance (clock, APS_FOREVER);
  g_assert_cmpint (aps_clock_get_now (APS_CLOCK (clock)), ==, APS_TIME_NONE - 1);
}

/* A loop that has work at regular times and notes when it did it. */
typedef struct
{
  char       letter;
  ApsClock  *clock;
  ApsWaiter *waiter;
  GThread   *thread;
  GMutex    *lock;
  GString   *log; /* guarded by lock, shared */
  gint64     next_us;
  gint64     every_us;
  gint64     next_housekeeping_us;
  gint64     housekeeping_every_us;
  guint      n_housekeeping;
  guint      n_work;
  guint      n_clock_changes;
  int        stop; /* atomic */
} Loop;

static void
loop_note (Loop *loop, gint64 now_us)
{
  APS_LOCKED (loop->lock);
  g_string_append_printf (loop->log,
                          "%s%c%" G_GINT64_FORMAT,
                          loop->log->len == 0 ? "" : " ",
                          loop->letter,
                          (now_us - START) / APS_SECOND);
}

static gpointer
loop_run (gpointer data)
{
  Loop *loop = data;

  while (!g_atomic_int_get (&loop->stop))
    {
      gint64 now_us = aps_clock_get_now (loop->clock);

      if (now_us >= loop->next_us)
        {
          if (loop->log != NULL)
            loop_note (loop, now_us);
          loop->n_work++;
          loop->next_us += loop->every_us;
        }
      if (now_us >= loop->next_housekeeping_us)
        {
          loop->n_housekeeping++;
          loop->next_housekeeping_us = now_us + loop->housekeeping_every_us;
        }
      if (aps_waiter_wait (loop->waiter, loop->next_us, loop->next_housekeeping_us) &
          APS_WAKE_CLOCK_CHANGED)
        loop->n_clock_changes++;
    }

  return NULL;
}

static void
loop_start (Loop *loop, ApsTestClock *clock)
{
  loop->clock = APS_CLOCK (clock);
  loop->waiter = aps_waiter_new (loop->clock, "loop");
  loop->thread = g_thread_new ("loop", loop_run, loop);
}

static void
loop_stop (Loop *loop)
{
  g_atomic_int_set (&loop->stop, TRUE);
  aps_waiter_wake (loop->waiter);
  g_thread_join (loop->thread);
  aps_waiter_free (loop->waiter);
}

static void
test_order (void)
{
  g_autoptr (ApsTestClock) clock = aps_test_clock_new ("2026-03-28T00:00Z");
  GMutex   lock;
  GString *log = g_string_new (NULL);
  Loop     loops[] = {
        { .letter = 'a', .next_us = START + 3 * APS_SECOND, .every_us = 3 * APS_SECOND },
        { .letter = 'b', .next_us = START + 2 * APS_SECOND, .every_us = 2 * APS_SECOND },
        { .letter = 'c', .next_us = START + 6 * APS_SECOND, .every_us = APS_DAY },
  };

  g_mutex_init (&lock);
  for (guint i = 0; i < G_N_ELEMENTS (loops); i++)
    {
      loops[i].lock = &lock;
      loops[i].log = log;
      loops[i].next_housekeeping_us = APS_TIME_NONE;
      loop_start (&loops[i], clock);
    }

  /* At one time in the order in which they were made. */
  aps_test_clock_advance (clock, 12 * APS_SECOND);
  g_assert_cmpstr (log->str, ==, "b2 a3 b4 a6 b6 c6 b8 a9 b10 a12 b12");

  for (guint i = 0; i < G_N_ELEMENTS (loops); i++)
    loop_stop (&loops[i]);

  g_string_free (log, TRUE);
  g_mutex_clear (&lock);
}

static void
test_housekeeping_makes_no_steps (void)
{
  g_autoptr (ApsTestClock) clock = aps_test_clock_new ("2026-03-28T00:00Z");
  Loop loop = { .next_us = START + 1000 * APS_DAY,
                .every_us = 1000 * APS_DAY,
                .next_housekeeping_us = START + APS_SECOND,
                .housekeeping_every_us = APS_SECOND };

  loop_start (&loop, clock);
  aps_test_clock_advance (clock, 36500 * APS_DAY);
  loop_stop (&loop);

  g_assert_cmpuint (loop.n_work, ==, 36);
  /* Once at each step and once at the end. */
  g_assert_cmpuint (loop.n_housekeeping, ==, 37);
}

static void
test_set_time (void)
{
  g_autoptr (ApsTestClock) clock = aps_test_clock_new ("2026-03-28T00:00Z");
  Loop loop = { .next_us = START + APS_HOUR,
                .every_us = APS_HOUR,
                .next_housekeeping_us = APS_TIME_NONE };

  loop_start (&loop, clock);
  aps_test_clock_advance (clock, APS_MINUTE);
  aps_test_clock_set_time (clock, START + 3 * APS_HOUR);
  g_assert_cmpuint (loop.n_clock_changes, ==, 1);
  g_assert_cmpuint (loop.n_work, ==, 3);
  g_assert_cmpint (aps_clock_get_now (APS_CLOCK (clock)), ==, START + 3 * APS_HOUR);

  aps_test_clock_set_time (clock, START);
  g_assert_cmpuint (loop.n_clock_changes, ==, 2);
  g_assert_cmpuint (loop.n_work, ==, 3);
  g_assert_cmpint (aps_clock_get_monotonic (APS_CLOCK (clock)), ==, START + APS_MINUTE);
  loop_stop (&loop);
}

/* A loop that wakes another and waits again while that one is at work. */
typedef struct
{
  ApsClock  *clock;
  ApsWaiter *quick;
  ApsWaiter *slow;
  int        slow_runs; /* atomic */
} Pair;

static gpointer
run_quick (gpointer data)
{
  Pair *pair = data;

  aps_waiter_wait (pair->quick, START + APS_SECOND, APS_TIME_NONE);
  aps_waiter_wake (pair->slow);
  while (!g_atomic_int_get (&pair->slow_runs))
    g_thread_yield ();
  aps_waiter_wait (pair->quick, APS_TIME_NONE, APS_TIME_NONE);
  return NULL;
}

static gpointer
run_slow (gpointer data)
{
  Pair  *pair = data;
  gint64 until;

  aps_waiter_wait (pair->slow, START + APS_DAY, APS_TIME_NONE);

  g_atomic_int_set (&pair->slow_runs, TRUE);

  /* Long enough for a clock that errs to move on. */
  until = g_get_monotonic_time () + 20 * APS_MILLISECOND;
  while (g_get_monotonic_time () < until)
    g_assert_cmpint (aps_clock_get_now (pair->clock), ==, START + APS_SECOND);

  aps_waiter_wait (pair->slow, APS_TIME_NONE, APS_TIME_NONE);
  return NULL;
}

static void
test_waits_for_a_loop_at_work (void)
{
  g_autoptr (ApsTestClock) clock = aps_test_clock_new ("2026-03-28T00:00Z");
  g_autoptr (ApsWaiter) quick = aps_waiter_new (APS_CLOCK (clock), "quick");
  g_autoptr (ApsWaiter) slow = aps_waiter_new (APS_CLOCK (clock), "slow");
  Pair     pair = { .clock = APS_CLOCK (clock), .quick = quick, .slow = slow };
  GThread *threads[2];

  threads[0] = g_thread_new ("slow", run_slow, &pair);
  threads[1] = g_thread_new ("quick", run_quick, &pair);
  aps_test_clock_advance (clock, APS_MINUTE);
  aps_waiter_wake (quick);
  aps_waiter_wake (slow);
  g_thread_join (threads[0]);
  g_thread_join (threads[1]);
}

/* Work that is held and done in a main context, as callbacks are. */
typedef struct
{
  ApsClock *clock;
  guint     n_left;
  guint     n_done;
  gint64    done_us;
} Held;

static gboolean
do_held (gpointer data)
{
  Held *held = data;

  held->n_done++;
  held->done_us = aps_clock_get_now (held->clock);
  if (--held->n_left > 0)
    {
      aps_clock_hold (held->clock);
      g_idle_add (do_held, held);
    }
  aps_clock_release (held->clock);

  return G_SOURCE_REMOVE;
}

static void
test_iterates_the_callers_context (void)
{
  g_autoptr (ApsTestClock) clock = aps_test_clock_new ("2026-03-28T00:00Z");
  Held held = { .clock = APS_CLOCK (clock), .n_left = 5 };

  aps_clock_hold (held.clock);
  g_idle_add (do_held, &held);
  aps_test_clock_advance (clock, APS_DAY);
  g_assert_cmpuint (held.n_done, ==, 5);
  g_assert_cmpint (held.done_us, ==, START);
}

static gpointer
advance_a_day (gpointer data)
{
  aps_test_clock_advance (data, APS_DAY);
  return NULL;
}

/* The main context is ours, so a thread that advances has none to iterate. */
static void
test_advance_without_context (void)
{
  g_autoptr (ApsTestClock) clock = aps_test_clock_new ("2026-03-28T00:00Z");
  Loop     loop = { .next_us = START + APS_HOUR,
                    .every_us = APS_HOUR,
                    .next_housekeeping_us = APS_TIME_NONE };
  Held     held = { .clock = APS_CLOCK (clock), .n_left = 3 };
  GThread *thread;

  g_assert_true (g_main_context_acquire (NULL));
  loop_start (&loop, clock);
  aps_clock_hold (held.clock);
  g_idle_add (do_held, &held);

  thread = g_thread_new ("advance", advance_a_day, clock);
  while (held.n_left > 0)
    g_main_context_iteration (NULL, TRUE);

  g_thread_join (thread);
  g_main_context_release (NULL);
  loop_stop (&loop);

  g_assert_cmpuint (loop.n_work, ==, 24);
  g_assert_cmpuint (held.n_done, ==, 3);
}

static void
test_two_threads_advance (void)
{
  g_autoptr (ApsTestClock) clock = aps_test_clock_new ("2026-03-28T00:00Z");
  Loop     loop = { .next_us = START + APS_HOUR,
                    .every_us = APS_HOUR,
                    .next_housekeeping_us = APS_TIME_NONE };
  GThread *thread;

  loop_start (&loop, clock);
  thread = g_thread_new ("advance", advance_a_day, clock);
  aps_test_clock_advance (clock, APS_DAY);
  g_thread_join (thread);
  loop_stop (&loop);

  g_assert_cmpuint (loop.n_work, ==, 48);
  g_assert_cmpint (aps_clock_get_now (APS_CLOCK (clock)), ==, START + 2 * APS_DAY);
}

static gboolean
advance_nested (gpointer data)
{
  aps_test_clock_advance (data, APS_SECOND);
  return G_SOURCE_REMOVE;
}

static void
test_nested_advance_is_critical (void)
{
  if (g_test_subprocess ())
    {
      g_autoptr (ApsTestClock) clock = aps_test_clock_new ("2026-03-28T00:00Z");

      g_log_set_always_fatal (G_LOG_LEVEL_ERROR);
      g_idle_add (advance_nested, clock);
      aps_test_clock_advance (clock, APS_DAY);
      g_assert_cmpint (aps_clock_get_now (APS_CLOCK (clock)), ==, START + APS_DAY);
      exit (0);
    }

  g_test_trap_subprocess (NULL, 0, 0);
  g_test_trap_assert_passed ();
  g_test_trap_assert_stderr ("*cannot be moved from*");
}

/* A loop whose work makes and ends other loops. */
typedef struct
{
  ApsTestClock *clock;
  guint         n_left;
  int           n_done; /* atomic */
} Family;

static gpointer
run_child (gpointer data)
{
  gpointer  *args = data;
  Family    *family = args[0];
  ApsWaiter *waiter = args[1];
  gint64     due_us = aps_clock_get_now (APS_CLOCK (family->clock)) + APS_SECOND;

  while (!(aps_waiter_wait (waiter, due_us, APS_TIME_NONE) & APS_WAKE_DUE))
    ;

  g_assert_cmpint (aps_clock_get_now (APS_CLOCK (family->clock)), ==, due_us);
  g_atomic_int_inc (&family->n_done);

  if (--family->n_left > 0)
    {
      gpointer *next = g_new (gpointer, 2);

      next[0] = family;
      next[1] = aps_waiter_new (APS_CLOCK (family->clock), "child");
      g_thread_unref (g_thread_new ("child", run_child, next));
    }

  aps_waiter_free (waiter);
  g_free (args);
  return NULL;
}

static void
test_waiters_come_and_go (void)
{
  g_autoptr (ApsTestClock) clock = aps_test_clock_new ("2026-03-28T00:00Z");
  Family    family = { .clock = clock, .n_left = 500 };
  gpointer *args = g_new (gpointer, 2);

  args[0] = &family;
  args[1] = aps_waiter_new (APS_CLOCK (clock), "child");
  g_thread_unref (g_thread_new ("child", run_child, args));
  aps_test_clock_advance (clock, APS_HOUR);
  g_assert_cmpint (g_atomic_int_get (&family.n_done), ==, 500);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/clock/default-is-the-time-of-day", test_default_is_the_time_of_day);
  g_test_add_func ("/clock/system/is-never-early", test_system_is_never_early);
  g_test_add_func ("/clock/system/past-returns-at-once", test_system_past_returns_at_once);
  g_test_add_func ("/clock/system/wake-before-wait", test_system_wake_before_wait);
  g_test_add_func ("/clock/system/wakes-are-not-lost", test_system_wakes_are_not_lost);
  g_test_add_func ("/clock/system/ignores-holds", test_system_ignores_holds);
  g_test_add_func ("/clock/test/reads-times", test_reads_times);
  g_test_add_func ("/clock/test/bad-time-is-critical", test_bad_time_is_critical);
  g_test_add_func ("/clock/test/stands-still", test_stands_still);
  g_test_add_func ("/clock/test/runs-in-order-of-times", test_order);
  g_test_add_func ("/clock/test/housekeeping-makes-no-steps", test_housekeeping_makes_no_steps);
  g_test_add_func ("/clock/test/set-time", test_set_time);
  g_test_add_func ("/clock/test/waits-for-a-loop-at-work", test_waits_for_a_loop_at_work);
  g_test_add_func ("/clock/test/iterates-the-callers-context", test_iterates_the_callers_context);
  g_test_add_func ("/clock/test/advances-without-context", test_advance_without_context);
  g_test_add_func ("/clock/test/two-threads-take-turns", test_two_threads_advance);
  g_test_add_func ("/clock/test/nested-advance-is-critical", test_nested_advance_is_critical);
  g_test_add_func ("/clock/test/waiters-come-and-go", test_waiters_come_and_go);

  return g_test_run ();
}
