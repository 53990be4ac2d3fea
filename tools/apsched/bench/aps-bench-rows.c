/* The table of rows.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"

#include "aps-bench.h"

#include <string.h>

#define MORE APS_BENCH_MORE_IS_BETTER
#define LESS APS_BENCH_LESS_IS_BETTER

/* clang-format off */
const ApsBenchRow aps_bench_rows[] = {
  { .name = "jobs", .unit = "jobs/s", .better = MORE, .run = aps_bench_jobs,
    .summary = "Jobs that do nothing, added one by one and run, until all ends are recorded" },
  { .name = "jobs-limit-1", .unit = "jobs/s", .better = MORE, .run = aps_bench_jobs_limit_1,
    .summary = "The same of a task whose jobs run one after the other" },
  { .name = "jobs-1000-tasks", .unit = "jobs/s", .better = MORE, .run = aps_bench_jobs_1000_tasks,
    .summary = "The same of 1,000 tasks in turn" },
  { .name = "drain-100", .unit = "jobs/s", .better = MORE, .run = aps_bench_drain, .number = 100,
    .room = 100, .summary = "Queued in batches of 100, then run 100 at once" },
  { .name = "drain-1000", .unit = "jobs/s", .better = MORE, .run = aps_bench_drain, .number = 1000,
    .room = 1000, .summary = "Queued in batches of 1,000, then run 1,000 at once" },
  { .name = "add-one", .unit = "jobs/s", .better = MORE, .run = aps_bench_add_one, .fresh = TRUE,
    .summary = "Jobs added one by one, by one thread; nothing runs them" },
  { .name = "add-8-threads", .unit = "jobs/s", .better = MORE, .run = aps_bench_add_8_threads,
    .fresh = TRUE, .summary = "Jobs added one by one, by 8 threads" },
  { .name = "add-batch", .unit = "jobs/s", .better = MORE, .run = aps_bench_add_batch,
    .fresh = TRUE, .number = 1000, .summary = "Jobs added 1,000 in a call" },
  { .name = "start-latency", .unit = "us", .better = LESS, .run = aps_bench_start_latency,
    .summary = "From adding a job to its start, in an idle scheduler; the median" },
  { .name = "one-at-a-time", .unit = "us", .better = LESS, .run = aps_bench_one_at_a_time,
    .summary = "From adding a job to its result, one job after the other; the median" },
  { .name = "cross-process", .unit = "us", .better = LESS, .run = aps_bench_cross_process,
    .skip = aps_bench_skip_private,
    .summary = "From adding a job in another process to its start here; the median" },
  { .name = "ticks", .unit = "ms", .better = LESS, .run = aps_bench_ticks, .number = 1000,
    .summary = "Lateness of 1,000 schedules (100 in a persistent store) of one second each; the median" },
  { .name = "burst", .unit = "ms", .better = LESS, .run = aps_bench_burst, .number = 1000,
    .summary = "Lateness of 1,000 schedules that are due at one instant; the median" },
  { .name = "schedules", .unit = "bytes", .better = LESS, .run = aps_bench_schedules, .fresh = TRUE,
    .skip = aps_bench_skip_persistent, .n_runs = 1,
    .summary = "Memory of a schedule, of 1,000,000 with ids of their own and one of 100 rules" },
  { .name = "schedules-distinct", .unit = "bytes", .better = LESS,
    .run = aps_bench_schedules_distinct, .fresh = TRUE, .skip = aps_bench_skip_persistent,
    .n_runs = 1, .summary = "The same where each has a rule of its own" },
  { .name = "ready", .unit = "ms", .better = LESS, .run = aps_bench_ready,
    .summary = "From starting a scheduler to the start of the one job that is due of 100,000 schedules" },
  { .name = "idle", .unit = "wake-ups/10 s", .better = LESS, .run = aps_bench_idle, .n_runs = 1,
    .summary = "How often a scheduler with nothing to do wakes up, within a minute" },
  { .name = "backlog-1000", .unit = "us", .better = LESS, .run = aps_bench_backlog,
    .number = 1000,
    .summary = "One of each operation of the store, with 1,000 waiting jobs" },
  { .name = "backlog-100000", .unit = "us", .better = LESS, .run = aps_bench_backlog,
    .number = 100000, .summary = "The same with 100,000 waiting jobs" },
  { .name = "backlog-1000000", .unit = "us", .better = LESS, .run = aps_bench_backlog,
    .number = 1000000, .summary = "The same with 1,000,000 waiting jobs" },
  { .name = "command", .unit = "times", .better = LESS, .run = aps_bench_command,
    .skip = aps_bench_skip_command,
    .summary = "A command that does nothing as a job, against a bare posix_spawn() of it" },
};
/* clang-format on */

const guint aps_bench_n_rows = G_N_ELEMENTS (aps_bench_rows);

const ApsBenchRow *
aps_bench_find_row (const char *name)
{
  for (guint i = 0; i < aps_bench_n_rows; i++)
    if (strcmp (aps_bench_rows[i].name, name) == 0)
      return &aps_bench_rows[i];

  return NULL;
}
