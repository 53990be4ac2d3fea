/* Triggers answer without a scheduler: in words, and by their next fire times.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include <apsched/apsched.h>

static void
preview (const char *text, gint64 after_us, guint n_wanted)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (ApsTrigger) trigger = aps_trigger_parse (text, &error);
  g_autofree char   *words = NULL;
  g_autofree gint64 *fires = NULL;
  gsize              n;

  if (trigger == NULL)
    g_error ("%s", error->message);

  words = aps_trigger_describe (trigger);
  g_print ("%s\n", words);

  fires = aps_trigger_preview (trigger, after_us, n_wanted, &n, &error);
  g_assert_no_error (error);
  for (gsize i = 0; i < n; i++)
    {
      g_autofree char *time = aps_time_to_string (fires[i]);

      g_print ("  %s\n", time);
    }
  g_assert_cmpuint (n, ==, n_wanted);
}

/* The short cases have constructors; all else is text. */
static void
construct (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (ApsTrigger) once = aps_date_trigger_new (g_get_real_time () + APS_HOUR);
  g_autoptr (ApsTrigger) often = aps_interval_trigger_new (90 * APS_MINUTE);
  g_autoptr (ApsTrigger) daily = aps_cron_trigger_new ("0 10 * * *", "Europe/Berlin", &error);
  g_autoptr (ApsTrigger) same = aps_trigger_parse ("every:1h 30min", &error);

  g_assert_no_error (error);
  g_assert_nonnull (once);
  g_assert_nonnull (daily);
  g_assert_true (aps_trigger_equal (often, same));
}

int
main (void)
{
  const gint64 visit_added_us = G_GINT64_CONSTANT (1654592400) * APS_SECOND; /* 2022-06-07 09:00 */

  construct ();
  preview ("cron:0 10 * * mon-fri tz=Europe/Berlin", g_get_real_time (), 5);

  /* 10:00 from Monday to Friday but 11:00 at the weekend. */
  preview ("or:[cron:0 10 * * mon-fri] [cron:0 11 * * sat-sun]", g_get_real_time (), 5);

  /* Every two months at 10:00, but not at a weekend. */
  preview ("and:[calendar:months=2 hour=10] [cron:0 10 * * mon-fri] tz=UTC", visit_added_us, 3);
  return 0;
}
