/* The entry point of a fuzz target: called by libFuzzer, or by standalone.c for saved inputs.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include <glib.h>

#include <stddef.h>
#include <stdint.h>
#include <string.h>

int LLVMFuzzerTestOneInput (const uint8_t *data, size_t size);

/* The input at its exact size; also an empty one has an address. */
static inline char *
fuzz_dup_bytes (const uint8_t *data, size_t size)
{
  char *copy = g_malloc (MAX (size, 1));

  if (size > 0)
    memcpy (copy, data, size);
  return copy;
}

/* The input as text that ends where the input does, or at its first NUL. */
static inline char *
fuzz_dup_text (const uint8_t *data, size_t size)
{
  return g_strndup (size > 0 ? (const char *)data : "", size);
}
