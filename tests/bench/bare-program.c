/* A bare program that runs the inserts, updates and deletes of the SQLite store on its tables.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "bare-program.h"

#define NOW G_GINT64_CONSTANT (1800000000000000)

static sqlite3_stmt *
prepare (Bare *bare, const char *sql)
{
  sqlite3_stmt *statement;

  if (sqlite3_prepare_v2 (bare->db, sql, -1, &statement, NULL) != SQLITE_OK)
    g_error ("%s", sqlite3_errmsg (bare->db));
  return statement;
}

static gboolean
step (Bare *bare, sqlite3_stmt *statement)
{
  int result = sqlite3_step (statement);

  if (result == SQLITE_ROW)
    return TRUE;
  if (result != SQLITE_DONE)
    g_error ("%s", sqlite3_errmsg (bare->db));

  sqlite3_reset (statement);
  return FALSE;
}

void
bare_open (Bare *bare, const char *path)
{
  g_assert_cmpint (sqlite3_open (path, &bare->db), ==, SQLITE_OK);
  sqlite3_exec (bare->db, "PRAGMA synchronous = FULL", NULL, NULL, NULL);
  sqlite3_exec (bare->db, "PRAGMA cache_size = -16384", NULL, NULL, NULL);
  sqlite3_exec (bare->db, "PRAGMA wal_autocheckpoint = 2000", NULL, NULL, NULL);
  sqlite3_exec (bare->db,
                "INSERT OR IGNORE INTO lanes (id, task_id, queue, executor, priority, overlap, "
                "state, jobs, waiting) VALUES (1, 'free', 'default', 'process', 0, 'queue', "
                "'open', 0, 0)",
                NULL,
                NULL,
                NULL);
  bare->begin = prepare (bare, "BEGIN IMMEDIATE");
  bare->commit = prepare (bare, "COMMIT");
  bare->insert =
    prepare (bare,
             "INSERT INTO jobs (id, task_id, args, queue, executor, due_us, state, fence, lane, "
             "incarnation, n_fires, jitter_us, priority, attempt, max_attempts, on_abandoned, "
             "overlap, source, created_us, cancel_requested, error_code) VALUES (?1, 'free', "
             "'[1,\"two\"]', 'default', 'process', ?2, 'waiting', 0, 1, 0, 0, 0, 0, 0, 1, 'end', "
             "'queue', 'added', ?2, 0, 0)");
  bare->select = prepare (bare,
                          "SELECT rowid, * FROM jobs WHERE state = 'waiting' AND lane = 1 "
                          "ORDER BY due_us, id LIMIT ?1");
  bare->lease = prepare (bare,
                         "UPDATE jobs SET state = 'leased', lease_owner = 'instance-1', "
                         "lease_until_us = ?2, fence = fence + 1, leased_us = ?2, "
                         "worker = 'worker-1', attempt = attempt + 1, held_key = NULL "
                         "WHERE rowid = ?1");
  bare->remove = prepare (bare, "DELETE FROM jobs WHERE id = ?1");
}

void
bare_close (Bare *bare)
{
  sqlite3_finalize (bare->begin);
  sqlite3_finalize (bare->commit);
  sqlite3_finalize (bare->insert);
  sqlite3_finalize (bare->select);
  sqlite3_finalize (bare->lease);
  sqlite3_finalize (bare->remove);
  sqlite3_close (bare->db);
}

void
bare_insert (Bare *bare, guint n)
{
  static guint counter;

  step (bare, bare->begin);
  for (guint i = 0; i < n; i++)
    {
      g_autofree char *id = g_strdup_printf ("019a0000-0000-7000-8000-%012x", counter++);

      sqlite3_bind_text (bare->insert, 1, id, -1, SQLITE_STATIC);
      sqlite3_bind_int64 (bare->insert, 2, NOW + i);
      step (bare, bare->insert);
    }
  step (bare, bare->commit);
}

/* Leases a batch and removes it with the next lease, in one commit. */
static guint
bare_drain (Bare *bare, guint batch, GPtrArray *held)
{
  g_autoptr (GArray) rowids = g_array_new (FALSE, FALSE, sizeof (gint64));

  step (bare, bare->begin);
  for (guint i = 0; i < held->len; i++)
    {
      sqlite3_bind_text (bare->remove, 1, held->pdata[i], -1, SQLITE_STATIC);
      step (bare, bare->remove);
    }
  g_ptr_array_set_size (held, 0);

  sqlite3_bind_int (bare->select, 1, (int)batch);
  while (step (bare, bare->select))
    {
      gint64 rowid = sqlite3_column_int64 (bare->select, 0);

      g_array_append_val (rowids, rowid);
      g_ptr_array_add (held, g_strdup ((const char *)sqlite3_column_text (bare->select, 1)));
    }

  for (guint i = 0; i < rowids->len; i++)
    {
      sqlite3_bind_int64 (bare->lease, 1, g_array_index (rowids, gint64, i));
      sqlite3_bind_int64 (bare->lease, 2, NOW);
      step (bare, bare->lease);
    }
  step (bare, bare->commit);
  return held->len;
}

double
bare_run (Bare *bare, guint n, guint batch)
{
  gint64 began_us = g_get_monotonic_time ();
  g_autoptr (GPtrArray) held = g_ptr_array_new_with_free_func (g_free);

  for (guint i = 0; i < n; i += batch)
    bare_insert (bare, batch);
  while (bare_drain (bare, batch, held) > 0)
    ;
  return n * 1e6 / (double)(g_get_monotonic_time () - began_us);
}

void
bare_cycle (Bare *bare)
{
  g_autoptr (GPtrArray) held = g_ptr_array_new_with_free_func (g_free);

  bare_insert (bare, 1);
  bare_drain (bare, 1, held);
  bare_drain (bare, 1, held);
}
