/* Schedules that are due: leased, fired, waited for.
 *
 * NOTES: types are what a scheduler can load, so the index of due schedules begins with the set of
 * types: those that this caller cannot load are passed over as a whole.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"

#include "aps-sqlite-job-row.h"
#include "aps-sqlite-lists.h"
#include "aps-sqlite-operations.h"
#include "aps-sqlite-schedule-row.h"

#include <string.h>

/* clang-format off */

static const char NEXT_TYPES[] =
"SELECT min (trigger_types) FROM schedules "
"WHERE paused = 0 AND next_fire_us IS NOT NULL AND trigger_types > ?1";

static const char GET_DUE[] =
"SELECT " APS_SQLITE_SCHEDULE_COLUMNS " FROM schedules "
"WHERE paused = 0 AND next_fire_us IS NOT NULL AND trigger_types = ?1 AND next_fire_us <= ?2 "
"AND (lease_owner IS NULL OR lease_until_us <= ?2) "
"ORDER BY next_fire_us, id LIMIT ?3";

static const char GET_DUE_AFTER_PAUSE[] =
"SELECT " APS_SQLITE_SCHEDULE_COLUMNS " FROM schedules "
"WHERE paused = 1 AND paused_until_us IS NOT NULL AND paused_until_us <= ?1 "
"AND next_fire_us <= ?1 AND (lease_owner IS NULL OR lease_until_us <= ?1)";

static const char GET_NEXT[] =
"SELECT next_fire_us, CASE WHEN lease_owner IS NULL THEN next_fire_us "
"  ELSE max (next_fire_us, lease_until_us) END FROM schedules "
"WHERE paused = 0 AND next_fire_us IS NOT NULL AND trigger_types = ?1 "
"ORDER BY next_fire_us, id";

static const char GET_NEXT_PAUSED[] =
"SELECT trigger_types, max (next_fire_us, paused_until_us, "
"  CASE WHEN lease_owner IS NULL THEN next_fire_us ELSE lease_until_us END) FROM schedules "
"WHERE paused = 1 AND paused_until_us IS NOT NULL AND next_fire_us IS NOT NULL "
"ORDER BY paused_until_us";

/* clang-format on */

/* The sets of types, of schedules that are not paused, that the caller knows. */
static GPtrArray *
list_known_types (ApsSqliteConnection *db, const char *const *types, GError **error)
{
  g_autoptr (GPtrArray) known = g_ptr_array_new_with_free_func (g_free);
  g_autofree char *last = g_strdup ("");

  while (TRUE)
    {
      g_autoptr (ApsSqliteRows) rows = aps_sqlite_query (db, NEXT_TYPES, error, "s", last);
      gboolean row;

      if (rows == NULL || !aps_sqlite_next (db, rows, &row, error))
        return NULL;
      if (!row || aps_sqlite_column_text (rows, 0) == NULL)
        return g_steal_pointer (&known);

      g_free (last);
      last = g_strdup (aps_sqlite_column_text (rows, 0));
      if (aps_store_types_are_known (last, types))
        g_ptr_array_add (known, g_strdup (last));
    }
}

typedef struct
{
  ApsScheduleRecord *record;
  const char        *unreadable;
} Due;

static gboolean
read_due (ApsSqliteConnection *db,
          ApsSqliteRows       *rows,
          const char *const   *types,
          ApsRecordList       *list,
          GArray              *found,
          GError             **error)
{
  gboolean row;

  if (rows == NULL)
    return FALSE;

  while (TRUE)
    {
      Due due;

      if (!aps_sqlite_next (db, rows, &row, error))
        return FALSE;
      if (!row)
        return TRUE;

      due.record = aps_sqlite_read_record (rows, 0, list, &due.unreadable);
      if (aps_store_types_are_known (due.record->trigger_types, types))
        g_array_append_val (found, due);
    }
}

static int
compare_due (gconstpointer a, gconstpointer b)
{
  const ApsScheduleRecord *one = ((const Due *)a)->record;
  const ApsScheduleRecord *two = ((const Due *)b)->record;

  if (one->next_fire_us != two->next_fire_us)
    return one->next_fire_us < two->next_fire_us ? -1 : 1;

  return g_strcmp0 (one->id, two->id);
}

static gboolean
find_due (ApsSqliteLedger  *ledger,
          ApsSqliteRequest *request,
          ApsRecordList    *list,
          GArray           *found,
          GError          **error)
{
  g_autoptr (GPtrArray) known = list_known_types (ledger->db, request->ids, error);
  g_autoptr (ApsSqliteRows) paused = NULL;

  if (known == NULL)
    return FALSE;

  for (guint i = 0; i < known->len; i++)
    {
      g_autoptr (ApsSqliteRows) rows = aps_sqlite_query (ledger->db,
                                                         GET_DUE,
                                                         error,
                                                         "snn",
                                                         known->pdata[i],
                                                         request->now_us,
                                                         (gint64)request->n);

      if (!read_due (ledger->db, rows, request->ids, list, found, error))
        return FALSE;
    }

  paused = aps_sqlite_query (ledger->db, GET_DUE_AFTER_PAUSE, error, "n", request->now_us);
  return read_due (ledger->db, paused, request->ids, list, found, error);
}

gboolean
aps_sqlite_lease_schedules (ApsSqliteLedger *ledger, ApsSqliteRequest *request, GError **error)
{
  g_autoptr (ApsRecordList) list = aps_record_list_new (APS_RECORD_TYPE_SCHEDULE);
  g_autoptr (GArray) found = g_array_new (FALSE, FALSE, sizeof (Due));
  guint n_leased = 0;

  if (!find_due (ledger, request, list, found, error))
    return FALSE;

  g_array_sort (found, compare_due);
  for (guint i = 0; i < found->len && n_leased < request->n; i++)
    {
      const Due *due = &g_array_index (found, Due, i);

      if (due->unreadable != NULL)
        {
          if (!aps_sqlite_schedule_set_aside (ledger->db, due->record, due->unreadable, error))
            return FALSE;
          continue;
        }

      n_leased++;
      aps_store_schedule_lease (due->record, request->instance, request->until_us, request->now_us);
      aps_record_list_add_copy (request->answer->schedules, due->record);
      if (!aps_sqlite_schedule_write_lease (ledger->db, due->record, error))
        return FALSE;
    }

  return TRUE;
}

/* A job that cannot wait, since its key is taken or its task is gone, is kept as ended. */
static gboolean
add_ended (ApsSqliteLedger *ledger, ApsSqliteRequest *request, ApsJobRecord *job, GError **error)
{
  gboolean added;

  if (!aps_sqlite_job_insert (ledger, job, TRUE, request->now_us, &added, error))
    return FALSE;

  if (added)
    aps_record_list_add_copy (request->answer->ended_jobs, job);
  return TRUE;
}

static gboolean
add_fired_job (ApsSqliteLedger *ledger, ApsSqliteRequest *request, guint i, GError **error)
{
  ApsJobRecord       job = *(const ApsJobRecord *)aps_record_list_get (request->list, i);
  ApsSqliteTask     *task = aps_sqlite_ledger_get_task (ledger, job.task_id, error);
  ApsSqliteJobHolder holder;
  gboolean           added;

  if (task == NULL)
    return FALSE;

  aps_store_job_begin (&job, request->now_us);
  if (!task->exists)
    {
      aps_store_job_finish_task_gone (&job, TRUE, request->now_us);
      return add_ended (ledger, request, &job, error);
    }

  if (!aps_sqlite_job_add (ledger, &job, TRUE, request->now_us, &added, &holder, NULL, error))
    return FALSE;
  if (added || holder == APS_SQLITE_JOB_HOLDER_ID)
    return TRUE;

  aps_store_job_finish (&job,
                        APS_JOB_OUTCOME_MISSED_START_DEADLINE,
                        APS_STORE_REASON_QUEUE_ONE,
                        TRUE,
                        request->now_us);
  return add_ended (ledger, request, &job, error);
}

static gboolean
carry_out (ApsSqliteLedger   *ledger,
           ApsSqliteRequest  *request,
           ApsScheduleRecord *kept,
           const ApsFiring   *firing,
           GError           **error)
{
  aps_store_schedule_fire (kept, firing);
  if (!aps_sqlite_schedule_write_firing (ledger->db, kept, error))
    return FALSE;

  for (guint i = 0; i < firing->n_jobs; i++)
    if (!add_fired_job (ledger, request, firing->first_job + i, error))
      return FALSE;

  return TRUE;
}

static gboolean
commit_firing (ApsSqliteLedger *ledger, ApsSqliteRequest *request, guint i, GError **error)
{
  const ApsFiring *firing = (const ApsFiring *)request->records + i;
  g_autoptr (ApsRecordList) list = aps_record_list_new (APS_RECORD_TYPE_SCHEDULE);
  ApsScheduleRecord *kept;
  const char        *unreadable;

  if (!aps_sqlite_schedule_find (ledger->db, firing->schedule_id, list, &kept, &unreadable, error))
    return FALSE;

  if (kept == NULL)
    aps_store_answer_refuse (request->answer,
                             i,
                             APS_ERROR_NOT_FOUND,
                             "schedule \"%s\" was removed",
                             firing->schedule_id);
  else if (aps_store_firing_holds (kept, firing, request->instance))
    return carry_out (ledger, request, kept, firing, error);
  else if (!aps_store_firing_was_committed (kept, firing))
    aps_store_answer_refuse (request->answer,
                             i,
                             APS_ERROR_STALE_LEASE,
                             "the lease of schedule \"%s\" has ended",
                             firing->schedule_id);

  return TRUE;
}

gboolean
aps_sqlite_commit_firings (ApsSqliteLedger *ledger, ApsSqliteRequest *request, GError **error)
{
  for (guint i = 0; i < request->n; i++)
    if (!commit_firing (ledger, request, i, error))
      return FALSE;

  return TRUE;
}

/* Schedules under a lease stand in front of those that are free: they are few. */
static gboolean
find_next (ApsSqliteConnection *db, const char *types, gint64 *due_us, GError **error)
{
  g_autoptr (ApsSqliteRows) rows = aps_sqlite_query (db, GET_NEXT, error, "s", types);
  gboolean row;

  if (rows == NULL)
    return FALSE;

  while (TRUE)
    {
      if (!aps_sqlite_next (db, rows, &row, error))
        return FALSE;
      if (!row || sqlite3_column_int64 (rows, 0) >= *due_us)
        return TRUE;

      *due_us = MIN (*due_us, sqlite3_column_int64 (rows, 1));
    }
}

gboolean
aps_sqlite_next_schedule_due (ApsSqliteConnection *db, ApsSqliteRequest *request, GError **error)
{
  g_autoptr (GPtrArray) known = list_known_types (db, request->ids, error);
  g_autoptr (ApsSqliteRows) paused = NULL;
  gboolean row;

  request->until_us = APS_TIME_NONE;
  if (known == NULL)
    return FALSE;

  for (guint i = 0; i < known->len; i++)
    if (!find_next (db, known->pdata[i], &request->until_us, error))
      return FALSE;

  paused = aps_sqlite_query (db, GET_NEXT_PAUSED, error, "");
  if (paused == NULL)
    return FALSE;

  while (TRUE)
    {
      if (!aps_sqlite_next (db, paused, &row, error))
        return FALSE;
      if (!row)
        return TRUE;

      if (aps_store_types_are_known (aps_sqlite_column_text (paused, 0), request->ids))
        request->until_us = MIN (request->until_us, sqlite3_column_int64 (paused, 1));
    }
}
