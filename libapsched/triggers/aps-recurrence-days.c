/* The days of a recurrence rule (RFC 5545 section 3.3.10): a set for each kind of year, made when
 * first needed.
 *
 * NOTES: BYWEEKNO alone means the start's day of the week, as RFC 5545 takes all that a rule leaves
 * open from DTSTART.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"

#include "triggers/aps-recurrence-set-private.h"

/* Years without a day after which it is worth asking whether any kind of year has one. */
#define PATIENCE 40

typedef struct
{
  gint64      year;
  gint64      first_day;
  gboolean    leap;
  ApsYearSet *set;
} Year;

static gboolean
bits_are_empty (const guint64 *bits)
{
  guint64 any = 0;

  for (guint i = 0; i < APS_RECURRENCE_WORDS_A_YEAR; i++)
    any |= bits[i];
  return any == 0;
}

static gboolean
has_bit (const guint64 *bits, guint bit)
{
  return bit < APS_RECURRENCE_WORDS_A_YEAR * 64 && (bits[bit / 64] >> (bit % 64) & 1) != 0;
}

gboolean
aps_ordinals_is_empty (const ApsOrdinals *self)
{
  return bits_are_empty (self->front) && bits_are_empty (self->back);
}

void
aps_ordinals_add (ApsOrdinals *self, gint number)
{
  guint64 *bits = number < 0 ? self->back : self->front;
  guint    bit = (guint)ABS (number);

  bits[bit / 64] |= G_GUINT64_CONSTANT (1) << (bit % 64);
}

gboolean
aps_recurrence_has_nth (const ApsRecurrence *self)
{
  guint64 any = 0;

  for (guint i = 0; i < 7; i++)
    any |= self->nth_weekdays[i] | self->nth_weekdays_back[i];
  return any != 0;
}

/* Whether a day is in BYWEEKNO. A week belongs to the year of its fourth day. */
static gboolean
week_matches (const ApsRecurrence *rule, gint64 day, guint weekday)
{
  gint64 middle = day - (weekday + 7 - rule->week_start) % 7 + 3;
  guint  day_of_year;
  gint64 year = aps_year_from_days (middle, &day_of_year);
  guint  week = day_of_year / 7 + 1;
  guint  n_weeks = (aps_days_in_year (year) - 1 - day_of_year % 7) / 7 + 1;

  return (rule->weeks >> week & 1) != 0 || (rule->weeks_back >> (n_weeks + 1 - week) & 1) != 0;
}

typedef struct
{
  gint64 day;
  guint  day_of_year; /* from 0 */
  guint  days_in_year;
  guint  month;
  guint  day_of_month;
  guint  days_in_month;
} Date;

static gboolean
weekday_matches (const ApsRecurrence *rule, const Date *date, guint weekday)
{
  gboolean in_month = rule->frequency == APS_FREQUENCY_MONTHLY || rule->months != 0;
  guint    front = in_month ? (date->day_of_month - 1) / 7 + 1 : date->day_of_year / 7 + 1;
  guint    back = in_month ? (date->days_in_month - date->day_of_month) / 7 + 1
                           : (date->days_in_year - 1 - date->day_of_year) / 7 + 1;

  return (rule->weekdays >> weekday & 1) != 0 || (rule->nth_weekdays[weekday] >> front & 1) != 0 ||
         (rule->nth_weekdays_back[weekday] >> back & 1) != 0;
}

static gboolean
date_matches (const ApsRecurrenceSet *self, const Date *date)
{
  const ApsRecurrence *rule = &self->rule;
  guint                weekday = aps_weekday_from_days (date->day);

  if (rule->months != 0 && (rule->months >> date->month & 1) == 0)
    return FALSE;
  if ((rule->month_days | rule->month_days_back) != 0 &&
      (rule->month_days >> date->day_of_month & 1) == 0 &&
      (rule->month_days_back >> (date->days_in_month + 1 - date->day_of_month) & 1) == 0)
    return FALSE;
  if (!aps_ordinals_is_empty (&rule->year_days) &&
      !has_bit (rule->year_days.front, date->day_of_year + 1) &&
      !has_bit (rule->year_days.back, date->days_in_year - date->day_of_year))
    return FALSE;
  if ((rule->weekdays != 0 || aps_recurrence_has_nth (rule)) &&
      !weekday_matches (rule, date, weekday))
    return FALSE;

  return (rule->weeks | rule->weeks_back) == 0 || week_matches (rule, date->day, weekday);
}

static ApsYearSet *
build_year (const ApsRecurrenceSet *self, const Year *year)
{
  ApsYearSet *set = g_new0 (ApsYearSet, 1);
  Date        date = { .day = year->first_day, .days_in_year = year->leap ? 366 : 365 };

  for (date.month = 1; date.month <= 12; date.month++)
    {
      date.days_in_month = aps_days_in_month (year->year, date.month);
      for (date.day_of_month = 1; date.day_of_month <= date.days_in_month; date.day_of_month++)
        {
          if (date_matches (self, &date))
            set->days[date.day_of_year / 64] |= G_GUINT64_CONSTANT (1) << (date.day_of_year % 64);
          date.day++;
          date.day_of_year++;
        }
    }

  return set;
}

static void
load_year (ApsRecurrenceSet *self, gint64 number, Year *year)
{
  guint index;

  year->year = number;
  year->leap = aps_is_leap_year (number);
  year->first_day = aps_days_from_year (number);

  index = aps_weekday_from_days (year->first_day) + (year->leap ? 7 : 0);
  if ((self->rule.weeks | self->rule.weeks_back) != 0)
    index += APS_CIVIL_N_YEAR_KINDS *
             ((aps_is_leap_year (number - 1) ? 1 : 0) + (aps_is_leap_year (number + 1) ? 2 : 0));

  year->set = g_atomic_pointer_get (&self->years[index]);
  if (year->set == NULL)
    {
      ApsYearSet *set = build_year (self, year);

      if (!g_atomic_pointer_compare_and_exchange (&self->years[index], NULL, set))
        g_free (set);
      year->set = g_atomic_pointer_get (&self->years[index]);
    }
}

/* Whether no kind of year has a day: 28 years before 2100 show all, weeks' neighbours too but one
 * around a century, so that is asked for as well. */
static gboolean
no_year_has_days (ApsRecurrenceSet *self)
{
  for (gint64 number = 2001; number <= 2110; number++)
    {
      Year year;

      load_year (self, number, &year);
      if (!bits_are_empty (year.set->days))
        return FALSE;
    }

  return TRUE;
}

gint64
aps_recurrence_period_of_day (const ApsRecurrenceSet *self, gint64 day, gint64 *first_day)
{
  gint64 year;
  guint  month, day_of_month;

  switch (self->rule.frequency)
    {
    case APS_FREQUENCY_WEEKLY:
      /* 1970-01-01 was a Thursday. */
      *first_day = day - aps_floor_mod (day + 3 - self->rule.week_start, 7);
      return aps_floor_div (day + 3 - self->rule.week_start, 7);

    case APS_FREQUENCY_MONTHLY:
      aps_civil_from_days (day, &year, &month, &day_of_month);
      *first_day = day - day_of_month + 1;
      return year * 12 + month - 1;

    case APS_FREQUENCY_YEARLY:
      year = aps_year_from_days (day, &day_of_month);
      *first_day = day - day_of_month;
      return year;

    case APS_FREQUENCY_SECONDLY:
    case APS_FREQUENCY_MINUTELY:
    case APS_FREQUENCY_HOURLY:
    case APS_FREQUENCY_DAILY:
    default:
      *first_day = day;
      return day;
    }
}

gint64
aps_recurrence_first_day_of_period (const ApsRecurrenceSet *self, gint64 period)
{
  switch (self->rule.frequency)
    {
    case APS_FREQUENCY_WEEKLY:
      return period * 7 - 3 + self->rule.week_start;

    case APS_FREQUENCY_MONTHLY:
      return aps_days_from_civil (aps_floor_div (period, 12),
                                  (guint)aps_floor_mod (period, 12) + 1,
                                  1);

    case APS_FREQUENCY_YEARLY:
      return aps_days_from_year (period);

    case APS_FREQUENCY_SECONDLY:
    case APS_FREQUENCY_MINUTELY:
    case APS_FREQUENCY_HOURLY:
    case APS_FREQUENCY_DAILY:
    default:
      return period;
    }
}

gint64
aps_recurrence_align (const ApsRecurrenceSet *self, gint64 period)
{
  gint64 rest = aps_floor_mod (period - self->first_period, self->rule.interval);

  return rest == 0 ? period : period + self->rule.interval - rest;
}

/* The first day at or after day in a period that counts. */
static gint64
align_day (const ApsRecurrenceSet *self, gint64 day)
{
  gint64 first_day;
  gint64 period;
  gint64 aligned;

  if (self->rule.interval == 1 || self->rule.frequency < APS_FREQUENCY_DAILY)
    return day;

  period = aps_recurrence_period_of_day (self, day, &first_day);
  aligned = aps_recurrence_align (self, period);
  return aligned == period ? day : aps_recurrence_first_day_of_period (self, aligned);
}

gint64
aps_recurrence_next_day (ApsRecurrenceSet *self, gint64 day, guint *steps)
{
  gint64 end = aps_recurrence_last_day ();
  guint  empty_years = 0;

  while ((day = align_day (self, day)) <= end)
    {
      Year  year;
      guint day_of_year;
      int   found;

      if (++*steps > APS_RECURRENCE_MAX_STEPS)
        return APS_RECURRENCE_GAVE_UP;

      load_year (self, aps_year_from_days (day, &day_of_year), &year);
      found = aps_year_bits_next (year.set->days, day_of_year);
      if (found < 0)
        {
          if (++empty_years == PATIENCE && no_year_has_days (self))
            return G_MAXINT64;
          day = year.first_day + (year.leap ? 366 : 365);
          continue;
        }

      empty_years = 0;
      day = year.first_day + found;
      if (align_day (self, day) == day)
        return day;
    }

  return G_MAXINT64;
}
