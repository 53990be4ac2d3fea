/* A job: one request to run a task, and what became of it.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#if !defined(APSCHED_INSIDE) && !defined(APS_COMPILATION)
#error "Only <apsched/apsched.h> can be included directly."
#endif

#include <apsched/aps-model-enums.h>
#include <apsched/aps-types.h>

G_BEGIN_DECLS

#define APS_TYPE_JOB (aps_job_get_type ())

APS_AVAILABLE_IN_1_0
G_DECLARE_FINAL_TYPE (ApsJob, aps_job, APS, JOB, GObject)

APS_AVAILABLE_IN_1_0
ApsJob *aps_job_new (const char *task, GVariant *args);
APS_AVAILABLE_IN_1_0
ApsJob *aps_job_copy (ApsJob *self);
APS_AVAILABLE_IN_1_0
char *aps_job_to_string (ApsJob *self);
APS_AVAILABLE_IN_1_0
char *aps_job_to_json (ApsJob *self);

/* What its maker sets. */
APS_AVAILABLE_IN_1_0
const char *aps_job_get_id (ApsJob *self);
APS_AVAILABLE_IN_1_0
void aps_job_set_id (ApsJob *self, const char *id);
APS_AVAILABLE_IN_1_0
const char *aps_job_get_task_id (ApsJob *self);
APS_AVAILABLE_IN_1_0
void aps_job_set_task_id (ApsJob *self, const char *task_id);
APS_AVAILABLE_IN_1_0
GVariant *aps_job_dup_args (ApsJob *self);
APS_AVAILABLE_IN_1_0
const char *aps_job_get_args_json (ApsJob *self);
APS_AVAILABLE_IN_1_0
void aps_job_set_args (ApsJob *self, GVariant *args);
APS_AVAILABLE_IN_1_0
gboolean aps_job_set_args_json (ApsJob *self, const char *json, GError **error);
APS_AVAILABLE_IN_1_0
GVariant *aps_job_dup_kwargs (ApsJob *self);
APS_AVAILABLE_IN_1_0
const char *aps_job_get_kwargs_json (ApsJob *self);
APS_AVAILABLE_IN_1_0
void aps_job_set_kwargs (ApsJob *self, GVariant *kwargs);
APS_AVAILABLE_IN_1_0
gboolean aps_job_set_kwargs_json (ApsJob *self, const char *json, GError **error);
APS_AVAILABLE_IN_1_0
gint64 aps_job_get_not_before (ApsJob *self);
APS_AVAILABLE_IN_1_0
void aps_job_set_not_before (ApsJob *self, gint64 not_before);
APS_AVAILABLE_IN_1_0
gint64 aps_job_get_start_deadline (ApsJob *self);
APS_AVAILABLE_IN_1_0
void aps_job_set_start_deadline (ApsJob *self, gint64 start_deadline);
APS_AVAILABLE_IN_1_0
const char *aps_job_get_queue (ApsJob *self);
APS_AVAILABLE_IN_1_0
void aps_job_set_queue (ApsJob *self, const char *queue);
APS_AVAILABLE_IN_1_0
gint aps_job_get_priority (ApsJob *self);
APS_AVAILABLE_IN_1_0
void aps_job_set_priority (ApsJob *self, gint priority);
APS_AVAILABLE_IN_1_0
const char *aps_job_get_executor (ApsJob *self);
APS_AVAILABLE_IN_1_0
void aps_job_set_executor (ApsJob *self, const char *executor);
APS_AVAILABLE_IN_1_0
const char *aps_job_get_unique_key (ApsJob *self);
APS_AVAILABLE_IN_1_0
void aps_job_set_unique_key (ApsJob *self, const char *unique_key);
APS_AVAILABLE_IN_1_0
ApsUniqueUntil aps_job_get_unique_until (ApsJob *self);
APS_AVAILABLE_IN_1_0
void aps_job_set_unique_until (ApsJob *self, ApsUniqueUntil unique_until);
APS_AVAILABLE_IN_1_0
gint64 aps_job_get_unique_until_time (ApsJob *self);
APS_AVAILABLE_IN_1_0
void aps_job_set_unique_until_time (ApsJob *self, gint64 unique_until_time);
APS_AVAILABLE_IN_1_0
gint aps_job_get_max_attempts (ApsJob *self);
APS_AVAILABLE_IN_1_0
void aps_job_set_max_attempts (ApsJob *self, gint max_attempts);
APS_AVAILABLE_IN_1_0
gint64 aps_job_get_retry_delay (ApsJob *self);
APS_AVAILABLE_IN_1_0
void aps_job_set_retry_delay (ApsJob *self, gint64 retry_delay);
APS_AVAILABLE_IN_1_0
gint64 aps_job_get_retry_max_delay (ApsJob *self);
APS_AVAILABLE_IN_1_0
void aps_job_set_retry_max_delay (ApsJob *self, gint64 retry_max_delay);
APS_AVAILABLE_IN_1_0
gint64 aps_job_get_time_limit (ApsJob *self);
APS_AVAILABLE_IN_1_0
void aps_job_set_time_limit (ApsJob *self, gint64 time_limit);
APS_AVAILABLE_IN_1_0
ApsOnAbandoned aps_job_get_on_abandoned (ApsJob *self);
APS_AVAILABLE_IN_1_0
void aps_job_set_on_abandoned (ApsJob *self, ApsOnAbandoned on_abandoned);
APS_AVAILABLE_IN_1_0
gint64 aps_job_get_result_expiration_time (ApsJob *self);
APS_AVAILABLE_IN_1_0
void aps_job_set_result_expiration_time (ApsJob *self, gint64 result_expiration_time);
APS_AVAILABLE_IN_1_0
GVariant *aps_job_dup_metadata (ApsJob *self);
APS_AVAILABLE_IN_1_0
const char *aps_job_get_metadata_json (ApsJob *self);
APS_AVAILABLE_IN_1_0
void aps_job_set_metadata (ApsJob *self, GVariant *metadata);
APS_AVAILABLE_IN_1_0
gboolean aps_job_set_metadata_json (ApsJob *self, const char *json, GError **error);
APS_AVAILABLE_IN_1_0
ApsJobSource aps_job_get_source (ApsJob *self);
APS_AVAILABLE_IN_1_0
void aps_job_set_source (ApsJob *self, ApsJobSource source);

/* Where it stands. */
APS_AVAILABLE_IN_1_0
const char *aps_job_get_schedule_id (ApsJob *self);
APS_AVAILABLE_IN_1_0
gint64 aps_job_get_fire_time (ApsJob *self);
APS_AVAILABLE_IN_1_0
gint64 aps_job_get_n_fires (ApsJob *self);
APS_AVAILABLE_IN_1_0
gint64 aps_job_get_jitter (ApsJob *self);
APS_AVAILABLE_IN_1_0
ApsOverlap aps_job_get_overlap (ApsJob *self);
APS_AVAILABLE_IN_1_0
ApsJobState aps_job_get_state (ApsJob *self);
APS_AVAILABLE_IN_1_0
gint aps_job_get_attempt (ApsJob *self);
APS_AVAILABLE_IN_1_0
gint64 aps_job_get_created (ApsJob *self);
APS_AVAILABLE_IN_1_0
gint64 aps_job_get_leased (ApsJob *self);
APS_AVAILABLE_IN_1_0
gint64 aps_job_get_started (ApsJob *self);
APS_AVAILABLE_IN_1_0
gint64 aps_job_get_finished (ApsJob *self);
APS_AVAILABLE_IN_1_0
gint64 aps_job_get_expires (ApsJob *self);
APS_AVAILABLE_IN_1_0
const char *aps_job_get_worker (ApsJob *self);
APS_AVAILABLE_IN_1_0
gint64 aps_job_get_fence (ApsJob *self);
APS_AVAILABLE_IN_1_0
double aps_job_get_progress (ApsJob *self);
APS_AVAILABLE_IN_1_0
const char *aps_job_get_progress_text (ApsJob *self);
APS_AVAILABLE_IN_1_0
gboolean aps_job_get_cancel_requested (ApsJob *self);
APS_AVAILABLE_IN_1_0
const char *aps_job_get_cancelled_by (ApsJob *self);
APS_AVAILABLE_IN_1_0
const char *aps_job_get_cancel_reason (ApsJob *self);
APS_AVAILABLE_IN_1_0
ApsJobOutcome aps_job_get_outcome (ApsJob *self);
APS_AVAILABLE_IN_1_0
const char *aps_job_get_reason (ApsJob *self);
APS_AVAILABLE_IN_1_0
const char *aps_job_get_reason_text (ApsJob *self);
APS_AVAILABLE_IN_1_0
ApsJobResult *aps_job_get_result (ApsJob *self);

G_END_DECLS
