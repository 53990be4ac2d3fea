/* What the commands of apsched share: options, exit codes, messages.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"

#include "aps-cli.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

/* One line: what comes of files and stores may hold control characters. */
static void
print_line (const char *severity, const char *message)
{
  g_autofree char *valid = g_utf8_make_valid (message, -1);
  g_autoptr (GString) line = g_string_new ("apsched: ");

  g_string_append (line, severity);
  for (const char *p = valid; *p != '\0'; p = g_utf8_next_char (p))
    {
      gunichar c = g_utf8_get_char (p);

      if (c == '\n')
        g_string_append (line, p[1] == '\0' ? "" : "; ");
      else if (!g_unichar_iscntrl (c))
        g_string_append_unichar (line, c);
    }
  g_string_append_c (line, '\n');
  fputs (line->str, stderr);
}

ApsExit
aps_cli_fail (ApsExit status, const char *format, ...)
{
  g_autofree char *message = NULL;
  va_list          arguments;

  va_start (arguments, format);
  message = g_strdup_vprintf (format, arguments);
  va_end (arguments);
  print_line ("", message);
  return status;
}

ApsExit
aps_cli_fail_error (ApsExit status, const GError *error)
{
  print_line ("", error->message);
  return status;
}

void
aps_cli_warn (const char *format, ...)
{
  g_autofree char *message = NULL;
  va_list          arguments;

  va_start (arguments, format);
  message = g_strdup_vprintf (format, arguments);
  va_end (arguments);
  print_line ("warning: ", message);
}

ApsExit
aps_cli_exit_of_error (const GError *error)
{
  if (error->domain != APS_ERROR)
    return APS_EXIT_BAD_ANSWER;

  switch ((ApsError)error->code)
    {
    case APS_ERROR_INVALID_ARGUMENT:
    case APS_ERROR_INVALID_TRIGGER:
      return APS_EXIT_USAGE;
    case APS_ERROR_INVALID_SETTING:
      return APS_EXIT_KEYFILE;
    case APS_ERROR_NOT_FOUND:
      return APS_EXIT_NOT_FOUND;
    case APS_ERROR_READ_ONLY:
    case APS_ERROR_ACCESS_DENIED:
      return APS_EXIT_NOT_ALLOWED;
    case APS_ERROR_TIMED_OUT:
    case APS_ERROR_NOT_READY:
      return APS_EXIT_TIMED_OUT;
    case APS_ERROR_BUSY:
    case APS_ERROR_CONNECTION_LOST:
    case APS_ERROR_OUTCOME_UNKNOWN:
    case APS_ERROR_FULL:
    case APS_ERROR_SCHEMA_NEWER:
    case APS_ERROR_CORRUPT:
    case APS_ERROR_STOPPED:
      return APS_EXIT_UNAVAILABLE;
    case APS_ERROR_FAILED:
    case APS_ERROR_MAX_ITERATIONS:
    case APS_ERROR_IMPLEMENTATION:
    case APS_ERROR_CONFLICT:
    case APS_ERROR_STALE_LEASE:
    case APS_ERROR_UNREADABLE_RECORD:
    case APS_ERROR_TOO_LARGE:
    case APS_ERROR_NOT_SUPPORTED:
    case APS_ERROR_RESULT_NOT_KEPT:
    case APS_ERROR_JOB_FAILED:
    case APS_ERROR_MISSED_DEADLINE:
    case APS_ERROR_JOB_CANCELLED:
    case APS_ERROR_JOB_ABANDONED:
    case APS_ERROR_WOULD_DEADLOCK:
    default:
      return APS_EXIT_BAD_ANSWER;
    }
}

ApsExit
aps_cli_fail_by (const GError *error)
{
  return aps_cli_fail_error (aps_cli_exit_of_error (error), error);
}

static void
add_entries (GOptionContext *context, ApsCli *cli, ApsCliParts parts)
{
  const GOptionEntry store[] = {
    { "config",
      'c',
      0,
      G_OPTION_ARG_FILENAME,
      &cli->config,
      "The keyfile that names the store",
      "FILE" },
    { NULL, 0, 0, 0, NULL, NULL, NULL },
  };
  const GOptionEntry set[] = {
    { "set",
      0,
      0,
      G_OPTION_ARG_STRING_ARRAY,
      &cli->overrides,
      "Goes before a line of the keyfile",
      "GROUP.KEY=VALUE" },
    { NULL, 0, 0, 0, NULL, NULL, NULL },
  };
  const GOptionEntry time[] = {
    { "tz", 0, 0, G_OPTION_ARG_STRING, &cli->timezone, "Times in this zone", "ZONE" },
    { "utc", 0, 0, G_OPTION_ARG_NONE, &cli->utc, "Times in UTC", NULL },
    { NULL, 0, 0, 0, NULL, NULL, NULL },
  };
  const GOptionEntry json[] = {
    { "json", 0, 0, G_OPTION_ARG_NONE, &cli->json, "One JSON document", NULL },
    { NULL, 0, 0, 0, NULL, NULL, NULL },
  };
  const GOptionEntry table[] = {
    { "jsonl", 0, 0, G_OPTION_ARG_NONE, &cli->jsonl, "A line of JSON for each", NULL },
    { "columns", 0, 0, G_OPTION_ARG_STRING, &cli->columns, "Only these columns", "A,B" },
    { "sort", 0, 0, G_OPTION_ARG_STRING, &cli->sort, "By this column; -A runs backwards", "A" },
    { "long", 'l', 0, G_OPTION_ARG_NONE, &cli->is_long, "All columns", NULL },
    { "no-header", 0, 0, G_OPTION_ARG_NONE, &cli->no_header, "Neither headings nor summary", NULL },
    { NULL, 0, 0, 0, NULL, NULL, NULL },
  };
  const GOptionEntry color[] = {
    { "color", 0, 0, G_OPTION_ARG_STRING, &cli->color, "auto, always or never", "WHEN" },
    { NULL, 0, 0, 0, NULL, NULL, NULL },
  };

  if (parts & APS_CLI_STORE)
    g_option_context_add_main_entries (context, store, NULL);
  if (parts & (APS_CLI_STORE | APS_CLI_SET))
    g_option_context_add_main_entries (context, set, NULL);
  if (parts & APS_CLI_TIME)
    g_option_context_add_main_entries (context, time, NULL);
  if (parts & APS_CLI_JSON)
    g_option_context_add_main_entries (context, json, NULL);
  if (parts & APS_CLI_TABLE)
    g_option_context_add_main_entries (context, table, NULL);
  g_option_context_add_main_entries (context, color, NULL);
}

GOptionContext *
aps_cli_new_main_context (ApsCli *cli, gboolean *version)
{
  GOptionContext    *context = g_option_context_new ("COMMAND [ARGUMENT…]");
  const GOptionEntry entries[] = {
    { "version", 0, 0, G_OPTION_ARG_NONE, version, "Print the version", NULL },
    { NULL, 0, 0, 0, NULL, NULL, NULL },
  };

  g_option_context_set_strict_posix (context, TRUE);
  g_option_context_set_help_enabled (context, FALSE);
  add_entries (context, cli, APS_CLI_STORE | APS_CLI_TIME);
  g_option_context_add_main_entries (context, entries, NULL);
  return context;
}

static gboolean
resolve_color (ApsCli *cli)
{
  const char *no_color = g_getenv ("NO_COLOR");

  if (g_strcmp0 (cli->color, "always") == 0)
    cli->colored = TRUE;
  else if (g_strcmp0 (cli->color, "never") == 0)
    cli->colored = FALSE;
  else if (cli->color == NULL || strcmp (cli->color, "auto") == 0)
    cli->colored = (no_color == NULL || *no_color == '\0') && isatty (STDOUT_FILENO) &&
                   g_strcmp0 (g_getenv ("TERM"), "dumb") != 0;
  else
    return FALSE;

  return TRUE;
}

static ApsExit
resolve (ApsCli *cli)
{
  g_autoptr (GError) error = NULL;

  if (!resolve_color (cli))
    return aps_cli_fail (APS_EXIT_USAGE,
                         "--color \"%.80s\" is none of auto, always, never",
                         cli->color);

  if (cli->utc && cli->timezone != NULL)
    return aps_cli_fail (APS_EXIT_USAGE, "give either --utc or --tz, not both");

  cli->zone_given = cli->utc || cli->timezone != NULL;
  if (cli->utc)
    cli->timezone = g_strdup ("UTC");
  else if (cli->timezone == NULL)
    cli->timezone = aps_wall_time_dup_system_zone ();

  cli->now_us = aps_clock_get_now (aps_clock_get_default ());
  if (!aps_wall_time_at (cli->now_us, cli->timezone, &cli->today, &error) ||
      !aps_wall_time_at (cli->now_us - APS_DAY, cli->timezone, &cli->yesterday, &error) ||
      !aps_wall_time_at (cli->now_us + APS_DAY, cli->timezone, &cli->tomorrow, &error))
    return aps_cli_fail (APS_EXIT_USAGE, "--tz: %s", error->message);

  return APS_EXIT_DONE;
}

static ApsExit
check_arguments (const ApsCommand *command, gint n)
{
  if (n < command->min_arguments)
    return aps_cli_fail (APS_EXIT_USAGE,
                         "%s needs %s; see apsched %s --help",
                         command->name,
                         command->arguments,
                         command->name);
  if (command->max_arguments >= 0 && n > command->max_arguments)
    return aps_cli_fail (APS_EXIT_USAGE,
                         "%s takes %s%s; see apsched %s --help",
                         command->name,
                         command->max_arguments == 0 ? "no argument" : "only ",
                         command->max_arguments == 0 ? "" : command->arguments,
                         command->name);
  return APS_EXIT_DONE;
}

/* --set before and behind the name of the command. */
static void
join_overrides (ApsCli *cli, char **earlier)
{
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();

  if (earlier == NULL)
    return;

  g_strv_builder_addv (builder, (const char **)earlier);
  if (cli->overrides != NULL)
    g_strv_builder_addv (builder, (const char **)cli->overrides);
  g_strfreev (cli->overrides);
  cli->overrides = g_strv_builder_end (builder);
}

int
aps_cli_run_command (ApsCli *cli, const ApsCommand *command, int argc, char **argv)
{
  g_autoptr (GOptionContext) context = g_option_context_new (command->arguments);
  g_autofree char *program = g_strconcat ("apsched ", command->name, NULL);
  g_auto (GStrv) arguments = g_new0 (char *, argc + 1);
  g_auto (GStrv) earlier = g_steal_pointer (&cli->overrides);
  g_autoptr (GError) error = NULL;
  ApsExit status;
  gint    n;

  for (gint i = 0; i < argc; i++)
    arguments[i] = g_strdup (argv[i]);

  g_set_prgname (program);
  g_option_context_set_summary (context, command->summary);
  g_option_context_set_description (context, command->details);
  if (command->entries != NULL)
    g_option_context_add_main_entries (context, command->entries, NULL);
  add_entries (context, cli, command->parts);
  if (!g_option_context_parse_strv (context, &arguments, &error))
    return aps_cli_fail (APS_EXIT_USAGE,
                         "%s; see apsched %s --help",
                         error->message,
                         command->name);

  join_overrides (cli, earlier);
  /* The name of the command stands first; the end of the options may stand before the rest. */
  if (arguments[1] != NULL && strcmp (arguments[1], "--") == 0)
    {
      g_free (arguments[1]);
      memmove (arguments + 1, arguments + 2, sizeof (char *) * (g_strv_length (arguments + 2) + 1));
    }

  n = (gint)g_strv_length (arguments) - 1;
  status = check_arguments (command, n);
  if (status == APS_EXIT_DONE)
    status = resolve (cli);

  return status == APS_EXIT_DONE ? command->run (cli, arguments + 1) : status;
}

static char *
plain_argument (const char *argument)
{
  if (strcmp (argument, "--wait") == 0)
    return g_strdup ("--wait=");
  if (g_str_has_prefix (argument, "-n") && g_ascii_isdigit (argument[2]))
    return g_strconcat ("--number=", argument + 2, NULL);
  if (g_str_has_prefix (argument, "-c") && argument[2] != '\0')
    return g_strconcat ("--config=", argument + 2, NULL);

  return g_strdup (argument);
}

char **
aps_cli_plain_arguments (char **argv)
{
  g_autoptr (GPtrArray) arguments = g_ptr_array_new ();
  gboolean options = TRUE;

  for (guint i = 0; argv[i] != NULL; i++)
    {
      options = options && strcmp (argv[i], "--") != 0;
      g_ptr_array_add (arguments, options ? plain_argument (argv[i]) : g_strdup (argv[i]));
    }

  g_ptr_array_add (arguments, NULL);
  return (char **)g_ptr_array_free (g_steal_pointer (&arguments), FALSE);
}

void
aps_cli_clear (ApsCli *cli)
{
  g_free (cli->config);
  g_strfreev (cli->overrides);
  g_free (cli->timezone);
  g_free (cli->color);
  g_free (cli->columns);
  g_free (cli->sort);
}
