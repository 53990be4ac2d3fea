/* The instants at which calendar rules meet, found without stepping through each of them.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include "triggers/aps-calendar-rule-private.h"
#include "triggers/aps-combination-private.h"
#include "triggers/aps-wall-clock-private.h"

G_BEGIN_DECLS

/* Cron rules are intersected to one; calendar intervals are days that must be among its days. */
typedef struct
{
  ApsCalendarRule *rule;   /* owned; NULL: calendar intervals alone */
  ApsTimeZone     *zone;   /* borrowed from the triggers */
  ApsClockPolicy   policy; /* resolved */
  guint            n_steps;
} ApsMeeting;

/* Finds out whether the triggers are all calendar rules of one zone, whose fires can be within the
 * threshold only if they are the same: FALSE, then they must be stepped. */
gboolean
     aps_meeting_init (ApsMeeting *self, const ApsCombination *combination, gint64 threshold_us);
void aps_meeting_clear (ApsMeeting *self);

/* The first common fire at or after from_us, or APS_TIME_NONE. */
gint64 aps_meeting_next (const ApsMeeting     *self,
                         const ApsCombination *combination,
                         ApsCursor            *cursor,
                         gint64                from_us);

/* Of cron rules alone (n_steps is 0): as ApsTriggerKind has them. */
gint64 aps_meeting_prev (const ApsMeeting     *self,
                         const ApsCombination *combination,
                         const ApsCursor      *cursor,
                         gint64                from_us,
                         gint64                until_us);
gint64 aps_meeting_count (const ApsMeeting     *self,
                          const ApsCombination *combination,
                          const ApsCursor      *cursor,
                          gint64                from_us,
                          gint64                until_us);

G_END_DECLS
