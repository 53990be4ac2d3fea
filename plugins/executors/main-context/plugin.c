/* The descriptor of the main-context executor.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"

#include "aps-main-context-executor.h"

APS_PLUGIN_DEFINE (.kind = APS_PLUGIN_KIND_EXECUTOR,
                   .name = "main-context",
                   .version = PACKAGE_VERSION,
                   .description = "Runs callbacks in the main contexts where they were registered",
                   .license = "LGPL-2.1-or-later",
                   .get_type = aps_main_context_executor_get_type)
