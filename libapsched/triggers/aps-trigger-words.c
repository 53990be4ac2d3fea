/* Triggers in words: what the kinds say of their rules, with zone, limits and exclusions around it.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"

#include "triggers/aps-trigger-words-private.h"

#include "triggers/aps-trigger-kind-private.h"

static void
append_moment (GString *words, const char *before, const ApsMoment *moment)
{
  g_autofree char *text = NULL;

  if (moment->kind == APS_MOMENT_UNSET)
    return;

  text = aps_moment_to_string (moment);
  g_strdelimit (text, "T", ' ');
  g_string_append_printf (words, ", %s %s", before, text);
}

static void
append_options (GString *words, const ApsTriggerOptions *options, ApsTimeZone *said)
{
  append_moment (words, "from", &options->start);
  append_moment (words, "until", &options->end);

  if (options->count == 1)
    g_string_append (words, ", once");
  else if (options->count > 1)
    g_string_append_printf (words, ", at most %" G_GINT64_FORMAT " times", options->count);

  if (options->except != NULL)
    {
      g_string_append (words, ", but not on ");

      for (const char *p = options->except->text; *p != '\0'; p++)
        g_string_append (words, *p == ',' ? ", " : (char[]){ *p, '\0' });
    }

  if (options->zone != NULL && options->zone != said)
    g_string_append_printf (words, ", %s time", aps_time_zone_get_name (options->zone));
}

char *
aps_trigger_words (ApsTriggerBase *self, ApsTimeZone *said)
{
  const ApsTriggerKind *kind = aps_trigger_base_get_kind (self);
  GString              *words;

  if (kind == NULL)
    return NULL;

  words = g_string_new (NULL);
  kind->describe (self, words);
  append_options (words, aps_trigger_base_get_options (self), said);
  return g_string_free (words, FALSE);
}

char *
aps_trigger_words_within (ApsTrigger *trigger, ApsTimeZone *said)
{
  char *words = NULL;

  if (APS_IS_TRIGGER_BASE (trigger))
    words = aps_trigger_words (APS_TRIGGER_BASE (trigger), said);

  return words != NULL ? words : aps_trigger_describe (trigger);
}
