/* Warns of jobs that wait in the store for a main context of this process that nobody iterates.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include "scheduler/aps-engine-private.h"

typedef struct _ApsStalled ApsStalled;

ApsStalled *aps_stalled_new (void);
void        aps_stalled_free (ApsStalled *self);

/* Warns of each task once, for as long as its main context stands still. Answers when to look
 * again, or APS_TIME_NONE. */
gint64 aps_stalled_check (ApsStalled *self, ApsEngine *engine, gint64 now_us);
