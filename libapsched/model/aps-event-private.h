/* How events are made, and what is in them.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include <apsched/aps-event.h>
#include <apsched/aps-records.h>

G_BEGIN_DECLS

/* What an event says; text may be NULL. Initialise one by APS_EVENT_FIELDS_INIT. */
typedef struct
{
  ApsEventType type;
  gint64       timestamp_us;
  const char  *task_id;
  const char  *schedule_id;
  const char  *job_id;
  const char  *scheduler; /* identity of the one that did it */
  const char  *error_domain;
  const char  *error_message;
  const char  *reason;
  const char  *reason_text;
  gint         error_code;
  gint         outcome; /* ApsJobOutcome, or APS_UNSET */
  gint         attempt;
  gboolean     finished; /* of a removed schedule: no more fires would have come */
  gint64       next_fire_us;
  gint64       fire_time_us;
  gint64       due_us;
  gint64       started_us;
} ApsEventFields;

#define APS_EVENT_FIELDS_INIT                                                                      \
  {                                                                                                \
    .outcome = APS_UNSET, .next_fire_us = APS_TIME_NONE, .fire_time_us = APS_TIME_NONE,            \
    .due_us = APS_TIME_NONE, .started_us = APS_TIME_NONE                                           \
  }

/* Fill in what an event of this type says of a record; text stays the record's. */
ApsEventFields
aps_event_fields_for_job (ApsEventType type, gint64 timestamp_us, const ApsJobRecord *job);
ApsEventFields aps_event_fields_for_schedule (ApsEventType             type,
                                              gint64                   timestamp_us,
                                              const ApsScheduleRecord *schedule);

/* Copies all of @fields. */
ApsEvent             *aps_event_new_from_fields (const ApsEventFields *fields);
const ApsEventFields *aps_event_get_fields (ApsEvent *self);

/* The name of one type, such as job-added; NULL for what is not one type. */
const char *aps_event_type_get_name (ApsEventType type);
/* 0 for a name that is unknown. */
ApsEventType aps_event_type_find (const char *name);

G_END_DECLS
