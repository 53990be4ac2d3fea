/* What holds of lists of schedules and jobs.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"

#include "store-fixture.h"

static ApsRecordList *
list_jobs (Kit *kit, const ApsListQuery *query)
{
  ApsRecordList *jobs = kit_list (kit, APS_RECORD_TYPE_JOB);
  g_autoptr (GError) error = NULL;

  aps_data_store_list_jobs (kit->store, query, jobs, &error);
  g_assert_no_error (error);
  return jobs;
}

static ApsRecordList *
list_schedules (Kit *kit, const ApsListQuery *query)
{
  ApsRecordList *schedules = kit_list (kit, APS_RECORD_TYPE_SCHEDULE);
  g_autoptr (GError) error = NULL;

  aps_data_store_list_schedules (kit->store, query, schedules, &error);
  g_assert_no_error (error);
  return schedules;
}

/* Ten jobs j0 to j9; many are due at the same time. */
static void
add_ten (Kit *kit)
{
  ApsRecordList *jobs = kit_list (kit, APS_RECORD_TYPE_JOB);

  kit_put_task (kit, "t", APS_UNLIMITED);
  kit_put_task (kit, "u", APS_UNLIMITED);
  for (guint i = 0; i < 10; i++)
    {
      g_autofree char *id = g_strdup_printf ("j%u", (i * 7) % 10);
      guint            number = (i * 7) % 10;
      ApsJobRecord    *job = kit_make_job (kit, jobs, id, number % 2 == 0 ? "t" : "u");

      job->due_us = kit->now + APS_HOUR + (number < 5 ? 1 : 0);
      job->queue = number < 3 ? "q" : "default";
      job->schedule_id = number >= 8 ? "s" : NULL;
    }
  kit_add_jobs (kit, jobs);
}

/* Reads a list page by page; each page begins behind the last one's last record. */
static char *
read_pages (Kit *kit, ApsListQuery query, guint limit)
{
  g_autoptr (GString) ids = g_string_new (NULL);

  query.limit = limit;
  for (guint page = 0; page < 20; page++)
    {
      ApsRecordList   *jobs = list_jobs (kit, &query);
      guint            n = aps_record_list_get_n (jobs);
      g_autofree char *text = kit_join_ids (jobs, FALSE);
      ApsJobRecord    *last;

      g_assert_cmpuint (n, <=, limit);
      if (n == 0)
        break;
      g_string_append_printf (ids, "%s%s", ids->len > 0 ? " " : "", text);
      last = kit_job_at (jobs, n - 1);
      query.after_id = last->id;
      query.after_us = last->due_us;
    }

  return g_strdup (ids->str);
}

static void
pages_join_under_ties (void)
{
  g_autoptr (Kit) kit = kit_open ();
  ApsListQuery query = APS_LIST_QUERY_INIT;

  add_ten (kit);
  for (guint limit = 1; limit < 12; limit++)
    for (guint i = 0; i < 4; i++)
      {
        static const char *const expected[] = { "j0 j1 j2 j3 j4 j5 j6 j7 j8 j9",
                                                "j9 j8 j7 j6 j5 j4 j3 j2 j1 j0",
                                                "j5 j6 j7 j8 j9 j0 j1 j2 j3 j4",
                                                "j4 j3 j2 j1 j0 j9 j8 j7 j6 j5" };
        g_autofree char         *ids = NULL;

        query.order = i < 2 ? APS_LIST_ORDER_ID : APS_LIST_ORDER_TIME;
        query.descending = i % 2 == 1;
        ids = read_pages (kit, query, limit);
        g_assert_cmpstr (ids, ==, expected[i]);
      }
}

static void
limit_zero_is_all (void)
{
  g_autoptr (Kit) kit = kit_open ();
  ApsListQuery query = APS_LIST_QUERY_INIT;

  add_ten (kit);
  g_assert_cmpuint (aps_record_list_get_n (list_jobs (kit, &query)), ==, 10);
}

static void
jobs_are_filtered (void)
{
  g_autoptr (Kit) kit = kit_open ();
  ApsListQuery  query = APS_LIST_QUERY_INIT;
  ApsJobRecord *leased;

  add_ten (kit);
  query.task_id = "t";
  kit_assert_order (list_jobs (kit, &query), "j0 j2 j4 j6 j8");
  query.queue = "q";
  kit_assert_order (list_jobs (kit, &query), "j0 j2");
  query = (ApsListQuery)APS_LIST_QUERY_INIT;
  query.schedule_id = "s";
  kit_assert_order (list_jobs (kit, &query), "j8 j9");
  query = (ApsListQuery)APS_LIST_QUERY_INIT;
  query.id_prefix = "j1";
  kit_assert_order (list_jobs (kit, &query), "j1");
  query = (ApsListQuery)APS_LIST_QUERY_INIT;
  query.since_us = kit->now + APS_HOUR + 1;
  kit_assert_order (list_jobs (kit, &query), "j0 j1 j2 j3 j4");
  query.before_us = query.since_us;
  kit_assert_order (list_jobs (kit, &query), "");
  query.since_us = APS_TIME_NONE;
  kit_assert_order (list_jobs (kit, &query), "j5 j6 j7 j8 j9");

  kit->now += APS_DAY;
  leased = kit_job_at (kit_lease (kit, "a", 2)->jobs, 0);
  kit_finish (kit, "a", leased, APS_JOB_OUTCOME_ERROR);
  query = (ApsListQuery)APS_LIST_QUERY_INIT;
  query.states = 1 << APS_JOB_STATE_LEASED;
  kit_assert_order (list_jobs (kit, &query), "j6");
  query.states |= 1 << APS_JOB_STATE_FINISHED;
  kit_assert_order (list_jobs (kit, &query), "j5 j6");
  query.states = 1 << APS_JOB_STATE_WAITING;
  g_assert_cmpuint (aps_record_list_get_n (list_jobs (kit, &query)), ==, 8);
  query.states = 0;
  query.outcomes = 1 << APS_JOB_OUTCOME_ERROR;
  kit_assert_order (list_jobs (kit, &query), "j5");
  query.outcomes = 1 << APS_JOB_OUTCOME_SUCCESS;
  kit_assert_order (list_jobs (kit, &query), "");
}

static void
schedules_are_sorted_and_filtered (void)
{
  g_autoptr (Kit) kit = kit_open ();
  ApsListQuery       query = APS_LIST_QUERY_INIT;
  ApsRecordList     *schedules = kit_list (kit, APS_RECORD_TYPE_SCHEDULE);
  ApsScheduleRecord *paused;

  kit_put_task (kit, "t", 1);
  kit_put_task (kit, "u", 1);
  kit_make_schedule (kit, schedules, "c", "t", APS_TIME_NONE);
  kit_make_schedule (kit, schedules, "a2", "t", kit->now + 5)->origin = "x.conf";
  kit_make_schedule (kit, schedules, "a1", "u", kit->now + 5);
  paused = kit_make_schedule (kit, schedules, "b", "u", kit->now + 4);
  paused->paused = TRUE;
  kit_put_schedules (kit, schedules, APS_CONFLICT_POLICY_REPLACE);

  kit_assert_order (list_schedules (kit, &query), "a1 a2 b c");
  query.order = APS_LIST_ORDER_TIME;
  kit_assert_order (list_schedules (kit, &query), "b a1 a2 c");
  query.limit = 2;
  kit_assert_order (list_schedules (kit, &query), "b a1");
  query.after_us = kit->now + 5;
  query.after_id = "a1";
  kit_assert_order (list_schedules (kit, &query), "a2 c");
  query.descending = TRUE;
  kit_assert_order (list_schedules (kit, &query), "b");
  query = (ApsListQuery)APS_LIST_QUERY_INIT;
  query.task_id = "u";
  kit_assert_order (list_schedules (kit, &query), "a1 b");
  query.paused = 1;
  kit_assert_order (list_schedules (kit, &query), "b");
  query.paused = 0;
  kit_assert_order (list_schedules (kit, &query), "a1");
  query = (ApsListQuery)APS_LIST_QUERY_INIT;
  query.origin = "x.conf";
  kit_assert_order (list_schedules (kit, &query), "a2");
  query = (ApsListQuery)APS_LIST_QUERY_INIT;
  query.id_prefix = "a";
  kit_assert_order (list_schedules (kit, &query), "a1 a2");
}

static void
signs_of_patterns_are_plain (void)
{
  g_autoptr (Kit) kit = kit_open ();
  ApsListQuery query = APS_LIST_QUERY_INIT;

  kit_put_task (kit, "t", 1);
  kit_put_schedule (kit, "a%b_c", "t", kit->now);
  kit_put_schedule (kit, "axbxc", "t", kit->now);
  kit_put_schedule (kit, "A%B", "t", kit->now);
  kit_put_schedule (kit, "it's \"*\"", "t", kit->now);
  query.id_prefix = "a%b_";
  kit_assert_order (list_schedules (kit, &query), "a%b_c");
  query.id_prefix = "it's \"*";
  kit_assert_order (list_schedules (kit, &query), "it's \"*\"");
  query.id_prefix = "a_";
  kit_assert_order (list_schedules (kit, &query), "");
}

static const KitEntry entries[] = {
  { "/lists/pages-join-under-ties", pages_join_under_ties },
  { "/lists/limit-zero-is-all", limit_zero_is_all },
  { "/lists/jobs-are-filtered", jobs_are_filtered },
  { "/lists/schedules-are-sorted-and-filtered", schedules_are_sorted_and_filtered },
  { "/lists/signs-of-patterns-are-plain", signs_of_patterns_are_plain },
};

void
kit_add_store_lists (void)
{
  kit_add (entries, G_N_ELEMENTS (entries));
}
