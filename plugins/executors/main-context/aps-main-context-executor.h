/* Runs callbacks in the main contexts where they were registered.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include <apsched/apsched.h>

G_BEGIN_DECLS

#define APS_TYPE_MAIN_CONTEXT_EXECUTOR (aps_main_context_executor_get_type ())

G_DECLARE_FINAL_TYPE (
  ApsMainContextExecutor, aps_main_context_executor, APS, MAIN_CONTEXT_EXECUTOR, ApsExecutorBase)

G_END_DECLS
