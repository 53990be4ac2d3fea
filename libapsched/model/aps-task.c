/* Tasks: the object, and what it runs.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"

#include <apsched/aps-task.h>

#include "model/aps-task-private.h"
#include "model/aps-task-properties-private.h"
#include "model/aps-callable-private.h"

/**
 * ApsTask:
 *
 * A task: something that can be run, and the settings with which it is.
 *
 * A task made by aps_task_new() is open: its setters change it. Handing it over, as to
 * aps_scheduler_configure_task(), gives it away and freezes it; aps_task_copy() opens a copy.
 * Getters show what was set: what was not given is %APS_UNSET, never the value that is inherited.
 *
 * ```c
 * ApsTask *task = aps_task_new ("resize", "module:libpics:pics_resize");
 *
 * aps_task_set_max_running_jobs (task, 3);
 * aps_task_set_time_limit (task, 2 * APS_MINUTE);
 * aps_scheduler_configure_task (scheduler, task, NULL, &error);
 * ```
 *
 * ## Threads
 *
 * An open task belongs to its maker. A frozen one may be read by any thread.
 *
 * Since: 1.0
 */
G_DEFINE_FINAL_TYPE (ApsTask, aps_task, G_TYPE_OBJECT)

static void
aps_task_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  if (!aps_model_get_property (&APS_TASK (object)->model, id, value))
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
}

static void
aps_task_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  if (!aps_model_set_property (&APS_TASK (object)->model, object, id, value))
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
}

static void
aps_task_finalize (GObject *object)
{
  aps_model_clear (&APS_TASK (object)->model);

  G_OBJECT_CLASS (aps_task_parent_class)->finalize (object);
}

static void
aps_task_class_init (ApsTaskClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = aps_task_get_property;
  object_class->set_property = aps_task_set_property;
  object_class->finalize = aps_task_finalize;

  aps_model_class_init (object_class, &aps_task_model_type);
}

static void
aps_task_init (ApsTask *self)
{
  aps_model_init (&self->model, &aps_task_model_type);
}

/**
 * aps_task_new:
 * @id: the task's id: a name without a colon, or a reference
 * @callable: (nullable): a reference, such as `module:libpics:pics_tidy`; %NULL for the callback
 *   that is registered under @id
 *
 * Makes a task. Where @id is a reference, it is what the task runs, and @callable is not needed.
 *
 * Returns: (transfer full): the task, open
 *
 * Since: 1.0
 */
ApsTask *
aps_task_new (const char *id, const char *callable)
{
  ApsTask *self;

  g_return_val_if_fail (id != NULL, NULL);

  if (callable == NULL && aps_callable_is_reference (id))
    callable = id;

  self = g_object_new (APS_TYPE_TASK, NULL);
  aps_model_set_string (&self->model, self, PROP_ID, id);
  aps_model_set_string (&self->model, self, PROP_CALLABLE, callable);
  return self;
}

ApsTask *
aps_task_new_from_record (ApsRecordList *list, const ApsTaskRecord *record)
{
  ApsTask *self = g_object_new (APS_TYPE_TASK, NULL);

  aps_model_show (&self->model, list, (gpointer)record);
  self->model.frozen = TRUE;
  return self;
}

const ApsTaskRecord *
aps_task_get_record (ApsTask *self)
{
  return APS_TASK_RECORD (self);
}

ApsRecordList *
aps_task_get_list (ApsTask *self)
{
  return self->model.list;
}

void
aps_task_freeze (ApsTask *self)
{
  self->model.frozen = TRUE;
}

/**
 * aps_task_copy:
 * @self: a task
 *
 * Opens a copy.
 *
 * Returns: (transfer full): a new task, which may be changed
 *
 * Since: 1.0
 */
ApsTask *
aps_task_copy (ApsTask *self)
{
  ApsTask *copy;

  g_return_val_if_fail (APS_IS_TASK (self), NULL);

  copy = g_object_new (APS_TYPE_TASK, NULL);
  aps_model_show_copy (&copy->model, &self->model);
  return copy;
}

/**
 * aps_task_to_string:
 * @self: a task
 *
 * Prints all that the task says, for people.
 *
 * Returns: (transfer full): one line of text
 *
 * Since: 1.0
 */
char *
aps_task_to_string (ApsTask *self)
{
  g_return_val_if_fail (APS_IS_TASK (self), NULL);

  return aps_model_to_string (&self->model, "task");
}

void
aps_task_set_origin (ApsTask *self, const char *origin)
{
  aps_model_set_string (&self->model, self, PROP_ORIGIN, origin);
}

/**
 * aps_task_get_id:
 * @self: a task
 *
 * Gets the task's id: a name without a colon, or a reference.
 *
 * Returns: the text
 *
 * Since: 1.0
 */
const char *
aps_task_get_id (ApsTask *self)
{
  g_return_val_if_fail (APS_IS_TASK (self), NULL);

  return APS_TASK_RECORD (self)->id;
}

/**
 * aps_task_get_callable:
 * @self: a task
 *
 * Gets what the task runs.
 *
 * %NULL is a callback that a process registers under the task's id.
 *
 * Returns: (nullable): the text, or %NULL
 *
 * Since: 1.0
 */
const char *
aps_task_get_callable (ApsTask *self)
{
  g_return_val_if_fail (APS_IS_TASK (self), NULL);

  return APS_TASK_RECORD (self)->callable;
}

/**
 * aps_task_set_callable:
 * @self: an open task
 * @callable: (nullable): a reference, such as `module:libpics:pics_tidy`; %NULL for the callback
 *   that is registered under the task's id
 *
 * Sets what the task runs.
 *
 * Since: 1.0
 */
void
aps_task_set_callable (ApsTask *self, const char *callable)
{
  g_return_if_fail (APS_IS_TASK (self));

  aps_model_set_string (&self->model, self, PROP_CALLABLE, callable);
}

/**
 * aps_task_get_executor:
 * @self: a task
 *
 * Gets the name of the executor that runs its jobs.
 *
 * Returns: (nullable): the text, or %NULL
 *
 * Since: 1.0
 */
const char *
aps_task_get_executor (ApsTask *self)
{
  g_return_val_if_fail (APS_IS_TASK (self), NULL);

  return APS_TASK_RECORD (self)->executor;
}

/**
 * aps_task_set_executor:
 * @self: an open task
 * @executor: (nullable): a name; %NULL inherits
 *
 * Sets the name of the executor that runs its jobs.
 *
 * Unset, and not given by the defaults either, the first executor that takes its kind of callable
 * is used.
 *
 * Since: 1.0
 */
void
aps_task_set_executor (ApsTask *self, const char *executor)
{
  g_return_if_fail (APS_IS_TASK (self));

  aps_model_set_string (&self->model, self, PROP_EXECUTOR, executor);
}
