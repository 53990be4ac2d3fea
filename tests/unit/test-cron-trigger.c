/* Cron triggers: fields, clock changes, exclusions, and what needs no steps.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "trigger-fires.h"

typedef struct
{
  const char *text;
  const char *added;
  const char *fires;
} Row;

static void
check_rows (const Row *rows, guint n)
{
  for (guint i = 0; i < n; i++)
    check_fires (rows[i].text, rows[i].added, rows[i].fires);
}

static void
test_fields (void)
{
  static const Row rows[] = {
    /* The moment of adding counts, rounded up to a second. */
    { "* * * * * tz=UTC", "2026-01-01T00:00:00Z", "2026-01-01T00:00:00Z 2026-01-01T00:01:00Z" },
    { "cron:second=* tz=UTC", "2026-01-01T00:00:00.5Z", "2026-01-01T00:00:01Z" },
    /* What is left out is anything before the last field given, and the least behind it. */
    { "cron:month=2 tz=UTC", "2026-01-01T00:00:00Z", "2026-02-01T00:00:00Z 2027-02-01T00:00:00Z" },
    { "cron:week=10 hour=12 tz=UTC",
      "2026-01-01T00:00:00Z",
      "2026-03-02T12:00:00Z 2026-03-03T12:00:00Z" },
    /* Both day fields must match. */
    { "0 0 13 * fri tz=UTC", "2026-01-01T00:00:00Z", "2026-02-13T00:00:00Z 2026-03-13T00:00:00Z" },
    /* Week days wrap, 0 and 7 are Sunday, steps count. */
    { "0 0 * * 5-1 tz=UTC",
      "2026-01-01T00:00:00Z",
      "2026-01-02T00:00:00Z 2026-01-03T00:00:00Z 2026-01-04T00:00:00Z 2026-01-05T00:00:00Z "
      "2026-01-09T00:00:00Z" },
    { "0 0 * * 1-5/2 tz=UTC",
      "2026-01-01T00:00:00Z",
      "2026-01-02T00:00:00Z 2026-01-05T00:00:00Z 2026-01-07T00:00:00Z" },
    { "0 0 * * 0-7 tz=UTC", "2026-01-01T00:00:00Z", "2026-01-01T00:00:00Z 2026-01-02T00:00:00Z" },
    /* The last, and the last of a week day. */
    { "cron:day=last tz=UTC", "2028-01-31T00:00:01Z", "2028-02-29T00:00:00Z 2028-03-31T00:00:00Z" },
    { "cron:day=\"last fri,2nd tue\" tz=UTC",
      "2026-01-01T00:00:00Z",
      "2026-01-13T00:00:00Z 2026-01-30T00:00:00Z" },
    /* A year of 53 weeks, of which the last days lie in the next one. */
    { "cron:week=53 day-of-week=fri tz=UTC",
      "2026-01-01T00:00:00Z",
      "2027-01-01T00:00:00Z 2032-12-31T00:00:00Z" },
    /* Far away, and never. */
    { "0 0 29 2 mon tz=UTC", "2080-01-01T00:00:00Z", "2112-02-29T00:00:00Z" },
    { "0 0 30 2 * tz=UTC", "2026-01-01T00:00:00Z", "never" },
    { "cron:year=2020 tz=UTC", "2026-01-01T00:00:00Z", "never" },
    { "cron:year=9999 month=12 day=31 tz=UTC",
      "2026-01-01T00:00:00Z",
      "9999-12-31T00:00:00Z never" },
  };

  check_rows (rows, G_N_ELEMENTS (rows));
}

static void
test_limits (void)
{
  static const Row rows[] = {
    /* Both limits belong to it; a past start yields its past fires. */
    { "0 0 * * * tz=UTC start=2026-01-01 end=2026-01-02",
      "2027-01-01T00:00:00Z",
      "2026-01-01T00:00:00Z 2026-01-02T00:00:00Z never" },
    { "0 0 * * * tz=UTC start=2026-01-01T00:00:00.000001Z",
      "2027-01-01T00:00:00Z",
      "2026-01-02T00:00:00Z" },
    { "0 * * * * tz=UTC end=2026-01-01T01:00Z",
      "2026-01-01T00:00:00Z",
      "2026-01-01T00:00:00Z 2026-01-01T01:00:00Z never" },
    { "0 * * * * tz=UTC count=2",
      "2026-01-01T00:30:00Z",
      "2026-01-01T01:00:00Z 2026-01-01T02:00:00Z never" },
    /* Of a time that occurs twice the earlier is meant. */
    { "*/30 * * * * tz=Europe/Berlin start=2026-10-25T02:30",
      "2026-01-01T00:00:00Z",
      "2026-10-25T00:30:00Z 2026-10-25T01:00:00Z" },
    { "cron:day=1 tz=UTC start=2024-06-01T12:00 end=2024-05-01", "2026-01-01T00:00:00Z", "never" },
  };

  check_rows (rows, G_N_ELEMENTS (rows));
}

static void
test_clock_changes (void)
{
  static const Row rows[] = {
    /* Berlin 2026-03-29: 02:00 to 03:00 does not exist. 2026-10-25: 02:00 to 03:00 is twice. */
    { "30 2 * * * tz=Europe/Berlin",
      "2026-03-28T00:00:00Z",
      "2026-03-28T01:30:00Z 2026-03-30T00:30:00Z" },
    { "30 2 * * * tz=Europe/Berlin gap=next",
      "2026-03-28T12:00:00Z",
      "2026-03-29T01:00:00Z 2026-03-30T00:30:00Z" },
    { "30 2 * * * tz=Europe/Berlin gap=shift",
      "2026-03-28T12:00:00Z",
      "2026-03-29T01:30:00Z 2026-03-30T00:30:00Z" },
    { "30 2 * * * tz=Europe/Berlin",
      "2026-10-24T12:00:00Z",
      "2026-10-25T00:30:00Z 2026-10-25T01:30:00Z 2026-10-26T01:30:00Z" },
    { "30 2 * * * tz=Europe/Berlin fold=first",
      "2026-10-24T12:00:00Z",
      "2026-10-25T00:30:00Z 2026-10-26T01:30:00Z" },
    { "30 2 * * * tz=Europe/Berlin fold=last",
      "2026-10-24T12:00:00Z",
      "2026-10-25T01:30:00Z 2026-10-26T01:30:00Z" },
    { "*/30 2 * * * tz=Europe/Berlin fold=last",
      "2026-10-24T12:00:00Z",
      "2026-10-25T01:00:00Z 2026-10-25T01:30:00Z 2026-10-26T01:00:00Z" },
    { "30 2 * * * tz=Europe/Berlin fold=once-if-fixed",
      "2026-10-24T12:00:00Z",
      "2026-10-25T00:30:00Z 2026-10-26T01:30:00Z" },
    { "*/30 2 * * * tz=Europe/Berlin fold=once-if-fixed",
      "2026-10-24T12:00:00Z",
      "2026-10-25T00:00:00Z 2026-10-25T00:30:00Z 2026-10-25T01:00:00Z 2026-10-25T01:30:00Z "
      "2026-10-26T01:00:00Z" },
    /* Vixie: fixed times once, wildcards with the clock on the wall. */
    { "30 2 * * * tz=Europe/Berlin clock-changes=vixie",
      "2026-03-28T12:00:00Z",
      "2026-03-29T01:00:00Z 2026-03-30T00:30:00Z" },
    { "*/30 2 * * * tz=Europe/Berlin clock-changes=vixie",
      "2026-03-28T12:00:00Z",
      "2026-03-30T00:00:00Z 2026-03-30T00:30:00Z" },
    /* gap=next moves wildcards too, equal instants once. */
    { "*/30 * * * * tz=Europe/Berlin gap=next",
      "2026-03-29T00:30:00Z",
      "2026-03-29T00:30:00Z 2026-03-29T01:00:00Z 2026-03-29T01:30:00Z" },
    { "15,45 2,3 * * * tz=Europe/Berlin gap=shift",
      "2026-03-28T12:00:00Z",
      "2026-03-29T01:15:00Z 2026-03-29T01:45:00Z 2026-03-30T00:15:00Z" },
    { "30 2 * * * tz=Europe/Berlin clock-changes=ocps",
      "2026-03-28T12:00:00Z",
      "2026-03-30T00:30:00Z" },
    { "30 2 * * * tz=Europe/Berlin clock-changes=rfc5545 gap=skip",
      "2026-03-28T12:00:00Z",
      "2026-03-30T00:30:00Z" },
    /* A gap at midnight loses no other day (APScheduler skipped one). */
    { "0 0 * * * tz=America/Sao_Paulo start=2018-11-03",
      "2026-01-01T00:00:00Z",
      "2018-11-03T03:00:00Z 2018-11-05T02:00:00Z" },
    /* A gap of half an hour, a day that is left out, and a fold over midnight. */
    { "cron:hour=2 minute=*/15 tz=Australia/Lord_Howe start=2024-10-06",
      "2026-01-01T00:00:00Z",
      "2024-10-05T15:30:00Z 2024-10-05T15:45:00Z 2024-10-06T15:00:00Z" },
    { "0 10 * * * tz=Pacific/Apia start=2011-12-29",
      "2026-01-01T00:00:00Z",
      "2011-12-29T20:00:00Z 2011-12-30T20:00:00Z 2011-12-31T20:00:00Z" },
    { "15 23 * * * tz=America/St_Johns start=2010-11-06",
      "2026-01-01T00:00:00Z",
      "2010-11-07T01:45:00Z 2010-11-07T02:45:00Z 2010-11-08T02:45:00Z" },
    /* A fixed offset has none. */
    { "30 2 * * * tz=+05:30", "2026-03-28T12:00:00Z", "2026-03-28T21:00:00Z" },
  };

  check_rows (rows, G_N_ELEMENTS (rows));
}

static void
test_exclusions (void)
{
  static const Row rows[] = {
    { "0 9 * * * tz=UTC except=2026-12-24..2026-12-26,sat-sun",
      "2026-12-23T00:00:00Z",
      "2026-12-23T09:00:00Z 2026-12-28T09:00:00Z" },
    { "0 * * * * tz=UTC except=22:00-06:00",
      "2026-01-01T21:00:00Z",
      "2026-01-01T21:00:00Z 2026-01-02T06:00:00Z" },
    { "*/20 21,22 * * * tz=UTC except=21:30-22:10",
      "2026-01-01T21:00:00Z",
      "2026-01-01T21:00:00Z 2026-01-01T21:20:00Z 2026-01-01T22:20:00Z 2026-01-01T22:40:00Z "
      "2026-01-02T21:00:00Z" },
    { "0 9 * * mon tz=UTC except=mon", "2026-01-01T00:00:00Z", "never" },
    { "0 9 * * * tz=UTC except=08:00-10:00", "2026-01-01T00:00:00Z", "never" },
  };

  check_rows (rows, G_N_ELEMENTS (rows));
}

static void
test_words (void)
{
  static const struct
  {
    const char *text;
    const char *words;
  } rows[] = {
    { "0 10 * * mon-fri tz=Europe/Berlin", "at 10:00 from Monday to Friday, Europe/Berlin time" },
    { "0 9 1 * mon", "at 09:00 on the 1st of the month if it is a Monday" },
    { "0 3 * * *", "at 03:00 every day" },
    { "*/15 * * * *", "every 15 minutes" },
    { "0,30 * * * *", "at minute 0 and 30" },
    { "* * * * *", "every minute" },
    { "0 * * * *", "every hour" },
    { "0 */2 * * *", "every 2 hours" },
    { "cron:second=*", "every second" },
    { "*/10 9-17 * * 1-5", "every 10 minutes from 09:00 to 17:50 from Monday to Friday" },
    { "0 6 1,15 1 *", "at 06:00 on the 1st and 15th of January" },
    { "0 6,18 * 6-8 sat,sun", "at 06:00 and 18:00 on Saturday and Sunday in June to August" },
    { "cron:day=\"last fri\" hour=10", "at 10:00 on the last Friday of the month" },
    { "cron:day=last", "at 00:00 on the last day of the month" },
    { "oncalendar:Fri *-*~7/1 18:00",
      "at 18:00 on the last 7 days of the month if it is a Friday" },
    { "oncalendar:*-*~2,4..6 9:00",
      "at 09:00 on 1 day before the last and 5 to 3 days before the last of the month" },
    { "cron:year=2030 month=2", "at 00:00 on the 1st of February in 2030" },
    { "0 0 * * * count=3 start=2026-01-01",
      "at 00:00 every day, from 2026-01-01, at most 3 times" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (ApsTrigger) trigger = parse_trigger (rows[i].text);
      g_autofree char *words = aps_trigger_describe (trigger);

      g_assert_cmpstr (words, ==, rows[i].words);
    }
}

/* Counting and looking back give what stepping gives. */
static void
test_without_steps (void)
{
  static const char *const texts[] = {
    "*/20 * * * * tz=Europe/Berlin",
    "15,45 2,3 * * * tz=Europe/Berlin gap=next",
    "*/15 1-3 * * * tz=Europe/Berlin gap=shift",
    "30 2 * * * tz=Europe/Berlin fold=first",
    "30 2 * * * tz=Europe/Berlin fold=last",
    "0 9 * * * tz=UTC except=2026-03-01..2026-03-20,sun,08:00-08:30",
    "*/7 * * * * tz=Australia/Lord_Howe count=500",
    "cron:day=\"last fri\" hour=2 tz=America/New_York",
  };
  gint64 begin = time_of ("2026-01-01T00:00:00Z");
  gint64 end = time_of ("2027-01-01T00:00:00Z");

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      g_autoptr (ApsTrigger) trigger = parse_trigger (texts[i]);
      g_autoptr (ApsCursor) cursor = aps_cursor_new (begin);
      g_autoptr (ApsCursor) walker = aps_cursor_new (begin);
      gint64 next, prev, n, last = APS_TIME_NONE, found = 0;

      for (;;)
        {
          g_assert_true (aps_trigger_next (trigger, walker, &next, NULL));

          if (next >= end)
            break;

          /* Every hundredth or so. */
          if (found % 97 == 0)
            {
              g_assert_true (aps_trigger_prev (trigger, cursor, next - 1, &prev, NULL));
              g_assert_cmpint (prev, ==, last);
              g_assert_true (aps_trigger_prev (trigger, cursor, next, &prev, NULL));
              g_assert_cmpint (prev, ==, next);
              g_assert_true (aps_trigger_count (trigger, cursor, begin, next, &n, NULL));
              g_assert_cmpint (n, ==, found);
            }

          found++;
          last = next;
        }

      g_test_message ("%s: %d", texts[i], (int)found);
      g_assert_cmpint (found, >, 0);
      g_assert_true (aps_trigger_count (trigger, cursor, begin, end, &n, NULL));
      g_assert_cmpint (n, ==, found);
      g_assert_true (aps_trigger_prev (trigger, cursor, end - 1, &prev, NULL));
      g_assert_cmpint (prev, ==, last);
    }
}

static void
test_catches_up (void)
{
  g_autoptr (ApsTrigger) trigger = parse_trigger ("cron:second=* tz=Europe/Berlin");
  g_autoptr (ApsCursor) cursor = aps_cursor_new (time_of ("2016-01-01T00:00:00Z"));
  gint64 first, n, last, next;
  gint64 now = time_of ("2026-01-01T00:00:00.5Z");

  g_assert_true (aps_trigger_next (trigger, cursor, &first, NULL));
  g_assert_true (aps_trigger_catch_up (trigger, cursor, first, now, &n, &last, &next, NULL));
  g_assert_cmpint (n, ==, (now - first) / APS_SECOND + 1);
  g_assert_cmpint (last, ==, time_of ("2026-01-01T00:00:00Z"));
  g_assert_cmpint (next, ==, time_of ("2026-01-01T00:00:01Z"));
  g_assert_cmpint (aps_cursor_get_last (cursor), ==, next);
}

static void
test_catches_up_to_count (void)
{
  g_autoptr (ApsTrigger) trigger = parse_trigger ("cron:second=* tz=UTC count=1000");
  g_autoptr (ApsCursor) cursor = aps_cursor_new (time_of ("2016-01-01T00:00:00Z"));
  gint64 first, n, last, next;

  g_assert_true (aps_trigger_next (trigger, cursor, &first, NULL));
  g_assert_true (aps_trigger_catch_up (trigger,
                                       cursor,
                                       first,
                                       time_of ("2026-01-01T00:00:00Z"),
                                       &n,
                                       &last,
                                       &next,
                                       NULL));
  g_assert_cmpint (n, ==, 1000);
  g_assert_cmpint (last, ==, first + 999 * APS_SECOND);
  g_assert_cmpint (next, ==, APS_TIME_NONE);
}

static void
test_preview (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (ApsTrigger)
    trigger = aps_cron_trigger_new ("0 10 * * mon-fri", "Europe/Berlin", &error);
  g_autoptr (ApsTrigger) never = aps_cron_trigger_new ("0 0 31 4 *", NULL, &error);
  g_autofree gint64 *fires = NULL;
  gsize              n;

  g_assert_no_error (error);
  fires = aps_trigger_preview (trigger, time_of ("2026-01-01T00:00:00Z"), 3, &n, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (n, ==, 3);
  g_assert_cmpint (fires[2], ==, time_of ("2026-01-05T09:00:00Z"));

  g_assert_null (aps_trigger_preview (never, 0, 3, &n, &error));
  g_assert_no_error (error);
  g_assert_cmpuint (n, ==, 0);

  g_assert_null (aps_cron_trigger_new ("0 10 * *", NULL, &error));
  g_assert_error (error, APS_ERROR, APS_ERROR_INVALID_TRIGGER);
}

/* Many at once are what one by one gives. */
static void
test_next_n (void)
{
  static const char *const texts[] = {
    "*/20 * * * * tz=Europe/Berlin",
    "cron:second=*/17 tz=America/New_York end=2026-03-08T08:00",
    "15,45 2,3 * * * tz=Europe/Berlin gap=next",
    "30 2 * * * tz=Europe/Berlin fold=last count=100",
    "0 9-17 * * mon-fri tz=UTC except=2026-03-01..2026-03-20,12:00-13:00",
    "0 0 29 2 mon tz=Europe/Berlin",
    "0 0 31 4 * tz=UTC",
  };

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    for (guint size = 1; size < 1000; size = size * 3 + 1)
      {
        g_autoptr (ApsTrigger) trigger = parse_trigger (texts[i]);
        g_autoptr (ApsCursor) cursor = aps_cursor_new (time_of ("2026-03-08T00:00:00Z"));
        g_autoptr (ApsCursor) walker = aps_cursor_copy (cursor);

        for (guint round = 0; round < 3; round++)
          {
            g_autofree gint64 *fires = NULL;
            g_autofree char   *place = NULL;
            g_autofree char   *walked = NULL;
            gsize              n;
            gint64             next;

            fires = aps_trigger_next_n (trigger, cursor, size, &n, NULL);

            for (gsize k = 0; k < size; k++)
              {
                g_assert_true (aps_trigger_next (trigger, walker, &next, NULL));
                g_assert_cmpint (next, ==, k < n ? fires[k] : APS_TIME_NONE);
              }

            place = aps_cursor_to_json (cursor);
            walked = aps_cursor_to_json (walker);
            g_assert_cmpstr (place, ==, walked);
          }
      }
}

static void
test_without_expression (void)
{
  g_autoptr (ApsTrigger) trigger = g_object_new (APS_TYPE_CRON_TRIGGER, NULL);
  g_autoptr (ApsCursor) cursor = aps_cursor_new (0);
  g_autoptr (GError) error = NULL;
  gint64 next;

  g_assert_false (aps_trigger_next (trigger, cursor, &next, &error));
  g_assert_error (error, APS_ERROR, APS_ERROR_INVALID_TRIGGER);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/cron-trigger/fields", test_fields);
  g_test_add_func ("/cron-trigger/limits", test_limits);
  g_test_add_func ("/cron-trigger/clock-changes", test_clock_changes);
  g_test_add_func ("/cron-trigger/exclusions", test_exclusions);
  g_test_add_func ("/cron-trigger/words", test_words);
  g_test_add_func ("/cron-trigger/counts-and-looks-back-as-stepping-does", test_without_steps);
  g_test_add_func ("/cron-trigger/catches-up/ten-years-of-seconds", test_catches_up);
  g_test_add_func ("/cron-trigger/catches-up/as-far-as-count-allows", test_catches_up_to_count);
  g_test_add_func ("/cron-trigger/preview", test_preview);
  g_test_add_func ("/cron-trigger/many-at-once", test_next_n);
  g_test_add_func ("/cron-trigger/made-without-expression-fails", test_without_expression);
  return g_test_run ();
}
