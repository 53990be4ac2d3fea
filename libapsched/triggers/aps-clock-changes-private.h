/* What becomes of local times that a clock change skips or repeats.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* A time that does not exist. */
typedef enum
{
  APS_GAP_UNSET,
  APS_GAP_SKIP,  /* does not fire */
  APS_GAP_NEXT,  /* fires at the first instant after the gap */
  APS_GAP_SHIFT, /* fires later by the length of the gap */
} ApsGap;

/* A time that occurs twice. */
typedef enum
{
  APS_FOLD_UNSET,
  APS_FOLD_BOTH,
  APS_FOLD_FIRST,
  APS_FOLD_LAST,
  APS_FOLD_ONCE_IF_FIXED, /* both, if hour or minute has a wildcard or step; else the first */
} ApsFold;

/* Names for usual pairs of the two. */
typedef enum
{
  APS_CLOCK_CHANGES_UNSET,
  APS_CLOCK_CHANGES_WALL,    /* skip, both */
  APS_CLOCK_CHANGES_VIXIE,   /* next, first; with a wildcard or step in hour or minute as wall */
  APS_CLOCK_CHANGES_OCPS,    /* skip, first */
  APS_CLOCK_CHANGES_RFC5545, /* shift, first */
} ApsClockChanges;

typedef struct
{
  ApsGap          gap;
  ApsFold         fold;
  ApsClockChanges preset;
} ApsClockPolicy;

/* The names in trigger texts; NULL of UNSET. */
const char *aps_gap_to_nick (ApsGap gap);
const char *aps_fold_to_nick (ApsFold fold);
const char *aps_clock_changes_to_nick (ApsClockChanges preset);

/* UNSET: there is no such name. */
ApsGap          aps_gap_from_nick (const char *nick);
ApsFold         aps_fold_from_nick (const char *nick);
ApsClockChanges aps_clock_changes_from_nick (const char *nick);

/* What a policy comes down to: gap is SKIP, NEXT or SHIFT, fold is BOTH, FIRST or LAST, and preset
 * is UNSET. by_default holds what is unset; has_wildcard tells of hour and minute. */
ApsClockPolicy
aps_clock_policy_resolve (ApsClockPolicy policy, ApsClockChanges by_default, gboolean has_wildcard);

G_END_DECLS
