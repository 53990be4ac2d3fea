/* apsched calendar: a month or a year with the days marked on which a trigger fires.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"

#include "aps-cli-json.h"
#include "aps-cli-rule.h"
#include "aps-cli-table.h"
#include "aps-cli-time.h"

#include <stdio.h>
#include <string.h>

#define MONTHS_A_ROW 3
#define WEEKS 6
#define CELL 4 /* columns of a day */

static char *seed;

static const GOptionEntry entries[] = {
  { "seed", 0, 0, G_OPTION_ARG_STRING, &seed, "The id that H in a crontab line goes by", "TEXT" },
  { NULL, 0, 0, 0, NULL, NULL, NULL },
};

/* How many fires each day of a month has. */
typedef struct
{
  gint   year;
  gint   month;
  gint   n_days;
  gint64 fires[31];
} Month;

/* "2027" or "2027-03"; else this month. @month is 0 for a whole year. */
static gboolean
read_period (ApsCli *cli, const char *text, gint *year, gint *month)
{
  ApsWallTime wall;
  char        rest;

  if (text == NULL)
    {
      if (!aps_wall_time_at (cli->now_us, cli->timezone, &wall, NULL))
        return FALSE;

      *year = wall.year;
      *month = wall.month;
      return TRUE;
    }

  *month = 0;
  if (sscanf (text, "%4d-%2d%c", year, month, &rest) == 2)
    return *year >= 1 && *year < 9999 && *month >= 1 && *month <= 12;

  return sscanf (text, "%4d%c", year, &rest) == 1 && *year >= 1 && *year < 9999;
}

static gboolean
count_month (ApsCli *cli, ApsCliRule *rule, gint year, gint month, Month *days, GError **error)
{
  g_autoptr (ApsCursor) cursor = rule->cursor != NULL ? aps_cursor_copy (rule->cursor)
                                                      : aps_cursor_new (cli->now_us);
  gint64 begin_us;
  gint64 end_us;

  if (rule->cursor == NULL && rule->seed != NULL)
    aps_cursor_set_seed (cursor, rule->seed);

  *days = (Month){ .year = year, .month = month };
  days->n_days = g_date_get_days_in_month ((GDateMonth)month, (GDateYear)year);
  if (!aps_cli_day_begin (cli->timezone, year, month, 1, &begin_us, error))
    return FALSE;

  for (gint day = 1; day <= days->n_days; day++)
    {
      gboolean last = day == days->n_days;

      if (!aps_cli_day_begin (cli->timezone,
                              last && month == 12 ? year + 1 : year,
                              last ? month % 12 + 1 : month,
                              last ? 1 : day + 1,
                              &end_us,
                              error) ||
          !aps_trigger_count (rule->trigger,
                              cursor,
                              begin_us,
                              end_us,
                              &days->fires[day - 1],
                              error))
        return FALSE;
      begin_us = end_us;
    }

  return TRUE;
}

static gint
first_column (const Month *month)
{
  g_autoptr (GDate) date = g_date_new_dmy (1, (GDateMonth)month->month, (GDateYear)month->year);

  return g_date_get_weekday (date) - 1;
}

/* "12 ", "12*" for a fire, "12+" for several. */
static void
append_day (ApsCli *cli, GString *line, const Month *month, gint day)
{
  gint64           fires;
  g_autofree char *plain = NULL;
  g_autofree char *styled = NULL;

  if (day < 1 || day > month->n_days)
    {
      g_string_append (line, "    ");
      return;
    }

  fires = month->fires[day - 1];
  plain = g_strdup_printf ("%3d%c", day, fires == 0 ? ' ' : fires == 1 ? '*' : '+');
  styled = aps_cli_style (cli, plain, fires == 0 ? APS_CLI_PLAIN : APS_CLI_BOLD);
  g_string_append (line, styled);
}

static void
append_week (ApsCli *cli, GString *line, const Month *month, gint week)
{
  for (gint column = 0; column < 7; column++)
    append_day (cli, line, month, week * 7 + column - first_column (month) + 1);
}

static void
append_centered (GString *line, const char *text)
{
  gint left = (7 * CELL - (gint)strlen (text)) / 2;

  g_string_append_printf (line, "%*s%-*s", left, "", 7 * CELL - left, text);
}

static void
print_line (GString *line)
{
  g_print ("%s\n", g_strchomp (line->str));
  g_string_truncate (line, 0);
}

static void
print_months (ApsCli *cli, const Month *months, guint n)
{
  static const char *const names[] = { "January",   "February", "March",    "April",
                                       "May",       "June",     "July",     "August",
                                       "September", "October",  "November", "December" };
  g_autoptr (GString) line = g_string_new (NULL);

  for (guint i = 0; i < n; i++)
    {
      g_autofree char *title =
        g_strdup_printf ("%s %d", names[months[i].month - 1], months[i].year);

      append_centered (line, title);
      g_string_append (line, "  ");
    }
  print_line (line);
  for (guint i = 0; i < n; i++)
    g_string_append (line, " Mo  Tu  We  Th  Fr  Sa  Su   ");
  print_line (line);
  for (gint week = 0; week < WEEKS; week++)
    {
      for (guint i = 0; i < n; i++)
        {
          append_week (cli, line, &months[i], week);
          g_string_append (line, "  ");
        }
      if (strspn (line->str, " ") < line->len)
        print_line (line);
      g_string_truncate (line, 0);
    }
}

static void
print_json (ApsCli *cli, ApsCliRule *rule, const Month *months, guint n)
{
  ApsCliJson json;

  aps_cli_json_init (&json);
  aps_cli_json_begin_document (&json);
  aps_cli_json_string (&json, "trigger", rule->text);
  aps_cli_json_string (&json, "timezone", cli->timezone);
  aps_cli_json_begin (&json, "days", '[');
  for (guint i = 0; i < n; i++)
    for (gint day = 1; day <= months[i].n_days; day++)
      {
        g_autofree char *date =
          g_strdup_printf ("%04d-%02d-%02d", months[i].year, months[i].month, day);

        if (months[i].fires[day - 1] == 0)
          continue;

        aps_cli_json_begin (&json, NULL, '{');
        aps_cli_json_string (&json, "date", date);
        aps_cli_json_int (&json, "n_fires", months[i].fires[day - 1]);
        aps_cli_json_end (&json, '}');
      }
  aps_cli_json_end (&json, ']');
  aps_cli_json_end (&json, '}');
  aps_cli_json_flush (&json);
  aps_cli_json_clear (&json);
}

static void
print_calendar (ApsCli *cli, ApsCliRule *rule, const Month *months, guint n)
{
  gint64           total = 0;
  g_autofree char *words = aps_trigger_describe (rule->trigger);

  for (guint i = 0; i < n; i += MONTHS_A_ROW)
    {
      print_months (cli, months + i, MIN (n - i, MONTHS_A_ROW));
      g_print ("\n");
    }
  for (guint i = 0; i < n; i++)
    for (gint day = 0; day < months[i].n_days; day++)
      total += months[i].fires[day];

  g_print ("%" G_GINT64_FORMAT " fire%s: %s.    * one that day, + several    days: %s\n",
           total,
           total == 1 ? "" : "s",
           words,
           cli->timezone);
}

static ApsExit
run (ApsCli *cli, char **arguments)
{
  g_autoptr (ApsCliRule) rule = NULL;
  g_autoptr (GError) error = NULL;
  ApsExit status;
  Month   months[12];
  guint   n;
  gint    year;
  gint    month;

  if (!read_period (cli, arguments[1], &year, &month))
    return aps_cli_fail (APS_EXIT_USAGE,
                         "\"%.80s\" is neither a year nor a month: write 2027 or 2027-03",
                         arguments[1]);

  rule = aps_cli_find_rule (cli, arguments[0], seed, &status);
  if (rule == NULL)
    return status;

  n = month == 0 ? 12 : 1;
  for (guint i = 0; i < n; i++)
    if (!count_month (cli, rule, year, month == 0 ? (gint)i + 1 : month, &months[i], &error))
      return aps_cli_fail_error (APS_EXIT_BAD_ANSWER, error);

  if (cli->json)
    print_json (cli, rule, months, n);
  else
    print_calendar (cli, rule, months, n);
  return APS_EXIT_DONE;
}

const ApsCommand aps_command_calendar = {
  .name = "calendar",
  .arguments = "TRIGGER|SCHEDULE [YEAR[-MONTH]]",
  .summary = "Draw a month or a year, with the fires marked",
  .details = "A schedule's id needs the keyfile, -c FILE.",
  .parts = APS_CLI_STORE | APS_CLI_TIME | APS_CLI_JSON,
  .entries = entries,
  .min_arguments = 1,
  .max_arguments = 2,
  .run = run,
};
