/* Times in vector files: ISO 8601 with an offset, to the microsecond.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include <glib.h>

typedef struct
{
  gint64   local_us; /* as written, as if it were UTC */
  gint64   offset_us;
  gboolean has_offset;
} VectorTime;

/* 2026-01-31T03:00:00[.123456][+01:00[:30]|Z] */
gboolean vector_time_parse (const char *text, VectorTime *time);

/* The same form, for messages. */
char *vector_time_to_string (gint64 time_us, gint64 offset_us);

/* The wall time alone, as an rrule writes it: 20260131T030000. */
char *vector_time_to_basic (const VectorTime *time);

static inline gint64
vector_time_instant (const VectorTime *time)
{
  return time->local_us - time->offset_us;
}
