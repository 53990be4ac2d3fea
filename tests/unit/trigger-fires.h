/* Fire times of triggers as one line of text, for tests.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include <apsched/apsched.h>

#include <string.h>

/* At its exact size on the heap, so that a sanitizer sees an overread. */
static inline char *
heap_copy (const char *text)
{
  return g_memdup2 (text, strlen (text) + 1);
}

static inline gint64
time_of (const char *text)
{
  g_autoptr (GDateTime) time = g_date_time_new_from_iso8601 (text, NULL);

  g_assert_nonnull (time);
  return g_date_time_to_unix (time) * APS_SECOND + g_date_time_get_microsecond (time);
}

static inline ApsTrigger *
parse_trigger (const char *text)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *copy = heap_copy (text);
  ApsTrigger      *trigger = aps_trigger_parse (copy, &error);

  g_assert_no_error (error);
  g_assert_nonnull (trigger);
  return trigger;
}

/* Up to n fires with blanks between, "never" where there are no more, "error" where next fails. The
 * cursor is saved and restored before each. */
static inline char *
fires_from (ApsTrigger *trigger, ApsCursor *start, guint n)
{
  ApsCursor *cursor = aps_cursor_copy (start);
  GString   *line = g_string_new (NULL);

  for (guint i = 0; i < n; i++)
    {
      g_autofree char *saved = aps_cursor_to_json (cursor);
      g_autofree char *time = NULL;
      gint64           next;

      aps_cursor_unref (cursor);
      cursor = aps_cursor_from_json (saved, NULL);
      g_assert_nonnull (cursor);

      if (!aps_trigger_next (trigger, cursor, &next, NULL))
        time = g_strdup ("error");
      else if (next == APS_TIME_NONE)
        time = g_strdup ("never");
      else
        time = aps_time_to_string (next);

      g_string_append_printf (line, "%s%s", i > 0 ? " " : "", time);

      if (!g_ascii_isdigit (*time))
        break;
    }

  aps_cursor_unref (cursor);
  return g_string_free (line, FALSE);
}

static inline guint
count_words (const char *line)
{
  guint n = 1;

  for (const char *p = line; *p != '\0'; p++)
    if (*p == ' ')
      n++;

  return n;
}

/* Added at a moment, the trigger fires as the line says. */
static inline void
check_fires (const char *text, const char *added, const char *expected)
{
  g_autoptr (ApsTrigger) trigger = parse_trigger (text);
  g_autoptr (ApsCursor) cursor = aps_cursor_new (time_of (added));
  g_autofree char *fires = fires_from (trigger, cursor, count_words (expected));

  g_test_message ("%s", text);
  g_assert_cmpstr (fires, ==, expected);
}
