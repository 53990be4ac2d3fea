/* How a loop of the engine waits: for its next time by the clock, or until it is woken.
 *
 *   for (;;)
 *     {
 *       ApsWakeFlags flags = aps_waiter_wait (waiter, next_due_us, next_clean_up_us);
 *       …
 *     }
 *
 * A waiter belongs to one thread, which alone waits; any thread may wake it, and a wake that comes
 * while the thread is busy ends its next wait at once. Between two waits the thread counts as busy,
 * from aps_waiter_new() on, so a test clock stands still until it waits again.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include <apsched/aps-types.h>

G_BEGIN_DECLS

typedef struct _ApsWaiter ApsWaiter;

typedef enum
{
  APS_WAKE_NONE = 0,
  APS_WAKE_WOKEN = 1 << 0,         /* by aps_waiter_wake() */
  APS_WAKE_DUE = 1 << 1,           /* a time has come */
  APS_WAKE_CLOCK_CHANGED = 1 << 2, /* the clock was set, or the machine slept */
} ApsWakeFlags;

typedef struct
{
  void (*free) (ApsWaiter *self);
  ApsWakeFlags (*wait) (ApsWaiter *self, gint64 work_due_us, gint64 housekeeping_due_us);
  void (*wake) (ApsWaiter *self);
} ApsWaiterMethods;

/* The beginning of each kind of waiter. */
struct _ApsWaiter
{
  const ApsWaiterMethods *methods;
  ApsClock               *clock; /* owned */
  char                   *name;
};

/* @name is shown when a test clock cannot move on. */
ApsWaiter *aps_waiter_new (ApsClock *clock, const char *name);
void       aps_waiter_free (ApsWaiter *self);

/* Blocks until woken, until the earlier of both times, or until the clock was set. Never returns
 * before that; returns at once if it is so already. Housekeeping (leases to renew, a poll) is what
 * needs no step of a test clock of its own. APS_TIME_NONE is never. */
ApsWakeFlags aps_waiter_wait (ApsWaiter *self, gint64 work_due_us, gint64 housekeeping_due_us);

void aps_waiter_wake (ApsWaiter *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ApsWaiter, aps_waiter_free)

G_END_DECLS
