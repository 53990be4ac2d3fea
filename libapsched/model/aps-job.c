/* Jobs: the object, and what it runs.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"

#include <apsched/aps-job.h>

#include "model/aps-job-private.h"
#include "model/aps-job-properties-private.h"
#include "model/aps-record-fields-private.h"

/**
 * ApsJob:
 *
 * A job: one request to run a task, and what became of it.
 *
 * A job made by aps_job_new() is open: its setters change it. Handing it over, as to
 * aps_scheduler_add_job(), gives it away and freezes it; aps_job_copy() opens a copy. What comes
 * from the library is frozen, and shows the job as it stood at that moment.
 *
 * ```c
 * ApsJob *job = aps_job_new ("resize", g_variant_new ("(si)", "/tmp/x.png", 64));
 *
 * aps_job_set_result_expiration_time (job, APS_HOUR);
 * aps_scheduler_add_job (scheduler, job, &id, NULL, &error);
 * ```
 *
 * ## Threads
 *
 * An open job belongs to its maker. A frozen one may be read by any thread.
 *
 * Since: 1.0
 */
G_DEFINE_FINAL_TYPE (ApsJob, aps_job, G_TYPE_OBJECT)

/* A new job waits, and was added by a program. */
static ApsJobRecord blank;

static void
aps_job_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  if (!aps_model_get_property (&APS_JOB (object)->model, id, value))
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
}

static void
aps_job_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  if (!aps_model_set_property (&APS_JOB (object)->model, object, id, value))
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
}

static void
aps_job_finalize (GObject *object)
{
  aps_model_clear (&APS_JOB (object)->model);

  G_OBJECT_CLASS (aps_job_parent_class)->finalize (object);
}

static void
aps_job_class_init (ApsJobClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = aps_job_get_property;
  object_class->set_property = aps_job_set_property;
  object_class->finalize = aps_job_finalize;

  blank = *(const ApsJobRecord *)aps_record_type_get_blank (APS_RECORD_TYPE_JOB);
  blank.state = APS_JOB_STATE_WAITING;
  blank.source = APS_JOB_SOURCE_ADDED;
  blank.unique_until = APS_UNIQUE_UNTIL_FINISHED;
  aps_job_model_type.blank = &blank;
  aps_model_class_init (object_class, &aps_job_model_type);
}

static void
aps_job_init (ApsJob *self)
{
  aps_model_init (&self->model, &aps_job_model_type);
}

/**
 * aps_job_new:
 * @task: the id of a task, or a reference
 * @args: (nullable): a tuple or an array of positional arguments, or a dictionary (`a{sv}`) of
 * named ones; a floating one is sunk
 *
 * Makes a job.
 *
 * Returns: (transfer full): the job, open
 *
 * Since: 1.0
 */
ApsJob *
aps_job_new (const char *task, GVariant *args)
{
  ApsJob *self;

  g_return_val_if_fail (task != NULL, NULL);

  self = g_object_new (APS_TYPE_JOB, NULL);
  aps_model_set_string (&self->model, self, PROP_TASK_ID, task);
  aps_model_set_value (&self->model, self, PROP_ARGS, args);
  return self;
}

ApsJob *
aps_job_new_from_record (ApsRecordList *list, const ApsJobRecord *record)
{
  ApsJob *self = g_object_new (APS_TYPE_JOB, NULL);

  aps_model_show (&self->model, list, (gpointer)record);
  self->model.frozen = TRUE;
  return self;
}

const ApsJobRecord *
aps_job_get_record (ApsJob *self)
{
  return APS_JOB_RECORD (self);
}

ApsRecordList *
aps_job_get_list (ApsJob *self)
{
  return self->model.list;
}

void
aps_job_freeze (ApsJob *self)
{
  self->model.frozen = TRUE;
}

/**
 * aps_job_copy:
 * @self: a job
 *
 * Opens a copy.
 *
 * Returns: (transfer full): a new job, which may be changed
 *
 * Since: 1.0
 */
ApsJob *
aps_job_copy (ApsJob *self)
{
  ApsJob *copy;

  g_return_val_if_fail (APS_IS_JOB (self), NULL);

  copy = g_object_new (APS_TYPE_JOB, NULL);
  aps_model_show_copy (&copy->model, &self->model);
  return copy;
}

/**
 * aps_job_to_string:
 * @self: a job
 *
 * Prints all that the job says, for people.
 *
 * Returns: (transfer full): one line of text
 *
 * Since: 1.0
 */
char *
aps_job_to_string (ApsJob *self)
{
  g_return_val_if_fail (APS_IS_JOB (self), NULL);

  return aps_model_to_string (&self->model, "job");
}

/**
 * aps_job_get_id:
 * @self: a job
 *
 * Gets the job's id.
 *
 * %NULL is a job that gets one when it is added.
 *
 * Returns: (nullable): the text, or %NULL
 *
 * Since: 1.0
 */
const char *
aps_job_get_id (ApsJob *self)
{
  g_return_val_if_fail (APS_IS_JOB (self), NULL);

  return APS_JOB_RECORD (self)->id;
}

/**
 * aps_job_set_id:
 * @self: an open job
 * @id: (nullable): a UUID, version 7 by preference
 *
 * Sets the job's id.
 *
 * Without one, the job gets one when it is added.
 *
 * Since: 1.0
 */
void
aps_job_set_id (ApsJob *self, const char *id)
{
  g_return_if_fail (APS_IS_JOB (self));

  aps_model_set_string (&self->model, self, PROP_ID, id);
}

/**
 * aps_job_get_task_id:
 * @self: a job
 *
 * Gets the id of the task that it runs.
 *
 * Returns: (nullable): the text, or %NULL
 *
 * Since: 1.0
 */
const char *
aps_job_get_task_id (ApsJob *self)
{
  g_return_val_if_fail (APS_IS_JOB (self), NULL);

  return APS_JOB_RECORD (self)->task_id;
}

/**
 * aps_job_set_task_id:
 * @self: an open job
 * @task_id: (nullable): the id of a task, or a reference
 *
 * Sets the id of the task that it runs.
 *
 * Since: 1.0
 */
void
aps_job_set_task_id (ApsJob *self, const char *task_id)
{
  g_return_if_fail (APS_IS_JOB (self));

  aps_model_set_string (&self->model, self, PROP_TASK_ID, task_id);
}

/**
 * aps_job_dup_args:
 * @self: a job
 *
 * Gets its positional arguments.
 *
 * Returns: (transfer full) (nullable): the value, or %NULL where there is none
 *
 * Since: 1.0
 */
GVariant *
aps_job_dup_args (ApsJob *self)
{
  g_return_val_if_fail (APS_IS_JOB (self), NULL);

  return aps_model_read_value (APS_JOB_RECORD (self)->args);
}

/**
 * aps_job_get_args_json:
 * @self: a job
 *
 * Gets its positional arguments as canonical JSON text.
 *
 * Returns: (nullable): the text, or %NULL where there is none
 *
 * Since: 1.0
 */
const char *
aps_job_get_args_json (ApsJob *self)
{
  g_return_val_if_fail (APS_IS_JOB (self), NULL);

  return APS_JOB_RECORD (self)->args;
}

/**
 * aps_job_set_args:
 * @self: an open job
 * @args: (nullable): a tuple or an array; %NULL is none
 *
 * Sets its positional arguments.
 *
 * A dictionary (`a{sv}`) sets the named arguments instead. A floating @args is sunk.
 *
 * Since: 1.0
 */
void
aps_job_set_args (ApsJob *self, GVariant *args)
{
  g_return_if_fail (APS_IS_JOB (self));

  aps_model_set_value (&self->model, self, PROP_ARGS, args);
}

/**
 * aps_job_set_args_json:
 * @self: an open job
 * @json: (nullable): JSON text
 * @error: return location for an error
 *
 * Sets its positional arguments by JSON text, for bindings and configuration.
 *
 * Returns: %TRUE, or %FALSE with `APS_ERROR_INVALID_ARGUMENT` where @json is no JSON or does not
 *   fit
 *
 * Since: 1.0
 */
gboolean
aps_job_set_args_json (ApsJob *self, const char *json, GError **error)
{
  g_return_val_if_fail (APS_IS_JOB (self), FALSE);

  return aps_model_set_json (&self->model, self, PROP_ARGS, json, error);
}

/**
 * aps_job_dup_kwargs:
 * @self: a job
 *
 * Gets its named arguments.
 *
 * Returns: (transfer full) (nullable): the value, or %NULL where there is none
 *
 * Since: 1.0
 */
GVariant *
aps_job_dup_kwargs (ApsJob *self)
{
  g_return_val_if_fail (APS_IS_JOB (self), NULL);

  return aps_model_read_value (APS_JOB_RECORD (self)->kwargs);
}

/**
 * aps_job_get_kwargs_json:
 * @self: a job
 *
 * Gets its named arguments as canonical JSON text.
 *
 * Returns: (nullable): the text, or %NULL where there is none
 *
 * Since: 1.0
 */
const char *
aps_job_get_kwargs_json (ApsJob *self)
{
  g_return_val_if_fail (APS_IS_JOB (self), NULL);

  return APS_JOB_RECORD (self)->kwargs;
}

/**
 * aps_job_set_kwargs:
 * @self: an open job
 * @kwargs: (nullable): a dictionary (`a{sv}`); %NULL is none
 *
 * Sets its named arguments.
 *
 * Since: 1.0
 */
void
aps_job_set_kwargs (ApsJob *self, GVariant *kwargs)
{
  g_return_if_fail (APS_IS_JOB (self));

  aps_model_set_value (&self->model, self, PROP_KWARGS, kwargs);
}

/**
 * aps_job_set_kwargs_json:
 * @self: an open job
 * @json: (nullable): JSON text
 * @error: return location for an error
 *
 * Sets its named arguments by JSON text, for bindings and configuration.
 *
 * Returns: %TRUE, or %FALSE with `APS_ERROR_INVALID_ARGUMENT` where @json is no JSON or does not
 *   fit
 *
 * Since: 1.0
 */
gboolean
aps_job_set_kwargs_json (ApsJob *self, const char *json, GError **error)
{
  g_return_val_if_fail (APS_IS_JOB (self), FALSE);

  return aps_model_set_json (&self->model, self, PROP_KWARGS, json, error);
}
