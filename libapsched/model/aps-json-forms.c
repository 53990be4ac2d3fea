/* Tasks, schedules, jobs and events as JSON objects, for tools and scripts.
 *
 * Members have the properties' names with underscores. A time is text by RFC 3339, a duration a
 * number of microseconds whose name ends in _us, an enumeration its nick. What is unset, and what
 * is none, is null.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"

#include <apsched/aps-time.h>

#include "core/aps-json-writer-private.h"
#include "model/aps-event-private.h"
#include "model/aps-job-private.h"
#include "model/aps-schedule-private.h"
#include "model/aps-task-private.h"

#define FIELD(type, record, info) (*(type *)G_STRUCT_MEMBER_P (record, (info)->offset))

static void
write_raw (ApsJsonWriter *writer, const char *json)
{
  if (json != NULL)
    aps_json_writer_raw (writer, json, -1);
  else
    aps_json_writer_null (writer);
}

static void
write_raw_member (ApsJsonWriter *writer, const char *key, const char *json)
{
  aps_json_writer_key (writer, key);
  write_raw (writer, json);
}

static void
write_time (ApsJsonWriter *writer, gint64 time_us)
{
  g_autofree char *text = time_us != APS_TIME_NONE ? aps_time_to_string (time_us) : NULL;

  aps_json_writer_string (writer, text);
}

/* A number that may be unset or without limit. */
static void
write_limit (ApsJsonWriter *writer, const ApsFieldInfo *info, gint64 value, gint64 unlimited)
{
  if (value == unlimited || (info->unset == APS_UNSET && value == APS_UNSET))
    aps_json_writer_null (writer);
  else
    aps_json_writer_int64 (writer, value);
}

static void
write_field (ApsJsonWriter *writer, const ApsFieldInfo *info, gconstpointer record)
{
  switch (info->type)
    {
    case APS_FIELD_TYPE_STRING:
      aps_json_writer_string (writer, FIELD (const char *, record, info));
      break;
    case APS_FIELD_TYPE_JSON:
      write_raw (writer, FIELD (const char *, record, info));
      break;
    case APS_FIELD_TYPE_BOOLEAN:
      aps_json_writer_boolean (writer, FIELD (gboolean, record, info));
      break;
    case APS_FIELD_TYPE_DOUBLE:
      if (FIELD (gdouble, record, info) < 0)
        aps_json_writer_null (writer);
      else
        aps_json_writer_double (writer, FIELD (gdouble, record, info));
      break;
    case APS_FIELD_TYPE_ENUM:
      aps_json_writer_string (writer,
                              aps_enum_to_nick (info->get_enum (), FIELD (gint, record, info)));
      break;
    case APS_FIELD_TYPE_TIME:
      write_time (writer, FIELD (gint64, record, info));
      break;
    case APS_FIELD_TYPE_INT:
      write_limit (writer, info, FIELD (gint, record, info), APS_UNLIMITED);
      break;
    case APS_FIELD_TYPE_INT64:
    case APS_FIELD_TYPE_DURATION:
    default:
      write_limit (writer, info, FIELD (gint64, record, info), APS_FOREVER);
      break;
    }
}

/* The property's name, with _us behind a duration; a task's id is named as such. */
static char *
get_member_name (const ApsModelProperty *property)
{
  gboolean is_duration = property->info->type != APS_FIELD_TYPE_TIME &&
                         g_str_has_suffix (property->field, "_us");
  char *name;

  if (g_str_equal (property->field, "task_id"))
    return g_strdup ("task_id");

  name = g_strconcat (property->name, is_duration ? "_us" : NULL, NULL);
  return g_strdelimit (name, "-", '_');
}

static void
write_properties (ApsJsonWriter *writer, const ApsModel *model)
{
  for (guint i = 0; i < model->type->n_properties; i++)
    {
      const ApsModelProperty *property = &model->type->properties[i];
      g_autofree char        *name = get_member_name (property);

      aps_json_writer_key (writer, name);
      write_field (writer, property->info, model->record);
    }
}

static void
begin (ApsJsonWriter *writer, const ApsModel *model)
{
  aps_json_writer_init (writer);
  aps_json_writer_begin_object (writer);
  write_properties (writer, model);
}

static char *
end (ApsJsonWriter *writer)
{
  aps_json_writer_end_object (writer);
  return aps_json_writer_finish (writer);
}

/**
 * aps_task_to_json:
 * @self: a task
 *
 * Writes what the task says as a JSON object, for tools and scripts. Members have the names of the
 * properties, with underscores; a duration is in microseconds, and its name ends in `_us`. What is
 * unset or none is null. Members may be added by later versions.
 *
 * Returns: (transfer full): the text
 *
 * Since: 1.0
 */
char *
aps_task_to_json (ApsTask *self)
{
  ApsJsonWriter writer;

  g_return_val_if_fail (APS_IS_TASK (self), NULL);

  begin (&writer, &self->model);
  return end (&writer);
}

/**
 * aps_schedule_to_json:
 * @self: a schedule
 *
 * Writes what the schedule says as a JSON object, as aps_task_to_json() does. Its task is
 * `task_id`; its trigger is text, or null where its type is not known here; a time is text by RFC
 * 3339.
 *
 * Returns: (transfer full): the text
 *
 * Since: 1.0
 */
char *
aps_schedule_to_json (ApsSchedule *self)
{
  g_autofree char *text = NULL;
  ApsTrigger      *trigger;
  ApsJsonWriter    writer;

  g_return_val_if_fail (APS_IS_SCHEDULE (self), NULL);

  trigger = aps_schedule_get_trigger (self);
  text = trigger != NULL ? aps_trigger_to_text (trigger) : NULL;
  begin (&writer, &self->model);
  aps_json_writer_string_member (&writer, "trigger", text);
  write_raw_member (&writer, "skips", APS_SCHEDULE_RECORD (self)->skips);
  return end (&writer);
}

static void
write_error (ApsJsonWriter *writer, const char *domain, gint code, const char *message)
{
  aps_json_writer_string_member (writer, "domain", domain);
  aps_json_writer_int64_member (writer, "code", code);
  aps_json_writer_string_member (writer, "message", message);
}

static void
write_outcome (ApsJsonWriter *writer, const ApsJobRecord *job)
{
  write_raw_member (writer, "value", job->value);
  aps_json_writer_key (writer, "error");
  if (job->error_message != NULL || job->error_domain != NULL)
    {
      aps_json_writer_begin_object (writer);
      write_error (writer, job->error_domain, job->error_code, job->error_message);
      write_raw_member (writer, "details", job->error_details);
      aps_json_writer_end_object (writer);
    }
  else
    aps_json_writer_null (writer);
}

/**
 * aps_job_to_json:
 * @self: a job
 *
 * Writes what the job says as a JSON object, as aps_schedule_to_json() does, with its value, error,
 * output and earlier attempts.
 *
 * Returns: (transfer full): the text
 *
 * Since: 1.0
 */
char *
aps_job_to_json (ApsJob *self)
{
  ApsJsonWriter writer;

  g_return_val_if_fail (APS_IS_JOB (self), NULL);

  begin (&writer, &self->model);
  write_outcome (&writer, APS_JOB_RECORD (self));
  aps_json_writer_string_member (&writer, "output", APS_JOB_RECORD (self)->output);
  write_raw_member (&writer, "attempts", APS_JOB_RECORD (self)->attempts);
  return end (&writer);
}

static void
write_time_member (ApsJsonWriter *writer, const char *key, gint64 time_us)
{
  aps_json_writer_key (writer, key);
  write_time (writer, time_us);
}

/**
 * aps_event_to_json:
 * @self: an event
 *
 * Writes what the event says as a JSON object, as aps_schedule_to_json() does; what happened is
 * `event`. What it does not say is null.
 *
 * Returns: (transfer full): the text, in one line
 *
 * Since: 1.0
 */
char *
aps_event_to_json (ApsEvent *self)
{
  const ApsEventFields *fields;
  ApsJsonWriter         writer;

  g_return_val_if_fail (APS_IS_EVENT (self), NULL);

  fields = aps_event_get_fields (self);
  aps_json_writer_init (&writer);
  aps_json_writer_begin_object (&writer);
  write_time_member (&writer, "timestamp", fields->timestamp_us);
  aps_json_writer_string_member (&writer, "event", aps_event_get_name (self));
  aps_json_writer_string_member (&writer, "task_id", fields->task_id);
  aps_json_writer_string_member (&writer, "schedule_id", fields->schedule_id);
  aps_json_writer_string_member (&writer, "job_id", fields->job_id);
  aps_json_writer_string_member (&writer, "scheduler", fields->scheduler);
  write_time_member (&writer, "next_fire_time", fields->next_fire_us);
  write_time_member (&writer, "fire_time", fields->fire_time_us);
  write_time_member (&writer, "due", fields->due_us);
  write_time_member (&writer, "started", fields->started_us);
  aps_json_writer_int64_member (&writer, "attempt", fields->attempt);
  aps_json_writer_string_member (&writer,
                                 "outcome",
                                 aps_enum_to_nick (APS_TYPE_JOB_OUTCOME, fields->outcome));
  aps_json_writer_boolean_member (&writer, "finished", fields->finished);
  aps_json_writer_string_member (&writer, "reason", fields->reason);
  aps_json_writer_string_member (&writer, "reason_text", fields->reason_text);
  aps_json_writer_key (&writer, "error");
  if (fields->error_message != NULL)
    {
      aps_json_writer_begin_object (&writer);
      write_error (&writer, fields->error_domain, fields->error_code, fields->error_message);
      aps_json_writer_end_object (&writer);
    }
  else
    aps_json_writer_null (&writer);
  return end (&writer);
}
