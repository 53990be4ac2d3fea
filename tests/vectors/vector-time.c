/* Times in vector files: ISO 8601 with an offset, to the microsecond.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "vector-time.h"

#include "core/aps-civil-private.h"

/* Takes exactly n digits. */
static gboolean
take_digits (const char **at, guint n, gint64 *value)
{
  *value = 0;
  for (guint i = 0; i < n; i++, (*at)++)
    {
      if (!g_ascii_isdigit (**at))
        return FALSE;
      *value = *value * 10 + (**at - '0');
    }

  return TRUE;
}

static gboolean
take_char (const char **at, char c)
{
  if (**at != c)
    return FALSE;

  (*at)++;
  return TRUE;
}

static gboolean
take_fraction (const char **at, gint64 *microseconds)
{
  gint64 unit = 100000;

  if (!g_ascii_isdigit (**at))
    return FALSE;

  for (; g_ascii_isdigit (**at); (*at)++, unit /= 10)
    {
      if (unit == 0)
        return FALSE;
      *microseconds += (**at - '0') * unit;
    }

  return TRUE;
}

static gboolean
take_offset (const char **at, VectorTime *time)
{
  gint64   hours, minutes, seconds = 0;
  gboolean west = **at == '-';

  if (**at == '\0')
    return TRUE;

  time->has_offset = TRUE;
  if (take_char (at, 'Z'))
    return TRUE;

  if (!west && **at != '+')
    return FALSE;
  (*at)++;
  if (!take_digits (at, 2, &hours) || !take_char (at, ':') || !take_digits (at, 2, &minutes) ||
      (take_char (at, ':') && !take_digits (at, 2, &seconds)))
    return FALSE;

  time->offset_us = ((hours * 60 + minutes) * 60 + seconds) * G_USEC_PER_SEC;
  if (west)
    time->offset_us = -time->offset_us;
  return TRUE;
}

gboolean
vector_time_parse (const char *text, VectorTime *time)
{
  gint64 year, month, day, hour, minute, second;
  gint64 microseconds = 0;

  *time = (VectorTime){ 0 };
  if (!take_digits (&text, 4, &year) || !take_char (&text, '-') ||
      !take_digits (&text, 2, &month) || !take_char (&text, '-') || !take_digits (&text, 2, &day) ||
      !take_char (&text, 'T') || !take_digits (&text, 2, &hour) || !take_char (&text, ':') ||
      !take_digits (&text, 2, &minute) || !take_char (&text, ':') ||
      !take_digits (&text, 2, &second) || year < 1 || month < 1 || month > 12)
    return FALSE;

  if (take_char (&text, '.') && !take_fraction (&text, &microseconds))
    return FALSE;

  time->local_us = (aps_days_from_civil (year, (guint)month, day) * APS_CIVIL_DAY_SECONDS +
                    (hour * 60 + minute) * 60 + second) *
                     G_USEC_PER_SEC +
                   microseconds;
  return take_offset (&text, time) && *text == '\0';
}

static void
split (gint64 local_us, gint64 *year, guint *month, guint *day, gint64 *second_of_day)
{
  gint64 local_s = aps_floor_div (local_us, G_USEC_PER_SEC);

  aps_civil_from_days (aps_floor_div (local_s, APS_CIVIL_DAY_SECONDS), year, month, day);
  *second_of_day = aps_floor_mod (local_s, APS_CIVIL_DAY_SECONDS);
}

char *
vector_time_to_string (gint64 time_us, gint64 offset_us)
{
  GString *text = g_string_new (NULL);
  gint64   year, second;
  guint    month, day;
  gint64   microseconds = aps_floor_mod (time_us, G_USEC_PER_SEC);
  gint64   offset_s = ABS (offset_us) / G_USEC_PER_SEC;

  split (time_us + offset_us, &year, &month, &day, &second);
  g_string_append_printf (text,
                          "%04d-%02u-%02uT%02d:%02d:%02d",
                          (int)year,
                          month,
                          day,
                          (int)(second / 3600),
                          (int)(second / 60 % 60),
                          (int)(second % 60));
  if (microseconds != 0)
    g_string_append_printf (text, ".%06d", (int)microseconds);
  g_string_append_printf (text,
                          "%c%02d:%02d",
                          offset_us < 0 ? '-' : '+',
                          (int)(offset_s / 3600),
                          (int)(offset_s / 60 % 60));
  if (offset_s % 60 != 0)
    g_string_append_printf (text, ":%02d", (int)(offset_s % 60));
  return g_string_free (text, FALSE);
}

char *
vector_time_to_basic (const VectorTime *time)
{
  gint64 year, second;
  guint  month, day;

  split (time->local_us, &year, &month, &day, &second);
  return g_strdup_printf ("%04d%02u%02uT%02d%02d%02d",
                          (int)year,
                          month,
                          day,
                          (int)(second / 3600),
                          (int)(second / 60 % 60),
                          (int)(second % 60));
}
