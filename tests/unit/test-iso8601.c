/* Dates and times of ISO 8601: read, refused at the right place, printed.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "core/aps-iso8601-private.h"

#include <string.h>

/* At its exact size on the heap and without an end, so that a sanitizer sees an overread. */
static gboolean
parse (const char *text, ApsIsoTime *time, int *column, char **problem)
{
  gsize            length = strlen (text);
  g_autofree char *copy = g_memdup2 (text, length);
  const char      *at = NULL;

  if (aps_iso8601_parse (copy, length, time, &at, problem))
    return TRUE;

  g_assert_nonnull (*problem);
  *column = (int)(at - copy);
  return FALSE;
}

static void
test_reads (void)
{
  static const struct
  {
    const char *text;
    gint64      local_us;
    gboolean    has_time;
    gboolean    has_offset;
    gint32      offset_s;
  } rows[] = {
    { "1970-01-01", 0, FALSE, FALSE, 0 },
    { "19700102", 86400000000, FALSE, FALSE, 0 },
    { "1970-01-01T00:00", 0, TRUE, FALSE, 0 },
    { "1970-01-01 00:01", 60000000, TRUE, FALSE, 0 },
    { "1970-01-01T00:00:01.5Z", 1500000, TRUE, TRUE, 0 },
    { "1970-01-01t00:00:01,000001z", 1000001, TRUE, TRUE, 0 },
    { "19700101T000002Z", 2000000, TRUE, TRUE, 0 },
    { "1970-01-01T00:00:00.1000000000+05:30", 100000, TRUE, TRUE, 19800 },
    { "1970-01-01T00:00-0800", 0, TRUE, TRUE, -28800 },
    { "1970-01-01T00:00+01", 0, TRUE, TRUE, 3600 },
    { "2000-02-29", 951782400000000, FALSE, FALSE, 0 },
    { "0001-01-01T00:00Z", APS_ISO8601_MIN_US, TRUE, TRUE, 0 },
    { "9999-12-31T23:59:59.999999Z", APS_ISO8601_MAX_US, TRUE, TRUE, 0 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autofree char *problem = NULL;
      ApsIsoTime       time = { 0 };
      int              column;

      g_test_message ("%s", rows[i].text);
      g_assert_true (parse (rows[i].text, &time, &column, &problem));
      g_assert_cmpint (time.local_us, ==, rows[i].local_us);
      g_assert_cmpint (time.has_time, ==, rows[i].has_time);
      g_assert_cmpint (time.has_offset, ==, rows[i].has_offset);
      g_assert_cmpint (time.offset_s, ==, rows[i].offset_s);
    }
}

static void
test_refuses (void)
{
  static const struct
  {
    const char *text;
    int         column; /* from 0 */
  } rows[] = {
    { "", 0 },
    { "today", 0 },
    { "0000-01-01", 0 },
    { "2026", 4 },
    { "2026-13-01", 5 },
    { "2026-02-29", 8 },
    { "2100-02-29", 8 },
    { "2026-01-32", 8 },
    { "2026-01/01", 7 },
    { "2026-01-01T", 11 },
    { "2026-01-01x", 10 },
    { "2026-01-01T24:00", 11 },
    { "2026-01-01T00:60", 14 },
    { "2026-01-01T00:00:60", 17 },
    { "2026-01-01T00:00:00.", 20 },
    { "2026-01-01T00:00:00.0000001", 26 },
    { "2026-01-01T00:00+24:00", 17 },
    { "2026-01-01T00:00ZZ", 17 },
    { "2026-01-01T00:00 CET", 16 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autofree char *problem = NULL;
      ApsIsoTime       time;
      int              column = -1;

      g_test_message ("%s", rows[i].text);
      g_assert_false (parse (rows[i].text, &time, &column, &problem));
      g_assert_cmpint (column, ==, rows[i].column);
    }
}

static void
test_prints (void)
{
  static const struct
  {
    gint64      us;
    const char *text;
  } rows[] = {
    { 0, "1970-01-01T00:00" },
    { 1000000, "1970-01-01T00:00:01" },
    { 500000, "1970-01-01T00:00:00.5" },
    { -1, "1969-12-31T23:59:59.999999" },
    { APS_ISO8601_MIN_US, "0001-01-01T00:00" },
    { APS_ISO8601_MAX_US, "9999-12-31T23:59:59.999999" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (GString) text = g_string_new (NULL);
      g_autofree char *problem = NULL;
      ApsIsoTime       time;
      int              column;

      aps_iso8601_append_local (text, rows[i].us);
      g_assert_cmpstr (text->str, ==, rows[i].text);
      g_assert_true (parse (text->str, &time, &column, &problem));
      g_assert_cmpint (time.local_us, ==, rows[i].us);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/iso8601/reads", test_reads);
  g_test_add_func ("/iso8601/refuses-at-the-place", test_refuses);
  g_test_add_func ("/iso8601/prints", test_prints);
  return g_test_run ();
}
