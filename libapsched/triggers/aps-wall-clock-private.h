/* From rules for the clock on the wall to instants: zones, gaps and folds.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include "core/aps-time-zone-private.h"
#include "triggers/aps-clock-changes-private.h"
#include "triggers/aps-cursor-private.h"

G_BEGIN_DECLS

/* Any rule for seconds of local time, compiled by the calendar engine or not. Functions must be
 * pure: the answer depends on rule and argument alone. */
typedef struct
{
  /* May be NULL: it is known by now that there is no second, so nobody need look for one. */
  gboolean (*is_never) (gpointer rule);

  /* The first second at or after from_s; G_MAXINT64: none. */
  gint64 (*next) (gpointer rule, gint64 from_s);

  /* The last second at or before until_s; G_MININT64: none. */
  gint64 (*prev) (gpointer rule, gint64 until_s);

  /* May be NULL, then it is stepped: how many there are from from_s on, before until_s. */
  gint64 (*count) (gpointer rule, gint64 from_s, gint64 until_s);

  /* May be NULL, then it is stepped: writes them out in order, at most max; answers how many. */
  guint (*fill) (gpointer rule, gint64 from_s, gint64 until_s, gint64 *seconds, guint max);
} ApsLocalRuleFuncs;

typedef struct
{
  const ApsLocalRuleFuncs *funcs;
  gpointer                 rule;   /* borrowed */
  ApsTimeZone             *zone;   /* borrowed */
  ApsClockPolicy           policy; /* resolved: see aps_clock_policy_resolve() */
} ApsWallClock;

/* The first fire at or after from_s, in seconds of UTC; G_MAXINT64: none. */
gint64 aps_wall_clock_next (const ApsWallClock *self, ApsQuietTime *quiet, gint64 from_s);

/* The last fire at or before until_s; G_MININT64: none. */
gint64 aps_wall_clock_prev (const ApsWallClock *self, gint64 until_s);

/* How many fires there are from from_s on, before until_s. */
gint64 aps_wall_clock_count (const ApsWallClock *self, gint64 from_s, gint64 until_s);

/* The same in microseconds, as ApsTriggerKind has them: bounds in years 1970 to 9999, both
 * included, none is APS_TIME_NONE. */
gint64 aps_wall_clock_next_us (const ApsWallClock *self, ApsQuietTime *quiet, gint64 from_us);
gint64 aps_wall_clock_prev_us (const ApsWallClock *self, gint64 from_us, gint64 until_us);
gint64 aps_wall_clock_count_us (const ApsWallClock *self, gint64 from_us, gint64 until_us);

/* The first fires from from_us to until_us, both included, at most max; answers how many. */
guint aps_wall_clock_fill_us (const ApsWallClock *self,
                              ApsQuietTime       *quiet,
                              gint64              from_us,
                              gint64              until_us,
                              gint64             *fires,
                              guint               max);

/* The functions of ApsCalendarRule. */
extern const ApsLocalRuleFuncs aps_calendar_rule_funcs;

G_END_DECLS
