/* A compiled calendar rule, as the engine sees it.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include "triggers/aps-calendar-days-private.h"

G_BEGIN_DECLS

struct _ApsCalendarRule
{
  gint             ref_count; /* dropped with the table's lock held */
  guint            hash;
  guint64          seconds;
  guint64          minutes;
  guint32          hours; /* without those of which exclusions leave no minute */
  guint32          all_hours;
  ApsCalendarFlags flags;
  gboolean         is_timeless; /* no time of day, or no year, is left */
  gint32           first_time;  /* the first second of the day, unless it is timeless */
  gint             is_dayless;  /* atomic: it was searched, and no kind of year has any day */
  guint16          first_year;
  guint16          last_year;
  ApsCalendarDays *days;
  ApsExclusions   *except;
  guint64         *hour_minutes; /* NULL: all hours have the same minutes */
  guint64         *years;        /* NULL: all of them */
};

G_END_DECLS
