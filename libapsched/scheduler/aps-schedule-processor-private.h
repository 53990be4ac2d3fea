/* Leases due schedules and commits their firings.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include "scheduler/aps-engine-private.h"

ApsScheduleProcessor *aps_schedule_processor_new (ApsEngine *engine);
void                  aps_schedule_processor_free (ApsScheduleProcessor *self);
void                  aps_schedule_processor_start (ApsScheduleProcessor *self);
/* After engine->stopping is set: waits for the thread. */
void aps_schedule_processor_join (ApsScheduleProcessor *self);
void aps_schedule_processor_wake (ApsScheduleProcessor *self);
/* The schedules held now, for extending their leases; NULL where none. */
ApsRecordList *aps_schedule_processor_ref_held (ApsScheduleProcessor *self);
/* When the last pass was, and what the thread waits for. */
gint64 aps_schedule_processor_get_pass (ApsScheduleProcessor *self);
gint64 aps_schedule_processor_get_next (ApsScheduleProcessor *self);
