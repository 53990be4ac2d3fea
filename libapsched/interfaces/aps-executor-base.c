/* The class that executors derive from: it counts running jobs, and carries jobs to executors in
 * other languages.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"

#include <apsched/aps-executor-base.h>

#include <apsched/aps-error.h>
#include <apsched/aps-locked.h>

#include "core/aps-call-private.h"
#include "core/aps-home-context-private.h"
#include "core/aps-json-writer-private.h"
#include "interfaces/aps-job-context-private.h"

#define DEFAULT_MAX_WORKERS 32

typedef struct
{
  ApsHomeContext *home;    /* construct-only: where foreign code runs */
  char          **schemes; /* nullable; set before the executor is used */

  GMutex lock;
  guint  max_workers; /* guarded by lock, as n_running */
  guint  n_running;
} ApsExecutorBasePrivate;

/**
 * ApsExecutorBase:
 *
 * The class that executors derive from.
 *
 * In C, implement `submit`: run the context or keep it, and complete it. In other languages,
 * implement `begin`: it is called in the main context in which the executor was made, and the call
 * is answered, now or later, from any thread, with what the job returns.
 *
 * ```python
 * class Remote(Aps.ExecutorBase):
 *     def do_begin(self, call, callable, args):
 *         pool.submit(send, call, callable, args)
 * ```
 *
 * An error that `begin` throws is the answer. An exception of Python that is no `GLib.Error` cannot
 * be seen from here: it is printed, and the call stays unanswered as long as Python keeps the
 * traceback. So a `begin` in Python catches what it does not expect, and hands it to
 * aps_call_fail().
 *
 * ## Threads
 *
 * `begin` is called in the executor's home context; all else may be called from any thread, so that
 * in JavaScript `begin` alone can be implemented.
 *
 * Since: 1.0
 */
static void aps_executor_base_executor_init (ApsExecutorInterface *iface);

G_DEFINE_ABSTRACT_TYPE_WITH_CODE (ApsExecutorBase,
                                  aps_executor_base,
                                  G_TYPE_OBJECT,
                                  G_ADD_PRIVATE (ApsExecutorBase)
                                    G_IMPLEMENT_INTERFACE (APS_TYPE_EXECUTOR,
                                                           aps_executor_base_executor_init))

enum
{
  PROP_MAX_WORKERS = 1,
  N_PROPS,
};

static GParamSpec *properties[N_PROPS];

static ApsExecutorBasePrivate *
get_private (ApsExecutorBase *self)
{
  return aps_executor_base_get_instance_private (self);
}

static guint
get_max_workers (ApsExecutorBase *self)
{
  ApsExecutorBasePrivate *private = get_private (self);

  APS_LOCKED (&private->lock);

  return private->max_workers;
}

static void
set_max_workers (ApsExecutorBase *self, guint max_workers)
{
  ApsExecutorBasePrivate *private = get_private (self);

  APS_LOCKED (&private->lock);

  private->max_workers = max_workers;
}

static gboolean
take_place (ApsExecutorBase *self, GError **error)
{
  ApsExecutorBasePrivate *private = get_private (self);

  APS_LOCKED (&private->lock);

  if (private->n_running < private->max_workers)
    {
      private->n_running++;
      return TRUE;
    }

  g_set_error (error,
               APS_ERROR,
               APS_ERROR_BUSY,
               "%s runs %u jobs already (max-workers)",
               G_OBJECT_TYPE_NAME (self),
               private->n_running);
  return FALSE;
}

/* Answers whether there was no room before. */
static gboolean
leave_place (ApsExecutorBase *self)
{
  ApsExecutorBasePrivate *private = get_private (self);

  APS_LOCKED (&private->lock);

  return private->n_running-- >= private->max_workers;
}

static void
job_ended (gpointer data)
{
  g_autoptr (ApsExecutorBase) self = data;

  if (leave_place (self))
    aps_executor_room_changed (APS_EXECUTOR (self));
}

typedef struct
{
  ApsExecutorBase *self;
  ApsJobContext   *context;
  ApsAnswer       *answer;
} Begin;

static void
begin_free (Begin *begin)
{
  g_object_unref (begin->self);
  g_object_unref (begin->context);
  aps_answer_unref (begin->answer);
  g_free (begin);
}

static char *
write_arguments (ApsJobContext *context)
{
  const char   *args = aps_job_context_get_args_json (context);
  const char   *kwargs = aps_job_context_get_kwargs_json (context);
  ApsJsonWriter writer;

  aps_json_writer_init (&writer);
  aps_json_writer_begin_object (&writer);
  aps_json_writer_key (&writer, "args");
  aps_json_writer_raw (&writer, args != NULL ? args : "[]", -1);
  aps_json_writer_key (&writer, "kwargs");
  aps_json_writer_raw (&writer, kwargs != NULL ? kwargs : "{}", -1);
  aps_json_writer_end_object (&writer);
  return aps_json_writer_finish (&writer);
}

static void
call_begin (gpointer data)
{
  Begin           *begin = data;
  g_autofree char *arguments = write_arguments (begin->context);
  g_autoptr (ApsCall) call = aps_call_new (begin->answer);
  GError *error = NULL;

  APS_EXECUTOR_BASE_GET_CLASS (begin->self)
    ->begin (begin->self, call, aps_job_context_get_callable (begin->context), arguments, &error);
  aps_call_thrown (call, error);
}

static void
answered (const char *json, const GError *error, gpointer data)
{
  ApsJobContext *context = data;

  if (error != NULL)
    aps_job_context_fail (context, error, NULL);
  else
    aps_job_context_return_json (context, json);
}

static gboolean
aps_executor_base_real_submit (ApsExecutorBase *self, ApsJobContext *context, GError **error)
{
  Begin *begin;

  if (APS_EXECUTOR_BASE_GET_CLASS (self)->begin == NULL)
    {
      g_set_error (error,
                   APS_ERROR,
                   APS_ERROR_NOT_SUPPORTED,
                   "%s runs no jobs: it implements neither submit nor begin",
                   G_OBJECT_TYPE_NAME (self));
      return FALSE;
    }

  begin = g_new0 (Begin, 1);
  begin->self = g_object_ref (self);
  begin->context = g_object_ref (context);
  begin->answer = aps_answer_new (G_OBJECT_TYPE_NAME (self),
                                  aps_job_context_get_cancellable (context));
  aps_answer_then (begin->answer, answered, g_object_ref (context), g_object_unref);
  aps_home_context_push (get_private (self)->home, call_begin, begin, (GDestroyNotify)begin_free);
  return TRUE;
}

static const char *const *
aps_executor_base_real_get_schemes (ApsExecutorBase *self)
{
  static const char *const schemes[] = { "thread-callback", "module", NULL };
  ApsExecutorBasePrivate *private = get_private (self);

  return private->schemes != NULL ? (const char *const *)private->schemes : schemes;
}

static gboolean
aps_executor_base_real_start (ApsExecutorBase *self, GCancellable *cancellable, GError **error)
{
  return TRUE;
}

static void
aps_executor_base_real_stop (ApsExecutorBase *self)
{
}

static guint
aps_executor_base_real_get_room (ApsExecutorBase *self)
{
  ApsExecutorBasePrivate *private = get_private (self);

  APS_LOCKED (&private->lock);

  return private->max_workers - MIN (private->n_running, private->max_workers);
}

static void
aps_executor_base_real_lease_extended (ApsExecutorBase *self,
                                       ApsJobContext   *context,
                                       gint64           until_us)
{
}

/* The interface goes by the class. */

static const char *const *
aps_executor_base_get_schemes (ApsExecutor *executor)
{
  ApsExecutorBase *self = APS_EXECUTOR_BASE (executor);

  return APS_EXECUTOR_BASE_GET_CLASS (self)->get_schemes (self);
}

static gboolean
aps_executor_base_start (ApsExecutor *executor, GCancellable *cancellable, GError **error)
{
  ApsExecutorBase *self = APS_EXECUTOR_BASE (executor);

  return APS_EXECUTOR_BASE_GET_CLASS (self)->start (self, cancellable, error);
}

static void
aps_executor_base_stop (ApsExecutor *executor)
{
  ApsExecutorBase *self = APS_EXECUTOR_BASE (executor);

  APS_EXECUTOR_BASE_GET_CLASS (self)->stop (self);
}

static guint
aps_executor_base_get_room (ApsExecutor *executor)
{
  ApsExecutorBase *self = APS_EXECUTOR_BASE (executor);

  return APS_EXECUTOR_BASE_GET_CLASS (self)->get_room (self);
}

static gboolean
aps_executor_base_submit (ApsExecutor *executor, ApsJobContext *context, GError **error)
{
  ApsExecutorBase *self = APS_EXECUTOR_BASE (executor);

  if (!take_place (self, error))
    return FALSE;

  /* The job may end before submit returns. */
  aps_job_context_watch (context, job_ended, g_object_ref (self));
  if (APS_EXECUTOR_BASE_GET_CLASS (self)->submit (self, context, error))
    return TRUE;

  aps_job_context_unwatch (context);
  return FALSE;
}

static void
aps_executor_base_lease_extended (ApsExecutor *executor, ApsJobContext *context, gint64 until_us)
{
  ApsExecutorBase *self = APS_EXECUTOR_BASE (executor);

  APS_EXECUTOR_BASE_GET_CLASS (self)->lease_extended (self, context, until_us);
}

static void
aps_executor_base_executor_init (ApsExecutorInterface *iface)
{
  iface->get_schemes = aps_executor_base_get_schemes;
  iface->start = aps_executor_base_start;
  iface->stop = aps_executor_base_stop;
  iface->get_room = aps_executor_base_get_room;
  iface->submit = aps_executor_base_submit;
  iface->lease_extended = aps_executor_base_lease_extended;
}

static void
aps_executor_base_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  if (id == PROP_MAX_WORKERS)
    g_value_set_uint (value, get_max_workers (APS_EXECUTOR_BASE (object)));
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
}

static void
aps_executor_base_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  if (id == PROP_MAX_WORKERS)
    set_max_workers (APS_EXECUTOR_BASE (object), g_value_get_uint (value));
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
}

static void
aps_executor_base_finalize (GObject *object)
{
  ApsExecutorBasePrivate *private = get_private (APS_EXECUTOR_BASE (object));

  g_clear_pointer (&private->home, aps_home_context_unref);
  g_strfreev (private->schemes);
  g_mutex_clear (&private->lock);

  G_OBJECT_CLASS (aps_executor_base_parent_class)->finalize (object);
}

static void
aps_executor_base_class_init (ApsExecutorBaseClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = aps_executor_base_get_property;
  object_class->set_property = aps_executor_base_set_property;
  object_class->finalize = aps_executor_base_finalize;

  klass->get_schemes = aps_executor_base_real_get_schemes;
  klass->start = aps_executor_base_real_start;
  klass->stop = aps_executor_base_real_stop;
  klass->get_room = aps_executor_base_real_get_room;
  klass->submit = aps_executor_base_real_submit;
  klass->lease_extended = aps_executor_base_real_lease_extended;

  /**
   * ApsExecutorBase:max-workers:
   *
   * How many jobs it runs at once: 1 to 1000, by default 32.
   *
   * Since: 1.0
   */
  properties[PROP_MAX_WORKERS] = g_param_spec_uint ("max-workers",
                                                    NULL,
                                                    "How many jobs it runs at once",
                                                    1,
                                                    1000,
                                                    DEFAULT_MAX_WORKERS,
                                                    G_PARAM_READWRITE | G_PARAM_CONSTRUCT_ONLY |
                                                      G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
aps_executor_base_init (ApsExecutorBase *self)
{
  ApsExecutorBasePrivate *private = get_private (self);

  g_mutex_init (&private->lock);
  private->home = aps_home_context_get_thread_default ();
}

/**
 * aps_executor_base_set_schemes:
 * @self: an executor
 * @schemes: (array zero-terminated=1): schemes of references, such as `remote`; also `callback` for
 *   callbacks that belong to a main context, `thread-callback` for those that may run in any thread
 *
 * For implementers in languages where a list cannot be lent out: sets which kinds of callable it
 * runs. To be called where the executor is made, once.
 *
 * Since: 1.0
 */
void
aps_executor_base_set_schemes (ApsExecutorBase *self, const char *const *schemes)
{
  ApsExecutorBasePrivate *private;

  g_return_if_fail (APS_IS_EXECUTOR_BASE (self));
  g_return_if_fail (schemes != NULL);

  private = get_private (self);
  g_return_if_fail (private->schemes == NULL);

  private->schemes = g_strdupv ((char **)schemes);
}
