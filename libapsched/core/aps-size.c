/* Sizes in bytes, and booleans, as people write them in settings.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"

#include <apsched/aps-size.h>

#include <apsched/aps-error.h>
#include <apsched/aps-types.h>

#include "core/aps-number-private.h"

#include <string.h>

#define UNIT_NAMES "B, KiB, MiB, GiB, TiB, kB, MB, GB, TB"

typedef struct
{
  const char *name;
  gint64      bytes;
} Unit;

/* The binary ones first, from large to small, as they are printed. */
static const Unit units[] = {
  { "TiB", G_GINT64_CONSTANT (1) << 40 },
  { "GiB", G_GINT64_CONSTANT (1) << 30 },
  { "MiB", G_GINT64_CONSTANT (1) << 20 },
  { "KiB", G_GINT64_CONSTANT (1) << 10 },
  { "B", 1 },
  { "TB", G_GINT64_CONSTANT (1000000000000) },
  { "GB", G_GINT64_CONSTANT (1000000000) },
  { "MB", G_GINT64_CONSTANT (1000000) },
  { "kB", G_GINT64_CONSTANT (1000) },
  { "KB", G_GINT64_CONSTANT (1000) },
  { "", 1 },
};

#define N_BINARY_UNITS 5

static gboolean
refuse (const char *text, const char *reason, GError **error)
{
  g_set_error (error, APS_ERROR, APS_ERROR_INVALID_ARGUMENT, "size \"%s\" %s", text, reason);
  return FALSE;
}

static const Unit *
find_unit (const char *name)
{
  for (guint i = 0; i < G_N_ELEMENTS (units); i++)
    if (strcmp (units[i].name, name) == 0)
      return &units[i];

  return NULL;
}

/**
 * aps_size_parse:
 * @text: a size
 * @size_bytes: (out): the size in bytes
 * @error: return location for an error
 *
 * Reads a size in bytes.
 *
 * It is a number, with a decimal point if wanted, and a unit: `KiB`, `MiB`, `GiB`, `TiB` of 1024,
 * `kB`, `MB`, `GB`, `TB` of 1000, or `B` or none for bytes. The size has to be a whole number of
 * bytes.
 *
 * Returns: true on success; otherwise @error is `APS_ERROR_INVALID_ARGUMENT` and says what would
 *   be right
 *
 * Since: 1.0
 */
gboolean
aps_size_parse (const char *text, gint64 *size_bytes, GError **error)
{
  g_autofree char *stripped = NULL;
  const char      *p;
  const Unit      *unit;
  ApsNumber        number;
  ApsNumberStatus  status;
  gint64           size = 0;

  g_return_val_if_fail (text != NULL, FALSE);
  g_return_val_if_fail (size_bytes != NULL, FALSE);

  stripped = g_utf8_make_valid (text, -1);
  p = g_strstrip (stripped);

  status = aps_number_scan (&p, &number);
  if (status == APS_NUMBER_MISSING)
    return refuse (stripped,
                   "does not begin with a number (like \"64KiB\", \"1MB\", \"4096\")",
                   error);

  p += strspn (p, " \t");
  unit = find_unit (p);
  if (unit == NULL)
    return refuse (stripped, "has an unknown unit (" UNIT_NAMES ")", error);

  if (status == APS_NUMBER_OK)
    status = aps_number_add (&number, unit->bytes, &size);
  if (status == APS_NUMBER_TOO_FINE)
    return refuse (stripped, "is not a whole number of bytes", error);
  if (status == APS_NUMBER_TOO_LARGE)
    return refuse (stripped, "is too large (at most 8388607TiB)", error);

  *size_bytes = size;
  return TRUE;
}

/**
 * aps_size_to_string:
 * @size_bytes: a size in bytes, not negative
 *
 * Prints a size in the largest unit that makes it a whole number, like `64KiB`.
 *
 * Returns: (transfer full): the text, which aps_size_parse() reads back
 *
 * Since: 1.0
 */
char *
aps_size_to_string (gint64 size_bytes)
{
  guint i = 0;

  g_return_val_if_fail (size_bytes >= 0, NULL);

  if (size_bytes == 0)
    return g_strdup ("0B");

  while (i < N_BINARY_UNITS && size_bytes % units[i].bytes != 0)
    i++;

  return g_strdup_printf ("%" G_GINT64_FORMAT "%s", size_bytes / units[i].bytes, units[i].name);
}

/**
 * aps_boolean_parse:
 * @text: a truth value
 * @value: (out): the value
 * @error: return location for an error
 *
 * Reads a boolean: `true`, `yes`, `on` or `1`; `false`, `no`, `off` or `0`; in any case.
 *
 * Returns: true on success; otherwise @error is `APS_ERROR_INVALID_ARGUMENT`
 *
 * Since: 1.0
 */
gboolean
aps_boolean_parse (const char *text, gboolean *value, GError **error)
{
  static const char *const words[] = { "false", "true", "no", "yes", "off", "on", "0", "1" };
  g_autofree char         *stripped = NULL;

  g_return_val_if_fail (text != NULL, FALSE);
  g_return_val_if_fail (value != NULL, FALSE);

  stripped = g_utf8_make_valid (text, -1);
  g_strstrip (stripped);

  for (guint i = 0; i < G_N_ELEMENTS (words); i++)
    if (g_ascii_strcasecmp (stripped, words[i]) == 0)
      {
        *value = i % 2 == 1;
        return TRUE;
      }

  g_set_error (error,
               APS_ERROR,
               APS_ERROR_INVALID_ARGUMENT,
               "\"%s\" is neither true nor false (true, yes, on, 1; false, no, off, 0)",
               stripped);
  return FALSE;
}
