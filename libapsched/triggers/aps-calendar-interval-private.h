/* What combinations ask of calendar intervals.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include <apsched/aps-trigger-base.h>

#include "triggers/aps-day-steps-private.h"

G_BEGIN_DECLS

/* The days of the trigger, from its start or the cursor's anchor on. */
void aps_calendar_interval_trigger_get_steps (ApsTriggerBase  *trigger,
                                              const ApsCursor *cursor,
                                              ApsDaySteps     *steps);

G_END_DECLS
