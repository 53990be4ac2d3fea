/* Which executor a task's jobs are for, where nobody says: it is frozen into the job when that is
 * made, so that a store can ask by it.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"

#include "scheduler/aps-executor-choice-private.h"

#include "model/aps-callable-private.h"

const char *
aps_executor_choose (ApsEngine *engine, const ApsTaskRecord *task)
{
  g_autoptr (ApsRunnable) callback = aps_callables_lookup (engine->callables, task->id);
  g_autofree char *scheme = NULL;

  if (callback != NULL)
    return aps_executor_set_find (engine->executors, aps_runnable_get_scheme (callback), NULL);

  if (task->callable == NULL)
    return NULL;

  scheme = aps_callable_dup_scheme (task->callable);
  return aps_executor_set_find (engine->executors, scheme, NULL);
}
