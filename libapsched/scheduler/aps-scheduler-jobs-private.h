/* Steps that adding a job and running one share.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include "scheduler/aps-scheduler-private.h"

/* Freezes the job, and copies its record into a list, filled from its task. */
gboolean aps_scheduler_copy_job (
  ApsScheduler *self, ApsJob *job, ApsRecordList *jobs, GCancellable *cancellable, GError **error);
gboolean aps_scheduler_put_jobs (ApsScheduler   *self,
                                 ApsRecordList  *jobs,
                                 ApsStoreAnswer *answer,
                                 GCancellable   *cancellable,
                                 GError        **error);
/* @job stays NULL where there is none. */
gboolean aps_scheduler_read_job (ApsScheduler  *self,
                                 const char    *id,
                                 ApsRecordList *list,
                                 ApsJobRecord **job,
                                 GCancellable  *cancellable,
                                 GError       **error);
/* As aps_scheduler_copy_job(), with a result that is kept long enough to be read. */
gboolean aps_scheduler_copy_job_to_run (
  ApsScheduler *self, ApsJob *job, ApsRecordList *jobs, GCancellable *cancellable, GError **error);
/* What a job returned, or the error with which it ended. */
GVariant *aps_scheduler_value_of (ApsJobResult *result, GError **error);
