/* Schedulers on a store in a file: what survives, who does the work, what is refused.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "caught-messages.h"

#include <apsched/apsched.h>

#include <glib/gstdio.h>

/* Generous: only a broken scheduler lets it run out. */
#define LONG (60 * APS_SECOND)

typedef struct
{
  char *folder;
  char *settings;
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  fixture->folder = g_dir_make_tmp ("aps-scheduler-XXXXXX", &error);
  g_assert_no_error (error);
  fixture->settings = g_strdup_printf ("path=%s/jobs.db", fixture->folder);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GDir) folder = g_dir_open (fixture->folder, 0, NULL);
  const char *name;

  while ((name = g_dir_read_name (folder)) != NULL)
    {
      g_autofree char *path = g_build_filename (fixture->folder, name, NULL);

      g_remove (path);
    }
  g_rmdir (fixture->folder);
  g_free (fixture->folder);
  g_free (fixture->settings);
}

static ApsScheduler *
new_scheduler (Fixture *fixture, ApsRole role, const char *identity)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (ApsDataStore)
    store = aps_registry_new_data_store ("sqlite", fixture->settings, &error);

  g_assert_no_error (error);
  return g_object_new (APS_TYPE_SCHEDULER,
                       "data-store",
                       store,
                       "role",
                       role,
                       "identity",
                       identity,
                       NULL);
}

static void
start (ApsScheduler *scheduler)
{
  g_autoptr (GError) error = NULL;

  aps_scheduler_start_in_background (scheduler, NULL, &error);
  g_assert_no_error (error);
}

/* A window adds, a worker runs, the window sees the result: with nobody's main loop. */
static void
test_window_and_worker (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (ApsScheduler) worker = new_scheduler (fixture, APS_ROLE_WORKER, "worker");
  g_autoptr (ApsScheduler) window = new_scheduler (fixture, APS_ROLE_WINDOW, "window");
  g_autoptr (GVariant) value = NULL;
  g_autofree char *output = NULL;

  start (worker);
  value = aps_scheduler_run_job (window,
                                 aps_job_new ("command:/bin/echo hello", NULL),
                                 LONG,
                                 NULL,
                                 &error);
  g_assert_no_error (error);
  g_variant_lookup (value, "stdout", "s", &output);
  g_assert_cmpstr (output, ==, "hello\n");
}

/* A schedule of a command needs no main loop either. */
static void
test_scheduled_command (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (ApsScheduler) scheduler = new_scheduler (fixture, APS_ROLE_BOTH, "both");
  g_autoptr (ApsEventStream) stream = NULL;
  g_autoptr (ApsEvent) event = NULL;

  stream = aps_scheduler_open_events (scheduler, APS_EVENT_TYPE_JOB_RELEASED, &error);
  aps_scheduler_schedule (scheduler, "command:/bin/true", "every:1h", &error);
  g_assert_no_error (error);
  start (scheduler);
  event = aps_event_stream_next (stream, LONG, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpint (aps_event_get_outcome (event), ==, APS_JOB_OUTCOME_SUCCESS);
}

static void
nothing (ApsJobContext *context, gpointer user_data)
{
  aps_job_context_return (context, NULL);
}

/* What is stored must be found again by others. */
static void
test_private_callback_refused (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (ApsScheduler) scheduler = new_scheduler (fixture, APS_ROLE_BOTH, "both");

  aps_scheduler_add_callback (scheduler, "mine", nothing, NULL, NULL);
  g_assert_false (aps_scheduler_schedule (scheduler, "mine", "every:1h", &error));
  g_assert_error (error, APS_ERROR, APS_ERROR_NOT_SUPPORTED);
  g_assert_nonnull (strstr (error->message, "mine"));
}

static void
test_identity_taken (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (ApsScheduler) one = new_scheduler (fixture, APS_ROLE_BOTH, "web-1");
  g_autoptr (ApsScheduler) two = new_scheduler (fixture, APS_ROLE_BOTH, "web-1");

  start (one);
  g_assert_false (aps_scheduler_start_in_background (two, NULL, &error));
  g_assert_error (error, APS_ERROR, APS_ERROR_CONFLICT);
}

static void
count (ApsJobContext *context, gpointer user_data)
{
  (*(guint *)user_data)++;
  aps_job_context_return (context, NULL);
}

/* Nobody iterates the callback's context until the job is waited for: then it runs at once. */
static void
test_declared_callback (Fixture *fixture, gconstpointer data)
{
  static const char *const declared[] = { "mine", NULL };
  g_autoptr (GError) error = NULL;
  g_autoptr (ApsDataStore)
    store = aps_registry_new_data_store ("sqlite", fixture->settings, &error);
  g_autoptr (ApsScheduler) scheduler = NULL;
  g_autoptr (GVariant) value = NULL;
  g_autofree char *id = NULL;
  guint            n = 0;

  g_assert_no_error (error);
  scheduler =
    g_object_new (APS_TYPE_SCHEDULER, "data-store", store, "registered-by-workers", declared, NULL);
  aps_scheduler_add_callback (scheduler, "mine", count, &n, NULL);
  start (scheduler);
  aps_scheduler_add_job (scheduler, aps_job_new ("mine", NULL), &id, NULL, &error);
  g_assert_no_error (error);
  value = aps_scheduler_run_job (scheduler, aps_job_new ("mine", NULL), LONG, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (n, ==, 2);
}

/* What was scheduled is there for the next run, with its place. */
static void
test_restart_keeps_place (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  gint64 next;

  {
    g_autoptr (ApsScheduler) first = new_scheduler (fixture, APS_ROLE_WINDOW, NULL);
    g_autoptr (ApsSchedule) schedule = NULL;

    aps_scheduler_schedule (first, "command:/bin/true", "every:1d", &error);
    g_assert_no_error (error);
    schedule = aps_scheduler_get_schedule (first, "command:/bin/true", NULL, &error);
    next = aps_schedule_get_next_fire_time (schedule);
  }
  {
    g_autoptr (ApsScheduler) second = new_scheduler (fixture, APS_ROLE_WINDOW, NULL);
    g_autoptr (ApsSchedule) schedule = NULL;

    aps_scheduler_schedule (second, "command:/bin/true", "every:24h", &error);
    g_assert_no_error (error);
    schedule = aps_scheduler_get_schedule (second, "command:/bin/true", NULL, &error);
    g_assert_cmpint (aps_schedule_get_next_fire_time (schedule), ==, next);
  }
}

static void
test_list_follows (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (ApsScheduler) window = new_scheduler (fixture, APS_ROLE_WINDOW, NULL);
  g_autoptr (ApsScheduler) other = new_scheduler (fixture, APS_ROLE_WINDOW, NULL);
  g_autoptr (GListModel) list = aps_scheduler_list_schedules (window);

  aps_scheduler_open (window, NULL, &error);
  g_assert_no_error (error);
  aps_scheduler_schedule (other, "command:/bin/true", "every:1d", &error);
  g_assert_no_error (error);
  while (g_list_model_get_n_items (list) < 1)
    g_main_context_iteration (NULL, TRUE);

  aps_scheduler_remove_schedule (other, "command:/bin/true", NULL, &error);
  g_assert_no_error (error);
  while (g_list_model_get_n_items (list) > 0)
    g_main_context_iteration (NULL, TRUE);
}

/* A due schedule, as whatever else writes into the store may leave it. */
static void
put_without_cursor (ApsScheduler *scheduler)
{
  g_autoptr (ApsDataStore) store = NULL;
  g_autoptr (ApsTrigger) trigger = aps_interval_trigger_new (APS_DAY);
  g_autofree char *json = aps_trigger_to_json (trigger);
  g_autoptr (ApsRecordList) schedules = aps_record_list_new (APS_RECORD_TYPE_SCHEDULE);
  g_autoptr (ApsStoreAnswer) answer = aps_store_answer_new (1);
  g_autoptr (GError) error = NULL;
  ApsScheduleRecord *schedule = aps_record_list_add (schedules);
  gint64             now = aps_clock_get_now (aps_clock_get_default ());

  schedule->id = "placeless";
  schedule->task_id = "true";
  schedule->trigger = json;
  schedule->trigger_types = "interval";
  schedule->next_fire_us = now;
  g_object_get (scheduler, "data-store", &store, NULL);
  aps_data_store_put_schedules (store, schedules, APS_CONFLICT_POLICY_REPLACE, now, answer, &error);
  g_assert_no_error (error);
  g_assert_no_error (aps_store_answer_get_error (answer, 0));
}

static void
test_without_cursor (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (ApsScheduler) scheduler = new_scheduler (fixture, APS_ROLE_BOTH, "one");
  g_autoptr (ApsEventStream)
    events = aps_scheduler_open_events (scheduler, APS_EVENT_TYPE_SCHEDULE_FAILED, &error);
  g_autoptr (ApsEvent) event = NULL;
  g_autoptr (ApsSchedule) schedule = NULL;

  g_assert_no_error (error);
  aps_scheduler_configure_task (scheduler,
                                aps_task_new ("true", "command:/bin/true"),
                                NULL,
                                &error);
  g_assert_no_error (error);
  put_without_cursor (scheduler);

  caught_messages_expect ("*\"placeless\" is paused*");
  start (scheduler);
  event = aps_event_stream_next (events, LONG, NULL, &error);
  g_assert_no_error (error);
  schedule = aps_scheduler_get_schedule (scheduler, "placeless", NULL, &error);
  g_assert_no_error (error);
  g_assert_true (aps_schedule_is_paused (schedule));
  caught_messages_assert ();
}

#define ADD(path, test)                                                                            \
  g_test_add ("/scheduler-store/" path, Fixture, NULL, set_up, test, tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  caught_messages_init ();

  ADD ("window/worker-runs-what-it-adds", test_window_and_worker);
  ADD ("schedule/command-needs-no-main-loop", test_scheduled_command);
  ADD ("callback/of-one-process-is-refused", test_private_callback_refused);
  ADD ("callback/declared-runs-when-its-context-is-iterated", test_declared_callback);
  ADD ("identity/second-live-one-is-refused", test_identity_taken);
  ADD ("restart/keeps-the-place", test_restart_keeps_place);
  ADD ("list/follows-the-store", test_list_follows);
  ADD ("schedule/without-cursor-is-paused", test_without_cursor);

  return g_test_run ();
}
