/* The life that the parts of a scheduler share: open, start, stop, close.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"

#include "core/aps-log-private.h"
#include "core/aps-cancellable-private.h"
#include "scheduler/aps-engine-private.h"

#include <apsched/aps-error.h>
#include <apsched/aps-locked.h>

#include "scheduler/aps-changes-private.h"
#include "scheduler/aps-fork-private.h"
#include "scheduler/aps-instance-private.h"
#include "scheduler/aps-job-runner-private.h"
#include "scheduler/aps-lease-keeper-private.h"
#include "scheduler/aps-schedule-processor-private.h"

static void
room_changed (gpointer data)
{
  aps_engine_wake_jobs (data);
}

ApsEngine *
aps_engine_new (ApsEngineSettings *settings,
                ApsClock          *clock,
                ApsDataStore      *store,
                ApsEventBroker    *broker,
                ApsExecutorSet    *executors)
{
  ApsEngine *self = g_new0 (ApsEngine, 1);

  g_atomic_ref_count_init (&self->ref_count);
  g_mutex_init (&self->life_lock);
  g_cond_init (&self->life_changed);
  self->home = aps_home_context_get_thread_default ();
  self->settings = settings;
  self->clock = clock;
  self->store = store;
  self->broker = broker;
  self->executors = executors;
  self->bus = aps_event_bus_new (clock, broker);
  self->callables = aps_callables_new ((const char *const *)settings->allow);
  self->waiters = aps_waiters_new ();
  self->live_triggers = aps_live_triggers_new ();
  self->fork_count = aps_fork_count ();

  self->instance_list = aps_record_list_new (APS_RECORD_TYPE_INSTANCE);
  self->instance = aps_record_list_add (self->instance_list);
  self->runner = aps_job_runner_new (self);
  self->processor = aps_schedule_processor_new (self);
  self->keeper = aps_lease_keeper_new (self);
  aps_executor_set_watch_room (executors, room_changed, self);
  return self;
}

ApsEngine *
aps_engine_ref (ApsEngine *self)
{
  g_atomic_ref_count_inc (&self->ref_count);
  return self;
}

void
aps_engine_unref (ApsEngine *self)
{
  if (!g_atomic_ref_count_dec (&self->ref_count))
    return;

  aps_executor_set_free (self->executors);
  aps_lease_keeper_free (self->keeper);
  aps_schedule_processor_free (self->processor);
  aps_job_runner_free (self->runner);
  aps_event_bus_free (self->bus);
  aps_waiters_free (self->waiters);
  aps_live_triggers_free (self->live_triggers);
  aps_callables_free (self->callables);
  aps_record_list_unref (self->instance_list);
  g_object_unref (self->broker);
  g_object_unref (self->store);
  g_object_unref (self->clock);
  aps_engine_settings_free (self->settings);
  g_clear_pointer (&self->scheduler, aps_scheduler_ref_unref);
  aps_home_context_unref (self->home);
  g_clear_error (&self->stop_reason);
  g_cond_clear (&self->life_changed);
  g_mutex_clear (&self->life_lock);
  g_free (self);
}

gint64
aps_engine_now (ApsEngine *self)
{
  return aps_clock_get_now (self->clock) +
         (gssize)GPOINTER_TO_SIZE (g_atomic_pointer_get (&self->store_offset));
}

ApsRunState
aps_engine_get_state (ApsEngine *self)
{
  APS_LOCKED (&self->life_lock);

  return self->state;
}

/* Under life_lock. */
static void
tell_state (ApsEngine *self)
{
  g_cond_broadcast (&self->life_changed);
  if (self->waiting != NULL)
    g_main_context_wakeup (self->waiting);
}

/* Without life_lock: blocking calls that serve their context look again, the property is notified.
 */
static void
tell_others (ApsEngine *self)
{
  aps_home_context_kick (self->home);
  if (self->state_notify != NULL)
    self->state_notify (self->state_notify_data);
}

void
aps_engine_set_waiting (ApsEngine *self, GMainContext *context)
{
  APS_LOCKED (&self->life_lock);

  self->waiting = context;
}

static void
set_state (ApsEngine *self, ApsRunState state)
{
  g_mutex_lock (&self->life_lock);
  g_atomic_int_set ((gint *)&self->state, state);
  self->changing = state == APS_RUN_STATE_STARTING;
  tell_state (self);
  g_mutex_unlock (&self->life_lock);

  tell_others (self);
}

static gboolean
check_fork (ApsEngine *self, GError **error)
{
  if (self->fork_count == aps_fork_count ())
    return TRUE;

  g_set_error_literal (error,
                       APS_ERROR,
                       APS_ERROR_STOPPED,
                       "This scheduler belongs to the process that forked this one: make a new "
                       "scheduler after a fork");
  return FALSE;
}

static gboolean
has_changed (gpointer data)
{
  ApsEngine *self = data;
  APS_LOCKED (&self->life_lock);

  return !self->changing;
}

/* The one thread that may open, start or close now; others wait for it. Under life_lock, which is
 * let go meanwhile: in its own home context, what the change waits for is run. */
static void
begin_change (ApsEngine *self)
{
  g_autoptr (ApsHomeContext) home = NULL;

  if (!self->changing)
    return;

  home = aps_home_context_get_thread_default ();
  while (self->changing)
    if (home == self->home && aps_home_context_is_own (home))
      {
        g_mutex_unlock (&self->life_lock);
        aps_home_context_serve (home, APS_FOREVER, has_changed, self);
        g_mutex_lock (&self->life_lock);
      }
    else
      g_cond_wait (&self->life_changed, &self->life_lock);
}

static void
measure_offset (ApsEngine *self)
{
  gint64 offset = 0;
  g_autoptr (GError) error = NULL;

  if (aps_data_store_measure_offset (self->store, aps_clock_get_now (self->clock), &offset, &error))
    g_atomic_pointer_set (&self->store_offset, GSIZE_TO_POINTER (offset));
  else
    aps_debug ((0), "The store's clock cannot be asked: %s", error->message);
}

/* What another scheduler did. */
static void
react (ApsEvent *event, gpointer user_data)
{
  ApsEngine            *self = user_data;
  const ApsEventFields *fields;

  if (event == NULL)
    {
      aps_engine_wake_schedules (self);
      aps_engine_wake_jobs (self);
      aps_lease_keeper_poll (self->keeper);
      return;
    }

  fields = aps_event_get_fields (event);
  if (fields->type & APS_EVENT_TYPE_ANY_SCHEDULE)
    aps_engine_wake_schedules (self);
  if (fields->type &
      (APS_EVENT_TYPE_JOB_ADDED | APS_EVENT_TYPE_JOB_RELEASED | APS_EVENT_TYPE_TASK_UPDATED))
    aps_engine_wake_jobs (self);
  if (fields->type == APS_EVENT_TYPE_JOB_RELEASED && fields->outcome != APS_UNSET)
    aps_waiters_finished (self->waiters, fields->job_id, NULL);
  if (fields->type == APS_EVENT_TYPE_JOB_CANCEL_REQUESTED)
    aps_engine_cancel_running (self, fields->job_id, fields->scheduler, fields->reason_text);
}

/* Who may read the store may look into it, also where the broker's own files are out of reach. */
static gboolean
start_bus (ApsEngine *self, GCancellable *cancellable, GError **error)
{
  g_autoptr (GError) reason = NULL;

  if (aps_event_bus_start (self->bus, self->instance->uuid, react, self, cancellable, &reason))
    return TRUE;

  if (self->settings->role == APS_ROLE_WINDOW &&
      (g_error_matches (reason, APS_ERROR, APS_ERROR_ACCESS_DENIED) ||
       g_error_matches (reason, APS_ERROR, APS_ERROR_READ_ONLY)))
    {
      aps_debug ((0), "A window without events: %s", reason->message);
      return TRUE;
    }

  g_propagate_error (error, g_steal_pointer (&reason));
  return FALSE;
}

static gboolean
connect_parts (ApsEngine *self, GCancellable *cancellable, GError **error)
{
  ApsRetry retry = { 0 };

  aps_instance_fill (self->instance_list,
                     self->instance,
                     self->settings->identity,
                     aps_clock_get_now (self->clock));
  self->instance->role = self->settings->role;
  aps_instance_set_queues (self->instance_list,
                           self->instance,
                           (const char *const *)self->settings->queues);

  while (!aps_data_store_start (self->store, aps_clock_get_now (self->clock), cancellable, error))
    if (!aps_engine_retry (self, &retry, cancellable, error))
      return FALSE;

  measure_offset (self);
  if (!start_bus (self, cancellable, error))
    {
      aps_data_store_stop (self->store);
      return FALSE;
    }

  return TRUE;
}

gboolean
aps_engine_open (ApsEngine *self, GCancellable *cancellable, GError **error)
{
  gboolean opened;

  if (!check_fork (self, error))
    return FALSE;

  g_mutex_lock (&self->life_lock);
  begin_change (self);
  if (self->state != APS_RUN_STATE_CLOSED)
    {
      g_mutex_unlock (&self->life_lock);
      return TRUE;
    }
  self->changing = TRUE;
  g_mutex_unlock (&self->life_lock);

  opened = connect_parts (self, cancellable, error);
  set_state (self, opened ? APS_RUN_STATE_OPEN : APS_RUN_STATE_CLOSED);
  return opened;
}

gboolean
aps_engine_check_open (ApsEngine *self, GCancellable *cancellable, GError **error)
{
  /* The usual case without a lock: a state only leaves `closed` when all is connected. */
  if (g_atomic_int_get ((gint *)&self->state) != APS_RUN_STATE_CLOSED)
    return check_fork (self, error);

  return aps_engine_open (self, cancellable, error);
}

static gboolean
register_instance (ApsEngine *self, GError **error)
{
  gboolean single_host = (aps_data_store_get_flags (self->store) & APS_DATA_STORE_SINGLE_HOST) != 0;
  gint64   now = aps_engine_now (self);
  g_autoptr (ApsRecordList) instances = aps_record_list_new (APS_RECORD_TYPE_INSTANCE);
  g_autoptr (ApsStoreAnswer) answer = aps_store_answer_new (0);
  g_auto (GStrv) dead = NULL;

  self->instance->started_us = now;
  self->instance->until_us = now + self->settings->lease_duration_us;

  if (!aps_data_store_list_instances (self->store, instances, error))
    return FALSE;

  dead = aps_instance_find_dead (self->instance, instances, single_host);
  if (!aps_data_store_register_instance (self->store,
                                         self->instance,
                                         (const char *const *)dead,
                                         now,
                                         answer,
                                         error))
    return FALSE;

  aps_changes_publish (self, answer);
  return TRUE;
}

static gboolean
start_parts (ApsEngine *self, GCancellable *cancellable, GError **error)
{
  ApsRole  role = self->settings->role;
  gboolean runs_jobs = role == APS_ROLE_BOTH || role == APS_ROLE_WORKER;
  gboolean processes = role == APS_ROLE_BOTH || role == APS_ROLE_SCHEDULER;
  ApsRetry retry = { 0 };

  while (role != APS_ROLE_WINDOW && !register_instance (self, error))
    if (!aps_engine_retry (self, &retry, cancellable, error))
      return FALSE;

  if (runs_jobs && !aps_executor_set_start (self->executors, cancellable, error))
    {
      aps_data_store_leave_instance (self->store,
                                     self->instance->uuid,
                                     aps_engine_now (self),
                                     NULL);
      return FALSE;
    }

  g_atomic_int_set (&self->stopping, 0);
  g_atomic_int_set (&self->hurrying, 0);
  if (runs_jobs)
    aps_job_runner_start (self->runner);
  if (processes)
    aps_schedule_processor_start (self->processor);
  aps_lease_keeper_start (self->keeper);
  return TRUE;
}

gboolean
aps_engine_start (ApsEngine *self, GCancellable *cancellable, GError **error)
{
  gboolean started;

  if (!aps_engine_open (self, cancellable, error))
    return FALSE;

  g_mutex_lock (&self->life_lock);
  begin_change (self);
  if (self->state != APS_RUN_STATE_OPEN)
    {
      gboolean stopping = self->state == APS_RUN_STATE_STOPPING;

      g_mutex_unlock (&self->life_lock);
      g_set_error (error,
                   APS_ERROR,
                   APS_ERROR_BUSY,
                   "The scheduler %s",
                   stopping ? "is stopping: wait until it has stopped" : "is running already");
      return FALSE;
    }
  g_clear_error (&self->stop_reason);
  g_mutex_unlock (&self->life_lock);

  set_state (self, APS_RUN_STATE_STARTING);
  started = start_parts (self, cancellable, error);
  set_state (self, started ? APS_RUN_STATE_RUNNING : APS_RUN_STATE_OPEN);

  if (started)
    aps_changes_publish_life (self, APS_EVENT_TYPE_SCHEDULER_STARTED);
  return started;
}

void
aps_engine_stop (ApsEngine *self)
{
  gboolean stops = FALSE;

  g_mutex_lock (&self->life_lock);
  if (self->state == APS_RUN_STATE_RUNNING)
    {
      stops = TRUE;
      g_atomic_int_set ((gint *)&self->state, APS_RUN_STATE_STOPPING);
      g_atomic_int_set (&self->stopping, 1);
      tell_state (self);
    }
  g_mutex_unlock (&self->life_lock);

  if (!stops)
    return;

  aps_engine_wake_schedules (self);
  aps_engine_wake_jobs (self);
  aps_lease_keeper_poll (self->keeper);
  tell_others (self);
}

void
aps_engine_stop_now (ApsEngine *self)
{
  g_atomic_int_set (&self->hurrying, 1);
  aps_engine_stop (self);
  /* The lease keeper does the same once more, for jobs that begin meanwhile. */
  aps_job_runner_interrupt (self->runner, NULL, APS_INTERRUPT_STOPPING);
}

void
aps_engine_stopped (ApsEngine *self)
{
  aps_changes_publish_life (self, APS_EVENT_TYPE_SCHEDULER_STOPPED);
  set_state (self, APS_RUN_STATE_OPEN);
}

static void
wake_life (GCancellable *cancellable, gpointer data)
{
  ApsEngine *self = data;
  APS_LOCKED (&self->life_lock);

  g_cond_broadcast (&self->life_changed);
}

gboolean
aps_engine_wait_until_stopped (ApsEngine    *self,
                               gint64        wait_us,
                               GCancellable *cancellable,
                               GError      **error)
{
  gint64      end = wait_us >= APS_FOREVER - G_USEC_PER_SEC - g_get_monotonic_time ()
                      ? G_MAXINT64
                      : g_get_monotonic_time () + MAX (wait_us, 0);
  gulong      handler = aps_cancellable_connect (cancellable, G_CALLBACK (wake_life), self);
  gboolean    timed_out = FALSE;
  ApsRunState state;

  g_mutex_lock (&self->life_lock);
  while ((self->state == APS_RUN_STATE_STARTING || self->state == APS_RUN_STATE_RUNNING ||
          self->state == APS_RUN_STATE_STOPPING) &&
         !timed_out && !g_cancellable_is_cancelled (cancellable))
    timed_out = !g_cond_wait_until (&self->life_changed, &self->life_lock, end);
  state = self->state;
  g_mutex_unlock (&self->life_lock);
  g_cancellable_disconnect (cancellable, handler);

  if (state == APS_RUN_STATE_OPEN || state == APS_RUN_STATE_CLOSED)
    {
      aps_lease_keeper_join (self->keeper);
      return TRUE;
    }

  if (!g_cancellable_set_error_if_cancelled (cancellable, error))
    g_set_error_literal (error,
                         APS_ERROR,
                         APS_ERROR_TIMED_OUT,
                         "The scheduler has not stopped yet");
  return FALSE;
}

void
aps_engine_close (ApsEngine *self)
{
  g_mutex_lock (&self->life_lock);
  begin_change (self);
  if (self->state != APS_RUN_STATE_OPEN)
    {
      g_mutex_unlock (&self->life_lock);
      return;
    }
  self->changing = TRUE;
  g_mutex_unlock (&self->life_lock);

  aps_event_bus_stop (self->bus);
  aps_data_store_stop (self->store);
  set_state (self, APS_RUN_STATE_CLOSED);
}

static gboolean
may_be_repeated (const GError *error)
{
  return g_error_matches (error, APS_ERROR, APS_ERROR_BUSY) ||
         g_error_matches (error, APS_ERROR, APS_ERROR_CONNECTION_LOST) ||
         g_error_matches (error, APS_ERROR, APS_ERROR_OUTCOME_UNKNOWN);
}

/* 50 ms, doubled up to 5 s, half of it by chance so that many callers do not come back at once. */
static gint64
back_off (guint n)
{
  gint64 longest = MIN (50 * APS_MILLISECOND << MIN (n, 10), 5 * APS_SECOND);

  return longest / 2 + (gint64)(g_random_double () * (double)(longest / 2));
}

gboolean
aps_engine_retry (ApsEngine *self, ApsRetry *retry, GCancellable *cancellable, GError **error)
{
  gint64 now = g_get_monotonic_time ();
  gint64 end = now + back_off (retry->n);
  gulong handler;

  if (error == NULL || !may_be_repeated (*error))
    return FALSE;
  if (retry->n++ == 0)
    retry->since_us = now;
  if (now - retry->since_us > self->settings->store_retry_timeout_us)
    return FALSE;

  aps_debug ((0), "The store failed, trying again: %s", (*error)->message);
  handler = aps_cancellable_connect (cancellable, G_CALLBACK (wake_life), self);
  g_mutex_lock (&self->life_lock);
  while (!g_cancellable_is_cancelled (cancellable) &&
         g_cond_wait_until (&self->life_changed, &self->life_lock, end))
    ;
  g_mutex_unlock (&self->life_lock);
  g_cancellable_disconnect (cancellable, handler);

  if (g_cancellable_is_cancelled (cancellable))
    return FALSE;

  g_clear_error (error);
  return TRUE;
}

void
aps_engine_wake_schedules (ApsEngine *self)
{
  aps_schedule_processor_wake (self->processor);
}

void
aps_engine_wake_jobs (ApsEngine *self)
{
  aps_job_runner_wake (self->runner);
}

void
aps_engine_cancel_running (ApsEngine *self, const char *id, const char *by, const char *reason)
{
  aps_job_runner_cancel (self->runner, id, by, reason);
}
