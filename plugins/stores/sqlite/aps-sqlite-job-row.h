/* A job as it is kept: its record, and what the store keeps beside it.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include "aps-sqlite-ledger.h"
#include "aps-sqlite-rows.h"

#include "aps-store-rules.h"

/* The columns that aps_sqlite_job_row_read() expects, in its order. */
#define APS_SQLITE_JOB_ROW "rowid, lane, " APS_SQLITE_JOB_COLUMNS

typedef struct
{
  gint64        rowid;
  gint64        lane;
  ApsJobRecord *record;     /* in the list that it was read into */
  ApsJobRecord  before;     /* as it was read */
  const char   *unreadable; /* a column that cannot be read, or NULL */
} ApsSqliteJobRow;

/* Reads the current row of a query for APS_SQLITE_JOB_ROW. */
void aps_sqlite_job_row_read (ApsSqliteJobRow *self, ApsSqliteRows *rows, ApsRecordList *list);

gboolean aps_sqlite_job_row_find (ApsSqliteLedger *ledger,
                                  const char      *id,
                                  ApsRecordList   *list,
                                  ApsSqliteJobRow *row,
                                  gboolean        *found,
                                  GError         **error);

/* Reads all rows of a query into an array of ApsSqliteJobRow. */
GArray *aps_sqlite_job_rows_read (ApsSqliteConnection *db,
                                  ApsSqliteRows       *rows,
                                  ApsRecordList       *list,
                                  GError             **error);

gboolean aps_sqlite_has_schedule (ApsSqliteConnection *db,
                                  const char          *id,
                                  gboolean            *has_schedule,
                                  GError             **error);

/* Writes a new job as it is; @added is FALSE where its id or its unique key is taken. */
gboolean aps_sqlite_job_insert (ApsSqliteLedger    *ledger,
                                const ApsJobRecord *job,
                                gboolean            has_schedule,
                                gint64              now_us,
                                gboolean           *added,
                                GError            **error);

/* What keeps a job from being added. */
typedef enum
{
  APS_SQLITE_JOB_HOLDER_ID,
  APS_SQLITE_JOB_HOLDER_KEY,
} ApsSqliteJobHolder;

/* Adds a job, over a unique key that has run out too. Where it is not added, @holder says why, and
 * the job that is there is added to @holders. */
gboolean aps_sqlite_job_add (ApsSqliteLedger    *ledger,
                             const ApsJobRecord *job,
                             gboolean            has_schedule,
                             gint64              now_us,
                             gboolean           *added,
                             ApsSqliteJobHolder *holder,
                             ApsRecordList      *holders,
                             GError            **error);

/* Writes what became of the job. Where it has ended by this, its schedule's failures are counted,
 * and no record stays if nothing keeps it. */
gboolean aps_sqlite_job_row_write (ApsSqliteLedger *ledger,
                                   ApsSqliteJobRow *row,
                                   gboolean         has_schedule,
                                   gint64           now_us,
                                   ApsStoreAnswer  *answer,
                                   GError         **error);

/* The same for a job that has just been leased: less is to be written. */
gboolean aps_sqlite_job_row_write_lease (ApsSqliteLedger *ledger,
                                         ApsSqliteJobRow *row,
                                         gint64           now_us,
                                         GError         **error);

/* Sets aside a job whose row cannot be read: it ends, and the row is made readable. */
gboolean aps_sqlite_job_row_set_aside (ApsSqliteLedger *ledger,
                                       ApsSqliteJobRow *row,
                                       gint64           now_us,
                                       ApsStoreAnswer  *answer,
                                       GError         **error);
