/* What a keyfile says, checked, and made into objects and records.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#if !defined(APSCHED_INSIDE) && !defined(APS_COMPILATION)
#error "Only <apsched/apsched.h> can be included directly."
#endif

#include <apsched/aps-data-store.h>
#include <apsched/aps-event-broker.h>
#include <apsched/aps-executor.h>
#include <apsched/aps-record-list.h>

G_BEGIN_DECLS

#define APS_TYPE_CONFIGURATION (aps_configuration_get_type ())

APS_AVAILABLE_IN_1_0
G_DECLARE_FINAL_TYPE (ApsConfiguration, aps_configuration, APS, CONFIGURATION, GObject)

APS_AVAILABLE_IN_1_0
ApsConfiguration *
aps_configuration_load (const char *path, const char *const *overrides, GError **error);
APS_AVAILABLE_IN_1_0
ApsConfiguration *aps_configuration_reload (ApsConfiguration *self, GError **error);

APS_AVAILABLE_IN_1_0
ApsConfiguration *aps_configuration_new_apart (ApsConfiguration  *self,
                                               const char        *folder,
                                               const char        *name,
                                               const char *const *overrides,
                                               GError           **error);

APS_AVAILABLE_IN_1_0
const char *aps_configuration_get_path (ApsConfiguration *self);
APS_AVAILABLE_IN_1_0
ApsDataStore *aps_configuration_get_data_store (ApsConfiguration *self);
APS_AVAILABLE_IN_1_0
const char *aps_configuration_get_data_store_plugin (ApsConfiguration *self);
APS_AVAILABLE_IN_1_0
ApsEventBroker *aps_configuration_get_event_broker (ApsConfiguration *self);
APS_AVAILABLE_IN_1_0
const char *aps_configuration_get_event_broker_plugin (ApsConfiguration *self);
APS_AVAILABLE_IN_1_0
char **aps_configuration_dup_executor_names (ApsConfiguration *self);
APS_AVAILABLE_IN_1_0
ApsExecutor *aps_configuration_get_executor (ApsConfiguration *self, const char *name);
APS_AVAILABLE_IN_1_0
ApsRecordList *aps_configuration_get_tasks (ApsConfiguration *self);
APS_AVAILABLE_IN_1_0
ApsRecordList *aps_configuration_get_schedules (ApsConfiguration *self);
APS_AVAILABLE_IN_1_0
ApsRecordList *aps_configuration_get_queues (ApsConfiguration *self);

G_END_DECLS
