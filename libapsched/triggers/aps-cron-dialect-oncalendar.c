/* The dialect oncalendar: calendar events as systemd.time(7) describes them, such as
 * "Mon..Fri *-*-* 09:00/15:00 Europe/Berlin".
 *
 * NOTES: seconds are whole here, so a fraction of one is refused. A zone at the end is the
 * trigger's tz=.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"

#include "triggers/aps-cron-line-private.h"
#include "triggers/aps-names-private.h"
#include "triggers/aps-oncalendar-print-private.h"

#include <string.h>

#define MAX_WORDS 4

typedef struct
{
  ApsTriggerParts *parts;
  const char      *at;
  const char      *end; /* of the word that is read */
  GError         **error;
} Reader;

typedef struct
{
  const char *name;
  guint       min;
  guint       max;
} Field;

static const Field field_year = { "year", APS_CALENDAR_YEAR_MIN, APS_CALENDAR_YEAR_MAX };
static const Field field_month = { "month", 1, 12 };
static const Field field_day = { "day", 1, 31 };
static const Field field_day_from_end = { "day from the end", 1, 28 }; /* each month has these */
static const Field field_hour = { "hour", 0, 23 };
static const Field field_minute = { "minute", 0, 59 };
static const Field field_second = { "second", 0, 59 };

typedef struct
{
  guint    first;
  guint    last;
  guint    step; /* 0: none was given */
  gboolean is_range;
} Item;

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
take_text (Reader *reader, const char *text)
{
  gsize length = strlen (text);

  if ((gsize)(reader->end - reader->at) < length || strncmp (reader->at, text, length) != 0)
    return FALSE;

  reader->at += length;
  return TRUE;
}

static gboolean
take_digits (Reader *reader, guint *number, guint *n_digits)
{
  *number = 0;
  *n_digits = 0;
  for (; reader->at < reader->end && g_ascii_isdigit (*reader->at); reader->at++, (*n_digits)++)
    *number = MIN (*number * 10 + (guint)(*reader->at - '0'), 1000000);
  return *n_digits > 0;
}

static gboolean
take_value (Reader *reader, const Field *field, guint *value)
{
  const char      *start = reader->at;
  g_autofree char *what = NULL;
  g_autofree char *rest = NULL;
  guint            n_digits;

  if (!take_digits (reader, value, &n_digits))
    {
      rest = g_strdup_printf (": expected %s %s (%u to %u) or *",
                              field == &field_hour ? "an" : "a",
                              field->name,
                              field->min,
                              field->max);
      return fail (reader, reader->at, "", rest);
    }

  if (field == &field_year && *value < 100)
    *value += *value < 70 ? 2000 : 1900;
  if (*value >= field->min && *value <= field->max)
    return TRUE;

  what = g_strdup_printf ("%s %.*s", field->name, (int)MIN (n_digits, 20), start);
  rest = g_strdup_printf ("is out of range (%u to %u)", field->min, field->max);
  return fail (reader, start, what, rest);
}

/* One without an end that repeats nothing is refused, as systemd does. */
static gboolean
check_repetition (Reader *reader, const Field *field, const Item *item, const char *at)
{
  guint room = field == &field_day_from_end ? item->first - field->min : field->max - item->first;
  g_autofree char *what = g_strdup_printf ("repetition %u", item->step);
  g_autofree char *rest = NULL;

  if (item->step == 0)
    return fail (reader, at, what, "must be at least 1");
  if (item->is_range || item->step <= room)
    return TRUE;

  rest = room == 0 ? g_strdup ("has nothing to repeat")
                   : g_strdup_printf ("goes beyond the end (1 to %u here)", room);
  return fail (reader, at, what, rest);
}

/* 5, 5..9, 5/2, 5..9/2 */
static gboolean
take_item (Reader *reader, const Field *field, Item *item)
{
  const char *start = reader->at;
  const char *step;
  guint       n_digits;

  *item = (Item){ 0 };
  if (!take_value (reader, field, &item->first))
    return FALSE;

  item->last = item->first;
  item->is_range = take_text (reader, "..");
  if (item->is_range)
    {
      if (!take_value (reader, field, &item->last))
        return FALSE;
      if (item->last < item->first)
        return fail (reader, start, "the range", "ends before it begins");
    }
  else if (reader->at < reader->end && *reader->at == '/')
    item->last = field->max;

  if (!take_char (reader, '/'))
    return TRUE;

  step = reader->at;
  if (!take_digits (reader, &item->step, &n_digits))
    return fail (reader, step, "", ": expected a repetition (a number from 1)");

  return check_repetition (reader, field, item, step);
}

/* The characters that may follow a part of a date or a time. */
static gboolean
take_comma (Reader *reader, gboolean *more)
{
  *more = take_char (reader, ',');
  if (*more || reader->at == reader->end || strchr ("-~:T", *reader->at) != NULL)
    return TRUE;
  if (*reader->at == '.')
    return fail (reader, reader->at, "", ": seconds have no fraction here");

  return fail (reader, reader->at, "", ": expected a comma, the next part or a blank");
}

/* A star, or a list; *is_wild: it has a star, or repeats something. */
static gboolean
read_chain (Reader *reader, const Field *field, guint64 *bits, gboolean *is_wild)
{
  gboolean more = TRUE;

  *bits = 0;
  *is_wild = take_char (reader, '*');
  if (*is_wild)
    {
      *bits = (G_GUINT64_CONSTANT (2) << field->max) - (G_GUINT64_CONSTANT (1) << field->min);
      return take_comma (reader, &more) &&
             (!more || fail (reader, reader->at - 1, "*", "cannot stand in a list"));
    }

  while (more)
    {
      Item item;

      if (!take_item (reader, field, &item) || !take_comma (reader, &more))
        return FALSE;

      *is_wild |= item.step > 0 && item.step <= item.last - item.first;
      for (guint i = item.first; i <= item.last; i += MAX (item.step, 1))
        *bits |= G_GUINT64_CONSTANT (1) << i;
    }

  return TRUE;
}

static gboolean
read_years (Reader *reader, ApsCalendarSpec *spec)
{
  gboolean more = TRUE;

  if (take_char (reader, '*'))
    return TRUE;

  while (more)
    {
      Item item;

      if (!take_item (reader, &field_year, &item) || !take_comma (reader, &more))
        return FALSE;
      aps_calendar_spec_add_years (spec, item.first, item.last, MAX (item.step, 1));
    }

  return TRUE;
}

/* Days counted from the end of the month: 1 is the last, and a repetition without an end goes on
 * towards it. */
static gboolean
read_days_from_end (Reader *reader, ApsDayTerms *terms)
{
  gboolean more = TRUE;

  *terms = (ApsDayTerms){ 0 };
  while (more)
    {
      Item item;

      if (!take_item (reader, &field_day_from_end, &item) || !take_comma (reader, &more))
        return FALSE;

      if (!item.is_range && item.step > 0)
        {
          item.last = item.first;
          item.first = (item.last - 1) % item.step + 1;
        }
      for (guint i = item.first; i <= item.last; i += MAX (item.step, 1))
        terms->from_end |= 1u << (i - 1);
    }

  return TRUE;
}

static gboolean
read_day (Reader *reader, ApsCalendarSpec *spec)
{
  guint64  bits;
  gboolean is_wild;

  if (take_char (reader, '~'))
    {
      if (!take_char (reader, '*'))
        return read_days_from_end (reader, &spec->days.of_month);
      return TRUE;
    }

  if (!take_char (reader, '-'))
    return fail (reader, reader->at, "", ": expected - or ~ and the day");
  if (!read_chain (reader, &field_day, &bits, &is_wild))
    return FALSE;

  spec->days.of_month = (ApsDayTerms){ .days = (guint32)bits };
  return TRUE;
}

/* [year-]month-day, [year-]month~day */
static gboolean
read_date (Reader *reader, ApsCalendarSpec *spec)
{
  guint    separators = 0;
  guint64  months;
  gboolean is_wild;

  for (const char *at = reader->at; at < reader->end && *at != 'T'; at++)
    separators += *at == '-' || *at == '~' ? 1 : 0;

  if (separators > 1)
    {
      if (!read_years (reader, spec))
        return FALSE;
      if (!take_char (reader, '-'))
        return fail (reader, reader->at, "", ": expected - and the month");
    }

  if (!read_chain (reader, &field_month, &months, &is_wild))
    return FALSE;

  spec->days.months = (guint16)months;
  return read_day (reader, spec);
}

/* hour:minute[:second] */
static gboolean
read_time (Reader *reader, ApsCalendarSpec *spec)
{
  guint64  hours;
  gboolean is_wild;

  if (!read_chain (reader, &field_hour, &hours, &is_wild))
    return FALSE;
  spec->hours = (guint32)hours;
  spec->flags = is_wild ? APS_CALENDAR_WILD_HOUR : APS_CALENDAR_FIXED;

  if (!take_char (reader, ':'))
    return fail (reader, reader->at, "", ": expected : and the minute");
  if (!read_chain (reader, &field_minute, &spec->minutes, &is_wild))
    return FALSE;
  if (is_wild)
    spec->flags |= APS_CALENDAR_WILD_MINUTE;

  spec->seconds = 1;
  if (take_char (reader, ':') && !read_chain (reader, &field_second, &spec->seconds, &is_wild))
    return FALSE;

  return reader->at == reader->end || fail (reader, reader->at, "", ": expected a blank");
}

static gboolean
take_weekday (Reader *reader, guint *weekday)
{
  gsize length = 0;

  while (reader->at + length < reader->end && g_ascii_isalpha (reader->at[length]))
    length++;

  for (guint i = 0; i < 7; i++)
    if ((length == 3 && g_ascii_strncasecmp (reader->at, aps_names_weekdays_short[i], 3) == 0) ||
        (length == strlen (aps_names_weekdays_long[i]) &&
         g_ascii_strncasecmp (reader->at, aps_names_weekdays_long[i], length) == 0))
      {
        *weekday = i;
        reader->at += length;
        return TRUE;
      }

  return fail (reader, reader->at, "", ": expected a week day (Mon to Sun), a date or a time");
}

/* Mon,Wed..Fri; a comma at the end says nothing. */
static gboolean
read_weekdays (Reader *reader, ApsDayTerms *terms)
{
  *terms = (ApsDayTerms){ 0 };
  do
    {
      const char *start = reader->at;
      guint       first, last;

      if (!take_weekday (reader, &first))
        return FALSE;

      last = first;
      if ((take_text (reader, "..") || take_char (reader, '-')) && !take_weekday (reader, &last))
        return FALSE;
      if (last < first)
        return fail (reader, start, "the range", "ends before it begins (Mon is the first day)");

      for (guint i = first; i <= last; i++)
        terms->weekdays |= (guint8)(1 << i);
    }
  while (take_char (reader, ',') && reader->at < reader->end);

  if (terms->weekdays == APS_CALENDAR_ALL_WEEKDAYS)
    aps_cron_line_any_day (terms);
  return reader->at == reader->end ||
         fail (reader, reader->at, "", ": expected a comma, .. or a blank");
}

static const struct
{
  const char *name;
  guint32     months; /* bits from 1; 0: all */
  guint8      weekdays;
  gboolean    first_of_month;
  gboolean    every_hour;
  gboolean    every_minute;
} shorthands[] = {
  { "minutely", 0, 0, FALSE, TRUE, TRUE },
  { "hourly", 0, 0, FALSE, TRUE, FALSE },
  { "daily", 0, 0, FALSE, FALSE, FALSE },
  { "weekly", 0, 1, FALSE, FALSE, FALSE },
  { "monthly", 0, 0, TRUE, FALSE, FALSE },
  { "quarterly", 1 << 1 | 1 << 4 | 1 << 7 | 1 << 10, 0, TRUE, FALSE, FALSE },
  { "semiannually", 1 << 1 | 1 << 7, 0, TRUE, FALSE, FALSE },
  { "semi-annually", 1 << 1 | 1 << 7, 0, TRUE, FALSE, FALSE },
  { "biannually", 1 << 1 | 1 << 7, 0, TRUE, FALSE, FALSE },
  { "bi-annually", 1 << 1 | 1 << 7, 0, TRUE, FALSE, FALSE },
  { "yearly", 1 << 1, 0, TRUE, FALSE, FALSE },
  { "annually", 1 << 1, 0, TRUE, FALSE, FALSE },
  { "anually", 1 << 1, 0, TRUE, FALSE, FALSE }, /* systemd takes it too */
};

static void
set_midnight (ApsCalendarSpec *spec)
{
  spec->seconds = 1;
  spec->minutes = 1;
  spec->hours = 1;
  spec->flags = APS_CALENDAR_FIXED;
}

static gboolean
read_shorthand (const ApsSpan *word, ApsCalendarSpec *spec)
{
  gsize length = (gsize)(word->end - word->start);
  guint i;

  for (i = 0; i < G_N_ELEMENTS (shorthands); i++)
    if (strlen (shorthands[i].name) == length &&
        g_ascii_strncasecmp (shorthands[i].name, word->start, length) == 0)
      break;
  if (i == G_N_ELEMENTS (shorthands))
    return FALSE;

  set_midnight (spec);
  if (shorthands[i].every_hour)
    {
      spec->hours = APS_CALENDAR_ALL_HOURS;
      spec->flags |= APS_CALENDAR_WILD_HOUR;
    }
  if (shorthands[i].every_minute)
    {
      spec->minutes = APS_CALENDAR_ALL_MINUTES;
      spec->flags |= APS_CALENDAR_WILD_MINUTE;
    }
  if (shorthands[i].months != 0)
    spec->days.months = (guint16)shorthands[i].months;
  if (shorthands[i].weekdays != 0)
    spec->days.of_week = (ApsDayTerms){ .weekdays = shorthands[i].weekdays };
  if (shorthands[i].first_of_month)
    spec->days.of_month = (ApsDayTerms){ .days = 1 << 1 };
  return TRUE;
}

static gboolean
word_has (const ApsSpan *word, const char *characters)
{
  for (const char *at = word->start; at < word->end; at++)
    if (strchr (characters, *at) != NULL)
      return TRUE;

  return FALSE;
}

static gboolean
is_word (const ApsSpan *word)
{
  return g_ascii_isalpha (*word->start);
}

/* A zone is a word behind a date, a time or a shorthand, and the last one. */
static gboolean
take_zone (Reader *reader, const ApsSpan *word)
{
  g_autofree char *zone = g_strndup (word->start, (gsize)(word->end - word->start));

  if (aps_trigger_parts_take (reader->parts, "tz") != NULL)
    return fail (reader, word->start, "the zone", "is given twice, here and by tz=");

  aps_trigger_parts_add_option (reader->parts, "tz", zone);
  return TRUE;
}

static gboolean
read_date_and_time (Reader *reader, const ApsSpan *words, guint n, guint *i, ApsCalendarSpec *spec)
{
  set_midnight (spec);
  if (*i < n && !is_word (&words[*i]) && word_has (&words[*i], "-~"))
    {
      reader->at = words[*i].start;
      reader->end = words[*i].end;
      if (!read_date (reader, spec))
        return FALSE;

      (*i)++;
      if (take_char (reader, 'T'))
        return read_time (reader, spec);
      if (reader->at < reader->end)
        return fail (reader, reader->at, "", ": expected a blank");
    }

  if (*i < n && !is_word (&words[*i]))
    {
      reader->at = words[*i].start;
      reader->end = words[*i].end;
      (*i)++;
      return read_time (reader, spec);
    }

  return TRUE;
}

static gboolean
read_words (Reader *reader, const ApsSpan *words, guint n, ApsCalendarSpec *spec)
{
  guint i = 0;

  if (read_shorthand (&words[0], spec))
    i = 1;
  else
    {
      if (is_word (&words[0]))
        {
          reader->at = words[0].start;
          reader->end = words[0].end;
          if (!read_weekdays (reader, &spec->days.of_week))
            return FALSE;
          i = 1;
        }
      if (!read_date_and_time (reader, words, n, &i, spec))
        return FALSE;
    }

  if (i < n && is_word (&words[i]))
    {
      if (!take_zone (reader, &words[i]))
        return FALSE;
      i++;
    }

  return i == n || fail (reader, words[i].start, "", ": expected the end");
}

static gboolean
parse (ApsTriggerParts *parts,
       const char      *seed,
       ApsCalendarSpec *spec,
       gboolean        *uses_seed,
       GError         **error)
{
  Reader  reader = { .parts = parts, .error = error };
  ApsSpan words[MAX_WORDS];
  guint   n;

  return aps_cron_line_split (parts,
                              1,
                              MAX_WORDS,
                              ": expected [week-days] [date] [time] [zone]",
                              words,
                              &n,
                              error) &&
         read_words (&reader, words, n, spec);
}

const ApsCronDialect aps_cron_dialect_oncalendar = {
  .name = "oncalendar",
  .parse = parse,
  .print = aps_oncalendar_print,
};
