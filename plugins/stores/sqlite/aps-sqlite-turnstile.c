/* A turnstile between processes: who waits to write comes before who has just written.
 *
 * NOTES: SQLite's lock goes to whoever asks at the right moment, and a process that writes without
 * pause asks right after it has let go. So a writer first takes the lock of the file
 * DATABASE-turnstile, keeps it while it waits for SQLite's lock, and lets go of it as soon as it
 * has that. Who comes back finds the turnstile held by the next in turn. The locks of flock() end
 * with their process. The file is removed at the end; who holds the lock of a removed file opens a
 * new one.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"

#include "aps-sqlite-turnstile.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#define FIRST_NAP_US 50
#define LONGEST_NAP_US 1000

ApsSqliteTurnstile *
aps_sqlite_turnstile_new (const char *database)
{
  ApsSqliteTurnstile *self = g_new0 (ApsSqliteTurnstile, 1);

  self->path = g_strconcat (database, "-turnstile", NULL);
  self->fd = -1;
  return self;
}

void
aps_sqlite_turnstile_free (ApsSqliteTurnstile *self)
{
  if (self->fd >= 0)
    {
      if (flock (self->fd, LOCK_EX | LOCK_NB) == 0)
        unlink (self->path);
      close (self->fd);
    }

  g_free (self->path);
  g_free (self);
}

/* Whether the open file is still the one that others would open. */
static gboolean
is_current (ApsSqliteTurnstile *self)
{
  struct stat info;

  return fstat (self->fd, &info) == 0 && info.st_nlink > 0;
}

static gboolean
open_file (ApsSqliteTurnstile *self)
{
  if (self->fd < 0)
    self->fd = open (self->path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0666);
  return self->fd >= 0;
}

/* Takes the lock unless somebody else has it. Where there can be no such file, one goes without:
 * SQLite's own lock remains. */
static gboolean
try_lock (ApsSqliteTurnstile *self)
{
  if (!open_file (self))
    return TRUE;

  if (flock (self->fd, LOCK_EX | LOCK_NB) != 0)
    return errno != EWOULDBLOCK && errno != EINTR;

  if (is_current (self))
    return TRUE;

  close (self->fd);
  self->fd = -1;
  return FALSE;
}

gboolean
aps_sqlite_turnstile_enter (ApsSqliteTurnstile *self, gint64 wait_us, GError **error)
{
  gint64 until_us = 0;
  gulong nap_us = FIRST_NAP_US;

  while (!try_lock (self))
    {
      if (until_us == 0)
        until_us = g_get_monotonic_time () + wait_us;

      if (g_get_monotonic_time () >= until_us)
        {
          g_set_error (error,
                       APS_ERROR,
                       APS_ERROR_BUSY,
                       "SQLite database behind %s: other processes write all the time",
                       self->path);
          return FALSE;
        }

      g_usleep (nap_us);
      nap_us = MIN (nap_us * 2, LONGEST_NAP_US);
    }

  return TRUE;
}

void
aps_sqlite_turnstile_leave (ApsSqliteTurnstile *self)
{
  if (self->fd >= 0)
    flock (self->fd, LOCK_UN);
}
