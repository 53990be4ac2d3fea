/* The clock that a scheduler goes by.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#if !defined(APSCHED_INSIDE) && !defined(APS_COMPILATION)
#error "Only <apsched/apsched.h> can be included directly."
#endif

#include <glib-object.h>

#include <apsched/aps-types.h>
#include <apsched/aps-version-macros.h>

G_BEGIN_DECLS

#define APS_TYPE_CLOCK (aps_clock_get_type ())

APS_AVAILABLE_IN_1_0
G_DECLARE_DERIVABLE_TYPE (ApsClock, aps_clock, APS, CLOCK, GObject)

struct _ApsClockClass
{
  GObjectClass parent_class;

  /*< private >*/
  gconstpointer methods; /* ApsClockMethods: clocks are the library's own */
  gpointer      padding[7];
};

APS_AVAILABLE_IN_1_0
ApsClock *aps_clock_get_default (void);

APS_AVAILABLE_IN_1_0
gint64 aps_clock_get_now (ApsClock *self);

G_END_DECLS
