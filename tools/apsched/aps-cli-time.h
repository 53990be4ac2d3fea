/* Times and durations as people read them.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include "aps-cli.h"

G_BEGIN_DECLS

/* In the reader's zone: today's lose the date. NULL of APS_TIME_NONE. */
char *aps_cli_time_short (ApsCli *cli, gint64 time_us);

/* With weekday, date and abbreviation: "Sat 2027-03-27 02:30 CET", in any zone. */
char *aps_cli_time_long (const char *zone, gint64 time_us);

/* By RFC 3339 with the zone's offset. */
char *aps_cli_time_local (const char *zone, gint64 time_us);

/* Two units at most: "9h 12min", "2.1s". NULL of a negative number. */
char *aps_cli_span (gint64 span_us);

/* "2min", "in 4 months" and the like are the caller's: this is the number and unit alone. */
char *aps_cli_span_long (gint64 span_us);

/* A moment of an option: "now", "today", "yesterday", "tomorrow", a weekday, a duration before now
 * (or with a + behind it), or as ISO 8601 says. */
gboolean aps_cli_time_parse (ApsCli *cli, const char *text, gint64 *time_us, GError **error);

/* The first moment of a day, which is not always midnight. */
gboolean aps_cli_day_begin (
  const char *zone, gint year, gint month, gint day, gint64 *time_us, GError **error);

G_END_DECLS
