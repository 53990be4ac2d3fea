/* The data store in one SQLite file.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include <apsched/apsched.h>

G_BEGIN_DECLS

#define APS_TYPE_SQLITE_STORE (aps_sqlite_store_get_type ())

G_DECLARE_FINAL_TYPE (ApsSqliteStore, aps_sqlite_store, APS, SQLITE_STORE, GObject)

G_END_DECLS
