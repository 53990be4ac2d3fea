/* The Gregorian calendar in numbers: days since 1970-01-01, dates, weeks and kinds of year.
 *
 * NOTES: everything is plain arithmetic without tables, 2 to 4 ns a call. A year is gint64, so
 * that sums of years and intervals may leave 1 to 9999 without overflow and be refused later.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define APS_CIVIL_YEAR_MIN 1
#define APS_CIVIL_YEAR_MAX 9999
#define APS_CIVIL_DAY_SECONDS 86400

/* Leap or not, times the week day of 1 January. */
#define APS_CIVIL_N_YEAR_KINDS 14

/* Division that rounds down, for divisors above zero. */
static inline gint64
aps_floor_div (gint64 a, gint64 b)
{
  return a / b - (a % b < 0);
}

static inline gint64
aps_floor_mod (gint64 a, gint64 b)
{
  gint64 rest = a % b;

  return rest < 0 ? rest + b : rest;
}

static inline gboolean
aps_is_leap_year (gint64 year)
{
  return (year & 3) == 0 && ((year & 15) == 0 || year % 25 != 0);
}

static inline guint
aps_days_in_year (gint64 year)
{
  return aps_is_leap_year (year) ? 366 : 365;
}

/* month: 1 to 12. */
static inline guint
aps_days_in_month (gint64 year, guint month)
{
  if (month == 2)
    return aps_is_leap_year (year) ? 29 : 28;

  return 30 + ((month + (month >> 3)) & 1);
}

/* Days before the first of month (1 to 12) in its year. */
static inline guint
aps_days_before_month (gboolean leap, guint month)
{
  /* Counted from March, where the lengths follow a pattern of five months. */
  if (month > 2)
    return (153 * (month - 3) + 2) / 5 + 59 + (leap ? 1 : 0);

  return (month - 1) * 31;
}

/* Days from 1970-01-01 to 1 January of year. */
static inline gint64
aps_days_from_year (gint64 year)
{
  gint64 before = year - 1;

  return before * 365 + aps_floor_div (before, 4) - aps_floor_div (before, 100) +
         aps_floor_div (before, 400) - 719162;
}

/* Days from 1970-01-01 to the date; month 1 to 12, day may lie outside of the month. */
static inline gint64
aps_days_from_civil (gint64 year, guint month, gint64 day)
{
  return aps_days_from_year (year) +
         (gint64)aps_days_before_month (aps_is_leap_year (year), month) + day - 1;
}

/* The year of a day, whether it is a leap year, and which day of it that is (0 to 365). */
static inline gint64
aps_year_and_kind_from_days (gint64 days, gboolean *leap, guint *day_of_year)
{
  /* Counted from 1 March of the year 0, so that leap days end years, centuries and eras of 400
   * years. */
  gint64 shifted = days + 719468;
  gint64 era = aps_floor_div (shifted, 146097);
  guint  day_of_era = (guint)(shifted - era * 146097);
  guint  century = (4 * day_of_era + 3) / 146097;
  guint  day_of_century = day_of_era - century * 36524;
  guint  year_of_century = (4 * day_of_century + 3) / 1461;
  guint  day_from_march = day_of_century - 1461 * year_of_century / 4;
  gint64 year = era * 400 + century * 100 + year_of_century + (day_from_march >= 306 ? 1 : 0);

  *leap = aps_is_leap_year (year);
  *day_of_year = day_from_march >= 306 ? day_from_march - 306 : day_from_march + (*leap ? 60 : 59);
  return year;
}

static inline gint64
aps_year_from_days (gint64 days, guint *day_of_year)
{
  gboolean leap;

  return aps_year_and_kind_from_days (days, &leap, day_of_year);
}

/* Parts a day of the year (0 to 365) into month (1 to 12) and day (1 to 31). */
static inline void
aps_month_from_day_of_year (gboolean leap, guint day_of_year, guint *month, guint *day)
{
  guint first_of_march = leap ? 60 : 59;
  guint from_march;
  guint index;

  if (day_of_year < first_of_march)
    {
      *month = day_of_year < 31 ? 1 : 2;
      *day = day_of_year + 1 - (*month - 1) * 31;
      return;
    }

  from_march = day_of_year - first_of_march;
  index = (5 * from_march + 2) / 153;
  *month = index + 3;
  *day = from_march - (153 * index + 2) / 5 + 1;
}

static inline void
aps_civil_from_days (gint64 days, gint64 *year, guint *month, guint *day)
{
  gboolean leap;
  guint    day_of_year;

  *year = aps_year_and_kind_from_days (days, &leap, &day_of_year);
  aps_month_from_day_of_year (leap, day_of_year, month, day);
}

/* 0 is Monday, 6 is Sunday. */
static inline guint
aps_weekday_from_days (gint64 days)
{
  return (guint)aps_floor_mod (days + 3, 7);
}

/* 0 to 13: the week day of 1 January (0 is Monday), and 7 more in a leap year. Years of one kind
 * have the same calendar. */
static inline guint
aps_year_kind (gint64 year)
{
  return aps_weekday_from_days (aps_days_from_year (year)) + (aps_is_leap_year (year) ? 7 : 0);
}

/* 52 or 53: a year has 53 ISO weeks when it begins on a Thursday, or in a leap year on a Wednesday.
 */
static inline guint
aps_iso_weeks_in_year (gint64 year)
{
  guint kind = aps_year_kind (year);

  return kind % 7 == 3 || kind == 9 ? 53 : 52;
}

/* The ISO 8601 week (1 to 53) of a day and the year that the week belongs to. */
static inline void
aps_iso_week_from_days (gint64 days, gint64 *iso_year, guint *week)
{
  gint64 thursday = days - (gint64)aps_weekday_from_days (days) + 3;
  guint  day_of_year;

  *iso_year = aps_year_from_days (thursday, &day_of_year);
  *week = day_of_year / 7 + 1;
}

/* The Monday of an ISO week. */
static inline gint64
aps_days_from_iso_week (gint64 iso_year, guint week)
{
  gint64 fourth = aps_days_from_year (iso_year) + 3;

  return fourth - (gint64)aps_weekday_from_days (fourth) + 7 * ((gint64)week - 1);
}

G_END_DECLS
