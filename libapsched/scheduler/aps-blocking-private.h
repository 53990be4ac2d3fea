/* A blocking call that waits for another thread, serving its own home context meanwhile.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include <apsched/aps-types.h>

#include "core/aps-home-context-private.h"

typedef struct
{
  GMutex          lock;
  GCond           changed;
  gboolean        done; /* guarded by lock */
  GCancellable   *cancellable;
  ApsHomeContext *home;
  gboolean (*is_stuck) (gpointer data); /* or NULL: nothing but the main loop could go on */
  gpointer stuck_data;
  gboolean stuck; /* own thread */
} ApsBlocking;

void aps_blocking_init (ApsBlocking *self, GCancellable *cancellable);
void aps_blocking_clear (ApsBlocking *self);
/* It has come. Any thread. */
void aps_blocking_done (ApsBlocking *self);
/* FALSE: @wait_us are over, it was cancelled, or it is stuck. */
gboolean aps_blocking_wait (ApsBlocking *self, gint64 wait_us);
/* Waits until aps_blocking_done() has been called, which is about to be. */
void aps_blocking_wait_done (ApsBlocking *self);
