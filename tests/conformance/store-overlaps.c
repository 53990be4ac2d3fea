/* What holds of jobs that could start while their task is at its limit.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"

#include "store-fixture.h"

/* Adds a job of schedule "s". */
static void
add (Kit *kit, const char *id, ApsOverlap overlap, gint64 due_us)
{
  ApsRecordList *jobs = kit_list (kit, APS_RECORD_TYPE_JOB);
  ApsJobRecord  *job = kit_make_job (kit, jobs, id, "t");

  job->schedule_id = "s";
  job->source = APS_JOB_SOURCE_SCHEDULE;
  job->overlap = overlap;
  job->due_us = due_us;
  job->fire_time_us = due_us;
  kit_assert_status (kit_add_jobs (kit, jobs), 0, APS_ENTRY_STATUS_ADDED);
}

static void
skip_ends_as_missed (void)
{
  g_autoptr (Kit) kit = kit_open ();
  ApsJobLease     lease = kit_make_lease (kit, "a", 10);
  ApsStoreAnswer *answer;
  ApsJobRecord   *ended;

  kit_put_task (kit, "t", 1);
  add (kit, "j1", APS_OVERLAP_SKIP, kit->now);
  kit_assert_ids (kit_lease (kit, "a", 10)->jobs, "j1");
  add (kit, "j2", APS_OVERLAP_SKIP, kit->now + APS_MINUTE);
  g_assert_cmpint (kit_next_job_due (kit, &lease), ==, kit->now + APS_MINUTE);
  kit_assert_ids (kit_lease (kit, "a", 10)->ended_jobs, "");
  kit->now += APS_MINUTE;
  answer = kit_lease (kit, "a", 10);
  kit_assert_ids (answer->jobs, "");
  kit_assert_ids (answer->ended_jobs, "j2");
  ended = kit_job_at (answer->ended_jobs, 0);
  g_assert_cmpint (ended->outcome, ==, APS_JOB_OUTCOME_MISSED_START_DEADLINE);
  g_assert_nonnull (ended->reason);
  g_assert_cmpint (kit_next_job_due (kit, &lease), ==, APS_TIME_NONE);
}

static void
skip_of_one_call (void)
{
  g_autoptr (Kit) kit = kit_open ();
  ApsStoreAnswer *answer;

  kit_put_task (kit, "t", 2);
  for (guint i = 0; i < 4; i++)
    add (kit, (const char *[]){ "j1", "j2", "j3", "j4" }[i], APS_OVERLAP_SKIP, kit->now);
  answer = kit_lease (kit, "a", 10);
  kit_assert_order (answer->jobs, "j1 j2");
  kit_assert_ids (answer->ended_jobs, "j3 j4");
}

static void
skip_needs_no_room (void)
{
  g_autoptr (Kit) kit = kit_open ();
  ApsJobLease     lease = kit_make_lease (kit, "b", 0);
  const ApsRoom   rooms[] = { { NULL, 0 } };
  ApsStoreAnswer *answer;

  kit_put_task (kit, "t", 1);
  add (kit, "j1", APS_OVERLAP_SKIP, kit->now);
  kit_lease (kit, "a", 1);
  add (kit, "j2", APS_OVERLAP_SKIP, kit->now);
  lease.rooms = rooms;
  g_assert_cmpint (kit_next_job_due (kit, &lease), <=, kit->now);
  answer = kit_lease_by (kit, &lease);
  kit_assert_ids (answer->ended_jobs, "j2");
}

static void
skip_is_not_for_others (void)
{
  g_autoptr (Kit) kit = kit_open ();
  ApsJobLease              lease = kit_make_lease (kit, "b", 10);
  static const char *const schemes[] = { "js", NULL };

  kit_put_task (kit, "t", 1);
  add (kit, "j1", APS_OVERLAP_SKIP, kit->now);
  kit_lease (kit, "a", 1);
  add (kit, "j2", APS_OVERLAP_SKIP, kit->now);
  lease.schemes = schemes;
  kit_assert_ids (kit_lease_by (kit, &lease)->ended_jobs, "");
  lease = kit_make_lease (kit, "b", 10);
  lease.n_rooms = 0;
  kit_assert_ids (kit_lease_by (kit, &lease)->ended_jobs, "");
  kit_put_queue (kit, "default", APS_UNLIMITED, TRUE);
  kit_assert_ids (kit_lease (kit, "a", 10)->ended_jobs, "");
}

static void
skip_waits_where_only_the_queue_is_full (void)
{
  g_autoptr (Kit) kit = kit_open ();

  kit_put_task (kit, "t", APS_UNLIMITED);
  kit_put_queue (kit, "default", 1, FALSE);
  add (kit, "j1", APS_OVERLAP_SKIP, kit->now);
  add (kit, "j2", APS_OVERLAP_SKIP, kit->now);
  kit_assert_ids (kit_lease (kit, "a", 10)->jobs, "j1");
  kit_assert_ids (kit_lease (kit, "a", 10)->ended_jobs, "");
}

static void
queue_waits (void)
{
  g_autoptr (Kit) kit = kit_open ();
  ApsJobRecord *leased;

  kit_put_task (kit, "t", 1);
  add (kit, "j1", APS_OVERLAP_QUEUE, kit->now);
  leased = kit_job_at (kit_lease (kit, "a", 10)->jobs, 0);
  add (kit, "j2", APS_OVERLAP_QUEUE, kit->now);
  kit_assert_ids (kit_lease (kit, "a", 10)->ended_jobs, "");
  kit_finish (kit, "a", leased, APS_JOB_OUTCOME_SUCCESS);
  kit_assert_ids (kit_lease (kit, "a", 10)->jobs, "j2");
}

static void
cancel_running_asks_once (void)
{
  g_autoptr (Kit) kit = kit_open ();
  ApsJobLease     lease = kit_make_lease (kit, "a", 10);
  ApsStoreAnswer *answer;
  ApsJobRecord   *leased;

  kit_put_task (kit, "t", 1);
  add (kit, "j1", APS_OVERLAP_CANCEL_RUNNING, kit->now);
  leased = kit_job_at (kit_lease (kit, "a", 10)->jobs, 0);
  add (kit, "j2", APS_OVERLAP_CANCEL_RUNNING, kit->now + APS_MINUTE);
  kit_assert_ids (kit_lease (kit, "a", 10)->cancelled_jobs, "");
  g_assert_cmpint (kit_next_job_due (kit, &lease), ==, kit->now + APS_MINUTE);

  kit->now += APS_MINUTE;
  answer = kit_lease (kit, "a", 10);
  kit_assert_ids (answer->cancelled_jobs, "j1");
  kit_assert_ids (answer->ended_jobs, "");
  g_assert_true (kit_job_at (answer->cancelled_jobs, 0)->cancel_requested);
  kit_assert_ids (kit_lease (kit, "a", 10)->cancelled_jobs, "");
  g_assert_cmpint (kit_next_job_due (kit, &lease), ==, APS_TIME_NONE);

  kit_finish (kit, "a", leased, APS_JOB_OUTCOME_CANCELLED);
  kit_assert_ids (kit_lease (kit, "a", 10)->jobs, "j2");
}

static void
cancel_running_leaves_other_schedules (void)
{
  g_autoptr (Kit) kit = kit_open ();

  kit_put_task (kit, "t", 1);
  kit_add_job (kit, "j0", "t");
  kit_assert_ids (kit_lease (kit, "a", 10)->jobs, "j0");
  add (kit, "j1", APS_OVERLAP_CANCEL_RUNNING, kit->now);
  kit_assert_ids (kit_lease (kit, "a", 10)->cancelled_jobs, "");
}

static const KitEntry entries[] = {
  { "/overlaps/skip/ends-as-missed", skip_ends_as_missed },
  { "/overlaps/skip/what-this-call-fills-counts", skip_of_one_call },
  { "/overlaps/skip/needs-no-room", skip_needs_no_room },
  { "/overlaps/skip/is-not-for-others", skip_is_not_for_others },
  { "/overlaps/skip/waits-where-only-the-queue-is-full", skip_waits_where_only_the_queue_is_full },
  { "/overlaps/queue/waits", queue_waits },
  { "/overlaps/cancel-running/asks-once", cancel_running_asks_once },
  { "/overlaps/cancel-running/leaves-other-schedules", cancel_running_leaves_other_schedules },
};

void
kit_add_store_overlaps (void)
{
  kit_add (entries, G_N_ELEMENTS (entries));
}
