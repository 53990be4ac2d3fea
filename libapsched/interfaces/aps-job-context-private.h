/* How the scheduler makes a job context, and hears of its end.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include <apsched/aps-clock.h>
#include <apsched/aps-job-context.h>
#include <apsched/aps-job.h>

#include "interfaces/aps-runnable-private.h"

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

/* Called once, from the thread that completes. */
typedef void (*ApsJobEndFunc) (ApsJobContext *context, const ApsJobEnd *end, gpointer user_data);

/* Called when progress is set, from the thread that sets it; may be NULL. */
typedef void (*ApsJobProgressFunc) (ApsJobContext *context, gpointer user_data);

/* Called once, when the task has come to an end. */
typedef void (*ApsJobWatchFunc) (gpointer data);

/* A weak reference to a scheduler that its contexts share. */
typedef struct _ApsSchedulerRef ApsSchedulerRef;

struct _ApsJobContext
{
  GObject parent_instance;

  ApsJob            *job; /* construct-only, as all up to destroy */
  ApsRunnable       *runnable;
  char              *options; /* nullable */
  ApsSchedulerRef   *scheduler;
  ApsClock          *clock;
  GCancellable      *cancellable;
  ApsJobEndFunc      ended;
  ApsJobProgressFunc progressed; /* nullable */
  gpointer           user_data;
  GDestroyNotify     destroy; /* nullable */

  GMutex          lock;
  gboolean        completed; /* guarded by lock, as all below: by the task */
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

/* @scheduler: a GObject, kept by a weak reference. @options: JSON object or NULL. */
ApsJobContext *aps_job_context_new (ApsJob            *job,
                                    ApsRunnable       *runnable,
                                    const char        *options,
                                    GObject           *scheduler,
                                    ApsClock          *clock,
                                    GCancellable      *cancellable,
                                    ApsJobEndFunc      ended,
                                    ApsJobProgressFunc progressed,
                                    gpointer           user_data,
                                    GDestroyNotify     destroy);

ApsRunnable *aps_job_context_get_runnable (ApsJobContext *self);
void         aps_job_context_set_lease_until (ApsJobContext *self, gint64 until_us);
/* Ends it from the scheduler's side (given up, lease lost): later completions are ignored silently.
 * FALSE where its task has just ended it: `ended` was or is being called. */
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
