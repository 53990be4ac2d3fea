/* An SQLite store in a folder of its own, for tests; at the end its books are checked.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include <apsched/apsched.h>

#define NOW G_GINT64_CONSTANT (1800000000000000)

typedef struct
{
  char           *folder;
  char           *path;
  ApsDataStore   *store;
  ApsStoreAnswer *answer;
} SqliteFixture;

ApsDataStore *sqlite_fixture_new_store (const char *path);
ApsDataStore *sqlite_fixture_open_store (const char *path);

void sqlite_fixture_set_up (SqliteFixture *fixture, gconstpointer data);
/* With fixture->store NULL nothing is checked. */
void sqlite_fixture_tear_down (SqliteFixture *fixture, gconstpointer data);

/* The database as its shell sees it. ask: the first column of the first row, or NULL. */
void  sqlite_fixture_run_sql (SqliteFixture *fixture, const char *sql);
char *sqlite_fixture_ask_sql (SqliteFixture *fixture, const char *sql);

/* What the core would do; any error ends the test. Jobs are of instance-1 and executor process. */
void  sqlite_fixture_put_task (SqliteFixture *fixture, const char *id, gint slots);
void  sqlite_fixture_put_schedule (SqliteFixture *fixture, const char *id);
void  sqlite_fixture_add_jobs (SqliteFixture *fixture, const char *task_id, guint n, gint64 due_us);
guint sqlite_fixture_lease (SqliteFixture *fixture, guint n);
void  sqlite_fixture_release_all (SqliteFixture *fixture);
gint64 sqlite_fixture_next_due (SqliteFixture *fixture, guint n);
