/* What holds of releasing jobs.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"

#include "store-fixture.h"

static ApsJobRecord *
lease_one (Kit *kit)
{
  kit_put_task (kit, "t", 1);
  kit_add_job (kit, "j", "t");
  return kit_job_at (kit_lease (kit, "a", 1)->jobs, 0);
}

static ApsJobRecord *
get (Kit *kit, const char *id)
{
  static ApsJobRecord blank;
  ApsJobRecord       *job = kit_get_job (kit, id);

  g_assert_nonnull (job);
  return job != NULL ? job : &blank;
}

static void
outcome_is_kept (void)
{
  g_autoptr (Kit) kit = kit_open ();
  ApsJobRecord *job = lease_one (kit);
  ApsJobRecord *kept;

  job->state = APS_JOB_STATE_FINISHED;
  job->outcome = APS_JOB_OUTCOME_ERROR;
  job->started_us = kit->now + 1;
  job->finished_us = kit->now + 2;
  job->value = "{\"n\":9007199254740993}";
  job->error_domain = "g-io-error-quark";
  job->error_code = 14;
  job->error_message = "no such file: \xc3\xa9";
  job->error_details = "{\"type\":\"OSError\"}";
  job->output = "head\ntail";
  job->attempts = "[{\"attempt\":1}]";
  job->reason = "late";
  job->reason_text = "was late";
  kit->now += 2;
  kit_assert_status (kit_release (kit, "a", job), 0, APS_ENTRY_STATUS_DONE);
  kept = get (kit, "j");
  job->lease_owner = NULL;
  job->lease_until_us = APS_TIME_NONE;
  job->expires_us = job->finished_us + APS_DAY;
  g_assert_true (aps_record_equal (APS_RECORD_TYPE_JOB, kept, job));
}

static void
what_was_added_stays (void)
{
  g_autoptr (Kit) kit = kit_open ();
  ApsJobRecord *job = lease_one (kit);
  ApsJobRecord *kept;

  job->args = "[666]";
  job->queue = "other";
  job->max_attempts = 99;
  job->priority = 99;
  job->result_expiration_time_us = APS_FOREVER;
  kit_finish (kit, "a", job, APS_JOB_OUTCOME_SUCCESS);
  kept = get (kit, "j");
  g_assert_null (kept->args);
  g_assert_cmpstr (kept->queue, ==, "default");
  g_assert_cmpint (kept->max_attempts, ==, 1);
  g_assert_cmpint (kept->priority, ==, 0);
  g_assert_cmpint (kept->expires_us, ==, kit->now + APS_HOUR);
}

static void
twice_is_done (void)
{
  g_autoptr (Kit) kit = kit_open ();
  ApsJobRecord *job = lease_one (kit);

  kit_assert_status (kit_finish (kit, "a", job, APS_JOB_OUTCOME_SUCCESS), 0, APS_ENTRY_STATUS_DONE);
  kit_assert_status (kit_finish (kit, "a", job, APS_JOB_OUTCOME_SUCCESS), 0, APS_ENTRY_STATUS_DONE);
  kit_assert_refused (kit_finish (kit, "a", job, APS_JOB_OUTCOME_ERROR), 0, APS_ERROR_STALE_LEASE);
  g_assert_cmpint (get (kit, "j")->outcome, ==, APS_JOB_OUTCOME_SUCCESS);
  g_assert_cmpint (kit_count (kit, NULL, NULL, APS_UNSET, APS_UNSET), ==, 1);
}

static void
stale_fence_is_refused (void)
{
  g_autoptr (Kit) kit = kit_open ();
  ApsJobRecord *job = lease_one (kit);

  kit_assert_refused (kit_finish (kit, "b", job, APS_JOB_OUTCOME_SUCCESS),
                      0,
                      APS_ERROR_STALE_LEASE);
  job->fence--;
  kit_assert_refused (kit_finish (kit, "a", job, APS_JOB_OUTCOME_SUCCESS),
                      0,
                      APS_ERROR_STALE_LEASE);
  job->fence += 2;
  kit_assert_refused (kit_finish (kit, "a", job, APS_JOB_OUTCOME_SUCCESS),
                      0,
                      APS_ERROR_STALE_LEASE);
  g_assert_cmpint (get (kit, "j")->state, ==, APS_JOB_STATE_LEASED);
}

static void
former_holder_is_refused (void)
{
  g_autoptr (Kit) kit = kit_open ();
  ApsJobRecord *first = lease_one (kit);
  ApsJobRecord  given_back = *first;
  ApsJobRecord *second;

  given_back.state = APS_JOB_STATE_WAITING;
  kit_release (kit, "a", &given_back);
  second = kit_job_at (kit_lease (kit, "b", 1)->jobs, 0);
  g_assert_cmpint (second->fence, >, first->fence);
  kit_assert_refused (kit_finish (kit, "a", first, APS_JOB_OUTCOME_SUCCESS),
                      0,
                      APS_ERROR_STALE_LEASE);
  kit_assert_status (kit_finish (kit, "b", second, APS_JOB_OUTCOME_SUCCESS),
                     0,
                     APS_ENTRY_STATUS_DONE);
}

static void
lease_that_has_run_out_holds_until_reaped (void)
{
  g_autoptr (Kit) kit = kit_open ();
  ApsJobRecord *job = lease_one (kit);

  kit->now += APS_DAY;
  kit_assert_status (kit_finish (kit, "a", job, APS_JOB_OUTCOME_SUCCESS), 0, APS_ENTRY_STATUS_DONE);
}

static void
success_that_expires_at_once_leaves_no_record (void)
{
  g_autoptr (Kit) kit = kit_open ();
  ApsRecordList *jobs = kit_list (kit, APS_RECORD_TYPE_JOB);
  ApsRecordList *leased;

  kit_put_task (kit, "t", APS_UNLIMITED);
  kit_make_job (kit, jobs, "j1", "t")->result_expiration_time_us = 0;
  kit_make_job (kit, jobs, "j2", "t")->result_expiration_time_us = 0;
  kit_add_jobs (kit, jobs);
  leased = kit_lease (kit, "a", 2)->jobs;
  kit_finish (kit, "a", kit_job_at (leased, 0), APS_JOB_OUTCOME_SUCCESS);
  kit_finish (kit, "a", kit_job_at (leased, 1), APS_JOB_OUTCOME_ERROR);
  g_assert_null (kit_get_job (kit, "j1"));
  g_assert_cmpint (get (kit, "j2")->expires_us, ==, kit->now + APS_DAY);

  /* Once more, as after a lost answer. */
  kit_assert_status (kit_finish (kit, "a", kit_job_at (leased, 0), APS_JOB_OUTCOME_SUCCESS),
                     0,
                     APS_ENTRY_STATUS_DONE);
  kit_assert_refused (kit_finish (kit, "a", kit_job_at (leased, 0), APS_JOB_OUTCOME_ERROR),
                      0,
                      APS_ERROR_STALE_LEASE);
}

static void
history_keeps_a_success (void)
{
  g_autoptr (Kit) kit = kit_open ();
  ApsRecordList *jobs = kit_list (kit, APS_RECORD_TYPE_JOB);
  ApsRecordList *leased;

  kit_put_task (kit, "t", APS_UNLIMITED);
  kit_put_schedule (kit, "s", "t", APS_TIME_NONE);
  for (guint i = 0; i < 2; i++)
    {
      ApsJobRecord *job = kit_make_job (kit, jobs, i == 0 ? "j1" : "j2", "t");

      job->schedule_id = "s";
      job->result_expiration_time_us = 0;
      job->history = (gint)i;
    }
  kit_add_jobs (kit, jobs);
  leased = kit_lease (kit, "a", 2)->jobs;
  kit_finish (kit, "a", kit_job_at (leased, 0), APS_JOB_OUTCOME_SUCCESS);
  kit_finish (kit, "a", kit_job_at (leased, 1), APS_JOB_OUTCOME_SUCCESS);
  g_assert_null (kit_get_job (kit, "j1"));
  g_assert_nonnull (kit_get_job (kit, "j2"));
}

static void
given_back_uncounted_keeps_attempt_and_deadline (void)
{
  g_autoptr (Kit) kit = kit_open ();
  ApsRecordList *jobs = kit_list (kit, APS_RECORD_TYPE_JOB);
  ApsJobRecord  *job;
  ApsJobRecord  *kept;

  kit_put_task (kit, "t", 1);
  kit_make_job (kit, jobs, "j", "t")->deadline_us = kit->now + APS_MINUTE;
  kit_add_jobs (kit, jobs);
  job = kit_job_at (kit_lease (kit, "a", 1)->jobs, 0);
  job->state = APS_JOB_STATE_WAITING;
  job->attempt = 0;
  kit_assert_status (kit_release (kit, "a", job), 0, APS_ENTRY_STATUS_DONE);
  kit_assert_status (kit_release (kit, "a", job), 0, APS_ENTRY_STATUS_DONE);
  kept = get (kit, "j");
  g_assert_cmpint (kept->state, ==, APS_JOB_STATE_WAITING);
  g_assert_cmpint (kept->attempt, ==, 0);
  g_assert_cmpint (kept->deadline_us, ==, kit->now + APS_MINUTE);
  g_assert_null (kept->lease_owner);
  g_assert_cmpint (kit_job_at (kit_lease (kit, "b", 1)->jobs, 0)->attempt, ==, 1);
}

static void
retry_waits_and_has_no_deadline (void)
{
  g_autoptr (Kit) kit = kit_open ();
  ApsRecordList *jobs = kit_list (kit, APS_RECORD_TYPE_JOB);
  ApsJobLease    lease = kit_make_lease (kit, "a", 1);
  ApsJobRecord  *job;

  kit_put_task (kit, "t", 1);
  kit_make_job (kit, jobs, "j", "t")->deadline_us = kit->now + 1;
  kit_add_jobs (kit, jobs);
  job = kit_job_at (kit_lease (kit, "a", 1)->jobs, 0);
  job->state = APS_JOB_STATE_WAITING;
  job->due_us = kit->now + APS_MINUTE;
  job->attempts = "[{\"attempt\":1,\"outcome\":\"error\"}]";
  kit_release (kit, "a", job);
  g_assert_cmpint (get (kit, "j")->deadline_us, ==, APS_TIME_NONE);
  g_assert_cmpint (kit_next_job_due (kit, &lease), ==, kit->now + APS_MINUTE);
  kit->now += APS_MINUTE;
  job = kit_job_at (kit_lease (kit, "a", 1)->jobs, 0);
  g_assert_cmpint (job->attempt, ==, 2);
  g_assert_cmpstr (job->attempts, ==, "[{\"attempt\":1,\"outcome\":\"error\"}]");
}

static void
job_to_be_cancelled_does_not_go_back (void)
{
  g_autoptr (Kit) kit = kit_open ();
  ApsJobRecord   *job = lease_one (kit);
  ApsStoreAnswer *answer;

  kit_cancel (kit, "j");
  job->state = APS_JOB_STATE_WAITING;
  answer = kit_release (kit, "a", job);
  kit_assert_status (answer, 0, APS_ENTRY_STATUS_DONE);
  kit_assert_ids (answer->ended_jobs, "j");
  g_assert_cmpint (get (kit, "j")->outcome, ==, APS_JOB_OUTCOME_CANCELLED);
  g_assert_cmpstr (get (kit, "j")->cancelled_by, ==, "somebody");
  kit_assert_status (kit_release (kit, "a", job), 0, APS_ENTRY_STATUS_DONE);
}

static void
entries_are_carried_out_one_by_one (void)
{
  g_autoptr (Kit) kit = kit_open ();
  ApsStoreAnswer *answer = kit_answer (kit, 3);
  ApsRecordList  *leased;
  g_autoptr (GError) error = NULL;

  kit_put_task (kit, "t", APS_UNLIMITED);
  kit_add_job (kit, "j1", "t");
  kit_add_job (kit, "j2", "t");
  kit_add_job (kit, "j3", "t");
  leased = kit_lease (kit, "a", 3)->jobs;
  for (guint i = 0; i < 3; i++)
    {
      kit_job_at (leased, i)->state = APS_JOB_STATE_FINISHED;
      kit_job_at (leased, i)->outcome = APS_JOB_OUTCOME_SUCCESS;
      kit_job_at (leased, i)->finished_us = kit->now;
    }
  kit_job_at (leased, 1)->fence += 7;
  aps_data_store_release_jobs (kit->store, "a", leased, NULL, kit->now, answer, &error);
  g_assert_no_error (error);
  kit_assert_status (answer, 0, APS_ENTRY_STATUS_DONE);
  kit_assert_refused (answer, 1, APS_ERROR_STALE_LEASE);
  kit_assert_status (answer, 2, APS_ENTRY_STATUS_DONE);
  g_assert_cmpint (get (kit, "j1")->state, ==, APS_JOB_STATE_FINISHED);
  g_assert_cmpint (get (kit, "j2")->state, ==, APS_JOB_STATE_LEASED);
  g_assert_cmpint (get (kit, "j3")->state, ==, APS_JOB_STATE_FINISHED);
}

static void
next_ones_come_in_the_same_answer (void)
{
  g_autoptr (Kit) kit = kit_open ();
  ApsStoreAnswer *answer = kit_answer (kit, 1);
  ApsRecordList  *jobs = kit_list (kit, APS_RECORD_TYPE_JOB);
  ApsJobRecord   *job = lease_one (kit);
  ApsJobLease     next = kit_make_lease (kit, "a", 5);
  g_autoptr (GError) error = NULL;

  kit_add_job (kit, "k", "t");
  job->state = APS_JOB_STATE_FINISHED;
  job->outcome = APS_JOB_OUTCOME_SUCCESS;
  aps_record_list_add_copy (jobs, job);
  aps_data_store_release_jobs (kit->store, "a", jobs, &next, kit->now, answer, &error);
  g_assert_no_error (error);
  kit_assert_status (answer, 0, APS_ENTRY_STATUS_DONE);
  kit_assert_ids (answer->jobs, "k");
  kit_assert_ids (answer->tasks, "t");
}

/* Runs a job of a schedule that was due at @fire_us, and ends it so. */
static ApsStoreAnswer *
run (Kit *kit, const char *id, gint64 fire_us, ApsJobOutcome outcome)
{
  ApsRecordList     *jobs = kit_list (kit, APS_RECORD_TYPE_JOB);
  ApsJobRecord      *job = kit_make_job (kit, jobs, id, "t");
  ApsScheduleRecord *schedule = kit_get_schedule (kit, "s");

  job->schedule_id = "s";
  job->incarnation = schedule != NULL ? schedule->incarnation : 0;
  job->fire_time_us = fire_us;
  job->history = 10;
  kit_add_jobs (kit, jobs);
  return kit_finish (kit, "a", kit_job_at (kit_lease (kit, "a", 1)->jobs, 0), outcome);
}

static void
put_failing (Kit *kit)
{
  ApsRecordList *schedules = kit_list (kit, APS_RECORD_TYPE_SCHEDULE);

  kit_put_task (kit, "t", 1);
  kit_make_schedule (kit, schedules, "s", "t", kit->now + APS_HOUR)->pause_after_failures = 3;
  kit_put_schedules (kit, schedules, APS_CONFLICT_POLICY_REPLACE);
}

static gint
get_failures (Kit *kit)
{
  ApsScheduleRecord *schedule = kit_get_schedule (kit, "s");

  return schedule != NULL ? schedule->failures : -1;
}

static void
failures_in_a_row_are_counted (void)
{
  g_autoptr (Kit) kit = kit_open ();
  ApsStoreAnswer *answer;

  put_failing (kit);
  answer = run (kit, "j1", kit->now + 1, APS_JOB_OUTCOME_ERROR);
  kit_assert_ids (answer->schedules, "s");
  g_assert_cmpint (get_failures (kit), ==, 1);
  run (kit, "j2", kit->now + 2, APS_JOB_OUTCOME_CANCELLED);
  run (kit, "j3", kit->now + 3, APS_JOB_OUTCOME_ERROR);
  g_assert_cmpint (get_failures (kit), ==, 2);

  /* One that is older than the newest counted says nothing new. */
  run (kit, "j4", kit->now + 2, APS_JOB_OUTCOME_ERROR);
  run (kit, "j5", kit->now + 1, APS_JOB_OUTCOME_SUCCESS);
  g_assert_cmpint (get_failures (kit), ==, 2);
  answer = run (kit, "j6", kit->now + 4, APS_JOB_OUTCOME_SUCCESS);
  kit_assert_ids (answer->schedules, "s");
  g_assert_cmpint (get_failures (kit), ==, 0);
  kit_assert_ids (run (kit, "j7", kit->now + 5, APS_JOB_OUTCOME_SUCCESS)->schedules, "");
}

static void
too_many_failures_pause (void)
{
  g_autoptr (Kit) kit = kit_open ();
  ApsStoreAnswer    *answer;
  ApsScheduleRecord *schedule;

  put_failing (kit);
  run (kit, "j1", kit->now + 1, APS_JOB_OUTCOME_ERROR);
  run (kit, "j2", kit->now + 2, APS_JOB_OUTCOME_ERROR);
  answer = run (kit, "j3", kit->now + 3, APS_JOB_OUTCOME_ERROR);
  schedule = kit_schedule_at (answer->schedules, 0);
  g_assert_true (schedule->paused);
  g_assert_nonnull (schedule->paused_reason);
  g_assert_cmpint (schedule->failures, ==, 3);
  g_assert_cmpint (kit_next_schedule_due (kit), ==, APS_TIME_NONE);
}

static void
failures_of_a_former_incarnation_do_not_count (void)
{
  g_autoptr (Kit) kit = kit_open ();
  ApsRecordList *jobs = kit_list (kit, APS_RECORD_TYPE_JOB);
  ApsRecordList *schedules = kit_list (kit, APS_RECORD_TYPE_SCHEDULE);
  ApsJobRecord  *job = kit_make_job (kit, jobs, "j", "t");
  ApsJobRecord  *leased;

  put_failing (kit);
  job->schedule_id = "s";
  job->incarnation = kit_get_schedule (kit, "s")->incarnation;
  job->fire_time_us = kit->now;
  kit_add_jobs (kit, jobs);
  leased = kit_job_at (kit_lease (kit, "a", 1)->jobs, 0);
  kit_make_schedule (kit, schedules, "s", "t", kit->now + 1)->trigger = "{\"type\":\"date\"}";
  kit_put_schedules (kit, schedules, APS_CONFLICT_POLICY_REPLACE);
  kit_finish (kit, "a", leased, APS_JOB_OUTCOME_ERROR);
  g_assert_cmpint (get_failures (kit), ==, 0);
}

static const KitEntry entries[] = {
  { "/releases/finished/outcome-is-kept", outcome_is_kept },
  { "/releases/finished/what-was-added-stays", what_was_added_stays },
  { "/releases/finished/twice-is-done", twice_is_done },
  { "/releases/finished/expires-at-once-leaves-no-record",
    success_that_expires_at_once_leaves_no_record },
  { "/releases/finished/history-keeps-a-success", history_keeps_a_success },
  { "/releases/fence/stale-one-is-refused", stale_fence_is_refused },
  { "/releases/fence/former-holder-is-refused", former_holder_is_refused },
  { "/releases/fence/a-lease-run-out-holds-until-reaped",
    lease_that_has_run_out_holds_until_reaped },
  { "/releases/waiting/uncounted-keeps-attempt-and-deadline",
    given_back_uncounted_keeps_attempt_and_deadline },
  { "/releases/waiting/retry-waits-and-has-no-deadline", retry_waits_and_has_no_deadline },
  { "/releases/waiting/one-to-be-cancelled-does-not-go-back",
    job_to_be_cancelled_does_not_go_back },
  { "/releases/entries-are-carried-out-one-by-one", entries_are_carried_out_one_by_one },
  { "/releases/next-ones-come-in-the-same-answer", next_ones_come_in_the_same_answer },
  { "/releases/failures/in-a-row-are-counted", failures_in_a_row_are_counted },
  { "/releases/failures/too-many-pause", too_many_failures_pause },
  { "/releases/failures/of-a-former-incarnation-do-not-count",
    failures_of_a_former_incarnation_do_not_count },
};

void
kit_add_store_releases (void)
{
  kit_add (entries, G_N_ELEMENTS (entries));
}
