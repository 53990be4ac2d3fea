/* The rows of apsched bench: what a row is, and what all of them use.
 *
 * A row is measured in a process of its own, which says on standard output what it finds, a line a
 * number; what goes wrong ends that process with a message. Whoever started it removes what it
 * leaves: see aps-bench-place.h.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include <apsched/apsched.h>

G_BEGIN_DECLS

/* What a row's process is told. */
typedef struct
{
  ApsConfiguration *configuration; /* of a place apart */
  char            **command;       /* begins the command line of another process on that place */
  const char       *pool;          /* name of the executor that runs the tasks */
  double            seconds;       /* how long a run is to take, about */
  gboolean          seconds_given; /* by the user, not by default */
  guint             n_runs;
  guint             number; /* of the row: how many, how large */
} ApsBench;

typedef enum
{
  APS_BENCH_MORE_IS_BETTER,
  APS_BENCH_LESS_IS_BETTER,
} ApsBenchBetter;

typedef struct
{
  const char    *name;
  const char    *unit;
  ApsBenchBetter better;
  const char    *summary;
  /* How many runs make a value where the user does not say; 0: five. */
  guint n_runs;
  /* Each run in a new process, since it fills the store or measures memory. */
  gboolean fresh;
  guint    number;
  /* The room of the executor and of the scheduler; 0: as the keyfile says. */
  guint room;
  /* May be NULL. Why it cannot be measured, or NULL. */
  const char *(*skip) (ApsBench *bench);
  void (*run) (ApsBench *bench);
} ApsBenchRow;

/* Ends the process where something went wrong. */
void aps_bench_check (gboolean success, const char *what, GError *error);
void aps_bench_fail (const char *format, ...) G_GNUC_PRINTF (1, 2) G_GNUC_NORETURN;

/* The words that begin a line: of the value of a run, and of why a row is not measured. */
#define APS_BENCH_RUN "run"
#define APS_BENCH_SKIPPED "skipped"

/* The value of a run, and what belongs to it. */
void aps_bench_report (double value);
void aps_bench_tell (const char *name, double value);

double aps_bench_seconds_since (gint64 begun_us);
gint64 aps_bench_now (void);

/* The value below which that part of the values lies; they are sorted by this. */
double aps_bench_quantile (GArray *values, double part);
double aps_bench_median (GArray *values);

/* Does @n of something, and answers the seconds that took. */
typedef double (*ApsBenchWork) (ApsBench *bench, guint n);

/* How many fill the time of a run, at most @most. */
guint aps_bench_fit (ApsBench *bench, ApsBenchWork work, guint most);

/* How many of what a row has a fixed number of: fewer where a run is to take less than a second. */
guint aps_bench_scale (ApsBench *bench, guint n);

/* Reports how many a second, so many runs. */
void aps_bench_run_rates (ApsBench *bench, ApsBenchWork work, guint most);

/* Runs work until the time of a run is over; it appends a value a call, in microseconds. Reports
 * their median, and tells their last percent. */
typedef void (*ApsBenchSample) (ApsBench *bench, gpointer data, GArray *values);

void aps_bench_run_samples (ApsBench *bench, ApsBenchSample sample, gpointer data);

/* Reports the median of @values, and tells the 99th part of a hundred and their number. */
void aps_bench_report_values (GArray *values);

/* The scheduler of the place, closed; started; stopped, which is when all ends are recorded. */
ApsScheduler *aps_bench_new_scheduler (ApsBench *bench);
ApsScheduler *aps_bench_start_scheduler (ApsBench *bench);
void          aps_bench_stop_scheduler (ApsScheduler *scheduler);

/* The store of the place; started. */
ApsDataStore *aps_bench_get_store (ApsBench *bench);
ApsDataStore *aps_bench_start_store (ApsBench *bench);

/* Tasks of a callable of this program; @limit is how many of its jobs may run at once. */
void aps_bench_put_task (
  ApsBench *bench, ApsScheduler *scheduler, const char *id, const char *callable, gint limit);

/* Queues a job that does nothing. */
void aps_bench_add_job (ApsScheduler *scheduler, const char *task_id, GVariant *args);

/* Fails where a job is unfinished, or has failed. */
void aps_bench_check_done (ApsBench *bench, ApsScheduler *scheduler);

/* Waits without doing anything, so that others are idle too. */
void aps_bench_pause (gint64 pause_us);

/* Conditions of rows. */
const char *aps_bench_skip_private (ApsBench *bench);
const char *aps_bench_skip_persistent (ApsBench *bench);

/* The table: sorted as it is shown. */
extern const ApsBenchRow aps_bench_rows[];
extern const guint       aps_bench_n_rows;

const ApsBenchRow *aps_bench_find_row (const char *name);

/* The rows' functions, by file. */
void aps_bench_jobs (ApsBench *bench);
void aps_bench_jobs_limit_1 (ApsBench *bench);
void aps_bench_jobs_1000_tasks (ApsBench *bench);
void aps_bench_drain (ApsBench *bench);
void aps_bench_start_latency (ApsBench *bench);
void aps_bench_one_at_a_time (ApsBench *bench);
void aps_bench_add_batch (ApsBench *bench);
void aps_bench_add_one (ApsBench *bench);
void aps_bench_add_8_threads (ApsBench *bench);
void aps_bench_backlog (ApsBench *bench);
void aps_bench_schedules (ApsBench *bench);
void aps_bench_schedules_distinct (ApsBench *bench);
void aps_bench_ready (ApsBench *bench);
void aps_bench_ticks (ApsBench *bench);
void aps_bench_burst (ApsBench *bench);
void aps_bench_idle (ApsBench *bench);
void aps_bench_cross_process (ApsBench *bench);
void aps_bench_command (ApsBench *bench);

const char *aps_bench_skip_command (ApsBench *bench);

G_END_DECLS
