/* Warns of jobs that wait for a main context that nobody iterates.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include <apsched/apsched.h>

G_BEGIN_DECLS

typedef struct _ApsWaitWatch ApsWaitWatch;

ApsWaitWatch *aps_wait_watch_new (void);
/* The job was handed to its context just now. */
void aps_wait_watch_add (ApsWaitWatch *self, ApsJobContext *context);
/* No more jobs come for now: its thread ends as soon as none waits. Does not block. */
void aps_wait_watch_rest (ApsWaitWatch *self);
/* Ends its thread, and waits for that unless called in it. */
void aps_wait_watch_free (ApsWaitWatch *self);

G_END_DECLS
