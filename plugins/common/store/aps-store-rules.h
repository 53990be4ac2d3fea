/* What the contract of a data store says about records, written once for all stores.
 *
 * These functions decide and change records; they keep nothing. A store reads a record, asks here
 * what it is to become, and writes it back. Text that they set is static or belongs to the list
 * that is passed as @owner.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include <apsched/apsched.h>

G_BEGIN_DECLS

/* How many waiting jobs one lease_jobs() ends at most, for each reason to end them. */
#define APS_STORE_MAX_ENDED 1000

/* How long a failure is kept where the job does not say. */
#define APS_STORE_FAILURE_RETENTION (7 * APS_DAY)

/* Codes of ApsJobRecord.reason that stores write. */
#define APS_STORE_REASON_DEADLINE "deadline-passed"
#define APS_STORE_REASON_OVERLAP "overlap"
#define APS_STORE_REASON_QUEUE_ONE "already-waiting"
#define APS_STORE_REASON_TASK_GONE "task-not-found"
#define APS_STORE_REASON_CANCELLED "cancel-requested"
#define APS_STORE_REASON_ABANDONED "lease-ended"

/* Why a running job is cancelled by overlap cancel-running. */
#define APS_STORE_CANCELLED_BY_NEXT "the next run of its schedule is due"

/* Who pauses a schedule that failed too often. */
#define APS_STORE_PAUSED_BY_FAILURES "pause-after-failures"

/* Tasks and queues. */

gint     aps_store_task_slots (const ApsTaskRecord *task);
gboolean aps_store_task_equal (const ApsTaskRecord *kept, const ApsTaskRecord *wanted);

/* Schedules. */

gboolean aps_store_schedule_equal (const ApsScheduleRecord *kept, const ApsScheduleRecord *wanted);
void     aps_store_schedule_begin (ApsScheduleRecord *schedule, gint64 incarnation, gint64 now_us);
void     aps_store_schedule_replace (ApsScheduleRecord       *kept,
                                     const ApsScheduleRecord *wanted,
                                     gint64                   incarnation);
gboolean aps_store_schedule_is_paused (const ApsScheduleRecord *schedule, gint64 now_us);
gint64   aps_store_schedule_ready_us (const ApsScheduleRecord *schedule);
void     aps_store_schedule_lease (ApsScheduleRecord *schedule,
                                   const char        *instance,
                                   gint64             until_us,
                                   gint64             now_us);
void     aps_store_schedule_end_lease (ApsScheduleRecord *schedule);
gboolean aps_store_state_was_set (const ApsScheduleRecord *kept, const ApsScheduleState *state);
void     aps_store_schedule_set_state (ApsScheduleRecord *kept, const ApsScheduleState *state);
gboolean aps_store_firing_was_committed (const ApsScheduleRecord *kept, const ApsFiring *firing);
gboolean aps_store_firing_holds (const ApsScheduleRecord *kept,
                                 const ApsFiring         *firing,
                                 const char              *instance);
void     aps_store_schedule_fire (ApsScheduleRecord *kept, const ApsFiring *firing);
gboolean aps_store_schedule_count_outcome (ApsScheduleRecord  *schedule,
                                           const ApsJobRecord *finished,
                                           ApsRecordList      *owner,
                                           gboolean           *changed);
gboolean aps_store_schedule_is_exhausted (const ApsScheduleRecord *schedule);

/* Jobs. */

void     aps_store_job_begin (ApsJobRecord *job, gint64 now_us);
gboolean aps_store_job_key_holds (const ApsJobRecord *job, gint64 now_us);
void     aps_store_job_lease (
      ApsJobRecord *job, const char *instance, const char *worker, gint64 until_us, gint64 now_us);
gboolean aps_store_job_is_held (const ApsJobRecord *kept, const char *instance, gint64 fence);
gboolean aps_store_job_was_released (const ApsJobRecord *kept, const ApsJobRecord *wanted);
gboolean aps_store_release_leaves_no_record (const ApsJobRecord *wanted, gint64 now_us);
void     aps_store_job_release (ApsJobRecord       *kept,
                                const ApsJobRecord *wanted,
                                gboolean            has_schedule,
                                gint64              now_us);
void     aps_store_job_finish (ApsJobRecord *job,
                               ApsJobOutcome outcome,
                               const char   *reason,
                               gboolean      has_schedule,
                               gint64        now_us);
void     aps_store_job_finish_task_gone (ApsJobRecord *job, gboolean has_schedule, gint64 now_us);
void     aps_store_job_cancel (ApsJobRecord *job, const char *by, const char *reason);
void
aps_store_job_reap (ApsJobRecord *job, ApsRecordList *owner, gboolean has_schedule, gint64 now_us);
void     aps_store_job_schedule_removed (ApsJobRecord *finished);
gboolean aps_store_job_is_kept (const ApsJobRecord *finished, gboolean has_schedule, gint64 now_us);
guint    aps_store_job_history (const ApsJobRecord *job);

/* Leases of jobs. */

gboolean
aps_store_lease_can_run (const ApsJobLease *lease, const char *task_id, const char *callable);
gboolean aps_store_lease_serves (const ApsJobLease *lease, const char *queue);
gint     aps_store_lease_find_room (const ApsJobLease *lease, const char *executor);
gboolean aps_store_types_are_known (const char *trigger_types, const char *const *types);

G_END_DECLS
