/* The executor interface as its callers see it: a broken implementation becomes an error.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"

#include <apsched/aps-executor.h>

#include <apsched/aps-error.h>
#include <apsched/aps-job-context.h>

#include "interfaces/aps-executor-private.h"
#include "interfaces/aps-listeners-private.h"

static const char *const *
aps_executor_default_get_schemes (ApsExecutor *self)
{
  static const char *const none[] = { NULL };

  return none;
}

static gboolean
aps_executor_default_start (ApsExecutor *self, GCancellable *cancellable, GError **error)
{
  return TRUE;
}

static void
aps_executor_default_stop (ApsExecutor *self)
{
}

static guint
aps_executor_default_get_room (ApsExecutor *self)
{
  return 0;
}

static gboolean
aps_executor_default_submit (ApsExecutor *self, ApsJobContext *context, GError **error)
{
  g_set_error (error,
               APS_ERROR,
               APS_ERROR_NOT_SUPPORTED,
               "%s runs no jobs: it does not implement submit",
               G_OBJECT_TYPE_NAME (self));
  return FALSE;
}

static void
aps_executor_default_lease_extended (ApsExecutor *self, ApsJobContext *context, gint64 until_us)
{
}

/**
 * ApsExecutor:
 *
 * What runs jobs: a pool of threads, child processes, a main context, another machine.
 *
 * Implementers derive from [class@Aps.ExecutorBase]. The scheduler asks an executor for its room,
 * and leases no more jobs than that; it then submits each one as a [class@Aps.JobContext], which
 * the executor completes once, from any thread.
 *
 * ## Threads
 *
 * All methods may be called from any thread, and none of them blocks but aps_executor_start().
 *
 * Since: 1.0
 */
G_DEFINE_INTERFACE (ApsExecutor, aps_executor, G_TYPE_OBJECT)

static void
aps_executor_default_init (ApsExecutorInterface *iface)
{
  iface->get_schemes = aps_executor_default_get_schemes;
  iface->start = aps_executor_default_start;
  iface->stop = aps_executor_default_stop;
  iface->get_room = aps_executor_default_get_room;
  iface->submit = aps_executor_default_submit;
  iface->lease_extended = aps_executor_default_lease_extended;
}

/* Failure never comes without a reason, whoever wrote the executor. */
static gboolean
answered (ApsExecutor *self, const char *operation, gboolean success, GError **error)
{
  if (success || error == NULL || *error != NULL)
    return success;

  g_set_error (error,
               APS_ERROR,
               APS_ERROR_IMPLEMENTATION,
               "%s failed in %s without saying why",
               G_OBJECT_TYPE_NAME (self),
               operation);
  return FALSE;
}

/**
 * aps_executor_get_schemes:
 * @self: an executor
 *
 * Tells which kinds of callable it runs: schemes of references, such as `command`; `callback` for
 * callbacks that belong to a main context; `thread-callback` for those that may run in any thread.
 *
 * Returns: (transfer none) (array zero-terminated=1): the kinds
 *
 * Since: 1.0
 */
const char *const *
aps_executor_get_schemes (ApsExecutor *self)
{
  const char *const *schemes;

  g_return_val_if_fail (APS_IS_EXECUTOR (self), NULL);

  schemes = APS_EXECUTOR_GET_IFACE (self)->get_schemes (self);
  return schemes != NULL ? schemes : aps_executor_default_get_schemes (self);
}

/**
 * aps_executor_start:
 * @self: an executor
 * @cancellable: (nullable): a cancellable
 * @error: return location for an error
 *
 * Makes it ready to run jobs. It may be called again after aps_executor_stop().
 *
 * Returns: %TRUE, or %FALSE with @error set
 *
 * Since: 1.0
 */
gboolean
aps_executor_start (ApsExecutor *self, GCancellable *cancellable, GError **error)
{
  g_return_val_if_fail (APS_IS_EXECUTOR (self), FALSE);

  return answered (self,
                   "start",
                   APS_EXECUTOR_GET_IFACE (self)->start (self, cancellable, error),
                   error);
}

/**
 * aps_executor_stop:
 * @self: an executor
 *
 * Takes no more jobs, and ends what it holds once its jobs have ended. Does not block.
 *
 * Since: 1.0
 */
void
aps_executor_stop (ApsExecutor *self)
{
  g_return_if_fail (APS_IS_EXECUTOR (self));

  APS_EXECUTOR_GET_IFACE (self)->stop (self);
}

/**
 * aps_executor_get_room:
 * @self: an executor
 *
 * Tells how many more jobs it could begin at once. Any thread may ask; it never blocks.
 *
 * Returns: the number
 *
 * Since: 1.0
 */
guint
aps_executor_get_room (ApsExecutor *self)
{
  g_return_val_if_fail (APS_IS_EXECUTOR (self), 0);

  return APS_EXECUTOR_GET_IFACE (self)->get_room (self);
}

/**
 * aps_executor_submit:
 * @self: an executor
 * @context: the job
 * @error: return location for an error
 *
 * Begins a job: it will complete @context, once, from any thread. Does not block.
 *
 * Returns: %TRUE, or %FALSE with @error set where the job was not taken
 *
 * Since: 1.0
 */
gboolean
aps_executor_submit (ApsExecutor *self, ApsJobContext *context, GError **error)
{
  g_return_val_if_fail (APS_IS_EXECUTOR (self), FALSE);
  g_return_val_if_fail (APS_IS_JOB_CONTEXT (context), FALSE);

  return answered (self,
                   "submit",
                   APS_EXECUTOR_GET_IFACE (self)->submit (self, context, error),
                   error);
}

/**
 * aps_executor_lease_extended:
 * @self: an executor
 * @context: a job that it runs
 * @until_us: the new end of the job's lease
 *
 * Tells that the lease of a running job now lasts longer.
 *
 * Since: 1.0
 */
void
aps_executor_lease_extended (ApsExecutor *self, ApsJobContext *context, gint64 until_us)
{
  g_return_if_fail (APS_IS_EXECUTOR (self));
  g_return_if_fail (APS_IS_JOB_CONTEXT (context));

  APS_EXECUTOR_GET_IFACE (self)->lease_extended (self, context, until_us);
}

static G_DEFINE_QUARK (aps_room_watchers, aps_room_watchers)

  static void invoke_watcher (GCallback watcher, gpointer user_data, gpointer data)
{
  ((void (*) (gpointer))watcher) (user_data);
}

/**
 * aps_executor_room_changed:
 * @self: an executor
 *
 * For implementers: there is more room than when it was last asked for. The completion of a job
 * need not be told where the executor derives from [class@Aps.ExecutorBase]. Any thread may call
 * it.
 *
 * Since: 1.0
 */
void
aps_executor_room_changed (ApsExecutor *self)
{
  g_return_if_fail (APS_IS_EXECUTOR (self));

  aps_listeners_call (aps_listeners_get (G_OBJECT (self), aps_room_watchers_quark ()),
                      invoke_watcher,
                      NULL);
}

guint
aps_executor_watch_room (ApsExecutor *self, void (*changed) (gpointer), gpointer user_data)
{
  return aps_listeners_add (aps_listeners_get (G_OBJECT (self), aps_room_watchers_quark ()),
                            G_CALLBACK (changed),
                            user_data);
}

void
aps_executor_unwatch_room (ApsExecutor *self, guint id)
{
  aps_listeners_remove (aps_listeners_get (G_OBJECT (self), aps_room_watchers_quark ()), id);
}
