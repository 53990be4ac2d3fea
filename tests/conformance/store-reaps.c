/* What holds of reaping.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"

#include "store-fixture.h"

#include <string.h>

/* Adds a job that is tried again when its holder dies. */
static void
add_retried (Kit *kit, const char *id, gint max_attempts)
{
  ApsRecordList *jobs = kit_list (kit, APS_RECORD_TYPE_JOB);
  ApsJobRecord  *job = kit_make_job (kit, jobs, id, "t");

  job->on_abandoned = APS_ON_ABANDONED_RETRY;
  job->max_attempts = max_attempts;
  job->deadline_us = kit->now;
  kit_add_jobs (kit, jobs);
}

static void
only_ended_leases (void)
{
  g_autoptr (Kit) kit = kit_open ();
  ApsStoreAnswer *answer;

  kit_put_task (kit, "t", APS_UNLIMITED);
  kit_put_schedule (kit, "s1", "t", kit->now);
  kit_lease_schedules (kit, "a", 1);
  kit_add_job (kit, "j1", "t");
  kit_lease (kit, "a", 1);
  kit->now += 10 * APS_SECOND;
  kit_put_schedule (kit, "s2", "t", kit->now);
  kit_lease_schedules (kit, "b", 1);
  kit_add_job (kit, "j2", "t");
  kit_lease (kit, "b", 1);

  kit->now += 20 * APS_SECOND - 1;
  answer = kit_reap (kit, NULL, TRUE);
  kit_assert_ids (answer->ended_jobs, "");
  kit_assert_ids (answer->schedules, "");
  kit->now += 1;
  kit_assert_ids (kit_reap (kit, NULL, FALSE)->ended_jobs, "");
  answer = kit_reap (kit, NULL, TRUE);
  kit_assert_ids (answer->ended_jobs, "j1");
  kit_assert_ids (answer->schedules, "s1");
  kit_assert_ids (kit_reap (kit, NULL, TRUE)->ended_jobs, "");
}

static void
leases_of_the_dead (void)
{
  g_autoptr (Kit) kit = kit_open ();
  ApsStoreAnswer *answer;

  kit_put_task (kit, "t", APS_UNLIMITED);
  kit_put_schedule (kit, "s", "t", kit->now);
  kit_lease_schedules (kit, "a", 1);
  kit_add_job (kit, "j1", "t");
  kit_lease (kit, "a", 1);
  kit_add_job (kit, "j2", "t");
  kit_lease (kit, "b", 1);
  answer = kit_reap (kit, "a", FALSE);
  kit_assert_ids (answer->ended_jobs, "j1");
  kit_assert_ids (answer->schedules, "s");
  kit_assert_ids (kit_lease_schedules (kit, "b", 1)->schedules, "s");
}

static void
ends_as_abandoned (void)
{
  g_autoptr (Kit) kit = kit_open ();
  ApsJobRecord *ended;
  ApsJobRecord *leased;

  kit_put_task (kit, "t", 1);
  kit_add_job (kit, "j", "t");
  leased = kit_job_at (kit_lease (kit, "a", 1)->jobs, 0);
  kit->now += APS_MINUTE;
  ended = kit_job_at (kit_reap (kit, NULL, TRUE)->ended_jobs, 0);
  g_assert_cmpint (ended->state, ==, APS_JOB_STATE_FINISHED);
  g_assert_cmpint (ended->outcome, ==, APS_JOB_OUTCOME_ABANDONED);
  g_assert_cmpint (ended->finished_us, ==, kit->now);
  g_assert_cmpint (ended->attempt, ==, 1);
  g_assert_cmpstr (ended->worker, ==, "worker");
  g_assert_cmpint (ended->expires_us, ==, kit->now + APS_DAY);
  g_assert_true (aps_record_equal (APS_RECORD_TYPE_JOB, ended, kit_get_job (kit, "j")));
  kit_assert_refused (kit_finish (kit, "a", leased, APS_JOB_OUTCOME_ABANDONED),
                      0,
                      APS_ERROR_STALE_LEASE);
}

static void
goes_back_while_attempts_are_left (void)
{
  g_autoptr (Kit) kit = kit_open ();
  ApsStoreAnswer *answer;
  ApsJobRecord   *back;
  ApsJobRecord   *leased;

  kit_put_task (kit, "t", 1);
  add_retried (kit, "j", 2);
  leased = kit_job_at (kit_lease (kit, "a", 1)->jobs, 0);
  kit->now += APS_MINUTE;
  answer = kit_reap (kit, NULL, TRUE);
  kit_assert_ids (answer->ended_jobs, "");
  back = kit_job_at (answer->jobs, 0);
  g_assert_cmpstr (back->id, ==, "j");
  g_assert_cmpint (back->state, ==, APS_JOB_STATE_WAITING);
  g_assert_cmpint (back->attempt, ==, 1);
  g_assert_cmpint (back->due_us, <=, kit->now);
  g_assert_cmpint (back->deadline_us, ==, APS_TIME_NONE);
  g_assert_nonnull (back->attempts != NULL ? strstr (back->attempts, "abandoned") : NULL);
  kit_assert_refused (kit_finish (kit, "a", leased, APS_JOB_OUTCOME_SUCCESS),
                      0,
                      APS_ERROR_STALE_LEASE);

  leased = kit_job_at (kit_lease (kit, "b", 1)->jobs, 0);
  g_assert_cmpint (leased->attempt, ==, 2);
  kit->now += APS_MINUTE;
  kit_assert_ids (kit_reap (kit, NULL, TRUE)->ended_jobs, "j");
}

static void
one_to_be_cancelled_does_not_go_back (void)
{
  g_autoptr (Kit) kit = kit_open ();

  kit_put_task (kit, "t", 1);
  add_retried (kit, "j", APS_UNLIMITED);
  kit_lease (kit, "a", 1);
  kit_cancel (kit, "j");
  kit_assert_ids (kit_reap (kit, "a", FALSE)->ended_jobs, "j");
}

static void
abandoned_is_a_failure_of_the_schedule (void)
{
  g_autoptr (Kit) kit = kit_open ();
  ApsRecordList     *jobs = kit_list (kit, APS_RECORD_TYPE_JOB);
  ApsJobRecord      *job = kit_make_job (kit, jobs, "j", "t");
  ApsScheduleRecord *schedule;

  kit_put_task (kit, "t", 1);
  kit_put_schedule (kit, "s", "t", kit->now + APS_HOUR);
  schedule = kit_get_schedule (kit, "s");
  job->schedule_id = "s";
  job->incarnation = schedule != NULL ? schedule->incarnation : 0;
  job->fire_time_us = kit->now;
  kit_add_jobs (kit, jobs);
  kit_lease (kit, "a", 1);
  kit_assert_ids (kit_reap (kit, "a", FALSE)->schedules, "s");
  schedule = kit_get_schedule (kit, "s");
  g_assert_cmpint (schedule != NULL ? schedule->failures : -1, ==, 1);
}

static void
gone_instances_are_removed (void)
{
  g_autoptr (Kit) kit = kit_open ();
  ApsRecordList *instances = kit_list (kit, APS_RECORD_TYPE_INSTANCE);
  g_autoptr (GError) error = NULL;

  for (guint i = 0; i < 3; i++)
    {
      ApsInstanceRecord instance = {
        .uuid = (const char *[]){ "u1", "u2", "u3" }[i],
        .identity = (const char *[]){ "i1", "i2", "i3" }[i],
        .started_us = kit->now,
        .until_us = kit->now + (i == 2 ? APS_HOUR : APS_SECOND),
        .schedules_pass_us = APS_TIME_NONE,
        .jobs_pass_us = APS_TIME_NONE,
        .cleanup_pass_us = APS_TIME_NONE,
      };

      aps_data_store_register_instance (kit->store,
                                        &instance,
                                        NULL,
                                        kit->now,
                                        kit_answer (kit, 0),
                                        &error);
      g_assert_no_error (error);
    }

  kit_reap (kit, "u1", FALSE);
  aps_data_store_list_instances (kit->store, instances, &error);
  kit_assert_ids (instances, "u2 u3");
  kit->now += APS_MINUTE;
  kit_reap (kit, NULL, TRUE);
  instances = kit_list (kit, APS_RECORD_TYPE_INSTANCE);
  aps_data_store_list_instances (kit->store, instances, &error);
  kit_assert_ids (instances, "u3");
  g_assert_no_error (error);
}

static const KitEntry entries[] = {
  { "/reaps/only-ended-leases", only_ended_leases },
  { "/reaps/leases-of-the-dead", leases_of_the_dead },
  { "/reaps/ends-as-abandoned", ends_as_abandoned },
  { "/reaps/goes-back-while-attempts-are-left", goes_back_while_attempts_are_left },
  { "/reaps/one-to-be-cancelled-does-not-go-back", one_to_be_cancelled_does_not_go_back },
  { "/reaps/abandoned-is-a-failure-of-the-schedule", abandoned_is_a_failure_of_the_schedule },
  { "/reaps/gone-instances-are-removed", gone_instances_are_removed },
};

void
kit_add_store_reaps (void)
{
  kit_add (entries, G_N_ELEMENTS (entries));
}
