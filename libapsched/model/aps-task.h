/* A task: a callable and its settings.
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

#define APS_TYPE_TASK (aps_task_get_type ())

APS_AVAILABLE_IN_1_0
G_DECLARE_FINAL_TYPE (ApsTask, aps_task, APS, TASK, GObject)

APS_AVAILABLE_IN_1_0
ApsTask *aps_task_new (const char *id, const char *callable);
APS_AVAILABLE_IN_1_0
ApsTask *aps_task_copy (ApsTask *self);
APS_AVAILABLE_IN_1_0
char *aps_task_to_string (ApsTask *self);
APS_AVAILABLE_IN_1_0
char *aps_task_to_json (ApsTask *self);

APS_AVAILABLE_IN_1_0
const char *aps_task_get_id (ApsTask *self);
APS_AVAILABLE_IN_1_0
const char *aps_task_get_callable (ApsTask *self);
APS_AVAILABLE_IN_1_0
void aps_task_set_callable (ApsTask *self, const char *callable);
APS_AVAILABLE_IN_1_0
const char *aps_task_get_executor (ApsTask *self);
APS_AVAILABLE_IN_1_0
void aps_task_set_executor (ApsTask *self, const char *executor);
APS_AVAILABLE_IN_1_0
gint aps_task_get_max_running_jobs (ApsTask *self);
APS_AVAILABLE_IN_1_0
void aps_task_set_max_running_jobs (ApsTask *self, gint max_running_jobs);
APS_AVAILABLE_IN_1_0
gint64 aps_task_get_misfire_grace_time (ApsTask *self);
APS_AVAILABLE_IN_1_0
void aps_task_set_misfire_grace_time (ApsTask *self, gint64 misfire_grace_time);
APS_AVAILABLE_IN_1_0
gint aps_task_get_max_attempts (ApsTask *self);
APS_AVAILABLE_IN_1_0
void aps_task_set_max_attempts (ApsTask *self, gint max_attempts);
APS_AVAILABLE_IN_1_0
gint64 aps_task_get_retry_delay (ApsTask *self);
APS_AVAILABLE_IN_1_0
void aps_task_set_retry_delay (ApsTask *self, gint64 retry_delay);
APS_AVAILABLE_IN_1_0
gint64 aps_task_get_retry_max_delay (ApsTask *self);
APS_AVAILABLE_IN_1_0
void aps_task_set_retry_max_delay (ApsTask *self, gint64 retry_max_delay);
APS_AVAILABLE_IN_1_0
gint64 aps_task_get_time_limit (ApsTask *self);
APS_AVAILABLE_IN_1_0
void aps_task_set_time_limit (ApsTask *self, gint64 time_limit);
APS_AVAILABLE_IN_1_0
ApsOnAbandoned aps_task_get_on_abandoned (ApsTask *self);
APS_AVAILABLE_IN_1_0
void aps_task_set_on_abandoned (ApsTask *self, ApsOnAbandoned on_abandoned);
APS_AVAILABLE_IN_1_0
GVariant *aps_task_dup_options (ApsTask *self);
APS_AVAILABLE_IN_1_0
const char *aps_task_get_options_json (ApsTask *self);
APS_AVAILABLE_IN_1_0
void aps_task_set_options (ApsTask *self, GVariant *options);
APS_AVAILABLE_IN_1_0
gboolean aps_task_set_options_json (ApsTask *self, const char *json, GError **error);
APS_AVAILABLE_IN_1_0
char **aps_task_dup_aliases (ApsTask *self);
APS_AVAILABLE_IN_1_0
void aps_task_set_aliases (ApsTask *self, const char *const *aliases);
APS_AVAILABLE_IN_1_0
GVariant *aps_task_dup_metadata (ApsTask *self);
APS_AVAILABLE_IN_1_0
const char *aps_task_get_metadata_json (ApsTask *self);
APS_AVAILABLE_IN_1_0
void aps_task_set_metadata (ApsTask *self, GVariant *metadata);
APS_AVAILABLE_IN_1_0
gboolean aps_task_set_metadata_json (ApsTask *self, const char *json, GError **error);
APS_AVAILABLE_IN_1_0
const char *aps_task_get_origin (ApsTask *self);
APS_AVAILABLE_IN_1_0
gint64 aps_task_get_revision (ApsTask *self);

G_END_DECLS
