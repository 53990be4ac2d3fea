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

/* The names of the plugins of a kind that there seem to be: those that the library carries, and
 * those of files. Nothing is opened. */
char **aps_registry_dup_names (ApsPluginKind kind);

G_END_DECLS
