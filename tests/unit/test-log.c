/* The log: its fields, and that debug messages cost nothing where nobody reads them.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include <apsched/apsched.h>

#include "core/aps-log-private.h"

#include <string.h>

static GHashTable *last; /* of the newest message, field to value */
static guint       n_messages;

static GLogWriterOutput
keep (GLogLevelFlags level, const GLogField *fields, gsize n_fields, gpointer data)
{
  n_messages++;
  g_hash_table_remove_all (last);
  for (gsize i = 0; i < n_fields; i++)
    g_hash_table_insert (last, g_strdup (fields[i].key), g_strdup (fields[i].value));

  return G_LOG_WRITER_HANDLED;
}

static const char *
get (const char *key)
{
  return g_hash_table_lookup (last, key);
}

static guint
count (guint *n)
{
  return ++*n;
}

static void
test_fields (void)
{
  aps_log (G_LOG_LEVEL_WARNING, (.schedule = "nightly", .job = "0198"), "says %d", 5);
  g_assert_cmpstr (get ("MESSAGE"), ==, "says 5");
  g_assert_cmpstr (get ("PRIORITY"), ==, "4");
  g_assert_cmpstr (get ("GLIB_DOMAIN"), ==, "apsched");
  g_assert_cmpstr (get ("APSCHED_SCHEDULE"), ==, "nightly");
  g_assert_cmpstr (get ("APSCHED_JOB"), ==, "0198");
  g_assert_null (get ("APSCHED_TASK"));
}

static void
test_disabled (void)
{
  guint n = 0;

  if (g_test_subprocess ())
    {
      g_unsetenv ("G_MESSAGES_DEBUG");
      aps_debug ((.job = "0198"), "%u", count (&n));
      g_assert_cmpuint (n, ==, 0);
      g_assert_cmpuint (n_messages, ==, 0);
      return;
    }

  g_test_trap_subprocess (NULL, 0, 0);
  g_test_trap_assert_passed ();
}

static void
test_enabled (void)
{
  guint n = 0;

  if (g_test_subprocess ())
    {
      g_setenv ("G_MESSAGES_DEBUG", "other apsched", TRUE);
      aps_debug ((.job = "0198", .task = "resize", .queue = "q", .instance = "i"),
                 "%u",
                 count (&n));
      g_assert_cmpuint (n, ==, 1);
      g_assert_cmpuint (n_messages, ==, 1);
      g_assert_cmpstr (get ("PRIORITY"), ==, "7");
      g_assert_cmpstr (get ("APSCHED_QUEUE"), ==, "q");
      aps_debug ((0), "no fields");
      g_assert_null (get ("APSCHED_JOB"));
      return;
    }

  g_test_trap_subprocess (NULL, 0, 0);
  g_test_trap_assert_passed ();
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  last = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  g_log_set_writer_func (keep, NULL, NULL);

  g_test_add_func ("/log/fields", test_fields);
  g_test_add_func ("/log/debug/nothing-is-done-when-disabled", test_disabled);
  g_test_add_func ("/log/debug/is-written-when-enabled", test_enabled);

  return g_test_run ();
}
