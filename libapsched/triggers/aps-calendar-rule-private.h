/* The calendar engine: a rule for seconds of local time, compiled to masks for the time of day and
 * a set of days for each kind of year.
 *
 * A parser fills an ApsCalendarSpec; aps_calendar_rule_intern() compiles it. Equal rules are one
 * object, so their sets of days are built once. Rules know nothing of zones: their seconds are
 * those of the clock on the wall, counted as if it were UTC; aps-wall-clock-private.h turns them
 * into instants.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include "triggers/aps-exclusions-private.h"

G_BEGIN_DECLS

#define APS_CALENDAR_YEAR_MIN 1970
#define APS_CALENDAR_YEAR_MAX 9999
#define APS_CALENDAR_YEAR_WORDS 126 /* of 64 bits: one a year */

#define APS_CALENDAR_ALL_SECONDS G_GUINT64_CONSTANT (0x0fffffffffffffff)
#define APS_CALENDAR_ALL_MINUTES APS_CALENDAR_ALL_SECONDS
#define APS_CALENDAR_ALL_HOURS 0x00ffffffu
#define APS_CALENDAR_ALL_DAYS 0xfffffffeu
#define APS_CALENDAR_ALL_MONTHS 0x1ffeu
#define APS_CALENDAR_ALL_WEEKDAYS 0x7fu

/* Days of a month, ORed: what one day field of an expression says. A field that says nothing has
 * days = APS_CALENDAR_ALL_DAYS. */
typedef struct
{
  guint32 days;     /* bits 1 to 31 */
  guint32 from_end; /* bit n: n days before the last day (L is bit 0, L-3 bit 3) */
  guint32 workdays; /* bits 1 to 31: the Monday to Friday nearest to it in the month (15W) */
  guint32 workdays_from_end; /* bit n: the same for n days before the last day (LW is bit 0) */
  guint8  weekdays;          /* bit 0: each Monday */
  guint8  nth[5];            /* [n]: the (n + 1)th of these week days in the month */
  guint8  nth_last[5];       /* [n]: the (n + 1)th of them from the end */
  guint8  zero;              /* always 0: equal rules have equal bytes */
} ApsDayTerms;

typedef struct
{
  ApsDayTerms of_month;
  ApsDayTerms of_week;
  guint64     weeks;  /* bits 1 to 53: ISO weeks; 0: any */
  guint32     months; /* bits 1 to 12 */
  gboolean    either; /* of_month OR of_week; else both */
} ApsDaySpec;

/* How hour and minute were written: with a wildcard or step, or fixed. */
typedef enum
{
  APS_CALENDAR_FIXED = 0,
  APS_CALENDAR_WILD_HOUR = 1 << 0,
  APS_CALENDAR_WILD_MINUTE = 1 << 1,
} ApsCalendarFlags;

typedef struct
{
  guint64              seconds; /* bits 0 to 59 */
  guint64              minutes;
  guint32              hours; /* bits 0 to 23 */
  ApsCalendarFlags     flags;
  ApsDaySpec           days;
  const ApsExclusions *except; /* borrowed; NULL: none */
  gboolean             has_years;
  guint64              years[APS_CALENDAR_YEAR_WORDS]; /* of has_years: bit 0 is 1970 */
} ApsCalendarSpec;

typedef struct _ApsCalendarRule ApsCalendarRule;

/* Sets a spec to each second of all days. */
void aps_calendar_spec_init (ApsCalendarSpec *spec);

/* Adds years, of which those outside of 1970 to 9999 are left out. The first call begins the list
 * of years. */
void aps_calendar_spec_add_years (ApsCalendarSpec *spec, guint first, guint last, guint step);

/* Compiles a spec, or finds the same rule compiled before. */
ApsCalendarRule *aps_calendar_rule_intern (const ApsCalendarSpec *spec);

ApsCalendarRule *aps_calendar_rule_ref (ApsCalendarRule *self);
void             aps_calendar_rule_unref (ApsCalendarRule *self);

/* The seconds that both have. */
ApsCalendarRule *aps_calendar_rule_intersect (ApsCalendarRule *a, ApsCalendarRule *b);

/* The same rule with other exclusions instead of its own. */
ApsCalendarRule *aps_calendar_rule_with_except (ApsCalendarRule *self, const ApsExclusions *except);

/* What it was compiled from, without the exclusions; of an intersection the first of its day specs.
 */
void aps_calendar_rule_get_spec (const ApsCalendarRule *self, ApsCalendarSpec *spec);

/* Has a wildcard or step in hour or minute. */
gboolean aps_calendar_rule_is_wild (const ApsCalendarRule *self);

/* There is no such second, in any year. */
gboolean aps_calendar_rule_is_never (ApsCalendarRule *self);

/* The first second at or after from_s; G_MAXINT64: none. */
gint64 aps_calendar_rule_next (ApsCalendarRule *self, gint64 from_s);

/* The last second at or before until_s; G_MININT64: none. */
gint64 aps_calendar_rule_prev (ApsCalendarRule *self, gint64 until_s);

/* How many there are from from_s on, before until_s. */
gint64 aps_calendar_rule_count (ApsCalendarRule *self, gint64 from_s, gint64 until_s);

/* Writes them out in order, at most max, from from_s on, before until_s; answers how many. */
guint aps_calendar_rule_fill (ApsCalendarRule *self,
                              gint64           from_s,
                              gint64           until_s,
                              gint64          *seconds,
                              guint            max);

gboolean aps_calendar_rule_matches (ApsCalendarRule *self, gint64 local_s);

/* Whether the day (since 1970-01-01) has fires, whatever the time. */
gboolean aps_calendar_rule_has_day (ApsCalendarRule *self, gint64 day);

/* The first day at or after day that has fires; G_MAXINT64: none. */
gint64 aps_calendar_rule_next_day (ApsCalendarRule *self, gint64 day);

/* Whether a second of the day (0 to 86399) is one of its times. */
gboolean aps_calendar_rule_has_time (ApsCalendarRule *self, guint second);

/* How many rules are interned at present. */
guint aps_calendar_rule_n_interned (void);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ApsCalendarRule, aps_calendar_rule_unref)

G_END_DECLS
