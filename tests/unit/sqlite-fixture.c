/* An SQLite store in a folder of its own, for tests; at the end its books are checked.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "sqlite-fixture.h"

#include <sqlite3.h>

ApsDataStore *
sqlite_fixture_new_store (const char *path)
{
  g_autofree char *settings = path != NULL ? g_strdup_printf ("path=\"%s\"", path) : NULL;
  g_autoptr (GError) error = NULL;
  ApsDataStore *store = aps_registry_new_data_store ("sqlite", settings, &error);

  g_assert_no_error (error);
  return store;
}

ApsDataStore *
sqlite_fixture_open_store (const char *path)
{
  g_autoptr (GError) error = NULL;
  ApsDataStore *store = sqlite_fixture_new_store (path);

  aps_data_store_start (store, NOW, NULL, &error);
  g_assert_no_error (error);
  return store;
}

void
sqlite_fixture_set_up (SqliteFixture *fixture, gconstpointer data)
{
  fixture->folder = g_dir_make_tmp ("aps-sqlite-XXXXXX", NULL);
  fixture->path = g_build_filename (fixture->folder, "jobs.db", NULL);
  fixture->store = sqlite_fixture_open_store (fixture->path);
  fixture->answer = aps_store_answer_new (0);
}

/* The database as its shell sees it. */

void
sqlite_fixture_run_sql (SqliteFixture *fixture, const char *sql)
{
  sqlite3 *db;
  char    *message = NULL;

  g_assert_cmpint (sqlite3_open (fixture->path, &db), ==, SQLITE_OK);
  sqlite3_exec (db, sql, NULL, NULL, &message);
  g_assert_cmpstr (message, ==, NULL);
  sqlite3_close (db);
}

/* The first column of the first row, or NULL. */
char *
sqlite_fixture_ask_sql (SqliteFixture *fixture, const char *sql)
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
check_books (SqliteFixture *fixture)
{
  g_autofree char *integrity = sqlite_fixture_ask_sql (fixture, "PRAGMA integrity_check");

  g_assert_cmpstr (integrity, ==, "ok");
  for (guint i = 0; i < G_N_ELEMENTS (disagreements); i++)
    {
      g_autofree char *found = sqlite_fixture_ask_sql (fixture, disagreements[i]);

      if (found != NULL)
        g_test_message ("%s: %s", disagreements[i], found);
      g_assert_cmpstr (found, ==, NULL);
    }
}

void
sqlite_fixture_tear_down (SqliteFixture *fixture, gconstpointer data)
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

void
sqlite_fixture_put_task (SqliteFixture *fixture, const char *id, gint slots)
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

void
sqlite_fixture_add_jobs (SqliteFixture *fixture, const char *task_id, guint n, gint64 due_us)
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

guint
sqlite_fixture_lease (SqliteFixture *fixture, guint n)
{
  g_autoptr (GError) error = NULL;
  ApsRoom     room = { "process", n };
  ApsJobLease wanted = make_lease (&room, n);

  aps_store_answer_reset (fixture->answer, 0);
  aps_data_store_lease_jobs (fixture->store, &wanted, NOW, fixture->answer, &error);
  g_assert_no_error (error);
  return aps_record_list_get_n (fixture->answer->jobs);
}

void
sqlite_fixture_release_all (SqliteFixture *fixture)
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

gint64
sqlite_fixture_next_due (SqliteFixture *fixture, guint n)
{
  g_autoptr (GError) error = NULL;
  ApsRoom     room = { "process", n };
  ApsJobLease wanted = make_lease (&room, n);
  gint64      due_us = -5;

  aps_data_store_next_job_due (fixture->store, &wanted, NOW, &due_us, &error);
  g_assert_no_error (error);
  return due_us;
}

void
sqlite_fixture_put_schedule (SqliteFixture *fixture, const char *id)
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
