/* Tests of jobs and results.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"

#include "caught-messages.h"

#include <apsched/aps-error.h>

#include <string.h>

#include "model/aps-job-private.h"
#include "model/aps-job-result-private.h"

static void
test_new_job_waits (void)
{
  g_autoptr (ApsJob) job = aps_job_new ("resize", NULL);

  g_assert_cmpstr (aps_job_get_task_id (job), ==, "resize");
  g_assert_null (aps_job_get_id (job));
  g_assert_null (aps_job_dup_args (job));
  g_assert_null (aps_job_get_schedule_id (job));
  g_assert_cmpint (aps_job_get_fire_time (job), ==, APS_TIME_NONE);
  g_assert_cmpint (aps_job_get_state (job), ==, APS_JOB_STATE_WAITING);
  g_assert_cmpint (aps_job_get_outcome (job), ==, APS_JOB_OUTCOME_NONE);
  g_assert_cmpint (aps_job_get_source (job), ==, APS_JOB_SOURCE_ADDED);
  g_assert_cmpint (aps_job_get_unique_until (job), ==, APS_UNIQUE_UNTIL_FINISHED);
  g_assert_cmpint (aps_job_get_result_expiration_time (job), ==, APS_UNSET);
  g_assert_null (aps_job_get_result (job));
}

static void
test_arguments_keep_their_type (void)
{
  g_autoptr (GVariant) given = g_variant_ref_sink (g_variant_new ("(si)", "/tmp/x.png", 64));
  g_autoptr (ApsJob) job = aps_job_new ("resize", given);
  g_autoptr (GVariant) args = aps_job_dup_args (job);

  g_assert_true (g_variant_equal (args, given));
}

static void
test_dictionary_is_named_arguments (void)
{
  g_autoptr (ApsJob) job = aps_job_new ("resize", g_variant_new_parsed ("{'width': <64>}"));
  g_autoptr (ApsJob) other = aps_job_new ("resize", NULL);

  g_assert_null (aps_job_get_args_json (job));
  g_assert_nonnull (strstr (aps_job_get_kwargs_json (job), "width"));

  g_assert_true (aps_job_set_args_json (other, "[\"/tmp/x.png\"]", NULL));
  g_assert_true (aps_job_set_args_json (other, "{\"width\":64}", NULL));
  g_assert_cmpstr (aps_job_get_args_json (other), ==, "[\"/tmp/x.png\"]");
  g_assert_cmpstr (aps_job_get_kwargs_json (other), ==, "{\"width\":64}");
}

static void
test_refuses_a_scalar (void)
{
  g_autoptr (ApsJob) job = aps_job_new ("resize", NULL);
  g_autoptr (GError) error = NULL;

  caught_messages_expect ("*args*wanted a tuple*");
  aps_job_set_args (job, g_variant_new_int32 (5));
  caught_messages_assert ();
  g_assert_null (aps_job_get_args_json (job));

  g_assert_false (aps_job_set_args_json (job, "5", &error));
  g_assert_error (error, APS_ERROR, APS_ERROR_INVALID_ARGUMENT);
}

static void
test_properties_round_trip (void)
{
  g_autoptr (ApsJob) job = aps_job_new ("resize", g_variant_new ("(s)", "a"));
  g_autoptr (ApsJob) copy = g_object_new (APS_TYPE_JOB, NULL);
  g_autofree GParamSpec **pspecs = NULL;
  guint                   n;

  aps_job_set_unique_key (job, "k");
  aps_job_set_priority (job, -5);
  aps_job_set_not_before (job, 1234);
  aps_job_set_retry_max_delay (job, APS_FOREVER);
  pspecs = g_object_class_list_properties (G_OBJECT_GET_CLASS (job), &n);
  g_assert_cmpuint (n, ==, 42);
  for (guint i = 0; i < n; i++)
    {
      g_auto (GValue) value = G_VALUE_INIT;

      g_object_get_property (G_OBJECT (job), pspecs[i]->name, &value);
      if (pspecs[i]->flags & G_PARAM_WRITABLE)
        g_object_set_property (G_OBJECT (copy), pspecs[i]->name, &value);
    }

  g_assert_true (
    aps_record_equal (APS_RECORD_TYPE_JOB, aps_job_get_record (job), aps_job_get_record (copy)));
}

static ApsJobRecord *
add_finished (ApsRecordList *list, ApsJobOutcome outcome)
{
  ApsJobRecord *record = aps_record_list_add (list);

  record->id = "0198";
  record->task_id = "resize";
  record->state = APS_JOB_STATE_FINISHED;
  record->outcome = outcome;
  record->started_us = 5;
  record->finished_us = 7;
  return record;
}

static ApsJobResult *
get_result (ApsRecordList *list, ApsJobRecord *record)
{
  g_autoptr (ApsJob) job = aps_job_new_from_record (list, record);

  return aps_job_get_result (job);
}

static void
test_result_of_success (void)
{
  g_autoptr (ApsRecordList) list = aps_record_list_new (APS_RECORD_TYPE_JOB);
  ApsJobRecord *record = add_finished (list, APS_JOB_OUTCOME_SUCCESS);
  g_autoptr (ApsJobResult) result = NULL;
  g_autoptr (GVariant) value = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *text = NULL;

  record->value = aps_record_list_strdup (list, "128");
  result = get_result (list, record);
  g_clear_pointer (&list, aps_record_list_unref);

  g_assert_cmpint (aps_job_result_get_outcome (result), ==, APS_JOB_OUTCOME_SUCCESS);
  g_assert_null (aps_job_result_get_error (result));
  g_assert_cmpint (g_variant_get_int64 (aps_job_result_get_value (result)), ==, 128);
  g_assert_true (aps_job_result_get_value (result) == aps_job_result_get_value (result));
  g_assert_cmpint (aps_job_result_get_started (result), ==, 5);
  g_assert_cmpint (aps_job_result_get_finished (result), ==, 7);

  g_object_get (result, "value", &value, "error", &error, NULL);
  g_assert_cmpint (g_variant_get_int64 (value), ==, 128);
  g_assert_no_error (error);

  text = aps_job_result_to_string (result);
  g_assert_true (g_str_has_prefix (text, "result id=0198"));
}

static const struct
{
  ApsJobOutcome outcome;
  const char   *domain;
  gint          code;
  const char   *value;
  gint          wanted;
  const char   *why;
} errors[] = {
  { APS_JOB_OUTCOME_ERROR, "nobody-knows-this", 3, NULL, APS_ERROR_JOB_FAILED, "foreign domain" },
  { APS_JOB_OUTCOME_ERROR, NULL, 0, NULL, APS_ERROR_JOB_FAILED, "no domain" },
  { APS_JOB_OUTCOME_ERROR, "aps-error-quark", APS_ERROR_BUSY, NULL, APS_ERROR_BUSY, "own domain" },
  { APS_JOB_OUTCOME_MISSED_START_DEADLINE, NULL, 0, NULL, APS_ERROR_MISSED_DEADLINE, "missed" },
  { APS_JOB_OUTCOME_CANCELLED, NULL, 0, NULL, APS_ERROR_JOB_CANCELLED, "cancelled" },
  { APS_JOB_OUTCOME_ABANDONED, NULL, 0, NULL, APS_ERROR_JOB_ABANDONED, "abandoned" },
  { APS_JOB_OUTCOME_DESERIALIZATION_FAILED, NULL, 0, NULL, APS_ERROR_UNREADABLE_RECORD, "damaged" },
  { APS_JOB_OUTCOME_SUCCESS, NULL, 0, "{", APS_ERROR_UNREADABLE_RECORD, "damaged value" },
  { APS_JOB_OUTCOME_SUCCESS, NULL, 0, NULL, APS_ERROR_RESULT_NOT_KEPT, "no value" },
};

static void
test_result_errors (void)
{
  g_assert_cmpuint (APS_ERROR, !=, 0);

  for (guint i = 0; i < G_N_ELEMENTS (errors); i++)
    {
      g_autoptr (ApsRecordList) list = aps_record_list_new (APS_RECORD_TYPE_JOB);
      ApsJobRecord *record = add_finished (list, errors[i].outcome);
      g_autoptr (ApsJobResult) result = NULL;

      g_test_message ("%s", errors[i].why);
      record->error_domain = errors[i].domain;
      record->error_code = errors[i].code;
      record->error_message = "No room left";
      record->value = errors[i].value;
      result = get_result (list, record);
      g_assert_error (aps_job_result_get_error (result), APS_ERROR, errors[i].wanted);
      g_assert_null (aps_job_result_get_value (result));
      if (errors[i].outcome == APS_JOB_OUTCOME_ERROR)
        g_assert_cmpstr (aps_job_result_get_error (result)->message, ==, "No room left");
    }
}

static void
test_json_form (void)
{
  g_autoptr (ApsRecordList) list = aps_record_list_new (APS_RECORD_TYPE_JOB);
  ApsJobRecord *record = add_finished (list, APS_JOB_OUTCOME_ERROR);
  g_autoptr (ApsJob) job = aps_job_new_from_record (list, record);
  g_autofree char *json = NULL;

  record->error_domain = "g-io-error-quark";
  record->error_code = 7;
  record->error_message = "No \"room\"";
  record->jitter_us = 3;
  record->progress = 0.5;
  json = aps_job_to_json (job);
  g_assert_nonnull (strstr (json, "\"outcome\":\"error\""));
  g_assert_nonnull (strstr (json, "\"jitter_us\":3"));
  g_assert_nonnull (strstr (json, "\"progress\":0.5"));
  g_assert_nonnull (strstr (json, "\"started\":\"1970-01-01T00:00:00.000005Z\""));
  g_assert_nonnull (strstr (json, "\"fire_time\":null"));
  g_assert_nonnull (strstr (json,
                            "\"value\":null,\"error\":{\"domain\":\"g-io-error-quark\","
                            "\"code\":7,\"message\":\"No \\\"room\\\"\",\"details\":null}"));
}

static void
test_frozen_does_not_change (void)
{
  g_autoptr (ApsJob) job = aps_job_new ("resize", NULL);

  aps_job_freeze (job);
  caught_messages_expect ("*frozen*");
  aps_job_set_queue (job, "heavy");
  caught_messages_assert ();
  g_assert_null (aps_job_get_queue (job));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  caught_messages_init ();

  g_test_add_func ("/job/new-one-waits", test_new_job_waits);
  g_test_add_func ("/job/args/keep-their-type", test_arguments_keep_their_type);
  g_test_add_func ("/job/args/dictionary-is-named", test_dictionary_is_named_arguments);
  g_test_add_func ("/job/args/refuse-a-scalar", test_refuses_a_scalar);
  g_test_add_func ("/job/properties/round-trip", test_properties_round_trip);
  g_test_add_func ("/job/frozen/does-not-change", test_frozen_does_not_change);
  g_test_add_func ("/job/json-form", test_json_form);
  g_test_add_func ("/job/result/success", test_result_of_success);
  g_test_add_func ("/job/result/errors", test_result_errors);

  return g_test_run ();
}
