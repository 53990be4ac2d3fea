/* Packs envelopes into datagrams and takes them out again.
 *
 * NOTES: a system lets few datagrams wait at a socket (net.unix.max_dgram_qlen: 10 in the kernel),
 * so a batch of envelopes goes into as few as it fits into.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"

#include "aps-unix-datagram.h"

#include <string.h>

#define HEAD_SIZE 4
#define EVENTS_HEAD "APS1"
#define RESYNC_HEAD "APSR"

GPtrArray *
aps_unix_datagram_pack (const char *const *envelopes)
{
  GPtrArray  *datagrams = g_ptr_array_new_with_free_func ((GDestroyNotify)g_bytes_unref);
  GByteArray *open = NULL;

  for (guint i = 0; envelopes[i] != NULL; i++)
    {
      gsize size = strlen (envelopes[i]) + 1;

      if (size > APS_UNIX_DATAGRAM_SIZE - HEAD_SIZE)
        continue;

      if (open != NULL && open->len + size > APS_UNIX_DATAGRAM_SIZE)
        g_ptr_array_add (datagrams, g_byte_array_free_to_bytes (g_steal_pointer (&open)));
      if (open == NULL)
        {
          open = g_byte_array_new ();
          g_byte_array_append (open, (const guint8 *)EVENTS_HEAD, HEAD_SIZE);
        }
      g_byte_array_append (open, (const guint8 *)envelopes[i], size);
    }

  if (open != NULL)
    g_ptr_array_add (datagrams, g_byte_array_free_to_bytes (open));
  return datagrams;
}

GBytes *
aps_unix_datagram_new_resync (void)
{
  return g_bytes_new_static (RESYNC_HEAD, HEAD_SIZE);
}

void
aps_unix_datagram_unpack (const char *data, gsize length, GPtrArray *envelopes, gboolean *resync)
{
  const char *end = data + length;

  if (length < HEAD_SIZE)
    return;

  if (memcmp (data, RESYNC_HEAD, HEAD_SIZE) == 0)
    *resync = TRUE;
  if (memcmp (data, EVENTS_HEAD, HEAD_SIZE) != 0)
    return;

  for (data += HEAD_SIZE; data < end;)
    {
      const char *stop = memchr (data, '\0', end - data);

      if (stop == NULL)
        return;
      if (g_utf8_validate (data, stop - data, NULL))
        g_ptr_array_add (envelopes, g_strndup (data, stop - data));
      data = stop + 1;
    }
}
