/* apsched next: when a trigger fires next.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"

#include "aps-cli-changes.h"
#include "aps-cli-json.h"
#include "aps-cli-rule.h"
#include "aps-cli-table.h"
#include "aps-cli-time.h"

#include <string.h>

#define DEFAULT_FIRES 5
#define MAX_FIRES 100000

static gint  n_fires = -1;
static char *from;
static char *until;
static char *seed;

static const GOptionEntry entries[] = {
  { "number", 'n', 0, G_OPTION_ARG_INT, &n_fires, "How many fires (5; with --until all)", "N" },
  { "from", 0, 0, G_OPTION_ARG_STRING, &from, "From this moment on (now)", "TIME" },
  { "until", 0, 0, G_OPTION_ARG_STRING, &until, "Up to this moment", "TIME" },
  { "seed", 0, 0, G_OPTION_ARG_STRING, &seed, "The id that H in a crontab line goes by", "TEXT" },
  { NULL, 0, 0, 0, NULL, NULL, NULL },
};

static void
print_json (ApsCli *cli, ApsCliRule *rule, GArray *fires)
{
  ApsCliJson json;

  aps_cli_json_init (&json);
  aps_cli_json_begin_document (&json);
  aps_cli_json_string (&json, "trigger", rule->text);
  if (rule->name != NULL)
    aps_cli_json_string (&json, "schedule_id", rule->name);
  aps_cli_json_string (&json, "timezone", cli->timezone);
  aps_cli_json_begin (&json, "fires", '[');
  for (guint i = 0; i < fires->len; i++)
    {
      gint64           fire_us = g_array_index (fires, gint64, i);
      g_autofree char *local = aps_cli_time_local (cli->timezone, fire_us);
      g_autofree char *note = aps_cli_change_note (rule, fire_us);

      aps_cli_json_begin (&json, NULL, '{');
      aps_cli_json_time (&json, "time", fire_us);
      aps_cli_json_string (&json, "local", local);
      aps_cli_json_string (&json, "note", note);
      aps_cli_json_end (&json, '}');
    }
  aps_cli_json_end (&json, ']');
  aps_cli_json_end (&json, '}');
  aps_cli_json_flush (&json);
  aps_cli_json_clear (&json);
}

static char *
relative (ApsCli *cli, gint64 fire_us, gint64 before_us)
{
  g_autofree char *span = NULL;

  if (before_us != APS_TIME_NONE)
    {
      span = aps_cli_span_long (fire_us - before_us);
      return g_strconcat ("+", span, NULL);
    }

  if (ABS (fire_us - cli->now_us) < APS_MILLISECOND)
    return g_strdup ("now");

  span = aps_cli_span_long (ABS (fire_us - cli->now_us));
  return fire_us >= cli->now_us ? g_strdup_printf ("in %s", span)
                                : g_strdup_printf ("%s ago", span);
}

static char *
utc_clock (gint64 fire_us)
{
  g_autofree char *utc = aps_time_to_string (fire_us);
  const char      *clock = strchr (utc, 'T');

  if (clock == NULL)
    return g_steal_pointer (&utc);

  return strcmp (clock + strlen ("T00:00"), ":00Z") == 0 ? g_strdup_printf ("%.5sZ", clock + 1)
                                                         : g_strdup (clock + 1);
}

static void
print_table (ApsCli *cli, ApsCliRule *rule, GArray *fires)
{
  g_autoptr (ApsCliTable) table = aps_cli_table_new (cli);
  g_autofree char *zone = aps_cli_rule_dup_zone (rule);
  gboolean         beside = zone != NULL && !aps_cli_same_zone (zone, cli->timezone);
  gboolean         in_utc = aps_cli_same_zone (cli->timezone, "UTC");
  gint64           before_us = APS_TIME_NONE;

  for (gint i = 0; i < 3 + beside + !in_utc; i++)
    aps_cli_table_add_column (table, NULL);

  for (guint i = 0; i < fires->len; i++)
    {
      gint64           fire_us = g_array_index (fires, gint64, i);
      g_autofree char *local = aps_cli_time_long (cli->timezone, fire_us);
      g_autofree char *theirs = beside ? aps_cli_time_long (zone, fire_us) : NULL;
      g_autofree char *utc = utc_clock (fire_us);
      g_autofree char *span = relative (cli, fire_us, before_us);
      g_autofree char *note = aps_cli_change_note (rule, fire_us);
      g_autofree char *marked = note != NULL ? g_strconcat ("! ", note, NULL) : NULL;

      aps_cli_table_add (table, local);
      if (beside)
        aps_cli_table_add (table, theirs);
      if (!in_utc)
        aps_cli_table_add (table, utc);
      aps_cli_table_add (table, span);
      aps_cli_table_add_styled (table, marked != NULL ? marked : " ", APS_CLI_WAITING);
      before_us = fire_us;
    }
  aps_cli_table_print (table);
}

static gboolean
read_window (ApsCli *cli, gint64 *from_us, gint64 *until_us, GError **error)
{
  *from_us = cli->now_us;
  *until_us = APS_TIME_NONE;
  return (from == NULL || aps_cli_time_parse (cli, from, from_us, error)) &&
         (until == NULL || aps_cli_time_parse (cli, until, until_us, error));
}

static ApsExit
answer (ApsCli *cli, ApsCliRule *rule, gint64 from_us, gint64 until_us)
{
  g_autoptr (GError) error = NULL;
  guint n = n_fires >= 0 ? (guint)n_fires : until != NULL ? MAX_FIRES : DEFAULT_FIRES;
  g_autoptr (GArray) fires = aps_cli_rule_fires (rule, from_us, until_us, n, &error);

  if (fires == NULL)
    return aps_cli_fail_error (APS_EXIT_BAD_ANSWER, error);

  if (cli->json)
    print_json (cli, rule, fires);
  else if (fires->len > 0)
    print_table (cli, rule, fires);
  else if (rule->paused)
    g_print ("never: the schedule is paused\n");
  else
    g_print ("never\n");

  return fires->len > 0 || n == 0 ? APS_EXIT_DONE : APS_EXIT_BAD_ANSWER;
}

static ApsExit
run (ApsCli *cli, char **arguments)
{
  g_autoptr (ApsCliRule) rule = NULL;
  g_autoptr (GError) error = NULL;
  ApsExit status;
  gint64  from_us;
  gint64  until_us;

  if (n_fires < -1 || n_fires > MAX_FIRES)
    return aps_cli_fail (APS_EXIT_USAGE, "-n %d is not from 0 to %d", n_fires, MAX_FIRES);
  if (!read_window (cli, &from_us, &until_us, &error))
    return aps_cli_fail_error (APS_EXIT_USAGE, error);

  rule = aps_cli_find_rule (cli, arguments[0], seed, &status);
  if (rule == NULL)
    return status;

  for (guint i = 0; rule->warnings != NULL && rule->warnings[i] != NULL; i++)
    aps_cli_warn ("%s", rule->warnings[i]);
  return answer (cli, rule, from_us, until_us);
}

const ApsCommand aps_command_next = {
  .name = "next",
  .arguments = "TRIGGER|SCHEDULE",
  .summary = "Show when a trigger fires next",
  .details = "A schedule's id needs the keyfile; its pause and the fires to skip count then.\n"
             "The exit status is 1 where it never fires.",
  .parts = APS_CLI_STORE | APS_CLI_TIME | APS_CLI_JSON,
  .entries = entries,
  .min_arguments = 1,
  .max_arguments = 1,
  .run = run,
};
