/* The options that every kind of trigger takes: tz, start, end, count, except, gap, fold and
 * clock-changes.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include "core/aps-time-zone-private.h"
#include "triggers/aps-clock-changes-private.h"
#include "triggers/aps-exclusions-private.h"
#include "triggers/aps-trigger-parts-private.h"

G_BEGIN_DECLS

typedef enum
{
  APS_MOMENT_UNSET,
  APS_MOMENT_INSTANT, /* given with an offset */
  APS_MOMENT_LOCAL,   /* a time of the wall, in the trigger's zone */
  APS_MOMENT_DATE,    /* a whole day there */
} ApsMomentKind;

/* A moment as it was given: us is the instant, or the time of the wall as if it were UTC. */
typedef struct
{
  ApsMomentKind kind;
  gint64        us;
} ApsMoment;

typedef struct
{
  ApsTimeZone   *zone; /* owned; NULL: none given */
  ApsMoment      start;
  ApsMoment      end;
  gint64         count;  /* 0: no limit */
  ApsExclusions *except; /* owned; NULL: none */
  ApsClockPolicy policy;
} ApsTriggerOptions;

void aps_trigger_options_copy (ApsTriggerOptions *to, const ApsTriggerOptions *from);
void aps_trigger_options_clear (ApsTriggerOptions *self);

/* Takes the options that every kind has out of parts. */
gboolean
aps_trigger_options_parse (ApsTriggerOptions *self, ApsTriggerParts *parts, GError **error);

/* Adds them to parts; inherited is the zone that need not be said, or NULL. */
void aps_trigger_options_print (const ApsTriggerOptions *self,
                                ApsTriggerParts         *parts,
                                ApsTimeZone             *inherited);

/* Reads a moment; on failure the error names the column. */
gboolean aps_moment_parse (ApsMoment             *moment,
                           const ApsTriggerParts *parts,
                           const ApsSpan         *span,
                           GError               **error);

char *aps_moment_to_string (const ApsMoment *moment);

typedef enum
{
  APS_MOMENT_STRICT = 0,
  APS_MOMENT_LENIENT = 1 << 0, /* one that does not exist is later by the length of the gap */
  APS_MOMENT_LAST = 1 << 1,    /* of a day its last microsecond, not its first */
} ApsMomentFlags;

/* The instant, in a zone: of a time that occurs twice the earlier. FALSE: it does not exist. */
gboolean aps_moment_resolve (const ApsMoment *moment,
                             ApsTimeZone     *zone,
                             ApsMomentFlags   flags,
                             gint64          *time_us);

/* The zone of a trigger that names none: the system's, or UTC where that has no name. */
ApsTimeZone *aps_trigger_default_zone (void);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (ApsTriggerOptions, aps_trigger_options_clear)

G_END_DECLS
