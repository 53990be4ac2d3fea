/* Triggers that only this process knows: their objects, for schedules in a store that is private to
 * it.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include <apsched/aps-trigger.h>

typedef struct _ApsLiveTriggers ApsLiveTriggers;

ApsLiveTriggers *aps_live_triggers_new (void);
void             aps_live_triggers_free (ApsLiveTriggers *self);

/* Keeps the trigger of a schedule, in place of a former one. Answers what stands for it in the
 * schedule's record. */
char *aps_live_triggers_add (ApsLiveTriggers *self, const char *schedule_id, ApsTrigger *trigger);
/* The trigger for which @json stands in the record of a schedule (transfer full), or NULL: @json is
 * a trigger like others. */
ApsTrigger      *
aps_live_triggers_lookup (ApsLiveTriggers *self, const char *schedule_id, const char *json);
void aps_live_triggers_remove (ApsLiveTriggers *self, const char *schedule_id);
