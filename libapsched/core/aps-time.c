/* Prints moments in the one form that all texts of the library have.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"

#include <apsched/aps-time.h>

#include "core/aps-civil-private.h"
#include "core/aps-time-private.h"

#include <apsched/aps-types.h>

void
aps_time_append (GString *text, gint64 time_us)
{
  gint64 second = aps_floor_div (time_us, APS_SECOND);
  gint   us = (gint)aps_floor_mod (time_us, APS_SECOND);
  gint   of_day = (gint)aps_floor_mod (second, APS_CIVIL_DAY_SECONDS);
  gint64 year;
  guint  month;
  guint  day;

  if (time_us == APS_TIME_NONE)
    {
      g_string_append (text, "none");
      return;
    }

  aps_civil_from_days (aps_floor_div (second, APS_CIVIL_DAY_SECONDS), &year, &month, &day);
  g_string_append_printf (text,
                          "%04" G_GINT64_FORMAT "-%02u-%02uT%02d:%02d:%02d",
                          year,
                          month,
                          day,
                          of_day / 3600,
                          of_day / 60 % 60,
                          of_day % 60);
  if (us != 0)
    g_string_append_printf (text, ".%06d", us);
  g_string_append_c (text, 'Z');
}

/**
 * aps_time_to_string:
 * @time_us: microseconds since 1970 UTC
 *
 * Prints a moment by RFC 3339 in UTC, such as `2026-01-31T03:00:00Z`; with six digits of a fraction
 * where it is not zero. %APS_TIME_NONE is `none`.
 *
 * Returns: (transfer full): the text
 *
 * Since: 1.0
 */
char *
aps_time_to_string (gint64 time_us)
{
  GString *text = g_string_sized_new (28);

  aps_time_append (text, time_us);
  return g_string_free (text, FALSE);
}
