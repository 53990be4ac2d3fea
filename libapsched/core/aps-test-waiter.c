/* The loops that wait by a test clock.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"

#include "core/aps-test-clock-private.h"

#include <apsched/aps-locked.h>

gboolean
aps_test_waiter_is_quiet (const ApsTestWaiter *waiter)
{
  return waiter->waiting && waiter->flags == APS_WAKE_NONE;
}

void
aps_test_waiter_let_go (ApsTestWaiter *waiter, ApsWakeFlags flags)
{
  waiter->flags |= flags;
  waiter->clock->n_changes++;
  g_cond_signal (&waiter->wake);
}

gint64
aps_test_waiter_get_due (const ApsTestWaiter *waiter)
{
  return MIN (waiter->work_due_us, waiter->housekeeping_due_us);
}

static void
test_waiter_free (ApsWaiter *base)
{
  ApsTestWaiter *waiter = (ApsTestWaiter *)base;
  ApsTestClock  *clock = waiter->clock;

  {
    APS_LOCKED (&clock->lock);
    g_ptr_array_remove (clock->waiters, waiter);
    aps_test_clock_tell_movers_if_quiescent (clock);
  }

  g_cond_clear (&waiter->wake);
  g_free (waiter);
}

static void
test_waiter_wake (ApsWaiter *base)
{
  ApsTestWaiter *waiter = (ApsTestWaiter *)base;

  APS_LOCKED (&waiter->clock->lock);
  aps_test_waiter_let_go (waiter, APS_WAKE_WOKEN);
}

static ApsWakeFlags
test_waiter_wait (ApsWaiter *base, gint64 work_due_us, gint64 housekeeping_due_us)
{
  ApsTestWaiter *waiter = (ApsTestWaiter *)base;
  ApsTestClock  *clock = waiter->clock;
  ApsWakeFlags   flags;

  APS_LOCKED (&clock->lock);

  waiter->work_due_us = work_due_us;
  waiter->housekeeping_due_us = housekeeping_due_us;

  if (waiter->flags == APS_WAKE_NONE && aps_test_waiter_get_due (waiter) > clock->now_us)
    {
      waiter->waiting = TRUE;
      aps_test_clock_tell_movers_if_quiescent (clock);

      while (waiter->flags == APS_WAKE_NONE)
        g_cond_wait (&waiter->wake, &clock->lock);

      waiter->waiting = FALSE;
    }

  flags = waiter->flags;
  waiter->flags = APS_WAKE_NONE;
  return aps_test_waiter_get_due (waiter) <= clock->now_us ? flags | APS_WAKE_DUE : flags;
}

ApsWaiter *
aps_test_waiter_new (ApsClock *clock, const char *name)
{
  static const ApsWaiterMethods methods = {
    .free = test_waiter_free,
    .wait = test_waiter_wait,
    .wake = test_waiter_wake,
  };
  ApsTestClock  *self = APS_TEST_CLOCK (clock);
  ApsTestWaiter *waiter = g_new0 (ApsTestWaiter, 1);

  waiter->base.methods = &methods;
  waiter->base.name = g_strdup (name);
  waiter->clock = self;
  g_cond_init (&waiter->wake);

  APS_LOCKED (&self->lock);
  g_ptr_array_add (self->waiters, waiter);
  return &waiter->base;
}
