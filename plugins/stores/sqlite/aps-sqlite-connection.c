/* A connection to the database: statements kept prepared, errors that say what a caller can do.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"

#include "aps-sqlite-connection.h"

#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <string.h>
#include <unistd.h>

#define FIRST_NAP_US 100
#define LONGEST_NAP_US 2000

static const char CONFIGURE_FULL[] = "PRAGMA synchronous = FULL";
static const char CONFIGURE_NORMAL[] = "PRAGMA synchronous = NORMAL";

/* Text of the database is data: it must not be able to call what is dangerous to call. */
static const char CONFIGURE[] = "PRAGMA trusted_schema = OFF;"
                                "PRAGMA cell_size_check = ON;"
                                "PRAGMA foreign_keys = OFF;"
                                "PRAGMA temp_store = MEMORY;"
                                "PRAGMA cache_size = -16384;"
                                "PRAGMA journal_size_limit = 16777216;"
                                "PRAGMA wal_autocheckpoint = 2000";

G_DEFINE_ENUM_TYPE (ApsSqliteSynchronous,
                    aps_sqlite_synchronous,
                    G_DEFINE_ENUM_VALUE (APS_SQLITE_SYNCHRONOUS_FULL, "full"),
                    G_DEFINE_ENUM_VALUE (APS_SQLITE_SYNCHRONOUS_NORMAL, "normal"))

static int
code_of (int result)
{
  switch (result & 0xff)
    {
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
      return APS_ERROR_BUSY;
    case SQLITE_FULL:
    case SQLITE_NOMEM:
      return APS_ERROR_FULL;
    case SQLITE_READONLY:
      return APS_ERROR_READ_ONLY;
    case SQLITE_PERM:
    case SQLITE_AUTH:
    case SQLITE_CANTOPEN:
      return APS_ERROR_ACCESS_DENIED;
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB:
    case SQLITE_FORMAT:
      return APS_ERROR_CORRUPT;
    case SQLITE_TOOBIG:
      return APS_ERROR_TOO_LARGE;
    case SQLITE_IOERR:
      return APS_ERROR_CONNECTION_LOST;
    default:
      return APS_ERROR_FAILED;
    }
}

/* A quota or a limit of size is a full disk to the caller; SQLite calls it an input/output error,
 * and leaves the reason in errno. */
static gboolean
is_out_of_space (int result, int saved_errno)
{
  return result == SQLITE_IOERR_WRITE &&
         (saved_errno == EFBIG || saved_errno == EDQUOT || saved_errno == ENOSPC);
}

gboolean
aps_sqlite_fail (ApsSqliteConnection *self, int result, GError **error)
{
  int         code = is_out_of_space (result, errno) ? APS_ERROR_FULL : code_of (result);
  const char *hint = "";

  if (code == APS_ERROR_BUSY)
    hint = "; another process is writing";
  else if (code == APS_ERROR_FULL)
    hint = "; free some space and try again";

  g_set_error (error,
               APS_ERROR,
               code,
               "SQLite database %s: %s%s",
               self->path,
               sqlite3_errmsg (self->db),
               hint);
  return FALSE;
}

/* NOTES: SQLite's locks are those of a file: they can be asked for, not waited for. Its own handler
 * naps for up to 100 ms. */
static int
wait_for_others (void *data, int n_calls)
{
  ApsSqliteConnection *self = data;
  gint64               now_us = g_get_monotonic_time ();

  if (n_calls == 0)
    self->deadline_us = now_us + self->wait_us;
  if (now_us >= self->deadline_us)
    return 0;

  g_usleep (MIN (FIRST_NAP_US << MIN (n_calls, 8), LONGEST_NAP_US));
  return 1;
}

gboolean
aps_sqlite_exec (ApsSqliteConnection *self, const char *sql, GError **error)
{
  int result = sqlite3_exec (self->db, sql, NULL, NULL, NULL);

  return result == SQLITE_OK || aps_sqlite_fail (self, result, error);
}

/* Whether it is the folder that keeps a new database from being made. */
static gboolean
explain_new (ApsSqliteConnection *self, const char *folder, GError **error)
{
  int failure;

  if (g_file_test (self->path, G_FILE_TEST_EXISTS) ||
      faccessat (AT_FDCWD, folder, W_OK | X_OK, AT_EACCESS) == 0)
    return FALSE;

  failure = errno;
  g_set_error (error,
               APS_ERROR,
               failure == EROFS ? APS_ERROR_READ_ONLY : APS_ERROR_ACCESS_DENIED,
               "SQLite database %s: it cannot be made, for folder %s may not be written: %s",
               self->path,
               folder,
               g_strerror (failure));
  return TRUE;
}

/* SQLite says "unable to open" whatever the reason. */
static gboolean
fail_to_open (ApsSqliteConnection *self, int result, GError **error)
{
  g_autofree char *folder = g_path_get_dirname (self->path);

  if (result == SQLITE_CANTOPEN && !g_file_test (folder, G_FILE_TEST_IS_DIR))
    {
      g_set_error (error,
                   APS_ERROR,
                   APS_ERROR_NOT_FOUND,
                   "SQLite database %s: there is no folder %s; make it first",
                   self->path,
                   folder);
      return FALSE;
    }

  if (result == SQLITE_CANTOPEN && g_file_test (self->path, G_FILE_TEST_IS_DIR))
    {
      g_set_error (error,
                   APS_ERROR,
                   APS_ERROR_INVALID_SETTING,
                   "SQLite database %s: this is a folder; path= names a file in it",
                   self->path);
      return FALSE;
    }

  if (result == SQLITE_CANTOPEN && explain_new (self, folder, error))
    return FALSE;

  if (result == SQLITE_CANTOPEN)
    {
      int saved_errno = sqlite3_system_errno (self->db);

      g_set_error (error,
                   APS_ERROR,
                   APS_ERROR_ACCESS_DENIED,
                   "SQLite database %s: %s: %s",
                   self->path,
                   sqlite3_errmsg (self->db),
                   g_strerror (saved_errno != 0 ? saved_errno : EACCES));
      return FALSE;
    }

  return aps_sqlite_fail (self, result, error);
}

static gboolean
configure (ApsSqliteConnection *self, ApsSqliteSynchronous synchronous, GError **error)
{
  sqlite3_extended_result_codes (self->db, 1);
  sqlite3_busy_handler (self->db, wait_for_others, self);
  sqlite3_db_config (self->db, SQLITE_DBCONFIG_DEFENSIVE, 1, NULL);

  return aps_sqlite_exec (self, CONFIGURE, error) &&
         aps_sqlite_exec (self,
                          synchronous == APS_SQLITE_SYNCHRONOUS_FULL ? CONFIGURE_FULL
                                                                     : CONFIGURE_NORMAL,
                          error);
}

/* @name: of the file, or an address of it, as @flags say. */
static ApsSqliteConnection *
open_by_name (const char          *path,
              const char          *name,
              int                  flags,
              ApsSqliteSynchronous synchronous,
              gint64               wait_us,
              GError             **error)
{
  g_autoptr (ApsSqliteConnection) self = g_new0 (ApsSqliteConnection, 1);
  int result;

  self->path = g_strdup (path);
  self->wait_us = wait_us;
  self->statements = g_hash_table_new (NULL, NULL);

  result = sqlite3_open_v2 (name, &self->db, flags | SQLITE_OPEN_NOMUTEX, NULL);
  if (result != SQLITE_OK)
    {
      fail_to_open (self, result, error);
      return NULL;
    }

  return configure (self, synchronous, error) ? g_steal_pointer (&self) : NULL;
}

ApsSqliteConnection *
aps_sqlite_connection_open (const char          *path,
                            gboolean             create,
                            ApsSqliteSynchronous synchronous,
                            gint64               wait_us,
                            GError             **error)
{
  int flags = SQLITE_OPEN_READWRITE | (create ? SQLITE_OPEN_CREATE : 0);

  return open_by_name (path, path, flags, synchronous, wait_us, error);
}

/* NOTES: without its log, the file is all there is. SQLite cannot read it where it may not make
 * that log, unless it is told that nobody changes the file. */
ApsSqliteConnection *
aps_sqlite_connection_open_still (const char *path, GError **error)
{
  g_autofree char *full = g_canonicalize_filename (path, NULL);
  g_autofree char *escaped = g_uri_escape_string (full, "/", FALSE);
  g_autofree char *name = g_strconcat ("file://", escaped, "?immutable=1", NULL);

  return open_by_name (path,
                       name,
                       SQLITE_OPEN_READONLY | SQLITE_OPEN_URI,
                       APS_SQLITE_SYNCHRONOUS_NORMAL,
                       0,
                       error);
}

gboolean
aps_sqlite_is_still (const char *path)
{
  g_autofree char *log = g_strconcat (path, "-wal", NULL);

  return !g_file_test (log, G_FILE_TEST_EXISTS);
}

void
aps_sqlite_connection_close (ApsSqliteConnection *self)
{
  GHashTableIter iter;
  gpointer       statement;

  g_hash_table_iter_init (&iter, self->statements);
  while (g_hash_table_iter_next (&iter, NULL, &statement))
    sqlite3_finalize (statement);
  g_hash_table_unref (self->statements);

  sqlite3_close (self->db);
  g_free (self->path);
  g_free (self);
}

void
aps_sqlite_rows_end (ApsSqliteRows *rows)
{
  sqlite3_reset (rows);
  sqlite3_clear_bindings (rows);
}

static sqlite3_stmt *
prepare (ApsSqliteConnection *self, const char *sql, GError **error)
{
  sqlite3_stmt *statement = g_hash_table_lookup (self->statements, sql);
  int           result;

  if (statement != NULL)
    {
      g_assert (!sqlite3_stmt_busy (statement));
      return statement;
    }

  result = sqlite3_prepare_v3 (self->db, sql, -1, SQLITE_PREPARE_PERSISTENT, &statement, NULL);
  if (result != SQLITE_OK)
    {
      aps_sqlite_fail (self, result, error);
      return NULL;
    }

  g_hash_table_insert (self->statements, (gpointer)sql, statement);
  return statement;
}

static void
bind_all (sqlite3_stmt *statement, const char *types, va_list args)
{
  for (int i = 0; types[i] != '\0'; i++)
    {
      gint64 number;

      switch (types[i])
        {
        case 's':
          sqlite3_bind_text (statement, i + 1, va_arg (args, const char *), -1, SQLITE_STATIC);
          break;
        case 'i':
          sqlite3_bind_int (statement, i + 1, va_arg (args, gint));
          break;
        case 'n':
          sqlite3_bind_int64 (statement, i + 1, va_arg (args, gint64));
          break;
        case 't':
          number = va_arg (args, gint64);
          if (number != APS_TIME_NONE)
            sqlite3_bind_int64 (statement, i + 1, number);
          break;
        default:
          g_assert_not_reached ();
        }
    }
}

ApsSqliteRows *
aps_sqlite_query (
  ApsSqliteConnection *self, const char *sql, GError **error, const char *types, ...)
{
  sqlite3_stmt *statement = prepare (self, sql, error);
  va_list       args;

  if (statement == NULL)
    return NULL;

  va_start (args, types);
  bind_all (statement, types, args);
  va_end (args);
  return statement;
}

gboolean
aps_sqlite_next (ApsSqliteConnection *self, ApsSqliteRows *rows, gboolean *row, GError **error)
{
  int result;

  errno = 0;
  result = sqlite3_step (rows);
  *row = result == SQLITE_ROW;
  return result == SQLITE_ROW || result == SQLITE_DONE || aps_sqlite_fail (self, result, error);
}

gboolean
aps_sqlite_run (ApsSqliteConnection *self, const char *sql, GError **error, const char *types, ...)
{
  g_autoptr (ApsSqliteRows) rows = prepare (self, sql, error);
  gboolean row;
  va_list  args;

  if (rows == NULL)
    return FALSE;

  va_start (args, types);
  bind_all (rows, types, args);
  va_end (args);
  return aps_sqlite_next (self, rows, &row, error);
}

gboolean
aps_sqlite_get_number (
  ApsSqliteConnection *self, const char *sql, gint64 *value, GError **error, const char *types, ...)
{
  g_autoptr (ApsSqliteRows) rows = prepare (self, sql, error);
  gboolean row;
  va_list  args;

  if (rows == NULL)
    return FALSE;

  va_start (args, types);
  bind_all (rows, types, args);
  va_end (args);
  if (!aps_sqlite_next (self, rows, &row, error))
    return FALSE;

  if (row && sqlite3_column_type (rows, 0) != SQLITE_NULL)
    *value = sqlite3_column_int64 (rows, 0);
  return TRUE;
}

const char *
aps_sqlite_column_text (ApsSqliteRows *rows, int column)
{
  return (const char *)sqlite3_column_text (rows, column);
}

gint64
aps_sqlite_column_time (ApsSqliteRows *rows, int column)
{
  return sqlite3_column_type (rows, column) == SQLITE_NULL ? APS_TIME_NONE
                                                           : sqlite3_column_int64 (rows, column);
}
