/* Ids: their form, their order within one process and thread by thread, and what they cost.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include <apsched/apsched.h>

#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

/* 2026-03-28T00:00:00.123456Z */
#define NOW G_GINT64_CONSTANT (1774656000123456)

static void
test_form (void)
{
  g_autofree char *id = aps_uuid_new (NOW);
  guint64          ms;

  g_assert_true (aps_uuid_is_valid (id));
  g_assert_cmpint (id[14], ==, '7');
  g_assert_nonnull (strchr ("89ab", id[19]));

  memmove (id + 8, id + 9, 4);
  id[12] = '\0';
  g_assert_true (g_ascii_string_to_unsigned (id, 16, 0, G_MAXUINT64, &ms, NULL));
  g_assert_cmpuint (ms, ==, NOW / 1000);
}

static void
test_validity (void)
{
  g_assert_true (aps_uuid_is_valid ("0198c2f4-5a3e-7d12-9c41-6f0e8b7a2d35"));
  g_assert_false (aps_uuid_is_valid (""));
  g_assert_false (aps_uuid_is_valid ("0198c2f4-5a3e-7d12-9c41-6f0e8b7a2d3"));
  g_assert_false (aps_uuid_is_valid ("0198c2f4-5a3e-7d12-9c41-6f0e8b7a2d355"));
  g_assert_false (aps_uuid_is_valid ("0198C2F4-5a3e-7d12-9c41-6f0e8b7a2d35"));
  g_assert_false (aps_uuid_is_valid ("0198c2f405a3e-7d12-9c41-6f0e8b7a2d35"));
}

static void
assert_grows (gint64 step_us)
{
  g_autofree char *last = aps_uuid_new (NOW);

  for (gint64 i = 1; i < 20000; i++)
    {
      char *id = aps_uuid_new (NOW + i * step_us);

      g_assert_cmpstr (last, <, id);
      g_free (last);
      last = id;
    }
}

static void
test_order (void)
{
  assert_grows (0);
  assert_grows (1);
  assert_grows (-1); /* a clock set back a little */
  assert_grows (APS_HOUR);
}

static void
test_follows_a_clock_that_was_wrong (void)
{
  g_autofree char *wrong = aps_uuid_new (NOW + 36500 * APS_DAY);
  g_autofree char *right = aps_uuid_new (NOW);

  g_assert_cmpstr (right, <, wrong);
}

static void
test_extreme_times (void)
{
  static const gint64 times[] = { G_MININT64, -1, 0, G_MAXINT64 };

  for (guint i = 0; i < G_N_ELEMENTS (times); i++)
    {
      g_autofree char *id = aps_uuid_new (times[i]);

      g_assert_true (aps_uuid_is_valid (id));
      g_assert_cmpint (id[14], ==, '7');
    }
}

#define N_THREADS 8
#define N_IDS 5000

static gpointer
make_ids (gpointer data)
{
  GPtrArray *ids = g_ptr_array_new_with_free_func (g_free);

  for (guint i = 0; i < N_IDS; i++)
    g_ptr_array_add (ids, aps_uuid_new (NOW));

  return ids;
}

static void
test_threads (void)
{
  g_autoptr (GHashTable) seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  GThread *threads[N_THREADS];

  for (guint i = 0; i < N_THREADS; i++)
    threads[i] = g_thread_new ("ids", make_ids, NULL);

  for (guint i = 0; i < N_THREADS; i++)
    {
      g_autoptr (GPtrArray) ids = g_thread_join (threads[i]);

      for (guint j = 0; j < ids->len; j++)
        {
          g_assert_true (j == 0 || strcmp (ids->pdata[j - 1], ids->pdata[j]) < 0);
          g_assert_true (g_hash_table_add (seen, g_strdup (ids->pdata[j])));
        }
    }
}

static void
test_fork (void)
{
  g_autofree char *parents = NULL;
  char             childs[37] = "";
  int              fds[2];
  pid_t            pid;

  g_free (aps_uuid_new (NOW)); /* so that both have random numbers in store */
  g_assert_no_errno (pipe (fds));
  pid = fork ();
  if (pid == 0)
    {
      char *id = aps_uuid_new (NOW);

      _exit (write (fds[1], id, 36) == 36 ? 0 : 1);
    }

  parents = aps_uuid_new (NOW);
  g_assert_cmpint (read (fds[0], childs, 36), ==, 36);
  g_assert_cmpint (waitpid (pid, NULL, 0), ==, pid);
  close (fds[0]);
  close (fds[1]);

  g_assert_true (aps_uuid_is_valid (childs));
  g_assert_cmpstr (parents + 19, !=, childs + 19); /* the random part */
}

static void
test_speed (void)
{
  const guint n = 1000000;
  double      seconds;

  if (!g_test_perf ())
    {
      g_test_skip ("only with -m perf");
      return;
    }

  g_test_timer_start ();
  for (guint i = 0; i < n; i++)
    g_free (aps_uuid_new (NOW));
  seconds = g_test_timer_elapsed ();
  g_test_minimized_result (seconds / n * 1e9, "%.0f ns", seconds / n * 1e9);
}

/* Equal texts have equal hashes wherever they stand; ids made in a row spread over a small table.
 */
static void
test_id_hash (void)
{
  guint   used[256] = { 0 };
  guint   n_used = 0;
  char    shifted[40] = "x";
  guint32 hash;

  g_strlcpy (shifted + 1, "0198c2f4-5a3e-7d12-9c41-6f0e8b7a2d35", sizeof shifted - 1);
  hash = aps_id_hash ("0198c2f4-5a3e-7d12-9c41-6f0e8b7a2d35");
  g_assert_cmpuint (aps_id_hash (shifted + 1), ==, hash);
  g_assert_cmpuint (aps_id_hash ("0198c2f4-5a3e-7d12-9c41-6f0e8b7a2d36"), !=, hash);
  g_assert_cmpuint (aps_id_hash (""), ==, aps_id_hash (shifted + 37));

  for (guint i = 0; i < 1000; i++)
    {
      g_autofree char *id = aps_uuid_new (0);

      n_used += used[aps_id_hash (id) % 256]++ == 0;
    }
  g_assert_cmpuint (n_used, >, 230);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/uuid/form", test_form);
  g_test_add_func ("/uuid/is-valid", test_validity);
  g_test_add_func ("/uuid/order/sorts-as-made", test_order);
  g_test_add_func ("/uuid/order/follows-a-clock-that-was-wrong",
                   test_follows_a_clock_that_was_wrong);
  g_test_add_func ("/uuid/order/extreme-times", test_extreme_times);
  g_test_add_func ("/uuid/threads-make-no-id-twice", test_threads);
  g_test_add_func ("/uuid/fork-draws-other-numbers", test_fork);
  g_test_add_func ("/uuid/speed", test_speed);
  g_test_add_func ("/uuid/id-hash", test_id_hash);

  return g_test_run ();
}
