/* A store that outlives the program, by a keyfile or by hand, and a window on it: a scheduler that
 * runs nothing, and adds, lists and waits.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include <apsched/apsched.h>

#include <glib/gstdio.h>

/* What is stored must be found again by whoever runs it: a reference, such as this command. */
#define TASK "command:/bin/echo tidied"

static ApsScheduler *
open_file (const char *path)
{
  g_autoptr (GError) error = NULL;
  ApsScheduler *from_file = aps_scheduler_new_from_file (path, &error); /* the usual way */

  if (from_file == NULL || !aps_scheduler_start_in_background (from_file, NULL, &error))
    g_error ("%s", error->message);
  return from_file;
}

static ApsScheduler *
open_by_hand (const char *folder)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *settings = g_strdup_printf ("path=%s/jobs.db", folder);
  g_autoptr (ApsDataStore) store = aps_registry_new_data_store ("sqlite", settings, &error);

  if (store == NULL)
    g_error ("%s", error->message);

  /* The broker is the one that the store names, so each sees at once what the other does. Not
   * started, it runs nothing; with the property role=APS_ROLE_WINDOW it would refuse to. */
  return aps_scheduler_new_with (store, NULL);
}

/* A window needs no start; its first call opens the store. */
static void
look (ApsScheduler *window)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) schedules = aps_scheduler_get_schedules (window, NULL, NULL, &error);
  g_autoptr (GVariant) value = NULL;

  g_assert_no_error (error);
  for (guint i = 0; i < schedules->len; i++)
    {
      g_autofree char *text = aps_schedule_to_string (g_ptr_array_index (schedules, i));

      g_print ("%s\n", text);
    }
  g_assert_cmpuint (schedules->len, ==, 1);

  value = aps_scheduler_run_job (window, aps_job_new (TASK, NULL), 30 * APS_SECOND, NULL, &error);
  g_assert_no_error (error);
}

/* A list of jobs that follows the store: those that have ended, the newest first. */
static void
follow (ApsScheduler *window)
{
  g_autoptr (ApsJobFilter) filter = g_object_new (APS_TYPE_JOB_FILTER, "limit", 10, NULL);
  g_autoptr (GListModel) jobs = aps_scheduler_list_jobs_full (window, filter);

  while (g_list_model_get_n_items (jobs) == 0)
    g_main_context_iteration (NULL, TRUE);
  g_print ("%u jobs\n", g_list_model_get_n_items (jobs));
}

static void
use (const char *folder)
{
  g_autofree char *path = g_build_filename (folder, "pics.conf", NULL);
  g_autoptr (ApsScheduler) from_file = NULL;
  g_autoptr (ApsScheduler) window = NULL;
  g_autoptr (GError) error = NULL;

  if (!g_file_set_contents (path,
                            "[scheduler]\n"
                            "data-store=db\n"
                            "[data-store db]\n"
                            "plugin=sqlite\n"
                            "path=jobs.db\n" /* beside the keyfile */
                            "[schedule tidy]\n"
                            "task=" TASK "\n"
                            "trigger=every:1h\n",
                            -1,
                            &error))
    g_error ("%s", error->message);

  from_file = open_file (path);
  window = open_by_hand (folder);
  look (window);
  follow (window);
}

static void
remove_folder (const char *folder)
{
  g_autoptr (GDir) names = g_dir_open (folder, 0, NULL);
  const char *name;

  while ((name = g_dir_read_name (names)) != NULL)
    {
      g_autofree char *path = g_build_filename (folder, name, NULL);

      g_remove (path);
    }
  g_rmdir (folder);
}

int
main (void)
{
  g_autofree char *folder = g_dir_make_tmp ("apsched-example-XXXXXX", NULL);

  use (folder);
  remove_folder (folder);
  return 0;
}
