/* What the SQLite store costs, against a bare program that runs the same inserts, updates and
 * deletes on the same tables and indexes in the same batches.
 *
 * Prints a row each: name, ours, the limit beside it, ratio. Rows are interleaved within one run
 * and the median of five is taken.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "bare-program.h"

#include <apsched/apsched.h>

#include <stdlib.h>

#define NOW G_GINT64_CONSTANT (1800000000000000)
#define N_RUNS 5

static char *folder;

/* The store. */

static ApsDataStore *
new_store (const char *path)
{
  g_autofree char *settings = path != NULL ? g_strdup_printf ("path=\"%s\"", path) : NULL;
  g_autoptr (GError) error = NULL;
  ApsDataStore *store = aps_registry_new_data_store ("sqlite", settings, &error);

  g_assert_no_error (error);
  return store;
}

static void
check (gboolean success, GError *error)
{
  if (!success)
    g_error ("%s", error->message);
}

static ApsDataStore *
open_store (const char *path)
{
  ApsDataStore *store = new_store (path);
  GError       *error = NULL;

  check (aps_data_store_start (store, NOW, NULL, &error), error);
  return store;
}

static void
put_task (ApsDataStore *store, const char *id, gint slots)
{
  g_autoptr (ApsRecordList) tasks = aps_record_list_new (APS_RECORD_TYPE_TASK);
  g_autoptr (ApsStoreAnswer) answer = aps_store_answer_new (1);
  ApsTaskRecord *task = aps_record_list_add (tasks);
  GError        *error = NULL;

  task->id = id;
  task->callable = "command:/bin/true";
  task->slots = slots;
  check (aps_data_store_put_tasks (store, tasks, NOW, answer, &error), error);
}

static void
fill_job (ApsRecordList *jobs, const char *task_id, gint64 due_us)
{
  static gint      counter;
  ApsJobRecord    *job = aps_record_list_add (jobs);
  g_autofree char *id = g_strdup_printf ("019b0000-0000-7000-8000-%012x",
                                         g_atomic_int_add (&counter, 1));

  job->id = aps_record_list_strdup (jobs, id);
  job->task_id = task_id;
  job->args = "[1,\"two\"]";
  job->executor = "process";
  job->queue = "default";
  job->due_us = due_us;
  job->max_attempts = 1;
  job->overlap = APS_OVERLAP_QUEUE;
  job->source = APS_JOB_SOURCE_ADDED;
  job->on_abandoned = APS_ON_ABANDONED_END;
}

static void
add_jobs (ApsDataStore *store, const char *task_id, guint n, gint64 due_us)
{
  g_autoptr (ApsRecordList) jobs = aps_record_list_new (APS_RECORD_TYPE_JOB);
  g_autoptr (ApsStoreAnswer) answer = aps_store_answer_new (n);
  GError *error = NULL;

  for (guint i = 0; i < n; i++)
    fill_job (jobs, task_id, due_us + i);
  check (aps_data_store_add_jobs (store, jobs, NOW, answer, &error), error);
}

static const char *const schemes[] = { "command", NULL };
static const char *const nothing[] = { NULL };

static ApsJobLease
make_lease (const ApsRoom *room)
{
  return (ApsJobLease){ .instance = "instance-1",
                        .worker = "worker-1",
                        .until_us = NOW + APS_MINUTE,
                        .limit = room->n,
                        .rooms = room,
                        .n_rooms = 1,
                        .schemes = schemes,
                        .task_ids = nothing };
}

static void
finish (ApsRecordList *jobs)
{
  for (guint i = 0; i < aps_record_list_get_n (jobs); i++)
    {
      ApsJobRecord *job = aps_record_list_get (jobs, i);

      job->state = APS_JOB_STATE_FINISHED;
      job->outcome = APS_JOB_OUTCOME_SUCCESS;
      job->finished_us = NOW;
      job->value = "null";
    }
}

/* Leases and releases in one commit, as the engine does; the last release has nothing to lease. */
static void
drain_ours (ApsDataStore *store, guint batch)
{
  ApsRoom     room = { "process", batch };
  ApsJobLease lease = make_lease (&room);
  g_autoptr (ApsStoreAnswer) answer = aps_store_answer_new (0);
  GError *error = NULL;

  check (aps_data_store_lease_jobs (store, &lease, NOW * 2, answer, &error), error);
  while (aps_record_list_get_n (answer->jobs) > 0)
    {
      g_autoptr (ApsRecordList) jobs = aps_record_list_ref (answer->jobs);

      finish (jobs);
      aps_store_answer_reset (answer, aps_record_list_get_n (jobs));
      check (aps_data_store_release_jobs (store,
                                          "instance-1",
                                          jobs,
                                          &lease,
                                          NOW * 2,
                                          answer,
                                          &error),
             error);
    }
}

static double
seconds_since (gint64 began_us)
{
  return (double)(g_get_monotonic_time () - began_us) / 1e6;
}

static double
run_ours (ApsDataStore *store, guint n, guint batch)
{
  gint64 began_us = g_get_monotonic_time ();

  for (guint i = 0; i < n; i += batch)
    add_jobs (store, "free", batch, NOW + i);
  drain_ours (store, batch);
  return n / seconds_since (began_us);
}

/* Rows. */

static int
compare (gconstpointer a, gconstpointer b)
{
  double one = *(const double *)a;
  double two = *(const double *)b;

  return (one > two) - (one < two);
}

static double
median (double *values)
{
  qsort (values, N_RUNS, sizeof *values, compare);
  return values[N_RUNS / 2];
}

static void
print_row (const char *name, double ours, double limit, double ratio, const char *unit)
{
  g_print ("%-34s %12.1f %12.1f %-6s %6.2f\n", name, ours, limit, unit, ratio);
}

static ApsDataStore *
make_store (const char *name, char **path)
{
  ApsDataStore *store;

  *path = g_build_filename (folder, name, NULL);
  store = open_store (*path);
  put_task (store, "free", APS_UNLIMITED);
  return store;
}

static void
row_drained (guint batch)
{
  g_autofree char *name = g_strdup_printf ("drained in batches of %u", batch);
  g_autofree char *path = NULL;
  g_autofree char *bare_path = NULL;
  g_autoptr (ApsDataStore) store = make_store ("drained.db", &path);
  g_autoptr (ApsDataStore) tables = make_store ("drained-bare.db", &bare_path);
  Bare   bare;
  double ours[N_RUNS];
  double limit[N_RUNS];
  guint  n = 20000;

  aps_data_store_stop (tables);
  bare_open (&bare, bare_path);
  for (guint i = 0; i < N_RUNS; i++)
    {
      ours[i] = run_ours (store, n, batch);
      limit[i] = bare_run (&bare, n, batch);
    }
  bare_close (&bare);
  aps_data_store_stop (store);

  print_row (name, median (ours), median (limit), median (ours) / median (limit), "jobs/s");
}

typedef struct
{
  ApsDataStore *store;
  guint         n;
} Adding;

static gpointer
add_one_by_one (gpointer data)
{
  Adding *adding = data;

  for (guint i = 0; i < adding->n; i++)
    add_jobs (adding->store, "free", 1, NOW);
  return NULL;
}

static double
add_with_threads (ApsDataStore *store, guint n_threads, guint n_each)
{
  Adding   adding = { store, n_each };
  GThread *threads[8];
  gint64   began_us = g_get_monotonic_time ();

  for (guint i = 0; i < n_threads; i++)
    threads[i] = g_thread_new ("add", add_one_by_one, &adding);
  for (guint i = 0; i < n_threads; i++)
    g_thread_join (threads[i]);

  return n_threads * n_each / seconds_since (began_us);
}

static double
add_bare (Bare *bare, guint n)
{
  gint64 began_us = g_get_monotonic_time ();

  for (guint i = 0; i < n; i++)
    bare_insert (bare, 1);
  return n / seconds_since (began_us);
}

static void
row_adding (void)
{
  g_autofree char *path = NULL;
  g_autofree char *bare_path = NULL;
  g_autoptr (ApsDataStore) store = make_store ("adding.db", &path);
  g_autoptr (ApsDataStore) tables = make_store ("adding-bare.db", &bare_path);
  Bare   bare;
  double one[N_RUNS];
  double many[N_RUNS];
  double limit[N_RUNS];

  aps_data_store_stop (tables);
  bare_open (&bare, bare_path);
  for (guint i = 0; i < N_RUNS; i++)
    {
      one[i] = add_with_threads (store, 1, 1000);
      limit[i] = add_bare (&bare, 1000);
      many[i] = add_with_threads (store, 8, 500);
    }
  bare_close (&bare);
  aps_data_store_stop (store);

  print_row ("one add_job a commit",
             median (one),
             median (limit),
             median (one) / median (limit),
             "1/s");
  print_row ("8 threads adding, against one",
             median (many),
             median (one),
             median (many) / median (one),
             "1/s");
}

/* What each operation costs in a store with jobs of a full task in front. */

typedef struct
{
  const char *name;
  double      us[2];
} Cost;

enum
{
  LEASE,
  RELEASE,
  NEXT_DUE,
  COUNTS,
  PAGE,
  N_COSTS
};

static void
lease_some (ApsDataStore *store, ApsStoreAnswer *answer, guint n)
{
  ApsRoom     room = { "process", n };
  ApsJobLease lease = make_lease (&room);
  GError     *error = NULL;

  aps_store_answer_reset (answer, 0);
  check (aps_data_store_lease_jobs (store, &lease, NOW * 2, answer, &error), error);
}

static void
measure (ApsDataStore *store, Cost *costs, guint which)
{
  enum
  {
    N = 100
  };
  double us[N_COSTS] = { 0 };

  for (guint i = 0; i < N; i++)
    {
      ApsRoom      room = { "process", 10 };
      ApsJobLease  lease = make_lease (&room);
      ApsListQuery query = APS_LIST_QUERY_INIT;
      g_autoptr (ApsStoreAnswer) answer = aps_store_answer_new (0);
      g_autoptr (ApsRecordList) page = aps_record_list_new (APS_RECORD_TYPE_JOB);
      g_autoptr (ApsRecordList) counts = aps_record_list_new (APS_RECORD_TYPE_COUNT);
      g_autoptr (ApsRecordList) jobs = NULL;
      GError *error = NULL;
      gint64  began_us = g_get_monotonic_time ();
      gint64  due_us;

      lease_some (store, answer, 10);
      us[LEASE] += seconds_since (began_us);

      jobs = aps_record_list_ref (answer->jobs);
      finish (jobs);
      aps_store_answer_reset (answer, aps_record_list_get_n (jobs));
      began_us = g_get_monotonic_time ();
      check (aps_data_store_release_jobs (store, "instance-1", jobs, NULL, NOW * 2, answer, &error),
             error);
      us[RELEASE] += seconds_since (began_us);

      began_us = g_get_monotonic_time ();
      check (aps_data_store_next_job_due (store, &lease, NOW * 2, &due_us, &error), error);
      us[NEXT_DUE] += seconds_since (began_us);

      began_us = g_get_monotonic_time ();
      check (aps_data_store_count_jobs (store, counts, &error), error);
      us[COUNTS] += seconds_since (began_us);

      query.order = APS_LIST_ORDER_TIME;
      query.limit = 50;
      began_us = g_get_monotonic_time ();
      check (aps_data_store_list_jobs (store, &query, page, &error), error);
      us[PAGE] += seconds_since (began_us);

      add_jobs (store, "free", 10, NOW);
    }

  for (guint i = 0; i < N_COSTS; i++)
    costs[i].us[which] = us[i] / N * 1e6;
}

static void
fill_store (ApsDataStore *store, guint n)
{
  g_autoptr (ApsStoreAnswer) answer = aps_store_answer_new (0);

  put_task (store, "full", 1);
  add_jobs (store, "full", 1, NOW - 1);
  lease_some (store, answer, 1);
  for (guint i = 0; i < n / 2; i += 500)
    {
      add_jobs (store, "full", 500, NOW - 1);
      add_jobs (store, "free", 500, NOW);
    }
}

static void
row_waiting (guint n_large)
{
  g_autofree char *small_path = NULL;
  g_autofree char *large_path = NULL;
  g_autoptr (ApsDataStore) small = make_store ("small.db", &small_path);
  g_autofree char *name = g_strdup_printf ("large-%u.db", n_large);
  g_autoptr (ApsDataStore) large = make_store (name, &large_path);
  Cost costs[N_COSTS] = { { "lease 10", { 0 } },
                          { "release 10", { 0 } },
                          { "next due", { 0 } },
                          { "counts", { 0 } },
                          { "page of 50", { 0 } } };

  fill_store (small, 1000);
  fill_store (large, n_large);
  measure (large, costs, 1);
  measure (small, costs, 0);
  for (guint i = 0; i < N_COSTS; i++)
    {
      g_autofree char *row = g_strdup_printf ("%s, %u waiting", costs[i].name, n_large);

      print_row (row, costs[i].us[1], costs[i].us[0], costs[i].us[1] / costs[i].us[0], "us");
    }
  aps_data_store_stop (small);
  aps_data_store_stop (large);
}

static void
put_schedules (ApsDataStore *store, guint first, guint n)
{
  g_autoptr (ApsRecordList) schedules = aps_record_list_new (APS_RECORD_TYPE_SCHEDULE);
  g_autoptr (ApsStoreAnswer) answer = aps_store_answer_new (n);
  GError *error = NULL;

  for (guint i = first; i < first + n; i++)
    {
      ApsScheduleRecord *schedule = aps_record_list_add (schedules);
      g_autofree char   *id = g_strdup_printf ("schedule-%06u", i);

      schedule->id = aps_record_list_strdup (schedules, id);
      schedule->task_id = "free";
      schedule->trigger = "{\"type\":\"interval\",\"v\":1,\"interval\":60000000}";
      schedule->trigger_types = "interval";
      schedule->next_fire_us = NOW + APS_DAY + i;
    }
  check (aps_data_store_put_schedules (store,
                                       schedules,
                                       APS_CONFLICT_POLICY_REPLACE,
                                       NOW,
                                       answer,
                                       &error),
         error);
}

static void
row_start (void)
{
  g_autofree char *path = NULL;
  g_autoptr (ApsDataStore) store = make_store ("schedules.db", &path);
  gint64  began_us;
  gint64  due_us;
  GError *error = NULL;

  for (guint i = 0; i < 100000; i += 1000)
    put_schedules (store, i, 1000);
  aps_data_store_stop (store);

  began_us = g_get_monotonic_time ();
  check (aps_data_store_start (store, NOW, NULL, &error), error);
  check (aps_data_store_next_schedule_due (store, NULL, NOW, &due_us, &error), error);
  print_row ("start to next due, 100000 schedules",
             seconds_since (began_us) * 1e3,
             100,
             seconds_since (began_us) * 10,
             "ms");
  aps_data_store_stop (store);
}

static void
row_drained_100 (void)
{
  row_drained (100);
}

static void
row_drained_1000 (void)
{
  row_drained (1000);
}

static void
row_waiting_100000 (void)
{
  row_waiting (100000);
}

static void
row_waiting_1000000 (void)
{
  row_waiting (1000000);
}

static const struct
{
  const char *name;
  void (*run) (void);
} rows[] = {
  { "drained-100", row_drained_100 },
  { "drained-1000", row_drained_1000 },
  { "adding", row_adding },
  { "start", row_start },
  { "waiting-100000", row_waiting_100000 },
  { "waiting-1000000", row_waiting_1000000 },
};

/* Runs the rows named as arguments, or all. */
int
main (int argc, char **argv)
{
  g_autofree char *command = NULL;

  folder = g_dir_make_tmp ("aps-sqlite-bare-XXXXXX", NULL);
  g_print ("%-34s %12s %12s %-6s %6s\n", "row", "ours", "limit", "", "ratio");
  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    if (argc == 1 || g_strv_contains ((const char *const *)argv, rows[i].name))
      rows[i].run ();

  command = g_strdup_printf ("rm -rf '%s'", folder);
  return g_spawn_command_line_sync (command, NULL, NULL, NULL, NULL) ? 0 : 1;
}
