/* The file of the SQLite store: what it refuses to open, and what it survives.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "sqlite-fixture.h"

#include <signal.h>
#include <sqlite3.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

/* Stops the store, to be opened with another file in its place. */
static void
stop (SqliteFixture *fixture)
{
  aps_data_store_stop (fixture->store);
}

static void
assert_start_fails (SqliteFixture *fixture, gint code, const char *pattern)
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
assert_untouched (SqliteFixture *fixture, gint code, const char *pattern)
{
  g_autofree char *before = checksum (fixture->path);
  g_autofree char *after = NULL;

  assert_start_fails (fixture, code, pattern);
  after = checksum (fixture->path);
  g_assert_cmpstr (before, ==, after);
  g_clear_object (&fixture->store);
}

static void
test_newer_schema (SqliteFixture *fixture, gconstpointer data)
{
  stop (fixture);
  sqlite_fixture_run_sql (fixture, "PRAGMA user_version = 2");
  assert_untouched (fixture, APS_ERROR_SCHEMA_NEWER, "*has schema 2*up to 1*nothing was touched*");
}

static void
test_foreign_database (SqliteFixture *fixture, gconstpointer data)
{
  stop (fixture);
  unlink (fixture->path);
  sqlite_fixture_run_sql (fixture, "CREATE TABLE bookmarks (url TEXT)");
  assert_untouched (fixture, APS_ERROR_INVALID_SETTING, "*belongs to another program*");
}

static void
test_no_database (SqliteFixture *fixture, gconstpointer data)
{
  stop (fixture);
  g_assert_true (g_file_set_contents (fixture->path, "[scheduler]\nrole=worker\n", -1, NULL));
  assert_untouched (fixture, APS_ERROR_CORRUPT, "*file is not a database*");
}

static void
test_damaged_file (SqliteFixture *fixture, gconstpointer data)
{
  g_autofree char *text = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (ApsRecordList) jobs = aps_record_list_new (APS_RECORD_TYPE_JOB);
  ApsListQuery query = APS_LIST_QUERY_INIT;
  gsize        length;

  sqlite_fixture_put_task (fixture, "free", APS_UNLIMITED);
  sqlite_fixture_add_jobs (fixture, "free", 100, NOW);
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
test_missing_folder (SqliteFixture *fixture, gconstpointer data)
{
  g_autofree char *path = g_build_filename (fixture->folder, "none", "jobs.db", NULL);

  stop (fixture);
  g_object_unref (fixture->store);
  fixture->store = sqlite_fixture_new_store (path);
  assert_start_fails (fixture, APS_ERROR_NOT_FOUND, "*there is no folder*/none*");
  g_clear_object (&fixture->store);
}

static void
test_folder_as_file (SqliteFixture *fixture, gconstpointer data)
{
  stop (fixture);
  g_object_unref (fixture->store);
  fixture->store = sqlite_fixture_new_store (fixture->folder);
  assert_start_fails (fixture, APS_ERROR_INVALID_SETTING, "*this is a folder*");
  g_clear_object (&fixture->store);
}

/* Where processes cannot share memory SQLite has no WAL; so it is without a way to do it. */
static void
test_no_wal (SqliteFixture *fixture, gconstpointer data)
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

/* Root may do all; the tests then look with the eyes of somebody else. */
static void
become_nobody (SqliteFixture *fixture)
{
  g_assert_cmpint (chmod (fixture->folder, 0555), ==, 0);
  g_assert_cmpint (chmod (fixture->path, 0444), ==, 0);
  if (getuid () == 0)
    g_assert_cmpint (seteuid (65534), ==, 0);
}

static void
become_self (SqliteFixture *fixture)
{
  if (getuid () == 0)
    g_assert_cmpint (seteuid (0), ==, 0);
  g_assert_cmpint (chmod (fixture->folder, 0755), ==, 0);
  g_assert_cmpint (chmod (fixture->path, 0644), ==, 0);
}

static void
test_read_only (SqliteFixture *fixture, gconstpointer data)
{
  g_autoptr (ApsDataStore) window = sqlite_fixture_new_store (fixture->path);
  g_autoptr (ApsRecordList) jobs = aps_record_list_new (APS_RECORD_TYPE_JOB);
  g_autoptr (GError) start_error = NULL;
  g_autoptr (GError) list_error = NULL;
  g_autoptr (GError) write_error = NULL;
  ApsListQuery query = APS_LIST_QUERY_INIT;

  sqlite_fixture_put_task (fixture, "free", APS_UNLIMITED);
  sqlite_fixture_add_jobs (fixture, "free", 3, NOW);

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
list_and_write (SqliteFixture *fixture, guint *n_jobs, GError **write_error, GError **error)
{
  g_autoptr (ApsDataStore) window = sqlite_fixture_new_store (fixture->path);
  g_autoptr (ApsRecordList) jobs = aps_record_list_new (APS_RECORD_TYPE_JOB);
  ApsListQuery query = APS_LIST_QUERY_INIT;

  become_nobody (fixture);
  if (aps_data_store_start (window, NOW, NULL, error) &&
      aps_data_store_list_jobs (window, &query, jobs, error))
    aps_data_store_clean_up (window, 10, NOW, fixture->answer, write_error);
  aps_data_store_stop (window);
  become_self (fixture);
  *n_jobs = aps_record_list_get_n (jobs);
}

/* Nobody who may write has it open: all there is stands in the file. */
static void
test_read_only_and_alone (SqliteFixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GError) write_error = NULL;
  guint n_jobs;

  sqlite_fixture_put_task (fixture, "free", APS_UNLIMITED);
  sqlite_fixture_add_jobs (fixture, "free", 3, NOW);
  stop (fixture);
  list_and_write (fixture, &n_jobs, &write_error, &error);

  g_assert_no_error (error);
  g_assert_cmpuint (n_jobs, ==, 3);
  g_assert_error (write_error, APS_ERROR, APS_ERROR_READ_ONLY);
  g_clear_object (&fixture->store);
}

/* What a killed process left in the log is not passed over. */
static void
test_read_only_beside_a_log (SqliteFixture *fixture, gconstpointer data)
{
  g_autofree char *log = g_strconcat (fixture->path, "-wal", NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (GError) write_error = NULL;
  guint n_jobs;

  stop (fixture);
  g_assert_true (g_file_set_contents (log, "what was not yet folded in", -1, NULL));
  list_and_write (fixture, &n_jobs, &write_error, &error);

  g_assert_nonnull (error);
  g_assert_nonnull (strstr (error->message, "jobs.db-wal, which somebody has to open"));
  g_clear_object (&fixture->store);
  unlink (log);
}

static void
test_no_access (SqliteFixture *fixture, gconstpointer data)
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

/* The folder is what may not be written, and the message says so. */
static void
test_no_place (SqliteFixture *fixture, gconstpointer data)
{
  g_autofree char *path = g_build_filename (fixture->folder, "new.db", NULL);
  g_autoptr (ApsDataStore) store = sqlite_fixture_new_store (path);
  g_autoptr (GError) error = NULL;

  become_nobody (fixture);
  aps_data_store_start (store, NOW, NULL, &error);
  become_self (fixture);

  g_assert_error (error, APS_ERROR, APS_ERROR_ACCESS_DENIED);
  g_assert_nonnull (strstr (error->message, "may not be written: Permission denied"));
  g_assert_false (g_file_test (path, G_FILE_TEST_EXISTS));
}

/* The disk is full, and after a while it is not. */
static void
test_full_disk (SqliteFixture *fixture, gconstpointer data)
{
  struct rlimit    before;
  struct rlimit    small;
  g_autofree char *big = g_strnfill (1024 * 1024, 'x');
  g_autoptr (ApsRecordList) jobs = aps_record_list_new (APS_RECORD_TYPE_JOB);
  g_autoptr (GError) error = NULL;
  ApsJobRecord *job = aps_record_list_add (jobs);
  gboolean      added;

  sqlite_fixture_put_task (fixture, "free", APS_UNLIMITED);
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
test_removed_file (SqliteFixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  g_assert_cmpint (unlink (fixture->path), ==, 0);
  g_assert_false (aps_data_store_clean_up (fixture->store, 10, NOW, fixture->answer, &error));
  g_assert_error (error, APS_ERROR, APS_ERROR_NOT_FOUND);
  aps_data_store_stop (fixture->store);
  g_clear_object (&fixture->store);
}

/* A stop leaves the database alone in its folder. */
static void
test_leaves_one_file (SqliteFixture *fixture, gconstpointer data)
{
  g_autoptr (GDir) dir = NULL;

  sqlite_fixture_put_task (fixture, "free", APS_UNLIMITED);
  stop (fixture);
  dir = g_dir_open (fixture->folder, 0, NULL);
  g_assert_cmpstr (g_dir_read_name (dir), ==, "jobs.db");
  g_assert_cmpstr (g_dir_read_name (dir), ==, NULL);
}

/* Migrated by a newer version while this one runs. */
static void
test_schema_changes (SqliteFixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  sqlite_fixture_put_task (fixture, "free", APS_UNLIMITED);
  sqlite_fixture_run_sql (fixture, "PRAGMA user_version = 2");
  aps_store_answer_reset (fixture->answer, 0);
  g_assert_false (aps_data_store_clean_up (fixture->store, 10, NOW, fixture->answer, &error));
  g_assert_error (error, APS_ERROR, APS_ERROR_SCHEMA_NEWER);
}

int
main (int argc, char **argv)
{
  static const struct
  {
    const char *path;
    void (*run) (SqliteFixture *fixture, gconstpointer data);
  } tests[] = {
    { "/sqlite-file/start/refuses-newer-schema", test_newer_schema },
    { "/sqlite-file/start/refuses-database-of-others", test_foreign_database },
    { "/sqlite-file/start/refuses-other-file", test_no_database },
    { "/sqlite-file/start/refuses-missing-folder", test_missing_folder },
    { "/sqlite-file/start/refuses-folder", test_folder_as_file },
    { "/sqlite-file/start/refuses-without-wal", test_no_wal },
    { "/sqlite-file/start/refuses-without-access", test_no_access },
    { "/sqlite-file/damaged-file", test_damaged_file },
    { "/sqlite-file/read-only/is-a-window", test_read_only },
    { "/sqlite-file/read-only/and-nobody-writes", test_read_only_and_alone },
    { "/sqlite-file/read-only/new-file-in-folder", test_no_place },
    { "/sqlite-file/read-only/beside-a-log", test_read_only_beside_a_log },
    { "/sqlite-file/full-disk", test_full_disk },
    { "/sqlite-file/removed-file", test_removed_file },
    { "/sqlite-file/stop-leaves-one-file", test_leaves_one_file },
    { "/sqlite-file/schema-changes-meanwhile", test_schema_changes },
  };

  g_test_init (&argc, &argv, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (tests); i++)
    g_test_add (tests[i].path,
                SqliteFixture,
                NULL,
                sqlite_fixture_set_up,
                tests[i].run,
                sqlite_fixture_tear_down);

  return g_test_run ();
}
