/* Runs command lines.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include <apsched/apsched.h>

G_BEGIN_DECLS

#define APS_TYPE_PROCESS_EXECUTOR (aps_process_executor_get_type ())

G_DECLARE_FINAL_TYPE (
  ApsProcessExecutor, aps_process_executor, APS, PROCESS_EXECUTOR, ApsExecutorBase)

G_END_DECLS
