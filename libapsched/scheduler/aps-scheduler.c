/* The scheduler object: its settings, and the engine made of them.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"

#include "scheduler/aps-scheduler-private.h"

#include <apsched/aps-error.h>
#include <apsched/aps-locked.h>
#include <apsched/aps-registry.h>
#include <apsched/aps-setting.h>

#include "registry/aps-registry-private.h"
#include "scheduler/aps-scheduler-settings-private.h"

/**
 * ApsScheduler:
 *
 * Runs tasks now, later and on recurring schedules.
 *
 * Work is kept in a data store, announced through an event broker and run by executors. Without
 * saying anything else, the store is in memory and nothing needs to be installed:
 *
 * ```c
 * g_autoptr (ApsScheduler) scheduler = aps_scheduler_new ();
 *
 * aps_scheduler_schedule (scheduler, "command:/usr/bin/updatedb", "cron:0 3 * * *", &error);
 * aps_scheduler_run_until_stopped (scheduler, NULL, &error);
 * ```
 *
 * Its life: *closed*, *open* (a window on its store), *running*, *stopping*, *open*. The first call
 * that needs the store opens it. Schedulers that share a store share the work.
 *
 * ## Threads
 *
 * All methods may be called from any thread. Callbacks, events and the notification of
 * [property@Aps.Scheduler:state] arrive in the main context of whoever asked for them, those of the
 * state in the one in which the scheduler was made. The last reference may be dropped in any
 * thread: a scheduler that runs is stopped in order, and its jobs are waited for. After a fork the
 * child must not use it.
 *
 * Since: 1.0
 */
G_DEFINE_FINAL_TYPE (ApsScheduler, aps_scheduler, G_TYPE_OBJECT)

static GParamSpec *properties[N_APS_SCHEDULER_PROPERTIES];

static void
notify_state (gpointer data)
{
  g_autoptr (ApsScheduler) self = aps_scheduler_ref_hold (data);

  if (self != NULL)
    g_object_notify_by_pspec (G_OBJECT (self), properties[APS_SCHEDULER_PROP_STATE]);
}

/* From any thread: the notification belongs to the home context. */
static void
state_changed (gpointer data)
{
  ApsEngine *engine = data;

  if (aps_scheduler_ref_peek (engine->scheduler) == NULL)
    return;

  aps_home_context_push (engine->home,
                         notify_state,
                         aps_scheduler_ref_ref (engine->scheduler),
                         (GDestroyNotify)aps_scheduler_ref_unref);
  g_main_context_wakeup (aps_home_context_get_main_context (engine->home));
}

/* What cannot be missing: these are linked into the library, or installed with it. */
static gpointer
must_have (gpointer object, const char *kind, const char *name, GError *error)
{
  if (object == NULL)
    g_error ("The %s \"%s\" of libapsched cannot be loaded: %s", kind, name, error->message);

  return object;
}

static ApsExecutor *
new_executor (const char *name)
{
  g_autoptr (GError) error = NULL;

  return must_have (aps_registry_new_executor (name, NULL, &error), "executor", name, error);
}

static ApsDataStore *
new_memory_store (void)
{
  g_autoptr (GError) error = NULL;

  return must_have (aps_registry_new_data_store ("memory", NULL, &error),
                    "data store",
                    "memory",
                    error);
}

static ApsEventBroker *
new_local_broker (void)
{
  g_autoptr (GError) error = NULL;

  return must_have (aps_registry_new_event_broker ("local", NULL, &error),
                    "event broker",
                    "local",
                    error);
}

/* The broker that the store names, or the local one. */
static ApsEventBroker *
new_broker_for (ApsDataStore *store)
{
  g_autoptr (GError) error = NULL;
  ApsEventBroker *broker = aps_registry_new_broker_for (store, &error);

  if (broker == NULL)
    g_warning ("Other processes are found by polling alone: %s", error->message);

  return broker != NULL ? broker : new_local_broker ();
}

/* Configured ones first, in the file's order. */
static ApsExecutorSet *
new_executors (ApsConfiguration *configuration)
{
  ApsExecutorSet *executors = aps_executor_set_new ();
  g_auto (GStrv) names = NULL;

  if (configuration != NULL)
    names = aps_configuration_dup_executor_names (configuration);

  for (guint i = 0; names != NULL && names[i] != NULL; i++)
    aps_executor_set_add (executors,
                          names[i],
                          g_object_ref (aps_configuration_get_executor (configuration, names[i])));

  if (aps_executor_set_lookup (executors, "main-context") == NULL)
    aps_executor_set_add (executors, "main-context", new_executor ("main-context"));
  if (aps_executor_set_lookup (executors, "thread-pool") == NULL)
    aps_executor_set_add (executors, "thread-pool", new_executor ("thread-pool"));
  return executors;
}

static void
aps_scheduler_constructed (GObject *object)
{
  ApsScheduler *self = APS_SCHEDULER (object);
  gboolean      alone;

  G_OBJECT_CLASS (aps_scheduler_parent_class)->constructed (object);

  if (self->configuration != NULL)
    aps_scheduler_take_configuration (self);
  if (self->clock == NULL)
    self->clock = g_object_ref (aps_clock_get_default ());
  if (self->data_store == NULL)
    self->data_store = new_memory_store ();
  if (self->event_broker == NULL)
    self->event_broker = new_broker_for (self->data_store);

  alone = (aps_data_store_get_flags (self->data_store) & APS_DATA_STORE_PRIVATE) != 0;
  self->tasks = aps_task_cache_new (alone ? APS_FOREVER : APS_SECOND);
  self->engine = aps_engine_new (g_steal_pointer (&self->settings),
                                 g_steal_pointer (&self->clock),
                                 g_steal_pointer (&self->data_store),
                                 g_steal_pointer (&self->event_broker),
                                 new_executors (self->configuration));
  self->engine->scheduler = aps_scheduler_ref_new (object);
  self->triggers = aps_trigger_cache_new (self->engine->settings->timezone,
                                          self->engine->settings->clock_changes);
  self->engine->state_notify = state_changed;
  self->engine->state_notify_data = self->engine;
  aps_exit_watch (self);
}

static void
aps_scheduler_dispose (GObject *object)
{
  ApsScheduler *self = APS_SCHEDULER (object);

  aps_exit_unwatch (self);
  if (self->engine != NULL)
    aps_scheduler_end (self);

  G_OBJECT_CLASS (aps_scheduler_parent_class)->dispose (object);
}

static void
aps_scheduler_finalize (GObject *object)
{
  ApsScheduler *self = APS_SCHEDULER (object);

  g_clear_pointer (&self->engine, aps_engine_unref);
  g_clear_pointer (&self->tasks, aps_task_cache_free);
  g_clear_pointer (&self->triggers, aps_trigger_cache_free);
  g_clear_pointer (&self->settings, aps_engine_settings_free);
  g_clear_object (&self->clock);
  g_clear_object (&self->data_store);
  g_clear_object (&self->event_broker);
  g_clear_object (&self->configuration);
  g_mutex_clear (&self->configuration_lock);
  G_OBJECT_CLASS (aps_scheduler_parent_class)->finalize (object);
}

static void
aps_scheduler_class_init (ApsSchedulerClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->constructed = aps_scheduler_constructed;
  object_class->dispose = aps_scheduler_dispose;
  object_class->finalize = aps_scheduler_finalize;
  object_class->set_property = aps_scheduler_set_property;
  object_class->get_property = aps_scheduler_get_property;

  aps_scheduler_make_properties (properties);
  g_object_class_install_properties (object_class, N_APS_SCHEDULER_PROPERTIES, properties);
}

static void
aps_scheduler_init (ApsScheduler *self)
{
  g_mutex_init (&self->configuration_lock);
  self->settings = aps_engine_settings_new ();
}

/**
 * aps_scheduler_new:
 *
 * Makes a scheduler with a store in memory and a broker within the process. It is not started.
 *
 * Returns: (transfer full): the scheduler; never fails
 *
 * Since: 1.0
 */
ApsScheduler *
aps_scheduler_new (void)
{
  return g_object_new (APS_TYPE_SCHEDULER, NULL);
}

/**
 * aps_scheduler_new_with:
 * @data_store: the store
 * @event_broker: (nullable): the broker; %NULL is the one that the store names, or `local`
 *
 * Makes a scheduler on a store. It is not started, and the store is not opened yet.
 *
 * Returns: (transfer full): the scheduler
 *
 * Since: 1.0
 */
ApsScheduler *
aps_scheduler_new_with (ApsDataStore *data_store, ApsEventBroker *event_broker)
{
  g_return_val_if_fail (APS_IS_DATA_STORE (data_store), NULL);
  g_return_val_if_fail (event_broker == NULL || APS_IS_EVENT_BROKER (event_broker), NULL);

  return g_object_new (APS_TYPE_SCHEDULER,
                       "data-store",
                       data_store,
                       "event-broker",
                       event_broker,
                       NULL);
}

/**
 * aps_scheduler_new_from_file_full: (rename-to aps_scheduler_new_from_file)
 * @path: a keyfile
 * @overrides: (nullable) (array zero-terminated=1): lines that override the file's, each
 *   `GROUP.KEY=VALUE`
 * @error: return location for an error
 *
 * Makes a scheduler as a keyfile says. It is not started; when it is, what the file defines goes
 * into the store, and what it defined earlier and does not any more goes out of it.
 *
 * Returns: (transfer full): the scheduler; on error %NULL: `APS_ERROR_NOT_FOUND` where there is no
 *   such file, `APS_ERROR_INVALID_SETTING` and others that name file, line, group, key and remedy
 *
 * Since: 1.0
 */
ApsScheduler *
aps_scheduler_new_from_file_full (const char *path, const char *const *overrides, GError **error)
{
  g_autoptr (ApsConfiguration) configuration = NULL;

  g_return_val_if_fail (path != NULL, NULL);

  configuration = aps_configuration_load (path, overrides, error);
  if (configuration == NULL)
    return NULL;

  return g_object_new (APS_TYPE_SCHEDULER, "configuration", configuration, NULL);
}

/**
 * aps_scheduler_new_from_file: (skip)
 * @path: a keyfile
 * @error: return location for an error
 *
 * Makes a scheduler as a keyfile says: see [ctor@Aps.Scheduler.new_from_file_full].
 *
 * Returns: (transfer full): the scheduler; on error %NULL
 *
 * Since: 1.0
 */
ApsScheduler *
aps_scheduler_new_from_file (const char *path, GError **error)
{
  return aps_scheduler_new_from_file_full (path, NULL, error);
}

/**
 * aps_scheduler_get_current:
 *
 * Gets the scheduler of the job that runs in this thread.
 *
 * Returns: (transfer none) (nullable): the scheduler, or %NULL outside of a job
 *
 * Since: 1.0
 */
ApsScheduler *
aps_scheduler_get_current (void)
{
  ApsJobContext *context = aps_job_context_get_current ();
  GObject       *scheduler = context != NULL ? aps_job_context_get_scheduler (context) : NULL;

  return scheduler != NULL ? APS_SCHEDULER (scheduler) : NULL;
}

/**
 * aps_scheduler_to_string:
 * @self: a scheduler
 *
 * Prints the scheduler for people: its identity, role, state, store.
 *
 * Returns: (transfer full): the text
 *
 * Since: 1.0
 */
char *
aps_scheduler_to_string (ApsScheduler *self)
{
  g_autofree char *identity = NULL;
  g_autofree char *store = NULL;

  g_return_val_if_fail (APS_IS_SCHEDULER (self), NULL);

  identity = aps_scheduler_dup_identity (self);
  store = aps_data_store_to_string (self->engine->store);
  return g_strdup_printf ("scheduler identity=%s role=%s state=%s store=%s",
                          identity != NULL ? identity : "(made when opened)",
                          aps_enum_to_nick (APS_TYPE_ROLE, aps_scheduler_get_role (self)),
                          aps_enum_to_nick (APS_TYPE_RUN_STATE, aps_scheduler_get_state (self)),
                          store);
}
