/* Prints what the zone reader says of zones, for compare-zones.py: every period from 1900 to 2100,
 * and what local times around each of their ends stand for.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"

#include "core/aps-civil-private.h"
#include "core/aps-time-zone-private.h"

#include <stdlib.h>

static void
print_local (ApsTimeZone *zone, gint64 local_s)
{
  ApsLocalTime local;

  aps_time_zone_resolve_local (zone, local_s, &local);
  g_print ("L %" G_GINT64_FORMAT, local_s);
  for (guint i = 0; i < local.n_instants; i++)
    g_print (" %" G_GINT64_FORMAT, local.instants[i]);
  if (local.n_instants == 0)
    g_print (" gap %" G_GINT64_FORMAT " %d %d",
             local.change_s,
             local.offset_before_s,
             local.offset_after_s);
  g_print ("\n");
}

static void
print_locals_around (ApsTimeZone *zone, const ApsZonePeriod *before, const ApsZonePeriod *after)
{
  gint64 low = after->from_s + MIN (before->offset_s, after->offset_s);
  gint64 high = after->from_s + MAX (before->offset_s, after->offset_s);

  print_local (zone, low - 1);
  print_local (zone, low);
  print_local (zone, (low + high) / 2);
  print_local (zone, high - 1);
  print_local (zone, high);
}

static void
dump (const char *name, gint64 first_s, gint64 last_s)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (ApsTimeZone) zone = aps_time_zone_lookup (name, &error);
  ApsZonePeriod before;
  ApsZonePeriod period;

  if (zone == NULL)
    {
      g_print ("E %s\n", error->message);
      return;
    }

  g_print ("Z %s\n", name);
  aps_time_zone_get_period (zone, first_s, &period);
  for (;;)
    {
      g_print ("P %" G_GINT64_FORMAT " %" G_GINT64_FORMAT " %d %d %s\n",
               period.from_s,
               period.until_s,
               period.offset_s,
               period.is_dst ? 1 : 0,
               period.abbreviation);
      if (period.until_s > last_s)
        break;

      before = period;
      aps_time_zone_get_period (zone, period.until_s, &period);
      print_locals_around (zone, &before, &period);
    }
}

int
main (int argc, char **argv)
{
  gint64 first_s = aps_days_from_year (1900) * APS_CIVIL_DAY_SECONDS;
  gint64 last_s = aps_days_from_year (2101) * APS_CIVIL_DAY_SECONDS - 1;

  for (int i = 1; i < argc; i++)
    dump (argv[i], first_s, last_s);

  return 0;
}
