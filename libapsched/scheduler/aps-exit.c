/* Schedulers that still run when the process ends are stopped in order.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"

#include <stdlib.h>

#include <apsched/aps-locked.h>

#include "scheduler/aps-scheduler-settings-private.h"

static GMutex     lock;
static GPtrArray *watched; /* guarded by lock: of GWeakRef */

static ApsScheduler *
take_running (void)
{
  APS_LOCKED (&lock);

  while (watched != NULL && watched->len > 0)
    {
      g_autoptr (GObject) object = NULL;
      GWeakRef *ref = g_ptr_array_steal_index_fast (watched, watched->len - 1);

      object = g_weak_ref_get (ref);
      g_weak_ref_clear (ref);
      g_free (ref);
      if (object != NULL)
        return APS_SCHEDULER (g_steal_pointer (&object));
    }

  return NULL;
}

static void
stop_all (void)
{
  ApsScheduler *scheduler;

  while ((scheduler = take_running ()) != NULL)
    {
      aps_scheduler_end (scheduler);
      g_object_unref (scheduler);
    }
}

void
aps_exit_watch (ApsScheduler *scheduler)
{
  GWeakRef *ref = g_new0 (GWeakRef, 1);
  APS_LOCKED (&lock);

  if (watched == NULL)
    {
      watched = g_ptr_array_new ();
      atexit (stop_all);
    }

  g_weak_ref_init (ref, scheduler);
  g_ptr_array_add (watched, ref);
}

static gboolean
is_of (GWeakRef *ref, ApsScheduler *scheduler)
{
  g_autoptr (GObject) object = g_weak_ref_get (ref);

  return object == NULL || object == G_OBJECT (scheduler);
}

void
aps_exit_unwatch (ApsScheduler *scheduler)
{
  APS_LOCKED (&lock);

  for (guint i = 0; i < watched->len; i++)
    {
      GWeakRef *ref = g_ptr_array_index (watched, i);

      if (!is_of (ref, scheduler))
        continue;

      g_ptr_array_remove_index_fast (watched, i);
      g_weak_ref_clear (ref);
      g_free (ref);
      return;
    }
}
