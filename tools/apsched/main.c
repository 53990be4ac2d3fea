/* apsched: the command line of libapsched. Here the command is found by its name.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"

#include "aps-cli.h"

#include <errno.h>
#include <fcntl.h>
#include <locale.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

/* In the order of the help: a NULL parts the groups. */
static const ApsCommand *const commands[] = {
  &aps_command_run,
  &aps_command_check,
  NULL,
  &aps_command_next,
  &aps_command_explain,
  &aps_command_audit,
  &aps_command_calendar,
  NULL,
  &aps_command_schedules,
  &aps_command_jobs,
  &aps_command_job,
  &aps_command_status,
  &aps_command_events,
  NULL,
  &aps_command_submit,
  &aps_command_cancel,
  &aps_command_pause,
  &aps_command_resume,
  &aps_command_remove,
  NULL,
  &aps_command_plugins,
  &aps_command_bench,
};

/* What commands run, not people. */
static const ApsCommand *const inner_commands[] = {
  &aps_command_bench_row,
};

static void
print_help (void)
{
  g_print ("Usage: apsched [OPTION…] COMMAND [ARGUMENT…]\n\nSchedules and runs jobs.\n\n");
  for (guint i = 0; i < G_N_ELEMENTS (commands); i++)
    if (commands[i] == NULL)
      g_print ("\n");
    else
      g_print ("  %-11s %s\n", commands[i]->name, commands[i]->summary);

  g_print ("\nOptions of all commands on a store:\n"
           "  -c, --config=FILE      The keyfile that names the store; else $APSCHED_CONFIG,\n"
           "                         ~/.config/apsched/apsched.conf, /etc/apsched/apsched.conf\n"
           "  --set GROUP.KEY=VALUE  Goes before a line of the keyfile\n"
           "  --tz=ZONE, --utc       The zone of the times shown\n"
           "  --color=WHEN           auto, always or never\n"
           "  --version              Print the version\n"
           "\napsched COMMAND --help tells about one command, apsched(1) about all.\n");
}

static const ApsCommand *
find_command (const char *name)
{
  for (guint i = 0; i < G_N_ELEMENTS (commands); i++)
    if (commands[i] != NULL && strcmp (commands[i]->name, name) == 0)
      return commands[i];
  for (guint i = 0; i < G_N_ELEMENTS (inner_commands); i++)
    if (strcmp (inner_commands[i]->name, name) == 0)
      return inner_commands[i];

  return NULL;
}

static int
fail_unknown (const char *name)
{
  g_autoptr (GString) names = g_string_new (NULL);

  for (guint i = 0; i < G_N_ELEMENTS (commands); i++)
    if (commands[i] != NULL)
      g_string_append_printf (names, "%s%s", names->len > 0 ? ", " : "", commands[i]->name);

  return aps_cli_fail (APS_EXIT_USAGE, "there is no command \"%.80s\": %s", name, names->str);
}

static gboolean
asks_for_help (const char *word)
{
  return strcmp (word, "--help") == 0 || strcmp (word, "-h") == 0 || strcmp (word, "help") == 0;
}

static int
run (ApsCli *cli, int argc, char **argv)
{
  gboolean version = FALSE;
  g_autoptr (GOptionContext) context = aps_cli_new_main_context (cli, &version);
  g_autoptr (GError) error = NULL;
  const ApsCommand *command;

  if (argc > 1 && asks_for_help (argv[1]))
    {
      command = argc > 2 && strcmp (argv[1], "help") == 0 ? find_command (argv[2]) : NULL;
      if (command != NULL)
        return aps_cli_run_command (cli, command, 2, (char *[]){ argv[2], (char *)"--help", NULL });

      print_help ();
      return APS_EXIT_DONE;
    }

  if (!g_option_context_parse (context, &argc, &argv, &error))
    return aps_cli_fail (APS_EXIT_USAGE, "%s; see apsched --help", error->message);

  if (version)
    {
      g_print ("apsched %s\n", PACKAGE_VERSION);
      return APS_EXIT_DONE;
    }

  if (argc < 2)
    return aps_cli_fail (APS_EXIT_USAGE, "which command? apsched --help lists them");

  command = find_command (argv[1]);
  return command != NULL ? aps_cli_run_command (cli, command, argc - 1, argv + 1)
                         : fail_unknown (argv[1]);
}

/* What is opened next must not take the place of a stream that was closed: it would be printed
 * into. */
static void
fill_standard_streams (void)
{
  int fd;

  do
    fd = open ("/dev/null", O_RDWR);
  while (fd >= 0 && fd <= STDERR_FILENO);
  if (fd >= 0)
    close (fd);
}

/* An answer that was cut off is none. */
static int
end_output (int status)
{
  if (fflush (stdout) != EOF && !ferror (stdout))
    return status;
  if (status != APS_EXIT_DONE)
    return status;

  return aps_cli_fail (APS_EXIT_BAD_ANSWER,
                       "standard output cannot be written: %s",
                       g_strerror (errno));
}

int
main (int argc, char **argv)
{
  ApsCli cli = { 0 };
  g_auto (GStrv) plain = aps_cli_plain_arguments (argv);
  g_autofree char **arguments = g_memdup2 (plain, sizeof (char *) * (argc + 1));
  int               status;

  fill_standard_streams ();
  setlocale (LC_ALL, "");
  g_set_prgname ("apsched");
  /* Standard output is for answers. */
  g_log_writer_default_set_use_stderr (TRUE);

  status = end_output (run (&cli, argc, arguments));
  aps_cli_clear (&cli);
  return status;
}
