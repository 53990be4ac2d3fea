/* Finds the seconds of calendar rules.
 *
 * NOTES: a search takes the first bit from today in the set of its year, then the first time of
 * day in the masks. Dense rules end there; sparse ones go from year to year, of which each costs
 * one test. A rule without any day is known by its sets all being empty, so nothing is walked to
 * the year 9999.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"

#include "triggers/aps-calendar-year-private.h"

#include "triggers/aps-wall-clock-private.h"

#define NO_DAY G_MAXINT64
#define NO_DAY_BEFORE G_MININT64

static inline int
next_bit (const guint64 *bits, guint from)
{
  guint   word = from / 64;
  guint64 left;

  if (word >= APS_DAY_SET_WORDS)
    return -1;

  left = bits[word] & (G_MAXUINT64 << (from % 64));

  while (left == 0)
    {
      if (++word == APS_DAY_SET_WORDS)
        return -1;

      left = bits[word];
    }

  return (int)(word * 64) + __builtin_ctzll (left);
}

static inline int
prev_bit (const guint64 *bits, guint until)
{
  int     word = (int)(until / 64);
  guint64 left = bits[word] & (G_MAXUINT64 >> (63 - until % 64));

  while (left == 0)
    {
      if (--word < 0)
        return -1;

      left = bits[word];
    }

  return word * 64 + 63 - __builtin_clzll (left);
}

/* The first day at or after the from-th of a year that the sets hold, whatever dates are excluded.
 * The year is moved to that of the answer. */
static inline gint64
next_listed_day (ApsCalendarRule *self, Year *year, guint from)
{
  gboolean asked = FALSE;

  if (G_UNLIKELY (year->year < self->first_year))
    {
      go_to_year (year, self->first_year);
      from = 0;
    }

  for (; year->year <= self->last_year; go_forward (year), from = 0)
    {
      const ApsDaySet *set;
      int              found;

      if (!has_year (self, year->year))
        continue;

      set = set_of_year (self, year);

      /* A year without days may be one of many: whether all are is asked once. */
      if (G_UNLIKELY (set->n_days == 0))
        {
          if (!asked && aps_calendar_days_is_empty (self->days))
            {
              g_atomic_int_set (&self->is_dayless, TRUE);
              return NO_DAY;
            }

          asked = TRUE;
          continue;
        }

      found = next_bit (set->bits, from);

      if (G_LIKELY (found >= 0))
        return year->first_day + found;
    }

  return NO_DAY;
}

static gint64
prev_listed_day (ApsCalendarRule *self, gint64 day)
{
  guint until;
  Year  year;

  year_of_day (&year, day, &until);

  if (year.year > self->last_year)
    {
      go_to_year (&year, self->last_year);
      until = year.leap ? 365 : 364;
    }

  while (year.year >= self->first_year)
    {
      if (has_year (self, year.year))
        {
          const ApsDaySet *set = set_of_year (self, &year);
          int              found = prev_bit (set->bits, until);

          if (found >= 0)
            return year.first_day + found;

          if (set->n_days == 0 && aps_calendar_days_is_empty (self->days))
            return NO_DAY_BEFORE;
        }

      go_to_year (&year, year.year - 1);
      until = year.leap ? 365 : 364;
    }

  return NO_DAY_BEFORE;
}

static inline gboolean
is_excluded_day (const ApsCalendarRule *self, gint64 day, ApsDayRange *range)
{
  return self->except != NULL && self->except->n_ranges > 0 &&
         aps_exclusions_hit_date (self->except, day, range);
}

/* The same without excluded dates. */
static inline gint64
next_allowed_day (ApsCalendarRule *self, Year *year, guint from)
{
  ApsDayRange range;

  for (;;)
    {
      gint64 day = next_listed_day (self, year, from);

      if (day == NO_DAY || G_LIKELY (!is_excluded_day (self, day, &range)))
        return day;

      year_of_day (year, range.last + 1, &from);
    }
}

static gint64
next_day (ApsCalendarRule *self, gint64 day)
{
  guint from;
  Year  year;

  year_of_day (&year, day, &from);
  return next_allowed_day (self, &year, from);
}

static inline gint64
prev_day (ApsCalendarRule *self, gint64 day)
{
  ApsDayRange range;

  for (;;)
    {
      day = prev_listed_day (self, day);

      if (day == NO_DAY_BEFORE || !is_excluded_day (self, day, &range))
        return day;

      day = range.first - 1;
    }
}

static inline gint
first_time_in_hour (const ApsCalendarRule *self, guint hour)
{
  return (gint)hour * 3600 + __builtin_ctzll (minutes_of_hour (self, hour)) * 60 +
         __builtin_ctzll (self->seconds);
}

/* The first second of the day at or after second; -1: none. */
static inline gint
next_time (const ApsCalendarRule *self, guint second)
{
  guint   hour = second / 3600;
  guint   minute = second / 60 % 60;
  guint32 hours = self->hours & (G_MAXUINT32 << hour);
  guint64 minutes, left;

  if ((hours >> hour & 1) != 0)
    {
      minutes = minutes_of_hour (self, hour) & (G_MAXUINT64 << minute);

      if ((minutes >> minute & 1) != 0)
        {
          left = self->seconds & (G_MAXUINT64 << (second % 60));

          if (left != 0)
            return (gint)(hour * 3600 + minute * 60) + __builtin_ctzll (left);

          minutes &= minutes - 1;
        }

      if (minutes != 0)
        return (gint)hour * 3600 + __builtin_ctzll (minutes) * 60 + __builtin_ctzll (self->seconds);

      hours &= hours - 1;
    }

  return hours != 0 ? first_time_in_hour (self, (guint)__builtin_ctz (hours)) : -1;
}

static inline guint
last_bit (guint64 bits)
{
  return 63 - (guint)__builtin_clzll (bits);
}

static gint
last_time_in_hour (const ApsCalendarRule *self, guint hour)
{
  return (gint)(hour * 3600 + last_bit (minutes_of_hour (self, hour)) * 60 +
                last_bit (self->seconds));
}

/* The last second of the day at or before second; -1: none. */
static gint
prev_time (const ApsCalendarRule *self, guint second)
{
  guint   hour = second / 3600;
  guint   minute = second / 60 % 60;
  guint64 hours = self->hours & (G_MAXUINT64 >> (63 - hour));
  guint64 minutes, left;

  if ((hours >> hour & 1) != 0)
    {
      minutes = minutes_of_hour (self, hour) & (G_MAXUINT64 >> (63 - minute));

      if ((minutes >> minute & 1) != 0)
        {
          left = self->seconds & (G_MAXUINT64 >> (63 - second % 60));

          if (left != 0)
            return (gint)(hour * 3600 + minute * 60 + last_bit (left));

          minutes &= ~(G_GUINT64_CONSTANT (1) << minute);
        }

      if (minutes != 0)
        return (gint)(hour * 3600 + last_bit (minutes) * 60 + last_bit (self->seconds));

      hours &= ~(G_GUINT64_CONSTANT (1) << hour);
    }

  return hours != 0 ? last_time_in_hour (self, last_bit (hours)) : -1;
}

static inline gboolean
is_known_never (ApsCalendarRule *self)
{
  return self->is_timeless || g_atomic_int_get (&self->is_dayless);
}

gint64
aps_calendar_rule_next (ApsCalendarRule *self, gint64 from_s)
{
  gint64 day, found;
  guint  from;
  gint   time;
  Year   year;

  if (G_UNLIKELY (is_known_never (self)))
    return G_MAXINT64;

  from_s = MAX (from_s, 0);
  day = from_s / DAY;

  if (G_UNLIKELY (day > G_MAXINT32))
    return G_MAXINT64;

  year_of_day (&year, day, &from);
  time = next_time (self, (guint)(from_s - day * DAY));
  found = next_allowed_day (self, &year, time >= 0 ? from : from + 1);

  if (found == day)
    return day * DAY + time;

  if (G_UNLIKELY (found == NO_DAY))
    return G_MAXINT64;

  return found * DAY + self->first_time;
}

gint64
aps_calendar_rule_prev (ApsCalendarRule *self, gint64 until_s)
{
  gint64 day, found;
  gint   time;

  if (self->is_timeless || until_s < 0)
    return G_MININT64;

  day = MIN (until_s / DAY, G_MAXINT32);
  found = prev_day (self, day);

  if (found == day)
    {
      time = prev_time (self, (guint)MIN (until_s - day * DAY, DAY - 1));

      if (time >= 0)
        return day * DAY + time;

      found = prev_day (self, day - 1);
    }

  if (found == NO_DAY_BEFORE)
    return G_MININT64;

  return found * DAY + last_time_in_hour (self, last_bit (self->hours));
}

/* The same within the day of from_s. */
static guint
fill_day (const ApsCalendarRule *self, gint64 from_s, gint64 until_s, gint64 *seconds, guint max)
{
  gint64  day_s = from_s / DAY * DAY;
  guint32 hours = self->hours & (G_MAXUINT32 << ((from_s - day_s) / 3600));
  guint   n = 0;

  for (; hours != 0; hours &= hours - 1)
    {
      guint   hour = (guint)__builtin_ctz (hours);
      guint64 minutes = minutes_of_hour (self, hour);

      for (; minutes != 0; minutes &= minutes - 1)
        {
          gint64 minute_s = day_s + hour * 3600 + __builtin_ctzll (minutes) * 60;

          if (minute_s + 60 <= from_s)
            continue;

          for (guint64 left = self->seconds; left != 0; left &= left - 1)
            {
              gint64 second = minute_s + __builtin_ctzll (left);

              if (second < from_s)
                continue;

              if (second >= until_s || n == max)
                return n;

              seconds[n++] = second;
            }
        }
    }

  return n;
}

guint
aps_calendar_rule_fill (
  ApsCalendarRule *self, gint64 from_s, gint64 until_s, gint64 *seconds, guint max)
{
  guint n = 0;

  while (n < max)
    {
      from_s = aps_calendar_rule_next (self, from_s);

      if (from_s >= until_s)
        break;

      n += fill_day (self, from_s, until_s, seconds + n, max - n);
      from_s = (from_s / DAY + 1) * DAY;
    }

  return n;
}

gboolean
aps_calendar_rule_matches (ApsCalendarRule *self, gint64 local_s)
{
  return aps_calendar_rule_next (self, local_s) == local_s;
}

gboolean
aps_calendar_rule_has_day (ApsCalendarRule *self, gint64 day)
{
  return !self->is_timeless && day >= 0 && next_day (self, day) == day;
}

gint64
aps_calendar_rule_next_day (ApsCalendarRule *self, gint64 day)
{
  return self->is_timeless || day > G_MAXINT32 ? NO_DAY : next_day (self, MAX (day, 0));
}

gboolean
aps_calendar_rule_has_time (ApsCalendarRule *self, guint second)
{
  return !self->is_timeless && next_time (self, second) == (gint)second;
}

gboolean
aps_calendar_rule_is_never (ApsCalendarRule *self)
{
  return aps_calendar_rule_next (self, 0) == G_MAXINT64;
}

static gboolean
rule_is_never (gpointer rule)
{
  return is_known_never (rule);
}

static gint64
rule_next (gpointer rule, gint64 from_s)
{
  return aps_calendar_rule_next (rule, from_s);
}

static gint64
rule_prev (gpointer rule, gint64 until_s)
{
  return aps_calendar_rule_prev (rule, until_s);
}

static gint64
rule_count (gpointer rule, gint64 from_s, gint64 until_s)
{
  return aps_calendar_rule_count (rule, from_s, until_s);
}

static guint
rule_fill (gpointer rule, gint64 from_s, gint64 until_s, gint64 *seconds, guint max)
{
  return aps_calendar_rule_fill (rule, from_s, until_s, seconds, max);
}

const ApsLocalRuleFuncs aps_calendar_rule_funcs = {
  .is_never = rule_is_never,
  .next = rule_next,
  .prev = rule_prev,
  .count = rule_count,
  .fill = rule_fill,
};
