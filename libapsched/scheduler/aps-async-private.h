/* Runs blocking calls in threads of the library's own, for the asynchronous forms.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include <gio/gio.h>

/* Runs @func with the task's source object, task data and cancellable in a thread, which is to
 * return by the task. Threads are made as they are needed and end when idle. Takes a reference to
 * @task. @waits: it may wait for a job, or for as long. */
void aps_async_run (GTask *task, GTaskThreadFunc func, gboolean waits);
