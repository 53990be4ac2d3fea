/* An event: what happened to a task, a schedule, a job or a scheduler.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#if !defined(APSCHED_INSIDE) && !defined(APS_COMPILATION)
#error "Only <apsched/apsched.h> can be included directly."
#endif

#include <apsched/aps-model-enums.h>

G_BEGIN_DECLS

/**
 * ApsEventType:
 * @APS_EVENT_TYPE_TASK_ADDED: a task was configured that did not exist
 * @APS_EVENT_TYPE_TASK_UPDATED: a task was changed
 * @APS_EVENT_TYPE_TASK_REMOVED: a task was removed
 * @APS_EVENT_TYPE_SCHEDULE_ADDED: a schedule was added
 * @APS_EVENT_TYPE_SCHEDULE_UPDATED: a schedule was replaced, paused, unpaused or moved, or has
 * fired
 * @APS_EVENT_TYPE_SCHEDULE_REMOVED: a schedule was removed, or has finished
 * @APS_EVENT_TYPE_SCHEDULE_FAILED: a schedule's trigger failed; it is paused
 * @APS_EVENT_TYPE_SCHEDULE_DESERIALIZATION_FAILED: a schedule's record cannot be read
 * @APS_EVENT_TYPE_JOB_ADDED: a job was added
 * @APS_EVENT_TYPE_JOB_ACQUIRED: a worker holds a job, and begins it
 * @APS_EVENT_TYPE_JOB_RELEASED: a job has ended; or, without an outcome, waits to be tried again
 * @APS_EVENT_TYPE_JOB_CANCEL_REQUESTED: a running job is to be cancelled by its worker
 * @APS_EVENT_TYPE_JOB_DESERIALIZATION_FAILED: a job's record cannot be read
 * @APS_EVENT_TYPE_SCHEDULER_STARTED: this scheduler has started; not told to others
 * @APS_EVENT_TYPE_SCHEDULER_STOPPED: this scheduler has stopped; not told to others
 * @APS_EVENT_TYPE_ANY_TASK: whatever happens to tasks
 * @APS_EVENT_TYPE_ANY_SCHEDULE: whatever happens to schedules
 * @APS_EVENT_TYPE_ANY_JOB: whatever happens to jobs
 * @APS_EVENT_TYPE_ANY_SCHEDULER: whatever happens to this scheduler
 * @APS_EVENT_TYPE_ALL: all events
 *
 * What happened. A set of types is an OR of them.
 *
 * Since: 1.0
 */
typedef enum /*< flags >*/
{
  APS_EVENT_TYPE_TASK_ADDED = 1 << 0,
  APS_EVENT_TYPE_TASK_UPDATED = 1 << 1,
  APS_EVENT_TYPE_TASK_REMOVED = 1 << 2,
  APS_EVENT_TYPE_SCHEDULE_ADDED = 1 << 3,
  APS_EVENT_TYPE_SCHEDULE_UPDATED = 1 << 4,
  APS_EVENT_TYPE_SCHEDULE_REMOVED = 1 << 5,
  APS_EVENT_TYPE_SCHEDULE_FAILED = 1 << 6,
  APS_EVENT_TYPE_SCHEDULE_DESERIALIZATION_FAILED = 1 << 7,
  APS_EVENT_TYPE_JOB_ADDED = 1 << 8,
  APS_EVENT_TYPE_JOB_ACQUIRED = 1 << 9,
  APS_EVENT_TYPE_JOB_RELEASED = 1 << 10,
  APS_EVENT_TYPE_JOB_CANCEL_REQUESTED = 1 << 11,
  APS_EVENT_TYPE_JOB_DESERIALIZATION_FAILED = 1 << 12,
  APS_EVENT_TYPE_SCHEDULER_STARTED = 1 << 13,
  APS_EVENT_TYPE_SCHEDULER_STOPPED = 1 << 14,
  APS_EVENT_TYPE_ANY_TASK = 0x7,
  APS_EVENT_TYPE_ANY_SCHEDULE = 0xf8,
  APS_EVENT_TYPE_ANY_JOB = 0x1f00,
  APS_EVENT_TYPE_ANY_SCHEDULER = 0x6000,
  APS_EVENT_TYPE_ALL = 0x7fff,
} ApsEventType;

#define APS_TYPE_EVENT_TYPE (aps_event_type_get_type ())

APS_AVAILABLE_IN_1_0
GType aps_event_type_get_type (void);

APS_AVAILABLE_IN_1_0
gboolean aps_event_type_parse (const char *names, ApsEventType *types, GError **error);

#define APS_TYPE_EVENT (aps_event_get_type ())

APS_AVAILABLE_IN_1_0
G_DECLARE_FINAL_TYPE (ApsEvent, aps_event, APS, EVENT, GObject)

APS_AVAILABLE_IN_1_0
ApsEventType aps_event_get_event_type (ApsEvent *self);
APS_AVAILABLE_IN_1_0
const char *aps_event_get_name (ApsEvent *self);
APS_AVAILABLE_IN_1_0
gint64 aps_event_get_timestamp (ApsEvent *self);
APS_AVAILABLE_IN_1_0
const char *aps_event_get_task_id (ApsEvent *self);
APS_AVAILABLE_IN_1_0
const char *aps_event_get_schedule_id (ApsEvent *self);
APS_AVAILABLE_IN_1_0
const char *aps_event_get_job_id (ApsEvent *self);
APS_AVAILABLE_IN_1_0
const char *aps_event_get_scheduler (ApsEvent *self);
APS_AVAILABLE_IN_1_0
gint64 aps_event_get_next_fire_time (ApsEvent *self);
APS_AVAILABLE_IN_1_0
gint64 aps_event_get_fire_time (ApsEvent *self);
APS_AVAILABLE_IN_1_0
gint64 aps_event_get_due (ApsEvent *self);
APS_AVAILABLE_IN_1_0
gint64 aps_event_get_started (ApsEvent *self);
APS_AVAILABLE_IN_1_0
gint aps_event_get_attempt (ApsEvent *self);
APS_AVAILABLE_IN_1_0
ApsJobOutcome aps_event_get_outcome (ApsEvent *self);
APS_AVAILABLE_IN_1_0
gboolean aps_event_is_finished (ApsEvent *self);
APS_AVAILABLE_IN_1_0
const char *aps_event_get_error_domain (ApsEvent *self);
APS_AVAILABLE_IN_1_0
gint aps_event_get_error_code (ApsEvent *self);
APS_AVAILABLE_IN_1_0
const char *aps_event_get_error_message (ApsEvent *self);
APS_AVAILABLE_IN_1_0
const char *aps_event_get_reason (ApsEvent *self);
APS_AVAILABLE_IN_1_0
const char *aps_event_get_reason_text (ApsEvent *self);
APS_AVAILABLE_IN_1_0
char *aps_event_to_string (ApsEvent *self);
APS_AVAILABLE_IN_1_0
char *aps_event_to_json (ApsEvent *self);

G_END_DECLS
