/* A trigger that fires when all its triggers do.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#if !defined(APSCHED_INSIDE) && !defined(APS_COMPILATION)
#error "Only <apsched/apsched.h> can be included directly."
#endif

#include <apsched/aps-trigger-base.h>

G_BEGIN_DECLS

#define APS_TYPE_AND_TRIGGER (aps_and_trigger_get_type ())

APS_AVAILABLE_IN_1_0
G_DECLARE_FINAL_TYPE (ApsAndTrigger, aps_and_trigger, APS, AND_TRIGGER, ApsTriggerBase)

APS_AVAILABLE_IN_1_0
ApsTrigger *aps_and_trigger_new (
  ApsTrigger **triggers, gsize n_triggers, gint64 threshold_us, int max_iterations, GError **error);

G_END_DECLS
