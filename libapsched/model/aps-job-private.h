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
