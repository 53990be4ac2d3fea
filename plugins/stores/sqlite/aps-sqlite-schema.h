/* The tables, and their versions.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include "aps-sqlite-connection.h"

#define APS_SQLITE_APPLICATION_ID 0x41707331 /* "Aps1" */
#define APS_SQLITE_SCHEMA_VERSION 1

/* Looks whether the database is one of ours and of a version that this code knows. Touches
 * nothing. @version is 0 for an empty file. */
gboolean aps_sqlite_schema_check (ApsSqliteConnection *self, gint64 *version, GError **error);

/* Makes or migrates the tables, under the database's own lock. */
gboolean aps_sqlite_schema_migrate (ApsSqliteConnection *self, GError **error);
