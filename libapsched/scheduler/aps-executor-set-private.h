/* The executors of a scheduler, by name, in the order in which they are asked.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include <apsched/aps-data-store.h>
#include <apsched/aps-executor.h>

typedef struct _ApsExecutorSet ApsExecutorSet;

ApsExecutorSet *aps_executor_set_new (void);
void            aps_executor_set_free (ApsExecutorSet *self);

/* Takes @executor. Names are unique: the later one replaces. Before start only. */
void aps_executor_set_add (ApsExecutorSet *self, const char *name, ApsExecutor *executor);
/* A program's own: asked before all others, in the order in which they are added. Before start
 * only.
 */
void aps_executor_set_prefer (ApsExecutorSet *self, const char *name, ApsExecutor *executor);
ApsExecutor *aps_executor_set_lookup (ApsExecutorSet *self, const char *name);

/* The name of the first executor that runs @scheme; loads `process` where that is wanted and can be
 * had. NULL with an error that says why there is none. */
const char *aps_executor_set_find (ApsExecutorSet *self, const char *scheme, GError **error);
/* Executor @name, if it exists and runs @scheme; @scheme may be NULL. */
ApsExecutor *
aps_executor_set_get (ApsExecutorSet *self, const char *name, const char *scheme, GError **error);

gboolean aps_executor_set_start (ApsExecutorSet *self, GCancellable *cancellable, GError **error);
void     aps_executor_set_stop (ApsExecutorSet *self);

/* The schemes of references that can be run, NULL-terminated. */
GPtrArray *aps_executor_set_ref_schemes (ApsExecutorSet *self);
/* Room by executor, the last entry for jobs that name none, which run callbacks of one of @kinds.
 * Array of ApsRoom; names live as long as the set. */
GArray *aps_executor_set_dup_rooms (ApsExecutorSet *self, const char *const *kinds, guint limit);

/* Called when an executor says that its room has grown. */
void
aps_executor_set_watch_room (ApsExecutorSet *self, void (*changed) (gpointer), gpointer user_data);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ApsExecutorSet, aps_executor_set_free)
