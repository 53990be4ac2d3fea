/* A trigger that fires when the wall clock matches an expression.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#if !defined(APSCHED_INSIDE) && !defined(APS_COMPILATION)
#error "Only <apsched/apsched.h> can be included directly."
#endif

#include <apsched/aps-trigger-base.h>

G_BEGIN_DECLS

#define APS_TYPE_CRON_TRIGGER (aps_cron_trigger_get_type ())

APS_AVAILABLE_IN_1_0
G_DECLARE_FINAL_TYPE (ApsCronTrigger, aps_cron_trigger, APS, CRON_TRIGGER, ApsTriggerBase)

APS_AVAILABLE_IN_1_0
ApsTrigger *aps_cron_trigger_new (const char *crontab, const char *zone, GError **error);

APS_AVAILABLE_IN_1_0
char *aps_cron_trigger_to_dialect (ApsCronTrigger *self, const char *dialect, GError **error);

G_END_DECLS
