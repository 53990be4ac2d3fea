/* What holds of keeping and cleaning up.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"

#include "store-fixture.h"

/* Runs a job to its end, at the present time. */
static void
run (Kit *kit, const char *id, const char *schedule, gint history, ApsJobOutcome outcome)
{
  ApsRecordList *jobs = kit_list (kit, APS_RECORD_TYPE_JOB);
  ApsJobRecord  *job = kit_make_job (kit, jobs, id, "t");

  job->schedule_id = schedule;
  job->history = history;
  kit_add_jobs (kit, jobs);
  kit_finish (kit, "a", kit_job_at (kit_lease (kit, "a", 1)->jobs, 0), outcome);
}

static char *
get_ids (Kit *kit)
{
  ApsRecordList *jobs = kit_list (kit, APS_RECORD_TYPE_JOB);
  ApsListQuery   query = APS_LIST_QUERY_INIT;
  g_autoptr (GError) error = NULL;

  aps_data_store_list_jobs (kit->store, &query, jobs, &error);
  g_assert_no_error (error);
  return kit_join_ids (jobs, FALSE);
}

#define assert_jobs(kit, ids)                                                                      \
  G_STMT_START                                                                                     \
  {                                                                                                \
    g_autofree char *there = get_ids (kit);                                                        \
    g_assert_cmpstr (there, ==, ids);                                                              \
  }                                                                                                \
  G_STMT_END

static void
expired_ones_go (void)
{
  g_autoptr (Kit) kit = kit_open ();
  ApsStoreAnswer *answer;

  kit_put_task (kit, "t", 1);
  run (kit, "error", NULL, 0, APS_JOB_OUTCOME_ERROR);
  run (kit, "success", NULL, 0, APS_JOB_OUTCOME_SUCCESS);
  kit->now += APS_HOUR - 1;
  kit_clean_up (kit);
  assert_jobs (kit, "error success");
  kit->now += 1;
  answer = kit_clean_up (kit);
  g_assert_cmpuint (answer->n_cleaned, ==, 1);
  kit_assert_ids (answer->ended_jobs, "");
  assert_jobs (kit, "error");
  kit->now += APS_DAY;
  kit_clean_up (kit);
  assert_jobs (kit, "");
}

static void
what_has_not_ended_stays (void)
{
  g_autoptr (Kit) kit = kit_open ();

  kit_put_task (kit, "t", 1);
  kit_add_job (kit, "j1", "t");
  kit_lease (kit, "a", 1);
  kit_add_job (kit, "j2", "t");
  kit->now += 1000 * APS_DAY;
  g_assert_cmpuint (kit_clean_up (kit)->n_cleaned, ==, 0);
  assert_jobs (kit, "j1 j2");
}

static void
newest_runs_stay (void)
{
  g_autoptr (Kit) kit = kit_open ();

  kit_put_task (kit, "t", 1);
  kit_put_schedule (kit, "s", "t", kit->now + 1000 * APS_DAY);
  for (guint i = 0; i < 5; i++)
    {
      /* Ids in the other order than times. */
      g_autofree char *id = g_strdup_printf ("j%u", 5 - i);

      run (kit, id, "s", 3, i % 2 == 0 ? APS_JOB_OUTCOME_SUCCESS : APS_JOB_OUTCOME_ERROR);
      kit->now += 1;
    }
  kit_clean_up (kit);
  assert_jobs (kit, "j1 j2 j3 j4 j5");
  kit->now += 30 * APS_DAY;
  kit_clean_up (kit);
  assert_jobs (kit, "j1 j2 j3");
  run (kit, "k", "s", 3, APS_JOB_OUTCOME_SUCCESS);
  kit_clean_up (kit);
  assert_jobs (kit, "j1 j2 k");
}

static void
history_of_a_removed_schedule_ages (void)
{
  g_autoptr (Kit) kit = kit_open ();

  kit_put_task (kit, "t", 1);
  kit_put_schedule (kit, "s", "t", kit->now + 1000 * APS_DAY);
  run (kit, "j", "s", 3, APS_JOB_OUTCOME_SUCCESS);
  kit_remove_schedule (kit, "s");
  kit->now += APS_DAY - 1;
  kit_clean_up (kit);
  assert_jobs (kit, "j");
  kit->now += 1;
  kit_clean_up (kit);
  assert_jobs (kit, "");
}

static void
goes_in_steps (void)
{
  g_autoptr (Kit) kit = kit_open ();
  guint64  n = 0;
  guint    calls = 0;
  gboolean more = TRUE;
  g_autoptr (GError) error = NULL;

  kit_put_task (kit, "t", APS_UNLIMITED);
  for (guint i = 0; i < 25; i++)
    run (kit, kit_new_id (kit), NULL, 0, APS_JOB_OUTCOME_SUCCESS);
  kit->now += APS_DAY;
  for (; more && calls < 30; calls++)
    {
      ApsStoreAnswer *answer = kit_answer (kit, 0);

      aps_data_store_clean_up (kit->store, 10, kit->now, answer, &error);
      g_assert_no_error (error);
      n += answer->n_cleaned;
      more = answer->more;
    }
  g_assert_cmpuint (n, ==, 25);
  g_assert_cmpuint (calls, >=, 2);
  g_assert_false (more);
}

static void
exhausted_schedules_go (void)
{
  g_autoptr (Kit) kit = kit_open ();
  ApsRecordList     *schedules = kit_list (kit, APS_RECORD_TYPE_SCHEDULE);
  ApsRecordList     *jobs = kit_list (kit, APS_RECORD_TYPE_JOB);
  ApsScheduleRecord *leased;
  ApsStoreAnswer    *answer;
  ApsFiring          firing;

  kit_put_task (kit, "t", APS_UNLIMITED);
  kit_make_schedule (kit, schedules, "done", "t", APS_TIME_NONE);
  kit_make_schedule (kit, schedules, "busy", "t", APS_TIME_NONE);
  kit_make_schedule (kit, schedules, "broken", "t", kit->now);
  kit_make_schedule (kit, schedules, "paused", "t", APS_TIME_NONE)->paused = TRUE;
  kit_make_schedule (kit, schedules, "going", "t", kit->now + 1);
  /* A keyfile would define it anew, and it would fire once more. */
  kit_make_schedule (kit, schedules, "defined", "t", APS_TIME_NONE)->origin = "/etc/a.conf";
  kit_put_schedules (kit, schedules, APS_CONFLICT_POLICY_REPLACE);
  kit_make_job (kit, jobs, "j", "t")->schedule_id = "busy";
  kit_add_jobs (kit, jobs);
  leased = kit_schedule_at (kit_lease_schedules (kit, "a", 1)->schedules, 0);
  firing = kit_firing (leased, APS_TIME_NONE);
  firing.error = "broken";
  kit_commit (kit, "a", &firing, 1, NULL);

  answer = kit_clean_up (kit);
  kit_assert_ids (answer->removed_schedules, "done");
  g_assert_null (kit_get_schedule (kit, "done"));
  kit_finish (kit, "a", kit_job_at (kit_lease (kit, "a", 1)->jobs, 0), APS_JOB_OUTCOME_SUCCESS);
  kit_assert_ids (kit_clean_up (kit)->removed_schedules, "busy");
  kit_assert_ids (kit_clean_up (kit)->removed_schedules, "");
  g_assert_nonnull (kit_get_schedule (kit, "defined"));
}

static const KitEntry entries[] = {
  { "/history/expired-ones-go", expired_ones_go },
  { "/history/what-has-not-ended-stays", what_has_not_ended_stays },
  { "/history/newest-runs-stay", newest_runs_stay },
  { "/history/of-a-removed-schedule-ages", history_of_a_removed_schedule_ages },
  { "/history/goes-in-steps", goes_in_steps },
  { "/history/exhausted-schedules-go", exhausted_schedules_go },
};

void
kit_add_store_history (void)
{
  kit_add (entries, G_N_ELEMENTS (entries));
}
