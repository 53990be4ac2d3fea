/* The calendar engine against a model that asks each day and each second, and zones against one
 * that asks each minute of the wall clock.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "core/aps-civil-private.h"
#include "triggers/aps-calendar-engine-private.h"
#include "triggers/aps-day-steps-private.h"
#include "triggers/aps-wall-clock-private.h"

#include <string.h>

#define DAY 86400

/* Bits of a random number of random values. */
static guint64
random_bits (guint min, guint max)
{
  guint64 bits = 0;
  guint   n = g_test_rand_bit () ? 1 : (guint)g_test_rand_int_range (1, 8);

  for (guint i = 0; i < n; i++)
    bits |= G_GUINT64_CONSTANT (1) << g_test_rand_int_range ((int)min, (int)max + 1);

  return bits;
}

static void
random_terms (ApsDayTerms *terms, gboolean of_week)
{
  if (g_test_rand_int_range (0, 3) == 0)
    return;

  terms->days = 0;

  switch (g_test_rand_int_range (0, of_week ? 4 : 7))
    {
    case 0:
    case 1:
      terms->weekdays = (guint8)random_bits (0, 6);
      break;
    case 2:
      terms->nth[g_test_rand_int_range (0, 5)] = (guint8)random_bits (0, 6);
      break;
    case 3:
      terms->nth_last[g_test_rand_int_range (0, 5)] = (guint8)random_bits (0, 6);
      break;
    case 4:
      terms->from_end = (guint32)random_bits (0, 30);
      break;
    case 5:
      terms->workdays = (guint32)random_bits (1, 31);
      terms->workdays_from_end = g_test_rand_bit () ? 0 : (guint32)random_bits (0, 5);
      break;
    default:
      terms->days = (guint32)random_bits (1, 31);
      break;
    }
}

static ApsExclusions *
parse_exclusions (const char *text)
{
  g_autoptr (ApsTriggerParts) parts = aps_trigger_parts_new (text);
  ApsSpan span = { text, text + strlen (text) };

  return aps_exclusions_parse (parts, &span, NULL);
}

static void
random_spec (ApsCalendarSpec *spec)
{
  aps_calendar_spec_init (spec);

  if (g_test_rand_bit ())
    spec->seconds = random_bits (0, 59);

  if (g_test_rand_bit ())
    spec->minutes = random_bits (0, 59);

  if (g_test_rand_bit ())
    spec->hours = (guint32)random_bits (0, 23);

  if (g_test_rand_int_range (0, 3) == 0)
    spec->days.months = (guint32)random_bits (1, 12);

  if (g_test_rand_int_range (0, 6) == 0)
    spec->days.weeks = random_bits (1, 53);

  if (g_test_rand_int_range (0, 6) == 0)
    aps_calendar_spec_add_years (spec,
                                 (guint)g_test_rand_int_range (1970, 2100),
                                 2400,
                                 (guint)g_test_rand_int_range (1, 5));

  random_terms (&spec->days.of_month, FALSE);
  random_terms (&spec->days.of_week, TRUE);
  spec->days.either = g_test_rand_bit ();
}

static gboolean
is_workday_nearest (const GDate *date, guint wanted, guint n_days)
{
  /* Of the days that are no weekend, the one with the least distance, in the month. */
  guint best = 0;

  if (wanted < 1 || wanted > n_days)
    return FALSE;

  for (guint distance = 0; distance < 4 && best == 0; distance++)
    for (int sign = -1; sign <= 1; sign += 2)
      {
        int   day = (int)wanted + sign * (int)distance;
        GDate other;

        if (day < 1 || day > (int)n_days)
          continue;

        g_date_clear (&other, 1);
        g_date_set_dmy (&other, (GDateDay)day, g_date_get_month (date), g_date_get_year (date));

        if (best == 0 && g_date_get_weekday (&other) < G_DATE_SATURDAY)
          best = (guint)day;
      }

  return best == g_date_get_day (date);
}

static gboolean
model_terms (const ApsDayTerms *terms, const GDate *date)
{
  guint day = g_date_get_day (date);
  guint n_days = g_date_get_days_in_month (g_date_get_month (date), g_date_get_year (date));
  guint weekday = (guint)g_date_get_weekday (date) - 1;

  if ((terms->days >> day & 1) != 0 || (terms->weekdays >> weekday & 1) != 0 ||
      (terms->from_end >> (n_days - day) & 1) != 0 ||
      (terms->nth[(day - 1) / 7] >> weekday & 1) != 0 ||
      (terms->nth_last[(n_days - day) / 7] >> weekday & 1) != 0)
    return TRUE;

  for (guint i = 0; i < 32; i++)
    if (((terms->workdays >> i & 1) != 0 && is_workday_nearest (date, i, n_days)) ||
        ((terms->workdays_from_end >> i & 1) != 0 && i < n_days &&
         is_workday_nearest (date, n_days - i, n_days)))
      return TRUE;

  return FALSE;
}

static gboolean
model_day (const ApsCalendarSpec *spec, gint64 day)
{
  GDate    date;
  gboolean of_month, of_week;
  guint    year;

  g_date_clear (&date, 1);
  g_date_set_julian (&date, (guint32)(day + 719163));
  year = g_date_get_year (&date);

  if (spec->has_years && (spec->years[(year - 1970) / 64] >> ((year - 1970) % 64) & 1) == 0)
    return FALSE;

  if ((spec->days.months >> g_date_get_month (&date) & 1) == 0)
    return FALSE;

  if (spec->days.weeks != 0 &&
      (spec->days.weeks >> g_date_get_iso8601_week_of_year (&date) & 1) == 0)
    return FALSE;

  if (spec->except != NULL)
    {
      ApsDayRange range;

      if ((spec->except->weekdays >> (g_date_get_weekday (&date) - 1) & 1) != 0 ||
          aps_exclusions_hit_date (spec->except, day, &range))
        return FALSE;
    }

  of_month = model_terms (&spec->days.of_month, &date);
  of_week = model_terms (&spec->days.of_week, &date);
  return spec->days.either ? of_month || of_week : of_month && of_week;
}

static gboolean
model_time (const ApsCalendarSpec *spec, guint second)
{
  if (spec->except != NULL && (spec->except->minutes[second / 3600] >> (second / 60 % 60) & 1) != 0)
    return FALSE;

  return (spec->hours >> (second / 3600) & 1) != 0 &&
         (spec->minutes >> (second / 60 % 60) & 1) != 0 &&
         (spec->seconds >> (second % 60) & 1) != 0;
}

static void
add_exclusions (ApsCalendarSpec *spec, ApsExclusions **except)
{
  static const char *const texts[] = {
    "sat-sun",
    "2020-01-01..2021-02-03,2023-05-05",
    "mon,22:00-06:00",
    "12:15-12:45,2024-01-01..2030-01-01",
  };

  *except = NULL;

  if (g_test_rand_int_range (0, 3) == 0)
    *except = parse_exclusions (texts[g_test_rand_int_range (0, G_N_ELEMENTS (texts))]);

  spec->except = *except;
}

static void
test_days (void)
{
  for (guint i = 0; i < 400; i++)
    {
      g_autoptr (ApsCalendarRule) rule = NULL;
      g_autoptr (ApsExclusions) except = NULL;
      ApsCalendarSpec spec;
      gint64          start = g_test_rand_int_range (0, 100000);
      gint64          next = -1;

      random_spec (&spec);
      add_exclusions (&spec, &except);
      rule = aps_calendar_rule_intern (&spec);

      if (rule->is_timeless)
        continue;

      for (gint64 day = start + 1200; day >= start; day--)
        {
          gboolean expected = model_day (&spec, day);

          g_assert_cmpint (aps_calendar_rule_has_day (rule, day), ==, expected);

          if (expected)
            next = day;

          if (next >= 0)
            g_assert_cmpint (aps_calendar_rule_next_day (rule, day), ==, next);
          else
            g_assert_cmpint (aps_calendar_rule_next_day (rule, day), >, start + 1200);
        }
    }
}

#define WINDOW (2 * DAY)

static void
check_window (ApsCalendarRule *rule, const ApsCalendarSpec *spec, gint64 first_day)
{
  g_autofree gint64 *matches = g_new (gint64, WINDOW);
  gint64             start = first_day * DAY;
  guint              n = 0;

  for (gint64 second = 0; second < WINDOW; second++)
    if (model_time (spec, (guint)(second % DAY)) && model_day (spec, first_day + second / DAY))
      matches[n++] = start + second;

  g_assert_cmpint (aps_calendar_rule_count (rule, start, start + WINDOW), ==, n);

  for (guint i = 0; i < MIN (n, 300); i++)
    {
      guint  at = n <= 300 ? i : (guint)g_test_rand_int_range (0, (int)n);
      gint64 before = at > 0 ? matches[at - 1] : G_MININT64;
      gint64 inside = before != G_MININT64 ? before + (matches[at] - before + 1) / 2 : matches[at];

      g_assert_cmpint (aps_calendar_rule_next (rule, inside), ==, matches[at]);
      g_assert_cmpint (aps_calendar_rule_next (rule, matches[at]), ==, matches[at]);
      g_assert_cmpint (aps_calendar_rule_prev (rule, matches[at]), ==, matches[at]);
      g_assert_true (aps_calendar_rule_matches (rule, matches[at]));
      g_assert_cmpint (aps_calendar_rule_count (rule, start, matches[at]), ==, at);
      g_assert_cmpint (aps_calendar_rule_count (rule, start, matches[at] + 1), ==, at + 1);

      if (before != G_MININT64)
        g_assert_cmpint (aps_calendar_rule_prev (rule, matches[at] - 1), ==, before);
    }
}

static void
test_seconds (void)
{
  for (guint i = 0; i < 300; i++)
    {
      g_autoptr (ApsCalendarRule) rule = NULL;
      g_autoptr (ApsExclusions) except = NULL;
      ApsCalendarSpec spec;
      gint64          day;

      random_spec (&spec);
      add_exclusions (&spec, &except);
      rule = aps_calendar_rule_intern (&spec);
      day = aps_calendar_rule_next_day (rule, g_test_rand_int_range (0, 40000));

      if (day < G_MAXINT32)
        check_window (rule, &spec, MAX (day - g_test_rand_int_range (0, 2), 0));
    }
}

/* Over many years, by days. */
static void
test_counts (void)
{
  for (guint i = 0; i < 100; i++)
    {
      g_autoptr (ApsCalendarRule) rule = NULL;
      g_autoptr (ApsExclusions) except = NULL;
      ApsCalendarSpec spec;
      gint64          from = g_test_rand_int_range (0, 30000);
      gint64          until = from + g_test_rand_int_range (1, 5000);
      gint64          n = 0;

      random_spec (&spec);
      add_exclusions (&spec, &except);
      spec.hours = spec.minutes = spec.seconds = 1;
      rule = aps_calendar_rule_intern (&spec);

      if (rule->is_timeless)
        continue;

      for (gint64 day = from; day < until; day++)
        n += model_day (&spec, day);

      g_assert_cmpint (aps_calendar_rule_count (rule, from * DAY, until * DAY), ==, n);
    }
}

static void
test_intersection (void)
{
  for (guint i = 0; i < 100; i++)
    {
      g_autoptr (ApsCalendarRule) a = NULL;
      g_autoptr (ApsCalendarRule) b = NULL;
      g_autoptr (ApsCalendarRule) both = NULL;
      g_autoptr (ApsExclusions) except_a = NULL;
      g_autoptr (ApsExclusions) except_b = NULL;
      ApsCalendarSpec spec_a, spec_b;

      random_spec (&spec_a);
      random_spec (&spec_b);
      add_exclusions (&spec_a, &except_a);
      add_exclusions (&spec_b, &except_b);
      a = aps_calendar_rule_intern (&spec_a);
      b = aps_calendar_rule_intern (&spec_b);
      both = aps_calendar_rule_intersect (a, b);

      for (guint k = 0; k < 2000; k++)
        {
          gint64 second = aps_calendar_rule_next (a, g_test_rand_int_range (0, G_MAXINT32));

          if (second == G_MAXINT64)
            break;

          g_assert_cmpint (aps_calendar_rule_matches (both, second),
                           ==,
                           aps_calendar_rule_matches (b, second));
        }
    }
}

static void
test_shares (void)
{
  guint n = aps_calendar_rule_n_interned ();
  g_autoptr (ApsCalendarRule) a = NULL;
  g_autoptr (ApsCalendarRule) b = NULL;
  g_autoptr (ApsCalendarRule) c = NULL;
  ApsCalendarSpec spec;

  aps_calendar_spec_init (&spec);
  spec.seconds = 1 << 7;
  a = aps_calendar_rule_intern (&spec);
  b = aps_calendar_rule_intern (&spec);
  g_assert_true (a == b);
  spec.hours = 1 << 3;
  c = aps_calendar_rule_intern (&spec);
  g_assert_true (a != c);
  g_assert_true (a->days == c->days);
  g_assert_cmpuint (aps_calendar_rule_n_interned (), ==, n + 2);
  g_clear_pointer (&a, aps_calendar_rule_unref);
  g_clear_pointer (&b, aps_calendar_rule_unref);
  g_clear_pointer (&c, aps_calendar_rule_unref);
  g_assert_cmpuint (aps_calendar_rule_n_interned (), ==, n);
}

/* UTC repeats after 400 years, and nearly always after 28. */
static void
test_periodic (void)
{
  gint64 cycle = G_GINT64_CONSTANT (146097) * DAY;

  for (guint i = 0; i < 100; i++)
    {
      g_autoptr (ApsCalendarRule) rule = NULL;
      ApsCalendarSpec spec;

      random_spec (&spec);

      if (spec.has_years)
        continue;

      rule = aps_calendar_rule_intern (&spec);

      for (guint k = 0; k < 50; k++)
        {
          gint64 from = g_test_rand_int_range (0, G_MAXINT32);
          gint64 next = aps_calendar_rule_next (rule, from);

          if (next != G_MAXINT64)
            g_assert_cmpint (aps_calendar_rule_next (rule, from + cycle), ==, next + cycle);
        }
    }
}

static void
test_never (void)
{
  g_autoptr (ApsCalendarRule) rule = NULL;
  ApsCalendarSpec spec;

  aps_calendar_spec_init (&spec);
  spec.days.months = 1 << 2;
  spec.days.of_month.days = 1u << 30;
  rule = aps_calendar_rule_intern (&spec);
  g_assert_true (aps_calendar_rule_is_never (rule));
  g_assert_cmpint (aps_calendar_rule_next (rule, 0), ==, G_MAXINT64);
  g_assert_cmpint (aps_calendar_rule_prev (rule, G_MAXINT64), ==, G_MININT64);
  g_assert_cmpint (aps_calendar_rule_count (rule, 0, G_MAXINT64), ==, 0);
}

static void
test_edges (void)
{
  g_autoptr (ApsCalendarRule) rule = NULL;
  ApsCalendarSpec spec;
  gint64          last = aps_days_from_civil (10000, 1, 1) * DAY - 1;

  aps_calendar_spec_init (&spec);
  rule = aps_calendar_rule_intern (&spec);
  g_assert_cmpint (aps_calendar_rule_next (rule, G_MININT64), ==, 0);
  g_assert_cmpint (aps_calendar_rule_next (rule, last), ==, last);
  g_assert_cmpint (aps_calendar_rule_next (rule, last + 1), ==, G_MAXINT64);
  g_assert_cmpint (aps_calendar_rule_next (rule, G_MAXINT64), ==, G_MAXINT64);
  g_assert_cmpint (aps_calendar_rule_prev (rule, G_MAXINT64), ==, last);
  g_assert_cmpint (aps_calendar_rule_prev (rule, -1), ==, G_MININT64);
  g_assert_cmpint (aps_calendar_rule_count (rule, G_MININT64, G_MAXINT64), ==, last + 1);
}

/* Days and months in steps, against walking from the first. */
static void
test_day_steps (void)
{
  for (guint i = 0; i < 200; i++)
    {
      ApsDaySteps steps = {
        .first_day = g_test_rand_int_range (-5000, 20000),
        .months = g_test_rand_bit () ? g_test_rand_int_range (0, 30) : 0,
        .days = g_test_rand_bit () ? g_test_rand_int_range (0, 50) : 0,
      };
      gint64 day = steps.first_day;
      gint64 n = 0;

      if (steps.months + steps.days == 0)
        steps.months = 12;

      for (guint k = 0; k < 50 && day != G_MAXINT64; k++)
        {
          gint64 next = aps_day_steps_next_day (&steps, day + 1);

          g_assert_cmpint (next, >, day);
          g_assert_cmpint (aps_day_steps_next_day (&steps, day), ==, day);
          g_assert_cmpint (aps_day_steps_go_on (&steps, day, day + 1), ==, next);
          g_assert_cmpint (aps_day_steps_prev_day (&steps, day), ==, day);
          g_assert_cmpint (aps_day_steps_prev_day (&steps, next - 1), ==, day);
          g_assert_cmpint (aps_day_steps_count_days (&steps, steps.first_day - 9, day), ==, n);
          g_assert_cmpint (aps_day_steps_count_days (&steps, day, next), ==, 1);
          n++;
          day = next;
        }
    }
}

static int
compare_times (gconstpointer a, gconstpointer b)
{
  gint64 left = *(const gint64 *)a;
  gint64 right = *(const gint64 *)b;

  return left < right ? -1 : left > right;
}

/* Fires by asking each minute of the wall clock what instants it stands for. */
static GArray *
model_fires (const ApsWallClock *wall, gint64 from_s, gint64 until_s)
{
  GArray *found = g_array_new (FALSE, FALSE, sizeof (gint64));
  GArray *fires = g_array_new (FALSE, FALSE, sizeof (gint64));

  for (gint64 minute = from_s - 2 * DAY; minute < until_s + 2 * DAY; minute += 60)
    {
      ApsLocalTime local;
      gint64       fire;

      if (!aps_calendar_rule_matches (wall->rule, minute))
        continue;

      aps_time_zone_resolve_local (wall->zone, minute, &local);

      if (local.n_instants == 0 && wall->policy.gap != APS_GAP_SKIP)
        {
          fire = wall->policy.gap == APS_GAP_NEXT ? local.change_s : minute - local.offset_before_s;
          g_array_append_val (found, fire);
        }

      for (guint i = 0; i < local.n_instants; i++)
        if (local.n_instants == 1 || wall->policy.fold == APS_FOLD_BOTH ||
            (i == 0) == (wall->policy.fold == APS_FOLD_FIRST))
          g_array_append_val (found, local.instants[i]);
    }

  g_array_sort (found, compare_times);

  for (guint i = 0; i < found->len; i++)
    {
      gint64 fire = g_array_index (found, gint64, i);

      if (fire >= from_s && fire < until_s &&
          (fires->len == 0 || g_array_index (fires, gint64, fires->len - 1) != fire))
        g_array_append_val (fires, fire);
    }

  g_array_unref (found);
  return fires;
}

static void
check_wall (const ApsWallClock *wall, gint64 from_s, gint64 until_s)
{
  g_autoptr (GArray) fires = model_fires (wall, from_s, until_s);
  ApsQuietTime quiet = { .zone = NULL };
  gint64       at = from_s;

  g_assert_cmpint (aps_wall_clock_count (wall, from_s, until_s), ==, fires->len);

  for (guint i = 0; i < fires->len; i++)
    {
      gint64       fire = g_array_index (fires, gint64, i);
      ApsQuietTime anew = { .zone = NULL };

      g_assert_cmpint (aps_wall_clock_next (wall, &quiet, at), ==, fire);
      g_assert_cmpint (aps_wall_clock_next (wall, &anew, fire), ==, fire);
      g_assert_cmpint (aps_wall_clock_prev (wall, fire), ==, fire);
      g_assert_cmpint (aps_wall_clock_count (wall, from_s, fire), ==, i);

      if (i > 0)
        g_assert_cmpint (aps_wall_clock_prev (wall, fire - 1),
                         ==,
                         g_array_index (fires, gint64, i - 1));

      at = fire + 1;
    }

  g_assert_cmpint (aps_wall_clock_next (wall, &quiet, at), >=, until_s);
}

static void
test_wall_clock (void)
{
  static const struct
  {
    const char *zone;
    gint64      change_s; /* a clock change */
  } changes[] = {
    { "Europe/Berlin", 1774746000 },       /* 2026-03-29 01:00Z */
    { "Europe/Berlin", 1792890000 },       /* 2026-10-25 01:00Z */
    { "America/New_York", 1772953200 },    /* 2026-03-08 07:00Z */
    { "Australia/Lord_Howe", 1728142200 }, /* 2024-10-05 15:30Z, half an hour */
    { "Australia/Lord_Howe", 1712415600 }, /* 2024-04-06 15:00Z */
    { "Pacific/Apia", 1325239200 },        /* 2011-12-30 10:00Z, a day is left out */
    { "Pacific/Kwajalein", 745934400 },    /* 1993-08-21 12:00Z, a day is left out */
    { "America/Sao_Paulo", 1541300400 },   /* 2018-11-04 03:00Z, at midnight */
    { "America/St_Johns", 1289097060 },    /* 2010-11-07 02:31Z, a fold over midnight */
    { "Asia/Pyongyang", 1525446000 },      /* 2018-05-04 15:00Z, half an hour for good */
    { "Africa/Casablanca", 1771725600 },   /* 2026-02-22 02:00Z, about Ramadan */
    { "Europe/Dublin", 1774746000 },
    { "Antarctica/Troll", 1711846800 }, /* 2024-03-31 01:00Z, two hours */
    { "UTC", 1774746000 },
  };

  for (guint i = 0; i < 600; i++)
    {
      guint which = (guint)g_test_rand_int_range (0, G_N_ELEMENTS (changes));
      g_autoptr (ApsTimeZone) zone = aps_time_zone_lookup (changes[which].zone, NULL);
      g_autoptr (ApsCalendarRule) rule = NULL;
      ApsCalendarSpec spec;
      ApsWallClock    wall = { .funcs = &aps_calendar_rule_funcs, .zone = zone };

      g_assert_nonnull (zone);
      aps_calendar_spec_init (&spec);
      spec.seconds = 1;

      if (g_test_rand_int_range (0, 4) > 0)
        spec.minutes = random_bits (0, 59);

      if (g_test_rand_bit ())
        spec.hours = (guint32)random_bits (0, 4) | (guint32)random_bits (22, 23);

      rule = aps_calendar_rule_intern (&spec);
      wall.rule = rule;
      wall.policy.gap = (ApsGap)g_test_rand_int_range (APS_GAP_SKIP, APS_GAP_SHIFT + 1);
      wall.policy.fold = (ApsFold)g_test_rand_int_range (APS_FOLD_BOTH, APS_FOLD_LAST + 1);
      check_wall (&wall, changes[which].change_s - 2 * DAY, changes[which].change_s + 2 * DAY);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/calendar-rule/days-as-the-model", test_days);
  g_test_add_func ("/calendar-rule/seconds-as-the-model", test_seconds);
  g_test_add_func ("/calendar-rule/counts-as-the-model", test_counts);
  g_test_add_func ("/calendar-rule/intersection", test_intersection);
  g_test_add_func ("/calendar-rule/equal-rules-are-shared", test_shares);
  g_test_add_func ("/calendar-rule/repeats-after-400-years", test_periodic);
  g_test_add_func ("/calendar-rule/never", test_never);
  g_test_add_func ("/calendar-rule/edges", test_edges);
  g_test_add_func ("/day-steps/as-walking", test_day_steps);
  g_test_add_func ("/wall-clock/as-the-model", test_wall_clock);
  return g_test_run ();
}
