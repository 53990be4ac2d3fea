/* When there will be something to lease: asked often, so it reads heads of lanes only.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"

#include "aps-sqlite-operations.h"

#include "aps-store-rules.h"

/* clang-format off */

static const char GET_DEADLINE[] =
"SELECT min (deadline_us) FROM jobs INDEXED BY jobs_deadline "
"WHERE state = 'waiting' AND deadline_us IS NOT NULL";

static const char HAS_GONE_TASKS[] =
"SELECT 1 FROM lanes WHERE waiting > 0 AND state = 'gone' LIMIT 1";

static const char NEXT_PRIORITY[] =
"SELECT max (priority) FROM lanes "
"WHERE waiting > 0 AND state = 'open' AND executor = ?1 AND priority < ?2";

static const char GET_HEADS[] =
"SELECT l.head_due_us, l.task_id, t.callable, l.queue FROM lanes l "
"JOIN tasks t ON t.id = l.task_id "
"LEFT JOIN queues q ON q.name = l.queue "
"LEFT JOIN limits m ON m.name = 'queue:' || l.queue "
"WHERE l.waiting > 0 AND l.state = 'open' AND l.executor = ?1 AND l.priority = ?2 "
"AND l.head_due_us < ?3 "
"AND ifnull (q.paused, 0) = 0 AND (m.slots IS NULL OR m.used < m.slots) "
"ORDER BY l.head_due_us, l.head_id";

static const char GET_OVERLAPPING_HEADS[] =
"SELECT l.head_due_us, l.task_id, t.callable, l.queue, l.id, l.overlap FROM lanes l "
"JOIN tasks t ON t.id = l.task_id "
"LEFT JOIN queues q ON q.name = l.queue "
"WHERE l.waiting > 0 AND l.state = 'full' AND l.overlap <> 'queue' AND l.executor = ?1 "
"AND l.head_due_us < ?2 AND ifnull (q.paused, 0) = 0 "
"ORDER BY l.head_due_us";

/* Of the jobs that wait in a lane, the earliest whose schedule has a running one to cancel. */
static const char GET_CANCELLING[] =
"SELECT min (w.due_us) FROM jobs r INDEXED BY jobs_leased "
"JOIN jobs w INDEXED BY jobs_of_schedule ON w.schedule_id = r.schedule_id "
"WHERE r.state = 'leased' AND r.task_id = ?1 AND r.schedule_id IS NOT NULL "
"AND r.cancel_requested = 0 "
"AND w.state = 'waiting' AND w.overlap = 'cancel-running' AND w.lane = ?2";

/* clang-format on */

static gboolean
can_take (const ApsJobLease *lease, ApsSqliteRows *rows)
{
  return aps_store_lease_can_run (lease,
                                  aps_sqlite_column_text (rows, 1),
                                  aps_sqlite_column_text (rows, 2)) &&
         aps_store_lease_serves (lease, aps_sqlite_column_text (rows, 3));
}

/* The earliest head of those lanes that the caller can take, if it is before *due_us. */
static gboolean
look_at_priority (ApsSqliteConnection *db,
                  const ApsJobLease   *lease,
                  const char          *executor,
                  gint64               priority,
                  gint64              *due_us,
                  GError             **error)
{
  g_autoptr (ApsSqliteRows)
    rows = aps_sqlite_query (db, GET_HEADS, error, "snn", executor, priority, *due_us);
  gboolean row;

  if (rows == NULL)
    return FALSE;

  while (TRUE)
    {
      if (!aps_sqlite_next (db, rows, &row, error))
        return FALSE;
      if (!row)
        return TRUE;

      if (can_take (lease, rows))
        {
          *due_us = sqlite3_column_int64 (rows, 0);
          return TRUE;
        }
    }
}

static gboolean
look_at_lanes (ApsSqliteConnection *db,
               const ApsJobLease   *lease,
               const char          *executor,
               gint64              *due_us,
               GError             **error)
{
  gint64 last = G_MAXINT64;

  while (TRUE)
    {
      gint64 priority = last;

      if (!aps_sqlite_get_number (db, NEXT_PRIORITY, &priority, error, "sn", executor, last))
        return FALSE;
      if (priority == last)
        return TRUE;

      if (!look_at_priority (db, lease, executor, priority, due_us, error))
        return FALSE;
      last = priority;
    }
}

/* A lane of jobs that cancel running ones: when there is something to cancel. */
static gboolean
look_at_cancelling (ApsSqliteConnection *db, ApsSqliteRows *rows, gint64 *due_us, GError **error)
{
  gint64 cancelling_us = APS_TIME_NONE;

  if (!aps_sqlite_get_number (db,
                              GET_CANCELLING,
                              &cancelling_us,
                              error,
                              "sn",
                              aps_sqlite_column_text (rows, 1),
                              sqlite3_column_int64 (rows, 4)))
    return FALSE;

  *due_us = MIN (*due_us, cancelling_us);
  return TRUE;
}

static gboolean
look_at_overlaps (ApsSqliteConnection *db,
                  const ApsJobLease   *lease,
                  const char          *executor,
                  gint64              *due_us,
                  GError             **error)
{
  g_autoptr (ApsSqliteRows)
    rows = aps_sqlite_query (db, GET_OVERLAPPING_HEADS, error, "sn", executor, *due_us);
  gboolean row;

  if (rows == NULL)
    return FALSE;

  while (TRUE)
    {
      if (!aps_sqlite_next (db, rows, &row, error))
        return FALSE;
      if (!row || sqlite3_column_int64 (rows, 0) >= *due_us)
        return TRUE;
      if (!can_take (lease, rows))
        continue;

      if (g_strcmp0 (aps_sqlite_column_text (rows, 5), "skip") == 0)
        *due_us = MIN (*due_us, sqlite3_column_int64 (rows, 0));
      else if (!look_at_cancelling (db, rows, due_us, error))
        return FALSE;
    }
}

gboolean
aps_sqlite_next_job_due (ApsSqliteConnection *db, ApsSqliteRequest *request, GError **error)
{
  const ApsJobLease *lease = request->lease;
  gint64             due_us = APS_TIME_NONE;
  gint64             gone = 0;

  if (!aps_sqlite_get_number (db, GET_DEADLINE, &due_us, error, "") ||
      !aps_sqlite_get_number (db, HAS_GONE_TASKS, &gone, error, ""))
    return FALSE;

  if (due_us != APS_TIME_NONE)
    due_us++;
  if (gone != 0)
    due_us = MIN (due_us, request->now_us);

  for (guint i = 0; i < lease->n_rooms; i++)
    {
      const char *executor = lease->rooms[i].executor != NULL ? lease->rooms[i].executor : "";

      if (lease->rooms[i].n > 0 && lease->limit > 0 &&
          !look_at_lanes (db, lease, executor, &due_us, error))
        return FALSE;
      if (!look_at_overlaps (db, lease, executor, &due_us, error))
        return FALSE;
    }

  request->until_us = due_us;
  return TRUE;
}
