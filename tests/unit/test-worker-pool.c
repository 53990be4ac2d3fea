/* The threads of the thread pool: each item runs once, none waits for one that blocks, all end;
 * none is forgotten where a thread cannot be had.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "aps-worker-pool.h"

#include <dlfcn.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

static GMutex lock;
static GCond  changed;
static guint  n_begun;
static guint  n_done;
static guint  n_allowed; /* how many may end */
static gint   last_tid;  /* of the thread that began one last */

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
  g_atomic_int_set (&last_tid, (gint)syscall (SYS_gettid));
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

/* Takes GLib's place: no thread where a test says so. */
static void (*instead_of_a_thread) (ApsWorkerPool *pool);
static ApsWorkerPool *wanting;

GThread *
g_thread_try_new (const char *name, GThreadFunc func, gpointer data, GError **error)
{
  void (*instead) (ApsWorkerPool * pool) = instead_of_a_thread;
  GThread *(*make) (const char *, GThreadFunc, gpointer, GError **);

  if (instead != NULL)
    {
      instead_of_a_thread = NULL;
      instead (wanting);
      return NULL;
    }

  *(void **)&make = dlsym (RTLD_NEXT, "g_thread_try_new");
  return make (name, func, data, error);
}

static gint n_joined;

/* Likewise, to be counted. */
gpointer
g_thread_join (GThread *thread)
{
  gpointer (*join) (GThread *);

  *(void **)&join = dlsym (RTLD_NEXT, "g_thread_join");
  g_atomic_int_inc (&n_joined);
  return join (thread);
}

/* What a thread of this process does: 'S' is to sleep. */
static char
get_state (int tid)
{
  g_autofree char *path = g_strdup_printf ("/proc/self/task/%d/stat", tid);
  g_autofree char *text = NULL;

  g_assert_true (g_file_get_contents (path, &text, NULL, NULL));
  return strrchr (text, ')')[2];
}

static void
await_sleep (const gint *tid)
{
  while (g_atomic_int_get (tid) == 0 || get_state (g_atomic_int_get (tid)) != 'S')
    g_thread_yield ();
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

static void
test_ended_are_joined (void)
{
  guint          before = count_threads ();
  ApsWorkerPool *pool = aps_worker_pool_new (block, 2);

  reset (G_MAXUINT);
  g_atomic_int_set (&n_joined, 0);
  for (guint i = 0; i < 5; i++)
    {
      aps_worker_pool_start (pool);
      g_assert_true (aps_worker_pool_push (pool, &lock));
      aps_worker_pool_stop (pool);
      while (count_threads () > before)
        g_thread_yield ();
    }
  g_assert_cmpint (g_atomic_int_get (&n_joined), ==, 4);
  aps_worker_pool_free (pool);
  g_assert_cmpint (g_atomic_int_get (&n_joined), ==, 5);
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

static void
do_nothing (ApsWorkerPool *pool)
{
}

static void
test_first_thread_fails (void)
{
  ApsWorkerPool *pool = aps_worker_pool_new (block, 2);

  reset (G_MAXUINT);
  instead_of_a_thread = do_nothing;
  g_assert_false (aps_worker_pool_push (pool, &lock));
  g_assert_true (aps_worker_pool_push (pool, &lock));
  aps_worker_pool_free (pool);
  g_assert_cmpuint (n_done, ==, 1); /* what was not taken is not run */
}

static gint pusher_tid;

static gpointer
push_one (gpointer pool)
{
  g_atomic_int_set (&pusher_tid, (gint)syscall (SYS_gettid));
  g_assert_true (aps_worker_pool_push (pool, &lock));
  wait_for (&n_done, 1);
  return NULL;
}

static GThread *pusher;

static void
let_another_push (ApsWorkerPool *pool)
{
  pusher = g_thread_new ("push", push_one, pool);
  await_sleep (&pusher_tid);
}

/* Nobody relies on a first thread that does not come. */
static void
test_first_thread_fails_while_another_pushes (void)
{
  ApsWorkerPool *pool = aps_worker_pool_new (block, 2);

  reset (G_MAXUINT);
  wanting = pool;
  instead_of_a_thread = let_another_push;
  g_assert_false (aps_worker_pool_push (pool, &lock));
  g_thread_join (pusher);
  aps_worker_pool_free (pool);
}

/* The other thread ends all there is, sleeps, and is not called: one seems to come. */
static void
push_once_all_sleep (ApsWorkerPool *pool)
{
  allow (G_MAXUINT);
  wait_for (&n_done, 2);
  await_sleep (&last_tid);
  g_assert_true (aps_worker_pool_push (pool, &lock));
}

static void
test_thread_fails_while_others_sleep (void)
{
  ApsWorkerPool *pool = aps_worker_pool_new (block, 2);

  reset (0);
  g_assert_true (aps_worker_pool_push (pool, &lock));
  wait_for (&n_begun, 1);
  wanting = pool;
  instead_of_a_thread = push_once_all_sleep;
  g_assert_true (aps_worker_pool_push (pool, &lock));
  wait_for (&n_done, 3);
  aps_worker_pool_free (pool);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/worker-pool/runs-each-once", test_runs_each_once);
  g_test_add_func ("/worker-pool/blocked-hold-nobody", test_blocked_hold_nobody);
  g_test_add_func ("/worker-pool/keeps-to-its-threads", test_keeps_to_its_threads);
  g_test_add_func ("/worker-pool/stop-does-not-block", test_stop_does_not_block);
  g_test_add_func ("/worker-pool/ended-are-joined", test_ended_are_joined);
  g_test_add_func ("/worker-pool/pushed-from-many-threads", test_pushed_from_many_threads);
  g_test_add_func ("/worker-pool/freed-in-its-own-thread", test_freed_in_its_own_thread);
  g_test_add_func ("/worker-pool/first-thread-fails", test_first_thread_fails);
  g_test_add_func ("/worker-pool/first-thread-fails-while-another-pushes",
                   test_first_thread_fails_while_another_pushes);
  g_test_add_func ("/worker-pool/thread-fails-while-others-sleep",
                   test_thread_fails_while_others_sleep);

  return g_test_run ();
}
