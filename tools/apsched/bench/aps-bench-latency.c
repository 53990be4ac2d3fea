/* Rows of one job at a time in an idle scheduler: how long until it has started, until it is done.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"

#include "aps-bench-task.h"
#include "aps-bench.h"

/* Long enough for threads to have gone to sleep. */
#define IDLE_US (2 * APS_MILLISECOND)

/* Until its end is recorded; what it returned is not kept. */
static void
wait_for_end (ApsScheduler *scheduler, const char *id)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (ApsJobResult)
    result = aps_scheduler_get_job_result (scheduler, id, APS_MINUTE, NULL, &error);

  if (g_error_matches (error, APS_ERROR, APS_ERROR_TIMED_OUT) ||
      (result != NULL && aps_job_result_get_error (result) != NULL))
    aps_bench_fail ("job %s did not end well", id);
}

/* From the call that adds it, so that what the store needs for that counts too. */
static void
sample_start (ApsBench *bench, gpointer data, GArray *values)
{
  ApsScheduler    *scheduler = data;
  g_autofree char *id = NULL;
  GError          *error = NULL;
  gint64           begun_us;
  double           took;

  aps_bench_pause (IDLE_US);
  aps_bench_expect (1);
  begun_us = g_get_monotonic_time ();
  aps_bench_check (aps_scheduler_add_job (scheduler,
                                          aps_job_new ("bench", NULL),
                                          &id,
                                          NULL,
                                          &error),
                   "add-job",
                   error);
  aps_bench_await ();
  took = (double)(aps_bench_get_stamp () - begun_us);
  g_array_append_val (values, took);
  wait_for_end (scheduler, id);
}

void
aps_bench_start_latency (ApsBench *bench)
{
  g_autoptr (ApsScheduler) scheduler = aps_bench_start_scheduler (bench);

  aps_bench_put_task (bench, scheduler, "bench", APS_BENCH_STAMP, APS_UNLIMITED);
  aps_bench_run_samples (bench, sample_start, scheduler);
  aps_bench_stop_scheduler (scheduler);
  aps_bench_check_done (bench, scheduler);
}

static void
sample_run_job (ApsBench *bench, gpointer data, GArray *values)
{
  GError *error = NULL;
  gint64  begun_us = g_get_monotonic_time ();
  g_autoptr (GVariant)
    value = aps_scheduler_run_job (data, aps_job_new ("bench", NULL), APS_MINUTE, NULL, &error);
  double took = (double)(g_get_monotonic_time () - begun_us);

  aps_bench_check (value != NULL, "run-job", error);
  g_array_append_val (values, took);
}

void
aps_bench_one_at_a_time (ApsBench *bench)
{
  g_autoptr (ApsScheduler) scheduler = aps_bench_start_scheduler (bench);

  aps_bench_put_task (bench, scheduler, "bench", APS_BENCH_NOOP, APS_UNLIMITED);
  aps_bench_run_samples (bench, sample_run_job, scheduler);
  aps_bench_stop_scheduler (scheduler);
  aps_bench_check_done (bench, scheduler);
}
