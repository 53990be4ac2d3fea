/* The row of command jobs: what one costs, beside a bare posix_spawn() that captures both outputs
 * as well. The two run in turn, in a process with a gigabyte in use: what forks pays for that.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"

#include "aps-bench.h"

#include <fcntl.h>
#include <poll.h>
#include <spawn.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#define PROGRAM "/bin/true"
#define HEAP_SIZE ((gsize)1024 * 1024 * 1024)
#define N_FIRST 20
#define LEAST_PAIRS 400

static GMutex   lock;
static GCond    changed;
static gboolean done; /* guarded by lock */

static void
read_to_end (int output_fd, int error_fd)
{
  struct pollfd fds[] = { { output_fd, POLLIN, 0 }, { error_fd, POLLIN, 0 } };
  int           n_open = 2;
  char          buffer[4096];

  while (n_open > 0 && poll (fds, 2, -1) >= 0)
    for (guint i = 0; i < 2; i++)
      if (fds[i].revents != 0 && read (fds[i].fd, buffer, sizeof buffer) <= 0)
        {
          close (fds[i].fd);
          fds[i].fd = -1;
          n_open--;
        }
}

static void
run_bare (void)
{
  posix_spawn_file_actions_t actions;
  char                       program[] = PROGRAM;
  char                      *argv[] = { program, NULL };
  int                        output[2];
  int                        error[2];
  pid_t                      pid;

  if (pipe2 (output, O_CLOEXEC) < 0 || pipe2 (error, O_CLOEXEC) < 0)
    aps_bench_fail ("no pipe can be made");

  posix_spawn_file_actions_init (&actions);
  posix_spawn_file_actions_adddup2 (&actions, output[1], STDOUT_FILENO);
  posix_spawn_file_actions_adddup2 (&actions, error[1], STDERR_FILENO);
  if (posix_spawn (&pid, program, &actions, NULL, argv, environ) != 0)
    aps_bench_fail ("%s cannot be spawned", program);
  posix_spawn_file_actions_destroy (&actions);
  close (output[1]);
  close (error[1]);
  read_to_end (output[0], error[0]);
  waitpid (pid, NULL, 0);
}

static void
ended (ApsJobContext *context,
       const char    *value,
       const GError  *error,
       const char    *output,
       gpointer       user_data)
{
  APS_LOCKED (&lock);

  if (error != NULL)
    aps_bench_fail ("%s", error->message);
  done = TRUE;
  g_cond_signal (&changed);
}

static void
run_job (ApsExecutor *executor)
{
  g_autoptr (ApsJobContext)
    context = aps_job_context_new_for_test (aps_job_new ("command:" PROGRAM, NULL),
                                            NULL,
                                            NULL,
                                            NULL,
                                            NULL,
                                            ended,
                                            NULL);
  GError *error = NULL;

  done = FALSE;
  aps_bench_check (aps_executor_submit (executor, context, &error), "submit", error);

  APS_LOCKED (&lock);

  while (!done)
    g_cond_wait (&changed, &lock);
}

static void
add_time (GArray *times, gint64 begun_us)
{
  double took = (double)(g_get_monotonic_time () - begun_us);

  g_array_append_val (times, took);
}

static void
run_pair (ApsExecutor *executor, GArray *ours, GArray *bare)
{
  gint64 begun_us = g_get_monotonic_time ();

  run_bare ();
  add_time (bare, begun_us);
  begun_us = g_get_monotonic_time ();
  run_job (executor);
  add_time (ours, begun_us);
}

static void
measure (ApsBench *bench, ApsExecutor *executor)
{
  g_autoptr (GArray) ours = g_array_new (FALSE, FALSE, sizeof (double));
  g_autoptr (GArray) bare = g_array_new (FALSE, FALSE, sizeof (double));
  guint  least = aps_bench_scale (bench, LEAST_PAIRS);
  gint64 begun_us = g_get_monotonic_time ();

  while (ours->len < least || aps_bench_seconds_since (begun_us) < bench->seconds)
    run_pair (executor, ours, bare);

  aps_bench_report (aps_bench_median (ours) / aps_bench_median (bare));
  aps_bench_tell ("job_us", aps_bench_median (ours));
  aps_bench_tell ("bare_us", aps_bench_median (bare));
  aps_bench_tell ("n", ours->len);
}

/* The first that the keyfile sets up for commands, else one as the library has it. */
static ApsExecutor *
find_executor (ApsBench *bench, GError **error)
{
  g_auto (GStrv) names = aps_configuration_dup_executor_names (bench->configuration);

  for (guint i = 0; names[i] != NULL; i++)
    {
      ApsExecutor *executor = aps_configuration_get_executor (bench->configuration, names[i]);

      if (g_strv_contains (aps_executor_get_schemes (executor), "command"))
        return g_object_ref (executor);
    }

  return aps_registry_new_executor ("process", NULL, error);
}

const char *
aps_bench_skip_command (ApsBench *bench)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (ApsExecutor) executor = find_executor (bench, &error);

  return executor == NULL ? "no executor for commands is installed" : NULL;
}

void
aps_bench_command (ApsBench *bench)
{
  g_autofree char *heap = g_malloc (HEAP_SIZE);
  GError          *error = NULL;
  g_autoptr (ApsExecutor) executor = find_executor (bench, &error);
  g_autoptr (GArray) first = g_array_new (FALSE, FALSE, sizeof (double));

  aps_bench_check (executor != NULL && aps_executor_start (executor, NULL, &error), "start", error);
  memset (heap, 1, HEAP_SIZE);

  /* The helper starts, caches fill. */
  for (guint i = 0; i < N_FIRST; i++)
    run_pair (executor, first, first);
  for (guint i = 0; i < bench->n_runs; i++)
    measure (bench, executor);
  aps_executor_stop (executor);
}
