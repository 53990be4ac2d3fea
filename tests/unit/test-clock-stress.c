/* A test clock under stress: what runs is settled, whatever the threads do.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include <apsched/apsched.h>

#include "core/aps-clock-private.h"

#include <string.h>

/* 2026-03-28T00:00:00Z */
#define START G_GINT64_CONSTANT (1774656000000000)

/* Stress: loops that hand each other work due later, and pools that hold the clock meanwhile. What
 * an item does follows from its number, so the log is the same whatever the threads do. */
#define N_WORKERS 6

typedef struct
{
  gint64 due_us;
  guint  number;
} Item;

typedef struct
{
  struct _Stress *stress;
  ApsWaiter      *waiter;
  GThread        *thread;
  GMutex          lock;
  GArray         *items; /* guarded by lock */
} Worker;

typedef struct _Stress
{
  ApsClock    *clock;
  GThreadPool *pool;
  Worker       workers[N_WORKERS];
  GMutex       lock;
  GString     *log;     /* guarded by lock */
  guint        n_items; /* guarded by lock */
  int          stop;    /* atomic */
} Stress;

static void
stress_add (Stress *stress, guint number, gint64 due_us)
{
  Worker *worker = &stress->workers[number % N_WORKERS];
  Item    item = { .number = number };

  /* Only one worker at a time has something due, so that their order is settled. */
  item.due_us = due_us - due_us % N_WORKERS + N_WORKERS + number % N_WORKERS;

  g_mutex_lock (&worker->lock);
  g_array_append_val (worker->items, item);
  g_mutex_unlock (&worker->lock);
  aps_waiter_wake (worker->waiter);
}

/* In a pool thread, under a hold. */
static void
stress_finish (gpointer data, gpointer user_data)
{
  g_autofree Item *item = data;
  Stress          *stress = user_data;
  guint            next = item->number * 1103515245 + 12345;

  g_assert_cmpint (aps_clock_get_now (stress->clock), ==, item->due_us);
  stress_add (stress, next, item->due_us + next % 6000);
  if ((next >> 16) % 64 == 0)
    stress_add (stress, next * 7 + 1, item->due_us + next % 777);
  aps_clock_release (stress->clock);
}

static void
stress_do (Stress *stress, const Item *item)
{
  g_assert_cmpint (aps_clock_get_now (stress->clock), ==, item->due_us);

  {
    APS_LOCKED (&stress->lock);
    g_string_append_printf (stress->log, "%u@%" G_GINT64_FORMAT " ", item->number, item->due_us);
    stress->n_items++;
  }

  aps_clock_hold (stress->clock);
  g_thread_pool_push (stress->pool, g_memdup2 (item, sizeof *item), NULL);
}

/* Does one item that is due; says when the next is. */
static gint64
worker_step (Worker *worker)
{
  gint64 now_us = aps_clock_get_now (worker->stress->clock);
  gint64 next_us = APS_TIME_NONE;
  guint  first = 0;
  Item   item;

  {
    APS_LOCKED (&worker->lock);
    for (guint i = 0; i < worker->items->len; i++)
      {
        const Item *other = &g_array_index (worker->items, Item, i);
        const Item *best = &g_array_index (worker->items, Item, first);

        if (other->due_us < best->due_us ||
            (other->due_us == best->due_us && other->number < best->number))
          first = i;
      }
    if (worker->items->len > 0)
      next_us = g_array_index (worker->items, Item, first).due_us;
    if (next_us > now_us)
      return next_us;
    item = g_array_index (worker->items, Item, first);
    g_array_remove_index_fast (worker->items, first);
  }

  stress_do (worker->stress, &item);
  return now_us;
}

static gpointer
worker_run (gpointer data)
{
  Worker *worker = data;

  while (!g_atomic_int_get (&worker->stress->stop))
    aps_waiter_wait (worker->waiter, worker_step (worker), APS_TIME_NONE);

  return NULL;
}

static char *
run_stress (gint64 duration_us, guint *n_items)
{
  g_autoptr (ApsTestClock) clock = aps_test_clock_new ("2026-03-28T00:00Z");
  Stress stress = { .clock = APS_CLOCK (clock), .log = g_string_new (NULL) };

  stress.pool = g_thread_pool_new (stress_finish, &stress, 4, TRUE, NULL);
  g_mutex_init (&stress.lock);

  for (guint i = 0; i < N_WORKERS; i++)
    {
      Worker *worker = &stress.workers[i];

      worker->stress = &stress;
      g_mutex_init (&worker->lock);
      worker->items = g_array_new (FALSE, FALSE, sizeof (Item));
      worker->waiter = aps_waiter_new (stress.clock, "worker");
    }
  stress_add (&stress, 1, START + 1);
  stress_add (&stress, 2, START + 5000);
  for (guint i = 0; i < N_WORKERS; i++)
    stress.workers[i].thread = g_thread_new ("worker", worker_run, &stress.workers[i]);

  aps_test_clock_advance (clock, duration_us);

  g_atomic_int_set (&stress.stop, TRUE);
  for (guint i = 0; i < N_WORKERS; i++)
    {
      aps_waiter_wake (stress.workers[i].waiter);
      g_thread_join (stress.workers[i].thread);
      aps_waiter_free (stress.workers[i].waiter);
      g_array_unref (stress.workers[i].items);
      g_mutex_clear (&stress.workers[i].lock);
    }
  g_thread_pool_free (stress.pool, FALSE, TRUE);
  g_mutex_clear (&stress.lock);

  *n_items = stress.n_items;
  return g_string_free (stress.log, FALSE);
}

static void
test_stress (void)
{
  guint            n_first, n_second;
  g_autofree char *first = run_stress (600 * APS_MILLISECOND, &n_first);
  g_autofree char *second = run_stress (600 * APS_MILLISECOND, &n_second);

  g_test_message ("%u items", n_first);
  g_assert_cmpuint (n_first, >, 1000);
  g_assert_cmpuint (n_first, ==, n_second);
  g_assert_cmpstr (first, ==, second);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/clock/test/stress-is-deterministic", test_stress);

  return g_test_run ();
}
