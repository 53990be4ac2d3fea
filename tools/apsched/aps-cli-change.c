/* Commands that change schedules: each of those that are meant, one by one, and what was done said.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"

#include "aps-cli-change.h"

#include "aps-cli-window.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

const char *
aps_cli_get_user (void)
{
  return g_get_user_name ();
}

static gboolean
collect (ApsScheduler *window, char **patterns, GPtrArray *ids, ApsExit *status)
{
  for (guint i = 0; patterns[i] != NULL; i++)
    {
      g_auto (GStrv) found = aps_cli_find_schedules (window, patterns[i], status);

      if (found == NULL)
        return FALSE;

      for (guint k = 0; found[k] != NULL; k++)
        if (!g_ptr_array_find_with_equal_func (ids, found[k], g_str_equal, NULL))
          g_ptr_array_add (ids, g_strdup (found[k]));
    }

  return TRUE;
}

/* Only a person at a terminal is asked. */
static gboolean
is_agreed (const char *question, GPtrArray *ids)
{
  char answer[8] = "";

  if (question == NULL || !isatty (STDIN_FILENO) || !isatty (STDERR_FILENO))
    return TRUE;

  for (guint i = 0; i < ids->len; i++)
    g_printerr ("  %s\n", (char *)g_ptr_array_index (ids, i));
  g_printerr ("%s [y/N] ", question);
  return fgets (answer, sizeof answer, stdin) != NULL && (answer[0] == 'y' || answer[0] == 'Y');
}

ApsExit
aps_cli_change_schedules (ApsCli      *cli,
                          char       **patterns,
                          const char  *question,
                          const char  *done,
                          ApsCliChange change,
                          gpointer     data)
{
  g_autoptr (ApsScheduler) window = NULL;
  g_autoptr (GPtrArray) ids = g_ptr_array_new_with_free_func (g_free);
  ApsExit status = APS_EXIT_DONE;

  window = aps_cli_open_window (cli, &status);
  if (window == NULL || !collect (window, patterns, ids, &status))
    return status;

  if (!is_agreed (question, ids))
    return aps_cli_fail (APS_EXIT_BAD_ANSWER, "nothing was changed");

  for (guint i = 0; i < ids->len; i++)
    {
      const char *id = g_ptr_array_index (ids, i);
      g_autoptr (GError) error = NULL;

      if (!change (window, id, data, &error))
        status =
          aps_cli_fail (aps_cli_exit_of_error (error), "schedule \"%s\": %s", id, error->message);
      else
        g_print ("%s %s\n", done, id);
    }

  return status;
}
