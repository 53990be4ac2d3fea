/* Runs blocking calls in threads of the library's own, for the asynchronous forms. GTask's shared
 * pool runs ten at a time, for the whole process: a few calls that wait for jobs would stop all
 * others.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"

#include "scheduler/aps-async-private.h"

/* Calls beyond this many wait for one to end; but those that wait for jobs, which may wait for the
 * others, have as many threads as there are of them. */
#define MAX_THREADS 256

typedef struct
{
  GTask          *task;
  GTaskThreadFunc func;
} Call;

static void
run_call (gpointer data, gpointer user_data)
{
  Call *call = data;
  g_autoptr (GMainContext) context = g_main_context_new ();

  /* What waits here serves a context of its own, never the program's. */
  g_main_context_push_thread_default (context);
  call->func (call->task,
              g_task_get_source_object (call->task),
              g_task_get_task_data (call->task),
              g_task_get_cancellable (call->task));
  g_object_unref (call->task);
  g_free (call);
  g_main_context_pop_thread_default (context);
}

static GThreadPool *
get_pool (gboolean waits)
{
  static GThreadPool *pools[2];

  if (g_once_init_enter (&pools[waits]))
    {
      GThreadPool *made = g_thread_pool_new (run_call, NULL, waits ? -1 : MAX_THREADS, FALSE, NULL);

      g_once_init_leave (&pools[waits], made);
    }

  return pools[waits];
}

void
aps_async_run (GTask *task, GTaskThreadFunc func, gboolean waits)
{
  Call *call = g_new (Call, 1);

  call->task = g_object_ref (task);
  call->func = func;
  g_thread_pool_push (get_pool (waits), call, NULL);
}
