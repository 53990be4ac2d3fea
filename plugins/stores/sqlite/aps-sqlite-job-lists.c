/* Lists of jobs: each filter is served by an index, and a page costs what it holds.
 *
 * NOTES: by time without a task or schedule, each wanted state and outcome is a range of
 * jobs_by_status, sorted by time; the ranges are merged. So the one failed job among a million
 * successes is found at once.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"

#include "aps-sqlite-lists.h"
#include "aps-sqlite-operations.h"

/* ?3 begins the ids, ?4 is the limit, ?5 a task, ?6 a schedule, ?7 a queue, ?8 and ?9 the bits of
 * states and outcomes (0: all), ?10 and ?11 the bounds of due_us. */
#define FILTERS                                                                                    \
  "AND substr (id, 1, length (?3)) = ?3 "                                                          \
  "AND (?5 IS NULL OR task_id = ?5) AND (?6 IS NULL OR schedule_id = ?6) "                         \
  "AND (?7 IS NULL OR queue = ?7) "                                                                \
  "AND (?8 = 0 OR (?8 & CASE state WHEN 'waiting' THEN 1 WHEN 'leased' THEN 2 ELSE 4 END)) "       \
  "AND (?9 = 0 OR (?9 & CASE outcome WHEN 'success' THEN 1 WHEN 'error' THEN 2 "                   \
  "  WHEN 'missed-start-deadline' THEN 4 WHEN 'deserialization-failed' THEN 8 "                    \
  "  WHEN 'cancelled' THEN 16 WHEN 'abandoned' THEN 32 ELSE 0 END)) "

#define DUE_FILTER "AND due_us >= ?10 AND due_us < ?11 "

/* clang-format off */

static const char BY_ID[] =
"SELECT " APS_SQLITE_JOB_COLUMNS " FROM jobs "
"WHERE ?1 NOT NULL AND id >= max (?2, ?3) AND id <> ?2 AND id < ?3 || char (1114111) " FILTERS DUE_FILTER
"ORDER BY id LIMIT ?4";

static const char BY_ID_DESCENDING[] =
"SELECT " APS_SQLITE_JOB_COLUMNS " FROM jobs "
"WHERE ?1 NOT NULL AND id <= min (?2, ?3 || char (1114111)) AND id <> ?2 AND id >= ?3 " FILTERS DUE_FILTER
"ORDER BY id DESC LIMIT ?4";

static const char OF_TASK_BY_TIME[] =
"SELECT " APS_SQLITE_JOB_COLUMNS " FROM jobs "
"WHERE task_id = ?5 AND (due_us, id) > (?1, ?2) " FILTERS DUE_FILTER
"ORDER BY due_us, id LIMIT ?4";

static const char OF_TASK_BY_TIME_DESCENDING[] =
"SELECT " APS_SQLITE_JOB_COLUMNS " FROM jobs "
"WHERE task_id = ?5 AND (due_us, id) < (?1, ?2) " FILTERS DUE_FILTER
"ORDER BY due_us DESC, id DESC LIMIT ?4";

static const char OF_SCHEDULE_BY_TIME[] =
"SELECT " APS_SQLITE_JOB_COLUMNS " FROM jobs "
"WHERE schedule_id = ?6 AND (due_us, id) > (?1, ?2) " FILTERS DUE_FILTER
"ORDER BY due_us, id LIMIT ?4";

static const char OF_SCHEDULE_BY_TIME_DESCENDING[] =
"SELECT " APS_SQLITE_JOB_COLUMNS " FROM jobs "
"WHERE schedule_id = ?6 AND (due_us, id) < (?1, ?2) " FILTERS DUE_FILTER
"ORDER BY due_us DESC, id DESC LIMIT ?4";

static const char OF_SCHEDULE_BY_ID[] =
"SELECT " APS_SQLITE_JOB_COLUMNS " FROM jobs "
"WHERE schedule_id = ?6 AND ?1 NOT NULL AND id > ?2 " FILTERS DUE_FILTER
"ORDER BY +id LIMIT ?4";

static const char OF_SCHEDULE_BY_ID_DESCENDING[] =
"SELECT " APS_SQLITE_JOB_COLUMNS " FROM jobs "
"WHERE schedule_id = ?6 AND ?1 NOT NULL AND id < ?2 " FILTERS DUE_FILTER
"ORDER BY +id DESC LIMIT ?4";

/* One range: ?12 is its state, ?13 its outcome. */
static const char OF_STATUS_BY_TIME[] =
"SELECT due_us, id, rowid FROM jobs "
"WHERE state = ?12 AND outcome IS ?13 AND (due_us, id) > (?1, ?2) " FILTERS DUE_FILTER
"ORDER BY due_us, id LIMIT ?4";

static const char OF_STATUS_BY_TIME_DESCENDING[] =
"SELECT due_us, id, rowid FROM jobs "
"WHERE state = ?12 AND outcome IS ?13 AND (due_us, id) < (?1, ?2) " FILTERS DUE_FILTER
"ORDER BY due_us DESC, id DESC LIMIT ?4";

static const char GET_ROW[] =
"SELECT " APS_SQLITE_JOB_COLUMNS " FROM jobs WHERE rowid = ?1";

static const char BEGIN[] = "BEGIN";
static const char COMMIT[] = "COMMIT";

/* clang-format on */

typedef struct
{
  gint64 due_us;
  char  *id;
  gint64 rowid;
} Found;

static void
found_clear (gpointer data)
{
  g_free (((Found *)data)->id);
}

static int
compare_found (gconstpointer a, gconstpointer b)
{
  const Found *one = a;
  const Found *two = b;

  if (one->due_us != two->due_us)
    return one->due_us < two->due_us ? -1 : 1;

  return g_strcmp0 (one->id, two->id);
}

static int
compare_found_descending (gconstpointer a, gconstpointer b)
{
  return compare_found (b, a);
}

static void
bind_filters (ApsSqliteRows *rows, const ApsListQuery *query)
{
  aps_sqlite_bind_page (rows, query);
  aps_sqlite_bind_filter (rows, 5, query->task_id);
  aps_sqlite_bind_filter (rows, 6, query->schedule_id);
  aps_sqlite_bind_filter (rows, 7, query->queue);
  sqlite3_bind_int64 (rows, 8, query->states);
  sqlite3_bind_int64 (rows, 9, query->outcomes);
  sqlite3_bind_int64 (rows, 10, query->since_us != APS_TIME_NONE ? query->since_us : G_MININT64);
  sqlite3_bind_int64 (rows, 11, query->before_us);
}

/* The statement for a query that one index serves, or NULL. */
static const char *
choose (const ApsListQuery *query)
{
  gboolean by_time = query->order == APS_LIST_ORDER_TIME;
  gboolean down = query->descending;

  if (query->schedule_id != NULL && by_time)
    return down ? OF_SCHEDULE_BY_TIME_DESCENDING : OF_SCHEDULE_BY_TIME;
  if (query->schedule_id != NULL)
    return down ? OF_SCHEDULE_BY_ID_DESCENDING : OF_SCHEDULE_BY_ID;
  if (!by_time)
    return down ? BY_ID_DESCENDING : BY_ID;
  if (query->task_id != NULL)
    return down ? OF_TASK_BY_TIME_DESCENDING : OF_TASK_BY_TIME;

  return NULL;
}

static gboolean
find_range (ApsSqliteConnection *db,
            const ApsListQuery  *query,
            const char          *state,
            const char          *outcome,
            GArray              *found,
            GError             **error)
{
  g_autoptr (ApsSqliteRows)
    rows = aps_sqlite_query (db,
                             query->descending ? OF_STATUS_BY_TIME_DESCENDING : OF_STATUS_BY_TIME,
                             error,
                             "");
  gboolean row;

  if (rows == NULL)
    return FALSE;

  bind_filters (rows, query);
  aps_sqlite_bind_filter (rows, 12, state);
  aps_sqlite_bind_filter (rows, 13, outcome);
  while (TRUE)
    {
      Found one;

      if (!aps_sqlite_next (db, rows, &row, error))
        return FALSE;
      if (!row)
        return TRUE;

      one.due_us = sqlite3_column_int64 (rows, 0);
      one.id = g_strdup (aps_sqlite_column_text (rows, 1));
      one.rowid = sqlite3_column_int64 (rows, 2);
      g_array_append_val (found, one);
    }
}

static gboolean
is_wanted (guint bits, gint value)
{
  return bits == 0 || (bits & (1u << value)) != 0;
}

static gboolean
find_ranges (ApsSqliteConnection *db, const ApsListQuery *query, GArray *found, GError **error)
{
  if (query->outcomes == 0 && is_wanted (query->states, APS_JOB_STATE_WAITING) &&
      !find_range (db, query, "waiting", NULL, found, error))
    return FALSE;
  if (query->outcomes == 0 && is_wanted (query->states, APS_JOB_STATE_LEASED) &&
      !find_range (db, query, "leased", NULL, found, error))
    return FALSE;
  if (!is_wanted (query->states, APS_JOB_STATE_FINISHED))
    return TRUE;

  for (gint i = APS_JOB_OUTCOME_SUCCESS; i <= APS_JOB_OUTCOME_ABANDONED; i++)
    if (is_wanted (query->outcomes, i) && !find_range (db,
                                                       query,
                                                       "finished",
                                                       aps_enum_to_nick (APS_TYPE_JOB_OUTCOME, i),
                                                       found,
                                                       error))
      return FALSE;

  return TRUE;
}

static gboolean
list_merged (ApsSqliteConnection *db,
             const ApsListQuery  *query,
             ApsRecordList       *list,
             GError             **error)
{
  g_autoptr (GArray) found = g_array_new (FALSE, FALSE, sizeof (Found));
  guint limit = query->limit > 0 ? query->limit : G_MAXUINT;

  g_array_set_clear_func (found, found_clear);
  if (!find_ranges (db, query, found, error))
    return FALSE;

  g_array_sort (found, query->descending ? compare_found_descending : compare_found);
  for (guint i = 0; i < found->len && i < limit; i++)
    {
      g_autoptr (ApsSqliteRows)
        rows = aps_sqlite_query (db, GET_ROW, error, "n", g_array_index (found, Found, i).rowid);

      if (!aps_sqlite_read_list (db, rows, list, error))
        return FALSE;
    }

  return TRUE;
}

gboolean
aps_sqlite_list_jobs (ApsSqliteConnection *db, ApsSqliteRequest *request, GError **error)
{
  const ApsListQuery *query = request->records;
  const char         *sql = choose (query);
  gboolean            listed;

  if (sql != NULL)
    {
      g_autoptr (ApsSqliteRows) rows = aps_sqlite_query (db, sql, error, "");

      if (rows == NULL)
        return FALSE;

      bind_filters (rows, query);
      return aps_sqlite_read_list (db, rows, request->list, error);
    }

  /* Several statements see one state of the store. */
  if (!aps_sqlite_run (db, BEGIN, error, ""))
    return FALSE;

  listed = list_merged (db, query, request->list, error);
  return aps_sqlite_run (db, COMMIT, listed ? error : NULL, "") && listed;
}
