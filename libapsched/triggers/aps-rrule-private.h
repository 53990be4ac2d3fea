/* The lines of a recurrence: DTSTART, RRULE, RDATE and EXDATE (RFC 5545 section 3.8.5).
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include "triggers/aps-recurrence-private.h"
#include "triggers/aps-trigger-options-private.h"

G_BEGIN_DECLS

/* Entries of RDATE and EXDATE lines, each; and characters of the whole text. */
#define APS_RRULE_MAX_DATES 10000

/* Immutable, shared by triggers that differ in their options alone. */
typedef struct
{
  gint          ref_count; /* atomic */
  gboolean      has_rule;
  ApsRecurrence rule;
  ApsMoment     start; /* UNSET: start= or the moment of adding */
  ApsMoment     until;
  GArray       *dates;      /* of ApsMoment: RDATE */
  GArray       *exceptions; /* of ApsMoment: EXDATE */
} ApsRrule;

/* Reads the body of parts. A zone that the lines name becomes that of the options. */
ApsRrule *aps_rrule_parse (ApsTriggerParts *parts, ApsTriggerOptions *options, GError **error);

ApsRrule *aps_rrule_ref (ApsRrule *self);
void      aps_rrule_unref (ApsRrule *self);

/* The canonical lines, with blanks between. */
char *aps_rrule_to_string (const ApsRrule *self);

/* Appends the rule in words. */
void aps_rrule_describe (const ApsRrule *self, GString *words);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ApsRrule, aps_rrule_unref)

G_END_DECLS
