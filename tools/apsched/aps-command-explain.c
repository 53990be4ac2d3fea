/* apsched explain: what a trigger means.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"

#include "aps-cli-changes.h"
#include "aps-cli-json.h"
#include "aps-cli-rule.h"
#include "aps-cli-time.h"

#define N_FIRES 3
#define RATE_YEARS 4
#define YEAR_DAYS 365.2425

static char *from;
static char *seed;

static const GOptionEntry entries[] = {
  { "from", 0, 0, G_OPTION_ARG_STRING, &from, "From this moment on (now)", "TIME" },
  { "seed", 0, 0, G_OPTION_ARG_STRING, &seed, "The id that H in a crontab line goes by", "TEXT" },
  { NULL, 0, 0, 0, NULL, NULL, NULL },
};

/* How often it fires in a year, on the average of the coming ones; below 0 where that is not known.
 */
static double
fires_a_year (ApsCliRule *rule, gint64 from_us)
{
  g_autoptr (ApsCursor) cursor = rule->cursor != NULL ? aps_cursor_copy (rule->cursor)
                                                      : aps_cursor_new (from_us);
  gint64 until_us = from_us + (gint64)(RATE_YEARS * YEAR_DAYS * APS_DAY);
  gint64 n;

  if (rule->cursor == NULL && rule->seed != NULL)
    aps_cursor_set_seed (cursor, rule->seed);

  return aps_trigger_count (rule->trigger, cursor, from_us, until_us, &n, NULL)
           ? (double)n / RATE_YEARS
           : -1;
}

static char *
describe_rate (double rate)
{
  if (rate < 0)
    return NULL;
  if (rate >= 2 * YEAR_DAYS)
    return g_strdup_printf ("%.4g a day", rate / YEAR_DAYS);

  return g_strdup_printf ("%.3g a year", rate);
}

static void
print_json (ApsCli *cli, ApsCliRule *rule, GArray *fires, double rate)
{
  g_autofree char *words = aps_trigger_describe (rule->trigger);
  g_autofree char *zone = aps_cli_rule_dup_zone (rule);
  ApsCliJson       json;

  aps_cli_json_init (&json);
  aps_cli_json_begin_document (&json);
  aps_cli_json_string (&json, "trigger", rule->text);
  aps_cli_json_string (&json, "description", words);
  aps_cli_json_string (&json, "trigger_timezone", zone);
  aps_cli_json_begin (&json, "warnings", '[');
  for (guint i = 0; rule->warnings != NULL && rule->warnings[i] != NULL; i++)
    aps_cli_json_string (&json, NULL, rule->warnings[i]);
  aps_cli_json_end (&json, ']');
  if (rate < 0)
    aps_cli_json_raw (&json, "fires_a_year", NULL);
  else
    aps_cli_json_double (&json, "fires_a_year", rate);
  aps_cli_json_string (&json, "timezone", cli->timezone);
  aps_cli_json_begin (&json, "fires", '[');
  for (guint i = 0; i < fires->len; i++)
    {
      gint64           fire_us = g_array_index (fires, gint64, i);
      g_autofree char *local = aps_cli_time_local (cli->timezone, fire_us);

      aps_cli_json_begin (&json, NULL, '{');
      aps_cli_json_time (&json, "time", fire_us);
      aps_cli_json_string (&json, "local", local);
      aps_cli_json_end (&json, '}');
    }
  aps_cli_json_end (&json, ']');
  aps_cli_json_end (&json, '}');
  aps_cli_json_flush (&json);
  aps_cli_json_clear (&json);
}

static void
print_text (ApsCli *cli, ApsCliRule *rule, GArray *fires, double rate)
{
  g_autofree char *words = aps_trigger_describe (rule->trigger);
  g_autofree char *often = describe_rate (rate);
  g_autoptr (GString) times = g_string_new (NULL);

  for (guint i = 0; i < fires->len; i++)
    {
      g_autofree char *time = aps_cli_time_long (cli->timezone, g_array_index (fires, gint64, i));

      g_string_append_printf (times, "%s%s", i > 0 ? ", " : "", time);
    }

  if (rule->name != NULL)
    g_print ("schedule      %s%s\n", rule->name, rule->paused ? " (paused)" : "");
  g_print ("in words      %s\n", words);
  g_print ("normal form   %s\n", rule->text);
  for (guint i = 0; rule->warnings != NULL && rule->warnings[i] != NULL; i++)
    g_print ("warning       %s\n", rule->warnings[i]);
  g_print ("next          %s%s%s\n",
           fires->len > 0 ? times->str : "never",
           fires->len > 0 && often != NULL ? "    " : "",
           fires->len > 0 && often != NULL ? often : "");
}

static ApsExit
run (ApsCli *cli, char **arguments)
{
  g_autoptr (ApsCliRule) rule = NULL;
  g_autoptr (GArray) fires = NULL;
  g_autoptr (GError) error = NULL;
  gint64  from_us = cli->now_us;
  ApsExit status;
  double  rate;

  if (from != NULL && !aps_cli_time_parse (cli, from, &from_us, &error))
    return aps_cli_fail_error (APS_EXIT_USAGE, error);

  rule = aps_cli_find_rule (cli, arguments[0], seed, &status);
  if (rule == NULL)
    return status;

  fires = aps_cli_rule_fires (rule, from_us, APS_TIME_NONE, N_FIRES, &error);
  if (fires == NULL)
    return aps_cli_fail_error (APS_EXIT_BAD_ANSWER, error);

  rate = fires_a_year (rule, from_us);
  if (cli->json)
    print_json (cli, rule, fires, rate);
  else
    print_text (cli, rule, fires, rate);
  return APS_EXIT_DONE;
}

const ApsCommand aps_command_explain = {
  .name = "explain",
  .arguments = "TRIGGER|SCHEDULE",
  .summary = "Say in words what a trigger means",
  .details = "A schedule's id needs the keyfile, -c FILE.",
  .parts = APS_CLI_STORE | APS_CLI_TIME | APS_CLI_JSON,
  .entries = entries,
  .min_arguments = 1,
  .max_arguments = 1,
  .run = run,
};
