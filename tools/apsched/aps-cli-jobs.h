/* Jobs as the commands show them.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include "aps-cli-list.h"

G_BEGIN_DECLS

extern const ApsCliList aps_cli_job_list;

/* "waiting", "running", or the outcome. */
const char *aps_cli_job_state (const ApsJobRecord *job);
ApsCliStyle aps_cli_job_style (ApsCli *cli, gconstpointer record, gpointer data);

/* What there is to say about it. */
char *aps_cli_job_note (ApsCli *cli, gconstpointer record, gpointer data);

/* How long the last attempt took, or has been running. */
char *aps_cli_job_took (ApsCli *cli, gconstpointer record, gpointer data);
char *aps_cli_job_late (ApsCli *cli, gconstpointer record, gpointer data);

/* An attempt before the last one, which is the record itself. */
typedef struct
{
  gint64      number;
  gint64      started_us;
  gint64      finished_us;
  const char *worker;
  const char *outcome;
  const char *error;
} ApsCliAttempt;

typedef void (*ApsCliAttemptFunc) (const ApsCliAttempt *attempt, gpointer data);

void aps_cli_job_foreach_attempt (const ApsJobRecord *job, ApsCliAttemptFunc func, gpointer data);

/* Reads names of states, parted by commas, into the bits of a query. */
gboolean aps_cli_job_states_parse (const char *text, ApsListQuery *query, ApsExit *status);

G_END_DECLS
