/* The library's error domain: each code says what the caller can do.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#if !defined(APSCHED_INSIDE) && !defined(APS_COMPILATION)
#error "Only <apsched/apsched.h> can be included directly."
#endif

#include <glib-object.h>

#include <apsched/aps-version-macros.h>

G_BEGIN_DECLS

/**
 * ApsError:
 * @APS_ERROR_FAILED: something failed that no other code names
 * @APS_ERROR_INVALID_ARGUMENT: an argument is out of range or does not fit
 * @APS_ERROR_INVALID_SETTING: a key, group or value of a keyfile or of a property is wrong
 * @APS_ERROR_INVALID_TRIGGER: a trigger's text, JSON form or parameters are wrong
 * @APS_ERROR_MAX_ITERATIONS: a combination of triggers found no match within its limit of steps
 * @APS_ERROR_IMPLEMENTATION: a plugin or derived type broke its contract
 * @APS_ERROR_NOT_FOUND: there is no such task, schedule, job, plugin or callable
 * @APS_ERROR_CONFLICT: the id exists already, or the record has changed since it was read
 * @APS_ERROR_STALE_LEASE: the lease has passed to somebody else; drop what was done under it
 * @APS_ERROR_BUSY: not at the moment; the same call may succeed later
 * @APS_ERROR_CONNECTION_LOST: not carried out; call again
 * @APS_ERROR_OUTCOME_UNKNOWN: perhaps carried out; the same call may be repeated
 * @APS_ERROR_FULL: no room left: a disk, a quota, a queue
 * @APS_ERROR_READ_ONLY: may be read but not written
 * @APS_ERROR_ACCESS_DENIED: not permitted to this user
 * @APS_ERROR_SCHEMA_NEWER: made by a newer version of the library; nothing was touched
 * @APS_ERROR_CORRUPT: the store's data is damaged; nothing was touched
 * @APS_ERROR_UNREADABLE_RECORD: one record cannot be read; the others can
 * @APS_ERROR_TOO_LARGE: larger than a documented limit
 * @APS_ERROR_NOT_SUPPORTED: this store, broker, executor or type cannot do that
 * @APS_ERROR_STOPPED: the scheduler, store, broker or executor is stopped
 * @APS_ERROR_NOT_READY: the job has not finished
 * @APS_ERROR_RESULT_NOT_KEPT: the job has finished, and its result is not kept
 * @APS_ERROR_JOB_FAILED: the job ended with an error
 * @APS_ERROR_MISSED_DEADLINE: the job was not started by its deadline
 * @APS_ERROR_JOB_CANCELLED: the job was cancelled
 * @APS_ERROR_JOB_ABANDONED: the job's holder died or lost its lease
 * @APS_ERROR_TIMED_OUT: the time given for waiting ran out; the job goes on
 * @APS_ERROR_WOULD_DEADLOCK: the call would wait for something that only its own caller can do
 *
 * Error codes of the `APS_ERROR` domain. Stores answer with those from not-found to stopped.
 *
 * Since: 1.0
 */
typedef enum
{
  APS_ERROR_FAILED,
  APS_ERROR_INVALID_ARGUMENT,
  APS_ERROR_INVALID_SETTING,
  APS_ERROR_INVALID_TRIGGER,
  APS_ERROR_MAX_ITERATIONS,
  APS_ERROR_IMPLEMENTATION,
  APS_ERROR_NOT_FOUND,
  APS_ERROR_CONFLICT,
  APS_ERROR_STALE_LEASE,
  APS_ERROR_BUSY,
  APS_ERROR_CONNECTION_LOST,
  APS_ERROR_OUTCOME_UNKNOWN,
  APS_ERROR_FULL,
  APS_ERROR_READ_ONLY,
  APS_ERROR_ACCESS_DENIED,
  APS_ERROR_SCHEMA_NEWER,
  APS_ERROR_CORRUPT,
  APS_ERROR_UNREADABLE_RECORD,
  APS_ERROR_TOO_LARGE,
  APS_ERROR_NOT_SUPPORTED,
  APS_ERROR_STOPPED,
  APS_ERROR_NOT_READY,
  APS_ERROR_RESULT_NOT_KEPT,
  APS_ERROR_JOB_FAILED,
  APS_ERROR_MISSED_DEADLINE,
  APS_ERROR_JOB_CANCELLED,
  APS_ERROR_JOB_ABANDONED,
  APS_ERROR_TIMED_OUT,
  APS_ERROR_WOULD_DEADLOCK,
} ApsError;

/**
 * APS_ERROR:
 *
 * The library's error domain, with codes of [error@Aps.Error].
 *
 * Since: 1.0
 */
#define APS_ERROR (aps_error_quark ())

APS_AVAILABLE_IN_1_0
GQuark aps_error_quark (void);

G_END_DECLS
