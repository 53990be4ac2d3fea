/* The dialect `aps`: APScheduler's keywords, and its crontab lines of five fields.
 *
 * All fields must match, also both day fields. A field left out is `*` where a less significant
 * one is given, else its minimum; year, week and day-of-week are then `*`.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"

#include "triggers/aps-cron-dialect-private.h"
#include "triggers/aps-cron-fields-private.h"
#include "triggers/aps-cron-reader-private.h"
#include "triggers/aps-names-private.h"

#include <string.h>

static const ApsCronField field_year = {
  "year",
  APS_CALENDAR_YEAR_MIN,
  APS_CALENDAR_YEAR_MAX,
  NULL,
};
static const ApsCronField field_week = { "week", 1, 53, NULL };
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

static const char *const ordinals[] = { "1st", "2nd", "3rd", "4th", "5th", "last" };

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

  while (ordinal < G_N_ELEMENTS (ordinals) && !aps_cron_span_is (&words[0], ordinals[ordinal]))
    ordinal++;

  if (ordinal == G_N_ELEMENTS (ordinals) || (n_words == 1 && ordinal != LAST))
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

  if (!read_values (reader, &field_week, span, &weeks, &is_wild, error))
    return FALSE;

  /* All weeks are no condition. */
  reader->spec->days.weeks = weeks == (G_MAXUINT64 >> 10 & ~G_GUINT64_CONSTANT (1)) ? 0 : weeks;
  return TRUE;
}

/* In order of significance. minimum: what a field is when left out behind the last one given. */
static const struct
{
  const char *key;
  const char *minimum;
  gboolean (*read) (Reader *reader, ApsSpan span, GError **error);
} keywords[] = {
  { "year", "*", read_years },    { "month", "1", read_month },          { "day", "1", read_days },
  { "week", "*", read_week },     { "day-of-week", "*", read_weekdays }, { "hour", "0", read_hour },
  { "minute", "0", read_minute }, { "second", "0", read_second },
};

/* The five fields of a line, as keywords. */
static const guint line_fields[] = { 6, 5, 2, 1, 4 };

#define N_LINE_FIELDS G_N_ELEMENTS (line_fields)

static ApsSpan
span_of (const char *text)
{
  return (ApsSpan){ text, text + strlen (text) };
}

static gboolean
parse_keywords (Reader *reader, GError **error)
{
  const ApsOption *options[G_N_ELEMENTS (keywords)];
  guint            last = 0;

  for (guint i = 0; i < G_N_ELEMENTS (keywords); i++)
    {
      options[i] = aps_trigger_parts_take (reader->parts, keywords[i].key);

      if (options[i] != NULL)
        last = i;
    }

  for (guint i = 0; i < G_N_ELEMENTS (keywords); i++)
    {
      ApsSpan span = options[i] != NULL ? options[i]->span
                     : i < last         ? span_of ("*")
                                        : span_of (keywords[i].minimum);

      if (!keywords[i].read (reader, span, error))
        return FALSE;
    }

  return TRUE;
}

static gboolean
has_keyword (const ApsTriggerParts *parts, const ApsOption **found)
{
  for (guint i = 0; i < parts->options->len; i++)
    for (guint k = 0; k < G_N_ELEMENTS (keywords); k++)
      {
        *found = &g_array_index (parts->options, ApsOption, i);

        if (g_str_equal ((*found)->key, keywords[k].key))
          return TRUE;
      }

  return FALSE;
}

static gboolean
parse_line (Reader *reader, GError **error)
{
  ApsSpan          words[N_LINE_FIELDS + 1];
  guint            n_words;
  g_autofree char *rest = NULL;

  aps_cron_split_words (&reader->parts->body_span, words, G_N_ELEMENTS (words), &n_words);

  if (n_words != N_LINE_FIELDS)
    {
      gboolean    is_nickname = reader->parts->body[0] == '@';
      const char *at = n_words > N_LINE_FIELDS ? words[N_LINE_FIELDS].start
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

  for (guint i = 0; i < N_LINE_FIELDS; i++)
    if (!keywords[line_fields[i]].read (reader, words[i], error))
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

static void
append_day_item (GString *text, const char *ordinal, guint weekdays)
{
  for (guint day = 0; day < 7; day++)
    if ((weekdays >> day & 1) != 0)
      g_string_append_printf (text,
                              "%s%s %s",
                              text->len > 0 ? "," : "",
                              ordinal,
                              aps_names_weekdays_short[day]);
}

static void
append_days (GString *text, const ApsDayTerms *terms)
{
  if (terms->days != 0)
    aps_cron_append_values (text, terms->days, &aps_cron_field_day, APS_CRON_VALUES_STEPS);

  if (terms->days == APS_CALENDAR_ALL_DAYS)
    return;

  if (terms->from_end != 0)
    g_string_append (text, text->len > 0 ? ",last" : "last");

  for (guint n = 0; n < 5; n++)
    append_day_item (text, ordinals[n], terms->nth[n]);

  append_day_item (text, "last", terms->nth_last[0]);
}

static const char *
find_unsayable (const ApsCalendarSpec *spec)
{
  const ApsDayTerms *month = &spec->days.of_month;
  const ApsDayTerms *week = &spec->days.of_week;

  if (spec->days.either)
    return "days of the month or of the week";

  if ((month->from_end & ~1u) != 0)
    return "days before the last of the month";

  if (month->workdays != 0 || month->workdays_from_end != 0 || week->workdays != 0)
    return "nearest working days";

  if (month->nth_last[1] != 0 || month->nth_last[2] != 0 || month->nth_last[3] != 0 ||
      month->nth_last[4] != 0 || month->weekdays != 0)
    return "week days counted from the end of the month";

  if (week->from_end != 0 || week->workdays_from_end != 0 ||
      (week->days != 0 && week->days != APS_CALENDAR_ALL_DAYS))
    return "days of the month in the place of week days";

  for (guint n = 0; n < 5; n++)
    if (week->nth[n] != 0 || week->nth_last[n] != 0)
      return "the nth week day together with days of the month";

  return NULL;
}

static ApsCronValuesStyle
style_of (const ApsCalendarSpec *spec, ApsCalendarFlags flag)
{
  return (spec->flags & flag) != 0 ? APS_CRON_VALUES_WILD : APS_CRON_VALUES_PLAIN;
}

static char *
print_field (const ApsCalendarSpec *spec, guint index)
{
  const ApsDaySpec *days = &spec->days;
  GString          *text = g_string_new (NULL);

  switch (index)
    {
    case 0:
      if (spec->has_years)
        aps_cron_append_years (text, spec);
      break;

    case 1:
      aps_cron_append_values (text, days->months, &aps_cron_field_month, APS_CRON_VALUES_STEPS);
      break;

    case 2:
      append_days (text, &days->of_month);
      break;

    case 3:
      if (days->weeks != 0)
        aps_cron_append_values (text, days->weeks, &field_week, APS_CRON_VALUES_STEPS);
      break;

    case 4:
      if (days->of_week.days == 0)
        aps_names_append_weekdays (text, days->of_week.weekdays);
      break;

    case 5:
      aps_cron_append_values (text,
                              spec->hours,
                              &aps_cron_field_hour,
                              style_of (spec, APS_CALENDAR_WILD_HOUR));
      break;

    case 6:
      aps_cron_append_values (text,
                              spec->minutes,
                              &aps_cron_field_minute,
                              style_of (spec, APS_CALENDAR_WILD_MINUTE));
      break;

    default:
      aps_cron_append_values (text, spec->seconds, &aps_cron_field_second, APS_CRON_VALUES_STEPS);
      break;
    }

  if (text->len == 0)
    g_string_append_c (text, '*');

  return g_string_free (text, FALSE);
}

static void
print_line (char *const *fields, ApsTriggerParts *parts)
{
  GString *line = g_string_new (NULL);

  for (guint i = 0; i < N_LINE_FIELDS; i++)
    g_string_append_printf (line, "%s%s", i > 0 ? " " : "", fields[line_fields[i]]);

  parts->body = g_string_free (line, FALSE);
}

static void
print_keywords (char *const *fields, ApsTriggerParts *parts)
{
  guint last = 0;

  for (guint i = 0; i < G_N_ELEMENTS (keywords); i++)
    if (!g_str_equal (fields[i], keywords[i].minimum))
      last = i;

  for (guint i = 0; i <= last; i++)
    if (i == last || !g_str_equal (fields[i], "*"))
      aps_trigger_parts_add_option (parts, keywords[i].key, fields[i]);
}

static gboolean
print_aps (const ApsCalendarSpec *spec, ApsTriggerParts *parts, char **reason)
{
  const char *unsayable = find_unsayable (spec);
  char       *fields[G_N_ELEMENTS (keywords)];

  if (unsayable != NULL)
    {
      *reason = g_strdup (unsayable);
      return FALSE;
    }

  for (guint i = 0; i < G_N_ELEMENTS (keywords); i++)
    fields[i] = print_field (spec, i);

  if (spec->seconds == 1 && !spec->has_years && spec->days.weeks == 0 &&
      strchr (fields[2], ' ') == NULL)
    print_line (fields, parts);
  else
    print_keywords (fields, parts);

  for (guint i = 0; i < G_N_ELEMENTS (keywords); i++)
    g_free (fields[i]);

  return TRUE;
}

const ApsCronDialect aps_cron_dialect_aps = {
  .name = "aps",
  .parse = parse_aps,
  .print = print_aps,
};
