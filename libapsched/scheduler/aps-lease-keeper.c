/* Keeps what is held alive, looks now and then, tidies up, and brings a stop to its end.
 *
 * NOTES: one thread does all of what happens by the clock and not by the work, so that an idle
 * scheduler wakes up once in a poll interval. No user code runs in it.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"

#include "scheduler/aps-lease-keeper-private.h"

#include <apsched/aps-locked.h>

#include "core/aps-log-private.h"
#include "core/aps-clock-private.h"
#include "core/aps-waiter-private.h"
#include "scheduler/aps-changes-private.h"
#include "scheduler/aps-janitor-private.h"
#include "scheduler/aps-job-runner-private.h"
#include "scheduler/aps-schedule-processor-private.h"

struct _ApsLeaseKeeper
{
  ApsEngine *engine;     /* not owned; its thread holds a reference */
  gint64     contact_us; /* own thread: monotonic: unbroken contact since then, or APS_TIME_NONE */
  gint64     wall_less_us; /* own thread: wall clock less monotonic clock at the last tick */
  gint64     cleanup_us;   /* own thread: when clean-up is due */
  gint       polled;       /* atomic: somebody asked for a look */

  GMutex     lock;
  ApsWaiter *waiter; /* guarded by lock; only its thread waits */
  GThread   *thread; /* guarded by lock */
};

ApsLeaseKeeper *
aps_lease_keeper_new (ApsEngine *engine)
{
  ApsLeaseKeeper *self = g_new0 (ApsLeaseKeeper, 1);

  g_mutex_init (&self->lock);
  self->engine = engine;
  return self;
}

void
aps_lease_keeper_free (ApsLeaseKeeper *self)
{
  g_clear_pointer (&self->thread, g_thread_unref);
  g_mutex_clear (&self->lock);
  g_free (self);
}

void
aps_lease_keeper_poll (ApsLeaseKeeper *self)
{
  APS_LOCKED (&self->lock);

  g_atomic_int_set (&self->polled, 1);
  if (self->waiter != NULL)
    aps_waiter_wake (self->waiter);
}

/* Contact is unbroken from now on. */
static void
begin_contact (ApsLeaseKeeper *self)
{
  self->contact_us = aps_clock_get_monotonic (self->engine->clock);
}

/* A step of the clock, or sleep, makes every lease look dead at once: the count begins again. */
static void
check_clock (ApsLeaseKeeper *self)
{
  gint64 less = aps_clock_get_now (self->engine->clock) -
                aps_clock_get_monotonic (self->engine->clock);
  gint64 step = less - self->wall_less_us;

  self->wall_less_us = less;
  if (ABS (step) <= self->engine->settings->lease_duration_us / 10)
    return;

  aps_debug ((0),
             "The clock was set, or the machine slept: %.3f s",
             (double)step / (double)APS_SECOND);
  begin_contact (self);
}

/* Whether others' expired leases may be reaped: all had the time to renew theirs. */
static gboolean
may_reap (ApsLeaseKeeper *self)
{
  return self->contact_us != APS_TIME_NONE &&
         aps_clock_get_monotonic (self->engine->clock) - self->contact_us >=
           self->engine->settings->lease_duration_us;
}

static gboolean
extend (ApsLeaseKeeper *self, gint64 now_us, GError **error)
{
  ApsEngine *engine = self->engine;
  gint64     until = now_us + engine->settings->lease_duration_us;
  g_autoptr (ApsRecordList) jobs = aps_job_runner_dup_held (engine->runner);
  g_autoptr (ApsRecordList) schedules = aps_schedule_processor_ref_held (engine->processor);
  g_autoptr (ApsStoreAnswer) answer = NULL;

  if (schedules == NULL)
    schedules = aps_record_list_new (APS_RECORD_TYPE_SCHEDULE);
  if (aps_record_list_get_n (jobs) + aps_record_list_get_n (schedules) == 0)
    return TRUE;

  answer = aps_store_answer_new (aps_record_list_get_n (jobs) + aps_record_list_get_n (schedules));
  if (!aps_data_store_extend_leases (engine->store,
                                     engine->instance->uuid,
                                     jobs,
                                     schedules,
                                     until,
                                     now_us,
                                     answer,
                                     error))
    return FALSE;

  aps_job_runner_extended (engine->runner, jobs, answer, until);
  return TRUE;
}

static gboolean
renew (ApsLeaseKeeper *self, gint64 now_us, GError **error)
{
  ApsEngine *engine = self->engine;

  if (engine->settings->role == APS_ROLE_WINDOW)
    return TRUE;

  engine->instance->until_us = now_us + engine->settings->lease_duration_us;
  engine->instance->schedules_pass_us = aps_schedule_processor_get_pass (engine->processor);
  engine->instance->jobs_pass_us = aps_job_runner_get_pass (engine->runner);
  return aps_data_store_renew_instance (engine->store, engine->instance, now_us, error);
}

/* What a lost message hid: the loops are woken only where there is something they do not wait for.
 */
static gboolean
look (ApsLeaseKeeper *self, GError **error)
{
  ApsEngine *engine = self->engine;
  g_auto (GStrv) ids = aps_waiters_dup_ids (engine->waiters);
  g_autoptr (ApsRecordList) jobs = NULL;

  aps_engine_wake_schedules (engine);
  aps_engine_wake_jobs (engine);
  if (ids[0] == NULL)
    return TRUE;

  jobs = aps_record_list_new (APS_RECORD_TYPE_JOB);
  if (!aps_data_store_get_jobs (engine->store, (const char *const *)ids, jobs, error))
    return FALSE;

  for (guint i = 0; i < aps_record_list_get_n (jobs); i++)
    {
      const ApsJobRecord *job = aps_record_list_get (jobs, i);

      if (job->state == APS_JOB_STATE_FINISHED)
        aps_waiters_finished (engine->waiters, job->id, NULL);
    }

  return TRUE;
}

/* In a store that only this process sees, events are never lost, and nobody else dies. */
static gboolean
is_alone (ApsEngine *engine)
{
  return (aps_data_store_get_flags (engine->store) & APS_DATA_STORE_PRIVATE) != 0 &&
         aps_event_broker_is_local (engine->broker);
}

static gboolean
clean_up (ApsLeaseKeeper *self, gint64 now_us, GError **error)
{
  ApsEngine *engine = self->engine;
  gint64     interval = engine->settings->cleanup_interval_us;

  if (now_us < self->cleanup_us || interval == APS_FOREVER)
    return TRUE;

  self->cleanup_us = now_us + interval;
  engine->instance->cleanup_pass_us = now_us;
  return aps_janitor_clean_up (engine, NULL, error);
}

/* Leases first, then what can wait. */
static gboolean
tick (ApsLeaseKeeper *self, GError **error)
{
  ApsEngine *engine = self->engine;
  gint64     now = aps_engine_now (engine);
  gboolean   runs = engine->settings->role != APS_ROLE_WINDOW;

  if (!extend (self, now, error) || !renew (self, now, error))
    return FALSE;

  if (self->contact_us == APS_TIME_NONE)
    begin_contact (self);
  if (!is_alone (engine) || g_atomic_int_exchange (&self->polled, 0))
    if (!look (self, error))
      return FALSE;
  if (runs && !aps_janitor_reap (engine, may_reap (self), error))
    return FALSE;

  return !runs || clean_up (self, now, error);
}

static void
tick_failed (ApsLeaseKeeper *self, const GError *error)
{
  ApsEngine *engine = self->engine;

  if (self->contact_us != APS_TIME_NONE)
    g_warning ("The store cannot be reached, leases are not renewed: %s", error->message);
  self->contact_us = APS_TIME_NONE;

  /* A job must not outlive its lease: it is told in time. */
  aps_job_runner_check_leases (engine->runner,
                               aps_engine_now (engine) + engine->settings->lease_duration_us / 6);
}

static gint64
get_interval (ApsEngine *engine)
{
  return MIN (engine->settings->poll_interval_us, engine->settings->lease_duration_us / 3);
}

/* How long until the next tick: a clean-up that is due before the leases are is waited for too. */
static gint64
get_wait (ApsLeaseKeeper *self)
{
  ApsEngine *engine = self->engine;
  gint64     wait = get_interval (engine);

  if (engine->settings->cleanup_interval_us == APS_FOREVER ||
      engine->settings->role == APS_ROLE_WINDOW)
    return wait;

  return CLAMP (self->cleanup_us - aps_engine_now (engine), 0, wait);
}

/* Waits for running jobs in slices, extending their leases between. */
static gboolean
drain (ApsLeaseKeeper *self, gint64 wait_us, gboolean may_hurry)
{
  gint64 end = wait_us == APS_FOREVER ? G_MAXINT64 : g_get_monotonic_time () + wait_us;

  for (;;)
    {
      gint64 left = end - g_get_monotonic_time ();
      g_autoptr (GError) error = NULL;

      if (aps_job_runner_drain (self->engine->runner, CLAMP (left, 0, get_interval (self->engine))))
        return TRUE;
      if (left <= 0 || (may_hurry && g_atomic_int_get (&self->engine->hurrying)))
        return FALSE;

      if (!extend (self, aps_engine_now (self->engine), &error))
        aps_debug ((0), "Leases cannot be renewed while stopping: %s", error->message);
    }
}

static void
end_jobs (ApsLeaseKeeper *self)
{
  ApsEngine *engine = self->engine;

  if (drain (self, engine->settings->stop_timeout_us, TRUE))
    return;

  aps_job_runner_interrupt (engine->runner, NULL, APS_INTERRUPT_STOPPING);
  if (drain (self, engine->settings->cancel_timeout_us, FALSE))
    return;

  aps_job_runner_give_up (engine->runner);
  drain (self, engine->settings->cancel_timeout_us, FALSE);
}

static void
finish (ApsLeaseKeeper *self)
{
  ApsEngine *engine = self->engine;
  g_autoptr (GError) error = NULL;

  aps_schedule_processor_join (engine->processor);
  end_jobs (self);
  aps_job_runner_join (engine->runner);
  aps_executor_set_stop (engine->executors);
  if (engine->settings->role != APS_ROLE_WINDOW &&
      !aps_data_store_leave_instance (engine->store,
                                      engine->instance->uuid,
                                      aps_engine_now (engine),
                                      &error))
    g_warning ("The store could not be told of the stop: %s", error->message);
}

static gpointer
run (gpointer data)
{
  ApsEngine      *engine = data;
  ApsLeaseKeeper *self = engine->keeper;
  ApsWaiter      *waiter;

  while (!g_atomic_int_get (&engine->stopping))
    {
      g_autoptr (GError) error = NULL;
      gint64 wait;

      check_clock (self);
      if (tick (self, &error))
        wait = get_wait (self);
      else
        {
          tick_failed (self, error);
          wait = MIN (get_interval (engine), APS_SECOND);
        }

      if (!g_atomic_int_get (&engine->stopping))
        aps_waiter_wait (self->waiter, APS_TIME_NONE, aps_clock_get_now (engine->clock) + wait);
    }

  g_mutex_lock (&self->lock);
  waiter = g_steal_pointer (&self->waiter);
  g_mutex_unlock (&self->lock);
  aps_waiter_free (waiter);

  finish (self);
  aps_engine_stopped (engine);
  aps_engine_unref (engine);
  return NULL;
}

void
aps_lease_keeper_start (ApsLeaseKeeper *self)
{
  aps_lease_keeper_join (self);
  self->contact_us = APS_TIME_NONE;
  self->cleanup_us = 0;
  self->wall_less_us = aps_clock_get_now (self->engine->clock) -
                       aps_clock_get_monotonic (self->engine->clock);

  {
    APS_LOCKED (&self->lock);

    self->waiter = aps_waiter_new (self->engine->clock, "leases");
    self->thread = g_thread_new ("aps-leases", run, aps_engine_ref (self->engine));
  }
}

void
aps_lease_keeper_join (ApsLeaseKeeper *self)
{
  GThread *thread;

  g_mutex_lock (&self->lock);
  thread = self->thread != g_thread_self () ? g_steal_pointer (&self->thread) : NULL;
  g_mutex_unlock (&self->lock);

  if (thread != NULL)
    g_thread_join (thread);
}
