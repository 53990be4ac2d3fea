/* Runs jobs in threads of its own.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include <apsched/apsched.h>

G_BEGIN_DECLS

#define APS_TYPE_THREAD_POOL_EXECUTOR (aps_thread_pool_executor_get_type ())

G_DECLARE_FINAL_TYPE (
  ApsThreadPoolExecutor, aps_thread_pool_executor, APS, THREAD_POOL_EXECUTOR, ApsExecutorBase)

G_END_DECLS
