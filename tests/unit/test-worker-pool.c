/* The threads of the thread pool: each item runs once, none waits for one that blocks, all end.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "aps-worker-pool.h"

static GMutex lock;
static GCond  changed;
static guint  n_begun;
static guint  n_done;
static guint  n_allowed; /* how many may end */

static void
reset (guint allowed)
{
  n_begun = n_done = 0;
  n_allowed = allowed;
}

static void
allow (guint n)
{
  g_mutex_lock (&lock);
  n_allowed = n;
  g_cond_broadcast (&changed);
  g_mutex_unlock (&lock);
}

static void
wait_for (const guint *counter, guint n)
{
  g_mutex_lock (&lock);
  while (*counter < n)
    g_cond_wait (&changed, &lock);
  g_mutex_unlock (&lock);
}

static void
block (gpointer item)
{
  g_mutex_lock (&lock);
  n_begun++;
  g_cond_broadcast (&changed);
  while (n_done >= n_allowed)
    g_cond_wait (&changed, &lock);
  n_done++;
  g_cond_broadcast (&changed);
  g_mutex_unlock (&lock);
}

static void
count (gpointer item)
{
  g_atomic_int_inc ((gint *)item);
}

static guint
count_threads (void)
{
  guint n = 0;
  g_autoptr (GDir) folder = g_dir_open ("/proc/self/task", 0, NULL);

  while (g_dir_read_name (folder) != NULL)
    n++;
  return n;
}

static void
test_runs_each_once (void)
{
  static gint    counts[20000];
  ApsWorkerPool *pool = aps_worker_pool_new (count, 8);

  for (guint i = 0; i < G_N_ELEMENTS (counts); i++)
    g_assert_true (aps_worker_pool_push (pool, &counts[i]));
  aps_worker_pool_free (pool);

  for (guint i = 0; i < G_N_ELEMENTS (counts); i++)
    g_assert_cmpint (counts[i], ==, 1);
}

static void
test_blocked_hold_nobody (void)
{
  ApsWorkerPool *pool = aps_worker_pool_new (block, 20);

  reset (0);
  for (guint i = 0; i < 20; i++)
    g_assert_true (aps_worker_pool_push (pool, &lock));
  wait_for (&n_begun, 20); /* all at once, though none has ended */
  allow (G_MAXUINT);
  wait_for (&n_done, 20);
  aps_worker_pool_free (pool);
}

static void
test_keeps_to_its_threads (void)
{
  guint          before = count_threads ();
  ApsWorkerPool *pool = aps_worker_pool_new (block, 3);

  reset (0);
  for (guint i = 0; i < 10; i++)
    g_assert_true (aps_worker_pool_push (pool, &lock));
  wait_for (&n_begun, 3);
  g_assert_cmpuint (count_threads (), ==, before + 3);
  allow (5);
  wait_for (&n_begun, 8);
  g_assert_cmpuint (n_begun, ==, 8);
  allow (G_MAXUINT);
  aps_worker_pool_free (pool);
  g_assert_cmpuint (n_done, ==, 10);
}

static void
test_stop_does_not_block (void)
{
  guint          before = count_threads ();
  ApsWorkerPool *pool = aps_worker_pool_new (block, 2);

  reset (0);
  for (guint i = 0; i < 3; i++)
    g_assert_true (aps_worker_pool_push (pool, &lock));
  wait_for (&n_begun, 2);
  aps_worker_pool_stop (pool);
  g_assert_false (aps_worker_pool_push (pool, &lock));
  g_assert_cmpuint (n_done, ==, 0);
  allow (G_MAXUINT);
  wait_for (&n_done, 3); /* what was taken before the stop */

  aps_worker_pool_start (pool);
  g_assert_true (aps_worker_pool_push (pool, &lock));
  wait_for (&n_done, 4);
  aps_worker_pool_free (pool);
  g_assert_cmpuint (count_threads (), ==, before);
}

static gpointer
push_many (gpointer data)
{
  static gint sum;

  for (guint i = 0; i < 5000; i++)
    g_assert_true (aps_worker_pool_push (data, &sum));
  return &sum;
}

static void
test_pushed_from_many_threads (void)
{
  ApsWorkerPool *pool = aps_worker_pool_new (count, 4);
  GThread       *threads[4];
  gint          *sum = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (threads); i++)
    threads[i] = g_thread_new ("push", push_many, pool);
  for (guint i = 0; i < G_N_ELEMENTS (threads); i++)
    sum = g_thread_join (threads[i]);
  aps_worker_pool_free (pool);
  g_assert_cmpint (*sum, ==, 20000);
}

static void
free_pool (gpointer item)
{
  wait_for (&n_allowed, 1); /* the push has returned */
  aps_worker_pool_free (item);
  g_mutex_lock (&lock);
  n_done++;
  g_cond_broadcast (&changed);
  g_mutex_unlock (&lock);
}

static void
test_freed_in_its_own_thread (void)
{
  ApsWorkerPool *pool = aps_worker_pool_new (free_pool, 2);

  reset (0);
  g_assert_true (aps_worker_pool_push (pool, pool));
  allow (1);
  wait_for (&n_done, 1);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/worker-pool/runs-each-once", test_runs_each_once);
  g_test_add_func ("/worker-pool/blocked-hold-nobody", test_blocked_hold_nobody);
  g_test_add_func ("/worker-pool/keeps-to-its-threads", test_keeps_to_its_threads);
  g_test_add_func ("/worker-pool/stop-does-not-block", test_stop_does_not_block);
  g_test_add_func ("/worker-pool/pushed-from-many-threads", test_pushed_from_many_threads);
  g_test_add_func ("/worker-pool/freed-in-its-own-thread", test_freed_in_its_own_thread);

  return g_test_run ();
}
