/* Random numbers: in range, each as likely as the others, different in each thread.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include <apsched/apsched.h>

#include "core/aps-random-private.h"

static void
test_below_stays_below (void)
{
  static const guint64 limits[] = { 1,          2,           3,
                                    1000,       G_MAXUINT32, (G_GUINT64_CONSTANT (1) << 63) + 1,
                                    G_MAXUINT64 };

  for (guint i = 0; i < G_N_ELEMENTS (limits); i++)
    for (guint j = 0; j < 1000; j++)
      g_assert_cmpuint (aps_random_below (limits[i]), <, limits[i]);
}

/* Of 2^64 numbers, those below 2^62 would come twice as often, were they only taken modulo. */
static void
test_below_is_fair (void)
{
  const guint64 limit = G_GUINT64_CONSTANT (3) << 62;
  guint         n_low = 0;

  for (guint i = 0; i < 30000; i++)
    n_low += aps_random_below (limit) < limit / 3;

  /* A third; thirty standard deviations from a half, and from a third as well. */
  g_assert_cmpuint (n_low, >, 10000 - 30 * 82);
  g_assert_cmpuint (n_low, <, 10000 + 30 * 82);
}

static gpointer
draw (gpointer data)
{
  guint64 *numbers = data;

  for (guint i = 0; i < 1000; i++)
    numbers[i] = aps_random_uint64 ();

  return NULL;
}

static void
test_threads_draw_differently (void)
{
  g_autoptr (GHashTable) seen = g_hash_table_new (g_int64_hash, g_int64_equal);
  static guint64 numbers[4][1000];
  GThread       *threads[4];

  for (guint i = 0; i < G_N_ELEMENTS (threads); i++)
    threads[i] = g_thread_new ("draw", draw, numbers[i]);

  for (guint i = 0; i < G_N_ELEMENTS (threads); i++)
    {
      g_thread_join (threads[i]);
      for (guint j = 0; j < 1000; j++)
        g_assert_true (g_hash_table_add (seen, &numbers[i][j]));
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/random/below/stays-below", test_below_stays_below);
  g_test_add_func ("/random/below/is-fair", test_below_is_fair);
  g_test_add_func ("/random/threads-draw-differently", test_threads_draw_differently);

  return g_test_run ();
}
