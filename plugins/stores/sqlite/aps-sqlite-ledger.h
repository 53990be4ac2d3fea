/* What is kept beside the jobs, in step with them: lanes, slots in use, counts, runs of schedules.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include "aps-sqlite-connection.h"

typedef struct
{
  char    *id;
  gboolean exists;
  char    *callable; /* NULL for a callback that processes register */
  gint64   slots;    /* G_MAXINT64: no limit */
  gint64   used;
  gboolean dirty;
  /* state of its lanes in the database */
  const char *written_state;
} ApsSqliteTask;

typedef struct
{
  char    *name;
  gint64   slots; /* G_MAXINT64: no limit */
  gint64   used;
  gboolean paused;
  gboolean dirty;
} ApsSqliteQueue;

typedef struct
{
  gint64          id;
  ApsSqliteTask  *task;
  ApsSqliteQueue *queue;
  char           *executor; /* "" where the jobs name none */
  gint            priority;
  ApsOverlap      overlap; /* queue-one is queue here */
  gint64          n_jobs;
  gint64          n_waiting;
  gboolean        head_known;
  gint64          head_us;
  char           *head_id; /* NULL where none waits */
  gboolean        dirty;
  gboolean        moved; /* waiting jobs came or went since it was written */
} ApsSqliteLane;

/* How a count is to change. */
typedef struct
{
  ApsSqliteTask  *task;
  ApsSqliteQueue *queue;
  gint            state;
  gint            outcome;
  gint64          delta;
} ApsSqliteCount;

/* How the jobs of a schedule are to change. */
typedef struct
{
  gint64   unfinished; /* to be added */
  gboolean untrimmed;
} ApsSqliteRun;

/* NOTES: changes are gathered here and written once a commit, so a batch of a thousand jobs of one
 * task writes its counts once. What was read stays known until another connection has written. */
typedef struct
{
  ApsSqliteConnection *db;
  gint64               data_version;
  GHashTable          *tasks;    /* id -> ApsSqliteTask */
  GHashTable          *queues;   /* name -> ApsSqliteQueue */
  GHashTable          *lanes;    /* id -> ApsSqliteLane */
  GHashTable          *by_place; /* the same lanes, by what they are of */
  GHashTable          *counts;   /* ApsSqliteCount -> itself */
  GHashTable          *runs;     /* schedule id -> ApsSqliteRun */
  GPtrArray           *dirty_tasks;
  GPtrArray           *dirty_queues;
  GPtrArray           *dirty_lanes;
} ApsSqliteLedger;

ApsSqliteLedger *aps_sqlite_ledger_new (ApsSqliteConnection *db);
void             aps_sqlite_ledger_free (ApsSqliteLedger *self);

/* At the beginning of a transaction: forgets what others may have changed. */
gboolean aps_sqlite_ledger_begin (ApsSqliteLedger *self, GError **error);
/* Writes what was gathered. */
gboolean aps_sqlite_ledger_flush (ApsSqliteLedger *self, GError **error);
/* Writes only what tells which lanes have jobs that can be leased. */
gboolean aps_sqlite_ledger_flush_lanes (ApsSqliteLedger *self, GError **error);
/* Forgets everything: the transaction was undone. */
void aps_sqlite_ledger_clear (ApsSqliteLedger *self);

ApsSqliteTask *aps_sqlite_ledger_get_task (ApsSqliteLedger *self, const char *id, GError **error);
ApsSqliteQueue *
aps_sqlite_ledger_get_queue (ApsSqliteLedger *self, const char *name, GError **error);
ApsSqliteLane *aps_sqlite_ledger_get_lane (ApsSqliteLedger *self, gint64 id, GError **error);
/* The lane that a job belongs into; made where there is none. */
ApsSqliteLane *
aps_sqlite_ledger_find_lane (ApsSqliteLedger *self, const ApsJobRecord *job, GError **error);

gboolean    aps_sqlite_task_is_full (const ApsSqliteTask *self);
gboolean    aps_sqlite_queue_is_closed (const ApsSqliteQueue *self);
const char *aps_sqlite_task_get_state (const ApsSqliteTask *self);

/* Its slots, or whether it exists, were changed. */
void aps_sqlite_ledger_touch_task (ApsSqliteLedger *self, ApsSqliteTask *task);
void aps_sqlite_ledger_touch_queue (ApsSqliteLedger *self, ApsSqliteQueue *queue);

void aps_sqlite_ledger_touch_lane (ApsSqliteLedger *self, ApsSqliteLane *lane);
void aps_sqlite_lane_set_head (ApsSqliteLane *lane, gint64 due_us, const char *id);

/* A job comes to be in its state, and ceases to be in it. */
void aps_sqlite_ledger_enter (ApsSqliteLedger *self, ApsSqliteLane *lane, const ApsJobRecord *job);
void aps_sqlite_ledger_leave (ApsSqliteLedger *self, ApsSqliteLane *lane, const ApsJobRecord *job);

/* Counts the jobs of a lane anew: a person has changed them by hand. */
gboolean aps_sqlite_ledger_mend_lane (ApsSqliteLedger *self, ApsSqliteLane *lane, GError **error);

/* A job of a schedule has finished and stays in its history. */
void aps_sqlite_ledger_note_history (ApsSqliteLedger *self, const char *schedule_id);
