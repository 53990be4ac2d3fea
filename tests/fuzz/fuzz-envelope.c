/* Any text as what a broker has received.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "fuzz.h"

#include "model/aps-envelope-private.h"

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  g_autofree char *text = fuzz_dup_text (data, size);
  g_autofree char *instance = NULL;
  g_autoptr (ApsEvent) event = NULL;
  g_autoptr (GError) error = NULL;
  guint64 counter;

  if (!aps_envelope_parse (text, &event, &instance, &counter, &error))
    g_assert_nonnull (error);

  return 0;
}
