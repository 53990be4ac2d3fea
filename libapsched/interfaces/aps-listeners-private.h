/* Functions that an object calls when something happens to it, from any thread.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include <glib-object.h>

G_BEGIN_DECLS

typedef struct _ApsListeners ApsListeners;

/* Calls one listener; @data is what aps_listeners_call() was given. */
typedef void (*ApsListenerInvoke) (GCallback listener, gpointer user_data, gpointer data);

/* The listeners of @owner, which keeps them; made when first asked for. @name tells several kinds
 * apart. */
ApsListeners *aps_listeners_get (GObject *owner, GQuark name);

/* Answers an id from 1. */
guint aps_listeners_add (ApsListeners *self, GCallback listener, gpointer user_data);
/* After it returns the listener is not running and is not called any more; called by the listener
 * itself, it is not called any more. Answers whether there was one. */
gboolean aps_listeners_remove (ApsListeners *self, guint id);
guint    aps_listeners_get_n (ApsListeners *self);
/* Calls them in the order in which they were added, outside any lock. */
void aps_listeners_call (ApsListeners *self, ApsListenerInvoke invoke, gpointer data);

G_END_DECLS
