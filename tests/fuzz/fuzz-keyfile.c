/* Any bytes as a keyfile.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "fuzz.h"

#include "registry/aps-keyfile-private.h"

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *copy = fuzz_dup_bytes (data, size);
  g_autoptr (ApsKeyfile)
    keyfile = aps_keyfile_parse ("/nowhere/input.conf", "input.conf", copy, size, &error);

  g_assert_true ((keyfile == NULL) == (error != NULL));
  if (error != NULL)
    g_assert_true (g_utf8_validate (error->message, -1, NULL));
  return 0;
}
