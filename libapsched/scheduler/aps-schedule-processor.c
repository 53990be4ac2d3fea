/* Leases due schedules and commits their firings.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"

#include "scheduler/aps-schedule-processor-private.h"

#include <apsched/aps-error.h>
#include <apsched/aps-locked.h>
#include <apsched/aps-uuid.h>

#include "core/aps-log-private.h"
#include "core/aps-time-zone-private.h"
#include "core/aps-waiter-private.h"
#include "scheduler/aps-changes-private.h"
#include "scheduler/aps-executor-choice-private.h"
#include "scheduler/aps-firing-private.h"
#include "triggers/aps-trigger-private.h"

/* How many schedules are leased at once. */
#define BATCH 100
/* How many parsed triggers are kept. */
#define MAX_TRIGGERS 4096
/* For how long zone data on disk is taken to be as it was. */
#define ZONE_AGE (10 * APS_SECOND)
#define LONGEST_PAUSE_AFTER_ERROR (10 * APS_SECOND)

struct _ApsScheduleProcessor
{
  ApsEngine  *engine; /* not owned */
  GThread    *thread;
  ApsWaiter  *waiter;
  GHashTable *triggers; /* own thread: JSON text -> ApsTrigger */
  gint64      pause_us; /* own thread: after an error */

  GMutex         lock;
  ApsRecordList *held;    /* guarded by lock */
  gint64         pass_us; /* guarded by lock */
  gint64         next_us; /* guarded by lock */
};

ApsScheduleProcessor *
aps_schedule_processor_new (ApsEngine *engine)
{
  ApsScheduleProcessor *self = g_new0 (ApsScheduleProcessor, 1);

  g_mutex_init (&self->lock);
  self->engine = engine;
  self->pass_us = APS_TIME_NONE;
  self->next_us = APS_TIME_NONE;
  self->triggers = g_hash_table_new_full (aps_id_hash, g_str_equal, g_free, g_object_unref);
  return self;
}

void
aps_schedule_processor_free (ApsScheduleProcessor *self)
{
  g_hash_table_unref (self->triggers);
  g_clear_pointer (&self->held, aps_record_list_unref);
  g_mutex_clear (&self->lock);
  g_free (self);
}

static void
set_held (ApsScheduleProcessor *self, ApsRecordList *held)
{
  ApsRecordList *former;

  g_mutex_lock (&self->lock);
  former = self->held;
  self->held = held != NULL ? aps_record_list_ref (held) : NULL;
  g_mutex_unlock (&self->lock);

  if (former != NULL)
    aps_record_list_unref (former);
}

ApsRecordList *
aps_schedule_processor_ref_held (ApsScheduleProcessor *self)
{
  APS_LOCKED (&self->lock);

  return self->held != NULL ? aps_record_list_ref (self->held) : NULL;
}

gint64
aps_schedule_processor_get_pass (ApsScheduleProcessor *self)
{
  APS_LOCKED (&self->lock);

  return self->pass_us;
}

gint64
aps_schedule_processor_get_next (ApsScheduleProcessor *self)
{
  APS_LOCKED (&self->lock);

  return self->next_us;
}

static void
note_pass (ApsScheduleProcessor *self, gint64 now_us, gint64 next_us)
{
  APS_LOCKED (&self->lock);

  self->pass_us = now_us;
  self->next_us = next_us;
}

/* (transfer full) */
static ApsTrigger *
find_trigger (ApsScheduleProcessor *self, const ApsScheduleRecord *schedule, GError **error)
{
  const char *json = schedule->trigger;
  ApsTrigger *trigger = g_hash_table_lookup (self->triggers, json);

  if (trigger != NULL)
    return g_object_ref (trigger);

  trigger = aps_live_triggers_lookup (self->engine->live_triggers, schedule->id, json);
  if (trigger != NULL)
    return trigger;

  trigger = aps_trigger_from_json (json, error);
  if (trigger == NULL)
    return NULL;

  if (g_hash_table_size (self->triggers) >= MAX_TRIGGERS)
    g_hash_table_remove_all (self->triggers);
  g_hash_table_insert (self->triggers, g_strdup (json), g_object_ref (trigger));
  return trigger;
}

/* The tasks of leased schedules, by id. */
static GHashTable *
get_tasks (ApsScheduleProcessor *self,
           ApsRecordList        *schedules,
           ApsRecordList        *tasks,
           GError              **error)
{
  g_autoptr (GHashTable) by_id = g_hash_table_new (aps_id_hash, g_str_equal);
  g_autoptr (GPtrArray) ids = g_ptr_array_new ();

  for (guint i = 0; i < aps_record_list_get_n (schedules); i++)
    {
      const ApsScheduleRecord *schedule = aps_record_list_get (schedules, i);

      if (g_hash_table_insert (by_id, (gpointer)schedule->task_id, NULL))
        g_ptr_array_add (ids, (gpointer)schedule->task_id);
    }
  g_ptr_array_add (ids, NULL);

  if (!aps_data_store_get_tasks (self->engine->store,
                                 (const char *const *)ids->pdata,
                                 tasks,
                                 error))
    return NULL;

  for (guint i = 0; i < aps_record_list_get_n (tasks); i++)
    {
      ApsTaskRecord *task = aps_record_list_get (tasks, i);

      g_hash_table_replace (by_id, (gpointer)task->id, task);
    }

  return g_steal_pointer (&by_id);
}

static void
set_aside (const ApsScheduleRecord *schedule,
           ApsRecordList           *texts,
           const char              *reason,
           ApsFiring               *firing)
{
  *firing = (ApsFiring){ .schedule_id = schedule->id,
                         .incarnation = schedule->incarnation,
                         .fence = schedule->fence,
                         .last_fire_us = schedule->last_fire_us,
                         .next_fire_us = schedule->next_fire_us,
                         .cursor = schedule->cursor,
                         .skips = schedule->skips,
                         .error = aps_record_list_strdup (texts, reason) };
}

/* FALSE: it is left alone for now. */
static gboolean
compute (ApsScheduleProcessor    *self,
         const ApsScheduleRecord *schedule,
         const ApsTaskRecord     *task,
         gint64                   now_us,
         ApsRecordList           *jobs,
         ApsRecordList           *texts,
         ApsFiring               *firing)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (ApsTrigger) trigger = find_trigger (self, schedule, &error);

  /* A type or version that is unknown here is somebody else's. */
  if (g_error_matches (error, APS_ERROR, APS_ERROR_NOT_SUPPORTED))
    return FALSE;

  if (trigger == NULL)
    set_aside (schedule, texts, error->message, firing);
  else if (!aps_firing_compute (schedule,
                                task,
                                task != NULL ? aps_executor_choose (self->engine, task) : NULL,
                                &self->engine->settings->defaults,
                                trigger,
                                now_us,
                                jobs,
                                texts,
                                firing))
    return FALSE;

  if (firing->error != NULL)
    g_warning ("Schedule \"%s\" is paused: its trigger failed: %s", schedule->id, firing->error);
  return TRUE;
}

static void
publish_firing (ApsScheduleProcessor    *self,
                const ApsScheduleRecord *schedule,
                const ApsFiring         *firing,
                ApsRecordList           *jobs)
{
  ApsScheduleRecord fired = *schedule;

  aps_debug ((.schedule = schedule->id, .task = schedule->task_id),
             "Schedule \"%s\" fires: %u jobs, next in %.3f s",
             schedule->id,
             firing->n_jobs,
             (double)(firing->next_fire_us - firing->last_fire_us) / (double)APS_SECOND);
  fired.last_fire_us = firing->last_fire_us;
  fired.next_fire_us = firing->next_fire_us;
  fired.error = firing->error;
  aps_changes_publish_schedule (self->engine,
                                firing->error != NULL ? APS_EVENT_TYPE_SCHEDULE_FAILED
                                                      : APS_EVENT_TYPE_SCHEDULE_UPDATED,
                                &fired);

  if (aps_event_bus_wants (self->engine->bus, APS_EVENT_TYPE_JOB_ADDED))
    for (guint i = 0; i < firing->n_jobs; i++)
      aps_changes_publish_job (self->engine,
                               APS_EVENT_TYPE_JOB_ADDED,
                               aps_record_list_get (jobs, firing->first_job + i));
}

static void
publish_committed (ApsScheduleProcessor *self,
                   GPtrArray            *fired,
                   const ApsFiring      *firings,
                   ApsRecordList        *jobs,
                   ApsStoreAnswer       *answer)
{
  for (guint i = 0; i < fired->len; i++)
    {
      const GError *refused = aps_store_answer_get_error (answer, i);

      if (refused == NULL)
        publish_firing (self, g_ptr_array_index (fired, i), &firings[i], jobs);
      else
        aps_debug ((.schedule = firings[i].schedule_id),
                   "Schedule \"%s\": its firing is somebody else's now: %s",
                   firings[i].schedule_id,
                   refused->message);
    }

  aps_changes_publish (self->engine, answer);
}

static gboolean
commit (ApsScheduleProcessor *self,
        GPtrArray            *fired,
        const ApsFiring      *firings,
        ApsRecordList        *jobs,
        GError              **error)
{
  ApsEngine *engine = self->engine;
  g_autoptr (ApsStoreAnswer) answer = aps_store_answer_new (fired->len);
  ApsRetry retry = { 0 };

  while (!aps_data_store_commit_firings (engine->store,
                                         engine->instance->uuid,
                                         firings,
                                         fired->len,
                                         jobs,
                                         aps_engine_now (engine),
                                         answer,
                                         error))
    {
      if (!aps_engine_retry (engine, &retry, NULL, error))
        return FALSE;
      aps_store_answer_reset (answer, fired->len);
    }

  publish_committed (self, fired, firings, jobs, answer);
  if (aps_record_list_get_n (jobs) > 0)
    aps_engine_wake_jobs (engine);
  return TRUE;
}

/* Works out and commits what the leased schedules make. */
static gboolean
fire (ApsScheduleProcessor *self, ApsRecordList *schedules, gint64 now_us, GError **error)
{
  guint n = aps_record_list_get_n (schedules);
  g_autoptr (ApsRecordList) tasks = aps_record_list_new (APS_RECORD_TYPE_TASK);
  g_autoptr (ApsRecordList) jobs = aps_record_list_new (APS_RECORD_TYPE_JOB);
  g_autoptr (ApsRecordList) texts = aps_record_list_new (APS_RECORD_TYPE_JOB);
  g_autoptr (GPtrArray) fired = g_ptr_array_new ();
  g_autofree ApsFiring *firings = g_new (ApsFiring, n);
  g_autoptr (GHashTable) by_id = get_tasks (self, schedules, tasks, error);

  if (by_id == NULL)
    return FALSE;

  for (guint i = 0; i < n; i++)
    {
      ApsScheduleRecord   *schedule = aps_record_list_get (schedules, i);
      const ApsTaskRecord *task = g_hash_table_lookup (by_id, schedule->task_id);

      if (compute (self, schedule, task, now_us, jobs, texts, &firings[fired->len]))
        g_ptr_array_add (fired, schedule);
    }

  return fired->len == 0 || commit (self, fired, firings, jobs, error);
}

/* One look at the store. @next_us: when to look again. */
static gboolean
pass (ApsScheduleProcessor *self, gint64 now_us, gint64 *next_us, GError **error)
{
  ApsEngine *engine = self->engine;
  g_autoptr (ApsStoreAnswer) answer = aps_store_answer_new (0);
  g_auto (GStrv) types = NULL;
  gboolean fired;

  if ((aps_data_store_get_flags (engine->store) & APS_DATA_STORE_PRIVATE) == 0)
    types = aps_trigger_dup_known_types ();

  if (!aps_data_store_lease_schedules (engine->store,
                                       engine->instance->uuid,
                                       (const char *const *)types,
                                       BATCH,
                                       now_us + engine->settings->lease_duration_us,
                                       now_us,
                                       answer,
                                       error))
    return FALSE;

  aps_changes_publish_ended_jobs (engine, answer->ended_jobs);
  if (aps_record_list_get_n (answer->schedules) == 0)
    return aps_data_store_next_schedule_due (engine->store,
                                             (const char *const *)types,
                                             now_us,
                                             next_us,
                                             error);

  /* Triggers are kept, so they look up no zone by themselves. */
  aps_time_zone_recheck (ZONE_AGE);
  set_held (self, answer->schedules);
  fired = fire (self, answer->schedules, now_us, error);
  set_held (self, NULL);
  *next_us = now_us;
  return fired;
}

static gpointer
run (gpointer data)
{
  ApsScheduleProcessor *self = data;
  ApsEngine            *engine = self->engine;

  while (!g_atomic_int_get (&engine->stopping))
    {
      g_autoptr (GError) error = NULL;
      gint64 now = aps_engine_now (engine);
      gint64 next = APS_TIME_NONE;
      gint64 offset = now - aps_clock_get_now (engine->clock);

      if (pass (self, now, &next, &error))
        {
          self->pause_us = 0;
          note_pass (self, now, next);
          if (next > now)
            aps_waiter_wait (self->waiter,
                             next == APS_TIME_NONE ? APS_TIME_NONE : next - offset,
                             APS_TIME_NONE);
          continue;
        }

      self->pause_us = CLAMP (self->pause_us * 2, APS_SECOND / 4, LONGEST_PAUSE_AFTER_ERROR);
      g_warning ("Schedules cannot be processed, trying again in %.1f s: %s",
                 (double)self->pause_us / (double)APS_SECOND,
                 error->message);
      aps_waiter_wait (self->waiter,
                       APS_TIME_NONE,
                       aps_clock_get_now (engine->clock) + self->pause_us);
    }

  return NULL;
}

void
aps_schedule_processor_start (ApsScheduleProcessor *self)
{
  g_mutex_lock (&self->lock);
  self->waiter = aps_waiter_new (self->engine->clock, "schedules");
  g_mutex_unlock (&self->lock);
  self->thread = g_thread_new ("aps-schedules", run, self);
}

void
aps_schedule_processor_join (ApsScheduleProcessor *self)
{
  ApsWaiter *waiter;

  if (self->thread == NULL)
    return;

  aps_schedule_processor_wake (self);
  g_clear_pointer (&self->thread, g_thread_join);
  g_mutex_lock (&self->lock);
  waiter = g_steal_pointer (&self->waiter);
  g_mutex_unlock (&self->lock);
  aps_waiter_free (waiter);
}

void
aps_schedule_processor_wake (ApsScheduleProcessor *self)
{
  APS_LOCKED (&self->lock);

  if (self->waiter != NULL)
    aps_waiter_wake (self->waiter);
}
