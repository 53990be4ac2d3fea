/* The row of a scheduler that has nothing to do: how often its threads wake up all the same.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"

#include "aps-bench-task.h"
#include "aps-bench.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define N_SCHEDULES 1000
#define SECONDS 60
/* By then threads that had work and have none have ended. */
#define SETTLE_SECONDS 12

/* How often a thread has gone to sleep by itself: once more for each time that it woke. */
static gint64
get_switches (const char *thread)
{
  static const char word[] = "\nvoluntary_ctxt_switches:";
  g_autofree char  *path = g_build_filename ("/proc/self/task", thread, "status", NULL);
  g_autofree char  *text = NULL;
  const char       *line;

  if (!g_file_get_contents (path, &text, NULL, NULL))
    return 0; /* it has ended */

  line = strstr (text, word);
  if (line == NULL)
    aps_bench_fail ("%s does not tell how often a thread has slept", path);
  return g_ascii_strtoll (line + strlen (word), NULL, 10);
}

/* Of all threads but this one, which does nothing but wait for the end. */
static GHashTable *
list_switches (void)
{
  GHashTable *threads = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  g_autoptr (GDir) dir = g_dir_open ("/proc/self/task", 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    if (atoi (name) != getpid ())
      {
        gint64 n = get_switches (name);

        g_hash_table_insert (threads, g_strdup (name), g_memdup2 (&n, sizeof n));
      }

  return threads;
}

/* A thread that has ended woke up for that. */
static double
count_between (GHashTable *before, GHashTable *after)
{
  GHashTableIter iter;
  gpointer       name;
  gpointer       n;
  gint64         sum = 0;

  g_hash_table_iter_init (&iter, before);
  while (g_hash_table_iter_next (&iter, &name, &n))
    sum += g_hash_table_contains (after, name) ? -*(const gint64 *)n : 1;

  g_hash_table_iter_init (&iter, after);
  while (g_hash_table_iter_next (&iter, &name, &n))
    sum += *(const gint64 *)n;

  return (double)sum;
}

static void
add_schedules (ApsScheduler *scheduler)
{
  for (guint i = 0; i < N_SCHEDULES; i++)
    {
      g_autofree char *id = g_strdup_printf ("schedule-%u", i);
      GError          *error = NULL;

      aps_bench_check (aps_scheduler_add_schedule (scheduler,
                                                   aps_schedule_new (id,
                                                                     "bench",
                                                                     aps_interval_trigger_new (
                                                                       APS_DAY + i)),
                                                   APS_CONFLICT_POLICY_REPLACE,
                                                   NULL,
                                                   &error),
                       "add-schedule",
                       error);
    }
}

void
aps_bench_idle (ApsBench *bench)
{
  g_autoptr (ApsScheduler) scheduler = aps_bench_start_scheduler (bench);
  double seconds = bench->seconds_given ? bench->seconds : SECONDS;

  aps_bench_put_task (bench, scheduler, "bench", APS_BENCH_NOOP, APS_UNLIMITED);
  add_schedules (scheduler);
  aps_bench_expect (1);
  aps_bench_add_job (scheduler, "bench", NULL);
  aps_bench_await ();
  aps_bench_pause ((gint64)(MIN (seconds, SETTLE_SECONDS) * APS_SECOND));

  for (guint i = 0; i < bench->n_runs; i++)
    {
      g_autoptr (GHashTable) before = list_switches ();
      g_autoptr (GHashTable) after = NULL;
      double n;

      aps_bench_pause ((gint64)(seconds * APS_SECOND));
      after = list_switches ();
      n = count_between (before, after);
      aps_bench_report (n / seconds * 10);
      aps_bench_tell ("wake_ups", n);
      aps_bench_tell ("seconds", seconds);
    }

  aps_bench_stop_scheduler (scheduler);
}
