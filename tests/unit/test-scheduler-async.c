/* The asynchronous forms that add many, and those that tell or are told more.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include <apsched/apsched.h>

static void
do_nothing (ApsJobContext *context, gpointer user_data)
{
  aps_job_context_return (context, NULL);
}

static ApsScheduler *
new_scheduler (void)
{
  ApsScheduler *scheduler = aps_scheduler_new ();

  aps_scheduler_add_thread_callback (scheduler, "work", do_nothing, NULL, NULL);
  return scheduler;
}

static ApsSchedule *
new_schedule (const char *id, const char *task)
{
  return aps_schedule_new (id, task, aps_interval_trigger_new (APS_HOUR));
}

static void
keep_result (GObject *source, GAsyncResult *result, gpointer kept)
{
  *(GAsyncResult **)kept = g_object_ref (result);
}

static GAsyncResult *
wait_for (GAsyncResult **result)
{
  while (*result == NULL)
    g_main_context_iteration (NULL, TRUE);

  return *result;
}

static guint
count_jobs (ApsScheduler *scheduler)
{
  g_autoptr (GPtrArray) jobs = aps_scheduler_get_jobs (scheduler, NULL, NULL, NULL);

  g_assert_nonnull (jobs);
  return jobs->len;
}

static void
test_add_jobs (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (ApsScheduler) scheduler = new_scheduler ();
  g_autoptr (GPtrArray) jobs = g_ptr_array_new_with_free_func (g_object_unref);
  g_autoptr (GAsyncResult) result = NULL;

  g_ptr_array_add (jobs, aps_job_new ("work", NULL));
  g_ptr_array_add (jobs, aps_job_new ("work", NULL));
  aps_scheduler_add_jobs_async (scheduler, jobs, NULL, keep_result, &result);
  g_ptr_array_set_size (jobs, 0); /* the array is the caller's again */

  g_assert_true (aps_scheduler_add_jobs_finish (scheduler, wait_for (&result), &error));
  g_assert_no_error (error);
  g_assert_cmpuint (count_jobs (scheduler), ==, 2);
}

static void
test_add_jobs_refused (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (ApsScheduler) scheduler = new_scheduler ();
  g_autoptr (GPtrArray) jobs = g_ptr_array_new_with_free_func (g_object_unref);
  g_autoptr (GAsyncResult) result = NULL;

  g_ptr_array_add (jobs, aps_job_new ("nowhere", NULL));
  aps_scheduler_add_jobs_async (scheduler, jobs, NULL, keep_result, &result);

  g_assert_false (aps_scheduler_add_jobs_finish (scheduler, wait_for (&result), &error));
  g_assert_error (error, APS_ERROR, APS_ERROR_NOT_FOUND);
}

static void
test_add_schedules (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (ApsScheduler) scheduler = new_scheduler ();
  g_autoptr (GPtrArray) schedules = g_ptr_array_new_with_free_func (g_object_unref);
  g_autoptr (GPtrArray) found = NULL;
  g_autoptr (GAsyncResult) result = NULL;

  g_ptr_array_add (schedules, new_schedule ("a", "work"));
  g_ptr_array_add (schedules, new_schedule ("b", "work"));
  aps_scheduler_add_schedules_async (scheduler,
                                     schedules,
                                     APS_CONFLICT_POLICY_EXCEPTION,
                                     NULL,
                                     keep_result,
                                     &result);
  g_assert_true (aps_scheduler_add_schedules_finish (scheduler, wait_for (&result), &error));
  g_assert_no_error (error);
  found = aps_scheduler_get_schedules (scheduler, NULL, NULL, &error);
  g_assert_cmpuint (found->len, ==, 2);

  g_clear_object (&result);
  aps_scheduler_add_schedules_async (scheduler,
                                     schedules,
                                     APS_CONFLICT_POLICY_EXCEPTION,
                                     NULL,
                                     keep_result,
                                     &result);
  g_assert_false (aps_scheduler_add_schedules_finish (scheduler, wait_for (&result), &error));
  g_assert_error (error, APS_ERROR, APS_ERROR_CONFLICT);
}

static void
test_add_schedule_full (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (ApsScheduler) scheduler = new_scheduler ();
  g_autoptr (GAsyncResult) result = NULL;
  g_autofree char *id = NULL;
  ApsEntryStatus   status = APS_ENTRY_STATUS_REFUSED;

  aps_scheduler_add_schedule_full_async (scheduler,
                                         new_schedule (NULL, "work"),
                                         APS_CONFLICT_POLICY_EXCEPTION,
                                         NULL,
                                         keep_result,
                                         &result);
  g_assert_true (
    aps_scheduler_add_schedule_full_finish (scheduler, wait_for (&result), &id, &status, &error));
  g_assert_no_error (error);
  g_assert_cmpint (status, ==, APS_ENTRY_STATUS_ADDED);
  g_assert_true (g_uuid_string_is_valid (id));
}

static void
test_add_schedule_full_refused (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (ApsScheduler) scheduler = new_scheduler ();
  g_autoptr (GAsyncResult) result = NULL;

  aps_scheduler_add_schedule_full_async (scheduler,
                                         new_schedule ("a", "nowhere"),
                                         APS_CONFLICT_POLICY_EXCEPTION,
                                         NULL,
                                         keep_result,
                                         &result);
  g_assert_false (
    aps_scheduler_add_schedule_full_finish (scheduler, wait_for (&result), NULL, NULL, &error));
  g_assert_error (error, APS_ERROR, APS_ERROR_NOT_FOUND);
}

static void
test_pause_schedule_full (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (ApsScheduler) scheduler = new_scheduler ();
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (ApsSchedule) schedule = NULL;

  aps_scheduler_add_schedule (scheduler,
                              new_schedule ("a", "work"),
                              APS_CONFLICT_POLICY_EXCEPTION,
                              NULL,
                              &error);
  g_assert_no_error (error);
  aps_scheduler_pause_schedule_full_async (scheduler,
                                           "a",
                                           APS_TIME_NONE,
                                           "ann",
                                           "moving house",
                                           NULL,
                                           keep_result,
                                           &result);
  g_assert_true (aps_scheduler_pause_schedule_full_finish (scheduler, wait_for (&result), &error));
  g_assert_no_error (error);

  schedule = aps_scheduler_get_schedule (scheduler, "a", NULL, &error);
  g_assert_true (aps_schedule_is_paused (schedule));
  g_assert_cmpstr (aps_schedule_get_paused_by (schedule), ==, "ann");
  g_assert_cmpstr (aps_schedule_get_paused_reason (schedule), ==, "moving house");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/scheduler/async/add-jobs", test_add_jobs);
  g_test_add_func ("/scheduler/async/add-jobs-is-refused", test_add_jobs_refused);
  g_test_add_func ("/scheduler/async/add-schedules", test_add_schedules);
  g_test_add_func ("/scheduler/async/add-schedule-tells-id-and-status", test_add_schedule_full);
  g_test_add_func ("/scheduler/async/add-schedule-is-refused", test_add_schedule_full_refused);
  g_test_add_func ("/scheduler/async/pause-notes-by-whom-and-why", test_pause_schedule_full);

  return g_test_run ();
}
