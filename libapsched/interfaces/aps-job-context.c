/* The context of a running job: what it is given.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"

#include <apsched/aps-job-context.h>

#include <apsched/aps-error.h>
#include <apsched/aps-locked.h>

#include "interfaces/aps-job-context-private.h"
#include "model/aps-job-private.h"
#include "model/aps-model-private.h"

/**
 * ApsJobContext:
 *
 * A running job, as its task and its executor see it.
 *
 * A task reads its arguments, says how far it is, watches the cancellable, and completes the
 * context: with a value by aps_job_context_return(), or with an error by
 * aps_job_context_return_error(). It may do so before it returns, or keep a reference and do it
 * later, from any thread. A context that is dropped without that has failed.
 *
 * ```c
 * static void
 * resize (ApsJobContext *context, gpointer user_data)
 * {
 *   const char *path;
 *   int         width;
 *
 *   if (!aps_job_context_read_args (context, "(&si)", &path, &width))
 *     return;
 *
 *   aps_job_context_set_progress (context, 0.5, "reading");
 *   aps_job_context_return (context, g_variant_new_int64 (width * 2));
 * }
 * ```
 *
 * ## Threads
 *
 * All methods may be called from any thread.
 *
 * Since: 1.0
 */
G_DEFINE_FINAL_TYPE (ApsJobContext, aps_job_context, G_TYPE_OBJECT)

/* The context that the calling thread runs. */
static GPrivate current;

/* The last reference goes. */
static void
let_go (ApsJobContext *self)
{
  if (self->owner_methods->dropped != NULL)
    self->owner_methods->dropped (self->owner);

  if (!aps_job_context_is_completed (self))
    {
      g_autoptr (GError) error = NULL;

      error = g_error_new (APS_ERROR,
                           APS_ERROR_JOB_FAILED,
                           "Task \"%s\" dropped its job without completing it",
                           self->record->task_id);
      aps_job_context_fail (self, error, NULL);
    }

  /* Given up, and never completed. */
  aps_job_context_unwatch (self);
}

static void
aps_job_context_dispose (GObject *object)
{
  ApsJobContext *self = APS_JOB_CONTEXT (object);

  /* A binding can make one of no job. */
  if (self->owner_methods != NULL)
    let_go (self);

  G_OBJECT_CLASS (aps_job_context_parent_class)->dispose (object);
}

static void
aps_job_context_finalize (GObject *object)
{
  ApsJobContext *self = APS_JOB_CONTEXT (object);

  if (self->owner_methods != NULL)
    self->owner_methods->release (self->owner);

  g_clear_object (&self->job);
  g_clear_pointer (&self->list, aps_record_list_unref);
  g_clear_pointer (&self->runnable, aps_runnable_unref);
  g_clear_object (&self->clock);
  g_clear_object (&self->cancellable);
  g_clear_pointer (&self->scheduler, aps_scheduler_ref_unref);
  g_clear_pointer (&self->read_values, g_ptr_array_unref);
  g_free (self->options);
  g_free (self->progress_text);
  g_free (self->output);
  g_mutex_clear (&self->lock);

  G_OBJECT_CLASS (aps_job_context_parent_class)->finalize (object);
}

static void
aps_job_context_class_init (ApsJobContextClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = aps_job_context_dispose;
  object_class->finalize = aps_job_context_finalize;
}

static void
aps_job_context_init (ApsJobContext *self)
{
  g_mutex_init (&self->lock);
  self->started_us = APS_TIME_NONE;
  self->lease_until_us = APS_TIME_NONE;
  self->progress = APS_UNSET;
}

ApsJobContext *
aps_job_context_new (ApsRecordList      *list,
                     const ApsJobRecord *record,
                     ApsRunnable        *runnable,
                     const char         *options,
                     ApsSchedulerRef    *scheduler,
                     ApsClock           *clock,
                     const ApsJobOwner  *owner_methods,
                     gpointer            owner)
{
  ApsJobContext *self = g_object_new (APS_TYPE_JOB_CONTEXT, NULL);

  self->list = aps_record_list_ref (list);
  self->record = record;
  self->runnable = aps_runnable_ref (runnable);
  self->options = g_strdup (options);
  self->scheduler = scheduler != NULL ? aps_scheduler_ref_ref (scheduler) : NULL;
  self->clock = g_object_ref (clock);
  self->owner_methods = owner_methods;
  self->owner = owner;
  self->lease_until_us = record->lease_until_us;
  return self;
}

ApsRunnable *
aps_job_context_get_runnable (ApsJobContext *self)
{
  return self->runnable;
}

/**
 * aps_job_context_get_current:
 *
 * Gets the context of the job that the calling thread runs, for code that is deeper down than the
 * task's function.
 *
 * Returns: (transfer none) (nullable): the context, or %NULL outside of a job
 *
 * Since: 1.0
 */
ApsJobContext *
aps_job_context_get_current (void)
{
  return g_private_get (&current);
}

/**
 * aps_job_context_get_job:
 * @self: a job context
 *
 * Gets the job.
 *
 * Returns: (transfer none): the job as it was when it began, frozen
 *
 * Since: 1.0
 */
ApsJob *
aps_job_context_get_job (ApsJobContext *self)
{
  g_return_val_if_fail (APS_IS_JOB_CONTEXT (self), NULL);

  APS_LOCKED (&self->lock);

  if (self->job == NULL)
    self->job = aps_job_new_from_record (self->list, self->record);

  return self->job;
}

/**
 * aps_job_context_get_scheduler:
 * @self: a job context
 *
 * Gets the scheduler that runs the job. It waits for its jobs before it ends, so it is there as
 * long as the job runs.
 *
 * Returns: (transfer none) (nullable): the scheduler, or %NULL in a process of another one
 *
 * Since: 1.0
 */
GObject *
aps_job_context_get_scheduler (ApsJobContext *self)
{
  g_return_val_if_fail (APS_IS_JOB_CONTEXT (self), NULL);

  return self->scheduler != NULL ? aps_scheduler_ref_peek (self->scheduler) : NULL;
}

/**
 * aps_job_context_get_cancellable:
 * @self: a job context
 *
 * Gets the cancellable that tells the task to end early: somebody cancelled the job, its time limit
 * is over, its lease could not be extended, or the scheduler stops.
 *
 * Returns: (transfer none): the cancellable
 *
 * Since: 1.0
 */
GCancellable *
aps_job_context_get_cancellable (ApsJobContext *self)
{
  g_return_val_if_fail (APS_IS_JOB_CONTEXT (self), NULL);

  APS_LOCKED (&self->lock);

  /* Nobody can be connected to a new one, so that cancelling it calls nobody. */
  if (self->cancellable == NULL)
    {
      self->cancellable = g_cancellable_new ();
      if (self->cancelled)
        g_cancellable_cancel (self->cancellable);
    }

  return self->cancellable;
}

static GCancellable *
note_cancelled (ApsJobContext *self)
{
  APS_LOCKED (&self->lock);

  self->cancelled = TRUE;
  return self->cancellable != NULL ? g_object_ref (self->cancellable) : NULL;
}

void
aps_job_context_cancel (ApsJobContext *self)
{
  g_autoptr (GCancellable) cancellable = note_cancelled (self);

  if (cancellable != NULL)
    g_cancellable_cancel (cancellable);
}

void
aps_job_context_enter (ApsJobContext *self)
{
  gint64 now = aps_clock_get_now (self->clock);

  APS_LOCKED (&self->lock);

  if (self->started_us == APS_TIME_NONE)
    self->started_us = now;
}

gint64
aps_job_context_get_started (ApsJobContext *self)
{
  APS_LOCKED (&self->lock);

  return self->started_us;
}

/**
 * aps_job_context_get_callable:
 * @self: a job context
 *
 * For executors: gets what is to be run. To ask is to begin: the job counts as started from now on.
 *
 * Returns: a reference, or the task's id for a callback that is registered in this process
 *
 * Since: 1.0
 */
const char *
aps_job_context_get_callable (ApsJobContext *self)
{
  const char *reference;

  g_return_val_if_fail (APS_IS_JOB_CONTEXT (self), NULL);

  aps_job_context_enter (self);
  reference = aps_runnable_get_reference (self->runnable);
  return reference != NULL ? reference : self->record->task_id;
}

/**
 * aps_job_context_get_scheme:
 * @self: a job context
 *
 * For executors: gets the kind of callable that is to be run.
 *
 * Returns: `callback`, `thread-callback`, or the scheme of a reference, such as `command`
 *
 * Since: 1.0
 */
const char *
aps_job_context_get_scheme (ApsJobContext *self)
{
  g_return_val_if_fail (APS_IS_JOB_CONTEXT (self), NULL);

  return aps_runnable_get_scheme (self->runnable);
}

/**
 * aps_job_context_dup_options:
 * @self: a job context
 *
 * For executors: gets the options that the task has for its executor.
 *
 * Returns: (transfer full) (nullable): a dictionary (`a{sv}`), or %NULL where there are none
 *
 * Since: 1.0
 */
GVariant *
aps_job_context_dup_options (ApsJobContext *self)
{
  g_return_val_if_fail (APS_IS_JOB_CONTEXT (self), NULL);

  return aps_model_read_value (self->options);
}

/**
 * aps_job_context_get_main_context:
 * @self: a job context
 *
 * For executors: gets the main context in which a callback has to be run.
 *
 * Returns: (transfer none) (nullable): the context, or %NULL where any thread may run it
 *
 * Since: 1.0
 */
GMainContext *
aps_job_context_get_main_context (ApsJobContext *self)
{
  ApsHomeContext *home;

  g_return_val_if_fail (APS_IS_JOB_CONTEXT (self), NULL);

  home = aps_runnable_get_home (self->runnable);
  return home != NULL ? aps_home_context_get_main_context (home) : NULL;
}

/**
 * aps_job_context_get_lease_until:
 * @self: a job context
 *
 * For executors: gets when the job's lease ends, as far as it was extended. A job that goes on
 * after that may be run by somebody else too.
 *
 * Returns: microseconds since 1970 UTC
 *
 * Since: 1.0
 */
gint64
aps_job_context_get_lease_until (ApsJobContext *self)
{
  g_return_val_if_fail (APS_IS_JOB_CONTEXT (self), APS_TIME_NONE);

  APS_LOCKED (&self->lock);

  return self->lease_until_us;
}

void
aps_job_context_set_lease_until (ApsJobContext *self, gint64 until_us)
{
  APS_LOCKED (&self->lock);

  self->lease_until_us = until_us;
}

/**
 * aps_job_context_run:
 * @self: a job context
 *
 * For executors: runs the task's function in the calling thread. It may return before the task has
 * completed the context.
 *
 * A callback that belongs to a main context is to be run there. A callable that is no function of
 * this process fails with `APS_ERROR_NOT_SUPPORTED`.
 *
 * Since: 1.0
 */
void
aps_job_context_run (ApsJobContext *self)
{
  g_autoptr (ApsJobContext) held = NULL;
  ApsJobContext *outer;

  g_return_if_fail (APS_IS_JOB_CONTEXT (self));

  if (!aps_runnable_is_func (self->runnable))
    {
      g_autoptr (GError) error = NULL;

      error = g_error_new (APS_ERROR,
                           APS_ERROR_NOT_SUPPORTED,
                           "\"%.80s\" is no function of this process",
                           aps_runnable_get_reference (self->runnable));
      aps_job_context_fail (self, error, NULL);
      return;
    }

  held = g_object_ref (self);
  outer = g_private_get (&current);
  aps_job_context_enter (self);
  g_private_set (&current, self);
  aps_runnable_run (self->runnable, self);
  g_private_set (&current, outer);
}
