/* What holds of queues.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"

#include "store-fixture.h"

static ApsRecordList *
list_queues (Kit *kit)
{
  ApsRecordList *queues = kit_list (kit, APS_RECORD_TYPE_QUEUE);
  g_autoptr (GError) error = NULL;

  aps_data_store_list_queues (kit->store, queues, &error);
  g_assert_no_error (error);
  return queues;
}

static ApsStoreAnswer *
remove_queue (Kit *kit, const char *name)
{
  const char     *names[] = { name, NULL };
  ApsStoreAnswer *answer = kit_answer (kit, 1);
  g_autoptr (GError) error = NULL;

  aps_data_store_remove_queues (kit->store, names, kit->now, answer, &error);
  g_assert_no_error (error);
  return answer;
}

static void
add_job_in (Kit *kit, const char *id, const char *queue)
{
  ApsRecordList *jobs = kit_list (kit, APS_RECORD_TYPE_JOB);

  kit_make_job (kit, jobs, id, "t")->queue = queue;
  kit_add_jobs (kit, jobs);
}

static void
put_answers_what_became_of_it (void)
{
  g_autoptr (Kit) kit = kit_open ();
  ApsRecordList  *queues = kit_list (kit, APS_RECORD_TYPE_QUEUE);
  ApsQueueRecord *queue = kit_make_queue (queues, "q", 2);
  ApsQueueRecord *kept;

  queue->origin = "x.conf";
  kit_assert_status (kit_put_queues (kit, queues), 0, APS_ENTRY_STATUS_ADDED);
  kit_assert_status (kit_put_queues (kit, queues), 0, APS_ENTRY_STATUS_UNCHANGED);
  queue->paused = TRUE;
  queue->max_running_jobs = APS_UNLIMITED;
  kit_assert_status (kit_put_queues (kit, queues), 0, APS_ENTRY_STATUS_REPLACED);
  kit_assert_ids (list_queues (kit), "q");
  kept = aps_record_list_get (list_queues (kit), 0);
  g_assert_true (kept != NULL && aps_record_equal (APS_RECORD_TYPE_QUEUE, kept, queue));
}

static void
remove_forgets_limit_and_pause (void)
{
  g_autoptr (Kit) kit = kit_open ();

  kit_put_task (kit, "t", APS_UNLIMITED);
  kit_put_queue (kit, "q", 0, TRUE);
  add_job_in (kit, "j", "q");
  kit_assert_ids (kit_lease (kit, "a", 1)->jobs, "");
  kit_assert_status (remove_queue (kit, "q"), 0, APS_ENTRY_STATUS_DONE);
  kit_assert_refused (remove_queue (kit, "q"), 0, APS_ERROR_NOT_FOUND);
  kit_assert_ids (list_queues (kit), "");
  kit_assert_ids (kit_lease (kit, "a", 1)->jobs, "j");
}

static void
paused_one_waits (void)
{
  g_autoptr (Kit) kit = kit_open ();
  ApsJobLease lease = kit_make_lease (kit, "a", 10);

  kit_put_task (kit, "t", APS_UNLIMITED);
  kit_put_queue (kit, "q", APS_UNLIMITED, TRUE);
  add_job_in (kit, "held", "q");
  add_job_in (kit, "free", "default");
  kit_assert_ids (kit_lease (kit, "a", 10)->jobs, "free");
  g_assert_cmpint (kit_next_job_due (kit, &lease), ==, APS_TIME_NONE);

  kit_put_queue (kit, "q", APS_UNLIMITED, FALSE);
  g_assert_cmpint (kit_next_job_due (kit, &lease), <=, kit->now);
  kit_assert_ids (kit_lease (kit, "a", 10)->jobs, "held");
}

static void
only_served_ones_are_leased (void)
{
  g_autoptr (Kit) kit = kit_open ();
  const char *const served[] = { "one", "two", NULL };
  ApsJobLease       lease = kit_make_lease (kit, "a", 10);

  kit_put_task (kit, "t", APS_UNLIMITED);
  add_job_in (kit, "j0", "default");
  add_job_in (kit, "j1", "one");
  add_job_in (kit, "j2", "two");
  lease.queues = served;
  kit_assert_ids (kit_lease_by (kit, &lease)->jobs, "j1 j2");
  g_assert_cmpint (kit_next_job_due (kit, &lease), ==, APS_TIME_NONE);
  lease.queues = NULL;
  kit_assert_ids (kit_lease_by (kit, &lease)->jobs, "j0");
}

static const KitEntry entries[] = {
  { "/queues/put/answers-what-became-of-it", put_answers_what_became_of_it },
  { "/queues/remove/forgets-limit-and-pause", remove_forgets_limit_and_pause },
  { "/queues/paused-one-waits", paused_one_waits },
  { "/queues/only-served-ones-are-leased", only_served_ones_are_leased },
};

void
kit_add_store_queues (void)
{
  kit_add (entries, G_N_ELEMENTS (entries));
}
