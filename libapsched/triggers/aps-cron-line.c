/* Reads the fields of cron expressions, whatever the dialect.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"

#include "triggers/aps-cron-line-private.h"

gboolean
aps_cron_line_split (ApsTriggerParts *parts,
                     guint            min,
                     guint            max,
                     const char      *wanted,
                     ApsSpan         *fields,
                     guint           *n_fields,
                     GError         **error)
{
  const char *at = parts->body_span.start;
  const char *end = parts->body_span.end;
  guint       n = 0;

  while (at < end)
    {
      const char *start;

      if (g_ascii_isspace (*at))
        {
          at++;
          continue;
        }

      if (n == max)
        return aps_trigger_parts_fail (parts, at, error, "", wanted);

      start = at;
      while (at < end && !g_ascii_isspace (*at))
        at++;
      fields[n++] = (ApsSpan){ start, at };
    }

  if (n < min)
    return aps_trigger_parts_fail (parts, end, error, "", wanted);

  *n_fields = n;
  return TRUE;
}

static const struct
{
  const char *name;
  guint32     hours;
  guint32     days;
  guint16     months;
  guint8      weekdays;
} nicknames[] = {
  { "@yearly", 1, 1 << 1, 1 << 1, 0 },
  { "@annually", 1, 1 << 1, 1 << 1, 0 },
  { "@monthly", 1, 1 << 1, APS_CALENDAR_ALL_MONTHS, 0 },
  { "@weekly", 1, 0, APS_CALENDAR_ALL_MONTHS, 1 << 6 },
  { "@daily", 1, 0, APS_CALENDAR_ALL_MONTHS, 0 },
  { "@midnight", 1, 0, APS_CALENDAR_ALL_MONTHS, 0 },
  { "@hourly", APS_CALENDAR_ALL_HOURS, 0, APS_CALENDAR_ALL_MONTHS, 0 },
};

static void
set_nickname (ApsCalendarSpec *spec, guint i)
{
  spec->seconds = 1;
  spec->minutes = 1;
  spec->hours = nicknames[i].hours;
  spec->flags = spec->hours == 1 ? APS_CALENDAR_FIXED : APS_CALENDAR_WILD_HOUR;
  spec->days.months = nicknames[i].months;
  if (nicknames[i].days != 0)
    spec->days.of_month = (ApsDayTerms){ .days = nicknames[i].days };
  if (nicknames[i].weekdays != 0)
    spec->days.of_week = (ApsDayTerms){ .weekdays = nicknames[i].weekdays };
}

gboolean
aps_cron_line_read_nickname (ApsTriggerParts *parts, ApsCalendarSpec *spec, GError **error)
{
  if (*parts->body != '@')
    return FALSE;

  for (guint i = 0; i < G_N_ELEMENTS (nicknames); i++)
    if (g_str_equal (parts->body, nicknames[i].name))
      {
        set_nickname (spec, i);
        return TRUE;
      }

  if (g_str_equal (parts->body, "@reboot"))
    return aps_trigger_parts_fail (parts,
                                   parts->body_span.start,
                                   error,
                                   "@reboot",
                                   APS_CRON_NO_REBOOT);

  return aps_trigger_parts_fail (parts,
                                 parts->body_span.start,
                                 error,
                                 "",
                                 ": expected @yearly, @annually, @monthly, @weekly, @daily, "
                                 "@midnight, @hourly or @every DURATION");
}

gboolean
aps_cron_line_read_bits (
  ApsCronReader *reader, ApsCronFieldId id, const ApsSpan *span, guint64 *bits, gboolean *is_wild)
{
  gboolean more = TRUE;

  reader->at = span->start;
  reader->end = span->end;
  *bits = 0;
  *is_wild = FALSE;

  while (more)
    {
      ApsCronItem item;

      if (!aps_cron_reader_take_item (reader, id, &item) ||
          !aps_cron_reader_take_comma (reader, &more))
        return FALSE;

      aps_cron_reader_add_bits (reader, id, &item, bits);
      *is_wild |= item.is_wild;
    }

  return TRUE;
}

gboolean
aps_cron_line_read_time (ApsCronReader   *reader,
                         const ApsSpan   *second,
                         const ApsSpan   *minute,
                         const ApsSpan   *hour,
                         const ApsSpan   *month,
                         ApsCalendarSpec *spec)
{
  guint64  hours;
  guint64  months;
  gboolean is_wild;

  spec->seconds = 1;
  spec->flags = APS_CALENDAR_FIXED;
  if (second != NULL &&
      !aps_cron_line_read_bits (reader, APS_CRON_SECOND, second, &spec->seconds, &is_wild))
    return FALSE;

  if (!aps_cron_line_read_bits (reader, APS_CRON_MINUTE, minute, &spec->minutes, &is_wild))
    return FALSE;
  if (is_wild)
    spec->flags |= APS_CALENDAR_WILD_MINUTE;

  if (!aps_cron_line_read_bits (reader, APS_CRON_HOUR, hour, &hours, &is_wild))
    return FALSE;
  if (is_wild)
    spec->flags |= APS_CALENDAR_WILD_HOUR;

  if (!aps_cron_line_read_bits (reader, APS_CRON_MONTH, month, &months, &is_wild))
    return FALSE;

  spec->hours = (guint32)hours;
  spec->days.months = (guint16)months;
  return TRUE;
}

gboolean
aps_cron_line_read_years (ApsCronReader *reader, const ApsSpan *span, ApsCalendarSpec *spec)
{
  gboolean more = TRUE;

  /* A star leaves the years open. */
  if (span->end - span->start == 1 && *span->start == '*')
    return TRUE;

  reader->at = span->start;
  reader->end = span->end;
  while (more)
    {
      ApsCronItem item;

      if (!aps_cron_reader_take_item (reader, APS_CRON_YEAR, &item) ||
          !aps_cron_reader_take_comma (reader, &more))
        return FALSE;
      aps_calendar_spec_add_years (spec, item.first, item.last, item.step);
    }

  return TRUE;
}

void
aps_cron_line_any_day (ApsDayTerms *terms)
{
  *terms = (ApsDayTerms){ .days = APS_CALENDAR_ALL_DAYS };
}

void
aps_cron_line_combine_days (ApsDaySpec *days, gboolean either)
{
  days->either = either;
  if (either &&
      (aps_cron_line_is_any_day (&days->of_month) || aps_cron_line_is_any_day (&days->of_week)))
    {
      aps_cron_line_any_day (&days->of_month);
      aps_cron_line_any_day (&days->of_week);
      days->either = FALSE;
    }
}

/* L, L-3, LW, L-3W */
static gboolean
take_last_day (ApsCronReader *reader, ApsDayTerms *terms)
{
  const char *start = reader->at;
  guint       before = 0;

  reader->at++;
  if ((reader->features & APS_CRON_LAST_MINUS) != 0 && aps_cron_reader_take_char (reader, '-'))
    {
      if (!aps_cron_reader_take_digits (reader, &before))
        return aps_cron_reader_fail_at (reader, ": expected a number of days before the last");
      if (before > 30)
        return aps_cron_reader_fail_range (reader, "day", start, 0, 30);
    }

  if ((reader->features & APS_CRON_LAST_WORKDAY) != 0 && aps_cron_reader_take_letter (reader, 'W'))
    terms->workdays_from_end |= 1u << before;
  else
    terms->from_end |= 1u << before;

  return TRUE;
}

/* 15W; FALSE without an error: it is none. */
static gboolean
take_workday (ApsCronReader *reader, ApsDayTerms *terms)
{
  const char *start = reader->at;
  guint       day;

  if ((reader->features & APS_CRON_WORKDAY) == 0 || !aps_cron_reader_take_digits (reader, &day) ||
      !aps_cron_reader_take_letter (reader, 'W') || day < 1 || day > 31)
    {
      reader->at = start;
      return FALSE;
    }

  terms->workdays |= 1u << day;
  return TRUE;
}

static gboolean
is_last_day (const ApsCronReader *reader)
{
  char letter = reader->at < reader->end ? *reader->at : '\0';

  if ((reader->features & APS_CRON_LAST) == 0)
    return FALSE;

  return letter == 'L' || (letter == 'l' && (reader->features & APS_CRON_CAPITALS) == 0);
}

static gboolean
take_day (ApsCronReader *reader, const ApsSpan *span, ApsDayTerms *terms)
{
  const char *start = reader->at;
  guint64     bits = 0;
  ApsCronItem item;

  if (is_last_day (reader))
    return take_last_day (reader, terms);

  if (take_workday (reader, terms))
    {
      if ((reader->features & APS_CRON_WORKDAY_LIST) == 0 &&
          (start != span->start || reader->at != span->end))
        return aps_cron_reader_fail (reader, start, "W", "cannot stand in a list");
      return TRUE;
    }

  if (!aps_cron_reader_take_item (reader, APS_CRON_DAY, &item))
    return FALSE;

  aps_cron_reader_add_bits (reader, APS_CRON_DAY, &item, &bits);
  terms->days |= (guint32)bits;
  return TRUE;
}

static gboolean
is_question (const ApsCronReader *reader, const ApsSpan *span)
{
  return (reader->features & APS_CRON_QUESTION) != 0 && span->end - span->start == 1 &&
         *span->start == '?';
}

gboolean
aps_cron_line_read_days (ApsCronReader *reader, const ApsSpan *span, ApsDayTerms *terms)
{
  gboolean more = TRUE;

  if (is_question (reader, span))
    {
      aps_cron_line_any_day (terms);
      return TRUE;
    }

  *terms = (ApsDayTerms){ 0 };
  reader->at = span->start;
  reader->end = span->end;
  while (more)
    if (!take_day (reader, span, terms) || !aps_cron_reader_take_comma (reader, &more))
      return FALSE;

  if (terms->days == APS_CALENDAR_ALL_DAYS)
    aps_cron_line_any_day (terms);
  return TRUE;
}

/* Bit 0 is Monday. */
static guint8
weekday_bit (const ApsCronReader *reader, guint value)
{
  guint from_sunday = value - ((reader->features & APS_CRON_SUNDAY_IS_1) != 0 ? 1 : 0);

  return (guint8)(1 << (from_sunday + 6) % 7);
}

/* #3, #L */
static gboolean
take_nth (ApsCronReader *reader, guint8 weekday, ApsDayTerms *terms)
{
  const char *start = reader->at;
  guint       nth;

  if ((reader->features & APS_CRON_NTH_LAST) != 0 && aps_cron_reader_take_letter (reader, 'L'))
    {
      terms->nth_last[0] |= weekday;
      return TRUE;
    }

  if (!aps_cron_reader_take_digits (reader, &nth))
    return aps_cron_reader_fail_at (reader, ": expected which one of the month (1 to 5)");
  if (nth < 1 || nth > 5)
    return aps_cron_reader_fail_range (reader, "number", start, 1, 5);

  terms->nth[nth - 1] |= weekday;
  return TRUE;
}

/* 2#3, 5#L, 5L; FALSE without an error and without a move: it is none of them. */
static gboolean
take_special_weekday (ApsCronReader *reader, ApsDayTerms *terms, gboolean *taken)
{
  const char *start = reader->at;
  guint       value;
  guint8      weekday;

  *taken = FALSE;
  if (aps_cron_reader_find_name (reader, APS_CRON_WEEKDAY, &value) == 0 &&
      (reader->at == reader->end || !g_ascii_isdigit (*reader->at)))
    return TRUE;
  if (!aps_cron_reader_take_value (reader, APS_CRON_WEEKDAY, &value))
    return FALSE;

  *taken = TRUE;
  weekday = weekday_bit (reader, value);
  if ((reader->features & APS_CRON_NTH) != 0 && aps_cron_reader_take_char (reader, '#'))
    return take_nth (reader, weekday, terms);

  if ((reader->features & APS_CRON_WEEKDAY_LAST) != 0 && aps_cron_reader_take_letter (reader, 'L'))
    {
      terms->nth_last[0] |= weekday;
      return TRUE;
    }

  *taken = FALSE;
  reader->at = start;
  return TRUE;
}

static gboolean
take_weekday (ApsCronReader *reader, ApsDayTerms *terms)
{
  gboolean    taken;
  guint64     bits = 0;
  ApsCronItem item;

  if ((reader->features & APS_CRON_LAST_WEEKDAY) != 0 && aps_cron_reader_take_letter (reader, 'L'))
    {
      terms->weekdays |= weekday_bit (reader, 7);
      return TRUE;
    }

  if (!take_special_weekday (reader, terms, &taken))
    return FALSE;
  if (taken)
    return TRUE;
  if (!aps_cron_reader_take_item (reader, APS_CRON_WEEKDAY, &item))
    return FALSE;

  aps_cron_reader_add_bits (reader, APS_CRON_WEEKDAY, &item, &bits);
  for (guint value = 0; value <= 7; value++)
    if ((bits >> value & 1) != 0)
      terms->weekdays |= weekday_bit (reader, value);

  return TRUE;
}

gboolean
aps_cron_line_read_weekdays (ApsCronReader *reader, const ApsSpan *span, ApsDayTerms *terms)
{
  gboolean more = TRUE;

  if (is_question (reader, span) || (span->end - span->start == 1 && *span->start == '*'))
    {
      aps_cron_line_any_day (terms);
      return TRUE;
    }

  *terms = (ApsDayTerms){ 0 };
  reader->at = span->start;
  reader->end = span->end;
  while (more)
    if (!take_weekday (reader, terms) || !aps_cron_reader_take_comma (reader, &more))
      return FALSE;

  if (terms->weekdays == APS_CALENDAR_ALL_WEEKDAYS)
    aps_cron_line_any_day (terms);
  return TRUE;
}
