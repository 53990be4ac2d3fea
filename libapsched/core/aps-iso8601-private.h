/* Dates and times as ISO 8601 and RFC 3339 write them.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef struct
{
  gint64   local_us; /* the time as written, as if it were UTC */
  gint32   offset_s; /* of has_offset: what was written behind it, Z is 0 */
  gboolean has_time; /* not only a date */
  gboolean has_offset;
} ApsIsoTime;

/* Reads a date (2026-12-24, 20261224) or a date and time (2026-12-24T18:00[:30[.5]], 20261224T1800)
 * with or without an offset (Z, +01:00, +0100, +01), years 1 to 9999. A failure tells where it is
 * (*at, within text) and what is wrong with it (*problem, without "at column"). */
gboolean aps_iso8601_parse (
  const char *text, gsize length, ApsIsoTime *time, const char **at, char **problem);

/* Appends a time of the wall: seconds and microseconds only where they are not zero. */
void aps_iso8601_append_local (GString *text, gint64 local_us);

/* Appends an instant, with Z. */
void aps_iso8601_append_utc (GString *text, gint64 time_us);

/* Appends the date alone. */
void aps_iso8601_append_date (GString *text, gint64 day);

/* 0001-01-01T00:00:00Z and 9999-12-31T23:59:59.999999Z. */
#define APS_ISO8601_MIN_US G_GINT64_CONSTANT (-62135596800000000)
#define APS_ISO8601_MAX_US G_GINT64_CONSTANT (253402300799999999)

G_END_DECLS
