/* A trigger that fires at one time of day, every so many years, months, weeks and days.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#if !defined(APSCHED_INSIDE) && !defined(APS_COMPILATION)
#error "Only <apsched/apsched.h> can be included directly."
#endif

#include <apsched/aps-trigger-base.h>

G_BEGIN_DECLS

#define APS_TYPE_CALENDAR_INTERVAL_TRIGGER (aps_calendar_interval_trigger_get_type ())

APS_AVAILABLE_IN_1_0
G_DECLARE_FINAL_TYPE (ApsCalendarIntervalTrigger,
                      aps_calendar_interval_trigger,
                      APS,
                      CALENDAR_INTERVAL_TRIGGER,
                      ApsTriggerBase)

G_END_DECLS
