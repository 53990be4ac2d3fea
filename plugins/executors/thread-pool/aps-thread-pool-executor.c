/* Runs jobs in threads of its own: symbols of modules, and callbacks that may run anywhere.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"

#include "aps-thread-pool-executor.h"

#include "aps-worker-pool.h"

struct _ApsThreadPoolExecutor
{
  ApsExecutorBase parent_instance;

  ApsWorkerPool *pool; /* construct-only */
};

G_DEFINE_FINAL_TYPE (ApsThreadPoolExecutor, aps_thread_pool_executor, APS_TYPE_EXECUTOR_BASE)

static void
run_job (gpointer item)
{
  g_autoptr (ApsJobContext) context = item;

  aps_job_context_run (context);
}

static gboolean
aps_thread_pool_executor_start (ApsExecutorBase *executor,
                                GCancellable    *cancellable,
                                GError         **error)
{
  aps_worker_pool_start (APS_THREAD_POOL_EXECUTOR (executor)->pool);
  return TRUE;
}

static void
aps_thread_pool_executor_stop (ApsExecutorBase *executor)
{
  aps_worker_pool_stop (APS_THREAD_POOL_EXECUTOR (executor)->pool);
}

static gboolean
aps_thread_pool_executor_submit (ApsExecutorBase *executor, ApsJobContext *context, GError **error)
{
  ApsThreadPoolExecutor *self = APS_THREAD_POOL_EXECUTOR (executor);

  if (aps_worker_pool_push (self->pool, g_object_ref (context)))
    return TRUE;

  g_object_unref (context);
  g_set_error_literal (error,
                       APS_ERROR,
                       APS_ERROR_BUSY,
                       "The thread pool is stopped or cannot get a thread");
  return FALSE;
}

static void
aps_thread_pool_executor_constructed (GObject *object)
{
  ApsThreadPoolExecutor *self = APS_THREAD_POOL_EXECUTOR (object);
  guint                  max_workers;

  G_OBJECT_CLASS (aps_thread_pool_executor_parent_class)->constructed (object);

  g_object_get (self, "max-workers", &max_workers, NULL);
  self->pool = aps_worker_pool_new (run_job, max_workers);
}

static void
aps_thread_pool_executor_dispose (GObject *object)
{
  ApsThreadPoolExecutor *self = APS_THREAD_POOL_EXECUTOR (object);

  g_clear_pointer (&self->pool, aps_worker_pool_free);

  G_OBJECT_CLASS (aps_thread_pool_executor_parent_class)->dispose (object);
}

static void
aps_thread_pool_executor_class_init (ApsThreadPoolExecutorClass *klass)
{
  GObjectClass         *object_class = G_OBJECT_CLASS (klass);
  ApsExecutorBaseClass *executor_class = APS_EXECUTOR_BASE_CLASS (klass);

  object_class->constructed = aps_thread_pool_executor_constructed;
  object_class->dispose = aps_thread_pool_executor_dispose;
  executor_class->start = aps_thread_pool_executor_start;
  executor_class->stop = aps_thread_pool_executor_stop;
  executor_class->submit = aps_thread_pool_executor_submit;
}

static void
aps_thread_pool_executor_init (ApsThreadPoolExecutor *self)
{
}
