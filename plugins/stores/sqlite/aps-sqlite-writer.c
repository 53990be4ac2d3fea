/* The one connection that writes: calls of many threads share its transactions, many processes its
 * turns.
 *
 * NOTES: a commit costs a sync of the disk, whatever is in it. So a call that finds the connection
 * busy stands in line; whoever ends its transaction hands the whole line to the first in it, who
 * carries all of them out in one transaction and tells each its answer. A lone caller waits for
 * nobody. Where the last transaction was shared, its callers are likely to come again at once, so
 * the leader waits for as many, for a fraction of what a commit takes.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"

#include "aps-sqlite-writer.h"

#define MAX_GROUP 64
#define LONGEST_GATHERING_US 500

static const char BEGIN[] = "BEGIN IMMEDIATE";
static const char COMMIT[] = "COMMIT";
static const char ROLLBACK[] = "ROLLBACK";

ApsSqliteWriter *
aps_sqlite_writer_new (ApsSqliteConnection *db, ApsSqliteTurnstile *turnstile)
{
  ApsSqliteWriter *self = g_new0 (ApsSqliteWriter, 1);

  self->db = db;
  self->ledger = aps_sqlite_ledger_new (db);
  self->turnstile = turnstile;
  g_mutex_init (&self->lock);
  g_cond_init (&self->joined);
  return self;
}

void
aps_sqlite_writer_free (ApsSqliteWriter *self)
{
  aps_sqlite_ledger_free (self->ledger);
  aps_sqlite_connection_close (self->db);
  aps_sqlite_turnstile_free (self->turnstile);
  g_cond_clear (&self->joined);
  g_mutex_clear (&self->lock);
  g_free (self);
}

/* What is written to a file that was removed is gone with this process. */
static gboolean
refuse_moved (ApsSqliteWriter *self, GError **error)
{
  int moved = 0;

  sqlite3_file_control (self->db->db, "main", SQLITE_FCNTL_HAS_MOVED, &moved);
  if (!moved)
    return TRUE;

  g_set_error (error,
               APS_ERROR,
               APS_ERROR_NOT_FOUND,
               "SQLite database %s was removed or replaced while it was in use; stop and start to "
               "go on with the file that is there now",
               self->db->path);
  return FALSE;
}

static gboolean
begin (ApsSqliteWriter *self, GError **error)
{
  gboolean begun;

  if (!refuse_moved (self, error) ||
      !aps_sqlite_turnstile_enter (self->turnstile, self->db->wait_us, error))
    return FALSE;

  begun = aps_sqlite_run (self->db, BEGIN, error, "");
  aps_sqlite_turnstile_leave (self->turnstile);
  if (!begun)
    return FALSE;

  if (aps_sqlite_ledger_begin (self->ledger, error))
    return TRUE;

  aps_sqlite_exec (self->db, ROLLBACK, NULL);
  return FALSE;
}

static void
undo (ApsSqliteWriter *self)
{
  /* SQLite may have undone it by itself. */
  if (!sqlite3_get_autocommit (self->db->db))
    aps_sqlite_exec (self->db, ROLLBACK, NULL);
  aps_sqlite_ledger_clear (self->ledger);
}

/* After a failed sync nobody knows whether the transaction would be found again after a crash. */
static gboolean
commit (ApsSqliteWriter *self, GError **error)
{
  gint64 began_us = g_get_monotonic_time ();
  g_autoptr (GError) failure = NULL;

  if (!aps_sqlite_ledger_flush (self->ledger, error))
    return FALSE;

  if (aps_sqlite_run (self->db, COMMIT, &failure, ""))
    {
      self->commit_us = g_get_monotonic_time () - began_us;
      return TRUE;
    }

  if (g_error_matches (failure, APS_ERROR, APS_ERROR_CONNECTION_LOST))
    failure->code = APS_ERROR_OUTCOME_UNKNOWN;
  g_propagate_error (error, g_steal_pointer (&failure));
  return FALSE;
}

static void
reset_answer (ApsSqliteRequest *request)
{
  if (request->answer != NULL)
    aps_store_answer_reset (request->answer, aps_store_answer_get_n_entries (request->answer));
}

static void
run_alone (ApsSqliteWriter *self, ApsSqliteRequest *request)
{
  request->success = begin (self, &request->error) &&
                     request->work (self->ledger, request, &request->error) &&
                     commit (self, &request->error);
  if (!request->success)
    undo (self);
}

static gboolean
run_together (ApsSqliteWriter *self, ApsSqliteRequest *group)
{
  if (!begin (self, NULL))
    return FALSE;

  for (ApsSqliteRequest *request = group; request != NULL; request = request->next)
    if (!request->work (self->ledger, request, NULL))
      return FALSE;

  return commit (self, NULL);
}

/* If one of a group fails, each is carried out by itself: the error is then its own. */
static void
run_group (ApsSqliteWriter *self, ApsSqliteRequest *group)
{
  if (group->next == NULL)
    {
      run_alone (self, group);
      return;
    }

  if (run_together (self, group))
    {
      for (ApsSqliteRequest *request = group; request != NULL; request = request->next)
        request->success = TRUE;
      return;
    }

  undo (self);
  for (ApsSqliteRequest *request = group; request != NULL; request = request->next)
    {
      reset_answer (request);
      run_alone (self, request);
    }
}

/* Waits for those who shared the last transaction. Called with the lock. */
static void
gather (ApsSqliteWriter *self)
{
  gint64 patience_us = MIN (self->commit_us / 4, LONGEST_GATHERING_US);
  gint64 until_us = g_get_monotonic_time () + patience_us;

  while (self->n_line < self->n_group && g_cond_wait_until (&self->joined, &self->lock, until_us))
    ;
}

/* Called with the lock. */
static ApsSqliteRequest *
take_group (ApsSqliteWriter *self)
{
  ApsSqliteRequest *group = self->first;
  ApsSqliteRequest *end = group;
  guint             n = 1;

  for (; n < MAX_GROUP && end->next != NULL; n++)
    end = end->next;

  self->first = end->next;
  if (self->first == NULL)
    self->last = NULL;
  end->next = NULL;
  self->n_line -= n;
  self->n_group = n;
  return group;
}

/* Called with the lock. */
static void
lead (ApsSqliteWriter *self)
{
  ApsSqliteRequest *group;

  gather (self);
  group = take_group (self);

  g_mutex_unlock (&self->lock);
  run_group (self, group);
  g_mutex_lock (&self->lock);

  while (group != NULL)
    {
      ApsSqliteRequest *request = group;

      /* A request ends with its caller's frame as soon as it is told. */
      group = request->next;
      request->done = TRUE;
      g_cond_signal (&request->changed);
    }

  if (self->first != NULL)
    {
      self->first->leads = TRUE;
      g_cond_signal (&self->first->changed);
    }
  else
    self->busy = FALSE;
}

static void
stand_in_line (ApsSqliteWriter *self, ApsSqliteRequest *request)
{
  if (self->last != NULL)
    self->last->next = request;
  else
    self->first = request;
  self->last = request;
  self->n_line++;
  g_cond_signal (&self->joined);
}

gboolean
aps_sqlite_writer_run (ApsSqliteWriter *self, ApsSqliteRequest *request, GError **error)
{
  g_cond_init (&request->changed);

  {
    APS_LOCKED (&self->lock);

    stand_in_line (self, request);
    if (!self->busy)
      {
        self->busy = TRUE;
        request->leads = TRUE;
      }

    while (!request->done && !request->leads)
      g_cond_wait (&request->changed, &self->lock);
    if (!request->done)
      lead (self);
  }

  g_cond_clear (&request->changed);
  if (request->success)
    return TRUE;

  g_propagate_error (error, request->error);
  return FALSE;
}
