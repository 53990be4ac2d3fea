/* Pages of lists.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include "aps-sqlite-rows.h"

/* Binds a page's bounds to ?1 (key) and ?2 (id), what its ids begin with to ?3 and its limit to ?4.
 * Sorted by a key the SQL reads (key, id) > (?1, ?2), or < where it is descending. Sorted by id it
 * uses ?2 and ?3 for one bound each, so that no row before or behind is read. */
void aps_sqlite_bind_page (ApsSqliteRows *rows, const ApsListQuery *query);

/* Binds text, or NULL, to the parameter. */
void aps_sqlite_bind_filter (ApsSqliteRows *rows, int parameter, const char *text);

/* Adds all rows of a query to a list. A row that cannot be read is left out, and @db's owner hears
 * of it in the log. */
gboolean aps_sqlite_read_list (ApsSqliteConnection *db,
                               ApsSqliteRows       *rows,
                               ApsRecordList       *list,
                               GError             **error);

/* The same for the rows of one-parameter @sql for each of @ids. */
gboolean aps_sqlite_read_by_ids (ApsSqliteConnection *db,
                                 const char          *sql,
                                 const char *const   *ids,
                                 ApsRecordList       *list,
                                 GError             **error);
