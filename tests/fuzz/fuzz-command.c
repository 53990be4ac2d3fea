/* Any text as a command line to run; then, one a line, its arguments, keyword arguments and options
 * in JSON.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "fuzz.h"

#include <apsched/apsched.h>

#include "aps-command.h"

static GVariant *
read_value (char **lines, guint i)
{
  return i < g_strv_length (lines) ? aps_value_from_json (lines[i], -1, NULL) : NULL;
}

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  g_autofree char *text = fuzz_dup_text (data, size);
  g_auto (GStrv) lines = g_strsplit (text, "\n", 4);
  g_autofree char *reference = g_strconcat ("command:", lines[0], NULL);
  g_autoptr (GVariant) args = read_value (lines, 1);
  g_autoptr (GVariant) kwargs = read_value (lines, 2);
  g_autoptr (GVariant) options = read_value (lines, 3);
  g_autoptr (GError) error = NULL;
  g_autoptr (ApsCommand) command = NULL;

  if (options != NULL && !g_variant_is_of_type (options, G_VARIANT_TYPE_VARDICT))
    g_clear_pointer (&options, g_variant_unref);

  command = aps_command_new (reference, args, kwargs, options, g_new0 (char *, 1), &error);
  g_assert_true ((command == NULL) == (error != NULL));
  if (command == NULL)
    {
      g_assert_true (error->domain == APS_ERROR);
      return 0;
    }

  g_assert_cmpuint (command->argv->len, >=, 2);
  g_assert_null (g_ptr_array_index (command->argv, command->argv->len - 1));
  return 0;
}
