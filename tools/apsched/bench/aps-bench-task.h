/* The tasks that the rows run: symbols of this program, which count that they have run.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include <apsched/apsched.h>

G_BEGIN_DECLS

#define APS_BENCH_NOOP "module::aps_bench_noop"
#define APS_BENCH_STAMP "module::aps_bench_stamp"
#define APS_BENCH_TICK "module::aps_bench_tick"

/* One run of a schedule's job. */
typedef struct
{
  guint  number; /* of the schedule: its argument */
  gint64 fire_us;
  gint64 late_us;
} ApsBenchTick;

/* How many jobs of any of the tasks are to run from now on; waits until they have. Where none has
 * run for a minute, the process ends with an error. */
void aps_bench_expect (guint n);
void aps_bench_await (void);

/* When the job of APS_BENCH_STAMP that ran last began, by the monotonic clock. */
gint64 aps_bench_get_stamp (void);

/* What jobs of APS_BENCH_TICK have noted since the list was set; NULL ends it. Not freed. */
void aps_bench_set_ticks (GArray *ticks);

G_END_DECLS
