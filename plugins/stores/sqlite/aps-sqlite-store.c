/* The data store in one SQLite file: its settings, and each operation in a few lines.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"

#include "aps-sqlite-store.h"

#include "aps-sqlite-database.h"
#include "aps-sqlite-operations.h"

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

static void aps_sqlite_store_implement (ApsDataStoreInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (ApsSqliteStore,
                               aps_sqlite_store,
                               G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (APS_TYPE_DATA_STORE,
                                                      aps_sqlite_store_implement))

typedef gboolean (*Reading) (ApsSqliteConnection *db, ApsSqliteRequest *request, GError **error);

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

static gboolean
write_request (ApsDataStore *store, ApsSqliteWork work, ApsSqliteRequest *request, GError **error)
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

static gboolean
read_request (ApsDataStore *store, Reading reading, ApsSqliteRequest *request, GError **error)
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

static gboolean
aps_sqlite_store_register_instance (ApsDataStore            *store,
                                    const ApsInstanceRecord *instance,
                                    const char *const       *dead,
                                    gint64                   now_us,
                                    ApsStoreAnswer          *answer,
                                    GError                 **error)
{
  ApsSqliteRequest request = {
    .records = instance, .ids = dead, .now_us = now_us, .answer = answer
  };

  return write_request (store, aps_sqlite_register_instance, &request, error);
}

static gboolean
aps_sqlite_store_renew_instance (ApsDataStore            *store,
                                 const ApsInstanceRecord *instance,
                                 gint64                   now_us,
                                 GError                 **error)
{
  ApsSqliteRequest request = { .records = instance, .now_us = now_us };

  return write_request (store, aps_sqlite_renew_instance, &request, error);
}

static gboolean
aps_sqlite_store_leave_instance (ApsDataStore *store,
                                 const char   *uuid,
                                 gint64        now_us,
                                 GError      **error)
{
  ApsSqliteRequest request = { .instance = uuid };

  return write_request (store, aps_sqlite_leave_instance, &request, error);
}

static gboolean
aps_sqlite_store_list_instances (ApsDataStore *store, ApsRecordList *instances, GError **error)
{
  ApsSqliteRequest request = { .list = instances };

  return read_request (store, aps_sqlite_list_instances, &request, error);
}

static gboolean
aps_sqlite_store_put_tasks (
  ApsDataStore *store, ApsRecordList *tasks, gint64 now_us, ApsStoreAnswer *answer, GError **error)
{
  ApsSqliteRequest request = { .list = tasks, .now_us = now_us, .answer = answer };

  return write_request (store, aps_sqlite_put_tasks, &request, error);
}

static gboolean
aps_sqlite_store_get_tasks (ApsDataStore      *store,
                            const char *const *ids,
                            ApsRecordList     *tasks,
                            GError           **error)
{
  ApsSqliteRequest request = { .ids = ids, .list = tasks };

  return read_request (store, aps_sqlite_get_tasks, &request, error);
}

static gboolean
aps_sqlite_store_list_tasks (ApsDataStore       *store,
                             const ApsListQuery *query,
                             ApsRecordList      *tasks,
                             GError            **error)
{
  ApsSqliteRequest request = { .records = query, .list = tasks };

  return read_request (store, aps_sqlite_list_tasks, &request, error);
}

static gboolean
aps_sqlite_store_remove_tasks (ApsDataStore      *store,
                               const char *const *ids,
                               gboolean           cascade,
                               gint64             now_us,
                               ApsStoreAnswer    *answer,
                               GError           **error)
{
  ApsSqliteRequest request = { .ids = ids, .flag = cascade, .now_us = now_us, .answer = answer };

  return write_request (store, aps_sqlite_remove_tasks, &request, error);
}

static gboolean
aps_sqlite_store_put_queues (
  ApsDataStore *store, ApsRecordList *queues, gint64 now_us, ApsStoreAnswer *answer, GError **error)
{
  ApsSqliteRequest request = { .list = queues, .now_us = now_us, .answer = answer };

  return write_request (store, aps_sqlite_put_queues, &request, error);
}

static gboolean
aps_sqlite_store_list_queues (ApsDataStore *store, ApsRecordList *queues, GError **error)
{
  ApsSqliteRequest request = { .list = queues };

  return read_request (store, aps_sqlite_list_queues, &request, error);
}

static gboolean
aps_sqlite_store_remove_queues (ApsDataStore      *store,
                                const char *const *names,
                                gint64             now_us,
                                ApsStoreAnswer    *answer,
                                GError           **error)
{
  ApsSqliteRequest request = { .ids = names, .now_us = now_us, .answer = answer };

  return write_request (store, aps_sqlite_remove_queues, &request, error);
}

static gboolean
aps_sqlite_store_put_schedules (ApsDataStore     *store,
                                ApsRecordList    *schedules,
                                ApsConflictPolicy policy,
                                gint64            now_us,
                                ApsStoreAnswer   *answer,
                                GError          **error)
{
  ApsSqliteRequest request = {
    .list = schedules, .policy = (gint)policy, .now_us = now_us, .answer = answer
  };

  return write_request (store, aps_sqlite_put_schedules, &request, error);
}

static gboolean
aps_sqlite_store_get_schedules (ApsDataStore      *store,
                                const char *const *ids,
                                ApsRecordList     *schedules,
                                GError           **error)
{
  ApsSqliteRequest request = { .ids = ids, .list = schedules };

  return read_request (store, aps_sqlite_get_schedules, &request, error);
}

static gboolean
aps_sqlite_store_list_schedules (ApsDataStore       *store,
                                 const ApsListQuery *query,
                                 ApsRecordList      *schedules,
                                 GError            **error)
{
  ApsSqliteRequest request = { .records = query, .list = schedules };

  return read_request (store, aps_sqlite_list_schedules, &request, error);
}

static gboolean
aps_sqlite_store_remove_schedules (ApsDataStore      *store,
                                   const char *const *ids,
                                   gint64             now_us,
                                   ApsStoreAnswer    *answer,
                                   GError           **error)
{
  ApsSqliteRequest request = { .ids = ids, .now_us = now_us, .answer = answer };

  return write_request (store, aps_sqlite_remove_schedules, &request, error);
}

static gboolean
aps_sqlite_store_set_schedule_states (ApsDataStore           *store,
                                      const ApsScheduleState *states,
                                      guint                   n_states,
                                      gint64                  now_us,
                                      ApsStoreAnswer         *answer,
                                      GError                **error)
{
  ApsSqliteRequest request = {
    .records = states, .n = n_states, .now_us = now_us, .answer = answer
  };

  return write_request (store, aps_sqlite_set_schedule_states, &request, error);
}

static gboolean
aps_sqlite_store_lease_schedules (ApsDataStore      *store,
                                  const char        *instance,
                                  const char *const *types,
                                  guint              limit,
                                  gint64             until_us,
                                  gint64             now_us,
                                  ApsStoreAnswer    *answer,
                                  GError           **error)
{
  ApsSqliteRequest request = { .instance = instance,
                               .ids = types,
                               .n = limit,
                               .until_us = until_us,
                               .now_us = now_us,
                               .answer = answer };

  return write_request (store, aps_sqlite_lease_schedules, &request, error);
}

static gboolean
aps_sqlite_store_commit_firings (ApsDataStore    *store,
                                 const char      *instance,
                                 const ApsFiring *firings,
                                 guint            n_firings,
                                 ApsRecordList   *jobs,
                                 gint64           now_us,
                                 ApsStoreAnswer  *answer,
                                 GError         **error)
{
  ApsSqliteRequest request = { .instance = instance,
                               .records = firings,
                               .n = n_firings,
                               .list = jobs,
                               .now_us = now_us,
                               .answer = answer };

  return write_request (store, aps_sqlite_commit_firings, &request, error);
}

static gboolean
aps_sqlite_store_next_schedule_due (
  ApsDataStore *store, const char *const *types, gint64 now_us, gint64 *due_us, GError **error)
{
  ApsSqliteRequest request = { .ids = types, .now_us = now_us };

  if (!read_request (store, aps_sqlite_next_schedule_due, &request, error))
    return FALSE;

  *due_us = request.until_us;
  return TRUE;
}

static gboolean
aps_sqlite_store_add_jobs (
  ApsDataStore *store, ApsRecordList *jobs, gint64 now_us, ApsStoreAnswer *answer, GError **error)
{
  ApsSqliteRequest request = { .list = jobs, .now_us = now_us, .answer = answer };

  return write_request (store, aps_sqlite_add_jobs, &request, error);
}

static gboolean
aps_sqlite_store_lease_jobs (ApsDataStore      *store,
                             const ApsJobLease *lease,
                             gint64             now_us,
                             ApsStoreAnswer    *answer,
                             GError           **error)
{
  ApsSqliteRequest request = { .lease = lease, .now_us = now_us, .answer = answer };

  return write_request (store, aps_sqlite_lease_jobs, &request, error);
}

static gboolean
aps_sqlite_store_release_jobs (ApsDataStore      *store,
                               const char        *instance,
                               ApsRecordList     *jobs,
                               const ApsJobLease *next,
                               gint64             now_us,
                               ApsStoreAnswer    *answer,
                               GError           **error)
{
  ApsSqliteRequest request = {
    .instance = instance, .list = jobs, .lease = next, .now_us = now_us, .answer = answer
  };

  return write_request (store, aps_sqlite_release_jobs, &request, error);
}

static gboolean
aps_sqlite_store_next_job_due (
  ApsDataStore *store, const ApsJobLease *lease, gint64 now_us, gint64 *due_us, GError **error)
{
  ApsSqliteRequest request = { .lease = lease, .now_us = now_us };

  if (!read_request (store, aps_sqlite_next_job_due, &request, error))
    return FALSE;

  *due_us = request.until_us;
  return TRUE;
}

static gboolean
aps_sqlite_store_held_by (ApsDataStore   *store,
                          const char     *instance,
                          ApsStoreAnswer *answer,
                          GError        **error)
{
  ApsSqliteRequest request = { .instance = instance, .answer = answer };

  return read_request (store, aps_sqlite_held_by, &request, error);
}

static gboolean
aps_sqlite_store_extend_leases (ApsDataStore   *store,
                                const char     *instance,
                                ApsRecordList  *jobs,
                                ApsRecordList  *schedules,
                                gint64          until_us,
                                gint64          now_us,
                                ApsStoreAnswer *answer,
                                GError        **error)
{
  ApsSqliteRequest request = { .instance = instance,
                               .list = jobs,
                               .more = schedules,
                               .until_us = until_us,
                               .now_us = now_us,
                               .answer = answer };

  return write_request (store, aps_sqlite_extend_leases, &request, error);
}

static gboolean
aps_sqlite_store_request_cancel (ApsDataStore      *store,
                                 const char *const *ids,
                                 const char        *by,
                                 const char        *reason,
                                 gint64             now_us,
                                 ApsStoreAnswer    *answer,
                                 GError           **error)
{
  ApsSqliteRequest request = {
    .ids = ids, .by = by, .reason = reason, .now_us = now_us, .answer = answer
  };

  return write_request (store, aps_sqlite_request_cancel, &request, error);
}

static gboolean
aps_sqlite_store_reap (ApsDataStore      *store,
                       const char *const *dead,
                       gboolean           expired,
                       gint64             now_us,
                       ApsStoreAnswer    *answer,
                       GError           **error)
{
  ApsSqliteRequest request = { .ids = dead, .flag = expired, .now_us = now_us, .answer = answer };

  return write_request (store, aps_sqlite_reap, &request, error);
}

static gboolean
aps_sqlite_store_get_jobs (ApsDataStore      *store,
                           const char *const *ids,
                           ApsRecordList     *jobs,
                           GError           **error)
{
  ApsSqliteRequest request = { .ids = ids, .list = jobs };

  return read_request (store, aps_sqlite_get_jobs, &request, error);
}

static gboolean
aps_sqlite_store_list_jobs (ApsDataStore       *store,
                            const ApsListQuery *query,
                            ApsRecordList      *jobs,
                            GError            **error)
{
  ApsSqliteRequest request = { .records = query, .list = jobs };

  return read_request (store, aps_sqlite_list_jobs, &request, error);
}

static gboolean
aps_sqlite_store_count_jobs (ApsDataStore *store, ApsRecordList *counts, GError **error)
{
  ApsSqliteRequest request = { .list = counts };

  return read_request (store, aps_sqlite_count_jobs, &request, error);
}

static gboolean
aps_sqlite_store_clean_up (
  ApsDataStore *store, guint limit, gint64 now_us, ApsStoreAnswer *answer, GError **error)
{
  ApsSqliteRequest request = { .n = limit, .now_us = now_us, .answer = answer };

  return write_request (store, aps_sqlite_clean_up, &request, error);
}

static void
aps_sqlite_store_implement (ApsDataStoreInterface *iface)
{
  iface->get_flags = aps_sqlite_store_get_flags;
  iface->start = aps_sqlite_store_start;
  iface->stop = aps_sqlite_store_stop;
  iface->to_string = aps_sqlite_store_to_string;
  iface->dup_broker_settings = aps_sqlite_store_dup_broker_settings;
  iface->register_instance = aps_sqlite_store_register_instance;
  iface->renew_instance = aps_sqlite_store_renew_instance;
  iface->leave_instance = aps_sqlite_store_leave_instance;
  iface->list_instances = aps_sqlite_store_list_instances;
  iface->put_tasks = aps_sqlite_store_put_tasks;
  iface->get_tasks = aps_sqlite_store_get_tasks;
  iface->list_tasks = aps_sqlite_store_list_tasks;
  iface->remove_tasks = aps_sqlite_store_remove_tasks;
  iface->put_queues = aps_sqlite_store_put_queues;
  iface->list_queues = aps_sqlite_store_list_queues;
  iface->remove_queues = aps_sqlite_store_remove_queues;
  iface->put_schedules = aps_sqlite_store_put_schedules;
  iface->get_schedules = aps_sqlite_store_get_schedules;
  iface->list_schedules = aps_sqlite_store_list_schedules;
  iface->remove_schedules = aps_sqlite_store_remove_schedules;
  iface->set_schedule_states = aps_sqlite_store_set_schedule_states;
  iface->lease_schedules = aps_sqlite_store_lease_schedules;
  iface->commit_firings = aps_sqlite_store_commit_firings;
  iface->next_schedule_due = aps_sqlite_store_next_schedule_due;
  iface->add_jobs = aps_sqlite_store_add_jobs;
  iface->lease_jobs = aps_sqlite_store_lease_jobs;
  iface->release_jobs = aps_sqlite_store_release_jobs;
  iface->next_job_due = aps_sqlite_store_next_job_due;
  iface->held_by = aps_sqlite_store_held_by;
  iface->extend_leases = aps_sqlite_store_extend_leases;
  iface->request_cancel = aps_sqlite_store_request_cancel;
  iface->reap = aps_sqlite_store_reap;
  iface->get_jobs = aps_sqlite_store_get_jobs;
  iface->list_jobs = aps_sqlite_store_list_jobs;
  iface->count_jobs = aps_sqlite_store_count_jobs;
  iface->clean_up = aps_sqlite_store_clean_up;
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
                      APS_SETTING_FILE | APS_SETTING_REQUIRED);
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
