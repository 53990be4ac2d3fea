/* Catches what the library logs: g_test_expect_message() does not see structured messages.
 *
 *   caught_messages_init ();               in main(), once
 *   caught_messages_expect ("*frozen*");
 *   ...
 *   caught_messages_assert ();             it was logged, as a warning or worse, once
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include <glib.h>

static char *caught_pattern;
static int   caught_count;

static GLogWriterOutput
caught_messages_write (GLogLevelFlags   level,
                       const GLogField *fields,
                       gsize            n_fields,
                       gpointer         user_data)
{
  for (gsize i = 0; i < n_fields; i++)
    if (caught_pattern != NULL && level <= G_LOG_LEVEL_WARNING &&
        g_str_equal (fields[i].key, "MESSAGE") &&
        g_pattern_match_simple (caught_pattern, fields[i].value))
      {
        g_atomic_int_inc (&caught_count);
        return G_LOG_WRITER_HANDLED;
      }

  return g_log_writer_default (level, fields, n_fields, user_data);
}

static inline void
caught_messages_init (void)
{
  g_log_set_writer_func (caught_messages_write, NULL, NULL);
}

static inline void
caught_messages_expect (const char *pattern)
{
  g_assert_null (caught_pattern);
  caught_pattern = g_strdup (pattern);
  g_atomic_int_set (&caught_count, 0);
}

static inline void
caught_messages_assert (void)
{
  g_assert_cmpint (g_atomic_int_get (&caught_count), ==, 1);
  g_clear_pointer (&caught_pattern, g_free);
}
