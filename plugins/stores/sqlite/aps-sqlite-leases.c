/* Leases that are held: ended by their holders, moved, listed, and reaped.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"

#include "aps-sqlite-job-row.h"
#include "aps-sqlite-lists.h"
#include "aps-sqlite-operations.h"
#include "aps-sqlite-schedule-row.h"

/* clang-format off */

static const char EXTEND_JOB[] =
"UPDATE jobs SET lease_until_us = ?2, progress = ?3, progress_text = ?4 WHERE rowid = ?1";

static const char EXTEND_SCHEDULE[] =
"UPDATE schedules SET lease_until_us = ?4 WHERE id = ?1 AND lease_owner = ?2 AND fence = ?3";

static const char GET_HELD_JOBS[] =
"SELECT " APS_SQLITE_JOB_COLUMNS " FROM jobs INDEXED BY jobs_leased "
"WHERE state = 'leased' AND lease_owner = ?1";

static const char GET_HELD_SCHEDULES[] =
"SELECT " APS_SQLITE_SCHEDULE_COLUMNS " FROM schedules WHERE lease_owner = ?1";

/* ?2: only leases that end by then. */
static const char GET_JOBS_OF[] =
"SELECT " APS_SQLITE_JOB_ROW " FROM jobs INDEXED BY jobs_leased "
"WHERE state = 'leased' AND lease_owner = ?1 AND lease_until_us <= ?2";

static const char GET_SCHEDULES_OF[] =
"SELECT " APS_SQLITE_SCHEDULE_COLUMNS " FROM schedules "
"WHERE lease_owner = ?1 AND lease_until_us <= ?2";

static const char NEXT_OWNER_OF_JOBS[] =
"SELECT min (lease_owner) FROM jobs INDEXED BY jobs_leased "
"WHERE state = 'leased' AND lease_owner > ?1";

static const char NEXT_OWNER_OF_SCHEDULES[] =
"SELECT min (lease_owner) FROM schedules WHERE lease_owner > ?1";

static const char REMOVE_INSTANCE[] =
"DELETE FROM instances WHERE uuid = ?1";

static const char REMOVE_EXPIRED_INSTANCES[] =
"DELETE FROM instances WHERE until_us <= ?1";

/* clang-format on */

static void
refuse_stale (ApsStoreAnswer *answer, guint entry, const char *id)
{
  aps_store_answer_refuse (answer, entry, APS_ERROR_STALE_LEASE, "the lease of %s has ended", id);
}

static gboolean
release_row (ApsSqliteLedger    *ledger,
             ApsSqliteRequest   *request,
             ApsSqliteJobRow    *row,
             const ApsJobRecord *wanted,
             GError            **error)
{
  gboolean has_schedule;

  if (!aps_sqlite_has_schedule (ledger->db, row->record->schedule_id, &has_schedule, error))
    return FALSE;

  aps_store_job_release (row->record, wanted, has_schedule, request->now_us);
  if (wanted->state == APS_JOB_STATE_WAITING && row->record->state == APS_JOB_STATE_FINISHED)
    aps_record_list_add_copy (request->answer->ended_jobs, row->record);

  return aps_sqlite_job_row_write (ledger,
                                   row,
                                   has_schedule,
                                   request->now_us,
                                   request->answer,
                                   error);
}

static gboolean
release (ApsSqliteLedger *ledger, ApsSqliteRequest *request, guint i, GError **error)
{
  const ApsJobRecord *wanted = aps_record_list_get (request->list, i);
  g_autoptr (ApsRecordList) list = aps_record_list_new (APS_RECORD_TYPE_JOB);
  ApsSqliteJobRow row;
  gboolean        found;

  if (!aps_sqlite_job_row_find (ledger, wanted->id, list, &row, &found, error))
    return FALSE;

  if (!found)
    {
      if (!aps_store_release_leaves_no_record (wanted, request->now_us))
        refuse_stale (request->answer, i, wanted->id);
      return TRUE;
    }

  if (aps_store_job_is_held (row.record, request->instance, wanted->fence))
    return release_row (ledger, request, &row, wanted, error);

  if (!aps_store_job_was_released (row.record, wanted))
    refuse_stale (request->answer, i, wanted->id);
  return TRUE;
}

gboolean
aps_sqlite_release_jobs (ApsSqliteLedger *ledger, ApsSqliteRequest *request, GError **error)
{
  for (guint i = 0; i < aps_record_list_get_n (request->list); i++)
    if (!release (ledger, request, i, error))
      return FALSE;

  return request->lease == NULL || aps_sqlite_lease_jobs (ledger, request, error);
}

static gboolean
extend_job (ApsSqliteLedger *ledger, ApsSqliteRequest *request, guint i, GError **error)
{
  const ApsJobRecord *wanted = aps_record_list_get (request->list, i);
  g_autoptr (ApsRecordList) list = aps_record_list_new (APS_RECORD_TYPE_JOB);
  g_autoptr (ApsSqliteRows) rows = NULL;
  ApsSqliteJobRow row;
  gboolean        found;

  if (!aps_sqlite_job_row_find (ledger, wanted->id, list, &row, &found, error))
    return FALSE;

  if (!found || !aps_store_job_is_held (row.record, request->instance, wanted->fence))
    {
      refuse_stale (request->answer, i, wanted->id);
      return TRUE;
    }

  row.record->lease_until_us = request->until_us;
  if (wanted->progress >= 0)
    {
      row.record->progress = wanted->progress;
      row.record->progress_text = wanted->progress_text;
    }
  if (row.record->cancel_requested)
    {
      aps_store_answer_set (request->answer, i, APS_ENTRY_STATUS_CANCELLED);
      aps_record_list_add_copy (request->answer->jobs, row.record);
    }

  rows = aps_sqlite_query (ledger->db, EXTEND_JOB, error, "nt", row.rowid, request->until_us);
  if (rows == NULL)
    return FALSE;

  if (row.record->progress >= 0)
    sqlite3_bind_double (rows, 3, row.record->progress);
  aps_sqlite_bind_filter (rows, 4, row.record->progress_text);
  return aps_sqlite_next (ledger->db, rows, &found, error);
}

gboolean
aps_sqlite_extend_leases (ApsSqliteLedger *ledger, ApsSqliteRequest *request, GError **error)
{
  guint n_jobs = request->list != NULL ? aps_record_list_get_n (request->list) : 0;
  guint n_schedules = request->more != NULL ? aps_record_list_get_n (request->more) : 0;

  for (guint i = 0; i < n_jobs; i++)
    if (!extend_job (ledger, request, i, error))
      return FALSE;

  for (guint i = 0; i < n_schedules; i++)
    {
      const ApsScheduleRecord *schedule = aps_record_list_get (request->more, i);

      if (!aps_sqlite_run (ledger->db,
                           EXTEND_SCHEDULE,
                           error,
                           "ssnt",
                           schedule->id,
                           request->instance,
                           schedule->fence,
                           request->until_us))
        return FALSE;
      if (sqlite3_changes (ledger->db->db) == 0)
        refuse_stale (request->answer, n_jobs + i, schedule->id);
    }

  return TRUE;
}

gboolean
aps_sqlite_held_by (ApsSqliteConnection *db, ApsSqliteRequest *request, GError **error)
{
  g_autoptr (ApsSqliteRows)
    jobs = aps_sqlite_query (db, GET_HELD_JOBS, error, "s", request->instance);
  g_autoptr (ApsSqliteRows) schedules = NULL;

  if (!aps_sqlite_read_list (db, jobs, request->answer->jobs, error))
    return FALSE;

  schedules = aps_sqlite_query (db, GET_HELD_SCHEDULES, error, "s", request->instance);
  return aps_sqlite_read_list (db, schedules, request->answer->schedules, error);
}

static gboolean
reap_job (ApsSqliteLedger *ledger,
          ApsSqliteJobRow *row,
          ApsRecordList   *list,
          gint64           now_us,
          ApsStoreAnswer  *answer,
          GError         **error)
{
  gboolean has_schedule;

  if (row->unreadable != NULL)
    return aps_sqlite_job_row_set_aside (ledger, row, now_us, answer, error);

  if (!aps_sqlite_has_schedule (ledger->db, row->record->schedule_id, &has_schedule, error))
    return FALSE;

  aps_store_job_reap (row->record, list, has_schedule, now_us);
  aps_record_list_add_copy (row->record->state == APS_JOB_STATE_FINISHED ? answer->ended_jobs
                                                                         : answer->jobs,
                            row->record);
  return aps_sqlite_job_row_write (ledger, row, has_schedule, now_us, answer, error);
}

static gboolean
reap_jobs (ApsSqliteLedger *ledger,
           const char      *owner,
           gint64           until_us,
           gint64           now_us,
           ApsStoreAnswer  *answer,
           GError         **error)
{
  g_autoptr (ApsRecordList) list = aps_record_list_new (APS_RECORD_TYPE_JOB);
  g_autoptr (ApsSqliteRows)
    rows = aps_sqlite_query (ledger->db, GET_JOBS_OF, error, "sn", owner, until_us);
  g_autoptr (GArray) jobs = aps_sqlite_job_rows_read (ledger->db, rows, list, error);

  if (jobs == NULL)
    return FALSE;

  for (guint i = 0; i < jobs->len; i++)
    if (!reap_job (ledger, &g_array_index (jobs, ApsSqliteJobRow, i), list, now_us, answer, error))
      return FALSE;

  return TRUE;
}

static gboolean
reap_schedules (ApsSqliteLedger *ledger,
                const char      *owner,
                gint64           until_us,
                ApsStoreAnswer  *answer,
                GError         **error)
{
  g_autoptr (ApsRecordList) list = aps_record_list_new (APS_RECORD_TYPE_SCHEDULE);

  {
    g_autoptr (ApsSqliteRows)
      rows = aps_sqlite_query (ledger->db, GET_SCHEDULES_OF, error, "sn", owner, until_us);

    if (!aps_sqlite_read_list (ledger->db, rows, list, error))
      return FALSE;
  }

  for (guint i = 0; i < aps_record_list_get_n (list); i++)
    {
      ApsScheduleRecord *schedule = aps_record_list_get (list, i);

      aps_store_schedule_end_lease (schedule);
      aps_record_list_add_copy (answer->schedules, schedule);
      if (!aps_sqlite_schedule_write_lease (ledger->db, schedule, error))
        return FALSE;
    }

  return TRUE;
}

/* All owners of leases, found one by one in the index: nobody's leases are walked through. */
static gboolean
list_owners (ApsSqliteConnection *db, const char *sql, GHashTable *owners, GError **error)
{
  g_autofree char *last = g_strdup ("");

  while (TRUE)
    {
      g_autoptr (ApsSqliteRows) rows = aps_sqlite_query (db, sql, error, "s", last);
      gboolean row;

      if (rows == NULL || !aps_sqlite_next (db, rows, &row, error))
        return FALSE;
      if (!row || aps_sqlite_column_text (rows, 0) == NULL)
        return TRUE;

      g_free (last);
      last = g_strdup (aps_sqlite_column_text (rows, 0));
      g_hash_table_add (owners, g_strdup (last));
    }
}

static gboolean
end_expired (ApsSqliteLedger *ledger, gint64 now_us, ApsStoreAnswer *answer, GError **error)
{
  g_autoptr (GHashTable) owners = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  GHashTableIter iter;
  gpointer       owner;

  if (!list_owners (ledger->db, NEXT_OWNER_OF_JOBS, owners, error) ||
      !list_owners (ledger->db, NEXT_OWNER_OF_SCHEDULES, owners, error))
    return FALSE;

  g_hash_table_iter_init (&iter, owners);
  while (g_hash_table_iter_next (&iter, &owner, NULL))
    if (!reap_jobs (ledger, owner, now_us, now_us, answer, error) ||
        !reap_schedules (ledger, owner, now_us, answer, error))
      return FALSE;

  return aps_sqlite_run (ledger->db, REMOVE_EXPIRED_INSTANCES, error, "n", now_us);
}

gboolean
aps_sqlite_end_leases (ApsSqliteLedger   *ledger,
                       const char *const *dead,
                       gboolean           expired,
                       gint64             now_us,
                       ApsStoreAnswer    *answer,
                       GError           **error)
{
  for (guint i = 0; dead != NULL && dead[i] != NULL; i++)
    if (!reap_jobs (ledger, dead[i], APS_TIME_NONE, now_us, answer, error) ||
        !reap_schedules (ledger, dead[i], APS_TIME_NONE, answer, error) ||
        !aps_sqlite_run (ledger->db, REMOVE_INSTANCE, error, "s", dead[i]))
      return FALSE;

  return !expired || end_expired (ledger, now_us, answer, error);
}

gboolean
aps_sqlite_reap (ApsSqliteLedger *ledger, ApsSqliteRequest *request, GError **error)
{
  return aps_sqlite_end_leases (ledger,
                                request->ids,
                                request->flag,
                                request->now_us,
                                request->answer,
                                error);
}
