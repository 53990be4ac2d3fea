/* The records that a store keeps. Text belongs to the list that the record stands in.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#if !defined(APSCHED_INSIDE) && !defined(APS_COMPILATION)
#error "Only <apsched/apsched.h> can be included directly."
#endif

#include <apsched/aps-model-enums.h>
#include <apsched/aps-record-list.h>

G_BEGIN_DECLS

/**
 * ApsTaskRecord: (skip)
 * @id: the task's id; a reference where the task was made from one
 * @callable: (nullable): a reference; %NULL for a callback that a process registers under @id
 * @executor: (nullable): name of the executor; %NULL is unset
 * @max_running_jobs: as set: %APS_UNSET, %APS_UNLIMITED or a number
 * @slots: how many of its jobs may be leased at once over the whole store, inherited where
 *   @max_running_jobs is unset: %APS_UNLIMITED or a number; the store's limit `task:ID`
 * @misfire_grace_time_us: %APS_UNSET, %APS_FOREVER or a duration
 * @max_attempts: %APS_UNSET, %APS_UNLIMITED or a number from 1
 * @retry_delay_us: %APS_UNSET or a duration
 * @retry_max_delay_us: %APS_UNSET, %APS_FOREVER or a duration
 * @time_limit_us: %APS_UNSET, %APS_FOREVER or a duration
 * @on_abandoned: #ApsOnAbandoned, or %APS_UNSET
 * @options: (nullable): JSON object: options of its executor (of a command: directory, environment,
 *   input, output-limit, success-exit-status)
 * @aliases: (nullable): JSON list of other ids by which it is known
 * @metadata: (nullable): JSON object
 * @origin: (nullable): the keyfile that defines it
 * @revision: grows with each change; kept by the store
 *
 * A task.
 *
 * Since: 1.0
 */
typedef struct
{
  const char *id;
  const char *callable;
  const char *executor;
  gint        max_running_jobs;
  gint        slots;
  gint64      misfire_grace_time_us;
  gint        max_attempts;
  gint64      retry_delay_us;
  gint64      retry_max_delay_us;
  gint64      time_limit_us;
  gint        on_abandoned;
  const char *options;
  const char *aliases;
  const char *metadata;
  const char *origin;
  gint64      revision;
} ApsTaskRecord;

/**
 * ApsScheduleRecord: (skip)
 * @id: the schedule's id
 * @task_id: the task it runs
 * @trigger: JSON form of its trigger
 * @trigger_types: the names of all trigger types in @trigger, in order, a blank between
 * @cursor: (nullable): JSON text of the place reached; behind @next_fire_us
 * @args: (nullable): JSON list or tuple: positional arguments
 * @kwargs: (nullable): JSON object: named arguments
 * @paused: whether it is paused
 * @paused_until_us: when the pause ends by itself, or %APS_TIME_NONE
 * @paused_by: (nullable): who paused it
 * @paused_reason: (nullable): why
 * @defined_paused: whether its maker last asked for it to be paused; kept by the store, so that a
 *   person's pause or its end is no change of the definition
 * @coalesce: #ApsCoalesce, or %APS_UNSET
 * @overlap: #ApsOverlap, or %APS_UNSET
 * @misfire_grace_time_us: %APS_UNSET, %APS_FOREVER or a duration
 * @max_jitter_us: %APS_UNSET or a duration
 * @executor: (nullable): name of the executor; %NULL is unset
 * @queue: (nullable): name of the queue; %NULL is `default`
 * @priority: jobs of higher priority are leased first
 * @job_result_expiration_time_us: %APS_UNSET, %APS_FOREVER or a duration
 * @history: how many finished jobs are kept, %APS_UNSET, %APS_UNLIMITED or a number
 * @pause_after_failures: failures in a row that pause it; %APS_UNSET, %APS_UNLIMITED is never
 * @failures: failures in a row
 * @last_failure_fire_us: fire time of the newest finished job that @failures has counted
 * @skips: (nullable): JSON list of fire times (microseconds) to pass over
 * @metadata: (nullable): JSON object
 * @origin: (nullable): the keyfile that defines it
 * @created_us: when it was added
 * @revision: grows with each change by a person; kept by the store
 * @incarnation: a number that is never used again for this id; a trigger that replaces a different
 *   one begins a new incarnation
 * @last_fire_us: the newest fire time that was used up, or %APS_TIME_NONE
 * @next_fire_us: the next fire time, or %APS_TIME_NONE where none comes
 * @error: (nullable): why its trigger stopped
 * @lease_owner: (nullable): uuid of the instance that holds it
 * @lease_until_us: when the lease ends
 * @fence: grows with every lease
 *
 * A schedule.
 *
 * Since: 1.0
 */
typedef struct
{
  const char *id;
  const char *task_id;
  const char *trigger;
  const char *trigger_types;
  const char *cursor;
  const char *args;
  const char *kwargs;
  gboolean    paused;
  gint64      paused_until_us;
  const char *paused_by;
  const char *paused_reason;
  gboolean    defined_paused;
  gint        coalesce;
  gint        overlap;
  gint64      misfire_grace_time_us;
  gint64      max_jitter_us;
  const char *executor;
  const char *queue;
  gint        priority;
  gint64      job_result_expiration_time_us;
  gint        history;
  gint        pause_after_failures;
  gint        failures;
  gint64      last_failure_fire_us;
  const char *skips;
  const char *metadata;
  const char *origin;
  gint64      created_us;
  gint64      revision;
  gint64      incarnation;
  gint64      last_fire_us;
  gint64      next_fire_us;
  const char *error;
  const char *lease_owner;
  gint64      lease_until_us;
  gint64      fence;
} ApsScheduleRecord;

/**
 * ApsJobRecord: (skip)
 * @id: UUIDv7, made by the caller
 * @task_id: the task it runs
 * @args: (nullable): JSON list or tuple: positional arguments
 * @kwargs: (nullable): JSON object: named arguments
 * @schedule_id: (nullable): the schedule that made it
 * @incarnation: that schedule's incarnation
 * @fire_time_us: nominal fire time, or %APS_TIME_NONE
 * @n_fires: how many fire times it stands for
 * @jitter_us: by how much its start was put off
 * @due_us: not to be started before
 * @deadline_us: not to be started after, or %APS_TIME_NONE
 * @queue: name of its queue
 * @priority: higher is leased first
 * @unique_key: (nullable): no second job with this key is taken while it holds
 * @unique_until: #ApsUniqueUntil: how long @unique_key holds
 * @unique_until_us: the end of @unique_key where that is a moment, or %APS_TIME_NONE
 * @attempt: number of the current attempt, from 1; 0 before the first
 * @max_attempts: how many there may be
 * @retry_delay_us: back-off before the second attempt; doubled for each further one
 * @retry_max_delay_us: the longest back-off, or %APS_FOREVER
 * @time_limit_us: how long an attempt may run, or %APS_FOREVER
 * @on_abandoned: #ApsOnAbandoned
 * @overlap: #ApsOverlap: what to do where it could start but its task is at its limit
 * @executor: name of the executor it is for
 * @result_expiration_time_us: how long its result is kept, or %APS_FOREVER
 * @failure_retention_us: how long its record is kept where it does not succeed, or %APS_FOREVER
 * @history: how many finished jobs of its schedule are kept; %APS_UNLIMITED: all
 * @metadata: (nullable): JSON object
 * @source: #ApsJobSource
 * @created_us: when it was added
 * @state: #ApsJobState
 * @lease_owner: (nullable): uuid of the instance that holds it
 * @lease_until_us: when the lease ends
 * @fence: grows with every lease
 * @leased_us: when it was leased last, or %APS_TIME_NONE
 * @started_us: when the current or last attempt began, or %APS_TIME_NONE
 * @worker: (nullable): identity of the scheduler that runs or ran it
 * @progress: from 0 to 1, or below 0 where unknown
 * @progress_text: (nullable): what it is doing
 * @cancel_requested: whether its holder is to cancel it
 * @cancelled_by: (nullable): who cancelled it
 * @cancel_reason: (nullable): why
 * @outcome: #ApsJobOutcome of a finished job, else %APS_UNSET
 * @finished_us: when it ended, or %APS_TIME_NONE
 * @expires_us: when its record may be removed, or %APS_TIME_NONE
 * @value: (nullable): JSON: what it returned
 * @error_domain: (nullable): domain of its error, as text
 * @error_code: code of its error
 * @error_message: (nullable): message of its error
 * @error_details: (nullable): JSON object: what its language knows besides (type, traceback)
 * @reason: (nullable): code of why it is late, missed or waits
 * @reason_text: (nullable): the same in words
 * @output: (nullable): captured output: its head, and its tail where the middle was cut
 * @attempts: (nullable): JSON list of earlier attempts: objects with attempt, outcome, worker,
 *   leased_us, started_us, finished_us, error_domain, error_code, error_message as far as known
 *
 * A job, and when finished its result.
 *
 * Since: 1.0
 */
typedef struct
{
  const char *id;
  const char *task_id;
  const char *args;
  const char *kwargs;
  const char *schedule_id;
  gint64      incarnation;
  gint64      fire_time_us;
  gint64      n_fires;
  gint64      jitter_us;
  gint64      due_us;
  gint64      deadline_us;
  const char *queue;
  gint        priority;
  const char *unique_key;
  gint        unique_until;
  gint64      unique_until_us;
  gint        attempt;
  gint        max_attempts;
  gint64      retry_delay_us;
  gint64      retry_max_delay_us;
  gint64      time_limit_us;
  gint        on_abandoned;
  gint        overlap;
  const char *executor;
  gint64      result_expiration_time_us;
  gint64      failure_retention_us;
  gint        history;
  const char *metadata;
  gint        source;
  gint64      created_us;
  gint        state;
  const char *lease_owner;
  gint64      lease_until_us;
  gint64      fence;
  gint64      leased_us;
  gint64      started_us;
  const char *worker;
  gdouble     progress;
  const char *progress_text;
  gboolean    cancel_requested;
  const char *cancelled_by;
  const char *cancel_reason;
  gint        outcome;
  gint64      finished_us;
  gint64      expires_us;
  const char *value;
  const char *error_domain;
  gint        error_code;
  const char *error_message;
  const char *error_details;
  const char *reason;
  const char *reason_text;
  const char *output;
  const char *attempts;
} ApsJobRecord;

/**
 * ApsQueueRecord: (skip)
 * @name: the queue's name
 * @max_running_jobs: how many of its jobs may be leased at once over the whole store, or
 *   %APS_UNLIMITED; the store's limit `queue:NAME`
 * @paused: whether its jobs wait
 * @origin: (nullable): the keyfile that defines it
 *
 * A queue.
 *
 * Since: 1.0
 */
typedef struct
{
  const char *name;
  gint        max_running_jobs;
  gboolean    paused;
  const char *origin;
} ApsQueueRecord;

/**
 * ApsInstanceRecord: (skip)
 * @uuid: names this run; leases belong to it
 * @identity: the scheduler's identity; one live instance has it at a time
 * @host: name of the host
 * @boot_id: the host's boot
 * @pid_namespace: number of the namespace that @pid is meant in
 * @pid: process id
 * @pid_start: start time of the process, in ticks since boot
 * @version: version of the library
 * @role: #ApsRole
 * @queues: (nullable): JSON list of the queues it serves; %NULL is all
 * @started_us: when it was registered
 * @until_us: its lease: it is alive until then
 * @schedules_pass_us: last pass of its schedule processor, or %APS_TIME_NONE
 * @jobs_pass_us: last pass of its job runner, or %APS_TIME_NONE
 * @cleanup_pass_us: last pass of its janitor, or %APS_TIME_NONE
 *
 * One running scheduler.
 *
 * Since: 1.0
 */
typedef struct
{
  const char *uuid;
  const char *identity;
  const char *host;
  const char *boot_id;
  gint64      pid_namespace;
  gint64      pid;
  gint64      pid_start;
  const char *version;
  gint        role;
  const char *queues;
  gint64      started_us;
  gint64      until_us;
  gint64      schedules_pass_us;
  gint64      jobs_pass_us;
  gint64      cleanup_pass_us;
} ApsInstanceRecord;

/**
 * ApsCountRecord: (skip)
 * @task_id: the task
 * @queue: the queue
 * @state: #ApsJobState
 * @outcome: #ApsJobOutcome of finished jobs, else %APS_UNSET
 * @n: how many jobs there are
 *
 * How many jobs of a task and a queue are in a state. A store keeps these numbers; it does not
 * count when asked.
 *
 * Since: 1.0
 */
typedef struct
{
  const char *task_id;
  const char *queue;
  gint        state;
  gint        outcome;
  gint64      n;
} ApsCountRecord;

G_END_DECLS
