/* The properties of the scheduler object.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"

#include "scheduler/aps-scheduler-settings-private.h"

#include <apsched/aps-setting.h>

#include "registry/aps-configuration-private.h"

#define FLAGS (G_PARAM_READWRITE | G_PARAM_CONSTRUCT_ONLY | G_PARAM_STATIC_STRINGS)

static GParamSpec *
new_duration (const char *name, const char *blurb, gint64 minimum, gint64 default_us)
{
  return aps_setting_mark (g_param_spec_int64 (name,
                                               NULL,
                                               blurb,
                                               minimum,
                                               G_MAXINT64,
                                               default_us,
                                               FLAGS),
                           APS_SETTING_DURATION);
}

static GParamSpec *
new_list (const char *name, const char *blurb)
{
  return g_param_spec_boxed (name, NULL, blurb, G_TYPE_STRV, FLAGS);
}

static void
make_parts (GParamSpec **properties)
{
  /**
   * ApsScheduler:data-store:
   *
   * The store; in memory where none is given.
   *
   * Since: 1.0
   */
  properties[APS_SCHEDULER_PROP_DATA_STORE] =
    g_param_spec_object ("data-store", NULL, "Where work is kept", APS_TYPE_DATA_STORE, FLAGS);

  /**
   * ApsScheduler:event-broker:
   *
   * The broker; where none is given the one that the store names, else one within the process.
   *
   * Since: 1.0
   */
  properties[APS_SCHEDULER_PROP_EVENT_BROKER] =
    g_param_spec_object ("event-broker",
                         NULL,
                         "How schedulers on one store hear of each other",
                         APS_TYPE_EVENT_BROKER,
                         FLAGS);

  /**
   * ApsScheduler:clock:
   *
   * The clock; the system's where none is given.
   *
   * Since: 1.0
   */
  properties[APS_SCHEDULER_PROP_CLOCK] =
    g_param_spec_object ("clock", NULL, "What tells the time", APS_TYPE_CLOCK, FLAGS);

  /**
   * ApsScheduler:configuration:
   *
   * The keyfile that it was made from.
   *
   * Since: 1.0
   */
  properties[APS_SCHEDULER_PROP_CONFIGURATION] =
    g_param_spec_object ("configuration",
                         NULL,
                         "The keyfile that it was made from",
                         APS_TYPE_CONFIGURATION,
                         FLAGS);

  /**
   * ApsScheduler:state:
   *
   * Where it stands in its life. Notified in the main context in which the scheduler was made.
   *
   * Since: 1.0
   */
  properties[APS_SCHEDULER_PROP_STATE] =
    g_param_spec_enum ("state",
                       NULL,
                       "Where it stands in its life",
                       APS_TYPE_RUN_STATE,
                       APS_RUN_STATE_CLOSED,
                       G_PARAM_READABLE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY);
}

static void
make_durations (GParamSpec **properties)
{
  /**
   * ApsScheduler:lease-duration:
   *
   * How long, in microseconds, what a scheduler holds stays its own without being renewed; it
   * renews in time. When a scheduler dies, others have its work after this time at the latest.
   *
   * Since: 1.0
   */
  properties[APS_SCHEDULER_PROP_LEASE_DURATION] =
    new_duration ("lease-duration",
                  "How long held work stays one's own without renewal",
                  APS_SECOND,
                  30 * APS_SECOND);

  /**
   * ApsScheduler:poll-interval:
   *
   * How often, in microseconds, a scheduler looks at a shared store on its own: what a lost message
   * hid is found after this time at the latest.
   *
   * Since: 1.0
   */
  properties[APS_SCHEDULER_PROP_POLL_INTERVAL] =
    new_duration ("poll-interval",
                  "How often the store is looked at without being told",
                  10 * APS_MILLISECOND,
                  10 * APS_SECOND);

  /**
   * ApsScheduler:cleanup-interval:
   *
   * How often, in microseconds, expired records are removed; %APS_FOREVER is never.
   *
   * Since: 1.0
   */
  properties[APS_SCHEDULER_PROP_CLEANUP_INTERVAL] =
    new_duration ("cleanup-interval", "How often expired records are removed", 0, 15 * APS_MINUTE);

  /**
   * ApsScheduler:failure-retention:
   *
   * How long, in microseconds, jobs that failed, were missed or abandoned are kept.
   *
   * Since: 1.0
   */
  properties[APS_SCHEDULER_PROP_FAILURE_RETENTION] =
    new_duration ("failure-retention", "How long failed jobs are kept", 0, 7 * APS_DAY);

  /**
   * ApsScheduler:stop-timeout:
   *
   * How long, in microseconds, a stop waits for running jobs before it cancels them.
   *
   * Since: 1.0
   */
  properties[APS_SCHEDULER_PROP_STOP_TIMEOUT] =
    new_duration ("stop-timeout", "How long a stop waits for running jobs", 0, 30 * APS_SECOND);

  /**
   * ApsScheduler:cancel-timeout:
   *
   * How long, in microseconds, a stop waits for cancelled jobs before it leaves them to themselves.
   *
   * Since: 1.0
   */
  properties[APS_SCHEDULER_PROP_CANCEL_TIMEOUT] =
    new_duration ("cancel-timeout", "How long a stop waits for cancelled jobs", 0, 10 * APS_SECOND);

  /**
   * ApsScheduler:store-retry-timeout:
   *
   * For how long, in microseconds, a call is repeated where the store is busy or cannot be reached.
   *
   * Since: 1.0
   */
  properties[APS_SCHEDULER_PROP_STORE_RETRY_TIMEOUT] =
    new_duration ("store-retry-timeout",
                  "For how long a call is repeated where the store fails",
                  0,
                  APS_MINUTE);
}

static void
make_numbers (GParamSpec **properties)
{
  /**
   * ApsScheduler:role:
   *
   * Whether it processes schedules, runs jobs, both, or neither.
   *
   * Since: 1.0
   */
  properties[APS_SCHEDULER_PROP_ROLE] =
    g_param_spec_enum ("role", NULL, "What it does", APS_TYPE_ROLE, APS_ROLE_BOTH, FLAGS);

  /**
   * ApsScheduler:max-concurrent-jobs:
   *
   * How many jobs it runs at once.
   *
   * Since: 1.0
   */
  properties[APS_SCHEDULER_PROP_MAX_CONCURRENT_JOBS] =
    g_param_spec_int ("max-concurrent-jobs",
                      NULL,
                      "How many jobs it runs at once",
                      0,
                      APS_UNLIMITED,
                      100,
                      FLAGS);

  /**
   * ApsScheduler:history:
   *
   * How many finished jobs of a schedule are kept, whatever their outcome.
   *
   * Since: 1.0
   */
  properties[APS_SCHEDULER_PROP_HISTORY] =
    g_param_spec_int ("history",
                      NULL,
                      "How many finished jobs of a schedule are kept",
                      0,
                      APS_UNLIMITED,
                      100,
                      FLAGS);
}

static void
make_texts (GParamSpec **properties)
{
  /**
   * ApsScheduler:identity:
   *
   * Its name among the schedulers on a store; made from host and process where none is given.
   *
   * Since: 1.0
   */
  properties[APS_SCHEDULER_PROP_IDENTITY] =
    g_param_spec_string ("identity", NULL, "Its name on the store", NULL, FLAGS);

  /**
   * ApsScheduler:timezone:
   *
   * The zone of triggers that name none; the system's where none is given.
   *
   * Since: 1.0
   */
  properties[APS_SCHEDULER_PROP_TIMEZONE] =
    g_param_spec_string ("timezone", NULL, "The zone of triggers that name none", NULL, FLAGS);

  /**
   * ApsScheduler:clock-changes:
   *
   * What triggers that do not say do when a clock change skips or repeats their time: `wall`,
   * `vixie`, `ocps`, `rfc5545`.
   *
   * Since: 1.0
   */
  properties[APS_SCHEDULER_PROP_CLOCK_CHANGES] =
    g_param_spec_string ("clock-changes",
                         NULL,
                         "What triggers that do not say do at clock changes",
                         NULL,
                         FLAGS);

  /**
   * ApsScheduler:queues:
   *
   * The queues whose jobs it runs; all where none are given.
   *
   * Since: 1.0
   */
  properties[APS_SCHEDULER_PROP_QUEUES] = new_list ("queues", "The queues whose jobs it runs");

  /**
   * ApsScheduler:registered-by-workers:
   *
   * Ids of tasks that every worker has a callback for, so that they may be stored.
   *
   * Since: 1.0
   */
  properties[APS_SCHEDULER_PROP_REGISTERED_BY_WORKERS] =
    new_list ("registered-by-workers", "Tasks that every worker has a callback for");

  /**
   * ApsScheduler:allow:
   *
   * Patterns (`*` and `?`) of the references that may be run here; all where none are given.
   *
   * Since: 1.0
   */
  properties[APS_SCHEDULER_PROP_ALLOW] = new_list ("allow",
                                                   "Patterns of the references that may be run");
}

void
aps_scheduler_make_properties (GParamSpec **properties)
{
  make_parts (properties);
  make_durations (properties);
  make_numbers (properties);
  make_texts (properties);
}

static gint64 *
find_duration (ApsEngineSettings *settings, guint id)
{
  switch (id)
    {
    case APS_SCHEDULER_PROP_LEASE_DURATION:
      return &settings->lease_duration_us;
    case APS_SCHEDULER_PROP_POLL_INTERVAL:
      return &settings->poll_interval_us;
    case APS_SCHEDULER_PROP_CLEANUP_INTERVAL:
      return &settings->cleanup_interval_us;
    case APS_SCHEDULER_PROP_FAILURE_RETENTION:
      return &settings->defaults.failure_retention_us;
    case APS_SCHEDULER_PROP_STOP_TIMEOUT:
      return &settings->stop_timeout_us;
    case APS_SCHEDULER_PROP_CANCEL_TIMEOUT:
      return &settings->cancel_timeout_us;
    case APS_SCHEDULER_PROP_STORE_RETRY_TIMEOUT:
      return &settings->store_retry_timeout_us;
    default:
      return NULL;
    }
}

static gint *
find_number (ApsEngineSettings *settings, guint id)
{
  switch (id)
    {
    case APS_SCHEDULER_PROP_MAX_CONCURRENT_JOBS:
      return &settings->max_concurrent_jobs;
    case APS_SCHEDULER_PROP_HISTORY:
      return &settings->defaults.history;
    default:
      return NULL;
    }
}

static char **
find_text (ApsEngineSettings *settings, guint id)
{
  switch (id)
    {
    case APS_SCHEDULER_PROP_IDENTITY:
      return &settings->identity;
    case APS_SCHEDULER_PROP_TIMEZONE:
      return &settings->timezone;
    case APS_SCHEDULER_PROP_CLOCK_CHANGES:
      return &settings->clock_changes;
    default:
      return NULL;
    }
}

static char ***
find_list (ApsEngineSettings *settings, guint id)
{
  switch (id)
    {
    case APS_SCHEDULER_PROP_QUEUES:
      return &settings->queues;
    case APS_SCHEDULER_PROP_REGISTERED_BY_WORKERS:
      return &settings->registered_by_workers;
    case APS_SCHEDULER_PROP_ALLOW:
      return &settings->allow;
    default:
      return NULL;
    }
}

static gboolean
set_setting (ApsEngineSettings *settings, guint id, const GValue *value)
{
  if (find_duration (settings, id) != NULL)
    *find_duration (settings, id) = g_value_get_int64 (value);
  else if (find_number (settings, id) != NULL)
    *find_number (settings, id) = g_value_get_int (value);
  else if (find_text (settings, id) != NULL)
    *find_text (settings, id) = g_value_dup_string (value);
  else if (find_list (settings, id) != NULL)
    *find_list (settings, id) = g_value_dup_boxed (value);
  else
    return FALSE;

  return TRUE;
}

void
aps_scheduler_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  ApsScheduler *self = APS_SCHEDULER (object);

  switch (id)
    {
    case APS_SCHEDULER_PROP_DATA_STORE:
      self->data_store = g_value_dup_object (value);
      break;
    case APS_SCHEDULER_PROP_EVENT_BROKER:
      self->event_broker = g_value_dup_object (value);
      break;
    case APS_SCHEDULER_PROP_CLOCK:
      self->clock = g_value_dup_object (value);
      break;
    case APS_SCHEDULER_PROP_CONFIGURATION:
      self->configuration = g_value_dup_object (value);
      break;
    case APS_SCHEDULER_PROP_ROLE:
      self->settings->role = g_value_get_enum (value);
      break;
    default:
      if (!set_setting (self->settings, id, value))
        G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static gboolean
get_setting (ApsEngineSettings *settings, guint id, GValue *value)
{
  if (find_duration (settings, id) != NULL)
    g_value_set_int64 (value, *find_duration (settings, id));
  else if (find_number (settings, id) != NULL)
    g_value_set_int (value, *find_number (settings, id));
  else if (find_text (settings, id) != NULL)
    g_value_set_string (value, *find_text (settings, id));
  else if (find_list (settings, id) != NULL)
    g_value_set_boxed (value, *find_list (settings, id));
  else
    return FALSE;

  return TRUE;
}

void
aps_scheduler_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  ApsScheduler *self = APS_SCHEDULER (object);

  switch (id)
    {
    case APS_SCHEDULER_PROP_DATA_STORE:
      g_value_set_object (value, self->engine->store);
      break;
    case APS_SCHEDULER_PROP_EVENT_BROKER:
      g_value_set_object (value, self->engine->broker);
      break;
    case APS_SCHEDULER_PROP_CLOCK:
      g_value_set_object (value, self->engine->clock);
      break;
    case APS_SCHEDULER_PROP_CONFIGURATION:
      g_value_take_object (value, aps_scheduler_dup_configuration (self));
      break;
    case APS_SCHEDULER_PROP_ROLE:
      g_value_set_enum (value, self->engine->settings->role);
      break;
    case APS_SCHEDULER_PROP_IDENTITY:
      g_value_take_string (value, aps_scheduler_dup_identity (self));
      break;
    case APS_SCHEDULER_PROP_STATE:
      g_value_set_enum (value, aps_scheduler_get_state (self));
      break;
    default:
      if (!get_setting (self->engine->settings, id, value))
        G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}
