/* Tests of events and of the envelopes they travel in.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"

#include "model/aps-envelope-private.h"

#include <apsched/aps-error.h>
#include "interfaces/aps-event-broker.h"

#include <string.h>

#define INSTANCE "01985b1c-0000-7000-8000-000000000001"

static ApsEventFields
make_full (void)
{
  ApsEventFields fields = APS_EVENT_FIELDS_INIT;

  fields.type = APS_EVENT_TYPE_JOB_RELEASED;
  fields.timestamp_us = 1769828401500000;
  fields.task_id = "resize";
  fields.schedule_id = "every \"night\"";
  fields.job_id = "01985b1c";
  fields.scheduler = "web-1";
  fields.error_domain = "g-io-error-quark";
  fields.error_code = 7;
  fields.error_message = "No room\nleft";
  fields.reason = "late";
  fields.reason_text = "the machine slept";
  fields.outcome = APS_JOB_OUTCOME_ERROR;
  fields.attempt = 2;
  fields.next_fire_us = 1769828500000000;
  fields.fire_time_us = 1769828400000000;
  fields.due_us = 1769828400000001;
  fields.started_us = 1769828400000003;
  return fields;
}

static void
assert_equal (const ApsEventFields *a, const ApsEventFields *b)
{
  g_assert_cmpint (a->type, ==, b->type);
  g_assert_cmpint (a->timestamp_us, ==, b->timestamp_us);
  g_assert_cmpstr (a->task_id, ==, b->task_id);
  g_assert_cmpstr (a->schedule_id, ==, b->schedule_id);
  g_assert_cmpstr (a->job_id, ==, b->job_id);
  g_assert_cmpstr (a->scheduler, ==, b->scheduler);
  g_assert_cmpstr (a->error_domain, ==, b->error_domain);
  g_assert_cmpint (a->error_code, ==, b->error_code);
  g_assert_cmpstr (a->error_message, ==, b->error_message);
  g_assert_cmpstr (a->reason, ==, b->reason);
  g_assert_cmpstr (a->reason_text, ==, b->reason_text);
  g_assert_cmpint (a->outcome, ==, b->outcome);
  g_assert_cmpint (a->attempt, ==, b->attempt);
  g_assert_cmpint (a->finished, ==, b->finished);
  g_assert_cmpint (a->next_fire_us, ==, b->next_fire_us);
  g_assert_cmpint (a->fire_time_us, ==, b->fire_time_us);
  g_assert_cmpint (a->due_us, ==, b->due_us);
  g_assert_cmpint (a->started_us, ==, b->started_us);
}

static void
test_copies_its_fields (void)
{
  ApsEventFields   fields = make_full ();
  g_autofree char *task = g_strdup ("resize");
  g_autoptr (ApsEvent) event = NULL;
  g_autofree char *name = NULL;
  g_autofree char *property = NULL;
  ApsJobOutcome    outcome;

  fields.task_id = task;
  event = aps_event_new_from_fields (&fields);
  task[0] = 'X';
  g_assert_cmpstr (aps_event_get_task_id (event), ==, "resize");
  g_assert_cmpint (aps_event_get_event_type (event), ==, APS_EVENT_TYPE_JOB_RELEASED);
  g_assert_cmpstr (aps_event_get_name (event), ==, "job-released");
  g_assert_cmpint (aps_event_get_outcome (event), ==, APS_JOB_OUTCOME_ERROR);
  g_assert_false (aps_event_is_finished (event));

  g_object_get (event, "name", &name, "task-id", &property, "outcome", &outcome, NULL);
  g_assert_cmpstr (name, ==, "job-released");
  g_assert_cmpstr (property, ==, "resize");
  g_assert_cmpint (outcome, ==, APS_JOB_OUTCOME_ERROR);
}

static void
test_prints_logfmt (void)
{
  ApsEventFields fields = make_full ();
  g_autoptr (ApsEvent) event = aps_event_new_from_fields (&fields);
  g_autofree char *line = aps_event_to_string (event);

  g_assert_cmpstr (line,
                   ==,
                   "ts=2026-01-31T03:00:01.500000Z event=job-released "
                   "schedule=\"every \\\"night\\\"\" job=01985b1c task=resize scheduler=web-1 "
                   "fire_time=2026-01-31T03:00:00Z next_fire_time=2026-01-31T03:01:40Z attempt=2 "
                   "outcome=error late_us=2 took_us=1499997 reason=late "
                   "reason_text=\"the machine slept\" error=\"No room\\nleft\"");
}

static void
test_json_form (void)
{
  ApsEventFields fields = APS_EVENT_FIELDS_INIT;
  g_autoptr (ApsEvent) event = NULL;
  g_autofree char *json = NULL;

  fields.type = APS_EVENT_TYPE_SCHEDULE_ADDED;
  fields.timestamp_us = 1769828401500000;
  fields.schedule_id = "small";
  fields.next_fire_us = 1769828400000000;
  event = aps_event_new_from_fields (&fields);
  json = aps_event_to_json (event);
  g_assert_cmpstr (json,
                   ==,
                   "{\"timestamp\":\"2026-01-31T03:00:01.500000Z\",\"event\":"
                   "\"schedule-added\",\"task_id\":null,\"schedule_id\":\"small\","
                   "\"job_id\":null,\"scheduler\":null,\"next_fire_time\":"
                   "\"2026-01-31T03:00:00Z\",\"fire_time\":null,\"due\":null,"
                   "\"started\":null,\"attempt\":0,\"outcome\":null,\"finished\":false,"
                   "\"reason\":null,\"reason_text\":null,\"error\":null}");
}

static void
test_names_of_types (void)
{
  guint n = 0;

  for (guint bit = 0; bit < 32; bit++)
    {
      ApsEventType type = 1u << bit;
      const char  *name = aps_event_type_get_name (type);

      if (!(type & APS_EVENT_TYPE_ALL))
        {
          g_assert_null (name);
          continue;
        }

      n++;
      g_assert_cmpint (aps_event_type_find (name), ==, type);
    }

  g_assert_cmpuint (n, ==, 15);
  g_assert_null (aps_event_type_get_name (APS_EVENT_TYPE_ANY_JOB));
  g_assert_null (aps_event_type_get_name (0));
  g_assert_cmpint (APS_EVENT_TYPE_ANY_TASK | APS_EVENT_TYPE_ANY_SCHEDULE | APS_EVENT_TYPE_ANY_JOB |
                     APS_EVENT_TYPE_ANY_SCHEDULER,
                   ==,
                   APS_EVENT_TYPE_ALL);
}

static void
test_sets_of_types (void)
{
  g_autoptr (GError) error = NULL;
  ApsEventType types = 0;

  g_assert_true (aps_event_type_parse ("job-added, schedule_removed", &types, NULL));
  g_assert_cmpint (types, ==, APS_EVENT_TYPE_JOB_ADDED | APS_EVENT_TYPE_SCHEDULE_REMOVED);
  g_assert_true (aps_event_type_parse ("any-job", &types, NULL));
  g_assert_cmpint (types, ==, APS_EVENT_TYPE_ANY_JOB);
  g_assert_false (aps_event_type_parse ("job-added,job-fired", &types, &error));
  g_assert_error (error, APS_ERROR, APS_ERROR_INVALID_ARGUMENT);
  g_assert_nonnull (strstr (error->message, "job-fired"));
  g_assert_false (aps_event_type_parse ("", &types, NULL));
}

static ApsEvent *
parse (const char *text)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *exact = g_memdup2 (text, strlen (text) + 1);
  g_autofree char *instance = NULL;
  guint64          counter = 0;
  ApsEvent        *event = NULL;

  g_assert_true (aps_envelope_parse (exact, &event, &instance, &counter, &error));
  g_assert_no_error (error);
  g_assert_cmpstr (instance, ==, INSTANCE);
  g_assert_cmpuint (counter, ==, G_MAXUINT64);
  return event;
}

static void
test_envelope_round_trip (void)
{
  ApsEventFields   fields = make_full ();
  g_autofree char *text = aps_envelope_new (&fields, INSTANCE, G_MAXUINT64);
  g_autoptr (ApsEvent) event = parse (text);

  assert_equal (aps_event_get_fields (event), &fields);
}

static void
test_envelope_of_little (void)
{
  ApsEventFields   fields = APS_EVENT_FIELDS_INIT;
  g_autofree char *text = NULL;
  g_autoptr (ApsEvent) event = NULL;

  fields.type = APS_EVENT_TYPE_SCHEDULE_REMOVED;
  fields.finished = TRUE;
  text = aps_envelope_new (&fields, INSTANCE, G_MAXUINT64);
  g_assert_cmpuint (strlen (text), <, 140);
  event = parse (text);
  assert_equal (aps_event_get_fields (event), &fields);
}

static void
test_envelope_cuts_the_error_first (void)
{
  ApsEventFields   fields = make_full ();
  g_autofree char *message = g_malloc (20001);
  g_autofree char *text = NULL;
  g_autoptr (ApsEvent) event = NULL;

  for (guint i = 0; i < 10000; i++)
    memcpy (message + 2 * i, "\xc3\xa4", 2);
  message[20000] = '\0';
  fields.error_message = message;

  text = aps_envelope_new (&fields, INSTANCE, G_MAXUINT64);
  g_assert_cmpuint (strlen (text), <=, APS_ENVELOPE_MAX_SIZE);
  event = parse (text);
  g_assert_cmpuint (strlen (aps_event_get_error_message (event)), >, 1000);
  g_assert_true (g_utf8_validate (aps_event_get_error_message (event), -1, NULL));
  g_assert_cmpstr (aps_event_get_reason_text (event), ==, "the machine slept");
  g_assert_cmpstr (aps_event_get_schedule_id (event), ==, "every \"night\"");
}

static void
test_envelope_keeps_ids (void)
{
  ApsEventFields   fields = make_full ();
  g_autofree char *id = g_strnfill (1000, '"');
  g_autofree char *identity = g_strnfill (5000, 'i');
  g_autofree char *text = NULL;
  g_autoptr (ApsEvent) event = NULL;

  fields.task_id = fields.schedule_id = id;
  fields.scheduler = identity;
  fields.reason_text = id;
  text = aps_envelope_new (&fields, INSTANCE, G_MAXUINT64);
  g_assert_cmpuint (strlen (text), <=, APS_ENVELOPE_MAX_SIZE);
  event = parse (text);
  g_assert_cmpstr (aps_event_get_job_id (event), ==, "01985b1c");
}

static void
test_envelope_of_the_future (void)
{
  g_autoptr (ApsEvent) newer = parse ("{\"v\":2,\"i\":\"" INSTANCE
                                      "\",\"n\":18446744073709551615,\"t\":\"job-added\"}");
  g_autoptr (ApsEvent) unknown = parse ("{\"v\":1,\"i\":\"" INSTANCE
                                        "\",\"n\":18446744073709551615,\"t\":\"job-danced\"}");
  g_autoptr (ApsEvent)
    set = parse ("{\"v\":1,\"i\":\"" INSTANCE "\",\"n\":18446744073709551615,\"t\":\"any-job\"}");
  g_autoptr (ApsEvent)
    more = parse ("{\"v\":1,\"i\":\"" INSTANCE
                  "\",\"n\":18446744073709551615,\"t\":\"job-added\",\"mood\":[{}]}");

  g_assert_null (newer);
  g_assert_null (unknown);
  g_assert_null (set);
  g_assert_cmpstr (aps_event_get_name (more), ==, "job-added");
}

static void
test_envelope_refuses_nonsense (void)
{
  g_autofree char  *long_text = g_strnfill (5000, ' ');
  const char *const texts[] = {
    "", "{", "[]", "{}", "{\"v\":1}", "null", "{\"v\":\"x\"}", long_text
  };

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autofree char *instance = NULL;
      ApsEvent        *event = NULL;
      guint64          counter;

      g_assert_false (aps_envelope_parse (texts[i], &event, &instance, &counter, &error));
      g_assert_nonnull (error);
      g_assert_null (event);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/event/copies-its-fields", test_copies_its_fields);
  g_test_add_func ("/event/prints-logfmt", test_prints_logfmt);
  g_test_add_func ("/event/json-form", test_json_form);
  g_test_add_func ("/event/type/names", test_names_of_types);
  g_test_add_func ("/event/type/sets", test_sets_of_types);
  g_test_add_func ("/event/envelope/round-trip", test_envelope_round_trip);
  g_test_add_func ("/event/envelope/of-little", test_envelope_of_little);
  g_test_add_func ("/event/envelope/cuts-the-error-first", test_envelope_cuts_the_error_first);
  g_test_add_func ("/event/envelope/keeps-ids", test_envelope_keeps_ids);
  g_test_add_func ("/event/envelope/of-the-future", test_envelope_of_the_future);
  g_test_add_func ("/event/envelope/refuses-nonsense", test_envelope_refuses_nonsense);

  return g_test_run ();
}
