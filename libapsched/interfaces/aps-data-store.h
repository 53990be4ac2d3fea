/* What a data store promises.
 *
 * A store is blocking, thread-safe and passive: no timers, threads or clock of its own, no events,
 * no retries. Each operation that compares times is given *now*. The core calls it off the main
 * thread. What holds for every operation:
 *
 * - It takes many entries. The unit of all-or-none is the entry: one record, or one firing with its
 *   jobs. One entry refused does not undo its mates; the answer says it entry by entry.
 * - FALSE with an error means that the call as a whole could not be carried out. Repeating any
 *   changing call is harmless: what the caller has done already counts as done.
 * - The answer names every record that was changed or ended besides those in the request.
 * - A record changed twice by one call may stand in its answer twice; the last is how it is.
 * - Before start and after stop every operation fails with STOPPED.
 * - Texts handed in are the caller's, those of an answer belong to its lists.
 *
 * The life of a job in a store:
 *
 *   add, commit -----> WAITING --lease--> LEASED --release--> FINISHED --clean up--> gone
 *                        |  ^               |  |                  ^
 *                        |  +-- again ------+  +-- reap ----------+
 *                        +-- missed, skipped, cancelled ----------+
 *
 * and of a schedule: free --lease--> leased --commit--> free; replacing, removing, pausing and
 * reaping end the lease too.
 *
 * A fence is a number that grows with every lease, and with all that ends a lease but its holder's
 * own commit or release. So a fence belongs to one lease: a former holder is refused, and a holder
 * who repeats what was carried out is told DONE.
 *
 * Every fire time and every job is found in a record as long as something keeps it: a finished job
 * until expires_us, which the store works out when the job ends (a success: its
 * result_expiration_time_us; all else: failure_retention_us, if that is longer; and the end of a
 * unique key that holds until a moment), and besides as one of the newest `history` finished jobs
 * of a schedule that exists. Where the schedule is gone, what history would keep is kept for
 * failure_retention_us.
 *
 * The kit in tests/conformance, installed as apsched-conformance, checks every promise.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#if !defined(APSCHED_INSIDE) && !defined(APS_COMPILATION)
#error "Only <apsched/apsched.h> can be included directly."
#endif

#include <apsched/aps-list-query.h>
#include <apsched/aps-records.h>
#include <apsched/aps-store-answer.h>

G_BEGIN_DECLS

/**
 * ApsDataStoreFlags:
 * @APS_DATA_STORE_PERSISTENT: what was accepted survives the end of the process
 * @APS_DATA_STORE_SINGLE_HOST: only processes of one host can share it, so that an instance of
 *   another boot is proven dead
 * @APS_DATA_STORE_PRIVATE: only this process sees it, so callbacks and derived triggers of this
 *   process may be stored
 * @APS_DATA_STORE_EXCHANGE: releases jobs and leases new ones in one commit
 *
 * What a store is able to do.
 *
 * Since: 1.0
 */
typedef enum /*< flags >*/
{
  APS_DATA_STORE_PERSISTENT = 1 << 0,
  APS_DATA_STORE_SINGLE_HOST = 1 << 1,
  APS_DATA_STORE_PRIVATE = 1 << 2,
  APS_DATA_STORE_EXCHANGE = 1 << 3,
} ApsDataStoreFlags;

#define APS_TYPE_DATA_STORE_FLAGS (aps_data_store_flags_get_type ())

APS_AVAILABLE_IN_1_0
GType aps_data_store_flags_get_type (void);

/**
 * ApsRoom: (skip)
 * @executor: (nullable): name of an executor; %NULL is for jobs that name none
 * @n: how many jobs it has room for
 *
 * Room of one executor.
 *
 * Since: 1.0
 */
typedef struct
{
  const char *executor;
  guint       n;
} ApsRoom;

/**
 * ApsJobLease: (skip)
 * @instance: uuid of the instance that leases
 * @worker: its identity, written into the jobs
 * @until_us: end of the lease
 * @limit: how many jobs at most, over all rooms
 * @rooms: (array length=n_rooms): room by executor; jobs for executors not named here are left
 * alone
 * @n_rooms: number of @rooms
 * @queues: (nullable) (array zero-terminated=1): queues that are served; %NULL is all
 * @schemes: (array zero-terminated=1): schemes of references that can be resolved, such as
 *   `command`, the text before a reference's first colon
 * @task_ids: (array length=n_task_ids zero-terminated=1): tasks whose callback is registered in
 *   this process; sorted by strcmp()
 * @n_task_ids: number of @task_ids
 *
 * Which jobs a caller can run. A job is one of them if its task is in @task_ids, or has a callable
 * whose scheme is in @schemes. Jobs whose task is gone are everybody's: leasing ends them.
 *
 * Since: 1.0
 */
typedef struct
{
  const char        *instance;
  const char        *worker;
  gint64             until_us;
  guint              limit;
  const ApsRoom     *rooms;
  guint              n_rooms;
  const char *const *queues;
  const char *const *schemes;
  const char *const *task_ids;
  guint              n_task_ids;
} ApsJobLease;

/**
 * ApsFiring: (skip)
 * @schedule_id: the schedule that fires
 * @incarnation: as leased
 * @fence: as leased
 * @last_fire_us: the newest fire time that is used up by this
 * @next_fire_us: the next one, or %APS_TIME_NONE
 * @cursor: (nullable): place reached, behind @next_fire_us
 * @skips: (nullable): fire times still to pass over
 * @error: (nullable): why the trigger stopped; the schedule is paused with this as the reason
 * @first_job: position of its first job in the call's list of jobs
 * @n_jobs: how many jobs it makes
 *
 * One firing of a schedule with the jobs it makes: carried out together or not at all. It ends the
 * lease. A job with overlap `queue-one` whose unique key is taken is kept as finished, missed.
 *
 * Since: 1.0
 */
typedef struct
{
  const char *schedule_id;
  gint64      incarnation;
  gint64      fence;
  gint64      last_fire_us;
  gint64      next_fire_us;
  const char *cursor;
  const char *skips;
  const char *error;
  guint       first_job;
  guint       n_jobs;
} ApsFiring;

/**
 * ApsScheduleState: (skip)
 * @id: the schedule
 * @revision: as read; another one is refused with conflict
 * @paused: whether it is paused from now on
 * @paused_until_us: when the pause ends by itself, or %APS_TIME_NONE
 * @paused_by: (nullable): who paused it
 * @paused_reason: (nullable): why
 * @next_fire_us: its next fire time
 * @cursor: (nullable): the place reached, behind @next_fire_us
 * @skips: (nullable): JSON list of fire times to pass over
 * @failures: failures in a row: as read, or 0 to begin again
 *
 * What a person may change of a running schedule, in one guarded write that also ends a lease under
 * way. Its trigger's error is cleared.
 *
 * Since: 1.0
 */
typedef struct
{
  const char *id;
  gint64      revision;
  gboolean    paused;
  gint64      paused_until_us;
  const char *paused_by;
  const char *paused_reason;
  gint64      next_fire_us;
  const char *cursor;
  const char *skips;
  gint        failures;
} ApsScheduleState;

#define APS_TYPE_DATA_STORE (aps_data_store_get_type ())

APS_AVAILABLE_IN_1_0
G_DECLARE_INTERFACE (ApsDataStore, aps_data_store, APS, DATA_STORE, GObject)

/**
 * ApsDataStoreInterface:
 *
 * What a store implements. All operations but @stop and @get_flags return %FALSE with an error
 * where the whole call failed. `answer` is never %NULL: the core has made it with an entry for each
 * entry of the request.
 *
 * Since: 1.0
 */
struct _ApsDataStoreInterface
{
  /*< private >*/
  GTypeInterface parent_iface;

#ifndef __GI_SCANNER__ /* plain records are for C; other languages derive from a base class */
  /*< public >*/
  /* What it can do; constant. */
  ApsDataStoreFlags (*get_flags) (ApsDataStore *self);

  /* Connects; creates or migrates the schema under a lock; refuses a newer one untouched. May be
   * called again after stop. */
  gboolean (*start) (ApsDataStore *self, gint64 now_us, GCancellable *cancellable, GError **error);
  void (*stop) (ApsDataStore *self);

  /* May be NULL: the store's clock less @now_us. Without it the offset is 0. */
  gboolean (*measure_offset) (ApsDataStore *self, gint64 now_us, gint64 *offset_us, GError **error);

  /* A short text that says which store it is, for people. */
  char *(*to_string) (ApsDataStore *self);

  /* May be NULL: the settings of the event broker that goes with this store where none is
   * configured, in the form of aps_registry_new_event_broker(). */
  char *(*dup_broker_settings) (ApsDataStore *self);

  /* May be NULL where its place (APS_SETTING_PLACE) is a file: removes, of a stopped store, all
   * that start() made there. Only called where a tool made up the place. */
  gboolean (*remove_place) (ApsDataStore *self, GError **error);

  /* Instances. register_instance: CONFLICT naming host and lease end where another live one has the
   * identity. @dead: uuids proven dead: treated as if their leases were over, and reaped in the
   * same step as reap() does. One with the same identity that is dead, or whose lease is over, is
   * replaced; so is one with the same uuid. */
  gboolean (*register_instance) (ApsDataStore            *self,
                                 const ApsInstanceRecord *instance,
                                 const char *const       *dead,
                                 gint64                   now_us,
                                 ApsStoreAnswer          *answer,
                                 GError                 **error);
  /* Writes until and the passes of a registered one; NOT_FOUND where it is gone. */
  gboolean (*renew_instance) (ApsDataStore            *self,
                              const ApsInstanceRecord *instance,
                              gint64                   now_us,
                              GError                 **error);
  /* Removes it. Leases it still holds stay until they end. */
  gboolean (*leave_instance) (ApsDataStore *self, const char *uuid, gint64 now_us, GError **error);
  gboolean (*list_instances) (ApsDataStore *self, ApsRecordList *instances, GError **error);

  /* Tasks. Entries: ADDED, REPLACED, UNCHANGED (equal in all but revision). Of a task that exists,
   * callable, settings and origin are replaced; revision grows. The limit `task:ID` becomes
   * @slots; what is leased stays leased and counts. */
  gboolean (*put_tasks) (ApsDataStore   *self,
                         ApsRecordList  *tasks,
                         gint64          now_us,
                         ApsStoreAnswer *answer,
                         GError        **error);
  /* Those of @ids that exist, in any order. No ids: none. */
  gboolean (*get_tasks) (ApsDataStore      *self,
                         const char *const *ids,
                         ApsRecordList     *tasks,
                         GError           **error);
  gboolean (*list_tasks) (ApsDataStore       *self,
                          const ApsListQuery *query,
                          ApsRecordList      *tasks,
                          GError            **error);
  /* Entries: DONE, or refused NOT_FOUND, or CONFLICT where it has schedules or unfinished jobs and
   * @cascade is FALSE. Cascading removes its schedules (removed_schedules), then ends its waiting
   * jobs (ended_jobs: error, not-found, "task not found") and requests the cancellation of leased
   * ones (cancelled_jobs). Should one of those be given back, it ends likewise: at once
   * (ended_jobs), or when somebody leases. */
  gboolean (*remove_tasks) (ApsDataStore      *self,
                            const char *const *ids,
                            gboolean           cascade,
                            gint64             now_us,
                            ApsStoreAnswer    *answer,
                            GError           **error);

  /* Queues. One that is not kept is neither limited nor paused. Entries: ADDED, REPLACED,
   * UNCHANGED; of remove_queues DONE or refused NOT_FOUND. */
  gboolean (*put_queues) (ApsDataStore   *self,
                          ApsRecordList  *queues,
                          gint64          now_us,
                          ApsStoreAnswer *answer,
                          GError        **error);
  gboolean (*list_queues) (ApsDataStore *self, ApsRecordList *queues, GError **error);
  gboolean (*remove_queues) (ApsDataStore      *self,
                             const char *const *names,
                             gint64             now_us,
                             ApsStoreAnswer    *answer,
                             GError           **error);

  /* Schedules. The records come with cursor and next fire time of a fresh start at @now. Entries:
   * ADDED, REPLACED, UNCHANGED (equal in all that the caller defines), LEFT (do-nothing), refused
   * CONFLICT (exception), refused NOT_FOUND (task; of one that exists, its policy comes first). The
   * caller defines task_id, trigger,
   * trigger_types, args, kwargs, coalesce to pause_after_failures, metadata, origin, paused; the
   * store keeps the rest, and what was defined of paused as defined_paused. Replacing: where the
   * trigger is equal, cursor, times, pause, skips, failures and incarnation stay (but a defined
   * pause that differs from defined_paused is taken); otherwise next_fire_us, cursor and pause are
   * the new ones, incarnation is new, skips, failures and error are cleared, and last_fire_us
   * stays. Replacing ends a lease; revision grows. */
  gboolean (*put_schedules) (ApsDataStore     *self,
                             ApsRecordList    *schedules,
                             ApsConflictPolicy policy,
                             gint64            now_us,
                             ApsStoreAnswer   *answer,
                             GError          **error);
  gboolean (*get_schedules) (ApsDataStore      *self,
                             const char *const *ids,
                             ApsRecordList     *schedules,
                             GError           **error);
  gboolean (*list_schedules) (ApsDataStore       *self,
                              const ApsListQuery *query,
                              ApsRecordList      *schedules,
                              GError            **error);
  /* Entries: DONE or refused NOT_FOUND. Jobs already made stay; history no longer keeps them. */
  gboolean (*remove_schedules) (ApsDataStore      *self,
                                const char *const *ids,
                                gint64             now_us,
                                ApsStoreAnswer    *answer,
                                GError           **error);
  /* Entries: DONE, refused NOT_FOUND or CONFLICT (another revision, but DONE where just this was
   * set before). The changed records stand in schedules. */
  gboolean (*set_schedule_states) (ApsDataStore           *self,
                                   const ApsScheduleState *states,
                                   guint                   n_states,
                                   gint64                  now_us,
                                   ApsStoreAnswer         *answer,
                                   GError                **error);
  /* Leases up to @limit schedules that are due (next_fire_us <= now), not paused (a pause whose
   * until has passed has ended), not held under a lease that lasts (until > now), and of whose
   * trigger types all are in @types (sorted by strcmp(); NULL is all): by next fire time, then id.
   * They stand in schedules, with lease and fence, a pause that has ended cleared. */
  gboolean (*lease_schedules) (ApsDataStore      *self,
                               const char        *instance,
                               const char *const *types,
                               guint              limit,
                               gint64             until_us,
                               gint64             now_us,
                               ApsStoreAnswer    *answer,
                               GError           **error);
  /* Entries: DONE, refused STALE_LEASE (another fence, incarnation or holder), NOT_FOUND (removed);
   * of a refused one nothing is written, no job either. A lease that has run out but that nobody
   * else took still holds. A job whose unique key is taken is kept as finished, missed, without
   * the key; one whose task is gone as finished, error (ended_jobs). A job whose id is there
   * already is left alone. */
  gboolean (*commit_firings) (ApsDataStore    *self,
                              const char      *instance,
                              const ApsFiring *firings,
                              guint            n_firings,
                              ApsRecordList   *jobs,
                              gint64           now_us,
                              ApsStoreAnswer  *answer,
                              GError         **error);
  /* When lease_schedules() of these @types would next find something: now_us or earlier means at
   * once. Counts ends of others' leases and of pauses. APS_TIME_NONE: nothing to wait for. */
  gboolean (*next_schedule_due) (
    ApsDataStore *self, const char *const *types, gint64 now_us, gint64 *due_us, GError **error);

  /* Jobs. Entries: ADDED, EXISTED (the same id was added before, whatever has become of its task;
   * or another job holds the unique key), refused NOT_FOUND (its task). For each EXISTED, in their
   * order, the job that is there stands in jobs. Entries of one call meet each other too. */
  gboolean (*add_jobs) (
    ApsDataStore *self, ApsRecordList *jobs, gint64 now_us, ApsStoreAnswer *answer, GError **error);
  /* In this order:
   * 1. Ends waiting jobs past their deadline (deadline_us < now), whoever could run them: missed.
   * 2. Leases what the caller can run and is due (due_us <= now): by priority (higher first), then
   *    due, then id; never more of a task or queue than its limit allows over the whole store, nor
   *    of an executor than its room, nor of a paused queue. Leased ones stand in jobs (attempt
   *    counted, lease, fence, leased_us, worker), their tasks in tasks.
   * 3. Of tasks that the caller can run and that are full then, with queue served and not paused
   *    and executor named in the rooms, whatever its room: due jobs with overlap skip end, missed;
   *    for due jobs with overlap cancel-running the cancellation of their schedule's leased jobs is
   *    requested, where it was not yet (cancelled_jobs).
   * Jobs that ended stand in ended_jobs. Of each kind of ending a store may leave all beyond 1,000
   * to the next call. */
  gboolean (*lease_jobs) (ApsDataStore      *self,
                          const ApsJobLease *lease,
                          gint64             now_us,
                          ApsStoreAnswer    *answer,
                          GError           **error);
  /* @jobs as they are to be: finished (outcome, finished_us, value or error) or waiting again
   * (due_us, attempt), with fence as leased. Taken are these, started_us, progress, output,
   * attempts, reason, and of cancelled ones by and why; all else stays as it was added. Entries:
   * DONE (also where just this was done before, or the job is gone and this would leave no record),
   * refused STALE_LEASE. Slots are free again. A job given back with its attempt counted has no
   * deadline any more; one with a smaller attempt keeps it. One whose cancellation was requested
   * does not go back: it ends as cancelled (ended_jobs). A finished job that expires at once and
   * that no history keeps (no schedule, or history 0) leaves no record. Failures in a row of its
   * schedule are counted, each fire time of the present incarnation once and in order: error,
   * deserialization-failed and abandoned add, success ends them, missed and cancelled do neither;
   * pause_after_failures pauses. Schedules whose failures or pause changed stand in schedules.
   * With @next, leases in the same commit where the store can, else after it: answers as
   * lease_jobs. */
  gboolean (*release_jobs) (ApsDataStore      *self,
                            const char        *instance,
                            ApsRecordList     *jobs,
                            const ApsJobLease *next,
                            gint64             now_us,
                            ApsStoreAnswer    *answer,
                            GError           **error);
  /* When lease_jobs() would next lease, end or cancel something for this caller: as
   * next_schedule_due(), and APS_TIME_NONE where only another call can change that. Counts due
   * times of jobs that could then be taken (not those of full tasks or queues, paused queues,
   * executors without room), due times of jobs that step 3 would act on, and the moment after each
   * deadline. */
  gboolean (*next_job_due) (
    ApsDataStore *self, const ApsJobLease *lease, gint64 now_us, gint64 *due_us, GError **error);
  /* All that @instance holds, in jobs and schedules, run out or not. */
  gboolean (*held_by) (ApsDataStore   *self,
                       const char     *instance,
                       ApsStoreAnswer *answer,
                       GError        **error);
  /* @jobs and @schedules: id, fence, and of jobs progress and progress_text. Entries: the jobs,
   * then the schedules: DONE, CANCELLED (extended, but the job is to be cancelled: it stands in
   * jobs with by and reason), refused STALE_LEASE. */
  gboolean (*extend_leases) (ApsDataStore   *self,
                             const char     *instance,
                             ApsRecordList  *jobs,
                             ApsRecordList  *schedules,
                             gint64          until_us,
                             gint64          now_us,
                             ApsStoreAnswer *answer,
                             GError        **error);
  /* Entries: DONE (a waiting job has ended as cancelled: ended_jobs; a leased one's holder is to be
   * told: cancelled_jobs; the first who asks is named), UNCHANGED (over already), refused
   * NOT_FOUND. */
  gboolean (*request_cancel) (ApsDataStore      *self,
                              const char *const *ids,
                              const char        *by,
                              const char        *reason,
                              gint64             now_us,
                              ApsStoreAnswer    *answer,
                              GError           **error);
  /* Ends the leases of @dead instances and, with @expired, all leases that have run out (until <=
   * now): jobs, the oldest fire time first, end as abandoned (ended_jobs; a failure of their
   * schedule: schedules), or go back where on_abandoned is retry, attempts are left and no
   * cancellation was requested (jobs; due at once, without a deadline, the attempt noted in
   * attempts); schedules become free (schedules). The fences grow. Instances whose lease has run
   * out (with @expired) and the dead are removed. */
  gboolean (*reap) (ApsDataStore      *self,
                    const char *const *dead,
                    gboolean           expired,
                    gint64             now_us,
                    ApsStoreAnswer    *answer,
                    GError           **error);
  gboolean (*get_jobs) (ApsDataStore      *self,
                        const char *const *ids,
                        ApsRecordList     *jobs,
                        GError           **error);
  gboolean (*list_jobs) (ApsDataStore       *self,
                         const ApsListQuery *query,
                         ApsRecordList      *jobs,
                         GError            **error);
  /* How many jobs there are, by task, queue, state and outcome; kept, not counted. */
  gboolean (*count_jobs) (ApsDataStore *self, ApsRecordList *counts, GError **error);
  /* Removes, about @limit records at most: finished jobs whose expires_us has come (<= now) and
   * that are not among the newest `history` finished ones of their schedule (by finished_us, then
   * id; ended_jobs names none; counted in n_cleaned), and schedules with no next fire time, not
   * paused, not leased, without an error, of which no unfinished job is left (removed_schedules).
   * more: whether there is more to do. */
  gboolean (*clean_up) (
    ApsDataStore *self, guint limit, gint64 now_us, ApsStoreAnswer *answer, GError **error);

  /*< private >*/
  gpointer padding[8];
#endif
};

#ifndef __GI_SCANNER__

APS_AVAILABLE_IN_1_0
ApsDataStoreFlags aps_data_store_get_flags (ApsDataStore *self);
APS_AVAILABLE_IN_1_0
gboolean
aps_data_store_start (ApsDataStore *self, gint64 now_us, GCancellable *cancellable, GError **error);
APS_AVAILABLE_IN_1_0
void aps_data_store_stop (ApsDataStore *self);
APS_AVAILABLE_IN_1_0
gboolean aps_data_store_measure_offset (ApsDataStore *self,
                                        gint64        now_us,
                                        gint64       *offset_us,
                                        GError      **error);
APS_AVAILABLE_IN_1_0
char *aps_data_store_to_string (ApsDataStore *self);
APS_AVAILABLE_IN_1_0
char *aps_data_store_dup_broker_settings (ApsDataStore *self);
APS_AVAILABLE_IN_1_0
gboolean aps_data_store_can_remove_place (ApsDataStore *self);
APS_AVAILABLE_IN_1_0
gboolean aps_data_store_remove_place (ApsDataStore *self, GError **error);
APS_AVAILABLE_IN_1_0
gboolean aps_data_store_register_instance (ApsDataStore            *self,
                                           const ApsInstanceRecord *instance,
                                           const char *const       *dead,
                                           gint64                   now_us,
                                           ApsStoreAnswer          *answer,
                                           GError                 **error);
APS_AVAILABLE_IN_1_0
gboolean aps_data_store_renew_instance (ApsDataStore            *self,
                                        const ApsInstanceRecord *instance,
                                        gint64                   now_us,
                                        GError                 **error);
APS_AVAILABLE_IN_1_0
gboolean
aps_data_store_leave_instance (ApsDataStore *self, const char *uuid, gint64 now_us, GError **error);
APS_AVAILABLE_IN_1_0
gboolean
aps_data_store_list_instances (ApsDataStore *self, ApsRecordList *instances, GError **error);
APS_AVAILABLE_IN_1_0
gboolean aps_data_store_put_tasks (
  ApsDataStore *self, ApsRecordList *tasks, gint64 now_us, ApsStoreAnswer *answer, GError **error);
APS_AVAILABLE_IN_1_0
gboolean aps_data_store_get_tasks (ApsDataStore      *self,
                                   const char *const *ids,
                                   ApsRecordList     *tasks,
                                   GError           **error);
APS_AVAILABLE_IN_1_0
gboolean aps_data_store_list_tasks (ApsDataStore       *self,
                                    const ApsListQuery *query,
                                    ApsRecordList      *tasks,
                                    GError            **error);
APS_AVAILABLE_IN_1_0
gboolean aps_data_store_remove_tasks (ApsDataStore      *self,
                                      const char *const *ids,
                                      gboolean           cascade,
                                      gint64             now_us,
                                      ApsStoreAnswer    *answer,
                                      GError           **error);
APS_AVAILABLE_IN_1_0
gboolean aps_data_store_put_queues (
  ApsDataStore *self, ApsRecordList *queues, gint64 now_us, ApsStoreAnswer *answer, GError **error);
APS_AVAILABLE_IN_1_0
gboolean aps_data_store_list_queues (ApsDataStore *self, ApsRecordList *queues, GError **error);
APS_AVAILABLE_IN_1_0
gboolean aps_data_store_remove_queues (ApsDataStore      *self,
                                       const char *const *names,
                                       gint64             now_us,
                                       ApsStoreAnswer    *answer,
                                       GError           **error);
APS_AVAILABLE_IN_1_0
gboolean aps_data_store_put_schedules (ApsDataStore     *self,
                                       ApsRecordList    *schedules,
                                       ApsConflictPolicy policy,
                                       gint64            now_us,
                                       ApsStoreAnswer   *answer,
                                       GError          **error);
APS_AVAILABLE_IN_1_0
gboolean aps_data_store_get_schedules (ApsDataStore      *self,
                                       const char *const *ids,
                                       ApsRecordList     *schedules,
                                       GError           **error);
APS_AVAILABLE_IN_1_0
gboolean aps_data_store_list_schedules (ApsDataStore       *self,
                                        const ApsListQuery *query,
                                        ApsRecordList      *schedules,
                                        GError            **error);
APS_AVAILABLE_IN_1_0
gboolean aps_data_store_remove_schedules (ApsDataStore      *self,
                                          const char *const *ids,
                                          gint64             now_us,
                                          ApsStoreAnswer    *answer,
                                          GError           **error);
APS_AVAILABLE_IN_1_0
gboolean aps_data_store_set_schedule_states (ApsDataStore           *self,
                                             const ApsScheduleState *states,
                                             guint                   n_states,
                                             gint64                  now_us,
                                             ApsStoreAnswer         *answer,
                                             GError                **error);
APS_AVAILABLE_IN_1_0
gboolean aps_data_store_lease_schedules (ApsDataStore      *self,
                                         const char        *instance,
                                         const char *const *types,
                                         guint              limit,
                                         gint64             until_us,
                                         gint64             now_us,
                                         ApsStoreAnswer    *answer,
                                         GError           **error);
APS_AVAILABLE_IN_1_0
gboolean aps_data_store_commit_firings (ApsDataStore    *self,
                                        const char      *instance,
                                        const ApsFiring *firings,
                                        guint            n_firings,
                                        ApsRecordList   *jobs,
                                        gint64           now_us,
                                        ApsStoreAnswer  *answer,
                                        GError         **error);
APS_AVAILABLE_IN_1_0
gboolean aps_data_store_next_schedule_due (
  ApsDataStore *self, const char *const *types, gint64 now_us, gint64 *due_us, GError **error);
APS_AVAILABLE_IN_1_0
gboolean aps_data_store_add_jobs (
  ApsDataStore *self, ApsRecordList *jobs, gint64 now_us, ApsStoreAnswer *answer, GError **error);
APS_AVAILABLE_IN_1_0
gboolean aps_data_store_lease_jobs (ApsDataStore      *self,
                                    const ApsJobLease *lease,
                                    gint64             now_us,
                                    ApsStoreAnswer    *answer,
                                    GError           **error);
APS_AVAILABLE_IN_1_0
gboolean aps_data_store_release_jobs (ApsDataStore      *self,
                                      const char        *instance,
                                      ApsRecordList     *jobs,
                                      const ApsJobLease *next,
                                      gint64             now_us,
                                      ApsStoreAnswer    *answer,
                                      GError           **error);
APS_AVAILABLE_IN_1_0
gboolean aps_data_store_next_job_due (
  ApsDataStore *self, const ApsJobLease *lease, gint64 now_us, gint64 *due_us, GError **error);
APS_AVAILABLE_IN_1_0
gboolean aps_data_store_held_by (ApsDataStore   *self,
                                 const char     *instance,
                                 ApsStoreAnswer *answer,
                                 GError        **error);
APS_AVAILABLE_IN_1_0
gboolean aps_data_store_extend_leases (ApsDataStore   *self,
                                       const char     *instance,
                                       ApsRecordList  *jobs,
                                       ApsRecordList  *schedules,
                                       gint64          until_us,
                                       gint64          now_us,
                                       ApsStoreAnswer *answer,
                                       GError        **error);
APS_AVAILABLE_IN_1_0
gboolean aps_data_store_request_cancel (ApsDataStore      *self,
                                        const char *const *ids,
                                        const char        *by,
                                        const char        *reason,
                                        gint64             now_us,
                                        ApsStoreAnswer    *answer,
                                        GError           **error);
APS_AVAILABLE_IN_1_0
gboolean aps_data_store_reap (ApsDataStore      *self,
                              const char *const *dead,
                              gboolean           expired,
                              gint64             now_us,
                              ApsStoreAnswer    *answer,
                              GError           **error);
APS_AVAILABLE_IN_1_0
gboolean aps_data_store_get_jobs (ApsDataStore      *self,
                                  const char *const *ids,
                                  ApsRecordList     *jobs,
                                  GError           **error);
APS_AVAILABLE_IN_1_0
gboolean aps_data_store_list_jobs (ApsDataStore       *self,
                                   const ApsListQuery *query,
                                   ApsRecordList      *jobs,
                                   GError            **error);
APS_AVAILABLE_IN_1_0
gboolean aps_data_store_count_jobs (ApsDataStore *self, ApsRecordList *counts, GError **error);
APS_AVAILABLE_IN_1_0
gboolean aps_data_store_clean_up (
  ApsDataStore *self, guint limit, gint64 now_us, ApsStoreAnswer *answer, GError **error);

#endif /* __GI_SCANNER__ */

G_END_DECLS
