/* The SQLite store: what is its own beside the contract, which the kit checks.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "sqlite-fixture.h"

#include <sqlite3.h>
#include <string.h>

static void
test_way_of_a_job (SqliteFixture *fixture, gconstpointer data)
{
  sqlite_fixture_put_task (fixture, "full", 1);
  sqlite_fixture_put_task (fixture, "free", APS_UNLIMITED);
  sqlite_fixture_add_jobs (fixture, "full", 20, NOW - 10);
  sqlite_fixture_add_jobs (fixture, "free", 20, NOW - 5);
  sqlite_fixture_add_jobs (fixture, "free", 1, NOW + 7);

  g_assert_cmpint (sqlite_fixture_next_due (fixture, 10), ==, NOW - 10);
  g_assert_cmpuint (sqlite_fixture_lease (fixture, 10), ==, 10);
  sqlite_fixture_release_all (fixture);
  g_assert_cmpuint (sqlite_fixture_lease (fixture, 100), ==, 12);
  g_assert_cmpint (sqlite_fixture_next_due (fixture, 10), ==, NOW + 7);
  sqlite_fixture_release_all (fixture);
  g_assert_cmpuint (sqlite_fixture_lease (fixture, 100), ==, 1);
}

/* The broker that goes with a store is found whatever its path holds. */
static void
test_broker (SqliteFixture *fixture, gconstpointer data)
{
  g_autoptr (ApsDataStore)
    store = g_object_new (G_OBJECT_TYPE (fixture->store), "path", "/a b/\"c\"\\d.db", NULL);
  g_autofree char *settings = aps_data_store_dup_broker_settings (store);

  g_assert_cmpstr (settings, ==, "path=\"/a b/\\\"c\\\"\\\\d.db.bus\"");
}

static void
test_stopped (SqliteFixture *fixture, gconstpointer data)
{
  g_autoptr (ApsRecordList) counts = aps_record_list_new (APS_RECORD_TYPE_COUNT);
  g_autoptr (GError) error = NULL;

  aps_data_store_stop (fixture->store);
  aps_data_store_stop (fixture->store);
  g_assert_false (aps_data_store_count_jobs (fixture->store, counts, &error));
  g_assert_error (error, APS_ERROR, APS_ERROR_STOPPED);
}

/* One row cannot be read: it ends, with the column that is wrong, and the rest goes on. */
static void
test_unreadable_job (SqliteFixture *fixture, gconstpointer data)
{
  const ApsJobRecord *ended;

  sqlite_fixture_put_task (fixture, "free", APS_UNLIMITED);
  sqlite_fixture_add_jobs (fixture, "free", 3, NOW);
  sqlite_fixture_run_sql (fixture, "UPDATE jobs SET on_abandoned = 'perhaps' WHERE rowid = 2");

  g_assert_cmpuint (sqlite_fixture_lease (fixture, 10), ==, 2);
  g_assert_cmpuint (aps_record_list_get_n (fixture->answer->ended_jobs), ==, 1);
  ended = aps_record_list_get (fixture->answer->ended_jobs, 0);
  g_assert_cmpint (ended->outcome, ==, APS_JOB_OUTCOME_DESERIALIZATION_FAILED);
  g_assert_cmpint (ended->error_code, ==, APS_ERROR_UNREADABLE_RECORD);
  g_assert_nonnull (strstr (ended->error_message, "on_abandoned"));
  g_assert_cmpuint (sqlite_fixture_lease (fixture, 10), ==, 0);
}

/* What a job is called with is looked at before it is leased, not by whoever runs it. */
static void
test_unreadable_arguments (SqliteFixture *fixture, gconstpointer data)
{
  const ApsJobRecord *ended;

  sqlite_fixture_put_task (fixture, "free", APS_UNLIMITED);
  sqlite_fixture_add_jobs (fixture, "free", 3, NOW);
  sqlite_fixture_run_sql (fixture, "UPDATE jobs SET args = '[1' WHERE rowid = 1");
  sqlite_fixture_run_sql (fixture, "UPDATE jobs SET kwargs = '{\"a\":1}' WHERE rowid = 3");

  g_assert_cmpuint (sqlite_fixture_lease (fixture, 10), ==, 2);
  g_assert_cmpuint (aps_record_list_get_n (fixture->answer->ended_jobs), ==, 1);
  ended = aps_record_list_get (fixture->answer->ended_jobs, 0);
  g_assert_cmpint (ended->outcome, ==, APS_JOB_OUTCOME_DESERIALIZATION_FAILED);
  g_assert_nonnull (strstr (ended->error_message, "args"));
}

static void
test_unreadable_schedule (SqliteFixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *message = NULL;

  sqlite_fixture_put_task (fixture, "free", APS_UNLIMITED);
  sqlite_fixture_put_schedule (fixture, "good");
  sqlite_fixture_put_schedule (fixture, "bad");
  sqlite_fixture_run_sql (fixture, "UPDATE schedules SET coalesce = 'sometimes' WHERE id = 'bad'");

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
  message = sqlite_fixture_ask_sql (fixture,
                                    "SELECT error FROM schedules WHERE id = 'bad' AND paused = 1");
  g_assert_cmpstr (message, ==, "the schedule cannot be read: column coalesce holds no such value");
}

static char *
checksum (const char *path)
{
  g_autofree char *text = NULL;
  gsize            length;

  g_assert_true (g_file_get_contents (path, &text, &length, NULL));
  return g_compute_checksum_for_data (G_CHECKSUM_SHA256, (const guchar *)text, length);
}

/* Putting what is there already writes nothing: not even the log grows. */
static void
test_unchanged_writes_nothing (SqliteFixture *fixture, gconstpointer data)
{
  g_autofree char *log = g_strconcat (fixture->path, "-wal", NULL);
  g_autofree char *before = NULL;
  g_autofree char *after = NULL;

  sqlite_fixture_put_task (fixture, "free", APS_UNLIMITED);
  sqlite_fixture_put_schedule (fixture, "nightly");
  before = checksum (log);
  sqlite_fixture_put_task (fixture, "free", APS_UNLIMITED);
  sqlite_fixture_put_schedule (fixture, "nightly");
  g_assert_cmpint (aps_store_answer_get_status (fixture->answer, 0),
                   ==,
                   APS_ENTRY_STATUS_UNCHANGED);
  after = checksum (log);
  g_assert_cmpstr (before, ==, after);
}

static void
test_readable (SqliteFixture *fixture, gconstpointer data)
{
  g_autofree char *job = NULL;
  g_autofree char *schedule = NULL;

  sqlite_fixture_put_task (fixture, "free", APS_UNLIMITED);
  sqlite_fixture_put_schedule (fixture, "nightly");
  sqlite_fixture_add_jobs (fixture, "free", 1, NOW);
  job = sqlite_fixture_ask_sql (fixture, "SELECT state || ' ' || due_utc FROM jobs_readable");
  g_assert_cmpstr (job, ==, "waiting 2027-01-15 08:00:00");
  schedule = sqlite_fixture_ask_sql (fixture,
                                     "SELECT id || ' ' || next_fire_utc FROM schedules_readable");
  g_assert_cmpstr (schedule, ==, "nightly 2027-01-15 08:00:00");
}

/* The columns that statements name are those of the records, in their order. */
static void
test_columns (SqliteFixture *fixture, gconstpointer data)
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
          g_autofree char *name = sqlite_fixture_ask_sql (fixture, sql);

          g_assert_cmpstr (name, ==, fields[i].name);
        }
    }
}

/* A person may remove jobs by hand: slots and heads are found to be wrong, and mended. */
static void
test_jobs_removed_by_hand (SqliteFixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  sqlite_fixture_put_task (fixture, "full", 1);
  sqlite_fixture_add_jobs (fixture, "full", 3, NOW);
  g_assert_cmpuint (sqlite_fixture_lease (fixture, 10), ==, 1);
  sqlite_fixture_run_sql (fixture, "DELETE FROM jobs WHERE state = 'leased'");
  g_assert_cmpuint (sqlite_fixture_lease (fixture, 10), ==, 0);

  aps_store_answer_reset (fixture->answer, 0);
  aps_data_store_clean_up (fixture->store, 100, NOW, fixture->answer, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (sqlite_fixture_lease (fixture, 10), ==, 1);
  sqlite_fixture_release_all (fixture);

  sqlite_fixture_run_sql (fixture, "DELETE FROM jobs");
  g_assert_cmpint (sqlite_fixture_next_due (fixture, 10), ==, NOW);
  g_assert_cmpuint (sqlite_fixture_lease (fixture, 10), ==, 0);
  g_assert_cmpint (sqlite_fixture_next_due (fixture, 10), ==, APS_TIME_NONE);
  sqlite_fixture_run_sql (fixture, "DELETE FROM counts");
}

/* Somebody else writes for longer than busy-timeout; who only reads does not notice. */
static void
test_busy (SqliteFixture *fixture, gconstpointer data)
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
  SqliteFixture fixture;
  gint          stop; /* atomic */
  guint         n;
} Busy;

static gpointer
write_without_pause (gpointer data)
{
  Busy *busy = data;

  for (; g_atomic_int_get (&busy->stop) == 0; busy->n++)
    sqlite_fixture_add_jobs (&busy->fixture, "free", 1, NOW);
  return NULL;
}

/* A store that writes without pause lets another one in: they take turns. */
static void
test_turns (SqliteFixture *fixture, gconstpointer data)
{
  g_autoptr (ApsDataStore) second = sqlite_fixture_open_store (fixture->path);
  Busy     busy = { .fixture = { .store = second, .answer = aps_store_answer_new (0) } };
  GThread *thread;

  sqlite_fixture_put_task (fixture, "free", APS_UNLIMITED);
  thread = g_thread_new ("busy", write_without_pause, &busy);
  for (guint i = 0; i < 40; i++)
    sqlite_fixture_add_jobs (fixture, "free", 1, NOW);
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
  SqliteFixture *shared = data;
  SqliteFixture  mine = { .store = shared->store, .answer = aps_store_answer_new (0) };

  for (guint i = 0; i < 50; i++)
    sqlite_fixture_add_jobs (&mine, "free", 1, NOW);
  aps_store_answer_free (mine.answer);
  return NULL;
}

/* Eight threads, and two stores as two processes would have them. */
static void
test_shared (SqliteFixture *fixture, gconstpointer data)
{
  g_autoptr (ApsDataStore) second = sqlite_fixture_open_store (fixture->path);
  SqliteFixture    other = { .store = second };
  GThread         *threads[8];
  g_autofree char *n = NULL;

  sqlite_fixture_put_task (fixture, "free", APS_UNLIMITED);
  for (guint i = 0; i < G_N_ELEMENTS (threads); i++)
    threads[i] = g_thread_new ("add", add_many, i % 2 == 0 ? fixture : &other);
  for (guint i = 0; i < G_N_ELEMENTS (threads); i++)
    g_thread_join (threads[i]);

  n = sqlite_fixture_ask_sql (fixture, "SELECT count (*) FROM jobs");
  g_assert_cmpstr (n, ==, "400");
  aps_data_store_stop (second);
}

int
main (int argc, char **argv)
{
  static const struct
  {
    const char *path;
    void (*run) (SqliteFixture *fixture, gconstpointer data);
  } tests[] = {
    { "/sqlite-store/way-of-a-job", test_way_of_a_job },
    { "/sqlite-store/stopped", test_stopped },
    { "/sqlite-store/names-its-broker", test_broker },
    { "/sqlite-store/unreadable/job-ends", test_unreadable_job },
    { "/sqlite-store/unreadable/arguments-end-the-job", test_unreadable_arguments },
    { "/sqlite-store/unreadable/schedule-is-paused", test_unreadable_schedule },
    { "/sqlite-store/unchanged-writes-nothing", test_unchanged_writes_nothing },
    { "/sqlite-store/readable-by-shell", test_readable },
    { "/sqlite-store/columns-are-fields", test_columns },
    { "/sqlite-store/jobs-removed-by-hand", test_jobs_removed_by_hand },
    { "/sqlite-store/busy", test_busy },
    { "/sqlite-store/takes-turns", test_turns },
    { "/sqlite-store/shared-by-threads-and-stores", test_shared },
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
