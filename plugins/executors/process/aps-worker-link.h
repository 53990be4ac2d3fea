/* The executor's end of its helper program: one helper, and the jobs that it runs.
 *
 * The life of a link: made with its helper running; jobs begin; closed, when it takes no more and
 * ends its helper after the last job, or lost, when the helper ended by itself. Its thread reads
 * what the helper says.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include "aps-command.h"
#include "aps-worker-frame.h"

G_BEGIN_DECLS

typedef struct _ApsWorkerLink ApsWorkerLink;

/* A job has ended. Called once a job, in the link's thread. @frame: what the helper says; NULL
 * where that ended before it said anything, and @lost says how. */
typedef void (*ApsWorkerEndedFunc) (gpointer job, ApsWorkerFrameReader *frame, const char *lost);

typedef struct
{
  gint64 limit_us; /* G_MAXINT64: none */
  gint64 lease_us; /* G_MAXINT64: none */
  gint64 kill_delay_us;
} ApsWorkerTimes;

ApsWorkerLink *
aps_worker_link_new (const char *program, guint n_slots, ApsWorkerEndedFunc ended, GError **error);
ApsWorkerLink *aps_worker_link_ref (ApsWorkerLink *self);
void           aps_worker_link_unref (ApsWorkerLink *self);

/* The number by which the other calls know a job. */
guint64  aps_worker_link_next_id (ApsWorkerLink *self);
gboolean aps_worker_link_begin (ApsWorkerLink        *self,
                                guint64               id,
                                const ApsCommand     *command,
                                const ApsWorkerTimes *times,
                                gpointer              job,
                                GError              **error);
/* These do nothing where the job has ended or not begun. */
void aps_worker_link_set_lease (ApsWorkerLink *self, guint64 id, gint64 lease_us);
void aps_worker_link_cancel (ApsWorkerLink *self, guint64 id);

gboolean aps_worker_link_is_open (ApsWorkerLink *self);
/* Takes no more jobs; the helper ends with the last one. Does not block. */
void aps_worker_link_close (ApsWorkerLink *self);
/* Whether its helper and its thread have ended. */
gboolean aps_worker_link_is_over (ApsWorkerLink *self);
/* Ends the helper and with it what it still runs, and waits for the thread, unless called in it. */
void aps_worker_link_end (ApsWorkerLink *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ApsWorkerLink, aps_worker_link_unref)

G_END_DECLS
