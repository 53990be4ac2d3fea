/* Decimal numbers in settings, multiplied exactly by a unit.
 *
 * NOTES. Not by way of a double: "0.1s" has to be 100000 microseconds, and what has no exact
 * value is refused instead of rounded.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"

#include "core/aps-number-private.h"

/* More digits than any unit needs: a week has fewer than 10^12 microseconds. */
#define MAX_FRACTION_DIGITS 12

static ApsNumberStatus
scan_fraction (const char **text, ApsNumber *number)
{
  const char *digits = *text;
  const char *end = digits;

  while (g_ascii_isdigit (*end))
    end++;

  if (end == digits)
    return APS_NUMBER_MISSING;

  *text = end;

  while (end > digits && end[-1] == '0')
    end--;

  if (end - digits > MAX_FRACTION_DIGITS)
    return APS_NUMBER_TOO_FINE;

  for (; digits < end; digits++)
    {
      number->fraction = number->fraction * 10 + (guint64)(*digits - '0');
      number->scale *= 10;
    }

  return APS_NUMBER_OK;
}

ApsNumberStatus
aps_number_scan (const char **text, ApsNumber *number)
{
  const char *p = *text;

  *number = (ApsNumber){ .scale = 1 };

  if (!g_ascii_isdigit (*p))
    return APS_NUMBER_MISSING;

  for (; g_ascii_isdigit (*p); p++)
    if (!g_uint64_checked_mul (&number->whole, number->whole, 10) ||
        !g_uint64_checked_add (&number->whole, number->whole, (guint64)(*p - '0')))
      return APS_NUMBER_TOO_LARGE;

  *text = p;

  if (*p != '.')
    return APS_NUMBER_OK;

  *text = p + 1;
  return scan_fraction (text, number);
}

static guint64
greatest_common_divisor (guint64 a, guint64 b)
{
  while (b != 0)
    {
      guint64 rest = a % b;

      a = b;
      b = rest;
    }

  return a;
}

ApsNumberStatus
aps_number_add (const ApsNumber *number, gint64 unit, gint64 *sum)
{
  guint64 divisor = greatest_common_divisor ((guint64)unit, number->scale);
  guint64 scale = number->scale / divisor;
  guint64 total;

  if (number->fraction % scale != 0)
    return APS_NUMBER_TOO_FINE;

  if (!g_uint64_checked_mul (&total, number->whole, (guint64)unit) ||
      !g_uint64_checked_add (&total, total, number->fraction / scale * ((guint64)unit / divisor)) ||
      !g_uint64_checked_add (&total, total, (guint64)*sum) || total >= G_MAXINT64)
    return APS_NUMBER_TOO_LARGE;

  *sum = (gint64)total;
  return APS_NUMBER_OK;
}
