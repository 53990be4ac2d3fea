/* What the library itself asks of the registry.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include <apsched/aps-registry.h>

G_BEGIN_DECLS

/* The plugin of an object's type, if it is one that the library carries or has loaded; or NULL. */
const ApsPluginDescriptor *aps_registry_find_by_type (GType type);

/* The broker that goes with a data store where none is configured. */
ApsEventBroker *aps_registry_new_broker_for (ApsDataStore *data_store, GError **error);

/* Loads all plugins of kind trigger, so that their types are known to this process before a store
 * is asked for schedules. One that cannot be loaded is said in a warning. */
void aps_registry_load_trigger_plugins (void);

G_END_DECLS
