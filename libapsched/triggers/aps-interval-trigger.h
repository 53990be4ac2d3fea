/* A trigger that fires again and again after the same time has passed.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#if !defined(APSCHED_INSIDE) && !defined(APS_COMPILATION)
#error "Only <apsched/apsched.h> can be included directly."
#endif

#include <apsched/aps-trigger-base.h>

G_BEGIN_DECLS

#define APS_TYPE_INTERVAL_TRIGGER (aps_interval_trigger_get_type ())

APS_AVAILABLE_IN_1_0
G_DECLARE_FINAL_TYPE (
  ApsIntervalTrigger, aps_interval_trigger, APS, INTERVAL_TRIGGER, ApsTriggerBase)

APS_AVAILABLE_IN_1_0
ApsTrigger *aps_interval_trigger_new (gint64 interval_us);

G_END_DECLS
