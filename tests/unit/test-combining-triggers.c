/* Calendar intervals, and combinations of triggers.
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
test_calendar (void)
{
  static const Row rows[] = {
    /* Begins on the day of adding, but not with a time that is past. */
    { "calendar:days=1 hour=3 tz=UTC",
      "2026-01-01T02:00:00Z",
      "2026-01-01T03:00:00Z 2026-01-02T03:00:00Z" },
    { "calendar:days=2 hour=3 tz=UTC",
      "2026-01-01T04:00:00Z",
      "2026-01-03T03:00:00Z 2026-01-05T03:00:00Z" },
    /* The day of adding is that of the zone. */
    { "calendar:days=2 hour=12 tz=Asia/Tokyo", "2026-01-01T20:00:00Z", "2026-01-02T03:00:00Z" },
    /* Months without that day are passed over. */
    { "calendar:months=1 tz=UTC start=2026-01-31",
      "2026-01-01T00:00:00Z",
      "2026-01-31T00:00:00Z 2026-03-31T00:00:00Z 2026-05-31T00:00:00Z" },
    { "calendar:years=1 tz=UTC start=2028-02-29",
      "2026-01-01T00:00:00Z",
      "2028-02-29T00:00:00Z 2032-02-29T00:00:00Z" },
    /* Months first, then days. */
    { "calendar:months=1 days=1 tz=UTC start=2026-01-30",
      "2026-01-01T00:00:00Z",
      "2026-01-30T00:00:00Z 2026-03-31T00:00:00Z 2026-06-01T00:00:00Z 2026-07-02T00:00:00Z" },
    /* A date without that time is passed over; of two the first. */
    { "calendar:days=1 hour=2 minute=30 tz=Europe/Berlin start=2026-03-28",
      "2026-01-01T00:00:00Z",
      "2026-03-28T01:30:00Z 2026-03-30T00:30:00Z" },
    { "calendar:days=1 hour=2 minute=30 tz=Europe/Berlin start=2026-10-25",
      "2026-01-01T00:00:00Z",
      "2026-10-25T00:30:00Z 2026-10-26T01:30:00Z" },
    { "calendar:days=1 hour=2 minute=30 tz=Europe/Berlin start=2026-03-29 clock-changes=vixie",
      "2026-01-01T00:00:00Z",
      "2026-03-29T01:00:00Z 2026-03-30T00:30:00Z" },
    /* A day that a zone left out (APScheduler fired twice on the next). */
    { "calendar:days=1 hour=10 tz=Pacific/Apia start=2011-12-29",
      "2026-01-01T00:00:00Z",
      "2011-12-29T20:00:00Z 2011-12-30T20:00:00Z" },
    { "calendar:days=1 tz=UTC start=2024-05-01 end=2024-05-02",
      "2026-01-01T00:00:00Z",
      "2024-05-01T00:00:00Z 2024-05-02T00:00:00Z never" },
    { "calendar:years=3 tz=UTC start=9990-06-01",
      "2026-01-01T00:00:00Z",
      "9990-06-01T00:00:00Z 9993-06-01T00:00:00Z 9996-06-01T00:00:00Z 9999-06-01T00:00:00Z never" },
    /* A start whose midnight does not exist is a day all the same. */
    { "calendar:days=1 hour=10 tz=America/Sao_Paulo start=2018-11-04",
      "2026-01-01T00:00:00Z",
      "2018-11-04T12:00:00Z" },
  };

  check_rows (rows, G_N_ELEMENTS (rows));
}

static void
test_or (void)
{
  static const Row rows[] = {
    { "or:[cron:0 10 * * mon-fri] [cron:0 11 * * sat-sun] tz=UTC",
      "2026-01-02T00:00:00Z",
      "2026-01-02T10:00:00Z 2026-01-03T11:00:00Z 2026-01-04T11:00:00Z 2026-01-05T10:00:00Z" },
    /* The same instant once. */
    { "or:[every:2h] [every:3h]",
      "2026-01-01T00:00:00Z",
      "2026-01-01T00:00:00Z 2026-01-01T02:00:00Z 2026-01-01T03:00:00Z 2026-01-01T04:00:00Z "
      "2026-01-01T06:00:00Z" },
    { "or:[at:2024-05-01T00:00Z] [at:2024-04-01T00:00Z]",
      "2026-01-01T00:00:00Z",
      "2024-04-01T00:00:00Z 2024-05-01T00:00:00Z never" },
    /* In order by instant where both halves of an overlap are met. */
    { "or:[cron:0,30 2 * * *] [cron:45 2 * * *] tz=Europe/Berlin start=2026-10-25",
      "2026-10-24T12:00:00Z",
      "2026-10-25T00:00:00Z 2026-10-25T00:30:00Z 2026-10-25T00:45:00Z 2026-10-25T01:00:00Z "
      "2026-10-25T01:30:00Z 2026-10-25T01:45:00Z" },
    /* Options act on the combined fires. */
    { "or:[every:2h] [every:3h] count=3 start=2026-01-01T01:00Z except=03:00-04:00 tz=UTC",
      "2026-01-01T00:00:00Z",
      "2026-01-01T02:00:00Z 2026-01-01T04:00:00Z 2026-01-01T06:00:00Z never" },
  };

  check_rows (rows, G_N_ELEMENTS (rows));
}

static void
test_and (void)
{
  static const Row rows[] = {
    { "and:[calendar:months=2 hour=10] [cron:0 10 * * mon-fri] tz=UTC",
      "2022-06-07T09:00:00Z",
      "2022-06-07T10:00:00Z 2022-10-07T10:00:00Z 2022-12-07T10:00:00Z" },
    /* The same by steps. */
    { "and:[calendar:months=2 hour=10] [cron:0 10 * * mon-fri] tz=UTC max-iterations=1000",
      "2022-06-07T09:00:00Z",
      "2022-06-07T10:00:00Z 2022-10-07T10:00:00Z 2022-12-07T10:00:00Z" },
    /* Rules of the calendar that never meet are known to. */
    { "and:[0 10 30 2 *] [0 10 * * mon] tz=UTC", "2026-01-01T00:00:00Z", "never" },
    { "and:[0 10 * * mon] [0 11 * * mon] tz=UTC", "2026-01-01T00:00:00Z", "never" },
    { "and:[calendar:days=2 start=2026-01-01] [calendar:days=4 start=2026-01-02] tz=UTC",
      "2026-01-01T00:00:00Z",
      "never" },
    { "and:[0 10 29 2 *] [0 10 * * mon] tz=UTC",
      "2026-01-01T00:00:00Z",
      "2044-02-29T10:00:00Z 2072-02-29T10:00:00Z" },
    { "and:[calendar:months=1 days=1 start=2026-01-30] [0 0 * * thu] tz=UTC",
      "2026-01-01T00:00:00Z",
      "2026-07-02T00:00:00Z 2027-09-16T00:00:00Z" },
    /* Others give up after so many steps. */
    { "and:[every:2h] [every:2h start=2026-01-01T01:00Z]", "2026-01-01T00:00:00Z", "error" },
    { "and:[0 10 13 * *] [0 10 * * fri] tz=UTC max-iterations=5", "2026-01-01T00:00:00Z", "error" },
    /* Within the threshold it is the earlier. */
    { "and:[cron:second=0] [cron:second=1] tz=UTC",
      "2026-01-01T00:00:00Z",
      "2026-01-01T00:00:00Z 2026-01-01T00:01:00Z" },
    { "and:[cron:second=0] [cron:second=1] tz=UTC threshold=0", "2026-01-01T00:00:00Z", "never" },
    { "and:[every:10s] [every:15s] threshold=5s",
      "2026-01-01T00:00:00Z",
      "2026-01-01T00:00:00Z 2026-01-01T00:00:10Z 2026-01-01T00:00:30Z" },
    /* With three, only the earliest moves on (APScheduler moved all that were near). */
    { "and:[every:1s start=2026-01-01T00:00:00Z] [at:2026-01-01T00:00:00.5Z] "
      "[at:2026-01-01T00:00:01.2Z]",
      "2026-01-01T00:00:00Z",
      "2026-01-01T00:00:00.500000Z never" },
    /* Zones differ, so do the hours. */
    { "and:[0 12 * * * tz=Europe/London] [0 13 * * * tz=Europe/Berlin]",
      "2026-01-01T00:00:00Z",
      "2026-01-01T12:00:00Z 2026-01-02T12:00:00Z" },
    /* What policies leave of an overlap. */
    { "and:[30 2 * * *] [calendar:days=1 hour=2 minute=30] tz=Europe/Berlin",
      "2026-10-24T12:00:00Z",
      "2026-10-25T00:30:00Z 2026-10-26T01:30:00Z" },
  };

  check_rows (rows, G_N_ELEMENTS (rows));
}

static void
test_and_goes_on_after_limit (void)
{
  g_autoptr (ApsTrigger)
    trigger = parse_trigger ("and:[0 10 13 * *] [0 10 * * fri] tz=UTC max-iterations=5");
  g_autoptr (ApsCursor) cursor = aps_cursor_new (time_of ("2026-01-01T00:00:00Z"));
  gint64 next = 0;
  guint  n = 0;

  while (!aps_trigger_next (trigger, cursor, &next, NULL))
    g_assert_cmpuint (n++, <, 10);

  g_assert_cmpuint (n, >, 0);
  g_assert_cmpint (next, ==, time_of ("2026-02-13T10:00:00Z"));
}

static void
test_constructors (void)
{
  g_autoptr (ApsTrigger) hours = aps_interval_trigger_new (2 * APS_HOUR);
  g_autoptr (ApsTrigger) date = aps_date_trigger_new (0);
  ApsTrigger *both[] = { hours, date };
  g_autoptr (ApsTrigger) either = aps_or_trigger_new (both, 2, NULL);
  g_autoptr (ApsTrigger) meet = aps_and_trigger_new (both, 2, 0, 7, NULL);
  g_autofree char *or_text = aps_trigger_to_text (either);
  g_autofree char *and_text = aps_trigger_to_text (meet);
  g_autoptr (GError) error = NULL;

  g_assert_cmpstr (or_text, ==, "or:[every:2h] [at:1970-01-01T00:00Z]");
  g_assert_cmpstr (and_text,
                   ==,
                   "and:[every:2h] [at:1970-01-01T00:00Z] threshold=0s max-iterations=7");
  g_assert_null (aps_or_trigger_new (NULL, 0, &error));
  g_assert_error (error, APS_ERROR, APS_ERROR_INVALID_TRIGGER);
  g_clear_error (&error);
  g_assert_null (aps_and_trigger_new (both, 2, 0, 0, &error));
  g_assert_error (error, APS_ERROR, APS_ERROR_INVALID_TRIGGER);
}

/* Each step saved and restored or not, from the beginning or skipped to: the same fires. */
static void
test_skip_is_stepping (void)
{
  static const char *const texts[] = {
    "or:[every:7h] [0 3 * * mon-fri] tz=UTC",  "or:[*/30 * * * *] [every:45min] tz=Europe/Berlin",
    "and:[every:10s] [every:15s] threshold=0", "and:[0 3 * * *] [0 3 * * mon-fri] tz=UTC",
    "calendar:months=1 days=1 hour=3 tz=UTC",
  };
  gint64 start = time_of ("2026-10-20T00:00:00Z");

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      g_autoptr (ApsTrigger) trigger = parse_trigger (texts[i]);
      g_autoptr (ApsCursor) walker = aps_cursor_new (start);
      gint64 fires[60];

      for (guint n = 0; n < G_N_ELEMENTS (fires); n++)
        g_assert_true (aps_trigger_next (trigger, walker, &fires[n], NULL));

      for (guint n = 1; n < G_N_ELEMENTS (fires); n++)
        {
          g_autoptr (ApsCursor) cursor = aps_cursor_new (start);
          gint64 next;

          g_assert_true (aps_trigger_skip (trigger, cursor, fires[n - 1] + 1, NULL));
          g_assert_true (aps_trigger_next (trigger, cursor, &next, NULL));
          g_assert_cmpint (next, ==, fires[n]);
        }
    }
}

static void
test_catches_up_by_steps (void)
{
  g_autoptr (ApsTrigger) trigger = parse_trigger ("or:[every:2h] [every:3h]");
  gint64 start = time_of ("2026-01-01T00:00:00Z");
  g_autoptr (ApsCursor) cursor = aps_cursor_new (start);
  gint64 first, n, last, next;

  g_assert_true (aps_trigger_next (trigger, cursor, &first, NULL));
  g_assert_true (
    aps_trigger_catch_up (trigger, cursor, first, start + 6 * APS_HOUR, &n, &last, &next, NULL));
  g_assert_cmpint (n, ==, 5);
  g_assert_cmpint (last, ==, start + 6 * APS_HOUR);
  g_assert_cmpint (next, ==, start + 8 * APS_HOUR);
}

static void
test_catches_up_in_parts (void)
{
  g_autoptr (ApsTrigger) trigger = parse_trigger ("or:[every:1s] [every:2s]");
  gint64 start = time_of ("2026-01-01T00:00:00Z");
  gint64 now = start + (APS_TRIGGER_MAX_STEPS + 10) * APS_SECOND;
  g_autoptr (ApsCursor) cursor = aps_cursor_new (start);
  gint64 first, n, last, next, sum;

  g_assert_true (aps_trigger_next (trigger, cursor, &first, NULL));
  g_assert_true (aps_trigger_catch_up (trigger, cursor, first, now, &n, &last, &next, NULL));
  g_assert_cmpint (next, <=, now);
  g_assert_cmpint (last, ==, next - APS_SECOND);
  sum = n;
  g_assert_true (aps_trigger_catch_up (trigger, cursor, next, now, &n, &last, &next, NULL));
  g_assert_cmpint (last, ==, now);
  g_assert_cmpint (sum + n, ==, APS_TRIGGER_MAX_STEPS + 11);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/combining-triggers/calendar", test_calendar);
  g_test_add_func ("/combining-triggers/or", test_or);
  g_test_add_func ("/combining-triggers/and", test_and);
  g_test_add_func ("/combining-triggers/and-goes-on-after-its-limit", test_and_goes_on_after_limit);
  g_test_add_func ("/combining-triggers/constructors", test_constructors);
  g_test_add_func ("/combining-triggers/skipping-is-stepping", test_skip_is_stepping);
  g_test_add_func ("/combining-triggers/catches-up/by-steps", test_catches_up_by_steps);
  g_test_add_func ("/combining-triggers/catches-up/in-parts", test_catches_up_in_parts);
  return g_test_run ();
}
