/* Who is told when an executor has more room.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include <apsched/aps-executor.h>

/* @changed is called in any thread and must not block. Answers an id from 1. */
guint aps_executor_watch_room (ApsExecutor *self, void (*changed) (gpointer), gpointer user_data);
/* After it returns @changed is not running and is not called any more. */
void aps_executor_unwatch_room (ApsExecutor *self, guint id);
