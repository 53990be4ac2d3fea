/* Tests of references and ids.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"

#include "model/aps-callable-private.h"

#include <apsched/aps-error.h>

typedef struct
{
  const char *text;
  const char *problem; /* part of the message; NULL where it is right */
  const char *why;
} Case;

static const Case references[] = {
  { "module:libpics:pics_tidy", NULL, "a symbol of a library" },
  { "module::pics_tidy", NULL, "a symbol of the program" },
  { "module:/usr/lib/libpics.so:pics_tidy", NULL, "a library by its path" },
  { "module:pics_tidy", "module:LIBRARY:SYMBOL", "a part is missing" },
  { "module:libpics:", "no name of a C function", "no symbol" },
  { "module:libpics:1st", "no name of a C function", "begins with a digit" },
  { "python:pics.jobs:fetch", NULL, "a function" },
  { "python:pics.jobs:Class.method", NULL, "of a class" },
  { "python:größe:ändern", NULL, "Python's names are of all scripts" },
  { "python:pics..jobs:fetch", "Python module", "an empty part" },
  { "python::fetch", "Python module", "no module" },
  { "python:pics.jobs", "python:PACKAGE.MODULE:FUNCTION", "no function" },
  { "python:pics.jobs:<lambda>", "Python function", "a lambda has no name" },
  { "js:jobs.js:fetch", NULL, "a function of a file" },
  { "js::fetch", "js:FILE:FUNCTION", "no file" },
  { "command:tidy --days 30", NULL, "a program" },
  { "command:/bin/sh -c 'a | b'", NULL, "a shell where one is wanted" },
  { "command:sh -c 'a", "quot", "a quote is open" },
  { "command:   ", "", "nothing but blanks" },
  { "command:''", "empty", "no program" },
  { "remote:anything at all", NULL, "other people's schemes" },
  { "Remote:x", "scheme", "schemes are in lower case" },
  { ":x", "scheme", "no scheme" },
  { "remote:", "behind its scheme", "nothing to name" },
  { "resize", "no colon", "a task id" },
  { "", "empty", "nothing" },
};

static void
test_references (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (references); i++)
    {
      g_autoptr (GError) error = NULL;
      gboolean fits = aps_callable_check (references[i].text, &error);

      if (references[i].problem == NULL)
        {
          g_assert_no_error (error);
          g_assert_true (fits);
          continue;
        }

      g_test_message ("%s: %s", references[i].text, references[i].why);
      g_assert_false (fits);
      g_assert_error (error, APS_ERROR, APS_ERROR_INVALID_ARGUMENT);
      g_assert_nonnull (strstr (error->message, references[i].problem));
    }
}

static void
test_parts (void)
{
  g_autofree char *scheme = aps_callable_dup_scheme ("command:a:b");
  g_autofree char *place = NULL;
  g_autofree char *symbol = NULL;

  g_assert_cmpstr (scheme, ==, "command");
  g_assert_cmpstr (aps_callable_get_rest ("command:a:b"), ==, "a:b");
  g_assert_null (aps_callable_dup_scheme ("resize"));
  g_assert_null (aps_callable_get_rest ("resize"));
  g_assert_true (aps_callable_has_scheme ("command:a", "command"));
  g_assert_false (aps_callable_has_scheme ("commander:a", "command"));
  g_assert_true (aps_callable_is_reference ("command:a"));
  g_assert_false (aps_callable_is_reference ("resize"));

  g_assert_true (aps_callable_split ("js:a:b.js:f", &place, &symbol, NULL));
  g_assert_cmpstr (place, ==, "a:b.js");
  g_assert_cmpstr (symbol, ==, "f");
}

static void
test_ids (void)
{
  g_autofree char *longest = g_strnfill (APS_ID_MAX_SIZE, 'x');
  g_autofree char *longer = g_strnfill (APS_ID_MAX_SIZE + 1, 'x');
  g_autofree char *script = g_strconcat ("command:sh -c '", longer, "'", NULL);
  g_autofree char *open = g_strconcat ("command:sh -c '", longer, NULL);
  g_autoptr (GError) error = NULL;

  g_assert_true (aps_task_id_check ("resize", NULL));
  g_assert_true (aps_task_id_check ("every night, in the cellar", NULL));
  g_assert_true (aps_task_id_check ("command:true", NULL));
  g_assert_true (aps_task_id_check (longest, NULL));
  g_assert_false (aps_task_id_check ("", NULL));
  g_assert_false (aps_task_id_check (longer, NULL));
  g_assert_false (aps_task_id_check ("a\nb", NULL));
  g_assert_false (aps_task_id_check ("a\xff", NULL));
  g_assert_false (aps_task_id_check ("module:x", NULL));

  /* As the callable of a task that has a name, a command may be a script. */
  g_assert_true (aps_callable_check (script, NULL));
  g_assert_true (aps_callable_check ("command:printf\ta", NULL));
  g_assert_false (aps_callable_check ("command:printf\na", NULL));
  g_assert_false (aps_task_id_check (script, NULL));
  g_assert_false (aps_task_id_check ("command:printf\ta", NULL));
  g_assert_false (aps_callable_check (open, &error));
  g_assert_cmpuint (strlen (error->message), <, 200);
  g_clear_error (&error);

  g_assert_true (aps_id_check ("schedule id", "a:b", NULL));
  g_assert_false (aps_id_check ("schedule id", "", &error));
  g_assert_cmpstr (error->message, ==, "The schedule id \"\" is empty");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/callable/references", test_references);
  g_test_add_func ("/callable/parts", test_parts);
  g_test_add_func ("/callable/ids", test_ids);

  return g_test_run ();
}
