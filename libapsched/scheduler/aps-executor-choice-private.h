/* Which executor a task's jobs are for, where nobody says.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include "scheduler/aps-engine-private.h"

/* The name of the first executor that runs the task's callable; NULL where this process cannot tell
 * what kind it is: a callback that only workers have. */
const char *aps_executor_choose (ApsEngine *engine, const ApsTaskRecord *task);
