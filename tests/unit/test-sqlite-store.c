/* The SQLite store: what is its own beside the contract, which the kit checks.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include <apsched/apsched.h>

#include <errno.h>
#include <signal.h>
#include <sqlite3.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#define NOW G_GINT64_CONSTANT (1800000000000000)

static ApsDataStore *
new_store (const char *path)
{
  g_autofree char *settings = path != NULL ? g_strdup_printf ("path=\"%s\"", path) : NULL;
  g_autoptr (GError) error = NULL;
  ApsDataStore *store = aps_registry_new_data_store ("sqlite", settings, &error);

  g_assert_no_error (error);
  return store;
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
  ApsDataStore *store = new_store (path);

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

/* The database as its shell sees it. */

static void
run_sql (Fixture *fixture, const char *sql)
{
  sqlite3 *db;
  char    *message = NULL;

  g_assert_cmpint (sqlite3_open (fixture->path, &db), ==, SQLITE_OK);
  sqlite3_exec (db, sql, NULL, NULL, &message);
  g_assert_cmpstr (message, ==, NULL);
  sqlite3_close (db);
}

/* The first column of the first row, or NULL. */
static char *
ask_sql (Fixture *fixture, const char *sql)
{
  sqlite3      *db;
  sqlite3_stmt *statement;
  char         *text = NULL;

  g_assert_cmpint (sqlite3_open (fixture->path, &db), ==, SQLITE_OK);
  if (sqlite3_prepare_v2 (db, sql, -1, &statement, NULL) != SQLITE_OK)
    g_error ("%s: %s", sql, sqlite3_errmsg (db));
  if (sqlite3_step (statement) == SQLITE_ROW)
    text = g_strdup ((const char *)sqlite3_column_text (statement, 0));
  sqlite3_finalize (statement);
  sqlite3_close (db);
  return text;
}

/* Each of these finds what is kept beside the jobs and does not agree with them. */
static const char *const disagreements[] = {
  "SELECT name FROM limits WHERE used <> CASE substr (name, 1, 5) "
  "WHEN 'task:' THEN (SELECT count (*) FROM jobs WHERE state = 'leased' "
  "  AND task_id = substr (name, 6)) "
  "ELSE (SELECT count (*) FROM jobs WHERE state = 'leased' AND queue = substr (name, 7)) END",

  "SELECT task_id FROM counts c WHERE n <> (SELECT count (*) FROM jobs j WHERE "
  "j.task_id = c.task_id AND j.queue = c.queue AND j.state = c.state "
  "AND ifnull (j.outcome, '') = c.outcome)",

  "SELECT id FROM jobs j WHERE NOT EXISTS (SELECT 1 FROM counts c WHERE j.task_id = c.task_id "
  "AND j.queue = c.queue AND j.state = c.state AND ifnull (j.outcome, '') = c.outcome)",

  "SELECT id FROM lanes l WHERE jobs <> (SELECT count (*) FROM jobs WHERE lane = l.id) "
  "OR waiting <> (SELECT count (*) FROM jobs WHERE lane = l.id AND state = 'waiting')",

  "SELECT id FROM lanes l WHERE head_id IS NOT (SELECT id FROM jobs WHERE lane = l.id "
  "AND state = 'waiting' ORDER BY due_us, id LIMIT 1)",

  "SELECT id FROM lanes l WHERE head_due_us IS NOT (SELECT min (due_us) FROM jobs "
  "WHERE lane = l.id AND state = 'waiting')",

  "SELECT l.id FROM lanes l LEFT JOIN tasks t ON t.id = l.task_id "
  "LEFT JOIN limits m ON m.name = 'task:' || l.task_id WHERE l.state <> "
  "CASE WHEN t.id IS NULL THEN 'gone' WHEN m.used >= m.slots THEN 'full' ELSE 'open' END",

  "SELECT schedule_id FROM runs r WHERE unfinished <> (SELECT count (*) FROM jobs j "
  "WHERE j.schedule_id = r.schedule_id AND j.state <> 'finished')",

  "SELECT id FROM jobs WHERE state <> 'finished' AND schedule_id IS NOT NULL "
  "AND schedule_id NOT IN (SELECT schedule_id FROM runs)",
};

static void
check_books (Fixture *fixture)
{
  g_autofree char *integrity = ask_sql (fixture, "PRAGMA integrity_check");

  g_assert_cmpstr (integrity, ==, "ok");
  for (guint i = 0; i < G_N_ELEMENTS (disagreements); i++)
    {
      g_autofree char *found = ask_sql (fixture, disagreements[i]);

      if (found != NULL)
        g_test_message ("%s: %s", disagreements[i], found);
      g_assert_cmpstr (found, ==, NULL);
    }
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  g_autofree char *command = g_strdup_printf ("rm -rf '%s'", fixture->folder);

  aps_store_answer_free (fixture->answer);
  if (fixture->store != NULL)
    {
      aps_data_store_stop (fixture->store);
      check_books (fixture);
    }
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

/* Stops the store, to be opened with another file in its place. */
static void
stop (Fixture *fixture)
{
  aps_data_store_stop (fixture->store);
}

static void
assert_start_fails (Fixture *fixture, gint code, const char *pattern)
{
  g_autoptr (GError) error = NULL;

  g_assert_false (aps_data_store_start (fixture->store, NOW, NULL, &error));
  g_assert_error (error, APS_ERROR, code);
  if (!g_pattern_match_simple (pattern, error->message))
    g_error ("\"%s\" does not match \"%s\"", error->message, pattern);
}

static char *
checksum (const char *path)
{
  g_autofree char *text = NULL;
  gsize            length;

  g_assert_true (g_file_get_contents (path, &text, &length, NULL));
  return g_compute_checksum_for_data (G_CHECKSUM_SHA256, (const guchar *)text, length);
}

/* Starting fails, and the file is as it was. */
static void
assert_untouched (Fixture *fixture, gint code, const char *pattern)
{
  g_autofree char *before = checksum (fixture->path);
  g_autofree char *after = NULL;

  assert_start_fails (fixture, code, pattern);
  after = checksum (fixture->path);
  g_assert_cmpstr (before, ==, after);
  g_clear_object (&fixture->store);
}

static void
test_newer_schema (Fixture *fixture, gconstpointer data)
{
  stop (fixture);
  run_sql (fixture, "PRAGMA user_version = 2");
  assert_untouched (fixture, APS_ERROR_SCHEMA_NEWER, "*has schema 2*up to 1*nothing was touched*");
}

static void
test_foreign_database (Fixture *fixture, gconstpointer data)
{
  stop (fixture);
  unlink (fixture->path);
  run_sql (fixture, "CREATE TABLE bookmarks (url TEXT)");
  assert_untouched (fixture, APS_ERROR_INVALID_SETTING, "*belongs to another program*");
}

static void
test_no_database (Fixture *fixture, gconstpointer data)
{
  stop (fixture);
  g_assert_true (g_file_set_contents (fixture->path, "[scheduler]\nrole=worker\n", -1, NULL));
  assert_untouched (fixture, APS_ERROR_CORRUPT, "*file is not a database*");
}

static void
test_damaged_file (Fixture *fixture, gconstpointer data)
{
  g_autofree char *text = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (ApsRecordList) jobs = aps_record_list_new (APS_RECORD_TYPE_JOB);
  ApsListQuery query = APS_LIST_QUERY_INIT;
  gsize        length;

  put_task (fixture, "free", APS_UNLIMITED);
  add_jobs (fixture, "free", 100, NOW);
  stop (fixture);
  g_assert_true (g_file_get_contents (fixture->path, &text, &length, NULL));
  memset (text + 4096, 0xa5, length - 4096);
  g_assert_true (g_file_set_contents (fixture->path, text, (gssize)length, NULL));

  if (aps_data_store_start (fixture->store, NOW, NULL, &error))
    aps_data_store_list_jobs (fixture->store, &query, jobs, &error);
  g_assert_error (error, APS_ERROR, APS_ERROR_CORRUPT);
  aps_data_store_stop (fixture->store);
  g_clear_object (&fixture->store);
}

static void
test_missing_folder (Fixture *fixture, gconstpointer data)
{
  g_autofree char *path = g_build_filename (fixture->folder, "none", "jobs.db", NULL);

  stop (fixture);
  g_object_unref (fixture->store);
  fixture->store = new_store (path);
  assert_start_fails (fixture, APS_ERROR_NOT_FOUND, "*there is no folder*/none*");
  g_clear_object (&fixture->store);
}

static void
test_folder_as_file (Fixture *fixture, gconstpointer data)
{
  stop (fixture);
  g_object_unref (fixture->store);
  fixture->store = new_store (fixture->folder);
  assert_start_fails (fixture, APS_ERROR_INVALID_SETTING, "*this is a folder*");
  g_clear_object (&fixture->store);
}

/* Where processes cannot share memory SQLite has no WAL; so it is without a way to do it. */
static void
test_no_wal (Fixture *fixture, gconstpointer data)
{
  sqlite3_vfs *usual = sqlite3_vfs_find (NULL);
  sqlite3_vfs *poor = sqlite3_vfs_find ("unix-dotfile");

  stop (fixture);
  unlink (fixture->path);
  sqlite3_vfs_register (poor, 1);
  assert_start_fails (fixture, APS_ERROR_NOT_SUPPORTED, "*cannot be shared*local disk*");
  sqlite3_vfs_register (usual, 1);
  g_clear_object (&fixture->store);
}

/* The broker that goes with a store is found whatever its path holds. */
static void
test_broker (Fixture *fixture, gconstpointer data)
{
  g_autoptr (ApsDataStore)
    store = g_object_new (G_OBJECT_TYPE (fixture->store), "path", "/a b/\"c\"\\d.db", NULL);
  g_autofree char *settings = aps_data_store_dup_broker_settings (store);

  g_assert_cmpstr (settings, ==, "path=\"/a b/\\\"c\\\"\\\\d.db.bus\"");
}

static void
test_stopped (Fixture *fixture, gconstpointer data)
{
  g_autoptr (ApsRecordList) counts = aps_record_list_new (APS_RECORD_TYPE_COUNT);
  g_autoptr (GError) error = NULL;

  stop (fixture);
  stop (fixture);
  g_assert_false (aps_data_store_count_jobs (fixture->store, counts, &error));
  g_assert_error (error, APS_ERROR, APS_ERROR_STOPPED);
}

/* Root may do all; the tests then look with the eyes of somebody else. */
static void
become_nobody (Fixture *fixture)
{
  g_assert_cmpint (chmod (fixture->folder, 0555), ==, 0);
  g_assert_cmpint (chmod (fixture->path, 0444), ==, 0);
  if (getuid () == 0)
    g_assert_cmpint (seteuid (65534), ==, 0);
}

static void
become_self (Fixture *fixture)
{
  if (getuid () == 0)
    g_assert_cmpint (seteuid (0), ==, 0);
  g_assert_cmpint (chmod (fixture->folder, 0755), ==, 0);
  g_assert_cmpint (chmod (fixture->path, 0644), ==, 0);
}

static void
test_read_only (Fixture *fixture, gconstpointer data)
{
  g_autoptr (ApsDataStore) window = new_store (fixture->path);
  g_autoptr (ApsRecordList) jobs = aps_record_list_new (APS_RECORD_TYPE_JOB);
  g_autoptr (GError) start_error = NULL;
  g_autoptr (GError) list_error = NULL;
  g_autoptr (GError) write_error = NULL;
  ApsListQuery query = APS_LIST_QUERY_INIT;

  put_task (fixture, "free", APS_UNLIMITED);
  add_jobs (fixture, "free", 3, NOW);

  become_nobody (fixture);
  aps_data_store_start (window, NOW, NULL, &start_error);
  aps_data_store_list_jobs (window, &query, jobs, &list_error);
  aps_data_store_clean_up (window, 10, NOW, fixture->answer, &write_error);
  aps_data_store_stop (window);
  become_self (fixture);

  g_assert_no_error (start_error);
  g_assert_no_error (list_error);
  g_assert_cmpuint (aps_record_list_get_n (jobs), ==, 3);
  g_assert_error (write_error, APS_ERROR, APS_ERROR_READ_ONLY);
}

static void
test_read_only_and_alone (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  stop (fixture);
  become_nobody (fixture);
  aps_data_store_start (fixture->store, NOW, NULL, &error);
  become_self (fixture);

  g_assert_error (error, APS_ERROR, APS_ERROR_READ_ONLY);
  g_clear_object (&fixture->store);
}

static void
test_no_access (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  stop (fixture);
  become_nobody (fixture);
  if (getuid () == 0)
    g_assert_cmpint (seteuid (0), ==, 0);
  g_assert_cmpint (chmod (fixture->path, 0), ==, 0);
  if (getuid () == 0)
    g_assert_cmpint (seteuid (65534), ==, 0);
  aps_data_store_start (fixture->store, NOW, NULL, &error);
  become_self (fixture);

  g_assert_error (error, APS_ERROR, APS_ERROR_ACCESS_DENIED);
  g_clear_object (&fixture->store);
}

/* The disk is full, and after a while it is not. */
static void
test_full_disk (Fixture *fixture, gconstpointer data)
{
  struct rlimit    before;
  struct rlimit    small;
  g_autofree char *big = g_strnfill (1024 * 1024, 'x');
  g_autoptr (ApsRecordList) jobs = aps_record_list_new (APS_RECORD_TYPE_JOB);
  g_autoptr (GError) error = NULL;
  ApsJobRecord *job = aps_record_list_add (jobs);
  gboolean      added;

  put_task (fixture, "free", APS_UNLIMITED);
  job->id = "019b0000-0000-7000-8000-000000000000";
  job->task_id = "free";
  job->queue = "default";
  job->due_us = NOW;
  job->output = big;

  signal (SIGXFSZ, SIG_IGN);
  g_assert_cmpint (getrlimit (RLIMIT_FSIZE, &before), ==, 0);
  small = before;
  small.rlim_cur = 512 * 1024;
  g_assert_cmpint (setrlimit (RLIMIT_FSIZE, &small), ==, 0);
  aps_store_answer_reset (fixture->answer, 1);
  added = aps_data_store_add_jobs (fixture->store, jobs, NOW, fixture->answer, &error);
  g_assert_cmpint (setrlimit (RLIMIT_FSIZE, &before), ==, 0);

  g_assert_false (added);
  g_assert_error (error, APS_ERROR, APS_ERROR_FULL);
  aps_store_answer_reset (fixture->answer, 1);
  g_clear_error (&error);
  aps_data_store_add_jobs (fixture->store, jobs, NOW, fixture->answer, &error);
  g_assert_no_error (error);
  g_assert_cmpint (aps_store_answer_get_status (fixture->answer, 0), ==, APS_ENTRY_STATUS_ADDED);
}

static void
test_removed_file (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  g_assert_cmpint (unlink (fixture->path), ==, 0);
  g_assert_false (aps_data_store_clean_up (fixture->store, 10, NOW, fixture->answer, &error));
  g_assert_error (error, APS_ERROR, APS_ERROR_NOT_FOUND);
  aps_data_store_stop (fixture->store);
  g_clear_object (&fixture->store);
}

/* One row cannot be read: it ends, with the column that is wrong, and the rest goes on. */
static void
test_unreadable_job (Fixture *fixture, gconstpointer data)
{
  const ApsJobRecord *ended;

  put_task (fixture, "free", APS_UNLIMITED);
  add_jobs (fixture, "free", 3, NOW);
  run_sql (fixture, "UPDATE jobs SET on_abandoned = 'perhaps' WHERE rowid = 2");

  g_assert_cmpuint (lease (fixture, 10), ==, 2);
  g_assert_cmpuint (aps_record_list_get_n (fixture->answer->ended_jobs), ==, 1);
  ended = aps_record_list_get (fixture->answer->ended_jobs, 0);
  g_assert_cmpint (ended->outcome, ==, APS_JOB_OUTCOME_DESERIALIZATION_FAILED);
  g_assert_cmpint (ended->error_code, ==, APS_ERROR_UNREADABLE_RECORD);
  g_assert_nonnull (strstr (ended->error_message, "on_abandoned"));
  g_assert_cmpuint (lease (fixture, 10), ==, 0);
}

static void
put_schedule (Fixture *fixture, const char *id)
{
  g_autoptr (ApsRecordList) schedules = aps_record_list_new (APS_RECORD_TYPE_SCHEDULE);
  g_autoptr (GError) error = NULL;
  ApsScheduleRecord *schedule = aps_record_list_add (schedules);

  schedule->id = id;
  schedule->task_id = "free";
  schedule->trigger = "{\"type\":\"interval\"}";
  schedule->trigger_types = "interval";
  schedule->next_fire_us = NOW;
  aps_store_answer_reset (fixture->answer, 1);
  aps_data_store_put_schedules (fixture->store,
                                schedules,
                                APS_CONFLICT_POLICY_REPLACE,
                                NOW,
                                fixture->answer,
                                &error);
  g_assert_no_error (error);
}

static void
test_unreadable_schedule (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *message = NULL;

  put_task (fixture, "free", APS_UNLIMITED);
  put_schedule (fixture, "good");
  put_schedule (fixture, "bad");
  run_sql (fixture, "UPDATE schedules SET coalesce = 'sometimes' WHERE id = 'bad'");

  aps_store_answer_reset (fixture->answer, 0);
  aps_data_store_lease_schedules (fixture->store,
                                  "instance-1",
                                  NULL,
                                  10,
                                  NOW + APS_MINUTE,
                                  NOW,
                                  fixture->answer,
                                  &error);
  g_assert_no_error (error);
  g_assert_cmpuint (aps_record_list_get_n (fixture->answer->schedules), ==, 1);
  message = ask_sql (fixture, "SELECT error FROM schedules WHERE id = 'bad' AND paused = 1");
  g_assert_cmpstr (message, ==, "the schedule cannot be read: column coalesce holds no such value");
}

/* Putting what is there already writes nothing: not even the log grows. */
static void
test_unchanged_writes_nothing (Fixture *fixture, gconstpointer data)
{
  g_autofree char *log = g_strconcat (fixture->path, "-wal", NULL);
  g_autofree char *before = NULL;
  g_autofree char *after = NULL;

  put_task (fixture, "free", APS_UNLIMITED);
  put_schedule (fixture, "nightly");
  before = checksum (log);
  put_task (fixture, "free", APS_UNLIMITED);
  put_schedule (fixture, "nightly");
  g_assert_cmpint (aps_store_answer_get_status (fixture->answer, 0),
                   ==,
                   APS_ENTRY_STATUS_UNCHANGED);
  after = checksum (log);
  g_assert_cmpstr (before, ==, after);
}

static void
test_readable (Fixture *fixture, gconstpointer data)
{
  g_autofree char *job = NULL;
  g_autofree char *schedule = NULL;

  put_task (fixture, "free", APS_UNLIMITED);
  put_schedule (fixture, "nightly");
  add_jobs (fixture, "free", 1, NOW);
  job = ask_sql (fixture, "SELECT state || ' ' || due_utc FROM jobs_readable");
  g_assert_cmpstr (job, ==, "waiting 2027-01-15 08:00:00");
  schedule = ask_sql (fixture, "SELECT id || ' ' || next_fire_utc FROM schedules_readable");
  g_assert_cmpstr (schedule, ==, "nightly 2027-01-15 08:00:00");
}

/* A stop leaves the database alone in its folder. */
static void
test_leaves_one_file (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GDir) dir = NULL;

  put_task (fixture, "free", APS_UNLIMITED);
  stop (fixture);
  dir = g_dir_open (fixture->folder, 0, NULL);
  g_assert_cmpstr (g_dir_read_name (dir), ==, "jobs.db");
  g_assert_cmpstr (g_dir_read_name (dir), ==, NULL);
}

/* The columns that statements name are those of the records, in their order. */
static void
test_columns (Fixture *fixture, gconstpointer data)
{
  static const char *const tables[] = { "tasks",  "schedules", "jobs",
                                        "queues", "instances", "counts" };

  for (guint type = 0; type < APS_N_RECORD_TYPES; type++)
    {
      guint               n;
      const ApsFieldInfo *fields = aps_record_type_get_fields (type, &n);

      for (guint i = 0; i < n; i++)
        {
          g_autofree char *sql =
            g_strdup_printf ("SELECT name FROM pragma_table_info ('%s') WHERE cid = %u",
                             tables[type],
                             i);
          g_autofree char *name = ask_sql (fixture, sql);

          g_assert_cmpstr (name, ==, fields[i].name);
        }
    }
}

/* A person may remove jobs by hand: slots and heads are found to be wrong, and mended. */
static void
test_jobs_removed_by_hand (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  put_task (fixture, "full", 1);
  add_jobs (fixture, "full", 3, NOW);
  g_assert_cmpuint (lease (fixture, 10), ==, 1);
  run_sql (fixture, "DELETE FROM jobs WHERE state = 'leased'");
  g_assert_cmpuint (lease (fixture, 10), ==, 0);

  aps_store_answer_reset (fixture->answer, 0);
  aps_data_store_clean_up (fixture->store, 100, NOW, fixture->answer, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (lease (fixture, 10), ==, 1);
  release_all (fixture);

  run_sql (fixture, "DELETE FROM jobs");
  g_assert_cmpint (next_due (fixture, 10), ==, NOW);
  g_assert_cmpuint (lease (fixture, 10), ==, 0);
  g_assert_cmpint (next_due (fixture, 10), ==, APS_TIME_NONE);
  run_sql (fixture, "DELETE FROM counts");
}

/* Migrated by a newer version while this one runs. */
static void
test_schema_changes (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  put_task (fixture, "free", APS_UNLIMITED);
  run_sql (fixture, "PRAGMA user_version = 2");
  aps_store_answer_reset (fixture->answer, 0);
  g_assert_false (aps_data_store_clean_up (fixture->store, 10, NOW, fixture->answer, &error));
  g_assert_error (error, APS_ERROR, APS_ERROR_SCHEMA_NEWER);
}

/* Somebody else writes for longer than busy-timeout; who only reads does not notice. */
static void
test_busy (Fixture *fixture, gconstpointer data)
{
  g_autoptr (ApsDataStore) store = g_object_new (G_OBJECT_TYPE (fixture->store),
                                                 "path",
                                                 fixture->path,
                                                 "busy-timeout",
                                                 20 * APS_MILLISECOND,
                                                 NULL);
  g_autoptr (ApsRecordList) counts = aps_record_list_new (APS_RECORD_TYPE_COUNT);
  g_autoptr (GError) error = NULL;
  sqlite3 *db;

  aps_data_store_start (store, NOW, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpint (sqlite3_open (fixture->path, &db), ==, SQLITE_OK);
  g_assert_cmpint (sqlite3_exec (db, "BEGIN IMMEDIATE", NULL, NULL, NULL), ==, SQLITE_OK);

  g_assert_false (aps_data_store_clean_up (store, 10, NOW, fixture->answer, &error));
  g_assert_error (error, APS_ERROR, APS_ERROR_BUSY);
  g_clear_error (&error);
  aps_data_store_count_jobs (store, counts, &error);
  g_assert_no_error (error);

  sqlite3_close (db);
  aps_data_store_clean_up (store, 10, NOW, fixture->answer, &error);
  g_assert_no_error (error);
  aps_data_store_stop (store);
}

typedef struct
{
  Fixture fixture;
  gint    stop; /* atomic */
  guint   n;
} Busy;

static gpointer
write_without_pause (gpointer data)
{
  Busy *busy = data;

  for (; g_atomic_int_get (&busy->stop) == 0; busy->n++)
    add_jobs (&busy->fixture, "free", 1, NOW);
  return NULL;
}

/* A store that writes without pause lets another one in: they take turns. */
static void
test_turns (Fixture *fixture, gconstpointer data)
{
  g_autoptr (ApsDataStore) second = open_store (fixture->path);
  Busy     busy = { .fixture = { .store = second, .answer = aps_store_answer_new (0) } };
  GThread *thread;

  put_task (fixture, "free", APS_UNLIMITED);
  thread = g_thread_new ("busy", write_without_pause, &busy);
  for (guint i = 0; i < 40; i++)
    add_jobs (fixture, "free", 1, NOW);
  g_atomic_int_set (&busy.stop, 1);
  g_thread_join (thread);

  g_test_message ("40 writes beside %u", busy.n);
  g_assert_cmpuint (busy.n, <, 40 * 20);
  aps_store_answer_free (busy.fixture.answer);
  aps_data_store_stop (second);
}

static gpointer
add_many (gpointer data)
{
  Fixture *shared = data;
  Fixture  mine = { .store = shared->store, .answer = aps_store_answer_new (0) };

  for (guint i = 0; i < 50; i++)
    add_jobs (&mine, "free", 1, NOW);
  aps_store_answer_free (mine.answer);
  return NULL;
}

/* Eight threads, and two stores as two processes would have them. */
static void
test_shared (Fixture *fixture, gconstpointer data)
{
  g_autoptr (ApsDataStore) second = open_store (fixture->path);
  Fixture          other = { .store = second };
  GThread         *threads[8];
  g_autofree char *n = NULL;

  put_task (fixture, "free", APS_UNLIMITED);
  for (guint i = 0; i < G_N_ELEMENTS (threads); i++)
    threads[i] = g_thread_new ("add", add_many, i % 2 == 0 ? fixture : &other);
  for (guint i = 0; i < G_N_ELEMENTS (threads); i++)
    g_thread_join (threads[i]);

  n = ask_sql (fixture, "SELECT count (*) FROM jobs");
  g_assert_cmpstr (n, ==, "400");
  aps_data_store_stop (second);
}

int
main (int argc, char **argv)
{
  static const struct
  {
    const char *path;
    void (*run) (Fixture *fixture, gconstpointer data);
  } tests[] = {
    { "/sqlite-store/way-of-a-job", test_way_of_a_job },
    { "/sqlite-store/start/refuses-newer-schema", test_newer_schema },
    { "/sqlite-store/start/refuses-database-of-others", test_foreign_database },
    { "/sqlite-store/start/refuses-other-file", test_no_database },
    { "/sqlite-store/start/refuses-missing-folder", test_missing_folder },
    { "/sqlite-store/start/refuses-folder", test_folder_as_file },
    { "/sqlite-store/start/refuses-without-wal", test_no_wal },
    { "/sqlite-store/start/refuses-without-access", test_no_access },
    { "/sqlite-store/damaged-file", test_damaged_file },
    { "/sqlite-store/stopped", test_stopped },
    { "/sqlite-store/names-its-broker", test_broker },
    { "/sqlite-store/read-only/is-a-window", test_read_only },
    { "/sqlite-store/read-only/and-nobody-writes", test_read_only_and_alone },
    { "/sqlite-store/full-disk", test_full_disk },
    { "/sqlite-store/removed-file", test_removed_file },
    { "/sqlite-store/unreadable/job-ends", test_unreadable_job },
    { "/sqlite-store/unreadable/schedule-is-paused", test_unreadable_schedule },
    { "/sqlite-store/unchanged-writes-nothing", test_unchanged_writes_nothing },
    { "/sqlite-store/readable-by-shell", test_readable },
    { "/sqlite-store/stop-leaves-one-file", test_leaves_one_file },
    { "/sqlite-store/columns-are-fields", test_columns },
    { "/sqlite-store/jobs-removed-by-hand", test_jobs_removed_by_hand },
    { "/sqlite-store/schema-changes-meanwhile", test_schema_changes },
    { "/sqlite-store/busy", test_busy },
    { "/sqlite-store/takes-turns", test_turns },
    { "/sqlite-store/shared-by-threads-and-stores", test_shared },
  };

  g_test_init (&argc, &argv, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (tests); i++)
    g_test_add (tests[i].path, Fixture, NULL, set_up, tests[i].run, tear_down);

  return g_test_run ();
}
