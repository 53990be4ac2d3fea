/* Counts the seconds of calendar rules: bits of the sets of days, times the times of a day.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"

#include "triggers/aps-calendar-year-private.h"

/* Times of the day before a second (up to DAY). */
static gint64
count_times (const ApsCalendarRule *self, guint second)
{
  guint  in_minute = (guint)__builtin_popcountll (self->seconds);
  gint64 n = 0;

  for (guint hour = 0; hour < 24 && hour * 3600 < second; hour++)
    {
      guint64 minutes = (self->hours >> hour & 1) != 0 ? minutes_of_hour (self, hour) : 0;
      guint   rest = second - hour * 3600;
      guint   minute = rest / 60;

      if (rest >= 3600)
        {
          n += (gint64)__builtin_popcountll (minutes) * in_minute;
          continue;
        }

      n += (gint64)__builtin_popcountll (minutes & ~(G_MAXUINT64 << minute)) * in_minute;

      if ((minutes >> minute & 1) != 0)
        n += __builtin_popcountll (self->seconds & ~(G_MAXUINT64 << (rest % 60)));
    }

  return n;
}

/* Days of a year before a day of it. */
static gint64
count_bits (const ApsDaySet *set, guint until)
{
  gint64 n = 0;

  if (until >= 366)
    return set->n_days;

  for (guint word = 0; word < until / 64; word++)
    n += __builtin_popcountll (set->bits[word]);

  return n + __builtin_popcountll (set->bits[until / 64] & ~(G_MAXUINT64 << (until % 64)));
}

/* Listed days from a day on, before another. */
static gint64
count_listed_days (ApsCalendarRule *self, gint64 from, gint64 until)
{
  gint64 n = 0;
  guint  day_of_year;
  Year   year;

  if (from >= until)
    return 0;

  year_of_day (&year, from, &day_of_year);

  if (year.year < self->first_year)
    {
      go_to_year (&year, self->first_year);
      day_of_year = 0;
    }

  for (; year.year <= self->last_year && year.first_day < until; go_forward (&year))
    {
      gint64 left = until - year.first_day;

      if (has_year (self, year.year))
        {
          const ApsDaySet *set = set_of_year (self, &year);

          n += count_bits (set, (guint)MIN (left, 366)) - count_bits (set, day_of_year);

          if (set->n_days == 0 && aps_calendar_days_is_empty (self->days))
            return n;
        }

      day_of_year = 0;
    }

  return n;
}

static gint64
count_days (ApsCalendarRule *self, gint64 from, gint64 until)
{
  gint64 n = count_listed_days (self, from, until);

  for (guint i = 0; self->except != NULL && i < self->except->n_ranges; i++)
    n -= count_listed_days (self,
                            MAX (from, self->except->ranges[i].first),
                            MIN (until, self->except->ranges[i].last + 1));

  return n;
}

gint64
aps_calendar_rule_count (ApsCalendarRule *self, gint64 from_s, gint64 until_s)
{
  gint64 from_day, until_day, n;

  if (self->is_timeless)
    return 0;

  from_s = MAX (from_s, 0);
  until_s = MIN (until_s, G_MAXINT32 * (gint64)DAY);

  if (from_s >= until_s)
    return 0;

  /* Whole days from the first day on, less what lies before from_s, and the part of the last. */
  from_day = from_s / DAY;
  until_day = until_s / DAY;
  n = count_days (self, from_day, until_day) * count_times (self, DAY);

  if (aps_calendar_rule_has_day (self, from_day))
    n -= count_times (self, (guint)(from_s - from_day * DAY));

  if (aps_calendar_rule_has_day (self, until_day))
    n += count_times (self, (guint)(until_s - until_day * DAY));

  return n;
}
