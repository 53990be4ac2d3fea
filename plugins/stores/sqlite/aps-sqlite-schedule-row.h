/* A schedule as it is kept.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include "aps-sqlite-ledger.h"
#include "aps-sqlite-rows.h"

#include "aps-store-rules.h"

/* Reads a schedule; @schedule becomes NULL where there is none. @unreadable as in
 * aps_sqlite_read_record(). */
gboolean aps_sqlite_schedule_find (ApsSqliteConnection *db,
                                   const char          *id,
                                   ApsRecordList       *list,
                                   ApsScheduleRecord  **schedule,
                                   const char         **unreadable,
                                   GError             **error);

/* Adds or replaces it, all columns. */
gboolean aps_sqlite_schedule_write (ApsSqliteConnection     *db,
                                    const ApsScheduleRecord *schedule,
                                    GError                 **error);
/* Writes only what leasing changes. */
gboolean aps_sqlite_schedule_write_lease (ApsSqliteConnection     *db,
                                          const ApsScheduleRecord *schedule,
                                          GError                 **error);
/* Writes only what a firing changes. */
gboolean aps_sqlite_schedule_write_firing (ApsSqliteConnection     *db,
                                           const ApsScheduleRecord *schedule,
                                           GError                 **error);

/* A schedule whose row cannot be read is paused, with this as its error, and made readable. */
gboolean aps_sqlite_schedule_set_aside (ApsSqliteConnection *db,
                                        ApsScheduleRecord   *schedule,
                                        const char          *unreadable,
                                        GError             **error);

/* Counts how a job of the schedule ended; a changed schedule stands in @answer. */
gboolean aps_sqlite_schedule_count_outcome (ApsSqliteLedger    *ledger,
                                            const ApsJobRecord *finished,
                                            ApsStoreAnswer     *answer,
                                            GError            **error);

/* Removes it. What its history kept is kept by age from now on. */
gboolean aps_sqlite_schedule_remove (ApsSqliteConnection *db, const char *id, GError **error);
