/* Leases jobs that can start here, hands them to executors, releases them when they have ended.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include "scheduler/aps-engine-private.h"
#include "scheduler/aps-running-job-private.h"
#include "scheduler/aps-stalled-private.h"

#include "core/aps-waiter-private.h"

struct _ApsJobRunner
{
  ApsEngine  *engine; /* not owned */
  GThread    *thread;
  gint64      pause_us;   /* own thread: after an error */
  gboolean    check_held; /* own thread: a call broke, so the store is to be asked what is held */
  ApsStalled *stalled;    /* own thread */
  gint64      stalled_us; /* own thread: when to look at @stalled again */
  gint64      offset_us;  /* own thread: the store's clock less ours, at the last pass */

  GMutex      lock;
  GCond       drained;  /* running is empty */
  ApsWaiter  *waiter;   /* guarded by lock; only its thread waits */
  GHashTable *running;  /* guarded by lock: id -> ApsRunningJob, from lease to release */
  GQueue      ended;    /* guarded by lock: of ApsRunningJob, to be released */
  gint64      pass_us;  /* guarded by lock */
  gint64      next_us;  /* guarded by lock */
  gint64      limit_us; /* guarded by lock: no time limit ends before it */
};

ApsJobRunner *aps_job_runner_new (ApsEngine *engine);
void          aps_job_runner_free (ApsJobRunner *self);
void          aps_job_runner_start (ApsJobRunner *self);
/* After engine->stopping is set and nothing runs any more: waits for the thread. */
void aps_job_runner_join (ApsJobRunner *self);
void aps_job_runner_wake (ApsJobRunner *self);

/* Tells one job, or with @id NULL all, that it is to end. */
void aps_job_runner_cancel (ApsJobRunner *self, const char *id, const char *by, const char *reason);
void aps_job_runner_interrupt (ApsJobRunner *self, const char *id, ApsInterrupt interrupt);
/* Waits, in real time, until no job runs. */
gboolean aps_job_runner_drain (ApsJobRunner *self, gint64 wait_us);
/* Ends the contexts of all jobs that still run: their tasks' answers count no more. */
void aps_job_runner_give_up (ApsJobRunner *self);

/* The jobs held now: id, fence, progress. */
ApsRecordList *aps_job_runner_dup_held (ApsJobRunner *self);
/* The leases of these jobs (those not refused in @answer) now last until @until_us. */
void aps_job_runner_extended (ApsJobRunner   *self,
                              ApsRecordList  *jobs,
                              ApsStoreAnswer *answer,
                              gint64          until_us);
/* Interrupts jobs whose leases end before @until_us. */
void aps_job_runner_check_leases (ApsJobRunner *self, gint64 until_us);

/* The job that runs under this context's id is waiting for its own main loop: see run_job. */
ApsJobContext *aps_job_runner_ref_context (ApsJobRunner *self, const char *id);

gint64 aps_job_runner_get_pass (ApsJobRunner *self);
gint64 aps_job_runner_get_next (ApsJobRunner *self);
/* How many more jobs may run at once. */
guint aps_job_runner_count_free (ApsJobRunner *self);
guint aps_job_runner_get_n_running (ApsJobRunner *self);

/* A job has ended, by its context or by us: it is to be released. Any thread, once a job. */
void aps_job_runner_take_ended (ApsJobRunner *self, ApsRunningJob *job);
