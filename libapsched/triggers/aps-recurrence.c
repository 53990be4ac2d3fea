/* The times of a recurrence rule (RFC 5545 section 3.3.10), found without walking through them.
 *
 * NOTES: the parts of a rule that speak of days become a set of days for each kind of year, made
 * when first needed; those that speak of the time of day are bit masks. INTERVAL only says which
 * periods count, so the period of a moment is found by division and the first time in it by bits:
 * 30 to 100 ns wherever in the centuries the moment lies. COUNT is turned into a last time once.
 * Where the interval and the days have to meet, periods are stepped through, within a limit.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"

#include "triggers/aps-recurrence-set-private.h"

#define ALL_60 ((G_GUINT64_CONSTANT (1) << 60) - 1)
#define ALL_24 ((1u << 24) - 1)

/* The first bit of a mask at or after from (up to 63), or -1. */
static int
next_in_mask (guint64 mask, guint from)
{
  mask &= G_MAXUINT64 << from;
  return mask != 0 ? __builtin_ctzll (mask) : -1;
}

/* The index-th bit of a mask. */
static guint
select_in_mask (guint64 mask, guint index)
{
  while (index-- > 0)
    mask &= mask - 1;
  return (guint)__builtin_ctzll (mask);
}

/* The first minute and second of the masks at or after second (below 3600), or -1. */
static int
next_in_hour (const ApsRecurrence *rule, guint second)
{
  int minute = next_in_mask (rule->minutes, second / 60);
  int found;

  if (minute < 0)
    return -1;
  if ((guint)minute > second / 60)
    return minute * 60 + __builtin_ctzll (rule->seconds);

  found = next_in_mask (rule->seconds, second % 60);
  if (found >= 0)
    return minute * 60 + found;

  minute = next_in_mask (rule->minutes, (guint)minute + 1);
  return minute < 0 ? -1 : minute * 60 + __builtin_ctzll (rule->seconds);
}

/* The first time of day of the masks at or after second (below 86400), or -1. */
static int
next_in_day (const ApsRecurrence *rule, guint second)
{
  int hour = next_in_mask (rule->hours, second / 3600);
  int found;

  if (hour < 0)
    return -1;

  if ((guint)hour == second / 3600)
    {
      found = next_in_hour (rule, second % 3600);
      if (found >= 0)
        return hour * 3600 + found;
      hour = next_in_mask (rule->hours, (guint)hour + 1);
    }

  return hour < 0 ? -1 : hour * 3600 + next_in_hour (rule, 0);
}

static gint64
next_daily (ApsRecurrenceSet *self, gint64 from_s, guint *steps)
{
  gint64 from_day = aps_floor_div (from_s, APS_CIVIL_DAY_SECONDS);
  gint64 day = aps_recurrence_next_day (self, from_day, steps);
  int    second;

  if (day == from_day)
    {
      second = next_in_day (&self->rule, (guint)(from_s - day * APS_CIVIL_DAY_SECONDS));
      if (second >= 0)
        return day * APS_CIVIL_DAY_SECONDS + second;
      day = aps_recurrence_next_day (self, from_day + 1, steps);
    }

  if (day == G_MAXINT64 || day == APS_RECURRENCE_GAVE_UP)
    return day;

  return day * APS_CIVIL_DAY_SECONDS + next_in_day (&self->rule, 0);
}

/* The index-th time that the masks give within a day, an hour or a minute. */
static gint64
select_time (const ApsRecurrence *rule, guint index)
{
  guint  n_seconds = (guint)__builtin_popcountll (rule->seconds);
  guint  n_minutes = (guint)__builtin_popcountll (rule->minutes);
  gint64 second = 0;

  if (rule->frequency > APS_FREQUENCY_SECONDLY)
    second = select_in_mask (rule->seconds, index % n_seconds);
  if (rule->frequency > APS_FREQUENCY_MINUTELY)
    second += select_in_mask (rule->minutes, index / n_seconds % n_minutes) * 60;
  if (rule->frequency > APS_FREQUENCY_HOURLY)
    second += select_in_mask (rule->hours, index / n_seconds / n_minutes) * 3600;
  return second;
}

static gint64
day_time (const ApsRecurrenceSet *self, const gint64 *days, gint64 index)
{
  return days[index / self->n_times] + select_time (&self->rule, (guint)(index % self->n_times));
}

/* Of a period with n_days starts (in seconds) of n_times each: the first time at or after from_s
 * that BYSETPOS picks, or G_MAXINT64. */
static gint64
pick_position (const ApsRecurrenceSet *self, const gint64 *days, guint n_days, gint64 from_s)
{
  gint64 total = (gint64)n_days * self->n_times;
  gint64 best = G_MAXINT64;

  for (int bit = aps_year_bits_next (self->rule.positions.front, 1); bit > 0 && bit <= total;
       bit = aps_year_bits_next (self->rule.positions.front, (guint)bit + 1))
    {
      gint64 time_s = day_time (self, days, bit - 1);

      if (time_s >= from_s)
        best = MIN (best, time_s);
    }

  for (int bit = aps_year_bits_next (self->rule.positions.back, 1); bit > 0 && bit <= total;
       bit = aps_year_bits_next (self->rule.positions.back, (guint)bit + 1))
    {
      gint64 time_s = day_time (self, days, total - bit);

      if (time_s >= from_s)
        best = MIN (best, time_s);
    }

  return best;
}

/* Of days and longer periods. */
static gint64
next_position (ApsRecurrenceSet *self, gint64 from_s, guint *steps)
{
  gint64 day = aps_floor_div (from_s, APS_CIVIL_DAY_SECONDS);

  for (;;)
    {
      gint64 days[366];
      guint  n_days = 0;
      gint64 first_day;
      gint64 end_day;
      gint64 found;

      /* A day with times leads to a period with times; then all of that period's days are wanted.
       */
      day = aps_recurrence_next_day (self, day, steps);
      if (day == G_MAXINT64 || day == APS_RECURRENCE_GAVE_UP)
        return day;

      end_day =
        aps_recurrence_first_day_of_period (self,
                                            aps_recurrence_period_of_day (self, day, &first_day) +
                                              1);
      for (day = aps_recurrence_next_day (self, first_day, steps);
           day < end_day && day >= first_day;
           day = aps_recurrence_next_day (self, day + 1, steps))
        days[n_days++] = day * APS_CIVIL_DAY_SECONDS;

      found = pick_position (self, days, n_days, from_s);
      if (found != G_MAXINT64)
        return found;
      if (day == APS_RECURRENCE_GAVE_UP)
        return day;
      day = end_day;
    }
}

static gint64
unit_seconds (ApsFrequency frequency)
{
  switch (frequency)
    {
    case APS_FREQUENCY_SECONDLY:
      return 1;
    case APS_FREQUENCY_MINUTELY:
      return 60;
    case APS_FREQUENCY_HOURLY:
      return 3600;
    case APS_FREQUENCY_DAILY:
    case APS_FREQUENCY_WEEKLY:
    case APS_FREQUENCY_MONTHLY:
    case APS_FREQUENCY_YEARLY:
    default:
      return APS_CIVIL_DAY_SECONDS;
    }
}

/* The start of the next hour or minute of the masks; of the next day where there is none. */
static gint64
leave_hour (const ApsRecurrence *rule, gint64 day, guint hour)
{
  int next = next_in_mask (rule->hours, hour + 1);

  return day * APS_CIVIL_DAY_SECONDS + (next < 0 ? APS_CIVIL_DAY_SECONDS : next * 3600);
}

/* Where to look on if a period that begins at time_s cannot have times; time_s itself if it can. */
static gint64
skip_period (ApsRecurrenceSet *self, gint64 time_s, guint *steps)
{
  const ApsRecurrence *rule = &self->rule;
  gint64               day = aps_floor_div (time_s, APS_CIVIL_DAY_SECONDS);
  gint64               next = aps_recurrence_next_day (self, day, steps);
  guint                second = (guint)(time_s - day * APS_CIVIL_DAY_SECONDS);
  guint                hour = second / 3600;

  if (next == G_MAXINT64 || next == APS_RECURRENCE_GAVE_UP)
    return next;
  if (next > day)
    return next * APS_CIVIL_DAY_SECONDS;
  if ((rule->hours >> hour & 1) == 0)
    return leave_hour (rule, day, hour);
  if (rule->frequency == APS_FREQUENCY_HOURLY)
    return time_s;

  if ((rule->minutes >> (second / 60 % 60) & 1) == 0)
    {
      int minute = next_in_mask (rule->minutes, second / 60 % 60 + 1);

      return minute < 0 ? leave_hour (rule, day, hour) : time_s - second % 3600 + minute * 60;
    }

  if (rule->frequency == APS_FREQUENCY_SECONDLY && (rule->seconds >> (second % 60) & 1) == 0)
    {
      int found = next_in_mask (rule->seconds, second % 60 + 1);

      return time_s - second % 60 + (found < 0 ? 60 : found);
    }

  return time_s;
}

/* The first time within a period of an hour, minute or second that begins at time_s. */
static gint64
next_in_period (const ApsRecurrenceSet *self, gint64 time_s, gint64 from_s)
{
  const ApsRecurrence *rule = &self->rule;
  guint                offset = (guint)MAX (from_s - time_s, 0);
  int                  found = (int)offset;

  if (self->has_positions)
    return pick_position (self, &time_s, 1, from_s);

  if (rule->frequency == APS_FREQUENCY_HOURLY)
    found = next_in_hour (rule, offset);
  else if (rule->frequency == APS_FREQUENCY_MINUTELY)
    found = next_in_mask (rule->seconds, offset);

  return found < 0 ? G_MAXINT64 : time_s + found;
}

static gint64
next_within_day (ApsRecurrenceSet *self, gint64 from_s, guint *steps)
{
  gint64 unit = unit_seconds (self->rule.frequency);
  gint64 period = aps_recurrence_align (self, aps_floor_div (from_s, unit));
  gint64 end_s = (aps_recurrence_last_day () + 1) * APS_CIVIL_DAY_SECONDS;

  while (period * unit < end_s)
    {
      gint64 time_s = period * unit;
      gint64 next_s;

      if (++*steps > APS_RECURRENCE_MAX_STEPS)
        return APS_RECURRENCE_GAVE_UP;

      next_s = skip_period (self, time_s, steps);
      if (next_s == G_MAXINT64 || next_s == APS_RECURRENCE_GAVE_UP)
        return next_s;

      if (next_s == time_s)
        {
          next_s = next_in_period (self, time_s, from_s);
          if (next_s != G_MAXINT64)
            return next_s;
          next_s = time_s + unit;
        }

      period = aps_recurrence_align (self, aps_floor_div (next_s + unit - 1, unit));
    }

  return G_MAXINT64;
}

static gint64
next_uncounted (ApsRecurrenceSet *self, gint64 from_s, guint *steps)
{
  from_s = MAX (from_s, self->start_s);
  if (self->never || from_s >= (aps_recurrence_last_day () + 1) * APS_CIVIL_DAY_SECONDS)
    return G_MAXINT64;

  if (self->rule.frequency < APS_FREQUENCY_DAILY)
    return next_within_day (self, from_s, steps);
  if (self->has_positions)
    return next_position (self, from_s, steps);

  return next_daily (self, from_s, steps);
}

gint64
aps_recurrence_set_get_start (const ApsRecurrenceSet *self)
{
  return self->start_s;
}

gint64
aps_recurrence_set_next (ApsRecurrenceSet *self, gint64 from_s)
{
  guint  steps = 0;
  gint64 next_s = next_uncounted (self, from_s, &steps);

  if (next_s <= self->last_s)
    return next_s;

  return self->count_is_open ? APS_RECURRENCE_GAVE_UP : G_MAXINT64;
}

gint64
aps_recurrence_set_prev (ApsRecurrenceSet *self, gint64 until_s)
{
  gint64 low;
  gint64 high;

  until_s = MIN (until_s, (aps_recurrence_last_day () + 1) * APS_CIVIL_DAY_SECONDS);
  if (until_s < self->start_s)
    return G_MININT64;

  /* Looks back twice as far each time, then halves what is between the last one seen and the end.
   */
  for (gint64 back = 60;; back *= 4)
    {
      gint64 from_s = MAX (until_s - back, self->start_s);

      low = aps_recurrence_set_next (self, from_s);
      if (low != APS_RECURRENCE_GAVE_UP && low <= until_s)
        break;
      if (from_s == self->start_s)
        return G_MININT64;
    }

  high = until_s;
  while (low < high)
    {
      gint64 middle = low + (high - low + 1) / 2;
      gint64 next_s = aps_recurrence_set_next (self, middle);

      if (next_s != APS_RECURRENCE_GAVE_UP && next_s <= until_s)
        low = next_s;
      else
        high = middle - 1;
    }

  return low;
}

/* What the rule leaves open is taken from the start. */
static void
fill_days (ApsRecurrence *rule, gint64 start_day)
{
  gboolean has_weekday = rule->weekdays != 0 || aps_recurrence_has_nth (rule);
  gint64   year;
  guint    month, day;

  if ((rule->month_days | rule->month_days_back) != 0 || has_weekday ||
      !aps_ordinals_is_empty (&rule->year_days))
    return;

  aps_civil_from_days (start_day, &year, &month, &day);
  if (rule->frequency == APS_FREQUENCY_WEEKLY || (rule->weeks | rule->weeks_back) != 0)
    rule->weekdays = (guint8)(1 << aps_weekday_from_days (start_day));
  else if (rule->frequency >= APS_FREQUENCY_MONTHLY)
    {
      rule->month_days = 1u << day;
      if (rule->frequency == APS_FREQUENCY_YEARLY && rule->months == 0)
        rule->months = (guint16)(1 << month);
    }
}

static void
fill_times (ApsRecurrence *rule, guint second)
{
  if (rule->seconds == 0)
    rule->seconds = rule->frequency == APS_FREQUENCY_SECONDLY
                      ? ALL_60
                      : G_GUINT64_CONSTANT (1) << (second % 60);
  if (rule->minutes == 0)
    rule->minutes = rule->frequency <= APS_FREQUENCY_MINUTELY
                      ? ALL_60
                      : G_GUINT64_CONSTANT (1) << (second / 60 % 60);
  if (rule->hours == 0)
    rule->hours = rule->frequency <= APS_FREQUENCY_HOURLY ? ALL_24 : 1u << (second / 3600);
}

static guint
count_times (const ApsRecurrence *rule)
{
  guint n = 1;

  if (rule->frequency > APS_FREQUENCY_SECONDLY)
    n *= (guint)__builtin_popcountll (rule->seconds);
  if (rule->frequency > APS_FREQUENCY_MINUTELY)
    n *= (guint)__builtin_popcountll (rule->minutes);
  if (rule->frequency > APS_FREQUENCY_HOURLY)
    n *= (guint)__builtin_popcount (rule->hours);
  return n;
}

static gint64
greatest_common_divisor (gint64 a, gint64 b)
{
  while (b != 0)
    {
      gint64 rest = a % b;

      a = b;
      b = rest;
    }

  return a;
}

/* Whether no hour, minute or second of the masks is ever the interval's: the times of day it meets
 * are those that are the start's but for a multiple of what interval and day have in common. */
static gboolean
never_meets (const ApsRecurrenceSet *self)
{
  const ApsRecurrence *rule = &self->rule;
  gint64               unit = unit_seconds (rule->frequency);
  gint64 stride = greatest_common_divisor (rule->interval * unit, APS_CIVIL_DAY_SECONDS);
  gint64 first = aps_floor_mod (self->first_period * unit, stride);

  for (gint64 second = first; second < APS_CIVIL_DAY_SECONDS; second += stride)
    {
      if ((rule->hours >> (second / 3600) & 1) == 0)
        continue;
      if (rule->frequency == APS_FREQUENCY_HOURLY)
        return FALSE;
      if ((rule->minutes >> (second / 60 % 60) & 1) == 0)
        continue;
      if (rule->frequency == APS_FREQUENCY_MINUTELY || (rule->seconds >> (second % 60) & 1) != 0)
        return FALSE;
    }

  return TRUE;
}

/* Finds the last time of COUNT, all within one limit of steps. */
static void
apply_count (ApsRecurrenceSet *self)
{
  gint64 from_s = self->start_s;
  guint  steps = 0;

  for (gint64 i = 0; i < self->rule.count; i++)
    {
      gint64 next_s = next_uncounted (self, from_s, &steps);

      if (next_s == G_MAXINT64)
        return;

      self->count_is_open = next_s == APS_RECURRENCE_GAVE_UP;
      if (self->count_is_open)
        break;
      from_s = next_s + 1;
    }

  self->last_s = from_s - 1;
}

ApsRecurrenceSet *
aps_recurrence_set_new (const ApsRecurrence *rule, gint64 start_s)
{
  ApsRecurrenceSet *self = g_new0 (ApsRecurrenceSet, 1);
  gint64            first_day;

  self->rule = *rule;
  self->start_s = start_s;
  self->start_day = aps_floor_div (start_s, APS_CIVIL_DAY_SECONDS);
  self->last_s = G_MAXINT64;
  self->has_positions = !aps_ordinals_is_empty (&rule->positions);

  fill_days (&self->rule, self->start_day);
  fill_times (&self->rule, (guint)(start_s - self->start_day * APS_CIVIL_DAY_SECONDS));
  self->n_times = count_times (&self->rule);

  if (rule->frequency < APS_FREQUENCY_DAILY)
    {
      self->first_period = aps_floor_div (start_s, unit_seconds (rule->frequency));
      self->never = never_meets (self);
    }
  else
    self->first_period = aps_recurrence_period_of_day (self, self->start_day, &first_day);

  if (rule->count > 0)
    apply_count (self);
  return self;
}

void
aps_recurrence_set_free (ApsRecurrenceSet *self)
{
  for (guint i = 0; i < APS_RECURRENCE_N_YEAR_SETS; i++)
    g_free (self->years[i]);
  g_free (self);
}
