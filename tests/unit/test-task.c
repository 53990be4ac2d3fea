/* Tests of tasks: what is set is shown, copies part, frozen ones stay.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"

#include "caught-messages.h"

#include <apsched/aps-error.h>

#include "model/aps-task-private.h"

static void
test_unset_stays_unset (void)
{
  g_autoptr (ApsTask) task = aps_task_new ("resize", NULL);

  g_assert_cmpstr (aps_task_get_id (task), ==, "resize");
  g_assert_null (aps_task_get_callable (task));
  g_assert_null (aps_task_get_executor (task));
  g_assert_cmpint (aps_task_get_max_running_jobs (task), ==, APS_UNSET);
  g_assert_cmpint (aps_task_get_misfire_grace_time (task), ==, APS_UNSET);
  g_assert_cmpint (aps_task_get_max_attempts (task), ==, APS_UNSET);
  g_assert_cmpint (aps_task_get_retry_delay (task), ==, APS_UNSET);
  g_assert_cmpint (aps_task_get_retry_max_delay (task), ==, APS_UNSET);
  g_assert_cmpint (aps_task_get_time_limit (task), ==, APS_UNSET);
  g_assert_cmpint (aps_task_get_on_abandoned (task), ==, APS_ON_ABANDONED_UNSET);
  g_assert_null (aps_task_dup_metadata (task));
  g_assert_null (aps_task_dup_options (task));
  g_assert_null (aps_task_dup_aliases (task));
  g_assert_null (aps_task_get_origin (task));
}

static void
test_reference_is_its_own_callable (void)
{
  g_autoptr (ApsTask) task = aps_task_new ("module:libpics:pics_tidy", NULL);
  g_autoptr (ApsTask) other = aps_task_new ("tidy", "command:tidy");

  g_assert_cmpstr (aps_task_get_callable (task), ==, "module:libpics:pics_tidy");
  g_assert_cmpstr (aps_task_get_callable (other), ==, "command:tidy");
}

static void
test_setters_show (void)
{
  const char *const aliases[] = { "scale", "shrink \"it\"", NULL };
  g_autoptr (ApsTask) task = aps_task_new ("resize", NULL);
  g_autoptr (GVariant) metadata = NULL;
  g_auto (GStrv) read = NULL;
  GVariantDict dict;

  g_variant_dict_init (&dict, NULL);
  g_variant_dict_insert (&dict, "owner", "s", "ana");
  aps_task_set_metadata (task, g_variant_dict_end (&dict));
  aps_task_set_executor (task, "heavy");
  aps_task_set_max_running_jobs (task, APS_UNLIMITED);
  aps_task_set_time_limit (task, 0);
  aps_task_set_retry_max_delay (task, APS_FOREVER);
  aps_task_set_on_abandoned (task, APS_ON_ABANDONED_RETRY);
  aps_task_set_aliases (task, aliases);

  g_assert_cmpstr (aps_task_get_metadata_json (task), ==, "{\"owner\":\"ana\"}");
  metadata = aps_task_dup_metadata (task);
  g_assert_cmpstr (g_variant_get_type_string (metadata), ==, "a{sv}");
  g_assert_cmpstr (aps_task_get_executor (task), ==, "heavy");
  g_assert_cmpint (aps_task_get_max_running_jobs (task), ==, APS_UNLIMITED);
  g_assert_cmpint (aps_task_get_time_limit (task), ==, 0);
  g_assert_cmpint (aps_task_get_retry_max_delay (task), ==, APS_FOREVER);
  g_assert_cmpint (aps_task_get_on_abandoned (task), ==, APS_ON_ABANDONED_RETRY);
  read = aps_task_dup_aliases (task);
  g_assert_cmpstrv (read, aliases);
}

/* Every property is readable; every writable one takes what it shows. */
static void
test_properties_round_trip (void)
{
  g_autoptr (ApsTask) task = g_object_new (APS_TYPE_TASK,
                                           "id",
                                           "resize",
                                           "max-running-jobs",
                                           3,
                                           "misfire-grace-time",
                                           5 * APS_SECOND,
                                           "on-abandoned",
                                           APS_ON_ABANDONED_END,
                                           NULL);
  g_autoptr (ApsTask) copy = g_object_new (APS_TYPE_TASK, NULL);
  g_autofree GParamSpec **pspecs = NULL;
  guint                   n;

  g_assert_cmpint (aps_task_get_max_running_jobs (task), ==, 3);
  g_assert_cmpint (aps_task_get_misfire_grace_time (task), ==, 5 * APS_SECOND);

  pspecs = g_object_class_list_properties (G_OBJECT_GET_CLASS (task), &n);
  g_assert_cmpuint (n, ==, 15);
  for (guint i = 0; i < n; i++)
    {
      g_auto (GValue) value = G_VALUE_INIT;

      g_assert_cmpstr (g_param_spec_get_blurb (pspecs[i]), !=, NULL);
      g_object_get_property (G_OBJECT (task), pspecs[i]->name, &value);
      if (pspecs[i]->flags & G_PARAM_WRITABLE)
        g_object_set_property (G_OBJECT (copy), pspecs[i]->name, &value);
    }

  g_assert_true (aps_record_equal (APS_RECORD_TYPE_TASK,
                                   aps_task_get_record (task),
                                   aps_task_get_record (copy)));
}

static void
count_notify (ApsTask *task, GParamSpec *pspec, guint *n)
{
  (*n)++;
}

static void
test_notifies_changes_only (void)
{
  g_autoptr (ApsTask) task = aps_task_new ("resize", NULL);
  guint n = 0;

  g_signal_connect (task, "notify::max-running-jobs", G_CALLBACK (count_notify), &n);
  aps_task_set_max_running_jobs (task, 2);
  aps_task_set_max_running_jobs (task, 2);
  g_assert_cmpuint (n, ==, 1);
}

static void
test_frozen_does_not_change (void)
{
  g_autoptr (ApsTask) task = aps_task_new ("resize", NULL);
  g_autoptr (ApsTask) copy = NULL;

  aps_task_set_max_running_jobs (task, 2);
  aps_task_freeze (task);

  caught_messages_expect ("*frozen*");
  aps_task_set_max_running_jobs (task, 3);
  caught_messages_assert ();
  g_assert_cmpint (aps_task_get_max_running_jobs (task), ==, 2);

  copy = aps_task_copy (task);
  aps_task_set_max_running_jobs (copy, 3);
  g_assert_cmpint (aps_task_get_max_running_jobs (copy), ==, 3);
  g_assert_cmpint (aps_task_get_max_running_jobs (task), ==, 2);
}

static void
test_copy_of_an_open_one_parts (void)
{
  g_autoptr (ApsTask) task = aps_task_new ("resize", NULL);
  g_autoptr (ApsTask) copy = NULL;

  aps_task_set_max_running_jobs (task, 2);
  copy = aps_task_copy (task);
  aps_task_set_max_running_jobs (task, 5);
  g_assert_cmpint (aps_task_get_max_running_jobs (copy), ==, 2);
}

static void
test_shows_a_record_without_copying (void)
{
  g_autoptr (ApsRecordList) list = aps_record_list_new (APS_RECORD_TYPE_TASK);
  ApsTaskRecord *record = aps_record_list_add (list);
  g_autoptr (ApsTask) task = NULL;

  record->id = aps_record_list_strdup (list, "stored");
  task = aps_task_new_from_record (list, record);
  g_assert_true (aps_task_get_record (task) == record);
  g_clear_pointer (&list, aps_record_list_unref);
  g_assert_cmpstr (aps_task_get_id (task), ==, "stored");
}

static void
test_refuses_out_of_range (void)
{
  g_autoptr (ApsTask) task = aps_task_new ("resize", NULL);

  caught_messages_expect ("*out of range*max-running-jobs*");
  aps_task_set_max_running_jobs (task, -2);
  caught_messages_assert ();
  caught_messages_expect ("*out of range*on-abandoned*");
  aps_task_set_on_abandoned (task, 7);
  caught_messages_assert ();
  g_assert_cmpint (aps_task_get_max_running_jobs (task), ==, APS_UNSET);
  g_assert_cmpint (aps_task_get_on_abandoned (task), ==, APS_ON_ABANDONED_UNSET);
}

static void
test_json_is_checked (void)
{
  g_autoptr (ApsTask) task = aps_task_new ("resize", NULL);
  g_autoptr (GError) error = NULL;

  g_assert_true (aps_task_set_metadata_json (task, " { \"a\" : null } ", &error));
  g_assert_no_error (error);
  g_assert_cmpstr (aps_task_get_metadata_json (task), ==, "{\"a\":null}");

  g_assert_false (aps_task_set_metadata_json (task, "[1]", &error));
  g_assert_error (error, APS_ERROR, APS_ERROR_INVALID_ARGUMENT);
  g_assert_nonnull (strstr (error->message, "metadata"));
  g_clear_error (&error);
  g_assert_false (aps_task_set_metadata_json (task, "{", &error));
  g_assert_nonnull (error);
  g_assert_cmpstr (aps_task_get_metadata_json (task), ==, "{\"a\":null}");

  g_assert_true (aps_task_set_metadata_json (task, NULL, NULL));
  g_assert_null (aps_task_get_metadata_json (task));
}

static void
test_prints (void)
{
  g_autoptr (ApsTask) task = aps_task_new ("resize", NULL);
  g_autofree char *text = NULL;

  aps_task_set_max_running_jobs (task, APS_UNLIMITED);
  aps_task_set_on_abandoned (task, APS_ON_ABANDONED_RETRY);
  text = aps_task_to_string (task);
  g_assert_cmpstr (text, ==, "task id=resize max_running_jobs=none on_abandoned=retry");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  caught_messages_init ();

  g_test_add_func ("/task/unset-stays-unset", test_unset_stays_unset);
  g_test_add_func ("/task/reference-is-its-own-callable", test_reference_is_its_own_callable);
  g_test_add_func ("/task/setters-show", test_setters_show);
  g_test_add_func ("/task/properties/round-trip", test_properties_round_trip);
  g_test_add_func ("/task/properties/notify-changes-only", test_notifies_changes_only);
  g_test_add_func ("/task/frozen/does-not-change", test_frozen_does_not_change);
  g_test_add_func ("/task/copy/of-an-open-one-parts", test_copy_of_an_open_one_parts);
  g_test_add_func ("/task/shows-a-record-without-copying", test_shows_a_record_without_copying);
  g_test_add_func ("/task/refuses-out-of-range", test_refuses_out_of_range);
  g_test_add_func ("/task/json-is-checked", test_json_is_checked);
  g_test_add_func ("/task/prints", test_prints);

  return g_test_run ();
}
