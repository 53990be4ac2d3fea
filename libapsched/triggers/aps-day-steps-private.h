/* Days that follow each other in steps of months and days.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include "triggers/aps-wall-clock-private.h"

G_BEGIN_DECLS

/* first_day, then always: months later, again and again until the month has that day; then days
 * later. A time of day is the same on all of them. */
typedef struct
{
  gint64 first_day; /* since 1970-01-01 */
  gint64 months;
  gint64 days;
  guint  second;    /* of the day */
  gint64 known_day; /* one of them, noted when it was found; 0 notes nothing */
} ApsDaySteps;

/* The first such day at or after a day; G_MAXINT64: none up to the year 9999. */
gint64 aps_day_steps_next_day (const ApsDaySteps *self, gint64 day);

/* The same, going on from a day that is known to be one of them, at or before day. */
gint64 aps_day_steps_go_on (const ApsDaySteps *self, gint64 known, gint64 day);

/* The last one at or before a day; G_MININT64: none. */
gint64 aps_day_steps_prev_day (const ApsDaySteps *self, gint64 day);

/* How many there are from a day on, before another. */
gint64 aps_day_steps_count_days (const ApsDaySteps *self, gint64 from_day, gint64 until_day);

/* The functions of ApsDaySteps as a rule. */
extern const ApsLocalRuleFuncs aps_day_steps_funcs;

G_END_DECLS
