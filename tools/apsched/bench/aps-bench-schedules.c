/* Rows of many schedules that wait: what each takes in memory, and how soon a scheduler is ready
 * that finds them in its store.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"

#include "aps-bench-task.h"
#include "aps-bench.h"

#include <malloc.h>
#include <stdio.h>
#include <unistd.h>

#define N_SCHEDULES 1000000
#define N_RULES 100
#define N_MORE 100000
#define N_STORED 100000
#define BATCH 1000
#define ARGS "sixteen bytes..."

typedef ApsTrigger *(*MakeTrigger) (gpointer data, guint number);

/* One of a hundred times of day, none of them within six hours from now. */
static GPtrArray *
make_rules (void)
{
  GPtrArray *rules = g_ptr_array_new_with_free_func (g_object_unref);
  gint64     hour = aps_bench_now () / APS_HOUR % 24;

  for (guint i = 0; i < N_RULES; i++)
    {
      g_autofree char *text =
        g_strdup_printf ("cron:%u %d * * * tz=UTC", i % 10 * 6, (gint)(hour + 7 + i / 10) % 24);
      GError     *error = NULL;
      ApsTrigger *trigger = aps_trigger_parse (text, &error);

      aps_bench_check (trigger != NULL, text, error);
      g_ptr_array_add (rules, trigger);
    }

  return rules;
}

static ApsTrigger *
get_rule (gpointer data, guint number)
{
  return g_object_ref (g_ptr_array_index ((GPtrArray *)data, number % N_RULES));
}

static ApsTrigger *
make_distinct (gpointer data, guint number)
{
  return aps_interval_trigger_new (APS_DAY + number);
}

static ApsSchedule *
make_schedule (guint number, ApsTrigger *trigger)
{
  char         id[32];
  ApsSchedule *schedule;

  g_snprintf (id, sizeof id, "schedule-%u", number);
  schedule = aps_schedule_new (id, "bench", trigger);
  aps_schedule_set_args (schedule, g_variant_new ("(s)", ARGS));
  return schedule;
}

static void
add_batch (ApsScheduler *scheduler, guint first, guint n, MakeTrigger make, gpointer data)
{
  g_autoptr (GPtrArray) schedules = g_ptr_array_new_full (n, g_object_unref);
  GError *error = NULL;

  for (guint i = first; i < first + n; i++)
    g_ptr_array_add (schedules, make_schedule (i, make (data, i)));

  aps_bench_check (aps_scheduler_add_schedules (scheduler,
                                                schedules,
                                                APS_CONFLICT_POLICY_EXCEPTION,
                                                NULL,
                                                &error),
                   "add-schedules",
                   error);
}

static double
add_schedules (ApsScheduler *scheduler, guint first, guint n, MakeTrigger make, gpointer data)
{
  gint64 begun_us = g_get_monotonic_time ();

  for (guint i = 0; i < n; i += BATCH)
    add_batch (scheduler, first + i, MIN (BATCH, n - i), make, data);

  return aps_bench_seconds_since (begun_us);
}

static double
get_resident (void)
{
  g_autofree char *text = NULL;
  gint64           total;
  gint64           resident;

  if (!g_file_get_contents ("/proc/self/statm", &text, NULL, NULL) ||
      sscanf (text, "%" G_GINT64_FORMAT " %" G_GINT64_FORMAT, &total, &resident) != 2)
    aps_bench_fail ("/proc/self/statm does not tell the memory of this process");

  return (double)(resident * sysconf (_SC_PAGESIZE));
}

static double
get_allocated (void)
{
  struct mallinfo2 info = mallinfo2 ();

  return (double)(info.uordblks + info.hblkhd);
}

static void
measure (ApsBench *bench, MakeTrigger make, gpointer data)
{
  g_autoptr (ApsScheduler) scheduler = aps_bench_new_scheduler (bench);
  guint   n = aps_bench_scale (bench, N_SCHEDULES);
  guint   n_more = aps_bench_scale (bench, N_MORE);
  GError *error = NULL;
  double  resident;
  double  allocated;
  double  seconds;

  aps_bench_put_task (bench, scheduler, "bench", APS_BENCH_NOOP, APS_UNLIMITED);
  resident = get_resident ();
  allocated = get_allocated ();
  seconds = add_schedules (scheduler, 0, n, make, data);
  resident = get_resident () - resident;
  allocated = get_allocated () - allocated;

  aps_bench_report (resident / n);
  aps_bench_tell ("allocated", allocated / n);
  aps_bench_tell ("added_per_s", n / seconds);

  aps_bench_check (aps_scheduler_start_in_background (scheduler, NULL, &error), "start", error);
  seconds = add_schedules (scheduler, n, n_more, make, data);
  aps_bench_tell ("added_running_per_s", n_more / seconds);
  aps_bench_tell ("n", n);
  aps_bench_stop_scheduler (scheduler);
}

void
aps_bench_schedules (ApsBench *bench)
{
  g_autoptr (GPtrArray) rules = make_rules ();

  measure (bench, get_rule, rules);
}

void
aps_bench_schedules_distinct (ApsBench *bench)
{
  measure (bench, make_distinct, NULL);
}

/* As the scheduler adds it, but for what it checks. */
static void
add_record (ApsRecordList *schedules, const char *id, ApsTrigger *trigger, gint64 anchor_us)
{
  ApsScheduleRecord *schedule = aps_record_list_add (schedules);
  g_autoptr (ApsCursor) cursor = aps_cursor_new (anchor_us);
  g_autofree char *json = aps_trigger_to_json (trigger);
  g_auto (GStrv) types = aps_trigger_get_types (trigger);
  g_autofree char *place = NULL;
  GError          *error = NULL;

  aps_cursor_set_seed (cursor, id);
  aps_bench_check (aps_trigger_next (trigger, cursor, &schedule->next_fire_us, &error),
                   "next",
                   error);
  place = aps_cursor_to_json (cursor);
  schedule->id = aps_record_list_strdup (schedules, id);
  schedule->task_id = "bench";
  schedule->trigger = aps_record_list_strdup (schedules, json);
  schedule->trigger_types = aps_record_list_strdup (schedules, types[0]);
  schedule->cursor = aps_record_list_strdup (schedules, place);
  schedule->args = "[\"" ARGS "\"]";
}

/* Straight into the store: the way in is not what is measured. */
static void
put_records (ApsDataStore *store, ApsRecordList *schedules, gint64 now_us)
{
  g_autoptr (ApsStoreAnswer) answer = aps_store_answer_new (aps_record_list_get_n (schedules));
  GError *error = NULL;

  aps_bench_check (aps_data_store_put_schedules (store,
                                                 schedules,
                                                 APS_CONFLICT_POLICY_REPLACE,
                                                 now_us,
                                                 answer,
                                                 &error),
                   "put-schedules",
                   error);
}

static void
put_batch (ApsDataStore *store, ApsTrigger *trigger, guint first, guint n, gint64 now_us)
{
  g_autoptr (ApsRecordList) schedules = aps_record_list_new (APS_RECORD_TYPE_SCHEDULE);

  for (guint i = first; i < first + n; i++)
    {
      char id[32];

      g_snprintf (id, sizeof id, "schedule-%06u", i);
      add_record (schedules, id, trigger, now_us + APS_DAY + i);
    }

  put_records (store, schedules, now_us);
}

static void
put_due (ApsDataStore *store)
{
  gint64 now_us = aps_bench_now ();
  g_autoptr (ApsTrigger) trigger = aps_date_trigger_new (now_us);
  g_autoptr (ApsRecordList) schedules = aps_record_list_new (APS_RECORD_TYPE_SCHEDULE);

  add_record (schedules, "due", trigger, now_us - APS_SECOND);
  put_records (store, schedules, now_us);
}

static void
fill (ApsBench *bench, ApsScheduler *scheduler)
{
  g_autoptr (ApsTrigger) trigger = aps_interval_trigger_new (APS_DAY);
  gint64 now_us = aps_bench_now ();
  guint  n = aps_bench_scale (bench, N_STORED);

  aps_bench_put_task (bench, scheduler, "bench", APS_BENCH_STAMP, APS_UNLIMITED);
  for (guint i = 0; i < n; i += BATCH)
    put_batch (aps_bench_get_store (bench), trigger, i, MIN (BATCH, n - i), now_us);
  aps_bench_tell ("n", n);
}

/* From the start of a scheduler that was not open to the start of the job that is due. */
static void
measure_start (ApsBench *bench, ApsScheduler *scheduler, gboolean reopen)
{
  GError *error = NULL;
  gint64  begun_us;
  double  started;

  aps_bench_expect (1);
  put_due (aps_bench_get_store (bench));
  if (reopen)
    aps_bench_check (aps_scheduler_close (scheduler, NULL, &error), "close", error);

  begun_us = g_get_monotonic_time ();
  aps_bench_check (aps_scheduler_start_in_background (scheduler, NULL, &error), "start", error);
  started = aps_bench_seconds_since (begun_us);
  aps_bench_await ();
  aps_bench_report ((double)(aps_bench_get_stamp () - begun_us) / 1e3);
  aps_bench_tell ("start_ms", started * 1e3);
  aps_bench_stop_scheduler (scheduler);
}

void
aps_bench_ready (ApsBench *bench)
{
  g_autoptr (ApsScheduler) scheduler = aps_bench_new_scheduler (bench);
  /* A store in memory ends with being closed. */
  gboolean reopen = aps_bench_skip_private (bench) == NULL;
  GError  *error = NULL;

  aps_bench_check (aps_scheduler_open (scheduler, NULL, &error), "open", error);
  fill (bench, scheduler);
  for (guint i = 0; i < bench->n_runs; i++)
    measure_start (bench, scheduler, reopen);
}
