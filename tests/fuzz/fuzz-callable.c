/* Any text as a reference to a callable.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "fuzz.h"

#include "model/aps-callable-private.h"

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  g_autofree char *text = fuzz_dup_text (data, size);
  g_autofree char *place = NULL;
  g_autofree char *symbol = NULL;
  g_autofree char *scheme = NULL;
  g_autoptr (GError) error = NULL;

  if (!aps_callable_check (text, &error))
    g_assert_nonnull (error);
  if (aps_callable_is_reference (text))
    scheme = aps_callable_dup_scheme (text);
  aps_callable_split (text, &place, &symbol, NULL);
  aps_task_id_check (text, NULL);
  return 0;
}
