/* The fields of a cursor, for the triggers of the library.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include <apsched/aps-cursor.h>

#include "core/aps-time-zone-private.h"

G_BEGIN_DECLS

/* The place of a new cursor: before all fires. */
#define APS_CURSOR_START G_MININT64

/* A child's fire that is not known yet. */
#define APS_CURSOR_UNKNOWN G_MININT64

/* A stretch of time in which a zone has one offset and no clock change is near enough to matter.
 * It is remembered from one fire to the next. */
typedef struct
{
  const ApsTimeZone *zone; /* NULL: nothing remembered */
  guint              generation;
  guint8             gap; /* ApsGap and ApsFold */
  guint8             fold;
  gint32             offset_s;
  gint64             from_s;
  gint64             until_s;
  gint64             local_until_s; /* the same on the wall */
} ApsQuietTime;

/* A day that was found by steps of months and days from the first one. */
typedef struct
{
  gint64 first_day;
  gint64 months;
  gint64 days;
  gint64 day;
} ApsFoundDay;

struct _ApsCursor
{
  gint   ref_count; /* atomic */
  guint  n_children;
  gint64 anchor_us;
  gint64 last_us; /* all up to here is used up; APS_TIME_NONE: there are no more */
  gint64 n_fires;
  char  *seed;
  char  *text;

  ApsCursor **children;
  gint64 *pending; /* a child's next fire, taken from it and not used up; or APS_CURSOR_UNKNOWN */

  /* Not saved: */
  gconstpointer  advances_by_base; /* the class whose advance is that of ApsTriggerBase, or NULL */
  ApsQuietTime   quiet;
  ApsFoundDay    found;
  gpointer       seeded; /* the rule that a seed gives, of type seeded_for */
  gconstpointer  seeded_for;
  GDestroyNotify seeded_free;
};

/* Makes the cursors of n children, if there are none yet. A cursor that was saved by another
 * trigger, with another number of them, is begun anew. */
void aps_cursor_ensure_children (ApsCursor *self, guint n);

void aps_cursor_set_seeded (ApsCursor     *self,
                            gconstpointer  owner,
                            gpointer       rule,
                            GDestroyNotify free_func);

/* The cursor of a stored schedule; one without is as unreadable as one with another text. */
static inline ApsCursor *
aps_cursor_from_record (const char *json, GError **error)
{
  return aps_cursor_from_json (json != NULL ? json : "", error);
}

G_END_DECLS
