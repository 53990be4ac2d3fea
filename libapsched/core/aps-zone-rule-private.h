/* The rule that goes on where a zone's table ends: a POSIX TZ text (RFC 9636 section 3.3.1).
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include "core/aps-civil-private.h"
#include "core/aps-time-zone-private.h"

G_BEGIN_DECLS

typedef struct
{
  char    *std_name;
  char    *dst_name; /* NULL: standard time all the year */
  gint32   std_offset_s;
  gint32   dst_offset_s;
  gboolean always_dst;

  /* For each kind of year, from 1 January 00:00 UTC: when daylight time begins and ends. */
  gint32 start_s[APS_CIVIL_N_YEAR_KINDS];
  gint32 end_s[APS_CIVIL_N_YEAR_KINDS];
} ApsZoneRule;

/* Reads the text of length bytes; FALSE if it is none, rule is then cleared. */
gboolean aps_zone_rule_parse (ApsZoneRule *rule, const char *text, gsize length);
void     aps_zone_rule_clear (ApsZoneRule *rule);

/* Finds the period that holds an instant, as if the rule held for all time. */
void aps_zone_rule_get_period (const ApsZoneRule *rule, gint64 utc_s, ApsZonePeriod *period);

G_END_DECLS
