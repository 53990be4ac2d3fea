/* The text and JSON forms of triggers: canonical, read again, refused with the column.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "trigger-fires.h"

static void
test_canonical (void)
{
  static const struct
  {
    const char *text;
    const char *canonical;
  } rows[] = {
    { "every:24h", "every:1d" },
    { "every:90min", "every:1h 30min" },
    { "  every:1s   start=2026-01-01T01:00+01:00 ", "every:1s start=2026-01-01T00:00Z" },
    { "every:1s start=2026-01-01T00:00:00.500", "every:1s start=2026-01-01T00:00:00.5" },
    { "at:2026-12-24 18:00 tz=Europe/Berlin", "at:2026-12-24T18:00 tz=Europe/Berlin" },
    { "at:20261224T180000Z", "at:2026-12-24T18:00Z" },
    { "at:2026-12-24", "at:2026-12-24T00:00" },
    { "0 3 * * MON-FRI", "cron:0 3 * * mon-fri" },
    { "cron:0 3 * * 1,2,3,4,5", "cron:0 3 * * mon-fri" },
    { "cron:hour=3", "cron:0 3 * * *" },
    { "cron:hour=3 day_of_week=sun-sat", "cron:0 3 * * *" },
    { "cron:day=\"Last  FRI\" hour=10", "cron:day=\"last fri\" hour=10" },
    { "cron:*/15 0-23/2 * jan,feb,mar *", "cron:*/15 */2 * 1-3 *" },
    /* A step is not a list: it follows the clock where clock changes are as in Vixie's cron. */
    { "cron:0,30 * * * *", "cron:0,30 * * * *" },
    { "cron:0-59/30 * * * *", "cron:*/30 * * * *" },
    { "cron:0-59 * * * *", "cron:0-59 * * * *" },
    { "cron:7-37/30,50 5/6 * * *", "cron:7-37/30,50 5/6 * * *" },
    { "cron:second=*/10", "cron:second=*/10" },
    { "cron:year=2024-2030/2 month=1 day=1 hour=0", "cron:year=2024-2030/2" },
    { "calendar:years=1 months=12 hour=0", "calendar:years=2" },
    { "calendar:days=14 hour=10 start=2022-06-07T00:00",
      "calendar:weeks=2 hour=10 start=2022-06-07T00:00" },
    { "and:[0 10 * * *][every:1h] threshold=1000ms", "and:[cron:0 10 * * *] [every:1h]" },
    { "or:[0 10 * * *] [0 11 * * * tz=UTC] tz=Europe/Berlin",
      "or:[cron:0 10 * * *] [cron:0 11 * * * tz=UTC] tz=Europe/Berlin" },
    { "every:1h except=sun,sat,2026-02-02,2026-02-01,23:00-24:00,00:00-01:00",
      "every:1h except=2026-02-01..2026-02-02,sat,sun,23:00-01:00" },
    { "every:1h clock_changes=vixie count=007", "every:1h count=7 clock-changes=vixie" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (ApsTrigger) trigger = parse_trigger (rows[i].text);
      g_autofree char *text = aps_trigger_to_text (trigger);
      g_autoptr (ApsTrigger) again = parse_trigger (text);
      g_autofree char *json = aps_trigger_to_json (trigger);
      g_autoptr (GError) error = NULL;
      g_autoptr (ApsTrigger) from_json = aps_trigger_from_json (json, &error);

      g_test_message ("%s", rows[i].text);
      g_assert_no_error (error);
      g_assert_cmpstr (text, ==, rows[i].canonical);
      g_assert_true (aps_trigger_equal (trigger, again));
      g_assert_true (aps_trigger_equal (trigger, from_json));
    }
}

static void
test_refuses (void)
{
  static const struct
  {
    const char *text;
    const char *message; /* behind the quoted text; NULL: that of a duration */
  } rows[] = {
    { "cron:0 25 * * *", "hour 25 at column 8 is out of range (0 to 23)" },
    { "0 0 * * foo", "day of week foo at column 9 is not understood" },
    { "0 0 * nov-feb *", "month nov-feb at column 7 is a reversed range" },
    { "*/0 * * * *", "step 0 at column 3 is out of range (1 to 100000)" },
    { "0 */24 * * *", "step 24 at column 5 is longer than the range of hour (0 to 23)" },
    { "1,,2 * * * *", "minute at column 3 is empty: expected a value" },
    { "5x * * * *", "minute x at column 2 is not understood" },
    { "* * * * * *",
      "expected five fields (minute hour day month day-of-week) or field=value at column 11, but "
      "there are 6" },
    { "cron:day=\"6th mon\"", "day th mon at column 12 is not understood" },
    { "cron:hour=3 0 0", "expected an option (key=value) or the end at column 13" },
    { "0 3 * * * hour=3", "hour at column 11 cannot stand beside a crontab line" },
    { "cron:hour=3 hour=4", "hour at column 13 is given twice" },
    { "every:0", "the interval at column 7 must be longer than 0" },
    { "every:1h end=2026-02-30", "day 30 is more than that month has (28) at column 22" },
    { "every:1h start=2026-01-02 end=2026-01-01", "the end lies before the start" },
    { "every:1h count=0", "count \"0\" at column 16 is out of range (1 to 9223372036854775807)" },
    { "every:1h gap=jump", "gap \"jump\" at column 14 is none of skip, next, shift" },
    { "every:1h except=2026-01-02..2026-01-01", "the range of dates at column 17 is reversed" },
    { "every:1h except=mon,,tue", "expected a date, a day of the week or hours at column 21" },
    { "every:1h foo=\"x", "the quote at column 14 has no end" },
    { "at:2026-03-29T02:30 tz=Europe/Berlin",
      "2026-03-29T02:30 does not exist in Europe/Berlin: the clock is set forward over it" },
    { "every:1h start=2026-03-29T02:30 tz=Europe/Berlin",
      "start 2026-03-29T02:30 does not exist in Europe/Berlin: the clock is set forward over it" },
    { "calendar:hour=3", "expected years, months, weeks or days above 0 at column 16" },
    { "calendar:days=-1", "days \"-1\" at column 15 is out of range (0 to 3652059)" },
    { "and:", "expected triggers in brackets at column 5" },
    { "or:[every:1h] [every:1x]", NULL },
    { "or:[every:1h", "the bracket at column 4 is not closed" },
    { "every:1h [every:2h]", "a bracket at column 10 can stand only behind and: or or:" },
    { "and:[every:1h] max-iterations=0",
      "max-iterations \"0\" at column 31 is out of range (1 to 2147483647)" },
    /* Characters are counted, not bytes. */
    { "every:1h ü", NULL },
    { "0 3 * * * x=\"ü\" gap=ö", "gap \"ö\" at column 21 is none of skip, next, shift" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autofree char *text = heap_copy (rows[i].text);
      g_autofree char *quoted = g_strdup_printf ("trigger \"%s\": ", rows[i].text);

      g_test_message ("%s", text);
      g_assert_null (aps_trigger_parse (text, &error));
      g_assert_error (error, APS_ERROR, APS_ERROR_INVALID_TRIGGER);

      g_assert_true (g_str_has_prefix (error->message, quoted));

      if (rows[i].message != NULL)
        g_assert_cmpstr (error->message + strlen (quoted), ==, rows[i].message);
    }
}

static void
test_unknown_kind (void)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (aps_trigger_parse ("lunar:phase=full", &error));
  g_assert_error (error, APS_ERROR, APS_ERROR_NOT_SUPPORTED);
  g_clear_error (&error);

  g_assert_null (aps_trigger_parse ("python:pics.sun:Sunrise:latitude=52.5", &error));
  g_assert_error (error, APS_ERROR, APS_ERROR_NOT_SUPPORTED);
  g_clear_error (&error);

  g_assert_null (aps_trigger_from_json ("{\"type\":\"lunar\",\"v\":1}", &error));
  g_assert_error (error, APS_ERROR, APS_ERROR_NOT_SUPPORTED);
  g_clear_error (&error);

  g_assert_null (aps_trigger_from_json ("{\"type\":\"cron\",\"v\":99}", &error));
  g_assert_error (error, APS_ERROR, APS_ERROR_NOT_SUPPORTED);
}

static void
test_damaged_json (void)
{
  static const char *const rows[] = {
    "",
    "{",
    "[]",
    "{}",
    "{\"type\":\"cron\"}",
    "{\"type\":5,\"v\":1}",
    "{\"type\":\"cron\",\"v\":\"1\"}",
    "{\"type\":\"cron\",\"v\":0,\"expression\":\"* * * * *\"}",
    "{\"type\":\"cron\",\"v\":1,\"hour\":[]}",
    "{\"type\":\"or\",\"v\":1,\"triggers\":5}",
    "{\"type\":\"or\",\"v\":1,\"triggers\":[5]}",
    "{\"type\":\"or\",\"v\":1,\"triggers\":[]}",
    "{\"type\":\"cron\",\"v\":1,\"expression\":\"0 3 \\222 * *\"}",
    "{\"a\":\"\\222\"\"b\":1}", /* JSON-GLib quotes the byte 0x92 */
    "{\"a\":\"\\",
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_null (aps_trigger_from_json (rows[i], &error));
      g_assert_nonnull (error);
      g_assert_true (g_utf8_validate (error->message, -1, NULL));
    }
}

static char *
nest (guint depth)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < depth; i++)
    g_string_append (text, "or:[");

  g_string_append (text, "every:1h");

  for (guint i = 0; i < depth; i++)
    g_string_append_c (text, ']');

  return g_string_free (text, FALSE);
}

static void
test_depth (void)
{
  g_autofree char *deep = nest (32);
  g_autofree char *too_deep = nest (33);
  g_autofree char *much_too_deep = nest (100000);
  g_autoptr (GError) error = NULL;
  G_GNUC_UNUSED g_autoptr (ApsTrigger) trigger = parse_trigger (deep);

  g_assert_null (aps_trigger_parse (too_deep, &error));
  g_assert_error (error, APS_ERROR, APS_ERROR_INVALID_TRIGGER);
  g_clear_error (&error);
  g_assert_null (aps_trigger_parse (much_too_deep, &error));
  g_assert_error (error, APS_ERROR, APS_ERROR_INVALID_TRIGGER);
}

static void
test_bad_bytes (void)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (aps_trigger_parse ("every:1h\xff", &error));
  g_assert_error (error, APS_ERROR, APS_ERROR_INVALID_TRIGGER);
}

static void
test_warnings (void)
{
  static const struct
  {
    const char *text;
    const char *warning;
  } rows[] = {
    { "0 9 * * mon", NULL },
    { "0 9 1 * mon",
      "unix cron means \"on the 1st of the month, and on every Monday\"; say dialect=unix for "
      "that" },
    { "0 9 31 4 *", "it never fires: there is no such date or time" },
    { "or:[0 9 31 4 *] [every:1h]", "it never fires: there is no such date or time" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_auto (GStrv) warnings = NULL;
      g_autoptr (ApsTrigger) trigger = aps_trigger_parse_full (rows[i].text, &warnings, NULL);

      g_assert_nonnull (trigger);
      g_assert_cmpstr (warnings[0], ==, rows[i].warning);
    }
}

static void
test_defaults (void)
{
  static const struct
  {
    const char *text;
    const char *with;
  } rows[] = {
    { "0 3 * * *", "cron:0 3 * * * tz=Europe/Berlin clock-changes=vixie" },
    { "0 3 * * * tz=UTC gap=skip", "cron:0 3 * * * tz=UTC gap=skip" },
    { "every:1h", "every:1h" },
    { "every:1h start=2026-01-01", "every:1h tz=Europe/Berlin start=2026-01-01" },
    { "at:2026-01-01T00:00Z", "at:2026-01-01T00:00Z" },
    { "at:2026-01-01T00:00", "at:2026-01-01T00:00 tz=Europe/Berlin" },
    { "or:[0 3 * * *] [every:1h] [0 4 * * * tz=UTC]",
      "or:[cron:0 3 * * * clock-changes=vixie] [every:1h] "
      "[cron:0 4 * * * tz=UTC clock-changes=vixie] tz=Europe/Berlin" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (ApsTrigger) trigger = parse_trigger (rows[i].text);
      g_autoptr (ApsTrigger)
        with = aps_trigger_with_defaults (trigger, "Europe/Berlin", "vixie", &error);
      g_autoptr (ApsTrigger) again = NULL;
      g_autofree char *text = NULL;

      g_assert_no_error (error);
      text = aps_trigger_to_text (with);
      g_assert_cmpstr (text, ==, rows[i].with);
      again = parse_trigger (text);
      g_assert_true (aps_trigger_equal (with, again));
    }
}

static void
test_defaults_refuse (void)
{
  g_autoptr (ApsTrigger) trigger = parse_trigger ("every:1h start=2026-03-29T02:30");
  g_autoptr (GError) error = NULL;

  g_assert_null (aps_trigger_with_defaults (trigger, "Europe/Berlin", NULL, &error));
  g_assert_error (error, APS_ERROR, APS_ERROR_INVALID_TRIGGER);
  g_clear_error (&error);
  g_assert_null (aps_trigger_with_defaults (trigger, "Europe/Nowhere", NULL, &error));
  g_assert_nonnull (error);
  g_clear_error (&error);
  g_assert_null (aps_trigger_with_defaults (trigger, NULL, "summer", &error));
  g_assert_error (error, APS_ERROR, APS_ERROR_INVALID_ARGUMENT);
}

static void
test_types (void)
{
  g_autoptr (ApsTrigger)
    trigger = parse_trigger ("or:[and:[0 1 * * *] [calendar:days=1]] [every:1h] [every:2h]");
  g_auto (GStrv) types = aps_trigger_get_types (trigger);
  g_autofree char *line = g_strjoinv (" ", types);

  g_assert_cmpstr (line, ==, "and calendar-interval cron interval or");
}

static void
test_equal (void)
{
  g_autoptr (ApsTrigger) day = aps_interval_trigger_new (APS_DAY);
  g_autoptr (ApsTrigger) hours = parse_trigger ("every:24h");
  g_autoptr (ApsTrigger) limited = parse_trigger ("every:24h count=1");

  g_assert_true (aps_trigger_equal (day, hours));
  g_assert_false (aps_trigger_equal (day, limited));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/trigger-text/canonical", test_canonical);
  g_test_add_func ("/trigger-text/refuses-with-column", test_refuses);
  g_test_add_func ("/trigger-text/unknown-kind-is-not-damage", test_unknown_kind);
  g_test_add_func ("/trigger-text/damaged-json", test_damaged_json);
  g_test_add_func ("/trigger-text/depth-is-limited", test_depth);
  g_test_add_func ("/trigger-text/bad-bytes", test_bad_bytes);
  g_test_add_func ("/trigger-text/warnings", test_warnings);
  g_test_add_func ("/trigger-text/defaults/are-written-in", test_defaults);
  g_test_add_func ("/trigger-text/defaults/refuse", test_defaults_refuse);
  g_test_add_func ("/trigger-text/types", test_types);
  g_test_add_func ("/trigger-text/equal", test_equal);
  return g_test_run ();
}
