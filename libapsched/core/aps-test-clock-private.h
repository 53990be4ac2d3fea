/* The parts of the test clock: its waiters, and how it moves.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include <apsched/aps-test-clock.h>

#include "core/aps-clock-private.h"

G_BEGIN_DECLS

struct _ApsTestClock
{
  ApsClock parent_instance;

  GMutex     lock;
  GCond      changed;      /* for advancing threads that iterate no context */
  gint64     now_us;       /* guarded by lock */
  gint64     monotonic_us; /* guarded by lock: not moved by set_time */
  GPtrArray *waiters;      /* guarded by lock: in the order of their making */
  guint      n_holds;      /* guarded by lock */
  GPtrArray *contexts;     /* guarded by lock: iterated by threads that wait for a change */
  GThread   *mover;        /* guarded by lock, nullable: who is advancing */
  guint64    n_changes;    /* guarded by lock: what has happened so far */
};

typedef struct
{
  ApsWaiter     base;
  ApsTestClock *clock; /* the same as base.clock, which goes first */
  GCond         wake;
  gboolean      waiting;             /* guarded by the clock's lock, like all below */
  ApsWakeFlags  flags;               /* that wait has not returned yet */
  gint64        work_due_us;         /* of waiting */
  gint64        housekeeping_due_us; /* of waiting */
} ApsTestWaiter;

/* Where the thread that moves the clock waits for others. */
typedef struct
{
  ApsTestClock *clock;
  GMainContext *context;   /* nullable: only while this thread may iterate it */
  GSource      *patience;  /* of context */
  guint64       n_changes; /* when it was last looked at */
} ApsTestClockMover;

/* Of the ones below, those that take a waiter, and is_quiescent and tell_movers, are called under
 * the lock, the others without. */

ApsWaiter *aps_test_waiter_new (ApsClock *clock, const char *name);

/* Whether it sleeps, with nothing to wake it. */
gboolean aps_test_waiter_is_quiet (const ApsTestWaiter *self);

/* The earlier of both times that it waits for. */
gint64 aps_test_waiter_get_due (const ApsTestWaiter *self);
void   aps_test_waiter_let_go (ApsTestWaiter *self, ApsWakeFlags flags);

gboolean aps_test_clock_is_quiescent (ApsTestClock *self);
void     aps_test_clock_tell_movers (ApsTestClock *self);
void     aps_test_clock_tell_movers_if_quiescent (ApsTestClock *self);

/* Waits until no other thread moves the clock; FALSE, with a critical, if this very thread does. */
gboolean aps_test_clock_mover_begin (ApsTestClockMover *self, ApsTestClock *clock);

/* Waits until everybody waits and the context of this thread has nothing left to do. */
void aps_test_clock_mover_settle (ApsTestClockMover *self);
void aps_test_clock_mover_end (ApsTestClockMover *self);

G_END_DECLS
