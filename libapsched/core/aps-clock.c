/* The clock that a scheduler goes by.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"

#include "core/aps-clock-private.h"

/**
 * ApsClock:
 *
 * The clock that a scheduler goes by.
 *
 * There are two: the system's, which [func@Aps.Clock.get_default] returns and every scheduler uses
 * unless told otherwise, and [class@Aps.TestClock], which stands still until a test advances it.
 *
 * ## Threads
 *
 * All methods may be called from any thread.
 *
 * Since: 1.0
 */

G_DEFINE_ABSTRACT_TYPE (ApsClock, aps_clock, G_TYPE_OBJECT)

static void
aps_clock_class_init (ApsClockClass *klass)
{
}

static void
aps_clock_init (ApsClock *self)
{
}

static const ApsClockMethods *
get_methods (ApsClock *self)
{
  return APS_CLOCK_GET_CLASS (self)->methods;
}

/**
 * aps_clock_get_default:
 *
 * Gets the system's clock.
 *
 * Returns: (transfer none): the clock
 *
 * Since: 1.0
 */
ApsClock *
aps_clock_get_default (void)
{
  static ApsClock *clock = NULL;

  if (g_once_init_enter (&clock))
    g_once_init_leave (&clock, g_object_new (APS_TYPE_SYSTEM_CLOCK, NULL));

  return clock;
}

/**
 * aps_clock_get_now:
 * @self: a clock
 *
 * Gets the time.
 *
 * Returns: microseconds since 1970-01-01T00:00:00Z
 *
 * Since: 1.0
 */
gint64
aps_clock_get_now (ApsClock *self)
{
  g_return_val_if_fail (APS_IS_CLOCK (self), 0);

  return get_methods (self)->get_now (self);
}

gint64
aps_clock_get_monotonic (ApsClock *self)
{
  return get_methods (self)->get_monotonic (self);
}

void
aps_clock_hold (ApsClock *self)
{
  get_methods (self)->hold (self);
}

void
aps_clock_release (ApsClock *self)
{
  get_methods (self)->release (self);
}
