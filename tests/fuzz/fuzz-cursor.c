/* Any text as a saved cursor, used with a rule that keeps children and one that keeps none.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "fuzz.h"

#include <apsched/apsched.h>

/* The short cut for what is printed reads as the reader of JSON does. */
static void
compare_with_reader (const char *json, ApsCursor *cursor)
{
  g_autofree char *blank = g_strconcat (" ", json, NULL);
  g_autoptr (ApsCursor) read = aps_cursor_from_json (blank, NULL);
  g_autofree char *one = NULL;
  g_autofree char *other = NULL;

  g_assert_cmpint (read == NULL, ==, cursor == NULL);
  if (read == NULL)
    return;

  one = aps_cursor_to_json (cursor);
  other = aps_cursor_to_json (read);
  g_assert_cmpstr (one, ==, other);
}

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  static const char *const texts[] = {
    "cron:0 3 * * * tz=Europe/Berlin",
    "or:[every:90s] [cron:H * * * * dialect=unix] tz=UTC",
  };
  g_autofree char *json = fuzz_dup_text (data, size);

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (ApsCursor) cursor = aps_cursor_from_json (json, &error);
      g_autoptr (ApsTrigger) trigger = aps_trigger_parse (texts[i], NULL);
      g_autofree char *again = NULL;
      gint64           fire;

      compare_with_reader (json, cursor);
      if (cursor == NULL)
        {
          g_assert_nonnull (error);
          return 0;
        }

      again = aps_cursor_to_json (cursor);
      g_assert_nonnull (again);
      aps_trigger_next (trigger, cursor, &fire, NULL);
    }

  return 0;
}
