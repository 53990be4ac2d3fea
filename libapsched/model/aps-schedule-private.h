/* The insides of a schedule, and what only the library does with one.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include <apsched/aps-schedule.h>
#include <apsched/aps-records.h>

#include "model/aps-model-private.h"

G_BEGIN_DECLS

struct _ApsSchedule
{
  GObject parent_instance;

  ApsModel model;

  ApsTrigger *trigger;     /* atomic while frozen: read from the record when first asked for */
  gint        has_trigger; /* atomic: set by its maker, the record is still to be told */
};

#define APS_SCHEDULE_RECORD(self) ((const ApsScheduleRecord *)(self)->model.record)

/* A frozen schedule that shows a record; @list is kept, and must not change any more. */
ApsSchedule *aps_schedule_new_from_record (ApsRecordList *list, const ApsScheduleRecord *record);
/* Valid while the schedule is, or until it is next changed. */
const ApsScheduleRecord *aps_schedule_get_record (ApsSchedule *self);
/* Adds its record to @list, perhaps without trigger and trigger_types, as somebody may be writing
 * them. Its text stays the schedule's. */
ApsScheduleRecord *aps_schedule_add_unwritten (ApsSchedule *self, ApsRecordList *list);
/* The list that its record stands in; NULL where nothing was set yet. */
ApsRecordList *aps_schedule_get_list (ApsSchedule *self);
/* From now on nobody changes it. */
void aps_schedule_freeze (ApsSchedule *self);
/* Which keyfile defines it. */
void aps_schedule_set_origin (ApsSchedule *self, const char *origin);

G_END_DECLS
