/* apsched bench: measures how fast the store, the broker and the executors of a keyfile are.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"

#include "bench/aps-bench-supervisor.h"

#include <math.h>
#include <signal.h>
#include <stdlib.h>

#define NOT_GIVEN -1

static gint     n_runs = NOT_GIVEN;
static double   seconds = NOT_GIVEN;
static gboolean list;

static const GOptionEntry entries[] = {
  { "runs", 0, 0, G_OPTION_ARG_INT, &n_runs, "How often each row is measured (5)", "N" },
  { "seconds", 0, 0, G_OPTION_ARG_DOUBLE, &seconds, "How long a run is to take, about (3)", "S" },
  { "list", 0, 0, G_OPTION_ARG_NONE, &list, "Tell what each row is, and measure nothing", NULL },
  { NULL, 0, 0, 0, NULL, NULL, NULL },
};

static void
print_list (ApsCli *cli, GPtrArray *rows)
{
  g_autoptr (ApsCliTable) table = aps_cli_table_new (cli);

  aps_cli_table_add_column (table, "ROW");
  aps_cli_table_add_column (table, "UNIT");
  aps_cli_table_add_column (table, "WHAT");
  for (guint i = 0; i < rows->len; i++)
    {
      const ApsBenchRow *row = g_ptr_array_index (rows, i);

      aps_cli_table_add (table, row->name);
      aps_cli_table_add (table, row->unit);
      aps_cli_table_add (table, row->summary);
    }
  aps_cli_table_print (table);
  g_print ("%u rows\n", rows->len);
}

static void
print_list_json (GPtrArray *rows)
{
  ApsCliJson json;

  aps_cli_json_init (&json);
  aps_cli_json_begin_document (&json);
  aps_cli_json_begin (&json, "rows", '[');
  for (guint i = 0; i < rows->len; i++)
    {
      const ApsBenchRow *row = g_ptr_array_index (rows, i);

      aps_cli_json_begin (&json, NULL, '{');
      aps_cli_json_string (&json, "row", row->name);
      aps_cli_json_string (&json, "unit", row->unit);
      aps_cli_json_string (&json,
                           "better",
                           row->better == APS_BENCH_MORE_IS_BETTER ? "more" : "less");
      aps_cli_json_string (&json, "summary", row->summary);
      aps_cli_json_end (&json, '}');
    }
  aps_cli_json_end (&json, ']');
  aps_cli_json_end (&json, '}');
  aps_cli_json_flush (&json);
  aps_cli_json_clear (&json);
}

static void
print_json (const char *store, const double *load, GPtrArray *results)
{
  ApsCliJson json;

  aps_cli_json_init (&json);
  aps_cli_json_begin_document (&json);
  aps_cli_json_string (&json, "store", store);
  aps_cli_json_begin (&json, "load", '[');
  for (guint i = 0; i < 3; i++)
    aps_cli_json_double (&json, NULL, load[i]);
  aps_cli_json_end (&json, ']');
  aps_cli_json_begin (&json, "rows", '[');
  for (guint i = 0; i < results->len; i++)
    aps_bench_result_write (g_ptr_array_index (results, i), &json);
  aps_cli_json_end (&json, ']');
  aps_cli_json_end (&json, '}');
  aps_cli_json_flush (&json);
  aps_cli_json_clear (&json);
}

static void
print_table (ApsCli *cli, const char *store, const double *load, GPtrArray *results)
{
  g_autoptr (ApsCliTable) table = aps_cli_table_new (cli);
  guint n_skipped = 0;
  guint n_failed = 0;

  aps_bench_result_add_columns (table);
  for (guint i = 0; i < results->len; i++)
    {
      ApsBenchResult *result = g_ptr_array_index (results, i);

      aps_bench_result_add (result, table);
      n_skipped += result->skipped != NULL;
      n_failed += result->failed;
    }
  aps_cli_table_print (table);
  g_print ("%u rows: %u skipped, %u failed.    %s    load before %.2f %.2f %.2f\n",
           results->len,
           n_skipped,
           n_failed,
           store,
           load[0],
           load[1],
           load[2]);
}

static gboolean
has_failed (GPtrArray *results)
{
  for (guint i = 0; i < results->len; i++)
    if (((ApsBenchResult *)g_ptr_array_index (results, i))->failed)
      return TRUE;

  return FALSE;
}

static GPtrArray *
choose_rows (char **names, ApsExit *status)
{
  g_autoptr (GPtrArray) rows = g_ptr_array_new ();

  for (guint i = 0; names[0] == NULL && i < aps_bench_n_rows; i++)
    g_ptr_array_add (rows, (gpointer)&aps_bench_rows[i]);

  for (guint i = 0; names[i] != NULL; i++)
    {
      const ApsBenchRow *row = aps_bench_find_row (names[i]);

      if (row == NULL)
        {
          *status = aps_cli_fail (APS_EXIT_NOT_FOUND,
                                  "there is no row \"%.80s\"; apsched bench --list tells them",
                                  names[i]);
          return NULL;
        }
      g_ptr_array_add (rows, (gpointer)row);
    }

  return g_steal_pointer (&rows);
}

static gboolean
measure (ApsBenchSupervisor *supervisor, GPtrArray *rows, GPtrArray *results)
{
  for (guint i = 0; i < rows->len; i++)
    {
      ApsBenchResult *result = aps_bench_result_new (g_ptr_array_index (rows, i));

      g_ptr_array_add (results, result);
      if (!aps_bench_supervisor_run (supervisor, result))
        return FALSE;
    }

  return TRUE;
}

static ApsExit
measure_and_print (ApsCli *cli, GPtrArray *rows)
{
  g_autoptr (GPtrArray)
    results = g_ptr_array_new_with_free_func ((GDestroyNotify)aps_bench_result_free);
  ApsBenchPlace      place = { 0 };
  ApsBenchSupervisor supervisor = {
    .cli = cli, .place = &place, .n_runs = MAX (n_runs, 0), .seconds = MAX (seconds, 0)
  };
  g_autofree char *store = NULL;
  ApsExit          status = APS_EXIT_DONE;
  double           load[3] = { 0 };
  gboolean         removed;

  getloadavg (load, 3);
  aps_bench_supervisor_begin (&supervisor);
  if (!aps_bench_place_make (&place, cli, &status))
    return status;

  store = g_strdup (place.plugin);
  measure (&supervisor, rows, results);
  removed = aps_bench_place_remove (&place, cli);
  aps_bench_supervisor_end (&supervisor);
  if (supervisor.signal != 0)
    {
      signal (supervisor.signal, SIG_DFL);
      raise (supervisor.signal);
    }

  if (cli->json)
    print_json (store, load, results);
  else
    print_table (cli, store, load, results);
  return removed && !has_failed (results) ? APS_EXIT_DONE : APS_EXIT_BAD_ANSWER;
}

static ApsExit
run (ApsCli *cli, char **arguments)
{
  ApsExit status = APS_EXIT_DONE;
  g_autoptr (GPtrArray) rows = choose_rows (arguments, &status);

  if (rows == NULL)
    return status;
  if ((n_runs < 1 && n_runs != NOT_GIVEN) ||
      !((seconds > 0 || seconds <= NOT_GIVEN) && isfinite (seconds)))
    return aps_cli_fail (APS_EXIT_USAGE, "--runs and --seconds are to be more than 0");
  if (cli->overrides != NULL && cli->config == NULL)
    return aps_cli_fail (APS_EXIT_USAGE, "--set changes a keyfile: name it with -c FILE");

  if (!list)
    return measure_and_print (cli, rows);

  if (cli->json)
    print_list_json (rows);
  else
    print_list (cli, rows);
  return APS_EXIT_DONE;
}

const ApsCommand aps_command_bench = {
  .name = "bench",
  .arguments = "[ROW…]",
  .summary = "Measure how fast the store, the broker and the executors of a keyfile are",
  .details =
    "Without ROW, all rows are measured. Without -c FILE: a store in memory. The data of the "
    "store\n"
    "are left alone: rows have a place of their own beside them, which is removed in the end.",
  .parts = APS_CLI_STORE | APS_CLI_JSON,
  .entries = entries,
  .min_arguments = 0,
  .max_arguments = -1,
  .run = run,
};
