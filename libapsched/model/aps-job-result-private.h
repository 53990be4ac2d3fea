/* The insides of a result, and how it is made of a record.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include <apsched/aps-job-result.h>
#include <apsched/aps-records.h>

#include "model/aps-model-private.h"

G_BEGIN_DECLS

struct _ApsJobResult
{
  GObject parent_instance;

  ApsModel  model;
  GVariant *value; /* atomic: read from the record when first asked for */
  GError   *error; /* likewise */
};

#define APS_JOB_RESULT_RECORD(self) ((const ApsJobRecord *)(self)->model.record)

/* @list is kept, and must not change any more. */
ApsJobResult *aps_job_result_new_from_record (ApsRecordList *list, const ApsJobRecord *record);
/* The error by which a finished job failed, was missed, cancelled or abandoned; NULL for a success.
 * Its own domain and code where the domain is registered in this process. */
GError *aps_job_record_make_error (const ApsJobRecord *record);

G_END_DECLS
