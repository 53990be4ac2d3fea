/* Reads the dialect `aps`: APScheduler's keywords, and its crontab lines of five fields.
 *
 * All fields must match, also both day fields. A field left out is `*` where a less significant
 * one is given, else its minimum; year, week and day-of-week are then `*`.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"

#include "triggers/aps-cron-aps-private.h"
#include "triggers/aps-cron-reader-private.h"
#include "triggers/aps-names-private.h"

#include <string.h>

static const ApsCronField field_year = {
  "year",
  APS_CALENDAR_YEAR_MIN,
  APS_CALENDAR_YEAR_MAX,
  NULL,
};
static const ApsCronField field_weekday = { "day of week", 0, 7, NULL };

typedef struct
{
  ApsTriggerParts *parts;
  ApsCalendarSpec *spec;
  const char      *seed;      /* NULL: any hashed value does */
  gboolean        *uses_seed; /* NULL: hashed values are refused here */
} Reader;

/* What an item holds: from first to last by step; of `*` all. */
typedef struct
{
  guint    first;
  guint    last;
  guint    step;
  gboolean is_wild; /* has a wildcard or a step */
} Item;

typedef gboolean (*ReadItem) (Reader *reader, ApsSpan *item, GError **error);

static gboolean
fail_rest (Reader *reader, const ApsCronField *field, const ApsSpan *rest, GError **error)
{
  return aps_cron_fail (reader->parts,
                        field,
                        rest,
                        error,
                        rest->start == rest->end ? "is empty: expected a value"
                                                 : "is not understood");
}

/* "/n" at the item's end; at most as long as the range. */
static gboolean
read_step (Reader *reader, const ApsCronField *field, ApsSpan *item, Item *result, GError **error)
{
  const ApsCronField step_field = { "step", 1, 100000, NULL };
  ApsSpan            number;
  g_autofree char   *rest = NULL;

  result->step = 1;

  if (item->start == item->end || *item->start != '/')
    return item->start == item->end || fail_rest (reader, field, item, error);

  item->start++;
  number = *item;

  if (!aps_cron_read_value (reader->parts, &step_field, item, &result->step, error))
    return FALSE;

  if (item->start < item->end)
    return fail_rest (reader, field, item, error);

  if (result->step > result->last - result->first)
    {
      rest = g_strdup_printf ("is longer than the range of %s (%u to %u)",
                              field->name,
                              result->first,
                              result->last);
      return aps_cron_fail (reader->parts, &step_field, &number, error, rest);
    }

  result->is_wild = result->is_wild || result->step > 1;
  return TRUE;
}

/* H, H(a-b), each with "/n": values by the seed. Only in a line, since only that is kept as it was
 * written. */
static gboolean
read_hash (Reader *reader, ApsCronFieldId id, ApsSpan *item, Item *result, GError **error)
{
  ApsCronReader hashed = { .parts = reader->parts,
                           .seed = reader->seed,
                           .uses_seed = reader->uses_seed,
                           .at = item->start,
                           .end = item->end,
                           .error = error };
  ApsCronItem   found;

  if (reader->uses_seed == NULL)
    return aps_trigger_parts_fail (reader->parts,
                                   item->start,
                                   error,
                                   "H",
                                   "can stand only in a line of five fields");

  if (!aps_cron_reader_take_item (&hashed, id, &found))
    return FALSE;

  item->start = hashed.at;
  *result = (Item){ found.first, found.last, found.step, found.is_wild };
  return TRUE;
}

static ApsCronFieldId
get_id (const ApsCronField *field)
{
  return field == &aps_cron_field_minute  ? APS_CRON_MINUTE
         : field == &aps_cron_field_hour  ? APS_CRON_HOUR
         : field == &aps_cron_field_day   ? APS_CRON_DAY
         : field == &aps_cron_field_month ? APS_CRON_MONTH
                                          : APS_CRON_YEAR;
}

/* `*`, `a`, `a-b`, each with "/n" where more than one is meant. */
static gboolean
read_range (Reader *reader, const ApsCronField *field, ApsSpan *item, Item *result, GError **error)
{
  ApsSpan start = *item;

  *result = (Item){ field->min, field->max, 1, FALSE };

  if (item->start == item->end)
    return fail_rest (reader, field, item, error);

  if (*item->start == '*')
    {
      item->start++;
      result->is_wild = TRUE;
      return read_step (reader, field, item, result, error);
    }

  if (*item->start == 'H')
    return read_hash (reader, get_id (field), item, result, error) &&
           (item->start == item->end || fail_rest (reader, field, item, error));

  if (!aps_cron_read_value (reader->parts, field, item, &result->first, error))
    return FALSE;

  if (item->start < item->end && *item->start == '-')
    {
      item->start++;

      if (!aps_cron_read_value (reader->parts, field, item, &result->last, error))
        return FALSE;

      if (result->last < result->first)
        return aps_cron_fail (reader->parts, field, &start, error, "is a reversed range");
    }
  else if (item->start == item->end)
    result->last = result->first;

  return read_step (reader, field, item, result, error);
}

static gboolean
read_values (Reader             *reader,
             const ApsCronField *field,
             ApsSpan             span,
             guint64            *values,
             gboolean           *is_wild,
             GError            **error)
{
  gboolean more = TRUE;
  ApsSpan  item;

  *values = 0;
  *is_wild = FALSE;

  while (aps_cron_next_item (&span, &more, &item))
    {
      Item range;

      if (!read_range (reader, field, &item, &range, error))
        return FALSE;

      for (guint value = range.first; value <= range.last; value += range.step)
        *values |= G_GUINT64_CONSTANT (1) << value;

      *is_wild = *is_wild || range.is_wild;
    }

  return TRUE;
}

static gboolean
read_years (Reader *reader, ApsSpan span, GError **error)
{
  gboolean more = TRUE;
  ApsSpan  item;

  if (aps_cron_span_is (&span, "*"))
    return TRUE;

  while (aps_cron_next_item (&span, &more, &item))
    {
      Item range;

      if (!read_range (reader, &field_year, &item, &range, error))
        return FALSE;

      aps_calendar_spec_add_years (reader->spec, range.first, range.last, range.step);
    }

  return TRUE;
}

/* A day of the week by name or number, of which 0 and 7 are Sunday; answered as 0 for Monday. */
static gboolean
read_weekday (Reader *reader, ApsSpan *item, guint *weekday, gboolean *is_zero, GError **error)
{
  ApsSpan word = { item->start, item->start };
  int     named;

  *is_zero = item->start < item->end && *item->start == '0';

  if (item->start < item->end && g_ascii_isdigit (*item->start))
    {
      if (!aps_cron_read_value (reader->parts, &field_weekday, item, weekday, error))
        return FALSE;

      *weekday = (*weekday + 6) % 7;
      return TRUE;
    }

  while (word.end < item->end && g_ascii_isalpha (*word.end))
    word.end++;

  named = aps_names_find_weekday (word.start, (gsize)(word.end - word.start));

  if (named < 0)
    return fail_rest (reader, &field_weekday, word.end > word.start ? &word : item, error);

  *weekday = (guint)named;
  item->start = word.end;
  return TRUE;
}

/* Ranges of week days may go over Sunday. */
static gboolean
read_weekday_item (Reader *reader, ApsSpan *item, GError **error)
{
  Item     range = { 0, 6, 1, FALSE };
  gboolean begins_at_zero, is_zero;

  if (item->start == item->end)
    return fail_rest (reader, &field_weekday, item, error);

  if (*item->start == '*')
    item->start++;
  else if (*item->start == 'H')
    {
      if (!read_hash (reader, APS_CRON_WEEKDAY, item, &range, error))
        return FALSE;

      if (item->start < item->end)
        return fail_rest (reader, &field_weekday, item, error);

      /* There Sunday is 0, here Monday. */
      for (guint day = range.first; day <= range.last; day += range.step)
        reader->spec->days.of_week.weekdays |= (guint8)(1 << ((day + 6) % 7));

      return TRUE;
    }
  else
    {
      if (!read_weekday (reader, item, &range.first, &begins_at_zero, error))
        return FALSE;

      range.last = item->start == item->end ? range.first : 6;

      if (item->start < item->end && *item->start == '-')
        {
          item->start++;

          if (!read_weekday (reader, item, &range.last, &is_zero, error))
            return FALSE;

          /* 0-7 is the whole week, from Sunday on. */
          if (range.last < range.first || (range.last == range.first && begins_at_zero && !is_zero))
            range.last += 7;
        }
      else if (item->start < item->end && begins_at_zero)
        range.last += 7;
    }

  if (!read_step (reader, &field_weekday, item, &range, error))
    return FALSE;

  for (guint day = range.first; day <= range.last; day += range.step)
    reader->spec->days.of_week.weekdays |= (guint8)(1 << (day % 7));

  return TRUE;
}

static gboolean
read_weekdays (Reader *reader, ApsSpan span, GError **error)
{
  ApsDayTerms *terms = &reader->spec->days.of_week;
  gboolean     more = TRUE;
  ApsSpan      item;

  terms->days = 0;

  while (aps_cron_next_item (&span, &more, &item))
    if (!read_weekday_item (reader, &item, error))
      return FALSE;

  if (terms->weekdays == APS_CALENDAR_ALL_WEEKDAYS)
    {
      terms->weekdays = 0;
      terms->days = APS_CALENDAR_ALL_DAYS;
    }

  return TRUE;
}

#define LAST 5

/* "last", "last fri", "3rd tue". FALSE with *found FALSE: it is none of them. */
static gboolean
read_named_day (Reader *reader, const ApsSpan *item, gboolean *found, GError **error)
{
  ApsDayTerms *terms = &reader->spec->days.of_month;
  ApsSpan      words[3];
  guint        n_words, ordinal = 0;
  int          weekday;

  *found = FALSE;
  aps_cron_split_words (item, words, 3, &n_words);

  if (n_words == 0 || n_words > 2)
    return FALSE;

  while (ordinal < G_N_ELEMENTS (aps_cron_aps_ordinals) &&
         !aps_cron_span_is (&words[0], aps_cron_aps_ordinals[ordinal]))
    ordinal++;

  if (ordinal == G_N_ELEMENTS (aps_cron_aps_ordinals) || (n_words == 1 && ordinal != LAST))
    return FALSE;

  *found = TRUE;

  if (n_words == 1)
    {
      terms->from_end |= 1;
      return TRUE;
    }

  weekday = aps_names_find_weekday (words[1].start, (gsize)(words[1].end - words[1].start));

  if (weekday < 0)
    return fail_rest (reader, &field_weekday, &words[1], error);

  if (ordinal == LAST)
    terms->nth_last[0] |= (guint8)(1 << weekday);
  else
    terms->nth[ordinal] |= (guint8)(1 << weekday);

  return TRUE;
}

static gboolean
read_days (Reader *reader, ApsSpan span, GError **error)
{
  ApsDayTerms *terms = &reader->spec->days.of_month;
  gboolean     more = TRUE;
  ApsSpan      item;

  terms->days = 0;

  while (aps_cron_next_item (&span, &more, &item))
    {
      gboolean found;
      Item     range;

      if (read_named_day (reader, &item, &found, error))
        continue;

      if (found || !read_range (reader, &aps_cron_field_day, &item, &range, error))
        return FALSE;

      for (guint day = range.first; day <= range.last; day += range.step)
        terms->days |= 1u << day;
    }

  return TRUE;
}

static gboolean
read_second (Reader *reader, ApsSpan span, GError **error)
{
  gboolean is_wild;

  return read_values (reader,
                      &aps_cron_field_second,
                      span,
                      &reader->spec->seconds,
                      &is_wild,
                      error);
}

static gboolean
read_minute (Reader *reader, ApsSpan span, GError **error)
{
  gboolean is_wild;

  if (!read_values (reader, &aps_cron_field_minute, span, &reader->spec->minutes, &is_wild, error))
    return FALSE;

  if (is_wild)
    reader->spec->flags |= APS_CALENDAR_WILD_MINUTE;

  return TRUE;
}

static gboolean
read_hour (Reader *reader, ApsSpan span, GError **error)
{
  gboolean is_wild;
  guint64  hours;

  if (!read_values (reader, &aps_cron_field_hour, span, &hours, &is_wild, error))
    return FALSE;

  reader->spec->hours = (guint32)hours;

  if (is_wild)
    reader->spec->flags |= APS_CALENDAR_WILD_HOUR;

  return TRUE;
}

static gboolean
read_month (Reader *reader, ApsSpan span, GError **error)
{
  gboolean is_wild;
  guint64  months;

  if (!read_values (reader, &aps_cron_field_month, span, &months, &is_wild, error))
    return FALSE;

  reader->spec->days.months = (guint32)months;
  return TRUE;
}

static gboolean
read_week (Reader *reader, ApsSpan span, GError **error)
{
  gboolean is_wild;
  guint64  weeks;

  if (!read_values (reader, &aps_cron_aps_field_week, span, &weeks, &is_wild, error))
    return FALSE;

  /* All weeks are no condition. */
  reader->spec->days.weeks = weeks == (G_MAXUINT64 >> 10 & ~G_GUINT64_CONSTANT (1)) ? 0 : weeks;
  return TRUE;
}

static gboolean (*const readers[APS_N_KEYWORDS]) (Reader *reader, ApsSpan span, GError **error) = {
  read_years, read_month, read_days, read_week, read_weekdays, read_hour, read_minute, read_second,
};

static ApsSpan
span_of (const char *text)
{
  return (ApsSpan){ text, text + strlen (text) };
}

static gboolean
parse_keywords (Reader *reader, GError **error)
{
  const ApsOption *options[APS_N_KEYWORDS];
  guint            last = 0;

  for (guint i = 0; i < APS_N_KEYWORDS; i++)
    {
      options[i] = aps_trigger_parts_take (reader->parts, aps_cron_aps_keywords[i].key);

      if (options[i] != NULL)
        last = i;
    }

  for (guint i = 0; i < APS_N_KEYWORDS; i++)
    {
      ApsSpan span = options[i] != NULL ? options[i]->span
                     : i < last         ? span_of ("*")
                                        : span_of (aps_cron_aps_keywords[i].minimum);

      if (!readers[i](reader, span, error))
        return FALSE;
    }

  return TRUE;
}

static gboolean
has_keyword (const ApsTriggerParts *parts, const ApsOption **found)
{
  for (guint i = 0; i < parts->options->len; i++)
    for (guint k = 0; k < APS_N_KEYWORDS; k++)
      {
        *found = &g_array_index (parts->options, ApsOption, i);

        if (g_str_equal ((*found)->key, aps_cron_aps_keywords[k].key))
          return TRUE;
      }

  return FALSE;
}

static gboolean
parse_line (Reader *reader, GError **error)
{
  ApsSpan          words[APS_N_LINE_FIELDS + 1];
  guint            n_words;
  g_autofree char *rest = NULL;

  aps_cron_split_words (&reader->parts->body_span, words, G_N_ELEMENTS (words), &n_words);

  if (n_words != APS_N_LINE_FIELDS)
    {
      gboolean    is_nickname = reader->parts->body[0] == '@';
      const char *at = n_words > APS_N_LINE_FIELDS ? words[APS_N_LINE_FIELDS].start
                                                   : reader->parts->body_span.end;

      rest = g_strdup_printf (", but there %s %u%s",
                              n_words == 1 ? "is" : "are",
                              n_words,
                              is_nickname ? " (dialect=unix knows nicknames)" : "");
      return aps_trigger_parts_fail (reader->parts,
                                     at,
                                     error,
                                     "expected five fields (minute hour day month day-of-week) or "
                                     "field=value",
                                     rest);
    }

  if (!read_second (reader, span_of ("0"), error))
    return FALSE;

  for (guint i = 0; i < APS_N_LINE_FIELDS; i++)
    if (!readers[aps_cron_aps_line_fields[i]](reader, words[i], error))
      return FALSE;

  return TRUE;
}

static gboolean
parse_aps (ApsTriggerParts *parts,
           const char      *seed,
           ApsCalendarSpec *spec,
           gboolean        *uses_seed,
           GError         **error)
{
  Reader           reader = { parts, spec, seed, uses_seed };
  const ApsOption *keyword = NULL;

  if (!has_keyword (parts, &keyword))
    return parse_line (&reader, error);

  if (*parts->body != '\0')
    return aps_trigger_parts_fail (parts,
                                   keyword->key_span.start,
                                   error,
                                   keyword->key,
                                   "cannot stand beside a crontab line");

  reader.uses_seed = NULL;
  return parse_keywords (&reader, error);
}

const ApsCronDialect aps_cron_dialect_aps = {
  .name = "aps",
  .parse = parse_aps,
  .print = aps_cron_aps_print,
};
