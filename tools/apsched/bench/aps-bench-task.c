/* The tasks that the rows run: symbols of this program, which count that they have run.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"

#include "aps-bench-task.h"

#include "aps-bench.h"

#define PATIENCE APS_MINUTE

#define EXPORTED __attribute__ ((visibility ("default")))

EXPORTED void aps_bench_noop (ApsJobContext *context, gpointer user_data);
EXPORTED void aps_bench_stamp (ApsJobContext *context, gpointer user_data);
EXPORTED void aps_bench_tick (ApsJobContext *context, gpointer user_data);

static GMutex  lock;
static GCond   reached;
static gint    n_left;   /* atomic */
static gint64  stamp_us; /* guarded by lock */
static GArray *ticks;    /* guarded by lock */

static void
count (void)
{
  if (g_atomic_int_add (&n_left, -1) != 1)
    return;

  g_mutex_lock (&lock);
  g_cond_signal (&reached);
  g_mutex_unlock (&lock);
}

void
aps_bench_noop (ApsJobContext *context, gpointer user_data)
{
  aps_job_context_return (context, NULL);
  count ();
}

void
aps_bench_stamp (ApsJobContext *context, gpointer user_data)
{
  gint64 now_us = g_get_monotonic_time ();

  g_mutex_lock (&lock);
  stamp_us = now_us;
  g_mutex_unlock (&lock);
  aps_job_context_return (context, NULL);
  count ();
}

void
aps_bench_tick (ApsJobContext *context, gpointer user_data)
{
  gint64       now_us = aps_bench_now ();
  ApsBenchTick tick = { .fire_us = aps_job_get_fire_time (aps_job_context_get_job (context)) };

  if (!aps_job_context_read_args (context, "(u)", &tick.number))
    return;

  tick.late_us = now_us - tick.fire_us;
  g_mutex_lock (&lock);
  if (ticks != NULL)
    g_array_append_val (ticks, tick);
  g_mutex_unlock (&lock);
  aps_job_context_return (context, NULL);
  count ();
}

void
aps_bench_expect (guint n)
{
  g_atomic_int_set (&n_left, (gint)n);
}

void
aps_bench_await (void)
{
  gint seen = g_atomic_int_get (&n_left);
  APS_LOCKED (&lock);

  while (g_atomic_int_get (&n_left) > 0)
    {
      if (g_cond_wait_until (&reached, &lock, g_get_monotonic_time () + PATIENCE))
        continue;

      if (g_atomic_int_get (&n_left) == seen)
        aps_bench_fail ("no job has run for a minute, and %d are still to", seen);
      seen = g_atomic_int_get (&n_left);
    }
}

gint64
aps_bench_get_stamp (void)
{
  APS_LOCKED (&lock);

  return stamp_us;
}

void
aps_bench_set_ticks (GArray *list)
{
  APS_LOCKED (&lock);

  ticks = list;
}
