/* One job that runs here: its context, how it is to end, how it ended.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include <apsched/aps-executor.h>
#include <apsched/aps-records.h>

#include "interfaces/aps-job-context-private.h"
#include "scheduler/aps-engine-private.h"

typedef enum
{
  APS_INTERRUPT_NONE,
  APS_INTERRUPT_CANCELLED,  /* somebody asked for it */
  APS_INTERRUPT_TIME_LIMIT, /* it ran too long */
  APS_INTERRUPT_STOPPING,   /* the scheduler stops: it goes back */
  APS_INTERRUPT_LEASE_LOST, /* somebody else has it */
} ApsInterrupt;

typedef struct _ApsRunningJob ApsRunningJob;

struct _ApsRunningJob
{
  gatomicrefcount     ref_count;
  ApsEngine          *engine;
  ApsRecordList      *list;     /* holds record */
  const ApsJobRecord *record;   /* as leased */
  ApsExecutor        *executor; /* the engine's */

  GMutex         context_lock;
  ApsJobContext *context; /* guarded by context_lock, not owned: the task's; see drop_context() */

  /* Guarded by the runner's lock. */
  GList        link; /* in the queue of those that have ended */
  ApsInterrupt interrupt;
  char        *interrupted_by;
  char        *interrupt_reason;
  gint64       interrupted_us; /* real monotonic time */
  gint64       limit_us;       /* when its time limit is over, or APS_TIME_NONE */
  gint64       lease_until_us;
  gboolean     ended;
  gboolean     refused; /* the executor did not take it: it goes back, uncounted */

  /* Set when it ended. */
  char   *value;
  GError *error;
  char   *error_details;
  char   *output;
  gint64  started_us;
  gint64  finished_us;
};

ApsRunningJob *
aps_running_job_new (ApsEngine *engine, ApsRecordList *list, const ApsJobRecord *record);
ApsRunningJob *aps_running_job_ref (ApsRunningJob *self);
void           aps_running_job_unref (ApsRunningJob *self);

/* Its task's context: dropped uncompleted, it ends the job with an error. */
void aps_running_job_set_context (ApsRunningJob *self, ApsJobContext *context);
/* The context's last reference goes. */
void aps_running_job_drop_context (ApsRunningJob *self);
/* Its context, or NULL where it has none any more. */
ApsJobContext *aps_running_job_ref_context (ApsRunningJob *self);
/* Keeps how the context ended. */
void aps_running_job_set_end (ApsRunningJob *self, const ApsJobEnd *end);
/* It cannot be run: @error is taken. */
void aps_running_job_set_error (ApsRunningJob *self, GError *error, gint64 now_us);

/* Adds the record as the store is to have it from now on: finished, or waiting to be tried again.
 * Its text may be that of the job, which has to outlive the list. */
ApsJobRecord *aps_running_job_add_release (ApsRunningJob *self, ApsRecordList *jobs, gint64 now_us);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ApsRunningJob, aps_running_job_unref)
