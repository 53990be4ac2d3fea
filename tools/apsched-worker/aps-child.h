/* A running command: its process group, its pipes and its deadlines.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include <glib.h>
#include <sys/types.h>

#include "aps-capture.h"
#include "aps-worker-frame.h"

G_BEGIN_DECLS

typedef struct _ApsChild ApsChild;

/* What an event of the loop is about. */
typedef enum
{
  APS_WATCH_SOCKET,
  APS_WATCH_SIGNALS,
  APS_WATCH_TIMER,
  APS_WATCH_SCHEDULER,
  APS_WATCH_INPUT,
  APS_WATCH_OUTPUT,
  APS_WATCH_ERROR,
} ApsWatchKind;

typedef struct
{
  ApsWatchKind kind;
  int          fd;       /* -1: closed */
  int          epoll_fd; /* that watches it, or -1 */
  ApsChild    *child;
} ApsWatch;

struct _ApsChild
{
  guint64 job;
  pid_t   pid; /* of its group's leader */
  gint   *roster;

  ApsWatch   input;
  ApsWatch   output;
  ApsWatch   error;
  GBytes    *input_text; /* or NULL */
  gsize      input_sent;
  ApsCapture output_text;
  ApsCapture error_text;

  /* G_MAXINT64: never. Deadlines of the lease are of the clock that goes on in suspend, since the
   * lease does; the others of the one that does not. */
  gint64       kill_delay_us;
  gint64       limit_at;
  gint64       kill_at;
  gint64       lease_tell_at;
  gint64       lease_kill_at;
  ApsWorkerWhy why;
};

ApsChild *aps_child_new (guint64 job, gsize output_limit);
void      aps_child_free (ApsChild *self);

void aps_child_set_lease (ApsChild *self, gint64 now_suspending, guint64 left_us);
/* Tells the group to end, once, and sets when it is killed. */
void aps_child_tell (ApsChild *self, ApsWorkerWhy why, gint64 now);
void aps_child_kill (ApsChild *self);
/* Does what is due. */
void aps_child_enforce (ApsChild *self, gint64 now, gint64 now_suspending);
/* When there will be something to do, by either clock. */
gint64 aps_child_get_next (const ApsChild *self);
gint64 aps_child_get_next_suspending (const ApsChild *self);

/* As read(): 0 at the end, -1 where there is nothing yet. */
gssize aps_child_read (ApsChild *self, ApsWatch *watch);
/* Whether there is more to write later. */
gboolean aps_child_write_input (ApsChild *self);
void     aps_child_close (ApsWatch *watch);
/* After its end: what is still in its pipes. */
void aps_child_drain (ApsChild *self);

G_END_DECLS
