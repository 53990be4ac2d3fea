/* Rows of jobs that do nothing: how many a second come from being added to being recorded as done.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"

#include "aps-bench-task.h"
#include "aps-bench.h"

#define N_TASKS 1000
#define MOST_JOBS 10000000
#define MOST_QUEUED 500000

static double
run_jobs (
  ApsBench *bench, ApsScheduler *scheduler, const char *const *task_ids, guint n_tasks, guint n)
{
  gint64 begun_us = g_get_monotonic_time ();
  double seconds;

  aps_bench_expect (n);
  for (guint i = 0; i < n; i++)
    aps_bench_add_job (scheduler, task_ids[i % n_tasks], NULL);
  aps_bench_await ();

  /* The last have run; when the scheduler has stopped their ends are in the store. */
  aps_bench_stop_scheduler (scheduler);
  seconds = aps_bench_seconds_since (begun_us);
  aps_bench_check_done (bench, scheduler);
  return seconds;
}

static double
run_one_task (ApsBench *bench, gint limit, guint n)
{
  static const char *const id = "bench";
  g_autoptr (ApsScheduler) scheduler = aps_bench_start_scheduler (bench);

  aps_bench_put_task (bench, scheduler, id, APS_BENCH_NOOP, limit);
  return run_jobs (bench, scheduler, &id, 1, n);
}

static double
run_without_limit (ApsBench *bench, guint n)
{
  return run_one_task (bench, APS_UNLIMITED, n);
}

static double
run_with_limit_1 (ApsBench *bench, guint n)
{
  return run_one_task (bench, 1, n);
}

static double
run_1000_tasks (ApsBench *bench, guint n)
{
  g_autoptr (ApsScheduler) scheduler = aps_bench_start_scheduler (bench);
  g_autoptr (GPtrArray) ids = g_ptr_array_new_with_free_func (g_free);

  for (guint i = 0; i < N_TASKS; i++)
    {
      g_ptr_array_add (ids, g_strdup_printf ("bench-%u", i));
      aps_bench_put_task (bench, scheduler, ids->pdata[i], APS_BENCH_NOOP, APS_UNLIMITED);
    }

  return run_jobs (bench, scheduler, (const char *const *)ids->pdata, N_TASKS, n);
}

void
aps_bench_jobs (ApsBench *bench)
{
  aps_bench_run_rates (bench, run_without_limit, MOST_JOBS);
}

void
aps_bench_jobs_limit_1 (ApsBench *bench)
{
  aps_bench_run_rates (bench, run_with_limit_1, MOST_JOBS);
}

void
aps_bench_jobs_1000_tasks (ApsBench *bench)
{
  aps_bench_run_rates (bench, run_1000_tasks, MOST_JOBS);
}

static void
add_batch (ApsScheduler *scheduler, const char *task_id, guint n)
{
  g_autoptr (GPtrArray) jobs = g_ptr_array_new_full (n, g_object_unref);
  GError *error = NULL;

  for (guint i = 0; i < n; i++)
    g_ptr_array_add (jobs, aps_job_new (task_id, NULL));
  aps_bench_check (aps_scheduler_add_jobs (scheduler, jobs, NULL, &error), "add-jobs", error);
}

/* Queued in batches, and then run in batches. */
static double
drain (ApsBench *bench, guint n, double *adding, double *draining)
{
  g_autoptr (ApsScheduler) scheduler = aps_bench_new_scheduler (bench);
  GError *error = NULL;
  gint64  begun_us;

  aps_bench_put_task (bench, scheduler, "bench", APS_BENCH_NOOP, APS_UNLIMITED);
  begun_us = g_get_monotonic_time ();
  for (guint i = 0; i < n; i += bench->number)
    add_batch (scheduler, "bench", MIN (bench->number, n - i));
  *adding = aps_bench_seconds_since (begun_us);

  aps_bench_expect (n);
  begun_us = g_get_monotonic_time ();
  aps_bench_check (aps_scheduler_start_in_background (scheduler, NULL, &error), "start", error);
  aps_bench_await ();
  aps_bench_stop_scheduler (scheduler);
  *draining = aps_bench_seconds_since (begun_us);
  aps_bench_check_done (bench, scheduler);
  return *adding + *draining;
}

static double
drain_n (ApsBench *bench, guint n)
{
  double adding;
  double draining;

  return drain (bench, n, &adding, &draining);
}

void
aps_bench_drain (ApsBench *bench)
{
  guint n = aps_bench_fit (bench, drain_n, MOST_QUEUED);

  n = MAX (n / bench->number, 1) * bench->number;
  for (guint i = 0; i < bench->n_runs; i++)
    {
      double adding;
      double draining;

      aps_bench_report (n / drain (bench, n, &adding, &draining));
      aps_bench_tell ("added_per_s", n / adding);
      aps_bench_tell ("drained_per_s", n / draining);
      aps_bench_tell ("n", n);
    }
}

typedef struct
{
  ApsScheduler *scheduler;
  guint         n;
} Adding;

static gpointer
add_one_by_one (gpointer data)
{
  Adding *adding = data;

  for (guint i = 0; i < adding->n; i++)
    aps_bench_add_job (adding->scheduler, "bench", NULL);
  return NULL;
}

/* Into a store whose scheduler does not run: nothing but the adding is measured. */
static double
add_with_threads (ApsBench *bench, guint n_threads, guint n)
{
  g_autoptr (ApsScheduler) scheduler = aps_bench_new_scheduler (bench);
  Adding   adding = { scheduler, MAX (n / n_threads, 1) };
  GThread *threads[8];
  gint64   begun_us;
  double   seconds;

  aps_bench_put_task (bench, scheduler, "bench", APS_BENCH_NOOP, APS_UNLIMITED);
  begun_us = g_get_monotonic_time ();
  for (guint i = 0; i < n_threads; i++)
    threads[i] = g_thread_new ("bench-add", add_one_by_one, &adding);
  for (guint i = 0; i < n_threads; i++)
    g_thread_join (threads[i]);
  seconds = aps_bench_seconds_since (begun_us);

  return seconds * n / (adding.n * n_threads);
}

static double
add_one (ApsBench *bench, guint n)
{
  return add_with_threads (bench, 1, n);
}

static double
add_8_threads (ApsBench *bench, guint n)
{
  return add_with_threads (bench, 8, n);
}

static double
add_in_batches (ApsBench *bench, guint n)
{
  g_autoptr (ApsScheduler) scheduler = aps_bench_new_scheduler (bench);
  gint64 begun_us;

  aps_bench_put_task (bench, scheduler, "bench", APS_BENCH_NOOP, APS_UNLIMITED);
  begun_us = g_get_monotonic_time ();
  for (guint i = 0; i < n; i += bench->number)
    add_batch (scheduler, "bench", MIN (bench->number, n - i));
  return aps_bench_seconds_since (begun_us);
}

void
aps_bench_add_one (ApsBench *bench)
{
  aps_bench_run_rates (bench, add_one, MOST_QUEUED);
}

void
aps_bench_add_8_threads (ApsBench *bench)
{
  aps_bench_run_rates (bench, add_8_threads, MOST_QUEUED);
}

void
aps_bench_add_batch (ApsBench *bench)
{
  aps_bench_run_rates (bench, add_in_batches, MOST_QUEUED);
}
