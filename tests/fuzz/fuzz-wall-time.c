/* Any text as a time that a person writes, as the name of a zone, and as the rule at the end of a
 * zone's file.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "fuzz.h"

#include <apsched/apsched.h>

#include "core/aps-time-zone-private.h"
#include "core/aps-zone-rule-private.h"

static void
check_time (const char *text)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *printed = NULL;
  ApsWallTime      wall;
  gint64           time_us, again_us;

  if (!aps_wall_time_parse (text, "Europe/Berlin", &time_us, &error))
    {
      g_assert_true (g_utf8_validate (error->message, -1, NULL));
      return;
    }

  if (!aps_wall_time_at (time_us, "Europe/Berlin", &wall, NULL))
    return;

  /* RFC 3339 has no seconds of an offset, which local mean time has. */
  if (wall.offset_s % 60 != 0)
    return;

  printed = aps_wall_time_to_string (&wall);
  g_assert_true (aps_wall_time_parse (printed, "Europe/Berlin", &again_us, NULL));
  g_assert_cmpint (again_us, ==, time_us);
}

static void
check_rule (const char *text)
{
  static const gint64 times[] = { -62135596800, 0, 1774746000, 4102444800, 253402300799 };
  ApsZoneRule         rule;

  if (!aps_zone_rule_parse (&rule, text, strlen (text)))
    return;

  for (guint i = 0; i < G_N_ELEMENTS (times); i++)
    {
      ApsZonePeriod period;

      aps_zone_rule_get_period (&rule, times[i], &period);
      g_assert_cmpint (period.from_s, <=, times[i]);
      g_assert_cmpint (period.until_s, >, times[i]);
    }

  aps_zone_rule_clear (&rule);
}

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  g_autofree char *text = fuzz_dup_text (data, size);
  g_autoptr (ApsTimeZone) zone = NULL;
  g_autoptr (GError) error = NULL;

  zone = aps_time_zone_lookup (text, &error);
  g_assert_true ((zone == NULL) == (error != NULL));
  if (g_utf8_validate (text, -1, NULL))
    check_time (text);
  check_rule (text);
  return 0;
}
