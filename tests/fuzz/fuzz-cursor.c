/* Any text as a saved cursor, used with a rule that keeps children and one that keeps none.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "fuzz.h"

#include <apsched/apsched.h>

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
