/* What holds of leasing schedules and committing what they fire.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"

#include "store-fixture.h"

static void
only_due_ones_are_leased (void)
{
  g_autoptr (Kit) kit = kit_open ();
  ApsStoreAnswer    *answer;
  ApsScheduleRecord *leased;

  kit_put_task (kit, "t", 1);
  kit_put_schedule (kit, "later", "t", kit->now + 1);
  kit_put_schedule (kit, "now", "t", kit->now);
  kit_put_schedule (kit, "past", "t", kit->now - APS_DAY);
  kit_put_schedule (kit, "never", "t", APS_TIME_NONE);
  answer = kit_lease_schedules (kit, "a", 10);
  kit_assert_order (answer->schedules, "past now");
  leased = kit_schedule_at (answer->schedules, 0);
  g_assert_cmpstr (leased->lease_owner, ==, "a");
  g_assert_cmpint (leased->lease_until_us, ==, kit->now + 30 * APS_SECOND);
  g_assert_cmpint (leased->fence, >, 0);
}

static void
oldest_come_first (void)
{
  g_autoptr (Kit) kit = kit_open ();

  kit_put_task (kit, "t", 1);
  kit_put_schedule (kit, "c", "t", kit->now - 1);
  kit_put_schedule (kit, "b", "t", kit->now);
  kit_put_schedule (kit, "a", "t", kit->now);
  kit_put_schedule (kit, "d", "t", kit->now - 2);
  kit_assert_order (kit_lease_schedules (kit, "a", 3)->schedules, "d c a");
  kit_assert_order (kit_lease_schedules (kit, "a", 3)->schedules, "b");
}

static void
leased_one_is_nobody_elses (void)
{
  g_autoptr (Kit) kit = kit_open ();
  gint64          fence;
  ApsStoreAnswer *answer;

  kit_put_task (kit, "t", 1);
  kit_put_schedule (kit, "s", "t", kit->now);
  fence = kit_schedule_at (kit_lease_schedules (kit, "a", 1)->schedules, 0)->fence;
  kit_assert_ids (kit_lease_schedules (kit, "b", 1)->schedules, "");
  kit_assert_ids (kit_lease_schedules (kit, "a", 1)->schedules, "");
  g_assert_cmpint (kit_next_schedule_due (kit), ==, kit->now + 30 * APS_SECOND);

  kit->now += 30 * APS_SECOND;
  answer = kit_lease_schedules (kit, "b", 1);
  kit_assert_ids (answer->schedules, "s");
  g_assert_cmpint (kit_schedule_at (answer->schedules, 0)->fence, >, fence);
}

static void
paused_one_is_not_leased (void)
{
  g_autoptr (Kit) kit = kit_open ();
  ApsScheduleState   state;
  ApsScheduleRecord *leased;

  kit_put_task (kit, "t", 1);
  kit_put_schedule (kit, "s", "t", kit->now);
  state = kit_state (kit_get_schedule (kit, "s"));
  state.paused = TRUE;
  state.paused_until_us = kit->now + APS_HOUR;
  kit_set_state (kit, &state);
  kit_assert_ids (kit_lease_schedules (kit, "a", 1)->schedules, "");
  g_assert_cmpint (kit_next_schedule_due (kit), ==, kit->now + APS_HOUR);

  kit->now += APS_HOUR;
  leased = kit_schedule_at (kit_lease_schedules (kit, "a", 1)->schedules, 0);
  g_assert_cmpstr (leased->id, ==, "s");
  g_assert_false (leased->paused);
  g_assert_cmpint (leased->paused_until_us, ==, APS_TIME_NONE);
}

static void
paused_one_is_not_waited_for (void)
{
  g_autoptr (Kit) kit = kit_open ();
  ApsScheduleState state;

  kit_put_task (kit, "t", 1);
  kit_put_schedule (kit, "s", "t", kit->now - APS_MINUTE);
  state = kit_state (kit_get_schedule (kit, "s"));
  state.paused = TRUE;
  kit_set_state (kit, &state);
  g_assert_cmpint (kit_next_schedule_due (kit), ==, APS_TIME_NONE);
}

static void
unknown_types_are_left_alone (void)
{
  g_autoptr (Kit) kit = kit_open ();
  ApsRecordList    *schedules = kit_list (kit, APS_RECORD_TYPE_SCHEDULE);
  const char *const known[] = { "and", "cron", "interval", NULL };
  ApsStoreAnswer   *answer = kit_answer (kit, 0);
  gint64            due_us = 0;
  g_autoptr (GError) error = NULL;

  kit_put_task (kit, "t", 1);
  kit_make_schedule (kit, schedules, "foreign", "t", kit->now - APS_MINUTE)->trigger_types =
    "and cron python:m:T";
  kit_make_schedule (kit, schedules, "other", "t", kit->now - APS_MINUTE)->trigger_types = "cro";
  kit_make_schedule (kit, schedules, "known", "t", kit->now)->trigger_types = "and cron interval";
  kit_put_schedules (kit, schedules, APS_CONFLICT_POLICY_REPLACE);

  aps_data_store_lease_schedules (kit->store,
                                  "a",
                                  known,
                                  10,
                                  kit->now + APS_MINUTE,
                                  kit->now,
                                  answer,
                                  &error);
  kit_assert_ids (answer->schedules, "known");
  aps_data_store_next_schedule_due (kit->store, known, kit->now, &due_us, &error);
  g_assert_no_error (error);
  g_assert_cmpint (due_us, ==, kit->now + APS_MINUTE);
}

static void
next_due_is_the_first (void)
{
  g_autoptr (Kit) kit = kit_open ();

  g_assert_cmpint (kit_next_schedule_due (kit), ==, APS_TIME_NONE);
  kit_put_task (kit, "t", 1);
  kit_put_schedule (kit, "b", "t", kit->now + APS_HOUR);
  kit_put_schedule (kit, "a", "t", kit->now + APS_MINUTE);
  kit_put_schedule (kit, "c", "t", APS_TIME_NONE);
  g_assert_cmpint (kit_next_schedule_due (kit), ==, kit->now + APS_MINUTE);
  kit->now += APS_MINUTE;
  g_assert_cmpint (kit_next_schedule_due (kit), <=, kit->now);
}

static ApsScheduleRecord *
lease_one (Kit *kit, const char *instance)
{
  return kit_schedule_at (kit_lease_schedules (kit, instance, 1)->schedules, 0);
}

static void
commit_writes_schedule_and_jobs (void)
{
  g_autoptr (Kit) kit = kit_open ();
  ApsRecordList     *jobs = kit_list (kit, APS_RECORD_TYPE_JOB);
  ApsScheduleRecord *leased;
  ApsScheduleRecord *kept;
  ApsJobRecord      *job;
  ApsFiring          firing;

  kit_put_task (kit, "t", 1);
  kit_put_schedule (kit, "s", "t", kit->now);
  leased = lease_one (kit, "a");
  firing = kit_firing (leased, kit->now + APS_MINUTE);
  firing.skips = "[1]";
  firing.n_jobs = 2;
  kit_make_job (kit, jobs, "j1", "t")->schedule_id = "s";
  kit_make_job (kit, jobs, "j2", "t")->fire_time_us = kit->now;
  kit_assert_status (kit_commit (kit, "a", &firing, 1, jobs), 0, APS_ENTRY_STATUS_DONE);

  kept = kit_get_schedule (kit, "s");
  g_assert_nonnull (kept);
  if (kept == NULL)
    return;
  g_assert_cmpint (kept->last_fire_us, ==, kit->now);
  g_assert_cmpint (kept->next_fire_us, ==, kit->now + APS_MINUTE);
  g_assert_cmpstr (kept->cursor, ==, "{\"n\":1}");
  g_assert_cmpstr (kept->skips, ==, "[1]");
  g_assert_null (kept->lease_owner);
  job = kit_get_job (kit, "j2");
  g_assert_true (job != NULL && job->state == APS_JOB_STATE_WAITING &&
                 job->fire_time_us == kit->now);
  g_assert_nonnull (kit_get_job (kit, "j1"));
}

static void
commit_twice_makes_no_second_job (void)
{
  g_autoptr (Kit) kit = kit_open ();
  ApsRecordList *jobs = kit_list (kit, APS_RECORD_TYPE_JOB);
  ApsFiring      firing;

  kit_put_task (kit, "t", 1);
  kit_put_schedule (kit, "s", "t", kit->now);
  firing = kit_firing (lease_one (kit, "a"), kit->now + APS_MINUTE);
  firing.n_jobs = 1;
  kit_make_job (kit, jobs, "j", "t")->schedule_id = "s";
  kit_commit (kit, "a", &firing, 1, jobs);
  kit_assert_status (kit_commit (kit, "a", &firing, 1, jobs), 0, APS_ENTRY_STATUS_DONE);
  g_assert_cmpint (kit_count (kit, NULL, NULL, APS_UNSET, APS_UNSET), ==, 1);
}

/* Commits a firing that was leased before @stop did what it does, and expects a refusal that
 * writes nothing. */
static void
expect_refusal (Kit *kit, const ApsScheduleRecord *leased, gint code)
{
  ApsRecordList     *jobs = kit_list (kit, APS_RECORD_TYPE_JOB);
  ApsScheduleRecord *before = kit_get_schedule (kit, leased->id);
  ApsScheduleRecord *after;
  ApsFiring          firing = kit_firing (leased, kit->now + APS_MINUTE);

  firing.n_jobs = 1;
  kit_make_job (kit, jobs, "j", "t")->schedule_id = leased->id;
  kit_assert_refused (kit_commit (kit, "a", &firing, 1, jobs), 0, code);
  g_assert_null (kit_get_job (kit, "j"));
  after = kit_get_schedule (kit, leased->id);
  g_assert_true ((before == NULL) == (after == NULL));
  if (before != NULL && after != NULL)
    g_assert_true (aps_record_equal (APS_RECORD_TYPE_SCHEDULE, before, after));
}

static void
commit_after_removal_is_refused (void)
{
  g_autoptr (Kit) kit = kit_open ();
  ApsScheduleRecord *leased;

  kit_put_task (kit, "t", 1);
  kit_put_schedule (kit, "s", "t", kit->now);
  leased = lease_one (kit, "a");
  kit_remove_schedule (kit, "s");
  expect_refusal (kit, leased, APS_ERROR_NOT_FOUND);

  /* Nor does one of the same id take it. */
  kit_put_schedule (kit, "s", "t", kit->now);
  expect_refusal (kit, leased, APS_ERROR_STALE_LEASE);

  /* Not even where the same caller has leased that one, under the same fence. */
  lease_one (kit, "a");
  expect_refusal (kit, leased, APS_ERROR_STALE_LEASE);
}

static void
commit_after_replacement_is_refused (void)
{
  g_autoptr (Kit) kit = kit_open ();
  ApsRecordList     *schedules = kit_list (kit, APS_RECORD_TYPE_SCHEDULE);
  ApsScheduleRecord *leased;

  kit_put_task (kit, "t", 1);
  kit_put_schedule (kit, "s", "t", kit->now);
  leased = lease_one (kit, "a");
  kit_make_schedule (kit, schedules, "s", "t", kit->now)->priority = 1;
  kit_put_schedules (kit, schedules, APS_CONFLICT_POLICY_REPLACE);
  expect_refusal (kit, leased, APS_ERROR_STALE_LEASE);
}

static void
commit_after_a_change_of_state_is_refused (void)
{
  g_autoptr (Kit) kit = kit_open ();
  ApsScheduleRecord *leased;
  ApsScheduleState   state;

  kit_put_task (kit, "t", 1);
  kit_put_schedule (kit, "s", "t", kit->now);
  leased = lease_one (kit, "a");
  state = kit_state (leased);
  state.paused = TRUE;
  kit_set_state (kit, &state);
  expect_refusal (kit, leased, APS_ERROR_STALE_LEASE);
}

static void
commit_of_another_holder_is_refused (void)
{
  g_autoptr (Kit) kit = kit_open ();
  ApsScheduleRecord *leased;

  kit_put_task (kit, "t", 1);
  kit_put_schedule (kit, "s", "t", kit->now);
  leased = lease_one (kit, "a");
  kit->now += APS_MINUTE;
  lease_one (kit, "b");
  expect_refusal (kit, leased, APS_ERROR_STALE_LEASE);
}

static void
commit_after_reap_is_refused (void)
{
  g_autoptr (Kit) kit = kit_open ();
  ApsScheduleRecord *leased;
  ApsStoreAnswer    *answer;

  kit_put_task (kit, "t", 1);
  kit_put_schedule (kit, "s", "t", kit->now);
  leased = lease_one (kit, "a");
  kit->now += APS_MINUTE;
  answer = kit_reap (kit, NULL, TRUE);
  kit_assert_ids (answer->schedules, "s");
  g_assert_null (kit_schedule_at (answer->schedules, 0)->lease_owner);
  expect_refusal (kit, leased, APS_ERROR_STALE_LEASE);
}

static void
lease_that_has_run_out_holds_until_taken (void)
{
  g_autoptr (Kit) kit = kit_open ();
  ApsFiring firing;

  kit_put_task (kit, "t", 1);
  kit_put_schedule (kit, "s", "t", kit->now);
  firing = kit_firing (lease_one (kit, "a"), kit->now + APS_DAY);
  kit->now += APS_HOUR;
  kit_assert_status (kit_commit (kit, "a", &firing, 1, NULL), 0, APS_ENTRY_STATUS_DONE);
}

static void
entries_are_carried_out_one_by_one (void)
{
  g_autoptr (Kit) kit = kit_open ();
  ApsRecordList  *jobs = kit_list (kit, APS_RECORD_TYPE_JOB);
  ApsRecordList  *leased;
  ApsStoreAnswer *answer;
  ApsFiring       firings[2];

  kit_put_task (kit, "t", 1);
  kit_put_schedule (kit, "s1", "t", kit->now);
  kit_put_schedule (kit, "s2", "t", kit->now);
  leased = kit_lease_schedules (kit, "a", 2)->schedules;
  kit_remove_schedule (kit, "s1");
  for (guint i = 0; i < 2; i++)
    {
      firings[i] = kit_firing (kit_schedule_at (leased, i), kit->now + APS_MINUTE);
      firings[i].first_job = i;
      firings[i].n_jobs = 1;
    }
  kit_make_job (kit, jobs, "j1", "t")->schedule_id = "s1";
  kit_make_job (kit, jobs, "j2", "t")->schedule_id = "s2";
  answer = kit_commit (kit, "a", firings, 2, jobs);
  kit_assert_refused (answer, 0, APS_ERROR_NOT_FOUND);
  kit_assert_status (answer, 1, APS_ENTRY_STATUS_DONE);
  g_assert_null (kit_get_job (kit, "j1"));
  g_assert_nonnull (kit_get_job (kit, "j2"));
}

static void
error_pauses (void)
{
  g_autoptr (Kit) kit = kit_open ();
  ApsScheduleRecord *kept;
  ApsScheduleState   state;
  ApsFiring          firing;

  kit_put_task (kit, "t", 1);
  kit_put_schedule (kit, "s", "t", kit->now);
  firing = kit_firing (lease_one (kit, "a"), kit->now);
  firing.last_fire_us = APS_TIME_NONE;
  firing.error = "no end in sight";
  kit_commit (kit, "a", &firing, 1, NULL);
  kept = kit_get_schedule (kit, "s");
  g_assert_true (kept != NULL && kept->paused);
  if (kept == NULL)
    return;
  g_assert_cmpstr (kept->error, ==, "no end in sight");
  g_assert_cmpstr (kept->paused_reason, ==, "no end in sight");
  g_assert_cmpint (kept->last_fire_us, ==, APS_TIME_NONE);
  kit_assert_ids (kit_lease_schedules (kit, "a", 1)->schedules, "");

  state = kit_state (kept);
  state.paused = FALSE;
  kit_set_state (kit, &state);
  kept = kit_get_schedule (kit, "s");
  g_assert_true (kept != NULL && kept->error == NULL && kept->paused_reason == NULL);
}

static void
queue_one_ends_what_finds_its_key_taken (void)
{
  g_autoptr (Kit) kit = kit_open ();
  ApsRecordList  *jobs = kit_list (kit, APS_RECORD_TYPE_JOB);
  ApsStoreAnswer *answer;
  ApsJobRecord   *ended;
  ApsFiring       firing;

  kit_put_task (kit, "t", 1);
  kit_put_schedule (kit, "s", "t", kit->now);
  firing = kit_firing (lease_one (kit, "a"), kit->now + APS_MINUTE);
  firing.n_jobs = 2;
  for (guint i = 0; i < 2; i++)
    {
      ApsJobRecord *job = kit_make_job (kit, jobs, i == 0 ? "j1" : "j2", "t");

      job->schedule_id = "s";
      job->overlap = APS_OVERLAP_QUEUE_ONE;
      job->unique_key = "schedule:s";
      job->unique_until = APS_UNIQUE_UNTIL_LEASED;
    }
  answer = kit_commit (kit, "a", &firing, 1, jobs);
  kit_assert_status (answer, 0, APS_ENTRY_STATUS_DONE);
  kit_assert_ids (answer->ended_jobs, "j2");
  ended = kit_get_job (kit, "j2");
  g_assert_true (ended != NULL && ended->state == APS_JOB_STATE_FINISHED &&
                 ended->outcome == APS_JOB_OUTCOME_MISSED_START_DEADLINE && ended->reason != NULL);
}

static const KitEntry entries[] = {
  { "/firings/lease/takes-only-due-ones", only_due_ones_are_leased },
  { "/firings/lease/takes-the-oldest-first", oldest_come_first },
  { "/firings/lease/leased-one-is-nobody-elses", leased_one_is_nobody_elses },
  { "/firings/lease/pause-ends-by-itself", paused_one_is_not_leased },
  { "/firings/lease/leaves-unknown-types-alone", unknown_types_are_left_alone },
  { "/firings/next-due/is-the-first", next_due_is_the_first },
  { "/firings/next-due/does-not-count-paused-ones", paused_one_is_not_waited_for },
  { "/firings/commit/writes-schedule-and-jobs", commit_writes_schedule_and_jobs },
  { "/firings/commit/twice-makes-no-second-job", commit_twice_makes_no_second_job },
  { "/firings/commit/after-removal-is-refused", commit_after_removal_is_refused },
  { "/firings/commit/after-replacement-is-refused", commit_after_replacement_is_refused },
  { "/firings/commit/after-a-change-of-state-is-refused",
    commit_after_a_change_of_state_is_refused },
  { "/firings/commit/of-a-former-holder-is-refused", commit_of_another_holder_is_refused },
  { "/firings/commit/after-reap-is-refused", commit_after_reap_is_refused },
  { "/firings/commit/a-lease-run-out-holds-until-taken", lease_that_has_run_out_holds_until_taken },
  { "/firings/commit/entries-are-carried-out-one-by-one", entries_are_carried_out_one_by_one },
  { "/firings/commit/error-pauses", error_pauses },
  { "/firings/commit/queue-one-ends-what-finds-its-key-taken",
    queue_one_ends_what_finds_its_key_taken },
};

void
kit_add_store_firings (void)
{
  kit_add (entries, G_N_ELEMENTS (entries));
}
