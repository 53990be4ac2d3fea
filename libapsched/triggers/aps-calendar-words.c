/* Calendar rules in words, made from the compiled masks: what is said is what will happen.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"

#include "triggers/aps-calendar-words-private.h"

#include "triggers/aps-cron-fields-private.h"
#include "triggers/aps-names-private.h"

#include <string.h>

/* So many times of day are listed one by one. */
#define MAX_TIMES 6

typedef void (*AppendValue) (GString *words, guint value);

static guint
lowest (guint64 values)
{
  return (guint)__builtin_ctzll (values);
}

static guint
highest (guint64 values)
{
  return 63 - (guint)__builtin_clzll (values);
}

static gboolean
is_single (guint64 values)
{
  return values != 0 && (values & (values - 1)) == 0;
}

static gboolean
is_run (guint64 values)
{
  guint64 run = values != 0 ? values >> lowest (values) : 0;

  return (run & (run + 1)) == 0;
}

/* The step of values that begin at 0 and go on evenly round a circle of size; 0: they do not. */
static guint
find_step (guint64 values, guint size)
{
  guint n = (guint)__builtin_popcountll (values);
  guint step;

  if (n < 2 || size % n != 0)
    return 0;

  step = size / n;

  for (guint value = 0; value < size; value += step)
    if ((values >> value & 1) == 0)
      return 0;

  return step;
}

/* "a", "a and b", "a, b and c"; runs of three and more as "a to c". */
static void
append_list (GString *words, guint64 values, AppendValue append, const char *last_word)
{
  gboolean first = TRUE;

  while (values != 0)
    {
      guint value = lowest (values);
      guint end = value;

      while (end < 63 && (values >> (end + 1) & 1) != 0)
        end++;

      if (end < value + 2)
        end = value;

      values &= end == 63 ? 0 : G_MAXUINT64 << (end + 1);

      if (!first && values == 0)
        g_string_append_printf (words, " %s ", last_word);
      else if (!first)
        g_string_append (words, ", ");

      first = FALSE;
      append (words, value);

      if (end > value)
        {
          g_string_append (words, " to ");
          append (words, end);
        }
    }
}

static void
append_number (GString *words, guint value)
{
  g_string_append_printf (words, "%u", value);
}

static void
append_ordinal (GString *words, guint value)
{
  const char *suffix = "th";

  if (value / 10 != 1)
    suffix = value % 10 == 1 ? "st" : value % 10 == 2 ? "nd" : value % 10 == 3 ? "rd" : "th";

  g_string_append_printf (words, "%u%s", value, suffix);
}

static void
append_month (GString *words, guint value)
{
  g_string_append (words, aps_names_months_long[value - 1]);
}

static void
append_weekday (GString *words, guint value)
{
  g_string_append (words, aps_names_weekdays_long[value]);
}

/* "at 09:00 and 17:00" */
static void
append_times (GString *words, const ApsCalendarSpec *spec)
{
  guint second = lowest (spec->seconds);
  guint n = (guint)(__builtin_popcount (spec->hours) * __builtin_popcountll (spec->minutes));
  guint i = 0;

  g_string_append (words, "at ");

  for (guint hour = 0; hour < 24; hour++)
    for (guint minute = 0; minute < 60; minute++)
      {
        if ((spec->hours >> hour & 1) == 0 || (spec->minutes >> minute & 1) == 0)
          continue;

        if (i > 0)
          g_string_append (words, i == n - 1 ? " and " : ", ");

        i++;
        g_string_append_printf (words, "%02u:%02u", hour, minute);

        if (second != 0)
          g_string_append_printf (words, ":%02u", second);
      }
}

static void
append_seconds (GString *words, const ApsCalendarSpec *spec)
{
  guint step = find_step (spec->seconds, 60);

  if (step == 1)
    g_string_append (words, "every second");
  else if (step > 0 && spec->seconds != 1)
    g_string_append_printf (words, "every %u seconds", step);
  else
    {
      g_string_append (words, "at second ");
      append_list (words, spec->seconds, append_number, "and");
    }
}

static void
append_minutes (GString *words, const ApsCalendarSpec *spec)
{
  guint    step = find_step (spec->minutes, 60);
  gboolean is_wild = (spec->flags & APS_CALENDAR_WILD_MINUTE) != 0;

  if (step == 1)
    g_string_append (words, "every minute");
  else if (step > 0 && (is_wild || step < 30))
    g_string_append_printf (words, "every %u minutes", step);
  else
    {
      g_string_append (words, "at minute ");
      append_list (words, spec->minutes, append_number, "and");
    }
}

static void
append_clock (GString *words, guint hour, guint64 minutes, gboolean last)
{
  g_string_append_printf (words, "%02u:%02u", hour, last ? highest (minutes) : lowest (minutes));
}

/* Which hours, behind words for minutes or seconds. */
static void
append_hours (GString *words, const ApsCalendarSpec *spec)
{
  guint    step = find_step (spec->hours, 24);
  gboolean many_minutes = !is_single (spec->minutes);

  if (step == 1)
    {
      if (!many_minutes)
        g_string_append (words, " of every hour");

      return;
    }

  if (step > 0 && (spec->flags & APS_CALENDAR_WILD_HOUR) != 0)
    {
      g_string_append (words, " of every ");
      append_ordinal (words, step);
      g_string_append (words, " hour");
    }
  else if (is_run (spec->hours) && many_minutes)
    {
      g_string_append (words, " from ");
      append_clock (words, lowest (spec->hours), spec->minutes, FALSE);
      g_string_append (words, " to ");
      append_clock (words, highest (spec->hours), spec->minutes, TRUE);
    }
  else
    {
      g_string_append (words, is_single (spec->hours) ? " of hour " : " of hours ");
      append_list (words, spec->hours, append_number, "and");
    }
}

/* Answers whether a day has just a few times, so that "every day" is worth saying. */
static gboolean
append_time_of_day (GString *words, const ApsCalendarSpec *spec)
{
  guint n = (guint)(__builtin_popcount (spec->hours) * __builtin_popcountll (spec->minutes));
  guint hour_step = find_step (spec->hours, 24);

  if (spec->seconds == 0 || spec->minutes == 0 || spec->hours == 0)
    {
      g_string_append (words, "never");
      return FALSE;
    }

  if (is_single (spec->seconds) && n <= MAX_TIMES && spec->flags == APS_CALENDAR_FIXED)
    {
      append_times (words, spec);
      return TRUE;
    }

  if (spec->seconds != 1)
    {
      append_seconds (words, spec);

      if (find_step (spec->seconds, 60) > 0 && find_step (spec->minutes, 60) == 1 && hour_step == 1)
        return FALSE;

      g_string_append (words, find_step (spec->minutes, 60) == 1 ? " of " : ", ");
    }
  else if (spec->minutes == 1 && hour_step > 0)
    {
      if (hour_step == 1)
        g_string_append (words, "every hour");
      else
        g_string_append_printf (words, "every %u hours", hour_step);

      return FALSE;
    }

  append_minutes (words, spec);
  append_hours (words, spec);
  return FALSE;
}

static void
append_months (GString *words, const ApsDaySpec *days, const char *before, const char *otherwise)
{
  if (days->months == APS_CALENDAR_ALL_MONTHS)
    {
      g_string_append (words, otherwise);
      return;
    }

  g_string_append (words, before);

  if (days->months == 0)
    g_string_append (words, "no month");
  else
    append_list (words, days->months, append_month, "and");
}

/* Parts of an enumeration that is built up piece by piece. */
static void
begin_part (GString *words, gboolean *first)
{
  if (!*first)
    g_string_append (words, " and ");

  *first = FALSE;
}

/* The last 7 days; 4 to 2 days before the last. */
static void
append_from_end (GString *words, guint32 from_end, gboolean *first)
{
  for (guint n = 0; n < 32; n++)
    {
      guint last = n;

      if ((from_end >> n & 1) == 0)
        continue;

      while (last < 31 && (from_end >> (last + 1) & 1) != 0)
        last++;

      begin_part (words, first);

      if (n == 0 && last == 0)
        g_string_append (words, "the last day");
      else if (n == 0)
        g_string_append_printf (words, "the last %u days", last + 1);
      else if (last == n)
        g_string_append_printf (words, "%u day%s before the last", n, n == 1 ? "" : "s");
      else
        g_string_append_printf (words, "%u to %u days before the last", last, n);

      n = last;
    }
}

static void
append_nth (GString *words, const guint8 *nth, gboolean last, gboolean *first)
{
  for (guint n = 0; n < 5; n++)
    {
      if (nth[n] == 0)
        continue;

      begin_part (words, first);
      g_string_append (words, "the ");

      if (!last || n > 0)
        append_ordinal (words, n + 1);

      if (last)
        g_string_append (words, n > 0 ? " last" : "last");

      g_string_append_c (words, ' ');
      append_list (words, nth[n], append_weekday, "and");
    }
}

static void
append_workdays (GString *words, const ApsDayTerms *terms, gboolean *first)
{
  if (terms->workdays != 0)
    {
      begin_part (words, first);
      g_string_append (words, "the working day nearest to the ");
      append_list (words, terms->workdays, append_ordinal, "and");
    }

  if (terms->workdays_from_end != 0)
    {
      gboolean first_day = TRUE;

      begin_part (words, first);

      if (terms->workdays_from_end == 1)
        g_string_append (words, "the last working day");
      else
        {
          g_string_append (words, "the working day nearest to ");
          append_from_end (words, terms->workdays_from_end, &first_day);
        }
    }
}

static gboolean
says_nothing (const ApsDayTerms *terms)
{
  return terms->days == APS_CALENDAR_ALL_DAYS;
}

static gboolean
has_only_weekdays (const ApsDayTerms *terms)
{
  ApsDayTerms other = *terms;
  ApsDayTerms none = { 0 };

  other.weekdays = 0;
  return terms->weekdays != 0 && memcmp (&other, &none, sizeof none) == 0;
}

/* "the 1st and 15th and the last Friday", of a month */
static void
append_terms (GString *words, const ApsDayTerms *terms)
{
  gboolean first = TRUE;

  if (terms->days != 0)
    {
      begin_part (words, &first);
      g_string_append (words, "the ");
      append_list (words, terms->days, append_ordinal, "and");
    }

  append_from_end (words, terms->from_end, &first);
  append_workdays (words, terms, &first);
  append_nth (words, terms->nth, FALSE, &first);
  append_nth (words, terms->nth_last, TRUE, &first);

  if (terms->weekdays != 0)
    {
      begin_part (words, &first);
      g_string_append (words, "every ");
      append_list (words, terms->weekdays, append_weekday, "and");
    }

  if (first)
    g_string_append (words, "no day");
}

/* "from Monday to Friday", "on Saturday and Sunday" */
static void
append_weekdays (GString *words, guint weekdays)
{
  if (is_run (weekdays) && __builtin_popcount (weekdays) > 2)
    {
      g_string_append (words, "from ");
      append_weekday (words, lowest (weekdays));
      g_string_append (words, " to ");
      append_weekday (words, highest (weekdays));
      return;
    }

  g_string_append (words, "on ");
  append_list (words, weekdays, append_weekday, "and");
}

static void
append_both (GString *words, const ApsDaySpec *days)
{
  g_string_append (words, "on ");
  append_terms (words, &days->of_month);
  append_months (words, days, " of ", " of the month");

  if (days->either)
    {
      g_string_append (words, ", and on ");
      append_terms (words, &days->of_week);
      append_months (words, days, " of ", "");
    }
  else if (has_only_weekdays (&days->of_week))
    {
      g_string_append (words, " if it is a ");
      append_list (words, days->of_week.weekdays, append_weekday, "or");
    }
  else
    {
      g_string_append (words, " if it is ");
      append_terms (words, &days->of_week);
    }
}

/* Words for days, or none if it is every day. */
static void
append_days (GString *words, const ApsDaySpec *days)
{
  gboolean month = !says_nothing (&days->of_month);
  gboolean week = !says_nothing (&days->of_week);

  if (month && week)
    append_both (words, days);
  else if (days->either)
    append_months (words, days, "in ", "");
  else if (week && has_only_weekdays (&days->of_week))
    {
      append_weekdays (words, days->of_week.weekdays);
      append_months (words, days, " in ", "");
    }
  else if (month || week)
    {
      g_string_append (words, "on ");
      append_terms (words, month ? &days->of_month : &days->of_week);
      append_months (words, days, " of ", " of the month");
    }
  else
    append_months (words, days, "in ", "");

  if (days->weeks != 0)
    {
      g_string_append (words, words->len > 0 ? " in" : "in");
      g_string_append (words, is_single (days->weeks) ? " week " : " weeks ");
      append_list (words, days->weeks, append_number, "and");
    }
}

char *
aps_calendar_words_of_days (const ApsDaySpec *days)
{
  GString *words = g_string_new (NULL);

  append_days (words, days);
  return g_string_free (words, FALSE);
}

void
aps_calendar_words_append (GString *words, const ApsCalendarSpec *spec)
{
  g_autofree char *days = aps_calendar_words_of_days (&spec->days);
  gboolean         few = append_time_of_day (words, spec);

  if (*days != '\0')
    g_string_append_printf (words, " %s", days);
  else if (few && !spec->has_years)
    g_string_append (words, " every day");

  if (spec->has_years)
    {
      g_string_append (words, " in ");
      aps_cron_append_years (words, spec);
    }
}
