/* Any text as a trigger's JSON form.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "fuzz.h"

#include "fuzz-checks.h"

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  g_autofree char *json = fuzz_dup_text (data, size);
  g_autoptr (GError) error = NULL;
  g_autoptr (ApsTrigger) trigger = aps_trigger_from_json (json, &error);

  fuzz_check_trigger (trigger, error);
  return 0;
}
