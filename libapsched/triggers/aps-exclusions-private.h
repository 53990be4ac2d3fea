/* Days and hours at which a trigger does not fire: dates, ranges of dates, week days, and times of
 * day.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include "triggers/aps-trigger-parts-private.h"

G_BEGIN_DECLS

typedef struct
{
  gint64 first; /* days since 1970-01-01 */
  gint64 last;
} ApsDayRange;

/* Immutable; equal ones have equal texts. */
typedef struct
{
  gint         ref_count;
  guint8       weekdays; /* bit 0: Monday */
  gboolean     has_minutes;
  guint64      minutes[24]; /* bit m of an hour: that minute is excluded */
  guint        n_ranges;
  ApsDayRange *ranges; /* in order, apart from each other */
  char        *text;   /* canonical */
} ApsExclusions;

/* Reads `2026-12-24..2026-12-26,sat-sun,22:00-06:00`. */
ApsExclusions *
aps_exclusions_parse (const ApsTriggerParts *parts, const ApsSpan *span, GError **error);

ApsExclusions *aps_exclusions_ref (ApsExclusions *self);
void           aps_exclusions_unref (ApsExclusions *self);

/* What either of the two excludes. */
ApsExclusions *aps_exclusions_union (const ApsExclusions *a, const ApsExclusions *b);

/* Whether a second of local time is excluded, and if so the stretch around it that is: its first
 * second, and the first second after it. */
gboolean
aps_exclusions_hit (const ApsExclusions *self, gint64 local_s, gint64 *from_s, gint64 *until_s);

/* Whether a range of dates holds the day, and if so which. */
gboolean aps_exclusions_hit_date (const ApsExclusions *self, gint64 day, ApsDayRange *range);

/* Whether nothing is left. */
gboolean aps_exclusions_covers_all (const ApsExclusions *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ApsExclusions, aps_exclusions_unref)

G_END_DECLS
