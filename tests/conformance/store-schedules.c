/* What holds of schedules: putting, changing their state, removing.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"

#include "store-fixture.h"

static void
fill_schedule (ApsScheduleRecord *schedule)
{
  schedule->args = "[1,\"\xc3\xa9\",2.0]";
  schedule->kwargs = "{\"a\":null}";
  schedule->coalesce = APS_COALESCE_ALL;
  schedule->overlap = APS_OVERLAP_QUEUE_ONE;
  schedule->misfire_grace_time_us = APS_FOREVER;
  schedule->max_jitter_us = 7;
  schedule->executor = "heavy";
  schedule->queue = "q";
  schedule->priority = -3;
  schedule->job_result_expiration_time_us = APS_HOUR;
  schedule->history = APS_UNLIMITED;
  schedule->pause_after_failures = 3;
  schedule->metadata = "{\"m\":[1]}";
  schedule->origin = "nightly.conf";
}

static ApsRecordList *
make_one (Kit *kit, ApsScheduleRecord **schedule)
{
  ApsRecordList *schedules = kit_list (kit, APS_RECORD_TYPE_SCHEDULE);

  *schedule = kit_make_schedule (kit, schedules, "s", "t", kit->now + APS_MINUTE);
  return schedules;
}

static ApsScheduleRecord *
get (Kit *kit)
{
  static ApsScheduleRecord blank;
  ApsScheduleRecord       *schedule = kit_get_schedule (kit, "s");

  g_assert_nonnull (schedule);
  return schedule != NULL ? schedule : &blank;
}

static void
all_fields_are_kept (void)
{
  g_autoptr (Kit) kit = kit_open ();
  ApsScheduleRecord *schedule;
  ApsRecordList     *schedules = make_one (kit, &schedule);
  ApsScheduleRecord  expected;
  ApsScheduleRecord *kept;

  fill_schedule (schedule);
  kit_put_task (kit, "t", 1);
  kit_assert_status (kit_put_schedules (kit, schedules, APS_CONFLICT_POLICY_EXCEPTION),
                     0,
                     APS_ENTRY_STATUS_ADDED);
  kept = get (kit);
  expected = *schedule;
  expected.created_us = kit->now;
  expected.revision = kept->revision;
  expected.incarnation = kept->incarnation;
  expected.fence = kept->fence;
  g_assert_true (aps_record_equal (APS_RECORD_TYPE_SCHEDULE, kept, &expected));
}

static void
unset_is_not_zero (void)
{
  g_autoptr (Kit) kit = kit_open ();
  ApsScheduleRecord *schedule;
  ApsRecordList     *schedules = make_one (kit, &schedule);
  ApsScheduleRecord *kept;

  kit_put_task (kit, "t", 1);
  kit_put_schedules (kit, schedules, APS_CONFLICT_POLICY_EXCEPTION);
  kept = get (kit);
  g_assert_cmpint (kept->history, ==, APS_UNSET);
  g_assert_cmpint (kept->max_jitter_us, ==, APS_UNSET);
  g_assert_cmpint (kept->overlap, ==, APS_UNSET);
  g_assert_null (kept->args);
  g_assert_null (kept->queue);

  schedule->history = 0;
  schedule->max_jitter_us = 0;
  schedule->args = "[]";
  kit_put_schedules (kit, schedules, APS_CONFLICT_POLICY_REPLACE);
  kept = get (kit);
  g_assert_cmpint (kept->history, ==, 0);
  g_assert_cmpint (kept->max_jitter_us, ==, 0);
  g_assert_cmpstr (kept->args, ==, "[]");
}

static void
one_without_task_is_refused (void)
{
  g_autoptr (Kit) kit = kit_open ();
  ApsRecordList  *schedules = kit_list (kit, APS_RECORD_TYPE_SCHEDULE);
  ApsStoreAnswer *answer;

  kit_put_task (kit, "t", 1);
  kit_make_schedule (kit, schedules, "s1", "none", kit->now);
  kit_make_schedule (kit, schedules, "s2", "t", kit->now);
  answer = kit_put_schedules (kit, schedules, APS_CONFLICT_POLICY_REPLACE);
  kit_assert_refused (answer, 0, APS_ERROR_NOT_FOUND);
  kit_assert_status (answer, 1, APS_ENTRY_STATUS_ADDED);
  g_assert_null (kit_get_schedule (kit, "s1"));
  g_assert_nonnull (kit_get_schedule (kit, "s2"));
}

static void
exception_refuses (void)
{
  g_autoptr (Kit) kit = kit_open ();
  ApsScheduleRecord *schedule;
  ApsRecordList     *schedules = make_one (kit, &schedule);
  ApsStoreAnswer    *answer;

  kit_put_task (kit, "t", 1);
  kit_put_schedule (kit, "s", "t", kit->now);
  schedule->priority = 9;
  kit_make_schedule (kit, schedules, "new", "t", kit->now);
  answer = kit_put_schedules (kit, schedules, APS_CONFLICT_POLICY_EXCEPTION);
  kit_assert_refused (answer, 0, APS_ERROR_CONFLICT);
  kit_assert_status (answer, 1, APS_ENTRY_STATUS_ADDED);
  g_assert_cmpint (get (kit)->priority, ==, 0);
}

static void
do_nothing_leaves (void)
{
  g_autoptr (Kit) kit = kit_open ();
  ApsScheduleRecord *schedule;
  ApsRecordList     *schedules = make_one (kit, &schedule);

  kit_put_task (kit, "t", 1);
  kit_put_schedule (kit, "s", "t", kit->now);
  schedule->priority = 9;
  kit_assert_status (kit_put_schedules (kit, schedules, APS_CONFLICT_POLICY_DO_NOTHING),
                     0,
                     APS_ENTRY_STATUS_LEFT);
  g_assert_cmpint (get (kit)->priority, ==, 0);
}

/* Puts a schedule, lets it fire once, and pauses it by hand. */
static ApsRecordList *
make_running (Kit *kit, ApsScheduleRecord **schedule)
{
  ApsRecordList     *schedules = make_one (kit, schedule);
  ApsScheduleRecord *leased;
  ApsFiring          firing;

  kit_put_task (kit, "t", 1);
  kit_put_task (kit, "other", 1);
  kit_put_schedules (kit, schedules, APS_CONFLICT_POLICY_REPLACE);
  kit->now += APS_MINUTE;
  leased = kit_schedule_at (kit_lease_schedules (kit, "a", 1)->schedules, 0);
  firing = kit_firing (leased, kit->now + APS_MINUTE);
  firing.skips = "[5]";
  kit_commit (kit, "a", &firing, 1, NULL);
  return schedules;
}

static void
equal_one_changes_nothing (void)
{
  g_autoptr (Kit) kit = kit_open ();
  ApsScheduleRecord *schedule;
  ApsRecordList     *schedules = make_running (kit, &schedule);
  ApsScheduleRecord *before = get (kit);

  schedule->next_fire_us += APS_HOUR;
  schedule->cursor = "{\"n\":100}";
  kit_assert_status (kit_put_schedules (kit, schedules, APS_CONFLICT_POLICY_REPLACE),
                     0,
                     APS_ENTRY_STATUS_UNCHANGED);
  g_assert_true (aps_record_equal (APS_RECORD_TYPE_SCHEDULE, before, get (kit)));
}

static void
equal_trigger_goes_on (void)
{
  g_autoptr (Kit) kit = kit_open ();
  ApsScheduleRecord *schedule;
  ApsRecordList     *schedules = make_running (kit, &schedule);
  ApsScheduleRecord *before = get (kit);
  ApsScheduleRecord *after;

  fill_schedule (schedule);
  schedule->task_id = "other";
  schedule->next_fire_us += APS_HOUR;
  kit_assert_status (kit_put_schedules (kit, schedules, APS_CONFLICT_POLICY_REPLACE),
                     0,
                     APS_ENTRY_STATUS_REPLACED);
  after = get (kit);
  g_assert_cmpstr (after->task_id, ==, "other");
  g_assert_cmpint (after->priority, ==, -3);
  g_assert_cmpstr (after->cursor, ==, before->cursor);
  g_assert_cmpstr (after->skips, ==, "[5]");
  g_assert_cmpint (after->next_fire_us, ==, before->next_fire_us);
  g_assert_cmpint (after->last_fire_us, ==, before->last_fire_us);
  g_assert_cmpint (after->incarnation, ==, before->incarnation);
  g_assert_cmpint (after->created_us, ==, before->created_us);
  g_assert_cmpint (after->revision, >, before->revision);
}

static void
other_trigger_starts_afresh (void)
{
  g_autoptr (Kit) kit = kit_open ();
  ApsScheduleRecord *schedule;
  ApsRecordList     *schedules = make_running (kit, &schedule);
  ApsScheduleRecord *before = get (kit);
  ApsScheduleRecord *after;

  schedule->trigger = "{\"type\":\"cron\",\"v\":1}";
  schedule->trigger_types = "cron";
  schedule->cursor = NULL;
  schedule->next_fire_us = kit->now + APS_DAY;
  kit_assert_status (kit_put_schedules (kit, schedules, APS_CONFLICT_POLICY_REPLACE),
                     0,
                     APS_ENTRY_STATUS_REPLACED);
  after = get (kit);
  g_assert_null (after->cursor);
  g_assert_null (after->skips);
  g_assert_cmpint (after->next_fire_us, ==, kit->now + APS_DAY);
  g_assert_cmpint (after->incarnation, !=, before->incarnation);
  g_assert_cmpint (after->last_fire_us, ==, before->last_fire_us);
  g_assert_cmpint (kit_next_schedule_due (kit), ==, kit->now + APS_DAY);
}

static void
pause_by_hand_outlives_its_definition (void)
{
  g_autoptr (Kit) kit = kit_open ();
  ApsScheduleRecord *schedule;
  ApsRecordList     *schedules = make_one (kit, &schedule);
  ApsScheduleState   state;

  kit_put_task (kit, "t", 1);
  kit_put_schedules (kit, schedules, APS_CONFLICT_POLICY_REPLACE);
  state = kit_state (get (kit));
  state.paused = TRUE;
  state.paused_by = "me";
  kit_set_state (kit, &state);
  kit_assert_status (kit_put_schedules (kit, schedules, APS_CONFLICT_POLICY_REPLACE),
                     0,
                     APS_ENTRY_STATUS_UNCHANGED);
  schedule->priority = 2;
  kit_put_schedules (kit, schedules, APS_CONFLICT_POLICY_REPLACE);
  g_assert_true (get (kit)->paused);
  g_assert_cmpstr (get (kit)->paused_by, ==, "me");
}

static void
pause_as_defined_is_taken_when_it_changes (void)
{
  g_autoptr (Kit) kit = kit_open ();
  ApsScheduleRecord *schedule;
  ApsRecordList     *schedules = make_one (kit, &schedule);
  ApsScheduleState   state;

  kit_put_task (kit, "t", 1);
  schedule->paused = TRUE;
  kit_put_schedules (kit, schedules, APS_CONFLICT_POLICY_REPLACE);
  g_assert_true (get (kit)->paused);

  /* Unpaused by hand: the unchanged definition does not pause it again. */
  state = kit_state (get (kit));
  state.paused = FALSE;
  kit_set_state (kit, &state);
  kit_assert_status (kit_put_schedules (kit, schedules, APS_CONFLICT_POLICY_REPLACE),
                     0,
                     APS_ENTRY_STATUS_UNCHANGED);
  g_assert_false (get (kit)->paused);

  schedule->paused = FALSE;
  kit_put_schedules (kit, schedules, APS_CONFLICT_POLICY_REPLACE);
  schedule->paused = TRUE;
  kit_assert_status (kit_put_schedules (kit, schedules, APS_CONFLICT_POLICY_REPLACE),
                     0,
                     APS_ENTRY_STATUS_REPLACED);
  g_assert_true (get (kit)->paused);
}

static void
incarnations_are_never_used_again (void)
{
  g_autoptr (Kit) kit = kit_open ();
  gint64 first;

  kit_put_task (kit, "t", 1);
  kit_put_schedule (kit, "s", "t", kit->now);
  first = get (kit)->incarnation;
  kit_remove_schedule (kit, "s");
  kit_put_schedule (kit, "s", "t", kit->now);
  g_assert_cmpint (get (kit)->incarnation, !=, first);
}

static void
get_answers_those_asked_for (void)
{
  g_autoptr (Kit) kit = kit_open ();
  const char    *ids[] = { "b", "none", NULL };
  const char    *none[] = { NULL };
  ApsRecordList *some = kit_list (kit, APS_RECORD_TYPE_SCHEDULE);
  ApsRecordList *empty = kit_list (kit, APS_RECORD_TYPE_SCHEDULE);
  g_autoptr (GError) error = NULL;

  kit_put_task (kit, "t", 1);
  kit_put_schedule (kit, "a", "t", kit->now);
  kit_put_schedule (kit, "b", "t", kit->now);
  aps_data_store_get_schedules (kit->store, ids, some, &error);
  aps_data_store_get_schedules (kit->store, none, empty, &error);
  g_assert_no_error (error);
  kit_assert_ids (some, "b");
  kit_assert_ids (empty, "");
}

static void
state_is_set_by_revision (void)
{
  g_autoptr (Kit) kit = kit_open ();
  ApsScheduleState   state;
  ApsStoreAnswer    *answer;
  ApsScheduleRecord *set;

  kit_put_task (kit, "t", 1);
  kit_put_schedule (kit, "s", "t", kit->now);
  state = kit_state (get (kit));
  state.paused = TRUE;
  state.paused_until_us = kit->now + APS_HOUR;
  state.paused_by = "me";
  state.paused_reason = "holidays";
  state.next_fire_us = kit->now + APS_MINUTE;
  state.cursor = "{\"n\":7}";
  state.skips = "[8]";
  answer = kit_set_state (kit, &state);
  kit_assert_status (answer, 0, APS_ENTRY_STATUS_DONE);
  set = kit_schedule_at (answer->schedules, 0);
  g_assert_true (aps_record_equal (APS_RECORD_TYPE_SCHEDULE, set, get (kit)));
  g_assert_true (set->paused);
  g_assert_cmpint (set->paused_until_us, ==, kit->now + APS_HOUR);
  g_assert_cmpstr (set->paused_by, ==, "me");
  g_assert_cmpstr (set->paused_reason, ==, "holidays");
  g_assert_cmpint (set->next_fire_us, ==, kit->now + APS_MINUTE);
  g_assert_cmpstr (set->cursor, ==, "{\"n\":7}");
  g_assert_cmpstr (set->skips, ==, "[8]");
  g_assert_cmpint (set->revision, >, state.revision);

  /* The same once more, as after a lost answer; and another one, from an old reading. */
  kit_assert_status (kit_set_state (kit, &state), 0, APS_ENTRY_STATUS_DONE);
  state.paused = FALSE;
  kit_assert_refused (kit_set_state (kit, &state), 0, APS_ERROR_CONFLICT);
  state.id = "none";
  kit_assert_refused (kit_set_state (kit, &state), 0, APS_ERROR_NOT_FOUND);
  g_assert_true (get (kit)->paused);
}

static void
removing_leaves_jobs (void)
{
  g_autoptr (Kit) kit = kit_open ();
  ApsScheduleRecord *leased;
  ApsRecordList     *jobs = kit_list (kit, APS_RECORD_TYPE_JOB);
  ApsFiring          firing;

  kit_put_task (kit, "t", 1);
  kit_put_schedule (kit, "s", "t", kit->now);
  leased = kit_schedule_at (kit_lease_schedules (kit, "a", 1)->schedules, 0);
  firing = kit_firing (leased, kit->now + APS_MINUTE);
  firing.n_jobs = 1;
  kit_make_job (kit, jobs, "j", "t")->schedule_id = "s";
  kit_commit (kit, "a", &firing, 1, jobs);

  kit_assert_status (kit_remove_schedule (kit, "s"), 0, APS_ENTRY_STATUS_DONE);
  kit_assert_refused (kit_remove_schedule (kit, "s"), 0, APS_ERROR_NOT_FOUND);
  kit_assert_ids (kit_lease (kit, "a", 1)->jobs, "j");
}

static const KitEntry entries[] = {
  { "/schedules/put/keeps-all-fields", all_fields_are_kept },
  { "/schedules/put/unset-is-not-zero", unset_is_not_zero },
  { "/schedules/put/one-without-task-is-refused-beside-its-mates", one_without_task_is_refused },
  { "/schedules/put/exception-refuses", exception_refuses },
  { "/schedules/put/do-nothing-leaves", do_nothing_leaves },
  { "/schedules/put/equal-one-changes-nothing", equal_one_changes_nothing },
  { "/schedules/put/equal-trigger-goes-on", equal_trigger_goes_on },
  { "/schedules/put/other-trigger-starts-afresh", other_trigger_starts_afresh },
  { "/schedules/put/pause-by-hand-outlives-its-definition", pause_by_hand_outlives_its_definition },
  { "/schedules/put/pause-as-defined-is-taken-when-it-changes",
    pause_as_defined_is_taken_when_it_changes },
  { "/schedules/put/incarnations-are-never-used-again", incarnations_are_never_used_again },
  { "/schedules/get/answers-those-asked-for", get_answers_those_asked_for },
  { "/schedules/state/is-set-by-revision", state_is_set_by_revision },
  { "/schedules/remove/leaves-jobs", removing_leaves_jobs },
};

void
kit_add_store_schedules (void)
{
  kit_add (entries, G_N_ELEMENTS (entries));
}
