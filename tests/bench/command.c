/* What a command job costs, beside a bare posix_spawn() that captures both outputs as well.
 *
 *   command [RUNS] [MIB]
 *
 * The two run in turn, RUNS times (400), from a process with a heap of MIB (1024) in use, and their
 * medians are compared. The bar is 1.3.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include <apsched/apsched.h>

#include <fcntl.h>
#include <poll.h>
#include <spawn.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#define PROGRAM "/bin/true"
#define BAR 1.3

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
    g_error ("No pipe");

  posix_spawn_file_actions_init (&actions);
  posix_spawn_file_actions_adddup2 (&actions, output[1], STDOUT_FILENO);
  posix_spawn_file_actions_adddup2 (&actions, error[1], STDERR_FILENO);
  if (posix_spawn (&pid, program, &actions, NULL, argv, environ) != 0)
    g_error ("%s cannot be spawned", program);
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
    g_error ("%s", error->message);
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
  g_autoptr (GError) error = NULL;

  done = FALSE;
  if (!aps_executor_submit (executor, context, &error))
    g_error ("%s", error->message);

  APS_LOCKED (&lock);

  while (!done)
    g_cond_wait (&changed, &lock);
}

static int
compare (gconstpointer a, gconstpointer b)
{
  gint64 left = *(const gint64 *)a;
  gint64 right = *(const gint64 *)b;

  return (left > right) - (left < right);
}

static double
get_median (gint64 *times, guint n)
{
  qsort (times, n, sizeof *times, compare);
  return (double)(times[(n - 1) / 2] + times[n / 2]) / 2;
}

static void
measure (ApsExecutor *executor, guint n, gint64 *bare, gint64 *ours)
{
  for (guint i = 0; i < n; i++)
    {
      gint64 begun = g_get_monotonic_time ();

      run_bare ();
      bare[i] = g_get_monotonic_time () - begun;
      begun = g_get_monotonic_time ();
      run_job (executor);
      ours[i] = g_get_monotonic_time () - begun;
    }
}

int
main (int argc, char **argv)
{
  guint              n = argc > 1 ? atoi (argv[1]) : 400;
  gsize              heap_size = (argc > 2 ? atoi (argv[2]) : 1024) * (gsize)1024 * 1024;
  g_autofree char   *heap = g_malloc (heap_size);
  g_autofree gint64 *bare = g_new (gint64, MAX (n, 20));
  g_autofree gint64 *ours = g_new (gint64, MAX (n, 20));
  g_autoptr (GError) error = NULL;
  g_autoptr (ApsExecutor) executor = aps_registry_new_executor ("process", NULL, &error);
  double bare_us;
  double ours_us;

  if (executor == NULL || !aps_executor_start (executor, NULL, &error))
    g_error ("%s", error->message);
  memset (heap, 1, heap_size);

  measure (executor, 20, bare, ours); /* the helper starts, caches fill */
  measure (executor, n, bare, ours);
  bare_us = get_median (bare, n);
  ours_us = get_median (ours, n);
  g_print ("command job %.0f us, bare posix_spawn %.0f us, ratio %.2f, bar %.1f\n",
           ours_us,
           bare_us,
           ours_us / bare_us,
           BAR);
  return ours_us <= BAR * bare_us ? 0 : 1;
}
