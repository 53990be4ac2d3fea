/* A lock that ends with its scope.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#if !defined(APSCHED_INSIDE) && !defined(APS_COMPILATION)
#error "Only <apsched/apsched.h> can be included directly."
#endif

#include <glib.h>

/**
 * APS_LOCKED: (skip)
 * @mutex: a pointer to a [struct@GLib.Mutex]
 *
 * Locks @mutex until the end of the enclosing block. Call nothing foreign in that block: no
 * callback, virtual function, signal, destroy notify or last unref.
 *
 * Since: 1.0
 */
#define APS_LOCKED(mutex)                                                                          \
  G_GNUC_UNUSED g_autoptr (GMutexLocker)                                                           \
    G_PASTE (aps_locked_, __LINE__) = g_mutex_locker_new (mutex)
