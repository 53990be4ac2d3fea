/* What a scheduler is inside: its parts, and the life they share.
 *
 * The engine outlives the public object while its threads run; they hold a reference each. Locks,
 * in the order in which they may be taken: life_lock, the lock of one part. No part calls another
 * under its own lock.
 *
 *   schedule processor (thread)   leases due schedules, commits their firings
 *   job runner (thread)           leases jobs, hands them to executors, releases them
 *   lease keeper (thread)         extends leases, polls, reaps, cleans up, stops
 *   event bus                     subscriptions and streams here, the broker to others
 *   callables                     what this process can run
 *   waiters                       who waits for the end of a job
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include <apsched/aps-clock.h>
#include <apsched/aps-data-store.h>
#include <apsched/aps-event-broker.h>

#include "core/aps-home-context-private.h"
#include "interfaces/aps-scheduler-ref-private.h"
#include "model/aps-inheritance-private.h"
#include "scheduler/aps-callables-private.h"
#include "scheduler/aps-engine-settings-private.h"
#include "scheduler/aps-event-bus-private.h"
#include "scheduler/aps-executor-set-private.h"
#include "scheduler/aps-live-triggers-private.h"
#include "scheduler/aps-waiters-private.h"

typedef struct _ApsEngine            ApsEngine;
typedef struct _ApsScheduleProcessor ApsScheduleProcessor;
typedef struct _ApsJobRunner         ApsJobRunner;
typedef struct _ApsLeaseKeeper       ApsLeaseKeeper;

struct _ApsEngine
{
  gatomicrefcount ref_count;

  ApsEngineSettings *settings;      /* construct-only but for its lists of the keyfile */
  ApsClock          *clock;         /* construct-only */
  ApsDataStore      *store;         /* construct-only */
  ApsEventBroker    *broker;        /* construct-only */
  ApsRecordList     *instance_list; /* holds instance */
  ApsInstanceRecord *instance;      /* set in open; passes: lease keeper's thread */
  ApsSchedulerRef   *scheduler;     /* the public object; set when it is made */
  ApsHomeContext    *home;          /* where the public object was made */

  ApsEventBus     *bus;
  ApsCallables    *callables;
  ApsExecutorSet  *executors;
  ApsWaiters      *waiters;
  ApsLiveTriggers *live_triggers;

  ApsScheduleProcessor *processor; /* while running */
  ApsJobRunner         *runner;    /* while running */
  ApsLeaseKeeper       *keeper;    /* while running */

  GMutex      life_lock;
  GCond       life_changed; /* state, or stop_waits */
  ApsRunState state;        /* written under life_lock, atomically; read so, or under it */
  gboolean    changing;     /* guarded by life_lock: one thread opens, starts or closes */
  GError     *stop_reason;  /* guarded by life_lock: why it stopped by itself */
  guint       broker_id;    /* guarded by life_lock */
  guint       fork_count;   /* of the process that opened it */
  gpointer    store_offset; /* atomic, a gssize: the store's clock less ours */
  gint        stopping;     /* atomic: loops are to end */
  gint        hurrying;     /* atomic: stopping waits for no job */
  void (*state_notify) (gpointer data); /* called after state has changed, in any thread */
  gpointer      state_notify_data;
  GMainContext *waiting; /* guarded by life_lock: iterated by run_until_stopped */
};

/* Takes the references. */
ApsEngine *aps_engine_new (ApsEngineSettings *settings,
                           ApsClock          *clock,
                           ApsDataStore      *store,
                           ApsEventBroker    *broker,
                           ApsExecutorSet    *executors);
ApsEngine *aps_engine_ref (ApsEngine *self);
void       aps_engine_unref (ApsEngine *self);

/* Life: closed -> open -> running -> open -> closed. */
gboolean aps_engine_open (ApsEngine *self, GCancellable *cancellable, GError **error);
gboolean aps_engine_start (ApsEngine *self, GCancellable *cancellable, GError **error);
void     aps_engine_stop (ApsEngine *self);
/* Stops, and interrupts the jobs that run instead of waiting for them. */
void     aps_engine_stop_now (ApsEngine *self);
gboolean aps_engine_wait_until_stopped (ApsEngine    *self,
                                        gint64        wait_us,
                                        GCancellable *cancellable,
                                        GError      **error);
void     aps_engine_close (ApsEngine *self);
/* Woken at each change of the state; NULL: nobody. */
void        aps_engine_set_waiting (ApsEngine *self, GMainContext *context);
ApsRunState aps_engine_get_state (ApsEngine *self);
/* From the lease keeper: all has ended; the state becomes open. */
void aps_engine_stopped (ApsEngine *self);
/* Whether calls may go on: opens where needed; refuses after a fork. */
gboolean aps_engine_check_open (ApsEngine *self, GCancellable *cancellable, GError **error);

/* Time as the store sees it. */
gint64 aps_engine_now (ApsEngine *self);

/* Calls of the store may be repeated: @retry begins as zeros. TRUE: the error is cleared, call
 * again. Blocks for the back-off, ends it early at stop or cancellation. */
typedef struct
{
  guint  n;
  gint64 since_us;
} ApsRetry;
gboolean
aps_engine_retry (ApsEngine *self, ApsRetry *retry, GCancellable *cancellable, GError **error);

/* What the loops are to look at. Cheap, any thread. */
void aps_engine_wake_schedules (ApsEngine *self);
void aps_engine_wake_jobs (ApsEngine *self);
/* Jobs of these ids are to be cancelled if this process runs them. */
void
aps_engine_cancel_running (ApsEngine *self, const char *id, const char *by, const char *reason);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ApsEngine, aps_engine_unref)
