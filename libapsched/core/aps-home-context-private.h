/* The home context of foreign code: calls that any thread makes into one GMainContext.
 *
 * Callbacks, virtual functions of bound objects, their destroy notifies and last unrefs run only in
 * the main context in which they were registered. There is one queue of calls a context; calls run
 * in the order in which they were pushed.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef struct _ApsHomeContext ApsHomeContext;

typedef void (*ApsHomeFunc) (gpointer data);

/* Whether what a blocking call waits for has come. Called without a lock, in the home context. */
typedef gboolean (*ApsHomeDoneFunc) (gpointer data);

/* The one of a context, NULL being the default one (transfer full). */
ApsHomeContext *aps_home_context_get (GMainContext *context);

/* The one of the thread-default context of the calling thread (transfer full). */
ApsHomeContext *aps_home_context_get_thread_default (void);

ApsHomeContext *aps_home_context_ref (ApsHomeContext *self);
void            aps_home_context_unref (ApsHomeContext *self);

GMainContext *aps_home_context_get_main_context (ApsHomeContext *self);

/* Calls func and then destroy, either of which may be NULL, with data in the context. Any thread.
 */
void aps_home_context_push (ApsHomeContext *self,
                            ApsHomeFunc     func,
                            gpointer        data,
                            GDestroyNotify  destroy);

/* How many calls wait. Any thread. */
guint aps_home_context_get_length (ApsHomeContext *self);

/* Whether calls are being taken out: by a main loop that sleeps, by one that was there within the
 * last second, or by a blocking call that serves the queue. Any thread. */
gboolean aps_home_context_is_iterated (ApsHomeContext *self);

/* Whether the calling thread may run what belongs to the context: the context is its thread-default
 * one, and no other thread iterates it. */
gboolean aps_home_context_is_own (ApsHomeContext *self);

/* Runs calls until done says that it is so, for a blocking call made in the home context. FALSE if
 * the time ran out first (APS_FOREVER: never). Who makes done true has to kick. May be nested. */
gboolean aps_home_context_serve (ApsHomeContext *self,
                                 gint64          timeout_us,
                                 ApsHomeDoneFunc done,
                                 gpointer        data);

/* Makes serve ask done again. Any thread. */
void aps_home_context_kick (ApsHomeContext *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ApsHomeContext, aps_home_context_unref)

G_END_DECLS
