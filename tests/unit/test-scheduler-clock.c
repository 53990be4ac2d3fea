/* Schedules under a test clock: what fires, when, and what becomes of it.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include <apsched/apsched.h>

#define START "2026-03-28T00:00Z"

typedef struct
{
  ApsClock     *clock;
  ApsScheduler *scheduler;
  GArray       *runs; /* of gint64: when each job ran */
} Fixture;

static void
note_run (ApsJobContext *context, gpointer user_data)
{
  Fixture *fixture = user_data;
  gint64   now = aps_clock_get_now (fixture->clock);

  g_array_append_val (fixture->runs, now);
  aps_job_context_return (context, NULL);
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  fixture->clock = APS_CLOCK (aps_test_clock_new (START));
  fixture->scheduler = g_object_new (APS_TYPE_SCHEDULER, "clock", fixture->clock, NULL);
  fixture->runs = g_array_new (FALSE, FALSE, sizeof (gint64));
  aps_scheduler_add_callback (fixture->scheduler, "note", note_run, fixture, NULL);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  g_object_unref (fixture->scheduler);
  g_object_unref (fixture->clock);
  g_array_unref (fixture->runs);
}

static void
start (Fixture *fixture)
{
  g_autoptr (GError) error = NULL;

  aps_scheduler_start_in_background (fixture->scheduler, NULL, &error);
  g_assert_no_error (error);
}

static void
advance (Fixture *fixture, gint64 duration_us)
{
  aps_test_clock_advance (APS_TEST_CLOCK (fixture->clock), duration_us);
}

static void
schedule (Fixture *fixture, const char *trigger)
{
  g_autoptr (GError) error = NULL;

  aps_scheduler_schedule (fixture->scheduler, "note", trigger, &error);
  g_assert_no_error (error);
}

/* The guide's example: on 29 March there is no half past two in Berlin. */
static void
test_missing_time (Fixture *fixture, gconstpointer data)
{
  schedule (fixture, "cron:30 2 * * * tz=Europe/Berlin");
  start (fixture);
  advance (fixture, 7 * APS_DAY);

  g_assert_cmpuint (fixture->runs->len, ==, 6);
}

static void
test_in_order_at_their_times (Fixture *fixture, gconstpointer data)
{
  gint64 begin = aps_clock_get_now (fixture->clock);

  schedule (fixture, "every:1h");
  start (fixture);
  advance (fixture, 3 * APS_HOUR);

  /* The moment of adding counts. */
  g_assert_cmpuint (fixture->runs->len, ==, 4);
  for (guint i = 0; i < fixture->runs->len; i++)
    g_assert_cmpint (g_array_index (fixture->runs, gint64, i), ==, begin + i * APS_HOUR);
}

static void
test_year_is_quick (Fixture *fixture, gconstpointer data)
{
  schedule (fixture, "cron:0 3 * * * tz=UTC");
  start (fixture);
  advance (fixture, 365 * APS_DAY);

  g_assert_cmpuint (fixture->runs->len, ==, 365);
}

static void
test_hundred_years_wait (Fixture *fixture, gconstpointer data)
{
  schedule (fixture, "at:2126-03-28T00:00Z");
  start (fixture);
  advance (fixture, 100 * 366 * APS_DAY);

  g_assert_cmpuint (fixture->runs->len, ==, 1);
}

/* What is warned of here is what is tested. */
static GLogWriterOutput
drop_warnings (GLogLevelFlags level, const GLogField *fields, gsize n_fields, gpointer data)
{
  return (level & G_LOG_LEVEL_WARNING) != 0 ? G_LOG_WRITER_HANDLED
                                            : g_log_writer_default (level, fields, n_fields, NULL);
}

static ApsSchedule *
new_schedule (const char *trigger)
{
  g_autoptr (GError) error = NULL;
  ApsTrigger *parsed = aps_trigger_parse (trigger, &error);

  g_assert_no_error (error);
  return aps_schedule_new ("s", "note", parsed);
}

static void
add (Fixture *fixture, ApsSchedule *added)
{
  g_autoptr (GError) error = NULL;

  aps_scheduler_add_schedule (fixture->scheduler,
                              added,
                              APS_CONFLICT_POLICY_EXCEPTION,
                              NULL,
                              &error);
  g_assert_no_error (error);
}

static GPtrArray *
get_finished (Fixture *fixture)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (ApsJobFilter) filter = aps_job_filter_new ();
  GPtrArray *jobs;

  g_object_set (filter, "states", 1u << APS_JOB_STATE_FINISHED, NULL);
  jobs = aps_scheduler_get_jobs (fixture->scheduler, filter, NULL, &error);
  g_assert_no_error (error);
  return jobs;
}

/* Paused from 01:00 to 04:30: what was missed is one job, for the latest. */
static void
test_coalesce_latest (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) jobs = NULL;
  ApsJob *job;

  add (fixture, new_schedule ("every:1h start=2026-03-28T01:00Z"));
  aps_scheduler_pause_schedule (fixture->scheduler, "s", NULL, &error);
  g_assert_no_error (error);
  start (fixture);
  advance (fixture, 4 * APS_HOUR + 30 * APS_MINUTE);
  g_assert_cmpuint (fixture->runs->len, ==, 0);

  aps_scheduler_unpause_schedule (fixture->scheduler, "s", APS_UNSET, NULL, &error);
  g_assert_no_error (error);
  advance (fixture, 0);
  g_assert_cmpuint (fixture->runs->len, ==, 1);

  jobs = get_finished (fixture);
  g_assert_cmpuint (jobs->len, ==, 1);
  job = g_ptr_array_index (jobs, 0);
  g_assert_cmpint (aps_job_get_n_fires (job), ==, 4);
  g_assert_cmpint (aps_job_get_fire_time (job),
                   ==,
                   aps_clock_get_now (fixture->clock) - 30 * APS_MINUTE);
}

/* Coming back after ten years to what fires each second: one firing makes one job for all that was
 * missed, and it is far more than a firing may step through, so nothing was stepped. */
static void
test_ten_years_late (Fixture *fixture, gconstpointer trigger)
{
  const gint64 missed_us = 3653 * APS_DAY;
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) jobs = NULL;
  gint64  begin_us = aps_clock_get_now (fixture->clock);
  ApsJob *job;

  g_assert_cmpint (missed_us / APS_SECOND, >, 1000 * APS_TRIGGER_MAX_STEPS);
  add (fixture, new_schedule (trigger));
  aps_scheduler_pause_schedule (fixture->scheduler, "s", NULL, &error);
  g_assert_no_error (error);
  start (fixture);
  advance (fixture, missed_us);

  aps_scheduler_unpause_schedule (fixture->scheduler, "s", APS_UNSET, NULL, &error);
  g_assert_no_error (error);
  advance (fixture, 0);
  g_assert_cmpuint (fixture->runs->len, ==, 1);

  jobs = get_finished (fixture);
  g_assert_cmpuint (jobs->len, ==, 1);
  job = g_ptr_array_index (jobs, 0);
  g_assert_cmpint (aps_job_get_n_fires (job), ==, missed_us / APS_SECOND + 1);
  g_assert_cmpint (aps_job_get_fire_time (job), ==, begin_us + missed_us);

  /* And on it goes. */
  advance (fixture, APS_SECOND);
  g_assert_cmpuint (fixture->runs->len, ==, 2);
}

static void
test_coalesce_all (Fixture *fixture, gconstpointer data)
{
  ApsSchedule *all = new_schedule ("every:1h start=2026-03-27T20:00Z");

  aps_schedule_set_coalesce (all, APS_COALESCE_ALL);
  add (fixture, all);
  start (fixture);
  advance (fixture, 0);

  /* 20:00 to 00:00: a start in the past yields its past fire times. */
  g_assert_cmpuint (fixture->runs->len, ==, 5);
}

static void
test_misfire (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GPtrArray) jobs = NULL;
  ApsSchedule *late = new_schedule ("at:2026-03-27T23:00Z");

  aps_schedule_set_misfire_grace_time (late, 5 * APS_MINUTE);
  add (fixture, late);
  start (fixture);
  advance (fixture, 0);

  g_assert_cmpuint (fixture->runs->len, ==, 0);
  jobs = get_finished (fixture);
  g_assert_cmpuint (jobs->len, ==, 1);
  g_assert_cmpint (aps_job_get_outcome (g_ptr_array_index (jobs, 0)),
                   ==,
                   APS_JOB_OUTCOME_MISSED_START_DEADLINE);
}

static void
test_unpause_from_now (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  add (fixture, new_schedule ("every:1h start=2026-03-28T01:00Z"));
  aps_scheduler_pause_schedule (fixture->scheduler, "s", NULL, &error);
  start (fixture);
  advance (fixture, 4 * APS_HOUR + 30 * APS_MINUTE);
  aps_scheduler_unpause_schedule (fixture->scheduler,
                                  "s",
                                  aps_clock_get_now (fixture->clock),
                                  NULL,
                                  &error);
  g_assert_no_error (error);
  advance (fixture, 0);
  g_assert_cmpuint (fixture->runs->len, ==, 0);
  advance (fixture, APS_HOUR);
  g_assert_cmpuint (fixture->runs->len, ==, 1);
}

/* Jitter delays the start, and never reaches the next fire. */
static void
test_jitter (Fixture *fixture, gconstpointer data)
{
  gint64       begin = aps_clock_get_now (fixture->clock);
  ApsSchedule *jittery = new_schedule ("every:10s");
  gboolean     put_off = FALSE;

  aps_schedule_set_max_jitter (jittery, APS_HOUR);
  add (fixture, jittery);
  start (fixture);
  advance (fixture, 10 * APS_MINUTE);

  g_assert_cmpuint (fixture->runs->len, >=, 59);
  for (guint i = 0; i < fixture->runs->len; i++)
    {
      gint64 late = g_array_index (fixture->runs, gint64, i) - begin - i * 10 * APS_SECOND;

      g_assert_cmpint (late, >=, 0);
      g_assert_cmpint (late, <, 10 * APS_SECOND);
      put_off = put_off || late > APS_SECOND;
    }
  g_assert_true (put_off);
}

/* A replaced schedule with an equal trigger keeps its place; a different one begins after now. */
static void
test_replace (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  ApsEntryStatus status;

  add (fixture, new_schedule ("every:24h"));
  start (fixture);
  advance (fixture, APS_HOUR);
  g_assert_cmpuint (fixture->runs->len, ==, 1);

  aps_scheduler_add_schedule_full (fixture->scheduler,
                                   new_schedule ("every:1d"),
                                   APS_CONFLICT_POLICY_REPLACE,
                                   NULL,
                                   &status,
                                   NULL,
                                   &error);
  g_assert_no_error (error);
  g_assert_cmpint (status, ==, APS_ENTRY_STATUS_UNCHANGED);
  advance (fixture, APS_HOUR);
  g_assert_cmpuint (fixture->runs->len, ==, 1);

  aps_scheduler_add_schedule_full (fixture->scheduler,
                                   new_schedule ("every:2h"),
                                   APS_CONFLICT_POLICY_REPLACE,
                                   NULL,
                                   &status,
                                   NULL,
                                   &error);
  g_assert_cmpint (status, ==, APS_ENTRY_STATUS_REPLACED);
  advance (fixture, APS_HOUR);
  g_assert_cmpuint (fixture->runs->len, ==, 1);
  advance (fixture, APS_HOUR);
  g_assert_cmpuint (fixture->runs->len, ==, 2);
}

/* A trigger of somebody else's that gives three fires and then fails. */
typedef struct
{
  ApsTriggerBase parent_instance;

  guint n;
} FailingTrigger;

typedef struct
{
  ApsTriggerBaseClass parent_class;
} FailingTriggerClass;

GType failing_trigger_get_type (void);

G_DEFINE_TYPE (FailingTrigger, failing_trigger, APS_TYPE_TRIGGER_BASE)

static gboolean
failing_trigger_next (ApsTriggerBase *base, gint64 after, gint64 *next, GError **error)
{
  FailingTrigger *self = (FailingTrigger *)base;

  if (self->n++ >= 3)
    {
      g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_FAILED, "the almanac is lost");
      return FALSE;
    }

  *next = after + APS_MINUTE;
  return TRUE;
}

static void
failing_trigger_class_init (FailingTriggerClass *klass)
{
  APS_TRIGGER_BASE_CLASS (klass)->next = failing_trigger_next;
}

static void
failing_trigger_init (FailingTrigger *self)
{
}

/* It is paused with the reason; the others go on. */
static void
test_broken_trigger (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (ApsSchedule) broken = NULL;
  g_autoptr (ApsSchedule) sound = NULL;
  ApsTrigger *trigger = g_object_new (failing_trigger_get_type (), NULL);

  aps_trigger_register_type ("failing", failing_trigger_get_type (), &error);
  g_assert_no_error (error);
  aps_scheduler_add_schedule (fixture->scheduler,
                              aps_schedule_new ("broken", "note", trigger),
                              APS_CONFLICT_POLICY_EXCEPTION,
                              NULL,
                              &error);
  g_assert_no_error (error);
  add (fixture, new_schedule ("every:1h"));
  start (fixture);
  g_log_set_writer_func (drop_warnings, NULL, NULL);
  advance (fixture, 2 * APS_HOUR);

  broken = aps_scheduler_get_schedule (fixture->scheduler, "broken", NULL, &error);
  g_assert_no_error (error);
  g_assert_true (aps_schedule_is_paused (broken));
  g_assert_nonnull (strstr (aps_schedule_get_error (broken), "the almanac is lost"));

  sound = aps_scheduler_get_schedule (fixture->scheduler, "s", NULL, &error);
  g_assert_false (aps_schedule_is_paused (sound));
  g_assert_cmpuint (fixture->runs->len, >=, 4);
}

#define ADD(path, test)                                                                            \
  g_test_add ("/scheduler-clock/" path, Fixture, NULL, set_up, test, tear_down)
#define ADD_LATE(kind, trigger)                                                                    \
  g_test_add ("/scheduler-clock/ten-years-late/" kind,                                             \
              Fixture,                                                                             \
              trigger,                                                                             \
              set_up,                                                                              \
              test_ten_years_late,                                                                 \
              tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  ADD ("gap/skips-missing-time", test_missing_time);
  ADD ("interval/in-order-at-their-times", test_in_order_at_their_times);
  ADD ("year/is-quick", test_year_is_quick);
  ADD ("hundred-years/wait-quietly", test_hundred_years_wait);
  ADD ("coalesce/latest-is-one-job", test_coalesce_latest);
  ADD_LATE ("interval", "every:1s start=2026-03-28T00:00Z");
  ADD_LATE ("cron", "cron:second=* tz=Europe/Berlin start=2026-03-28T00:00Z");
  ADD_LATE ("event", "oncalendar:*:*:* start=2026-03-28T00:00Z tz=UTC");
  ADD_LATE ("repetition", "iso8601:R/2026-03-28T00:00:00Z/PT1S");
  ADD_LATE ("recurrence", "rrule:DTSTART;TZID=UTC:20260328T000000 RRULE:FREQ=SECONDLY");
  ADD_LATE ("all-of",
            "and:[cron:second=*] [cron:minute=* second=*] threshold=0 start=2026-03-28T00:00Z "
            "tz=UTC");
  ADD ("coalesce/all-is-a-job-each", test_coalesce_all);
  ADD ("misfire/too-late-is-recorded", test_misfire);
  ADD ("unpause/from-now-passes-over", test_unpause_from_now);
  ADD ("jitter/delays-below-the-next-fire", test_jitter);
  ADD ("trigger/broken-one-stops-nothing-else", test_broken_trigger);
  ADD ("replace/equal-trigger-keeps-the-place", test_replace);

  return g_test_run ();
}
