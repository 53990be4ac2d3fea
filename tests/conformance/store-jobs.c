/* What holds of adding, getting and cancelling jobs, and of unique keys.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"

#include "store-fixture.h"

static void
all_fields_are_kept (void)
{
  g_autoptr (Kit) kit = kit_open ();
  ApsRecordList *jobs = kit_list (kit, APS_RECORD_TYPE_JOB);
  ApsJobRecord  *job = kit_make_job (kit, jobs, "019b7000-0000-7000-8000-000000000000", "t");
  ApsJobRecord  *kept;

  job->args = "[9007199254740993,\"\xc3\xa9\"]";
  job->kwargs = "{\"a\":[null]}";
  job->schedule_id = "s";
  job->incarnation = G_GINT64_CONSTANT (9000000000000000001);
  job->fire_time_us = kit->now - 5;
  job->n_fires = 12;
  job->jitter_us = 3;
  job->due_us = kit->now + 1;
  job->deadline_us = kit->now + 2;
  job->queue = "q";
  job->priority = -7;
  job->unique_key = "k";
  job->unique_until = APS_UNIQUE_UNTIL_TIME;
  job->unique_until_us = kit->now + 9;
  job->max_attempts = 4;
  job->retry_delay_us = 11;
  job->retry_max_delay_us = 12;
  job->time_limit_us = 13;
  job->on_abandoned = APS_ON_ABANDONED_RETRY;
  job->overlap = APS_OVERLAP_CANCEL_RUNNING;
  job->executor = "heavy";
  job->result_expiration_time_us = 0;
  job->failure_retention_us = APS_FOREVER;
  job->history = APS_UNLIMITED;
  job->metadata = "{}";
  job->source = APS_JOB_SOURCE_MANUAL;
  job->created_us = kit->now - 1;

  kit_put_task (kit, "t", 1);
  kit_assert_status (kit_add_jobs (kit, jobs), 0, APS_ENTRY_STATUS_ADDED);
  kept = kit_get_job (kit, job->id);
  g_assert_nonnull (kept);
  job->state = APS_JOB_STATE_WAITING;
  job->fence = kept != NULL ? kept->fence : 0;
  g_assert_true (kept != NULL && aps_record_equal (APS_RECORD_TYPE_JOB, kept, job));
}

static void
unknown_task_is_refused (void)
{
  g_autoptr (Kit) kit = kit_open ();
  ApsRecordList  *jobs = kit_list (kit, APS_RECORD_TYPE_JOB);
  ApsStoreAnswer *answer;

  kit_put_task (kit, "t", 1);
  kit_make_job (kit, jobs, "j1", "t");
  kit_make_job (kit, jobs, "j2", "none");
  kit_make_job (kit, jobs, "j3", "t");
  answer = kit_add_jobs (kit, jobs);
  kit_assert_status (answer, 0, APS_ENTRY_STATUS_ADDED);
  kit_assert_refused (answer, 1, APS_ERROR_NOT_FOUND);
  kit_assert_status (answer, 2, APS_ENTRY_STATUS_ADDED);
  g_assert_null (kit_get_job (kit, "j2"));
}

static void
same_id_existed (void)
{
  g_autoptr (Kit) kit = kit_open ();
  ApsRecordList  *jobs = kit_list (kit, APS_RECORD_TYPE_JOB);
  ApsStoreAnswer *answer;

  kit_put_task (kit, "t", 1);
  kit_make_job (kit, jobs, "j", "t");
  kit_add_jobs (kit, jobs);
  answer = kit_add_jobs (kit, jobs);
  kit_assert_status (answer, 0, APS_ENTRY_STATUS_EXISTED);
  kit_assert_order (answer->jobs, "j");
  g_assert_cmpint (kit_count (kit, NULL, NULL, APS_UNSET, APS_UNSET), ==, 1);
}

static ApsStoreAnswer *
add_with_key (Kit *kit, const char *id, ApsUniqueUntil until)
{
  ApsRecordList *jobs = kit_list (kit, APS_RECORD_TYPE_JOB);
  ApsJobRecord  *job = kit_make_job (kit, jobs, id, "t");

  job->unique_key = "key";
  job->unique_until = until;
  if (until == APS_UNIQUE_UNTIL_TIME)
    job->unique_until_us = kit->now + APS_HOUR;
  return kit_add_jobs (kit, jobs);
}

static void
key_holds_until_finished (void)
{
  g_autoptr (Kit) kit = kit_open ();
  ApsStoreAnswer *answer;
  ApsJobRecord   *leased;

  kit_put_task (kit, "t", 1);
  add_with_key (kit, "j1", APS_UNIQUE_UNTIL_FINISHED);
  answer = add_with_key (kit, "j2", APS_UNIQUE_UNTIL_FINISHED);
  kit_assert_status (answer, 0, APS_ENTRY_STATUS_EXISTED);
  kit_assert_order (answer->jobs, "j1");
  g_assert_null (kit_get_job (kit, "j2"));
  leased = kit_job_at (kit_lease (kit, "a", 1)->jobs, 0);
  kit_assert_status (add_with_key (kit, "j2", APS_UNIQUE_UNTIL_FINISHED),
                     0,
                     APS_ENTRY_STATUS_EXISTED);
  kit_finish (kit, "a", leased, APS_JOB_OUTCOME_SUCCESS);
  kit_assert_status (add_with_key (kit, "j2", APS_UNIQUE_UNTIL_FINISHED),
                     0,
                     APS_ENTRY_STATUS_ADDED);
}

static void
key_holds_until_leased (void)
{
  g_autoptr (Kit) kit = kit_open ();
  ApsJobRecord *leased;

  kit_put_task (kit, "t", 1);
  add_with_key (kit, "j1", APS_UNIQUE_UNTIL_LEASED);
  kit_assert_status (add_with_key (kit, "j2", APS_UNIQUE_UNTIL_LEASED),
                     0,
                     APS_ENTRY_STATUS_EXISTED);
  leased = kit_job_at (kit_lease (kit, "a", 1)->jobs, 0);
  kit_assert_status (add_with_key (kit, "j2", APS_UNIQUE_UNTIL_LEASED), 0, APS_ENTRY_STATUS_ADDED);

  /* One that is given back does not take its key again. */
  leased->state = APS_JOB_STATE_WAITING;
  kit_assert_status (kit_release (kit, "a", leased), 0, APS_ENTRY_STATUS_DONE);
  kit_cancel (kit, "j2");
  kit_assert_status (add_with_key (kit, "j3", APS_UNIQUE_UNTIL_LEASED), 0, APS_ENTRY_STATUS_ADDED);
}

static void
key_holds_until_a_moment (void)
{
  g_autoptr (Kit) kit = kit_open ();
  ApsRecordList *jobs = kit_list (kit, APS_RECORD_TYPE_JOB);
  ApsJobRecord  *job = kit_make_job (kit, jobs, "j1", "t");

  kit_put_task (kit, "t", 1);
  job->unique_key = "key";
  job->unique_until = APS_UNIQUE_UNTIL_TIME;
  job->unique_until_us = kit->now + APS_HOUR;
  job->result_expiration_time_us = 0;
  kit_add_jobs (kit, jobs);
  kit_finish (kit, "a", kit_job_at (kit_lease (kit, "a", 1)->jobs, 0), APS_JOB_OUTCOME_SUCCESS);
  kit_clean_up (kit);
  kit->now += APS_HOUR - 1;
  kit_assert_status (add_with_key (kit, "j2", APS_UNIQUE_UNTIL_TIME), 0, APS_ENTRY_STATUS_EXISTED);
  kit->now += 1;
  kit_assert_status (add_with_key (kit, "j2", APS_UNIQUE_UNTIL_TIME), 0, APS_ENTRY_STATUS_ADDED);
}

static void
key_meets_its_mates (void)
{
  g_autoptr (Kit) kit = kit_open ();
  ApsRecordList  *jobs = kit_list (kit, APS_RECORD_TYPE_JOB);
  ApsStoreAnswer *answer;

  kit_put_task (kit, "t", 1);
  kit_make_job (kit, jobs, "j1", "t")->unique_key = "key";
  kit_make_job (kit, jobs, "j2", "t")->unique_key = "key";
  kit_make_job (kit, jobs, "j3", "t")->unique_key = "other";
  answer = kit_add_jobs (kit, jobs);
  kit_assert_status (answer, 0, APS_ENTRY_STATUS_ADDED);
  kit_assert_status (answer, 1, APS_ENTRY_STATUS_EXISTED);
  kit_assert_status (answer, 2, APS_ENTRY_STATUS_ADDED);
  kit_assert_order (answer->jobs, "j1");
}

static void
cancelled_one_frees_its_key (void)
{
  g_autoptr (Kit) kit = kit_open ();

  kit_put_task (kit, "t", 1);
  add_with_key (kit, "j1", APS_UNIQUE_UNTIL_LEASED);
  kit_cancel (kit, "j1");
  kit_assert_status (add_with_key (kit, "j2", APS_UNIQUE_UNTIL_LEASED), 0, APS_ENTRY_STATUS_ADDED);
}

static void
get_answers_those_asked_for (void)
{
  g_autoptr (Kit) kit = kit_open ();
  const char    *ids[] = { "j2", "none", NULL };
  const char    *none[] = { NULL };
  ApsRecordList *some = kit_list (kit, APS_RECORD_TYPE_JOB);
  ApsRecordList *empty = kit_list (kit, APS_RECORD_TYPE_JOB);
  g_autoptr (GError) error = NULL;

  kit_put_task (kit, "t", 1);
  kit_add_job (kit, "j1", "t");
  kit_add_job (kit, "j2", "t");
  aps_data_store_get_jobs (kit->store, ids, some, &error);
  aps_data_store_get_jobs (kit->store, none, empty, &error);
  g_assert_no_error (error);
  kit_assert_ids (some, "j2");
  kit_assert_ids (empty, "");
}

static void
cancelling_ends_a_waiting_one (void)
{
  g_autoptr (Kit) kit = kit_open ();
  ApsStoreAnswer *answer;
  ApsJobRecord   *ended;

  kit_put_task (kit, "t", 1);
  kit_add_job (kit, "j", "t");
  answer = kit_cancel (kit, "j");
  kit_assert_status (answer, 0, APS_ENTRY_STATUS_DONE);
  kit_assert_ids (answer->ended_jobs, "j");
  ended = kit_job_at (answer->ended_jobs, 0);
  g_assert_cmpint (ended->outcome, ==, APS_JOB_OUTCOME_CANCELLED);
  g_assert_cmpstr (ended->cancelled_by, ==, "somebody");
  g_assert_cmpstr (ended->cancel_reason, ==, "why");
  g_assert_cmpint (ended->finished_us, ==, kit->now);
  kit_assert_ids (kit_lease (kit, "a", 1)->jobs, "");
  kit_assert_status (kit_cancel (kit, "j"), 0, APS_ENTRY_STATUS_UNCHANGED);
}

static void
cancelling_tells_the_holder (void)
{
  g_autoptr (Kit) kit = kit_open ();
  ApsStoreAnswer *answer;
  ApsRecordList  *held;
  ApsStoreAnswer *extended = kit_answer (kit, 1);
  g_autoptr (GError) error = NULL;

  kit_put_task (kit, "t", 1);
  kit_add_job (kit, "j", "t");
  held = kit_lease (kit, "a", 1)->jobs;
  answer = kit_cancel (kit, "j");
  kit_assert_status (answer, 0, APS_ENTRY_STATUS_DONE);
  kit_assert_ids (answer->cancelled_jobs, "j");
  kit_assert_ids (answer->ended_jobs, "");
  kit_assert_status (kit_cancel (kit, "j"), 0, APS_ENTRY_STATUS_DONE);

  aps_data_store_extend_leases (kit->store,
                                "a",
                                held,
                                NULL,
                                kit->now + APS_MINUTE,
                                kit->now,
                                extended,
                                &error);
  g_assert_no_error (error);
  kit_assert_status (extended, 0, APS_ENTRY_STATUS_CANCELLED);
  g_assert_true (kit_job_at (extended->jobs, 0)->cancel_requested);
  g_assert_cmpstr (kit_job_at (extended->jobs, 0)->cancelled_by, ==, "somebody");
}

static void
cancelling_is_answered_by_entry (void)
{
  g_autoptr (Kit) kit = kit_open ();
  const char     *ids[] = { "none", "j1", "j2", NULL };
  ApsStoreAnswer *answer = kit_answer (kit, 3);
  g_autoptr (GError) error = NULL;

  kit_put_task (kit, "t", 1);
  kit_add_job (kit, "j1", "t");
  kit_finish (kit, "a", kit_job_at (kit_lease (kit, "a", 1)->jobs, 0), APS_JOB_OUTCOME_SUCCESS);
  kit_add_job (kit, "j2", "t");
  aps_data_store_request_cancel (kit->store, ids, NULL, NULL, kit->now, answer, &error);
  g_assert_no_error (error);
  kit_assert_refused (answer, 0, APS_ERROR_NOT_FOUND);
  kit_assert_status (answer, 1, APS_ENTRY_STATUS_UNCHANGED);
  kit_assert_status (answer, 2, APS_ENTRY_STATUS_DONE);
}

static void
counts_follow (void)
{
  g_autoptr (Kit) kit = kit_open ();
  ApsRecordList *jobs = kit_list (kit, APS_RECORD_TYPE_JOB);
  ApsJobRecord  *leased;

  kit_put_task (kit, "t", 1);
  kit_put_task (kit, "u", 1);
  kit_make_job (kit, jobs, "j1", "t");
  kit_make_job (kit, jobs, "j2", "t");
  kit_make_job (kit, jobs, "j3", "u")->queue = "q";
  kit_add_jobs (kit, jobs);
  g_assert_cmpint (kit_count (kit, "t", "default", APS_JOB_STATE_WAITING, APS_UNSET), ==, 2);
  g_assert_cmpint (kit_count (kit, "u", "q", APS_JOB_STATE_WAITING, APS_UNSET), ==, 1);

  leased = kit_job_at (kit_lease (kit, "a", 1)->jobs, 0);
  g_assert_cmpint (kit_count (kit, NULL, NULL, APS_JOB_STATE_LEASED, APS_UNSET), ==, 1);
  g_assert_cmpint (kit_count (kit, NULL, NULL, APS_JOB_STATE_WAITING, APS_UNSET), ==, 2);
  kit_finish (kit, "a", leased, APS_JOB_OUTCOME_ERROR);
  g_assert_cmpint (kit_count (kit, NULL, NULL, APS_JOB_STATE_LEASED, APS_UNSET), ==, 0);
  g_assert_cmpint (kit_count (kit, "t", "default", APS_JOB_STATE_FINISHED, APS_JOB_OUTCOME_ERROR),
                   ==,
                   1);
  kit_cancel (kit, "j3");
  g_assert_cmpint (kit_count (kit, "u", "q", APS_JOB_STATE_FINISHED, APS_JOB_OUTCOME_CANCELLED),
                   ==,
                   1);

  kit->now += 100 * APS_DAY;
  kit_clean_up (kit);
  g_assert_cmpint (kit_count (kit, NULL, NULL, APS_JOB_STATE_FINISHED, APS_UNSET), ==, 0);
  g_assert_cmpint (kit_count (kit, NULL, NULL, APS_UNSET, APS_UNSET), ==, 1);
}

static const KitEntry entries[] = {
  { "/jobs/add/keeps-all-fields", all_fields_are_kept },
  { "/jobs/add/unknown-task-is-refused-beside-its-mates", unknown_task_is_refused },
  { "/jobs/add/same-id-existed", same_id_existed },
  { "/jobs/unique/key-holds-until-finished", key_holds_until_finished },
  { "/jobs/unique/key-holds-until-leased", key_holds_until_leased },
  { "/jobs/unique/key-holds-until-a-moment", key_holds_until_a_moment },
  { "/jobs/unique/key-meets-its-mates", key_meets_its_mates },
  { "/jobs/unique/cancelled-one-frees-its-key", cancelled_one_frees_its_key },
  { "/jobs/get/answers-those-asked-for", get_answers_those_asked_for },
  { "/jobs/cancel/ends-a-waiting-one", cancelling_ends_a_waiting_one },
  { "/jobs/cancel/tells-the-holder", cancelling_tells_the_holder },
  { "/jobs/cancel/is-answered-by-entry", cancelling_is_answered_by_entry },
  { "/jobs/count/follows", counts_follow },
};

void
kit_add_store_jobs (void)
{
  kit_add (entries, G_N_ELEMENTS (entries));
}
