/* Tests the arithmetic of dates against GLib's.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"

#include "core/aps-civil-private.h"

static void
test_days_as_glib (void)
{
  g_autoptr (GDate) date = g_date_new_dmy (1, 1, 1);
  gint64 days = aps_days_from_civil (1, 1, 1);

  for (; g_date_get_year (date) < 2500; g_date_add_days (date, 1), days++)
    {
      gint64 year;
      guint  month, day;
      guint  day_of_year;

      aps_civil_from_days (days, &year, &month, &day);
      g_assert_cmpint (year, ==, g_date_get_year (date));
      g_assert_cmpuint (month, ==, g_date_get_month (date));
      g_assert_cmpuint (day, ==, g_date_get_day (date));
      g_assert_cmpint (aps_days_from_civil (year, month, day), ==, days);
      g_assert_cmpint (aps_year_from_days (days, &day_of_year), ==, year);
      g_assert_cmpuint (day_of_year + 1, ==, g_date_get_day_of_year (date));
      g_assert_cmpuint (aps_weekday_from_days (days) + 1, ==, g_date_get_weekday (date));
      g_assert_cmpuint (aps_days_in_month (year, month),
                        ==,
                        g_date_get_days_in_month (month, g_date_get_year (date)));
    }
}

static void
test_iso_weeks_as_glib (void)
{
  G_GNUC_UNUSED g_autoptr (GTimeZone) utc = g_time_zone_new_utc ();

  for (gint64 days = aps_days_from_year (1990); days < aps_days_from_year (2030); days++)
    {
      g_autoptr (GDateTime) time = g_date_time_new_from_unix_utc (days * APS_CIVIL_DAY_SECONDS);
      gint64 year;
      guint  week;

      aps_iso_week_from_days (days, &year, &week);
      g_assert_cmpint (year, ==, g_date_time_get_week_numbering_year (time));
      g_assert_cmpuint (week, ==, g_date_time_get_week_of_year (time));
      g_assert_cmpuint (week, <=, aps_iso_weeks_in_year (year));
      g_assert_cmpint (aps_days_from_iso_week (year, week),
                       ==,
                       days - (gint64)aps_weekday_from_days (days));
    }

  g_assert_cmpuint (aps_iso_weeks_in_year (2026), ==, 53);
  g_assert_cmpuint (aps_iso_weeks_in_year (2020), ==, 53);
  g_assert_cmpuint (aps_iso_weeks_in_year (2027), ==, 52);
}

static void
test_year_kinds (void)
{
  for (gint64 year = -800; year < 10000; year++)
    {
      guint kind = aps_year_kind (year);

      g_assert_cmpuint (kind % 7, ==, aps_weekday_from_days (aps_days_from_civil (year, 1, 1)));
      g_assert_cmpint (kind >= 7, ==, aps_is_leap_year (year));
      g_assert_cmpint (aps_days_from_year (year + 1) - aps_days_from_year (year),
                       ==,
                       aps_days_in_year (year));
    }
}

static void
test_far_years (void)
{
  static const gint64 years[] = { -1000000, -401, -400, -1, 0, 1, 9999, 10000, 300000000000 };

  for (guint i = 0; i < G_N_ELEMENTS (years); i++)
    {
      gint64 year;
      guint  month, day;

      aps_civil_from_days (aps_days_from_civil (years[i], 12, 31), &year, &month, &day);
      g_assert_cmpint (year, ==, years[i]);
      g_assert_cmpuint (month, ==, 12);
      g_assert_cmpuint (day, ==, 31);
    }

  g_assert_cmpint (aps_days_from_civil (1970, 1, 1), ==, 0);
  g_assert_cmpint (aps_floor_div (-1, 86400), ==, -1);
  g_assert_cmpint (aps_floor_mod (-1, 86400), ==, 86399);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/civil/days-as-glib", test_days_as_glib);
  g_test_add_func ("/civil/iso-weeks-as-glib", test_iso_weeks_as_glib);
  g_test_add_func ("/civil/year-kinds", test_year_kinds);
  g_test_add_func ("/civil/far-years", test_far_years);

  return g_test_run ();
}
