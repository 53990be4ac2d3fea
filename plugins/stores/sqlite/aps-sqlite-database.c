/* An open database: who writes, who reads, and that it can be shared at all.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"

#include "aps-sqlite-database.h"

#include "aps-sqlite-schema.h"

#include <fcntl.h>
#include <sys/vfs.h>
#include <unistd.h>

static const char USE_WAL[] = "PRAGMA journal_mode = WAL";

/* Of linux/magic.h, and those that it lacks. */
static const struct
{
  gint64      type;
  const char *name;
} network_file_systems[] = {
  { 0x6969, "nfs" },        { 0x517b, "smb" },      { 0xff534d42, "cifs" },  { 0xfe534d42, "smb2" },
  { 0x00c36400, "ceph" },   { 0x5346414f, "afs" },  { 0x6b414653, "afs" },   { 0x01021997, "9p" },
  { 0x0bd00bd0, "lustre" }, { 0x01161970, "gfs2" }, { 0x7461636f, "ocfs2" },
};

static const char *
get_network_name (gint64 type)
{
  for (guint i = 0; i < G_N_ELEMENTS (network_file_systems); i++)
    if (network_file_systems[i].type == type)
      return network_file_systems[i].name;

  return NULL;
}

gboolean
aps_sqlite_is_network_file_system (gint64 type)
{
  return get_network_name (type) != NULL;
}

/* WAL needs memory that all processes share: on a network file system SQLite may begin, and then
 * damage the file. */
static gboolean
refuse_network (const char *path, GError **error)
{
  g_autofree char *folder = g_path_get_dirname (path);
  struct statfs    info;
  const char      *name;

  if (statfs (folder, &info) != 0)
    return TRUE;

  name = get_network_name ((guint32)info.f_type);
  if (name == NULL)
    return TRUE;

  g_set_error (error,
               APS_ERROR,
               APS_ERROR_NOT_SUPPORTED,
               "SQLite database %s: it is on a network file system (%s), where several processes "
               "cannot share it safely; choose a folder on a local disk, or a server store",
               path,
               name);
  return FALSE;
}

static gboolean
use_wal (ApsSqliteConnection *db, GError **error)
{
  g_autoptr (ApsSqliteRows) rows = aps_sqlite_query (db, USE_WAL, error, "");
  gboolean row;

  if (rows == NULL || !aps_sqlite_next (db, rows, &row, error))
    return FALSE;

  if (row && g_strcmp0 (aps_sqlite_column_text (rows, 0), "wal") == 0)
    return TRUE;

  g_set_error (error,
               APS_ERROR,
               APS_ERROR_NOT_SUPPORTED,
               "SQLite database %s: it cannot be shared by several processes here (journal mode "
               "\"wal\" is refused, as on network file systems); choose a folder on a local disk",
               db->path);
  return FALSE;
}

/* A file that may only be read serves as a window, if it has the tables. */
static gboolean
check_read_only (ApsSqliteConnection *db, GError **error)
{
  gint64 version;

  if (!aps_sqlite_schema_check (db, &version, error))
    return FALSE;
  if (version == APS_SQLITE_SCHEMA_VERSION)
    return TRUE;

  g_set_error (error,
               APS_ERROR,
               APS_ERROR_READ_ONLY,
               "SQLite database %s: it may only be read, and its tables have yet to be made",
               db->path);
  return FALSE;
}

/* Whether it is there, no process has it open, and this one can neither write it nor make the log
 * that SQLite wants beside it. */
static gboolean
is_alone (const char *path)
{
  g_autofree char *folder = g_path_get_dirname (path);

  return g_file_test (path, G_FILE_TEST_IS_REGULAR) && aps_sqlite_is_still (path) &&
         (faccessat (AT_FDCWD, path, W_OK, AT_EACCESS) != 0 ||
          faccessat (AT_FDCWD, folder, W_OK, AT_EACCESS) != 0);
}

static ApsSqliteDatabase *
open_read_only (
  const char *path, ApsSqliteConnection *db, gint64 wait_us, gboolean alone, GError **error)
{
  g_autoptr (ApsSqliteDatabase) self = NULL;

  if (!check_read_only (db, error))
    return NULL;

  self = g_new0 (ApsSqliteDatabase, 1);
  self->readers = aps_sqlite_readers_new (path, wait_us, alone);
  return g_steal_pointer (&self);
}

/* Its log is there, but the way to read it is not: only who may write can make it again. */
static void
explain_log (const char *path, GError **error)
{
  if (aps_sqlite_is_still (path) || !g_file_test (path, G_FILE_TEST_IS_REGULAR) ||
      !(g_error_matches (*error, APS_ERROR, APS_ERROR_ACCESS_DENIED) ||
        g_error_matches (*error, APS_ERROR, APS_ERROR_READ_ONLY)))
    return;

  g_prefix_error (error,
                  "changes that a process left stand beside the database in %s-wal, which somebody "
                  "has to open who may write it: ",
                  path);
}

static gboolean
prepare (ApsSqliteConnection *db, GError **error)
{
  gint64 version;

  /* Looked at before anything is changed, the journal mode too. */
  if (!aps_sqlite_schema_check (db, &version, error))
    return FALSE;

  return use_wal (db, error) &&
         (version == APS_SQLITE_SCHEMA_VERSION || aps_sqlite_schema_migrate (db, error));
}

ApsSqliteDatabase *
aps_sqlite_database_open (const char          *path,
                          ApsSqliteSynchronous synchronous,
                          gint64               wait_us,
                          GError             **error)
{
  g_autoptr (ApsSqliteDatabase) self = NULL;
  g_autoptr (ApsSqliteConnection) db = NULL;
  g_autoptr (GError) failure = NULL;

  gboolean alone = is_alone (path);

  if (!refuse_network (path, error))
    return NULL;

  db = alone ? aps_sqlite_connection_open_still (path, &failure)
             : aps_sqlite_connection_open (path, TRUE, synchronous, wait_us, &failure);
  if (db == NULL)
    {
      explain_log (path, &failure);
      g_propagate_error (error, g_steal_pointer (&failure));
      return NULL;
    }

  if (sqlite3_db_readonly (db->db, "main") == 1)
    return open_read_only (path, db, wait_us, alone, error);
  if (!prepare (db, error))
    return NULL;

  self = g_new0 (ApsSqliteDatabase, 1);
  self->readers = aps_sqlite_readers_new (path, wait_us, FALSE);
  self->writer = aps_sqlite_writer_new (g_steal_pointer (&db), aps_sqlite_turnstile_new (path));
  return g_steal_pointer (&self);
}

void
aps_sqlite_database_close (ApsSqliteDatabase *self)
{
  /* The last connection to close folds the log into the database: the one that may write. */
  g_clear_pointer (&self->readers, aps_sqlite_readers_free);
  g_clear_pointer (&self->writer, aps_sqlite_writer_free);
  g_free (self);
}
