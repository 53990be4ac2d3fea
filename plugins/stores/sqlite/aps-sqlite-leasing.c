/* Leasing jobs: those that the caller can run, by priority, due time and id, within all limits.
 *
 * NOTES: the first L jobs stand in the first L lanes, lanes sorted by their heads. So as many lanes
 * as there is room for are looked up by the index of open lanes, and merged. Only where a queue or
 * task becomes full on the way can other lanes have a turn: then the whole is done again.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"

#include "aps-sqlite-job-row.h"
#include "aps-sqlite-lists.h"
#include "aps-sqlite-operations.h"

#include <string.h>

/* clang-format off */

static const char NEXT_PRIORITY[] =
"SELECT max (priority) FROM lanes "
"WHERE waiting > 0 AND state = 'open' AND executor = ?1 AND priority < ?2";

static const char GET_READY_LANES[] =
"SELECT id FROM lanes "
"WHERE waiting > 0 AND state = 'open' AND executor = ?1 AND priority = ?2 AND head_due_us <= ?3 "
"ORDER BY head_due_us, head_id";

static const char GET_WAITING[] =
"SELECT " APS_SQLITE_JOB_ROW " FROM jobs INDEXED BY jobs_waiting "
"WHERE state = 'waiting' AND lane = ?1 AND (due_us, id) > (?2, ?3) AND due_us <= ?4 "
"ORDER BY due_us, id LIMIT ?5";

static const char GET_TASK[] =
"SELECT " APS_SQLITE_TASK_COLUMNS " FROM tasks WHERE id = ?1";

/* clang-format on */

typedef struct
{
  ApsSqliteLane *lane;
  guint          room; /* position of its executor's room */
  GArray        *rows; /* ApsSqliteJobRow: the next ones */
  guint          next; /* position in rows */
  guint          n_wanted;
  gint64         last_us; /* the last one that was read */
  const char    *last_id;
} Line;

typedef struct
{
  ApsSqliteLedger   *ledger;
  ApsSqliteRequest  *request;
  const ApsJobLease *lease;
  ApsRecordList     *list;      /* of all rows that were read */
  guint             *rooms;     /* what is left of each */
  guint              n_left;    /* of the whole limit */
  GPtrArray         *lines;     /* Line, with a job each */
  gboolean           cut_short; /* there are more lanes than were looked up */
} Leasing;

static void
line_free (gpointer data)
{
  Line *line = data;

  if (line->rows != NULL)
    g_array_unref (line->rows);
  g_free (line);
}

static const ApsJobRecord *
line_get_head (const Line *line)
{
  return g_array_index (line->rows, ApsSqliteJobRow, line->next).record;
}

static int
line_compare (const Line *one, const Line *two)
{
  const ApsJobRecord *a = line_get_head (one);
  const ApsJobRecord *b = line_get_head (two);

  if (one->lane->priority != two->lane->priority)
    return one->lane->priority > two->lane->priority ? -1 : 1;
  if (a->due_us != b->due_us)
    return a->due_us < b->due_us ? -1 : 1;

  return strcmp (a->id, b->id);
}

static guint
clamp_room (gint64 slots, gint64 used, guint n)
{
  return slots - used < (gint64)n ? (guint)MAX (slots - used, 0) : n;
}

/* How many jobs of the line may be leased now. */
static guint
get_room (const Leasing *self, const Line *line)
{
  guint n = MIN (self->n_left, self->rooms[line->room]);

  if (line->lane->queue->paused)
    return 0;

  n = clamp_room (line->lane->task->slots, line->lane->task->used, n);
  return clamp_room (line->lane->queue->slots, line->lane->queue->used, n);
}

/* Reads the line's next jobs. @n_wanted doubles, so that few are read in vain. */
static gboolean
read_more (Leasing *self, Line *line, GError **error)
{
  guint n = MIN (line->n_wanted, get_room (self, line));
  g_autoptr (ApsSqliteRows) rows = aps_sqlite_query (self->ledger->db,
                                                     GET_WAITING,
                                                     error,
                                                     "nnsnn",
                                                     line->lane->id,
                                                     line->last_us,
                                                     line->last_id,
                                                     self->request->now_us,
                                                     (gint64)n);

  g_clear_pointer (&line->rows, g_array_unref);
  line->rows = aps_sqlite_job_rows_read (self->ledger->db, rows, self->list, error);
  line->next = 0;
  line->n_wanted = MAX (n, 1) * 2;
  if (line->rows == NULL)
    return FALSE;

  if (line->rows->len > 0)
    {
      const ApsSqliteJobRow *last =
        &g_array_index (line->rows, ApsSqliteJobRow, line->rows->len - 1);

      line->last_us = last->record->due_us;
      line->last_id = last->record->id;
    }
  return TRUE;
}

/* The lines are a heap: the first job stands at position 0. */
static void
sift_down (GPtrArray *lines)
{
  for (guint i = 0;;)
    {
      guint child = 2 * i + 1;

      if (child >= lines->len)
        return;
      if (child + 1 < lines->len && line_compare (lines->pdata[child + 1], lines->pdata[child]) < 0)
        child++;
      if (line_compare (lines->pdata[i], lines->pdata[child]) <= 0)
        return;

      {
        gpointer line = lines->pdata[i];

        lines->pdata[i] = lines->pdata[child];
        lines->pdata[child] = line;
        i = child;
      }
    }
}

static int
compare_lines (gconstpointer a, gconstpointer b)
{
  return line_compare (*(Line *const *)a, *(Line *const *)b);
}

static gboolean
is_wanted (const Leasing *self, const ApsSqliteLane *lane)
{
  return !aps_sqlite_queue_is_closed (lane->queue) && !aps_sqlite_task_is_full (lane->task) &&
         aps_store_lease_serves (self->lease, lane->queue->name) &&
         aps_store_lease_can_run (self->lease, lane->task->id, lane->task->callable);
}

/* Looks up lanes of one executor and priority until there are @n of the executor. */
static gboolean
find_lanes (Leasing *self, guint room, gint64 priority, GPtrArray *lanes, guint n, GError **error)
{
  const char *executor = self->lease->rooms[room].executor;
  g_autoptr (ApsSqliteRows) rows = aps_sqlite_query (self->ledger->db,
                                                     GET_READY_LANES,
                                                     error,
                                                     "snn",
                                                     executor != NULL ? executor : "",
                                                     priority,
                                                     self->request->now_us);
  gboolean row;

  if (rows == NULL)
    return FALSE;

  while (TRUE)
    {
      ApsSqliteLane *lane;

      if (!aps_sqlite_next (self->ledger->db, rows, &row, error))
        return FALSE;
      if (!row)
        return TRUE;

      lane = aps_sqlite_ledger_get_lane (self->ledger, sqlite3_column_int64 (rows, 0), error);
      if (lane == NULL)
        return FALSE;
      if (!is_wanted (self, lane))
        continue;

      if (lanes->len == n)
        {
          self->cut_short = TRUE;
          return TRUE;
        }
      g_ptr_array_add (lanes, lane);
    }
}

static gboolean
find_lanes_of_room (Leasing *self, guint room, GPtrArray *lanes, GError **error)
{
  const char *executor = self->lease->rooms[room].executor;
  guint       n = MIN (self->n_left, self->rooms[room]);
  gint64      last = G_MAXINT64;

  while (n > 0)
    {
      gint64 priority = last;

      if (!aps_sqlite_get_number (self->ledger->db,
                                  NEXT_PRIORITY,
                                  &priority,
                                  error,
                                  "sn",
                                  executor != NULL ? executor : "",
                                  last))
        return FALSE;
      if (priority == last)
        return TRUE;
      if (lanes->len == n)
        {
          self->cut_short = TRUE;
          return TRUE;
        }

      if (!find_lanes (self, room, priority, lanes, n, error))
        return FALSE;
      last = priority;
    }

  return TRUE;
}

static gboolean
open_lines (Leasing *self, guint room, GPtrArray *lanes, GError **error)
{
  guint n_each = MAX (self->rooms[room] / MAX (lanes->len, 1), 1);

  for (guint i = 0; i < lanes->len; i++)
    {
      Line *line = g_new0 (Line, 1);

      line->lane = lanes->pdata[i];
      line->room = room;
      line->n_wanted = n_each;
      line->last_us = G_MININT64;
      line->last_id = "";
      if (!read_more (self, line, error))
        {
          line_free (line);
          return FALSE;
        }

      if (line->rows->len > 0)
        {
          g_ptr_array_add (self->lines, line);
          continue;
        }

      /* The lane has a head that is due: somebody took the job out by hand. */
      if (!aps_sqlite_ledger_mend_lane (self->ledger, line->lane, error))
        {
          line_free (line);
          return FALSE;
        }
      line_free (line);
    }

  return TRUE;
}

static gboolean
find_lines (Leasing *self, GError **error)
{
  self->cut_short = FALSE;
  for (guint i = 0; i < self->lease->n_rooms; i++)
    {
      g_autoptr (GPtrArray) lanes = g_ptr_array_new ();

      if (!find_lanes_of_room (self, i, lanes, error) || !open_lines (self, i, lanes, error))
        return FALSE;
    }

  g_ptr_array_sort (self->lines, compare_lines);
  return TRUE;
}

static gboolean
is_json (const char *text)
{
  g_autoptr (GVariant) value = text != NULL ? aps_value_from_json (text, -1, NULL) : NULL;

  return text == NULL || value != NULL;
}

/* What the job is called with is not looked at before somebody is to be called. */
static void
check_arguments (ApsSqliteJobRow *row)
{
  if (row->unreadable == NULL && !is_json (row->record->args))
    row->unreadable = "args";
  if (row->unreadable == NULL && !is_json (row->record->kwargs))
    row->unreadable = "kwargs";
}

static gboolean
lease_row (Leasing *self, Line *line, GError **error)
{
  ApsSqliteJobRow *row = &g_array_index (line->rows, ApsSqliteJobRow, line->next);

  check_arguments (row);
  if (row->unreadable != NULL)
    return aps_sqlite_job_row_set_aside (self->ledger,
                                         row,
                                         self->request->now_us,
                                         self->request->answer,
                                         error);

  aps_store_job_lease (row->record,
                       self->lease->instance,
                       self->lease->worker,
                       self->lease->until_us,
                       self->request->now_us);
  aps_record_list_add_copy (self->request->answer->jobs, row->record);
  self->rooms[line->room]--;
  self->n_left--;
  return aps_sqlite_job_row_write_lease (self->ledger, row, self->request->now_us, error);
}

/* Takes the first job of the first line; the line goes where its next job belongs. */
static gboolean
advance (Leasing *self, GError **error)
{
  Line    *line = self->lines->pdata[0];
  gboolean open = get_room (self, line) > 0;

  if (open && !lease_row (self, line, error))
    return FALSE;

  line->next++;
  open = open && get_room (self, line) > 0;
  if (open && line->next == line->rows->len && !read_more (self, line, error))
    return FALSE;

  if (!open || line->rows->len == 0)
    g_ptr_array_remove_index_fast (self->lines, 0);
  sift_down (self->lines);
  return TRUE;
}

/* Leases until there is no room, or no job. */
static gboolean
lease_rows (Leasing *self, GError **error)
{
  do
    {
      if (!aps_sqlite_ledger_flush_lanes (self->ledger, error) || !find_lines (self, error))
        return FALSE;

      while (self->lines->len > 0)
        if (!advance (self, error))
          return FALSE;
    }
  while (self->cut_short && self->n_left > 0);

  return TRUE;
}

static gboolean
add_tasks (Leasing *self, GError **error)
{
  ApsStoreAnswer *answer = self->request->answer;
  g_autoptr (GHashTable) known = g_hash_table_new (g_str_hash, g_str_equal);
  g_autoptr (GPtrArray) ids = g_ptr_array_new ();

  for (guint i = 0; i < aps_record_list_get_n (answer->jobs); i++)
    {
      const ApsJobRecord *job = aps_record_list_get (answer->jobs, i);

      if (g_hash_table_add (known, (gpointer)job->task_id))
        g_ptr_array_add (ids, (gpointer)job->task_id);
    }

  g_ptr_array_add (ids, NULL);
  return aps_sqlite_read_by_ids (self->ledger->db,
                                 GET_TASK,
                                 (const char *const *)ids->pdata,
                                 answer->tasks,
                                 error);
}

gboolean
aps_sqlite_lease_jobs (ApsSqliteLedger *ledger, ApsSqliteRequest *request, GError **error)
{
  const ApsJobLease *lease = request->lease;
  g_autoptr (ApsRecordList) list = aps_record_list_new (APS_RECORD_TYPE_JOB);
  g_autoptr (GPtrArray) lines = g_ptr_array_new_with_free_func (line_free);
  g_autofree guint *rooms = g_new0 (guint, lease->n_rooms + 1);
  Leasing           self = { .ledger = ledger,
                             .request = request,
                             .lease = lease,
                             .list = list,
                             .rooms = rooms,
                             .n_left = lease->limit,
                             .lines = lines };

  for (guint i = 0; i < lease->n_rooms; i++)
    rooms[i] = lease->rooms[i].n;

  return aps_sqlite_end_overdue_jobs (ledger, request, error) && lease_rows (&self, error) &&
         add_tasks (&self, error) && aps_sqlite_act_on_overlaps (ledger, request, error);
}
