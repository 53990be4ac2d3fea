/* Runs command lines, by a helper program that is started with the first of them.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"

#include "aps-process-executor.h"

#include "aps-process-job.h"
#include "aps-worker-link.h"
#include "aps-worker-path.h"

struct _ApsProcessExecutor
{
  ApsExecutorBase parent_instance;

  char  *worker;        /* construct-only */
  gint64 kill_delay_us; /* construct-only */

  GMutex         lock;
  GPtrArray     *links; /* guarded by lock: all whose threads may run */
  ApsWorkerLink *link;  /* guarded by lock: the open one, or NULL */
};

enum
{
  PROP_0,
  PROP_KILL_DELAY,
  PROP_WORKER,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

G_DEFINE_FINAL_TYPE (ApsProcessExecutor, aps_process_executor, APS_TYPE_EXECUTOR_BASE)

static guint
get_max_workers (ApsProcessExecutor *self)
{
  guint max_workers;

  g_object_get (self, "max-workers", &max_workers, NULL);
  return max_workers;
}

static void
forget_ended_links (ApsProcessExecutor *self)
{
  for (guint i = self->links->len; i-- > 0;)
    if (aps_worker_link_is_over (g_ptr_array_index (self->links, i)))
      g_ptr_array_remove_index_fast (self->links, i);
}

/* With the lock, so that two jobs do not start two helpers. */
static gboolean
open_link (ApsProcessExecutor *self, GError **error)
{
  g_autofree char *program = NULL;

  if (self->link != NULL && aps_worker_link_is_open (self->link))
    return TRUE;

  g_clear_pointer (&self->link, aps_worker_link_unref);
  forget_ended_links (self);

  program = aps_worker_path_find (self->worker, error);
  if (program == NULL)
    return FALSE;
  self->link = aps_worker_link_new (program, get_max_workers (self), aps_process_job_ended, error);
  if (self->link == NULL)
    return FALSE;

  g_ptr_array_add (self->links, aps_worker_link_ref (self->link));
  return TRUE;
}

static ApsWorkerLink *
get_link (ApsProcessExecutor *self, GError **error)
{
  APS_LOCKED (&self->lock);

  return open_link (self, error) ? aps_worker_link_ref (self->link) : NULL;
}

/* The helper is not started before it is needed, but it has to be there. */
static gboolean
aps_process_executor_start (ApsExecutorBase *executor, GCancellable *cancellable, GError **error)
{
  g_autofree char *program = aps_worker_path_find (APS_PROCESS_EXECUTOR (executor)->worker, error);

  return program != NULL;
}

static const char *const *
aps_process_executor_get_schemes (ApsExecutorBase *executor)
{
  static const char *const schemes[] = { "command", NULL };

  return schemes;
}

static gboolean
aps_process_executor_submit (ApsExecutorBase *executor, ApsJobContext *context, GError **error)
{
  ApsProcessExecutor *self = APS_PROCESS_EXECUTOR (executor);
  GError             *local_error = NULL;
  g_autoptr (ApsWorkerLink) link = get_link (self, error);
  g_autoptr (ApsProcessJob) job = NULL;

  if (link == NULL)
    return FALSE;

  job = aps_process_job_new (context, &local_error);
  if (job == NULL)
    {
      aps_job_context_return_error (context, local_error);
      return TRUE;
    }

  return aps_process_job_begin (job, link, self->kill_delay_us, error);
}

static void
aps_process_executor_lease_extended (ApsExecutorBase *executor,
                                     ApsJobContext   *context,
                                     gint64           until_us)
{
  g_autoptr (ApsProcessJob) job = aps_process_job_dup (context);

  if (job != NULL)
    aps_process_job_set_lease (job, until_us);
}

static void
aps_process_executor_stop (ApsExecutorBase *executor)
{
  ApsProcessExecutor *self = APS_PROCESS_EXECUTOR (executor);

  APS_LOCKED (&self->lock);

  if (self->link != NULL)
    aps_worker_link_close (self->link);
  g_clear_pointer (&self->link, aps_worker_link_unref);
  forget_ended_links (self);
}

static void
aps_process_executor_get_property (GObject    *object,
                                   guint       property_id,
                                   GValue     *value,
                                   GParamSpec *pspec)
{
  ApsProcessExecutor *self = APS_PROCESS_EXECUTOR (object);

  switch (property_id)
    {
    case PROP_KILL_DELAY:
      g_value_set_int64 (value, self->kill_delay_us);
      break;
    case PROP_WORKER:
      g_value_set_string (value, self->worker);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, property_id, pspec);
    }
}

static void
aps_process_executor_set_property (GObject      *object,
                                   guint         property_id,
                                   const GValue *value,
                                   GParamSpec   *pspec)
{
  ApsProcessExecutor *self = APS_PROCESS_EXECUTOR (object);

  switch (property_id)
    {
    case PROP_KILL_DELAY:
      self->kill_delay_us = g_value_get_int64 (value);
      break;
    case PROP_WORKER:
      self->worker = g_value_dup_string (value);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, property_id, pspec);
    }
}

static void
aps_process_executor_dispose (GObject *object)
{
  ApsProcessExecutor *self = APS_PROCESS_EXECUTOR (object);

  g_clear_pointer (&self->link, aps_worker_link_unref);
  while (self->links->len > 0)
    {
      g_autoptr (ApsWorkerLink) link = g_ptr_array_steal_index (self->links, 0);

      aps_worker_link_end (link);
    }

  G_OBJECT_CLASS (aps_process_executor_parent_class)->dispose (object);
}

static void
aps_process_executor_finalize (GObject *object)
{
  ApsProcessExecutor *self = APS_PROCESS_EXECUTOR (object);

  g_ptr_array_unref (self->links);
  g_free (self->worker);
  g_mutex_clear (&self->lock);

  G_OBJECT_CLASS (aps_process_executor_parent_class)->finalize (object);
}

static void
aps_process_executor_class_init (ApsProcessExecutorClass *klass)
{
  GObjectClass         *object_class = G_OBJECT_CLASS (klass);
  ApsExecutorBaseClass *executor_class = APS_EXECUTOR_BASE_CLASS (klass);

  object_class->get_property = aps_process_executor_get_property;
  object_class->set_property = aps_process_executor_set_property;
  object_class->dispose = aps_process_executor_dispose;
  object_class->finalize = aps_process_executor_finalize;
  executor_class->get_schemes = aps_process_executor_get_schemes;
  executor_class->start = aps_process_executor_start;
  executor_class->stop = aps_process_executor_stop;
  executor_class->submit = aps_process_executor_submit;
  executor_class->lease_extended = aps_process_executor_lease_extended;

  properties[PROP_KILL_DELAY] = aps_setting_mark (
    g_param_spec_int64 ("kill-delay",
                        NULL,
                        "How long a command that was told to end may take before it is killed",
                        0,
                        APS_DAY,
                        5 * APS_SECOND,
                        G_PARAM_READWRITE | G_PARAM_CONSTRUCT_ONLY | G_PARAM_STATIC_STRINGS),
    APS_SETTING_DURATION);
  properties[PROP_WORKER] = aps_setting_mark (
    g_param_spec_string ("worker",
                         NULL,
                         "The helper program; by default apsched-worker, where it is found",
                         NULL,
                         G_PARAM_READWRITE | G_PARAM_CONSTRUCT_ONLY | G_PARAM_STATIC_STRINGS),
    APS_SETTING_FILE);
  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
aps_process_executor_init (ApsProcessExecutor *self)
{
  g_mutex_init (&self->lock);
  self->links = g_ptr_array_new_with_free_func ((GDestroyNotify)aps_worker_link_unref);
}
