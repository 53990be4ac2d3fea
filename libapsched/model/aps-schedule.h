/* A schedule: a task, a trigger, and what becomes of their jobs.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#if !defined(APSCHED_INSIDE) && !defined(APS_COMPILATION)
#error "Only <apsched/apsched.h> can be included directly."
#endif

#include <apsched/aps-model-enums.h>
#include <apsched/aps-trigger.h>

G_BEGIN_DECLS

#define APS_TYPE_SCHEDULE (aps_schedule_get_type ())

APS_AVAILABLE_IN_1_0
G_DECLARE_FINAL_TYPE (ApsSchedule, aps_schedule, APS, SCHEDULE, GObject)

APS_AVAILABLE_IN_1_0
ApsSchedule *aps_schedule_new (const char *id, const char *task, ApsTrigger *trigger);
APS_AVAILABLE_IN_1_0
ApsSchedule *aps_schedule_copy (ApsSchedule *self);
APS_AVAILABLE_IN_1_0
char *aps_schedule_to_string (ApsSchedule *self);
APS_AVAILABLE_IN_1_0
char *aps_schedule_to_json (ApsSchedule *self);

/* What its maker sets. */
APS_AVAILABLE_IN_1_0
ApsTrigger *aps_schedule_get_trigger (ApsSchedule *self);
APS_AVAILABLE_IN_1_0
void aps_schedule_set_trigger (ApsSchedule *self, ApsTrigger *trigger);
APS_AVAILABLE_IN_1_0
const char *aps_schedule_get_id (ApsSchedule *self);
APS_AVAILABLE_IN_1_0
const char *aps_schedule_get_task (ApsSchedule *self);
APS_AVAILABLE_IN_1_0
void aps_schedule_set_task (ApsSchedule *self, const char *task);
APS_AVAILABLE_IN_1_0
GVariant *aps_schedule_dup_args (ApsSchedule *self);
APS_AVAILABLE_IN_1_0
const char *aps_schedule_get_args_json (ApsSchedule *self);
APS_AVAILABLE_IN_1_0
void aps_schedule_set_args (ApsSchedule *self, GVariant *args);
APS_AVAILABLE_IN_1_0
gboolean aps_schedule_set_args_json (ApsSchedule *self, const char *json, GError **error);
APS_AVAILABLE_IN_1_0
GVariant *aps_schedule_dup_kwargs (ApsSchedule *self);
APS_AVAILABLE_IN_1_0
const char *aps_schedule_get_kwargs_json (ApsSchedule *self);
APS_AVAILABLE_IN_1_0
void aps_schedule_set_kwargs (ApsSchedule *self, GVariant *kwargs);
APS_AVAILABLE_IN_1_0
gboolean aps_schedule_set_kwargs_json (ApsSchedule *self, const char *json, GError **error);
APS_AVAILABLE_IN_1_0
gboolean aps_schedule_is_paused (ApsSchedule *self);
APS_AVAILABLE_IN_1_0
void aps_schedule_set_paused (ApsSchedule *self, gboolean paused);
APS_AVAILABLE_IN_1_0
ApsCoalesce aps_schedule_get_coalesce (ApsSchedule *self);
APS_AVAILABLE_IN_1_0
void aps_schedule_set_coalesce (ApsSchedule *self, ApsCoalesce coalesce);
APS_AVAILABLE_IN_1_0
ApsOverlap aps_schedule_get_overlap (ApsSchedule *self);
APS_AVAILABLE_IN_1_0
void aps_schedule_set_overlap (ApsSchedule *self, ApsOverlap overlap);
APS_AVAILABLE_IN_1_0
gint64 aps_schedule_get_misfire_grace_time (ApsSchedule *self);
APS_AVAILABLE_IN_1_0
void aps_schedule_set_misfire_grace_time (ApsSchedule *self, gint64 misfire_grace_time);
APS_AVAILABLE_IN_1_0
gint64 aps_schedule_get_max_jitter (ApsSchedule *self);
APS_AVAILABLE_IN_1_0
void aps_schedule_set_max_jitter (ApsSchedule *self, gint64 max_jitter);
APS_AVAILABLE_IN_1_0
const char *aps_schedule_get_executor (ApsSchedule *self);
APS_AVAILABLE_IN_1_0
void aps_schedule_set_executor (ApsSchedule *self, const char *executor);
APS_AVAILABLE_IN_1_0
const char *aps_schedule_get_queue (ApsSchedule *self);
APS_AVAILABLE_IN_1_0
void aps_schedule_set_queue (ApsSchedule *self, const char *queue);
APS_AVAILABLE_IN_1_0
gint aps_schedule_get_priority (ApsSchedule *self);
APS_AVAILABLE_IN_1_0
void aps_schedule_set_priority (ApsSchedule *self, gint priority);
APS_AVAILABLE_IN_1_0
gint64 aps_schedule_get_job_result_expiration_time (ApsSchedule *self);
APS_AVAILABLE_IN_1_0
void
aps_schedule_set_job_result_expiration_time (ApsSchedule *self, gint64 job_result_expiration_time);
APS_AVAILABLE_IN_1_0
gint aps_schedule_get_history (ApsSchedule *self);
APS_AVAILABLE_IN_1_0
void aps_schedule_set_history (ApsSchedule *self, gint history);
APS_AVAILABLE_IN_1_0
gint aps_schedule_get_pause_after_failures (ApsSchedule *self);
APS_AVAILABLE_IN_1_0
void aps_schedule_set_pause_after_failures (ApsSchedule *self, gint pause_after_failures);
APS_AVAILABLE_IN_1_0
GVariant *aps_schedule_dup_metadata (ApsSchedule *self);
APS_AVAILABLE_IN_1_0
const char *aps_schedule_get_metadata_json (ApsSchedule *self);
APS_AVAILABLE_IN_1_0
void aps_schedule_set_metadata (ApsSchedule *self, GVariant *metadata);
APS_AVAILABLE_IN_1_0
gboolean aps_schedule_set_metadata_json (ApsSchedule *self, const char *json, GError **error);

/* Where it stands. */
APS_AVAILABLE_IN_1_0
gint64 aps_schedule_get_paused_until (ApsSchedule *self);
APS_AVAILABLE_IN_1_0
const char *aps_schedule_get_paused_by (ApsSchedule *self);
APS_AVAILABLE_IN_1_0
const char *aps_schedule_get_paused_reason (ApsSchedule *self);
APS_AVAILABLE_IN_1_0
gint64 aps_schedule_get_last_fire_time (ApsSchedule *self);
APS_AVAILABLE_IN_1_0
gint64 aps_schedule_get_next_fire_time (ApsSchedule *self);
APS_AVAILABLE_IN_1_0
gint aps_schedule_get_failures (ApsSchedule *self);
APS_AVAILABLE_IN_1_0
const char *aps_schedule_get_error (ApsSchedule *self);
APS_AVAILABLE_IN_1_0
gint64 aps_schedule_get_created (ApsSchedule *self);
APS_AVAILABLE_IN_1_0
const char *aps_schedule_get_origin (ApsSchedule *self);
APS_AVAILABLE_IN_1_0
gint64 aps_schedule_get_revision (ApsSchedule *self);
APS_AVAILABLE_IN_1_0
gint64 *aps_schedule_dup_skips (ApsSchedule *self, gsize *n_skips);

G_END_DECLS
