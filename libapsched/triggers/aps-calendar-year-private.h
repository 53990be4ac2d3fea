/* Going from year to year, for those who search and count.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include "core/aps-civil-private.h"
#include "triggers/aps-calendar-engine-private.h"

G_BEGIN_DECLS

#define DAY APS_CIVIL_DAY_SECONDS

/* A year, walked forwards or backwards. */
typedef struct
{
  gint64   year;
  gint64   first_day; /* its 1 January, in days since 1970 */
  guint    jan_1;     /* the week day of that, 0: Monday */
  gboolean leap;
} Year;

static inline void
year_of_day (Year *self, gint64 day, guint *day_of_year)
{
  self->year = aps_year_and_kind_from_days (day, &self->leap, day_of_year);
  self->first_day = day - *day_of_year;
  self->jan_1 = aps_weekday_from_days (self->first_day);
}

static inline void
go_to_year (Year *self, gint64 year)
{
  self->year = year;
  self->first_day = aps_days_from_year (year);
  self->jan_1 = aps_weekday_from_days (self->first_day);
  self->leap = aps_is_leap_year (year);
}

static inline void
go_forward (Year *self)
{
  guint n_days = self->leap ? 366 : 365;

  self->first_day += n_days;
  self->jan_1 = (self->jan_1 + n_days) % 7;
  self->year++;
  self->leap = aps_is_leap_year (self->year);
}

static inline const ApsDaySet *
set_of_year (ApsCalendarRule *self, const Year *year)
{
  gboolean leap_before = self->days->has_weeks && aps_is_leap_year (year->year - 1);

  return aps_calendar_days_get (self->days, year->jan_1, year->leap, leap_before);
}

static inline gboolean
has_year (const ApsCalendarRule *self, gint64 year)
{
  guint index = (guint)(year - APS_CALENDAR_YEAR_MIN);

  return self->years == NULL || (self->years[index / 64] >> (index % 64) & 1) != 0;
}

static inline guint64
minutes_of_hour (const ApsCalendarRule *self, guint hour)
{
  return self->hour_minutes != NULL ? self->hour_minutes[hour] : self->minutes;
}

G_END_DECLS
