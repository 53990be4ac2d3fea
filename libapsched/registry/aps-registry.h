/* Plugins by kind and name: those that the library carries, and modules.
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
#include <apsched/aps-plugin.h>

G_BEGIN_DECLS

#define APS_TYPE_PLUGIN_INFO (aps_plugin_info_get_type ())

/**
 * ApsPluginInfo:
 * @kind: what it implements
 * @name: its name
 * @path: (nullable): its file, or %NULL where the library carries it
 * @error: (nullable): why it cannot be used, or %NULL where it can
 * @version: (nullable): its version
 * @description: (nullable): what it is for
 * @license: (nullable): SPDX identifier of its licence
 * @type: its type, or 0 where it cannot be used
 *
 * A plugin that was found.
 *
 * Since: 1.0
 */
typedef struct
{
  ApsPluginKind kind;
  char         *name;
  char         *path;
  char         *error;
  char         *version;
  char         *description;
  char         *license;
  GType         type;
} ApsPluginInfo;

APS_AVAILABLE_IN_1_0
GType aps_plugin_info_get_type (void);
APS_AVAILABLE_IN_1_0
ApsPluginInfo *aps_plugin_info_copy (const ApsPluginInfo *self);
APS_AVAILABLE_IN_1_0
void aps_plugin_info_free (ApsPluginInfo *self);

APS_AVAILABLE_IN_1_0
const ApsPluginDescriptor *aps_registry_find (ApsPluginKind kind, const char *name, GError **error);
APS_AVAILABLE_IN_1_0
GPtrArray *aps_registry_list (void);

APS_AVAILABLE_IN_1_0
ApsDataStore *aps_registry_new_data_store (const char *name, const char *settings, GError **error);
APS_AVAILABLE_IN_1_0
ApsEventBroker *
aps_registry_new_event_broker (const char *name, const char *settings, GError **error);
APS_AVAILABLE_IN_1_0
ApsExecutor *aps_registry_new_executor (const char *name, const char *settings, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ApsPluginInfo, aps_plugin_info_free)

G_END_DECLS
