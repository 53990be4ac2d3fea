/* What a store's answer means to others: events, waiters, wake-ups.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include "scheduler/aps-engine-private.h"

/* The records that an operation changed besides its request: jobs ended or gone back, jobs to be
 * cancelled, schedules changed or removed. */
void aps_changes_publish (ApsEngine *self, ApsStoreAnswer *answer);

void aps_changes_publish_job (ApsEngine *self, ApsEventType type, const ApsJobRecord *job);
void aps_changes_publish_ended_jobs (ApsEngine *self, ApsRecordList *jobs);
void aps_changes_publish_cancelled_jobs (ApsEngine *self, ApsRecordList *jobs);
void aps_changes_publish_schedule (ApsEngine               *self,
                                   ApsEventType             type,
                                   const ApsScheduleRecord *schedule);
void aps_changes_publish_task (ApsEngine *self, ApsEventType type, const char *task_id);
/* The scheduler itself has started, or stopped. */
void aps_changes_publish_life (ApsEngine *self, ApsEventType type);
