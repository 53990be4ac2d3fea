/* Tests recurrence rules: what they mean, zones and clock changes, RDATE and EXDATE, refusals.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"

#include "trigger-checks.h"

static const struct
{
  const char *why;
  const char *text;
  const char *from;
  const char *fires;
} fire_cases[] = {
  { "the start fires if the rule has it",
    "rrule:DTSTART:20260105T090000Z FREQ=DAILY;COUNT=2",
    "2026-01-01T00:00Z",
    "2026-01-05T09:00Z 2026-01-06T09:00Z" },
  { "and not if it has it not",
    "rrule:DTSTART:20260105T090000Z FREQ=WEEKLY;BYDAY=TU",
    "2026-01-01T00:00Z",
    "2026-01-06T09:00Z 2026-01-13T09:00Z" },
  { "the name of the rule",
    "rrule:DTSTART:20260131T090000Z RRULE:FREQ=MONTHLY",
    "2026-01-01T00:00Z",
    "2026-01-31T09:00Z 2026-03-31T09:00Z 2026-05-31T09:00Z" },
  { "small letters",
    "rrule:DTSTART:20260105T090000Z RRULE:FREQ=monthly;BYDAY=-1fr",
    "2026-01-01T00:00Z",
    "2026-01-30T09:00Z 2026-02-27T09:00Z" },
  { "29 February",
    "rrule:DTSTART:20240229T000000Z RRULE:FREQ=YEARLY",
    "2090-01-01T00:00Z",
    "2092-02-29T00:00Z 2096-02-29T00:00Z 2104-02-29T00:00Z" },
  { "the week's first day matters",
    "rrule:DTSTART:19970805T090000Z "
    "RRULE:FREQ=WEEKLY;INTERVAL=2;COUNT=4;BYDAY=TU,SU;WKST=MO",
    "1997-01-01T00:00Z",
    "1997-08-05T09:00Z 1997-08-10T09:00Z 1997-08-19T09:00Z 1997-08-24T09:00Z" },
  { "the same from Sunday",
    "rrule:DTSTART:19970805T090000Z "
    "RRULE:FREQ=WEEKLY;INTERVAL=2;COUNT=4;BYDAY=TU,SU;WKST=SU",
    "1997-01-01T00:00Z",
    "1997-08-05T09:00Z 1997-08-17T09:00Z 1997-08-19T09:00Z 1997-08-31T09:00Z" },
  { "Mondays of week 20",
    "rrule:DTSTART:19970512T090000Z RRULE:FREQ=YEARLY;BYWEEKNO=20;BYDAY=MO",
    "1997-01-01T00:00Z",
    "1997-05-12T09:00Z 1998-05-11T09:00Z 1999-05-17T09:00Z" },
  { "a week alone keeps the week day",
    "rrule:DTSTART:20260101T000000Z RRULE:FREQ=YEARLY;BYWEEKNO=-1",
    "2026-01-01T00:00Z",
    "2026-12-31T00:00Z 2027-12-30T00:00Z" },
  { "days of the year",
    "rrule:DTSTART:19970101T090000Z "
    "RRULE:FREQ=YEARLY;INTERVAL=3;COUNT=5;BYYEARDAY=1,100,200",
    "1997-01-01T00:00Z",
    "1997-01-01T09:00Z 1997-04-10T09:00Z 1997-07-19T09:00Z 2000-01-01T09:00Z 2000-04-09T09:00Z" },
  { "the third of these days",
    "rrule:DTSTART:19970904T090000Z "
    "RRULE:FREQ=MONTHLY;COUNT=3;BYDAY=TU,WE,TH;BYSETPOS=3",
    "1997-01-01T00:00Z",
    "1997-09-04T09:00Z 1997-10-07T09:00Z 1997-11-06T09:00Z" },
  { "the last workday",
    "rrule:DTSTART:20260101T000000Z "
    "RRULE:FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1",
    "2026-05-01T00:00Z",
    "2026-05-29T00:00Z 2026-06-30T00:00Z" },
  { "until an instant",
    "rrule:DTSTART:20260105T090000Z RRULE:FREQ=DAILY;UNTIL=20260107T090000Z",
    "2026-01-06T00:00Z",
    "2026-01-06T09:00Z 2026-01-07T09:00Z" },
  { "until the end of a day",
    "rrule:DTSTART:20260105T090000Z RRULE:FREQ=DAILY;UNTIL=20260106",
    "2026-01-05T10:00Z",
    "2026-01-06T09:00Z" },
  { "every hour and a half",
    "rrule:DTSTART:20260105T090000Z RRULE:FREQ=MINUTELY;INTERVAL=90",
    "2026-01-06T00:00Z",
    "2026-01-06T00:00Z 2026-01-06T01:30Z" },
  { "minutes of every seventh hour",
    "rrule:DTSTART:20260105T000000Z "
    "RRULE:FREQ=HOURLY;INTERVAL=7;BYMINUTE=5,10;BYHOUR=14,21",
    "2026-01-05T00:00Z",
    "2026-01-05T14:05Z 2026-01-05T14:10Z 2026-01-05T21:05Z 2026-01-05T21:10Z 2026-01-12T14:05Z" },
  { "30 February",
    "rrule:DTSTART:20260105T000000Z RRULE:FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30",
    "2026-01-05T00:00Z",
    "never" },
  { "odd seconds of every second one",
    "rrule:DTSTART:20260105T000000Z "
    "RRULE:FREQ=SECONDLY;INTERVAL=2;BYSECOND=1,3",
    "2026-01-05T00:00Z",
    "never" },
  { "dates alone",
    "rrule:RDATE:20260301T000000Z,20260201T000000Z tz=UTC",
    "2026-01-05T00:00Z",
    "2026-02-01T00:00Z 2026-03-01T00:00Z" },
  { "dates and exceptions",
    "rrule:DTSTART:20260105T090000Z RRULE:FREQ=DAILY "
    "RDATE:20260106T120000Z EXDATE:20260107T090000Z,20260108",
    "2026-01-06T00:00Z",
    "2026-01-06T09:00Z 2026-01-06T12:00Z 2026-01-09T09:00Z" },
  { "start= instead of DTSTART",
    "rrule:FREQ=DAILY;INTERVAL=2 start=2026-01-05T09:00Z tz=UTC",
    "2026-01-06T00:00Z",
    "2026-01-07T09:00Z 2026-01-09T09:00Z" },
  { "the moment of adding",
    "rrule:FREQ=DAILY;BYHOUR=9 tz=UTC",
    "2026-01-06T10:11:12Z",
    "2026-01-07T09:11:12Z 2026-01-08T09:11:12Z" },
  { "the end of the years",
    "rrule:DTSTART:20260105T000000Z RRULE:FREQ=YEARLY;INTERVAL=7973",
    "2026-01-06T00:00Z",
    "9999-01-05T00:00Z" },
};

static void
test_fires (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (fire_cases); i++)
    {
      g_test_message ("%s", fire_cases[i].why);
      check_fires (fire_cases[i].text, fire_cases[i].from, fire_cases[i].fires);
    }
}

static void
test_ends (void)
{
  g_autoptr (ApsTrigger)
    count = parse_trigger ("rrule:DTSTART:20260105T090000Z FREQ=DAILY;COUNT=2");
  g_autoptr (ApsTrigger) until =
    parse_trigger ("rrule:DTSTART:20260105T090000Z RRULE:FREQ=DAILY;UNTIL=20260106T085959Z");
  g_autofree char *by_count = preview (count, "2026-01-01T00:00Z", 10);
  g_autofree char *by_until = preview (until, "2026-01-01T00:00Z", 10);

  g_assert_cmpstr (by_count, ==, "2026-01-05T09:00Z 2026-01-06T09:00Z");
  g_assert_cmpstr (by_until, ==, "2026-01-05T09:00Z");
}

static void
test_clock_changes (void)
{
  static const char *const cases[][2] = {
    /* 02:30 does not exist on 29 March 2026, and occurs twice on 25 October. */
    { "", "2026-03-28T01:30Z 2026-03-29T01:30Z 2026-03-30T00:30Z" },
    { " gap=skip", "2026-03-28T01:30Z 2026-03-30T00:30Z 2026-03-31T00:30Z" },
    { " gap=next", "2026-03-28T01:30Z 2026-03-29T01:00Z 2026-03-30T00:30Z" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *text =
        g_strconcat ("rrule:DTSTART;TZID=Europe/Berlin:20260301T023000 RRULE:FREQ=DAILY",
                     cases[i][0],
                     NULL);

      check_fires (text, "2026-03-28T00:00Z", cases[i][1]);
    }

  check_fires ("rrule:DTSTART;TZID=Europe/Berlin:20261001T023000 RRULE:FREQ=DAILY",
               "2026-10-24T12:00Z",
               "2026-10-25T00:30Z 2026-10-26T01:30Z");
  check_fires ("rrule:DTSTART;TZID=Europe/Berlin:20261001T023000 RRULE:FREQ=DAILY fold=both",
               "2026-10-24T12:00Z",
               "2026-10-25T00:30Z 2026-10-25T01:30Z 2026-10-26T01:30Z");
  check_fires ("rrule:DTSTART:20260301T090000 RRULE:FREQ=DAILY "
               "RDATE;TZID=Asia/Tokyo:20260302T000000 tz=Europe/Berlin",
               "2026-03-01T08:00Z",
               "2026-03-01T08:00Z 2026-03-01T15:00Z 2026-03-02T08:00Z");
}

static void
test_refused (void)
{
  static const char *const cases[][2] = {
    { "rrule:", "expected a rule" },
    { "rrule:DTSTART:20260105T090000Z", "expected a rule" },
    { "rrule:FREQ=OFTEN", "at column 12: expected SECONDLY" },
    { "rrule:INTERVAL=2", "has no FREQ=" },
    { "rrule:FREQ=DAILY;FREQ=DAILY", "FREQ at column 18 is given twice" },
    { "rrule:FREQ=DAILY;COUNT=0", "COUNT 0 at column 24 is out of range" },
    { "rrule:FREQ=DAILY;COUNT=99999999999999999999", "is out of range" },
    { "rrule:FREQ=DAILY;INTERVAL=0", "INTERVAL 0 at column 27" },
    { "rrule:FREQ=DAILY;COUNT=1;UNTIL=20260101", "cannot stand beside UNTIL" },
    { "rrule:FREQ=DAILY;BYHOUR=24", "BYHOUR 24 at column 25 is out of range (0 to 23)" },
    { "rrule:FREQ=DAILY;BYHOUR=-1", "is out of range" },
    { "rrule:FREQ=DAILY;BYHOUR=1,", "expected a number of BYHOUR" },
    { "rrule:FREQ=DAILY;BYMONTHDAY=0", "is out of range (1 to 31, or negative from the end)" },
    { "rrule:FREQ=DAILY;BYDAY=2MO", "BYDAY at column 18 with a number needs" },
    { "rrule:FREQ=YEARLY;BYDAY=54MO", "is out of range" },
    { "rrule:FREQ=DAILY;BYDAY=XX", "expected a week day" },
    { "rrule:FREQ=WEEKLY;BYMONTHDAY=1", "cannot stand beside FREQ=WEEKLY" },
    { "rrule:FREQ=MONTHLY;BYYEARDAY=1", "cannot stand beside FREQ=DAILY, WEEKLY or MONTHLY" },
    { "rrule:FREQ=MONTHLY;BYWEEKNO=1", "needs FREQ=YEARLY" },
    { "rrule:FREQ=DAILY;BYSETPOS=1", "needs another part" },
    { "rrule:FREQ=DAILY;FOO=1", "at column 18: expected FREQ" },
    { "rrule:FREQ", "expected DTSTART" },
    { "rrule:FREQ=DAILY FREQ=DAILY", "is given twice" },
    { "rrule:DTSTART:20260230 FREQ=DAILY", "at column 21" },
    { "rrule:DTSTART;TZID=No/Where:20260101T000000 FREQ=DAILY", "No/Where" },
    { "rrule:DTSTART;TZID=UTC:20260101T000000Z FREQ=DAILY", "both a TZID and an offset" },
    { "rrule:DTSTART;TZID=UTC:20260101T000000 FREQ=DAILY tz=+01:00", "in another zone" },
    { "rrule:DTSTART;FOO=1:20260101T000000 FREQ=DAILY", "expected TZID=" },
    { "rrule:EXRULE:FREQ=DAILY", "expected DTSTART" },
    { "rrule:freq=daily", "freq" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    check_refused (cases[i][0], cases[i][1]);
}

static void
test_looks_back_and_counts (void)
{
  static const char *const texts[] = {
    "rrule:DTSTART;TZID=Europe/Berlin:20260301T023000 RRULE:FREQ=DAILY",
    "rrule:DTSTART;TZID=Europe/Berlin:20260301T023000 RRULE:FREQ=DAILY gap=skip fold=both",
    "rrule:DTSTART;TZID=Europe/Berlin:20260301T023000 RRULE:FREQ=DAILY gap=next fold=last",
    "rrule:DTSTART;TZID=America/New_York:20260301T000000 RRULE:FREQ=HOURLY;INTERVAL=5",
    "rrule:DTSTART;TZID=America/New_York:20260301T000000 "
    "RRULE:FREQ=MINUTELY;INTERVAL=25;BYHOUR=1,2",
    "rrule:DTSTART;TZID=UTC:20260301T000000 RRULE:FREQ=SECONDLY;INTERVAL=7001;BYDAY=SA,SU",
    "rrule:DTSTART;TZID=UTC:20260301T000000 RRULE:FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1,1",
    "rrule:DTSTART;TZID=UTC:20260301T000000 RRULE:FREQ=WEEKLY;INTERVAL=3;BYDAY=MO,FR;BYHOUR=1,5",
    "rrule:DTSTART;TZID=UTC:20260301T000000 RRULE:FREQ=DAILY RDATE:20260303T120000,20260304T000000 "
    "EXDATE:20260305T000000,20260306,20260306,20260303T120000",
    "rrule:DTSTART;TZID=UTC:20260301T000000 RRULE:FREQ=DAILY;INTERVAL=2;UNTIL=20260401T000000",
    "rrule:DTSTART;TZID=UTC:20260301T000000 RRULE:FREQ=DAILY;BYHOUR=1,2;COUNT=25",
  };

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      check_by_steps (texts[i], "2026-03-01T00:00Z", 300);
      check_by_steps (texts[i], "2026-10-20T03:00Z", 100);
    }
}

/* Ten years of seconds are counted, not walked. */
static void
test_catches_up_at_once (void)
{
  g_autoptr (ApsTrigger)
    trigger = parse_trigger ("rrule:DTSTART:20160101T000000Z RRULE:FREQ=SECONDLY");
  g_autoptr (ApsCursor) cursor = aps_cursor_new (0);
  g_autoptr (GError) error = NULL;
  gint64 first, n_fires, last, next;

  g_assert_true (aps_trigger_next (trigger, cursor, &first, &error));
  g_assert_true (aps_trigger_catch_up (trigger,
                                       cursor,
                                       first,
                                       parse_time ("2026-01-01T00:00Z"),
                                       &n_fires,
                                       &last,
                                       &next,
                                       &error));
  g_assert_cmpint (n_fires, ==, 3653 * 86400 + 1);
  g_assert_cmpint (last, ==, parse_time ("2026-01-01T00:00Z"));
  g_assert_cmpint (next, ==, parse_time ("2026-01-01T00:00:01Z"));
}

static void
test_words (void)
{
  static const char *const cases[][2] = {
    { "rrule:FREQ=DAILY;BYHOUR=9;BYMINUTE=0", "every day at 09:00" },
    { "rrule:FREQ=MONTHLY;INTERVAL=2;BYDAY=-1FR", "every 2 months on the last Friday" },
    { "rrule:FREQ=YEARLY;BYMONTH=1,3;BYMONTHDAY=-1",
      "every year in January, March on the last day of the month" },
    { "rrule:FREQ=MONTHLY;BYDAY=MO,TU;BYSETPOS=2",
      "every month on Monday, Tuesday, of these only the 2nd of the month" },
    { "rrule:FREQ=WEEKLY;COUNT=3", "every week, 3 times" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (ApsTrigger) trigger = parse_trigger (cases[i][0]);
      g_autofree char *words = aps_trigger_describe (trigger);

      g_assert_true (g_str_has_prefix (words, cases[i][1]));
    }
}

static void
test_equal_texts (void)
{
  g_autoptr (ApsTrigger)
    a = parse_trigger ("rrule:DTSTART;TZID=UTC:20260105T090000 BYDAY=fr,MO;FREQ=weekly;INTERVAL=1");
  g_autoptr (ApsTrigger) b =
    parse_trigger ("rrule:RRULE:FREQ=WEEKLY;BYDAY=MO,FR;WKST=MO DTSTART:20260105T090000 tz=UTC");
  g_autofree char *text = aps_trigger_to_text (a);

  g_assert_true (aps_trigger_equal (a, b));
  g_assert_cmpstr (text, ==, "rrule:DTSTART:20260105T090000 RRULE:FREQ=WEEKLY;BYDAY=MO,FR tz=UTC");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/rrule-trigger/fires", test_fires);
  g_test_add_func ("/rrule-trigger/ends", test_ends);
  g_test_add_func ("/rrule-trigger/clock-changes", test_clock_changes);
  g_test_add_func ("/rrule-trigger/refused", test_refused);
  g_test_add_func ("/rrule-trigger/looks-back-and-counts", test_looks_back_and_counts);
  g_test_add_func ("/rrule-trigger/catches-up-at-once", test_catches_up_at_once);
  g_test_add_func ("/rrule-trigger/words", test_words);
  g_test_add_func ("/rrule-trigger/equal-texts", test_equal_texts);

  return g_test_run ();
}
