/* What must hold of any trigger that could be made of an input.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include <apsched/apsched.h>

#include <stdlib.h>

#define FUZZ_N_FIRES 4
#define FUZZ_NOW_US G_GINT64_CONSTANT (1767225600000000)

/* libFuzzer keeps the input of an abort, not that of g_error(). */
#define FUZZ_FAIL(...)                                                                             \
  G_STMT_START                                                                                     \
  {                                                                                                \
    g_printerr (__VA_ARGS__);                                                                      \
    g_printerr ("\n");                                                                             \
    abort ();                                                                                      \
  }                                                                                                \
  G_STMT_END

/* Its own text gives it back. */
static inline void
fuzz_check_text (ApsTrigger *trigger)
{
  g_autofree char *text = aps_trigger_to_text (trigger);
  g_autofree char *json = aps_trigger_to_json (trigger);
  g_autofree char *words = aps_trigger_describe (trigger);
  g_autoptr (GError) error = NULL;
  g_autoptr (ApsTrigger) by_text = NULL;
  g_autoptr (ApsTrigger) by_json = NULL;

  g_assert_nonnull (words);
  if (text == NULL)
    return;

  by_text = aps_trigger_parse (text, &error);
  if (by_text == NULL || !aps_trigger_equal (trigger, by_text))
    FUZZ_FAIL ("%s does not give itself back: %s",
               text,
               error != NULL ? error->message : "not equal");

  by_json = aps_trigger_from_json (json, &error);
  if (by_json == NULL || !aps_trigger_equal (trigger, by_json))
    FUZZ_FAIL ("%s does not give itself back: %s",
               json,
               error != NULL ? error->message : "not equal");
}

/* Its fires grow, and it has each of them. */
static inline void
fuzz_check_fires (ApsTrigger *trigger)
{
  g_autoptr (ApsCursor) cursor = aps_cursor_new (FUZZ_NOW_US);
  g_autoptr (ApsCursor) asked = aps_cursor_new (FUZZ_NOW_US);
  g_autoptr (GError) error = NULL;
  gint64 last = G_MININT64;

  for (guint i = 0; i < FUZZ_N_FIRES; i++)
    {
      gboolean matches = TRUE;
      gint64   fire;

      if (!aps_trigger_next (trigger, cursor, &fire, &error))
        {
          g_assert_nonnull (error);
          return;
        }
      if (fire == APS_TIME_NONE)
        return;

      g_assert_cmpint (fire, >, last);
      last = fire;
      if (aps_trigger_matches (trigger, asked, fire, &matches, NULL))
        g_assert_true (matches);
    }
}

static inline void
fuzz_check_trigger (ApsTrigger *trigger, GError *error)
{
  if (trigger == NULL)
    {
      g_assert_nonnull (error);
      g_assert_true (error->domain == APS_ERROR);
      g_assert_true (g_utf8_validate (error->message, -1, NULL));
      return;
    }

  fuzz_check_text (trigger);
  fuzz_check_fires (trigger);
}
