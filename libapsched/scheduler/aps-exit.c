/* Schedulers that still run when the process ends are stopped in order.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"

#include <stdlib.h>

#include <apsched/aps-locked.h>

#include "scheduler/aps-scheduler-settings-private.h"

/* Where one is looked for, none may be held: the last reference would be dropped under the lock. */
typedef struct
{
  gpointer scheduler; /* not owned: to be compared alone */
  GWeakRef weak;
} Watch;

static GMutex     lock;
static GPtrArray *watched; /* guarded by lock: of Watch */

static void
watch_free (Watch *watch)
{
  g_weak_ref_clear (&watch->weak);
  g_free (watch);
}

static ApsScheduler *
take_running (void)
{
  APS_LOCKED (&lock);

  while (watched != NULL && watched->len > 0)
    {
      Watch        *watch = g_ptr_array_steal_index_fast (watched, watched->len - 1);
      ApsScheduler *scheduler = g_weak_ref_get (&watch->weak);

      watch_free (watch);
      if (scheduler != NULL)
        return scheduler;
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
  Watch *watch = g_new0 (Watch, 1);
  APS_LOCKED (&lock);

  if (watched == NULL)
    {
      watched = g_ptr_array_new ();
      atexit (stop_all);
    }

  watch->scheduler = scheduler;
  g_weak_ref_init (&watch->weak, scheduler);
  g_ptr_array_add (watched, watch);
}

void
aps_exit_unwatch (ApsScheduler *scheduler)
{
  APS_LOCKED (&lock);

  for (guint i = 0; i < watched->len; i++)
    {
      Watch *watch = g_ptr_array_index (watched, i);

      if (watch->scheduler != scheduler)
        continue;

      g_ptr_array_remove_index_fast (watched, i);
      watch_free (watch);
      return;
    }
}
