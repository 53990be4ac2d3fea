/* Tests of records as JSON objects.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"

#include "model/aps-record-json-private.h"

#include <apsched/aps-records.h>
#include <apsched/aps-types.h>

#include <string.h>

static gpointer
read_back (ApsRecordList *list, const char *json, GError **error)
{
  g_auto (ApsJsonReader) reader;
  gpointer record;

  aps_json_reader_init (&reader, json, -1);
  record = aps_record_read_json (&reader, list);
  return aps_json_reader_finish (&reader, error) ? record : NULL;
}

/* Fills each field with something of its own. */
static void
fill (ApsRecordType type, gpointer record, guint seed)
{
  guint               n_fields;
  const ApsFieldInfo *fields = aps_record_type_get_fields (type, &n_fields);

  for (guint i = 0; i < n_fields; i++)
    {
      gpointer place = G_STRUCT_MEMBER_P (record, fields[i].offset);

      switch (fields[i].type)
        {
        case APS_FIELD_TYPE_STRING:
          *(const char **)place = "te\"xt\n\xc3\xa4";
          break;
        case APS_FIELD_TYPE_JSON:
          *(const char **)place = "{\"a\":1.0,\"b\":[null]}";
          break;
        case APS_FIELD_TYPE_INT:
          *(gint *)place = seed == 0 ? APS_UNLIMITED : (gint)i;
          break;
        case APS_FIELD_TYPE_ENUM:
          *(gint *)place = seed == 0 ? 0 : 1;
          break;
        case APS_FIELD_TYPE_BOOLEAN:
          *(gboolean *)place = seed == 0;
          break;
        case APS_FIELD_TYPE_DOUBLE:
          *(gdouble *)place = 0.25;
          break;
        case APS_FIELD_TYPE_INT64:
          *(gint64 *)place = G_MAXINT64 - i;
          break;
        case APS_FIELD_TYPE_TIME:
        case APS_FIELD_TYPE_DURATION:
        default:
          *(gint64 *)place = seed == 0 ? APS_FOREVER : -(gint64)i;
          break;
        }
    }
}

static void
assert_round_trip (ApsRecordType type, gconstpointer record)
{
  g_autoptr (ApsRecordList) list = aps_record_list_new (type);
  g_autoptr (GError) error = NULL;
  g_autofree char *json = aps_record_to_json (type, record);
  gpointer         read = read_back (list, json, &error);

  g_assert_no_error (error);
  g_assert_true (aps_record_equal (type, record, read));
}

static void
test_round_trip (void)
{
  for (ApsRecordType type = 0; type < APS_N_RECORD_TYPES; type++)
    {
      g_autoptr (ApsRecordList) list = aps_record_list_new (type);
      gpointer record = aps_record_list_add (list);

      assert_round_trip (type, record);
      for (guint seed = 0; seed < 2; seed++)
        {
          fill (type, record, seed);
          assert_round_trip (type, record);
        }
    }
}

static void
test_lists (void)
{
  g_autoptr (ApsRecordList) list = aps_record_list_new (APS_RECORD_TYPE_QUEUE);
  g_autoptr (ApsRecordList) read = aps_record_list_new (APS_RECORD_TYPE_QUEUE);
  g_autofree char *json = NULL;
  g_auto (ApsJsonReader) reader;
  ApsJsonWriter writer;

  for (guint i = 0; i < 3; i++)
    ((ApsQueueRecord *)aps_record_list_add (list))->max_running_jobs = (gint)i;

  aps_json_writer_init (&writer);
  aps_record_list_write_json (&writer, list);
  json = aps_json_writer_finish (&writer);
  aps_json_reader_init (&reader, json, -1);
  g_assert_true (aps_record_list_read_json (&reader, read));
  g_assert_true (aps_json_reader_finish (&reader, NULL));
  g_assert_cmpuint (aps_record_list_get_n (read), ==, 3);
  g_assert_cmpint (((ApsQueueRecord *)aps_record_list_get (read, 2))->max_running_jobs, ==, 2);
}

static const struct
{
  const char *json;
  const char *problem;
} wrong[] = {
  { "{\"nam\":\"x\"}", "no field \"nam\"" },
  { "{\"max_running_jobs\":4294967296}", "out of range" },
  { "{\"max_running_jobs\":\"3\"}", "" },
  { "{\"paused\":1}", "" },
  { "[]", "" },
  { "{", "" },
};

static void
test_refuses (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (wrong); i++)
    {
      g_autoptr (ApsRecordList) list = aps_record_list_new (APS_RECORD_TYPE_QUEUE);
      g_autoptr (GError) error = NULL;

      g_assert_null (read_back (list, wrong[i].json, &error));
      g_assert_nonnull (error);
      g_assert_nonnull (strstr (error->message, wrong[i].problem));
    }
}

static void
test_refuses_unknown_nicks (void)
{
  g_autoptr (ApsRecordList) list = aps_record_list_new (APS_RECORD_TYPE_TASK);
  g_autoptr (GError) error = NULL;

  g_assert_null (read_back (list, "{\"on_abandoned\":\"dance\"}", &error));
  g_assert_nonnull (strstr (error->message, "end, retry"));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/record-json/round-trip", test_round_trip);
  g_test_add_func ("/record-json/lists", test_lists);
  g_test_add_func ("/record-json/refuses", test_refuses);
  g_test_add_func ("/record-json/refuses-unknown-nicks", test_refuses_unknown_nicks);

  return g_test_run ();
}
