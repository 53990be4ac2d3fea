/* What the rows of apsched bench use: numbers, and schedulers on the place apart.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"

#include "aps-bench.h"

#include "../aps-cli.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define FIRST_N 16

void
aps_bench_fail (const char *format, ...)
{
  g_autofree char *message = NULL;
  va_list          arguments;

  va_start (arguments, format);
  message = g_strdup_vprintf (format, arguments);
  va_end (arguments);

  exit (aps_cli_fail (APS_EXIT_BAD_ANSWER, "%s", message));
}

void
aps_bench_check (gboolean success, const char *what, GError *error)
{
  if (!success)
    exit (aps_cli_fail (aps_cli_exit_of_error (error), "%s: %s", what, error->message));
}

void
aps_bench_tell (const char *name, double value)
{
  char text[G_ASCII_DTOSTR_BUF_SIZE];

  printf ("%s %s\n", name, g_ascii_dtostr (text, sizeof text, value));
}

void
aps_bench_report (double value)
{
  aps_bench_tell (APS_BENCH_RUN, value);
}

double
aps_bench_seconds_since (gint64 begun_us)
{
  return (double)MAX (g_get_monotonic_time () - begun_us, 1) / 1e6;
}

gint64
aps_bench_now (void)
{
  return aps_clock_get_now (aps_clock_get_default ());
}

static int
compare (gconstpointer a, gconstpointer b)
{
  double one = *(const double *)a;
  double two = *(const double *)b;

  return (one > two) - (one < two);
}

double
aps_bench_quantile (GArray *values, double part)
{
  guint at = (guint)(part * (values->len - 1) + 0.5);

  g_array_sort (values, compare);
  return g_array_index (values, double, at);
}

double
aps_bench_median (GArray *values)
{
  g_array_sort (values, compare);
  return (g_array_index (values, double, (values->len - 1) / 2) +
          g_array_index (values, double, values->len / 2)) /
         2;
}

guint
aps_bench_fit (ApsBench *bench, ApsBenchWork work, guint most)
{
  guint  n = MIN (FIRST_N, most);
  double seconds = work (bench, n);

  while (seconds < bench->seconds / 5 && n < most)
    {
      n = MIN (n * 4, most);
      seconds = work (bench, n);
    }

  return (guint)CLAMP (n * bench->seconds / seconds, 1, most);
}

guint
aps_bench_scale (ApsBench *bench, guint n)
{
  return bench->seconds < 1 ? MAX ((guint)(n * bench->seconds), 1) : n;
}

void
aps_bench_run_rates (ApsBench *bench, ApsBenchWork work, guint most)
{
  guint n = aps_bench_fit (bench, work, most);

  for (guint i = 0; i < bench->n_runs; i++)
    {
      aps_bench_report (n / work (bench, n));
      aps_bench_tell ("n", n);
    }
}

void
aps_bench_report_values (GArray *values)
{
  aps_bench_report (aps_bench_median (values));
  aps_bench_tell ("p50_us", aps_bench_median (values));
  aps_bench_tell ("p99_us", aps_bench_quantile (values, 0.99));
  aps_bench_tell ("n", values->len);
}

void
aps_bench_run_samples (ApsBench *bench, ApsBenchSample sample, gpointer data)
{
  g_autoptr (GArray) values = g_array_new (FALSE, FALSE, sizeof (double));

  /* The first costs more: threads are made, statements prepared. */
  for (guint i = 0; i < FIRST_N; i++)
    sample (bench, data, values);

  for (guint i = 0; i < bench->n_runs; i++)
    {
      gint64 begun_us = g_get_monotonic_time ();

      g_array_set_size (values, 0);
      do
        sample (bench, data, values);
      while (aps_bench_seconds_since (begun_us) < bench->seconds);
      aps_bench_report_values (values);
    }
}

ApsScheduler *
aps_bench_new_scheduler (ApsBench *bench)
{
  return g_object_new (APS_TYPE_SCHEDULER, "configuration", bench->configuration, NULL);
}

ApsScheduler *
aps_bench_start_scheduler (ApsBench *bench)
{
  ApsScheduler *scheduler = aps_bench_new_scheduler (bench);
  GError       *error = NULL;

  aps_bench_check (aps_scheduler_start_in_background (scheduler, NULL, &error), "start", error);
  return scheduler;
}

void
aps_bench_stop_scheduler (ApsScheduler *scheduler)
{
  GError *error = NULL;

  aps_scheduler_stop (scheduler);
  aps_bench_check (aps_scheduler_wait_until_stopped (scheduler, APS_FOREVER, NULL, &error),
                   "stop",
                   error);
}

ApsDataStore *
aps_bench_get_store (ApsBench *bench)
{
  return aps_configuration_get_data_store (bench->configuration);
}

ApsDataStore *
aps_bench_start_store (ApsBench *bench)
{
  ApsDataStore *store = aps_bench_get_store (bench);
  GError       *error = NULL;

  aps_bench_check (aps_data_store_start (store, aps_bench_now (), NULL, &error), "start", error);
  return store;
}

void
aps_bench_put_task (
  ApsBench *bench, ApsScheduler *scheduler, const char *id, const char *callable, gint limit)
{
  ApsTask *task = aps_task_new (id, callable);
  GError  *error = NULL;

  aps_task_set_executor (task, bench->pool);
  aps_task_set_max_running_jobs (task, limit);
  aps_bench_check (aps_scheduler_configure_task (scheduler, task, NULL, &error), id, error);
}

void
aps_bench_add_job (ApsScheduler *scheduler, const char *task_id, GVariant *args)
{
  GError *error = NULL;

  aps_bench_check (aps_scheduler_add_job (scheduler,
                                          aps_job_new (task_id, args),
                                          NULL,
                                          NULL,
                                          &error),
                   "add-job",
                   error);
}

void
aps_bench_check_done (ApsBench *bench, ApsScheduler *scheduler)
{
  g_autoptr (ApsRecordList) counts = aps_record_list_new (APS_RECORD_TYPE_COUNT);
  GError *error = NULL;

  aps_bench_check (aps_data_store_count_jobs (aps_bench_get_store (bench), counts, &error),
                   "count-jobs",
                   error);
  for (guint i = 0; i < aps_record_list_get_n (counts); i++)
    {
      const ApsCountRecord *count = aps_record_list_get (counts, i);

      if (count->n > 0 &&
          (count->state != APS_JOB_STATE_FINISHED || count->outcome != APS_JOB_OUTCOME_SUCCESS))
        aps_bench_fail ("%" G_GINT64_FORMAT " jobs of task \"%s\" have not ended well",
                        count->n,
                        count->task_id);
    }
}

void
aps_bench_pause (gint64 pause_us)
{
  gint64 until_us = g_get_monotonic_time () + pause_us;
  GMutex lock;
  GCond  never;

  g_mutex_init (&lock);
  g_cond_init (&never);
  g_mutex_lock (&lock);
  while (g_cond_wait_until (&never, &lock, until_us))
    continue;
  g_mutex_unlock (&lock);
  g_cond_clear (&never);
  g_mutex_clear (&lock);
}

static gboolean
is_private (ApsBench *bench)
{
  return (aps_data_store_get_flags (aps_bench_get_store (bench)) & APS_DATA_STORE_PRIVATE) != 0;
}

const char *
aps_bench_skip_private (ApsBench *bench)
{
  return is_private (bench) ? "the store is in the memory of one process" : NULL;
}

const char *
aps_bench_skip_persistent (ApsBench *bench)
{
  return is_private (bench) ? NULL : "the store keeps nothing in the memory of the process";
}
