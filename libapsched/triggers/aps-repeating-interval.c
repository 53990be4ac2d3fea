/* Repeating intervals of ISO 8601, read, printed and counted.
 *
 * NOTES: the forms are R[n]/start/duration, R[n]/start/end, Rn/duration/end and R[n]/duration.
 * Years and months, weeks and days follow the calendar; hours, minutes and seconds are elapsed
 * time, so P1D and PT24H differ where the clock is changed.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"

#include "triggers/aps-repeating-interval-private.h"

#include "core/aps-civil-private.h"

#include <apsched/aps-types.h>

#include <string.h>

/* Nine digits of hours are 114,000 years. */
#define MAX_DIGITS 9
#define MEAN_MONTH_S 2629746
#define LAST_S ((aps_days_from_year (APS_CIVIL_YEAR_MAX + 1)) * APS_CIVIL_DAY_SECONDS - 1)

typedef struct
{
  const ApsTriggerParts *parts;
  const char            *at;
  const char            *end;
  GError               **error;
} Reader;

static gboolean
fail (Reader *reader, const char *at, const char *what, const char *rest)
{
  return aps_trigger_parts_fail (reader->parts, at, reader->error, what, rest);
}

static gboolean
take_char (Reader *reader, char c)
{
  if (reader->at == reader->end || *reader->at != c)
    return FALSE;

  reader->at++;
  return TRUE;
}

static gboolean
take_number (Reader *reader, gint64 *number)
{
  const char *start = reader->at;

  *number = 0;
  for (; reader->at < reader->end && g_ascii_isdigit (*reader->at); reader->at++)
    {
      if (reader->at - start == MAX_DIGITS)
        return fail (reader, start, "the number", "has more than 9 digits");
      *number = *number * 10 + (*reader->at - '0');
    }

  return reader->at > start || fail (reader, start, "", ": expected a number");
}

/* Behind a number: .5 or ,5 in millionths. */
static gboolean
take_fraction (Reader *reader, gint64 *millionths)
{
  gint64 unit = 100000;

  *millionths = 0;
  if (!take_char (reader, '.') && !take_char (reader, ','))
    return TRUE;
  if (reader->at == reader->end || !g_ascii_isdigit (*reader->at))
    return fail (reader, reader->at, "", ": expected digits of the fraction");

  for (; reader->at < reader->end && g_ascii_isdigit (*reader->at); reader->at++, unit /= 10)
    {
      if (unit == 0)
        return fail (reader, reader->at, "the fraction", "has more than 6 digits");
      *millionths += (*reader->at - '0') * unit;
    }

  return TRUE;
}

static const struct
{
  char        letter;
  gboolean    is_time;
  const char *name;
  gint64      months;
  gint64      days;
  gint64      seconds;
} units[] = {
  { 'Y', FALSE, "year", 12, 0, 0 },  { 'M', FALSE, "month", 1, 0, 0 },
  { 'W', FALSE, "week", 0, 7, 0 },   { 'D', FALSE, "day", 0, 1, 0 },
  { 'H', TRUE, "hour", 0, 0, 3600 }, { 'M', TRUE, "minute", 0, 0, 60 },
  { 'S', TRUE, "second", 0, 0, 1 },
};

/* One number and its letter, which must be further on in the table than the last one. */
static gboolean
take_part (Reader *reader, gboolean is_time, guint *next_unit, ApsRepeatingInterval *self)
{
  const char *start = reader->at;
  gint64      number;
  gint64      millionths;

  if (!take_number (reader, &number) || !take_fraction (reader, &millionths))
    return FALSE;

  for (guint i = *next_unit; i < G_N_ELEMENTS (units); i++)
    if (units[i].is_time == is_time && take_char (reader, units[i].letter))
      {
        if (millionths != 0 && !is_time)
          return fail (reader, start, "a fraction", "can stand only for hours, minutes or seconds");

        self->months += number * units[i].months;
        self->days += number * units[i].days;
        self->time_us += (number * APS_SECOND + millionths) * units[i].seconds;
        *next_unit = i + 1;
        return TRUE;
      }

  return fail (reader,
               reader->at,
               "",
               is_time ? ": expected H, M or S, in this order"
                       : ": expected Y, M, W or D, in this order, or T");
}

static gboolean
read_duration (Reader *reader, ApsRepeatingInterval *self)
{
  const char *start = reader->at;
  gboolean    is_time = FALSE;
  guint       next_unit = 0;

  reader->at++;
  do
    {
      if (!is_time && take_char (reader, 'T'))
        is_time = TRUE;
      if (!take_part (reader, is_time, &next_unit, self))
        return FALSE;
    }
  while (reader->at < reader->end);

  if (self->months == 0 && self->days == 0 && self->time_us == 0)
    return fail (reader, start, "the duration", "must be longer than 0");
  return TRUE;
}

static gboolean
is_duration (const ApsSpan *span)
{
  return span->start < span->end && *span->start == 'P';
}

static gboolean
read_duration_span (Reader *reader, const ApsSpan *span, ApsRepeatingInterval *self)
{
  reader->at = span->start;
  reader->end = span->end;
  return read_duration (reader, self);
}

/* The time from start to end: of times on the wall in whole days and the rest. */
static gboolean
read_end (Reader *reader, const ApsSpan *span, ApsRepeatingInterval *self)
{
  ApsMoment end = { APS_MOMENT_UNSET, 0 };
  gint64    length_us;

  if (!aps_moment_parse (&end, reader->parts, span, reader->error))
    return FALSE;

  if ((end.kind == APS_MOMENT_INSTANT) != (self->anchor.kind == APS_MOMENT_INSTANT))
    return fail (reader, span->start, "start and end", "must both have an offset, or none");

  length_us = end.us - self->anchor.us;
  if (length_us <= 0)
    return fail (reader, span->start, "the end", "must be after the start");

  if (end.kind != APS_MOMENT_INSTANT)
    {
      self->days = length_us / APS_DAY;
      length_us %= APS_DAY;
    }
  self->time_us = length_us;
  return TRUE;
}

/* R, R5 */
static gboolean
read_repetitions (Reader *reader, ApsRepeatingInterval *self)
{
  self->repetitions = G_MAXINT64;
  if (!take_char (reader, 'R'))
    return fail (reader, reader->at, "", ": expected R or R and a number");

  return reader->at == reader->end ||
         (take_number (reader, &self->repetitions) &&
          (reader->at == reader->end || fail (reader, reader->at, "", ": expected /")));
}

static gboolean
read_parts (Reader *reader, const ApsSpan *spans, guint n, ApsRepeatingInterval *self)
{
  reader->at = spans[0].start;
  reader->end = spans[0].end;
  if (!read_repetitions (reader, self))
    return FALSE;

  if (!is_duration (&spans[1]))
    {
      if (!aps_moment_parse (&self->anchor, reader->parts, &spans[1], reader->error))
        return FALSE;
      if (n < 3)
        return fail (reader, spans[1].end, "", ": expected / and a duration or an end");
      return is_duration (&spans[2]) ? read_duration_span (reader, &spans[2], self)
                                     : read_end (reader, &spans[2], self);
    }

  if (!read_duration_span (reader, &spans[1], self))
    return FALSE;
  if (n < 3)
    return TRUE;

  self->ends = TRUE;
  if (self->repetitions == G_MAXINT64)
    return fail (reader,
                 spans[0].end,
                 "",
                 ": expected the number of repetitions, since the interval has no start");

  return aps_moment_parse (&self->anchor, reader->parts, &spans[2], reader->error);
}

gboolean
aps_repeating_interval_parse (ApsRepeatingInterval  *self,
                              const ApsTriggerParts *parts,
                              GError               **error)
{
  Reader      reader = { .parts = parts, .error = error };
  const char *at = parts->body_span.start;
  const char *end = parts->body_span.end;
  ApsSpan     spans[3];
  guint       n = 0;

  *self = (ApsRepeatingInterval){ 0 };
  do
    {
      const char *slash = memchr (at, '/', (gsize)(end - at));

      if (n == G_N_ELEMENTS (spans))
        return fail (&reader, at, "", ": expected the end");

      spans[n++] = (ApsSpan){ at, slash != NULL ? slash : end };
      at = slash != NULL ? slash + 1 : NULL;
    }
  while (at != NULL);

  if (n < 2)
    return fail (&reader, end, "", ": expected R[n]/START/DURATION");

  return read_parts (&reader, spans, n, self);
}

static void
append_time (GString *text, gint64 time_us)
{
  gint64 seconds = time_us / APS_SECOND;
  gint64 millionths = time_us % APS_SECOND;

  g_string_append_c (text, 'T');
  if (seconds >= 3600)
    g_string_append_printf (text, "%" G_GINT64_FORMAT "H", seconds / 3600);
  if (seconds / 60 % 60 != 0)
    g_string_append_printf (text, "%dM", (int)(seconds / 60 % 60));

  if (millionths != 0)
    {
      g_string_append_printf (text, "%d.%06d", (int)(seconds % 60), (int)millionths);
      while (text->str[text->len - 1] == '0')
        g_string_truncate (text, text->len - 1);
      g_string_append_c (text, 'S');
    }
  else if (seconds % 60 != 0)
    g_string_append_printf (text, "%dS", (int)(seconds % 60));
}

static void
append_duration (GString *text, const ApsRepeatingInterval *self)
{
  g_string_append_c (text, 'P');
  if (self->months >= 12)
    g_string_append_printf (text, "%" G_GINT64_FORMAT "Y", self->months / 12);
  if (self->months % 12 != 0)
    g_string_append_printf (text, "%dM", (int)(self->months % 12));
  if (self->days != 0)
    g_string_append_printf (text, "%" G_GINT64_FORMAT "D", self->days);
  if (self->time_us != 0)
    append_time (text, self->time_us);
}

char *
aps_repeating_interval_to_string (const ApsRepeatingInterval *self)
{
  GString         *text = g_string_new ("R");
  g_autofree char *anchor = NULL;

  if (self->repetitions != G_MAXINT64)
    g_string_append_printf (text, "%" G_GINT64_FORMAT, self->repetitions);
  if (self->anchor.kind != APS_MOMENT_UNSET)
    anchor = aps_moment_to_string (&self->anchor);
  if (anchor != NULL && !self->ends)
    g_string_append_printf (text, "/%s", anchor);

  g_string_append_c (text, '/');
  append_duration (text, self);
  if (anchor != NULL && self->ends)
    g_string_append_printf (text, "/%s", anchor);
  return g_string_free (text, FALSE);
}

static void
append_unit (GString *words, gsize start, gint64 number, const char *name)
{
  if (number == 0)
    return;

  if (words->len > start)
    g_string_append (words, " and");
  if (number == 1 && words->len == start)
    g_string_append_printf (words, " %s", name);
  else
    g_string_append_printf (words,
                            " %" G_GINT64_FORMAT " %s%s",
                            number,
                            name,
                            number == 1 ? "" : "s");
}

void
aps_repeating_interval_describe (const ApsRepeatingInterval *self, GString *words)
{
  gint64 seconds = self->time_us / APS_SECOND;
  gsize  start;

  g_string_append (words, "every");
  start = words->len;
  append_unit (words, start, self->months / 12, "year");
  append_unit (words, start, self->months % 12, "month");
  append_unit (words, start, self->days, "day");
  append_unit (words, start, seconds / 3600, "hour");
  append_unit (words, start, seconds / 60 % 60, "minute");
  append_unit (words, start, seconds % 60, "second");
  append_unit (words, start, self->time_us % APS_SECOND, "microsecond");

  if (self->anchor.kind != APS_MOMENT_UNSET)
    {
      g_autofree char *anchor = aps_moment_to_string (&self->anchor);

      g_string_append_printf (words, " %s %s", self->ends ? "up to" : "from", anchor);
    }
  if (self->repetitions != G_MAXINT64)
    g_string_append_printf (words,
                            ", %" G_GINT64_FORMAT " time%s in all",
                            self->repetitions + 1,
                            self->repetitions == 0 ? "" : "s");
}

gint64
aps_repeating_interval_get_local (const ApsRepeatingInterval *self, gint64 anchor_s, gint64 i)
{
  gint64 day = aps_floor_div (anchor_s, APS_CIVIL_DAY_SECONDS);
  gint64 of_day = anchor_s - day * APS_CIVIL_DAY_SECONDS;

  if (self->months != 0)
    {
      gint64 year, month_index;
      guint  month, day_of_month;

      aps_civil_from_days (day, &year, &month, &day_of_month);
      month_index = year * 12 + month - 1 + i * self->months;
      year = aps_floor_div (month_index, 12);
      month = (guint)aps_floor_mod (month_index, 12) + 1;
      day = aps_days_from_civil (year, month, MIN (day_of_month, aps_days_in_month (year, month)));
    }

  return (day + i * self->days) * APS_CIVIL_DAY_SECONDS + of_day;
}

/* The i-th fire as if elapsed time were counted on the wall too: grows with i. */
static gint64
get_mixed (const ApsRepeatingInterval *self, gint64 anchor_s, gint64 i)
{
  return aps_repeating_interval_get_local (self, anchor_s, i) +
         aps_floor_div (i * (self->time_us / 1000), 1000);
}

static double
mean_seconds (const ApsRepeatingInterval *self)
{
  return (double)self->months * MEAN_MONTH_S + (double)self->days * APS_CIVIL_DAY_SECONDS +
         (double)self->time_us / (double)APS_SECOND;
}

gint64
aps_repeating_interval_find (const ApsRepeatingInterval *self, gint64 anchor_s, gint64 from_s)
{
  gint64 first = aps_repeating_interval_first (self);
  gint64 last = aps_repeating_interval_last (self);
  gint64 i;

  if (from_s > LAST_S)
    return G_MAXINT64;

  from_s = MAX (from_s, aps_days_from_year (APS_CIVIL_YEAR_MIN) * APS_CIVIL_DAY_SECONDS);
  i = (gint64)((double)(from_s - anchor_s) / mean_seconds (self));
  i = CLAMP (i, first, last);

  /* The mean is off by a month at most, and by what leap years add up to within a century. */
  while (i > first && get_mixed (self, anchor_s, i - 1) >= from_s)
    i--;
  while (i < last && get_mixed (self, anchor_s, i) < from_s)
    i++;

  if (get_mixed (self, anchor_s, i) < from_s || get_mixed (self, anchor_s, i) > LAST_S)
    return G_MAXINT64;
  return i;
}

gint64
aps_repeating_interval_find_last (const ApsRepeatingInterval *self, gint64 anchor_s)
{
  double reach = (double)(LAST_S - anchor_s) / mean_seconds (self);
  gint64 low = -1;
  gint64 high = aps_repeating_interval_last (self);

  if (self->ends)
    return 0;

  /* Months are up to three days shorter or longer than the mean. */
  if ((double)high > reach + 2)
    high = (gint64)MAX (reach, 0) + 2;

  while (low < high)
    {
      gint64 middle = low + (high - low + 1) / 2;

      if (get_mixed (self, anchor_s, middle) <= LAST_S)
        low = middle;
      else
        high = middle - 1;
    }

  return low;
}
