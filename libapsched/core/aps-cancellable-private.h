/* Cancellables that may be NULL.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include <gio/gio.h>

/* As g_cancellable_connect(); 0 for NULL, which g_cancellable_disconnect() takes. */
static inline gulong
aps_cancellable_connect (GCancellable *cancellable, GCallback callback, gpointer data)
{
  return cancellable != NULL ? g_cancellable_connect (cancellable, callback, data, NULL) : 0;
}
