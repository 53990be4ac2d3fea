/* Pages of lists.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"

#include "aps-sqlite-lists.h"

/* Sorts behind every id. */
#define LAST_ID "\xf4\x8f\xbf\xbf"

void
aps_sqlite_bind_filter (ApsSqliteRows *rows, int parameter, const char *text)
{
  sqlite3_bind_text (rows, parameter, text, -1, SQLITE_STATIC);
}

void
aps_sqlite_bind_page (ApsSqliteRows *rows, const ApsListQuery *query)
{
  gint64 first_key = query->descending ? G_MAXINT64 : G_MININT64;

  sqlite3_bind_int64 (rows, 1, query->after_id != NULL ? query->after_us : first_key);
  aps_sqlite_bind_filter (rows,
                          2,
                          query->after_id != NULL ? query->after_id
                          : query->descending     ? LAST_ID
                                                  : "");
  aps_sqlite_bind_filter (rows, 3, query->id_prefix != NULL ? query->id_prefix : "");
  sqlite3_bind_int64 (rows, 4, query->limit > 0 ? (gint64)query->limit : -1);
}

gboolean
aps_sqlite_read_list (ApsSqliteConnection *db,
                      ApsSqliteRows       *rows,
                      ApsRecordList       *list,
                      GError             **error)
{
  const char *unreadable;
  gboolean    row;

  if (rows == NULL)
    return FALSE;

  while (TRUE)
    {
      if (!aps_sqlite_next (db, rows, &row, error))
        return FALSE;
      if (!row)
        return TRUE;

      aps_sqlite_read_record (rows, 0, list, &unreadable);
      if (unreadable == NULL)
        continue;

      g_message ("SQLite database %s: left out of a list: a row whose %s cannot be read",
                 db->path,
                 unreadable);
      aps_record_list_truncate (list, aps_record_list_get_n (list) - 1);
    }
}

gboolean
aps_sqlite_read_by_ids (ApsSqliteConnection *db,
                        const char          *sql,
                        const char *const   *ids,
                        ApsRecordList       *list,
                        GError             **error)
{
  for (guint i = 0; ids != NULL && ids[i] != NULL; i++)
    {
      g_autoptr (ApsSqliteRows) rows = aps_sqlite_query (db, sql, error, "s", ids[i]);

      if (!aps_sqlite_read_list (db, rows, list, error))
        return FALSE;
    }

  return TRUE;
}
