/* The insides of the public scheduler object: an engine, and what calls wait by.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include <apsched/aps-configuration.h>
#include <apsched/aps-scheduler.h>

#include "core/aps-home-context-private.h"
#include "scheduler/aps-engine-private.h"
#include "scheduler/aps-task-cache-private.h"
#include "scheduler/aps-trigger-cache-private.h"

struct _ApsScheduler
{
  GObject parent_instance;

  ApsEngine       *engine;   /* construct-only */
  ApsTaskCache    *tasks;    /* construct-only */
  ApsTriggerCache *triggers; /* construct-only */

  /* Construct properties until the engine is made of them. */
  ApsEngineSettings *settings;
  ApsClock          *clock;
  ApsDataStore      *data_store;
  ApsEventBroker    *event_broker;

  GMutex            configuration_lock;
  ApsConfiguration *configuration; /* guarded by configuration_lock; NULL without a keyfile */
};

/* Opens where needed; every method that touches the store begins with it. */
gboolean aps_scheduler_ready (ApsScheduler *self, GCancellable *cancellable, GError **error);

/* Makes sure that task @name, an id or a reference, is in the store, and gets it. */
gboolean aps_scheduler_ensure_task (ApsScheduler   *self,
                                    const char     *name,
                                    ApsRecordList **list,
                                    ApsTaskRecord **task,
                                    GCancellable   *cancellable,
                                    GError        **error);
/* Whether @executor, or with NULL any, is there and runs @task's callable. Only who runs jobs knows
 * which executors there are: where this process runs none, all are right. */
gboolean aps_scheduler_check_executor (ApsScheduler        *self,
                                       const ApsTaskRecord *task,
                                       const char          *executor,
                                       GError             **error);

/* Resolves slots, checks the callable and its pairing, and writes the tasks. */
/* Whether the task is right, and can be run where this process runs jobs. */
gboolean aps_scheduler_check_task (ApsScheduler *self, const ApsTaskRecord *task, GError **error);
gboolean aps_scheduler_put_tasks (ApsScheduler  *self,
                                  ApsRecordList *tasks,
                                  GCancellable  *cancellable,
                                  GError       **error);
/* Writes schedules; fills times, cursors and triggers. @triggers: their triggers (of ApsTrigger),
 * or NULL where the records have them. */
gboolean aps_scheduler_put_schedules (ApsScheduler     *self,
                                      ApsRecordList    *schedules,
                                      GPtrArray        *triggers,
                                      ApsConflictPolicy policy,
                                      ApsStoreAnswer   *answer,
                                      GCancellable     *cancellable,
                                      GError          **error);
/* What the keyfile defines goes into the store, what is gone from it out of it. */
gboolean aps_scheduler_apply_configuration (ApsScheduler     *self,
                                            ApsConfiguration *configuration,
                                            GCancellable     *cancellable,
                                            GError          **error);

/* The keyfile's configuration, or NULL. */
ApsConfiguration *aps_scheduler_dup_configuration (ApsScheduler *self);

/* Stops those that still run when the process ends. */
void aps_exit_watch (ApsScheduler *scheduler);
void aps_exit_unwatch (ApsScheduler *scheduler);
