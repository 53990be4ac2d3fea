/* Tests that every trigger that doc/triggers.md shows is read, and fires.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"

#include "trigger-checks.h"

static void
test_examples (void)
{
  g_autofree char *path =
    g_test_build_filename (G_TEST_DIST, "..", "..", "doc", "triggers.md", NULL);
  g_autofree char *text = NULL;
  g_autoptr (GError) error = NULL;
  g_auto (GStrv) lines = NULL;
  gboolean inside = FALSE;
  guint    n = 0;

  g_file_get_contents (path, &text, NULL, &error);
  g_assert_no_error (error);
  lines = g_strsplit (text, "\n", -1);
  for (guint i = 0; lines[i] != NULL; i++)
    {
      if (g_str_has_prefix (lines[i], "```"))
        inside = g_str_equal (lines[i], "```trigger");
      else if (inside)
        {
          g_autoptr (ApsTrigger) trigger = parse_trigger (lines[i]);
          g_autofree char *fires = preview (trigger, "2026-01-01T00:00Z", 1);

          g_test_message ("%s: %s", lines[i], fires);
          check_fires (lines[i], "2026-01-01T00:00Z", fires);
          g_assert_cmpstr (fires, !=, "never");
          n++;
        }
    }

  g_assert_cmpuint (n, >, 20);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/trigger-doc/examples", test_examples);

  return g_test_run ();
}
