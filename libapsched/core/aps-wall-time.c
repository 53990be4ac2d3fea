/* What the clock on the wall shows in a time zone, and which moment a written time means there.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"

#include <apsched/aps-wall-time.h>

#include <apsched/aps-error.h>
#include <apsched/aps-types.h>

#include "core/aps-civil-private.h"
#include "core/aps-iso8601-private.h"
#include "core/aps-suggest-private.h"
#include "core/aps-time-zone-private.h"

#include <string.h>

static ApsTimeZone *
find_zone (const char *name, GError **error)
{
  g_autofree char *system_name = NULL;

  if (name == NULL)
    name = system_name = aps_wall_time_dup_system_zone ();

  return aps_time_zone_lookup (name, error);
}

/**
 * aps_wall_time_dup_system_zone:
 *
 * Gets the name of the system's time zone: what `TZ` says, else `/etc/localtime`, else
 * `/etc/timezone`; `UTC` where none of them names a zone.
 *
 * Returns: (transfer full): the name
 *
 * Since: 1.0
 */
char *
aps_wall_time_dup_system_zone (void)
{
  char *name = aps_time_zone_system_name ();

  return name != NULL ? name : g_strdup ("UTC");
}

static void
fill (ApsWallTime *wall, gint64 local_us, const ApsZonePeriod *period)
{
  gint64 second = aps_floor_div (local_us, APS_SECOND);
  gint64 day = aps_floor_div (second, APS_CIVIL_DAY_SECONDS);
  gint   of_day = (gint)aps_floor_mod (second, APS_CIVIL_DAY_SECONDS);
  gint64 year;
  guint  month;
  guint  day_of_month;

  aps_civil_from_days (day, &year, &month, &day_of_month);
  *wall = (ApsWallTime){
    .year = (gint)year,
    .month = (gint)month,
    .day = (gint)day_of_month,
    .hour = of_day / 3600,
    .minute = of_day / 60 % 60,
    .second = of_day % 60,
    .microsecond = (gint)aps_floor_mod (local_us, APS_SECOND),
    .weekday = (gint)aps_floor_mod (day + 3, 7) + 1,
    .offset_s = period->offset_s,
    .abbreviation = g_intern_string (period->abbreviation),
  };
}

/**
 * aps_wall_time_at: (skip)
 * @time_us: a moment, in microseconds since 1970 UTC, of the years 1 to 9999
 * @zone: (nullable): name of a time zone, or an offset such as `+05:30`; %NULL is the system's
 * @wall: (out): return location for what the clock shows
 * @error: return location for an error
 *
 * Finds what the clock on the wall shows at a moment.
 *
 * Returns: whether there is such a zone and the moment is in range; else `APS_ERROR_NOT_FOUND` or
 *   `APS_ERROR_INVALID_ARGUMENT`
 *
 * Since: 1.0
 */
gboolean
aps_wall_time_at (gint64 time_us, const char *zone, ApsWallTime *wall, GError **error)
{
  g_autoptr (ApsTimeZone) rules = NULL;
  ApsZonePeriod period;
  gint64        local_us;

  g_return_val_if_fail (wall != NULL, FALSE);

  rules = find_zone (zone, error);
  if (rules == NULL)
    return FALSE;

  if (time_us >= APS_ISO8601_MIN_US && time_us <= APS_ISO8601_MAX_US)
    {
      aps_time_zone_get_period (rules, aps_floor_div (time_us, APS_SECOND), &period);
      local_us = time_us + period.offset_s * APS_SECOND;
      if (local_us >= APS_ISO8601_MIN_US && local_us <= APS_ISO8601_MAX_US)
        {
          fill (wall, local_us, &period);
          return TRUE;
        }
    }

  g_set_error (error,
               APS_ERROR,
               APS_ERROR_INVALID_ARGUMENT,
               "%" G_GINT64_FORMAT " us is not in the years 1 to 9999",
               time_us);
  return FALSE;
}

/**
 * aps_wall_time_to_string: (skip)
 * @self: a time of the wall
 *
 * Prints it by RFC 3339 with its offset, such as `2026-01-31T04:00:00+01:00`; with six digits of a
 * fraction where it is not zero.
 *
 * Returns: (transfer full): the text
 *
 * Since: 1.0
 */
char *
aps_wall_time_to_string (const ApsWallTime *self)
{
  GString *text;
  gint     minutes;

  g_return_val_if_fail (self != NULL, NULL);

  text = g_string_sized_new (32);
  minutes = ABS (self->offset_s) / 60;
  g_string_append_printf (text,
                          "%04d-%02d-%02dT%02d:%02d:%02d",
                          self->year,
                          self->month,
                          self->day,
                          self->hour,
                          self->minute,
                          self->second);
  if (self->microsecond != 0)
    g_string_append_printf (text, ".%06d", self->microsecond);
  g_string_append_printf (text,
                          "%c%02d:%02d",
                          self->offset_s < 0 ? '-' : '+',
                          minutes / 60,
                          minutes % 60);
  return g_string_free (text, FALSE);
}

static gboolean
refuse (const char *text, const char *why, GError **error)
{
  g_autofree char *quoted = aps_quotable (text);

  g_set_error (error,
               APS_ERROR,
               APS_ERROR_INVALID_ARGUMENT,
               "\"%s\" is no time: %s (write 2026-12-24, 2026-12-24T18:00 or 2026-12-24T18:00Z)",
               quoted,
               why);
  return FALSE;
}

/**
 * aps_wall_time_parse:
 * @text: a date, or a date and a time, by ISO 8601: `2026-12-24`, `2026-12-24T18:00:30`,
 *   `2026-12-24T18:00+01:00`
 * @zone: (nullable): the zone of a text without offset; %NULL is the system's
 * @time_us: (out): return location for the moment, in microseconds since 1970 UTC
 * @error: return location for an error
 *
 * Finds the moment that a written time means. A date alone is its midnight. Of a time that occurs
 * twice the earlier is meant; one that does not exist is refused.
 *
 * Returns: whether it means a moment; else `APS_ERROR_INVALID_ARGUMENT`, or for the zone
 *   `APS_ERROR_NOT_FOUND`
 *
 * Since: 1.0
 */
gboolean
aps_wall_time_parse (const char *text, const char *zone, gint64 *time_us, GError **error)
{
  g_autoptr (ApsTimeZone) rules = NULL;
  g_autofree char *problem = NULL;
  const char      *at;
  ApsIsoTime       iso;
  ApsLocalTime     local;

  g_return_val_if_fail (text != NULL, FALSE);
  g_return_val_if_fail (time_us != NULL, FALSE);

  if (!aps_iso8601_parse (text, strlen (text), &iso, &at, &problem))
    return refuse (text, problem, error);

  if (iso.has_offset)
    {
      *time_us = iso.local_us - iso.offset_s * APS_SECOND;
      return TRUE;
    }

  rules = find_zone (zone, error);
  if (rules == NULL)
    return FALSE;

  aps_time_zone_resolve_local (rules, aps_floor_div (iso.local_us, APS_SECOND), &local);
  if (local.n_instants == 0)
    return refuse (text, "the clock is set forward over it, so it does not exist", error);

  *time_us = local.instants[0] * APS_SECOND + aps_floor_mod (iso.local_us, APS_SECOND);
  return TRUE;
}

/**
 * aps_wall_time_next_change: (skip)
 * @after_us: a moment, in microseconds since 1970 UTC
 * @zone: (nullable): name of a time zone; %NULL is the system's
 * @change: (out): return location for the change; its time is %APS_TIME_NONE where none comes
 * @error: return location for an error
 *
 * Finds the first moment after another at which the zone's clocks are set forward or back.
 *
 * Returns: whether there is such a zone; else `APS_ERROR_NOT_FOUND` or `APS_ERROR_INVALID_ARGUMENT`
 *
 * Since: 1.0
 */
gboolean
aps_wall_time_next_change (gint64          after_us,
                           const char     *zone,
                           ApsClockChange *change,
                           GError        **error)
{
  g_autoptr (ApsTimeZone) rules = NULL;
  ApsZonePeriod period;
  gint32        before_s;

  g_return_val_if_fail (change != NULL, FALSE);

  rules = find_zone (zone, error);
  if (rules == NULL)
    return FALSE;

  aps_time_zone_get_period (rules, aps_floor_div (after_us, APS_SECOND), &period);
  do
    {
      before_s = period.offset_s;
      if (period.until_s > APS_ISO8601_MAX_US / APS_SECOND)
        {
          *change = (ApsClockChange){ APS_TIME_NONE, before_s, before_s };
          return TRUE;
        }
      aps_time_zone_get_period (rules, period.until_s, &period);
    }
  while (period.offset_s == before_s);

  *change = (ApsClockChange){ period.from_s * APS_SECOND, before_s, period.offset_s };
  return TRUE;
}
