/* Envelopes as datagrams: a head of four bytes, then texts that end with NUL.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Well below the send buffer of a socket, far above an envelope. */
#define APS_UNIX_DATAGRAM_SIZE (32 * 1024)

/* Envelopes in as few datagrams as they fit into, in order: a list of GBytes. One that is too long
 * by itself is left out. */
GPtrArray *aps_unix_datagram_pack (const char *const *envelopes);

/* The datagram that says that others were lost. */
GBytes *aps_unix_datagram_new_resync (void);

/* The envelopes of a datagram are added to a list of texts. What is not of this form, or of a later
 * version, is left out. */
void
aps_unix_datagram_unpack (const char *data, gsize length, GPtrArray *envelopes, gboolean *resync);

G_END_DECLS
