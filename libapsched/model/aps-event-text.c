/* Events made of records, and events as lines of text.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"

#include "model/aps-event-private.h"

#include "core/aps-time-private.h"

ApsEventFields
aps_event_fields_for_job (ApsEventType type, gint64 timestamp_us, const ApsJobRecord *job)
{
  ApsEventFields fields = APS_EVENT_FIELDS_INIT;

  fields.type = type;
  fields.timestamp_us = timestamp_us;
  fields.task_id = job->task_id;
  fields.schedule_id = job->schedule_id;
  fields.job_id = job->id;
  fields.scheduler = job->worker;
  fields.fire_time_us = job->fire_time_us;
  fields.due_us = job->due_us;
  fields.attempt = job->attempt;
  fields.reason = job->reason;
  fields.reason_text = job->reason_text;
  if (type == APS_EVENT_TYPE_JOB_RELEASED)
    {
      fields.outcome = job->outcome;
      fields.started_us = job->started_us;
      fields.error_domain = job->error_domain;
      fields.error_code = job->error_code;
      fields.error_message = job->error_message;
    }
  else if (type == APS_EVENT_TYPE_JOB_CANCEL_REQUESTED)
    fields.reason_text = job->cancel_reason;

  return fields;
}

ApsEventFields
aps_event_fields_for_schedule (ApsEventType             type,
                               gint64                   timestamp_us,
                               const ApsScheduleRecord *schedule)
{
  ApsEventFields fields = APS_EVENT_FIELDS_INIT;

  fields.type = type;
  fields.timestamp_us = timestamp_us;
  fields.task_id = schedule->task_id;
  fields.schedule_id = schedule->id;
  fields.next_fire_us = schedule->next_fire_us;
  fields.error_message = schedule->error;
  return fields;
}

/* A value of a logfmt line: bare where that is clear, else in quotes. */
static gboolean
is_bare (const char *value)
{
  for (const char *p = value; *p != '\0'; p++)
    if ((guchar)*p <= ' ' || *p == '"' || *p == '=' || *p == '\\' || *p == 0x7f)
      return FALSE;

  return value[0] != '\0';
}

static void
append_quoted (GString *line, const char *value)
{
  g_string_append_c (line, '"');
  for (const char *p = value; *p != '\0'; p++)
    if (*p == '"' || *p == '\\')
      g_string_append_printf (line, "\\%c", *p);
    else if (*p == '\n')
      g_string_append (line, "\\n");
    else if ((guchar)*p < ' ' || *p == 0x7f)
      g_string_append_printf (line, "\\u%04x", *p);
    else
      g_string_append_c (line, *p);
  g_string_append_c (line, '"');
}

static void
append_text (GString *line, const char *key, const char *value)
{
  if (value == NULL)
    return;

  g_string_append_printf (line, " %s=", key);
  if (is_bare (value))
    g_string_append (line, value);
  else
    append_quoted (line, value);
}

static void
append_time (GString *line, const char *key, gint64 time_us)
{
  if (time_us == APS_TIME_NONE)
    return;

  g_string_append_printf (line, " %s=", key);
  aps_time_append (line, time_us);
}

static void
append_span (GString *line, const char *key, gint64 from_us, gint64 to_us)
{
  if (from_us != APS_TIME_NONE && to_us != APS_TIME_NONE)
    g_string_append_printf (line, " %s=%" G_GINT64_FORMAT, key, to_us - from_us);
}

/**
 * aps_event_to_string:
 * @self: an event
 *
 * Prints the event as a line of logfmt: `ts=2026-01-31T03:00:00Z event=job-released schedule=tick
 * job=0198… outcome=success`. What it does not say is left out.
 *
 * Returns: (transfer full): the line, without an end of line
 *
 * Since: 1.0
 */
char *
aps_event_to_string (ApsEvent *self)
{
  const ApsEventFields *fields;
  GString              *line;

  g_return_val_if_fail (APS_IS_EVENT (self), NULL);

  fields = aps_event_get_fields (self);
  line = g_string_new ("ts=");
  aps_time_append (line, fields->timestamp_us);
  append_text (line, "event", aps_event_get_name (self));
  append_text (line, "schedule", fields->schedule_id);
  append_text (line, "job", fields->job_id);
  append_text (line, "task", fields->task_id);
  append_text (line, "scheduler", fields->scheduler);
  append_time (line, "fire_time", fields->fire_time_us);
  append_time (line, "next_fire_time", fields->next_fire_us);
  if (fields->attempt > 1)
    g_string_append_printf (line, " attempt=%d", fields->attempt);
  append_text (line, "outcome", aps_enum_to_nick (APS_TYPE_JOB_OUTCOME, fields->outcome));
  if (fields->started_us != APS_TIME_NONE)
    {
      append_span (line, "late_us", fields->due_us, fields->started_us);
      append_span (line, "took_us", fields->started_us, fields->timestamp_us);
    }
  if (fields->finished)
    g_string_append (line, " finished=yes");
  append_text (line, "reason", fields->reason);
  append_text (line, "reason_text", fields->reason_text);
  append_text (line, "error", fields->error_message);

  return g_string_free (line, FALSE);
}
