/* What a store's answer means to others: events, waiters, wake-ups.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"

#include "scheduler/aps-changes-private.h"

void
aps_changes_publish_job (ApsEngine *self, ApsEventType type, const ApsJobRecord *job)
{
  ApsEventFields fields;

  if (!aps_event_bus_wants (self->bus, type))
    return;

  fields = aps_event_fields_for_job (type, aps_engine_now (self), job);
  aps_event_bus_emit (self->bus, &fields);
}

void
aps_changes_publish_ended_jobs (ApsEngine *self, ApsRecordList *jobs)
{
  for (guint i = 0; i < aps_record_list_get_n (jobs); i++)
    {
      const ApsJobRecord *job = aps_record_list_get (jobs, i);

      aps_changes_publish_job (self, APS_EVENT_TYPE_JOB_RELEASED, job);
      aps_waiters_finished (self->waiters, job->id, job);
    }
}

void
aps_changes_publish_cancelled_jobs (ApsEngine *self, ApsRecordList *jobs)
{
  for (guint i = 0; i < aps_record_list_get_n (jobs); i++)
    {
      const ApsJobRecord *job = aps_record_list_get (jobs, i);

      aps_changes_publish_job (self, APS_EVENT_TYPE_JOB_CANCEL_REQUESTED, job);
      aps_engine_cancel_running (self, job->id, job->cancelled_by, job->cancel_reason);
    }
}

void
aps_changes_publish_schedule (ApsEngine *self, ApsEventType type, const ApsScheduleRecord *schedule)
{
  ApsEventFields fields;

  if (!aps_event_bus_wants (self->bus, type))
    return;

  fields = aps_event_fields_for_schedule (type, aps_engine_now (self), schedule);
  fields.scheduler = self->instance->identity;
  aps_event_bus_emit (self->bus, &fields);
}

void
aps_changes_publish_task (ApsEngine *self, ApsEventType type, const char *task_id)
{
  ApsEventFields fields = APS_EVENT_FIELDS_INIT;

  if (!aps_event_bus_wants (self->bus, type))
    return;

  fields.type = type;
  fields.timestamp_us = aps_engine_now (self);
  fields.task_id = task_id;
  fields.scheduler = self->instance->identity;
  aps_event_bus_emit (self->bus, &fields);
}

static void
publish_schedules (ApsEngine *self, ApsEventType type, ApsRecordList *schedules)
{
  for (guint i = 0; i < aps_record_list_get_n (schedules); i++)
    aps_changes_publish_schedule (self, type, aps_record_list_get (schedules, i));
}

void
aps_changes_publish (ApsEngine *self, ApsStoreAnswer *answer)
{
  aps_changes_publish_ended_jobs (self, answer->ended_jobs);
  aps_changes_publish_cancelled_jobs (self, answer->cancelled_jobs);
  publish_schedules (self, APS_EVENT_TYPE_SCHEDULE_UPDATED, answer->schedules);
  publish_schedules (self, APS_EVENT_TYPE_SCHEDULE_REMOVED, answer->removed_schedules);

  /* Slots may have become free, jobs and schedules may be waiting again. */
  if (aps_record_list_get_n (answer->ended_jobs) > 0 || aps_record_list_get_n (answer->jobs) > 0)
    aps_engine_wake_jobs (self);
  if (aps_record_list_get_n (answer->schedules) > 0)
    aps_engine_wake_schedules (self);
}

void
aps_changes_publish_life (ApsEngine *self, ApsEventType type)
{
  ApsEventFields fields = APS_EVENT_FIELDS_INIT;

  fields.type = type;
  fields.timestamp_us = aps_engine_now (self);
  fields.scheduler = self->instance->identity;
  aps_event_bus_emit (self->bus, &fields);
}
