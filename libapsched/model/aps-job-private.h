/* The insides of a job, and what only the library does with one.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include <apsched/aps-job.h>
#include <apsched/aps-records.h>

#include "model/aps-model-private.h"

G_BEGIN_DECLS

struct _ApsJob
{
  GObject parent_instance;

  ApsModel model;
};

/* Properties, in the order of the table in aps-job.c. */
enum
{
  PROP_ID = 1,
  PROP_TASK_ID,
  PROP_ARGS,
  PROP_KWARGS,
  PROP_NOT_BEFORE,
  PROP_START_DEADLINE,
  PROP_QUEUE,
  PROP_PRIORITY,
  PROP_EXECUTOR,
  PROP_UNIQUE_KEY,
  PROP_UNIQUE_UNTIL,
  PROP_UNIQUE_UNTIL_TIME,
  PROP_MAX_ATTEMPTS,
  PROP_RETRY_DELAY,
  PROP_RETRY_MAX_DELAY,
  PROP_TIME_LIMIT,
  PROP_ON_ABANDONED,
  PROP_RESULT_EXPIRATION_TIME,
  PROP_METADATA,
  PROP_SOURCE,
  PROP_SCHEDULE_ID,
  PROP_FIRE_TIME,
  PROP_N_FIRES,
  PROP_JITTER,
  PROP_OVERLAP,
  PROP_STATE,
  PROP_ATTEMPT,
  PROP_CREATED,
  PROP_LEASED,
  PROP_STARTED,
  PROP_FINISHED,
  PROP_EXPIRES,
  PROP_WORKER,
  PROP_FENCE,
  PROP_PROGRESS,
  PROP_PROGRESS_TEXT,
  PROP_CANCEL_REQUESTED,
  PROP_CANCELLED_BY,
  PROP_CANCEL_REASON,
  PROP_OUTCOME,
  PROP_REASON,
  PROP_REASON_TEXT,
};

#define APS_JOB_RECORD(self) ((const ApsJobRecord *)(self)->model.record)

/* A frozen job that shows a record; @list is kept, and must not change any more. */
ApsJob *aps_job_new_from_record (ApsRecordList *list, const ApsJobRecord *record);
/* Valid while the job is, or until it is next changed. */
const ApsJobRecord *aps_job_get_record (ApsJob *self);
/* The list that its record stands in; NULL where nothing was set yet. */
ApsRecordList *aps_job_get_list (ApsJob *self);
/* From now on nobody changes it. */
void aps_job_freeze (ApsJob *self);

G_END_DECLS
