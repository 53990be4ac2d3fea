/* What holds of a store's own life: starting, stopping, what outlives it.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"

#include "store-fixture.h"

static void
says_which_it_is (void)
{
  g_autoptr (Kit) kit = kit_open ();
  g_autofree char *text = aps_data_store_to_string (kit->store);
  g_autofree char *broker = aps_data_store_dup_broker_settings (kit->store);

  g_assert_true (text != NULL && *text != '\0');
  g_assert_true (broker == NULL || *broker != '\0');
  g_assert_true (g_utf8_validate (text, -1, NULL));
}

static void
flags_are_constant (void)
{
  g_autoptr (Kit) kit = kit_open ();
  ApsDataStoreFlags flags = aps_data_store_get_flags (kit->store);

  aps_data_store_stop (kit->store);
  g_assert_cmpuint (aps_data_store_get_flags (kit->store), ==, flags);
}

static void
stopped_one_refuses (void)
{
  g_autoptr (Kit) kit = kit_open ();
  ApsRecordList *tasks = kit_list (kit, APS_RECORD_TYPE_TASK);
  ApsRecordList *counts = kit_list (kit, APS_RECORD_TYPE_COUNT);
  g_autoptr (GError) error = NULL;
  g_autoptr (GError) reading = NULL;

  kit_make_task (tasks, "t", 1);
  aps_data_store_stop (kit->store);
  g_assert_false (
    aps_data_store_put_tasks (kit->store, tasks, kit->now, kit_answer (kit, 1), &error));
  g_assert_error (error, APS_ERROR, APS_ERROR_STOPPED);
  g_assert_false (aps_data_store_count_jobs (kit->store, counts, &reading));
  g_assert_error (reading, APS_ERROR, APS_ERROR_STOPPED);
  aps_data_store_stop (kit->store);
}

static void
starts_again (void)
{
  g_autoptr (Kit) kit = kit_open ();
  g_autoptr (GError) error = NULL;

  kit_put_task (kit, "t", 1);
  kit_add_job (kit, "j", "t");
  aps_data_store_stop (kit->store);
  aps_data_store_start (kit->store, kit->now, NULL, &error);
  g_assert_no_error (error);
  g_assert_nonnull (kit_get_task (kit, "t"));
  kit_assert_ids (kit_lease (kit, "a", 1)->jobs, "j");
}

static void
cancelled_start_says_so (void)
{
  g_autoptr (Kit) kit = kit_open ();
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GError) error = NULL;

  aps_data_store_stop (kit->store);
  g_cancellable_cancel (cancellable);
  g_assert_false (aps_data_store_start (kit->store, kit->now, cancellable, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
}

static void
offset_is_measured (void)
{
  g_autoptr (Kit) kit = kit_open ();
  gint64 offset_us = G_MININT64;
  g_autoptr (GError) error = NULL;

  g_assert_true (aps_data_store_measure_offset (kit->store, kit->now, &offset_us, &error));
  g_assert_no_error (error);
  g_assert_cmpint (offset_us, !=, G_MININT64);
}

static void
empty_requests_are_answered (void)
{
  g_autoptr (Kit) kit = kit_open ();
  const char    *none[] = { NULL };
  ApsRecordList *jobs = kit_list (kit, APS_RECORD_TYPE_JOB);
  g_autoptr (GError) error = NULL;

  kit_put_tasks (kit, kit_list (kit, APS_RECORD_TYPE_TASK));
  kit_put_queues (kit, kit_list (kit, APS_RECORD_TYPE_QUEUE));
  kit_put_schedules (kit, kit_list (kit, APS_RECORD_TYPE_SCHEDULE), APS_CONFLICT_POLICY_REPLACE);
  kit_add_jobs (kit, jobs);
  kit_commit (kit, "a", NULL, 0, jobs);
  aps_data_store_release_jobs (kit->store, "a", jobs, NULL, kit->now, kit_answer (kit, 0), &error);
  g_assert_no_error (error);
  aps_data_store_remove_schedules (kit->store, none, kit->now, kit_answer (kit, 0), &error);
  g_assert_no_error (error);
  aps_data_store_request_cancel (kit->store,
                                 none,
                                 NULL,
                                 NULL,
                                 kit->now,
                                 kit_answer (kit, 0),
                                 &error);
  g_assert_no_error (error);
  kit_reap (kit, NULL, TRUE);
  g_assert_false (kit_clean_up (kit)->more);
}

static void
what_was_accepted_outlives_it (void)
{
  g_autoptr (Kit) kit = kit_open ();
  ApsScheduleRecord *schedule;
  ApsScheduleRecord *schedule_after;
  ApsJobRecord      *job;
  ApsJobRecord      *job_after;

  if (!kit_has (kit, APS_DATA_STORE_PERSISTENT))
    return;

  kit_put_task (kit, "t", 1);
  kit_put_queue (kit, "q", 3, FALSE);
  kit_put_schedule (kit, "s", "t", kit->now);
  kit_lease_schedules (kit, "a", 1);
  kit_add_job (kit, "j1", "t");
  kit_add_job (kit, "j2", "t");
  kit_lease (kit, "a", 1);
  schedule = kit_get_schedule (kit, "s");
  job = kit_get_job (kit, "j1");
  kit_reopen (kit);

  schedule_after = kit_get_schedule (kit, "s");
  job_after = kit_get_job (kit, "j1");
  g_assert_true (schedule != NULL && schedule_after != NULL &&
                 aps_record_equal (APS_RECORD_TYPE_SCHEDULE, schedule, schedule_after));
  g_assert_true (job != NULL && job_after != NULL &&
                 aps_record_equal (APS_RECORD_TYPE_JOB, job, job_after));
  g_assert_nonnull (kit_get_task (kit, "t"));
  g_assert_cmpint (kit_count (kit, NULL, NULL, APS_UNSET, APS_UNSET), ==, 2);

  /* What runs counts, whoever asks. */
  kit_assert_ids (kit_lease (kit, "b", 1)->jobs, "");
  kit_assert_ids (kit_held_by (kit, "a")->jobs, "j1");
}

static const KitEntry entries[] = {
  { "/life/says-which-it-is", says_which_it_is },
  { "/life/flags-are-constant", flags_are_constant },
  { "/life/stopped-one-refuses", stopped_one_refuses },
  { "/life/starts-again", starts_again },
  { "/life/cancelled-start-says-so", cancelled_start_says_so },
  { "/life/offset-is-measured", offset_is_measured },
  { "/life/empty-requests-are-answered", empty_requests_are_answered },
  { "/life/what-was-accepted-outlives-it", what_was_accepted_outlives_it },
};

void
kit_add_store_life (void)
{
  kit_add (entries, G_N_ELEMENTS (entries));
}
