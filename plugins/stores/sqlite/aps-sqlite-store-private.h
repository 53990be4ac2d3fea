/* How the operations of the interface reach the database.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include "aps-sqlite-store.h"

#include "aps-sqlite-writer.h"

typedef gboolean (*ApsSqliteReading) (ApsSqliteConnection *db,
                                      ApsSqliteRequest    *request,
                                      GError             **error);

gboolean aps_sqlite_store_write (ApsDataStore     *store,
                                 ApsSqliteWork     work,
                                 ApsSqliteRequest *request,
                                 GError          **error);
gboolean aps_sqlite_store_read (ApsDataStore     *store,
                                ApsSqliteReading  reading,
                                ApsSqliteRequest *request,
                                GError          **error);

/* aps-sqlite-interface.c */
void aps_sqlite_store_implement_operations (ApsDataStoreInterface *iface);
