/* The helper's state, and what its parts do for each other.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include <sys/resource.h>

#include "aps-child.h"
#include "aps-worker-frame.h"

G_BEGIN_DECLS

typedef struct
{
  int      epoll_fd;
  int      null_fd;
  ApsWatch socket;
  ApsWatch signals;
  ApsWatch timer;     /* deadlines of leases */
  ApsWatch scheduler; /* pidfd of its process, where the kernel has them */

  gint         *roster; /* process groups, for the executor should this program be killed */
  guint         n_slots;
  struct rlimit files; /* of open files, as commands get it */
  gboolean      files_raised;

  GHashTable *by_job;   /* running children, freed by hand */
  GHashTable *by_pid;   /* the same children */
  GPtrArray  *finished; /* freed when no event can be about them any more */

  GByteArray *in;
  GByteArray *out;
  gsize       out_sent;
  gboolean    out_watched;

  gint64   next; /* not after the earliest deadline of a child, by each clock */
  gint64   next_suspending;
  gint64   timer_at;
  gboolean gone; /* the scheduler; or what it says makes no sense */
} ApsWorker;

/* The same clock as the executor's g_get_monotonic_time(), and the one that goes on in suspend. */
gint64 aps_worker_now (void);
gint64 aps_worker_now_suspending (void);
/* A child's deadlines have changed. */
void     aps_worker_note_deadlines (ApsWorker *self, const ApsChild *child);
gboolean aps_worker_watch (ApsWorker *self, ApsWatch *watch, guint32 events);
/* Ends the loop: what came from the executor cannot be served. */
void aps_worker_give_up (ApsWorker *self, const char *why);
void aps_worker_add_end (ApsWorker *self, ApsChild *child, ApsWorkerHow how, int code);

/* aps-worker-jobs.c: what the executor asks for. */
void aps_worker_take_frame (ApsWorker *self, ApsWorkerFrameReader *frame);

G_END_DECLS
