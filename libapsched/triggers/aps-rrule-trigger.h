/* A trigger that fires by a recurrence rule of iCalendar.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#if !defined(APSCHED_INSIDE) && !defined(APS_COMPILATION)
#error "Only <apsched/apsched.h> can be included directly."
#endif

#include <apsched/aps-trigger-base.h>

G_BEGIN_DECLS

#define APS_TYPE_RRULE_TRIGGER (aps_rrule_trigger_get_type ())

APS_AVAILABLE_IN_1_0
G_DECLARE_FINAL_TYPE (ApsRruleTrigger, aps_rrule_trigger, APS, RRULE_TRIGGER, ApsTriggerBase)

G_END_DECLS
