/* Any bytes as a datagram of the unix broker.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "fuzz.h"

#include "aps-unix-datagram.h"

#include "model/aps-envelope-private.h"

static void
parse_envelope (const char *text)
{
  g_autofree char *instance = NULL;
  g_autoptr (ApsEvent) event = NULL;
  guint64 counter;

  g_assert_true (g_utf8_validate (text, -1, NULL));
  aps_envelope_parse (text, &event, &instance, &counter, NULL);
}

/* What was in one datagram fits into one again, but for texts that are too long. */
static void
check_packed (GPtrArray *envelopes, gsize size)
{
  g_autoptr (GPtrArray) datagrams = NULL;
  g_autoptr (GPtrArray) again = g_ptr_array_new_with_free_func (g_free);
  gboolean resync = FALSE;

  g_ptr_array_add (envelopes, NULL);
  datagrams = aps_unix_datagram_pack ((const char *const *)envelopes->pdata);
  for (guint i = 0; i < datagrams->len; i++)
    {
      gsize       length;
      const char *data = g_bytes_get_data (g_ptr_array_index (datagrams, i), &length);

      g_assert_cmpuint (length, <=, APS_UNIX_DATAGRAM_SIZE);
      aps_unix_datagram_unpack (data, length, again, &resync);
    }

  g_assert_false (resync);
  if (size <= APS_UNIX_DATAGRAM_SIZE)
    g_assert_cmpuint (again->len, ==, envelopes->len - 1);
  for (guint i = 0; size <= APS_UNIX_DATAGRAM_SIZE && i < again->len; i++)
    g_assert_cmpstr (g_ptr_array_index (again, i), ==, g_ptr_array_index (envelopes, i));
}

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  g_autofree char *bytes = fuzz_dup_bytes (data, size);
  g_autoptr (GPtrArray) envelopes = g_ptr_array_new_with_free_func (g_free);
  gboolean resync = FALSE;

  aps_unix_datagram_unpack (bytes, size, envelopes, &resync);
  for (guint i = 0; i < envelopes->len; i++)
    parse_envelope (g_ptr_array_index (envelopes, i));

  check_packed (envelopes, size);
  return 0;
}
