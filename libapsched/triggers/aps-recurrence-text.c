/* Reads and prints the value of an RRULE (RFC 5545 section 3.3.10).
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"

#include "triggers/aps-recurrence-private.h"

#include <string.h>

typedef struct
{
  const ApsTriggerParts *parts;
  const char            *at;
  const char            *end; /* of the value that is read */
} Reader;

typedef struct
{
  const char *name; /* of the part, for messages */
  gint        min;  /* of numbers from the front */
  gint        max;
  gboolean    from_back; /* -1 is the last one */
} Range;

static const char *const frequencies[] = {
  "SECONDLY", "MINUTELY", "HOURLY", "DAILY", "WEEKLY", "MONTHLY", "YEARLY",
};

static const char *const weekdays[] = { "MO", "TU", "WE", "TH", "FR", "SA", "SU" };

static gboolean
fail (const Reader *reader, const char *at, GError **error, const char *what, const char *rest)
{
  return aps_trigger_parts_fail (reader->parts, at, error, what, rest);
}

/* The length of the word of letters at a place. */
static gsize
word_length (const Reader *reader, const char *at)
{
  gsize length = 0;

  while (at + length < reader->end && g_ascii_isalpha (at[length]))
    length++;
  return length;
}

static int
find_word (const char *const *words, guint n_words, const char *at, gsize length)
{
  for (guint i = 0; i < n_words; i++)
    if (strlen (words[i]) == length && g_ascii_strncasecmp (words[i], at, length) == 0)
      return (int)i;

  return -1;
}

/* [+-]digits; at most nine of them, which no range exceeds but by an error. */
static gboolean
take_number (Reader *reader, const Range *range, gint64 *number, GError **error)
{
  const char      *start = reader->at;
  gboolean         negative = FALSE;
  gint64           value = 0;
  g_autofree char *what = NULL;
  g_autofree char *rest = NULL;
  guint            digits = 0;

  if (reader->at < reader->end && (*reader->at == '+' || *reader->at == '-'))
    negative = *reader->at++ == '-';
  for (; reader->at < reader->end && g_ascii_isdigit (*reader->at); reader->at++, digits++)
    value = MIN (value * 10 + (*reader->at - '0'), G_MAXINT32);

  if (digits == 0)
    {
      rest = g_strdup_printf (": expected a number of %s", range->name);
      return fail (reader, reader->at, error, "", rest);
    }

  if (value < range->min || value > range->max || (negative && !range->from_back))
    {
      what = g_strdup_printf ("%s %.*s", range->name, (int)MIN (reader->at - start, 20), start);
      rest = range->from_back
               ? g_strdup_printf ("is out of range (%d to %d, or negative from the end)",
                                  range->min,
                                  range->max)
               : g_strdup_printf ("is out of range (%d to %d)", range->min, range->max);
      return fail (reader, start, error, what, rest);
    }

  *number = negative ? -value : value;
  return TRUE;
}

/* After an entry of a list: a comma and another, or the end. */
static gboolean
take_comma (Reader *reader, gboolean *more, GError **error)
{
  *more = reader->at < reader->end;
  if (!*more)
    return TRUE;
  if (*reader->at != ',')
    return fail (reader, reader->at, error, "", ": expected a comma or a semicolon");

  reader->at++;
  return TRUE;
}

/* Sets the bits of a list of numbers; negative ones go to back. */
static gboolean
read_bits (Reader *reader, const Range *range, guint64 *front, guint64 *back, GError **error)
{
  gboolean more = TRUE;

  while (more)
    {
      gint64   number;
      guint64 *bits;

      if (!take_number (reader, range, &number, error) || !take_comma (reader, &more, error))
        return FALSE;

      bits = number < 0 ? back : front;
      *bits |= G_GUINT64_CONSTANT (1) << ABS (number);
    }

  return TRUE;
}

static gboolean
read_ordinals (Reader *reader, const Range *range, ApsOrdinals *ordinals, GError **error)
{
  gboolean more = TRUE;

  while (more)
    {
      gint64 number;

      if (!take_number (reader, range, &number, error) || !take_comma (reader, &more, error))
        return FALSE;
      aps_ordinals_add (ordinals, (gint)number);
    }

  return TRUE;
}

static gboolean
take_weekday (Reader *reader, guint *weekday, GError **error)
{
  gsize length = word_length (reader, reader->at);
  int   found = find_word (weekdays, G_N_ELEMENTS (weekdays), reader->at, length);

  if (found < 0)
    return fail (reader,
                 reader->at,
                 error,
                 "",
                 ": expected a week day (MO, TU, WE, TH, FR, SA or SU)");

  *weekday = (guint)found;
  reader->at += length;
  return TRUE;
}

/* MO, 2MO, -1FR */
static gboolean
read_weekdays (Reader *reader, ApsRecurrence *self, GError **error)
{
  static const Range range = { "BYDAY", 1, 53, TRUE };
  gboolean           more = TRUE;

  while (more)
    {
      gint64 nth = 0;
      guint  weekday;

      if (reader->at < reader->end && !g_ascii_isalpha (*reader->at) &&
          !take_number (reader, &range, &nth, error))
        return FALSE;
      if (!take_weekday (reader, &weekday, error) || !take_comma (reader, &more, error))
        return FALSE;

      if (nth == 0)
        self->weekdays |= (guint8)(1 << weekday);
      else if (nth > 0)
        self->nth_weekdays[weekday] |= G_GUINT64_CONSTANT (1) << nth;
      else
        self->nth_weekdays_back[weekday] |= G_GUINT64_CONSTANT (1) << -nth;
    }

  return TRUE;
}

static gboolean
read_frequency (Reader *reader, ApsRecurrence *self, GError **error)
{
  gsize length = word_length (reader, reader->at);
  int   found = find_word (frequencies, G_N_ELEMENTS (frequencies), reader->at, length);

  if (found < 0)
    return fail (reader,
                 reader->at,
                 error,
                 "",
                 ": expected SECONDLY, MINUTELY, HOURLY, DAILY, WEEKLY, MONTHLY or YEARLY");

  self->frequency = (ApsFrequency)found;
  reader->at += length;
  return TRUE;
}

static gboolean
read_mask (Reader *reader, const Range *range, guint64 *mask, GError **error)
{
  return read_bits (reader, range, mask, NULL, error);
}

typedef enum
{
  PART_FREQ,
  PART_UNTIL,
  PART_COUNT,
  PART_INTERVAL,
  PART_BYSECOND,
  PART_BYMINUTE,
  PART_BYHOUR,
  PART_BYDAY,
  PART_BYMONTHDAY,
  PART_BYYEARDAY,
  PART_BYWEEKNO,
  PART_BYMONTH,
  PART_BYSETPOS,
  PART_WKST,
  N_PARTS
} Part;

static const Range ranges[N_PARTS] = {
  [PART_FREQ] = { "FREQ", 0, 0, FALSE },
  [PART_UNTIL] = { "UNTIL", 0, 0, FALSE },
  [PART_COUNT] = { "COUNT", 1, APS_RECURRENCE_MAX_COUNT, FALSE },
  [PART_INTERVAL] = { "INTERVAL", 1, APS_RECURRENCE_MAX_INTERVAL, FALSE },
  [PART_BYSECOND] = { "BYSECOND", 0, 59, FALSE },
  [PART_BYMINUTE] = { "BYMINUTE", 0, 59, FALSE },
  [PART_BYHOUR] = { "BYHOUR", 0, 23, FALSE },
  [PART_BYDAY] = { "BYDAY", 1, 53, TRUE },
  [PART_BYMONTHDAY] = { "BYMONTHDAY", 1, 31, TRUE },
  [PART_BYYEARDAY] = { "BYYEARDAY", 1, 366, TRUE },
  [PART_BYWEEKNO] = { "BYWEEKNO", 1, 53, TRUE },
  [PART_BYMONTH] = { "BYMONTH", 1, 12, FALSE },
  [PART_BYSETPOS] = { "BYSETPOS", 1, 366, TRUE },
  [PART_WKST] = { "WKST", 0, 0, FALSE },
};

static gboolean
read_narrow (Reader *reader, ApsRecurrence *self, Part part, GError **error)
{
  guint64 front = 0;
  guint64 back = 0;

  if (!read_bits (reader, &ranges[part], &front, &back, error))
    return FALSE;

  if (part == PART_BYHOUR)
    self->hours = (guint32)front;
  else if (part == PART_BYMONTH)
    self->months = (guint16)front;
  else
    {
      self->month_days = (guint32)front;
      self->month_days_back = (guint32)back;
    }

  return TRUE;
}

static gboolean
read_value (Reader *reader, ApsRecurrence *self, Part part, ApsSpan *until, GError **error)
{
  switch (part)
    {
    case PART_FREQ:
      return read_frequency (reader, self, error);
    case PART_UNTIL:
      *until = (ApsSpan){ reader->at, reader->end };
      reader->at = reader->end;
      return TRUE;
    case PART_COUNT:
      return take_number (reader, &ranges[part], &self->count, error);
    case PART_INTERVAL:
      return take_number (reader, &ranges[part], &self->interval, error);
    case PART_BYSECOND:
      return read_mask (reader, &ranges[part], &self->seconds, error);
    case PART_BYMINUTE:
      return read_mask (reader, &ranges[part], &self->minutes, error);
    case PART_BYDAY:
      return read_weekdays (reader, self, error);
    case PART_BYYEARDAY:
      return read_ordinals (reader, &ranges[part], &self->year_days, error);
    case PART_BYWEEKNO:
      return read_bits (reader, &ranges[part], &self->weeks, &self->weeks_back, error);
    case PART_BYSETPOS:
      return read_ordinals (reader, &ranges[part], &self->positions, error);
    case PART_WKST:
      return take_weekday (reader, &self->week_start, error);
    case PART_BYHOUR:
    case PART_BYMONTHDAY:
    case PART_BYMONTH:
    case N_PARTS:
    default:
      return read_narrow (reader, self, part, error);
    }
}

static gboolean
find_part (const Reader *reader, const char *stop, Part *part, const char **value, GError **error)
{
  gsize length = 0;

  while (reader->at + length < stop && g_ascii_isalpha (reader->at[length]))
    length++;

  for (Part i = 0; i < N_PARTS; i++)
    if (strlen (ranges[i].name) == length &&
        g_ascii_strncasecmp (ranges[i].name, reader->at, length) == 0)
      {
        *part = i;
        *value = reader->at + length + 1;
        if (*value > stop || (*value)[-1] != '=')
          return fail (reader, reader->at + length, error, "", ": expected =");
        return TRUE;
      }

  return fail (reader,
               reader->at,
               error,
               "",
               ": expected FREQ, UNTIL, COUNT, INTERVAL, BYSECOND, BYMINUTE, BYHOUR, BYDAY, "
               "BYMONTHDAY, BYYEARDAY, BYWEEKNO, BYMONTH, BYSETPOS or WKST");
}

/* What RFC 5545 forbids to stand together; NULL: nothing does. */
static const char *
find_conflict (const ApsRecurrence *self, guint given, Part *part)
{
  guint by_parts = given & ~((1u << PART_FREQ) | (1u << PART_UNTIL) | (1u << PART_COUNT) |
                             (1u << PART_INTERVAL) | (1u << PART_WKST) | (1u << PART_BYSETPOS));

  *part = PART_COUNT;
  if ((given >> PART_COUNT & 1) != 0 && (given >> PART_UNTIL & 1) != 0)
    return "cannot stand beside UNTIL";

  *part = PART_BYSETPOS;
  if ((given >> PART_BYSETPOS & 1) != 0 && by_parts == 0)
    return "needs another part that begins with BY";

  *part = PART_BYDAY;
  if (aps_recurrence_has_nth (self) &&
      (self->frequency < APS_FREQUENCY_MONTHLY || (self->weeks | self->weeks_back) != 0))
    return "with a number needs FREQ=MONTHLY or FREQ=YEARLY without BYWEEKNO";

  *part = PART_BYMONTHDAY;
  if ((given >> PART_BYMONTHDAY & 1) != 0 && self->frequency == APS_FREQUENCY_WEEKLY)
    return "cannot stand beside FREQ=WEEKLY";

  *part = PART_BYYEARDAY;
  if ((given >> PART_BYYEARDAY & 1) != 0 && self->frequency >= APS_FREQUENCY_DAILY &&
      self->frequency <= APS_FREQUENCY_MONTHLY)
    return "cannot stand beside FREQ=DAILY, WEEKLY or MONTHLY";

  *part = PART_BYWEEKNO;
  if ((given >> PART_BYWEEKNO & 1) != 0 && self->frequency != APS_FREQUENCY_YEARLY)
    return "needs FREQ=YEARLY";

  return NULL;
}

static gboolean
check (const Reader  *reader,
       ApsRecurrence *self,
       const ApsSpan *span,
       const char   **places,
       guint          given,
       GError       **error)
{
  const char *conflict;
  Part        part;

  if ((given >> PART_FREQ & 1) == 0)
    return fail (reader, span->start, error, "the rule", "has no FREQ=");

  conflict = find_conflict (self, given, &part);
  if (conflict != NULL)
    return fail (reader, places[part], error, ranges[part].name, conflict);

  return TRUE;
}

gboolean
aps_recurrence_parse (ApsRecurrence         *self,
                      const ApsTriggerParts *parts,
                      const ApsSpan         *span,
                      ApsSpan               *until,
                      GError               **error)
{
  Reader      reader = { parts, span->start, span->end };
  const char *places[N_PARTS] = { NULL };
  guint       given = 0;

  *self = (ApsRecurrence){ .interval = 1 };
  *until = (ApsSpan){ NULL, NULL };

  while (reader.at < span->end)
    {
      const char *stop = memchr (reader.at, ';', (gsize)(span->end - reader.at));
      const char *start = reader.at;
      const char *value = NULL;
      Part        part = PART_FREQ;

      reader.end = stop != NULL ? stop : span->end;
      if (!find_part (&reader, reader.end, &part, &value, error))
        return FALSE;
      if ((given >> part & 1) != 0)
        return fail (&reader, start, error, ranges[part].name, "is given twice");

      given |= 1u << part;
      places[part] = start;
      reader.at = value;
      if (!read_value (&reader, self, part, until, error))
        return FALSE;
      if (reader.at < reader.end)
        return fail (&reader, reader.at, error, "", ": expected a semicolon");

      if (stop != NULL)
        reader.at = stop + 1;
    }

  reader.end = span->end;
  return check (&reader, self, span, places, given, error);
}

static void
append_number (GString *text, gboolean *first, gint number)
{
  g_string_append_printf (text, "%s%d", *first ? "" : ",", number);
  *first = FALSE;
}

static void
append_bits (GString *text, const char *name, guint64 front, guint64 back)
{
  gboolean first = TRUE;

  if ((front | back) == 0)
    return;

  g_string_append_printf (text, ";%s=", name);
  for (gint i = 0; i < 64; i++)
    if ((front >> i & 1) != 0)
      append_number (text, &first, i);
  for (gint i = 63; i > 0; i--)
    if ((back >> i & 1) != 0)
      append_number (text, &first, -i);
}

static void
append_ordinals (GString *text, const char *name, const ApsOrdinals *ordinals)
{
  gboolean first = TRUE;

  if (aps_ordinals_is_empty (ordinals))
    return;

  g_string_append_printf (text, ";%s=", name);
  for (gint i = 1; i <= 366; i++)
    if ((ordinals->front[i / 64] >> (i % 64) & 1) != 0)
      append_number (text, &first, i);
  for (gint i = 366; i > 0; i--)
    if ((ordinals->back[i / 64] >> (i % 64) & 1) != 0)
      append_number (text, &first, -i);
}

static void
append_nth (GString *text, const char **separator, gint nth, guint weekday)
{
  g_string_append_printf (text, "%s%d%s", *separator, nth, weekdays[weekday]);
  *separator = ",";
}

static void
append_weekdays (GString *text, const ApsRecurrence *self)
{
  const char *separator = ";BYDAY=";

  for (guint day = 0; day < 7; day++)
    {
      if ((self->weekdays >> day & 1) != 0)
        {
          g_string_append_printf (text, "%s%s", separator, weekdays[day]);
          separator = ",";
        }
      for (gint nth = 1; nth <= 53; nth++)
        if ((self->nth_weekdays[day] >> nth & 1) != 0)
          append_nth (text, &separator, nth, day);
      for (gint nth = 53; nth > 0; nth--)
        if ((self->nth_weekdays_back[day] >> nth & 1) != 0)
          append_nth (text, &separator, -nth, day);
    }
}

void
aps_recurrence_print (const ApsRecurrence *self, GString *text)
{
  g_string_append_printf (text, "FREQ=%s", frequencies[self->frequency]);
  if (self->interval != 1)
    g_string_append_printf (text, ";INTERVAL=%" G_GINT64_FORMAT, self->interval);
  if (self->count != 0)
    g_string_append_printf (text, ";COUNT=%" G_GINT64_FORMAT, self->count);
  append_bits (text, "BYMONTH", self->months, 0);
  append_bits (text, "BYWEEKNO", self->weeks, self->weeks_back);
  append_ordinals (text, "BYYEARDAY", &self->year_days);
  append_bits (text, "BYMONTHDAY", self->month_days, self->month_days_back);
  append_weekdays (text, self);
  append_bits (text, "BYHOUR", self->hours, 0);
  append_bits (text, "BYMINUTE", self->minutes, 0);
  append_bits (text, "BYSECOND", self->seconds, 0);
  append_ordinals (text, "BYSETPOS", &self->positions);
  if (self->week_start != 0)
    g_string_append_printf (text, ";WKST=%s", weekdays[self->week_start]);
}
