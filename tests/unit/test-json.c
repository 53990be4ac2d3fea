/* The reader and writer of JSON that records, cursors and envelopes are made with.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include <apsched/apsched.h>

#include "core/aps-ascii-private.h"
#include "core/aps-json-reader-private.h"
#include "core/aps-value-private.h"

#include <math.h>
#include <string.h>

static void
test_writes (void)
{
  ApsJsonWriter    writer;
  g_autofree char *text = NULL;

  aps_json_writer_init (&writer);
  aps_json_writer_begin_object (&writer);
  aps_json_writer_string_member (&writer, "s", "a\"\n\x01é");
  aps_json_writer_string_member (&writer, "none", NULL);
  aps_json_writer_int64_member (&writer, "min", G_MININT64);
  aps_json_writer_boolean_member (&writer, "b", TRUE);
  aps_json_writer_key (&writer, "list");
  aps_json_writer_begin_array (&writer);
  aps_json_writer_uint64 (&writer, G_MAXUINT64);
  aps_json_writer_double (&writer, 0.5);
  aps_json_writer_double (&writer, (double)INFINITY);
  aps_json_writer_begin_object (&writer);
  aps_json_writer_end_object (&writer);
  aps_json_writer_raw (&writer, "{\"raw\":1}xx", 9);
  aps_json_writer_string_length (&writer, "abc", 2);
  aps_json_writer_string (&writer, "\xff");
  aps_json_writer_end_array (&writer);
  aps_json_writer_end_object (&writer);
  text = aps_json_writer_finish (&writer);

  g_assert_cmpstr (text,
                   ==,
                   "{\"s\":\"a\\\"\\n\\u0001é\",\"none\":null,\"min\":-9223372036854775808,"
                   "\"b\":true,\"list\":[18446744073709551615,0.5,null,{},{\"raw\":1},\"ab\",\"�\"]"
                   "}");
}

typedef struct
{
  gint64   last;
  gboolean paused;
  double   ratio;
  char    *text;
  char    *children;
  guint    n_items;
  guint    n_unknown;
} Record;

static void
read_member (ApsJsonReader *reader, const char *key, Record *record)
{
  if (g_str_equal (key, "last"))
    record->last = aps_json_reader_int64 (reader);
  else if (g_str_equal (key, "paused"))
    record->paused = aps_json_reader_boolean (reader);
  else if (g_str_equal (key, "ratio"))
    record->ratio = aps_json_reader_double (reader);
  else if (g_str_equal (key, "text"))
    record->text = aps_json_reader_dup_nullable_string (reader);
  else if (g_str_equal (key, "children"))
    record->children = aps_json_reader_dup_raw (reader);
  else if (!g_str_equal (key, "items"))
    {
      record->n_unknown++;
      aps_json_reader_skip (reader);
    }
  else if (aps_json_reader_begin_array (reader))
    while (aps_json_reader_next_item (reader))
      {
        aps_json_reader_skip (reader);
        record->n_items++;
      }
}

static gboolean
read_record (const char *json, Record *record, GError **error)
{
  ApsJsonReader reader;
  const char   *key;

  aps_json_reader_init (&reader, json, -1);

  if (aps_json_reader_begin_object (&reader))
    while ((key = aps_json_reader_next_key (&reader)) != NULL)
      read_member (&reader, key, record);

  return aps_json_reader_finish (&reader, error);
}

static void
record_clear (Record *record)
{
  g_free (record->text);
  g_free (record->children);
}

static void
test_reads (void)
{
  Record record = { 0 };
  g_autoptr (GError) error = NULL;

  read_record ("{\"new\":{\"a\":[null,{\"b\":-1.5e3}]},\"last\":-5,\"paused\":true,\"ratio\":2,"
               "\"text\":\"\\u20ac\",\"children\": [ {\"last\" : 1} ] ,\"items\":[1,\"\",[]]}",
               &record,
               &error);
  g_assert_no_error (error);
  g_assert_cmpint (record.last, ==, -5);
  g_assert_true (record.paused);
  g_assert_cmpfloat (record.ratio, ==, 2.0);
  g_assert_cmpstr (record.text, ==, "€");
  g_assert_cmpstr (record.children, ==, "[ {\"last\" : 1} ]");
  g_assert_cmpuint (record.n_items, ==, 3);
  g_assert_cmpuint (record.n_unknown, ==, 1);
  record_clear (&record);
}

static void
test_null_string (void)
{
  Record record = { 0 };

  g_assert_true (read_record ("{\"text\":null}", &record, NULL));
  g_assert_null (record.text);
}

/* The first mistake sticks and is what is told, wherever the reading goes on. */
static void
test_mistakes (void)
{
  static const char *const rows[][2] = {
    { "[]", "JSON: an object is wanted at offset 0" },
    { "{\"last\":\"5\",\"paused\":5}", "JSON: an integer is wanted at offset 8" },
    { "{\"last\":5.0}", "JSON: an integer is wanted at offset 8" },
    { "{\"paused\":1}", "JSON: true or false is wanted at offset 10" },
    { "{\"text\":1}", "JSON: a string is wanted at offset 8" },
    { "{\"children\":[1,}", "JSON: a value is wanted at offset 15" },
    { "{\"items\":[1", "JSON: text ends where \",\" or \"]\" is wanted at offset 11" },
    { "{\"last\":1,\"last\":2}", "JSON: key \"last\" is there twice at offset 16" },
    { "{\"a\":{\"x\":1},\"b\":{\"x\":1,\"x\":2}}", "JSON: key \"x\" is there twice at offset 27" },
    { "{\"last\":1} {}", "JSON: nothing may follow the value, but something does at offset 11" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      Record record = { 0 };
      g_autoptr (GError) error = NULL;

      g_assert_false (read_record (rows[i][0], &record, &error));
      g_assert_error (error, APS_ERROR, APS_ERROR_INVALID_ARGUMENT);
      g_assert_cmpstr (error->message, ==, rows[i][1]);
      record_clear (&record);
    }
}

static void
test_own_mistakes (void)
{
  ApsJsonReader reader;
  g_autoptr (GError) error = NULL;

  aps_json_reader_init (&reader, "[-1]", -1);
  g_assert_true (aps_json_reader_begin_array (&reader));
  g_assert_true (aps_json_reader_next_item (&reader));
  g_assert_cmpint (aps_json_reader_peek (&reader), ==, APS_JSON_INTEGER);
  aps_json_reader_fail (&reader, "%s is wanted", "something else");
  g_assert_true (aps_json_reader_has_error (&reader));
  g_assert_cmpint (aps_json_reader_int64 (&reader), ==, 0);
  g_assert_false (aps_json_reader_next_item (&reader));
  g_assert_cmpint (aps_json_reader_peek (&reader), ==, APS_JSON_INVALID);
  g_assert_false (aps_json_reader_finish (&reader, &error));
  g_assert_cmpstr (error->message, ==, "JSON: something else is wanted at offset 1");
}

static void
test_values_inside (void)
{
  ApsJsonReader    reader;
  ApsJsonWriter    writer;
  g_autofree char *text = NULL;
  g_autoptr (GVariant) value = NULL;

  aps_json_reader_init (&reader, "{\"args\":{\"@\":\"(i)\",\"v\":[5]}}", -1);
  g_assert_true (aps_json_reader_begin_object (&reader));
  g_assert_cmpstr (aps_json_reader_next_key (&reader), ==, "args");
  value = aps_value_read (&reader);
  g_assert_null (aps_json_reader_next_key (&reader));
  g_assert_true (aps_json_reader_finish (&reader, NULL));

  aps_json_writer_init (&writer);
  aps_json_writer_begin_array (&writer);
  aps_value_write (&writer, value);
  aps_value_write (&writer, value);
  aps_json_writer_end_array (&writer);
  text = aps_json_writer_finish (&writer);
  g_assert_cmpstr (text, ==, "[{\"@\":\"(i)\",\"v\":[5]},{\"@\":\"(i)\",\"v\":[5]}]");
}

/* Strings around the length up to which the reader needs no allocation. */
static void
test_string_lengths (void)
{
  for (guint n = 0; n < 300; n++)
    {
      g_autofree char *plain = g_strnfill (n, 'x');
      g_autofree char *text = g_strdup_printf ("[\"%s\",{\"%s\":\"\\n%s\"}]", plain, plain, plain);
      ApsJsonReader    reader;

      aps_json_reader_init (&reader, text, -1);
      g_assert_true (aps_json_reader_begin_array (&reader));
      g_assert_true (aps_json_reader_next_item (&reader));
      g_assert_cmpstr (aps_json_reader_string (&reader), ==, plain);
      g_assert_true (aps_json_reader_next_item (&reader));
      g_assert_true (aps_json_reader_begin_object (&reader));
      g_assert_cmpstr (aps_json_reader_next_key (&reader), ==, plain);
      g_assert_cmpstr (aps_json_reader_string (&reader) + 1, ==, plain);
      g_assert_null (aps_json_reader_next_key (&reader));
      g_assert_false (aps_json_reader_next_item (&reader));
      g_assert_true (aps_json_reader_finish (&reader, NULL));
    }
}

/* Each length up to some words, with each kind of byte in each place. */
static void
test_ascii (void)
{
  static const guchar bytes[] = { 0, 1, 'a', 127, 128, 129, 255 };

  for (gsize length = 0; length < 20; length++)
    {
      g_autofree char *text = g_strnfill (length, 'x');

      g_assert_true (aps_is_ascii (text, length));
      for (gsize i = 0; i < length; i++)
        for (guint j = 0; j < G_N_ELEMENTS (bytes); j++)
          {
            text[i] = (char)bytes[j];
            g_assert_cmpint (aps_is_ascii (text, length), ==, bytes[j] > 0 && bytes[j] < 128);
            text[i] = 'x';
          }
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/json/ascii", test_ascii);
  g_test_add_func ("/json/writer/writes", test_writes);
  g_test_add_func ("/json/reader/reads", test_reads);
  g_test_add_func ("/json/reader/null-string", test_null_string);
  g_test_add_func ("/json/reader/first-mistake-sticks", test_mistakes);
  g_test_add_func ("/json/reader/own-mistakes", test_own_mistakes);
  g_test_add_func ("/json/reader/string-lengths", test_string_lengths);
  g_test_add_func ("/json/values-inside", test_values_inside);

  return g_test_run ();
}
