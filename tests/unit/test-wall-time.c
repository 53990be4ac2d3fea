/* Tests what the clock on the wall shows, and which moment a written time means.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include <apsched/apsched.h>

static void
test_shows (void)
{
  /* clang-format off */
  static const struct
  {
    gint64      time_us;
    const char *zone;
    const char *shows;
    gint        weekday;
    const char *abbreviation;
  } cases[] = {
    { 0, "UTC", "1970-01-01T00:00:00+00:00", 4, "UTC" },
    { -1, "UTC", "1969-12-31T23:59:59.999999+00:00", 3, "UTC" }, /* rounds down before 1970 */
    { 1798286400000000, "Europe/Berlin", "2026-12-26T13:00:00+01:00", 6, "CET" },
    { 1806195600000000, "Europe/Berlin", "2027-03-28T03:00:00+02:00", 7, "CEST" }, /* a change */
    { 1806195599999999, "Europe/Berlin", "2027-03-28T01:59:59.999999+01:00", 7, "CET" },
    { 0, "-03:30", "1969-12-31T20:30:00-03:30", 3, NULL },
  };
  /* clang-format on */

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autofree char *text = NULL;
      ApsWallTime      wall;
      gboolean         ok = aps_wall_time_at (cases[i].time_us, cases[i].zone, &wall, &error);

      g_assert_no_error (error);
      g_assert_true (ok);
      text = aps_wall_time_to_string (&wall);
      g_assert_cmpstr (text, ==, cases[i].shows);
      g_assert_cmpint (wall.weekday, ==, cases[i].weekday);
      if (cases[i].abbreviation != NULL)
        g_assert_cmpstr (wall.abbreviation, ==, cases[i].abbreviation);
    }
}

static void
test_refuses (void)
{
  g_autoptr (GError) no_zone = NULL;
  g_autoptr (GError) too_far = NULL;
  ApsWallTime wall;

  g_assert_false (aps_wall_time_at (0, "Mars/Olympus", &wall, &no_zone));
  g_assert_error (no_zone, APS_ERROR, APS_ERROR_NOT_FOUND);
  g_assert_false (aps_wall_time_at (APS_TIME_NONE, "UTC", &wall, &too_far));
  g_assert_error (too_far, APS_ERROR, APS_ERROR_INVALID_ARGUMENT);
}

static void
test_parses (void)
{
  /* clang-format off */
  static const struct
  {
    const char *text;
    const char *zone;
    const char *utc; /* NULL: refused */
  } cases[] = {
    { "2027-03-28", "Europe/Berlin", "2027-03-27T23:00:00Z" },
    { "2027-03-28T12:00", "Europe/Berlin", "2027-03-28T10:00:00Z" },
    { "2027-03-28T12:00:00.25-05:00", "Europe/Berlin", "2027-03-28T17:00:00.250000Z" },
    { "2027-10-31T02:30", "Europe/Berlin", "2027-10-31T00:30:00Z" }, /* twice: the earlier */
    { "2027-03-28T02:30", "Europe/Berlin", NULL }, /* does not exist */
    { "2027-13-01", "UTC", NULL },
    { "soon", "UTC", NULL },
    { "", "UTC", NULL },
  };
  /* clang-format on */

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GError) error = NULL;
      gint64   time_us;
      gboolean ok = aps_wall_time_parse (cases[i].text, cases[i].zone, &time_us, &error);

      g_assert_cmpint (ok, ==, cases[i].utc != NULL);
      if (ok)
        {
          g_autofree char *text = aps_time_to_string (time_us);

          g_assert_cmpstr (text, ==, cases[i].utc);
        }
      else
        g_assert_error (error, APS_ERROR, APS_ERROR_INVALID_ARGUMENT);
    }
}

static void
test_changes (void)
{
  ApsClockChange change;
  gint64         from_us;

  g_assert_true (aps_wall_time_parse ("2027-01-01", "UTC", &from_us, NULL));
  g_assert_true (aps_wall_time_next_change (from_us, "Europe/Berlin", &change, NULL));
  g_assert_cmpint (change.time_us, ==, 1806195600000000);
  g_assert_cmpint (change.offset_before_s, ==, 3600);
  g_assert_cmpint (change.offset_after_s, ==, 7200);
  g_assert_true (aps_wall_time_next_change (change.time_us, "Europe/Berlin", &change, NULL));
  g_assert_cmpint (change.offset_after_s, ==, 3600);
  g_assert_true (aps_wall_time_next_change (from_us, "UTC", &change, NULL));
  g_assert_cmpint (change.time_us, ==, APS_TIME_NONE);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/wall-time/at/shows-date-offset-and-name", test_shows);
  g_test_add_func ("/wall-time/at/refuses-what-is-not-there", test_refuses);
  g_test_add_func ("/wall-time/parse/finds-the-moment-meant", test_parses);
  g_test_add_func ("/wall-time/next-change/finds-changes-of-the-offset", test_changes);
  return g_test_run ();
}
