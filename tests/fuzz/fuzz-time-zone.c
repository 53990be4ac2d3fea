/* Any bytes as a zone's file.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "fuzz.h"

#include "core/aps-zone-data-private.h"

static void
check_at (const ApsZoneData *data, gint64 utc_s)
{
  ApsZonePeriod period;
  ApsLocalTime  local;

  aps_zone_data_get_period (data, utc_s, &period);
  g_assert_cmpint (period.from_s, <=, utc_s);
  g_assert_true (period.until_s > utc_s || period.until_s == G_MAXINT64);
  aps_zone_data_resolve_local (data, utc_s, &local);
  g_assert_cmpuint (local.n_instants, <=, 2);
}

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  static const gint64 times[] = {
    G_MININT64, -62135596800, -1, 0, 1000000000, 1774746000, 4102444800, 253402300799, G_MAXINT64,
  };
  const char *why;
  g_autoptr (ApsZoneData) zone = aps_zone_data_parse (data, size, &why);

  g_assert_true ((zone == NULL) == (why != NULL));
  for (guint i = 0; zone != NULL && i < G_N_ELEMENTS (times); i++)
    check_at (zone, times[i]);
  for (guint i = 0; zone != NULL && i < MIN (zone->n_changes, 20); i++)
    check_at (zone, zone->changes[i]);

  return 0;
}
