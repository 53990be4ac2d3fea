/* Who waits for the end of a job.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include <apsched/aps-records.h>

typedef struct _ApsWaiters ApsWaiters;

/* Called once, in any thread, without locks held. @job is the finished job where this process ran
 * or saw it, or NULL: the store is to be asked. */
typedef void (*ApsWaiterFunc) (const ApsJobRecord *job, gpointer user_data);

ApsWaiters *aps_waiters_new (void);
void        aps_waiters_free (ApsWaiters *self);

/* Register before looking into the store. Answers an id from 1. */
guint64
aps_waiters_add (ApsWaiters *self, const char *job_id, ApsWaiterFunc func, gpointer user_data);
/* FALSE: the function has been or is being called. */
gboolean aps_waiters_remove (ApsWaiters *self, guint64 id);

gboolean aps_waiters_is_waited_for (ApsWaiters *self, const char *job_id);
/* A job has finished. */
void aps_waiters_finished (ApsWaiters *self, const char *job_id, const ApsJobRecord *job);
/* The ids that are waited for, NULL-terminated: the poll asks the store about them. */
char **aps_waiters_dup_ids (ApsWaiters *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ApsWaiters, aps_waiters_free)
