/* The descriptor of the process executor.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"

#include "aps-process-executor.h"

APS_PLUGIN_DEFINE (.kind = APS_PLUGIN_KIND_EXECUTOR,
                   .name = "process",
                   .version = PACKAGE_VERSION,
                   .description = "Runs command lines, each in a process group of its own",
                   .license = "LGPL-2.1-or-later",
                   .get_type = aps_process_executor_get_type)
