/* Commands that change schedules: each of those that are meant, one by one, and what was done said.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include "aps-cli.h"

G_BEGIN_DECLS

typedef gboolean (*ApsCliChange) (ApsScheduler *window,
                                  const char   *id,
                                  gpointer      data,
                                  GError      **error);

/* Changes the schedules that the patterns mean; @done is what is said of each. All patterns are
 * looked up before the first is changed. */
ApsExit aps_cli_change_schedules (ApsCli      *cli,
                                  char       **patterns,
                                  const char  *question, /* NULL: do not ask */
                                  const char  *done,
                                  ApsCliChange change,
                                  gpointer     data);

/* Who asks, as the store keeps it. */
const char *aps_cli_get_user (void);

G_END_DECLS
