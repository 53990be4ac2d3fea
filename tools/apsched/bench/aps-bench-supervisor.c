/* Runs the processes in which rows are measured, and sees to it that signals end all of them.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"

#include "aps-bench-supervisor.h"

#include <glib-unix.h>
#include <signal.h>
#include <stdio.h>
#include <unistd.h>

#define N_RUNS 5
#define SELF "/proc/self/exe"

static guint sources[3];

static gboolean
take_signal (ApsBenchSupervisor *self, int number)
{
  self->signal = number;
  if (self->process != NULL)
    g_subprocess_force_exit (self->process);
  return G_SOURCE_CONTINUE;
}

static gboolean
interrupted (gpointer data)
{
  return take_signal (data, SIGINT);
}

static gboolean
terminated (gpointer data)
{
  return take_signal (data, SIGTERM);
}

static gboolean
hung_up (gpointer data)
{
  return take_signal (data, SIGHUP);
}

void
aps_bench_supervisor_begin (ApsBenchSupervisor *self)
{
  sources[0] = g_unix_signal_add (SIGINT, interrupted, self);
  sources[1] = g_unix_signal_add (SIGTERM, terminated, self);
  sources[2] = g_unix_signal_add (SIGHUP, hung_up, self);
}

void
aps_bench_supervisor_end (ApsBenchSupervisor *self)
{
  for (guint i = 0; i < G_N_ELEMENTS (sources); i++)
    g_source_remove (sources[i]);
}

static void
add_number (GStrvBuilder *builder, double value)
{
  char text[G_ASCII_DTOSTR_BUF_SIZE];

  g_strv_builder_add (builder, g_ascii_dtostr (text, sizeof text, value));
}

/* apsched -c FILE bench-row FOLDER NAME RUNS SECONDS ROW */
static char **
make_command (ApsBenchSupervisor *self, const ApsBenchRow *row, guint n_runs)
{
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  g_autofree char *program = g_file_read_link (SELF, NULL);

  g_strv_builder_add (builder, program != NULL ? program : SELF);
  g_strv_builder_add (builder, "-c");
  g_strv_builder_add (builder, self->place->config);
  for (guint i = 0; self->cli->overrides != NULL && self->cli->overrides[i] != NULL; i++)
    {
      g_strv_builder_add (builder, "--set");
      g_strv_builder_add (builder, self->cli->overrides[i]);
    }
  g_strv_builder_add (builder, aps_command_bench_row.name);
  g_strv_builder_add (builder, "--");
  g_strv_builder_add (builder, self->place->folder);
  g_strv_builder_add (builder, self->place->name);
  add_number (builder, n_runs);
  add_number (builder, self->seconds);
  g_strv_builder_add (builder, row->name);
  return g_strv_builder_end (builder);
}

typedef struct
{
  char    *output;
  gboolean success;
  gboolean done;
} Answer;

static void
ended (GObject *source, GAsyncResult *result, gpointer data)
{
  Answer *answer = data;
  g_autoptr (GError) error = NULL;

  answer->success = g_subprocess_communicate_utf8_finish (G_SUBPROCESS (source),
                                                          result,
                                                          &answer->output,
                                                          NULL,
                                                          &error) &&
                    g_subprocess_get_if_exited (G_SUBPROCESS (source)) &&
                    g_subprocess_get_exit_status (G_SUBPROCESS (source)) == 0;
  answer->done = TRUE;
}

/* What a terminal sends reaches both processes, in any order. */
static void
take_death (ApsBenchSupervisor *self, const ApsBenchRow *row, GSubprocess *process)
{
  int number = g_subprocess_get_if_signaled (process) ? g_subprocess_get_term_sig (process) : 0;

  if (self->signal != 0 || number == 0)
    return;

  if (number == SIGINT || number == SIGHUP)
    self->signal = number;
  else
    aps_cli_fail (APS_EXIT_BAD_ANSWER,
                  "row %s: the process that measured it was ended by signal %d",
                  row->name,
                  number);
}

static gboolean
run_process (ApsBenchSupervisor *self, ApsBenchResult *result, guint n_runs)
{
  g_auto (GStrv) command = make_command (self, result->row, n_runs);
  g_autoptr (GError) error = NULL;
  g_autoptr (GSubprocess) process =
    g_subprocess_newv ((const char *const *)command, G_SUBPROCESS_FLAGS_STDOUT_PIPE, &error);
  g_autofree char *output = NULL;
  Answer           answer = { 0 };

  if (process == NULL)
    {
      aps_cli_fail (APS_EXIT_BAD_ANSWER, "row %s: %s", result->row->name, error->message);
      return FALSE;
    }

  self->process = process;
  g_subprocess_communicate_utf8_async (process, NULL, NULL, ended, &answer);
  while (!answer.done)
    g_main_context_iteration (NULL, TRUE);
  self->process = NULL;

  output = answer.output;
  if (!answer.success)
    take_death (self, result->row, process);
  else
    aps_bench_result_take (result, output);
  return aps_bench_place_empty (self->place, self->cli) && answer.success;
}

/* On a terminal, which row is being measured. */
static void
show (const char *name)
{
  if (!isatty (STDERR_FILENO))
    return;

  fprintf (stderr, "\r\033[K%s%s", name, *name != '\0' ? "…" : "");
  fflush (stderr);
}

gboolean
aps_bench_supervisor_run (ApsBenchSupervisor *self, ApsBenchResult *result)
{
  const ApsBenchRow *row = result->row;
  guint n_runs = self->n_runs > 0 ? (guint)self->n_runs : row->n_runs > 0 ? row->n_runs : N_RUNS;
  guint n_processes = row->fresh ? n_runs : 1;

  show (row->name);
  for (guint i = 0; i < n_processes && self->signal == 0 && !result->failed; i++)
    {
      result->failed = !run_process (self, result, row->fresh ? 1 : n_runs);
      if (result->skipped != NULL)
        break;
    }
  show ("");
  return self->signal == 0;
}
