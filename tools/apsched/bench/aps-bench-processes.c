/* The row of jobs that another process adds to the store: how long until they have started here.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"

#include "aps-bench-adder.h"
#include "aps-bench-task.h"
#include "aps-bench.h"

#include <gio/gio.h>
#include <unistd.h>

#define IDLE_US (5 * APS_MILLISECOND)

/* One line wants one job; the answer is the line that says when it was added. */
typedef struct
{
  GSubprocess      *process;
  GOutputStream    *to;
  GDataInputStream *from;
} Adder;

static void
start_adder (Adder *adder, ApsBench *bench)
{
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  g_auto (GStrv) command = NULL;
  GError *error = NULL;

  g_strv_builder_addv (builder, (const char **)bench->command);
  g_strv_builder_add (builder, APS_BENCH_ADDER);
  command = g_strv_builder_end (builder);
  adder->process = g_subprocess_newv ((const char *const *)command,
                                      G_SUBPROCESS_FLAGS_STDIN_PIPE |
                                        G_SUBPROCESS_FLAGS_STDOUT_PIPE,
                                      &error);
  aps_bench_check (adder->process != NULL, "the other process", error);
  adder->to = g_subprocess_get_stdin_pipe (adder->process);
  adder->from = g_data_input_stream_new (g_subprocess_get_stdout_pipe (adder->process));
}

static void
end_adder (Adder *adder)
{
  GError *error = NULL;

  aps_bench_check (g_output_stream_close (adder->to, NULL, &error) &&
                     g_subprocess_wait_check (adder->process, NULL, &error),
                   "the other process",
                   error);
  g_object_unref (adder->from);
  g_object_unref (adder->process);
}

static gint64
ask_adder (Adder *adder)
{
  GError          *error = NULL;
  g_autofree char *line = NULL;

  aps_bench_check (g_output_stream_write_all (adder->to, "\n", 1, NULL, NULL, &error),
                   "the other process",
                   error);
  line = g_data_input_stream_read_line (adder->from, NULL, NULL, &error);
  aps_bench_check (error == NULL, "the other process", error);
  if (line == NULL)
    aps_bench_fail ("the other process has ended");
  return g_ascii_strtoll (line, NULL, 10);
}

static void
sample (ApsBench *bench, gpointer data, GArray *values)
{
  gint64 begun_us;
  double took;

  aps_bench_pause (IDLE_US);
  aps_bench_expect (1);
  begun_us = ask_adder (data);
  aps_bench_await ();
  took = (double)(aps_bench_get_stamp () - begun_us);
  g_array_append_val (values, took);
}

void
aps_bench_cross_process (ApsBench *bench)
{
  g_autoptr (ApsScheduler) scheduler = aps_bench_start_scheduler (bench);
  Adder adder;

  aps_bench_put_task (bench, scheduler, APS_BENCH_ADDED_TASK, APS_BENCH_STAMP, APS_UNLIMITED);
  start_adder (&adder, bench);
  aps_bench_run_samples (bench, sample, &adder);
  end_adder (&adder);
  aps_bench_stop_scheduler (scheduler);
  aps_bench_check_done (bench, scheduler);
}
