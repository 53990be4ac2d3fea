/* apsched bench-row: the process in which apsched bench measures a row. Not for people.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"

#include "aps-cli-window.h"
#include "bench/aps-bench-adder.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>

#define DEFAULT_SECONDS 3
#define SELF "/proc/self/exe"
#define POOL "thread-pool"

enum
{
  FOLDER,
  NAME,
  N_RUNS,
  SECONDS,
  ROW,
  N_ARGUMENTS
};

/* The tasks are symbols of this program, which only a pool of this process can run. */
static char *
find_pool (ApsConfiguration *configuration)
{
  const ApsPluginDescriptor *plugin = aps_registry_find (APS_PLUGIN_KIND_EXECUTOR, POOL, NULL);
  g_auto (GStrv) names = aps_configuration_dup_executor_names (configuration);

  for (guint i = 0; names[i] != NULL; i++)
    if (plugin != NULL &&
        G_OBJECT_TYPE (aps_configuration_get_executor (configuration, names[i])) ==
          plugin->get_type ())
      return g_strdup (names[i]);

  return g_strdup (POOL);
}

static char **
make_overrides (const ApsBenchRow *row, const char *pool)
{
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();

  if (row != NULL && row->room > 0)
    {
      g_autofree char *jobs = g_strdup_printf ("scheduler.max-concurrent-jobs=%u", row->room);
      g_autofree char *workers = g_strdup_printf ("executor %s.max-workers=%u", pool, row->room);

      g_strv_builder_add (builder, jobs);
      g_strv_builder_add (builder, workers);
    }

  return g_strv_builder_end (builder);
}

/* The command line of this process, but for the row. */
static char **
make_command (ApsCli *cli, char **arguments)
{
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();

  g_strv_builder_add_many (builder, SELF, "-c", cli->config, NULL);
  for (guint i = 0; cli->overrides != NULL && cli->overrides[i] != NULL; i++)
    g_strv_builder_add_many (builder, "--set", cli->overrides[i], NULL);
  g_strv_builder_add_many (builder, aps_command_bench_row.name, "--", NULL);
  for (guint i = 0; i < ROW; i++)
    g_strv_builder_add (builder, arguments[i]);
  return g_strv_builder_end (builder);
}

static void
run_row (ApsBench *bench, const ApsBenchRow *row)
{
  const char *reason;

  if (row == NULL)
    {
      aps_bench_adder (bench);
      return;
    }

  reason = row->skip != NULL ? row->skip (bench) : NULL;
  if (reason != NULL)
    printf (APS_BENCH_SKIPPED " %s\n", reason);
  else
    row->run (bench);
}

static ApsExit
run (ApsCli *cli, char **arguments)
{
  const ApsBenchRow *row = aps_bench_find_row (arguments[ROW]);
  ApsExit            status = APS_EXIT_DONE;
  g_autoptr (ApsConfiguration) configuration = NULL;
  g_autoptr (ApsConfiguration) apart = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *pool = NULL;
  g_auto (GStrv) overrides = NULL;
  g_auto (GStrv) command = NULL;
  double   seconds = g_ascii_strtod (arguments[SECONDS], NULL);
  ApsBench bench;

  /* Whoever started this removes what it makes; without them it is to make nothing. */
  prctl (PR_SET_PDEATHSIG, SIGKILL);
  if (cli->config == NULL || (row == NULL && strcmp (arguments[ROW], APS_BENCH_ADDER) != 0))
    return aps_cli_fail (APS_EXIT_USAGE, "apsched bench runs this; see apsched bench --help");

  configuration = aps_cli_load (cli, cli->config, &status);
  if (configuration == NULL)
    return status;

  pool = find_pool (configuration);
  overrides = make_overrides (row, pool);
  apart = aps_configuration_new_apart (configuration,
                                       arguments[FOLDER],
                                       arguments[NAME],
                                       (const char *const *)overrides,
                                       &error);
  if (apart == NULL)
    return aps_cli_fail_by (error);

  command = make_command (cli, arguments);
  bench = (ApsBench){ .configuration = apart,
                      .command = command,
                      .pool = pool,
                      .seconds = seconds > 0 ? seconds : DEFAULT_SECONDS,
                      .seconds_given = seconds > 0,
                      .n_runs = (guint)g_ascii_strtoull (arguments[N_RUNS], NULL, 10),
                      .number = row != NULL ? row->number : 0 };
  run_row (&bench, row);
  return APS_EXIT_DONE;
}

const ApsCommand aps_command_bench_row = {
  .name = "bench-row",
  .arguments = "FOLDER NAME RUNS SECONDS ROW",
  .summary = "Measure a row of apsched bench, in a place that it has made",
  .parts = APS_CLI_STORE,
  .min_arguments = N_ARGUMENTS,
  .max_arguments = N_ARGUMENTS,
  .run = run,
};
