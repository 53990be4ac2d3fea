/* What the machine can do: bare programs to put beside the rows of apsched bench. Each prints a
 * line of JSON.
 *
 *   bare pool N                 pushes N no-ops to a GThreadPool, one by one, until all have run
 *   bare pool-1 N               the same, with one thread
 *   bare wait SECONDS N         waits for N moments a second, and says how late it was
 *   bare drain-BATCH N PATH     adds and drains N jobs in the tables of the SQLite store, in
 * batches bare insert N PATH          adds N jobs there, a commit each bare cycle N PATH adds,
 * leases and removes N jobs there, one after the other
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "bare-program.h"

#include <apsched/apsched.h>

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

static GMutex lock;
static GCond  ended;
static guint  n_left; /* guarded by lock */

static double
seconds_since (gint64 begun_us)
{
  return (double)(g_get_monotonic_time () - begun_us) / 1e6;
}

static void
print_rate (guint n, gint64 begun_us)
{
  double seconds = seconds_since (begun_us);

  g_print ("{\"value\": %f, \"unit\": \"jobs/s\", \"more\": {\"n\": %u}}\n", n / seconds, n);
}

static void
count (gpointer data, gpointer user_data)
{
  APS_LOCKED (&lock);

  if (--n_left == 0)
    g_cond_signal (&ended);
}

static void
run_pool (guint n, guint n_threads)
{
  GThreadPool *pool = g_thread_pool_new (count, NULL, (gint)n_threads, TRUE, NULL);
  gint64       begun_us = g_get_monotonic_time ();

  n_left = n;
  for (guint i = 0; i < n; i++)
    g_thread_pool_push (pool, GUINT_TO_POINTER (1), NULL);

  g_mutex_lock (&lock);
  while (n_left > 0)
    g_cond_wait (&ended, &lock);
  g_mutex_unlock (&lock);

  print_rate (n, begun_us);
  g_thread_pool_free (pool, FALSE, TRUE);
}

static int
compare (gconstpointer a, gconstpointer b)
{
  double one = *(const double *)a;
  double two = *(const double *)b;

  return (one > two) - (one < two);
}

static gint64
now_ns (void)
{
  struct timespec time;

  clock_gettime (CLOCK_MONOTONIC, &time);
  return time.tv_sec * G_GINT64_CONSTANT (1000000000) + time.tv_nsec;
}

static void
run_wait (guint seconds, guint n_a_second)
{
  guint              n = seconds * n_a_second;
  g_autofree double *late_us = g_new (double, n);
  gint64             begun_ns = now_ns () + 100000000;

  for (guint i = 0; i < n; i++)
    {
      gint64          due_ns = begun_ns + G_GINT64_CONSTANT (1000000000) * i / n_a_second;
      struct timespec due = { due_ns / 1000000000, due_ns % 1000000000 };

      while (clock_nanosleep (CLOCK_MONOTONIC, TIMER_ABSTIME, &due, NULL) == EINTR)
        continue;
      late_us[i] = (double)(now_ns () - due_ns) / 1e3;
    }

  qsort (late_us, n, sizeof *late_us, compare);
  g_print ("{\"value\": %f, \"unit\": \"us\", "
           "\"more\": {\"p50_us\": %f, \"p99_us\": %f, \"n\": %u}}\n",
           late_us[n / 2],
           late_us[n / 2],
           late_us[(gsize)n * 99 / 100],
           n);
}

/* Lets the store make its tables, and a task. */
static void
make_tables (const char *path)
{
  g_autofree char *settings = g_strdup_printf ("path=\"%s\"", path);
  g_autoptr (ApsRecordList) tasks = aps_record_list_new (APS_RECORD_TYPE_TASK);
  g_autoptr (ApsStoreAnswer) answer = aps_store_answer_new (1);
  g_autoptr (GError) error = NULL;
  g_autoptr (ApsDataStore) store = aps_registry_new_data_store ("sqlite", settings, &error);
  ApsTaskRecord *task = aps_record_list_add (tasks);

  task->id = "free";
  task->callable = "command:/bin/true";
  task->slots = APS_UNLIMITED;
  if (store == NULL || !aps_data_store_start (store, 0, NULL, &error) ||
      !aps_data_store_put_tasks (store, tasks, 0, answer, &error))
    {
      g_printerr ("bare: %s\n", error->message);
      exit (1);
    }
  aps_data_store_stop (store);
}

static void
run_drain (Bare *bare, guint n, guint batch)
{
  n = MAX (n / batch, 1) * batch;
  g_print ("{\"value\": %f, \"unit\": \"jobs/s\", \"more\": {\"n\": %u}}\n",
           bare_run (bare, n, batch),
           n);
}

static void
run_insert (Bare *bare, guint n)
{
  gint64 begun_us = g_get_monotonic_time ();

  for (guint i = 0; i < n; i++)
    bare_insert (bare, 1);
  print_rate (n, begun_us);
}

static void
run_cycle (Bare *bare, guint n)
{
  g_autofree double *us = g_new (double, n);

  for (guint i = 0; i < n; i++)
    {
      gint64 begun_us = g_get_monotonic_time ();

      bare_cycle (bare);
      us[i] = seconds_since (begun_us) * 1e6;
    }

  qsort (us, n, sizeof *us, compare);
  g_print ("{\"value\": %f, \"unit\": \"us\", \"more\": {\"p50_us\": %f, \"n\": %u}}\n",
           us[n / 2],
           us[n / 2],
           n);
}

static gboolean
run_on_file (const char *row, guint n, const char *path)
{
  Bare     bare;
  gboolean known = TRUE;

  make_tables (path);
  bare_open (&bare, path);
  if (g_str_has_prefix (row, "drain-") && atoi (row + strlen ("drain-")) > 0)
    run_drain (&bare, n, (guint)atoi (row + strlen ("drain-")));
  else if (g_str_equal (row, "insert"))
    run_insert (&bare, n);
  else if (g_str_equal (row, "cycle"))
    run_cycle (&bare, n);
  else
    known = FALSE;
  bare_close (&bare);
  return known;
}

static gboolean
run (const char *row, guint n, const char *last)
{
  if (g_str_equal (row, "pool"))
    run_pool (n, g_get_num_processors ());
  else if (g_str_equal (row, "pool-1"))
    run_pool (n, 1);
  else if (g_str_equal (row, "wait") && last != NULL && atoi (last) > 0)
    run_wait (n, (guint)atoi (last));
  else
    return last != NULL && run_on_file (row, n, last);
  return TRUE;
}

int
main (int argc, char **argv)
{
  if (argc >= 3 && atoi (argv[2]) > 0 && run (argv[1], (guint)atoi (argv[2]), argv[3]))
    return 0;

  g_printerr ("bare: usage: bare ROW AMOUNT [N|PATH]\n");
  return 2;
}
