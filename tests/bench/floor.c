/* The floor beneath the cost of a next fire: what the same algorithm costs in plain C, for one rule
 * that is never freed by others, checked for nothing, and knows two centuries of its zone by heart.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "floor.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define DAY_S 86400
#define MAX_CHANGES 1024

typedef struct
{
  int64_t from_s;
  int64_t until_s;
  int64_t offset_s;
} Period;

struct Floor
{
  uint64_t seconds;
  uint64_t minutes;
  uint32_t hours;
  uint64_t days[14][6];
  int      empty[14];
  int      n_periods;
  Period   now;
  Period   periods[MAX_CHANGES];
};

static int
is_leap (int64_t year)
{
  return (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
}

static int64_t
year_start (int64_t year)
{
  int64_t y = year - 1;

  return y * 365 + y / 4 - y / 100 + y / 400 - 719162;
}

static int64_t
year_of (int64_t day)
{
  int64_t year = 1970 + day * 400 / 146097;

  while (year_start (year + 1) <= day)
    year++;
  while (year_start (year) > day)
    year--;
  return year;
}

/* A number or the name of a week day, Sunday 0; -1: neither. */
static int
take_number (const char **at)
{
  static const char names[] = "SUNMONTUEWEDTHUFRISAT";
  int               value = 0;

  for (int i = 0; i < 7; i++)
    if (strncmp (*at, names + i * 3, 3) == 0)
      {
        *at += 3;
        return i;
      }

  if (!isdigit ((unsigned char)**at))
    return -1;
  while (isdigit ((unsigned char)**at))
    value = value * 10 + *(*at)++ - '0';
  return value;
}

static int
parse_bits (const char *field, int min, int max, uint64_t *bits)
{
  *bits = 0;
  for (;;)
    {
      int first = min, last = max, step = 1;

      if (*field == '*')
        field++;
      else
        {
          first = last = take_number (&field);
          if (*field == '-')
            {
              field++;
              last = take_number (&field);
            }
        }
      if (*field == '/')
        {
          field++;
          step = take_number (&field);
        }
      if (first < 0 || last > max || step < 1)
        return 0;

      for (int i = first; i <= last; i += step)
        *bits |= UINT64_C (1) << i;
      if (*field == '\0')
        return 1;
      if (*field++ != ',')
        return 0;
    }
}

/* What the fields of days say of one day, special words included. */
typedef struct
{
  uint64_t days, months, weekdays;
  int      last_day, last_workday, near, nth_weekday, nth; /* nth 5: the last */
  int      either;
} Days;

static int
parse_day (const char *field, Days *days)
{
  char end;

  if (strcmp (field, "L") == 0)
    days->last_day = 1;
  else if (strcmp (field, "LW") == 0)
    days->last_workday = 1;
  else if (sscanf (field, "%d%c", &days->near, &end) == 2 && end == 'W')
    return 1;
  else
    {
      days->near = 0;
      return parse_bits (field, 1, 31, &days->days);
    }

  return 1;
}

static int
parse_weekday (const char *field, Days *days)
{
  int value;

  if (sscanf (field, "%d#%d", &days->nth_weekday, &days->nth) == 2)
    return 1;
  if (strlen (field) == 2 && field[1] == 'L')
    {
      days->nth_weekday = field[0] - '0';
      days->nth = 5;
      return 1;
    }

  days->nth = 0;
  value = parse_bits (field, 0, 7, &days->weekdays);
  days->weekdays |= days->weekdays >> 7 & 1;
  return value;
}

/* The Monday to Friday nearest to a day, whose week day is given. */
static int
nearest (int day, int weekday, int length)
{
  if (weekday == 6)
    return day > 1 ? day - 1 : 3;
  if (weekday == 0)
    return day < length ? day + 1 : day - 2;
  return day;
}

static int
has_day (const Days *days, int month, int day, int length, int weekday)
{
  int by_day = days->days >> day & 1;
  int by_weekday = days->weekdays >> weekday & 1;
  int last_weekday = (weekday + length - day) % 7;

  if ((days->months >> month & 1) == 0)
    return 0;
  if (days->last_day)
    by_day = day == length;
  if (days->last_workday)
    by_day = day == nearest (length, last_weekday, length);
  if (days->near)
    by_day = days->near <= length &&
             day == nearest (days->near, (weekday + days->near - day + 35) % 7, length);
  if (days->nth)
    by_weekday = weekday == days->nth_weekday &&
                 (days->nth == 5 ? day + 7 > length : (day - 1) / 7 + 1 == days->nth);

  return days->either ? by_day || by_weekday : by_day && by_weekday;
}

static void
build (Floor *self, const Days *days)
{
  static const int lengths[] = { 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31 };

  for (int kind = 0; kind < 14; kind++)
    {
      int n = 0;

      self->empty[kind] = 1;
      for (int month = 1; month <= 12; month++)
        {
          int length = lengths[month - 1] + (month == 2 && kind >= 7);

          for (int day = 1; day <= length; day++, n++)
            if (has_day (days, month, day, length, (kind % 7 + n) % 7))
              {
                self->days[kind][n / 64] |= UINT64_C (1) << (n % 64);
                self->empty[kind] = 0;
              }
        }
    }
}

/* All periods until 2226, by asking libc day by day. */
static void
load_zone (Floor *self, const char *zone)
{
  time_t    at = 0;
  struct tm tm;

  setenv ("TZ", zone, 1);
  tzset ();
  localtime_r (&at, &tm);
  self->periods[0] = (Period){ INT64_MIN, INT64_MAX, tm.tm_gmtoff };
  self->n_periods = 1;
  for (; at < INT64_C (8100000000) && self->n_periods < MAX_CHANGES; at += DAY_S)
    {
      Period *last = &self->periods[self->n_periods - 1];
      time_t  low = at - DAY_S, high = at;

      localtime_r (&at, &tm);
      if (tm.tm_gmtoff == last->offset_s)
        continue;

      while (low + 1 < high)
        {
          time_t middle = low + (high - low) / 2;

          localtime_r (&middle, &tm);
          if (tm.tm_gmtoff == last->offset_s)
            low = middle;
          else
            high = middle;
        }
      localtime_r (&at, &tm);
      last->until_s = high;
      self->periods[self->n_periods++] = (Period){ high, INT64_MAX, tm.tm_gmtoff };
    }

  self->now = self->periods[0];
}

Floor *
floor_new (const char *fields, int both, const char *zone)
{
  Floor   *self = calloc (1, sizeof *self);
  char     field[6][64];
  uint64_t hours;
  Days     days = { 0 };

  if (sscanf (fields,
              "%63s %63s %63s %63s %63s %63s",
              field[0],
              field[1],
              field[2],
              field[3],
              field[4],
              field[5]) != 6 ||
      !parse_bits (field[0], 0, 59, &self->seconds) ||
      !parse_bits (field[1], 0, 59, &self->minutes) || !parse_bits (field[2], 0, 23, &hours) ||
      !parse_day (field[3], &days) || !parse_bits (field[4], 1, 12, &days.months) ||
      !parse_weekday (field[5], &days))
    {
      free (self);
      return NULL;
    }

  self->hours = (uint32_t)hours;
  days.either = !both && field[3][0] != '*' && field[5][0] != '*';
  build (self, &days);
  load_zone (self, zone);
  return self;
}

void
floor_free (Floor *self)
{
  free (self);
}

static int
next_bit (const uint64_t *bits, int from)
{
  int      word = from / 64;
  uint64_t value;

  if (word > 5)
    return -1;
  value = bits[word] & (~UINT64_C (0) << (from % 64));
  while (value == 0)
    {
      if (++word > 5)
        return -1;
      value = bits[word];
    }

  return word * 64 + __builtin_ctzll (value);
}

/* The first time of day at or after second, or -1. */
static int
next_time (const Floor *self, int second)
{
  int      hour = second / 3600, minute = second / 60 % 60, s = second % 60;
  uint64_t value = hour < 24 ? self->hours & (~0u << hour) : 0;

  if (value == 0)
    return -1;
  if (__builtin_ctzll (value) > hour)
    hour = __builtin_ctzll (value);
  else
    {
      uint64_t minutes = self->minutes & (~UINT64_C (0) << minute);

      if (minutes != 0 && __builtin_ctzll (minutes) == minute)
        {
          uint64_t seconds = self->seconds & (~UINT64_C (0) << s);

          if (seconds != 0)
            return hour * 3600 + minute * 60 + __builtin_ctzll (seconds);
          minutes &= minutes - 1;
        }
      if (minutes != 0)
        return hour * 3600 + __builtin_ctzll (minutes) * 60 + __builtin_ctzll (self->seconds);

      value &= value - 1;
      if (value == 0)
        return -1;
      hour = __builtin_ctzll (value);
    }

  return hour * 3600 + __builtin_ctzll (self->minutes) * 60 + __builtin_ctzll (self->seconds);
}

static int64_t
next_local (const Floor *self, int64_t from_s)
{
  int64_t day = from_s / DAY_S;
  int64_t year = year_of (day);
  int64_t start = year_start (year);
  int     from_day = (int)(day - start);

  for (int i = 0; i < 400; i++)
    {
      int length = is_leap (year) ? 366 : 365;
      int kind = (int)((start + 4) % 7) + (length == 366 ? 7 : 0);
      int found = self->empty[kind] ? -1 : next_bit (self->days[kind], from_day);

      if (found >= 0 && start + found == day)
        {
          int second = next_time (self, (int)(from_s - day * DAY_S));

          if (second >= 0)
            return day * DAY_S + second;
          found = next_bit (self->days[kind], found + 1);
        }
      if (found >= 0)
        return (start + found) * DAY_S + next_time (self, 0);

      start += length;
      year++;
      from_day = 0;
    }

  return INT64_MAX;
}

static void
find_period (Floor *self, int64_t at_s)
{
  int low = 0;
  int high = self->n_periods - 1;

  while (low < high)
    {
      int middle = (low + high + 1) / 2;

      if (self->periods[middle].from_s <= at_s)
        low = middle;
      else
        high = middle - 1;
    }

  self->now = self->periods[low];
}

int64_t
floor_next (Floor *self, int64_t after_s)
{
  int64_t from_s = after_s + 1;

  for (;;)
    {
      int64_t local;

      if (from_s < self->now.from_s || from_s >= self->now.until_s)
        find_period (self, from_s);

      local = next_local (self, from_s + self->now.offset_s);
      if (local == INT64_MAX || local - self->now.offset_s < self->now.until_s)
        return local == INT64_MAX ? local : local - self->now.offset_s;
      from_s = self->now.until_s;
    }
}
