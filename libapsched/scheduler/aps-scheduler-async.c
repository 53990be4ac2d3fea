/* What the asynchronous forms share.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"

#include "scheduler/aps-scheduler-async-private.h"

#include "scheduler/aps-async-private.h"

static void
args_free (gpointer data)
{
  ApsAsyncArgs *args = data;

  g_free (args->text);
  g_free (args->more_text);
  g_free (args->by);
  g_clear_object (&args->object);
  g_clear_pointer (&args->objects, g_ptr_array_unref);
  g_free (args);
}

void
aps_scheduler_start_async (ApsScheduler       *self,
                           const ApsAsyncArgs *args,
                           gpointer            tag,
                           const char         *name,
                           GTaskThreadFunc     func,
                           GCancellable       *cancellable,
                           GAsyncReadyCallback callback,
                           gpointer            user_data)
{
  g_autoptr (GTask) task = g_task_new (self, cancellable, callback, user_data);

  g_task_set_source_tag (task, tag);
  g_task_set_name (task, name);
  g_task_set_check_cancellable (task, FALSE);
  if (args != NULL)
    g_task_set_task_data (task, g_memdup2 (args, sizeof *args), args_free);
  aps_async_run (task, func, args != NULL && args->waits);
}

void
aps_async_return_boolean (GTask *task, gboolean done, GError *error)
{
  if (error != NULL)
    g_task_return_error (task, error);
  else
    g_task_return_boolean (task, done);
}

void
aps_async_return_pointer (GTask *task, gpointer value, GError *error, GDestroyNotify destroy)
{
  if (error != NULL)
    g_task_return_error (task, error);
  else
    g_task_return_pointer (task, value, destroy);
}
