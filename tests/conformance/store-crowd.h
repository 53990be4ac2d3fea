/* A crowd of callers at work on one store: each leases, commits, runs and releases what it gets,
 * and notes what it must never see.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include "store-fixture.h"

G_BEGIN_DECLS

#define KIT_CROWD_N_SCHEDULES 6
#define KIT_CROWD_N_FIRES 12
#define KIT_CROWD_N_ADDED 60

/* What a caller saw: when it held which job. */
typedef struct
{
  char  *job;
  char  *task;
  char  *queue;
  gint64 from_us; /* by the monotonic clock, after the lease was answered */
  gint64 to_us;   /* before the release was asked for */
} KitRun;

/* Sets up tasks of limits 1, 3 and none, a queue of limit 4, schedules and jobs. */
void kit_crowd_set_up (Kit *kit);

/* Works as one of the callers until nothing is left to do; adds to @runs. */
void kit_crowd_work (ApsDataStore *store, const char *instance, gint64 now_us, GArray *runs);

/* Whether all was done once, and never more at a time than the limits allow. */
void kit_crowd_check (Kit *kit, GArray *runs);

GArray *kit_crowd_new_runs (void);

G_END_DECLS
