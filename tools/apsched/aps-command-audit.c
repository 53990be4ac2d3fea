/* apsched audit: which fires of the coming years meet a clock change, and what happens then.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"

#include "aps-cli-changes.h"
#include "aps-cli-json.h"
#include "aps-cli-table.h"
#include "aps-cli-time.h"

#include <string.h>

#define DEFAULT_YEARS 3
#define MAX_YEARS 1000
#define YEAR_DAYS 365.2425

static gint  years = DEFAULT_YEARS;
static char *from;
static char *until;
static char *seed;

static const GOptionEntry entries[] = {
  { "years", 0, 0, G_OPTION_ARG_INT, &years, "How many years to look at (3)", "N" },
  { "from", 0, 0, G_OPTION_ARG_STRING, &from, "From this moment on (now)", "TIME" },
  { "until", 0, 0, G_OPTION_ARG_STRING, &until, "Up to this moment", "TIME" },
  { "seed", 0, 0, G_OPTION_ARG_STRING, &seed, "The id that H in a crontab line goes by", "TEXT" },
  { NULL, 0, 0, 0, NULL, NULL, NULL },
};

static char *
wall_text (gint64 wall_us)
{
  char *text = aps_time_to_string (wall_us);

  text[strlen ("2026-01-31T03:00:00")] = '\0';
  return text;
}

static void
add_to_json (ApsCliJson *json, ApsCliRule *rule, const ApsCliMeeting *meeting)
{
  g_autofree char *first = wall_text (meeting->first_wall_us);
  g_autofree char *last = wall_text (meeting->last_wall_us);
  g_autofree char *note = aps_cli_meeting_describe (meeting);

  aps_cli_json_begin (json, NULL, '{');
  aps_cli_json_string (json, "schedule_id", rule->name);
  aps_cli_json_string (json, "trigger", rule->text);
  aps_cli_json_time (json, "time", meeting->change.time_us);
  aps_cli_json_string (json, "timezone", meeting->zone);
  aps_cli_json_int (json, "offset_before_us", meeting->change.offset_before_s * APS_SECOND);
  aps_cli_json_int (json, "offset_after_us", meeting->change.offset_after_s * APS_SECOND);
  aps_cli_json_string (json, "first_local", first);
  aps_cli_json_string (json, "last_local", last);
  aps_cli_json_int (json, "n_fires", meeting->n_walls);
  aps_cli_json_string (json, "effect", aps_cli_meeting_nick (meeting));
  aps_cli_json_time (json, "moved_to", meeting->moved_to_us);
  aps_cli_json_string (json, "note", note);
  aps_cli_json_end (json, '}');
}

static void
add_to_table (ApsCli *cli, ApsCliTable *table, ApsCliRule *rule, const ApsCliMeeting *meeting)
{
  gint             by_s = meeting->change.offset_after_s - meeting->change.offset_before_s;
  g_autofree char *time = aps_cli_time_long (meeting->zone, meeting->change.time_us);
  g_autofree char *span = aps_cli_span (ABS (by_s) * APS_SECOND);
  g_autofree char *by = g_strconcat (by_s > 0 ? "+" : "-", span, NULL);
  g_autofree char *note = aps_cli_meeting_describe (meeting);

  aps_cli_table_add (table, time);
  aps_cli_table_add (table, by);
  aps_cli_table_add (table, meeting->zone);
  aps_cli_table_add (table, rule->name != NULL ? rule->name : rule->text);
  aps_cli_table_add_styled (table, note, APS_CLI_WAITING);
}

static gboolean
audit_rule (ApsCli      *cli,
            ApsCliRule  *rule,
            gint64       from_us,
            gint64       until_us,
            ApsCliTable *table,
            ApsCliJson  *json,
            guint       *n)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GArray) meetings = aps_cli_find_meetings (rule, from_us, until_us, &error);

  if (meetings == NULL)
    {
      aps_cli_fail (APS_EXIT_BAD_ANSWER, "%s: %s", rule->text, error->message);
      return FALSE;
    }

  for (guint i = 0; i < meetings->len; i++)
    {
      const ApsCliMeeting *meeting = &g_array_index (meetings, ApsCliMeeting, i);

      if (cli->json)
        add_to_json (json, rule, meeting);
      else
        add_to_table (cli, table, rule, meeting);
    }
  *n += meetings->len;
  return TRUE;
}

static ApsExit
audit (ApsCli *cli, GPtrArray *rules, gint64 from_us, gint64 until_us)
{
  static const char *const headings[] = { "CLOCK CHANGE", "BY", "ZONE", "WHOSE", "WHAT HAPPENS" };
  g_autoptr (ApsCliTable) table = aps_cli_table_new (cli);
  g_autofree char *begin = aps_cli_time_local (cli->timezone, from_us);
  g_autofree char *end = aps_cli_time_local (cli->timezone, until_us);
  ApsExit          status = APS_EXIT_DONE;
  ApsCliJson       json;
  guint            n = 0;

  for (guint i = 0; i < G_N_ELEMENTS (headings); i++)
    aps_cli_table_add_column (table, headings[i]);
  aps_cli_json_init (&json);
  aps_cli_json_begin_document (&json);
  aps_cli_json_begin (&json, "meetings", '[');
  for (guint i = 0; i < rules->len; i++)
    if (!audit_rule (cli, g_ptr_array_index (rules, i), from_us, until_us, table, &json, &n))
      status = APS_EXIT_BAD_ANSWER;
  aps_cli_json_end (&json, ']');
  aps_cli_json_end (&json, '}');

  if (cli->json)
    aps_cli_json_flush (&json);
  else
    {
      if (n > 0)
        aps_cli_table_print (table);
      g_print ("%u times fires meet a clock change, from %.10s to %.10s.\n", n, begin, end);
    }
  aps_cli_json_clear (&json);
  return status;
}

static ApsExit
run (ApsCli *cli, char **arguments)
{
  g_autoptr (GPtrArray) rules = NULL;
  g_autoptr (GError) error = NULL;
  ApsExit status;
  gint64  from_us = cli->now_us;
  gint64  until_us;

  if (years < 1 || years > MAX_YEARS)
    return aps_cli_fail (APS_EXIT_USAGE, "--years %d is not from 1 to %d", years, MAX_YEARS);
  if (from != NULL && !aps_cli_time_parse (cli, from, &from_us, &error))
    return aps_cli_fail_error (APS_EXIT_USAGE, error);

  until_us = from_us + (gint64)(years * YEAR_DAYS * APS_DAY);
  if (until != NULL && !aps_cli_time_parse (cli, until, &until_us, &error))
    return aps_cli_fail_error (APS_EXIT_USAGE, error);

  if (arguments[0] == NULL)
    rules = aps_cli_find_all_rules (cli, &status);
  else
    {
      ApsCliRule *rule = aps_cli_find_rule (cli, arguments[0], seed, &status);

      if (rule == NULL)
        return status;

      rules = g_ptr_array_new_with_free_func ((GDestroyNotify)aps_cli_rule_free);
      g_ptr_array_add (rules, rule);
    }

  return rules != NULL ? audit (cli, rules, from_us, until_us) : status;
}

const ApsCommand aps_command_audit = {
  .name = "audit",
  .arguments = "[TRIGGER|SCHEDULE]",
  .summary = "Show which fires meet a clock change, and what happens",
  .details = "Without an argument all schedules of the keyfile are looked at, -c FILE.",
  .parts = APS_CLI_STORE | APS_CLI_TIME | APS_CLI_JSON,
  .entries = entries,
  .min_arguments = 0,
  .max_arguments = 1,
  .run = run,
};
