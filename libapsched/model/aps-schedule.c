/* Schedules: the object, and what it runs when.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"

#include <apsched/aps-schedule.h>

#include <apsched/aps-locked.h>

#include "model/aps-record-list-private.h"
#include "model/aps-schedule-private.h"
#include "model/aps-schedule-properties-private.h"

/**
 * ApsSchedule:
 *
 * A schedule: a task, the trigger that says when it runs, and what becomes of the jobs.
 *
 * A schedule made by aps_schedule_new() is open: its setters change it. Handing it over, as to
 * aps_scheduler_add_schedule(), gives it away and freezes it; aps_schedule_copy() opens a copy.
 * What comes from the library is frozen, and shows the schedule as it stood at that moment. Getters
 * show what was set: what was not given is %APS_UNSET, never the value that is inherited.
 *
 * ```c
 * ApsSchedule *small = aps_schedule_new ("small", "resize", aps_interval_trigger_new (APS_HOUR));
 *
 * aps_schedule_set_args (small, g_variant_new ("(si)", "/tmp/x.png", 64));
 * aps_scheduler_add_schedule (scheduler, small, APS_CONFLICT_POLICY_REPLACE, NULL, &error);
 * ```
 *
 * ## Threads
 *
 * An open schedule belongs to its maker. A frozen one may be read by any thread.
 *
 * Since: 1.0
 */
G_DEFINE_FINAL_TYPE (ApsSchedule, aps_schedule, G_TYPE_OBJECT)

static GParamSpec *trigger_pspec;

static void
aps_schedule_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  if (id == PROP_TRIGGER)
    g_value_set_object (value, aps_schedule_get_trigger (APS_SCHEDULE (object)));
  else if (!aps_model_get_property (&APS_SCHEDULE (object)->model, id, value))
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
}

static void
aps_schedule_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  if (id == PROP_TRIGGER)
    aps_schedule_set_trigger (APS_SCHEDULE (object), g_value_get_object (value));
  else if (!aps_model_set_property (&APS_SCHEDULE (object)->model, object, id, value))
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
}

static void
aps_schedule_finalize (GObject *object)
{
  g_clear_object (&APS_SCHEDULE (object)->trigger);
  aps_model_clear (&APS_SCHEDULE (object)->model);

  G_OBJECT_CLASS (aps_schedule_parent_class)->finalize (object);
}

static void
aps_schedule_class_init (ApsScheduleClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = aps_schedule_get_property;
  object_class->set_property = aps_schedule_set_property;
  object_class->finalize = aps_schedule_finalize;

  aps_model_class_init (object_class, &aps_schedule_model_type);

  /**
   * ApsSchedule:trigger:
   *
   * Says when it fires.
   *
   * See aps_schedule_set_trigger().
   *
   * Since: 1.0
   */
  trigger_pspec = g_param_spec_object ("trigger",
                                       NULL,
                                       "Says when it fires",
                                       APS_TYPE_TRIGGER,
                                       G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS |
                                         G_PARAM_EXPLICIT_NOTIFY);
  g_object_class_install_property (object_class, PROP_TRIGGER, trigger_pspec);
}

static void
aps_schedule_init (ApsSchedule *self)
{
  aps_model_init (&self->model, &aps_schedule_model_type);
}

/**
 * aps_schedule_new:
 * @id: (nullable): the schedule's id; %NULL for one that is made when it is added
 * @task: the id of a task, or a reference
 * @trigger: (transfer full): says when it fires; take a reference for each schedule that it serves
 *
 * Makes a schedule.
 *
 * Returns: (transfer full): the schedule, open
 *
 * Since: 1.0
 */
ApsSchedule *
aps_schedule_new (const char *id, const char *task, ApsTrigger *trigger)
{
  ApsSchedule *self;

  g_return_val_if_fail (task != NULL, NULL);
  g_return_val_if_fail (APS_IS_TRIGGER (trigger), NULL);

  self = g_object_new (APS_TYPE_SCHEDULE, NULL);
  aps_model_set_string (&self->model, self, PROP_ID, id);
  aps_model_set_string (&self->model, self, PROP_TASK, task);
  self->trigger = trigger;
  self->has_trigger = TRUE;
  return self;
}

/* The trigger is written as JSON when somebody asks for the record, which may be never, and from
 * any thread. */
static GMutex writing; /* guards a record's trigger and trigger_types */

static void
write_trigger (ApsSchedule *self)
{
  ApsScheduleRecord *record = self->model.record;
  g_autofree char   *json = NULL;
  g_autofree char   *words = NULL;
  g_auto (GStrv) types = NULL;

  if (!g_atomic_int_get (&self->has_trigger))
    return;

  APS_LOCKED (&writing);

  if (!self->has_trigger)
    return;

  json = aps_trigger_to_json (self->trigger);
  types = aps_trigger_get_types (self->trigger);
  words = g_strjoinv (" ", types);
  record->trigger = aps_record_list_strdup (self->model.list, json);
  record->trigger_types = aps_record_list_strdup (self->model.list, words);
  g_atomic_int_set (&self->has_trigger, FALSE);
}

ApsSchedule *
aps_schedule_new_from_record (ApsRecordList *list, const ApsScheduleRecord *record)
{
  ApsSchedule *self = g_object_new (APS_TYPE_SCHEDULE, NULL);

  aps_model_show (&self->model, list, (gpointer)record);
  self->model.frozen = TRUE;
  return self;
}

const ApsScheduleRecord *
aps_schedule_get_record (ApsSchedule *self)
{
  write_trigger (self);
  return APS_SCHEDULE_RECORD (self);
}

ApsScheduleRecord *
aps_schedule_add_unwritten (ApsSchedule *self, ApsRecordList *list)
{
  APS_LOCKED (&writing);

  return aps_record_list_add_borrowed (list, APS_SCHEDULE_RECORD (self));
}

ApsRecordList *
aps_schedule_get_list (ApsSchedule *self)
{
  return self->model.list;
}

void
aps_schedule_freeze (ApsSchedule *self)
{
  self->model.frozen = TRUE;
}

/**
 * aps_schedule_copy:
 * @self: a schedule
 *
 * Opens a copy.
 *
 * Returns: (transfer full): a new schedule, which may be changed
 *
 * Since: 1.0
 */
ApsSchedule *
aps_schedule_copy (ApsSchedule *self)
{
  ApsSchedule *copy;

  g_return_val_if_fail (APS_IS_SCHEDULE (self), NULL);

  write_trigger (self);
  copy = g_object_new (APS_TYPE_SCHEDULE, NULL);
  aps_model_show_copy (&copy->model, &self->model);
  g_set_object (&copy->trigger, g_atomic_pointer_get (&self->trigger));
  return copy;
}

/**
 * aps_schedule_to_string:
 * @self: a schedule
 *
 * Prints all that the schedule says, for people.
 *
 * Returns: (transfer full): one line of text
 *
 * Since: 1.0
 */
char *
aps_schedule_to_string (ApsSchedule *self)
{
  g_return_val_if_fail (APS_IS_SCHEDULE (self), NULL);

  write_trigger (self);
  return aps_model_to_string (&self->model, "schedule");
}

/**
 * aps_schedule_get_trigger:
 * @self: a schedule
 *
 * Gets the trigger that says when it fires.
 *
 * Returns: (transfer none) (nullable): the trigger, or %NULL where none was set, or it is of a type
 *   that is not known to this process
 *
 * Since: 1.0
 */
ApsTrigger *
aps_schedule_get_trigger (ApsSchedule *self)
{
  const char *json;
  ApsTrigger *trigger;

  g_return_val_if_fail (APS_IS_SCHEDULE (self), NULL);

  trigger = g_atomic_pointer_get (&self->trigger);
  json = trigger == NULL ? APS_SCHEDULE_RECORD (self)->trigger : NULL;
  if (json == NULL)
    return trigger;

  /* Two threads may both read it; the first one's stays. */
  trigger = aps_trigger_from_json (json, NULL);
  if (trigger != NULL && !g_atomic_pointer_compare_and_exchange (&self->trigger, NULL, trigger))
    g_object_unref (trigger);

  return g_atomic_pointer_get (&self->trigger);
}

/**
 * aps_schedule_set_trigger:
 * @self: an open schedule
 * @trigger: says when it fires
 *
 * Sets the trigger.
 *
 * Since: 1.0
 */
void
aps_schedule_set_trigger (ApsSchedule *self, ApsTrigger *trigger)
{
  g_return_if_fail (APS_IS_SCHEDULE (self));
  g_return_if_fail (APS_IS_TRIGGER (trigger));

  if (aps_model_open (&self->model, G_OBJECT (self)) == NULL ||
      !g_set_object (&self->trigger, trigger))
    return;

  self->has_trigger = TRUE;
  g_object_notify_by_pspec (G_OBJECT (self), trigger_pspec);
}

/**
 * aps_schedule_get_id:
 * @self: a schedule
 *
 * Gets the schedule's id.
 *
 * %NULL is a schedule that gets one when it is added.
 *
 * Returns: (nullable): the text, or %NULL
 *
 * Since: 1.0
 */
const char *
aps_schedule_get_id (ApsSchedule *self)
{
  g_return_val_if_fail (APS_IS_SCHEDULE (self), NULL);

  return APS_SCHEDULE_RECORD (self)->id;
}

/**
 * aps_schedule_get_task:
 * @self: a schedule
 *
 * Gets the id of the task that it runs.
 *
 * Returns: (nullable): the text, or %NULL
 *
 * Since: 1.0
 */
const char *
aps_schedule_get_task (ApsSchedule *self)
{
  g_return_val_if_fail (APS_IS_SCHEDULE (self), NULL);

  return APS_SCHEDULE_RECORD (self)->task_id;
}

/**
 * aps_schedule_set_task:
 * @self: an open schedule
 * @task: (nullable): the id of a task, or a reference
 *
 * Sets the id of the task that it runs.
 *
 * Since: 1.0
 */
void
aps_schedule_set_task (ApsSchedule *self, const char *task)
{
  g_return_if_fail (APS_IS_SCHEDULE (self));

  aps_model_set_string (&self->model, self, PROP_TASK, task);
}

/**
 * aps_schedule_dup_args:
 * @self: a schedule
 *
 * Gets the positional arguments of its jobs.
 *
 * Returns: (transfer full) (nullable): the value, or %NULL where there is none
 *
 * Since: 1.0
 */
GVariant *
aps_schedule_dup_args (ApsSchedule *self)
{
  g_return_val_if_fail (APS_IS_SCHEDULE (self), NULL);

  return aps_model_read_value (APS_SCHEDULE_RECORD (self)->args);
}

/**
 * aps_schedule_get_args_json:
 * @self: a schedule
 *
 * Gets the positional arguments of its jobs as canonical JSON text.
 *
 * Returns: (nullable): the text, or %NULL where there is none
 *
 * Since: 1.0
 */
const char *
aps_schedule_get_args_json (ApsSchedule *self)
{
  g_return_val_if_fail (APS_IS_SCHEDULE (self), NULL);

  return APS_SCHEDULE_RECORD (self)->args;
}

/**
 * aps_schedule_set_args:
 * @self: an open schedule
 * @args: (nullable): a tuple or an array; %NULL is none
 *
 * Sets the positional arguments of its jobs.
 *
 * A dictionary (`a{sv}`) sets the named arguments instead. A floating @args is sunk.
 *
 * Since: 1.0
 */
void
aps_schedule_set_args (ApsSchedule *self, GVariant *args)
{
  g_return_if_fail (APS_IS_SCHEDULE (self));

  aps_model_set_value (&self->model, self, PROP_ARGS, args);
}

/**
 * aps_schedule_set_args_json:
 * @self: an open schedule
 * @json: (nullable): JSON text
 * @error: return location for an error
 *
 * Sets the positional arguments of its jobs by JSON text, for bindings and configuration.
 *
 * Returns: %TRUE, or %FALSE with `APS_ERROR_INVALID_ARGUMENT` where @json is no JSON or does not
 *   fit
 *
 * Since: 1.0
 */
gboolean
aps_schedule_set_args_json (ApsSchedule *self, const char *json, GError **error)
{
  g_return_val_if_fail (APS_IS_SCHEDULE (self), FALSE);

  return aps_model_set_json (&self->model, self, PROP_ARGS, json, error);
}

/**
 * aps_schedule_dup_kwargs:
 * @self: a schedule
 *
 * Gets the named arguments of its jobs.
 *
 * Returns: (transfer full) (nullable): the value, or %NULL where there is none
 *
 * Since: 1.0
 */
GVariant *
aps_schedule_dup_kwargs (ApsSchedule *self)
{
  g_return_val_if_fail (APS_IS_SCHEDULE (self), NULL);

  return aps_model_read_value (APS_SCHEDULE_RECORD (self)->kwargs);
}

/**
 * aps_schedule_get_kwargs_json:
 * @self: a schedule
 *
 * Gets the named arguments of its jobs as canonical JSON text.
 *
 * Returns: (nullable): the text, or %NULL where there is none
 *
 * Since: 1.0
 */
const char *
aps_schedule_get_kwargs_json (ApsSchedule *self)
{
  g_return_val_if_fail (APS_IS_SCHEDULE (self), NULL);

  return APS_SCHEDULE_RECORD (self)->kwargs;
}

/**
 * aps_schedule_set_kwargs:
 * @self: an open schedule
 * @kwargs: (nullable): a dictionary (`a{sv}`); %NULL is none
 *
 * Sets the named arguments of its jobs.
 *
 * Since: 1.0
 */
void
aps_schedule_set_kwargs (ApsSchedule *self, GVariant *kwargs)
{
  g_return_if_fail (APS_IS_SCHEDULE (self));

  aps_model_set_value (&self->model, self, PROP_KWARGS, kwargs);
}

/**
 * aps_schedule_set_kwargs_json:
 * @self: an open schedule
 * @json: (nullable): JSON text
 * @error: return location for an error
 *
 * Sets the named arguments of its jobs by JSON text, for bindings and configuration.
 *
 * Returns: %TRUE, or %FALSE with `APS_ERROR_INVALID_ARGUMENT` where @json is no JSON or does not
 *   fit
 *
 * Since: 1.0
 */
gboolean
aps_schedule_set_kwargs_json (ApsSchedule *self, const char *json, GError **error)
{
  g_return_val_if_fail (APS_IS_SCHEDULE (self), FALSE);

  return aps_model_set_json (&self->model, self, PROP_KWARGS, json, error);
}
