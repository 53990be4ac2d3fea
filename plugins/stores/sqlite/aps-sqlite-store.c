/* The data store in one SQLite file: its settings, and how it is started and stopped.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"

#include "aps-sqlite-store-private.h"

#include "aps-sqlite-database.h"

/**
 * ApsSqliteStore:
 *
 * A data store in one SQLite file, shared by many processes of one host.
 *
 * What was accepted is on the disk: each commit is synced unless `synchronous` is `normal`, which
 * may lose the last commits when the machine, not when the process, goes down. Callers of several
 * threads share a commit. The tables are made to be read: `sqlite3 FILE "SELECT * FROM
 * jobs_readable"`.
 *
 * ## Threads
 *
 * All operations from any thread.
 */
struct _ApsSqliteStore
{
  GObject parent_instance;

  char                *path;            /* construct-only */
  ApsSqliteSynchronous synchronous;     /* construct-only */
  gint64               busy_timeout_us; /* construct-only */

  GRWLock            life;
  ApsSqliteDatabase *database; /* guarded by life; NULL while stopped */
};

enum
{
  PROP_PATH = 1,
  PROP_SYNCHRONOUS,
  PROP_BUSY_TIMEOUT,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

static void implement (ApsDataStoreInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (ApsSqliteStore,
                               aps_sqlite_store,
                               G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (APS_TYPE_DATA_STORE, implement))

static gboolean
fail_stopped (ApsSqliteStore *self, GError **error)
{
  g_set_error (error,
               APS_ERROR,
               APS_ERROR_STOPPED,
               "the store on SQLite database %s is not started",
               self->path);
  return FALSE;
}

gboolean
aps_sqlite_store_write (ApsDataStore     *store,
                        ApsSqliteWork     work,
                        ApsSqliteRequest *request,
                        GError          **error)
{
  ApsSqliteStore                        *self = APS_SQLITE_STORE (store);
  g_autoptr (GRWLockReaderLocker) locker G_GNUC_UNUSED = g_rw_lock_reader_locker_new (&self->life);

  if (self->database == NULL)
    return fail_stopped (self, error);

  if (self->database->writer == NULL)
    {
      g_set_error (error,
                   APS_ERROR,
                   APS_ERROR_READ_ONLY,
                   "SQLite database %s may only be read",
                   self->path);
      return FALSE;
    }

  request->work = work;
  return aps_sqlite_writer_run (self->database->writer, request, error);
}

gboolean
aps_sqlite_store_read (ApsDataStore     *store,
                       ApsSqliteReading  reading,
                       ApsSqliteRequest *request,
                       GError          **error)
{
  ApsSqliteStore                        *self = APS_SQLITE_STORE (store);
  g_autoptr (GRWLockReaderLocker) locker G_GNUC_UNUSED = g_rw_lock_reader_locker_new (&self->life);
  ApsSqliteConnection                   *db;
  gboolean                               success;

  if (self->database == NULL)
    return fail_stopped (self, error);

  db = aps_sqlite_readers_take (self->database->readers, error);
  if (db == NULL)
    return FALSE;

  success = reading (db, request, error);
  aps_sqlite_readers_give_back (self->database->readers, db);
  return success;
}

static ApsDataStoreFlags
aps_sqlite_store_get_flags (ApsDataStore *store)
{
  return APS_DATA_STORE_PERSISTENT | APS_DATA_STORE_SINGLE_HOST | APS_DATA_STORE_EXCHANGE;
}

static gboolean
aps_sqlite_store_start (ApsDataStore *store,
                        gint64        now_us,
                        GCancellable *cancellable,
                        GError      **error)
{
  ApsSqliteStore                        *self = APS_SQLITE_STORE (store);
  g_autoptr (GRWLockWriterLocker) locker G_GNUC_UNUSED = g_rw_lock_writer_locker_new (&self->life);

  if (self->database != NULL)
    return TRUE;

  if (self->path == NULL)
    {
      g_set_error_literal (error,
                           APS_ERROR,
                           APS_ERROR_INVALID_SETTING,
                           "the SQLite store has no path; set it to the database's file");
      return FALSE;
    }

  if (g_cancellable_set_error_if_cancelled (cancellable, error))
    return FALSE;

  self->database =
    aps_sqlite_database_open (self->path, self->synchronous, self->busy_timeout_us, error);
  return self->database != NULL;
}

static void
aps_sqlite_store_stop (ApsDataStore *store)
{
  ApsSqliteStore                        *self = APS_SQLITE_STORE (store);
  g_autoptr (GRWLockWriterLocker) locker G_GNUC_UNUSED = g_rw_lock_writer_locker_new (&self->life);

  g_clear_pointer (&self->database, aps_sqlite_database_close);
}

static char *
aps_sqlite_store_to_string (ApsDataStore *store)
{
  const char *path = APS_SQLITE_STORE (store)->path;

  return g_strconcat ("sqlite ", path != NULL ? path : "(no path)", NULL);
}

/* Sockets of the processes that share the file, in a folder beside it. */
static char *
aps_sqlite_store_dup_broker_settings (ApsDataStore *store)
{
  ApsSqliteStore  *self = APS_SQLITE_STORE (store);
  g_autofree char *folder = NULL;
  g_autofree char *quoted = NULL;

  if (self->path == NULL)
    return NULL;

  folder = g_strconcat (self->path, ".bus", NULL);
  quoted = aps_setting_quote (folder);
  return g_strconcat ("path=", quoted, NULL);
}

static void
implement (ApsDataStoreInterface *iface)
{
  iface->get_flags = aps_sqlite_store_get_flags;
  iface->start = aps_sqlite_store_start;
  iface->stop = aps_sqlite_store_stop;
  iface->to_string = aps_sqlite_store_to_string;
  iface->dup_broker_settings = aps_sqlite_store_dup_broker_settings;
  aps_sqlite_store_implement_operations (iface);
}

static void
aps_sqlite_store_set_property (GObject      *object,
                               guint         property_id,
                               const GValue *value,
                               GParamSpec   *pspec)
{
  ApsSqliteStore *self = APS_SQLITE_STORE (object);

  switch (property_id)
    {
    case PROP_PATH:
      /* The program may change its folder later. */
      if (g_value_get_string (value) != NULL && *g_value_get_string (value) != '\0')
        self->path = g_canonicalize_filename (g_value_get_string (value), NULL);
      break;
    case PROP_SYNCHRONOUS:
      self->synchronous = (ApsSqliteSynchronous)g_value_get_enum (value);
      break;
    case PROP_BUSY_TIMEOUT:
      self->busy_timeout_us = g_value_get_int64 (value);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, property_id, pspec);
    }
}

static void
aps_sqlite_store_get_property (GObject *object, guint property_id, GValue *value, GParamSpec *pspec)
{
  ApsSqliteStore *self = APS_SQLITE_STORE (object);

  switch (property_id)
    {
    case PROP_PATH:
      g_value_set_string (value, self->path);
      break;
    case PROP_SYNCHRONOUS:
      g_value_set_enum (value, (gint)self->synchronous);
      break;
    case PROP_BUSY_TIMEOUT:
      g_value_set_int64 (value, self->busy_timeout_us);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, property_id, pspec);
    }
}

static void
aps_sqlite_store_finalize (GObject *object)
{
  ApsSqliteStore *self = APS_SQLITE_STORE (object);

  g_clear_pointer (&self->database, aps_sqlite_database_close);
  g_rw_lock_clear (&self->life);
  g_free (self->path);
  G_OBJECT_CLASS (aps_sqlite_store_parent_class)->finalize (object);
}

static void
aps_sqlite_store_class_init (ApsSqliteStoreClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GParamFlags   flags = G_PARAM_READWRITE | G_PARAM_CONSTRUCT_ONLY | G_PARAM_STATIC_STRINGS;

  object_class->set_property = aps_sqlite_store_set_property;
  object_class->get_property = aps_sqlite_store_get_property;
  object_class->finalize = aps_sqlite_store_finalize;

  properties[PROP_PATH] =
    aps_setting_mark (g_param_spec_string ("path",
                                           NULL,
                                           "The database; made if absent, its folder is not",
                                           NULL,
                                           flags),
                      APS_SETTING_FILE | APS_SETTING_PLACE | APS_SETTING_REQUIRED);
  properties[PROP_SYNCHRONOUS] =
    g_param_spec_enum ("synchronous",
                       NULL,
                       "full: each commit survives a power cut; normal: the last may not",
                       aps_sqlite_synchronous_get_type (),
                       APS_SQLITE_SYNCHRONOUS_FULL,
                       flags);
  properties[PROP_BUSY_TIMEOUT] =
    aps_setting_mark (g_param_spec_int64 ("busy-timeout",
                                          NULL,
                                          "How long to wait for other processes that write",
                                          APS_MILLISECOND,
                                          10 * APS_MINUTE,
                                          5 * APS_SECOND,
                                          flags),
                      APS_SETTING_DURATION);

  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
aps_sqlite_store_init (ApsSqliteStore *self)
{
  g_rw_lock_init (&self->life);
}
