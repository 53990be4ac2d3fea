/* The other process of the row cross-process: it adds a job for each line that it is sent.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"

#include "aps-bench-adder.h"

#include <stdio.h>

void
aps_bench_adder (ApsBench *bench)
{
  g_autoptr (ApsScheduler) scheduler = aps_bench_new_scheduler (bench);
  GError *error = NULL;

  aps_bench_check (aps_scheduler_open (scheduler, NULL, &error), "open", error);
  while (getchar () != EOF)
    {
      gint64 begun_us = g_get_monotonic_time ();

      aps_bench_add_job (scheduler, APS_BENCH_ADDED_TASK, NULL);
      printf ("%" G_GINT64_FORMAT "\n", begun_us);
      fflush (stdout);
    }
}
