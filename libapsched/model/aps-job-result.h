/* A finished job, as its reader sees it.
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

#define APS_TYPE_JOB_RESULT (aps_job_result_get_type ())

APS_AVAILABLE_IN_1_0
G_DECLARE_FINAL_TYPE (ApsJobResult, aps_job_result, APS, JOB_RESULT, GObject)

APS_AVAILABLE_IN_1_0
const char *aps_job_result_get_job_id (ApsJobResult *self);
APS_AVAILABLE_IN_1_0
const char *aps_job_result_get_task_id (ApsJobResult *self);
APS_AVAILABLE_IN_1_0
const char *aps_job_result_get_schedule_id (ApsJobResult *self);
APS_AVAILABLE_IN_1_0
gint64 aps_job_result_get_fire_time (ApsJobResult *self);
APS_AVAILABLE_IN_1_0
ApsJobOutcome aps_job_result_get_outcome (ApsJobResult *self);
APS_AVAILABLE_IN_1_0
gint64 aps_job_result_get_created (ApsJobResult *self);
APS_AVAILABLE_IN_1_0
gint64 aps_job_result_get_started (ApsJobResult *self);
APS_AVAILABLE_IN_1_0
gint64 aps_job_result_get_finished (ApsJobResult *self);
APS_AVAILABLE_IN_1_0
gint aps_job_result_get_attempt (ApsJobResult *self);
APS_AVAILABLE_IN_1_0
const char *aps_job_result_get_worker (ApsJobResult *self);
APS_AVAILABLE_IN_1_0
const char *aps_job_result_get_reason (ApsJobResult *self);
APS_AVAILABLE_IN_1_0
const char *aps_job_result_get_reason_text (ApsJobResult *self);
APS_AVAILABLE_IN_1_0
const char *aps_job_result_get_output (ApsJobResult *self);
APS_AVAILABLE_IN_1_0
GVariant *aps_job_result_dup_error_details (ApsJobResult *self);
APS_AVAILABLE_IN_1_0
const char *aps_job_result_get_error_details_json (ApsJobResult *self);
APS_AVAILABLE_IN_1_0
GVariant *aps_job_result_get_value (ApsJobResult *self);
APS_AVAILABLE_IN_1_0
const char *aps_job_result_get_value_json (ApsJobResult *self);
APS_AVAILABLE_IN_1_0
const GError *aps_job_result_get_error (ApsJobResult *self);
APS_AVAILABLE_IN_1_0
char *aps_job_result_to_string (ApsJobResult *self);

G_END_DECLS
