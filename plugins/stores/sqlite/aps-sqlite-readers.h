/* Connections that read: one for each thread that reads at the moment.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include "aps-sqlite-connection.h"

typedef struct
{
  char      *path;
  gint64     wait_us;
  gboolean   alone; /* the file may only be read, and nobody had it open */
  GMutex     lock;
  GPtrArray *idle; /* guarded by lock: ApsSqliteConnection */
} ApsSqliteReaders;

ApsSqliteReaders *aps_sqlite_readers_new (const char *path, gint64 wait_us, gboolean alone);
void              aps_sqlite_readers_free (ApsSqliteReaders *self);

ApsSqliteConnection *aps_sqlite_readers_take (ApsSqliteReaders *self, GError **error);
void aps_sqlite_readers_give_back (ApsSqliteReaders *self, ApsSqliteConnection *connection);
