/* Schedules added many at a time, and triggers that they share.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include <apsched/apsched.h>

#include <string.h>

static void
do_nothing (ApsJobContext *context, gpointer user_data)
{
  aps_job_context_return (context, NULL);
}

static ApsScheduler *
new_scheduler (void)
{
  g_autoptr (ApsTestClock) clock = aps_test_clock_new ("2026-01-31T00:00:00Z");
  ApsScheduler *scheduler = g_object_new (APS_TYPE_SCHEDULER, "clock", clock, NULL);

  aps_scheduler_add_thread_callback (scheduler, "work", do_nothing, NULL, NULL);
  return scheduler;
}

static ApsTrigger *
parse (const char *text)
{
  g_autoptr (GError) error = NULL;
  ApsTrigger *trigger = aps_trigger_parse (text, &error);

  g_assert_no_error (error);
  return trigger;
}

static GPtrArray *
make_schedules (guint n, ApsTrigger *trigger)
{
  GPtrArray *schedules = g_ptr_array_new_with_free_func (g_object_unref);

  for (guint i = 0; i < n; i++)
    {
      g_autofree char *id = g_strdup_printf ("s%u", i);

      g_ptr_array_add (schedules, aps_schedule_new (id, "work", g_object_ref (trigger)));
    }

  return schedules;
}

static void
assert_next (ApsScheduler *scheduler, const char *id, const char *next)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (ApsSchedule) schedule = aps_scheduler_get_schedule (scheduler, id, NULL, &error);
  g_autofree char *time = NULL;

  g_assert_no_error (error);
  time = aps_time_to_string (aps_schedule_get_next_fire_time (schedule));
  g_assert_cmpstr (time, ==, next);
}

static void
test_many_share_a_trigger (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (ApsScheduler) scheduler = new_scheduler ();
  g_autoptr (ApsTrigger) trigger = parse ("cron:0 3 * * * tz=Europe/Berlin");
  g_autoptr (GPtrArray) schedules = make_schedules (100, trigger);

  aps_scheduler_add_schedules (scheduler, schedules, APS_CONFLICT_POLICY_EXCEPTION, NULL, &error);
  g_assert_no_error (error);
  assert_next (scheduler, "s0", "2026-01-31T02:00:00Z");
  assert_next (scheduler, "s99", "2026-01-31T02:00:00Z");
}

static void
test_first_refusal_is_told (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (ApsScheduler) scheduler = new_scheduler ();
  g_autoptr (ApsTrigger) trigger = parse ("cron:0 3 * * * tz=UTC");
  g_autoptr (GPtrArray) schedules = make_schedules (2, trigger);

  aps_scheduler_add_schedule (scheduler,
                              g_object_ref (g_ptr_array_index (schedules, 0)),
                              APS_CONFLICT_POLICY_EXCEPTION,
                              NULL,
                              &error);
  g_assert_no_error (error);
  g_assert_false (aps_scheduler_add_schedules (scheduler,
                                               schedules,
                                               APS_CONFLICT_POLICY_EXCEPTION,
                                               NULL,
                                               &error));
  g_assert_error (error, APS_ERROR, APS_ERROR_CONFLICT);
  assert_next (scheduler, "s1", "2026-01-31T03:00:00Z");
}

static void
test_none_is_nothing_to_do (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (ApsScheduler) scheduler = new_scheduler ();
  g_autoptr (GPtrArray) schedules = g_ptr_array_new ();

  g_assert_true (aps_scheduler_add_schedules (scheduler,
                                              schedules,
                                              APS_CONFLICT_POLICY_EXCEPTION,
                                              NULL,
                                              &error));
  g_assert_no_error (error);
}

/* The trigger of a frozen schedule is written out for whoever asks first. */
static void
test_frozen_can_be_copied (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (ApsScheduler) scheduler = new_scheduler ();
  g_autoptr (ApsTrigger) trigger = parse ("every:1h");
  g_autoptr (ApsSchedule) given = aps_schedule_new ("s", "work", g_object_ref (trigger));
  g_autoptr (ApsSchedule) copy = NULL;
  g_autofree char *words = NULL;

  aps_scheduler_add_schedule (scheduler,
                              g_object_ref (given),
                              APS_CONFLICT_POLICY_EXCEPTION,
                              NULL,
                              &error);
  g_assert_no_error (error);
  words = aps_schedule_to_string (given);
  g_assert_nonnull (strstr (words, "interval"));
  copy = aps_schedule_copy (given);
  g_assert_true (aps_trigger_equal (aps_schedule_get_trigger (copy), trigger));
}

static void
test_empty_id (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (ApsScheduler) scheduler = aps_scheduler_new ();
  ApsSchedule *schedule = aps_schedule_new ("", "command:true", aps_interval_trigger_new (APS_DAY));

  g_assert_false (
    aps_scheduler_add_schedule (scheduler, schedule, APS_CONFLICT_POLICY_EXCEPTION, NULL, &error));
  g_assert_error (error, APS_ERROR, APS_ERROR_INVALID_ARGUMENT);
  g_assert_cmpstr (error->message, ==, "The schedule id \"\" is empty");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/scheduler/schedules/many-share-a-trigger", test_many_share_a_trigger);
  g_test_add_func ("/scheduler/schedules/first-refusal-is-told", test_first_refusal_is_told);
  g_test_add_func ("/scheduler/schedules/none-is-nothing-to-do", test_none_is_nothing_to_do);
  g_test_add_func ("/scheduler/schedules/frozen-can-be-copied", test_frozen_can_be_copied);
  g_test_add_func ("/scheduler/schedules/empty-id-is-refused", test_empty_id);

  return g_test_run ();
}
