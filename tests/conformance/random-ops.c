/* Random operations: what each does.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"

#include "random-ops.h"

#include <string.h>

typedef gboolean (*Run) (KitSide        *self,
                         const KitOp    *op,
                         gboolean        again,
                         ApsStoreAnswer *answer,
                         GString        *text,
                         GError        **error);

static const char *const task_ids[] = { "t0", "t1", "t2" };
static const char *const queue_names[] = { "default", "q1" };
static const char *const schedule_ids[] = { "s0", "s1", "s2", "s3" };
static const char *const instance_ids[] = { "i0", "i1", "i2" };

#define PICK(array, n) ((array)[(n) % G_N_ELEMENTS (array)])

static const char *
get_job_id (KitSide *self, guint number)
{
  g_autofree char *id = g_strdup_printf ("j%02u", number % 24);

  return aps_record_list_strdup (self->texts, id);
}

static gboolean
put_task (KitSide        *self,
          const KitOp    *op,
          gboolean        again,
          ApsStoreAnswer *answer,
          GString        *text,
          GError        **error)
{
  static const gint slots[] = { 1, 2, 0, APS_UNLIMITED };
  g_autoptr (ApsRecordList) tasks = aps_record_list_new (APS_RECORD_TYPE_TASK);
  ApsTaskRecord *task = kit_make_task (tasks, PICK (task_ids, op->a), 1);

  task->slots = PICK (slots, op->b);
  if (op->c % 4 == 0)
    task->callable = op->c % 8 == 0 ? "js:x:y" : NULL;
  aps_store_answer_reset (answer, 1);
  return aps_data_store_put_tasks (self->store, tasks, self->now, answer, error);
}

static gboolean
remove_task (KitSide        *self,
             const KitOp    *op,
             gboolean        again,
             ApsStoreAnswer *answer,
             GString        *text,
             GError        **error)
{
  const char *ids[] = { PICK (task_ids, op->a), NULL };

  aps_store_answer_reset (answer, 1);
  return aps_data_store_remove_tasks (self->store, ids, op->b % 4 == 0, self->now, answer, error);
}

static gboolean
put_queue (KitSide        *self,
           const KitOp    *op,
           gboolean        again,
           ApsStoreAnswer *answer,
           GString        *text,
           GError        **error)
{
  static const gint limits[] = { APS_UNLIMITED, 1, 2, 0 };
  g_autoptr (ApsRecordList) queues = aps_record_list_new (APS_RECORD_TYPE_QUEUE);

  kit_make_queue (queues, PICK (queue_names, op->a), PICK (limits, op->b))->paused = op->c % 4 == 0;
  aps_store_answer_reset (answer, 1);
  return aps_data_store_put_queues (self->store, queues, self->now, answer, error);
}

static gboolean
remove_queue (KitSide        *self,
              const KitOp    *op,
              gboolean        again,
              ApsStoreAnswer *answer,
              GString        *text,
              GError        **error)
{
  const char *names[] = { PICK (queue_names, op->a), NULL };

  aps_store_answer_reset (answer, 1);
  return aps_data_store_remove_queues (self->store, names, self->now, answer, error);
}

static gboolean
put_schedule (KitSide        *self,
              const KitOp    *op,
              gboolean        again,
              ApsStoreAnswer *answer,
              GString        *text,
              GError        **error)
{
  static const char *const types[] = { "interval", "cron", "and cron interval" };
  static const gint        policies[] = { APS_CONFLICT_POLICY_REPLACE,
                                          APS_CONFLICT_POLICY_REPLACE,
                                          APS_CONFLICT_POLICY_DO_NOTHING,
                                          APS_CONFLICT_POLICY_EXCEPTION };
  g_autoptr (ApsRecordList) schedules = aps_record_list_new (APS_RECORD_TYPE_SCHEDULE);
  ApsScheduleRecord *schedule = aps_record_list_add (schedules);

  schedule->id = PICK (schedule_ids, op->a);
  schedule->task_id = PICK (task_ids, op->b);
  schedule->trigger_types = PICK (types, op->c);
  schedule->trigger = schedule->trigger_types;
  schedule->cursor = op->c % 2 == 0 ? "{\"n\":0}" : NULL;
  schedule->next_fire_us = op->c % 7 == 6 ? APS_TIME_NONE : self->now + (op->c % 5) * APS_SECOND;
  schedule->pause_after_failures = 2;
  schedule->paused = op->d % 8 == 7;
  schedule->priority = op->d / 32;
  aps_store_answer_reset (answer, 1);
  return aps_data_store_put_schedules (self->store,
                                       schedules,
                                       (ApsConflictPolicy)PICK (policies, op->d),
                                       self->now,
                                       answer,
                                       error);
}

static gboolean
remove_schedule (KitSide        *self,
                 const KitOp    *op,
                 gboolean        again,
                 ApsStoreAnswer *answer,
                 GString        *text,
                 GError        **error)
{
  const char *ids[] = { PICK (schedule_ids, op->a), NULL };

  aps_store_answer_reset (answer, 1);
  return aps_data_store_remove_schedules (self->store, ids, self->now, answer, error);
}

static void
read_state (KitSide *self, const char *id)
{
  const char *ids[] = { id, NULL };
  g_autoptr (ApsRecordList) found = aps_record_list_new (APS_RECORD_TYPE_SCHEDULE);
  ApsScheduleRecord *copy;

  self->state = (ApsScheduleState){ .id = id };
  if (!aps_data_store_get_schedules (self->store, ids, found, NULL) ||
      aps_record_list_get_n (found) == 0)
    return;

  g_ptr_array_add (self->schedules, aps_record_list_ref (found));
  copy = aps_record_list_get (found, 0);
  self->state = kit_state (copy);
}

static gboolean
set_state (KitSide        *self,
           const KitOp    *op,
           gboolean        again,
           ApsStoreAnswer *answer,
           GString        *text,
           GError        **error)
{
  if (!again)
    {
      read_state (self, PICK (schedule_ids, op->a));
      self->state.paused = op->b % 3 != 0;
      self->state.paused_until_us = op->b % 3 == 2 ? self->now + (op->c % 5) * APS_SECOND
                                                   : APS_TIME_NONE;
      self->state.paused_by = op->b % 2 == 0 ? "somebody" : NULL;
      self->state.failures = op->c % 3 == 0 ? 0 : self->state.failures;
      if (op->d % 4 == 0)
        self->state.next_fire_us = self->now + op->d * APS_SECOND;
      if (op->d % 8 == 7)
        self->state.revision -= 1;
    }

  aps_store_answer_reset (answer, 1);
  return aps_data_store_set_schedule_states (self->store,
                                             &self->state,
                                             1,
                                             self->now,
                                             answer,
                                             error);
}

static void
remember (GPtrArray *handles, ApsRecordList *records)
{
  for (guint i = 0; i < aps_record_list_get_n (records); i++)
    {
      ApsRecordList *one = aps_record_list_new (aps_record_list_get_record_type (records));

      aps_record_list_add_copy (one, aps_record_list_get (records, i));
      g_ptr_array_add (handles, one);
    }
}

/* One of the last that were handed out, mostly a recent one; NULL where there is none. */
static gpointer
recall (GPtrArray *handles, guint number)
{
  guint n = MIN (handles->len, 1 + number % 6);

  return n > 0 ? aps_record_list_get (g_ptr_array_index (handles, handles->len - n), 0) : NULL;
}

static gboolean
lease_schedules (KitSide        *self,
                 const KitOp    *op,
                 gboolean        again,
                 ApsStoreAnswer *answer,
                 GString        *text,
                 GError        **error)
{
  static const char *const        one[] = { "interval", NULL };
  static const char *const        three[] = { "and", "cron", "interval", NULL };
  static const char *const *const types[] = { NULL, one, three };
  gboolean                        success = aps_data_store_lease_schedules (self->store,
                                                     PICK (instance_ids, op->a),
                                                     PICK (types, op->c),
                                                     1 + op->b % 3,
                                                     self->now + 30 * APS_SECOND,
                                                     self->now,
                                                     answer,
                                                     error);

  remember (self->schedules, answer->schedules);
  return success;
}

static ApsJobRecord *
make_job (KitSide *self, ApsRecordList *jobs, const char *id, guint number)
{
  Kit                frame = { .now = self->now };
  ApsJobRecord      *job = kit_make_job (&frame, jobs, id, PICK (task_ids, number));
  static const char *keys[] = { NULL, NULL, "k0", "k1" };

  job->queue = PICK (queue_names, number / 3);
  job->priority = (gint)(number / 5 % 3);
  job->unique_key = PICK (keys, number / 7);
  if (job->unique_key != NULL)
    job->unique_until = (gint)(number / 2 % 3);
  if (job->unique_until == APS_UNIQUE_UNTIL_TIME)
    job->unique_until_us = self->now + APS_MINUTE;
  job->due_us = self->now + (number % 5 == 0 ? APS_SECOND : 0);
  if (number % 6 == 5)
    job->deadline_us = job->due_us + 5 * APS_SECOND;
  job->result_expiration_time_us = number % 2 == 0 ? 0 : APS_HOUR;
  job->executor = number % 9 == 8 ? "heavy" : NULL;
  job->on_abandoned = number % 4 == 3 ? APS_ON_ABANDONED_RETRY : APS_ON_ABANDONED_END;
  job->max_attempts = 1 + (gint)(number % 3);
  return job;
}

static gboolean
commit_firing (KitSide        *self,
               const KitOp    *op,
               gboolean        again,
               ApsStoreAnswer *answer,
               GString        *text,
               GError        **error)
{
  static const gint overlaps[] = {
    APS_OVERLAP_SKIP, APS_OVERLAP_QUEUE, APS_OVERLAP_QUEUE_ONE, APS_OVERLAP_CANCEL_RUNNING
  };
  ApsScheduleRecord *leased = recall (self->schedules, op->a);
  g_autoptr (ApsRecordList) jobs = aps_record_list_new (APS_RECORD_TYPE_JOB);
  ApsFiring firing;

  if (leased == NULL || leased->lease_owner == NULL)
    return TRUE;

  firing = kit_firing (leased, leased->next_fire_us + (1 + op->b % 9) * APS_SECOND);
  if (op->c % 6 == 5)
    firing.next_fire_us = APS_TIME_NONE;
  firing.error = op->c % 16 == 15 ? "broken" : NULL;
  firing.skips = op->c % 3 == 0 ? "[1]" : NULL;
  firing.n_jobs = op->d % 3;
  for (guint i = 0; i < firing.n_jobs; i++)
    {
      ApsJobRecord *job = make_job (self, jobs, get_job_id (self, op->d + i * 5), op->b + i);

      job->task_id = leased->task_id;
      job->schedule_id = leased->id;
      job->incarnation = leased->incarnation;
      job->fire_time_us = leased->next_fire_us + i;
      job->overlap = PICK (overlaps, op->b / 4);
      job->history = leased->id[1] % 3;
      job->source = APS_JOB_SOURCE_SCHEDULE;
    }

  aps_store_answer_reset (answer, 1);
  return aps_data_store_commit_firings (self->store,
                                        leased->lease_owner,
                                        &firing,
                                        1,
                                        jobs,
                                        self->now,
                                        answer,
                                        error);
}

static gboolean
add_jobs (KitSide        *self,
          const KitOp    *op,
          gboolean        again,
          ApsStoreAnswer *answer,
          GString        *text,
          GError        **error)
{
  g_autoptr (ApsRecordList) jobs = aps_record_list_new (APS_RECORD_TYPE_JOB);

  for (guint i = 0; i <= op->d % 2u; i++)
    make_job (self, jobs, get_job_id (self, op->a + i), (guint)op->b * 3 + op->c + i);
  aps_store_answer_reset (answer, aps_record_list_get_n (jobs));
  return aps_data_store_add_jobs (self->store, jobs, self->now, answer, error);
}

static ApsJobLease
make_lease (KitSide *self, const KitOp *op)
{
  static const ApsRoom     rooms[] = { { NULL, 2 }, { "heavy", 1 } };
  static const char *const queues[] = { "q1", NULL };
  static const char *const schemes[] = { "command", NULL };
  static const char *const all_schemes[] = { "command", "js", NULL };
  static const char *const task[] = { "t1", NULL };
  static const char *const none[] = { NULL };

  return (ApsJobLease){
    .instance = PICK (instance_ids, op->a),
    .worker = "worker",
    .until_us = self->now + 30 * APS_SECOND,
    .limit = op->b % 5,
    .rooms = rooms,
    .n_rooms = op->c % 8 == 0 ? 0 : 1 + op->c % 2,
    .queues = op->c % 8 == 5 ? queues : NULL,
    .schemes = op->c % 3 == 0 ? schemes : all_schemes,
    .task_ids = op->c % 3 == 1 ? task : none,
    .n_task_ids = op->c % 3 == 1 ? 1 : 0,
  };
}

static gboolean
lease_jobs (KitSide        *self,
            const KitOp    *op,
            gboolean        again,
            ApsStoreAnswer *answer,
            GString        *text,
            GError        **error)
{
  ApsJobLease lease = make_lease (self, op);
  gboolean    success = aps_data_store_lease_jobs (self->store, &lease, self->now, answer, error);

  remember (self->jobs, answer->jobs);
  return success;
}

static void
say_how_it_ended (KitSide *self, ApsJobRecord *job, const KitOp *op)
{
  static const gint outcomes[] = { APS_JOB_OUTCOME_SUCCESS,
                                   APS_JOB_OUTCOME_ERROR,
                                   APS_JOB_OUTCOME_CANCELLED,
                                   APS_JOB_OUTCOME_DESERIALIZATION_FAILED };

  job->started_us = self->now;
  job->attempts = op->c % 2 == 0 ? "[{}]" : job->attempts;
  if (op->b % 4 == 3)
    {
      job->state = APS_JOB_STATE_WAITING;
      job->due_us = self->now + (op->c % 3) * APS_SECOND;
      job->attempt -= op->c % 2;
      return;
    }

  job->state = APS_JOB_STATE_FINISHED;
  job->outcome = PICK (outcomes, op->c);
  job->finished_us = self->now;
  job->value = job->outcome == APS_JOB_OUTCOME_SUCCESS ? "[1]" : NULL;
  job->error_message = job->outcome == APS_JOB_OUTCOME_ERROR ? "oh" : NULL;
  job->output = op->c % 5 == 0 ? "out" : NULL;
}

static gboolean
release_job (KitSide        *self,
             const KitOp    *op,
             gboolean        again,
             ApsStoreAnswer *answer,
             GString        *text,
             GError        **error)
{
  ApsJobRecord *leased = recall (self->jobs, op->a);
  g_autoptr (ApsRecordList) jobs = aps_record_list_new (APS_RECORD_TYPE_JOB);
  ApsJobLease   next = make_lease (self, op);
  ApsJobRecord *job;
  gboolean      success;

  if (leased == NULL)
    return TRUE;

  job = aps_record_list_add_copy (jobs, leased);
  say_how_it_ended (self, job, op);
  if (op->d % 16 == 15)
    job->fence++;
  next.instance = leased->lease_owner;
  aps_store_answer_reset (answer, 1);
  success = aps_data_store_release_jobs (self->store,
                                         leased->lease_owner,
                                         jobs,
                                         op->d % 4 == 0 && !again ? &next : NULL,
                                         self->now,
                                         answer,
                                         error);
  if (op->d % 4 == 0 && !again)
    remember (self->jobs, answer->jobs);
  return success;
}

static gboolean
extend_leases (KitSide        *self,
               const KitOp    *op,
               gboolean        again,
               ApsStoreAnswer *answer,
               GString        *text,
               GError        **error)
{
  ApsJobRecord      *job = recall (self->jobs, op->a);
  ApsScheduleRecord *schedule = recall (self->schedules, op->b);
  g_autoptr (ApsRecordList) jobs = aps_record_list_new (APS_RECORD_TYPE_JOB);
  g_autoptr (ApsRecordList) schedules = aps_record_list_new (APS_RECORD_TYPE_SCHEDULE);

  if (job == NULL)
    return TRUE;

  job = aps_record_list_add_copy (jobs, job);
  job->progress = op->c % 3 == 0 ? -1 : (op->c % 4) / 4.0;
  if (schedule != NULL && op->d % 2 == 0)
    aps_record_list_add_copy (schedules, schedule);
  aps_store_answer_reset (answer, 1 + aps_record_list_get_n (schedules));
  return aps_data_store_extend_leases (self->store,
                                       job->lease_owner,
                                       jobs,
                                       schedules,
                                       self->now + APS_MINUTE,
                                       self->now,
                                       answer,
                                       error);
}

static gboolean
cancel_job (KitSide        *self,
            const KitOp    *op,
            gboolean        again,
            ApsStoreAnswer *answer,
            GString        *text,
            GError        **error)
{
  const char *ids[] = { get_job_id (self, op->a), get_job_id (self, op->a + 7u), NULL };

  aps_store_answer_reset (answer, 2);
  return aps_data_store_request_cancel (self->store,
                                        ids,
                                        op->b % 2 == 0 ? "somebody" : NULL,
                                        "reason",
                                        self->now,
                                        answer,
                                        error);
}

static gboolean
reap (KitSide        *self,
      const KitOp    *op,
      gboolean        again,
      ApsStoreAnswer *answer,
      GString        *text,
      GError        **error)
{
  const char *dead[] = { op->b % 3 == 0 ? PICK (instance_ids, op->a) : NULL, NULL };

  return aps_data_store_reap (self->store, dead, op->b % 2 == 0, self->now, answer, error);
}

static gboolean
clean_up (KitSide        *self,
          const KitOp    *op,
          gboolean        again,
          ApsStoreAnswer *answer,
          GString        *text,
          GError        **error)
{
  return aps_data_store_clean_up (self->store, 1000, self->now, answer, error);
}

static gboolean
advance (KitSide        *self,
         const KitOp    *op,
         gboolean        again,
         ApsStoreAnswer *answer,
         GString        *text,
         GError        **error)
{
  static const gint64 steps[] = { 1,        APS_SECOND,  10 * APS_SECOND, 40 * APS_SECOND,
                                  APS_HOUR, 2 * APS_DAY, -APS_SECOND / 2 };

  if (!again)
    self->now += PICK (steps, op->a);
  return TRUE;
}

static gboolean
list_jobs (KitSide        *self,
           const KitOp    *op,
           gboolean        again,
           ApsStoreAnswer *answer,
           GString        *text,
           GError        **error)
{
  ApsListQuery query = APS_LIST_QUERY_INIT;

  query.order = op->a % 2 == 0 ? APS_LIST_ORDER_ID : APS_LIST_ORDER_TIME;
  query.descending = op->a % 4 >= 2;
  query.limit = op->b % 5;
  query.states = op->b % 8;
  query.outcomes = op->c % 4 == 0 ? op->c / 4 % 64u : 0;
  query.task_id = op->c % 4 == 1 ? PICK (task_ids, op->c) : NULL;
  query.schedule_id = op->c % 4 == 2 ? PICK (schedule_ids, op->c / 4) : NULL;
  query.queue = op->c % 8 == 3 ? PICK (queue_names, op->d) : NULL;
  query.after_id = op->d % 2 == 0 ? get_job_id (self, op->d) : NULL;
  query.after_us = self->now - (op->d % 16) * APS_SECOND;
  query.since_us = op->d % 8 == 1 ? self->now - 5 * APS_SECOND : APS_TIME_NONE;
  query.before_us = op->d % 8 == 3 ? self->now : APS_TIME_NONE;
  if (!aps_data_store_list_jobs (self->store, &query, answer->jobs, error))
    return FALSE;

  kit_describe_list (text, "page", answer->jobs, TRUE);
  return TRUE;
}

/* Both delays, and what an instance holds. What is due at once may have any past time. */
static gboolean
look_ahead (KitSide        *self,
            const KitOp    *op,
            gboolean        again,
            ApsStoreAnswer *answer,
            GString        *text,
            GError        **error)
{
  ApsJobLease lease = make_lease (self, op);
  gint64      job_us;
  gint64      schedule_us;

  if (!aps_data_store_next_job_due (self->store, &lease, self->now, &job_us, error) ||
      !aps_data_store_next_schedule_due (self->store, NULL, self->now, &schedule_us, error) ||
      !aps_data_store_held_by (self->store, PICK (instance_ids, op->a), answer, error))
    return FALSE;

  g_string_append_printf (text,
                          "next: %" G_GINT64_FORMAT " %" G_GINT64_FORMAT "\n",
                          MAX (job_us, self->now),
                          MAX (schedule_us, self->now));
  return TRUE;
}

static gboolean
enrol (KitSide        *self,
       const KitOp    *op,
       gboolean        again,
       ApsStoreAnswer *answer,
       GString        *text,
       GError        **error)
{
  static const char *const identities[] = { "one", "two" };
  const char              *dead[] = { op->b % 4 == 0 ? PICK (instance_ids, op->b) : NULL, NULL };
  ApsInstanceRecord        instance = {
           .uuid = PICK (instance_ids, op->a),
           .identity = PICK (identities, op->c),
           .host = "host",
           .started_us = self->now,
           .until_us = self->now + 30 * APS_SECOND,
           .schedules_pass_us = self->now,
           .jobs_pass_us = APS_TIME_NONE,
           .cleanup_pass_us = APS_TIME_NONE,
  };

  if (op->d % 4 == 0)
    return aps_data_store_leave_instance (self->store, instance.uuid, self->now, error);
  if (op->d % 4 == 1)
    return aps_data_store_renew_instance (self->store, &instance, self->now, error);

  return aps_data_store_register_instance (self->store, &instance, dead, self->now, answer, error);
}

/* How often each is chosen. */
static const struct
{
  const char *name;
  guint       weight;
  Run         run;
} ops[] = {
  { "put-task", 6, put_task },
  { "remove-task", 1, remove_task },
  { "put-queue", 2, put_queue },
  { "remove-queue", 1, remove_queue },
  { "put-schedule", 8, put_schedule },
  { "remove-schedule", 1, remove_schedule },
  { "set-state", 3, set_state },
  { "lease-schedules", 10, lease_schedules },
  { "commit-firing", 12, commit_firing },
  { "add-jobs", 12, add_jobs },
  { "lease-jobs", 16, lease_jobs },
  { "release-job", 14, release_job },
  { "extend-leases", 4, extend_leases },
  { "cancel-job", 3, cancel_job },
  { "reap", 3, reap },
  { "clean-up", 3, clean_up },
  { "advance", 12, advance },
  { "list-jobs", 6, list_jobs },
  { "look-ahead", 6, look_ahead },
  { "enrol", 2, enrol },
};

static const char *
get_nth_weighted (guint number, guint *kind)
{
  for (guint i = 0; i < G_N_ELEMENTS (ops); i++)
    {
      if (number < ops[i].weight)
        {
          *kind = i;
          return ops[i].name;
        }
      number -= ops[i].weight;
    }

  g_assert_not_reached ();
}

KitOp
kit_op_random (GRand *rand)
{
  guint total = 0;
  guint kind;
  KitOp op;

  for (guint i = 0; i < G_N_ELEMENTS (ops); i++)
    total += ops[i].weight;

  get_nth_weighted ((guint)g_rand_int_range (rand, 0, (gint32)total), &kind);
  op.kind = (guint8)kind;
  op.a = (guint8)g_rand_int_range (rand, 0, 256);
  op.b = (guint8)g_rand_int_range (rand, 0, 256);
  op.c = (guint8)g_rand_int_range (rand, 0, 256);
  op.d = (guint8)g_rand_int_range (rand, 0, 256);
  return op;
}

char *
kit_op_describe (const KitOp *op)
{
  return g_strdup_printf ("%s %u %u %u %u", ops[op->kind].name, op->a, op->b, op->c, op->d);
}

void
kit_side_init (KitSide *self, ApsDataStore *store)
{
  memset (self, 0, sizeof *self);
  self->store = store;
  self->now = KIT_EPOCH;
  self->texts = aps_record_list_new (APS_RECORD_TYPE_JOB);
  self->jobs = g_ptr_array_new_with_free_func ((GDestroyNotify)aps_record_list_unref);
  self->schedules = g_ptr_array_new_with_free_func ((GDestroyNotify)aps_record_list_unref);
}

void
kit_side_clear (KitSide *self)
{
  aps_record_list_unref (self->texts);
  g_ptr_array_unref (self->jobs);
  g_ptr_array_unref (self->schedules);
}

char *
kit_side_do (KitSide *self, const KitOp *op, gboolean again)
{
  g_autoptr (ApsStoreAnswer) answer = aps_store_answer_new (0);
  g_autoptr (GError) error = NULL;
  GString *text = g_string_new (NULL);

  if (!ops[op->kind].run (self, op, again, answer, text, &error))
    g_string_append_printf (text, "error: %s %d\n", g_quark_to_string (error->domain), error->code);
  else
    kit_describe_answer (text, answer, g_str_has_prefix (ops[op->kind].name, "lease-"));
  return g_string_free (text, FALSE);
}
