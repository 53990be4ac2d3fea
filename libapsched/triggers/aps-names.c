/* Names of week days and months.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"

#include "triggers/aps-names-private.h"

const char *const aps_names_weekdays_short[7] = {
  "mon", "tue", "wed", "thu", "fri", "sat", "sun",
};

const char *const aps_names_weekdays_long[7] = {
  "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday",
};

const char *const aps_names_months_short[12] = {
  "jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec",
};

const char *const aps_names_months_long[12] = {
  "January", "February", "March",     "April",   "May",      "June",
  "July",    "August",   "September", "October", "November", "December",
};

static int
find (const char *const *names, int n, const char *name, gsize length)
{
  if (length != 3)
    return -1;

  for (int i = 0; i < n; i++)
    if (g_ascii_strncasecmp (names[i], name, 3) == 0)
      return i;

  return -1;
}

int
aps_names_find_weekday (const char *name, gsize length)
{
  return find (aps_names_weekdays_short, 7, name, length);
}

int
aps_names_find_month (const char *name, gsize length)
{
  return find (aps_names_months_short, 12, name, length);
}

static gboolean
has_day (guint weekdays, guint day)
{
  return (weekdays >> (day % 7) & 1) != 0;
}

void
aps_names_append_weekdays (GString *text, guint weekdays)
{
  gboolean first = TRUE;
  guint    start = 0;

  /* A run that goes over Sunday is begun at its beginning: "sat-mon". */
  if (weekdays != 0x7f && has_day (weekdays, 0) && has_day (weekdays, 6) && has_day (weekdays, 5))
    for (start = 6; has_day (weekdays, start - 1); start--)
      ;

  for (guint i = 0; i < 7; i++)
    {
      guint day = start + i;
      guint n = 0;

      while (i + n < 7 && has_day (weekdays, day + n))
        n++;

      if (n == 0)
        continue;

      if (!first)
        g_string_append_c (text, ',');

      first = FALSE;
      g_string_append (text, aps_names_weekdays_short[day % 7]);

      if (n > 1)
        g_string_append_printf (text,
                                "%c%s",
                                n == 2 ? ',' : '-',
                                aps_names_weekdays_short[(day + n - 1) % 7]);

      i += n;
    }
}
