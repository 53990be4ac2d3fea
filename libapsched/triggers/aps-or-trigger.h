/* A trigger that fires whenever one of its triggers does.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#if !defined(APSCHED_INSIDE) && !defined(APS_COMPILATION)
#error "Only <apsched/apsched.h> can be included directly."
#endif

#include <apsched/aps-trigger-base.h>

G_BEGIN_DECLS

#define APS_TYPE_OR_TRIGGER (aps_or_trigger_get_type ())

APS_AVAILABLE_IN_1_0
G_DECLARE_FINAL_TYPE (ApsOrTrigger, aps_or_trigger, APS, OR_TRIGGER, ApsTriggerBase)

APS_AVAILABLE_IN_1_0
ApsTrigger *aps_or_trigger_new (ApsTrigger **triggers, gsize n_triggers, GError **error);

G_END_DECLS
