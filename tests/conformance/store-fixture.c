/* A store under check, and the words in which the checks are written.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"

#include "store-fixture.h"

#include <string.h>

static ApsDataStore *
open_store (gint64 now_us)
{
  g_autoptr (GError) error = NULL;
  ApsDataStore *store = kit_new_object (&error);

  g_assert_no_error (error);
  if (store == NULL)
    return NULL;

  aps_data_store_start (store, now_us, NULL, &error);
  g_assert_no_error (error);
  return store;
}

/* Opens the store of this check. Where that fails there is nothing to check: the program ends. */
Kit *
kit_open (void)
{
  Kit *kit = g_new0 (Kit, 1);

  kit->now = KIT_EPOCH;
  kit->answers = g_ptr_array_new_with_free_func ((GDestroyNotify)aps_store_answer_free);
  kit->lists = g_ptr_array_new_with_free_func ((GDestroyNotify)aps_record_list_unref);
  kit->store = open_store (kit->now);
  if (kit->store == NULL)
    g_error ("The plugin %s cannot be loaded", kit_get_name ());

  return kit;
}

void
kit_close (Kit *kit)
{
  aps_data_store_stop (kit->store);
  g_object_unref (kit->store);
  g_ptr_array_unref (kit->answers);
  g_ptr_array_unref (kit->lists);
  g_free (kit);
}

/* Ends the store and opens it again: what a persistent one keeps is there. */
void
kit_reopen (Kit *kit)
{
  aps_data_store_stop (kit->store);
  g_object_unref (kit->store);
  kit->store = open_store (kit->now);
}

/* Whether the store can do something. Says that a check is skipped, where it cannot. */
gboolean
kit_has (Kit *kit, ApsDataStoreFlags flag)
{
  g_autofree char *text = NULL;

  if ((aps_data_store_get_flags (kit->store) & flag) != 0)
    return TRUE;

  text = g_flags_to_string (APS_TYPE_DATA_STORE_FLAGS, flag);
  g_test_skip_printf ("the store has not the flag %s", text);
  return FALSE;
}

ApsStoreAnswer *
kit_answer (Kit *kit, guint n_entries)
{
  ApsStoreAnswer *answer = aps_store_answer_new (n_entries);

  g_ptr_array_add (kit->answers, answer);
  return answer;
}

ApsRecordList *
kit_list (Kit *kit, ApsRecordType type)
{
  ApsRecordList *list = aps_record_list_new (type);

  g_ptr_array_add (kit->lists, list);
  return list;
}

/* An id as the core makes them: UUIDv7, later ones behind. */
const char *
kit_new_id (Kit *kit)
{
  ApsRecordList   *list = kit_list (kit, APS_RECORD_TYPE_JOB);
  g_autofree char *id = g_strdup_printf ("019b7000-0000-7000-8000-%012x", ++kit->n_ids);

  return aps_record_list_strdup (list, id);
}

ApsTaskRecord *
kit_make_task (ApsRecordList *list, const char *id, gint slots)
{
  ApsTaskRecord *task = aps_record_list_add (list);

  task->id = aps_record_list_strdup (list, id);
  task->callable = "command:/bin/true";
  task->slots = slots;
  return task;
}

ApsQueueRecord *
kit_make_queue (ApsRecordList *list, const char *name, gint limit)
{
  ApsQueueRecord *queue = aps_record_list_add (list);

  queue->name = aps_record_list_strdup (list, name);
  queue->max_running_jobs = limit;
  return queue;
}

/* A schedule that fires each minute, first at @next_us. */
ApsScheduleRecord *
kit_make_schedule (Kit *kit, ApsRecordList *list, const char *id, const char *task, gint64 next_us)
{
  ApsScheduleRecord *schedule = aps_record_list_add (list);

  schedule->id = aps_record_list_strdup (list, id);
  schedule->task_id = aps_record_list_strdup (list, task);
  schedule->trigger = "{\"type\":\"interval\",\"v\":1,\"minutes\":1}";
  schedule->trigger_types = "interval";
  schedule->cursor = "{\"n\":0}";
  schedule->next_fire_us = next_us;
  return schedule;
}

/* A job that is due now, may be run once, and whose success is kept for an hour. */
ApsJobRecord *
kit_make_job (Kit *kit, ApsRecordList *list, const char *id, const char *task)
{
  ApsJobRecord *job = aps_record_list_add (list);

  job->id = aps_record_list_strdup (list, id);
  job->task_id = aps_record_list_strdup (list, task);
  job->n_fires = 1;
  job->due_us = kit->now;
  job->queue = "default";
  job->max_attempts = 1;
  job->retry_delay_us = 0;
  job->retry_max_delay_us = APS_FOREVER;
  job->time_limit_us = APS_FOREVER;
  job->on_abandoned = APS_ON_ABANDONED_END;
  job->overlap = APS_OVERLAP_QUEUE;
  job->result_expiration_time_us = APS_HOUR;
  job->failure_retention_us = APS_DAY;
  job->history = 0;
  job->source = APS_JOB_SOURCE_ADDED;
  job->created_us = kit->now;
  return job;
}

/* A lease for half a minute by a caller with much room who runs command lines. */
ApsJobLease
kit_make_lease (Kit *kit, const char *instance, guint limit)
{
  static const ApsRoom     rooms[] = { { NULL, 10000 } };
  static const char *const schemes[] = { "command", NULL };
  static const char *const none[] = { NULL };

  return (ApsJobLease){
    .instance = instance,
    .worker = "worker",
    .until_us = kit->now + 30 * APS_SECOND,
    .limit = limit,
    .rooms = rooms,
    .n_rooms = 1,
    .schemes = schemes,
    .task_ids = none,
  };
}

ApsStoreAnswer *
kit_put_tasks (Kit *kit, ApsRecordList *tasks)
{
  ApsStoreAnswer *answer = kit_answer (kit, aps_record_list_get_n (tasks));
  g_autoptr (GError) error = NULL;

  aps_data_store_put_tasks (kit->store, tasks, kit->now, answer, &error);
  g_assert_no_error (error);
  return answer;
}

void
kit_put_task (Kit *kit, const char *id, gint slots)
{
  ApsRecordList *tasks = kit_list (kit, APS_RECORD_TYPE_TASK);

  kit_make_task (tasks, id, slots);
  kit_put_tasks (kit, tasks);
}

ApsStoreAnswer *
kit_put_queues (Kit *kit, ApsRecordList *queues)
{
  ApsStoreAnswer *answer = kit_answer (kit, aps_record_list_get_n (queues));
  g_autoptr (GError) error = NULL;

  aps_data_store_put_queues (kit->store, queues, kit->now, answer, &error);
  g_assert_no_error (error);
  return answer;
}

void
kit_put_queue (Kit *kit, const char *name, gint limit, gboolean paused)
{
  ApsRecordList *queues = kit_list (kit, APS_RECORD_TYPE_QUEUE);

  kit_make_queue (queues, name, limit)->paused = paused;
  kit_put_queues (kit, queues);
}

ApsStoreAnswer *
kit_put_schedules (Kit *kit, ApsRecordList *schedules, ApsConflictPolicy policy)
{
  ApsStoreAnswer *answer = kit_answer (kit, aps_record_list_get_n (schedules));
  g_autoptr (GError) error = NULL;

  aps_data_store_put_schedules (kit->store, schedules, policy, kit->now, answer, &error);
  g_assert_no_error (error);
  return answer;
}

void
kit_put_schedule (Kit *kit, const char *id, const char *task, gint64 next_us)
{
  ApsRecordList *schedules = kit_list (kit, APS_RECORD_TYPE_SCHEDULE);

  kit_make_schedule (kit, schedules, id, task, next_us);
  kit_assert_status (kit_put_schedules (kit, schedules, APS_CONFLICT_POLICY_REPLACE),
                     0,
                     APS_ENTRY_STATUS_ADDED);
}

ApsStoreAnswer *
kit_lease_schedules (Kit *kit, const char *instance, guint limit)
{
  ApsStoreAnswer *answer = kit_answer (kit, 0);
  g_autoptr (GError) error = NULL;

  aps_data_store_lease_schedules (kit->store,
                                  instance,
                                  NULL,
                                  limit,
                                  kit->now + 30 * APS_SECOND,
                                  kit->now,
                                  answer,
                                  &error);
  g_assert_no_error (error);
  return answer;
}

ApsStoreAnswer *
kit_commit (
  Kit *kit, const char *instance, const ApsFiring *firings, guint n_firings, ApsRecordList *jobs)
{
  ApsStoreAnswer *answer = kit_answer (kit, n_firings);
  g_autoptr (GError) error = NULL;

  if (jobs == NULL)
    jobs = kit_list (kit, APS_RECORD_TYPE_JOB);
  aps_data_store_commit_firings (kit->store,
                                 instance,
                                 firings,
                                 n_firings,
                                 jobs,
                                 kit->now,
                                 answer,
                                 &error);
  g_assert_no_error (error);
  return answer;
}

/* A firing that uses up the leased schedule's fire time and makes no job yet. */
ApsFiring
kit_firing (const ApsScheduleRecord *leased, gint64 next_us)
{
  return (ApsFiring){
    .schedule_id = leased->id,
    .incarnation = leased->incarnation,
    .fence = leased->fence,
    .last_fire_us = leased->next_fire_us,
    .next_fire_us = next_us,
    .cursor = "{\"n\":1}",
  };
}

ApsStoreAnswer *
kit_add_jobs (Kit *kit, ApsRecordList *jobs)
{
  ApsStoreAnswer *answer = kit_answer (kit, aps_record_list_get_n (jobs));
  g_autoptr (GError) error = NULL;

  aps_data_store_add_jobs (kit->store, jobs, kit->now, answer, &error);
  g_assert_no_error (error);
  return answer;
}

void
kit_add_job (Kit *kit, const char *id, const char *task)
{
  ApsRecordList *jobs = kit_list (kit, APS_RECORD_TYPE_JOB);

  kit_make_job (kit, jobs, id, task);
  kit_assert_status (kit_add_jobs (kit, jobs), 0, APS_ENTRY_STATUS_ADDED);
}

ApsStoreAnswer *
kit_lease_by (Kit *kit, const ApsJobLease *lease)
{
  ApsStoreAnswer *answer = kit_answer (kit, 0);
  g_autoptr (GError) error = NULL;

  aps_data_store_lease_jobs (kit->store, lease, kit->now, answer, &error);
  g_assert_no_error (error);
  return answer;
}

ApsStoreAnswer *
kit_lease (Kit *kit, const char *instance, guint limit)
{
  ApsJobLease lease = kit_make_lease (kit, instance, limit);

  return kit_lease_by (kit, &lease);
}

ApsStoreAnswer *
kit_release (Kit *kit, const char *instance, const ApsJobRecord *job)
{
  ApsRecordList  *jobs = kit_list (kit, APS_RECORD_TYPE_JOB);
  ApsStoreAnswer *answer = kit_answer (kit, 1);
  g_autoptr (GError) error = NULL;

  aps_record_list_add_copy (jobs, job);
  aps_data_store_release_jobs (kit->store, instance, jobs, NULL, kit->now, answer, &error);
  g_assert_no_error (error);
  return answer;
}

ApsStoreAnswer *
kit_finish (Kit *kit, const char *instance, const ApsJobRecord *leased, ApsJobOutcome outcome)
{
  ApsJobRecord job = *leased;

  job.state = APS_JOB_STATE_FINISHED;
  job.outcome = outcome;
  job.started_us = kit->now;
  job.finished_us = kit->now;
  return kit_release (kit, instance, &job);
}

ApsStoreAnswer *
kit_cancel (Kit *kit, const char *id)
{
  const char     *ids[] = { id, NULL };
  ApsStoreAnswer *answer = kit_answer (kit, 1);
  g_autoptr (GError) error = NULL;

  aps_data_store_request_cancel (kit->store, ids, "somebody", "why", kit->now, answer, &error);
  g_assert_no_error (error);
  return answer;
}

ApsStoreAnswer *
kit_reap (Kit *kit, const char *dead, gboolean expired)
{
  const char     *uuids[] = { dead, NULL };
  ApsStoreAnswer *answer = kit_answer (kit, 0);
  g_autoptr (GError) error = NULL;

  aps_data_store_reap (kit->store, uuids, expired, kit->now, answer, &error);
  g_assert_no_error (error);
  return answer;
}

ApsStoreAnswer *
kit_held_by (Kit *kit, const char *instance)
{
  ApsStoreAnswer *answer = kit_answer (kit, 0);
  g_autoptr (GError) error = NULL;

  aps_data_store_held_by (kit->store, instance, answer, &error);
  g_assert_no_error (error);
  return answer;
}

ApsStoreAnswer *
kit_clean_up (Kit *kit)
{
  ApsStoreAnswer *answer = kit_answer (kit, 0);
  g_autoptr (GError) error = NULL;

  aps_data_store_clean_up (kit->store, 1000, kit->now, answer, &error);
  g_assert_no_error (error);
  return answer;
}

ApsStoreAnswer *
kit_set_state (Kit *kit, const ApsScheduleState *state)
{
  ApsStoreAnswer *answer = kit_answer (kit, 1);
  g_autoptr (GError) error = NULL;

  aps_data_store_set_schedule_states (kit->store, state, 1, kit->now, answer, &error);
  g_assert_no_error (error);
  return answer;
}

/* The state that a schedule has. */
ApsScheduleState
kit_state (const ApsScheduleRecord *schedule)
{
  return (ApsScheduleState){
    .id = schedule->id,
    .revision = schedule->revision,
    .paused = schedule->paused,
    .paused_until_us = schedule->paused_until_us,
    .paused_by = schedule->paused_by,
    .paused_reason = schedule->paused_reason,
    .next_fire_us = schedule->next_fire_us,
    .cursor = schedule->cursor,
    .skips = schedule->skips,
    .failures = schedule->failures,
  };
}

ApsStoreAnswer *
kit_remove_schedule (Kit *kit, const char *id)
{
  const char     *ids[] = { id, NULL };
  ApsStoreAnswer *answer = kit_answer (kit, 1);
  g_autoptr (GError) error = NULL;

  aps_data_store_remove_schedules (kit->store, ids, kit->now, answer, &error);
  g_assert_no_error (error);
  return answer;
}

gint64
kit_next_job_due (Kit *kit, const ApsJobLease *lease)
{
  g_autoptr (GError) error = NULL;
  gint64 due_us = 0;

  aps_data_store_next_job_due (kit->store, lease, kit->now, &due_us, &error);
  g_assert_no_error (error);
  return due_us;
}

gint64
kit_next_schedule_due (Kit *kit)
{
  g_autoptr (GError) error = NULL;
  gint64 due_us = 0;

  aps_data_store_next_schedule_due (kit->store, NULL, kit->now, &due_us, &error);
  g_assert_no_error (error);
  return due_us;
}

ApsTaskRecord *
kit_get_task (Kit *kit, const char *id)
{
  const char    *ids[] = { id, NULL };
  ApsRecordList *list = kit_list (kit, APS_RECORD_TYPE_TASK);
  g_autoptr (GError) error = NULL;

  aps_data_store_get_tasks (kit->store, ids, list, &error);
  g_assert_no_error (error);
  return aps_record_list_get_n (list) == 1 ? aps_record_list_get (list, 0) : NULL;
}

ApsScheduleRecord *
kit_get_schedule (Kit *kit, const char *id)
{
  const char    *ids[] = { id, NULL };
  ApsRecordList *list = kit_list (kit, APS_RECORD_TYPE_SCHEDULE);
  g_autoptr (GError) error = NULL;

  aps_data_store_get_schedules (kit->store, ids, list, &error);
  g_assert_no_error (error);
  return aps_record_list_get_n (list) == 1 ? aps_record_list_get (list, 0) : NULL;
}

ApsJobRecord *
kit_get_job (Kit *kit, const char *id)
{
  const char    *ids[] = { id, NULL };
  ApsRecordList *list = kit_list (kit, APS_RECORD_TYPE_JOB);
  g_autoptr (GError) error = NULL;

  aps_data_store_get_jobs (kit->store, ids, list, &error);
  g_assert_no_error (error);
  return aps_record_list_get_n (list) == 1 ? aps_record_list_get (list, 0) : NULL;
}

/* How many jobs the store counts: NULL and APS_UNSET are all. */
gint64
kit_count (Kit *kit, const char *task, const char *queue, gint state, gint outcome)
{
  ApsRecordList *counts = kit_list (kit, APS_RECORD_TYPE_COUNT);
  g_autoptr (GError) error = NULL;
  gint64 n = 0;

  aps_data_store_count_jobs (kit->store, counts, &error);
  g_assert_no_error (error);

  for (guint i = 0; i < aps_record_list_get_n (counts); i++)
    {
      ApsCountRecord *count = aps_record_list_get (counts, i);

      if ((task == NULL || g_strcmp0 (count->task_id, task) == 0) &&
          (queue == NULL || g_strcmp0 (count->queue, queue) == 0) &&
          (state == APS_UNSET || count->state == state) &&
          (outcome == APS_UNSET || count->outcome == outcome))
        n += count->n;
    }

  return n;
}

/* One that is to be there. A blank one goes on where it is not, after the check has failed. */
ApsJobRecord *
kit_job_at (ApsRecordList *list, guint position)
{
  static ApsJobRecord blank = { .id = "none", .task_id = "none", .queue = "default" };

  g_assert_cmpuint (aps_record_list_get_n (list), >, position);
  return position < aps_record_list_get_n (list) ? aps_record_list_get (list, position) : &blank;
}

ApsScheduleRecord *
kit_schedule_at (ApsRecordList *list, guint position)
{
  static ApsScheduleRecord blank = { .id = "none", .task_id = "none" };

  g_assert_cmpuint (aps_record_list_get_n (list), >, position);
  return position < aps_record_list_get_n (list) ? aps_record_list_get (list, position) : &blank;
}

static int
compare_texts (gconstpointer a, gconstpointer b)
{
  const char *const *one = a;
  const char *const *two = b;

  return strcmp (*one, *two);
}

/* The ids of a list's records in one text; the id is each record's first field. */
char *
kit_join_ids (ApsRecordList *list, gboolean sorted)
{
  guint                   n = aps_record_list_get_n (list);
  g_autofree const char **ids = g_new0 (const char *, n + 1);

  for (guint i = 0; i < n; i++)
    ids[i] = *(const char *const *)aps_record_list_get (list, i);
  if (sorted)
    qsort (ids, n, sizeof *ids, compare_texts);

  return g_strjoinv (" ", (char **)ids);
}
