/* Running schedulers: one live instance of each identity.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"

#include "aps-sqlite-lists.h"
#include "aps-sqlite-operations.h"

/* clang-format off */

static const char LIST_INSTANCES[] =
"SELECT " APS_SQLITE_INSTANCE_COLUMNS " FROM instances ORDER BY uuid";

static const char FIND_LIVE[] =
"SELECT " APS_SQLITE_INSTANCE_COLUMNS " FROM instances "
"WHERE identity = ?1 AND uuid <> ?2 AND until_us > ?3";

static const char REMOVE_IDENTITY[] =
"DELETE FROM instances WHERE identity = ?1";

static const char PUT_INSTANCE[] =
"INSERT OR REPLACE INTO instances (" APS_SQLITE_INSTANCE_COLUMNS ") "
"VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15)";

static const char RENEW_INSTANCE[] =
"UPDATE instances SET until_us = ?2, schedules_pass_us = ?3, jobs_pass_us = ?4, "
"cleanup_pass_us = ?5 WHERE uuid = ?1";

static const char REMOVE_INSTANCE[] =
"DELETE FROM instances WHERE uuid = ?1";

/* clang-format on */

static gboolean
refuse_second (ApsSqliteLedger         *ledger,
               const ApsInstanceRecord *instance,
               gint64                   now_us,
               GError                 **error)
{
  g_autoptr (ApsRecordList) live = aps_record_list_new (APS_RECORD_TYPE_INSTANCE);
  g_autoptr (ApsSqliteRows) rows = aps_sqlite_query (ledger->db,
                                                     FIND_LIVE,
                                                     error,
                                                     "ssn",
                                                     instance->identity,
                                                     instance->uuid,
                                                     now_us);
  const ApsInstanceRecord *other;

  if (!aps_sqlite_read_list (ledger->db, rows, live, error))
    return FALSE;
  if (aps_record_list_get_n (live) == 0)
    return TRUE;

  other = aps_record_list_get (live, 0);
  g_set_error (error,
               APS_ERROR,
               APS_ERROR_CONFLICT,
               "a scheduler with identity \"%s\" runs on host %s already (process %" G_GINT64_FORMAT
               "); its lease ends in %" G_GINT64_FORMAT " s unless it is renewed",
               instance->identity,
               other->host,
               other->pid,
               (other->until_us - now_us + APS_SECOND - 1) / APS_SECOND);
  return FALSE;
}

gboolean
aps_sqlite_register_instance (ApsSqliteLedger *ledger, ApsSqliteRequest *request, GError **error)
{
  const ApsInstanceRecord *instance = request->records;
  g_autoptr (ApsSqliteRows) rows = NULL;
  gboolean row;

  if (!aps_sqlite_end_leases (ledger,
                              request->ids,
                              FALSE,
                              request->now_us,
                              request->answer,
                              error) ||
      !refuse_second (ledger, instance, request->now_us, error) ||
      !aps_sqlite_run (ledger->db, REMOVE_IDENTITY, error, "s", instance->identity))
    return FALSE;

  rows = aps_sqlite_query (ledger->db, PUT_INSTANCE, error, "");
  if (rows == NULL)
    return FALSE;

  aps_sqlite_bind_record (rows, 1, APS_RECORD_TYPE_INSTANCE, instance);
  return aps_sqlite_next (ledger->db, rows, &row, error);
}

gboolean
aps_sqlite_renew_instance (ApsSqliteLedger *ledger, ApsSqliteRequest *request, GError **error)
{
  const ApsInstanceRecord *instance = request->records;

  if (!aps_sqlite_run (ledger->db,
                       RENEW_INSTANCE,
                       error,
                       "stttt",
                       instance->uuid,
                       instance->until_us,
                       instance->schedules_pass_us,
                       instance->jobs_pass_us,
                       instance->cleanup_pass_us))
    return FALSE;

  if (sqlite3_changes (ledger->db->db) > 0)
    return TRUE;

  g_set_error (error,
               APS_ERROR,
               APS_ERROR_NOT_FOUND,
               "instance %s is not registered (any more)",
               instance->uuid);
  return FALSE;
}

gboolean
aps_sqlite_leave_instance (ApsSqliteLedger *ledger, ApsSqliteRequest *request, GError **error)
{
  return aps_sqlite_run (ledger->db, REMOVE_INSTANCE, error, "s", request->instance);
}

gboolean
aps_sqlite_list_instances (ApsSqliteConnection *db, ApsSqliteRequest *request, GError **error)
{
  g_autoptr (ApsSqliteRows) rows = aps_sqlite_query (db, LIST_INSTANCES, error, "");

  return aps_sqlite_read_list (db, rows, request->list, error);
}
