/* The SQLite store: what is its own beside the contract, which the kit checks.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include <apsched/apsched.h>

#include <gmodule.h>

#define NOW G_GINT64_CONSTANT (1800000000000000)

static GType
load_type (void)
{
  const char      *folder = g_getenv ("APSCHED_PLUGIN_PATH");
  g_autofree char *path = g_build_filename (folder, "data-store-sqlite.so", NULL);
  GModule         *module = g_module_open (path, G_MODULE_BIND_LOCAL);
  gpointer         query;

  if (module == NULL)
    g_error ("%s", g_module_error ());
  g_assert_true (g_module_symbol (module, "aps_plugin_query", &query));
  return ((ApsPluginQueryFunc)query) ()->get_type ();
}

typedef struct
{
  char           *folder;
  char           *path;
  ApsDataStore   *store;
  ApsStoreAnswer *answer;
} Fixture;

static ApsDataStore *
open_store (const char *path)
{
  g_autoptr (GError) error = NULL;
  ApsDataStore *store = g_object_new (load_type (), "path", path, NULL);

  aps_data_store_start (store, NOW, NULL, &error);
  g_assert_no_error (error);
  return store;
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  fixture->folder = g_dir_make_tmp ("aps-sqlite-XXXXXX", NULL);
  fixture->path = g_build_filename (fixture->folder, "jobs.db", NULL);
  fixture->store = open_store (fixture->path);
  fixture->answer = aps_store_answer_new (0);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  g_autofree char *command = g_strdup_printf ("rm -rf '%s'", fixture->folder);

  aps_store_answer_free (fixture->answer);
  if (fixture->store != NULL)
    aps_data_store_stop (fixture->store);
  g_clear_object (&fixture->store);
  g_assert_true (g_spawn_command_line_sync (command, NULL, NULL, NULL, NULL));
  g_free (fixture->folder);
  g_free (fixture->path);
}

static void
put_task (Fixture *fixture, const char *id, gint slots)
{
  g_autoptr (ApsRecordList) tasks = aps_record_list_new (APS_RECORD_TYPE_TASK);
  g_autoptr (GError) error = NULL;
  ApsTaskRecord *task = aps_record_list_add (tasks);

  task->id = aps_record_list_strdup (tasks, id);
  task->callable = "command:/bin/true";
  task->slots = slots;
  aps_store_answer_reset (fixture->answer, 1);
  aps_data_store_put_tasks (fixture->store, tasks, NOW, fixture->answer, &error);
  g_assert_no_error (error);
}

static void
add_jobs (Fixture *fixture, const char *task_id, guint n, gint64 due_us)
{
  g_autoptr (ApsRecordList) jobs = aps_record_list_new (APS_RECORD_TYPE_JOB);
  g_autoptr (GError) error = NULL;

  for (guint i = 0; i < n; i++)
    {
      g_autofree char *id = g_uuid_string_random ();
      ApsJobRecord    *job = aps_record_list_add (jobs);

      job->id = aps_record_list_strdup (jobs, id);
      job->task_id = aps_record_list_strdup (jobs, task_id);
      job->executor = "process";
      job->queue = "default";
      job->due_us = due_us;
      job->max_attempts = 1;
      job->overlap = APS_OVERLAP_QUEUE;
      job->source = APS_JOB_SOURCE_ADDED;
    }

  aps_store_answer_reset (fixture->answer, n);
  aps_data_store_add_jobs (fixture->store, jobs, NOW, fixture->answer, &error);
  g_assert_no_error (error);
  for (guint i = 0; i < n; i++)
    g_assert_cmpint (aps_store_answer_get_status (fixture->answer, i), ==, APS_ENTRY_STATUS_ADDED);
}

static const char *const schemes[] = { "command", NULL };
static const char *const no_tasks[] = { NULL };

static ApsJobLease
make_lease (const ApsRoom *room, guint limit)
{
  return (ApsJobLease){ .instance = "instance-1",
                        .worker = "worker-1",
                        .until_us = NOW + APS_MINUTE,
                        .limit = limit,
                        .rooms = room,
                        .n_rooms = 1,
                        .schemes = schemes,
                        .task_ids = no_tasks };
}

static guint
lease (Fixture *fixture, guint n)
{
  g_autoptr (GError) error = NULL;
  ApsRoom     room = { "process", n };
  ApsJobLease wanted = make_lease (&room, n);

  aps_store_answer_reset (fixture->answer, 0);
  aps_data_store_lease_jobs (fixture->store, &wanted, NOW, fixture->answer, &error);
  g_assert_no_error (error);
  return aps_record_list_get_n (fixture->answer->jobs);
}

static void
release_all (Fixture *fixture)
{
  g_autoptr (ApsRecordList) jobs = aps_record_list_ref (fixture->answer->jobs);
  g_autoptr (GError) error = NULL;
  guint n = aps_record_list_get_n (jobs);

  for (guint i = 0; i < n; i++)
    {
      ApsJobRecord *job = aps_record_list_get (jobs, i);

      job->state = APS_JOB_STATE_FINISHED;
      job->outcome = APS_JOB_OUTCOME_SUCCESS;
      job->finished_us = NOW;
    }

  aps_store_answer_reset (fixture->answer, n);
  aps_data_store_release_jobs (fixture->store,
                               "instance-1",
                               jobs,
                               NULL,
                               NOW,
                               fixture->answer,
                               &error);
  g_assert_no_error (error);
  for (guint i = 0; i < n; i++)
    g_assert_cmpint (aps_store_answer_get_status (fixture->answer, i), ==, APS_ENTRY_STATUS_DONE);
}

static gint64
next_due (Fixture *fixture, guint n)
{
  g_autoptr (GError) error = NULL;
  ApsRoom     room = { "process", n };
  ApsJobLease wanted = make_lease (&room, n);
  gint64      due_us = -5;

  aps_data_store_next_job_due (fixture->store, &wanted, NOW, &due_us, &error);
  g_assert_no_error (error);
  return due_us;
}

static void
test_way_of_a_job (Fixture *fixture, gconstpointer data)
{
  put_task (fixture, "full", 1);
  put_task (fixture, "free", APS_UNLIMITED);
  add_jobs (fixture, "full", 20, NOW - 10);
  add_jobs (fixture, "free", 20, NOW - 5);
  add_jobs (fixture, "free", 1, NOW + 7);

  g_assert_cmpint (next_due (fixture, 10), ==, NOW - 10);
  g_assert_cmpuint (lease (fixture, 10), ==, 10);
  release_all (fixture);
  g_assert_cmpuint (lease (fixture, 100), ==, 12);
  g_assert_cmpint (next_due (fixture, 10), ==, NOW + 7);
  release_all (fixture);
  g_assert_cmpuint (lease (fixture, 100), ==, 1);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);

  g_test_add ("/sqlite-store/way-of-a-job", Fixture, NULL, set_up, test_way_of_a_job, tear_down);
  return g_test_run ();
}
