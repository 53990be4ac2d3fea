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

static void
check_same_fires (ApsTrigger *a, ApsTrigger *b, const char *text)
{
  gsize              n_a, n_b;
  g_autofree gint64 *fires_a = aps_trigger_preview (a, FUZZ_NOW_US, FUZZ_N_FIRES, &n_a, NULL);
  g_autofree gint64 *fires_b = aps_trigger_preview (b, FUZZ_NOW_US, FUZZ_N_FIRES, &n_b, NULL);

  if (n_a != n_b || (n_a > 0 && memcmp (fires_a, fires_b, n_a * sizeof *fires_a) != 0))
    FUZZ_FAIL ("%s fires at other times", text);
}

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
        aps_cron_trigger_to_dialect (APS_CRON_TRIGGER (trigger), (*dialect)->name, &error);
      g_autoptr (ApsTrigger) other = text != NULL ? aps_trigger_parse (text, &error) : NULL;

      if (text != NULL && other == NULL)
        FUZZ_FAIL ("%s is refused: %s", text, error->message);
      if (other != NULL)
        check_same_fires (trigger, other, text);
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
