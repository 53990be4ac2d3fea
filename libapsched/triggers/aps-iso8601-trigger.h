/* A trigger that fires by a repeating interval of ISO 8601.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#if !defined(APSCHED_INSIDE) && !defined(APS_COMPILATION)
#error "Only <apsched/apsched.h> can be included directly."
#endif

#include <apsched/aps-trigger-base.h>

G_BEGIN_DECLS

#define APS_TYPE_ISO8601_TRIGGER (aps_iso8601_trigger_get_type ())

APS_AVAILABLE_IN_1_0
G_DECLARE_FINAL_TYPE (ApsIso8601Trigger, aps_iso8601_trigger, APS, ISO8601_TRIGGER, ApsTriggerBase)

G_END_DECLS
