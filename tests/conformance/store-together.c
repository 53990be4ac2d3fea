/* What holds when many work at once: threads on one store, stores on one database, processes.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"

#include "store-crowd.h"

#include <stdio.h>
#include <string.h>

#define N_THREADS 8
#define N_PROCESSES 4

typedef struct
{
  ApsDataStore *store;
  char         *instance;
  gint64        now_us;
  GArray       *runs;
} Worker;

static gpointer
work (gpointer data)
{
  Worker *worker = data;

  kit_crowd_work (worker->store, worker->instance, worker->now_us, worker->runs);
  return NULL;
}

/* Runs @n threads, on one store or each on one of its own. */
static void
run_threads (Kit *kit, guint n, gboolean own_stores)
{
  g_autoptr (GArray) all = kit_crowd_new_runs ();
  Worker   workers[N_THREADS];
  GThread *threads[N_THREADS];
  g_autoptr (GError) error = NULL;

  for (guint i = 0; i < n; i++)
    {
      workers[i].store = own_stores ? kit_new_object (&error) : g_object_ref (kit->store);
      g_assert_no_error (error);
      if (own_stores)
        aps_data_store_start (workers[i].store, kit->now, NULL, &error);
      g_assert_no_error (error);
      workers[i].instance = g_strdup_printf ("i%u", i);
      workers[i].now_us = kit->now + APS_HOUR;
      workers[i].runs = kit_crowd_new_runs ();
    }

  for (guint i = 0; i < n; i++)
    threads[i] = g_thread_new ("worker", work, &workers[i]);

  for (guint i = 0; i < n; i++)
    {
      g_thread_join (threads[i]);
      g_array_set_clear_func (workers[i].runs, NULL);
      g_array_append_vals (all, workers[i].runs->data, workers[i].runs->len);
      g_array_unref (workers[i].runs);
      if (own_stores)
        aps_data_store_stop (workers[i].store);
      g_object_unref (workers[i].store);
      g_free (workers[i].instance);
    }

  kit_crowd_check (kit, all);
}

static void
threads_on_one_store (void)
{
  g_autoptr (Kit) kit = kit_open ();

  kit_crowd_set_up (kit);
  run_threads (kit, N_THREADS, FALSE);
}

/* Says that a check is skipped, where only this process sees the store. */
static gboolean
is_shared (Kit *kit)
{
  if ((aps_data_store_get_flags (kit->store) & APS_DATA_STORE_PRIVATE) == 0)
    return TRUE;

  g_test_skip ("only one process sees the store");
  return FALSE;
}

static void
stores_on_one_database (void)
{
  g_autoptr (Kit) kit = kit_open ();

  if (!is_shared (kit))
    return;

  kit_crowd_set_up (kit);
  run_threads (kit, N_THREADS / 2, TRUE);
}

/* The other process: works, and prints what it ran. */
static int
work_apart (const char *argument)
{
  g_autoptr (GArray) runs = kit_crowd_new_runs ();
  g_autoptr (GError) error = NULL;
  g_autoptr (ApsDataStore) store = kit_new_object (&error);

  if (store == NULL || !aps_data_store_start (store, KIT_EPOCH, NULL, &error))
    {
      g_printerr ("%s\n", error->message);
      return 1;
    }

  kit_crowd_work (store, argument, KIT_EPOCH + APS_HOUR, runs);
  aps_data_store_stop (store);
  for (guint i = 0; i < runs->len; i++)
    {
      KitRun *run = &g_array_index (runs, KitRun, i);

      printf ("%s %s %s %" G_GINT64_FORMAT " %" G_GINT64_FORMAT "\n",
              run->job,
              run->task,
              run->queue,
              run->from_us,
              run->to_us);
    }

  return 0;
}

static void
read_runs (const char *text, GArray *runs)
{
  g_auto (GStrv) lines = g_strsplit (text, "\n", -1);

  for (guint i = 0; lines[i] != NULL; i++)
    {
      g_auto (GStrv) words = g_strsplit (lines[i], " ", -1);
      KitRun run;

      if (g_strv_length (words) != 5)
        continue;
      run.job = g_strdup (words[0]);
      run.task = g_strdup (words[1]);
      run.queue = g_strdup (words[2]);
      run.from_us = g_ascii_strtoll (words[3], NULL, 10);
      run.to_us = g_ascii_strtoll (words[4], NULL, 10);
      g_array_append_val (runs, run);
    }
}

static void
processes_at_once (void)
{
  g_autoptr (Kit) kit = kit_open ();
  g_autoptr (GArray) runs = kit_crowd_new_runs ();
  GSubprocess *processes[N_PROCESSES];
  g_autoptr (GError) error = NULL;

  if (!is_shared (kit))
    return;

  kit_crowd_set_up (kit);
  for (guint i = 0; i < N_PROCESSES; i++)
    {
      g_autofree char *instance = g_strdup_printf ("p%u", i);

      processes[i] = kit_spawn ("store-crowd", instance);
    }

  for (guint i = 0; i < N_PROCESSES; i++)
    {
      g_autofree char *text = NULL;

      g_subprocess_communicate_utf8 (processes[i], NULL, NULL, &text, NULL, &error);
      g_assert_no_error (error);
      g_assert_true (g_subprocess_get_successful (processes[i]));
      read_runs (text != NULL ? text : "", runs);
      g_object_unref (processes[i]);
    }

  kit_crowd_check (kit, runs);
}

static const KitEntry entries[] = {
  { "/together/8-threads-on-one-store", threads_on_one_store },
  { "/together/4-stores-on-one-database", stores_on_one_database },
  { "/together/4-processes", processes_at_once },
};

void
kit_add_store_together (void)
{
  kit_add (entries, G_N_ELEMENTS (entries));
  kit_add_part ("store-crowd", work_apart);
}
