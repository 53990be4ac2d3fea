/* Tests of what a job inherits, and of its back-offs.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"

#include "model/aps-inheritance-private.h"
#include "model/aps-retry-policy-private.h"

#include <apsched/aps-types.h>

typedef struct
{
  ApsRecordList     *tasks;
  ApsRecordList     *schedules;
  ApsRecordList     *jobs;
  ApsTaskRecord     *task;
  ApsScheduleRecord *schedule;
  ApsJobRecord      *job;
  ApsDefaults        defaults;
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer data)
{
  fixture->tasks = aps_record_list_new (APS_RECORD_TYPE_TASK);
  fixture->schedules = aps_record_list_new (APS_RECORD_TYPE_SCHEDULE);
  fixture->jobs = aps_record_list_new (APS_RECORD_TYPE_JOB);
  fixture->task = aps_record_list_add (fixture->tasks);
  fixture->schedule = aps_record_list_add (fixture->schedules);
  fixture->job = aps_record_list_add (fixture->jobs);
  aps_defaults_init (&fixture->defaults);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  aps_record_list_unref (fixture->tasks);
  aps_record_list_unref (fixture->schedules);
  aps_record_list_unref (fixture->jobs);
}

static void
inherit (Fixture *fixture)
{
  aps_inherit_job (fixture->job,
                   fixture->jobs,
                   fixture->schedule,
                   fixture->task,
                   &fixture->defaults);
}

static void
test_nobody_says_anything (Fixture *fixture, gconstpointer data)
{
  inherit (fixture);

  g_assert_null (fixture->job->executor);
  g_assert_cmpstr (fixture->job->queue, ==, "default");
  g_assert_cmpint (fixture->job->max_attempts, ==, 1);
  g_assert_cmpint (fixture->job->retry_delay_us, ==, 10 * APS_SECOND);
  g_assert_cmpint (fixture->job->retry_max_delay_us, ==, APS_HOUR);
  g_assert_cmpint (fixture->job->time_limit_us, ==, APS_FOREVER);
  g_assert_cmpint (fixture->job->on_abandoned, ==, APS_ON_ABANDONED_END);
  g_assert_cmpint (fixture->job->overlap, ==, APS_OVERLAP_SKIP);
  g_assert_cmpint (fixture->job->result_expiration_time_us, ==, 0);
  g_assert_cmpint (fixture->job->failure_retention_us, ==, 7 * APS_DAY);
  g_assert_cmpint (fixture->job->history, ==, 100);
  g_assert_cmpint (fixture->job->source, ==, APS_JOB_SOURCE_SCHEDULE);
  g_assert_cmpint (fixture->job->state, ==, APS_JOB_STATE_WAITING);
  g_assert_null (fixture->job->metadata);
  g_assert_cmpint (aps_inherit_grace (fixture->schedule, fixture->task, &fixture->defaults),
                   ==,
                   APS_FOREVER);
  g_assert_cmpint (aps_inherit_slots (fixture->task, &fixture->defaults), ==, 1);
}

static void
test_order (Fixture *fixture, gconstpointer data)
{
  fixture->defaults.task.max_attempts = 2;
  inherit (fixture);
  g_assert_cmpint (fixture->job->max_attempts, ==, 2);

  fixture->job->max_attempts = APS_UNSET;
  fixture->task->max_attempts = 3;
  inherit (fixture);
  g_assert_cmpint (fixture->job->max_attempts, ==, 3);

  fixture->job->max_attempts = 4;
  inherit (fixture);
  g_assert_cmpint (fixture->job->max_attempts, ==, 4);
}

static void
test_schedule_over_task (Fixture *fixture, gconstpointer data)
{
  fixture->task->executor = "task's";
  fixture->schedule->executor = "schedule's";
  fixture->schedule->queue = "heavy";
  fixture->schedule->priority = 7;
  fixture->schedule->args = "[1]";
  fixture->schedule->kwargs = "{\"a\":1}";
  fixture->schedule->history = 0;
  fixture->schedule->job_result_expiration_time_us = APS_FOREVER;
  fixture->task->misfire_grace_time_us = 5;
  fixture->schedule->misfire_grace_time_us = 0;
  inherit (fixture);

  g_assert_cmpstr (fixture->job->executor, ==, "schedule's");
  g_assert_cmpstr (fixture->job->queue, ==, "heavy");
  g_assert_cmpint (fixture->job->priority, ==, 7);
  g_assert_cmpstr (fixture->job->args, ==, "[1]");
  g_assert_cmpstr (fixture->job->kwargs, ==, "{\"a\":1}");
  g_assert_cmpint (fixture->job->history, ==, 0);
  g_assert_cmpint (fixture->job->result_expiration_time_us, ==, APS_FOREVER);
  g_assert_cmpint (aps_inherit_grace (fixture->schedule, fixture->task, &fixture->defaults), ==, 0);
}

static void
test_none_and_zero_are_said (Fixture *fixture, gconstpointer data)
{
  fixture->defaults.task.time_limit_us = APS_HOUR;
  fixture->task->time_limit_us = APS_FOREVER;
  fixture->defaults.task.retry_delay_us = APS_HOUR;
  fixture->task->retry_delay_us = 0;
  fixture->defaults.task.max_running_jobs = 5;
  fixture->task->max_running_jobs = APS_UNLIMITED;
  inherit (fixture);

  g_assert_cmpint (fixture->job->time_limit_us, ==, APS_FOREVER);
  g_assert_cmpint (fixture->job->retry_delay_us, ==, 0);
  g_assert_cmpint (aps_inherit_slots (fixture->task, &fixture->defaults), ==, APS_UNLIMITED);
}

static void
test_overlap_follows_coalesce (Fixture *fixture, gconstpointer data)
{
  fixture->schedule->coalesce = APS_COALESCE_ALL;
  inherit (fixture);
  g_assert_cmpint (fixture->job->overlap, ==, APS_OVERLAP_QUEUE);

  fixture->job->overlap = APS_UNSET;
  fixture->schedule->overlap = APS_OVERLAP_SKIP;
  inherit (fixture);
  g_assert_cmpint (fixture->job->overlap, ==, APS_OVERLAP_SKIP);
}

static void
test_direct_job_waits (Fixture *fixture, gconstpointer data)
{
  aps_inherit_job (fixture->job, fixture->jobs, NULL, fixture->task, &fixture->defaults);
  g_assert_cmpint (fixture->job->overlap, ==, APS_OVERLAP_QUEUE);
  g_assert_cmpint (fixture->job->source, ==, APS_JOB_SOURCE_ADDED);
  g_assert_cmpstr (fixture->job->queue, ==, "default");
  g_assert_cmpint (fixture->job->result_expiration_time_us, ==, 0);
}

static void
test_metadata_merges_by_key (Fixture *fixture, gconstpointer data)
{
  fixture->defaults.task.metadata = "{\"a\":1,\"b\":1,\"c\":1,\"d\":{\"x\":1}}";
  fixture->task->metadata = "{\"b\":2,\"c\":2}";
  fixture->schedule->metadata = "{\"c\":null,\"d\":{\"y\":2}}";
  inherit (fixture);

  for (guint i = 0; i < 4; i++)
    {
      const char *const wanted[] = { "\"a\":1", "\"b\":2", "\"c\":null", "\"d\":{\"y\":2}" };

      g_assert_nonnull (strstr (fixture->job->metadata, wanted[i]));
    }
  g_assert_cmpuint (strlen (fixture->job->metadata), ==, 34);
}

static void
test_text_is_the_jobs (Fixture *fixture, gconstpointer data)
{
  fixture->schedule->args = aps_record_list_strdup (fixture->schedules, "[1]");
  fixture->task->metadata = aps_record_list_strdup (fixture->tasks, "{\"a\":1}");
  inherit (fixture);
  g_assert_true (fixture->job->args != fixture->schedule->args);
  g_assert_cmpstr (fixture->job->metadata, ==, "{\"a\":1}");
  g_assert_true (fixture->job->metadata != fixture->task->metadata);
}

static void
test_back_off_doubles (Fixture *fixture, gconstpointer data)
{
  fixture->job->retry_delay_us = 10 * APS_SECOND;
  fixture->job->retry_max_delay_us = APS_MINUTE;

  for (guint i = 0; i < 1000; i++)
    {
      gint64 first = aps_retry_delay (fixture->job, 1);
      gint64 third = aps_retry_delay (fixture->job, 3);
      gint64 tenth = aps_retry_delay (fixture->job, 10);

      g_assert_cmpint (first, >=, 9 * APS_SECOND);
      g_assert_cmpint (first, <=, 11 * APS_SECOND);
      g_assert_cmpint (third, >=, 36 * APS_SECOND);
      g_assert_cmpint (third, <=, 44 * APS_SECOND);
      g_assert_cmpint (tenth, >=, 54 * APS_SECOND);
      g_assert_cmpint (tenth, <=, APS_MINUTE);
    }
}

static void
test_back_off_at_the_edges (Fixture *fixture, gconstpointer data)
{
  fixture->job->retry_delay_us = 0;
  fixture->job->retry_max_delay_us = APS_FOREVER;
  g_assert_cmpint (aps_retry_delay (fixture->job, 1000000000), ==, 0);

  fixture->job->retry_delay_us = APS_SECOND;
  g_assert_cmpint (aps_retry_delay (fixture->job, G_MAXINT), >, 100000 * APS_DAY);

  fixture->job->retry_delay_us = APS_FOREVER;
  g_assert_cmpint (aps_retry_delay (fixture->job, 1), >, 100000 * APS_DAY);
}

static void
test_attempts_left (Fixture *fixture, gconstpointer data)
{
  fixture->job->attempt = 1;
  fixture->job->max_attempts = 2;
  g_assert_true (aps_retry_is_left (fixture->job));
  fixture->job->attempt = 2;
  g_assert_false (aps_retry_is_left (fixture->job));
  fixture->job->max_attempts = APS_UNLIMITED;
  fixture->job->attempt = G_MAXINT;
  g_assert_true (aps_retry_is_left (fixture->job));
}

#define ADD(path, test) g_test_add (path, Fixture, NULL, set_up, test, tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  ADD ("/inheritance/nobody-says-anything", test_nobody_says_anything);
  ADD ("/inheritance/order", test_order);
  ADD ("/inheritance/schedule-over-task", test_schedule_over_task);
  ADD ("/inheritance/none-and-zero-are-said", test_none_and_zero_are_said);
  ADD ("/inheritance/overlap-follows-coalesce", test_overlap_follows_coalesce);
  ADD ("/inheritance/direct-job-waits", test_direct_job_waits);
  ADD ("/inheritance/metadata-merges-by-key", test_metadata_merges_by_key);
  ADD ("/inheritance/text-is-the-jobs", test_text_is_the_jobs);
  ADD ("/retry-policy/doubles", test_back_off_doubles);
  ADD ("/retry-policy/at-the-edges", test_back_off_at_the_edges);
  ADD ("/retry-policy/attempts-left", test_attempts_left);

  return g_test_run ();
}
