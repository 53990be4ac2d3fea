/* Reads exclusions, keeps them as day ranges, week days and a bit a minute, and asks them.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"

#include "triggers/aps-exclusions-private.h"

#include "core/aps-civil-private.h"
#include "core/aps-iso8601-private.h"
#include "triggers/aps-names-private.h"

#include <string.h>

#define MINUTES_A_DAY 1440

static ApsExclusions *
new_empty (void)
{
  ApsExclusions *self = g_new0 (ApsExclusions, 1);

  self->ref_count = 1;
  return self;
}

ApsExclusions *
aps_exclusions_ref (ApsExclusions *self)
{
  g_atomic_int_inc (&self->ref_count);
  return self;
}

void
aps_exclusions_unref (ApsExclusions *self)
{
  if (!g_atomic_int_dec_and_test (&self->ref_count))
    return;

  g_free (self->ranges);
  g_free (self->text);
  g_free (self);
}

static int
compare_ranges (gconstpointer a, gconstpointer b)
{
  const ApsDayRange *left = a;
  const ApsDayRange *right = b;

  return left->first < right->first ? -1 : left->first > right->first;
}

static void
set_ranges (ApsExclusions *self, GArray *ranges)
{
  ApsDayRange *sorted = (ApsDayRange *)(gpointer)ranges->data;

  g_array_sort (ranges, compare_ranges);
  self->ranges = g_new (ApsDayRange, ranges->len);

  for (guint i = 0; i < ranges->len; i++)
    {
      ApsDayRange *last = self->n_ranges > 0 ? &self->ranges[self->n_ranges - 1] : NULL;

      if (last != NULL && sorted[i].first <= last->last + 1)
        last->last = MAX (last->last, sorted[i].last);
      else
        self->ranges[self->n_ranges++] = sorted[i];
    }
}

static gboolean
has_minute (const ApsExclusions *self, guint minute)
{
  return (self->minutes[minute / 60] >> (minute % 60) & 1) != 0;
}

static void
set_minutes (ApsExclusions *self, guint from, guint until)
{
  self->has_minutes = TRUE;

  for (guint minute = from; minute != until; minute = minute + 1)
    {
      if (minute == MINUTES_A_DAY)
        minute = 0;

      if (minute == until)
        break;

      self->minutes[minute / 60] |= G_GUINT64_CONSTANT (1) << (minute % 60);
    }
}

static void
append_comma (GString *text)
{
  if (text->len > 0)
    g_string_append_c (text, ',');
}

static void
append_minutes (const ApsExclusions *self, GString *text)
{
  guint start = 0;

  /* Begin behind an allowed minute, so that a stretch over midnight is one. */
  while (start < MINUTES_A_DAY && has_minute (self, start))
    start++;

  if (start == MINUTES_A_DAY)
    {
      append_comma (text);
      g_string_append (text, "00:00-24:00");
      return;
    }

  for (guint i = 0; i < MINUTES_A_DAY; i++)
    {
      guint from = (start + i) % MINUTES_A_DAY;
      guint n = 0;
      guint until;

      while (has_minute (self, (from + n) % MINUTES_A_DAY))
        n++;

      if (n == 0)
        continue;

      until = (from + n) % MINUTES_A_DAY;
      append_comma (text);
      g_string_append_printf (text,
                              "%02u:%02u-%02u:%02u",
                              from / 60,
                              from % 60,
                              until == 0 ? 24 : until / 60,
                              until % 60);
      i += n;
    }
}

static void
finish (ApsExclusions *self)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < self->n_ranges; i++)
    {
      append_comma (text);
      aps_iso8601_append_date (text, self->ranges[i].first);

      if (self->ranges[i].last != self->ranges[i].first)
        {
          g_string_append (text, "..");
          aps_iso8601_append_date (text, self->ranges[i].last);
        }
    }

  if (self->weekdays != 0)
    {
      append_comma (text);
      aps_names_append_weekdays (text, self->weekdays);
    }

  if (self->has_minutes)
    append_minutes (self, text);

  self->text = g_string_free (text, FALSE);
}

typedef struct
{
  const ApsTriggerParts *parts;
  ApsExclusions         *self;
  GArray                *ranges;
} Reader;

static gboolean
read_date (Reader *reader, const char *start, const char *end, gint64 *day, GError **error)
{
  g_autofree char *problem = NULL;
  ApsIsoTime       time;
  const char      *at;

  if (!aps_iso8601_parse (start, (gsize)(end - start), &time, &at, &problem))
    return aps_trigger_parts_fail (reader->parts, at, error, problem, "");

  if (time.has_time)
    return aps_trigger_parts_fail (reader->parts, start, error, "the date", "has a time of day");

  *day = aps_floor_div (time.local_us / G_USEC_PER_SEC, APS_CIVIL_DAY_SECONDS);
  return TRUE;
}

static gboolean
read_dates (Reader *reader, const char *start, const char *end, GError **error)
{
  const char *dots = g_strstr_len (start, end - start, "..");
  ApsDayRange range;

  if (!read_date (reader, start, dots != NULL ? dots : end, &range.first, error))
    return FALSE;

  range.last = range.first;

  if (dots != NULL && !read_date (reader, dots + 2, end, &range.last, error))
    return FALSE;

  if (range.last < range.first)
    return aps_trigger_parts_fail (reader->parts,
                                   start,
                                   error,
                                   "the range of dates",
                                   "is reversed");

  g_array_append_val (reader->ranges, range);
  return TRUE;
}

/* HH:MM; 24:00 only as an end. */
static gboolean
read_clock (const char *p, gboolean is_end, guint *minute)
{
  guint hours, minutes;

  for (guint i = 0; i < 5; i++)
    if (i == 2 ? p[i] != ':' : !g_ascii_isdigit (p[i]))
      return FALSE;

  hours = (guint)(g_ascii_digit_value (p[0]) * 10 + g_ascii_digit_value (p[1]));
  minutes = (guint)(g_ascii_digit_value (p[3]) * 10 + g_ascii_digit_value (p[4]));
  *minute = hours * 60 + minutes;
  return minutes < 60 && *minute < MINUTES_A_DAY + (is_end ? 1 : 0);
}

static gboolean
read_hours (Reader *reader, const char *start, const char *end, GError **error)
{
  guint from, until;

  if (end - start != 11 || start[5] != '-' || !read_clock (start, FALSE, &from) ||
      !read_clock (start + 6, TRUE, &until) || from == until)
    return aps_trigger_parts_fail (reader->parts,
                                   start,
                                   error,
                                   "expected hours such as 22:00-06:00",
                                   "");

  set_minutes (reader->self, from, until);
  return TRUE;
}

static gboolean
read_weekdays (Reader *reader, const char *start, const char *end, GError **error)
{
  const char *dash = memchr (start, '-', (gsize)(end - start));
  const char *stop = dash != NULL ? dash : end;
  int         first = aps_names_find_weekday (start, (gsize)(stop - start));
  int last = dash != NULL ? aps_names_find_weekday (dash + 1, (gsize)(end - dash - 1)) : first;

  if (first < 0 || last < 0)
    return aps_trigger_parts_fail (reader->parts,
                                   first < 0 ? start : dash + 1,
                                   error,
                                   "expected a date, a day of the week or hours",
                                   "");

  for (int day = first;; day = (day + 1) % 7)
    {
      reader->self->weekdays |= (guint8)(1 << day);

      if (day == last)
        return TRUE;
    }
}

static gboolean
read_item (Reader *reader, const char *start, const char *end, GError **error)
{
  if (end - start > 2 && g_ascii_isdigit (*start))
    return start[2] == ':' ? read_hours (reader, start, end, error)
                           : read_dates (reader, start, end, error);

  return read_weekdays (reader, start, end, error);
}

ApsExclusions *
aps_exclusions_parse (const ApsTriggerParts *parts, const ApsSpan *span, GError **error)
{
  g_autoptr (ApsExclusions) self = new_empty ();
  g_autoptr (GArray) ranges = g_array_new (FALSE, FALSE, sizeof (ApsDayRange));
  Reader      reader = { parts, self, ranges };
  const char *p = span->start;

  for (;;)
    {
      const char *end = memchr (p, ',', (gsize)(span->end - p));
      const char *last;

      while (p < span->end && *p == ' ')
        p++;

      last = end != NULL ? end : span->end;

      while (last > p && last[-1] == ' ')
        last--;

      if (!read_item (&reader, p, last, error))
        return NULL;

      if (end == NULL)
        break;

      p = end + 1;
    }

  set_ranges (self, ranges);
  finish (self);
  return g_steal_pointer (&self);
}

ApsExclusions *
aps_exclusions_union (const ApsExclusions *a, const ApsExclusions *b)
{
  g_autoptr (GArray) ranges = g_array_new (FALSE, FALSE, sizeof (ApsDayRange));
  ApsExclusions *self = new_empty ();

  if (a->n_ranges > 0)
    g_array_append_vals (ranges, a->ranges, a->n_ranges);

  if (b->n_ranges > 0)
    g_array_append_vals (ranges, b->ranges, b->n_ranges);

  set_ranges (self, ranges);
  self->weekdays = a->weekdays | b->weekdays;
  self->has_minutes = a->has_minutes || b->has_minutes;

  for (guint hour = 0; hour < 24; hour++)
    self->minutes[hour] = a->minutes[hour] | b->minutes[hour];

  finish (self);
  return self;
}

gboolean
aps_exclusions_hit_date (const ApsExclusions *self, gint64 day, ApsDayRange *range)
{
  guint low = 0;
  guint high = self->n_ranges;

  while (low < high)
    {
      guint middle = (low + high) / 2;

      if (self->ranges[middle].last < day)
        low = middle + 1;
      else
        high = middle;
    }

  if (low == self->n_ranges || self->ranges[low].first > day)
    return FALSE;

  *range = self->ranges[low];
  return TRUE;
}

gboolean
aps_exclusions_covers_all (const ApsExclusions *self)
{
  if (self->weekdays == 0x7f)
    return TRUE;

  for (guint minute = 0; minute < MINUTES_A_DAY; minute++)
    if (!has_minute (self, minute))
      return FALSE;

  return TRUE;
}

gboolean
aps_exclusions_hit (const ApsExclusions *self, gint64 local_s, gint64 *from_s, gint64 *until_s)
{
  gint64      day = aps_floor_div (local_s, APS_CIVIL_DAY_SECONDS);
  guint       minute = (guint)(local_s - day * APS_CIVIL_DAY_SECONDS) / 60;
  ApsDayRange range = { day, day };
  guint       first = minute, last = minute;

  if (aps_exclusions_hit_date (self, day, &range) ||
      (self->weekdays >> aps_weekday_from_days (day) & 1) != 0)
    {
      *from_s = range.first * APS_CIVIL_DAY_SECONDS;
      *until_s = (range.last + 1) * APS_CIVIL_DAY_SECONDS;
      return TRUE;
    }

  if (!self->has_minutes || !has_minute (self, minute))
    return FALSE;

  while (first > 0 && has_minute (self, first - 1))
    first--;

  while (last < MINUTES_A_DAY - 1 && has_minute (self, last + 1))
    last++;

  *from_s = day * APS_CIVIL_DAY_SECONDS + first * 60;
  *until_s = day * APS_CIVIL_DAY_SECONDS + (last + 1) * 60;
  return TRUE;
}
