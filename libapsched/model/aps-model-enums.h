/* The enumerations of the model. Their nicks are the words of keyfiles, columns and events.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#if !defined(APSCHED_INSIDE) && !defined(APS_COMPILATION)
#error "Only <apsched/apsched.h> can be included directly."
#endif

#include <apsched/aps-types.h>

G_BEGIN_DECLS

/**
 * ApsJobState:
 * @APS_JOB_STATE_WAITING: waits for its time, its task's turn or a worker
 * @APS_JOB_STATE_LEASED: a worker holds it
 * @APS_JOB_STATE_FINISHED: it has ended; its outcome says how
 *
 * Where a job stands.
 *
 * Since: 1.0
 */
typedef enum
{
  APS_JOB_STATE_WAITING,
  APS_JOB_STATE_LEASED,
  APS_JOB_STATE_FINISHED,
} ApsJobState;

#define APS_TYPE_JOB_STATE (aps_job_state_get_type ())

APS_AVAILABLE_IN_1_0
GType aps_job_state_get_type (void);

/**
 * ApsJobOutcome:
 * @APS_JOB_OUTCOME_NONE: it has not ended
 * @APS_JOB_OUTCOME_SUCCESS: it returned a value
 * @APS_JOB_OUTCOME_ERROR: it failed, or could not be run
 * @APS_JOB_OUTCOME_MISSED_START_DEADLINE: it was not started in time, or was skipped
 * @APS_JOB_OUTCOME_DESERIALIZATION_FAILED: its record could not be read
 * @APS_JOB_OUTCOME_CANCELLED: it was cancelled
 * @APS_JOB_OUTCOME_ABANDONED: its worker died or lost its lease
 *
 * How a job ended.
 *
 * Since: 1.0
 */
typedef enum
{
  APS_JOB_OUTCOME_NONE = -1,
  APS_JOB_OUTCOME_SUCCESS,
  APS_JOB_OUTCOME_ERROR,
  APS_JOB_OUTCOME_MISSED_START_DEADLINE,
  APS_JOB_OUTCOME_DESERIALIZATION_FAILED,
  APS_JOB_OUTCOME_CANCELLED,
  APS_JOB_OUTCOME_ABANDONED,
} ApsJobOutcome;

#define APS_TYPE_JOB_OUTCOME (aps_job_outcome_get_type ())

APS_AVAILABLE_IN_1_0
GType aps_job_outcome_get_type (void);

/**
 * ApsConflictPolicy:
 * @APS_CONFLICT_POLICY_REPLACE: replace it; an equal definition changes nothing
 * @APS_CONFLICT_POLICY_DO_NOTHING: leave it as it is
 * @APS_CONFLICT_POLICY_EXCEPTION: fail with conflict
 *
 * What to do where a schedule's id exists already.
 *
 * Since: 1.0
 */
typedef enum
{
  APS_CONFLICT_POLICY_REPLACE,
  APS_CONFLICT_POLICY_DO_NOTHING,
  APS_CONFLICT_POLICY_EXCEPTION,
} ApsConflictPolicy;

#define APS_TYPE_CONFLICT_POLICY (aps_conflict_policy_get_type ())

APS_AVAILABLE_IN_1_0
GType aps_conflict_policy_get_type (void);

/**
 * ApsCoalesce:
 * @APS_COALESCE_UNSET: not given: as `latest`
 * @APS_COALESCE_EARLIEST: one job, for the earliest
 * @APS_COALESCE_LATEST: one job, for the latest
 * @APS_COALESCE_ALL: a job each
 *
 * What several fire times that have come up together make.
 *
 * Since: 1.0
 */
typedef enum
{
  APS_COALESCE_UNSET = -1,
  APS_COALESCE_EARLIEST,
  APS_COALESCE_LATEST,
  APS_COALESCE_ALL,
} ApsCoalesce;

#define APS_TYPE_COALESCE (aps_coalesce_get_type ())

APS_AVAILABLE_IN_1_0
GType aps_coalesce_get_type (void);

/**
 * ApsOverlap:
 * @APS_OVERLAP_UNSET: not given: as `skip`, but as `queue` where coalesce is `all`
 * @APS_OVERLAP_SKIP: it ends as missed-start-deadline
 * @APS_OVERLAP_QUEUE: it waits, until its start deadline
 * @APS_OVERLAP_QUEUE_ONE: it waits, unless one of its schedule waits already; then it is skipped
 * @APS_OVERLAP_CANCEL_RUNNING: it waits, and the running job of its schedule is cancelled
 *
 * What becomes of a schedule's job that could start while its task is at its limit.
 *
 * Since: 1.0
 */
typedef enum
{
  APS_OVERLAP_UNSET = -1,
  APS_OVERLAP_SKIP,
  APS_OVERLAP_QUEUE,
  APS_OVERLAP_QUEUE_ONE,
  APS_OVERLAP_CANCEL_RUNNING,
} ApsOverlap;

#define APS_TYPE_OVERLAP (aps_overlap_get_type ())

APS_AVAILABLE_IN_1_0
GType aps_overlap_get_type (void);

/**
 * ApsOnAbandoned:
 * @APS_ON_ABANDONED_UNSET: not given: inherited, and `end` where nobody says
 * @APS_ON_ABANDONED_END: it ends as abandoned
 * @APS_ON_ABANDONED_RETRY: it is tried again, as a further attempt
 *
 * What becomes of a job whose worker died.
 *
 * Since: 1.0
 */
typedef enum
{
  APS_ON_ABANDONED_UNSET = -1,
  APS_ON_ABANDONED_END,
  APS_ON_ABANDONED_RETRY,
} ApsOnAbandoned;

#define APS_TYPE_ON_ABANDONED (aps_on_abandoned_get_type ())

APS_AVAILABLE_IN_1_0
GType aps_on_abandoned_get_type (void);

/**
 * ApsJobSource:
 * @APS_JOB_SOURCE_SCHEDULE: a schedule fired
 * @APS_JOB_SOURCE_ADDED: a program added it
 * @APS_JOB_SOURCE_MANUAL: a person asked for it
 * @APS_JOB_SOURCE_BACKFILL: a past fire time was asked for
 *
 * Who made a job.
 *
 * Since: 1.0
 */
typedef enum
{
  APS_JOB_SOURCE_SCHEDULE,
  APS_JOB_SOURCE_ADDED,
  APS_JOB_SOURCE_MANUAL,
  APS_JOB_SOURCE_BACKFILL,
} ApsJobSource;

#define APS_TYPE_JOB_SOURCE (aps_job_source_get_type ())

APS_AVAILABLE_IN_1_0
GType aps_job_source_get_type (void);

/**
 * ApsUniqueUntil:
 * @APS_UNIQUE_UNTIL_FINISHED: until the job has finished
 * @APS_UNIQUE_UNTIL_LEASED: until the job is leased
 * @APS_UNIQUE_UNTIL_TIME: until a moment, whatever becomes of the job
 *
 * How long a job's unique key holds.
 *
 * Since: 1.0
 */
typedef enum
{
  APS_UNIQUE_UNTIL_FINISHED,
  APS_UNIQUE_UNTIL_LEASED,
  APS_UNIQUE_UNTIL_TIME,
} ApsUniqueUntil;

#define APS_TYPE_UNIQUE_UNTIL (aps_unique_until_get_type ())

APS_AVAILABLE_IN_1_0
GType aps_unique_until_get_type (void);

/**
 * ApsRole:
 * @APS_ROLE_BOTH: processes schedules and runs jobs
 * @APS_ROLE_SCHEDULER: processes schedules only
 * @APS_ROLE_WORKER: runs jobs only
 * @APS_ROLE_WINDOW: neither: a window on the store
 *
 * What a scheduler does.
 *
 * Since: 1.0
 */
typedef enum
{
  APS_ROLE_BOTH,
  APS_ROLE_SCHEDULER,
  APS_ROLE_WORKER,
  APS_ROLE_WINDOW,
} ApsRole;

#define APS_TYPE_ROLE (aps_role_get_type ())

APS_AVAILABLE_IN_1_0
GType aps_role_get_type (void);

/**
 * ApsRunState:
 * @APS_RUN_STATE_CLOSED: not connected to its store
 * @APS_RUN_STATE_OPEN: a window on its store; nothing runs
 * @APS_RUN_STATE_STARTING: being started
 * @APS_RUN_STATE_RUNNING: running
 * @APS_RUN_STATE_STOPPING: being stopped: running jobs are waited for
 *
 * Where a scheduler stands in its life.
 *
 * Since: 1.0
 */
typedef enum
{
  APS_RUN_STATE_CLOSED,
  APS_RUN_STATE_OPEN,
  APS_RUN_STATE_STARTING,
  APS_RUN_STATE_RUNNING,
  APS_RUN_STATE_STOPPING,
} ApsRunState;

#define APS_TYPE_RUN_STATE (aps_run_state_get_type ())

APS_AVAILABLE_IN_1_0
GType aps_run_state_get_type (void);

APS_AVAILABLE_IN_1_0
const char *aps_enum_to_nick (GType type, gint value);
APS_AVAILABLE_IN_1_0
gboolean aps_enum_from_nick (GType type, const char *nick, gint *value, GError **error);

G_END_DECLS
