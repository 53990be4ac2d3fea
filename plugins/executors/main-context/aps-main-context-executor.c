/* Runs callbacks in the main contexts where they were registered: the only place where those of a
 * binding may run.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"

#include "aps-main-context-executor.h"

#include "aps-wait-watch.h"

struct _ApsMainContextExecutor
{
  ApsExecutorBase parent_instance;

  ApsWaitWatch *watch;   /* construct-only */
  gint          stopped; /* atomic */
};

G_DEFINE_FINAL_TYPE (ApsMainContextExecutor, aps_main_context_executor, APS_TYPE_EXECUTOR_BASE)

static const char *const *
aps_main_context_executor_get_schemes (ApsExecutorBase *executor)
{
  static const char *const schemes[] = { "callback", NULL };

  return schemes;
}

static gboolean
aps_main_context_executor_start (ApsExecutorBase *executor,
                                 GCancellable    *cancellable,
                                 GError         **error)
{
  g_atomic_int_set (&APS_MAIN_CONTEXT_EXECUTOR (executor)->stopped, FALSE);
  return TRUE;
}

static void
aps_main_context_executor_stop (ApsExecutorBase *executor)
{
  ApsMainContextExecutor *self = APS_MAIN_CONTEXT_EXECUTOR (executor);

  g_atomic_int_set (&self->stopped, TRUE);
  aps_wait_watch_rest (self->watch);
}

static gboolean
aps_main_context_executor_submit (ApsExecutorBase *executor, ApsJobContext *context, GError **error)
{
  ApsMainContextExecutor *self = APS_MAIN_CONTEXT_EXECUTOR (executor);

  if (g_atomic_int_get (&self->stopped))
    {
      g_set_error_literal (error,
                           APS_ERROR,
                           APS_ERROR_BUSY,
                           "The main-context executor is stopped");
      return FALSE;
    }

  aps_job_context_run_in_home (context);
  aps_wait_watch_add (self->watch, context);
  return TRUE;
}

static void
aps_main_context_executor_dispose (GObject *object)
{
  ApsMainContextExecutor *self = APS_MAIN_CONTEXT_EXECUTOR (object);

  g_clear_pointer (&self->watch, aps_wait_watch_free);

  G_OBJECT_CLASS (aps_main_context_executor_parent_class)->dispose (object);
}

static void
aps_main_context_executor_class_init (ApsMainContextExecutorClass *klass)
{
  GObjectClass         *object_class = G_OBJECT_CLASS (klass);
  ApsExecutorBaseClass *executor_class = APS_EXECUTOR_BASE_CLASS (klass);

  object_class->dispose = aps_main_context_executor_dispose;
  executor_class->get_schemes = aps_main_context_executor_get_schemes;
  executor_class->start = aps_main_context_executor_start;
  executor_class->stop = aps_main_context_executor_stop;
  executor_class->submit = aps_main_context_executor_submit;
}

static void
aps_main_context_executor_init (ApsMainContextExecutor *self)
{
  self->watch = aps_wait_watch_new ();
}
