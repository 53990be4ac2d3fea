/* Repeating intervals of ISO 8601: R5/2026-01-31T09:00Z/P1M.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include "triggers/aps-trigger-options-private.h"

G_BEGIN_DECLS

/* The i-th fire is the anchor and i times all parts of the duration, so that months which lack the
 * anchor's day do not shift those after them. */
typedef struct
{
  gint64    repetitions; /* after the first fire; G_MAXINT64: without end */
  ApsMoment anchor;      /* UNSET: start= or the moment of adding */
  gboolean  ends;        /* the anchor is the last fire, not the first */
  gint64    months;
  gint64    days;
  gint64    time_us; /* elapsed time */
} ApsRepeatingInterval;

gboolean aps_repeating_interval_parse (ApsRepeatingInterval  *self,
                                       const ApsTriggerParts *parts,
                                       GError               **error);

char *aps_repeating_interval_to_string (const ApsRepeatingInterval *self);

/* Appends the interval in words. */
void aps_repeating_interval_describe (const ApsRepeatingInterval *self, GString *words);

/* Counts in days or months, and so by the calendar of a zone. */
static inline gboolean
aps_repeating_interval_is_local (const ApsRepeatingInterval *self)
{
  return self->months != 0 || self->days != 0;
}

/* The numbers of the first and last fire. */
static inline gint64
aps_repeating_interval_first (const ApsRepeatingInterval *self)
{
  return self->ends ? -self->repetitions : 0;
}

static inline gint64
aps_repeating_interval_last (const ApsRepeatingInterval *self)
{
  return self->ends ? 0 : self->repetitions;
}

/* Months and days alone, of the i-th fire, from an anchor on the wall. */
gint64
aps_repeating_interval_get_local (const ApsRepeatingInterval *self, gint64 anchor_s, gint64 i);

/* The number of the first fire whose months, days and time are not before from_s, if all were
 * counted on the wall; within the first and the last, else G_MAXINT64. */
gint64
aps_repeating_interval_find (const ApsRepeatingInterval *self, gint64 anchor_s, gint64 from_s);

/* The number of the last fire up to the year 9999; one less than the first's if there is none. */
gint64 aps_repeating_interval_find_last (const ApsRepeatingInterval *self, gint64 anchor_s);

G_END_DECLS
