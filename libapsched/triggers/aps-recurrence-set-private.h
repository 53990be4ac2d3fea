/* What the two halves of a recurrence rule's times share: the days, and the times of day on them.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include "triggers/aps-recurrence-private.h"

G_BEGIN_DECLS

/* Periods and years that one question steps through at most. */
#define APS_RECURRENCE_MAX_STEPS 4000000

#define APS_RECURRENCE_WORDS_A_YEAR 6

/* A kind of year, and whether the years beside it are leap years: their weeks reach over. */
#define APS_RECURRENCE_N_YEAR_SETS (APS_CIVIL_N_YEAR_KINDS * 4)

typedef struct
{
  guint64 days[APS_RECURRENCE_WORDS_A_YEAR]; /* bit 0: 1 January */
} ApsYearSet;

struct _ApsRecurrenceSet
{
  ApsRecurrence rule; /* with all that the start fills in */
  gint64        start_s;
  gint64        start_day;
  gint64        first_period;  /* the number of the start's period */
  gint64        last_s;        /* included; of COUNT */
  gboolean      count_is_open; /* COUNT goes on behind last_s, beyond what was walked */
  guint         n_times; /* in a day, an hour or a minute: what a period's smaller parts give */
  gboolean      has_positions;
  gboolean      never;
  ApsYearSet   *years[APS_RECURRENCE_N_YEAR_SETS]; /* atomic */
};

/* The first bit at or after from, or -1. */
static inline int
aps_year_bits_next (const guint64 *bits, guint from)
{
  guint   word = from / 64;
  guint64 value;

  if (word >= APS_RECURRENCE_WORDS_A_YEAR)
    return -1;

  value = bits[word] & (G_MAXUINT64 << (from % 64));
  while (value == 0)
    {
      if (++word == APS_RECURRENCE_WORDS_A_YEAR)
        return -1;
      value = bits[word];
    }

  return (int)word * 64 + __builtin_ctzll (value);
}

/* The last day that rules reach. */
static inline gint64
aps_recurrence_last_day (void)
{
  return aps_days_from_year (APS_CIVIL_YEAR_MAX + 1) - 1;
}

/* The number of a day's period, and the period's first day. */
gint64 aps_recurrence_period_of_day (const ApsRecurrenceSet *self, gint64 day, gint64 *first_day);

gint64 aps_recurrence_first_day_of_period (const ApsRecurrenceSet *self, gint64 period);

/* The first number at or after period that INTERVAL lets through. */
gint64 aps_recurrence_align (const ApsRecurrenceSet *self, gint64 period);

/* The first day at or after day that has times, G_MAXINT64, or APS_RECURRENCE_GAVE_UP. */
gint64 aps_recurrence_next_day (ApsRecurrenceSet *self, gint64 day, guint *steps);

G_END_DECLS
