/* Why jobs wait: said when somebody looks, and warned of where a main context stands still.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include <apsched/apsched.h>

#include "caught-messages.h"

#include <glib/gstdio.h>

typedef struct
{
  char         *folder;
  char         *settings;
  ApsTestClock *clock;
  GMutex        lock;
  GCond         changed;
  int           n_inside; /* guarded by lock */
  gboolean      open;     /* guarded by lock: jobs may end */
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  fixture->folder = g_dir_make_tmp ("aps-waiting-XXXXXX", &error);
  g_assert_no_error (error);
  fixture->settings = g_strdup_printf ("path=%s/jobs.db", fixture->folder);
  fixture->clock = aps_test_clock_new ("2026-01-01T00:00Z");
  g_mutex_init (&fixture->lock);
  g_cond_init (&fixture->changed);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GDir) folder = g_dir_open (fixture->folder, 0, NULL);
  const char *name;

  g_free (fixture->settings);
  g_object_unref (fixture->clock);
  while ((name = g_dir_read_name (folder)) != NULL)
    {
      g_autofree char *path = g_build_filename (fixture->folder, name, NULL);

      g_remove (path);
    }
  g_rmdir (fixture->folder);
  g_free (fixture->folder);
  g_mutex_clear (&fixture->lock);
  g_cond_clear (&fixture->changed);
}

static ApsScheduler *
new_scheduler_full (Fixture *fixture, gint max_concurrent_jobs, const char *const *queues)
{
  static const char *const declared[] = { "work", "fail", "elsewhere", NULL };
  g_autoptr (GError) error = NULL;
  g_autoptr (ApsDataStore)
    store = aps_registry_new_data_store ("sqlite", fixture->settings, &error);

  g_assert_no_error (error);
  return g_object_new (APS_TYPE_SCHEDULER,
                       "data-store",
                       store,
                       "clock",
                       fixture->clock,
                       "registered-by-workers",
                       declared,
                       "max-concurrent-jobs",
                       max_concurrent_jobs,
                       "queues",
                       queues,
                       NULL);
}

static ApsScheduler *
new_scheduler (Fixture *fixture)
{
  return new_scheduler_full (fixture, 9, NULL);
}

/* Stays inside until the gate opens. */
static void
work (ApsJobContext *context, gpointer user_data)
{
  Fixture *fixture = user_data;

  g_mutex_lock (&fixture->lock);
  fixture->n_inside++;
  g_cond_broadcast (&fixture->changed);
  while (!fixture->open)
    g_cond_wait (&fixture->changed, &fixture->lock);
  g_mutex_unlock (&fixture->lock);

  aps_job_context_return (context, NULL);
}

static void
fail (ApsJobContext *context, gpointer user_data)
{
  aps_job_context_return_error (context, g_error_new_literal (G_IO_ERROR, G_IO_ERROR_BUSY, "no"));
}

static void
wait_inside (Fixture *fixture)
{
  g_mutex_lock (&fixture->lock);
  while (fixture->n_inside == 0)
    g_cond_wait (&fixture->changed, &fixture->lock);
  g_mutex_unlock (&fixture->lock);
}

static void
open_gate (Fixture *fixture)
{
  g_mutex_lock (&fixture->lock);
  fixture->open = TRUE;
  g_cond_broadcast (&fixture->changed);
  g_mutex_unlock (&fixture->lock);
}

static void
start (ApsScheduler *scheduler)
{
  g_autoptr (GError) error = NULL;

  aps_scheduler_start_in_background (scheduler, NULL, &error);
  g_assert_no_error (error);
}

static char *
add (ApsScheduler *scheduler, ApsJob *job)
{
  g_autoptr (GError) error = NULL;
  char *id = NULL;

  aps_scheduler_add_job (scheduler, job, &id, NULL, &error);
  g_assert_no_error (error);
  return id;
}

static void
assert_waits (ApsScheduler *scheduler, const char *id, const char *code, const char *text)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (ApsJob) job = aps_scheduler_get_job (scheduler, id, NULL, &error);

  g_assert_no_error (error);
  g_assert_cmpint (aps_job_get_state (job), ==, APS_JOB_STATE_WAITING);
  g_assert_cmpstr (aps_job_get_reason (job), ==, code);
  g_assert_true (g_pattern_match_simple (text, aps_job_get_reason_text (job)));
}

static void
put_queue (Fixture      *fixture,
           ApsScheduler *scheduler,
           const char   *name,
           gint          max_running_jobs,
           gboolean      paused)
{
  g_autoptr (ApsRecordList) queues = aps_record_list_new (APS_RECORD_TYPE_QUEUE);
  g_autoptr (ApsStoreAnswer) answer = aps_store_answer_new (1);
  g_autoptr (GError) error = NULL;
  g_autoptr (ApsDataStore) store = NULL;
  ApsQueueRecord *queue = aps_record_list_add (queues);

  g_object_get (scheduler, "data-store", &store, NULL);

  queue->name = aps_record_list_strdup (queues, name);
  queue->max_running_jobs = max_running_jobs;
  queue->paused = paused;
  aps_data_store_put_queues (store,
                             queues,
                             aps_clock_get_now (APS_CLOCK (fixture->clock)),
                             answer,
                             &error);
  g_assert_no_error (error);
}

static ApsJob *
job_in_queue (const char *queue)
{
  ApsJob *job = aps_job_new ("work", NULL);

  aps_job_set_queue (job, queue);
  return job;
}

static void
test_time (Fixture *fixture, gconstpointer data)
{
  g_autoptr (ApsScheduler) scheduler = new_scheduler (fixture);
  ApsJob          *job = aps_job_new ("work", NULL);
  g_autofree char *later = NULL;
  g_autofree char *now = NULL;

  aps_job_set_not_before (job, aps_clock_get_now (APS_CLOCK (fixture->clock)) + APS_HOUR);
  later = add (scheduler, job);
  now = add (scheduler, aps_job_new ("work", NULL));

  assert_waits (scheduler, later, "not-due", "its time has not come");
  assert_waits (scheduler, now, "no-worker", "no scheduler that runs jobs is alive");
}

static void
test_limits (Fixture *fixture, gconstpointer data)
{
  g_autoptr (ApsScheduler) scheduler = new_scheduler (fixture);
  g_autofree char *first = NULL;
  g_autofree char *second = NULL;
  g_autofree char *paused = NULL;

  aps_scheduler_add_thread_callback (scheduler, "work", work, fixture, NULL);
  start (scheduler);
  put_queue (fixture, scheduler, "off", APS_UNLIMITED, TRUE);
  first = add (scheduler, aps_job_new ("work", NULL));
  wait_inside (fixture);
  second = add (scheduler, aps_job_new ("work", NULL));
  paused = add (scheduler, job_in_queue ("off"));

  assert_waits (scheduler, second, "task-full", "1 of 1 of task \"work\" running");
  assert_waits (scheduler, paused, "queue-paused", "queue \"off\" is paused");
  open_gate (fixture);
}

static void
test_queue_limit (Fixture *fixture, gconstpointer data)
{
  g_autoptr (ApsScheduler) scheduler = new_scheduler (fixture);
  g_autoptr (GError) error = NULL;
  ApsTask         *task = aps_task_new ("work", NULL);
  g_autofree char *first = NULL;
  g_autofree char *second = NULL;

  aps_scheduler_add_thread_callback (scheduler, "work", work, fixture, NULL);
  aps_task_set_max_running_jobs (task, 9);
  aps_scheduler_configure_task (scheduler, task, NULL, &error);
  g_assert_no_error (error);
  start (scheduler);
  put_queue (fixture, scheduler, "narrow", 1, FALSE);
  first = add (scheduler, job_in_queue ("narrow"));
  wait_inside (fixture);
  second = add (scheduler, job_in_queue ("narrow"));

  assert_waits (scheduler, second, "queue-full", "1 of 1 of queue \"narrow\" running");
  open_gate (fixture);
}

static void
test_room (Fixture *fixture, gconstpointer data)
{
  g_autoptr (ApsScheduler) scheduler = new_scheduler_full (fixture, 1, NULL);
  g_autoptr (GError) error = NULL;
  ApsTask         *task = aps_task_new ("work", NULL);
  g_autofree char *first = NULL;
  g_autofree char *second = NULL;
  g_autofree char *other = NULL;

  aps_scheduler_add_thread_callback (scheduler, "work", work, fixture, NULL);
  aps_task_set_max_running_jobs (task, 9);
  aps_scheduler_configure_task (scheduler, task, NULL, &error);
  g_assert_no_error (error);
  start (scheduler);
  first = add (scheduler, aps_job_new ("work", NULL));
  wait_inside (fixture);
  second = add (scheduler, aps_job_new ("work", NULL));
  other = add (scheduler, aps_job_new ("elsewhere", NULL));

  assert_waits (scheduler, second, "no-room", "max-concurrent-jobs are running");
  assert_waits (scheduler, other, "no-callback", "no worker has a callback for its task");
  open_gate (fixture);
}

/* One that runs nothing knows it, too. */
static void
test_queue_served_by_nobody (Fixture *fixture, gconstpointer data)
{
  static const char *const light[] = { "light", NULL };
  g_autoptr (ApsScheduler) worker = new_scheduler_full (fixture, 9, light);
  g_autoptr (ApsScheduler) other = new_scheduler (fixture);
  g_autofree char *id = NULL;

  start (worker);
  id = add (worker, job_in_queue ("heavy"));

  assert_waits (worker, id, "no-worker", "queue \"heavy\" has no worker");
  assert_waits (other, id, "no-worker", "queue \"heavy\" has no worker");
}

static void
test_retry (Fixture *fixture, gconstpointer data)
{
  g_autoptr (ApsScheduler) scheduler = new_scheduler (fixture);
  g_autoptr (ApsEventStream) stream = NULL;
  g_autoptr (ApsEvent) released = NULL;
  g_autoptr (GError) error = NULL;
  ApsJob          *job = aps_job_new ("fail", NULL);
  g_autofree char *id = NULL;

  aps_scheduler_add_thread_callback (scheduler, "fail", fail, NULL, NULL);
  start (scheduler);
  stream = aps_scheduler_open_events (scheduler, APS_EVENT_TYPE_JOB_RELEASED, &error);
  g_assert_no_error (error);
  aps_job_set_max_attempts (job, 3);
  aps_job_set_retry_delay (job, APS_HOUR);
  id = add (scheduler, job);
  released = aps_event_stream_next (stream, APS_MINUTE, NULL, &error);
  g_assert_no_error (error);

  /* Spread a little, so that many do not come back at once. */
  assert_waits (scheduler, id, "retry", "attempt 1 of 3 failed, the next one in *");
}

/* Others might run it, so that it is not leased: the one whose context stands still warns. */
static void
test_context_that_stands_still (Fixture *fixture, gconstpointer data)
{
  g_autoptr (ApsScheduler) scheduler = new_scheduler (fixture);
  g_autoptr (GMainContext) context = g_main_context_new ();
  g_autofree char *id = NULL;

  g_main_context_push_thread_default (context);
  aps_scheduler_add_callback (scheduler, "work", work, fixture, NULL);
  g_main_context_pop_thread_default (context);
  start (scheduler);
  id = add (scheduler, aps_job_new ("work", NULL));
  caught_messages_expect ("Job * of task \"work\" has waited 5 s*nobody iterates*");

  aps_test_clock_advance (fixture->clock, 4 * APS_SECOND);
  assert_waits (scheduler, id, "not-iterated", "nobody iterates the main context of its callback");
  g_assert_cmpint (g_atomic_int_get (&caught_count), ==, 0);

  aps_test_clock_advance (fixture->clock, APS_MINUTE);
  caught_messages_assert ();

  /* Now somebody does. */
  open_gate (fixture);
  while (fixture->n_inside == 0)
    g_main_context_iteration (context, TRUE);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  caught_messages_init ();

#define ADD(path, test) g_test_add ("/waiting/" path, Fixture, NULL, set_up, test, tear_down)
  ADD ("says-that-it-is-not-time-or-nobody-runs-jobs", test_time);
  ADD ("says-which-limit-of-task-or-pause-of-queue", test_limits);
  ADD ("says-which-limit-of-queue", test_queue_limit);
  ADD ("says-that-there-is-no-room-or-no-callback", test_room);
  ADD ("says-that-nobody-serves-its-queue", test_queue_served_by_nobody);
  ADD ("keeps-what-a-retry-says", test_retry);
  ADD ("warns-of-a-context-that-stands-still", test_context_that_stands_still);

  return g_test_run ();
}
