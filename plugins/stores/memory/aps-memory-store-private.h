/* What the memory store keeps, and the parts that work on it.
 *
 * Everything here is guarded by the store's lock. A row names what it shares with others by
 * pointers: two tasks, queues, schedules or names are the same if their pointers are. Rows are
 * known to others as records: a part reads a row into a record whose text it borrows, asks the
 * contract's rules (plugins/common/store) what becomes of it, and writes it back.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include "aps-memory-index.h"
#include "aps-memory-names.h"
#include "aps-memory-store.h"

#include "aps-store-rules.h"

G_BEGIN_DECLS

typedef struct _ApsMemoryTask     ApsMemoryTask;
typedef struct _ApsMemoryQueue    ApsMemoryQueue;
typedef struct _ApsMemoryCounts   ApsMemoryCounts;
typedef struct _ApsMemoryTypes    ApsMemoryTypes;
typedef struct _ApsMemoryPlan     ApsMemoryPlan;
typedef struct _ApsMemorySchedule ApsMemorySchedule;
typedef struct _ApsMemoryRuns     ApsMemoryRuns;
typedef struct _ApsMemoryKind     ApsMemoryKind;
typedef struct _ApsMemoryAttempt  ApsMemoryAttempt;
typedef struct _ApsMemoryJob      ApsMemoryJob;
typedef struct _ApsMemoryLane     ApsMemoryLane;
typedef struct _ApsMemoryChannel  ApsMemoryChannel;

/* A task's id and, where the task exists, its record. Lives while anything names it. */
struct _ApsMemoryTask
{
  guint          n_users;
  ApsRecordList *list; /* of the one record, or NULL */
  ApsTaskRecord *record;
  guint          n_schedules;
  guint          n_waiting;
  guint          n_leased;
  ApsMemoryLane *lanes;    /* with waiting jobs */
  gboolean       full;     /* its lanes are parked */
  guint64        asked;    /* the lease whose caller was asked whether it can run this task */
  guint64        answered; /* the lease whose answer has the task */
  gboolean       can_run;
  char           id[];
};

struct _ApsMemoryQueue
{
  guint           n_users;
  ApsRecordList  *list; /* of the one record, or NULL */
  ApsQueueRecord *record;
  guint           n_leased;
  char            name[];
};

#define APS_MEMORY_N_OUTCOMES (APS_JOB_OUTCOME_ABANDONED + 1)

/* How many jobs of a task and a queue there are: waiting, leased, finished by outcome. */
struct _ApsMemoryCounts
{
  ApsMemoryTask  *task;
  ApsMemoryQueue *queue;
  guint           n_users;
  gint64          n[APS_JOB_STATE_FINISHED + APS_MEMORY_N_OUTCOMES];
};

/* Schedules whose triggers are of the same types: what a scheduler can load or not. */
struct _ApsMemoryTypes
{
  guint          n_users;
  ApsMemoryIndex due;  /* free ones by next fire time */
  ApsMemoryIndex held; /* leased and paused ones by the moment that they can be leased again */
  char           types[];
};

/* What schedules have in common that were set up alike. */
struct _ApsMemoryPlan
{
  guint           n_users;
  ApsMemoryTask  *task;
  ApsMemoryTypes *types;
  const char     *executor;
  const char     *queue;
  const char     *metadata;
  const char     *origin;
  gint64          misfire_grace_time_us;
  gint64          max_jitter_us;
  gint64          job_result_expiration_time_us;
  gint            coalesce;
  gint            overlap;
  gint            priority;
  gint            history;
  gint            pause_after_failures;
};

/* What few schedules have. */
typedef struct
{
  gint64      paused_until_us;
  const char *paused_by;
  const char *paused_reason;
  const char *skips;
  const char *error;
} ApsMemoryRare;

struct _ApsMemorySchedule
{
  ApsMemoryPlan *plan;
  ApsMemoryRuns *runs; /* NULL where it has no jobs */
  ApsMemoryRare *rare; /* NULL where all of it is unset */
  const char    *trigger;
  char          *cursor;
  const char    *lease_owner;
  gint64         lease_until_us;
  gint64         created_us;
  gint64         incarnation;
  gint64         fence;
  gint64         last_fire_us;
  gint64         next_fire_us;
  gint64         last_failure_fire_us;
  guint          revision;
  guint          failures;
  guint          args;   /* where they begin in text, 0 for none */
  guint          kwargs; /* likewise */
  guint          paused : 1;
  guint          defined_paused : 1;
  guint          held : 1; /* stands in its types' index held */
  char           text[];   /* id, args, kwargs */
};

/* The jobs of a schedule that exists or once did. */
struct _ApsMemoryRuns
{
  guint              n_users; /* kinds of job */
  ApsMemorySchedule *schedule;
  guint              n_unfinished;
  ApsMemoryIndex     all;    /* by due time */
  ApsMemoryIndex     leased; /* by id */
  ApsMemoryIndex     kept;   /* finished ones that history keeps, by the time they finished */
  char               id[];
};

/* What jobs have in common that were made alike. */
struct _ApsMemoryKind
{
  guint            n_users;
  ApsMemoryCounts *counts; /* names task and queue */
  ApsMemoryRuns   *runs;   /* NULL for jobs of no schedule */
  ApsMemoryLane   *lane;
  const char      *executor;
  const char      *metadata;
  gint64           incarnation;
  gint64           retry_delay_us;
  gint64           retry_max_delay_us;
  gint64           time_limit_us;
  gint64           result_expiration_time_us;
  gint64           failure_retention_us;
  gint             priority;
  gint             max_attempts;
  gint             on_abandoned;
  gint             overlap;
  gint             history;
  gint             source;
  gint             unique_until;
};

/* What a job has only once it was leased, has ended, or is to say why it waits. */
struct _ApsMemoryAttempt
{
  const char *lease_owner; /* names */
  const char *worker;
  const char *reason;
  const char *reason_text;
  const char *error_domain;
  gint64      lease_until_us;
  gint64      leased_us;
  gint64      started_us;
  gint64      finished_us;
  gint64      expires_us;
  gdouble     progress;
  gint        error_code;
  gint        outcome;
  gboolean    cancel_requested;
  char       *progress_text; /* own */
  char       *cancelled_by;
  char       *cancel_reason;
  char       *value;
  char       *error_message;
  char       *error_details;
  char       *output;
  char       *attempts;
};

struct _ApsMemoryJob
{
  ApsMemoryKind    *kind;
  ApsMemoryAttempt *attempt_data;
  gint64            due_us;
  gint64            deadline_us;
  gint64            fire_time_us;
  gint64            created_us;
  gint64            jitter_us;
  gint64            n_fires;
  gint64            fence;
  gint64            unique_until_us;
  gint              attempt;
  guint             args;       /* where they begin in text, 0 for none */
  guint             kwargs;     /* likewise */
  guint             unique_key; /* likewise */
  guint             state : 2;
  guint             ready : 1; /* stands in its lane's index ready */
  guint             kept : 1;  /* stands in its schedule's index kept */
  char              text[];    /* id, args, kwargs, unique key */
};

typedef enum
{
  APS_MEMORY_LANE_PLAIN,
  APS_MEMORY_LANE_SKIP,
  APS_MEMORY_LANE_CANCEL,
} ApsMemoryLaneType;

/* Waiting jobs that can start, or not, for the same reasons: of one task, queue, executor. */
struct _ApsMemoryLane
{
  guint             n_users; /* kinds of job */
  ApsMemoryLaneType type;
  ApsMemoryTask    *task;
  ApsMemoryChannel *channel;
  ApsMemoryRuns    *runs;       /* of lanes that cancel running jobs: whose */
  ApsMemoryIndex    ready;      /* jobs whose time had come when last looked at, in their order */
  ApsMemoryIndex    future;     /* the others, by due time */
  gboolean          linked;     /* stands in its task's list: has jobs */
  gint64            overlap_us; /* where it stands in the store's index overlaps */
  ApsMemoryLane    *next;
  ApsMemoryLane    *previous;
};

/* The lanes of a queue and an executor whose tasks are not full. */
struct _ApsMemoryChannel
{
  guint           n_users; /* lanes */
  guint           position;
  ApsMemoryQueue *queue;
  const char     *executor;
  ApsMemoryIndex  ready;  /* lanes with a ready job, by the first one */
  ApsMemoryIndex  future; /* lanes with a future job, by the first one's due time */
};

/* Jobs that have not ended, and jobs that have. */
enum
{
  APS_MEMORY_UNFINISHED,
  APS_MEMORY_FINISHED,
  APS_MEMORY_N_ENDS,
};

struct _ApsMemoryStore
{
  GObject parent_instance;

  GMutex   lock;
  gboolean started; /* guarded by lock, as all that follows */

  ApsMemoryNames *names;
  GHashTable     *tasks;     /* id in its ApsMemoryTask */
  GHashTable     *queues;    /* name in its ApsMemoryQueue */
  GHashTable     *types;     /* types in its ApsMemoryTypes */
  GHashTable     *runs;      /* id in its ApsMemoryRuns */
  GHashTable     *counts;    /* ApsMemoryCounts */
  GHashTable     *plans;     /* ApsMemoryPlan */
  GHashTable     *kinds;     /* ApsMemoryKind */
  ApsMemoryKind  *last_kind; /* nullable: the one last asked for, counted */
  GHashTable     *lanes;     /* ApsMemoryLane */
  GPtrArray      *channels;  /* ApsMemoryChannel */
  GHashTable     *instances; /* uuid to ApsRecordList of one */
  guint64         n_leases;  /* for ApsMemoryTask.asked, .answered */
  gint64          last_incarnation;

  GHashTable    *schedules; /* id in its ApsMemorySchedule */
  ApsMemoryIndex schedules_by_id;
  ApsMemoryIndex schedules_by_time; /* by next fire time */
  ApsMemoryIndex leased_schedules;  /* by end of lease */
  ApsMemoryIndex exhausted;         /* those with no next fire time, by id */

  GHashTable    *jobs; /* id in its ApsMemoryJob */
  GHashTable    *keys; /* unique key in the ApsMemoryJob that holds it, or did */
  ApsMemoryIndex jobs_by_id[APS_MEMORY_N_ENDS];
  ApsMemoryIndex jobs_by_due[APS_MEMORY_N_ENDS];
  ApsMemoryIndex deadlines;   /* waiting ones that have one */
  ApsMemoryIndex leased_jobs; /* by end of lease */
  ApsMemoryIndex expiries;    /* finished ones that no history keeps */
  ApsMemoryIndex overlaps;    /* lanes of full tasks whose due jobs end or cancel others */
};

/* The interface: aps-memory-interface.c. */
void aps_memory_store_iface_init (ApsDataStoreInterface *iface);

/* Tasks, queues and what else is shared: aps-memory-shared.c. */
ApsMemoryTask  *aps_memory_task_take (ApsMemoryStore *self, const char *id);
ApsMemoryTask  *aps_memory_task_find (ApsMemoryStore *self, const char *id);
void            aps_memory_task_drop (ApsMemoryStore *self, ApsMemoryTask *task);
gboolean        aps_memory_task_is_full (const ApsMemoryTask *task);
ApsMemoryQueue *aps_memory_queue_take (ApsMemoryStore *self, const char *name);
ApsMemoryQueue *aps_memory_queue_find (ApsMemoryStore *self, const char *name);
void            aps_memory_queue_drop (ApsMemoryStore *self, ApsMemoryQueue *queue);
gboolean        aps_memory_queue_is_full (const ApsMemoryQueue *queue);
gboolean        aps_memory_queue_is_paused (const ApsMemoryQueue *queue);
ApsMemoryCounts          *
aps_memory_counts_take (ApsMemoryStore *self, const char *task_id, const char *queue);
void     aps_memory_counts_drop (ApsMemoryStore *self, ApsMemoryCounts *counts);
guint    aps_memory_counts_hash (gconstpointer counts);
gboolean aps_memory_counts_equal (gconstpointer a, gconstpointer b);
ApsMemoryTypes *aps_memory_types_take (ApsMemoryStore *self, const char *text);
void            aps_memory_types_drop (ApsMemoryStore *self, ApsMemoryTypes *types);
ApsMemoryRuns  *aps_memory_runs_find (ApsMemoryStore *self, const char *id);
ApsMemoryRuns  *aps_memory_runs_take (ApsMemoryStore *self, const char *id);
void            aps_memory_runs_drop (ApsMemoryStore *self, ApsMemoryRuns *runs);

/* Schedules as rows: aps-memory-schedule.c. */
ApsMemorySchedule *aps_memory_schedule_find (ApsMemoryStore *self, const char *id);
ApsMemorySchedule *aps_memory_schedule_new (ApsMemoryStore *self, const ApsScheduleRecord *record);
void               aps_memory_schedule_free (ApsMemoryStore *self, ApsMemorySchedule *row);
void     aps_memory_schedule_read (const ApsMemorySchedule *row, ApsScheduleRecord *record);
void     aps_memory_schedule_answer (const ApsMemorySchedule *row, ApsRecordList *list);
void     aps_memory_schedule_write (ApsMemoryStore          *self,
                                    ApsMemorySchedule       *row,
                                    const ApsScheduleRecord *record);
void     aps_memory_schedule_link (ApsMemoryStore *self, ApsMemorySchedule *row);
void     aps_memory_schedule_unlink (ApsMemoryStore *self, ApsMemorySchedule *row);
void     aps_memory_schedule_add (ApsMemoryStore *self, ApsMemorySchedule *row);
void     aps_memory_schedule_remove (ApsMemoryStore *self, ApsMemorySchedule *row);
gint64   aps_memory_schedule_get_ready_us (const ApsMemorySchedule *row);
int      aps_memory_schedule_compare_ids (gconstpointer a, gconstpointer b);
int      aps_memory_schedule_compare_times (gconstpointer a, gconstpointer b);
int      aps_memory_schedule_compare_ready (gconstpointer a, gconstpointer b);
int      aps_memory_schedule_compare_leases (gconstpointer a, gconstpointer b);
guint    aps_memory_plan_hash (gconstpointer plan);
gboolean aps_memory_plan_equal (gconstpointer a, gconstpointer b);

/* Jobs as rows: aps-memory-job.c. */
ApsMemoryJob *aps_memory_job_find (ApsMemoryStore *self, const char *id);
ApsMemoryJob *aps_memory_job_new (ApsMemoryStore *self, const ApsJobRecord *record);
void          aps_memory_job_free (ApsMemoryStore *self, ApsMemoryJob *row);
void          aps_memory_job_read (const ApsMemoryJob *row, ApsJobRecord *record);
void          aps_memory_job_answer (const ApsMemoryJob *row, ApsRecordList *list);
void aps_memory_job_write (ApsMemoryStore *self, ApsMemoryJob *row, const ApsJobRecord *record);
int  aps_memory_job_compare_ids (gconstpointer a, gconstpointer b);
int  aps_memory_job_compare_due (gconstpointer a, gconstpointer b);
int  aps_memory_job_compare_order (gconstpointer a, gconstpointer b);
int  aps_memory_job_compare_deadlines (gconstpointer a, gconstpointer b);
int  aps_memory_job_compare_leases (gconstpointer a, gconstpointer b);
int  aps_memory_job_compare_finished (gconstpointer a, gconstpointer b);
int  aps_memory_job_compare_expiries (gconstpointer a, gconstpointer b);
ApsMemoryKind *aps_memory_kind_take (ApsMemoryStore *self, const ApsJobRecord *record);
void           aps_memory_kind_drop (ApsMemoryStore *self, ApsMemoryKind *kind);
void           aps_memory_kind_forget_last (ApsMemoryStore *self);
guint          aps_memory_kind_hash (gconstpointer kind);
gboolean       aps_memory_kind_equal (gconstpointer a, gconstpointer b);

/* Where jobs stand in the indexes, and their moves between states: aps-memory-moves.c. */
void aps_memory_job_add (ApsMemoryStore *self, ApsMemoryJob *row, gint64 now_us);
void aps_memory_job_set (ApsMemoryStore     *self,
                         ApsMemoryJob       *row,
                         const ApsJobRecord *record,
                         ApsStoreAnswer     *answer,
                         gint64              now_us);
void aps_memory_job_remove (ApsMemoryStore *self, ApsMemoryJob *row);
void aps_memory_runs_let_go (ApsMemoryStore *self, ApsMemoryRuns *runs);
void aps_memory_runs_keep (ApsMemoryStore *self, ApsMemoryRuns *runs, ApsMemorySchedule *schedule);
ApsMemoryJob *aps_memory_key_find (ApsMemoryStore *self, const char *key, gint64 now_us);
gboolean      aps_memory_job_has_schedule (const ApsMemoryJob *row);

/* Waiting jobs: aps-memory-lanes.c. */
ApsMemoryLane *aps_memory_lane_take (ApsMemoryStore *self, const ApsMemoryKind *kind);
void           aps_memory_lane_drop (ApsMemoryStore *self, ApsMemoryLane *lane);
void           aps_memory_lane_insert (ApsMemoryStore *self, ApsMemoryJob *row, gint64 now_us);
void           aps_memory_lane_remove (ApsMemoryStore *self, ApsMemoryJob *row);
gboolean       aps_memory_lane_sort (ApsMemoryStore *self, ApsMemoryLane *lane, gint64 now_us);
void           aps_memory_task_update (ApsMemoryStore *self, ApsMemoryTask *task);
guint          aps_memory_lane_hash (gconstpointer lane);
gboolean       aps_memory_lane_equal (gconstpointer a, gconstpointer b);
int            aps_memory_lane_compare_overlaps (gconstpointer a, gconstpointer b);

/* The operations, called with the lock held; their names are those of the interface. */
void aps_memory_put_tasks (ApsMemoryStore *self, ApsRecordList *tasks, ApsStoreAnswer *answer);
void aps_memory_list_tasks (ApsMemoryStore *self, const ApsListQuery *query, ApsRecordList *tasks);
void aps_memory_remove_task (ApsMemoryStore *self,
                             const char     *id,
                             gboolean        cascade,
                             gint64          now_us,
                             guint           entry,
                             ApsStoreAnswer *answer);
void aps_memory_put_queues (ApsMemoryStore *self, ApsRecordList *queues, ApsStoreAnswer *answer);
void aps_memory_list_queues (ApsMemoryStore *self, ApsRecordList *queues);
void aps_memory_remove_queue (ApsMemoryStore *self,
                              const char     *name,
                              guint           entry,
                              ApsStoreAnswer *answer);
void aps_memory_task_answer (ApsMemoryTask *task, ApsRecordList *list);

gboolean aps_memory_register_instance (ApsMemoryStore          *self,
                                       const ApsInstanceRecord *instance,
                                       const char *const       *dead,
                                       gint64                   now_us,
                                       ApsStoreAnswer          *answer,
                                       GError                 **error);
gboolean
aps_memory_renew_instance (ApsMemoryStore *self, const ApsInstanceRecord *instance, GError **error);
void aps_memory_list_instances (ApsMemoryStore *self, ApsRecordList *instances);
void aps_memory_reap (ApsMemoryStore    *self,
                      const char *const *dead,
                      gboolean           expired,
                      gint64             now_us,
                      ApsStoreAnswer    *answer);
void aps_memory_held_by (ApsMemoryStore *self, const char *instance, ApsStoreAnswer *answer);
void aps_memory_extend_leases (ApsMemoryStore *self,
                               const char     *instance,
                               ApsRecordList  *jobs,
                               ApsRecordList  *schedules,
                               gint64          until_us,
                               ApsStoreAnswer *answer);

void   aps_memory_put_schedules (ApsMemoryStore   *self,
                                 ApsRecordList    *schedules,
                                 ApsConflictPolicy policy,
                                 gint64            now_us,
                                 ApsStoreAnswer   *answer);
void   aps_memory_set_schedule_state (ApsMemoryStore         *self,
                                      const ApsScheduleState *state,
                                      guint                   entry,
                                      ApsStoreAnswer         *answer);
void   aps_memory_lease_schedules (ApsMemoryStore    *self,
                                   const char        *instance,
                                   const char *const *types,
                                   guint              limit,
                                   gint64             until_us,
                                   gint64             now_us,
                                   ApsStoreAnswer    *answer);
gint64 aps_memory_next_schedule_due (ApsMemoryStore *self, const char *const *types, gint64 now_us);
void   aps_memory_commit_firings (ApsMemoryStore  *self,
                                  const char      *instance,
                                  const ApsFiring *firings,
                                  guint            n_firings,
                                  ApsRecordList   *jobs,
                                  gint64           now_us,
                                  ApsStoreAnswer  *answer);

void   aps_memory_add_jobs (ApsMemoryStore *self,
                            ApsRecordList  *jobs,
                            gint64          now_us,
                            ApsStoreAnswer *answer);
void   aps_memory_release_jobs (ApsMemoryStore *self,
                                const char     *instance,
                                ApsRecordList  *jobs,
                                gint64          now_us,
                                ApsStoreAnswer *answer);
void   aps_memory_request_cancel (ApsMemoryStore *self,
                                  const char     *id,
                                  const char     *by,
                                  const char     *reason,
                                  gint64          now_us,
                                  guint           entry,
                                  ApsStoreAnswer *answer);
void   aps_memory_lease_jobs (ApsMemoryStore    *self,
                              const ApsJobLease *lease,
                              gint64             now_us,
                              ApsStoreAnswer    *answer);
gint64 aps_memory_next_job_due (ApsMemoryStore *self, const ApsJobLease *lease, gint64 now_us);
void   aps_memory_list_schedules (ApsMemoryStore     *self,
                                  const ApsListQuery *query,
                                  ApsRecordList      *schedules);
void   aps_memory_list_jobs (ApsMemoryStore *self, const ApsListQuery *query, ApsRecordList *jobs);
void   aps_memory_count_jobs (ApsMemoryStore *self, ApsRecordList *counts);
void aps_memory_clean_up (ApsMemoryStore *self, guint limit, gint64 now_us, ApsStoreAnswer *answer);

G_END_DECLS
