/* A turnstile between processes: who waits to write comes before who has just written.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include <apsched/apsched.h>

typedef struct
{
  char *path;
  int   fd;
} ApsSqliteTurnstile;

ApsSqliteTurnstile *aps_sqlite_turnstile_new (const char *database);
void                aps_sqlite_turnstile_free (ApsSqliteTurnstile *self);

gboolean aps_sqlite_turnstile_enter (ApsSqliteTurnstile *self, gint64 wait_us, GError **error);
void     aps_sqlite_turnstile_leave (ApsSqliteTurnstile *self);
