/* The plugin of the SQLite store.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"

#include "aps-sqlite-store.h"

APS_PLUGIN_DEFINE (.kind = APS_PLUGIN_KIND_DATA_STORE,
                   .name = "sqlite",
                   .version = PACKAGE_VERSION,
                   .description =
                     "Keeps schedules and jobs in one file that the processes of a host share",
                   .license = "LGPL-2.1-or-later",
                   .get_type = aps_sqlite_store_get_type,
                   .event_broker = "unix")
