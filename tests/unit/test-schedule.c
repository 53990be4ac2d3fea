/* Tests of schedules.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"

#include "caught-messages.h"

#include "model/aps-schedule-private.h"

static ApsTrigger *
parse (const char *text)
{
  g_autoptr (GError) error = NULL;
  ApsTrigger *trigger = aps_trigger_parse (text, &error);

  g_assert_no_error (error);
  return trigger;
}

static void
test_unset_stays_unset (void)
{
  g_autoptr (ApsSchedule) schedule = aps_schedule_new (NULL, "resize", parse ("every:1h"));

  g_assert_null (aps_schedule_get_id (schedule));
  g_assert_cmpstr (aps_schedule_get_task (schedule), ==, "resize");
  g_assert_cmpint (aps_schedule_get_coalesce (schedule), ==, APS_COALESCE_UNSET);
  g_assert_cmpint (aps_schedule_get_overlap (schedule), ==, APS_OVERLAP_UNSET);
  g_assert_cmpint (aps_schedule_get_misfire_grace_time (schedule), ==, APS_UNSET);
  g_assert_cmpint (aps_schedule_get_max_jitter (schedule), ==, APS_UNSET);
  g_assert_cmpint (aps_schedule_get_history (schedule), ==, APS_UNSET);
  g_assert_cmpint (aps_schedule_get_pause_after_failures (schedule), ==, APS_UNSET);
  g_assert_cmpint (aps_schedule_get_job_result_expiration_time (schedule), ==, APS_UNSET);
  g_assert_cmpint (aps_schedule_get_next_fire_time (schedule), ==, APS_TIME_NONE);
  g_assert_cmpint (aps_schedule_get_last_fire_time (schedule), ==, APS_TIME_NONE);
  g_assert_cmpint (aps_schedule_get_priority (schedule), ==, 0);
  g_assert_false (aps_schedule_is_paused (schedule));
  g_assert_null (aps_schedule_get_error (schedule));
}

static void
test_trigger_is_written (void)
{
  g_autoptr (ApsSchedule) schedule = aps_schedule_new ("s", "resize", parse ("every:1h"));
  ApsTrigger              *trigger = aps_schedule_get_trigger (schedule);
  g_autofree char         *json = aps_trigger_to_json (trigger);
  const ApsScheduleRecord *record = aps_schedule_get_record (schedule);

  g_assert_cmpstr (record->trigger, ==, json);
  g_assert_cmpstr (record->trigger_types, ==, "interval");

  aps_schedule_set_trigger (schedule, trigger);
  g_assert_cmpstr (aps_schedule_get_record (schedule)->trigger, ==, json);
}

static void
test_trigger_is_read (void)
{
  g_autoptr (ApsSchedule) maker = aps_schedule_new ("s", "resize", parse ("every:90min"));
  g_autoptr (ApsRecordList) list = aps_record_list_new (APS_RECORD_TYPE_SCHEDULE);
  g_autoptr (ApsSchedule) stored = NULL;
  g_autoptr (ApsSchedule) copy = NULL;
  g_autofree char *text = NULL;

  stored =
    aps_schedule_new_from_record (list,
                                  aps_record_list_add_copy (list, aps_schedule_get_record (maker)));
  text = aps_trigger_to_text (aps_schedule_get_trigger (stored));
  g_assert_cmpstr (text, ==, "every:1h 30min");
  g_assert_true (aps_schedule_get_trigger (stored) == aps_schedule_get_trigger (stored));

  copy = aps_schedule_copy (stored);
  g_assert_true (aps_schedule_get_trigger (copy) == aps_schedule_get_trigger (stored));
}

static gpointer
read_once (gpointer data)
{
  g_autoptr (ApsRecordList) list = aps_record_list_new (APS_RECORD_TYPE_SCHEDULE);
  g_autofree char *text = NULL;

  g_assert_nonnull (aps_schedule_get_trigger (data));
  aps_schedule_add_unwritten (data, list);
  text = aps_schedule_to_string (data);
  g_assert_nonnull (strstr (text, "interval"));
  return (gpointer)aps_schedule_get_record (data)->trigger;
}

/* What is written late is written once. Races show under ThreadSanitizer. */
static void
test_trigger_is_written_once (void)
{
  for (guint i = 0; i < 100; i++)
    {
      g_autoptr (ApsSchedule) schedule = aps_schedule_new ("s", "resize", parse ("every:1h"));
      GThread *threads[3];

      aps_schedule_freeze (schedule);
      for (guint n = 0; n < G_N_ELEMENTS (threads); n++)
        threads[n] = g_thread_new ("read", read_once, schedule);
      for (guint n = 0; n < G_N_ELEMENTS (threads); n++)
        g_assert_true (g_thread_join (threads[n]) == aps_schedule_get_record (schedule)->trigger);
    }
}

static void
test_unknown_trigger_is_none (void)
{
  g_autoptr (ApsRecordList) list = aps_record_list_new (APS_RECORD_TYPE_SCHEDULE);
  ApsScheduleRecord *record = aps_record_list_add (list);
  g_autoptr (ApsSchedule) stored = NULL;

  record->id = record->task_id = "s";
  record->trigger = "{\"type\":\"python:pics.sun:Sunrise\",\"v\":1}";
  stored = aps_schedule_new_from_record (list, record);
  g_assert_null (aps_schedule_get_trigger (stored));
}

static void
test_copy_with_another_trigger (void)
{
  g_autoptr (ApsSchedule) schedule = aps_schedule_new ("s", "resize", parse ("every:1h"));
  g_autoptr (ApsSchedule) copy = NULL;
  g_autoptr (ApsTrigger) other = parse ("every:2h");

  aps_schedule_freeze (schedule);
  copy = aps_schedule_copy (schedule);
  aps_schedule_set_trigger (copy, other);
  g_assert_cmpstr (aps_schedule_get_record (copy)->trigger,
                   !=,
                   aps_schedule_get_record (schedule)->trigger);
  g_assert_true (aps_schedule_get_trigger (copy) == other);
}

static void
test_frozen_does_not_change (void)
{
  g_autoptr (ApsSchedule) schedule = aps_schedule_new ("s", "resize", parse ("every:1h"));
  g_autoptr (ApsTrigger) other = parse ("every:2h");

  aps_schedule_freeze (schedule);
  caught_messages_expect ("*frozen*");
  aps_schedule_set_trigger (schedule, other);
  caught_messages_assert ();
  g_assert_false (aps_schedule_get_trigger (schedule) == other);
}

static void
test_properties_round_trip (void)
{
  g_autoptr (ApsTrigger) trigger = parse ("every:1h");
  g_autoptr (ApsSchedule) schedule = g_object_new (APS_TYPE_SCHEDULE,
                                                   "id",
                                                   "small",
                                                   "task",
                                                   "resize",
                                                   "trigger",
                                                   trigger,
                                                   "paused",
                                                   TRUE,
                                                   "coalesce",
                                                   APS_COALESCE_ALL,
                                                   "kwargs",
                                                   g_variant_new_parsed ("{'width': <64>}"),
                                                   NULL);
  g_autoptr (ApsSchedule) copy = g_object_new (APS_TYPE_SCHEDULE, NULL);
  g_autofree GParamSpec **pspecs = NULL;
  guint                   n;

  g_assert_true (aps_schedule_is_paused (schedule));
  pspecs = g_object_class_list_properties (G_OBJECT_GET_CLASS (schedule), &n);
  g_assert_cmpuint (n, ==, 27);
  for (guint i = 0; i < n; i++)
    {
      g_auto (GValue) value = G_VALUE_INIT;

      g_object_get_property (G_OBJECT (schedule), pspecs[i]->name, &value);
      if (pspecs[i]->flags & G_PARAM_WRITABLE)
        g_object_set_property (G_OBJECT (copy), pspecs[i]->name, &value);
    }

  g_assert_true (aps_record_equal (APS_RECORD_TYPE_SCHEDULE,
                                   aps_schedule_get_record (schedule),
                                   aps_schedule_get_record (copy)));
}

static void
test_skips (void)
{
  g_autoptr (ApsRecordList) list = aps_record_list_new (APS_RECORD_TYPE_SCHEDULE);
  ApsScheduleRecord *record = aps_record_list_add (list);
  g_autoptr (ApsSchedule) stored = aps_schedule_new_from_record (list, record);
  g_autofree gint64 *skips = NULL;
  gsize              n;

  g_assert_null (aps_schedule_dup_skips (stored, &n));
  g_assert_cmpuint (n, ==, 0);

  record->skips = "[1735689600000000,1735693200000000]";
  skips = aps_schedule_dup_skips (stored, &n);
  g_assert_cmpuint (n, ==, 2);
  g_assert_cmpint (skips[1], ==, 1735693200000000);
}

static void
test_prints (void)
{
  g_autoptr (ApsSchedule) schedule = aps_schedule_new ("small", "resize", parse ("every:1h"));
  g_autofree char *text = NULL;

  aps_schedule_set_coalesce (schedule, APS_COALESCE_EARLIEST);
  text = aps_schedule_to_string (schedule);
  g_assert_true (g_str_has_prefix (text, "schedule id=small task_id=resize trigger={"));
  g_assert_nonnull (strstr (text, "coalesce=earliest"));
}

static void
test_json_form (void)
{
  g_autoptr (ApsRecordList) list = aps_record_list_new (APS_RECORD_TYPE_SCHEDULE);
  ApsScheduleRecord *record = aps_record_list_add (list);
  g_autoptr (ApsSchedule) stored = NULL;
  g_autofree char *json = NULL;

  record->id = "small";
  record->task_id = "resize";
  record->trigger = "{\"type\":\"interval\",\"v\":1,\"interval\":\"1h\"}";
  record->args = "[1]";
  record->misfire_grace_time_us = 5;
  record->max_jitter_us = 0;
  record->history = APS_UNLIMITED;
  record->next_fire_us = 1769828400000000;
  record->coalesce = APS_COALESCE_ALL;
  stored = aps_schedule_new_from_record (list, record);
  json = aps_schedule_to_json (stored);
  g_assert_cmpstr (json,
                   ==,
                   "{\"id\":\"small\",\"task_id\":\"resize\",\"args\":[1],\"kwargs\":null,"
                   "\"paused\":false,\"coalesce\":\"all\",\"overlap\":null,\"misfire_grace_time_"
                   "us\":5,"
                   "\"max_jitter_us\":0,\"executor\":null,\"queue\":null,\"priority\":0,"
                   "\"job_result_expiration_time_us\":null,\"history\":null,"
                   "\"pause_after_failures\":null,\"metadata\":null,\"paused_until\":null,"
                   "\"paused_by\":null,\"paused_reason\":null,\"last_fire_time\":null,"
                   "\"next_fire_time\":\"2026-01-31T03:00:00Z\",\"failures\":0,\"error\":null,"
                   "\"created\":null,\"origin\":null,\"revision\":0,\"trigger\":\"every:1h\","
                   "\"skips\":null}");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  caught_messages_init ();

  g_test_add_func ("/schedule/unset-stays-unset", test_unset_stays_unset);
  g_test_add_func ("/schedule/trigger/is-written", test_trigger_is_written);
  g_test_add_func ("/schedule/trigger/is-written-once", test_trigger_is_written_once);
  g_test_add_func ("/schedule/trigger/is-read", test_trigger_is_read);
  g_test_add_func ("/schedule/trigger/unknown-is-none", test_unknown_trigger_is_none);
  g_test_add_func ("/schedule/trigger/copy-with-another", test_copy_with_another_trigger);
  g_test_add_func ("/schedule/frozen/does-not-change", test_frozen_does_not_change);
  g_test_add_func ("/schedule/properties/round-trip", test_properties_round_trip);
  g_test_add_func ("/schedule/skips", test_skips);
  g_test_add_func ("/schedule/prints", test_prints);
  g_test_add_func ("/schedule/json-form", test_json_form);

  return g_test_run ();
}
