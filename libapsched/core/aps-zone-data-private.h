/* What a zone's file says: a table of changes, and the rule that goes on after it.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include "core/aps-zone-rule-private.h"

G_BEGIN_DECLS

typedef struct
{
  gint32      offset_s;
  gboolean    is_dst;
  const char *abbreviation;
} ApsZoneType;

/* Immutable once made. */
typedef struct _ApsZoneData ApsZoneData;

struct _ApsZoneData
{
  guint        n_changes;
  gint64      *changes;      /* ascending instants */
  guint8      *change_types; /* the type from each change on */
  guint        n_types;
  ApsZoneType *types; /* the first one holds before the first change */
  char        *abbreviations;
  gboolean     has_rule;
  ApsZoneRule  rule; /* from the last change on */

  /* The most and least that local time differs from UTC. */
  gint32 max_offset_s;
  gint32 min_offset_s;

  ApsZoneData *older; /* what this replaced, kept since periods point into it */
};

/* Reads a TZif file's bytes, of any version; on failure *why says what is wrong with them. */
ApsZoneData *aps_zone_data_parse (const guint8 *bytes, gsize size, const char **why);
ApsZoneData *aps_zone_data_new_fixed (gint32 offset_s, const char *abbreviation);
void         aps_zone_data_free (ApsZoneData *data);

void aps_zone_data_get_period (const ApsZoneData *data, gint64 utc_s, ApsZonePeriod *period);
void aps_zone_data_resolve_local (const ApsZoneData *data, gint64 local_s, ApsLocalTime *local);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ApsZoneData, aps_zone_data_free)

G_END_DECLS
