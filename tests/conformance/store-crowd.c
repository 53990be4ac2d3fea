/* A crowd of callers at work on one store.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"

#include "store-crowd.h"

#include <string.h>

static void
clear_run (gpointer data)
{
  KitRun *run = data;

  g_free (run->job);
  g_free (run->task);
  g_free (run->queue);
}

GArray *
kit_crowd_new_runs (void)
{
  GArray *runs = g_array_new (FALSE, FALSE, sizeof (KitRun));

  g_array_set_clear_func (runs, clear_run);
  return runs;
}

void
kit_crowd_set_up (Kit *kit)
{
  ApsRecordList *jobs = kit_list (kit, APS_RECORD_TYPE_JOB);

  kit_put_task (kit, "one", 1);
  kit_put_task (kit, "three", 3);
  kit_put_task (kit, "any", APS_UNLIMITED);
  kit_put_queue (kit, "four", 4, FALSE);

  for (guint i = 0; i < KIT_CROWD_N_SCHEDULES; i++)
    {
      g_autofree char *id = g_strdup_printf ("s%u", i);

      kit_put_schedule (kit, id, i % 2 == 0 ? "one" : "three", kit->now);
    }

  for (guint i = 0; i < KIT_CROWD_N_ADDED; i++)
    {
      g_autofree char *id = g_strdup_printf ("added-%03u", i);
      ApsJobRecord    *job = kit_make_job (kit, jobs, id, i % 3 == 0 ? "three" : "any");

      job->queue = i % 2 == 0 ? "four" : "default";
    }
  kit_add_jobs (kit, jobs);
}

/* One fire time of a schedule and its job, whose id says which it is, so that a time that is used
 * twice shows. */
static void
fire (ApsDataStore *store, const ApsScheduleRecord *leased, gint64 now_us)
{
  g_autoptr (ApsRecordList) jobs = aps_record_list_new (APS_RECORD_TYPE_JOB);
  g_autoptr (ApsStoreAnswer) answer = aps_store_answer_new (1);
  g_autoptr (GError) error = NULL;
  gint64           number = (leased->next_fire_us - KIT_EPOCH) / APS_SECOND;
  gboolean         last = number == KIT_CROWD_N_FIRES - 1;
  g_autofree char *id = g_strdup_printf ("%s-%03d", leased->id, (int)number);
  Kit              frame = { .now = now_us };
  ApsJobRecord    *job = kit_make_job (&frame, jobs, id, leased->task_id);
  ApsFiring firing = kit_firing (leased, last ? APS_TIME_NONE : leased->next_fire_us + APS_SECOND);

  job->schedule_id = leased->id;
  job->incarnation = leased->incarnation;
  job->fire_time_us = leased->next_fire_us;
  job->history = APS_UNLIMITED;
  firing.n_jobs = 1;
  aps_data_store_commit_firings (store,
                                 leased->lease_owner,
                                 &firing,
                                 1,
                                 jobs,
                                 now_us,
                                 answer,
                                 &error);
  g_assert_no_error (error);
  g_assert_cmpint (aps_store_answer_get_status (answer, 0), ==, APS_ENTRY_STATUS_DONE);
}

static guint
fire_some (ApsDataStore *store, const char *instance, gint64 now_us)
{
  g_autoptr (ApsStoreAnswer) answer = aps_store_answer_new (0);
  g_autoptr (GError) error = NULL;
  guint n;

  aps_data_store_lease_schedules (store,
                                  instance,
                                  NULL,
                                  2,
                                  now_us + APS_HOUR,
                                  now_us,
                                  answer,
                                  &error);
  g_assert_no_error (error);
  n = aps_record_list_get_n (answer->schedules);
  for (guint i = 0; i < n; i++)
    fire (store, aps_record_list_get (answer->schedules, i), now_us);

  return n;
}

static void
note_lease (GArray *runs, const ApsJobRecord *job)
{
  KitRun run = {
    .job = g_strdup (job->id),
    .task = g_strdup (job->task_id),
    .queue = g_strdup (job->queue),
    .from_us = g_get_monotonic_time (),
  };

  g_array_append_val (runs, run);
}

/* Releases what was leased before and leases more; returns what is held now. */
static ApsRecordList *
exchange (
  ApsDataStore *store, ApsRecordList *held, const ApsJobLease *lease, gint64 now_us, GArray *runs)
{
  guint n = aps_record_list_get_n (held);
  g_autoptr (ApsStoreAnswer) answer = aps_store_answer_new (n);
  g_autoptr (GError) error = NULL;

  for (guint i = 0; i < n; i++)
    {
      ApsJobRecord *job = aps_record_list_get (held, i);

      job->state = APS_JOB_STATE_FINISHED;
      job->outcome = APS_JOB_OUTCOME_SUCCESS;
      job->finished_us = now_us;
      g_array_index (runs, KitRun, runs->len - n + i).to_us = g_get_monotonic_time ();
    }

  aps_data_store_release_jobs (store, lease->instance, held, lease, now_us, answer, &error);
  g_assert_no_error (error);
  for (guint i = 0; i < n; i++)
    g_assert_cmpint (aps_store_answer_get_status (answer, i), ==, APS_ENTRY_STATUS_DONE);

  for (guint i = 0; i < aps_record_list_get_n (answer->jobs); i++)
    note_lease (runs, aps_record_list_get (answer->jobs, i));
  return aps_record_list_ref (answer->jobs);
}

static gboolean
is_all_done (ApsDataStore *store)
{
  g_autoptr (ApsRecordList) counts = aps_record_list_new (APS_RECORD_TYPE_COUNT);
  g_autoptr (GError) error = NULL;
  gint64 n = 0;

  aps_data_store_count_jobs (store, counts, &error);
  g_assert_no_error (error);
  for (guint i = 0; i < aps_record_list_get_n (counts); i++)
    {
      ApsCountRecord *count = aps_record_list_get (counts, i);

      if (count->state == APS_JOB_STATE_FINISHED)
        n += count->n;
    }

  return error != NULL || n == KIT_CROWD_N_ADDED + KIT_CROWD_N_SCHEDULES * KIT_CROWD_N_FIRES;
}

void
kit_crowd_work (ApsDataStore *store, const char *instance, gint64 now_us, GArray *runs)
{
  Kit         frame = { .now = now_us };
  ApsJobLease lease = kit_make_lease (&frame, instance, 3);
  g_autoptr (ApsRecordList) held = aps_record_list_new (APS_RECORD_TYPE_JOB);

  for (;;)
    {
      guint          n_fired = fire_some (store, instance, now_us);
      ApsRecordList *next = exchange (store, held, &lease, now_us, runs);
      guint          n = aps_record_list_get_n (next);

      aps_record_list_unref (held);
      held = next;
      if (n + n_fired == 0)
        {
          if (is_all_done (store))
            return;
          g_thread_yield ();
        }
    }
}

static void
check_once_each (GArray *runs)
{
  g_autoptr (GHashTable) seen = g_hash_table_new (g_str_hash, g_str_equal);

  for (guint i = 0; i < runs->len; i++)
    g_assert_true (g_hash_table_add (seen, g_array_index (runs, KitRun, i).job));

  g_assert_cmpuint (g_hash_table_size (seen),
                    ==,
                    KIT_CROWD_N_ADDED + KIT_CROWD_N_SCHEDULES * KIT_CROWD_N_FIRES);
}

/* How many of those that match ran at the moment when the n-th began. */
static guint
count_beside (GArray *runs, guint n, const char *task, const char *queue)
{
  gint64 at_us = g_array_index (runs, KitRun, n).from_us;
  guint  count = 0;

  for (guint i = 0; i < runs->len; i++)
    {
      KitRun *run = &g_array_index (runs, KitRun, i);

      if ((task == NULL || g_str_equal (run->task, task)) &&
          (queue == NULL || g_str_equal (run->queue, queue)) && run->from_us <= at_us &&
          run->to_us > at_us)
        count++;
    }

  return count;
}

void
kit_crowd_check (Kit *kit, GArray *runs)
{
  check_once_each (runs);
  for (guint i = 0; i < runs->len; i++)
    {
      g_assert_cmpuint (count_beside (runs, i, "one", NULL), <=, 1);
      g_assert_cmpuint (count_beside (runs, i, "three", NULL), <=, 3);
      g_assert_cmpuint (count_beside (runs, i, NULL, "four"), <=, 4);
    }

  g_assert_cmpint (kit_count (kit, NULL, NULL, APS_JOB_STATE_WAITING, APS_UNSET), ==, 0);
  g_assert_cmpint (kit_count (kit, NULL, NULL, APS_JOB_STATE_LEASED, APS_UNSET), ==, 0);
  g_assert_cmpint (kit_count (kit, NULL, NULL, APS_JOB_STATE_FINISHED, APS_JOB_OUTCOME_SUCCESS),
                   ==,
                   runs->len);
  for (guint i = 0; i < KIT_CROWD_N_SCHEDULES; i++)
    {
      g_autofree char   *id = g_strdup_printf ("s%u", i);
      ApsScheduleRecord *schedule = kit_get_schedule (kit, id);

      g_assert_true (schedule != NULL && schedule->next_fire_us == APS_TIME_NONE &&
                     schedule->last_fire_us == KIT_EPOCH + (KIT_CROWD_N_FIRES - 1) * APS_SECOND);
    }
}
