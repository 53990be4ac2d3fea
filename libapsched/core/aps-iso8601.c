/* Dates and times of ISO 8601 and RFC 3339, read and printed.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"

#include "core/aps-iso8601-private.h"

#include "core/aps-civil-private.h"

typedef struct
{
  const char *p;
  const char *end;
  char       *problem;
} Scan;

static gboolean
fail (Scan *scan, char *problem)
{
  if (scan->problem == NULL)
    scan->problem = problem;
  else
    g_free (problem);

  return FALSE;
}

static gboolean
at_digit (const Scan *scan)
{
  return scan->p < scan->end && g_ascii_isdigit (*scan->p);
}

static gboolean
take (Scan *scan, char c)
{
  if (scan->p == scan->end || *scan->p != c)
    return FALSE;

  scan->p++;
  return TRUE;
}

/* Reads exactly n digits, whose value must lie between min and max. */
static gboolean
number (Scan *scan, const char *name, guint n, gint min, gint max, gint *value)
{
  const char *start = scan->p;

  *value = 0;

  for (guint i = 0; i < n; i++)
    {
      if (!at_digit (scan))
        return fail (scan, g_strdup_printf ("expected %u digits of the %s", n, name));

      *value = *value * 10 + g_ascii_digit_value (*scan->p++);
    }

  if (*value < min || *value > max)
    {
      scan->p = start;
      return fail (scan,
                   g_strdup_printf ("%s %0*d is out of range (%d to %d)",
                                    name,
                                    (int)n,
                                    *value,
                                    min,
                                    max));
    }

  return TRUE;
}

static gboolean
scan_date (Scan *scan, gint64 *days)
{
  gint        year, month, day, n_days;
  const char *start;
  gboolean    extended;

  if (!number (scan, "year", 4, 1, 9999, &year))
    return FALSE;

  extended = take (scan, '-');

  if (!number (scan, "month", 2, 1, 12, &month))
    return FALSE;

  if (extended && !take (scan, '-'))
    return fail (scan, g_strdup ("expected \"-\" and the day"));

  start = scan->p;

  if (!number (scan, "day", 2, 1, 31, &day))
    return FALSE;

  n_days = (gint)aps_days_in_month (year, (guint)month);

  if (day > n_days)
    {
      scan->p = start;
      return fail (scan, g_strdup_printf ("day %d is more than that month has (%d)", day, n_days));
    }

  *days = aps_days_from_civil (year, (guint)month, day);
  return TRUE;
}

/* Up to a microsecond; zeros behind it are no matter. */
static gboolean
scan_fraction (Scan *scan, gint64 *us)
{
  gint64 unit = 100000;

  if (!take (scan, '.') && !take (scan, ','))
    return TRUE;

  if (!at_digit (scan))
    return fail (scan, g_strdup ("expected digits of the fraction"));

  for (; at_digit (scan); scan->p++, unit /= 10)
    {
      if (unit == 0 && *scan->p != '0')
        return fail (scan, g_strdup ("the fraction is finer than a microsecond"));

      *us += unit * g_ascii_digit_value (*scan->p);
    }

  return TRUE;
}

static gboolean
scan_clock (Scan *scan, gint64 *us)
{
  gint     hour, minute, second = 0;
  gboolean extended;

  if (!number (scan, "hour", 2, 0, 23, &hour))
    return FALSE;

  extended = take (scan, ':');

  if (!number (scan, "minute", 2, 0, 59, &minute))
    return FALSE;

  if (extended ? take (scan, ':') : at_digit (scan))
    if (!number (scan, "second", 2, 0, 59, &second))
      return FALSE;

  *us = ((gint64)hour * 3600 + minute * 60 + second) * G_USEC_PER_SEC;
  return scan_fraction (scan, us);
}

static gboolean
scan_offset (Scan *scan, ApsIsoTime *time)
{
  gint hour, minute = 0, sign;

  if (scan->p == scan->end)
    return TRUE;

  time->has_offset = TRUE;

  if (take (scan, 'Z') || take (scan, 'z'))
    return TRUE;

  if (!take (scan, '+') && !take (scan, '-'))
    return fail (scan, g_strdup ("expected Z, an offset such as +01:00, or the end"));

  sign = scan->p[-1] == '-' ? -1 : 1;

  if (!number (scan, "hour", 2, 0, 23, &hour))
    return FALSE;

  if (take (scan, ':') || at_digit (scan))
    if (!number (scan, "minute", 2, 0, 59, &minute))
      return FALSE;

  time->offset_s = sign * (hour * 3600 + minute * 60);
  return TRUE;
}

static gboolean
scan_all (Scan *scan, ApsIsoTime *time)
{
  gint64 days, us = 0;

  if (!scan_date (scan, &days))
    return FALSE;

  if (scan->p < scan->end)
    {
      if (!take (scan, 'T') && !take (scan, 't') && !take (scan, ' '))
        return fail (scan, g_strdup ("expected \"T\" and the time, or the end"));

      time->has_time = TRUE;

      if (!scan_clock (scan, &us) || !scan_offset (scan, time))
        return FALSE;
    }

  if (scan->p < scan->end)
    return fail (scan, g_strdup ("expected the end of the time"));

  time->local_us = days * APS_CIVIL_DAY_SECONDS * G_USEC_PER_SEC + us;
  return TRUE;
}

gboolean
aps_iso8601_parse (
  const char *text, gsize length, ApsIsoTime *time, const char **at, char **problem)
{
  Scan       scan = { text, text + length, NULL };
  ApsIsoTime result = { 0 };

  if (scan_all (&scan, &result))
    {
      *time = result;
      return TRUE;
    }

  *at = scan.p;
  *problem = scan.problem;
  return FALSE;
}

void
aps_iso8601_append_date (GString *text, gint64 day)
{
  gint64 year;
  guint  month, day_of_month;

  aps_civil_from_days (day, &year, &month, &day_of_month);
  g_string_append_printf (text, "%04d-%02u-%02u", (int)year, month, day_of_month);
}

void
aps_iso8601_append_local (GString *text, gint64 local_us)
{
  gint64 second = aps_floor_div (local_us, G_USEC_PER_SEC);
  gint   us = (gint)aps_floor_mod (local_us, G_USEC_PER_SEC);
  gint   of_day = (gint)aps_floor_mod (second, APS_CIVIL_DAY_SECONDS);

  aps_iso8601_append_date (text, aps_floor_div (second, APS_CIVIL_DAY_SECONDS));
  g_string_append_printf (text, "T%02d:%02d", of_day / 3600, of_day / 60 % 60);

  if (of_day % 60 != 0 || us != 0)
    g_string_append_printf (text, ":%02d", of_day % 60);

  if (us != 0)
    {
      g_string_append_printf (text, ".%06d", us);

      while (text->str[text->len - 1] == '0')
        g_string_truncate (text, text->len - 1);
    }
}

void
aps_iso8601_append_utc (GString *text, gint64 time_us)
{
  aps_iso8601_append_local (text, time_us);
  g_string_append_c (text, 'Z');
}
