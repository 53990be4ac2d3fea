/* What the plugin `unix` tells of itself.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"

#include "aps-unix-broker.h"

APS_PLUGIN_DEFINE (.kind = APS_PLUGIN_KIND_EVENT_BROKER,
                   .name = "unix",
                   .version = PACKAGE_VERSION,
                   .description = "Carries events between the processes of one host",
                   .license = "LGPL-2.1-or-later",
                   .get_type = aps_unix_broker_get_type)
