/* Any text as an expression: the first letter chooses the dialect or kind.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "fuzz.h"

#include "fuzz-checks.h"

#include "triggers/aps-cron-dialect-private.h"

static const char *const frames[][2] = {
  { "cron:", " tz=UTC" },
  { "cron:", " tz=UTC dialect=unix" },
  { "cron:", " tz=UTC dialect=unix-seconds" },
  { "cron:", " tz=UTC dialect=quartz" },
  { "cron:", " tz=UTC dialect=ocps" },
  { "oncalendar:", "" },
  { "rrule:", "" },
  { "iso8601:", " tz=UTC" },
};

/* Whatever another dialect can say of it is the same rule. */
static void
check_translations (ApsTrigger *trigger)
{
  if (!APS_IS_CRON_TRIGGER (trigger))
    return;

  for (const ApsCronDialect *const *dialect = aps_cron_dialect_list (); *dialect != NULL; dialect++)
    {
      g_autoptr (GError) error = NULL;
      g_autofree char *text =
        aps_cron_trigger_to_dialect (APS_TRIGGER_BASE (trigger), (*dialect)->name, &error);
      g_autoptr (ApsTrigger) other = text != NULL ? aps_trigger_parse (text, &error) : NULL;

      if (text != NULL && other == NULL)
        g_error ("%s is refused: %s", text, error->message);
    }
}

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  g_autofree char *body = size > 0 ? fuzz_dup_text (data + 1, size - 1) : NULL;
  guint            i = size > 0 ? data[0] % G_N_ELEMENTS (frames) : 0;
  g_autofree char *text = g_strconcat (frames[i][0], body != NULL ? body : "", frames[i][1], NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (ApsTrigger) trigger = aps_trigger_parse (text, &error);

  fuzz_check_trigger (trigger, error);
  if (trigger != NULL)
    check_translations (trigger);
  return 0;
}
