/* A schedule as it is kept.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"

#include "aps-sqlite-schedule-row.h"

#include "aps-sqlite-job-row.h"

/* clang-format off */

static const char FIND_SCHEDULE[] =
"SELECT " APS_SQLITE_SCHEDULE_COLUMNS " FROM schedules WHERE id = ?1";

static const char PUT_SCHEDULE[] =
"INSERT OR REPLACE INTO schedules (" APS_SQLITE_SCHEDULE_COLUMNS ") "
"VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18, ?19, "
"?20, ?21, ?22, ?23, ?24, ?25, ?26, ?27, ?28, ?29, ?30, ?31, ?32, ?33, ?34, ?35, ?36)";

static const char LEASE_SCHEDULE[] =
"UPDATE schedules SET paused = ?1, paused_until_us = ?2, paused_by = ?3, paused_reason = ?4, "
"lease_owner = ?5, lease_until_us = ?6, fence = ?7 WHERE id = ?8";

static const char FIRE_SCHEDULE[] =
"UPDATE schedules SET cursor = ?1, paused = ?2, paused_until_us = ?3, paused_by = ?4, "
"paused_reason = ?5, skips = ?6, last_fire_us = ?7, next_fire_us = ?8, error = ?9, "
"lease_owner = ?10, lease_until_us = ?11, fence = ?12 WHERE id = ?13";

static const char COUNT_FAILURES[] =
"UPDATE schedules SET paused = ?1, paused_until_us = ?2, paused_by = ?3, paused_reason = ?4, "
"failures = ?5, last_failure_fire_us = ?6, lease_owner = ?7, lease_until_us = ?8, fence = ?9 "
"WHERE id = ?10";

static const char REMOVE_SCHEDULE[] =
"DELETE FROM schedules WHERE id = ?1";

static const char REMOVE_IDLE_RUN[] =
"DELETE FROM runs WHERE schedule_id = ?1 AND unfinished = 0";

static const char GET_HISTORY[] =
"SELECT " APS_SQLITE_JOB_ROW " FROM jobs "
"WHERE schedule_id = ?1 AND state = 'finished' AND surplus = 0";

static const char LET_GO[] =
"UPDATE jobs SET surplus = 1, expires_us = ?2 WHERE rowid = ?1";

static const char *const lease_fields[] = {
  "paused", "paused_until_us", "paused_by", "paused_reason", "lease_owner", "lease_until_us",
  "fence", NULL
};

static const char *const firing_fields[] = {
  "cursor", "paused", "paused_until_us", "paused_by", "paused_reason", "skips", "last_fire_us",
  "next_fire_us", "error", "lease_owner", "lease_until_us", "fence", NULL
};

static const char *const failure_fields[] = {
  "paused", "paused_until_us", "paused_by", "paused_reason", "failures", "last_failure_fire_us",
  "lease_owner", "lease_until_us", "fence", NULL
};

/* clang-format on */

gboolean
aps_sqlite_schedule_find (ApsSqliteConnection *db,
                          const char          *id,
                          ApsRecordList       *list,
                          ApsScheduleRecord  **schedule,
                          const char         **unreadable,
                          GError             **error)
{
  g_autoptr (ApsSqliteRows) rows = aps_sqlite_query (db, FIND_SCHEDULE, error, "s", id);
  gboolean row;

  *schedule = NULL;
  *unreadable = NULL;
  if (rows == NULL || !aps_sqlite_next (db, rows, &row, error))
    return FALSE;

  if (row)
    *schedule = aps_sqlite_read_record (rows, 0, list, unreadable);
  return TRUE;
}

static gboolean
step (ApsSqliteConnection *db, ApsSqliteRows *rows, GError **error)
{
  gboolean row;

  return aps_sqlite_next (db, rows, &row, error);
}

gboolean
aps_sqlite_schedule_write (ApsSqliteConnection     *db,
                           const ApsScheduleRecord *schedule,
                           GError                 **error)
{
  g_autoptr (ApsSqliteRows) rows = aps_sqlite_query (db, PUT_SCHEDULE, error, "");

  if (rows == NULL)
    return FALSE;

  aps_sqlite_bind_record (rows, 1, APS_RECORD_TYPE_SCHEDULE, schedule);
  return step (db, rows, error);
}

static gboolean
write_fields (ApsSqliteConnection     *db,
              const char              *sql,
              const char *const       *fields,
              const ApsScheduleRecord *schedule,
              GError                 **error)
{
  g_autoptr (ApsSqliteRows) rows = aps_sqlite_query (db, sql, error, "");

  if (rows == NULL)
    return FALSE;

  aps_sqlite_bind_fields (rows, 1, APS_RECORD_TYPE_SCHEDULE, schedule, fields);
  sqlite3_bind_text (rows, sqlite3_bind_parameter_count (rows), schedule->id, -1, SQLITE_STATIC);
  return step (db, rows, error);
}

gboolean
aps_sqlite_schedule_write_lease (ApsSqliteConnection     *db,
                                 const ApsScheduleRecord *schedule,
                                 GError                 **error)
{
  return write_fields (db, LEASE_SCHEDULE, lease_fields, schedule, error);
}

gboolean
aps_sqlite_schedule_write_firing (ApsSqliteConnection     *db,
                                  const ApsScheduleRecord *schedule,
                                  GError                 **error)
{
  return write_fields (db, FIRE_SCHEDULE, firing_fields, schedule, error);
}

gboolean
aps_sqlite_schedule_set_aside (ApsSqliteConnection *db,
                               ApsScheduleRecord   *schedule,
                               const char          *unreadable,
                               GError             **error)
{
  g_autofree char *text =
    g_strdup_printf ("the schedule cannot be read: column %s holds no such value", unreadable);
  gboolean written;

  schedule->error = text;
  schedule->paused = TRUE;
  schedule->paused_until_us = APS_TIME_NONE;
  schedule->paused_reason = text;
  if (schedule->task_id == NULL)
    schedule->task_id = "";
  aps_store_schedule_end_lease (schedule);
  written = aps_sqlite_schedule_write (db, schedule, error);
  schedule->error = NULL;
  schedule->paused_reason = NULL;
  return written;
}

gboolean
aps_sqlite_schedule_count_outcome (ApsSqliteLedger    *ledger,
                                   const ApsJobRecord *finished,
                                   ApsStoreAnswer     *answer,
                                   GError            **error)
{
  g_autoptr (ApsRecordList) list = aps_record_list_new (APS_RECORD_TYPE_SCHEDULE);
  ApsScheduleRecord *schedule;
  const char        *unreadable;
  gboolean           changed;

  if (!aps_sqlite_schedule_find (ledger->db,
                                 finished->schedule_id,
                                 list,
                                 &schedule,
                                 &unreadable,
                                 error))
    return FALSE;

  if (schedule == NULL || unreadable != NULL ||
      !aps_store_schedule_count_outcome (schedule, finished, list, &changed))
    return TRUE;

  if (changed && answer != NULL)
    aps_record_list_add_copy (answer->schedules, schedule);
  return write_fields (ledger->db, COUNT_FAILURES, failure_fields, schedule, error);
}

static gboolean
let_history_go (ApsSqliteConnection *db, const char *id, GError **error)
{
  g_autoptr (ApsRecordList) list = aps_record_list_new (APS_RECORD_TYPE_JOB);
  g_autoptr (ApsSqliteRows) rows = aps_sqlite_query (db, GET_HISTORY, error, "s", id);
  g_autoptr (GArray) jobs = aps_sqlite_job_rows_read (db, rows, list, error);

  if (jobs == NULL)
    return FALSE;

  for (guint i = 0; i < jobs->len; i++)
    {
      ApsSqliteJobRow *row = &g_array_index (jobs, ApsSqliteJobRow, i);

      aps_store_job_schedule_removed (row->record);
      if (!aps_sqlite_run (db, LET_GO, error, "nt", row->rowid, row->record->expires_us))
        return FALSE;
    }

  return TRUE;
}

gboolean
aps_sqlite_schedule_remove (ApsSqliteConnection *db, const char *id, GError **error)
{
  return let_history_go (db, id, error) && aps_sqlite_run (db, REMOVE_SCHEDULE, error, "s", id) &&
         aps_sqlite_run (db, REMOVE_IDLE_RUN, error, "s", id);
}
