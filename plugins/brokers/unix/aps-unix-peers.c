/* The sockets of the other processes, as one process sends to them.
 *
 * NOTES: one connected socket a peer. With a single socket for all, what waits at a process that is
 * stopped would use up the one send buffer, and nobody would hear anything; and only a connected
 * socket tells by poll() when its peer has room again.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"

#include "aps-unix-peers.h"

#include "aps-unix-datagram.h"
#include "aps-unix-folder.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/inotify.h>
#include <sys/socket.h>
#include <unistd.h>

struct _ApsUnixPeer
{
  gatomicrefcount references;
  char           *name;
  int             fd;
  gboolean        behind; /* it had no room, and is to be told */
};

struct _ApsUnixPeers
{
  int         folder; /* not owned */
  char       *own;
  int         watch;
  GHashTable *peers; /* name -> peer */
};

ApsUnixPeer *
aps_unix_peer_ref (ApsUnixPeer *self)
{
  g_atomic_ref_count_inc (&self->references);
  return self;
}

void
aps_unix_peer_unref (ApsUnixPeer *self)
{
  if (!g_atomic_ref_count_dec (&self->references))
    return;

  close (self->fd);
  g_free (self->name);
  g_free (self);
}

int
aps_unix_peer_get_fd (ApsUnixPeer *self)
{
  return self->fd;
}

static ApsUnixPeer *
peer_new (const char *name, int fd)
{
  ApsUnixPeer *self = g_new0 (ApsUnixPeer, 1);

  g_atomic_ref_count_init (&self->references);
  self->name = g_strdup (name);
  self->fd = fd;
  return self;
}

static int
open_watch (int folder)
{
  char path[64];
  int  watch = inotify_init1 (IN_NONBLOCK | IN_CLOEXEC);

  if (watch < 0)
    return -1;

  g_snprintf (path, sizeof path, "/proc/self/fd/%d/.", folder);
  if (inotify_add_watch (watch, path, IN_MOVED_TO | IN_DELETE | IN_DELETE_SELF | IN_ONLYDIR) >= 0)
    return watch;

  close (watch);
  return -1;
}

static void look (ApsUnixPeers *self);

ApsUnixPeers *
aps_unix_peers_new (int folder, const char *own)
{
  ApsUnixPeers *self = g_new0 (ApsUnixPeers, 1);

  self->folder = folder;
  self->own = g_strdup (own);
  self->peers =
    g_hash_table_new_full (g_str_hash, g_str_equal, NULL, (GDestroyNotify)aps_unix_peer_unref);
  self->watch = open_watch (folder);
  look (self);
  return self;
}

void
aps_unix_peers_free (ApsUnixPeers *self)
{
  if (self->watch >= 0)
    close (self->watch);
  g_hash_table_unref (self->peers);
  g_free (self->own);
  g_free (self);
}

int
aps_unix_peers_get_watch (ApsUnixPeers *self)
{
  return self->watch;
}

static void
meet (ApsUnixPeers *self, const char *name)
{
  int          fd = aps_unix_folder_connect (self->folder, name);
  ApsUnixPeer *peer;

  if (fd < 0)
    {
      if (errno == ECONNREFUSED)
        aps_unix_folder_unlink (self->folder, name);
      else
        g_debug ("Process %s cannot be told of events: %s", name, g_strerror (errno));
      return;
    }

  peer = peer_new (name, fd);
  g_hash_table_replace (self->peers, peer->name, peer);
}

static void
look (ApsUnixPeers *self)
{
  g_autoptr (GPtrArray) names = aps_unix_folder_list (self->folder);

  for (guint i = 0; i < names->len; i++)
    {
      const char *name = g_ptr_array_index (names, i);

      if (g_strcmp0 (name, self->own) != 0 && !g_hash_table_contains (self->peers, name))
        meet (self, name);
    }
}

void
aps_unix_peers_refresh (ApsUnixPeers *self)
{
  char     events[4096] __attribute__ ((aligned (8)));
  gboolean changed = self->watch < 0;

  while (self->watch >= 0 && read (self->watch, events, sizeof events) > 0)
    changed = TRUE;

  if (changed)
    look (self);
}

/* FALSE where the peer is gone. */
static gboolean
send_to (ApsUnixPeer *peer, GPtrArray *datagrams)
{
  for (guint i = 0; i < datagrams->len && !peer->behind; i++)
    {
      gsize         size;
      gconstpointer data = g_bytes_get_data (g_ptr_array_index (datagrams, i), &size);
      gssize        sent;

      do
        sent = send (peer->fd, data, size, MSG_NOSIGNAL);
      while (sent < 0 && errno == EINTR);

      if (sent < 0 && (errno == EAGAIN || errno == ENOBUFS || errno == EMSGSIZE))
        peer->behind = TRUE;
      else if (sent < 0)
        return FALSE;
    }

  return TRUE;
}

gboolean
aps_unix_peers_send (ApsUnixPeers *self, GPtrArray *datagrams)
{
  GHashTableIter iter;
  gpointer       value;
  gboolean       behind = FALSE;

  g_hash_table_iter_init (&iter, self->peers);
  while (g_hash_table_iter_next (&iter, NULL, &value))
    {
      ApsUnixPeer *peer = value;

      if (send_to (peer, datagrams))
        behind = behind || peer->behind;
      else
        {
          aps_unix_folder_unlink (self->folder, peer->name);
          g_hash_table_iter_remove (&iter);
        }
    }

  return behind;
}

GPtrArray *
aps_unix_peers_list_behind (ApsUnixPeers *self)
{
  GPtrArray     *behind = g_ptr_array_new_with_free_func ((GDestroyNotify)aps_unix_peer_unref);
  GHashTableIter iter;
  gpointer       value;

  g_hash_table_iter_init (&iter, self->peers);
  while (g_hash_table_iter_next (&iter, NULL, &value))
    if (((ApsUnixPeer *)value)->behind)
      g_ptr_array_add (behind, aps_unix_peer_ref (value));

  return behind;
}

void
aps_unix_peers_tell (ApsUnixPeers *self, ApsUnixPeer *peer)
{
  g_autoptr (GPtrArray) datagrams = g_ptr_array_new_with_free_func ((GDestroyNotify)g_bytes_unref);

  if (g_hash_table_lookup (self->peers, peer->name) != peer)
    return;

  g_ptr_array_add (datagrams, aps_unix_datagram_new_resync ());
  peer->behind = FALSE;
  if (!send_to (peer, datagrams))
    {
      aps_unix_folder_unlink (self->folder, peer->name);
      g_hash_table_remove (self->peers, peer->name);
    }
}
