/* Tests repeating intervals of ISO 8601.
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
  { "months do not drift",
    "iso8601:R/2026-01-31T09:00/P1M tz=UTC",
    "2026-01-01T00:00Z",
    "2026-01-31T09:00Z 2026-02-28T09:00Z 2026-03-31T09:00Z 2026-04-30T09:00Z" },
  { "far from the start",
    "iso8601:R/2026-01-31T09:00/P1M tz=UTC",
    "2928-02-01T00:00Z",
    "2928-02-29T09:00Z 2928-03-31T09:00Z" },
  { "years from a leap day",
    "iso8601:R/2024-02-29/P1Y tz=UTC",
    "2026-01-01T00:00Z",
    "2026-02-28T00:00Z 2027-02-28T00:00Z 2028-02-29T00:00Z" },
  { "a start and an end",
    "iso8601:R/2026-01-01T00:00Z/2026-01-01T01:30Z tz=UTC",
    "2026-01-02T00:00Z",
    "2026-01-02T00:00Z 2026-01-02T01:30Z" },
  { "a duration and an end",
    "iso8601:R2/P1M/2026-03-31T00:00 tz=UTC",
    "2025-01-01T00:00Z",
    "2026-01-31T00:00Z 2026-02-28T00:00Z 2026-03-31T00:00Z" },
  { "elapsed up to an end",
    "iso8601:R2/PT36H/2026-03-31T00:00Z tz=UTC",
    "2025-01-01T00:00Z",
    "2026-03-28T00:00Z 2026-03-29T12:00Z 2026-03-31T00:00Z" },
  { "days and hours",
    "iso8601:R/2026-01-01T00:00/P1DT1H tz=UTC",
    "2026-01-02T00:00Z",
    "2026-01-02T01:00Z 2026-01-03T02:00Z 2026-01-04T03:00Z" },
  { "a fraction of a second",
    "iso8601:R/2026-01-01T00:00:00.25Z/PT0.5S tz=UTC",
    "2026-01-01T00:00:01Z",
    "2026-01-01T00:00:01.25Z 2026-01-01T00:00:01.75Z" },
  { "a fraction and days",
    "iso8601:R/2026-01-01T00:00:00.25Z/P1D tz=UTC",
    "2026-01-01T00:00:01Z",
    "2026-01-02T00:00:00.25Z 2026-01-03T00:00:00.25Z" },
  { "from the moment of adding",
    "iso8601:R/PT1H tz=UTC",
    "2026-01-01T00:00:01Z",
    "2026-01-01T00:00:01Z 2026-01-01T01:00:01Z" },
  { "from start=",
    "iso8601:R/P1D start=2026-01-01T09:00Z tz=UTC",
    "2026-01-05T00:00Z",
    "2026-01-05T09:00Z 2026-01-06T09:00Z" },
  { "weeks",
    "iso8601:R/2026-01-01/P2W tz=UTC",
    "2026-01-02T00:00Z",
    "2026-01-15T00:00Z 2026-01-29T00:00Z" },
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
  g_autoptr (ApsTrigger) once = parse_trigger ("iso8601:R0/2026-01-01/P1D tz=UTC");
  g_autoptr (ApsTrigger) thrice = parse_trigger ("iso8601:R2/2026-01-01T00:00Z/PT1H tz=UTC");
  g_autoptr (ApsTrigger) far = parse_trigger ("iso8601:R/2026-01-01/P7973Y tz=UTC");
  g_autofree char *fires_once = preview (once, "2025-01-01T00:00Z", 5);
  g_autofree char *fires_thrice = preview (thrice, "2025-01-01T00:00Z", 5);
  g_autofree char *fires_far = preview (far, "2025-01-01T00:00Z", 5);

  g_assert_cmpstr (fires_once, ==, "2026-01-01T00:00Z");
  g_assert_cmpstr (fires_thrice, ==, "2026-01-01T00:00Z 2026-01-01T01:00Z 2026-01-01T02:00Z");
  g_assert_cmpstr (fires_far, ==, "2026-01-01T00:00Z 9999-01-01T00:00Z");
}

/* Nothing is computed, or walked to, beyond the years that there are. */
static void
test_far_steps (void)
{
  static const char *const texts[] = {
    "iso8601:R/2026-01-01/P999999999Y tz=UTC",
    "iso8601:R/2026-01-01/P999999999YT1H tz=UTC",
    "iso8601:R999999999/2026-01-01/P999999999W tz=UTC",
    "iso8601:R/2026-01-01T00:00Z/PT999999999H tz=UTC",
    "iso8601:R999999999/P999999999Y/2026-01-01 tz=UTC",
    "iso8601:R999999999/P999999999YT1S/2026-01-01 tz=UTC",
    "iso8601:R999999999/PT999999999H/2026-01-01T00:00Z tz=UTC",
  };

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      g_autoptr (ApsTrigger) trigger = parse_trigger (texts[i]);
      g_autoptr (ApsCursor) cursor = aps_cursor_new (0);
      g_autofree char *fires = preview (trigger, "2025-01-01T00:00Z", 5);
      gint64           prev, count;

      g_test_message ("%s", texts[i]);
      g_assert_cmpstr (fires, ==, "2026-01-01T00:00Z");
      g_assert_true (
        aps_trigger_prev (trigger, cursor, parse_time ("2027-01-01T00:00Z"), &prev, NULL));
      g_assert_cmpint (prev, ==, parse_time ("2026-01-01T00:00Z"));
      g_assert_true (
        aps_trigger_prev (trigger, cursor, parse_time ("2025-01-01T00:00Z"), &prev, NULL));
      g_assert_cmpint (prev, ==, APS_TIME_NONE);
      g_assert_true (aps_trigger_count (trigger, cursor, G_MININT64, APS_TIME_NONE, &count, NULL));
      g_assert_cmpint (count, ==, 1);
    }
}

static void
test_clock_changes (void)
{
  check_fires ("iso8601:R/2026-03-28T02:30/P1D tz=Europe/Berlin",
               "2026-03-28T00:00Z",
               "2026-03-28T01:30Z 2026-03-30T00:30Z");
  check_fires ("iso8601:R/2026-03-28T02:30/P1D tz=Europe/Berlin gap=shift",
               "2026-03-28T00:00Z",
               "2026-03-28T01:30Z 2026-03-29T01:30Z 2026-03-30T00:30Z");
  check_fires ("iso8601:R/2026-10-24T02:30/P1D tz=Europe/Berlin",
               "2026-10-24T00:00Z",
               "2026-10-24T00:30Z 2026-10-25T00:30Z 2026-10-26T01:30Z");
  check_fires ("iso8601:R/2026-10-24T02:30/PT24H tz=Europe/Berlin",
               "2026-10-24T00:00Z",
               "2026-10-24T00:30Z 2026-10-25T00:30Z 2026-10-26T00:30Z");
}

static void
test_refused (void)
{
  static const char *const cases[][2] = {
    { "iso8601:", "expected R[n]/START/DURATION" },
    { "iso8601:R", "expected R[n]/START/DURATION" },
    { "iso8601:2026-01-01/P1D", "at column 9: expected R" },
    { "iso8601:Rx/2026-01-01/P1D", "at column 10" },
    { "iso8601:R/2026-01-01", "at column 21: expected / and a duration" },
    { "iso8601:R/2026-01-01/P1D/x", "expected the end" },
    { "iso8601:R/2026-01-01/P", "expected a number" },
    { "iso8601:R/2026-01-01/PT", "expected a number" },
    { "iso8601:R/2026-01-01/P1", "expected Y, M, W or D" },
    { "iso8601:R/2026-01-01/P1D1Y", "expected Y, M, W or D, in this order" },
    { "iso8601:R/2026-01-01/PT1D", "expected H, M or S" },
    { "iso8601:R/2026-01-01/P0D", "must be longer than 0" },
    { "iso8601:R/2026-01-01/P0.5D", "a fraction at column 23" },
    { "iso8601:R/2026-01-01/PT0.0000001S", "more than 6 digits" },
    { "iso8601:R/2026-01-01/P12345678901D", "more than 9 digits" },
    { "iso8601:R/2026-13-01/P1D", "at column 16" },
    { "iso8601:R/P1D/2026-01-01", "expected the number of repetitions" },
    { "iso8601:R/2026-01-02/2026-01-01", "must be after the start" },
    { "iso8601:R/2026-01-02T00:00Z/2026-01-03T00:00", "must both have an offset" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    check_refused (cases[i][0], cases[i][1]);
}

static void
test_looks_back_and_counts (void)
{
  static const char *const texts[] = {
    "iso8601:R/2026-01-31T09:00/P1M tz=Europe/Berlin",
    "iso8601:R/2026-01-31T02:30/P1D tz=Europe/Berlin",
    "iso8601:R/2026-01-31T02:30/P1D tz=Europe/Berlin gap=shift fold=both",
    "iso8601:R/2026-01-31T02:30/P1DT3H tz=Europe/Berlin",
    "iso8601:R30/2026-03-01T00:00Z/PT90M tz=UTC",
    "iso8601:R30/P3D/2026-05-01T00:00 tz=UTC",
    "iso8601:R30/PT7H/2026-05-01T00:00 tz=UTC",
    "iso8601:R30/P1DT7H/2026-05-01T00:00 tz=UTC",
    "iso8601:R/2026-01-31T09:00:00.5Z/P1D tz=UTC",
  };

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    check_by_steps (texts[i], "2026-03-01T00:00Z", 300);
}

static void
test_catches_up_at_once (void)
{
  g_autoptr (ApsTrigger) trigger = parse_trigger ("iso8601:R/2016-01-01T00:00Z/PT1S tz=UTC");
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
  g_assert_cmpint (next, ==, parse_time ("2026-01-01T00:00:01Z"));
}

static void
test_words_and_texts (void)
{
  static const char *const cases[][3] = {
    { "iso8601:R/2026-01-31T09:00/P12M7D tz=UTC",
      "every year and 7 days from 2026-01-31T09:00",
      "iso8601:R/2026-01-31T09:00/P1Y7D tz=UTC" },
    { "iso8601:R1/2026-01-31T09:00/P1W tz=UTC",
      "every 7 days from 2026-01-31T09:00, 2 times in all",
      "iso8601:R1/2026-01-31T09:00/P7D tz=UTC" },
    { "iso8601:R0/PT3600.5S/2026-01-31 tz=UTC",
      "every hour and 500000 microseconds up to 2026-01-31",
      "iso8601:R0/PT1H0.5S/2026-01-31 tz=UTC" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (ApsTrigger) trigger = parse_trigger (cases[i][0]);
      g_autofree char *words = aps_trigger_describe (trigger);
      g_autofree char *text = aps_trigger_to_text (trigger);

      g_test_message ("%s", words);
      g_assert_true (g_str_has_prefix (words, cases[i][1]));
      g_assert_cmpstr (text, ==, cases[i][2]);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/iso8601-trigger/fires", test_fires);
  g_test_add_func ("/iso8601-trigger/ends", test_ends);
  g_test_add_func ("/iso8601-trigger/far-steps", test_far_steps);
  g_test_add_func ("/iso8601-trigger/clock-changes", test_clock_changes);
  g_test_add_func ("/iso8601-trigger/refused", test_refused);
  g_test_add_func ("/iso8601-trigger/looks-back-and-counts", test_looks_back_and_counts);
  g_test_add_func ("/iso8601-trigger/catches-up-at-once", test_catches_up_at_once);
  g_test_add_func ("/iso8601-trigger/words-and-texts", test_words_and_texts);

  return g_test_run ();
}
