/* What the commands of apsched share: options, exit codes, messages.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include <apsched/apsched.h>

G_BEGIN_DECLS

/* How the program ends; doc/apsched.1 lists them. */
typedef enum
{
  APS_EXIT_DONE = 0,
  APS_EXIT_BAD_ANSWER = 1,
  APS_EXIT_USAGE = 2,
  APS_EXIT_NOT_FOUND = 4,
  APS_EXIT_UNAVAILABLE = 69,
  APS_EXIT_TIMED_OUT = 75,
  APS_EXIT_NOT_ALLOWED = 77,
  APS_EXIT_KEYFILE = 78,
} ApsExit;

/* What a command takes besides its own options. */
typedef enum
{
  APS_CLI_STORE = 1 << 0, /* -c, --set */
  APS_CLI_TIME = 1 << 1,  /* --utc, --tz */
  APS_CLI_JSON = 1 << 2,  /* --json */
  APS_CLI_TABLE = 1 << 3, /* --jsonl, --columns, --sort, --long, --no-header */
  APS_CLI_SET = 1 << 4,   /* --set alone */
} ApsCliParts;

/* The options that several commands have in common, and what follows from them. */
typedef struct
{
  char    *config;
  char   **overrides;
  char    *timezone; /* the reader's zone; never NULL while a command runs */
  gboolean utc;
  char    *color;
  gboolean json;
  gboolean jsonl;
  gboolean is_long;
  gboolean no_header;
  char    *columns;
  char    *sort;

  gboolean zone_given; /* by --utc or --tz */
  gboolean colored;
  gint64   now_us; /* when the program began */

  ApsWallTime yesterday; /* in the reader's zone, as are the others */
  ApsWallTime today;
  ApsWallTime tomorrow;
} ApsCli;

typedef struct
{
  const char         *name;
  const char         *arguments; /* as the help shows them */
  const char         *summary;
  const char         *details; /* NULL: none */
  ApsCliParts         parts;
  const GOptionEntry *entries; /* NULL: none */
  gint                min_arguments;
  gint                max_arguments; /* -1: any number */

  ApsExit (*run) (ApsCli *cli, char **arguments);
} ApsCommand;

extern const ApsCommand aps_command_audit;
extern const ApsCommand aps_command_bench;
extern const ApsCommand aps_command_bench_row;
extern const ApsCommand aps_command_calendar;
extern const ApsCommand aps_command_cancel;
extern const ApsCommand aps_command_check;
extern const ApsCommand aps_command_events;
extern const ApsCommand aps_command_explain;
extern const ApsCommand aps_command_job;
extern const ApsCommand aps_command_jobs;
extern const ApsCommand aps_command_next;
extern const ApsCommand aps_command_pause;
extern const ApsCommand aps_command_plugins;
extern const ApsCommand aps_command_remove;
extern const ApsCommand aps_command_resume;
extern const ApsCommand aps_command_run;
extern const ApsCommand aps_command_schedules;
extern const ApsCommand aps_command_status;
extern const ApsCommand aps_command_submit;

/* Says on standard error what is wrong, in a line, and gives @status back. */
ApsExit aps_cli_fail (ApsExit status, const char *format, ...) G_GNUC_PRINTF (2, 3);
ApsExit aps_cli_fail_error (ApsExit status, const GError *error);
void    aps_cli_warn (const char *format, ...) G_GNUC_PRINTF (1, 2);

/* How an error of a store that is open ends a command. */
ApsExit aps_cli_exit_of_error (const GError *error);

/* Says the error, and ends the command by it. */
ApsExit aps_cli_fail_by (const GError *error);

/* The arguments, such that GLib reads them as people mean them: it knows no -n5, and takes the word
 * behind an option whose value may be left out for that value. */
char **aps_cli_plain_arguments (char **argv);

/* Parses the arguments of one command, and runs it. */
int aps_cli_run_command (ApsCli *cli, const ApsCommand *command, int argc, char **argv);

/* The options that may stand before the name of the command. */
GOptionContext *aps_cli_new_main_context (ApsCli *cli, gboolean *version);

void aps_cli_clear (ApsCli *cli);

G_END_DECLS
