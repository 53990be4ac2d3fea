/* Decimal numbers in settings, multiplied exactly by a unit: what durations and sizes share.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* A decimal number as it was written: whole + fraction / scale. */
typedef struct
{
  guint64 whole;
  guint64 fraction;
  guint64 scale;
} ApsNumber;

typedef enum
{
  APS_NUMBER_OK,
  APS_NUMBER_MISSING,   /* no digit there */
  APS_NUMBER_TOO_LARGE, /* does not fit 64 bits */
  APS_NUMBER_TOO_FINE,  /* has a part smaller than one */
} ApsNumberStatus;

/* Reads DIGITS[.DIGITS] at *text and moves *text behind it. */
ApsNumberStatus aps_number_scan (const char **text, ApsNumber *number);

/* Adds number * unit to *sum, which stays at most G_MAXINT64 - 1: the maximum itself means "none".
 */
ApsNumberStatus aps_number_add (const ApsNumber *number, gint64 unit, gint64 *sum);

G_END_DECLS
