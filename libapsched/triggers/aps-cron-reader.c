/* Reads values, ranges, steps and hashed values of cron expressions.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"

#include "triggers/aps-cron-reader-private.h"
#include "triggers/aps-names-private.h"

#include <string.h>

/* Digits of a number that are looked at; any more are out of range. */
#define MAX_DIGITS 9
/* As many days as each month has, for hashed ones. */
#define SHORTEST_MONTH 28

typedef struct
{
  const char *name;
  guint       min;
  guint       max;
} Field;

static const Field fields[] = {
  [APS_CRON_SECOND] = { "second", 0, 59 },
  [APS_CRON_MINUTE] = { "minute", 0, 59 },
  [APS_CRON_HOUR] = { "hour", 0, 23 },
  [APS_CRON_DAY] = { "day", 1, 31 },
  [APS_CRON_MONTH] = { "month", 1, 12 },
  [APS_CRON_WEEKDAY] = { "week day", 0, 7 },
  [APS_CRON_YEAR] = { "year", APS_CALENDAR_YEAR_MIN, APS_CALENDAR_YEAR_MAX },
};

gboolean
aps_cron_reader_fail (ApsCronReader *reader, const char *at, const char *what, const char *rest)
{
  return aps_trigger_parts_fail (reader->parts, at, reader->error, what, rest);
}

gboolean
aps_cron_reader_fail_at (ApsCronReader *reader, const char *rest)
{
  return aps_cron_reader_fail (reader, reader->at, "", rest);
}

static guint
field_min (const ApsCronReader *reader, ApsCronFieldId id)
{
  if (id == APS_CRON_WEEKDAY && (reader->features & APS_CRON_SUNDAY_IS_1) != 0)
    return 1;

  return fields[id].min;
}

/* The last value of a star: Sunday is not meant twice. */
static guint
star_max (const ApsCronReader *reader, ApsCronFieldId id)
{
  if (id == APS_CRON_WEEKDAY && (reader->features & APS_CRON_SUNDAY_IS_1) == 0)
    return 6;

  return fields[id].max;
}

static gboolean
at_char (const ApsCronReader *reader, char c)
{
  return reader->at < reader->end && *reader->at == c;
}

gboolean
aps_cron_reader_take_char (ApsCronReader *reader, char c)
{
  if (!at_char (reader, c))
    return FALSE;

  reader->at++;
  return TRUE;
}

static gboolean
is_letter (const ApsCronReader *reader, char c, char letter)
{
  if ((reader->features & APS_CRON_CAPITALS) != 0)
    return c == letter;

  return g_ascii_toupper (c) == letter;
}

gboolean
aps_cron_reader_take_letter (ApsCronReader *reader, char letter)
{
  if (reader->at == reader->end || !is_letter (reader, *reader->at, letter) ||
      (reader->at + 1 < reader->end && g_ascii_isalpha (reader->at[1])))
    return FALSE;

  reader->at++;
  return TRUE;
}

gboolean
aps_cron_reader_take_digits (ApsCronReader *reader, guint *number)
{
  guint n = 0;

  *number = 0;
  for (; reader->at < reader->end && g_ascii_isdigit (*reader->at); reader->at++)
    if (++n <= MAX_DIGITS)
      *number = *number * 10 + (guint)(*reader->at - '0');

  if (n > MAX_DIGITS)
    *number = G_MAXUINT;
  return n > 0;
}

gboolean
aps_cron_reader_fail_range (
  ApsCronReader *reader, const char *name, const char *start, guint min, guint max)
{
  g_autofree char *what =
    g_strdup_printf ("%s %.*s", name, (int)MIN (reader->at - start, 20), start);
  g_autofree char *rest = g_strdup_printf ("is out of range (%u to %u)", min, max);

  return aps_cron_reader_fail (reader, start, what, rest);
}

static gboolean
fail_value (ApsCronReader *reader, ApsCronFieldId id)
{
  g_autofree char *rest = NULL;

  if (id == APS_CRON_MONTH)
    rest = g_strdup (": expected a month (1 to 12, jan to dec)");
  else if (id == APS_CRON_WEEKDAY)
    rest = g_strdup_printf (": expected a week day (%u to 7, sun to sat)", field_min (reader, id));
  else
    rest = g_strdup_printf (": expected %s %s (%u to %u)",
                            id == APS_CRON_HOUR ? "an" : "a",
                            fields[id].name,
                            fields[id].min,
                            fields[id].max);

  return aps_cron_reader_fail_at (reader, rest);
}

gsize
aps_cron_reader_find_name (const ApsCronReader *reader, ApsCronFieldId id, guint *value)
{
  gsize length = 0;
  int   found = -1;

  while (reader->at + length < reader->end && g_ascii_isalpha (reader->at[length]))
    length++;

  /* FRIL is Friday and L. */
  if (length == 4 && id == APS_CRON_WEEKDAY && is_letter (reader, reader->at[3], 'L'))
    length = 3;

  if (id == APS_CRON_MONTH)
    found = aps_names_find_month (reader->at, length);
  else if (id == APS_CRON_WEEKDAY)
    found = aps_names_find_weekday (reader->at, length);
  if (found < 0)
    return 0;

  if (id == APS_CRON_MONTH)
    *value = (guint)found + 1;
  else
    *value = (guint)(found + 1) % 7 + ((reader->features & APS_CRON_SUNDAY_IS_1) != 0 ? 1 : 0);
  return length;
}

gboolean
aps_cron_reader_take_value (ApsCronReader *reader, ApsCronFieldId id, guint *value)
{
  const char *start = reader->at;
  gsize       length = aps_cron_reader_find_name (reader, id, value);

  if (length > 0)
    {
      reader->at += length;
      return TRUE;
    }

  if (!aps_cron_reader_take_digits (reader, value))
    return fail_value (reader, id);
  if (*value < field_min (reader, id) || *value > fields[id].max)
    return aps_cron_reader_fail_range (reader,
                                       fields[id].name,
                                       start,
                                       field_min (reader, id),
                                       fields[id].max);

  return TRUE;
}

static gboolean
take_step (ApsCronReader *reader, ApsCronFieldId id, ApsCronItem *item)
{
  const char *start = reader->at;
  guint       most = fields[id].max - field_min (reader, id) + 1;

  if (!aps_cron_reader_take_digits (reader, &item->step))
    return aps_cron_reader_fail_at (reader, ": expected a step (a number from 1)");
  if (item->step == 0)
    return aps_cron_reader_fail (reader, start, "step 0", "must be at least 1");
  if ((reader->features & APS_CRON_SMALL_STEPS) != 0 && item->step > most)
    return aps_cron_reader_fail_range (reader, "step", start, 1, most);

  item->is_wild = TRUE;
  return TRUE;
}

/* FNV-1a over the seed, then mixed with the field, so that a seed's fields differ. */
static guint64
hash_seed (const char *seed, ApsCronFieldId id)
{
  guint64 hash = G_GUINT64_CONSTANT (14695981039346656037);

  for (; *seed != '\0'; seed++)
    hash = (hash ^ (guint8)*seed) * G_GUINT64_CONSTANT (1099511628211);

  hash += (guint64)(id + 1) * G_GUINT64_CONSTANT (0x9e3779b97f4a7c15);
  hash = (hash ^ (hash >> 30)) * G_GUINT64_CONSTANT (0xbf58476d1ce4e5b9);
  hash = (hash ^ (hash >> 27)) * G_GUINT64_CONSTANT (0x94d049bb133111eb);
  return hash ^ (hash >> 31);
}

static gboolean
take_hash_range (ApsCronReader *reader, ApsCronFieldId id, ApsCronItem *item)
{
  const char *start = reader->at;

  if (!aps_cron_reader_take_char (reader, '('))
    return TRUE;

  if (!aps_cron_reader_take_value (reader, id, &item->first))
    return FALSE;
  if (!aps_cron_reader_take_char (reader, '-'))
    return aps_cron_reader_fail_at (reader, ": expected - and the end of the range");
  if (!aps_cron_reader_take_value (reader, id, &item->last))
    return FALSE;
  if (!aps_cron_reader_take_char (reader, ')'))
    return aps_cron_reader_fail_at (reader, ": expected )");
  if (item->last < item->first)
    return aps_cron_reader_fail (reader, start, "the range", "ends before it begins");

  return TRUE;
}

/* Behind an H: a value of the range by the seed; with a step the first one of several. */
static gboolean
take_hash (ApsCronReader *reader, ApsCronFieldId id, ApsCronItem *item)
{
  guint64 hash = reader->seed != NULL ? hash_seed (reader->seed, id) : 0;
  guint   size;

  if (id == APS_CRON_YEAR)
    return aps_cron_reader_fail (reader, reader->at - 1, "H", "cannot stand for a year");

  item->first = field_min (reader, id);
  item->last = id == APS_CRON_DAY ? SHORTEST_MONTH : star_max (reader, id);
  if (!take_hash_range (reader, id, item))
    return FALSE;

  size = item->last - item->first + 1;
  *reader->uses_seed = TRUE;
  if (aps_cron_reader_take_char (reader, '/'))
    {
      if (!take_step (reader, id, item))
        return FALSE;
      item->first += (guint)(hash % MIN (size, item->step));
    }
  else
    item->first = item->last = item->first + (guint)(hash % size);

  return TRUE;
}

static gboolean
take_range_end (ApsCronReader *reader, ApsCronFieldId id, const char *start, ApsCronItem *item)
{
  if (!aps_cron_reader_take_value (reader, id, &item->last))
    return FALSE;

  if (id == APS_CRON_WEEKDAY && item->last == 0 && item->first > 0 &&
      (reader->features & APS_CRON_SUNDAY_ENDS) != 0)
    item->last = 7;

  if (item->last < item->first && ((reader->features & APS_CRON_WRAP) == 0 || id == APS_CRON_YEAR))
    return aps_cron_reader_fail (reader, start, "the range", "ends before it begins");

  return TRUE;
}

gboolean
aps_cron_reader_take_item (ApsCronReader *reader, ApsCronFieldId id, ApsCronItem *item)
{
  const char *start = reader->at;
  gboolean    is_star = aps_cron_reader_take_char (reader, '*');

  *item =
    (ApsCronItem){ .first = field_min (reader, id), .last = star_max (reader, id), .step = 1 };
  item->is_wild = is_star;

  if (!is_star && (reader->features & APS_CRON_BARE_STEP) != 0 && at_char (reader, '/'))
    is_star = TRUE;
  if (!is_star && aps_cron_reader_take_char (reader, 'H'))
    return take_hash (reader, id, item);

  if (!is_star)
    {
      if (!aps_cron_reader_take_value (reader, id, &item->first))
        return FALSE;
      item->last = item->first;

      if (aps_cron_reader_take_char (reader, '-'))
        {
          if (!take_range_end (reader, id, start, item))
            return FALSE;
        }
      else if (at_char (reader, '/'))
        {
          if ((reader->features & APS_CRON_OPEN_STEP) == 0)
            return aps_cron_reader_fail_at (reader,
                                            ": a step can stand only behind * or a range here");
          item->last = MAX (star_max (reader, id), item->first);
        }
    }

  return !aps_cron_reader_take_char (reader, '/') || take_step (reader, id, item);
}

gboolean
aps_cron_reader_take_comma (ApsCronReader *reader, gboolean *more)
{
  *more = aps_cron_reader_take_char (reader, ',');
  if (*more || reader->at == reader->end)
    return TRUE;

  return aps_cron_reader_fail_at (reader, ": expected a comma or a blank");
}

void
aps_cron_reader_add_bits (const ApsCronReader *reader,
                          ApsCronFieldId       id,
                          const ApsCronItem   *item,
                          guint64             *bits)
{
  guint min = field_min (reader, id);
  guint size = fields[id].max - min + 1;
  guint end = item->last < item->first ? item->last + size : item->last;

  if (item->step == 1 && item->first <= item->last)
    {
      *bits |= (G_MAXUINT64 << item->first) & (G_MAXUINT64 >> (63 - item->last));
      return;
    }

  for (guint i = item->first; i <= end; i += MIN (item->step, size))
    *bits |= G_GUINT64_CONSTANT (1) << (min + (i - min) % size);
}
