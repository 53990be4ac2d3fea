/* The life of a scheduler: opening, starting, running, stopping, closing.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"

#include <apsched/aps-error.h>

#include "core/aps-cancellable-private.h"
#include "core/aps-deadline-private.h"
#include "scheduler/aps-fork-private.h"
#include "scheduler/aps-scheduler-settings-private.h"

gboolean
aps_scheduler_ready (ApsScheduler *self, GCancellable *cancellable, GError **error)
{
  return aps_engine_check_open (self->engine, cancellable, error);
}

/**
 * aps_scheduler_get_state:
 * @self: a scheduler
 *
 * Tells where the scheduler stands in its life.
 *
 * Returns: its state
 *
 * Since: 1.0
 */
ApsRunState
aps_scheduler_get_state (ApsScheduler *self)
{
  g_return_val_if_fail (APS_IS_SCHEDULER (self), APS_RUN_STATE_CLOSED);

  return aps_engine_get_state (self->engine);
}

/**
 * aps_scheduler_get_role:
 * @self: a scheduler
 *
 * Tells what the scheduler does when it runs.
 *
 * Returns: its role
 *
 * Since: 1.0
 */
ApsRole
aps_scheduler_get_role (ApsScheduler *self)
{
  g_return_val_if_fail (APS_IS_SCHEDULER (self), APS_ROLE_BOTH);

  return self->engine->settings->role;
}

/**
 * aps_scheduler_dup_identity:
 * @self: a scheduler
 *
 * Gets the scheduler's name among those on its store.
 *
 * Returns: (transfer full) (nullable): its identity; %NULL where none was given and it was not
 *   opened yet
 *
 * Since: 1.0
 */
char *
aps_scheduler_dup_identity (ApsScheduler *self)
{
  g_return_val_if_fail (APS_IS_SCHEDULER (self), NULL);

  if (self->engine->settings->identity != NULL)
    return g_strdup (self->engine->settings->identity);

  return aps_engine_get_state (self->engine) != APS_RUN_STATE_CLOSED
           ? g_strdup (self->engine->instance->identity)
           : NULL;
}

/**
 * aps_scheduler_open:
 * @self: a scheduler
 * @cancellable: (nullable): a cancellable
 * @error: return location for an error
 *
 * Connects to store and broker: the scheduler is a window on its store, and runs nothing. Methods
 * that need the store do this by themselves.
 *
 * Returns: whether it is open; else what the store or the broker says
 *
 * Since: 1.0
 */
gboolean
aps_scheduler_open (ApsScheduler *self, GCancellable *cancellable, GError **error)
{
  g_return_val_if_fail (APS_IS_SCHEDULER (self), FALSE);

  return aps_engine_open (self->engine, cancellable, error);
}

/**
 * aps_scheduler_close:
 * @self: a scheduler that does not run
 * @cancellable: (nullable): a cancellable
 * @error: return location for an error
 *
 * Disconnects from store and broker. It can be opened again.
 *
 * Returns: whether it is closed; else `APS_ERROR_BUSY` where it runs
 *
 * Since: 1.0
 */
gboolean
aps_scheduler_close (ApsScheduler *self, GCancellable *cancellable, GError **error)
{
  ApsRunState state;

  g_return_val_if_fail (APS_IS_SCHEDULER (self), FALSE);

  aps_engine_close (self->engine);
  state = aps_engine_get_state (self->engine);
  if (state == APS_RUN_STATE_CLOSED)
    return TRUE;

  g_set_error_literal (error,
                       APS_ERROR,
                       APS_ERROR_BUSY,
                       "The scheduler runs: stop it, and wait until it has stopped, before "
                       "closing");
  return FALSE;
}

/**
 * aps_scheduler_start_in_background:
 * @self: a scheduler
 * @cancellable: (nullable): cancels the starting
 * @error: return location for an error
 *
 * Starts the scheduler in threads of its own; no main loop is needed. It runs until
 * [method@Aps.Scheduler.stop] or the end of the program, when it stops in order.
 *
 * Returns: whether it runs; else `APS_ERROR_BUSY` where it runs already, `APS_ERROR_CONFLICT` where
 *   another one of its identity is alive, or what the store or broker says
 *
 * Since: 1.0
 */
gboolean
aps_scheduler_start_in_background (ApsScheduler *self, GCancellable *cancellable, GError **error)
{
  g_autoptr (ApsConfiguration) configuration = NULL;

  g_return_val_if_fail (APS_IS_SCHEDULER (self), FALSE);

  configuration = aps_scheduler_dup_configuration (self);
  if (configuration != NULL && self->engine->settings->role != APS_ROLE_WINDOW &&
      (!aps_engine_open (self->engine, cancellable, error) ||
       !aps_scheduler_apply_configuration (self, configuration, cancellable, error)))
    return FALSE;

  return aps_engine_start (self->engine, cancellable, error);
}

/**
 * aps_scheduler_add_executor:
 * @self: a scheduler
 * @name: what tasks and schedules call it
 * @executor: the executor, not started
 * @error: return location for an error
 *
 * Gives a scheduler one more executor, or another one in the place of `main-context`,
 * `thread-pool`, `process` or one of its keyfile. Jobs whose task names none go to the first that
 * takes their kind of callable: those added here are asked first, in the order in which they were
 * added.
 *
 * Returns: whether it was added; else `APS_ERROR_BUSY` where the scheduler runs
 *
 * Since: 1.0
 */
gboolean
aps_scheduler_add_executor (ApsScheduler *self,
                            const char   *name,
                            ApsExecutor  *executor,
                            GError      **error)
{
  g_return_val_if_fail (APS_IS_SCHEDULER (self), FALSE);
  g_return_val_if_fail (name != NULL, FALSE);
  g_return_val_if_fail (APS_IS_EXECUTOR (executor), FALSE);

  if (aps_scheduler_get_state (self) == APS_RUN_STATE_CLOSED ||
      aps_scheduler_get_state (self) == APS_RUN_STATE_OPEN)
    {
      aps_executor_set_prefer (self->engine->executors, name, executor);
      return TRUE;
    }

  g_set_error (error,
               APS_ERROR,
               APS_ERROR_BUSY,
               "Executor \"%.80s\" cannot be added while the scheduler runs",
               name);
  return FALSE;
}

/**
 * aps_scheduler_stop:
 * @self: a scheduler
 *
 * Asks a running scheduler to stop, and does not wait. It leases no more; running jobs are waited
 * for (stop-timeout), then cancelled (cancel-timeout) and given back, so that they run again
 * without an attempt being used up, then left to themselves. May be called from anywhere, also from
 * a job.
 *
 * Since: 1.0
 */
void
aps_scheduler_stop (ApsScheduler *self)
{
  g_return_if_fail (APS_IS_SCHEDULER (self));

  aps_engine_stop (self->engine);
}

/**
 * aps_scheduler_stop_now:
 * @self: a scheduler
 *
 * Asks a running scheduler to stop, or one that is stopping to hurry: as
 * [method@Aps.Scheduler.stop], but running jobs are cancelled at once instead of being waited for,
 * and given back, so that they run again without an attempt being used up.
 *
 * Since: 1.0
 */
void
aps_scheduler_stop_now (ApsScheduler *self)
{
  g_return_if_fail (APS_IS_SCHEDULER (self));

  aps_engine_stop_now (self->engine);
}

static gboolean
has_stopped (gpointer data)
{
  ApsRunState state = aps_engine_get_state (data);

  return state == APS_RUN_STATE_OPEN || state == APS_RUN_STATE_CLOSED;
}

/* Whether this thread runs a job of this scheduler: waiting for its end would never end. */
static gboolean
is_in_own_job (ApsScheduler *self)
{
  ApsJobContext *context = aps_job_context_get_current ();

  return context != NULL && (aps_job_context_get_scheduler (context) == NULL ||
                             aps_job_context_get_scheduler (context) == G_OBJECT (self));
}

typedef struct
{
  ApsEngine    *engine;
  GCancellable *cancellable; /* nullable */
} Stopping;

static gboolean
is_over (gpointer data)
{
  Stopping *stopping = data;

  return has_stopped (stopping->engine) || g_cancellable_is_cancelled (stopping->cancellable);
}

static void
kick_home (GCancellable *cancellable, gpointer home)
{
  aps_home_context_kick (home);
}

/* In its own home context, callbacks that are waited for are run meanwhile. */
static void
serve_while_stopping (ApsScheduler *self, gint64 wait_us, GCancellable *cancellable)
{
  g_autoptr (ApsHomeContext) home = aps_home_context_get_thread_default ();
  Stopping stopping = { self->engine, cancellable };
  gulong   handler;

  if (home != self->engine->home || !aps_home_context_is_own (home))
    return;

  handler = aps_cancellable_connect (cancellable, G_CALLBACK (kick_home), home);
  aps_home_context_serve (home, wait_us, is_over, &stopping);
  g_cancellable_disconnect (cancellable, handler);
}

/**
 * aps_scheduler_wait_until_stopped:
 * @self: a scheduler
 * @wait_us: how long to wait, in microseconds of real time; %APS_FOREVER waits as long as it takes
 * @cancellable: (nullable): cancels the waiting
 * @error: return location for an error
 *
 * Waits until the scheduler does not run (any more).
 *
 * Returns: whether it has stopped; else `APS_ERROR_TIMED_OUT`, `G_IO_ERROR_CANCELLED`, or
 *   `APS_ERROR_WOULD_DEADLOCK` in a job of this scheduler, for whose end the stop waits
 *
 * Since: 1.0
 */
gboolean
aps_scheduler_wait_until_stopped (ApsScheduler *self,
                                  gint64        wait_us,
                                  GCancellable *cancellable,
                                  GError      **error)
{
  gint64 end = aps_deadline_from_wait (wait_us);

  g_return_val_if_fail (APS_IS_SCHEDULER (self), FALSE);

  if (wait_us != 0 && !has_stopped (self->engine) && is_in_own_job (self))
    {
      g_set_error_literal (error,
                           APS_ERROR,
                           APS_ERROR_WOULD_DEADLOCK,
                           "The scheduler stops when its jobs have ended, and this call is made in "
                           "one of them: return from the job instead");
      return FALSE;
    }

  if (wait_us != 0)
    serve_while_stopping (self, wait_us == G_MININT64 ? APS_FOREVER : wait_us, cancellable);

  return aps_engine_wait_until_stopped (self->engine,
                                        end == G_MAXINT64 ? APS_FOREVER
                                                          : MAX (end - g_get_monotonic_time (), 0),
                                        cancellable,
                                        error);
}

static void
stop_when_cancelled (GCancellable *cancellable, gpointer data)
{
  aps_engine_stop (data);
}

/* Iterates the main context of this thread until the scheduler has stopped. */
static void
iterate_until_stopped (ApsScheduler *self, GMainContext *context)
{
  while (!has_stopped (self->engine))
    g_main_context_iteration (context, TRUE);
}

/**
 * aps_scheduler_run_until_stopped:
 * @self: a scheduler
 * @cancellable: (nullable): stops the scheduler
 * @error: return location for an error
 *
 * Starts the scheduler and iterates the main context that is this thread's default, until the
 * scheduler has stopped.
 *
 * Returns: whether it ran; else an error as for [method@Aps.Scheduler.start_in_background]
 *
 * Since: 1.0
 */
gboolean
aps_scheduler_run_until_stopped (ApsScheduler *self, GCancellable *cancellable, GError **error)
{
  g_autoptr (GMainContext) context = g_main_context_ref_thread_default ();
  gulong handler;

  g_return_val_if_fail (APS_IS_SCHEDULER (self), FALSE);

  if (!aps_scheduler_start_in_background (self, cancellable, error))
    return FALSE;

  handler = aps_cancellable_connect (cancellable, G_CALLBACK (stop_when_cancelled), self->engine);
  aps_engine_set_waiting (self->engine, context);
  iterate_until_stopped (self, context);
  aps_engine_set_waiting (self->engine, NULL);
  g_cancellable_disconnect (cancellable, handler);

  return aps_engine_wait_until_stopped (self->engine, APS_FOREVER, NULL, error);
}

void
aps_scheduler_end (ApsScheduler *self)
{
  if (self->engine->fork_count != aps_fork_count ())
    return;

  aps_engine_stop (self->engine);
  if (is_in_own_job (self))
    return;

  serve_while_stopping (self, APS_FOREVER, NULL);
  aps_engine_wait_until_stopped (self->engine, APS_FOREVER, NULL, NULL);
  aps_engine_close (self->engine);
}
