/* Tests of record lists and of the model's enumerations.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include <apsched/apsched.h>

#include "model/aps-record-list-private.h"

#include <string.h>

static void
test_new_record_says_nothing (void)
{
  g_autoptr (ApsRecordList) list = aps_record_list_new (APS_RECORD_TYPE_JOB);
  ApsJobRecord    *job = aps_record_list_add (list);
  g_autofree char *text = aps_record_to_string (APS_RECORD_TYPE_JOB, job);

  g_assert_null (job->id);
  g_assert_cmpint (job->fire_time_us, ==, APS_TIME_NONE);
  g_assert_cmpint (job->time_limit_us, ==, APS_UNSET);
  g_assert_cmpint (job->outcome, ==, APS_UNSET);
  g_assert_cmpstr (text, ==, "");
}

static void
test_records_stay_where_they_are (void)
{
  g_autoptr (ApsRecordList) list = aps_record_list_new (APS_RECORD_TYPE_QUEUE);
  ApsQueueRecord *records[1000];

  for (guint i = 0; i < G_N_ELEMENTS (records); i++)
    {
      g_autofree char *name = g_strdup_printf ("queue-%u", i);

      records[i] = aps_record_list_add (list);
      records[i]->name = aps_record_list_strdup (list, name);
    }

  g_assert_cmpuint (aps_record_list_get_n (list), ==, G_N_ELEMENTS (records));
  for (guint i = 0; i < G_N_ELEMENTS (records); i++)
    {
      g_autofree char *name = g_strdup_printf ("queue-%u", i);

      g_assert_true (aps_record_list_get (list, i) == records[i]);
      g_assert_cmpstr (records[i]->name, ==, name);
    }
}

static void
test_copies_own_their_text (void)
{
  g_autoptr (ApsRecordList) one = aps_record_list_new (APS_RECORD_TYPE_TASK);
  g_autoptr (ApsRecordList) two = aps_record_list_new (APS_RECORD_TYPE_TASK);
  ApsTaskRecord *task = aps_record_list_add (one);
  ApsTaskRecord *copy;

  task->id = aps_record_list_strdup (one, "resize");
  task->metadata = aps_record_list_strdup (one, "{}");
  task->time_limit_us = 5;
  copy = aps_record_list_add_copy (two, task);
  g_assert_true (aps_record_equal (APS_RECORD_TYPE_TASK, task, copy));
  g_assert_true (copy->id != task->id);
  g_clear_pointer (&one, aps_record_list_unref);
  g_assert_cmpstr (copy->id, ==, "resize");
  g_assert_cmpstr (copy->metadata, ==, "{}");
}

static void
test_long_text_has_room (void)
{
  g_autoptr (ApsRecordList) list = aps_record_list_new (APS_RECORD_TYPE_JOB);
  ApsJobRecord    *job = aps_record_list_add (list);
  g_autofree char *text = g_strnfill (1000000, 'x');

  job->output = aps_record_list_strdup (list, text);
  job->reason = aps_record_list_strndup (list, text, 3);
  g_assert_cmpuint (strlen (job->output), ==, 1000000);
  g_assert_cmpstr (job->reason, ==, "xxx");
}

/* Every field counts: two records that differ in one are not equal. */
static void
test_each_field_is_compared (void)
{
  for (ApsRecordType type = 0; type < APS_N_RECORD_TYPES; type++)
    {
      g_autoptr (ApsRecordList) list = aps_record_list_new (type);
      gpointer            one = aps_record_list_add (list);
      gpointer            two = aps_record_list_add (list);
      guint               n;
      const ApsFieldInfo *fields = aps_record_type_get_fields (type, &n);

      g_assert_true (aps_record_equal (type, one, two));
      for (guint i = 0; i < n; i++)
        {
          gpointer place = G_STRUCT_MEMBER_P (two, fields[i].offset);
          gpointer saved = g_memdup2 (two, aps_record_type_get_size (type));

          if (fields[i].type == APS_FIELD_TYPE_STRING || fields[i].type == APS_FIELD_TYPE_JSON)
            *(const char **)place = "x";
          else
            *(guchar *)place ^= 1;

          g_assert_false (aps_record_equal (type, one, two));
          g_assert_true (aps_record_type_find_field (type, fields[i].name) == &fields[i]);
          memcpy (two, saved, aps_record_type_get_size (type));
          g_free (saved);
        }

      g_assert_null (aps_record_type_find_field (type, "mood"));
    }
}

static void
test_prints_what_is_said (void)
{
  g_autoptr (ApsRecordList) list = aps_record_list_new (APS_RECORD_TYPE_JOB);
  ApsJobRecord    *job = aps_record_list_add (list);
  g_autofree char *text = NULL;

  job->id = "j1";
  job->fire_time_us = 1769828400000000;
  job->time_limit_us = APS_FOREVER;
  job->state = APS_JOB_STATE_LEASED;
  job->cancel_requested = TRUE;
  job->progress = 0.5;
  text = aps_record_to_string (APS_RECORD_TYPE_JOB, job);
  g_assert_cmpstr (text,
                   ==,
                   "id=j1 fire_time_us=2026-01-31T03:00:00Z time_limit_us=none state=leased "
                   "progress=0.5 cancel_requested=yes");
}

static void
test_words (void)
{
  g_autoptr (GError) error = NULL;
  gint value = 7;

  g_assert_cmpstr (aps_enum_to_nick (APS_TYPE_OVERLAP, APS_OVERLAP_QUEUE_ONE), ==, "queue-one");
  g_assert_true (aps_enum_from_nick (APS_TYPE_OVERLAP, "cancel_running", &value, NULL));
  g_assert_cmpint (value, ==, APS_OVERLAP_CANCEL_RUNNING);

  g_assert_false (aps_enum_from_nick (APS_TYPE_OVERLAP, "dance", &value, &error));
  g_assert_error (error, APS_ERROR, APS_ERROR_INVALID_ARGUMENT);
  g_assert_cmpstr (error->message,
                   ==,
                   "\"dance\" is none of skip, queue, queue-one, cancel-running");
}

/* What is unset has a value, for properties, but no word, for files. */
static void
test_unset_has_no_word (void)
{
  g_assert_null (aps_enum_to_nick (APS_TYPE_COALESCE, APS_COALESCE_UNSET));
  g_assert_null (aps_enum_to_nick (APS_TYPE_JOB_OUTCOME, APS_JOB_OUTCOME_NONE));
  g_assert_null (aps_enum_to_nick (APS_TYPE_COALESCE, 99));
  g_assert_false (aps_enum_from_nick (APS_TYPE_COALESCE, "unset", NULL, NULL));
  g_assert_cmpint (APS_COALESCE_UNSET, ==, APS_UNSET);
}

static void
test_groups_end_one_by_one (void)
{
  const ApsRecordType types[] = { APS_RECORD_TYPE_JOB, APS_RECORD_TYPE_TASK };
  ApsRecordList      *lists[2];
  ApsTaskRecord      *task;

  aps_record_list_new_group (types, G_N_ELEMENTS (types), lists);
  g_assert_cmpint (aps_record_list_get_record_type (lists[1]), ==, APS_RECORD_TYPE_TASK);
  task = aps_record_list_add (lists[1]);
  task->id = aps_record_list_strdup (lists[1], "resize");

  aps_record_list_unref (lists[0]);
  g_assert_cmpstr (task->id, ==, "resize");
  aps_record_list_unref (aps_record_list_ref (lists[1]));
  g_assert_cmpuint (aps_record_list_get_n (lists[1]), ==, 1);
  aps_record_list_unref (lists[1]);
}

static void
test_borrowed_text_stays (void)
{
  g_autoptr (ApsRecordList) list = aps_record_list_new (APS_RECORD_TYPE_TASK);
  ApsTaskRecord  task = { .id = "resize" };
  ApsTaskRecord *borrowed = aps_record_list_add_borrowed (list, &task);

  g_assert_true (borrowed != &task);
  g_assert_true (borrowed->id == task.id);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/record-list/new-record-says-nothing", test_new_record_says_nothing);
  g_test_add_func ("/record-list/records-stay-where-they-are", test_records_stay_where_they_are);
  g_test_add_func ("/record-list/copies-own-their-text", test_copies_own_their_text);
  g_test_add_func ("/record-list/long-text-has-room", test_long_text_has_room);
  g_test_add_func ("/record-list/each-field-is-compared", test_each_field_is_compared);
  g_test_add_func ("/record-list/prints-what-is-said", test_prints_what_is_said);
  g_test_add_func ("/record-list/groups-end-one-by-one", test_groups_end_one_by_one);
  g_test_add_func ("/record-list/borrowed-text-stays", test_borrowed_text_stays);
  g_test_add_func ("/model-enums/words", test_words);
  g_test_add_func ("/model-enums/unset-has-no-word", test_unset_has_no_word);

  return g_test_run ();
}
