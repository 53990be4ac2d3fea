/* Finds the helper program: the setting, $APSCHED_WORKER, near the running program, installed.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"

#include "aps-worker-path.h"

#include <apsched/apsched.h>
#include <glib/gstdio.h>
#include <stdlib.h>
#include <unistd.h>

#define HELPER "apsched-worker"

static gboolean
is_program (const char *path)
{
  return g_file_test (path, G_FILE_TEST_IS_REGULAR) && access (path, X_OK) == 0;
}

/* A path that somebody has named is the one, or an error. */
static char *
take_named (const char *path, const char *by, GError **error)
{
  if (is_program (path))
    return g_strdup (path);

  g_set_error (error,
               APS_ERROR,
               APS_ERROR_NOT_FOUND,
               "Helper program \"%s\", named by %s, is no executable file",
               path,
               by);
  return NULL;
}

static char *
find_near_program (void)
{
  g_autofree char *program = g_file_read_link ("/proc/self/exe", NULL);
  g_autofree char *folder = program != NULL ? g_path_get_dirname (program) : NULL;
  g_autofree char *beside = NULL;
  g_autofree char *in_tree = NULL;

  if (folder == NULL)
    return NULL;

  beside = g_build_filename (folder, HELPER, NULL);
  if (is_program (beside))
    return g_steal_pointer (&beside);

  in_tree = g_build_filename (folder, "..", HELPER, HELPER, NULL);
  return is_program (in_tree) ? g_steal_pointer (&in_tree) : NULL;
}

char *
aps_worker_path_find (const char *wanted, GError **error)
{
  static const char installed[] = APS_LIBEXEC_DIR "/" HELPER;
  const char       *named = secure_getenv ("APSCHED_WORKER");
  char             *found;

  if (wanted != NULL)
    return take_named (wanted, "setting worker", error);
  if (named != NULL && *named != '\0')
    return take_named (named, "APSCHED_WORKER", error);

  found = find_near_program ();
  if (found != NULL)
    return found;
  if (is_program (installed))
    return g_strdup (installed);

  g_set_error (error,
               APS_ERROR,
               APS_ERROR_NOT_FOUND,
               "Helper program " HELPER " is neither near the running program nor \"%s\"; name it "
               "by APSCHED_WORKER",
               installed);
  return NULL;
}
