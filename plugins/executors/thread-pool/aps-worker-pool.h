/* Threads that take items from one queue.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef struct _ApsWorkerPool ApsWorkerPool;

/* Called for each item, in a thread of the pool. */
typedef void (*ApsWorkerPoolFunc) (gpointer item);

ApsWorkerPool *aps_worker_pool_new (ApsWorkerPoolFunc func, guint max_threads);
/* FALSE where the pool is stopped, or has no thread and can get none; the item is then not taken.
 */
gboolean aps_worker_pool_push (ApsWorkerPool *self, gpointer item);
void     aps_worker_pool_start (ApsWorkerPool *self);
/* Takes no more items; threads end once the queue is empty. Does not block. */
void aps_worker_pool_stop (ApsWorkerPool *self);
/* Stops, waits for its threads, but for one that calls this, and drops the pool. */
void aps_worker_pool_free (ApsWorkerPool *self);

G_END_DECLS
