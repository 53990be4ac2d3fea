/* The sockets of the other processes, as one process sends to them.
 *
 * Not thread-safe: its owner has a lock.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef struct _ApsUnixPeers ApsUnixPeers;
typedef struct _ApsUnixPeer  ApsUnixPeer;

/* @own: the name of the own socket, which is left out, or NULL. */
ApsUnixPeers *aps_unix_peers_new (int folder, const char *own);
void          aps_unix_peers_free (ApsUnixPeers *self);

/* Becomes readable where the folder changes; -1 where the system has no more of these. */
int aps_unix_peers_get_watch (ApsUnixPeers *self);

/* Looks who is there, if the folder has changed. */
void aps_unix_peers_refresh (ApsUnixPeers *self);

/* Sends datagrams to all, waiting for nobody. Answers whether somebody had no room for one. */
gboolean aps_unix_peers_send (ApsUnixPeers *self, GPtrArray *datagrams);

/* Those who had no room and have not been told so yet (references). */
GPtrArray *aps_unix_peers_list_behind (ApsUnixPeers *self);

/* Tells one that it has lost something, if it has room for that now. */
void aps_unix_peers_tell (ApsUnixPeers *self, ApsUnixPeer *peer);

ApsUnixPeer *aps_unix_peer_ref (ApsUnixPeer *self);
void         aps_unix_peer_unref (ApsUnixPeer *self);
int          aps_unix_peer_get_fd (ApsUnixPeer *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ApsUnixPeers, aps_unix_peers_free)

G_END_DECLS
