/* Tests the dialects of cron expressions: what they mean, what they refuse and where, and saying
 * one in another.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"

#include "trigger-checks.h"

#include "triggers/aps-cron-dialect-private.h"

typedef struct
{
  const char *why;
  const char *text;
  const char *from;
  const char *fires;
} FireCase;

static void
check_fire_cases (const FireCase *cases, guint n)
{
  for (guint i = 0; i < n; i++)
    {
      g_autofree char *text = g_strconcat (cases[i].text, " tz=UTC", NULL);

      g_test_message ("%s", cases[i].why);
      check_fires (text, cases[i].from, cases[i].fires);
    }
}

static const FireCase unix_cases[] = {
  { "either day suffices",
    "cron:0 12 13 * fri dialect=unix",
    "2026-02-05T00:00Z",
    "2026-02-06T12:00Z 2026-02-13T12:00Z 2026-02-20T12:00Z" },
  { "either day suffices, apart",
    "cron:0 12 10 * fri dialect=unix",
    "2026-02-05T00:00Z",
    "2026-02-06T12:00Z 2026-02-10T12:00Z 2026-02-13T12:00Z" },
  { "a star before a step means both",
    "cron:0 0 */2 * mon dialect=unix",
    "2026-06-01T00:00Z",
    "2026-06-01T00:00Z 2026-06-15T00:00Z 2026-06-29T00:00Z 2026-07-13T00:00Z" },
  { "a star and others mean both too",
    "cron:0 0 */10,2 * */3,1 dialect=unix",
    "2026-06-01T00:00Z",
    "2026-06-01T00:00Z 2026-06-21T00:00Z 2026-07-01T00:00Z 2026-07-11T00:00Z" },
  { "0 and 7 are Sunday",
    "cron:0 0 * * 0,7 dialect=unix",
    "2026-06-01T00:00Z",
    "2026-06-07T00:00Z 2026-06-14T00:00Z" },
  { "friday to Sunday",
    "cron:0 0 * * fri-sun dialect=unix",
    "2026-06-01T00:00Z",
    "2026-06-05T00:00Z 2026-06-06T00:00Z 2026-06-07T00:00Z 2026-06-12T00:00Z" },
  { "an open step",
    "cron:50/4 0 * * * dialect=unix",
    "2026-06-01T00:00Z",
    "2026-06-01T00:50Z 2026-06-01T00:54Z 2026-06-01T00:58Z 2026-06-02T00:50Z" },
  { "a step on names",
    "cron:0 0 1 jan-jul/3 * dialect=unix",
    "2026-01-02T00:00Z",
    "2026-04-01T00:00Z 2026-07-01T00:00Z 2027-01-01T00:00Z" },
  { "a step beyond the range is its first",
    "cron:*/90 0 1 1 * dialect=unix",
    "2026-01-02T00:00Z",
    "2027-01-01T00:00Z 2028-01-01T00:00Z" },
  { "the last day",
    "cron:0 0 L * * dialect=unix",
    "2028-02-01T00:00Z",
    "2028-02-29T00:00Z 2028-03-31T00:00Z" },
  { "the last workday",
    "cron:0 0 LW * * dialect=unix",
    "2026-05-01T00:00Z",
    "2026-05-29T00:00Z 2026-06-30T00:00Z" },
  { "near a day",
    "cron:0 0 15W,1 * * dialect=unix",
    "2026-08-02T00:00Z",
    "2026-08-14T00:00Z 2026-09-01T00:00Z" },
  { "the third Tuesday and last Friday",
    "cron:0 0 * * 2#3,5L dialect=unix",
    "2026-06-01T00:00Z",
    "2026-06-16T00:00Z 2026-06-26T00:00Z 2026-07-21T00:00Z" },
  { "a nickname",
    "cron:@weekly dialect=unix",
    "2026-06-01T00:00Z",
    "2026-06-07T00:00Z 2026-06-14T00:00Z" },
  { "a date that there is not", "cron:0 0 30 2 * dialect=unix", "2026-06-01T00:00Z", "never" },
  { "every ninety seconds",
    "cron:@every 90s dialect=unix start=2026-06-01T00:00Z",
    "2026-06-01T00:00Z",
    "2026-06-01T00:00Z 2026-06-01T00:01:30Z" },
  { "with seconds",
    "cron:15,45 0 0 1 1 * dialect=unix-seconds",
    "2026-06-01T00:00Z",
    "2027-01-01T00:00:15Z 2027-01-01T00:00:45Z" },
};

static void
test_unix (void)
{
  check_fire_cases (unix_cases, G_N_ELEMENTS (unix_cases));
}

static const FireCase quartz_cases[] = {
  { "Sunday is 1",
    "cron:0 0 0 ? * 1 dialect=quartz",
    "2026-06-01T00:00Z",
    "2026-06-07T00:00Z 2026-06-14T00:00Z" },
  { "over the week's end",
    "cron:0 0 0 ? * FRI-MON dialect=quartz",
    "2026-06-02T00:00Z",
    "2026-06-05T00:00Z 2026-06-06T00:00Z 2026-06-07T00:00Z 2026-06-08T00:00Z 2026-06-12T00:00Z" },
  { "over midnight",
    "cron:0 0 22-1 * * ? dialect=quartz",
    "2026-06-01T02:00Z",
    "2026-06-01T22:00Z 2026-06-01T23:00Z 2026-06-02T00:00Z 2026-06-02T01:00Z" },
  { "over the year's end",
    "cron:0 0 0 1 11-2 ? dialect=quartz",
    "2026-06-01T00:00Z",
    "2026-11-01T00:00Z 2026-12-01T00:00Z 2027-01-01T00:00Z 2027-02-01T00:00Z 2027-11-01T00:00Z" },
  { "three before the last",
    "cron:0 0 0 L-3 * ? dialect=quartz",
    "2026-02-01T00:00Z",
    "2026-02-25T00:00Z 2026-03-28T00:00Z" },
  { "inside the month",
    "cron:0 0 12 L-2 * ? dialect=quartz",
    "2034-09-11T00:00Z",
    "2034-09-28T12:00Z 2034-10-29T12:00Z" },
  { "the workday near the first",
    "cron:0 0 0 1W 1 ? dialect=quartz",
    "2022-06-01T00:00Z",
    "2023-01-02T00:00Z 2024-01-01T00:00Z 2025-01-01T00:00Z" },
  { "L alone is Saturday",
    "cron:0 0 0 ? * L dialect=quartz",
    "2026-06-01T00:00Z",
    "2026-06-06T00:00Z 2026-06-13T00:00Z" },
  { "the last Friday",
    "cron:0 0 0 ? * FRIL dialect=quartz",
    "2026-06-01T00:00Z",
    "2026-06-26T00:00Z 2026-07-31T00:00Z" },
  { "the third Friday",
    "cron:0 0 0 ? * 6#3 dialect=quartz",
    "2026-06-01T00:00Z",
    "2026-06-19T00:00Z 2026-07-17T00:00Z" },
  { "every other year",
    "cron:0 0 0 1 1 ? 2027/2 dialect=quartz",
    "2026-06-01T00:00Z",
    "2027-01-01T00:00Z 2029-01-01T00:00Z" },
  { "a step alone",
    "cron:0 /20 0 1 1 ? dialect=quartz",
    "2026-06-01T00:00Z",
    "2027-01-01T00:00Z 2027-01-01T00:20Z 2027-01-01T00:40Z" },
};

static void
test_quartz (void)
{
  check_fire_cases (quartz_cases, G_N_ELEMENTS (quartz_cases));
}

static const FireCase ocps_cases[] = {
  { "either day suffices",
    "cron:0 12 1 * MON dialect=ocps",
    "2025-09-30T00:00Z",
    "2025-10-01T12:00Z 2025-10-06T12:00Z" },
  { "plus means both",
    "cron:0 12 1 * +MON dialect=ocps",
    "2025-09-01T00:00Z",
    "2025-09-01T12:00Z 2025-12-01T12:00Z" },
  { "a full range restricts",
    "cron:0 12 1-31 * MON dialect=ocps",
    "2025-10-06T00:00Z",
    "2025-10-06T12:00Z 2025-10-07T12:00Z" },
  { "? is *",
    "cron:0 12 ? * MON dialect=ocps",
    "2025-10-06T00:00Z",
    "2025-10-06T12:00Z 2025-10-13T12:00Z" },
  { "seconds",
    "cron:30 15 10 * * * dialect=ocps",
    "2025-03-10T00:00Z",
    "2025-03-10T10:15:30Z 2025-03-11T10:15:30Z" },
  { "a year", "cron:0 15 10 1 1 * 2027 dialect=ocps", "2025-03-10T00:00Z", "2027-01-01T10:15Z" },
  { "years by a step",
    "cron:0 0 0 1 1 * 1970-2199/2 dialect=ocps",
    "2025-01-01T00:00Z",
    "2026-01-01T00:00Z 2028-01-01T00:00Z" },
  { "the last Friday",
    "cron:0 0 * * FRI#L dialect=ocps",
    "2025-02-01T00:00Z",
    "2025-02-28T00:00Z 2025-03-28T00:00Z" },
  { "within the month",
    "cron:0 12 1W * * dialect=ocps",
    "2025-02-01T00:00Z",
    "2025-02-03T12:00Z 2025-03-03T12:00Z" },
  { "noon by name", "cron:@midnight dialect=ocps", "2025-02-01T00:01Z", "2025-02-02T00:00Z" },
};

static void
test_ocps (void)
{
  check_fire_cases (ocps_cases, G_N_ELEMENTS (ocps_cases));
}

static const FireCase oncalendar_cases[] = {
  { "only a week day",
    "oncalendar:Mon",
    "2026-06-02T00:00Z",
    "2026-06-08T00:00Z 2026-06-15T00:00Z" },
  { "only a time", "oncalendar:05:40", "2026-06-02T06:00Z", "2026-06-03T05:40Z 2026-06-04T05:40Z" },
  { "only a date", "oncalendar:2026-12-24", "2026-06-02T00:00Z", "2026-12-24T00:00Z" },
  { "month and day",
    "oncalendar:12-24",
    "2026-06-02T00:00Z",
    "2026-12-24T00:00Z 2027-12-24T00:00Z" },
  { "names in full",
    "oncalendar:Saturday,sunday 10:00",
    "2026-06-02T00:00Z",
    "2026-06-06T10:00Z 2026-06-07T10:00Z" },
  { "the last day",
    "oncalendar:*-02~01",
    "2027-06-02T00:00Z",
    "2028-02-29T00:00Z 2029-02-28T00:00Z" },
  { "the last Monday",
    "oncalendar:Mon *-05~07/1",
    "2026-06-02T00:00Z",
    "2027-05-31T00:00Z 2028-05-29T00:00Z" },
  { "the last three days",
    "oncalendar:*-02~01..03",
    "2027-02-01T00:00Z",
    "2027-02-26T00:00Z 2027-02-27T00:00Z 2027-02-28T00:00Z 2028-02-27T00:00Z" },
  { "repetitions",
    "oncalendar:*:10/20:30",
    "2026-06-02T00:00Z",
    "2026-06-02T00:10:30Z 2026-06-02T00:30:30Z 2026-06-02T00:50:30Z 2026-06-02T01:10:30Z" },
  { "a bounded repetition",
    "oncalendar:8..12/2:00",
    "2026-06-02T00:00Z",
    "2026-06-02T08:00Z 2026-06-02T10:00Z 2026-06-02T12:00Z 2026-06-03T08:00Z" },
  { "years",
    "oncalendar:2027..2035/4-01-01",
    "2026-06-02T00:00Z",
    "2027-01-01T00:00Z 2031-01-01T00:00Z 2035-01-01T00:00Z" },
  { "a comma behind the week days",
    "oncalendar:Mon,Wed, 10:00",
    "2026-06-02T00:00Z",
    "2026-06-03T10:00Z 2026-06-08T10:00Z" },
  { "a repetition towards the end",
    "oncalendar:*-*~5/2",
    "2026-06-02T00:00Z",
    "2026-06-26T00:00Z 2026-06-28T00:00Z 2026-06-30T00:00Z 2026-07-27T00:00Z" },
  { "a range from the end, repeated away from it",
    "oncalendar:*-*~2..5/2",
    "2026-06-02T00:00Z",
    "2026-06-27T00:00Z 2026-06-29T00:00Z 2026-07-28T00:00Z 2026-07-30T00:00Z" },
  { "a repetition beyond its range",
    "oncalendar:*:7..8/60",
    "2026-06-02T00:08Z",
    "2026-06-02T01:07Z" },
  { "one digit of a year", "oncalendar:31/2-1-1", "2026-06-02T00:00Z", "2031-01-01T00:00Z" },
  { "two digits of a year", "oncalendar:27-01-01", "2026-06-02T00:00Z", "2027-01-01T00:00Z" },
  { "date and time with T",
    "oncalendar:2027-01-01T05:06:07",
    "2026-06-02T00:00Z",
    "2027-01-01T05:06:07Z" },
  { "a word",
    "oncalendar:quarterly",
    "2026-06-02T00:00Z",
    "2026-07-01T00:00Z 2026-10-01T00:00Z 2027-01-01T00:00Z" },
  { "a word in capitals", "oncalendar:Weekly", "2026-06-02T00:00Z", "2026-06-08T00:00Z" },
};

static void
test_oncalendar (void)
{
  check_fire_cases (oncalendar_cases, G_N_ELEMENTS (oncalendar_cases));
  check_fires ("oncalendar:Mon *-*-* 02:30 Asia/Tokyo", "2026-06-02T00:00Z", "2026-06-07T17:30Z");
  check_fires ("oncalendar:daily Asia/Tokyo", "2026-06-02T00:00Z", "2026-06-02T15:00Z");
}

static void
test_refused (void)
{
  static const char *const cases[][2] = {
    { "cron:60 * * * * dialect=unix", "minute 60 at column 6 is out of range (0 to 59)" },
    { "cron:* * 0 * * dialect=unix", "day 0 at column 10" },
    { "cron:* * * * 8 dialect=unix", "week day 8 at column 14" },
    { "cron:5-1 * * * * dialect=unix", "ends before it begins" },
    { "cron:*/0 * * * * dialect=unix", "step 0 at column 8" },
    { "cron:1- * * * * dialect=unix", "at column 8: expected a minute" },
    { "cron:1,,2 * * * * dialect=unix", "at column 8: expected a minute" },
    { "cron:1x * * * * dialect=unix", "at column 7: expected a comma or a blank" },
    { "cron:* * * dialect=unix", "expected 5 fields" },
    { "cron:* * * * * * dialect=unix", "at column 16: expected 5 fields" },
    { "cron:* * * * * dialect=unix-seconds", "expected 6 fields" },
    { "cron:* * * * 1#0 dialect=unix", "number 0 at column 16" },
    { "cron:* * L1 * * dialect=unix", "at column 11" },
    { "cron:@reboot dialect=unix", "is no time to fire at" },
    { "cron:@Daily dialect=unix", "expected @yearly" },
    { "cron:@daily * dialect=unix", "expected @yearly" },
    { "cron:99999999999999999999 * * * * dialect=unix", "is out of range" },
    { "cron:* * * foo * dialect=unix", "at column 12: expected a month" },
    { "cron:0 0 0 1 * 1 dialect=quartz", "expected ? in one" },
    { "cron:0 0 0 ? * ? dialect=quartz", "expected ? in one" },
    { "cron:0 0 0 ? * 0 dialect=quartz", "week day 0 at column 16 is out of range (1 to 7)" },
    { "cron:0 0/61 0 1 * ? dialect=quartz", "step 61 at column 10" },
    { "cron:0 0 0 1 * ? 2030-2020 dialect=quartz", "ends before it begins" },
    { "cron:0 0 0 L-31 * ? dialect=quartz", "is out of range (0 to 30)" },
    { "cron:0 0 0 1-15W * ? dialect=quartz", "at column 16" },
    { "cron:0 12 +1 * MON dialect=ocps", "at column 11" },
    { "cron:? 12 * * * dialect=ocps", "at column 6" },
    { "cron:0 0 /30 * * dialect=ocps", "at column 10" },
    { "cron:0 0 5/10 * * dialect=ocps", "a step can stand only behind" },
    { "cron:0 0 1,15W * * dialect=ocps", "cannot stand in a list" },
    { "cron:0 0 1-15W * * dialect=ocps", "at column 14" },
    { "cron:0 0 0 1 1 * 1969 dialect=ocps", "year 1969" },
    { "cron:0 0 l * * dialect=ocps", "at column 10" },
    { "cron:0 0 15w * * dialect=ocps", "at column 12" },
    { "cron:0 0 * * 5l dialect=ocps", "at column 15" },
    { "cron:0 0 * * fril dialect=ocps", "at column 14" },
    { "cron:0 0 * * + dialect=ocps", "expected a week day behind +" },
    { "oncalendar:Sun..Mon", "ends before it begins" },
    { "oncalendar:*-13-01", "month 13 at column 14" },
    { "oncalendar:25:00", "hour 25 at column 12" },
    { "oncalendar:*:*:*.5", "seconds have no fraction" },
    { "oncalendar:*/5:00", "at column 13" },
    { "oncalendar:Mon 10:00 UTC x", "expected the end" },
    { "oncalendar:Foo", "expected a week day" },
    { "oncalendar:Mon,,Tue", "at column 16" },
    { "oncalendar:*:34:42/18", "repetition 18 at column 20 goes beyond the end (1 to 17 here)" },
    { "oncalendar:*-*-31/1", "repetition 1 at column 19 has nothing to repeat" },
    { "oncalendar:*-8/5-01", "repetition 5 at column 16" },
    { "oncalendar:*-*~3/3", "repetition 3 at column 18 goes beyond the end (1 to 2 here)" },
    { "oncalendar:*-*~29", "day from the end 29 at column 16 is out of range (1 to 28)" },
    { "oncalendar:10:00 No/Where", "No/Where" },
    { "oncalendar:daily dialect=unix", "leave dialect= out" },
    { "oncalendar:10:00 UTC tz=UTC", "is given twice" },
    { "oncalendar:", "expected [week-days]" },
    { "cron:H(5-1) * * * * dialect=unix", "ends before it begins" },
    { "cron:hour=H", "can stand only in a line" },
    { "cron:Hx * * * *", "at column 7" },
    { "cron:H(5 * * * * dialect=unix", "at column 9" },
    { "cron:0 0 0 1 1 * H dialect=ocps", "cannot stand for a year" },
    { "cron:* * * * * dialect=foo", "is none of" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    check_refused (cases[i][0], cases[i][1]);
}

/* With the minute of the first fire, by a seed. */
static gint64
first_with_seed (const char *text, const char *seed)
{
  g_autoptr (ApsTrigger) trigger = parse_trigger (text);
  g_autoptr (ApsCursor) cursor = aps_cursor_new (0);
  g_autoptr (GError) error = NULL;
  gint64 fire;

  aps_cursor_set_seed (cursor, seed);
  g_assert_true (aps_trigger_next (trigger, cursor, &fire, &error));
  return fire;
}

static void
test_hashed (void)
{
  gboolean minutes[60] = { FALSE };
  guint    n_minutes = 0;

  for (guint i = 0; i < 300; i++)
    {
      g_autofree char *seed = g_strdup_printf ("schedule-%u", i);
      gint64           fire = first_with_seed ("cron:H H * * * dialect=unix tz=UTC", seed);
      gint64           range = first_with_seed ("cron:H(10-19) 0 * * * dialect=unix tz=UTC", seed);
      gint64           step = first_with_seed ("cron:H/15 0 H * * dialect=unix tz=UTC", seed);

      g_assert_cmpint (fire, ==, first_with_seed ("cron:H H * * * dialect=unix tz=UTC", seed));
      minutes[fire / APS_MINUTE % 60] = TRUE;
      g_assert_cmpint (range / APS_MINUTE, >=, 10);
      g_assert_cmpint (range / APS_MINUTE, <=, 19);
      g_assert_cmpint (step / APS_MINUTE % 60, <, 15);
      g_assert_cmpint (step / APS_DAY, <, 28);
    }

  for (guint i = 0; i < 60; i++)
    n_minutes += minutes[i];
  g_assert_cmpuint (n_minutes, >, 55);
}

static void
test_hashed_keeps_its_text (void)
{
  static const char *const texts[] = {
    "cron:H H(0-7) * * 1-5 dialect=unix tz=UTC",
    "cron:H(10-20)/3 H * * H tz=UTC",
  };

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      g_autoptr (ApsTrigger) trigger = parse_trigger (texts[i]);
      g_autofree char *text = aps_trigger_to_text (trigger);
      gint64           fire = first_with_seed (texts[i], "any");

      g_assert_cmpstr (text, ==, texts[i]);
      g_assert_cmpint (fire / APS_DAY, <, 7);
    }
}

/* OCPS 1.1 wants it to parse; it is an error to ask for its time. */
static void
test_reboot_of_ocps (void)
{
  g_autoptr (ApsTrigger) trigger = parse_trigger ("cron:@reboot dialect=ocps");
  g_autoptr (ApsCursor) cursor = aps_cursor_new (0);
  g_autoptr (GError) error = NULL;
  gint64 fire;

  g_assert_false (aps_trigger_next (trigger, cursor, &fire, &error));
  g_assert_nonnull (strstr (error->message, "is no time to fire at"));
}

/* The same rule in another dialect, or what cannot be said there. */
static void
test_translates (void)
{
  static const char *const cases[][3] = {
    { "cron:0 9 * * mon-fri", "unix", "cron:0 9 * * 1-5 dialect=unix" },
    { "cron:0 9 * * mon-fri", "quartz", "cron:0 0 9 ? * 2-6 dialect=quartz" },
    { "cron:0 9 * * mon-fri", "oncalendar", "cron:Mon..Fri *-*-* 09:00:00 dialect=oncalendar" },
    { "cron:0 9 1 * mon", "ocps", "cron:0 9 1 * +1 dialect=ocps" },
    { "cron:0 9 1 * mon", "unix", "cron:0 9 */31 * 1 dialect=unix" },
    { "cron:0 9 1-7 * mon", "unix", "cron:0 9 */31,2-7 * 1 dialect=unix" },
    { "cron:0 9 2 * sun,tue", "unix", "cron:0 9 2 * */7,2 dialect=unix" },
    { "cron:0 9 2 * mon", "unix", "a day of the month that must also be a week day" },
    { "cron:0 9 1 * mon", "quartz", "a day of the month and a week day together" },
    { "cron:0 9 1 * 1 dialect=unix", "ocps", "cron:0 9 1 * 1 dialect=ocps" },
    { "cron:0 9 1 * 1 dialect=unix", "oncalendar", "either of which suffices" },
    { "cron:0 9 15W * * dialect=unix", "quartz", "cron:0 0 9 15W * ? dialect=quartz" },
    { "cron:0 9 L-2 * * dialect=unix", "ocps", "(L-n)" },
    { "cron:0 9 15W,L * * dialect=unix", "ocps", "beside other days" },
    { "cron:0 0 9 ? * 6L dialect=quartz", "unix", "cron:0 9 * * 5#L dialect=unix" },
    { "cron:30 0 9 * * * dialect=unix-seconds", "unix", "seconds" },
    { "cron:0 0 9 1 1 ? 2030 dialect=quartz", "unix", "years" },
    { "cron:0 0 9 1 1 ? 2030/5 dialect=quartz",
      "ocps",
      "cron:0 0 9 1 1 * 2030-9995/5 dialect=ocps" },
    { "cron:week=5", "quartz", "ISO weeks" },
    { "oncalendar:*-02~03 0/6:15", "quartz", "cron:0 15 */6 L-2 2 ? dialect=quartz" },
    { "cron:*/15 * * * * dialect=unix", "oncalendar", "cron:*-*-* *:00/15:00 dialect=oncalendar" },
    { "cron:0 */9,3 * * * dialect=unix",
      "oncalendar",
      "cron:*-*-* 00..03/3,09,18:00:00 dialect=oncalendar" },
    { "cron:0 */24 * * * dialect=unix", "oncalendar", "a step that repeats nothing" },
    { "cron:0 9 L-29 * * dialect=unix", "oncalendar", "one of the last 28" },
    { "cron:H * * * * dialect=unix", "quartz", "hashed fields" },
    { "cron:0 9 * * *", "cobol", "there is no dialect" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (ApsTrigger) trigger = parse_trigger (cases[i][0]);
      g_autoptr (GError) error = NULL;
      g_autofree char *text =
        aps_cron_trigger_to_dialect (APS_CRON_TRIGGER (trigger), cases[i][1], &error);

      g_test_message ("%s in %s", cases[i][0], cases[i][1]);
      if (g_str_has_prefix (cases[i][2], "cron:"))
        {
          g_assert_no_error (error);
          g_assert_cmpstr (text, ==, cases[i][2]);
        }
      else
        {
          g_assert_null (text);
          g_assert_nonnull (strstr (error->message, cases[i][2]));
        }
    }
}

static char *
random_field (GRand *rand, guint min, guint max)
{
  GString *text = g_string_new (NULL);
  guint    n = (guint)g_rand_int_range (rand, 1, 4);

  if (g_rand_int_range (rand, 0, 4) == 0)
    n = 0;
  for (guint i = 0; i < n; i++)
    {
      guint first = (guint)g_rand_int_range (rand, (gint)min, (gint)max + 1);
      guint last = (guint)g_rand_int_range (rand, (gint)first, (gint)max + 1);

      g_string_append_printf (text, "%s%u-%u", i > 0 ? "," : "", first, last);
      if (g_rand_boolean (rand))
        g_string_append_printf (text, "/%d", g_rand_int_range (rand, 1, 9));
    }
  if (n == 0)
    g_string_append (text, g_rand_boolean (rand) ? "*" : "*/5");

  return g_string_free (text, FALSE);
}

/* A rule said in another dialect is the same rule, whatever the fields. */
static void
test_random_rules_round (void)
{
  static const char *const dialects[] = { "unix", "unix-seconds", "ocps", "quartz", "oncalendar" };
  GRand                   *rand = g_rand_new_with_seed (20261124);

  for (guint i = 0; i < 400; i++)
    {
      g_autofree char *minute = random_field (rand, 0, 59);
      g_autofree char *hour = random_field (rand, 0, 23);
      g_autofree char *day = random_field (rand, 1, 31);
      g_autofree char *month = random_field (rand, 1, 12);
      g_autofree char *weekday = random_field (rand, 0, 6);
      g_autofree char *text = g_strdup_printf ("cron:%s %s %s %s %s dialect=unix tz=UTC",
                                               minute,
                                               hour,
                                               day,
                                               month,
                                               weekday);
      g_autoptr (ApsTrigger) trigger = parse_trigger (text);
      g_autofree char *fires = preview (trigger, "2026-01-01T00:00Z", 20);

      check_fires (text, "2026-01-01T00:00Z", fires);
      for (guint j = 0; j < G_N_ELEMENTS (dialects); j++)
        {
          g_autofree char *other =
            aps_cron_trigger_to_dialect (APS_CRON_TRIGGER (trigger), dialects[j], NULL);

          if (other != NULL)
            check_fires (other, "2026-01-01T00:00Z", fires);
        }
    }

  g_rand_free (rand);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/cron-dialects/unix", test_unix);
  g_test_add_func ("/cron-dialects/quartz", test_quartz);
  g_test_add_func ("/cron-dialects/ocps", test_ocps);
  g_test_add_func ("/cron-dialects/oncalendar", test_oncalendar);
  g_test_add_func ("/cron-dialects/refused", test_refused);
  g_test_add_func ("/cron-dialects/hashed", test_hashed);
  g_test_add_func ("/cron-dialects/hashed-keeps-its-text", test_hashed_keeps_its_text);
  g_test_add_func ("/cron-dialects/reboot-of-ocps", test_reboot_of_ocps);
  g_test_add_func ("/cron-dialects/translates", test_translates);
  g_test_add_func ("/cron-dialects/random-rules-round", test_random_rules_round);

  return g_test_run ();
}
