/* A connection to the database: statements kept prepared, errors that say what a caller can do.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include <apsched/apsched.h>

#include <sqlite3.h>

typedef enum
{
  APS_SQLITE_SYNCHRONOUS_FULL,
  APS_SQLITE_SYNCHRONOUS_NORMAL,
} ApsSqliteSynchronous;

GType aps_sqlite_synchronous_get_type (void);

typedef struct
{
  sqlite3    *db;
  GHashTable *statements;  /* the constant with its text -> sqlite3_stmt */
  char       *path;        /* for messages */
  gint64      wait_us;     /* how long to wait for other processes */
  gint64      deadline_us; /* of the wait under way, monotonic */
} ApsSqliteConnection;

ApsSqliteConnection *aps_sqlite_connection_open (const char          *path,
                                                 gboolean             create,
                                                 ApsSqliteSynchronous synchronous,
                                                 gint64               wait_us,
                                                 GError             **error);
void                 aps_sqlite_connection_close (ApsSqliteConnection *self);

/* Opens a database that this process may only read, while nobody else has it open. */
ApsSqliteConnection *aps_sqlite_connection_open_still (const char *path, GError **error);
/* Whether nobody has it open, by its log, which goes with the last one. */
gboolean aps_sqlite_is_still (const char *path);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ApsSqliteConnection, aps_sqlite_connection_close)

/* Sets @error from the connection's last one. Always FALSE. */
gboolean aps_sqlite_fail (ApsSqliteConnection *self, int result, GError **error);
gboolean aps_sqlite_exec (ApsSqliteConnection *self, const char *sql, GError **error);

/* A statement in use. It ends with its scope, and with it the snapshot it reads. */
typedef sqlite3_stmt ApsSqliteRows;

void aps_sqlite_rows_end (ApsSqliteRows *rows);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ApsSqliteRows, aps_sqlite_rows_end)

/* @sql is a constant: its address names the statement. @types has a letter for each parameter:
 * s text or NULL, i a gint, n a gint64, t a time (APS_TIME_NONE becomes NULL). A statement that is
 * in use cannot be got again. */
ApsSqliteRows *aps_sqlite_query (
  ApsSqliteConnection *self, const char *sql, GError **error, const char *types, ...);
gboolean
aps_sqlite_next (ApsSqliteConnection *self, ApsSqliteRows *rows, gboolean *row, GError **error);
gboolean
aps_sqlite_run (ApsSqliteConnection *self, const char *sql, GError **error, const char *types, ...);

/* Reads one number; @value is left alone where there is no row, or NULL in it. */
gboolean aps_sqlite_get_number (ApsSqliteConnection *self,
                                const char          *sql,
                                gint64              *value,
                                GError             **error,
                                const char          *types,
                                ...);

const char *aps_sqlite_column_text (ApsSqliteRows *rows, int column);
gint64      aps_sqlite_column_time (ApsSqliteRows *rows, int column);
