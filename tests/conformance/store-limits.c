/* What holds of limits: never exceeded, given back once, and starving nobody.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"

#include "store-fixture.h"

#define N_IN_FRONT 10000

/* Adds jobs of a task, of ids that begin so. */
static void
add_many (Kit *kit, const char *task, const char *queue, guint n)
{
  for (guint i = 0; i < n;)
    {
      ApsRecordList *jobs = kit_list (kit, APS_RECORD_TYPE_JOB);

      for (guint k = 0; k < 1000 && i < n; k++, i++)
        {
          g_autofree char *id = g_strdup_printf ("%s-%06u", task, i);

          kit_make_job (kit, jobs, id, task)->queue = queue;
        }
      kit_add_jobs (kit, jobs);
    }
}

static void
task_limit_holds (void)
{
  g_autoptr (Kit) kit = kit_open ();
  ApsJobLease     lease = kit_make_lease (kit, "a", 10);
  ApsStoreAnswer *answer;

  kit_put_task (kit, "t", 2);
  add_many (kit, "t", "default", 4);
  answer = kit_lease (kit, "a", 10);
  kit_assert_ids (answer->jobs, "t-000000 t-000001");
  kit_assert_ids (kit_lease (kit, "b", 10)->jobs, "");
  g_assert_cmpint (kit_next_job_due (kit, &lease), ==, APS_TIME_NONE);

  kit_finish (kit, "a", kit_job_at (answer->jobs, 0), APS_JOB_OUTCOME_SUCCESS);
  g_assert_cmpint (kit_next_job_due (kit, &lease), <=, kit->now);
  kit_assert_ids (kit_lease (kit, "b", 10)->jobs, "t-000002");
}

static void
queue_limit_holds (void)
{
  g_autoptr (Kit) kit = kit_open ();
  ApsJobLease     lease = kit_make_lease (kit, "a", 10);
  ApsStoreAnswer *answer;

  kit_put_task (kit, "t", APS_UNLIMITED);
  kit_put_task (kit, "u", APS_UNLIMITED);
  kit_put_queue (kit, "q", 3, FALSE);
  add_many (kit, "t", "q", 2);
  add_many (kit, "u", "q", 3);
  answer = kit_lease (kit, "a", 10);
  kit_assert_ids (answer->jobs, "t-000000 t-000001 u-000000");
  kit_assert_ids (kit_lease (kit, "b", 10)->jobs, "");
  g_assert_cmpint (kit_next_job_due (kit, &lease), ==, APS_TIME_NONE);
  kit_finish (kit, "a", kit_job_at (answer->jobs, 1), APS_JOB_OUTCOME_ERROR);
  kit_assert_ids (kit_lease (kit, "b", 10)->jobs, "u-000001");
}

static void
zero_is_never (void)
{
  g_autoptr (Kit) kit = kit_open ();

  kit_put_task (kit, "t", 0);
  add_many (kit, "t", "default", 1);
  kit_assert_ids (kit_lease (kit, "a", 10)->jobs, "");
}

static void
lowered_limit_counts_what_runs (void)
{
  g_autoptr (Kit) kit = kit_open ();
  ApsRecordList *leased;

  kit_put_task (kit, "t", 3);
  add_many (kit, "t", "default", 6);
  leased = kit_lease (kit, "a", 10)->jobs;
  kit_put_task (kit, "t", 1);
  kit_assert_ids (kit_lease (kit, "a", 10)->jobs, "");
  kit_finish (kit, "a", kit_job_at (leased, 0), APS_JOB_OUTCOME_SUCCESS);
  kit_finish (kit, "a", kit_job_at (leased, 1), APS_JOB_OUTCOME_SUCCESS);
  kit_assert_ids (kit_lease (kit, "a", 10)->jobs, "");
  kit_finish (kit, "a", kit_job_at (leased, 2), APS_JOB_OUTCOME_SUCCESS);
  kit_assert_ids (kit_lease (kit, "a", 10)->jobs, "t-000003");
}

static void
raised_limit_lets_go_on (void)
{
  g_autoptr (Kit) kit = kit_open ();

  kit_put_task (kit, "t", 1);
  add_many (kit, "t", "default", 4);
  kit_lease (kit, "a", 10);
  kit_put_task (kit, "t", 3);
  kit_assert_ids (kit_lease (kit, "a", 10)->jobs, "t-000001 t-000002");
}

static void
slots_are_given_back_once (void)
{
  g_autoptr (Kit) kit = kit_open ();
  ApsJobRecord *leased;

  kit_put_task (kit, "t", 1);
  add_many (kit, "t", "default", 3);
  leased = kit_job_at (kit_lease (kit, "a", 1)->jobs, 0);
  kit_finish (kit, "a", leased, APS_JOB_OUTCOME_SUCCESS);
  kit_finish (kit, "a", leased, APS_JOB_OUTCOME_SUCCESS);
  kit_assert_ids (kit_lease (kit, "a", 10)->jobs, "t-000001");
}

static void
reaping_gives_slots_back (void)
{
  g_autoptr (Kit) kit = kit_open ();
  ApsJobRecord *leased;

  kit_put_task (kit, "t", 1);
  add_many (kit, "t", "default", 3);
  leased = kit_job_at (kit_lease (kit, "a", 1)->jobs, 0);
  kit_reap (kit, "a", FALSE);
  kit_assert_ids (kit_lease (kit, "b", 10)->jobs, "t-000001");

  /* The former holder gives back nothing. */
  kit_assert_refused (kit_finish (kit, "a", leased, APS_JOB_OUTCOME_SUCCESS),
                      0,
                      APS_ERROR_STALE_LEASE);
  kit_assert_ids (kit_lease (kit, "b", 10)->jobs, "");
}

static void
full_task_starves_nobody (void)
{
  g_autoptr (Kit) kit = kit_open ();

  kit_put_task (kit, "a-full", 1);
  kit_put_task (kit, "free", APS_UNLIMITED);
  add_many (kit, "a-full", "default", N_IN_FRONT);
  kit_assert_ids (kit_lease (kit, "a", 1)->jobs, "a-full-000000");
  kit->now += 1;
  add_many (kit, "free", "default", 2);
  kit_assert_ids (kit_lease (kit, "a", 10)->jobs, "free-000000 free-000001");
}

static void
full_or_paused_queue_starves_nobody (void)
{
  g_autoptr (Kit) kit = kit_open ();

  kit_put_task (kit, "a-full", APS_UNLIMITED);
  kit_put_task (kit, "a-paused", APS_UNLIMITED);
  kit_put_task (kit, "free", APS_UNLIMITED);
  kit_put_queue (kit, "full", 0, FALSE);
  kit_put_queue (kit, "paused", APS_UNLIMITED, TRUE);
  add_many (kit, "a-full", "full", N_IN_FRONT);
  add_many (kit, "a-paused", "paused", N_IN_FRONT);
  add_many (kit, "free", "default", 1);
  kit_assert_ids (kit_lease (kit, "a", 10)->jobs, "free-000000");
}

static void
foreign_executor_or_task_starves_nobody (void)
{
  g_autoptr (Kit) kit = kit_open ();
  ApsRecordList *tasks = kit_list (kit, APS_RECORD_TYPE_TASK);

  kit_make_task (tasks, "a-foreign", APS_UNLIMITED)->callable = "js:a:b";
  kit_make_task (tasks, "free", APS_UNLIMITED);
  kit_put_tasks (kit, tasks);
  add_many (kit, "a-foreign", "default", N_IN_FRONT);
  for (guint i = 0; i < N_IN_FRONT; i += 1000)
    {
      ApsRecordList *jobs = kit_list (kit, APS_RECORD_TYPE_JOB);

      for (guint k = i; k < i + 1000; k++)
        {
          g_autofree char *id = g_strdup_printf ("elsewhere-%06u", k);

          kit_make_job (kit, jobs, id, "free")->executor = "elsewhere";
        }
      kit_add_jobs (kit, jobs);
    }
  add_many (kit, "free", "default", 1);
  kit_assert_ids (kit_lease (kit, "a", 10)->jobs, "free-000000");
}

static const KitEntry entries[] = {
  { "/limits/task/holds", task_limit_holds },
  { "/limits/queue/holds", queue_limit_holds },
  { "/limits/zero-is-never", zero_is_never },
  { "/limits/lowered-one-counts-what-runs", lowered_limit_counts_what_runs },
  { "/limits/raised-one-lets-go-on", raised_limit_lets_go_on },
  { "/limits/slots-are-given-back-once", slots_are_given_back_once },
  { "/limits/reaping-gives-slots-back", reaping_gives_slots_back },
  { "/limits/starvation/full-task-starves-nobody", full_task_starves_nobody },
  { "/limits/starvation/full-or-paused-queue-starves-nobody", full_or_paused_queue_starves_nobody },
  { "/limits/starvation/foreign-executor-or-task-starves-nobody",
    foreign_executor_or_task_starves_nobody },
};

void
kit_add_store_limits (void)
{
  kit_add (entries, G_N_ELEMENTS (entries));
}
