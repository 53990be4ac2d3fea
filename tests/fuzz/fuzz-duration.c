/* Any text as a duration, a size or a boolean.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "fuzz.h"

#include <apsched/apsched.h>

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  g_autofree char *text = fuzz_dup_text (data, size);
  g_autofree char *printed = NULL;
  gint64           duration_us, again_us, number;
  gboolean         flag;

  aps_duration_parse_limit (text, &number, NULL);
  aps_size_parse (text, &number, NULL);
  aps_boolean_parse (text, &flag, NULL);
  if (!aps_duration_parse (text, &duration_us, NULL))
    return 0;

  printed = aps_duration_to_string (duration_us);
  g_assert_true (aps_duration_parse (printed, &again_us, NULL));
  g_assert_cmpint (again_us, ==, duration_us);
  return 0;
}
