/* What the library alone asks of a clock.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include <apsched/aps-clock.h>

#include "core/aps-waiter-private.h"

G_BEGIN_DECLS

typedef struct
{
  gint64 (*get_now) (ApsClock *self);
  gint64 (*get_monotonic) (ApsClock *self);
  void (*hold) (ApsClock *self);
  void (*release) (ApsClock *self);
  ApsWaiter *(*new_waiter) (ApsClock *self, const char *name);
} ApsClockMethods;

#define APS_TYPE_SYSTEM_CLOCK (aps_system_clock_get_type ())

G_DECLARE_FINAL_TYPE (ApsSystemClock, aps_system_clock, APS, SYSTEM_CLOCK, ApsClock)

/* Never set back, and not moved by setting the clock. */
gint64 aps_clock_get_monotonic (ApsClock *self);

/* Counts work that is under way outside of the loops that wait by this clock: a job handed to an
 * executor, an event being delivered. A test clock does not move before it is released; others do
 * not count. Any thread; a hold may be released in another thread than it was taken in. */
void aps_clock_hold (ApsClock *self);
void aps_clock_release (ApsClock *self);

G_END_DECLS
