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
  gboolean    has_trigger; /* set by its maker: the record is still to be told */
};

/* Properties, in the order of the table in aps-schedule.c. */
enum
{
  PROP_ID = 1,
  PROP_TASK,
  PROP_ARGS,
  PROP_KWARGS,
  PROP_PAUSED,
  PROP_COALESCE,
  PROP_OVERLAP,
  PROP_MISFIRE_GRACE_TIME,
  PROP_MAX_JITTER,
  PROP_EXECUTOR,
  PROP_QUEUE,
  PROP_PRIORITY,
  PROP_JOB_RESULT_EXPIRATION_TIME,
  PROP_HISTORY,
  PROP_PAUSE_AFTER_FAILURES,
  PROP_METADATA,
  PROP_PAUSED_UNTIL,
  PROP_PAUSED_BY,
  PROP_PAUSED_REASON,
  PROP_LAST_FIRE_TIME,
  PROP_NEXT_FIRE_TIME,
  PROP_FAILURES,
  PROP_ERROR,
  PROP_CREATED,
  PROP_ORIGIN,
  PROP_REVISION,
};

#define APS_SCHEDULE_RECORD(self) ((const ApsScheduleRecord *)(self)->model.record)

/* A frozen schedule that shows a record; @list is kept, and must not change any more. */
ApsSchedule *aps_schedule_new_from_record (ApsRecordList *list, const ApsScheduleRecord *record);
/* Valid while the schedule is, or until it is next changed. */
const ApsScheduleRecord *aps_schedule_get_record (ApsSchedule *self);
/* The list that its record stands in; NULL where nothing was set yet. */
ApsRecordList *aps_schedule_get_list (ApsSchedule *self);
/* From now on nobody changes it. */
void aps_schedule_freeze (ApsSchedule *self);
/* Which keyfile defines it. */
void aps_schedule_set_origin (ApsSchedule *self, const char *origin);

G_END_DECLS
