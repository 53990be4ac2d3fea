/* How a loop of the engine waits: hands each call to the kind of waiter that its clock made.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"

#include "core/aps-waiter-private.h"

#include "core/aps-clock-private.h"

ApsWaiter *
aps_waiter_new (ApsClock *clock, const char *name)
{
  const ApsClockMethods *methods = APS_CLOCK_GET_CLASS (clock)->methods;
  ApsWaiter             *self = methods->new_waiter (clock, name);

  self->clock = g_object_ref (clock);
  return self;
}

void
aps_waiter_free (ApsWaiter *self)
{
  g_autoptr (ApsClock) clock = NULL;
  g_autofree char *name = NULL;

  if (self == NULL)
    return;

  /* Both are in use until the clock has forgotten this waiter. */
  clock = self->clock;
  name = self->name;
  self->methods->free (self);
}

ApsWakeFlags
aps_waiter_wait (ApsWaiter *self, gint64 work_due_us, gint64 housekeeping_due_us)
{
  return self->methods->wait (self, work_due_us, housekeeping_due_us);
}

void
aps_waiter_wake (ApsWaiter *self)
{
  self->methods->wake (self);
}
