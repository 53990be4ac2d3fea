/* The one connection that writes: calls of many threads share its transactions, many processes its
 * turns.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include "aps-sqlite-ledger.h"
#include "aps-sqlite-turnstile.h"

typedef struct _ApsSqliteRequest ApsSqliteRequest;

/* What a call does inside a transaction. It may be carried out more than once, each time on an
 * empty answer, if a transaction that it shared was undone. */
typedef gboolean (*ApsSqliteWork) (ApsSqliteLedger  *ledger,
                                   ApsSqliteRequest *request,
                                   GError          **error);

/* A call's arguments: each kind of work uses those it needs. */
struct _ApsSqliteRequest
{
  ApsSqliteWork work;

  gconstpointer      records; /* one record, or an array */
  ApsRecordList     *list;
  ApsRecordList     *more;
  const char *const *ids;
  const char        *instance;
  const char        *by;
  const char        *reason;
  const ApsJobLease *lease;
  guint              n;
  gint               policy;
  gboolean           flag;
  gint64             until_us;
  gint64             now_us;
  ApsStoreAnswer    *answer;

  /*< private: the writer's >*/
  gboolean          done;
  gboolean          leads;
  gboolean          success;
  GError           *error;
  GCond             changed;
  ApsSqliteRequest *next;
};

typedef struct
{
  ApsSqliteConnection *db;
  ApsSqliteLedger     *ledger;
  ApsSqliteTurnstile  *turnstile;

  GMutex            lock;
  GCond             joined;    /* somebody stands in line */
  gboolean          busy;      /* guarded by lock: somebody leads */
  ApsSqliteRequest *first;     /* guarded by lock: the line */
  ApsSqliteRequest *last;      /* guarded by lock */
  guint             n_line;    /* guarded by lock */
  guint             n_group;   /* guarded by lock: calls of the last transaction */
  gint64            commit_us; /* leader's: how long the last commit took */
} ApsSqliteWriter;

ApsSqliteWriter *aps_sqlite_writer_new (ApsSqliteConnection *db, ApsSqliteTurnstile *turnstile);
void             aps_sqlite_writer_free (ApsSqliteWriter *self);

gboolean aps_sqlite_writer_run (ApsSqliteWriter *self, ApsSqliteRequest *request, GError **error);
