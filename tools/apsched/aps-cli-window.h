/* A window on the store that a keyfile names.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include "aps-cli.h"

G_BEGIN_DECLS

/* The keyfile: as given, else by the environment, else of the user or the system. NULL: none. */
char *aps_cli_find_config (ApsCli *cli);

/* Reads a keyfile; says what is wrong with it, and sets the status, where it returns NULL. */
ApsConfiguration *aps_cli_load (ApsCli *cli, const char *path, ApsExit *status);

/* Whether there is a store that more than the process which runs the keyfile can look into. */
gboolean aps_cli_has_store (ApsConfiguration *configuration);

/* Opens the store of the keyfile without running anything; says what is wrong where NULL. */
ApsScheduler *aps_cli_open_window (ApsCli *cli, ApsExit *status);

/* What an error of opening the store comes to: but for rights, it is not to be had. */
ApsExit aps_cli_exit_of_store (const GError *error);

/* The store of an open window. */
ApsDataStore *aps_cli_get_store (ApsScheduler *window);

/* How a store can be named in a line. */
char *aps_cli_describe_store (ApsScheduler *window);

/* Every id may be shortened to a part that only it has. Says what is wrong where NULL. */
char *aps_cli_find_job (ApsScheduler *window, const char *part, ApsExit *status);

/* The ids of the schedules that are meant: one, a part of one, or a pattern with * and ?. */
char **aps_cli_find_schedules (ApsScheduler *window, const char *pattern, ApsExit *status);

/* Beside @id, the name by which a job is shown. */
const char *aps_cli_short_id (const char *id);

G_END_DECLS
