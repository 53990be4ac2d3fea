/* What holds of leasing jobs: which, in what order, and until when.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"

#include "store-fixture.h"

static void
leased_one_says_by_whom (void)
{
  g_autoptr (Kit) kit = kit_open ();
  ApsStoreAnswer *answer;
  ApsJobRecord   *leased;

  kit_put_task (kit, "t", 1);
  kit_add_job (kit, "j", "t");
  answer = kit_lease (kit, "a", 1);
  leased = kit_job_at (answer->jobs, 0);
  g_assert_cmpint (leased->state, ==, APS_JOB_STATE_LEASED);
  g_assert_cmpstr (leased->lease_owner, ==, "a");
  g_assert_cmpint (leased->lease_until_us, ==, kit->now + 30 * APS_SECOND);
  g_assert_cmpstr (leased->worker, ==, "worker");
  g_assert_cmpint (leased->leased_us, ==, kit->now);
  g_assert_cmpint (leased->attempt, ==, 1);
  g_assert_cmpint (leased->fence, >, 0);
  kit_assert_ids (answer->tasks, "t");
  g_assert_true (aps_record_equal (APS_RECORD_TYPE_JOB, leased, kit_get_job (kit, "j")));
}

static void
order_is_priority_due_id (void)
{
  g_autoptr (Kit) kit = kit_open ();
  ApsRecordList *jobs = kit_list (kit, APS_RECORD_TYPE_JOB);
  static const struct
  {
    const char *id;
    const char *task;
    gint        priority;
    gint64      late_us;
  } rows[] = {
    { "e", "t", 0, 0 }, { "d", "u", 0, 0 },   { "f", "t", -1, 9 },
    { "a", "u", 5, 0 }, { "c", "t", 0, 100 }, { "b", "t", 1, 1 },
  };

  kit_put_task (kit, "t", APS_UNLIMITED);
  kit_put_task (kit, "u", APS_UNLIMITED);
  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      ApsJobRecord *job = kit_make_job (kit, jobs, rows[i].id, rows[i].task);

      job->priority = rows[i].priority;
      job->due_us = kit->now - rows[i].late_us;
    }
  kit_add_jobs (kit, jobs);
  kit_assert_order (kit_lease (kit, "a", 4)->jobs, "a b c d");
  kit_assert_order (kit_lease (kit, "a", 4)->jobs, "e f");
}

static void
not_before_its_time (void)
{
  g_autoptr (Kit) kit = kit_open ();
  ApsJobLease    lease = kit_make_lease (kit, "a", 10);
  ApsRecordList *jobs = kit_list (kit, APS_RECORD_TYPE_JOB);

  kit_put_task (kit, "t", APS_UNLIMITED);
  kit_make_job (kit, jobs, "j1", "t")->due_us = kit->now + 1;
  kit_make_job (kit, jobs, "j2", "t")->due_us = kit->now + APS_HOUR;
  kit_add_jobs (kit, jobs);
  kit_assert_ids (kit_lease (kit, "a", 10)->jobs, "");
  g_assert_cmpint (kit_next_job_due (kit, &lease), ==, kit->now + 1);
  kit->now += 1;
  kit_assert_ids (kit_lease (kit, "a", 10)->jobs, "j1");
  g_assert_cmpint (kit_next_job_due (kit, &lease), ==, kit->now - 1 + APS_HOUR);
}

static void
not_before_its_time_by_an_earlier_clock (void)
{
  g_autoptr (Kit) kit = kit_open ();
  ApsRecordList *jobs = kit_list (kit, APS_RECORD_TYPE_JOB);

  kit_put_task (kit, "t", APS_UNLIMITED);
  kit_make_job (kit, jobs, "j1", "t")->due_us = kit->now + 10;
  kit_make_job (kit, jobs, "j2", "t")->due_us = kit->now - 10;
  kit_make_job (kit, jobs, "j3", "t")->due_us = kit->now + 5;
  kit_add_jobs (kit, jobs);
  kit->now += 10;
  kit_assert_ids (kit_lease (kit, "a", 0)->jobs, "");
  kit_assert_order (kit_lease (kit, "a", 1)->jobs, "j2");
  kit->now -= 10;
  kit_assert_ids (kit_lease (kit, "a", 10)->jobs, "");
  kit->now += 10;
  kit_assert_order (kit_lease (kit, "a", 10)->jobs, "j3 j1");
}

static void
nobody_gets_it_twice (void)
{
  g_autoptr (Kit) kit = kit_open ();

  kit_put_task (kit, "t", APS_UNLIMITED);
  kit_add_job (kit, "j", "t");
  kit_assert_ids (kit_lease (kit, "a", 1)->jobs, "j");
  kit_assert_ids (kit_lease (kit, "b", 1)->jobs, "");

  /* A lease that has run out is reaped, not taken over. */
  kit->now += APS_HOUR;
  kit_assert_ids (kit_lease (kit, "b", 1)->jobs, "");
}

static void
only_what_the_caller_can_run (void)
{
  g_autoptr (Kit) kit = kit_open ();
  ApsRecordList           *tasks = kit_list (kit, APS_RECORD_TYPE_TASK);
  ApsJobLease              lease = kit_make_lease (kit, "a", 10);
  static const char *const schemes[] = { "module", "python", NULL };
  static const char *const ids[] = { "callback", "registered", NULL };

  kit_make_task (tasks, "command", 9);
  kit_make_task (tasks, "callback", 9)->callable = NULL;
  kit_make_task (tasks, "unregistered", 9)->callable = NULL;
  kit_make_task (tasks, "registered", 9)->callable = "js:a.js:f";
  kit_make_task (tasks, "module", 9)->callable = "module:a:b";
  kit_make_task (tasks, "pythonic", 9)->callable = "python3:m:f";
  kit_put_tasks (kit, tasks);
  kit_add_job (kit, "j1", "command");
  kit_add_job (kit, "j2", "callback");
  kit_add_job (kit, "j3", "unregistered");
  kit_add_job (kit, "j4", "registered");
  kit_add_job (kit, "j5", "module");
  kit_add_job (kit, "j6", "pythonic");
  lease.schemes = schemes;
  lease.task_ids = ids;
  lease.n_task_ids = g_strv_length ((char **)ids);
  kit_assert_ids (kit_lease_by (kit, &lease)->jobs, "j2 j4 j5");
  g_assert_cmpint (kit_next_job_due (kit, &lease), ==, APS_TIME_NONE);
}

static void
only_where_there_is_room (void)
{
  g_autoptr (Kit) kit = kit_open ();
  ApsRecordList *jobs = kit_list (kit, APS_RECORD_TYPE_JOB);
  ApsJobLease    lease = kit_make_lease (kit, "a", 10);
  const ApsRoom  rooms[] = { { NULL, 1 }, { "heavy", 2 }, { "none", 0 } };

  kit_put_task (kit, "t", APS_UNLIMITED);
  for (guint i = 0; i < 8; i++)
    {
      static const char *const executors[] = { NULL, "heavy", "none", "foreign" };

      kit_make_job (kit,
                    jobs,
                    (const char *[]){ "j0", "j1", "j2", "j3", "j4", "j5", "j6", "j7" }[i],
                    "t")
        ->executor = executors[i / 2];
    }
  kit_make_job (kit, jobs, "j8", "t")->executor = "heavy";
  kit_add_jobs (kit, jobs);
  lease.rooms = rooms;
  lease.n_rooms = G_N_ELEMENTS (rooms);
  kit_assert_ids (kit_lease_by (kit, &lease)->jobs, "j0 j2 j3");
  lease.n_rooms = 0;
  kit_assert_ids (kit_lease_by (kit, &lease)->jobs, "");
  g_assert_cmpint (kit_next_job_due (kit, &lease), ==, APS_TIME_NONE);
}

static void
limit_is_over_all_rooms (void)
{
  g_autoptr (Kit) kit = kit_open ();
  ApsRecordList *jobs = kit_list (kit, APS_RECORD_TYPE_JOB);
  ApsJobLease    lease = kit_make_lease (kit, "a", 3);
  const ApsRoom  rooms[] = { { NULL, 9 }, { "heavy", 9 } };

  kit_put_task (kit, "t", APS_UNLIMITED);
  kit_make_job (kit, jobs, "j1", "t");
  kit_make_job (kit, jobs, "j2", "t")->executor = "heavy";
  kit_make_job (kit, jobs, "j3", "t");
  kit_make_job (kit, jobs, "j4", "t")->executor = "heavy";
  kit_add_jobs (kit, jobs);
  lease.rooms = rooms;
  lease.n_rooms = 2;
  kit_assert_order (kit_lease_by (kit, &lease)->jobs, "j1 j2 j3");
}

static void
tasks_come_along_once (void)
{
  g_autoptr (Kit) kit = kit_open ();

  kit_put_task (kit, "t", APS_UNLIMITED);
  kit_put_task (kit, "u", APS_UNLIMITED);
  kit_put_task (kit, "v", APS_UNLIMITED);
  kit_add_job (kit, "j1", "t");
  kit_add_job (kit, "j2", "t");
  kit_add_job (kit, "j3", "u");
  kit_assert_ids (kit_lease (kit, "a", 10)->tasks, "t u");
}

static void
past_deadline_ends (void)
{
  g_autoptr (Kit) kit = kit_open ();
  ApsRecordList  *jobs = kit_list (kit, APS_RECORD_TYPE_JOB);
  ApsJobLease     lease = kit_make_lease (kit, "a", 10);
  ApsStoreAnswer *answer;
  ApsJobRecord   *ended;

  kit_put_task (kit, "t", APS_UNLIMITED);
  kit_make_job (kit, jobs, "in-time", "t")->deadline_us = kit->now + APS_MINUTE;
  kit_make_job (kit, jobs, "late", "t")->deadline_us = kit->now + APS_MINUTE - 1;
  kit_add_jobs (kit, jobs);
  lease.limit = 0;
  g_assert_cmpint (kit_next_job_due (kit, &lease), ==, kit->now + APS_MINUTE);
  kit->now += APS_MINUTE;
  answer = kit_lease (kit, "a", 10);
  kit_assert_ids (answer->jobs, "in-time");
  kit_assert_ids (answer->ended_jobs, "late");
  ended = kit_job_at (answer->ended_jobs, 0);
  g_assert_cmpint (ended->state, ==, APS_JOB_STATE_FINISHED);
  g_assert_cmpint (ended->outcome, ==, APS_JOB_OUTCOME_MISSED_START_DEADLINE);
  g_assert_cmpint (ended->finished_us, ==, kit->now);
  g_assert_nonnull (ended->reason);
  g_assert_cmpint (ended->expires_us, ==, kit->now + APS_DAY);
}

static void
deadline_ends_what_nobody_can_run (void)
{
  g_autoptr (Kit) kit = kit_open ();
  ApsRecordList  *jobs = kit_list (kit, APS_RECORD_TYPE_JOB);
  ApsRecordList  *tasks = kit_list (kit, APS_RECORD_TYPE_TASK);
  ApsStoreAnswer *answer;

  kit_make_task (tasks, "foreign", 1)->callable = "js:x:y";
  kit_make_task (tasks, "full", 0);
  kit_make_task (tasks, "t", 1);
  kit_put_tasks (kit, tasks);
  kit_put_queue (kit, "paused", APS_UNLIMITED, TRUE);
  kit_make_job (kit, jobs, "j1", "foreign");
  kit_make_job (kit, jobs, "j2", "full");
  kit_make_job (kit, jobs, "j3", "t")->queue = "paused";
  kit_make_job (kit, jobs, "j4", "t")->executor = "unknown";
  for (guint i = 0; i < 4; i++)
    kit_job_at (jobs, i)->deadline_us = kit->now;
  kit_add_jobs (kit, jobs);
  kit->now += 1;
  answer = kit_lease (kit, "a", 0);
  kit_assert_ids (answer->ended_jobs, "j1 j2 j3 j4");
}

static void
held_by_answers_all (void)
{
  g_autoptr (Kit) kit = kit_open ();
  ApsStoreAnswer *answer;

  kit_put_task (kit, "t", APS_UNLIMITED);
  kit_put_schedule (kit, "s1", "t", kit->now);
  kit_lease_schedules (kit, "a", 1);
  kit_put_schedule (kit, "s2", "t", kit->now);
  kit_lease_schedules (kit, "b", 1);
  kit_add_job (kit, "j1", "t");
  kit_add_job (kit, "j2", "t");
  kit_lease (kit, "a", 2);
  kit_add_job (kit, "j3", "t");
  kit_lease (kit, "b", 1);
  kit->now += APS_HOUR;
  answer = kit_held_by (kit, "a");
  kit_assert_ids (answer->jobs, "j1 j2");
  kit_assert_ids (answer->schedules, "s1");
  kit_assert_ids (kit_held_by (kit, "c")->jobs, "");
}

static ApsStoreAnswer *
extend (Kit *kit, const char *instance, ApsRecordList *jobs, ApsRecordList *schedules)
{
  ApsStoreAnswer *answer =
    kit_answer (kit, aps_record_list_get_n (jobs) + aps_record_list_get_n (schedules));
  g_autoptr (GError) error = NULL;

  aps_data_store_extend_leases (kit->store,
                                instance,
                                jobs,
                                schedules,
                                kit->now + APS_HOUR,
                                kit->now,
                                answer,
                                &error);
  g_assert_no_error (error);
  return answer;
}

static void
extending_moves_the_end (void)
{
  g_autoptr (Kit) kit = kit_open ();
  ApsRecordList  *jobs;
  ApsRecordList  *schedules;
  ApsStoreAnswer *answer;
  ApsJobRecord   *kept;

  kit_put_task (kit, "t", APS_UNLIMITED);
  kit_add_job (kit, "j", "t");
  kit_put_schedule (kit, "s", "t", kit->now);
  jobs = kit_lease (kit, "a", 1)->jobs;
  schedules = kit_lease_schedules (kit, "a", 1)->schedules;
  kit_job_at (jobs, 0)->progress = 0.25;
  kit_job_at (jobs, 0)->progress_text = "a quarter";
  answer = extend (kit, "a", jobs, schedules);
  kit_assert_status (answer, 0, APS_ENTRY_STATUS_DONE);
  kit_assert_status (answer, 1, APS_ENTRY_STATUS_DONE);
  kept = kit_get_job (kit, "j");
  g_assert_true (kept != NULL && kept->lease_until_us == kit->now + APS_HOUR &&
                 kept->progress == 0.25);
  g_assert_cmpstr (kept != NULL ? kept->progress_text : NULL, ==, "a quarter");

  kit->now += APS_MINUTE;
  kit_assert_ids (kit_reap (kit, NULL, TRUE)->ended_jobs, "");
  kit_assert_ids (kit_lease_schedules (kit, "b", 1)->schedules, "");
}

static void
extending_what_is_lost_is_refused (void)
{
  g_autoptr (Kit) kit = kit_open ();
  ApsRecordList  *jobs;
  ApsRecordList  *schedules;
  ApsStoreAnswer *answer;

  kit_put_task (kit, "t", APS_UNLIMITED);
  kit_add_job (kit, "j1", "t");
  kit_add_job (kit, "j2", "t");
  kit_put_schedule (kit, "s1", "t", kit->now);
  kit_put_schedule (kit, "s2", "t", kit->now);
  jobs = kit_lease (kit, "a", 2)->jobs;
  schedules = kit_lease_schedules (kit, "a", 2)->schedules;
  kit_finish (kit, "a", kit_job_at (jobs, 0), APS_JOB_OUTCOME_SUCCESS);
  kit_remove_schedule (kit, "s1");
  answer = extend (kit, "a", jobs, schedules);
  kit_assert_refused (answer, 0, APS_ERROR_STALE_LEASE);
  kit_assert_status (answer, 1, APS_ENTRY_STATUS_DONE);
  kit_assert_refused (answer, 2, APS_ERROR_STALE_LEASE);
  kit_assert_status (answer, 3, APS_ENTRY_STATUS_DONE);
  answer = extend (kit, "b", jobs, schedules);
  kit_assert_refused (answer, 1, APS_ERROR_STALE_LEASE);
  kit_assert_refused (answer, 3, APS_ERROR_STALE_LEASE);
}

static const KitEntry entries[] = {
  { "/leases/job/says-by-whom", leased_one_says_by_whom },
  { "/leases/job/order-is-priority-due-id", order_is_priority_due_id },
  { "/leases/job/not-before-its-time", not_before_its_time },
  { "/leases/job/not-before-its-time-by-an-earlier-clock",
    not_before_its_time_by_an_earlier_clock },
  { "/leases/job/nobody-gets-it-twice", nobody_gets_it_twice },
  { "/leases/job/only-what-the-caller-can-run", only_what_the_caller_can_run },
  { "/leases/job/only-where-there-is-room", only_where_there_is_room },
  { "/leases/job/limit-is-over-all-rooms", limit_is_over_all_rooms },
  { "/leases/job/tasks-come-along-once", tasks_come_along_once },
  { "/leases/deadline/past-it-ends-as-missed", past_deadline_ends },
  { "/leases/deadline/ends-what-nobody-can-run", deadline_ends_what_nobody_can_run },
  { "/leases/held-by/answers-all", held_by_answers_all },
  { "/leases/extend/moves-the-end", extending_moves_the_end },
  { "/leases/extend/what-is-lost-is-refused", extending_what_is_lost_is_refused },
};

void
kit_add_store_leases (void)
{
  kit_add (entries, G_N_ELEMENTS (entries));
}
