/* Checks of triggers by their text, shared by the tests of the kinds and dialects.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include <apsched/apsched.h>

#include "core/aps-iso8601-private.h"

#include <string.h>

static inline gint64
parse_time (const char *text)
{
  ApsIsoTime  time;
  const char *at;
  char       *problem = NULL;

  if (!aps_iso8601_parse (text, strlen (text), &time, &at, &problem))
    g_error ("%s: %s", text, problem);

  return time.local_us - time.offset_s * APS_SECOND;
}

static inline ApsTrigger *
parse_trigger (const char *text)
{
  /* At its exact size, so that the address sanitizer sees an overread. */
  g_autofree char *copy = g_strdup (text);
  g_autoptr (GError) error = NULL;
  ApsTrigger *trigger = aps_trigger_parse (copy, &error);

  if (trigger == NULL)
    g_error ("%s", error->message);

  return trigger;
}

/* The first fires at or after a moment, in UTC with blanks between; "never" if there are none. */
static inline char *
preview (ApsTrigger *trigger, const char *from, guint n)
{
  g_autoptr (GError) error = NULL;
  gsize              n_fires;
  g_autofree gint64 *fires = aps_trigger_preview (trigger, parse_time (from), n, &n_fires, &error);
  GString           *text = g_string_new (n_fires == 0 ? "never" : NULL);

  g_assert_no_error (error);
  for (gsize i = 0; i < n_fires; i++)
    {
      if (i > 0)
        g_string_append_c (text, ' ');
      aps_iso8601_append_utc (text, fires[i]);
    }

  return g_string_free (text, FALSE);
}

/* The trigger's text and JSON forms must give it back, and it must fire as told; n: as many as are
 * told. */
static inline void
check_fires (const char *trigger_text, const char *from, const char *wanted)
{
  g_autoptr (ApsTrigger) trigger = parse_trigger (trigger_text);
  g_autofree char *text = aps_trigger_to_text (trigger);
  g_autofree char *json = aps_trigger_to_json (trigger);
  g_autoptr (ApsTrigger) by_text = parse_trigger (text);
  g_autoptr (ApsTrigger) by_json = aps_trigger_from_json (json, NULL);
  g_auto (GStrv) words = g_strsplit (wanted, " ", -1);
  g_autofree char *fires = preview (trigger, from, g_strv_length (words));
  g_autofree char *fires_by_text = preview (by_text, from, g_strv_length (words));

  g_test_message ("%s as %s", trigger_text, text);
  g_assert_cmpstr (fires, ==, wanted);
  g_assert_cmpstr (fires_by_text, ==, wanted);
  g_assert_true (aps_trigger_equal (trigger, by_text));
  g_assert_nonnull (by_json);
  g_assert_true (aps_trigger_equal (trigger, by_json));
}

/* It must be refused with an error that has these words. */
static inline void
check_refused (const char *trigger_text, const char *words)
{
  g_autofree char *copy = g_strdup (trigger_text);
  g_autoptr (GError) error = NULL;
  g_autoptr (ApsTrigger) trigger = aps_trigger_parse (copy, &error);

  if (trigger != NULL)
    g_error ("%s is not refused", trigger_text);
  g_assert_true (error->domain == APS_ERROR);
  if (strstr (error->message, words) == NULL)
    g_error ("%s has no \"%s\"", error->message, words);
}

/* Looking back and counting must agree with stepping through the fires of a window. */
static inline void
check_by_steps (const char *trigger_text, const char *from, guint n_max)
{
  g_autoptr (ApsTrigger) trigger = parse_trigger (trigger_text);
  g_autoptr (ApsCursor) cursor = aps_cursor_new (parse_time (from));
  g_autoptr (ApsCursor) asked = aps_cursor_copy (cursor);
  g_autoptr (GError) error = NULL;
  gint64 last = APS_TIME_NONE;
  gint64 fire, prev, count;
  gint64 n;

  g_test_message ("%s", trigger_text);
  aps_trigger_skip (trigger, cursor, parse_time (from), &error);
  g_assert_no_error (error);
  for (n = 0; n < n_max && aps_trigger_next (trigger, cursor, &fire, &error); n++)
    {
      if (fire == APS_TIME_NONE)
        break;
      aps_trigger_prev (trigger, asked, fire, &prev, &error);
      g_assert_no_error (error);
      g_assert_cmpint (prev, ==, fire);
      if (last != APS_TIME_NONE)
        {
          g_assert_cmpint (fire, >, last);
          aps_trigger_prev (trigger, asked, fire - 1, &prev, &error);
          g_assert_no_error (error);
          g_assert_cmpint (prev, ==, last);
        }
      aps_trigger_count (trigger, asked, parse_time (from), fire, &count, &error);
      g_assert_no_error (error);
      g_assert_cmpint (count, ==, n);
      last = fire;
    }
  g_assert_no_error (error);
}
