/* Prints the fields of cron expressions, such that they are read back as they were.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"

#include "triggers/aps-cron-line-private.h"

/* A run shorter than this is a list. */
#define SHORTEST_RANGE 3
#define N_YEARS (APS_CALENDAR_YEAR_MAX - APS_CALENDAR_YEAR_MIN + 1)

static guint64
bit (guint n)
{
  return G_GUINT64_CONSTANT (1) << n;
}

static guint64
mask (guint min, guint max)
{
  return (bit (max) << 1) - bit (min);
}

/* Whether bits, of which there are at least three, are every step-th from the first to the last. */
static gboolean
is_series (guint64 bits, guint *first, guint *last, guint *step)
{
  guint64 rest = bits & (bits - 1);

  if (__builtin_popcountll (bits) < SHORTEST_RANGE)
    return FALSE;

  *first = (guint)__builtin_ctzll (bits);
  *last = 63 - (guint)__builtin_clzll (bits);
  *step = (guint)__builtin_ctzll (rest) - *first;
  for (guint i = *first; i <= *last; i += *step)
    {
      if ((bits & bit (i)) == 0)
        return FALSE;
      bits &= ~bit (i);
    }

  return bits == 0;
}

/* The star, or the star with the step, that gives just these bits. */
static gboolean
append_star (GString *text, guint64 bits, guint min, guint max)
{
  guint step;

  if (bits == mask (min, max))
    {
      g_string_append_c (text, '*');
      return TRUE;
    }

  for (step = 2; step <= max - min; step++)
    {
      guint64 series = 0;

      for (guint i = min; i <= max; i += step)
        series |= bit (i);
      if (series == bits)
        {
          g_string_append_printf (text, "*/%u", step);
          return TRUE;
        }
    }

  return FALSE;
}

/* 1,3-7; with wild the first entry is written as a range with step 1, which is one with a step. */
static void
append_list (GString *text, guint64 bits, gboolean wild)
{
  const char *separator = "";

  while (bits != 0)
    {
      guint first = (guint)__builtin_ctzll (bits);
      guint last = first;

      while (last < 63 && (bits & bit (last + 1)) != 0)
        last++;
      if (last - first + 1 < SHORTEST_RANGE && !wild)
        last = first;

      g_string_append_printf (text, "%s%u", separator, first);
      if (last > first || wild)
        g_string_append_printf (text, "-%u%s", last, wild ? "/1" : "");

      bits &= ~mask (first, last);
      separator = ",";
      wild = FALSE;
    }
}

void
aps_cron_line_append_bits (GString *text, guint64 bits, guint min, guint max, ApsCronStyle style)
{
  guint first, last, step;

  if (style != APS_CRON_FIXED)
    {
      if (append_star (text, bits, min, max))
        return;
      if (is_series (bits, &first, &last, &step) && step > 1)
        {
          g_string_append_printf (text, "%u-%u/%u", first, last, step);
          return;
        }
    }

  append_list (text, bits, style == APS_CRON_WILD);
}

void
aps_cron_line_append_minute (GString *text, const ApsCalendarSpec *spec)
{
  gboolean wild = (spec->flags & APS_CALENDAR_WILD_MINUTE) != 0;

  aps_cron_line_append_bits (text, spec->minutes, 0, 59, wild ? APS_CRON_WILD : APS_CRON_FIXED);
}

void
aps_cron_line_append_hour (GString *text, const ApsCalendarSpec *spec)
{
  gboolean wild = (spec->flags & APS_CALENDAR_WILD_HOUR) != 0;

  aps_cron_line_append_bits (text, spec->hours, 0, 23, wild ? APS_CRON_WILD : APS_CRON_FIXED);
}

static gboolean
refuse (char **reason, const char *what)
{
  *reason = g_strdup (what);
  return FALSE;
}

static void
append_separator (GString *text, gsize start)
{
  if (text->len > start)
    g_string_append_c (text, ',');
}

/* What of a field of the month this dialect has no words for; NULL: nothing. */
static const char *
find_unsayable_day (const ApsDayTerms *terms, ApsCronFeatures features)
{
  gboolean has_weekdays = terms->weekdays != 0;

  for (guint i = 0; i < 5; i++)
    has_weekdays |= terms->nth[i] != 0 || terms->nth_last[i] != 0;

  if (has_weekdays)
    return "week days in the field of days";
  if (terms->from_end != 0 && (features & APS_CRON_LAST) == 0)
    return "the last day of the month (L)";
  if ((terms->from_end & ~1u) != 0 && (features & APS_CRON_LAST_MINUS) == 0)
    return "a day before the last day of the month (L-n)";
  if (terms->workdays != 0 && (features & APS_CRON_WORKDAY) == 0)
    return "the Monday to Friday nearest to a day (nW)";
  if (terms->workdays_from_end != 0 && (features & APS_CRON_LAST_WORKDAY) == 0)
    return "the last Monday to Friday of the month (LW)";
  if ((terms->workdays_from_end & ~1u) != 0 && (features & APS_CRON_LAST_MINUS) == 0)
    return "the Monday to Friday nearest to a day before the last (L-nW)";
  if (terms->workdays != 0 && (features & APS_CRON_WORKDAY_LIST) == 0 &&
      (terms->days != 0 || terms->from_end != 0 || terms->workdays_from_end != 0 ||
       (terms->workdays & (terms->workdays - 1)) != 0))
    return "the Monday to Friday nearest to a day (nW) beside other days";

  return NULL;
}

gboolean
aps_cron_line_append_days (
  GString *text, const ApsDayTerms *terms, ApsCronFeatures features, gboolean stars, char **reason)
{
  const char *unsayable = find_unsayable_day (terms, features);
  gsize       start = text->len;

  if (unsayable != NULL)
    return refuse (reason, unsayable);

  if (terms->days != 0 && (!stars || !append_star (text, terms->days, 1, 31)))
    {
      guint first, last, step;

      if (is_series (terms->days, &first, &last, &step) && step > 1)
        g_string_append_printf (text, "%u-%u/%u", first, last, step);
      else
        append_list (text, terms->days, FALSE);
    }

  for (guint i = 0; i < 32; i++)
    {
      if ((terms->workdays >> i & 1) != 0)
        {
          append_separator (text, start);
          g_string_append_printf (text, "%uW", i);
        }
    }
  for (guint i = 31; i-- > 0;)
    {
      g_autofree char *before = i > 0 ? g_strdup_printf ("-%u", i) : g_strdup ("");

      if ((terms->from_end >> i & 1) != 0)
        {
          append_separator (text, start);
          g_string_append_printf (text, "L%s", before);
        }
      if ((terms->workdays_from_end >> i & 1) != 0)
        {
          append_separator (text, start);
          g_string_append_printf (text, "L%sW", before);
        }
    }

  return TRUE;
}

static const char *
find_unsayable_weekday (const ApsDayTerms *terms, ApsCronFeatures features)
{
  guint8 nth = 0;
  guint8 before_last = 0;

  for (guint i = 0; i < 5; i++)
    nth |= terms->nth[i];
  for (guint i = 1; i < 5; i++)
    before_last |= terms->nth_last[i];

  if (terms->from_end != 0 || terms->workdays != 0 || terms->workdays_from_end != 0 ||
      (terms->days != 0 && terms->days != APS_CALENDAR_ALL_DAYS))
    return "days of the month in the field of week days";
  if (nth != 0 && (features & APS_CRON_NTH) == 0)
    return "the nth week day of the month (#)";
  if (before_last != 0)
    return "a week day before the last one of the month";
  if (terms->nth_last[0] != 0 && (features & (APS_CRON_WEEKDAY_LAST | APS_CRON_NTH_LAST)) == 0)
    return "the last week day of the month";

  return NULL;
}

/* The number of a week day (0: Monday) in this dialect. */
static guint
weekday_number (guint weekday, ApsCronFeatures features)
{
  return (weekday + 1) % 7 + ((features & APS_CRON_SUNDAY_IS_1) != 0 ? 1 : 0);
}

static void
append_nth (
  GString *text, gsize start, guint8 weekdays, const char *suffix, ApsCronFeatures features)
{
  for (guint i = 0; i < 7; i++)
    if ((weekdays >> i & 1) != 0)
      {
        append_separator (text, start);
        g_string_append_printf (text, "%u%s", weekday_number (i, features), suffix);
      }
}

gboolean
aps_cron_line_append_weekdays (
  GString *text, const ApsDayTerms *terms, ApsCronFeatures features, gboolean stars, char **reason)
{
  static const char *const nth_suffixes[] = { "#1", "#2", "#3", "#4", "#5" };
  const char              *unsayable = find_unsayable_weekday (terms, features);
  guint                    min = (features & APS_CRON_SUNDAY_IS_1) != 0 ? 1 : 0;
  gsize                    start = text->len;
  guint64                  bits = 0;

  if (unsayable != NULL)
    return refuse (reason, unsayable);

  for (guint i = 0; i < 7; i++)
    if ((terms->weekdays >> i & 1) != 0 || terms->days == APS_CALENDAR_ALL_DAYS)
      bits |= bit (weekday_number (i, features));

  if (bits != 0 && (!stars || !append_star (text, bits, min, min + 6)))
    append_list (text, bits, FALSE);
  for (guint i = 0; i < 5; i++)
    append_nth (text, start, terms->nth[i], nth_suffixes[i], features);
  append_nth (text,
              start,
              terms->nth_last[0],
              (features & APS_CRON_NTH_LAST) != 0 ? "#L" : "L",
              features);
  return TRUE;
}

static gboolean
has_year (const ApsCalendarSpec *spec, guint i)
{
  return (spec->years[i / 64] >> (i % 64) & 1) != 0;
}

/* The next year (from 1970) of the spec at or after i, or N_YEARS. */
static guint
next_year (const ApsCalendarSpec *spec, guint i)
{
  while (i < N_YEARS && !has_year (spec, i))
    i++;
  return i;
}

/* Where a series that begins at first ends, and its step. */
static guint
find_series (const ApsCalendarSpec *spec, guint first, guint *step)
{
  guint last = next_year (spec, first + 1);

  *step = last - first;
  if (last == N_YEARS)
    return first;

  while (next_year (spec, last + 1) == last + *step && last + *step < N_YEARS)
    last += *step;
  return last;
}

gboolean
aps_cron_line_append_years (GString *text, const ApsCalendarSpec *spec, char **reason)
{
  const char *separator = "";

  for (guint i = next_year (spec, 0); i < N_YEARS; i = next_year (spec, i + 1))
    {
      guint step;
      guint last = find_series (spec, i, &step);

      g_string_append_printf (text, "%s%u", separator, i + APS_CALENDAR_YEAR_MIN);
      if (last - i >= (SHORTEST_RANGE - 1) * step)
        {
          g_string_append_printf (text, "-%u", last + APS_CALENDAR_YEAR_MIN);
          if (step > 1)
            g_string_append_printf (text, "/%u", step);
          i = last;
        }
      separator = ",";
    }

  return *separator != '\0' || refuse (reason, "a rule without any year");
}

gboolean
aps_cron_line_is_any_day (const ApsDayTerms *terms)
{
  return terms->days == APS_CALENDAR_ALL_DAYS;
}
