/* A trigger that fires once.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#if !defined(APSCHED_INSIDE) && !defined(APS_COMPILATION)
#error "Only <apsched/apsched.h> can be included directly."
#endif

#include <apsched/aps-trigger-base.h>

G_BEGIN_DECLS

#define APS_TYPE_DATE_TRIGGER (aps_date_trigger_get_type ())

APS_AVAILABLE_IN_1_0
G_DECLARE_FINAL_TYPE (ApsDateTrigger, aps_date_trigger, APS, DATE_TRIGGER, ApsTriggerBase)

APS_AVAILABLE_IN_1_0
ApsTrigger *aps_date_trigger_new (gint64 time_us);

G_END_DECLS
