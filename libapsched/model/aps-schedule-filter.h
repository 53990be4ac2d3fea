/* Which schedules a list holds, in which order, how many.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#if !defined(APSCHED_INSIDE) && !defined(APS_COMPILATION)
#error "Only <apsched/apsched.h> can be included directly."
#endif

#include <apsched/aps-list-query.h>

G_BEGIN_DECLS

#define APS_TYPE_SCHEDULE_FILTER (aps_schedule_filter_get_type ())

APS_AVAILABLE_IN_1_0
G_DECLARE_FINAL_TYPE (ApsScheduleFilter, aps_schedule_filter, APS, SCHEDULE_FILTER, GObject)

APS_AVAILABLE_IN_1_0
ApsScheduleFilter *aps_schedule_filter_new (void);

G_END_DECLS
