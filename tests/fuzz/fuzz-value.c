/* Any text as a value in JSON.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "fuzz.h"

#include <apsched/apsched.h>

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  g_autofree char *text = fuzz_dup_bytes (data, size);
  g_autoptr (GError) error = NULL;
  g_autoptr (GVariant) value = aps_value_from_json (text, (gssize)size, &error);
  g_autoptr (GVariant) again = NULL;
  g_autofree char *json = NULL;
  g_autofree char *json_again = NULL;

  g_assert_true ((value == NULL) == (error != NULL));
  if (value == NULL)
    return 0;

  json = aps_value_to_json (value);
  again = aps_value_from_json (json, -1, &error);
  g_assert_no_error (error);
  json_again = aps_value_to_json (again);
  g_assert_cmpstr (json, ==, json_again);
  return 0;
}
