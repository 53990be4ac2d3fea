/* Whether this process is the one that made an object: a fork copies one thread only, and no thread
 * of a scheduler survives it.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"

#include "scheduler/aps-fork-private.h"

#include <pthread.h>

static gint forks; /* atomic */

static void
count_fork (void)
{
  g_atomic_int_inc (&forks);
}

guint
aps_fork_count (void)
{
  static gsize watched;

  if (g_once_init_enter (&watched))
    {
      pthread_atfork (NULL, NULL, count_fork);
      g_once_init_leave (&watched, 1);
    }

  return (guint)g_atomic_int_get (&forks);
}
