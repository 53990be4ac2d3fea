/* Sets of days, one for each kind of year.
 *
 * NOTES: a year is one of 14 kinds (week day of 1 January, leap or not), so whatever a rule says
 * of days is settled 14 times at most, each in less than a microsecond, and is one bit afterwards:
 * last, nth and nearest days, OR or AND of day fields, excluded week days. Weeks of ISO 8601 also
 * depend on whether the year before was a leap year. Rules that differ in time of day alone share
 * their sets.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include "triggers/aps-calendar-rule-private.h"

G_BEGIN_DECLS

#define APS_DAY_SET_WORDS 6
#define APS_DAY_SETS 28

typedef struct
{
  guint64 bits[APS_DAY_SET_WORDS]; /* bit 0: 1 January */
  guint   n_days;
} ApsDaySet;

typedef struct
{
  gint       ref_count; /* guarded by the lock of the table, but for taking more */
  guint      hash;
  gboolean   has_weeks;
  gint       built;              /* atomic: bits of built sets */
  gint       nonempty;           /* atomic: bits of sets with any day */
  ApsDaySet *sets[APS_DAY_SETS]; /* atomic; built when first asked for */

  const ApsDaySpec *specs; /* all of them must hold */
  guint             n_specs;
} ApsCalendarDays;

/* Equal ones are one object. The caller holds no lock. */
ApsCalendarDays *aps_calendar_days_intern (const ApsDaySpec *specs, guint n_specs);
ApsCalendarDays *aps_calendar_days_ref (ApsCalendarDays *self);
void             aps_calendar_days_unref (ApsCalendarDays *self);

/* Builds the set for a year of which jan_1 is the week day (0: Monday) of 1 January. */
const ApsDaySet *
aps_calendar_days_build (ApsCalendarDays *self, guint jan_1, gboolean leap, gboolean leap_before);

/* No kind of year has any day. */
gboolean aps_calendar_days_is_empty (ApsCalendarDays *self);

static inline guint
aps_calendar_days_index (const ApsCalendarDays *self,
                         guint                  jan_1,
                         gboolean               leap,
                         gboolean               leap_before)
{
  guint kind = jan_1 + (leap ? 7 : 0);

  return self->has_weeks && leap_before ? kind + 14 : kind;
}

static inline const ApsDaySet *
aps_calendar_days_get (ApsCalendarDays *self, guint jan_1, gboolean leap, gboolean leap_before)
{
  guint      index = aps_calendar_days_index (self, jan_1, leap, leap_before);
  ApsDaySet *set = g_atomic_pointer_get (&self->sets[index]);

  if (G_LIKELY (set != NULL))
    return set;

  return aps_calendar_days_build (self, jan_1, leap, leap_before);
}

G_END_DECLS
