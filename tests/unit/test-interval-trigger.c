/* Date and interval triggers: elapsed time, limits, looking back.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "trigger-fires.h"

static void
test_fires (void)
{
  static const struct
  {
    const char *text;
    const char *added;
    const char *fires;
  } rows[] = {
    /* Without a start it begins at the moment of adding. */
    { "every:90min",
      "2026-01-01T00:00:00.5Z",
      "2026-01-01T00:00:00.500000Z 2026-01-01T01:30:00.500000Z" },
    /* With one, in the past too. */
    { "every:1d start=2026-01-01T06:00Z",
      "2026-03-01T00:00:00Z",
      "2026-01-01T06:00:00Z 2026-01-02T06:00:00Z" },
    /* Elapsed time: the clock on the wall is no matter. */
    { "every:1h tz=Europe/Berlin start=2026-03-29T01:00",
      "2026-01-01T00:00:00Z",
      "2026-03-29T00:00:00Z 2026-03-29T01:00:00Z 2026-03-29T02:00:00Z" },
    { "every:1h end=2026-01-01T02:00Z",
      "2026-01-01T00:00:00Z",
      "2026-01-01T00:00:00Z 2026-01-01T01:00:00Z 2026-01-01T02:00:00Z never" },
    /* An end without a time is that whole day. */
    { "every:12h tz=UTC end=2026-01-01",
      "2026-01-01T00:00:00Z",
      "2026-01-01T00:00:00Z 2026-01-01T12:00:00Z never" },
    { "every:1h count=2",
      "2026-01-01T00:00:00Z",
      "2026-01-01T00:00:00Z 2026-01-01T01:00:00Z never" },
    { "every:1h tz=Europe/Berlin except=22:00-06:00",
      "2026-01-01T20:00:00Z",
      "2026-01-01T20:00:00Z 2026-01-02T05:00:00Z" },
    { "every:300000d start=2026-01-01T00:00Z",
      "2026-01-01T00:00:00Z",
      "2026-01-01T00:00:00Z 2847-05-17T00:00:00Z" },
    { "every:3000000d start=2026-01-01T00:00Z",
      "2026-01-01T00:00:00Z",
      "2026-01-01T00:00:00Z never" },
    { "at:2026-12-24T18:00 tz=Europe/Berlin",
      "2027-01-01T00:00:00Z",
      "2026-12-24T17:00:00Z never" },
    { "at:2026-10-25T02:30 tz=Europe/Berlin",
      "2026-01-01T00:00:00Z",
      "2026-10-25T00:30:00Z never" },
    { "at:2026-12-24T18:00:00.000001+01:00",
      "2026-01-01T00:00:00Z",
      "2026-12-24T17:00:00.000001Z never" },
    { "at:2026-12-24T18:00Z except=thu", "2026-01-01T00:00:00Z", "never" },
    /* Where nothing is left, nothing is walked through. */
    { "every:1h except=mon-sun", "2026-01-01T00:00:00Z", "never" },
    { "every:1h except=12:00-24:00,00:00-12:00", "2026-01-01T00:00:00Z", "never" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    check_fires (rows[i].text, rows[i].added, rows[i].fires);
}

static void
test_all_excluded (void)
{
  g_autoptr (ApsTrigger) trigger = parse_trigger ("every:7d tz=UTC start=2026-01-05 except=mon");
  g_autoptr (ApsCursor) cursor = aps_cursor_new (0);
  gint64 next = 0;

  /* It ends, whichever way. */
  if (aps_trigger_next (trigger, cursor, &next, NULL))
    g_assert_cmpint (next, ==, APS_TIME_NONE);
}

static void
test_looks_back (void)
{
  g_autoptr (ApsTrigger) trigger = parse_trigger ("every:7min start=2026-01-01T00:00Z");
  g_autoptr (ApsCursor) cursor = aps_cursor_new (0);
  gint64   start = time_of ("2026-01-01T00:00:00Z");
  gint64   prev, n;
  gboolean matches;

  g_assert_true (aps_trigger_prev (trigger, cursor, start - 1, &prev, NULL));
  g_assert_cmpint (prev, ==, APS_TIME_NONE);
  g_assert_true (aps_trigger_prev (trigger, cursor, start + 8 * APS_MINUTE, &prev, NULL));
  g_assert_cmpint (prev, ==, start + 7 * APS_MINUTE);
  g_assert_true (aps_trigger_count (trigger, cursor, start, start + 14 * APS_MINUTE, &n, NULL));
  g_assert_cmpint (n, ==, 2);
  g_assert_true (
    aps_trigger_count (trigger, cursor, start + 1, start + 14 * APS_MINUTE + 1, &n, NULL));
  g_assert_cmpint (n, ==, 2);
  g_assert_true (aps_trigger_matches (trigger, cursor, start + 70 * APS_MINUTE, &matches, NULL));
  g_assert_true (matches);
  g_assert_true (aps_trigger_matches (trigger, cursor, start + 71 * APS_MINUTE, &matches, NULL));
  g_assert_false (matches);
}

static void
test_catches_up (void)
{
  g_autoptr (ApsTrigger) trigger = aps_interval_trigger_new (APS_SECOND);
  gint64 start = time_of ("2016-01-01T00:00:00Z");
  g_autoptr (ApsCursor) cursor = aps_cursor_new (start);
  gint64 now = time_of ("2026-01-01T00:00:00.25Z");
  gint64 first, n, last, next;

  g_assert_true (aps_trigger_next (trigger, cursor, &first, NULL));
  g_assert_cmpint (first, ==, start);
  g_assert_true (aps_trigger_catch_up (trigger, cursor, first, now, &n, &last, &next, NULL));
  g_assert_cmpint (n, ==, (now - start) / APS_SECOND + 1);
  g_assert_cmpint (last, ==, time_of ("2026-01-01T00:00:00Z"));
  g_assert_cmpint (next, ==, last + APS_SECOND);

  /* Nothing missed but the pending one. */
  g_assert_true (aps_trigger_catch_up (trigger, cursor, next, next, &n, &last, &first, NULL));
  g_assert_cmpint (n, ==, 1);
  g_assert_cmpint (last, ==, next);
  g_assert_cmpint (first, ==, next + APS_SECOND);
}

/* Each step of months and days depends on all before it; a chain of them is walked once, and a
 * cursor that was saved, or used for another trigger, finds the same. */
static void
test_chain_of_months_and_days (void)
{
  g_autoptr (ApsTrigger)
    trigger = parse_trigger ("calendar:months=1 days=1 hour=9 start=1970-01-31 tz=UTC");
  g_autoptr (ApsTrigger) other = parse_trigger ("calendar:months=1 days=2 start=1970-01-01 tz=UTC");
  g_autoptr (ApsCursor) cursor = aps_cursor_new (0);
  gint64 n = 0, counted, next, again;

  g_assert_true (aps_trigger_count (trigger, cursor, 0, APS_TIME_NONE, &counted, NULL));
  g_assert_cmpint (counted, >, 90000);

  while (aps_trigger_next (trigger, cursor, &next, NULL) && next != APS_TIME_NONE)
    {
      g_autofree char *json = NULL;
      g_autoptr (ApsCursor) saved = NULL;

      if (++n % 5000 != 0)
        continue;

      json = aps_cursor_to_json (cursor);
      saved = aps_cursor_from_json (json, NULL);
      g_assert_true (aps_trigger_next (other, cursor, &again, NULL));
      aps_cursor_unref (g_steal_pointer (&cursor));
      cursor = g_steal_pointer (&saved);
      g_assert_true (aps_trigger_prev (trigger, cursor, next, &again, NULL));
      g_assert_cmpint (again, ==, next);
    }

  g_assert_cmpint (n, ==, counted);
}

static void
test_skip (void)
{
  g_autoptr (ApsTrigger) trigger = parse_trigger ("every:1h count=5");
  gint64 start = time_of ("2026-01-01T00:00:00Z");
  g_autoptr (ApsCursor) cursor = aps_cursor_new (start);
  gint64 next;

  /* What is passed over counts. */
  g_assert_true (aps_trigger_skip (trigger, cursor, start + 3 * APS_HOUR, NULL));
  g_assert_true (aps_trigger_next (trigger, cursor, &next, NULL));
  g_assert_cmpint (next, ==, start + 3 * APS_HOUR);
  g_assert_true (aps_trigger_skip (trigger, cursor, start, NULL));
  g_assert_true (aps_trigger_next (trigger, cursor, &next, NULL));
  g_assert_cmpint (next, ==, start + 4 * APS_HOUR);
  g_assert_true (aps_trigger_next (trigger, cursor, &next, NULL));
  g_assert_cmpint (next, ==, APS_TIME_NONE);
  g_assert_true (aps_cursor_is_exhausted (cursor));
}

static void
test_words (void)
{
  static const struct
  {
    const char *text;
    const char *words;
  } rows[] = {
    { "every:1d", "every day" },
    { "every:2w", "every 2 weeks" },
    { "every:90min", "every 90 minutes" },
    { "every:1h 500ms", "every 1h 500ms" },
    { "at:2026-12-24T18:00 tz=Europe/Berlin", "once, at 2026-12-24 18:00, Europe/Berlin time" },
    { "calendar:days=1 hour=3", "every day at 03:00" },
    { "calendar:months=2 hour=10 start=2022-06-07", "every 2 months at 10:00, from 2022-06-07" },
    { "calendar:years=1 days=3 second=5", "every year and 3 days at 00:00:05" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (ApsTrigger) trigger = parse_trigger (rows[i].text);
      g_autofree char *words = aps_trigger_describe (trigger);

      g_assert_cmpstr (words, ==, rows[i].words);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/interval-trigger/fires", test_fires);
  g_test_add_func ("/interval-trigger/all-excluded-ends", test_all_excluded);
  g_test_add_func ("/interval-trigger/looks-back", test_looks_back);
  g_test_add_func ("/interval-trigger/catches-up-ten-years-of-seconds", test_catches_up);
  g_test_add_func ("/interval-trigger/chain-of-months-and-days-is-walked-once",
                   test_chain_of_months_and_days);
  g_test_add_func ("/interval-trigger/skipped-fires-count", test_skip);
  g_test_add_func ("/interval-trigger/words", test_words);
  return g_test_run ();
}
