/* Time zones: offsets at an instant, and the instants of a local time.
 *
 * Zones come from the system's compiled data (TZif, RFC 9636), found by name. They are immutable
 * to their users, may be used from any thread, and are shared by all who look up the same name.
 *
 * When the data on disk changes, a zone takes it over in place: what was remembered of it (a
 * period) holds as long as aps_time_zone_get_generation() gives the same number. Changes are
 * noticed by aps_time_zone_lookup(), at most once a second for each zone, and by
 * aps_time_zone_recheck(), which the schedule processor calls before it computes fires.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef struct _ApsTimeZone ApsTimeZone;

/* A stretch of time with one offset. Neighbours may have the same offset (a change of the
 * abbreviation, or of the daylight flag, alone). */
typedef struct
{
  gint64      from_s;   /* first second of it; G_MININT64: since ever */
  gint64      until_s;  /* first second after it; G_MAXINT64: for ever */
  gint32      offset_s; /* local time less UTC */
  gboolean    is_dst;
  const char *abbreviation; /* lives as long as the zone */
} ApsZonePeriod;

/* What a second of local time stands for. */
typedef struct
{
  guint  n_instants;  /* 0: in a gap; 1; 2: the clock was set back, and it occurs twice */
  gint64 instants[2]; /* in order; seconds of UTC */

  /* Set for a gap only: the instant at which the clock is set forward, and the offsets around it.
   */
  gint64 change_s;
  gint32 offset_before_s;
  gint32 offset_after_s;
} ApsLocalTime;

/* Gets the zone of an IANA name ("Europe/Berlin"), "UTC", or a fixed offset ("+05:30", "-0800",
 * "+02"). Anything else is an error, APS_ERROR_NOT_FOUND or APS_ERROR_INVALID_ARGUMENT. */
ApsTimeZone *aps_time_zone_lookup (const char *name, GError **error);
ApsTimeZone *aps_time_zone_ref (ApsTimeZone *zone);
void         aps_time_zone_unref (ApsTimeZone *zone);

/* "UTC", which needs no file. */
ApsTimeZone *aps_time_zone_lookup_utc (void);

/* The name under which it was looked up; a fixed offset as "+05:30". */
const char *aps_time_zone_get_name (ApsTimeZone *zone);

/* Finds the period that holds an instant. */
void aps_time_zone_get_period (ApsTimeZone *zone, gint64 utc_s, ApsZonePeriod *period);

/* Finds the instants of a second of local time (seconds since 1970-01-01T00:00 on the wall). */
void aps_time_zone_resolve_local (ApsTimeZone *zone, gint64 local_s, ApsLocalTime *local);

/* Looks at the files of all zones in use that were not looked at for so long, 0: of all. For those
 * who keep triggers and so look up no zones. */
void aps_time_zone_recheck (gint64 age_us);

/* Grows whenever a zone in use takes over changed data. */
guint aps_time_zone_get_generation (void);

/* The name of the system's zone (TZ, else the link /etc/localtime, else /etc/timezone), or NULL if
 * it has none that this library can look up. */
char *aps_time_zone_system_name (void);

/* The same beneath another root folder, and with another value of TZ. */
char *aps_time_zone_system_name_at (const char *root, const char *tz);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ApsTimeZone, aps_time_zone_unref)

G_END_DECLS
