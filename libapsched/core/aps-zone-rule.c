/* The rule that goes on where a zone's table ends: a POSIX TZ text (RFC 9636 section 3.3.1).
 *
 * NOTES: daylight time is seen as stretches, each from a year's start to the first end after it.
 * Times of day from -167 to 167 hours move a start or end into a neighbouring year, and an end may
 * meet the next start (daylight time all the year), so stretches that touch are joined and those of
 * four years are looked at. It is the one reading under which every year is treated alike; taking a
 * year by itself gives five hours of standard time each January for EST5EDT,0/0,J365/25.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"

#include "core/aps-zone-rule-private.h"

/* Instants beyond are answered as the end of time; a year is about 3e7 seconds. */
#define RULE_LIMIT_S (G_GINT64_CONSTANT (1) << 55)

typedef struct
{
  const char *at;
  const char *end;
} Reader;

typedef enum
{
  DAY_JULIAN,       /* Jn: 1 to 365, 29 February is never counted */
  DAY_ZERO,         /* n: 0 to 365 */
  DAY_MONTH_WEEKDAY /* Mm.w.d */
} DayForm;

typedef struct
{
  DayForm form;
  int     month;
  int     week; /* 5 is the last */
  int     day;
  gint32  time_s;
} DayRule;

static gboolean
take_char (Reader *reader, char c)
{
  if (reader->at == reader->end || *reader->at != c)
    return FALSE;

  reader->at++;
  return TRUE;
}

static gboolean
take_number (Reader *reader, int min, int max, int *value)
{
  int number = 0;
  int digits = 0;

  while (reader->at < reader->end && g_ascii_isdigit (*reader->at))
    {
      if (++digits > 3)
        return FALSE;
      number = number * 10 + (*reader->at++ - '0');
    }

  *value = number;
  return digits > 0 && number >= min && number <= max;
}

static gboolean
is_name_char (char c, gboolean quoted)
{
  return g_ascii_isalpha (c) || (quoted && (g_ascii_isdigit (c) || c == '+' || c == '-'));
}

static char *
take_name (Reader *reader)
{
  gboolean    quoted = take_char (reader, '<');
  const char *start = reader->at;
  gsize       length;

  while (reader->at < reader->end && is_name_char (*reader->at, quoted))
    reader->at++;

  length = (gsize)(reader->at - start);
  if (length < 3 || (quoted && !take_char (reader, '>')))
    return NULL;

  return g_strndup (start, length);
}

/* [+-]hh[:mm[:ss]] */
static gboolean
take_time (Reader *reader, int max_hours, gint32 *seconds)
{
  int      hours;
  int      minutes = 0;
  int      rest = 0;
  gboolean negative = take_char (reader, '-');

  if (!negative)
    take_char (reader, '+');

  if (!take_number (reader, 0, max_hours, &hours))
    return FALSE;
  if (take_char (reader, ':'))
    {
      if (!take_number (reader, 0, 59, &minutes))
        return FALSE;
      if (take_char (reader, ':') && !take_number (reader, 0, 59, &rest))
        return FALSE;
    }

  *seconds = (hours * 60 + minutes) * 60 + rest;
  if (negative)
    *seconds = -*seconds;
  return TRUE;
}

static gboolean
take_day_rule (Reader *reader, DayRule *rule)
{
  gboolean known;

  rule->time_s = 2 * 3600;
  if (take_char (reader, 'J'))
    {
      rule->form = DAY_JULIAN;
      known = take_number (reader, 1, 365, &rule->day);
    }
  else if (take_char (reader, 'M'))
    {
      rule->form = DAY_MONTH_WEEKDAY;
      known = take_number (reader, 1, 12, &rule->month) && take_char (reader, '.') &&
              take_number (reader, 1, 5, &rule->week) && take_char (reader, '.') &&
              take_number (reader, 0, 6, &rule->day);
    }
  else
    {
      rule->form = DAY_ZERO;
      known = take_number (reader, 0, 365, &rule->day);
    }

  return known && (!take_char (reader, '/') || take_time (reader, 167, &rule->time_s));
}

/* The day of the year (from 0) that the rule means in a kind of year. */
static int
day_in_kind (const DayRule *rule, guint kind)
{
  gboolean leap = kind >= 7;
  int      first;
  int      first_weekday;
  int      day;

  if (rule->form == DAY_ZERO)
    return rule->day;
  if (rule->form == DAY_JULIAN)
    return rule->day - 1 + (leap && rule->day >= 60);

  first = (int)aps_days_before_month (leap, (guint)rule->month);
  /* 0 is Sunday here, as in the text. */
  first_weekday = ((int)kind % 7 + 1 + first) % 7;
  day = (rule->day - first_weekday + 7) % 7 + (rule->week - 1) * 7;
  if (day >= (int)aps_days_in_month (leap ? 4 : 1, (guint)rule->month))
    day -= 7;
  return first + day;
}

static gint64
year_seconds (gint64 year)
{
  return aps_days_from_year (year) * APS_CIVIL_DAY_SECONDS;
}

/* The stretch of daylight time that begins in a year. */
static void
get_stretch (const ApsZoneRule *rule, gint64 year, gint64 *from, gint64 *until)
{
  guint kind = aps_year_kind (year);

  *from = year_seconds (year) + rule->start_s[kind];
  *until = year_seconds (year) + rule->end_s[kind];
  if (*until <= *from)
    *until = year_seconds (year + 1) + rule->end_s[aps_year_kind (year + 1)];
}

/* Whether each stretch reaches the next. All kinds of year follow each other within 28 years. */
static gboolean
is_always_dst (const ApsZoneRule *rule)
{
  for (gint64 year = 2001; year < 2029; year++)
    {
      gint64 from, until, next_from, next_until;

      get_stretch (rule, year, &from, &until);
      get_stretch (rule, year + 1, &next_from, &next_until);
      if (until < next_from)
        return FALSE;
    }

  return TRUE;
}

static void
compile_days (ApsZoneRule *rule, const DayRule *start, const DayRule *end)
{
  for (guint kind = 0; kind < APS_CIVIL_N_YEAR_KINDS; kind++)
    {
      rule->start_s[kind] = day_in_kind (start, kind) * APS_CIVIL_DAY_SECONDS + start->time_s -
                            rule->std_offset_s;
      rule->end_s[kind] = day_in_kind (end, kind) * APS_CIVIL_DAY_SECONDS + end->time_s -
                          rule->dst_offset_s;
    }

  rule->always_dst = is_always_dst (rule);
}

static gboolean
parse_daylight (ApsZoneRule *rule, Reader *reader)
{
  DayRule start;
  DayRule end;

  rule->dst_name = take_name (reader);
  if (rule->dst_name == NULL)
    return FALSE;

  /* The text counts west as positive. */
  rule->dst_offset_s = rule->std_offset_s + 3600;
  if (reader->at < reader->end && *reader->at != ',')
    {
      if (!take_time (reader, 24, &rule->dst_offset_s))
        return FALSE;
      rule->dst_offset_s = -rule->dst_offset_s;
    }

  if (!take_char (reader, ',') || !take_day_rule (reader, &start) || !take_char (reader, ',') ||
      !take_day_rule (reader, &end))
    return FALSE;

  compile_days (rule, &start, &end);
  return TRUE;
}

gboolean
aps_zone_rule_parse (ApsZoneRule *rule, const char *text, gsize length)
{
  Reader   reader = { text, text + length };
  gboolean known;

  *rule = (ApsZoneRule){ 0 };
  rule->std_name = take_name (&reader);
  known = rule->std_name != NULL && take_time (&reader, 24, &rule->std_offset_s);
  rule->std_offset_s = -rule->std_offset_s;

  if (known && reader.at < reader.end)
    known = parse_daylight (rule, &reader) && reader.at == reader.end;
  if (!known)
    aps_zone_rule_clear (rule);

  return known;
}

void
aps_zone_rule_clear (ApsZoneRule *rule)
{
  g_free (rule->std_name);
  g_free (rule->dst_name);
  *rule = (ApsZoneRule){ 0 };
}

static void
set_period (const ApsZoneRule *rule, gboolean dst, ApsZonePeriod *period)
{
  period->is_dst = dst;
  period->offset_s = dst ? rule->dst_offset_s : rule->std_offset_s;
  period->abbreviation = dst ? rule->dst_name : rule->std_name;
}

static void
set_endless (const ApsZoneRule *rule, gboolean dst, ApsZonePeriod *period)
{
  set_period (rule, dst, period);
  period->from_s = G_MININT64;
  period->until_s = G_MAXINT64;
}

void
aps_zone_rule_get_period (const ApsZoneRule *rule, gint64 utc_s, ApsZonePeriod *period)
{
  guint  day_of_year;
  gint64 year;
  gint64 from;
  gint64 until;

  if (rule->dst_name == NULL || rule->always_dst || ABS (utc_s / 2) > RULE_LIMIT_S / 2)
    {
      set_endless (rule, rule->always_dst, period);
      return;
    }

  year = aps_year_from_days (aps_floor_div (utc_s, APS_CIVIL_DAY_SECONDS), &day_of_year) - 2;
  get_stretch (rule, year, &from, &until);
  for (guint i = 0; i < 4; i++)
    {
      gint64 next_from;
      gint64 next_until;

      get_stretch (rule, ++year, &next_from, &next_until);
      if (next_from <= until)
        until = MAX (until, next_until);
      else if (utc_s < next_from)
        {
          gboolean dst = utc_s < until;

          set_period (rule, dst, period);
          period->from_s = dst ? from : until;
          period->until_s = dst ? until : next_from;
          return;
        }
      else
        {
          from = next_from;
          until = next_until;
        }
    }

  /* Stretches that meet for years, then part: the bounds are not known, the offset is. */
  set_period (rule, TRUE, period);
  period->from_s = MIN (from, utc_s);
  period->until_s = MAX (until, utc_s + 1);
}
