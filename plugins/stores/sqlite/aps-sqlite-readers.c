/* Connections that read: one for each thread that reads at the moment.
 *
 * NOTES: in WAL mode readers see the last commit and wait for nobody; nobody waits for them.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"

#include "aps-sqlite-readers.h"

/* How many are kept open while nobody reads. */
#define MAX_IDLE 4

static const char READ_ONLY[] = "PRAGMA query_only = ON";

static void
close_connection (gpointer data)
{
  aps_sqlite_connection_close (data);
}

ApsSqliteReaders *
aps_sqlite_readers_new (const char *path, gint64 wait_us, gboolean alone)
{
  ApsSqliteReaders *self = g_new0 (ApsSqliteReaders, 1);

  self->path = g_strdup (path);
  self->wait_us = wait_us;
  self->alone = alone;
  self->idle = g_ptr_array_new_with_free_func (close_connection);
  g_mutex_init (&self->lock);
  return self;
}

void
aps_sqlite_readers_free (ApsSqliteReaders *self)
{
  g_ptr_array_unref (self->idle);
  g_mutex_clear (&self->lock);
  g_free (self->path);
  g_free (self);
}

ApsSqliteConnection *
aps_sqlite_readers_take (ApsSqliteReaders *self, GError **error)
{
  g_autoptr (ApsSqliteConnection) connection = NULL;

  {
    APS_LOCKED (&self->lock);

    if (self->idle->len > 0)
      return g_ptr_array_steal_index (self->idle, self->idle->len - 1);
  }

  connection = self->alone && aps_sqlite_is_still (self->path)
                 ? aps_sqlite_connection_open_still (self->path, error)
                 : aps_sqlite_connection_open (self->path,
                                               FALSE,
                                               APS_SQLITE_SYNCHRONOUS_NORMAL,
                                               self->wait_us,
                                               error);
  if (connection == NULL || !aps_sqlite_exec (connection, READ_ONLY, error))
    return NULL;

  return g_steal_pointer (&connection);
}

void
aps_sqlite_readers_give_back (ApsSqliteReaders *self, ApsSqliteConnection *connection)
{
  {
    APS_LOCKED (&self->lock);

    /* What was alone may have company when it reads again. */
    if (self->idle->len < MAX_IDLE && !self->alone)
      {
        g_ptr_array_add (self->idle, connection);
        return;
      }
  }

  aps_sqlite_connection_close (connection);
}
