/* apsched check: reads a keyfile, and says what it would do.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"

#include "aps-cli-json.h"
#include "aps-cli-rule.h"
#include "aps-cli-table.h"
#include "aps-cli-time.h"
#include "aps-cli-window.h"

#include <string.h>

#define N_FIRES 3

/* The PATH that a command sees: its task's, else ours. */
static char *
find_in_path (const char *program, const char *path)
{
  g_auto (GStrv) folders = NULL;

  if (path == NULL || strchr (program, '/') != NULL)
    return g_find_program_in_path (program);

  folders = g_strsplit (path, ":", -1);
  for (guint i = 0; folders[i] != NULL; i++)
    {
      g_autofree char *file = g_build_filename (folders[i], program, NULL);

      if (g_file_test (file, G_FILE_TEST_IS_EXECUTABLE) && !g_file_test (file, G_FILE_TEST_IS_DIR))
        return g_steal_pointer (&file);
    }

  return NULL;
}

static char *
option_path (GVariant *options)
{
  g_autoptr (GVariant) environment = NULL;
  char *path = NULL;

  if (options == NULL || !g_variant_is_of_type (options, G_VARIANT_TYPE_VARDICT))
    return NULL;

  environment = g_variant_lookup_value (options, "environment", G_VARIANT_TYPE_VARDICT);
  if (environment != NULL)
    g_variant_lookup (environment, "PATH", "s", &path);
  return path;
}

/* A program named with a slash is looked for from the task's directory. */
static char *
resolve_program (const char *program, GVariant *options)
{
  const char *directory = NULL;

  if (strchr (program, '/') == NULL || g_path_is_absolute (program) || options == NULL ||
      !g_variant_is_of_type (options, G_VARIANT_TYPE_VARDICT) ||
      !g_variant_lookup (options, "directory", "&s", &directory))
    return g_strdup (program);

  return g_build_filename (directory, program, NULL);
}

static void
warn_of_command (const char *file, const ApsTaskRecord *task)
{
  g_autoptr (GVariant)
    options = task->options != NULL ? aps_value_from_json (task->options, -1, NULL) : NULL;
  g_autofree char *path = option_path (options);
  g_auto (GStrv) argv = NULL;
  g_autofree char *program = NULL;
  g_autofree char *found = NULL;

  if (task->callable == NULL || !g_str_has_prefix (task->callable, "command:") ||
      !g_shell_parse_argv (task->callable + strlen ("command:"), NULL, &argv, NULL))
    return;

  program = resolve_program (argv[0], options);
  found = find_in_path (program, path);
  if (found == NULL)
    aps_cli_warn ("%s: task \"%.80s\": the command %.80s is not found", file, task->id, argv[0]);
}

/* What the reader of the text would have been told. */
static void
warn_of_text (const char *file, ApsCliRule *rule)
{
  g_auto (GStrv) warnings = NULL;
  g_autoptr (ApsTrigger) again G_GNUC_UNUSED = aps_trigger_parse_full (rule->text, &warnings, NULL);

  for (guint i = 0; warnings != NULL && warnings[i] != NULL; i++)
    aps_cli_warn ("%s: schedule \"%.80s\": %s", file, rule->name, warnings[i]);
}

/* A trigger whose fires have passed still has them when it is added. */
static void
warn_of_no_fire (ApsCli *cli, const char *file, ApsCliRule *rule)
{
  g_autoptr (ApsCursor) cursor = aps_cursor_new (cli->now_us);
  g_autofree char *last = NULL;
  gint64           last_us = APS_TIME_NONE;

  if (!aps_trigger_prev (rule->trigger, cursor, cli->now_us, &last_us, NULL) ||
      last_us == APS_TIME_NONE)
    {
      aps_cli_warn ("%s: schedule \"%.80s\": %s never fires", file, rule->name, rule->text);
      return;
    }

  last = aps_time_to_string (last_us);
  aps_cli_warn ("%s: schedule \"%.80s\": %s never fires again after %s; where it is new, what was "
                "missed is made up for",
                file,
                rule->name,
                rule->text,
                last);
}

static void
add_to_table (ApsCli *cli, ApsCliTable *table, const ApsScheduleRecord *record, GArray *fires)
{
  aps_cli_table_add (table, record->id);
  for (guint i = 0; i < N_FIRES; i++)
    {
      g_autofree char *text = fires->len > i
                                ? aps_cli_time_short (cli, g_array_index (fires, gint64, i))
                                : NULL;

      aps_cli_table_add (table, text != NULL ? text : i == 0 ? "never" : NULL);
    }
}

static void
add_to_json (ApsCliJson *json, ApsCliRule *rule, const ApsScheduleRecord *record, GArray *fires)
{
  aps_cli_json_begin (json, NULL, '{');
  aps_cli_json_string (json, "id", record->id);
  aps_cli_json_string (json, "task_id", record->task_id);
  aps_cli_json_string (json, "trigger", rule->text);
  aps_cli_json_boolean (json, "paused", record->paused);
  aps_cli_json_begin (json, "fires", '[');
  for (guint i = 0; i < fires->len; i++)
    aps_cli_json_time (json, NULL, g_array_index (fires, gint64, i));
  aps_cli_json_end (json, ']');
  aps_cli_json_end (json, '}');
}

static gboolean
check_schedule (ApsCli                  *cli,
                const char              *file,
                const ApsScheduleRecord *record,
                ApsCliTable             *table,
                ApsCliJson              *json)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (ApsCliRule) rule = aps_cli_rule_new_from_record (record, &error);
  g_autoptr (GArray) fires = NULL;

  /* Whether it is paused is another matter than when its trigger fires. */
  if (rule != NULL)
    {
      rule->paused = FALSE;
      fires = aps_cli_rule_fires (rule, cli->now_us, APS_TIME_NONE, N_FIRES, &error);
    }
  if (fires == NULL)
    {
      aps_cli_fail (APS_EXIT_KEYFILE,
                    "%s: schedule \"%.80s\": %s",
                    file,
                    record->id,
                    error->message);
      return FALSE;
    }

  if (fires->len > 0)
    warn_of_text (file, rule);
  else
    warn_of_no_fire (cli, file, rule);
  if (cli->json)
    add_to_json (json, rule, record, fires);
  else
    add_to_table (cli, table, record, fires);
  return TRUE;
}

static void
print_summary (ApsCli *cli, ApsConfiguration *configuration)
{
  guint n_schedules = aps_record_list_get_n (aps_configuration_get_schedules (configuration));
  guint n_tasks = aps_record_list_get_n (aps_configuration_get_tasks (configuration));

  g_print ("%u schedule%s, %u task%s.    store: %s    times: %s\n",
           n_schedules,
           n_schedules == 1 ? "" : "s",
           n_tasks,
           n_tasks == 1 ? "" : "s",
           aps_configuration_get_data_store_plugin (configuration),
           cli->timezone);
}

static ApsExit
check_schedules (ApsCli *cli, const char *file, ApsConfiguration *configuration)
{
  ApsRecordList *schedules = aps_configuration_get_schedules (configuration);
  g_autoptr (ApsCliTable) table = aps_cli_table_new (cli);
  ApsCliJson json;
  ApsExit    status = APS_EXIT_DONE;

  aps_cli_table_add_column (table, "SCHEDULE");
  aps_cli_table_add_column (table, "NEXT");
  aps_cli_table_add_column (table, "THEN");
  aps_cli_table_add_column (table, "AND THEN");
  aps_cli_json_init (&json);
  aps_cli_json_begin_document (&json);
  aps_cli_json_string (&json, "file", file);
  aps_cli_json_begin (&json, "schedules", '[');
  for (guint i = 0; i < aps_record_list_get_n (schedules); i++)
    if (!check_schedule (cli, file, aps_record_list_get (schedules, i), table, &json))
      status = APS_EXIT_KEYFILE;
  aps_cli_json_end (&json, ']');
  aps_cli_json_end (&json, '}');

  if (cli->json)
    aps_cli_json_flush (&json);
  else
    {
      if (aps_record_list_get_n (schedules) > 0)
        aps_cli_table_print (table);
      print_summary (cli, configuration);
    }
  aps_cli_json_clear (&json);
  return status;
}

static ApsExit
run (ApsCli *cli, char **arguments)
{
  g_autofree char *path = arguments[0] != NULL ? g_strdup (arguments[0])
                                               : aps_cli_find_config (cli);
  g_autoptr (ApsConfiguration) configuration = NULL;
  ApsExit status = APS_EXIT_DONE;

  if (path == NULL)
    return aps_cli_fail (APS_EXIT_USAGE, "check what? give a keyfile: apsched check FILE");

  configuration = aps_cli_load (cli, path, &status);
  if (configuration == NULL)
    return status;

  for (guint i = 0; i < aps_record_list_get_n (aps_configuration_get_tasks (configuration)); i++)
    warn_of_command (path, aps_record_list_get (aps_configuration_get_tasks (configuration), i));
  return check_schedules (cli, path, configuration);
}

const ApsCommand aps_command_check = {
  .name = "check",
  .arguments = "[FILE]",
  .summary = "Check a keyfile, and show when its schedules fire",
  .details = "Plugins are loaded, nothing is started. Warns of commands that are not found and of\n"
             "schedules that never fire.",
  .parts = APS_CLI_STORE | APS_CLI_TIME | APS_CLI_JSON,
  .min_arguments = 0,
  .max_arguments = 1,
  .run = run,
};
