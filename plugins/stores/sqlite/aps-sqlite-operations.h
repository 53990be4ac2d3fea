/* The operations of the store, by theme: those that write run in a transaction of the writer, the
 * others on a connection that reads.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include "aps-sqlite-writer.h"

#define WRITES(name)                                                                               \
  gboolean name (ApsSqliteLedger *ledger, ApsSqliteRequest *request, GError **error)
#define READS(name)                                                                                \
  gboolean name (ApsSqliteConnection *db, ApsSqliteRequest *request, GError **error)

/* aps-sqlite-instances.c */
WRITES (aps_sqlite_register_instance);
WRITES (aps_sqlite_renew_instance);
WRITES (aps_sqlite_leave_instance);
READS (aps_sqlite_list_instances);

/* aps-sqlite-tasks.c */
WRITES (aps_sqlite_put_tasks);
READS (aps_sqlite_get_tasks);
READS (aps_sqlite_list_tasks);
WRITES (aps_sqlite_remove_tasks);
WRITES (aps_sqlite_put_queues);
READS (aps_sqlite_list_queues);
WRITES (aps_sqlite_remove_queues);

/* aps-sqlite-schedules.c */
WRITES (aps_sqlite_put_schedules);
READS (aps_sqlite_get_schedules);
READS (aps_sqlite_list_schedules);
WRITES (aps_sqlite_remove_schedules);
WRITES (aps_sqlite_set_schedule_states);

/* aps-sqlite-firings.c */
WRITES (aps_sqlite_lease_schedules);
WRITES (aps_sqlite_commit_firings);
READS (aps_sqlite_next_schedule_due);

/* aps-sqlite-jobs.c */
WRITES (aps_sqlite_add_jobs);
WRITES (aps_sqlite_request_cancel);
READS (aps_sqlite_get_jobs);
READS (aps_sqlite_count_jobs);

/* aps-sqlite-job-lists.c */
READS (aps_sqlite_list_jobs);

/* aps-sqlite-leasing.c */
WRITES (aps_sqlite_lease_jobs);

/* aps-sqlite-endings.c */
WRITES (aps_sqlite_end_overdue_jobs);
WRITES (aps_sqlite_act_on_overlaps);

/* aps-sqlite-next-due.c */
READS (aps_sqlite_next_job_due);

/* aps-sqlite-leases.c */
WRITES (aps_sqlite_release_jobs);
WRITES (aps_sqlite_extend_leases);
READS (aps_sqlite_held_by);
WRITES (aps_sqlite_reap);
/* Ends the leases of the dead, and with @expired those that have run out. */
gboolean aps_sqlite_end_leases (ApsSqliteLedger   *ledger,
                                const char *const *dead,
                                gboolean           expired,
                                gint64             now_us,
                                ApsStoreAnswer    *answer,
                                GError           **error);

/* aps-sqlite-clean-up.c */
WRITES (aps_sqlite_clean_up);

#undef WRITES
#undef READS
