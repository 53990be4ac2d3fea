/* Records and rows: each field of a record is a column of the same name.
 *
 * Text, JSON and enumerations (as their nicks) are text; numbers, times and durations integers;
 * what is unset, and a time that never comes, is NULL.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include "aps-sqlite-connection.h"

/* The columns of each table, in the order of the record's fields. */

#define APS_SQLITE_TASK_COLUMNS                                                                    \
  "id, callable, executor, max_running_jobs, slots, misfire_grace_time_us, max_attempts, "         \
  "retry_delay_us, retry_max_delay_us, time_limit_us, on_abandoned, options, aliases, metadata, "  \
  "origin, revision"

#define APS_SQLITE_SCHEDULE_COLUMNS                                                                \
  "id, task_id, trigger, trigger_types, cursor, args, kwargs, paused, paused_until_us, "           \
  "paused_by, paused_reason, defined_paused, coalesce, overlap, misfire_grace_time_us, "           \
  "max_jitter_us, executor, queue, priority, job_result_expiration_time_us, history, "             \
  "pause_after_failures, failures, last_failure_fire_us, skips, metadata, origin, "                \
  "created_us, revision, incarnation, last_fire_us, next_fire_us, error, lease_owner, "            \
  "lease_until_us, fence"

#define APS_SQLITE_JOB_COLUMNS                                                                     \
  "id, task_id, args, kwargs, schedule_id, incarnation, fire_time_us, n_fires, jitter_us, "        \
  "due_us, "                                                                                       \
  "deadline_us, queue, priority, unique_key, unique_until, unique_until_us, attempt, "             \
  "max_attempts, retry_delay_us, retry_max_delay_us, time_limit_us, on_abandoned, overlap, "       \
  "executor, result_expiration_time_us, failure_retention_us, history, metadata, source, "         \
  "created_us, state, lease_owner, lease_until_us, fence, leased_us, started_us, worker, "         \
  "progress, progress_text, cancel_requested, cancelled_by, cancel_reason, outcome, finished_us, " \
  "expires_us, value, error_domain, error_code, error_message, error_details, reason, "            \
  "reason_text, output, attempts"

#define APS_SQLITE_QUEUE_COLUMNS "name, max_running_jobs, paused, origin"

#define APS_SQLITE_INSTANCE_COLUMNS                                                                \
  "uuid, identity, host, boot_id, pid_namespace, pid, pid_start, version, role, queues, "          \
  "started_us, until_us, schedules_pass_us, jobs_pass_us, cleanup_pass_us"

#define APS_SQLITE_COUNT_COLUMNS "task_id, queue, state, outcome, n"

guint aps_sqlite_n_columns (ApsRecordType type);

/* Binds all fields of @record to the parameters from @first on. Its text has to last. */
void
aps_sqlite_bind_record (ApsSqliteRows *rows, int first, ApsRecordType type, gconstpointer record);

/* Binds the named fields, in this order: "state, outcome" to @first and @first + 1. */
void aps_sqlite_bind_fields (ApsSqliteRows     *rows,
                             int                first,
                             ApsRecordType      type,
                             gconstpointer      record,
                             const char *const *names);

/* Adds the record of the current row, whose columns from @first on are the type's. @unreadable
 * becomes the name of a column that cannot be read, or NULL; the record lacks those columns. */
gpointer aps_sqlite_read_record (ApsSqliteRows *rows,
                                 int            first,
                                 ApsRecordList *list,
                                 const char   **unreadable);
