/* What the module tells of itself.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"

#include "aps-memory-store.h"

APS_PLUGIN_DEFINE (.kind = APS_PLUGIN_KIND_DATA_STORE,
                   .name = "memory",
                   .version = PACKAGE_VERSION,
                   .description = "Keeps everything in this process, and nothing beyond its end",
                   .license = "LGPL-2.1-or-later",
                   .get_type = aps_memory_store_get_type)
