/* Days that follow each other in steps of months and days.
 *
 * NOTES: steps of months alone, or of days alone, are found by a division. With both the days
 * depend on all before them, so they are walked from the first, or from the last that the cursor
 * knows: 32 days and more a step, under a millisecond from the year 1 to 9999.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"

#include "triggers/aps-day-steps-private.h"

#include "core/aps-civil-private.h"

#define LAST_DAY 2932896 /* 9999-12-31 */

typedef struct
{
  gint64 month; /* since the year 0 */
  guint  day;   /* of the month */
} MonthDay;

static MonthDay
month_of_day (gint64 day)
{
  gint64 year;
  guint  month, day_of_month;

  aps_civil_from_days (day, &year, &month, &day_of_month);
  return (MonthDay){ year * 12 + month - 1, day_of_month };
}

/* G_MAXINT64: that month has no such day. */
static gint64
day_of_month (const MonthDay *date)
{
  gint64 year = aps_floor_div (date->month, 12);
  guint  month = (guint)aps_floor_mod (date->month, 12) + 1;

  if (date->day > aps_days_in_month (year, month))
    return G_MAXINT64;

  return aps_days_from_civil (year, month, date->day);
}

static gint64
limit (gint64 day)
{
  return day <= LAST_DAY ? day : G_MAXINT64;
}

/* Months on from a date until one has that day. */
static gint64
add_months (MonthDay date, gint64 months)
{
  while (date.month < 10000 * 12)
    {
      gint64 day;

      date.month += months;
      day = day_of_month (&date);

      if (day != G_MAXINT64)
        return limit (day);
    }

  return G_MAXINT64;
}

static gint64
step (const ApsDaySteps *self, gint64 day)
{
  if (self->months > 0)
    day = add_months (month_of_day (day), self->months);

  return day == G_MAXINT64 ? day : limit (day + self->days);
}

static gint64
next_by_months (const ApsDaySteps *self, gint64 day)
{
  MonthDay date = month_of_day (self->first_day);
  MonthDay wanted = month_of_day (day);
  gint64   found;

  /* The last step that is not after the wanted month; from there on. */
  date.month += (wanted.month - date.month) / self->months * self->months;
  found = day_of_month (&date);

  return found != G_MAXINT64 && found >= day ? found : add_months (date, self->months);
}

gint64
aps_day_steps_next_day (const ApsDaySteps *self, gint64 day)
{
  gint64 found = self->first_day;

  if (day <= found)
    return limit (found);

  if (day > LAST_DAY)
    return G_MAXINT64;

  if (self->months == 0)
    return limit (found + (day - found + self->days - 1) / self->days * self->days);

  if (self->days == 0)
    return next_by_months (self, day);

  while (found < day)
    found = step (self, found);

  return found;
}

gint64
aps_day_steps_go_on (const ApsDaySteps *self, gint64 known, gint64 day)
{
  if (self->months == 0 || self->days == 0)
    return aps_day_steps_next_day (self, day);

  while (known < day)
    known = step (self, known);

  return known;
}

static gint64
prev_by_months (const ApsDaySteps *self, gint64 day)
{
  MonthDay first = month_of_day (self->first_day);
  MonthDay wanted = month_of_day (day);
  MonthDay date = first;

  for (date.month += (wanted.month - first.month) / self->months * self->months;
       date.month >= first.month;
       date.month -= self->months)
    {
      gint64 found = day_of_month (&date);

      if (found <= day)
        return found;
    }

  return G_MININT64;
}

gint64
aps_day_steps_prev_day (const ApsDaySteps *self, gint64 day)
{
  gint64 found = self->first_day;

  if (day < found)
    return G_MININT64;

  day = MIN (day, LAST_DAY);

  if (self->months == 0)
    return found + (day - found) / self->days * self->days;

  if (self->days == 0)
    return prev_by_months (self, day);

  for (;;)
    {
      gint64 next = step (self, found);

      if (next > day)
        return found;

      found = next;
    }
}

gint64
aps_day_steps_count_days (const ApsDaySteps *self, gint64 from_day, gint64 until_day)
{
  gint64 day = self->first_day;
  gint64 n = 0;

  if (self->days == 0 && self->months > 0)
    day = aps_day_steps_next_day (self, from_day);

  if (self->months == 0)
    {
      gint64 last = MIN (until_day - 1, LAST_DAY);
      gint64 before = from_day > day ? (from_day - 1 - day) / self->days + 1 : 0;

      return last < day ? 0 : MAX ((last - day) / self->days + 1 - before, 0);
    }

  for (; day < until_day; day = step (self, day))
    if (day >= from_day)
      n++;

  return n;
}

static gint64
steps_prev (gpointer rule, gint64 until_s)
{
  const ApsDaySteps *self = rule;
  gint64             day = aps_floor_div (until_s, APS_CIVIL_DAY_SECONDS);

  if (until_s - day * APS_CIVIL_DAY_SECONDS < self->second)
    day--;

  day = aps_day_steps_prev_day (self, day);
  return day == G_MININT64 ? day : day * APS_CIVIL_DAY_SECONDS + self->second;
}

/* Goes on from the day noted last where that is not too late, so that a chain of steps of months
 * and days is walked once. */
static gint64
steps_next (gpointer rule, gint64 from_s)
{
  ApsDaySteps *self = rule;
  gint64       day = aps_floor_div (from_s, APS_CIVIL_DAY_SECONDS);

  if (from_s - day * APS_CIVIL_DAY_SECONDS > self->second)
    day++;

  if (self->known_day > self->first_day && self->known_day <= day)
    day = aps_day_steps_go_on (self, self->known_day, day);
  else
    day = aps_day_steps_next_day (self, day);

  if (day == G_MAXINT64)
    return G_MAXINT64;

  self->known_day = day;
  return day * APS_CIVIL_DAY_SECONDS + self->second;
}

/* The first day of which the time lies at or after a second. */
static gint64
first_day_from (const ApsDaySteps *self, gint64 from_s)
{
  return aps_floor_div (from_s - self->second + APS_CIVIL_DAY_SECONDS - 1, APS_CIVIL_DAY_SECONDS);
}

static gint64
steps_count (gpointer rule, gint64 from_s, gint64 until_s)
{
  return aps_day_steps_count_days (rule,
                                   first_day_from (rule, from_s),
                                   first_day_from (rule, until_s));
}

const ApsLocalRuleFuncs aps_day_steps_funcs = {
  .next = steps_next,
  .prev = steps_prev,
  .count = steps_count,
};
