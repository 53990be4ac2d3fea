/* Counts the times of a recurrence rule without walking through all of them.
 *
 * NOTES: a whole day has as many times as its masks say, or, where the interval is in hours or
 * less, as many of the interval's as the masks let through; only the first and the last day are
 * walked. With BYSETPOS there are few times a period, and they are walked.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"

#include "triggers/aps-recurrence-set-private.h"

static gint64
count_by_steps (ApsRecurrenceSet *self, gint64 from_s, gint64 until_s)
{
  gint64 n = 0;

  while (from_s < until_s)
    {
      gint64 next_s = aps_recurrence_set_next (self, from_s);

      if (next_s == APS_RECURRENCE_GAVE_UP || next_s >= until_s)
        break;
      n++;
      from_s = next_s + 1;
    }

  return n;
}

static gint64
unit_seconds (ApsFrequency frequency)
{
  return frequency == APS_FREQUENCY_SECONDLY ? 1 : frequency == APS_FREQUENCY_MINUTELY ? 60 : 3600;
}

/* The interval's hours, minutes or seconds of a day that the masks let through. */
static gint64
count_periods (const ApsRecurrenceSet *self, gint64 day)
{
  const ApsRecurrence *rule = &self->rule;
  gint64               unit = unit_seconds (rule->frequency);
  gint64               end = (day + 1) * (APS_CIVIL_DAY_SECONDS / unit);
  gint64               n = 0;

  for (gint64 period = aps_recurrence_align (self, day * (APS_CIVIL_DAY_SECONDS / unit));
       period < end;
       period += rule->interval)
    {
      guint second = (guint)(period * unit - day * APS_CIVIL_DAY_SECONDS);

      if ((rule->hours >> (second / 3600) & 1) != 0 &&
          (unit > 60 || (rule->minutes >> (second / 60 % 60) & 1) != 0) &&
          (unit > 1 || (rule->seconds >> (second % 60) & 1) != 0))
        n++;
    }

  return n;
}

/* Of whole days, the end not included. */
static gint64
count_days (ApsRecurrenceSet *self, gint64 day, gint64 end)
{
  ApsFrequency frequency = self->rule.frequency;
  gboolean     alike = frequency >= APS_FREQUENCY_DAILY ||
                   APS_CIVIL_DAY_SECONDS / unit_seconds (frequency) % self->rule.interval == 0;
  gint64 a_day = frequency < APS_FREQUENCY_DAILY && alike ? count_periods (self, day) : 1;
  guint  steps = 0;
  gint64 n = 0;

  for (day = aps_recurrence_next_day (self, day, &steps);
       day < end && day != APS_RECURRENCE_GAVE_UP;
       day = aps_recurrence_next_day (self, day + 1, &steps))
    n += alike ? a_day : count_periods (self, day);

  return n * self->n_times;
}

gint64
aps_recurrence_set_count (ApsRecurrenceSet *self, gint64 from_s, gint64 until_s)
{
  gint64 first_day, last_day;

  from_s = MAX (from_s, self->start_s);
  until_s = MIN (until_s, (aps_recurrence_last_day () + 1) * APS_CIVIL_DAY_SECONDS);
  if (self->last_s != G_MAXINT64)
    until_s = MIN (until_s, self->last_s + 1);
  if (from_s >= until_s || self->never)
    return 0;

  first_day = aps_floor_div (from_s - 1, APS_CIVIL_DAY_SECONDS) + 1;
  last_day = aps_floor_div (until_s, APS_CIVIL_DAY_SECONDS);
  if (self->has_positions || first_day >= last_day)
    return count_by_steps (self, from_s, until_s);

  return count_by_steps (self, from_s, first_day * APS_CIVIL_DAY_SECONDS) +
         count_days (self, first_day, last_day) +
         count_by_steps (self, last_day * APS_CIVIL_DAY_SECONDS, until_s);
}
