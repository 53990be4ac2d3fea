/* Times and durations as people read them.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"

#include "aps-cli-time.h"

#include <string.h>

static const char *const weekdays[] = { "Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun" };

#define CLOCK_SIZE 16 /* of "23:59:59" */

static void
write_clock (const ApsWallTime *wall, char *clock)
{
  const gint numbers[] = { wall->hour, wall->minute, wall->second };
  guint      n = wall->second == 0 ? 2 : 3;

  for (guint i = 0; i < n; i++)
    {
      clock[3 * i] = (char)('0' + numbers[i] / 10);
      clock[3 * i + 1] = (char)('0' + numbers[i] % 10);
      clock[3 * i + 2] = i + 1 < n ? ':' : '\0';
    }
}

static gboolean
same_day (const ApsWallTime *a, const ApsWallTime *b)
{
  return a->year == b->year && a->month == b->month && a->day == b->day;
}

char *
aps_cli_time_short (ApsCli *cli, gint64 time_us)
{
  char        clock[CLOCK_SIZE];
  ApsWallTime wall;

  if (time_us == APS_TIME_NONE || !aps_wall_time_at (time_us, cli->timezone, &wall, NULL))
    return NULL;

  write_clock (&wall, clock);
  if (same_day (&wall, &cli->today))
    return g_strdup (clock);
  if (same_day (&wall, &cli->tomorrow))
    return g_strconcat ("tomorrow ", clock, " ", wall.abbreviation, NULL);
  if (same_day (&wall, &cli->yesterday))
    return g_strconcat ("yesterday ", clock, " ", wall.abbreviation, NULL);

  return g_strdup_printf ("%s %04d-%02d-%02d %s %s",
                          weekdays[wall.weekday - 1],
                          wall.year,
                          wall.month,
                          wall.day,
                          clock,
                          wall.abbreviation);
}

char *
aps_cli_time_long (const char *zone, gint64 time_us)
{
  char             clock[CLOCK_SIZE];
  g_autofree char *fraction = NULL;
  ApsWallTime      wall;

  if (time_us == APS_TIME_NONE || !aps_wall_time_at (time_us, zone, &wall, NULL))
    return g_strdup ("never");

  write_clock (&wall, clock);
  if (wall.microsecond != 0)
    fraction = g_strdup_printf ("%s.%06d", wall.second == 0 ? ":00" : "", wall.microsecond);
  return g_strdup_printf ("%s %04d-%02d-%02d %s%s %s",
                          weekdays[wall.weekday - 1],
                          wall.year,
                          wall.month,
                          wall.day,
                          clock,
                          fraction != NULL ? fraction : "",
                          wall.abbreviation);
}

char *
aps_cli_time_local (const char *zone, gint64 time_us)
{
  ApsWallTime wall;

  if (!aps_wall_time_at (time_us, zone, &wall, NULL))
    return NULL;

  return aps_wall_time_to_string (&wall);
}

static char *
two_units (gint64 n, gint64 each, const char *unit, const char *small_unit)
{
  gint64 small = n % each;

  if (small == 0)
    return g_strdup_printf ("%" G_GINT64_FORMAT "%s", n / each, unit);

  return g_strdup_printf ("%" G_GINT64_FORMAT "%s %" G_GINT64_FORMAT "%s",
                          n / each,
                          unit,
                          small,
                          small_unit);
}

char *
aps_cli_span (gint64 span_us)
{
  if (span_us < 0)
    return NULL;
  if (span_us < APS_MILLISECOND)
    return g_strdup_printf ("%" G_GINT64_FORMAT "us", span_us);
  if (span_us < APS_SECOND)
    return g_strdup_printf ("%" G_GINT64_FORMAT "ms", span_us / APS_MILLISECOND);
  if (span_us < 10 * APS_SECOND)
    return g_strdup_printf ("%" G_GINT64_FORMAT ".%" G_GINT64_FORMAT "s",
                            span_us / APS_SECOND,
                            span_us % APS_SECOND / (APS_SECOND / 10));
  if (span_us < APS_MINUTE)
    return g_strdup_printf ("%" G_GINT64_FORMAT "s", span_us / APS_SECOND);
  if (span_us < 10 * APS_MINUTE)
    return two_units (span_us / APS_SECOND, 60, "min", "s");
  if (span_us < APS_HOUR)
    return g_strdup_printf ("%" G_GINT64_FORMAT "min", span_us / APS_MINUTE);
  if (span_us < APS_DAY)
    return two_units (span_us / APS_MINUTE, 60, "h", "min");

  return two_units (span_us / APS_HOUR, 24, "d", "h");
}

char *
aps_cli_span_long (gint64 span_us)
{
  gint64 days = span_us / APS_DAY;

  if (days >= 730)
    return g_strdup_printf ("%" G_GINT64_FORMAT " years", days / 365);
  if (days >= 60)
    return g_strdup_printf ("%" G_GINT64_FORMAT " months", days / 30);
  if (days >= 14)
    return g_strdup_printf ("%" G_GINT64_FORMAT " days", days);

  return aps_cli_span (span_us);
}

gboolean
aps_cli_day_begin (
  const char *zone, gint year, gint month, gint day, gint64 *time_us, GError **error)
{
  g_autofree char *date = g_strdup_printf ("%04d-%02d-%02d", year, month, day);
  g_autofree char *later = g_strconcat (date, "T01:00", NULL);

  /* The day begins later where the clock is set forward over midnight. */
  return aps_wall_time_parse (date, zone, time_us, NULL) ||
         aps_wall_time_parse (later, zone, time_us, error);
}

static gboolean
midnight (ApsCli *cli, gint64 near_us, gint64 *time_us, GError **error)
{
  ApsWallTime wall;

  return aps_wall_time_at (near_us, cli->timezone, &wall, error) &&
         aps_cli_day_begin (cli->timezone, wall.year, wall.month, wall.day, time_us, error);
}

static gint
find_weekday (const char *text)
{
  for (guint i = 0; i < G_N_ELEMENTS (weekdays); i++)
    if (g_ascii_strcasecmp (text, weekdays[i]) == 0)
      return (gint)i + 1;

  return 0;
}

static gboolean
next_weekday (ApsCli *cli, gint weekday, gint64 *time_us, GError **error)
{
  ApsWallTime wall;
  gint        days;

  if (!aps_wall_time_at (cli->now_us, cli->timezone, &wall, error))
    return FALSE;

  days = (weekday - wall.weekday + 7) % 7;
  return midnight (cli, cli->now_us + (days == 0 ? 7 : days) * APS_DAY, time_us, error);
}

gboolean
aps_cli_time_parse (ApsCli *cli, const char *text, gint64 *time_us, GError **error)
{
  gboolean forward = text[0] == '+';
  gint64   duration_us;

  if (strcmp (text, "now") == 0)
    {
      *time_us = cli->now_us;
      return TRUE;
    }
  if (strcmp (text, "today") == 0)
    return midnight (cli, cli->now_us, time_us, error);
  if (strcmp (text, "yesterday") == 0)
    return midnight (cli, cli->now_us - APS_DAY, time_us, error);
  if (strcmp (text, "tomorrow") == 0)
    return midnight (cli, cli->now_us + APS_DAY, time_us, error);
  if (find_weekday (text) != 0)
    return next_weekday (cli, find_weekday (text), time_us, error);

  if (aps_duration_parse (text + forward, &duration_us, NULL))
    {
      *time_us = cli->now_us + (forward ? duration_us : -duration_us);
      return TRUE;
    }

  return aps_wall_time_parse (text, cli->timezone, time_us, error);
}
