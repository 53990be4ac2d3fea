/* What was accepted is kept: a process that works on the store is killed again and again, at any
 * moment.
 *
 * The child adds jobs, fires a schedule, leases and releases, and writes a line into a pipe for all
 * that the store has accepted. After each kill the parent looks for it in the database.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include <apsched/apsched.h>

#include <signal.h>
#include <sqlite3.h>
#include <sys/wait.h>
#include <unistd.h>

#define NOW G_GINT64_CONSTANT (1800000000000000)
#define N_KILLS 12
#define FIRST_CHILD_LIFE_US 20000
#define MORE_CHILD_LIFE_US 180000

static ApsDataStore *
open_store (const char *path)
{
  g_autofree char *settings = g_strdup_printf ("path=\"%s\"", path);
  g_autoptr (GError) error = NULL;
  ApsDataStore *store = aps_registry_new_data_store ("sqlite", settings, &error);

  g_assert_no_error (error);
  aps_data_store_start (store, NOW, NULL, &error);
  g_assert_no_error (error);
  return store;
}

/* The child. */

typedef struct
{
  ApsDataStore   *store;
  ApsStoreAnswer *answer;
  const char     *run; /* tells this child's ids from others' */
  guint           n;
} Worker;

static void
fill_job (ApsRecordList *jobs, const char *id)
{
  ApsJobRecord *job = aps_record_list_add (jobs);

  job->id = aps_record_list_strdup (jobs, id);
  job->task_id = "work";
  job->executor = "process";
  job->queue = "default";
  job->due_us = NOW;
  job->max_attempts = 1;
  job->overlap = APS_OVERLAP_QUEUE;
  job->on_abandoned = APS_ON_ABANDONED_END;
  job->source = APS_JOB_SOURCE_ADDED;
  job->result_expiration_time_us = APS_FOREVER;
  job->failure_retention_us = APS_FOREVER;
}

static void
put_work (Worker *worker)
{
  g_autoptr (ApsRecordList) tasks = aps_record_list_new (APS_RECORD_TYPE_TASK);
  g_autoptr (ApsRecordList) schedules = aps_record_list_new (APS_RECORD_TYPE_SCHEDULE);
  g_autoptr (GError) error = NULL;
  ApsTaskRecord     *task = aps_record_list_add (tasks);
  ApsScheduleRecord *schedule = aps_record_list_add (schedules);

  task->id = "work";
  task->callable = "command:/bin/true";
  task->slots = 5;
  aps_store_answer_reset (worker->answer, 1);
  aps_data_store_put_tasks (worker->store, tasks, NOW, worker->answer, &error);
  g_assert_no_error (error);

  schedule->id = "ticks";
  schedule->task_id = "work";
  schedule->trigger = "{\"type\":\"interval\"}";
  schedule->trigger_types = "interval";
  schedule->next_fire_us = 1;
  aps_store_answer_reset (worker->answer, 1);
  aps_data_store_put_schedules (worker->store,
                                schedules,
                                APS_CONFLICT_POLICY_DO_NOTHING,
                                NOW,
                                worker->answer,
                                &error);
  g_assert_no_error (error);
}

static void
add_some (Worker *worker)
{
  g_autoptr (ApsRecordList) jobs = aps_record_list_new (APS_RECORD_TYPE_JOB);
  g_autoptr (GError) error = NULL;
  guint first = worker->n;

  for (guint i = 0; i < 3; i++)
    {
      g_autofree char *id = g_strdup_printf ("%s-%06u", worker->run, worker->n++);

      fill_job (jobs, id);
    }

  aps_store_answer_reset (worker->answer, 3);
  aps_data_store_add_jobs (worker->store, jobs, NOW, worker->answer, &error);
  g_assert_no_error (error);
  for (guint i = first; i < worker->n; i++)
    g_print ("job %s-%06u\n", worker->run, i);
}

/* Fire times are 1, 2, 3 ... */
static void
fire (Worker *worker)
{
  g_autoptr (ApsRecordList) jobs = aps_record_list_new (APS_RECORD_TYPE_JOB);
  g_autoptr (GError) error = NULL;
  ApsFiring        firing = { .schedule_id = "ticks", .n_jobs = 1 };
  gint64           fire_us;
  g_autofree char *id = NULL;

  aps_store_answer_reset (worker->answer, 0);
  aps_data_store_lease_schedules (worker->store,
                                  worker->run,
                                  NULL,
                                  1,
                                  NOW + 1,
                                  NOW,
                                  worker->answer,
                                  &error);
  g_assert_no_error (error);
  if (aps_record_list_get_n (worker->answer->schedules) == 0)
    return;

  {
    const ApsScheduleRecord *schedule = aps_record_list_get (worker->answer->schedules, 0);

    fire_us = schedule->next_fire_us;
    firing.incarnation = schedule->incarnation;
    firing.fence = schedule->fence;
  }

  firing.last_fire_us = fire_us;
  firing.next_fire_us = fire_us + 1;
  id = g_strdup_printf ("tick-%08" G_GINT64_FORMAT "-%s", fire_us, worker->run);
  fill_job (jobs, id);
  {
    ApsJobRecord *job = aps_record_list_get (jobs, 0);

    job->schedule_id = "ticks";
    job->incarnation = firing.incarnation;
    job->fire_time_us = fire_us;
    job->n_fires = 1;
    job->history = APS_UNLIMITED;
    job->source = APS_JOB_SOURCE_SCHEDULE;
  }

  aps_store_answer_reset (worker->answer, 1);
  aps_data_store_commit_firings (worker->store,
                                 worker->run,
                                 &firing,
                                 1,
                                 jobs,
                                 NOW,
                                 worker->answer,
                                 &error);
  g_assert_no_error (error);
  if (aps_store_answer_get_status (worker->answer, 0) == APS_ENTRY_STATUS_DONE)
    g_print ("fire %" G_GINT64_FORMAT "\n", fire_us);
}

static void
run_some (Worker *worker)
{
  static const char *const schemes[] = { "command", NULL };
  static const char *const nothing[] = { NULL };
  ApsRoom                  room = { "process", 4 };
  ApsJobLease              lease = { .instance = worker->run,
                                     .worker = "worker",
                                     .until_us = NOW + 1,
                                     .limit = 4,
                                     .rooms = &room,
                                     .n_rooms = 1,
                                     .schemes = schemes,
                                     .task_ids = nothing };
  g_autoptr (ApsRecordList) jobs = NULL;
  g_autoptr (GError) error = NULL;

  aps_store_answer_reset (worker->answer, 0);
  aps_data_store_lease_jobs (worker->store, &lease, NOW, worker->answer, &error);
  g_assert_no_error (error);

  jobs = aps_record_list_ref (worker->answer->jobs);
  for (guint i = 0; i < aps_record_list_get_n (jobs); i++)
    {
      ApsJobRecord *job = aps_record_list_get (jobs, i);

      job->state = APS_JOB_STATE_FINISHED;
      job->outcome = APS_JOB_OUTCOME_SUCCESS;
      job->finished_us = NOW;
    }

  aps_store_answer_reset (worker->answer, aps_record_list_get_n (jobs));
  aps_data_store_release_jobs (worker->store, worker->run, jobs, NULL, NOW, worker->answer, &error);
  g_assert_no_error (error);
  for (guint i = 0; i < aps_record_list_get_n (jobs); i++)
    if (aps_store_answer_get_status (worker->answer, i) == APS_ENTRY_STATUS_DONE)
      g_print ("done %s\n", ((ApsJobRecord *)aps_record_list_get (jobs, i))->id);
}

static G_GNUC_NORETURN void
work (const char *path, const char *run)
{
  Worker worker = { .store = open_store (path), .answer = aps_store_answer_new (0), .run = run };
  g_autoptr (GError) error = NULL;

  put_work (&worker);
  g_print ("ready\n");

  /* The leases of those who were killed have run out by this now. */
  aps_data_store_reap (worker.store, NULL, TRUE, NOW + 2, worker.answer, &error);
  g_assert_no_error (error);
  while (TRUE)
    {
      add_some (&worker);
      fire (&worker);
      run_some (&worker);
    }
}

/* The parent. */

static char *
ask (const char *path, const char *sql)
{
  sqlite3      *db;
  sqlite3_stmt *statement;
  char         *text = NULL;

  g_assert_cmpint (sqlite3_open (path, &db), ==, SQLITE_OK);
  g_assert_cmpint (sqlite3_prepare_v2 (db, sql, -1, &statement, NULL), ==, SQLITE_OK);
  if (sqlite3_step (statement) == SQLITE_ROW)
    text = g_strdup ((const char *)sqlite3_column_text (statement, 0));
  sqlite3_finalize (statement);
  sqlite3_close (db);
  return text;
}

static void
assert_answer (const char *path, const char *wanted, const char *sql)
{
  g_autofree char *text = ask (path, sql);

  if (g_strcmp0 (text, wanted) != 0)
    g_test_message ("%s", sql);
  g_assert_cmpstr (text, ==, wanted);
}

/* Runs a child for a while, kills it, and reads what it was told. */
static char *
run_and_kill (const char *program, const char *path, const char *run, gulong life_us)
{
  const char *const argv[] = { program, "--work", path, run, NULL };
  g_autoptr (GError) error = NULL;
  GString *text = g_string_new (NULL);
  gint64   end_us;
  GPid     child;
  int      out;

  g_spawn_async_with_pipes (NULL,
                            (char **)argv,
                            NULL,
                            G_SPAWN_DO_NOT_REAP_CHILD,
                            NULL,
                            NULL,
                            &child,
                            NULL,
                            &out,
                            NULL,
                            &error);
  g_assert_no_error (error);

  /* Reading is what passes the time: a child that is blocked is not killed at any moment. */
  for (end_us = 0;;)
    {
      char   buffer[4096];
      gssize n = read (out, buffer, sizeof buffer);

      g_assert_cmpint (n, >=, 0);
      if (n == 0)
        break;

      g_string_append_len (text, buffer, n);
      if (end_us == 0)
        end_us = g_get_monotonic_time () + (gint64)life_us;
      if (g_get_monotonic_time () >= end_us && end_us != G_MAXINT64)
        {
          kill (child, SIGKILL);
          end_us = G_MAXINT64;
        }
    }

  close (out);
  g_assert_cmpint (waitpid (child, NULL, 0), ==, child);
  return g_string_free (text, FALSE);
}

static gint64
check_lines (const char *path, const char *text)
{
  g_auto (GStrv) lines = g_strsplit (text, "\n", -1);
  guint    n = g_strv_length (lines);
  gint64   last_fire_us = 0;
  sqlite3 *db;

  g_assert_cmpint (sqlite3_open (path, &db), ==, SQLITE_OK);
  for (guint i = 0; i + 1 < n; i++) /* the last one may be cut */
    {
      g_autofree char *sql = NULL;
      sqlite3_stmt    *statement;

      if (g_str_has_prefix (lines[i], "job "))
        sql = g_strdup_printf ("SELECT 1 FROM jobs WHERE id = '%s'", lines[i] + 4);
      else if (g_str_has_prefix (lines[i], "done "))
        sql = g_strdup_printf ("SELECT 1 FROM jobs WHERE id = '%s' AND outcome = 'success'",
                               lines[i] + 5);
      else if (g_str_has_prefix (lines[i], "fire "))
        {
          last_fire_us = g_ascii_strtoll (lines[i] + 5, NULL, 10);
          sql = g_strdup_printf ("SELECT 1 FROM jobs WHERE schedule_id = 'ticks' "
                                 "AND fire_time_us = %s",
                                 lines[i] + 5);
        }
      else
        continue;

      g_assert_cmpint (sqlite3_prepare_v2 (db, sql, -1, &statement, NULL), ==, SQLITE_OK);
      if (sqlite3_step (statement) != SQLITE_ROW)
        g_error ("lost: %s", lines[i]);
      sqlite3_finalize (statement);
    }

  sqlite3_close (db);
  return last_fire_us;
}

static void
check_database (const char *path, gint64 last_fire_us)
{
  g_autofree char *fires = ask (path, "SELECT count (*) FROM jobs WHERE schedule_id = 'ticks'");
  g_autofree char *next = ask (path, "SELECT next_fire_us - 1 FROM schedules WHERE id = 'ticks'");

  assert_answer (path, "ok", "PRAGMA integrity_check");
  /* Each fire time was used once: as many jobs as fire times have passed, none twice. */
  g_assert_cmpstr (fires, ==, next);
  assert_answer (path,
                 NULL,
                 "SELECT fire_time_us FROM jobs WHERE schedule_id = 'ticks' "
                 "GROUP BY fire_time_us HAVING count (*) > 1");
  g_assert_cmpint (g_ascii_strtoll (fires, NULL, 10), >=, last_fire_us);
  assert_answer (path,
                 NULL,
                 "SELECT name FROM limits WHERE name = 'task:work' AND used <> "
                 "(SELECT count (*) FROM jobs WHERE state = 'leased')");
  assert_answer (path,
                 NULL,
                 "SELECT state FROM counts c WHERE n <> (SELECT count (*) FROM jobs j "
                 "WHERE j.state = c.state AND ifnull (j.outcome, '') = c.outcome)");
  assert_answer (path, NULL, "SELECT 1 FROM limits WHERE used > slots");
}

static void
test_kills (gconstpointer program)
{
  g_autofree char *folder = g_dir_make_tmp ("aps-durability-XXXXXX", NULL);
  g_autofree char *path = g_build_filename (folder, "jobs.db", NULL);
  g_autofree char *command = g_strdup_printf ("rm -rf '%s'", folder);
  guint            n_lines = 0;

  for (guint i = 0; i < N_KILLS; i++)
    {
      g_autofree char *run = g_strdup_printf ("run-%02u", i);
      gulong life_us = FIRST_CHILD_LIFE_US + (gulong)g_test_rand_int_range (0, MORE_CHILD_LIFE_US);
      g_autofree char *text = run_and_kill (program, path, run, life_us);

      check_database (path, check_lines (path, text));
      for (const char *p = text; *p != '\0'; p++)
        n_lines += *p == '\n';
    }

  g_test_message ("%u things accepted, %u kills", n_lines, N_KILLS);
  g_assert_cmpuint (n_lines, >, N_KILLS);
  g_assert_true (g_spawn_command_line_sync (command, NULL, NULL, NULL, NULL));
}

int
main (int argc, char **argv)
{
  if (argc == 4 && g_str_equal (argv[1], "--work"))
    work (argv[2], argv[3]);

  g_test_init (&argc, &argv, NULL);
  g_test_add_data_func ("/sqlite-durability/kills-lose-nothing", argv[0], test_kills);
  return g_test_run ();
}
