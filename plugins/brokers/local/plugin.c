/* What the plugin `local` tells of itself.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"

#include "aps-local-broker.h"

APS_PLUGIN_DEFINE (.kind = APS_PLUGIN_KIND_EVENT_BROKER,
                   .name = "local",
                   .version = PACKAGE_VERSION,
                   .description = "Carries events between the schedulers of one process",
                   .license = "LGPL-2.1-or-later",
                   .get_type = aps_local_broker_get_type)
