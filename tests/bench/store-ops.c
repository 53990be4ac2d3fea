/* How fast the operations of a data store are, by how many jobs wait in it:
 *
 *   store-ops NAME [KEY=VALUE...]
 *
 * NAME and KEY=VALUE are a data store and its settings, as for apsched-conformance; @TMP@ in a
 * value becomes an empty folder. Half of the waiting jobs are of a task at its limit, and stand in
 * front. Prints a table of microseconds a call, and what each costs beside the first column.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"

#include <apsched/apsched.h>

#include <glib/gstdio.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define NOW G_GINT64_CONSTANT (1767225600000000)
#define BATCH 1000
#define N_GROUPS 9

typedef struct
{
  ApsDataStore  *store;
  guint          n_ids;
  gint64         now;
  ApsRecordList *held; /* by the row that exchanges one by one */
} Bench;

typedef void (*Row) (Bench *bench);

static void
stop_at (const char *what, GError *error)
{
  if (error == NULL)
    return;

  g_printerr ("store-ops: %s: %s\n", what, error->message);
  exit (1);
}

static void
put_task (Bench *bench, const char *id, gint slots)
{
  g_autoptr (ApsRecordList) tasks = aps_record_list_new (APS_RECORD_TYPE_TASK);
  g_autoptr (ApsStoreAnswer) answer = aps_store_answer_new (1);
  ApsTaskRecord *task = aps_record_list_add (tasks);
  GError        *error = NULL;

  task->id = id;
  task->callable = "module:lib:noop";
  task->slots = slots;
  aps_data_store_put_tasks (bench->store, tasks, bench->now, answer, &error);
  stop_at ("put-tasks", error);
}

static void
add_jobs (Bench *bench, const char *task_id, guint n, gint64 due_us)
{
  g_autoptr (ApsRecordList) jobs = aps_record_list_new (APS_RECORD_TYPE_JOB);
  g_autoptr (ApsStoreAnswer) answer = aps_store_answer_new (n);
  GError *error = NULL;

  for (guint i = 0; i < n; i++)
    {
      ApsJobRecord *job = aps_record_list_add (jobs);
      char          id[40];

      g_snprintf (id, sizeof id, "019b7000-0000-7000-8000-%012x", ++bench->n_ids);
      job->id = aps_record_list_strdup (jobs, id);
      job->task_id = task_id;
      job->args = "[1,\"two\"]";
      job->queue = "default";
      job->due_us = due_us;
      job->max_attempts = 1;
      job->overlap = APS_OVERLAP_QUEUE;
      job->result_expiration_time_us = 0;
      job->source = APS_JOB_SOURCE_ADDED;
    }

  aps_data_store_add_jobs (bench->store, jobs, bench->now, answer, &error);
  stop_at ("add-jobs", error);
}

static ApsJobLease
make_lease (Bench *bench, guint limit)
{
  static const ApsRoom     rooms[] = { { NULL, G_MAXINT32 } };
  static const char *const schemes[] = { "module", NULL };
  static const char *const none[] = { NULL };

  return (ApsJobLease){
    .instance = "bench",
    .worker = "bench",
    .until_us = bench->now + APS_HOUR,
    .limit = limit,
    .rooms = rooms,
    .n_rooms = 1,
    .schemes = schemes,
    .task_ids = none,
  };
}

/* Ends what was leased, and leases @limit more. */
static ApsRecordList *
exchange (Bench *bench, ApsRecordList *held, guint limit)
{
  g_autoptr (ApsStoreAnswer) answer = aps_store_answer_new (aps_record_list_get_n (held));
  ApsJobLease next = make_lease (bench, limit);
  GError     *error = NULL;

  for (guint i = 0; i < aps_record_list_get_n (held); i++)
    {
      ApsJobRecord *job = aps_record_list_get (held, i);

      job->state = APS_JOB_STATE_FINISHED;
      job->outcome = APS_JOB_OUTCOME_SUCCESS;
      job->finished_us = bench->now;
    }

  aps_data_store_release_jobs (bench->store, "bench", held, &next, bench->now, answer, &error);
  stop_at ("release-jobs", error);
  return aps_record_list_ref (answer->jobs);
}

static void
run_add_one (Bench *bench)
{
  add_jobs (bench, "free", 1, bench->now);
}

static void
run_add_batch (Bench *bench)
{
  add_jobs (bench, "free", BATCH, bench->now);
}

static void
run_exchange_one (Bench *bench)
{
  ApsRecordList *next = exchange (bench, bench->held, 1);

  aps_record_list_unref (bench->held);
  bench->held = next;
}

static void
run_exchange_100 (Bench *bench)
{
  g_autoptr (ApsRecordList) none = aps_record_list_new (APS_RECORD_TYPE_JOB);
  g_autoptr (ApsRecordList) held = exchange (bench, none, 100);
  g_autoptr (ApsRecordList) after = exchange (bench, held, 0);
}

static void
run_next_due (Bench *bench)
{
  ApsJobLease lease = make_lease (bench, 1);
  GError     *error = NULL;
  gint64      due_us;

  aps_data_store_next_job_due (bench->store, &lease, bench->now, &due_us, &error);
  stop_at ("next-job-due", error);
}

static void
run_counts (Bench *bench)
{
  g_autoptr (ApsRecordList) counts = aps_record_list_new (APS_RECORD_TYPE_COUNT);
  GError *error = NULL;

  aps_data_store_count_jobs (bench->store, counts, &error);
  stop_at ("count-jobs", error);
}

static void
list_page (Bench *bench, ApsListQuery *query)
{
  g_autoptr (ApsRecordList) jobs = aps_record_list_new (APS_RECORD_TYPE_JOB);
  GError *error = NULL;

  query->limit = 50;
  aps_data_store_list_jobs (bench->store, query, jobs, &error);
  stop_at ("list-jobs", error);
}

static void
run_first_page (Bench *bench)
{
  ApsListQuery query = APS_LIST_QUERY_INIT;

  list_page (bench, &query);
}

static void
run_middle_page (Bench *bench)
{
  ApsListQuery query = APS_LIST_QUERY_INIT;
  char         id[40];

  g_snprintf (id, sizeof id, "019b7000-0000-7000-8000-%012x", bench->n_ids / 2);
  query.order = APS_LIST_ORDER_TIME;
  query.descending = TRUE;
  query.after_us = bench->now;
  query.after_id = id;
  list_page (bench, &query);
}

static void
run_leased_page (Bench *bench)
{
  ApsListQuery query = APS_LIST_QUERY_INIT;

  query.states = 1 << APS_JOB_STATE_LEASED;
  list_page (bench, &query);
}

static void
run_finished_page (Bench *bench)
{
  ApsListQuery query = APS_LIST_QUERY_INIT;

  query.outcomes = 1 << APS_JOB_OUTCOME_ERROR;
  query.task_id = "free";
  list_page (bench, &query);
}

static const struct
{
  const char *name;
  Row         run;
  guint       n_calls;
} rows[] = {
  { "add one job", run_add_one, 200 },
  { "add 1000 jobs", run_add_batch, 2 },
  { "release one, lease one", run_exchange_one, 200 },
  { "lease 100, release 100", run_exchange_100, 3 },
  { "next due", run_next_due, 200 },
  { "counts", run_counts, 200 },
  { "first page of 50", run_first_page, 30 },
  { "page of 50 in the middle", run_middle_page, 30 },
  { "page of leased jobs", run_leased_page, 30 },
  { "page of failed jobs", run_finished_page, 30 },
};

static void
remove_folder (const char *path)
{
  g_autoptr (GDir) dir = g_dir_open (path, 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *entry = g_build_filename (path, name, NULL);

      g_unlink (entry);
    }
  g_rmdir (path);
}

static int
compare_numbers (gconstpointer a, gconstpointer b)
{
  double one = *(const double *)a;
  double two = *(const double *)b;

  return (one > two) - (one < two);
}

/* Microseconds a call: the median of some groups of calls, since the machine has other work too. */
static double
measure_row (Bench *bench, Row row, guint n_calls)
{
  double groups[N_GROUPS];

  for (guint i = 0; i < N_GROUPS; i++)
    {
      gint64 begin_us = g_get_monotonic_time ();

      for (guint n = 0; n < n_calls; n++)
        row (bench);
      groups[i] = (double)(g_get_monotonic_time () - begin_us) / n_calls;
    }

  qsort (groups, N_GROUPS, sizeof *groups, compare_numbers);
  return groups[N_GROUPS / 2];
}

/* Fills a fresh store with @n_waiting jobs and measures each row, in microseconds a call. */
static void
measure (const char *name, const char *settings, guint n_waiting, double *times)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *folder = g_dir_make_tmp ("apsched-bench-XXXXXX", &error);
  g_autoptr (GString) text = g_string_new (settings);
  Bench  bench = { .now = NOW, .held = aps_record_list_new (APS_RECORD_TYPE_JOB) };

  g_string_replace (text, "@TMP@", folder, 0);
  bench.store = aps_registry_new_data_store (name, text->str, &error);
  if (bench.store != NULL)
    aps_data_store_start (bench.store, bench.now, NULL, &error);
  stop_at ("start", error);

  put_task (&bench, "full", 1);
  put_task (&bench, "free", APS_UNLIMITED);
  for (guint i = 0; i < n_waiting; i += BATCH)
    add_jobs (&bench, i < n_waiting / 2 ? "full" : "free", BATCH, bench.now);
  run_exchange_one (&bench);

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    times[i] = measure_row (&bench, rows[i].run, rows[i].n_calls);

  aps_record_list_unref (bench.held);
  aps_data_store_stop (bench.store);
  g_object_unref (bench.store);
  remove_folder (folder);
}

int
main (int argc, char *argv[])
{
  static const guint waiting[] = { 1000, 100000, 1000000 };
  double             times[G_N_ELEMENTS (waiting)][G_N_ELEMENTS (rows)];
  g_autoptr (GString) settings = g_string_new (NULL);

  if (argc < 2)
    {
      g_printerr ("Usage: store-ops NAME [KEY=VALUE...]\n");
      return 2;
    }

  for (int i = 2; i < argc; i++)
    g_string_append_printf (settings, "%s ", argv[i]);
  for (guint i = 0; i < G_N_ELEMENTS (waiting); i++)
    measure (argv[1], settings->str, waiting[i], times[i]);

  printf ("%-26s %12s %20s %20s\n", "us a call, jobs waiting:", "1,000", "100,000", "1,000,000");
  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    printf ("%-26s %12.2f %12.2f (x%4.1f) %12.2f (x%4.1f)\n",
            rows[i].name,
            times[0][i],
            times[1][i],
            times[1][i] / times[0][i],
            times[2][i],
            times[2][i] / times[0][i]);
  return 0;
}
