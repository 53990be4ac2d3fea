/* How the scheduler makes a job context, and hears of its end.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include <apsched/aps-clock.h>
#include <apsched/aps-job-context.h>
#include <apsched/aps-job.h>
#include <apsched/aps-records.h>

#include "interfaces/aps-runnable-private.h"
#include "interfaces/aps-scheduler-ref-private.h"

/* How an attempt ended. Text is valid during the call. */
typedef struct
{
  const char   *value;         /* canonical JSON of a success, else NULL */
  const GError *error;         /* of a failure, else NULL */
  const char   *error_details; /* JSON object, or NULL */
  const char   *output;        /* or NULL */
  gint64        started_us;    /* when the callable was entered, or APS_TIME_NONE */
  gint64        finished_us;
} ApsJobEnd;

/* Whoever made a context. */
typedef struct
{
  /* Called once, from the thread that completes. */
  void (*ended) (ApsJobContext *context, const ApsJobEnd *end, gpointer owner);
  /* The context's last reference goes: no other may be taken any more. Perhaps called again where
   * one was taken just before. May be NULL: the owner keeps no pointer to it. */
  void (*dropped) (gpointer owner);
  /* The context is gone. */
  void (*release) (gpointer owner);
} ApsJobOwner;

/* Called once, when the task has come to an end. */
typedef void (*ApsJobWatchFunc) (gpointer data);

struct _ApsJobContext
{
  GObject parent_instance;

  ApsRecordList      *list; /* construct-only, as all up to owner: holds record */
  const ApsJobRecord *record;
  ApsRunnable        *runnable;
  char               *options;   /* nullable */
  ApsSchedulerRef    *scheduler; /* nullable */
  ApsClock           *clock;
  const ApsJobOwner  *owner_methods;
  gpointer            owner;

  GMutex          lock;
  ApsJob         *job;         /* guarded by lock, as all below: made when asked for */
  GCancellable   *cancellable; /* made when asked for */
  gboolean        cancelled;
  gboolean        completed; /* by the task */
  gboolean        given_up;  /* by the scheduler */
  gint64          started_us;
  gint64          lease_until_us;
  double          progress;
  char           *progress_text;
  char           *output;
  GPtrArray      *read_values; /* nullable: what read_args() lent out */
  ApsJobWatchFunc watch;       /* nullable: the executor's */
  gpointer        watch_data;
};

/* @record stands in @list. @scheduler: or NULL. @options: JSON object
 * or NULL. @owner: taken. */
ApsJobContext *aps_job_context_new (ApsRecordList      *list,
                                    const ApsJobRecord *record,
                                    ApsRunnable        *runnable,
                                    const char         *options,
                                    ApsSchedulerRef    *scheduler,
                                    ApsClock           *clock,
                                    const ApsJobOwner  *owner_methods,
                                    gpointer            owner);

ApsRunnable *aps_job_context_get_runnable (ApsJobContext *self);
void         aps_job_context_set_lease_until (ApsJobContext *self, gint64 until_us);
/* Tells the task to end. */
void aps_job_context_cancel (ApsJobContext *self);
/* Ends it from the scheduler's side (given up, lease lost): later completions are ignored silently.
 * FALSE where its task has just ended it, so that `ended` was or is being called, or where it was
 * given up before. */
gboolean aps_job_context_give_up (ApsJobContext *self);
double   aps_job_context_get_progress (ApsJobContext *self, char **text);
/* When the callable was entered, or APS_TIME_NONE. An executor that does not call
 * aps_job_context_run() enters by aps_job_context_get_callable(). */
gint64 aps_job_context_get_started (ApsJobContext *self);

/* The task begins now, if it has not begun. */
void aps_job_context_enter (ApsJobContext *self);
/* For the executor: @watch is called once, when the task itself has come to an end, even where the
 * scheduler has given it up before. */
void aps_job_context_watch (ApsJobContext *self, ApsJobWatchFunc watch, gpointer data);
/* Calls and forgets the watch: the executor did not take the job. */
void aps_job_context_unwatch (ApsJobContext *self);
/* Completes it; @error is borrowed. */
void aps_job_context_fail (ApsJobContext *self, const GError *error, const char *details);
