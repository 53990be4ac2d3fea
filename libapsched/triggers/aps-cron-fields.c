/* Items and lists of values in the fields of cron expressions.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"

#include "triggers/aps-cron-fields-private.h"

#include "triggers/aps-names-private.h"

#include <string.h>

const ApsCronField aps_cron_field_second = { "second", 0, 59, NULL };
const ApsCronField aps_cron_field_minute = { "minute", 0, 59, NULL };
const ApsCronField aps_cron_field_hour = { "hour", 0, 23, NULL };
const ApsCronField aps_cron_field_day = { "day", 1, 31, NULL };
const ApsCronField aps_cron_field_month = { "month", 1, 12, aps_names_months_short };

void
aps_cron_split_words (const ApsSpan *span, ApsSpan *words, guint max, guint *n)
{
  const char *p = span->start;

  *n = 0;

  for (;;)
    {
      const char *start;

      while (p < span->end && g_ascii_isspace (*p))
        p++;

      if (p == span->end)
        return;

      start = p;

      while (p < span->end && !g_ascii_isspace (*p))
        p++;

      if (*n < max)
        words[*n] = (ApsSpan){ start, p };

      (*n)++;
    }
}

gboolean
aps_cron_next_item (ApsSpan *rest, gboolean *more, ApsSpan *item)
{
  const char *comma;

  if (!*more)
    return FALSE;

  comma = memchr (rest->start, ',', (gsize)(rest->end - rest->start));
  *item = (ApsSpan){ rest->start, comma != NULL ? comma : rest->end };
  *more = comma != NULL;

  if (comma != NULL)
    rest->start = comma + 1;

  while (item->start < item->end && g_ascii_isspace (*item->start))
    item->start++;

  while (item->end > item->start && g_ascii_isspace (item->end[-1]))
    item->end--;

  return TRUE;
}

gboolean
aps_cron_span_is (const ApsSpan *span, const char *word)
{
  gsize length = strlen (word);

  return (gsize)(span->end - span->start) == length &&
         g_ascii_strncasecmp (span->start, word, length) == 0;
}

gboolean
aps_cron_fail (const ApsTriggerParts *parts,
               const ApsCronField    *field,
               const ApsSpan         *span,
               GError               **error,
               const char            *rest)
{
  g_autofree char *what = NULL;

  if (span->start == span->end)
    what = g_strdup_printf ("%s", field->name);
  else
    what =
      g_strdup_printf ("%s %.*s", field->name, (int)MIN (span->end - span->start, 80), span->start);

  return aps_trigger_parts_fail (parts, span->start, error, what, rest);
}

static gboolean
fail_range (const ApsTriggerParts *parts,
            const ApsCronField    *field,
            const ApsSpan         *span,
            GError               **error)
{
  g_autofree char *rest = g_strdup_printf ("is out of range (%u to %u)", field->min, field->max);

  return aps_cron_fail (parts, field, span, error, rest);
}

static int
find_name (const ApsCronField *field, const ApsSpan *word)
{
  for (guint i = 0; field->value_names != NULL && i <= field->max - field->min; i++)
    if (aps_cron_span_is (word, field->value_names[i]))
      return (int)(field->min + i);

  return -1;
}

gboolean
aps_cron_read_value (const ApsTriggerParts *parts,
                     const ApsCronField    *field,
                     ApsSpan               *span,
                     guint                 *value,
                     GError               **error)
{
  ApsSpan word = { span->start, span->start };
  int     named;

  if (span->start < span->end && g_ascii_isdigit (*span->start))
    {
      *value = 0;

      for (; word.end < span->end && g_ascii_isdigit (*word.end); word.end++)
        *value = MIN (*value * 10 + (guint)g_ascii_digit_value (*word.end), 100000);

      if (*value < field->min || *value > field->max)
        return fail_range (parts, field, &word, error);

      span->start = word.end;
      return TRUE;
    }

  while (word.end < span->end && g_ascii_isalpha (*word.end))
    word.end++;

  named = find_name (field, &word);

  if (named < 0)
    {
      if (word.end == word.start)
        word.end = span->end;

      return aps_cron_fail (parts,
                            field,
                            &word,
                            error,
                            field->value_names != NULL ? "is neither a number nor a name"
                                                       : "is not a number");
    }

  *value = (guint)named;
  span->start = word.end;
  return TRUE;
}

static gboolean
has (guint64 values, guint value)
{
  return (values >> value & 1) != 0;
}

/* The values a, a + step, ... up to b. */
static guint64
progression (guint a, guint b, guint step)
{
  guint64 values = 0;

  if (step == 1)
    return a <= b ? G_MAXUINT64 >> (63 - b + a) << a : 0;

  for (guint value = a; value <= b; value += step)
    values |= G_GUINT64_CONSTANT (1) << value;

  return values;
}

static guint
next_value (guint64 values, guint from, guint max)
{
  guint64 rest = from <= max ? values >> from : 0;

  return rest != 0 ? MIN (from + (guint)__builtin_ctzll (rest), max + 1) : MAX (from, max + 1);
}

/* Written by hand: lists of schedules print thousands of triggers. */
static void
append_number (GString *text, guint number)
{
  if (number >= 10)
    append_number (text, number / 10);

  g_string_append_c (text, (char)('0' + number % 10));
}

static void
append_pair (GString *text, guint first, char between, guint second)
{
  append_number (text, first);
  g_string_append_c (text, between);
  append_number (text, second);
}

static void
append_comma (GString *text, gsize start)
{
  if (text->len > start)
    g_string_append_c (text, ',');
}

/* One progression that is all there is: "*", "*" "/5", "5/15", "1-59/2". */
static gboolean
append_single_step (GString *text, guint64 values, const ApsCronField *field)
{
  guint first = next_value (values, field->min, field->max);
  guint second = next_value (values, first + 1, field->max);
  guint step = second - first;
  guint last = first;

  if (second > field->max || step < 2)
    return FALSE;

  while (last + step <= field->max && has (values, last + step))
    last += step;

  if (progression (first, last, step) != values)
    return FALSE;

  if (last + step <= field->max)
    g_string_append_printf (text, "%u-%u/%u", first, last, step);
  else if (first == field->min)
    g_string_append_printf (text, "*/%u", step);
  else
    g_string_append_printf (text, "%u/%u", first, step);

  return TRUE;
}

/* Runs of at least three as ranges. */
static void
append_ranges (GString *text, guint64 values, guint min, guint max, gsize start)
{
  for (guint value = next_value (values, min, max); value <= max;
       value = next_value (values, value, max))
    {
      guint last = value;

      while (last < max && has (values, last + 1))
        last++;

      append_comma (text, start);

      if (last >= value + 2)
        append_pair (text, value, '-', last);
      else if (last > value)
        append_pair (text, value, ',', last);
      else
        append_number (text, value);

      value = last + 1;
    }
}

/* One step must be said: of the first two values that are apart, or of all. */
static void
append_wild (GString *text, guint64 values, const ApsCronField *field)
{
  guint first = next_value (values, field->min, field->max);
  guint second;

  for (;;)
    {
      second = next_value (values, first + 1, field->max);

      if (second > field->max || second > first + 1)
        break;

      first = second;
    }

  if (second > field->max)
    {
      append_ranges (text, values, field->min, field->max, text->len);
      return;
    }

  g_string_append_printf (text, "%u-%u/%u", first, second, second - first);
  append_ranges (text,
                 values & ~progression (first, second, second - first),
                 field->min,
                 field->max,
                 0);
}

void
aps_cron_append_values (GString            *text,
                        guint64             values,
                        const ApsCronField *field,
                        ApsCronValuesStyle  style)
{
  gboolean is_full = values == progression (field->min, field->max, 1);

  if (is_full && style != APS_CRON_VALUES_PLAIN)
    g_string_append_c (text, '*');
  else if (style == APS_CRON_VALUES_WILD)
    {
      if (!append_single_step (text, values, field))
        append_wild (text, values, field);
    }
  else if (style == APS_CRON_VALUES_PLAIN || __builtin_popcountll (values) < 3 ||
           !append_single_step (text, values, field))
    append_ranges (text, values, field->min, field->max, text->len);
}

static gboolean
has_year (const ApsCalendarSpec *spec, guint year)
{
  guint index = year - APS_CALENDAR_YEAR_MIN;

  return year <= APS_CALENDAR_YEAR_MAX && (spec->years[index / 64] >> (index % 64) & 1) != 0;
}

static guint
next_year (const ApsCalendarSpec *spec, guint year)
{
  while (year <= APS_CALENDAR_YEAR_MAX && !has_year (spec, year))
    year++;

  return year;
}

void
aps_cron_append_years (GString *text, const ApsCalendarSpec *spec)
{
  gsize start = text->len;

  for (guint year = next_year (spec, APS_CALENDAR_YEAR_MIN); year <= APS_CALENDAR_YEAR_MAX;
       year = next_year (spec, year))
    {
      guint step = next_year (spec, year + 1) - year;
      guint last = year;
      guint n = 1;

      while (step > 0 && next_year (spec, last + 1) == last + step && has_year (spec, last + step))
        {
          last += step;
          n++;
        }

      append_comma (text, start);
      g_string_append_printf (text, "%u", year);

      if (n < 3)
        last = year;
      else if (step == 1)
        g_string_append_printf (text, "-%u", last);
      else if (last + step > APS_CALENDAR_YEAR_MAX)
        g_string_append_printf (text, "/%u", step);
      else
        g_string_append_printf (text, "-%u/%u", last, step);

      year = last + 1;
    }
}
