/* Recurrence rules of RFC 5545 section 3.3.10, in floating time: seconds on the wall, as if UTC.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include "core/aps-civil-private.h"
#include "triggers/aps-trigger-parts-private.h"

G_BEGIN_DECLS

/* The largest COUNT: its last time is found by walking. */
#define APS_RECURRENCE_MAX_COUNT 1000000

#define APS_RECURRENCE_MAX_INTERVAL 1000000000

/* aps_recurrence_set_next(): no time in reach of the limit of steps, though there may be one. */
#define APS_RECURRENCE_GAVE_UP G_MININT64

typedef enum
{
  APS_FREQUENCY_SECONDLY,
  APS_FREQUENCY_MINUTELY,
  APS_FREQUENCY_HOURLY,
  APS_FREQUENCY_DAILY,
  APS_FREQUENCY_WEEKLY,
  APS_FREQUENCY_MONTHLY,
  APS_FREQUENCY_YEARLY,
} ApsFrequency;

/* Numbers from 1 to 366, counted from the front or from the back. */
typedef struct
{
  guint64 front[6];
  guint64 back[6];
} ApsOrdinals;

/* What a rule says; a set of bits that is empty was not given. */
typedef struct
{
  ApsFrequency frequency;
  gint64       interval;
  gint64       count;      /* 0: none */
  guint        week_start; /* 0 is Monday */
  guint64      seconds;
  guint64      minutes;
  guint32      hours;
  guint16      months;               /* bit 1: January */
  guint8       weekdays;             /* bit 0: Monday */
  guint64      nth_weekdays[7];      /* bit n: the nth such week day of month or year */
  guint64      nth_weekdays_back[7]; /* bit n: the nth one from the end */
  guint32      month_days;
  guint32      month_days_back;
  guint64      weeks;
  guint64      weeks_back;
  ApsOrdinals  year_days;
  ApsOrdinals  positions;
} ApsRecurrence;

gboolean aps_ordinals_is_empty (const ApsOrdinals *self);
void     aps_ordinals_add (ApsOrdinals *self, gint number);

/* A bit for each of the seven nth_weekdays is used in any of them. */
gboolean aps_recurrence_has_nth (const ApsRecurrence *self);

/* Reads the value of an RRULE, a stretch of the text of parts. UNTIL is not understood but handed
 * out as it stands; until->start is NULL where there is none. */
gboolean aps_recurrence_parse (ApsRecurrence         *self,
                               const ApsTriggerParts *parts,
                               const ApsSpan         *span,
                               ApsSpan               *until,
                               GError               **error);

/* Appends the rule in a canonical order, UNTIL left out. */
void aps_recurrence_print (const ApsRecurrence *self, GString *text);

/* A rule's times, given its first. May be used from several threads. */
typedef struct _ApsRecurrenceSet ApsRecurrenceSet;

ApsRecurrenceSet *aps_recurrence_set_new (const ApsRecurrence *rule, gint64 start_s);
void              aps_recurrence_set_free (ApsRecurrenceSet *self);

gint64 aps_recurrence_set_get_start (const ApsRecurrenceSet *self);

/* The first time not before from_s (nor before the start), G_MAXINT64 if there is none, or
 * APS_RECURRENCE_GAVE_UP. */
gint64 aps_recurrence_set_next (ApsRecurrenceSet *self, gint64 from_s);

/* The last time not after until_s, G_MININT64 if there is none. */
gint64 aps_recurrence_set_prev (ApsRecurrenceSet *self, gint64 until_s);

/* How many times there are from from_s on, before until_s. */
gint64 aps_recurrence_set_count (ApsRecurrenceSet *self, gint64 from_s, gint64 until_s);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ApsRecurrenceSet, aps_recurrence_set_free)

G_END_DECLS
