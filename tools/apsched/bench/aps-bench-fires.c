/* Rows of schedules that fire: how late their jobs begin, each second and all at one instant.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"

#include "aps-bench-task.h"
#include "aps-bench.h"

#define N_THREADS 8
#define LEAST_SECONDS 2

/* Fewer where each fire is a commit on a disk. */
static guint
get_n_schedules (ApsBench *bench)
{
  return aps_bench_skip_private (bench) == NULL ? bench->number / 10 : bench->number;
}

typedef ApsTrigger *(*MakeTrigger) (gint64 first_us, guint number, guint n);

typedef struct
{
  ApsScheduler *scheduler;
  MakeTrigger   make;
  gint64        first_us;
  guint         n;
  gint          next; /* atomic */
} Adding;

static gpointer
add_some (gpointer data)
{
  Adding *adding = data;
  guint   number;

  while ((number = (guint)g_atomic_int_add (&adding->next, 1)) < adding->n)
    {
      ApsTrigger      *trigger = adding->make (adding->first_us, number, adding->n);
      g_autofree char *id = g_strdup_printf ("schedule-%u", number);
      ApsSchedule     *schedule = aps_schedule_new (id, "bench", trigger);
      GError          *error = NULL;

      aps_schedule_set_args (schedule, g_variant_new ("(u)", number));
      aps_bench_check (aps_scheduler_add_schedule (adding->scheduler,
                                                   schedule,
                                                   APS_CONFLICT_POLICY_REPLACE,
                                                   NULL,
                                                   &error),
                       "add-schedule",
                       error);
    }

  return NULL;
}

/* From several threads, which share commits. */
static void
add_schedules (ApsScheduler *scheduler, MakeTrigger make, gint64 first_us, guint n)
{
  Adding   adding = { scheduler, make, first_us, n, 0 };
  GThread *threads[N_THREADS];

  for (guint i = 0; i < N_THREADS; i++)
    threads[i] = g_thread_new ("bench-add", add_some, &adding);
  for (guint i = 0; i < N_THREADS; i++)
    g_thread_join (threads[i]);
}

static ApsTrigger *
make_each_second (gint64 first_us, guint number, guint n)
{
  g_autofree char *start = aps_time_to_string (first_us + APS_SECOND * number / n);
  g_autofree char *text = g_strconcat ("every:1s start=", start, NULL);
  GError          *error = NULL;
  ApsTrigger      *trigger = aps_trigger_parse (text, &error);

  aps_bench_check (trigger != NULL, text, error);
  return trigger;
}

static ApsTrigger *
make_at_once (gint64 first_us, guint number, guint n)
{
  return aps_date_trigger_new (first_us);
}

static int
compare_ticks (gconstpointer a, gconstpointer b)
{
  const ApsBenchTick *one = a;
  const ApsBenchTick *two = b;

  if (one->number != two->number)
    return one->number < two->number ? -1 : 1;
  return (one->fire_us > two->fire_us) - (one->fire_us < two->fire_us);
}

/* Fire times that no job was made for, between those of the jobs there were. */
static guint
count_dropped (GArray *ticks, guint n_schedules, gint64 period_us)
{
  gint64 n_dropped = 0;
  guint  n_seen = 0;

  g_array_sort (ticks, compare_ticks);
  for (guint i = 0; i < ticks->len; i++)
    {
      const ApsBenchTick *tick = &g_array_index (ticks, ApsBenchTick, i);

      if (i == 0 || tick[-1].number != tick->number)
        n_seen++;
      else
        n_dropped += (tick->fire_us - tick[-1].fire_us) / period_us - 1;
    }

  return (guint)n_dropped + n_schedules - n_seen;
}

static GArray *
get_lateness (GArray *ticks, guint *n_early)
{
  GArray *values = g_array_new (FALSE, FALSE, sizeof (double));

  *n_early = 0;
  for (guint i = 0; i < ticks->len; i++)
    {
      double late = (double)g_array_index (ticks, ApsBenchTick, i).late_us / 1e3;

      g_array_append_val (values, late);
      *n_early += late < 0;
    }

  return values;
}

static void
report (GArray *ticks, guint n_schedules, gint64 period_us)
{
  guint n_early;
  g_autoptr (GArray) values = get_lateness (ticks, &n_early);

  if (values->len == 0)
    aps_bench_fail ("no schedule has fired");

  aps_bench_report (aps_bench_median (values));
  aps_bench_tell ("p50_ms", aps_bench_median (values));
  aps_bench_tell ("p99_ms", aps_bench_quantile (values, 0.99));
  aps_bench_tell ("last_ms", aps_bench_quantile (values, 1));
  aps_bench_tell ("early", n_early);
  aps_bench_tell ("dropped", count_dropped (ticks, n_schedules, period_us));
  aps_bench_tell ("schedules", n_schedules);
  aps_bench_tell ("n", values->len);
}

void
aps_bench_ticks (ApsBench *bench)
{
  g_autoptr (ApsScheduler) scheduler = aps_bench_start_scheduler (bench);
  guint n = get_n_schedules (bench);
  guint seconds = MAX ((guint)bench->seconds, LEAST_SECONDS);
  g_autoptr (GArray) ticks = g_array_new (FALSE, FALSE, sizeof (ApsBenchTick));

  aps_bench_put_task (bench, scheduler, "bench", APS_BENCH_TICK, APS_UNLIMITED);
  add_schedules (scheduler, make_each_second, aps_bench_now (), n);
  aps_bench_expect (n);
  aps_bench_await ();
  for (guint i = 0; i < bench->n_runs; i++)
    {
      g_array_set_size (ticks, 0);
      aps_bench_expect (n * seconds);
      aps_bench_set_ticks (ticks);
      aps_bench_await ();
      aps_bench_set_ticks (NULL);
      report (ticks, n, APS_SECOND);
    }

  aps_bench_stop_scheduler (scheduler);
}

/* All are to be there before the instant comes: where they were not, it is put off. */
static void
burst (ApsScheduler *scheduler, guint n, GArray *ticks)
{
  gint64 lead_us = APS_SECOND / 2;
  gint64 first_us;

  do
    {
      first_us = aps_bench_now () + lead_us;
      add_schedules (scheduler, make_at_once, first_us, n);
      lead_us *= 4;
    }
  while (aps_bench_now () > first_us - APS_SECOND / 4);

  g_array_set_size (ticks, 0);
  aps_bench_expect (n);
  aps_bench_set_ticks (ticks);
  aps_bench_await ();
  aps_bench_set_ticks (NULL);
}

void
aps_bench_burst (ApsBench *bench)
{
  g_autoptr (ApsScheduler) scheduler = aps_bench_start_scheduler (bench);
  guint n = bench->number;
  g_autoptr (GArray) ticks = g_array_new (FALSE, FALSE, sizeof (ApsBenchTick));

  aps_bench_put_task (bench, scheduler, "bench", APS_BENCH_TICK, APS_UNLIMITED);
  for (guint i = 0; i < bench->n_runs; i++)
    {
      burst (scheduler, n, ticks);
      report (ticks, n, APS_SECOND);
    }

  aps_bench_stop_scheduler (scheduler);
}
