/* A blocking call that waits for another thread, serving its own home context meanwhile: so a job
 * that is waited for in the context that is to run it, runs.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"

#include "scheduler/aps-blocking-private.h"

#include <apsched/aps-locked.h>

#include "core/aps-cancellable-private.h"
#include "core/aps-deadline-private.h"

void
aps_blocking_init (ApsBlocking *self, GCancellable *cancellable)
{
  *self = (ApsBlocking){ .cancellable = cancellable };
  g_mutex_init (&self->lock);
  g_cond_init (&self->changed);
  self->home = aps_home_context_get_thread_default ();
}

void
aps_blocking_clear (ApsBlocking *self)
{
  aps_home_context_unref (self->home);
  g_cond_clear (&self->changed);
  g_mutex_clear (&self->lock);
}

static void
wake (ApsBlocking *self, gboolean done)
{
  /* Once done is seen, self may be gone. */
  g_autoptr (ApsHomeContext) home = aps_home_context_ref (self->home);

  g_mutex_lock (&self->lock);
  self->done = self->done || done;
  g_cond_broadcast (&self->changed);
  g_mutex_unlock (&self->lock);
  aps_home_context_kick (home);
}

void
aps_blocking_done (ApsBlocking *self)
{
  wake (self, TRUE);
}

static void
cancelled (GCancellable *cancellable, gpointer data)
{
  wake (data, FALSE);
}

static gboolean
is_done (ApsBlocking *self)
{
  APS_LOCKED (&self->lock);

  return self->done;
}

static gboolean
is_over (gpointer data)
{
  ApsBlocking *self = data;

  if (is_done (self) || g_cancellable_is_cancelled (self->cancellable))
    return TRUE;

  self->stuck = self->is_stuck != NULL && self->is_stuck (self->stuck_data);
  return self->stuck;
}

static void
wait_plainly (ApsBlocking *self, gint64 end)
{
  APS_LOCKED (&self->lock);

  while (!self->done && !g_cancellable_is_cancelled (self->cancellable))
    if (!g_cond_wait_until (&self->changed, &self->lock, end))
      return;
}

gboolean
aps_blocking_wait (ApsBlocking *self, gint64 wait_us)
{
  gint64 end = aps_deadline_from_wait (wait_us);
  gulong handler = aps_cancellable_connect (self->cancellable, G_CALLBACK (cancelled), self);

  if (aps_home_context_is_own (self->home))
    aps_home_context_serve (self->home,
                            end == G_MAXINT64 ? APS_FOREVER
                                              : MAX (end - g_get_monotonic_time (), 0),
                            is_over,
                            self);
  else
    wait_plainly (self, end);

  g_cancellable_disconnect (self->cancellable, handler);
  return is_done (self);
}

void
aps_blocking_wait_done (ApsBlocking *self)
{
  APS_LOCKED (&self->lock);

  while (!self->done)
    g_cond_wait (&self->changed, &self->lock);
}
