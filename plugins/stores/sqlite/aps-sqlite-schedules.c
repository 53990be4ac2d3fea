/* Schedules: put, got, listed, removed, paused and moved.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"

#include "aps-sqlite-job-row.h"
#include "aps-sqlite-lists.h"
#include "aps-sqlite-operations.h"
#include "aps-sqlite-schedule-row.h"

/* clang-format off */

static const char NEW_INCARNATION[] =
"UPDATE counters SET value = value + 1 WHERE name = 'incarnation' RETURNING value";

static const char GET_SCHEDULE[] =
"SELECT " APS_SQLITE_SCHEDULE_COLUMNS " FROM schedules WHERE id = ?1";

static const char LIST_BY_ID[] =
"SELECT " APS_SQLITE_SCHEDULE_COLUMNS " FROM schedules "
"WHERE ?1 NOT NULL AND id >= max (?2, ?3) AND id <> ?2 AND id < ?3 || char (1114111) "
"AND (?5 IS NULL OR task_id = ?5) AND (?6 IS NULL OR origin = ?6) AND (?7 < 0 OR paused = ?7) "
"ORDER BY id LIMIT ?4";

static const char LIST_BY_ID_DESCENDING[] =
"SELECT " APS_SQLITE_SCHEDULE_COLUMNS " FROM schedules "
"WHERE ?1 NOT NULL AND id <= min (?2, ?3 || char (1114111)) AND id <> ?2 AND id >= ?3 "
"AND (?5 IS NULL OR task_id = ?5) AND (?6 IS NULL OR origin = ?6) AND (?7 < 0 OR paused = ?7) "
"ORDER BY id DESC LIMIT ?4";

static const char LIST_BY_TIME[] =
"SELECT " APS_SQLITE_SCHEDULE_COLUMNS " FROM schedules "
"WHERE ifnull (next_fire_us, 9223372036854775807) >= ?1 "
"AND (ifnull (next_fire_us, 9223372036854775807), id) > (?1, ?2) AND substr (id, 1, length (?3)) = ?3 "
"AND (?5 IS NULL OR task_id = ?5) AND (?6 IS NULL OR origin = ?6) AND (?7 < 0 OR paused = ?7) "
"ORDER BY ifnull (next_fire_us, 9223372036854775807), id LIMIT ?4";

static const char LIST_BY_TIME_DESCENDING[] =
"SELECT " APS_SQLITE_SCHEDULE_COLUMNS " FROM schedules "
"WHERE ifnull (next_fire_us, 9223372036854775807) <= ?1 "
"AND (ifnull (next_fire_us, 9223372036854775807), id) < (?1, ?2) AND substr (id, 1, length (?3)) = ?3 "
"AND (?5 IS NULL OR task_id = ?5) AND (?6 IS NULL OR origin = ?6) AND (?7 < 0 OR paused = ?7) "
"ORDER BY ifnull (next_fire_us, 9223372036854775807) DESC, id DESC LIMIT ?4";

/* clang-format on */

static gboolean
add_schedule (ApsSqliteLedger         *ledger,
              const ApsScheduleRecord *wanted,
              gint64                   now_us,
              GError                 **error)
{
  ApsScheduleRecord schedule = *wanted;
  gint64            incarnation = 0;

  if (!aps_sqlite_get_number (ledger->db, NEW_INCARNATION, &incarnation, error, ""))
    return FALSE;

  aps_store_schedule_begin (&schedule, incarnation, now_us);
  return aps_sqlite_schedule_write (ledger->db, &schedule, error);
}

static gboolean
replace_schedule (ApsSqliteLedger         *ledger,
                  ApsScheduleRecord       *kept,
                  const ApsScheduleRecord *wanted,
                  GError                 **error)
{
  gint64 incarnation = kept->incarnation;

  if (g_strcmp0 (kept->trigger, wanted->trigger) != 0 &&
      !aps_sqlite_get_number (ledger->db, NEW_INCARNATION, &incarnation, error, ""))
    return FALSE;

  aps_store_schedule_replace (kept, wanted, incarnation);
  return aps_sqlite_schedule_write (ledger->db, kept, error);
}

static gboolean
put_over (ApsSqliteLedger         *ledger,
          ApsSqliteRequest        *request,
          guint                    i,
          ApsScheduleRecord       *kept,
          const ApsScheduleRecord *wanted,
          GError                 **error)
{
  switch ((ApsConflictPolicy)request->policy)
    {
    case APS_CONFLICT_POLICY_DO_NOTHING:
      aps_store_answer_set (request->answer, i, APS_ENTRY_STATUS_LEFT);
      return TRUE;
    case APS_CONFLICT_POLICY_EXCEPTION:
      aps_store_answer_refuse (request->answer,
                               i,
                               APS_ERROR_CONFLICT,
                               "there is a schedule \"%s\" already",
                               wanted->id);
      return TRUE;
    case APS_CONFLICT_POLICY_REPLACE:
    default:
      break;
    }

  if (aps_store_schedule_equal (kept, wanted))
    {
      aps_store_answer_set (request->answer, i, APS_ENTRY_STATUS_UNCHANGED);
      return TRUE;
    }

  aps_store_answer_set (request->answer, i, APS_ENTRY_STATUS_REPLACED);
  return replace_schedule (ledger, kept, wanted, error);
}

static gboolean
put_schedule (ApsSqliteLedger *ledger, ApsSqliteRequest *request, guint i, GError **error)
{
  const ApsScheduleRecord *wanted = aps_record_list_get (request->list, i);
  ApsSqliteTask           *task = aps_sqlite_ledger_get_task (ledger, wanted->task_id, error);
  g_autoptr (ApsRecordList) list = aps_record_list_new (APS_RECORD_TYPE_SCHEDULE);
  ApsScheduleRecord *kept;
  const char        *unreadable;

  if (task == NULL ||
      !aps_sqlite_schedule_find (ledger->db, wanted->id, list, &kept, &unreadable, error))
    return FALSE;

  /* Where one exists that is not to be replaced, its own task does not matter. */
  if (!task->exists && (kept == NULL || request->policy == APS_CONFLICT_POLICY_REPLACE))
    {
      aps_store_answer_refuse (request->answer,
                               i,
                               APS_ERROR_NOT_FOUND,
                               "schedule \"%s\": there is no task \"%s\"",
                               wanted->id,
                               wanted->task_id);
      return TRUE;
    }

  if (kept != NULL)
    return put_over (ledger, request, i, kept, wanted, error);

  aps_store_answer_set (request->answer, i, APS_ENTRY_STATUS_ADDED);
  return add_schedule (ledger, wanted, request->now_us, error);
}

gboolean
aps_sqlite_put_schedules (ApsSqliteLedger *ledger, ApsSqliteRequest *request, GError **error)
{
  for (guint i = 0; i < aps_record_list_get_n (request->list); i++)
    if (!put_schedule (ledger, request, i, error))
      return FALSE;

  return TRUE;
}

gboolean
aps_sqlite_get_schedules (ApsSqliteConnection *db, ApsSqliteRequest *request, GError **error)
{
  return aps_sqlite_read_by_ids (db, GET_SCHEDULE, request->ids, request->list, error);
}

gboolean
aps_sqlite_list_schedules (ApsSqliteConnection *db, ApsSqliteRequest *request, GError **error)
{
  const ApsListQuery *query = request->records;
  gboolean            by_time = query->order == APS_LIST_ORDER_TIME;
  const char         *sql = by_time ? (query->descending ? LIST_BY_TIME_DESCENDING : LIST_BY_TIME)
                                    : (query->descending ? LIST_BY_ID_DESCENDING : LIST_BY_ID);
  g_autoptr (ApsSqliteRows) rows = aps_sqlite_query (db, sql, error, "");

  if (rows == NULL)
    return FALSE;

  aps_sqlite_bind_page (rows, query);
  aps_sqlite_bind_filter (rows, 5, query->task_id);
  aps_sqlite_bind_filter (rows, 6, query->origin);
  sqlite3_bind_int (rows, 7, query->paused);
  return aps_sqlite_read_list (db, rows, request->list, error);
}

static gboolean
remove_schedule (ApsSqliteLedger *ledger, ApsSqliteRequest *request, guint i, GError **error)
{
  const char *id = request->ids[i];
  gboolean    exists;

  if (!aps_sqlite_has_schedule (ledger->db, id, &exists, error))
    return FALSE;

  if (exists)
    return aps_sqlite_schedule_remove (ledger->db, id, error);

  aps_store_answer_refuse (request->answer,
                           i,
                           APS_ERROR_NOT_FOUND,
                           "there is no schedule \"%s\"",
                           id);
  return TRUE;
}

gboolean
aps_sqlite_remove_schedules (ApsSqliteLedger *ledger, ApsSqliteRequest *request, GError **error)
{
  for (guint i = 0; request->ids != NULL && request->ids[i] != NULL; i++)
    if (!remove_schedule (ledger, request, i, error))
      return FALSE;

  return TRUE;
}

static gboolean
set_state (ApsSqliteLedger *ledger, ApsSqliteRequest *request, guint i, GError **error)
{
  const ApsScheduleState *state = (const ApsScheduleState *)request->records + i;
  g_autoptr (ApsRecordList) list = aps_record_list_new (APS_RECORD_TYPE_SCHEDULE);
  ApsScheduleRecord *kept;
  const char        *unreadable;

  if (!aps_sqlite_schedule_find (ledger->db, state->id, list, &kept, &unreadable, error))
    return FALSE;

  if (kept == NULL)
    {
      aps_store_answer_refuse (request->answer,
                               i,
                               APS_ERROR_NOT_FOUND,
                               "there is no schedule \"%s\"",
                               state->id);
      return TRUE;
    }

  if (kept->revision != state->revision)
    {
      if (!aps_store_state_was_set (kept, state))
        aps_store_answer_refuse (request->answer,
                                 i,
                                 APS_ERROR_CONFLICT,
                                 "schedule \"%s\" has changed since it was read",
                                 state->id);
      else
        aps_record_list_add_copy (request->answer->schedules, kept);
      return TRUE;
    }

  aps_store_schedule_set_state (kept, state);
  aps_record_list_add_copy (request->answer->schedules, kept);
  return aps_sqlite_schedule_write (ledger->db, kept, error);
}

gboolean
aps_sqlite_set_schedule_states (ApsSqliteLedger *ledger, ApsSqliteRequest *request, GError **error)
{
  for (guint i = 0; i < request->n; i++)
    if (!set_state (ledger, request, i, error))
      return FALSE;

  return TRUE;
}
