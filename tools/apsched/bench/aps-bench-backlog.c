/* Rows of a store with many waiting jobs: what each operation of the engine costs then. Half of the
 * jobs are of a task at its limit, and stand in front.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"

#include "aps-bench-task.h"
#include "aps-bench.h"

#define BATCH 1000

typedef struct
{
  ApsDataStore  *store;
  guint          n_waiting; /* as a run finds them */
  guint          n_ids;
  guint          n_ended;
  gint64         now_us;
  ApsRecordList *held; /* by the operation that exchanges one by one */
} Backlog;

static void
put_task (Backlog *self, const char *id, gint slots)
{
  g_autoptr (ApsRecordList) tasks = aps_record_list_new (APS_RECORD_TYPE_TASK);
  g_autoptr (ApsStoreAnswer) answer = aps_store_answer_new (1);
  ApsTaskRecord *task = aps_record_list_add (tasks);
  GError        *error = NULL;

  task->id = id;
  task->callable = APS_BENCH_NOOP;
  task->slots = slots;
  aps_bench_check (aps_data_store_put_tasks (self->store, tasks, self->now_us, answer, &error),
                   "put-tasks",
                   error);
}

static void
make_id (char *id, gsize size, guint number)
{
  g_snprintf (id, size, "019b7000-0000-7000-8000-%012x", number);
}

static void
add_jobs (Backlog *self, const char *task_id, guint n)
{
  g_autoptr (ApsRecordList) jobs = aps_record_list_new (APS_RECORD_TYPE_JOB);
  g_autoptr (ApsStoreAnswer) answer = aps_store_answer_new (n);
  GError *error = NULL;

  for (guint i = 0; i < n; i++)
    {
      ApsJobRecord *job = aps_record_list_add (jobs);
      char          id[40];

      make_id (id, sizeof id, ++self->n_ids);
      job->id = aps_record_list_strdup (jobs, id);
      job->task_id = task_id;
      job->args = "[1,\"two\"]";
      job->queue = "default";
      job->due_us = self->now_us;
      job->max_attempts = 1;
      job->overlap = APS_OVERLAP_QUEUE;
      job->result_expiration_time_us = 0;
      job->source = APS_JOB_SOURCE_ADDED;
    }

  aps_bench_check (aps_data_store_add_jobs (self->store, jobs, self->now_us, answer, &error),
                   "add-jobs",
                   error);
}

static ApsJobLease
make_lease (Backlog *self, guint limit)
{
  static const ApsRoom     rooms[] = { { NULL, G_MAXINT32 } };
  static const char *const schemes[] = { "module", NULL };
  static const char *const none[] = { NULL };

  return (ApsJobLease){
    .instance = "bench",
    .worker = "bench",
    .until_us = self->now_us + APS_HOUR,
    .limit = limit,
    .rooms = rooms,
    .n_rooms = 1,
    .schemes = schemes,
    .task_ids = none,
  };
}

/* Ends what was leased, and leases @limit more. */
static ApsRecordList *
exchange (Backlog *self, ApsRecordList *held, guint limit)
{
  g_autoptr (ApsStoreAnswer) answer = aps_store_answer_new (aps_record_list_get_n (held));
  ApsJobLease next = make_lease (self, limit);
  GError     *error = NULL;

  for (guint i = 0; i < aps_record_list_get_n (held); i++)
    {
      ApsJobRecord *job = aps_record_list_get (held, i);

      job->state = APS_JOB_STATE_FINISHED;
      job->outcome = APS_JOB_OUTCOME_SUCCESS;
      job->finished_us = self->now_us;
    }

  aps_bench_check (aps_data_store_release_jobs (self->store,
                                                "bench",
                                                held,
                                                &next,
                                                self->now_us,
                                                answer,
                                                &error),
                   "release-jobs",
                   error);
  self->n_ended += aps_record_list_get_n (held);
  return aps_record_list_ref (answer->jobs);
}

static void
run_add_1 (Backlog *self)
{
  add_jobs (self, "free", 1);
}

static void
run_add_1000 (Backlog *self)
{
  add_jobs (self, "free", BATCH);
}

static void
run_exchange_1 (Backlog *self)
{
  ApsRecordList *next = exchange (self, self->held, 1);

  aps_record_list_unref (self->held);
  self->held = next;
}

static void
run_exchange_100 (Backlog *self)
{
  g_autoptr (ApsRecordList) none = aps_record_list_new (APS_RECORD_TYPE_JOB);
  g_autoptr (ApsRecordList) held = exchange (self, none, 100);
  g_autoptr (ApsRecordList) after G_GNUC_UNUSED = exchange (self, held, 0);
}

static void
run_next_due (Backlog *self)
{
  ApsJobLease lease = make_lease (self, 1);
  GError     *error = NULL;
  gint64      due_us;

  aps_bench_check (aps_data_store_next_job_due (self->store, &lease, self->now_us, &due_us, &error),
                   "next-job-due",
                   error);
}

static void
run_counts (Backlog *self)
{
  g_autoptr (ApsRecordList) counts = aps_record_list_new (APS_RECORD_TYPE_COUNT);
  GError *error = NULL;

  aps_bench_check (aps_data_store_count_jobs (self->store, counts, &error), "count-jobs", error);
}

/* By time, as tools and live lists do. */
static void
list_page (Backlog *self, ApsListQuery *query)
{
  g_autoptr (ApsRecordList) jobs = aps_record_list_new (APS_RECORD_TYPE_JOB);
  GError *error = NULL;

  query->order = APS_LIST_ORDER_TIME;
  query->limit = 50;
  aps_bench_check (aps_data_store_list_jobs (self->store, query, jobs, &error), "list-jobs", error);
}

static void
run_first_page (Backlog *self)
{
  ApsListQuery query = APS_LIST_QUERY_INIT;

  list_page (self, &query);
}

static void
run_middle_page (Backlog *self)
{
  ApsListQuery query = APS_LIST_QUERY_INIT;
  char         id[40];

  make_id (id, sizeof id, self->n_waiting / 2);
  query.descending = TRUE;
  query.after_us = self->now_us;
  query.after_id = id;
  list_page (self, &query);
}

static void
run_leased_page (Backlog *self)
{
  ApsListQuery query = APS_LIST_QUERY_INIT;

  query.states = 1 << APS_JOB_STATE_LEASED;
  list_page (self, &query);
}

static void
run_failed_page (Backlog *self)
{
  ApsListQuery query = APS_LIST_QUERY_INIT;

  query.outcomes = 1 << APS_JOB_OUTCOME_ERROR;
  list_page (self, &query);
}

static const struct
{
  const char *name; /* in the JSON document */
  guint       n_calls;
  void (*run) (Backlog *self);
} operations[] = {
  { "add_1_us", 200, run_add_1 },
  { "add_1000_us", 2, run_add_1000 },
  { "exchange_1_us", 200, run_exchange_1 },
  { "exchange_100_us", 3, run_exchange_100 },
  { "next_due_us", 200, run_next_due },
  { "counts_us", 200, run_counts },
  { "first_page_us", 30, run_first_page },
  { "middle_page_us", 30, run_middle_page },
  { "leased_page_us", 30, run_leased_page },
  { "failed_page_us", 30, run_failed_page },
};

/* One job of the full task stays leased for good, so that the others stay in front. */
static void
fill (Backlog *self)
{
  g_autoptr (ApsRecordList) none = aps_record_list_new (APS_RECORD_TYPE_JOB);
  g_autoptr (ApsRecordList) blocker = NULL;
  guint batch = MIN (BATCH, self->n_waiting / 2);

  put_task (self, "full", 1);
  put_task (self, "free", APS_UNLIMITED);
  add_jobs (self, "full", 1);
  blocker = exchange (self, none, 1);
  for (guint i = 0; i < self->n_waiting; i += batch)
    add_jobs (self, i < self->n_waiting / 2 ? "full" : "free", batch);
  run_exchange_1 (self);
}

/* What a run has added beyond what it has ended goes, so that the next one finds as many. */
static void
remove_added (Backlog *self)
{
  g_autoptr (ApsRecordList) none = aps_record_list_new (APS_RECORD_TYPE_JOB);

  while (self->n_ids - self->n_ended > self->n_waiting + 1)
    {
      guint n_more = self->n_ids - self->n_ended - self->n_waiting - 1;
      g_autoptr (ApsRecordList) held = exchange (self, none, MIN (n_more, BATCH));
      g_autoptr (ApsRecordList) after G_GNUC_UNUSED = exchange (self, held, 0);

      if (aps_record_list_get_n (held) == 0)
        aps_bench_fail ("%u jobs can be leased, but are not", n_more);
    }
}

static void
measure (Backlog *self)
{
  double took[G_N_ELEMENTS (operations)];
  double sum = 0;

  for (guint i = 0; i < G_N_ELEMENTS (operations); i++)
    {
      gint64 begun_us = g_get_monotonic_time ();

      for (guint n = 0; n < operations[i].n_calls; n++)
        operations[i].run (self);
      took[i] = aps_bench_seconds_since (begun_us) * 1e6 / operations[i].n_calls;
      sum += took[i];
    }

  aps_bench_report (sum);
  for (guint i = 0; i < G_N_ELEMENTS (operations); i++)
    aps_bench_tell (operations[i].name, took[i]);
  remove_added (self);
}

void
aps_bench_backlog (ApsBench *bench)
{
  Backlog self = { .store = aps_bench_start_store (bench),
                   .n_waiting = bench->number,
                   .now_us = aps_bench_now (),
                   .held = aps_record_list_new (APS_RECORD_TYPE_JOB) };

  fill (&self);
  for (guint i = 0; i < bench->n_runs; i++)
    measure (&self);

  aps_record_list_unref (self.held);
  aps_data_store_stop (self.store);
}
