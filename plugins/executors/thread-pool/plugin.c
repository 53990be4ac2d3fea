/* The descriptor of the thread pool.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"

#include "aps-thread-pool-executor.h"

APS_PLUGIN_DEFINE (.kind = APS_PLUGIN_KIND_EXECUTOR,
                   .name = "thread-pool",
                   .version = PACKAGE_VERSION,
                   .description = "Runs jobs in threads of its own",
                   .license = "LGPL-2.1-or-later",
                   .get_type = aps_thread_pool_executor_get_type)
