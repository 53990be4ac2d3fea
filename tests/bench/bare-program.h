/* A bare program that runs the inserts, updates and deletes of the SQLite store on its tables.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include <glib.h>
#include <sqlite3.h>

typedef struct
{
  sqlite3      *db;
  sqlite3_stmt *begin;
  sqlite3_stmt *commit;
  sqlite3_stmt *insert;
  sqlite3_stmt *select;
  sqlite3_stmt *lease;
  sqlite3_stmt *remove;
} Bare;

/* @path is a database whose tables a store has made. */
void bare_open (Bare *bare, const char *path);
void bare_close (Bare *bare);

/* Adds @n jobs in one commit. */
void bare_insert (Bare *bare, guint n);

/* Adds @n jobs and drains them, in batches. Returns jobs a second. */
double bare_run (Bare *bare, guint n, guint batch);

/* Adds one job, leases it, removes it: a commit each. */
void bare_cycle (Bare *bare);
