/* Tests of printed moments.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include <apsched/apsched.h>

static const struct
{
  gint64      time_us;
  const char *text;
} cases[] = {
  { 0, "1970-01-01T00:00:00Z" },
  { 1769828400000000, "2026-01-31T03:00:00Z" },
  { 1769828400000001, "2026-01-31T03:00:00.000001Z" },
  { 1769828400500000, "2026-01-31T03:00:00.500000Z" },
  { -1, "1969-12-31T23:59:59.999999Z" },
  { APS_TIME_NONE, "none" },
};

static void
test_prints (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *text = aps_time_to_string (cases[i].time_us);

      g_assert_cmpstr (text, ==, cases[i].text);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/time/prints", test_prints);

  return g_test_run ();
}
