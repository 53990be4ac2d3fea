/* Counts what a job costs in waits for the disk, which is the same on every machine: fsync() and
 * fdatasync() are this program's own, so that SQLite calls them. Prints a line of JSON.
 *
 *   syncs add-one N PATH            of each of N jobs that one thread adds
 *   syncs add-8-threads N PATH      of each of N jobs that 8 threads add
 *   syncs one-at-a-time N PATH      of each of N jobs, from adding it to its result
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include <apsched/apsched.h>

#include <gmodule.h>
#include <stdlib.h>
#include <sys/syscall.h>
#include <unistd.h>

#define N_FIRST 20 /* statements are prepared, the log is begun */
#define N_THREADS 8

static gint n_syncs; /* atomic */

int
fsync (int fd)
{
  g_atomic_int_inc (&n_syncs);
  return (int)syscall (SYS_fsync, fd);
}

int
fdatasync (int fd)
{
  g_atomic_int_inc (&n_syncs);
  return (int)syscall (SYS_fdatasync, fd);
}

#define CALLABLE "module::syncs_do_nothing"

G_MODULE_EXPORT void syncs_do_nothing (ApsJobContext *context, gpointer user_data);

static void
check (gboolean success, GError **error)
{
  if (success)
    return;

  g_printerr ("syncs: %s\n", (*error)->message);
  exit (1);
}

void
syncs_do_nothing (ApsJobContext *context, gpointer user_data)
{
  aps_job_context_return (context, NULL);
}

static ApsScheduler *
new_scheduler (const char *path)
{
  g_autofree char *settings = g_strdup_printf ("path=\"%s\"", path);
  GError          *error = NULL;
  g_autoptr (ApsDataStore) store = aps_registry_new_data_store ("sqlite", settings, &error);
  ApsScheduler *scheduler;

  check (store != NULL, &error);
  scheduler = aps_scheduler_new_with (store, NULL);
  check (aps_scheduler_configure_task (scheduler, aps_task_new ("task", CALLABLE), NULL, &error),
         &error);
  return scheduler;
}

static void
add_some (ApsScheduler *scheduler, guint n)
{
  GError *error = NULL;

  for (guint i = 0; i < n; i++)
    check (aps_scheduler_add_job (scheduler, aps_job_new ("task", NULL), NULL, NULL, &error),
           &error);
}

typedef struct
{
  ApsScheduler *scheduler;
  guint         n;
} Adding;

static gpointer
add_in_thread (gpointer data)
{
  Adding *adding = data;

  add_some (adding->scheduler, adding->n);
  return NULL;
}

static void
add_with_threads (ApsScheduler *scheduler, guint n)
{
  Adding   adding = { scheduler, MAX (n / N_THREADS, 1) };
  GThread *threads[N_THREADS];

  for (guint i = 0; i < N_THREADS; i++)
    threads[i] = g_thread_new ("add", add_in_thread, &adding);
  for (guint i = 0; i < N_THREADS; i++)
    g_thread_join (threads[i]);
}

static void
run_some (ApsScheduler *scheduler, guint n)
{
  GError *error = NULL;

  for (guint i = 0; i < n; i++)
    {
      g_autoptr (GVariant) value =
        aps_scheduler_run_job (scheduler, aps_job_new ("task", NULL), APS_MINUTE, NULL, &error);

      check (value != NULL, &error);
    }
}

static const struct
{
  const char *name;
  gboolean    started;
  void (*run) (ApsScheduler *scheduler, guint n);
} rows[] = {
  { "add-one", FALSE, add_some },
  { "add-8-threads", FALSE, add_with_threads },
  { "one-at-a-time", TRUE, run_some },
};

static void
measure (guint row, guint n, const char *path)
{
  g_autoptr (ApsScheduler) scheduler = new_scheduler (path);
  GError *error = NULL;
  gint    n_before;
  gint    n_after;

  if (rows[row].started)
    check (aps_scheduler_start_in_background (scheduler, NULL, &error), &error);
  rows[row].run (scheduler, N_FIRST);

  n_before = g_atomic_int_get (&n_syncs);
  rows[row].run (scheduler, n);
  n_after = g_atomic_int_get (&n_syncs);
  g_print ("{\"value\": %f, \"unit\": \"syncs\", \"more\": {\"n\": %u}}\n",
           (double)(n_after - n_before) / n,
           n);
}

int
main (int argc, char **argv)
{
  for (guint i = 0; argc == 4 && atoi (argv[2]) > 0 && i < G_N_ELEMENTS (rows); i++)
    if (g_str_equal (argv[1], rows[i].name))
      {
        measure (i, (guint)atoi (argv[2]), argv[3]);
        return 0;
      }

  g_printerr ("syncs: usage: syncs add-one|add-8-threads|one-at-a-time N PATH\n");
  return 2;
}
