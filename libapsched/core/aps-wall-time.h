/* What the clock on the wall shows in a time zone, and which moment a written time means there.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#if !defined(APSCHED_INSIDE) && !defined(APS_COMPILATION)
#error "Only <apsched/apsched.h> can be included directly."
#endif

#include <glib.h>

#include <apsched/aps-version-macros.h>

G_BEGIN_DECLS

/**
 * ApsWallTime: (skip)
 * @year: the year, 1 to 9999
 * @month: 1 to 12
 * @day: 1 to 31
 * @hour: 0 to 23
 * @minute: 0 to 59
 * @second: 0 to 59
 * @microsecond: 0 to 999999
 * @weekday: 1 (Monday) to 7 (Sunday)
 * @offset_s: local time less UTC, in seconds
 * @abbreviation: what the zone calls this offset, such as `CET`; never freed
 *
 * What the clock on the wall shows at a moment.
 *
 * Since: 1.0
 */
typedef struct
{
  gint        year;
  gint        month;
  gint        day;
  gint        hour;
  gint        minute;
  gint        second;
  gint        microsecond;
  gint        weekday;
  gint        offset_s;
  const char *abbreviation;
} ApsWallTime;

/**
 * ApsClockChange: (skip)
 * @time_us: the first moment with the new offset
 * @offset_before_s: local time less UTC before it, in seconds
 * @offset_after_s: local time less UTC from it on, in seconds
 *
 * A moment at which a zone's clocks are set forward (@offset_after_s is the larger one) or back.
 *
 * Since: 1.0
 */
typedef struct
{
  gint64 time_us;
  gint   offset_before_s;
  gint   offset_after_s;
} ApsClockChange;

APS_AVAILABLE_IN_1_0
char *aps_wall_time_dup_system_zone (void);
APS_AVAILABLE_IN_1_0
gboolean aps_wall_time_at (gint64 time_us, const char *zone, ApsWallTime *wall, GError **error);
APS_AVAILABLE_IN_1_0
char *aps_wall_time_to_string (const ApsWallTime *self);
APS_AVAILABLE_IN_1_0
gboolean aps_wall_time_parse (const char *text, const char *zone, gint64 *time_us, GError **error);
APS_AVAILABLE_IN_1_0
gboolean aps_wall_time_next_change (gint64          after_us,
                                    const char     *zone,
                                    ApsClockChange *change,
                                    GError        **error);

G_END_DECLS
