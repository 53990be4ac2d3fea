/* Tests what is made of keyfiles, and how wrong ones are refused.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"

#include <apsched/aps-error.h>
#include <apsched/aps-trigger.h>

#include "registry/aps-configuration-private.h"

#include <glib/gstdio.h>
#include <string.h>
#include <unistd.h>

static char *folder; /* of the keyfile */
static char *path;   /* of the keyfile */

static ApsConfiguration *
load_with (const char *text, const char *const *overrides, GError **error)
{
  g_assert_true (g_file_set_contents (path, text, -1, NULL));
  return aps_configuration_load (path, overrides, error);
}

static ApsConfiguration *
load (const char *text)
{
  g_autoptr (GError) error = NULL;
  ApsConfiguration *configuration = load_with (text, NULL, &error);

  g_assert_no_error (error);
  return configuration;
}

static void
test_empty (void)
{
  g_autoptr (ApsConfiguration) configuration = load ("");
  const ApsSchedulerSettings *settings = &configuration->settings;

  g_assert_cmpstr (aps_configuration_get_path (configuration), ==, path);
  g_assert_cmpstr (aps_configuration_get_data_store_plugin (configuration), ==, "memory");
  g_assert_cmpstr (aps_configuration_get_event_broker_plugin (configuration), ==, "local");
  g_assert_true (APS_IS_DATA_STORE (aps_configuration_get_data_store (configuration)));
  g_assert_true (APS_IS_EVENT_BROKER (aps_configuration_get_event_broker (configuration)));

  g_assert_cmpint (settings->role, ==, APS_ROLE_BOTH);
  g_assert_null (settings->identity);
  g_assert_cmpint (settings->lease_duration_us, ==, 30 * APS_SECOND);
  g_assert_cmpint (settings->poll_interval_us, ==, 10 * APS_SECOND);
  g_assert_cmpint (settings->cleanup_interval_us, ==, 15 * APS_MINUTE);
  g_assert_cmpint (settings->failure_retention_us, ==, 7 * APS_DAY);
  g_assert_cmpint (settings->stop_timeout_us, ==, 30 * APS_SECOND);
  g_assert_cmpint (settings->cancel_timeout_us, ==, 10 * APS_SECOND);
  g_assert_cmpint (settings->store_retry_timeout_us, ==, APS_MINUTE);
  g_assert_cmpint (settings->max_concurrent_jobs, ==, 100);
  g_assert_cmpint (settings->history, ==, 100);
  g_assert_null (settings->queues);
  g_assert_null (settings->allow);
}

static void
test_scheduler (void)
{
  g_autoptr (ApsConfiguration) configuration = load ("[scheduler]\n"
                                                     "identity=web-1\n"
                                                     "role=worker\n"
                                                     "lease-duration=1min\n"
                                                     "poll-interval=500ms\n"
                                                     "max-concurrent-jobs=none\n"
                                                     "cleanup-interval=none\n"
                                                     "failure-retention=0\n"
                                                     "history=0\n"
                                                     "stop-timeout=none\n"
                                                     "timezone=Europe/Berlin\n"
                                                     "clock-changes=vixie\n"
                                                     "queues=fast; slow ;\n"
                                                     "allow=command:/usr/bin/*;python:pics.*\n");
  const ApsSchedulerSettings *settings = &configuration->settings;

  g_assert_cmpstr (settings->identity, ==, "web-1");
  g_assert_cmpint (settings->role, ==, APS_ROLE_WORKER);
  g_assert_cmpint (settings->lease_duration_us, ==, APS_MINUTE);
  g_assert_cmpint (settings->poll_interval_us, ==, 500 * APS_MILLISECOND);
  g_assert_cmpint (settings->max_concurrent_jobs, ==, APS_UNLIMITED);
  g_assert_cmpint (settings->cleanup_interval_us, ==, APS_FOREVER);
  g_assert_cmpint (settings->failure_retention_us, ==, 0);
  g_assert_cmpint (settings->history, ==, 0);
  g_assert_cmpint (settings->stop_timeout_us, ==, APS_FOREVER);
  g_assert_cmpstr (settings->timezone, ==, "Europe/Berlin");
  g_assert_cmpstr (settings->clock_changes, ==, "vixie");
  g_assert_cmpstr (settings->queues[1], ==, "slow");
  g_assert_null (settings->queues[2]);
  g_assert_cmpstr (settings->allow[0], ==, "command:/usr/bin/*");
}

static void
test_plugins (void)
{
  g_autoptr (ApsConfiguration) configuration = load ("[scheduler]\n"
                                                     "data-store=nightly-db\n"
                                                     "[data-store nightly-db]\n"
                                                     "plugin=shelf\n"
                                                     "path=x/jobs.db\n"
                                                     "timeout=2s\n"
                                                     "[executor heavy]\n"
                                                     "plugin=runner\n"
                                                     "[executor runner]\n");
  g_autofree char *expected = g_build_filename (folder, "x/jobs.db", NULL);
  g_autofree char *store_path = NULL;
  g_autofree char *word = NULL;
  g_auto (GStrv) names = aps_configuration_dup_executor_names (configuration);
  gint64 timeout_us;
  guint  depth;

  g_assert_cmpstr (aps_configuration_get_data_store_plugin (configuration), ==, "shelf");
  g_object_get (aps_configuration_get_data_store (configuration),
                "path",
                &store_path,
                "timeout",
                &timeout_us,
                NULL);
  g_assert_cmpstr (store_path, ==, expected);
  g_assert_cmpint (timeout_us, ==, 2 * APS_SECOND);

  /* The store names its broker, and the broker's settings. */
  g_assert_cmpstr (aps_configuration_get_event_broker_plugin (configuration), ==, "good");
  g_object_get (aps_configuration_get_event_broker (configuration),
                "depth",
                &depth,
                "password",
                &word,
                NULL);
  g_assert_cmpuint (depth, ==, 9);
  g_assert_cmpstr (word, ==, expected);

  g_assert_cmpstr (names[0], ==, "heavy");
  g_assert_cmpstr (names[1], ==, "runner");
  g_assert_null (names[2]);
  g_assert_true (APS_IS_EXECUTOR (aps_configuration_get_executor (configuration, "heavy")));
  g_assert_null (aps_configuration_get_executor (configuration, "light"));
}

static void
test_without_group (void)
{
  g_autoptr (ApsConfiguration) configuration = load ("[scheduler]\n"
                                                     "data-store=memory\n"
                                                     "event-broker=good\n");

  g_assert_cmpstr (aps_configuration_get_data_store_plugin (configuration), ==, "memory");
  g_assert_cmpstr (aps_configuration_get_event_broker_plugin (configuration), ==, "good");
}

static void
test_tasks (void)
{
  g_autoptr (ApsConfiguration)
    configuration = load ("[scheduler]\n"
                          "registered-by-workers=here\n"
                          "[defaults]\n"
                          "max-attempts=3\n"
                          "metadata={\"team\": \"ops\"}\n"
                          "[executor runner]\n"
                          "[task backup]\n"
                          "callable=command:/usr/bin/rsync -a 'C:\\x;y' /backup\n"
                          "executor=runner\n"
                          "max-running-jobs=none\n"
                          "misfire-grace-time=1h\n"
                          "time-limit=2h\n"
                          "max-attempts=none\n"
                          "retry-delay=5s\n"
                          "retry-max-delay=none\n"
                          "on-abandoned=retry\n"
                          "directory=data\n"
                          "environment=A=1;B=x\\;y;C=\n"
                          "input=some text\n"
                          "output-limit=1MiB\n"
                          "success-exit-status=0;24\n"
                          "metadata={\"b\": [1, null], \"a\": 2.5}\n"
                          "[task here]\n");
  ApsRecordList       *tasks = aps_configuration_get_tasks (configuration);
  const ApsTaskRecord *task = aps_record_list_get (tasks, 0);
  const ApsTaskRecord *defaults = aps_record_list_get (configuration->defaults, 0);
  g_autofree char     *options =
    g_strdup_printf ("{\"directory\":\"%s/data\",\"environment\":{\"A\":\"1\",\"B\":\"x;y\","
                     "\"C\":\"\"},\"input\":\"some text\",\"output-limit\":1048576,"
                     "\"success-exit-status\":[0,24]}",
                     folder);

  g_assert_cmpint (defaults->max_attempts, ==, 3);
  g_assert_cmpstr (defaults->metadata, ==, "{\"team\":\"ops\"}");

  g_assert_cmpuint (aps_record_list_get_n (tasks), ==, 2);
  g_assert_cmpstr (task->id, ==, "backup");
  g_assert_cmpstr (task->callable, ==, "command:/usr/bin/rsync -a 'C:\\x;y' /backup");
  g_assert_cmpstr (task->executor, ==, "runner");
  g_assert_cmpint (task->max_running_jobs, ==, APS_UNLIMITED);
  g_assert_cmpint (task->misfire_grace_time_us, ==, APS_HOUR);
  g_assert_cmpint (task->time_limit_us, ==, 2 * APS_HOUR);
  g_assert_cmpint (task->max_attempts, ==, APS_UNLIMITED);
  g_assert_cmpint (task->retry_delay_us, ==, 5 * APS_SECOND);
  g_assert_cmpint (task->retry_max_delay_us, ==, APS_FOREVER);
  g_assert_cmpint (task->on_abandoned, ==, APS_ON_ABANDONED_RETRY);
  g_assert_cmpstr (task->options, ==, options);
  g_assert_cmpstr (task->metadata, ==, "{\"b\":[1,null],\"a\":2.5}");
  g_assert_cmpstr (task->origin, ==, path);

  task = aps_record_list_get (tasks, 1);
  g_assert_cmpstr (task->id, ==, "here");
  g_assert_null (task->callable);
  g_assert_null (task->options);
  g_assert_cmpint (task->max_running_jobs, ==, APS_UNSET);
  g_assert_cmpint (task->time_limit_us, ==, APS_UNSET);
}

static void
test_schedules (void)
{
  g_autoptr (ApsConfiguration) configuration = load ("[scheduler]\n"
                                                     "timezone=Europe/Berlin\n"
                                                     "clock-changes=vixie\n"
                                                     "registered-by-workers=here\n"
                                                     "[executor runner]\n"
                                                     "[task backup]\n"
                                                     "callable=command:true\n"
                                                     "[schedule hourly]\n"
                                                     "task=backup\n"
                                                     "trigger=every:1h\n"
                                                     "args=[\"a\", 1]\n"
                                                     "kwargs={\"b\": null}\n"
                                                     "paused=yes\n"
                                                     "coalesce=all\n"
                                                     "overlap=queue-one\n"
                                                     "misfire-grace-time=none\n"
                                                     "max-jitter=30s\n"
                                                     "executor=runner\n"
                                                     "queue=slow\n"
                                                     "priority=-5\n"
                                                     "job-result-expiration-time=1d\n"
                                                     "history=none\n"
                                                     "pause-after-failures=3\n"
                                                     "[schedule once]\n"
                                                     "task=command:false\n"
                                                     "trigger=at:2026-12-24T18:00\n"
                                                     "[schedule twice]\n"
                                                     "task=here\n"
                                                     "trigger=every:2h\n"
                                                     "[schedule thrice]\n"
                                                     "task=command:false\n"
                                                     "trigger=every:3h\n");
  ApsRecordList           *schedules = aps_configuration_get_schedules (configuration);
  const ApsScheduleRecord *schedule = aps_record_list_get (schedules, 0);
  ApsTaskRecord           *task;
  g_autoptr (ApsTrigger) trigger = NULL;
  g_autofree char *text = NULL;

  g_assert_cmpuint (aps_record_list_get_n (schedules), ==, 4);
  g_assert_cmpstr (schedule->id, ==, "hourly");
  g_assert_cmpstr (schedule->task_id, ==, "backup");
  g_assert_cmpstr (schedule->trigger_types, ==, "interval");
  g_assert_cmpstr (schedule->args, ==, "[\"a\",1]");
  g_assert_cmpstr (schedule->kwargs, ==, "{\"b\":null}");
  g_assert_true (schedule->paused);
  g_assert_cmpint (schedule->coalesce, ==, APS_COALESCE_ALL);
  g_assert_cmpint (schedule->overlap, ==, APS_OVERLAP_QUEUE_ONE);
  g_assert_cmpint (schedule->misfire_grace_time_us, ==, APS_FOREVER);
  g_assert_cmpint (schedule->max_jitter_us, ==, 30 * APS_SECOND);
  g_assert_cmpstr (schedule->executor, ==, "runner");
  g_assert_cmpstr (schedule->queue, ==, "slow");
  g_assert_cmpint (schedule->priority, ==, -5);
  g_assert_cmpint (schedule->job_result_expiration_time_us, ==, APS_DAY);
  g_assert_cmpint (schedule->history, ==, APS_UNLIMITED);
  g_assert_cmpint (schedule->pause_after_failures, ==, 3);
  g_assert_cmpstr (schedule->origin, ==, path);

  /* The zone stands in the trigger. */
  schedule = aps_record_list_get (schedules, 1);
  trigger = aps_trigger_from_json (schedule->trigger, NULL);
  text = aps_trigger_to_text (trigger);
  g_assert_cmpstr (text, ==, "at:2026-12-24T18:00 tz=Europe/Berlin");
  g_assert_false (schedule->paused);
  g_assert_cmpint (schedule->coalesce, ==, APS_UNSET);

  /* What has no group of its own is there once. */
  g_assert_cmpuint (aps_record_list_get_n (aps_configuration_get_tasks (configuration)), ==, 3);
  task = aps_configuration_find_task (configuration, "command:false");
  g_assert_cmpstr (task->callable, ==, "command:false");
  task = aps_configuration_find_task (configuration, "here");
  g_assert_null (task->callable);
}

static void
test_queues (void)
{
  g_autoptr (ApsConfiguration) configuration = load ("[queue fast]\n"
                                                     "max-running-jobs=4\n"
                                                     "[queue slow]\n"
                                                     "paused=true\n");
  ApsRecordList        *queues = aps_configuration_get_queues (configuration);
  const ApsQueueRecord *queue = aps_record_list_get (queues, 0);

  g_assert_cmpuint (aps_record_list_get_n (queues), ==, 2);
  g_assert_cmpstr (queue->name, ==, "fast");
  g_assert_cmpint (queue->max_running_jobs, ==, 4);
  g_assert_false (queue->paused);
  queue = aps_record_list_get (queues, 1);
  g_assert_cmpint (queue->max_running_jobs, ==, APS_UNLIMITED);
  g_assert_true (queue->paused);
  g_assert_cmpstr (queue->origin, ==, path);
}

static void
test_calendars (void)
{
  static const struct
  {
    const char *written;
    const char *meant;
  } rows[] = {
    { "every:1h except=holidays", "every:1h except=2026-12-24..2026-12-26" },
    { "every:1h except=\"holidays\"", "every:1h except=2026-12-24..2026-12-26" },
    { "every:1h except=2027-01-01,holidays,sun",
      "every:1h except=2027-01-01,2026-12-24..2026-12-26,sun" },
    { "every:1h except=week-ends", "every:1h except=sat,sun" },
    { "every:1h except=week-ends,holidays start=2026-01-01T00:00Z",
      "every:1h except=sat,sun,2026-12-24..2026-12-26 start=2026-01-01T00:00Z" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autofree char *text = g_strdup_printf ("[scheduler]\n"
                                               "timezone=UTC\n"
                                               "[executor runner]\n"
                                               "[calendar holidays]\n"
                                               "except=2026-12-24..2026-12-26\n"
                                               "[calendar week-ends]\n"
                                               "except=sat,sun\n"
                                               "[schedule a]\n"
                                               "task=command:true\n"
                                               "trigger=%s\n"
                                               "[schedule b]\n"
                                               "task=command:true\n"
                                               "trigger=%s\n",
                                               rows[i].written,
                                               rows[i].meant);
      g_autoptr (ApsConfiguration) configuration = load (text);
      ApsRecordList           *schedules = aps_configuration_get_schedules (configuration);
      const ApsScheduleRecord *a = aps_record_list_get (schedules, 0);
      const ApsScheduleRecord *b = aps_record_list_get (schedules, 1);

      g_assert_nonnull (strstr (a->trigger, "except"));
      g_assert_cmpstr (a->trigger, ==, b->trigger);
    }
}

static void
test_overrides (void)
{
  static const char *const overrides[] = { "scheduler.role=worker",
                                           "data-store db.path=/y/z",
                                           "scheduler.data-store=db",
                                           "queue fast.paused=true",
                                           NULL };
  g_autoptr (GError) error = NULL;
  g_autoptr (ApsConfiguration) configuration = load_with ("[scheduler]\n"
                                                          "role=both\n"
                                                          "[data-store db]\n"
                                                          "plugin=shelf\n"
                                                          "path=/x\n",
                                                          overrides,
                                                          &error);
  g_autofree char *store_path = NULL;

  g_assert_no_error (error);
  g_assert_cmpint (configuration->settings.role, ==, APS_ROLE_WORKER);
  g_object_get (aps_configuration_get_data_store (configuration), "path", &store_path, NULL);
  g_assert_cmpstr (store_path, ==, "/y/z");
  g_assert_cmpuint (aps_record_list_get_n (aps_configuration_get_queues (configuration)), ==, 1);
}

static void
test_reload (void)
{
  static const char *const overrides[] = { "scheduler.role=worker", NULL };
  g_autoptr (GError) error = NULL;
  g_autoptr (ApsConfiguration) first = load_with ("[queue a]\n", overrides, &error);
  g_autoptr (ApsConfiguration) second = NULL;
  g_autoptr (ApsConfiguration) third = NULL;

  g_assert_no_error (error);
  g_assert_true (g_file_set_contents (path, "[queue a]\n[queue b]\n", -1, NULL));
  second = aps_configuration_reload (first, &error);
  g_assert_no_error (error);
  g_assert_cmpint (second->settings.role, ==, APS_ROLE_WORKER);
  g_assert_cmpuint (aps_record_list_get_n (aps_configuration_get_queues (first)), ==, 1);
  g_assert_cmpuint (aps_record_list_get_n (aps_configuration_get_queues (second)), ==, 2);

  g_assert_true (g_file_set_contents (path, "[queue]\n", -1, NULL));
  third = aps_configuration_reload (second, &error);
  g_assert_null (third);
  g_assert_error (error, APS_ERROR, APS_ERROR_INVALID_SETTING);
}

static void
test_bad_overrides (void)
{
  static const struct
  {
    const char *override;
    gint        code;
    const char *message;
  } rows[] = {
    { "scheduler.rol=worker",
      APS_ERROR_INVALID_SETTING,
      "FILE with --set: scheduler: \"rol\" is no key of a group [scheduler] (did you mean "
      "\"role\"?)" },
    { "schedulr.role=worker",
      APS_ERROR_INVALID_SETTING,
      "FILE with --set: schedulr: [schedulr] is no group of a keyfile (did you mean "
      "\"scheduler\"?)" },
    { "scheduler.role",
      APS_ERROR_INVALID_ARGUMENT,
      "--set \"scheduler.role\" has no =: it should be GROUP.KEY=VALUE" },
    { "schedule x.paused=yes",
      APS_ERROR_INVALID_SETTING,
      "FILE with --set: schedule \"x\": it needs a task: an id of a group [task ID], or a "
      "reference (task=command:...)" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      const char *overrides[] = { rows[i].override, NULL };
      g_autoptr (GError) error = NULL;
      g_autoptr (ApsConfiguration) configuration = load_with ("", overrides, &error);
      g_autoptr (GString) expected = g_string_new (rows[i].message);

      g_string_replace (expected, "FILE", path, 0);
      g_assert_null (configuration);
      g_assert_error (error, APS_ERROR, rows[i].code);
      g_assert_cmpstr (error->message, ==, expected->str);
    }
}

/* Each begins in line 1; the executor that runs commands stands behind. */
static const struct
{
  const char *text;
  const char *message; /* behind the file's name */
} bad[] = {
  { "[shedule x]\n",
    ":1: shedule \"x\": [shedule] is no group of a keyfile (did you mean \"schedule\"?)" },
  { "[task]\n", ":1: task: the group needs a name: [task NAME]" },
  { "[scheduler x]\n", ":1: scheduler \"x\": the group has no name: write [scheduler]" },
  { "[scheduler]\n\nrolle=worker\n",
    ":3: scheduler: \"rolle\" is no key of a group [scheduler] (did you mean \"role\"?)" },
  { "[scheduler]\nrole=wroker\n",
    ":2: scheduler: \"role\": \"wroker\" is no choice (did you mean \"worker\"?)" },
  { "[scheduler]\nlease-duration=5\n",
    ":2: scheduler: \"lease-duration\": duration \"5\" has no unit: say \"5s\" (us, ms, s, min, h, "
    "d, w)" },
  { "[scheduler]\nlease-duration=none\n",
    ":2: scheduler: \"lease-duration\": \"none\" is no duration (like \"500ms\", \"2h 30min\" or "
    "\"PT1H30M\")" },
  { "[scheduler]\nlease-duration=1ms\n",
    ":2: scheduler: \"lease-duration\": 1ms is out of range (100ms to 7d)" },
  { "[scheduler]\nmax-concurrent-jobs=0\n",
    ":2: scheduler: \"max-concurrent-jobs\": 0 is out of range (1 to none)" },
  { "[scheduler]\nidentity=\n",
    ":2: scheduler: \"identity\": \"\" is not possible: leave the line out" },
  { "[scheduler]\nqueues=\n",
    ":2: scheduler: \"queues\": \"\" is not a list of names: leave the line out" },
  { "[scheduler]\nqueues=a;;b\n",
    ":2: scheduler: \"queues\": \"a;;b\" is not a list of names: one of them is empty" },
  { "[scheduler]\nallow=python:*;command:/usr/*\n[task x]\ncallable=command:/bin/sh\n",
    ":3: task \"x\": \"command:/bin/sh\" may not be run here: no pattern of allow in [scheduler] "
    "matches it" },
  { "[scheduler]\nclock-changes=vixi\n",
    ":2: scheduler: \"clock-changes\": \"vixi\" is no choice (did you mean \"vixie\"?)" },
  { "[scheduler]\ndata-store=dbb\n[data-store db]\nplugin=shelf\npath=x\n",
    ":2: scheduler: \"data-store\": there is no group [data-store dbb] (did you mean \"db\"?)" },
  { "[data-store db]\nplugin=shelf\npath=x\n",
    ":1: data-store \"db\": nothing uses it: say data-store=db in [scheduler]" },
  { "[scheduler]\ndata-store=db\n[data-store db]\npath=x\n",
    ":3: data-store \"db\": it needs plugin=NAME, since no data-store plugin is named \"db\"" },
  { "[scheduler]\ndata-store=db\n[data-store db]\nplugin=shelf\n",
    ":3: data-store \"db\": plugin shelf needs the setting \"path\" (Where it stands)" },
  { "[scheduler]\ndata-store=db\n[data-store db]\nplugin=shelf\npath=x\npth=y\n",
    ":6: data-store \"db\": \"pth\" is no setting of plugin shelf (did you mean \"path\"?)" },
  { "[scheduler]\ndata-store=db\n[data-store db]\nplugin=shelf\npath=x\ntimeout=1h\n",
    ":6: data-store \"db\": \"timeout\": 1h is out of range (1ms to 10min)" },
  { "[scheduler]\ndata-store=db\n[data-store db]\nplugin=shelf\npath=x\npassword-env=APS_NONE\n",
    ":6: data-store \"db\": \"password-env\": the environment has no variable \"APS_NONE\"" },
  { "[scheduler]\ndata-store=db\n[data-store db]\nplugin=shelf\npath=x\n"
    "[data-store other]\nplugin=shelf\n",
    ":6: data-store \"other\": plugin shelf needs the setting \"path\" (Where it stands)" },
  { "[task x]\n",
    ":1: task \"x\": it needs a callable (callable=command:..., module:, python: or js:), or "
    "registered-by-workers in [scheduler] has to name it" },
  { "[task command:x]\n",
    ":1: task \"command:x\": the id of a task has no colon: say [task NAME], and "
    "callable=command:x" },
  { "[task x]\ncallable=command:true\nexecutor=runer\n",
    ":3: task \"x\": \"executor\": there is no executor \"runer\" (did you mean \"runner\"?)" },
  { "[task x]\ncallable=module:lib:f\nexecutor=runner\n",
    ":3: task \"x\": executor runner does not run callables of kind module (it runs command, "
    "tape)" },
  { "[task x]\ncallable=smoke:signal\n",
    ":1: task \"x\": no executor runs callables of kind smoke" },
  { "[task x]\ncallable=command:true\ntime-limit=0\n",
    ":3: task \"x\": \"time-limit\": 0 is out of range (1ms to none)" },
  { "[task x]\ncallable=command:true\nenvironment=A=1;B\n",
    ":3: task \"x\": \"environment\": \"B\" is not of the form NAME=VALUE" },
  { "[task x]\ncallable=command:true\nenvironment=A=1;A=2\n",
    ":3: task \"x\": \"environment\": \"A=2\" is not the first of its name" },
  { "[task x]\ncallable=command:true\nsuccess-exit-status=0;256\n",
    ":3: task \"x\": \"success-exit-status\": \"256\" is not an exit status from 0 to 255" },
  { "[task x]\ncallable=command:true\noutput-limit=1GiB\n",
    ":3: task \"x\": \"output-limit\": \"1GiB\" is not a size from 0 to 16MiB" },
  { "[task x]\ncallable=command:true\nmetadata=[]\n",
    ":3: task \"x\": \"metadata\": \"[]\" is not a JSON object, like {\"a\": 2}" },
  { "[schedule x]\ntrigger=every:1h\n",
    ":1: schedule \"x\": it needs a task: an id of a group [task ID], or a reference "
    "(task=command:...)" },
  { "[task backup]\ncallable=command:true\n[schedule x]\ntask=bakup\ntrigger=every:1h\n",
    ":4: schedule \"x\": \"task\": there is no group [task bakup] (did you mean \"backup\"?)" },
  { "[schedule x]\ntask=command:true\n",
    ":1: schedule \"x\": it needs a trigger (trigger=every:1h, trigger=cron:0 3 * * *)" },
  { "[schedule x]\ntask=command:true\ntrigger=evry:1h\n", ":3: schedule \"x\": " },
  { "[schedule x]\ntask=command:true\ntrigger=every:1h\nargs={}\n",
    ":4: schedule \"x\": \"args\": \"{}\" is not a JSON list, like [\"a\", 2]" },
  { "[schedule x]\ntask=command:true\ntrigger=every:1h\nargs=[1\n",
    ":4: schedule \"x\": \"args\": " },
  { "[schedule x]\ntask=command:true\ntrigger=every:1h\npaused=maybe\n",
    ":4: schedule \"x\": \"paused\": \"maybe\" is neither true nor false (true, yes, on, 1; false, "
    "no, off, 0)" },
  { "[schedule x]\ntask=command:true\ntrigger=every:1h\npriority=high\n",
    ":4: schedule \"x\": \"priority\": \"high\" is not a whole number" },
  { "[schedule x]\ntask=module:lib:f\ntrigger=every:1h\nexecutor=runner\n",
    ":4: schedule \"x\": executor runner does not run callables of kind module (it runs command, "
    "tape)" },
  { "[schedule x]\ntask=command:true\ntrigger=every:1h except=holidays\n", ":3: schedule \"x\": " },
  { "[calendar holidays]\n",
    ":1: calendar \"holidays\": it needs except (except=2026-12-24..2026-12-26,sat-sun)" },
  { "[calendar sat-sun]\nexcept=sun\n",
    ":1: calendar \"sat-sun\": the name of a calendar is of a-z, 0-9 and -, begins with a letter, "
    "and is no weekday" },
  { "[calendar holidays]\nexcept=someday\n", ":2: calendar \"holidays\": \"except\": " },
};

static void
test_bad (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (bad); i++)
    {
      g_autofree char *text = g_strconcat (bad[i].text, "[executor runner]\n", NULL);
      g_autofree char *expected = g_strconcat (path, bad[i].message, NULL);
      g_autoptr (GError) error = NULL;
      g_autoptr (ApsConfiguration) configuration = load_with (text, NULL, &error);

      g_test_message ("%s", bad[i].text);
      g_assert_null (configuration);
      g_assert_error (error, APS_ERROR, APS_ERROR_INVALID_SETTING);
      if (!g_str_has_prefix (error->message, expected))
        g_assert_cmpstr (error->message, ==, expected);
    }
}

static void
test_window (void)
{
  g_autoptr (GError) error = NULL;
  static const char *const overrides[] = { "scheduler.role=window", NULL };
  g_autoptr (ApsConfiguration)
    configuration = load_with ("[task x]\ncallable=smoke:signal\n", overrides, &error);

  g_assert_no_error (error);
  g_assert_nonnull (configuration);
}

static void
test_missing_file (void)
{
  g_autofree char *absent = g_build_filename (folder, "absent.conf", NULL);
  g_autoptr (GError) error = NULL;

  g_assert_null (aps_configuration_load (absent, NULL, &error));
  g_assert_error (error, APS_ERROR, APS_ERROR_NOT_FOUND);
  g_assert_nonnull (strstr (error->message, absent));
}

static void
test_many (void)
{
  g_autoptr (GString) text = g_string_new ("[executor runner]\n");
  g_autoptr (ApsConfiguration) configuration = NULL;
  const guint n_schedules = 2000;

  for (guint i = 0; i < n_schedules; i++)
    g_string_append_printf (text,
                            "[task t%u]\ncallable=command:true\n"
                            "[schedule s%u]\ntask=t%u\ntrigger=every:1h\n",
                            i,
                            i,
                            i);

  configuration = load (text->str);
  g_assert_cmpuint (aps_record_list_get_n (configuration->schedules), ==, n_schedules);
}

int
main (int argc, char **argv)
{
  g_autofree char *fixtures = NULL;
  g_autofree char *folders = NULL;
  int              status;

  g_test_init (&argc, &argv, NULL);

  fixtures = g_test_build_filename (G_TEST_BUILT, "plugins", NULL);
  folders = g_strconcat (fixtures, ":", g_getenv ("APSCHED_PLUGIN_PATH"), NULL);
  g_assert_true (g_setenv ("APSCHED_PLUGIN_PATH", folders, TRUE));
  g_assert_true (g_setenv ("TZ", "UTC", TRUE));
  folder = g_dir_make_tmp ("aps-configuration-XXXXXX", NULL);
  path = g_build_filename (folder, "pics.conf", NULL);

  g_test_add_func ("/configuration/empty-file-has-defaults", test_empty);
  g_test_add_func ("/configuration/scheduler", test_scheduler);
  g_test_add_func ("/configuration/plugins/have-settings", test_plugins);
  g_test_add_func ("/configuration/plugins/need-no-group", test_without_group);
  g_test_add_func ("/configuration/tasks", test_tasks);
  g_test_add_func ("/configuration/schedules", test_schedules);
  g_test_add_func ("/configuration/queues", test_queues);
  g_test_add_func ("/configuration/calendars-are-written-out", test_calendars);
  g_test_add_func ("/configuration/overrides/go-first", test_overrides);
  g_test_add_func ("/configuration/reload-reads-the-file-again", test_reload);
  g_test_add_func ("/configuration/overrides/are-checked", test_bad_overrides);
  g_test_add_func ("/configuration/errors-name-line-group-key-remedy", test_bad);
  g_test_add_func ("/configuration/window-needs-no-executor", test_window);
  g_test_add_func ("/configuration/missing-file", test_missing_file);
  g_test_add_func ("/configuration/many-groups", test_many);

  status = g_test_run ();
  g_unlink (path);
  g_rmdir (folder);
  g_free (path);
  g_free (folder);
  return status;
}
