/* An open database: who writes, who reads, and that it can be shared at all.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include "aps-sqlite-readers.h"
#include "aps-sqlite-writer.h"

typedef struct
{
  ApsSqliteWriter  *writer; /* NULL where the file may only be read */
  ApsSqliteReaders *readers;
} ApsSqliteDatabase;

ApsSqliteDatabase *aps_sqlite_database_open (const char          *path,
                                             ApsSqliteSynchronous synchronous,
                                             gint64               wait_us,
                                             GError             **error);
void               aps_sqlite_database_close (ApsSqliteDatabase *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ApsSqliteDatabase, aps_sqlite_database_close)

/* Whether files of this kind of file system (statfs(2)) are on another host. */
gboolean aps_sqlite_is_network_file_system (gint64 type);
