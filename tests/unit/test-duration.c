/* Durations, sizes and booleans: what is read, what is refused and why, what is printed.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include <apsched/apsched.h>

#include <string.h>

/* At its exact size on the heap, so that a sanitizer sees an overread. */
static char *
heap_copy (const char *text)
{
  return g_memdup2 (text, strlen (text) + 1);
}

static void
test_reads (void)
{
  static const struct
  {
    const char *text;
    gint64      us;
    const char *printed;
  } rows[] = {
    { "0", 0, "0s" },
    { "0s", 0, "0s" },
    { "500ms", 500 * APS_MILLISECOND, "500ms" },
    { "2h 30min", 150 * APS_MINUTE, "2h 30min" },
    { "2h30min", 150 * APS_MINUTE, "2h 30min" },
    { "30min 2h", 150 * APS_MINUTE, "2h 30min" },
    { "1.5h", 90 * APS_MINUTE, "1h 30min" },
    { "1.50 h", 90 * APS_MINUTE, "1h 30min" },
    { " 90s\t", 90 * APS_SECOND, "1min 30s" },
    { "7us", 7, "7us" },
    { "0.1s", 100 * APS_MILLISECOND, "100ms" }, /* not exact in a double */
    { "0.000001s", 1, "1us" },
    { "0.500000000000000000000us 0.5ms", -1, NULL }, /* half a microsecond */
    { "24h", APS_DAY, "1d" },                        /* equal durations, equal texts */
    { "1w", APS_WEEK, "7d" },
    { "100d", 100 * APS_DAY, "100d" },
    { "1.000000000000000000s", APS_SECOND, "1s" },
    { "9223372036854775806us", G_MAXINT64 - 1, "106751991d 4h 54s 775ms 806us" },
    { "PT1H30M", 90 * APS_MINUTE, "1h 30min" },
    { "P1W", APS_WEEK, "7d" },
    { "P2DT3H", 51 * APS_HOUR, "2d 3h" },
    { "PT0.5S", 500 * APS_MILLISECOND, "500ms" },
    { "P1DT0M", APS_DAY, "1d" },
    { "PT1.5H", 90 * APS_MINUTE, "1h 30min" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autofree char *text = heap_copy (rows[i].text);
      g_autofree char *printed = NULL;
      gint64           us = -1;

      aps_duration_parse (text, &us, &error);
      g_test_message ("%s", text);
      g_assert_cmpint (us, ==, rows[i].us);
      g_assert_true ((error == NULL) == (us != -1));
      if (error != NULL)
        continue;

      printed = aps_duration_to_string (us);
      g_assert_cmpstr (printed, ==, rows[i].printed);
      g_assert_true (aps_duration_parse (printed, &us, NULL));
      g_assert_cmpint (us, ==, rows[i].us);
    }
}

static void
test_refuses (void)
{
  static const struct
  {
    const char *text;
    const char *says;
  } rows[] = {
    { "", "empty" },
    { "  ", "empty" },
    { "5", "say \"5s\"" },
    { "1.5", "say \"1.5s\"" },
    { "5s 3", "without unit" },
    { "5m", "did you mean \"min\"" }, /* minute or month? */
    { "5sec", "did you mean \"s\"" },
    { "5 milliseconds", "did you mean \"ms\"" },
    { "5 parsecs", "\"parsecs\" is no unit" },
    { "5s!", "\"s!\" is no unit" },
    { "-5s", "is no duration" },
    { "+5s", "is no duration" },
    { "s", "is no duration" },
    { "none", "is no duration" },
    { "1..5s", "number without digits" },
    { "1.s", "number without digits" },
    { ".5s", "is no duration" },
    { "0.5us", "finer than one microsecond" },
    { "0.0000000000001w", "finer than one microsecond" },
    { "9223372036854775807us", "too long" }, /* that number means "none" */
    { "18446744073709551616us", "too long" },
    { "99999999999999999999999999s", "too long" },
    { "9223372036854775806us 1us", "too long" },
    { "30500569y", "is no unit" },
    { "P", "no length" },
    { "PT", "no length" },
    { "P1DT", "no length" },
    { "P1Y", "years and months" },
    { "P1M", "years and months" },
    { "P1H", "not of the form" },
    { "PT1D", "not of the form" },
    { "PT1S1M", "not of the form" },
    { "P1D1D", "not of the form" },
    { "P1T", "not of the form" },
    { "P1", "not of the form" },
    { "PT1H ", NULL }, /* blanks around are stripped */
    { "PT1H x", "without digits" },
    { "PT1.5H3M", "only the last number" },
    { "PTT1H", "without digits" },
    { "P-1D", "without digits" },
    { "\xff", "is no duration" },
    { "5\xffs", "is no unit" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autofree char *text = heap_copy (rows[i].text);
      gint64           us = -7;
      gboolean         ok = aps_duration_parse (text, &us, &error);

      g_test_message ("%u: %s", i, error == NULL ? "read" : error->message);
      g_assert_true (ok == (rows[i].says == NULL));
      if (ok)
        continue;

      g_assert_error (error, APS_ERROR, APS_ERROR_INVALID_ARGUMENT);
      g_assert_nonnull (strstr (error->message, rows[i].says));
      g_assert_true (g_utf8_validate (error->message, -1, NULL));
      g_assert_cmpint (us, ==, -7);
    }
}

static void
test_none (void)
{
  g_autofree char *printed = aps_duration_to_string (APS_FOREVER);
  gint64           us = 0;

  g_assert_cmpstr (printed, ==, "none");
  g_assert_true (aps_duration_parse_limit (" none ", &us, NULL));
  g_assert_cmpint (us, ==, APS_FOREVER);
  g_assert_true (aps_duration_parse_limit ("5s", &us, NULL));
  g_assert_cmpint (us, ==, 5 * APS_SECOND);
  g_assert_false (aps_duration_parse_limit ("never", &us, NULL));
}

static void
test_random_round_trip (void)
{
  for (guint i = 0; i < 2000; i++)
    {
      gint64 us = (gint64)(((guint64)g_test_rand_int () << 31 ^ (guint32)g_test_rand_int ()) &
                           G_MAXINT64);
      gint64 again = -1;
      g_autofree char *text = NULL;

      us >>= g_test_rand_int_range (0, 62);
      text = aps_duration_to_string (us);
      g_assert_true (aps_duration_parse (text, &again, NULL));
      g_assert_cmpint (again, ==, us);
    }
}

static void
test_sizes (void)
{
  static const struct
  {
    const char *text;
    gint64      bytes; /* -1: refused */
    const char *printed;
  } rows[] = {
    { "0", 0, "0B" },
    { "4096", 4096, "4KiB" },
    { "64KiB", 65536, "64KiB" },
    { "64 KiB", 65536, "64KiB" },
    { "1.5MiB", 1572864, "1536KiB" },
    { "1MB", 1000000, "1000000B" },
    { "1kB", 1000, "1000B" },
    { "1KB", 1000, "1000B" },
    { "10B", 10, "10B" },
    { "8388607TiB", G_GINT64_CONSTANT (8388607) << 40, "8388607TiB" },
    { "8388608TiB", -1, NULL },
    { "0.5B", -1, NULL },
    { "64K", -1, NULL },
    { "64kib", -1, NULL },
    { "KiB", -1, NULL },
    { "-1", -1, NULL },
    { "1KiB 1B", -1, NULL },
    { "", -1, NULL },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autofree char *text = heap_copy (rows[i].text);
      g_autofree char *printed = NULL;
      gint64           bytes = -1;

      aps_size_parse (text, &bytes, &error);
      g_test_message ("%s: %s", text, error == NULL ? "read" : error->message);
      g_assert_cmpint (bytes, ==, rows[i].bytes);
      g_assert_true ((error == NULL) == (bytes != -1));
      if (error != NULL)
        continue;

      printed = aps_size_to_string (bytes);
      g_assert_cmpstr (printed, ==, rows[i].printed);
    }
}

static void
test_booleans (void)
{
  static const char *const yes[] = { "true", "yes", "on", "1", "True", " YES " };
  static const char *const no[] = { "false", "no", "off", "0", "OFF" };
  static const char *const neither[] = { "", "2", "y", "truee", "none" };
  gboolean                 value;

  for (guint i = 0; i < G_N_ELEMENTS (yes); i++)
    g_assert_true (aps_boolean_parse (yes[i], &value, NULL) && value);

  for (guint i = 0; i < G_N_ELEMENTS (no); i++)
    g_assert_true (aps_boolean_parse (no[i], &value, NULL) && !value);

  for (guint i = 0; i < G_N_ELEMENTS (neither); i++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_false (aps_boolean_parse (neither[i], &value, &error));
      g_assert_error (error, APS_ERROR, APS_ERROR_INVALID_ARGUMENT);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/duration/reads-and-prints", test_reads);
  g_test_add_func ("/duration/refuses-and-says-what-would-be-right", test_refuses);
  g_test_add_func ("/duration/none-is-a-limit-only", test_none);
  g_test_add_func ("/duration/random-round-trip", test_random_round_trip);
  g_test_add_func ("/size/reads-and-prints", test_sizes);
  g_test_add_func ("/boolean/words", test_booleans);

  return g_test_run ();
}
