/* How the inside of a scheduler knows its public object.
 *
 * No thread of the engine and no job may hold a reference to it, not even for a moment: the last
 * one would be dropped there, where nobody can wait for the jobs' end, and who dropped theirs
 * before would not have waited.
 *
 * NOTES: setting a GWeakRef takes a lock that the whole process shares, and clearing one searches
 * all of the scheduler's; so there is one a scheduler, and its contexts count references to it.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

typedef struct _ApsSchedulerRef ApsSchedulerRef;

/* Made while somebody holds @scheduler. */
ApsSchedulerRef *aps_scheduler_ref_new (GObject *scheduler);
ApsSchedulerRef *aps_scheduler_ref_ref (ApsSchedulerRef *self);
void             aps_scheduler_ref_unref (ApsSchedulerRef *self);

/* The object, not held; NULL once it is gone. It is there while its jobs run. */
GObject *aps_scheduler_ref_peek (ApsSchedulerRef *self);
/* The object, held, or NULL. In its home context alone. */
gpointer aps_scheduler_ref_hold (ApsSchedulerRef *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ApsSchedulerRef, aps_scheduler_ref_unref)

G_END_DECLS
