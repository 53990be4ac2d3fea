/* A list of records: the columns that are wanted, in the order that is wanted, or as JSON.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include "aps-cli-json.h"
#include "aps-cli-table.h"

G_BEGIN_DECLS

typedef enum
{
  APS_CLI_SHOWN,
  APS_CLI_LONG, /* with --long, or by name */
} ApsCliColumnUse;

typedef struct
{
  const char     *heading;
  ApsCliColumnUse use;

  /* NULL is "-". */
  char *(*text) (ApsCli *cli, gconstpointer record, gpointer data);
  ApsCliStyle (*style) (ApsCli *cli, gconstpointer record, gpointer data); /* NULL: plain */
  gint64 (*key) (gconstpointer record); /* for --sort; NULL: the text */
} ApsCliColumn;

/* A member of the JSON form, and the field of the record that it shows. */
typedef struct
{
  const char *name;
  const char *field;
} ApsCliMember;

typedef struct
{
  const char         *name; /* of the list in the JSON document */
  ApsRecordType       type;
  const ApsCliColumn *columns;
  guint               n_columns;
  const ApsCliMember *members;
  guint               n_members;
  void (*more) (ApsCliJson *json, gconstpointer record, gpointer data); /* NULL: no more members */
} ApsCliList;

/* Whether --columns and --sort name columns of the list; says what is wrong where they do not. */
gboolean aps_cli_list_check (const ApsCliList *self, ApsCli *cli, ApsExit *status);

/* Whether a column is printed. */
gboolean aps_cli_list_shows (const ApsCliList *self, ApsCli *cli, const char *heading);

void aps_cli_list_sort (const ApsCliList *self, ApsCli *cli, GPtrArray *records, gpointer data);
void aps_cli_list_print (const ApsCliList *self, ApsCli *cli, GPtrArray *records, gpointer data);

/* The members of one record, without the braces. */
void
aps_cli_list_write (const ApsCliList *self, ApsCliJson *json, gconstpointer record, gpointer data);

/* A list as JSON, record by record. */
void aps_cli_list_begin_json (const ApsCliList *self, ApsCli *cli, ApsCliJson *json);
void aps_cli_list_add_json (
  const ApsCliList *self, ApsCli *cli, ApsCliJson *json, gconstpointer record, gpointer data);
void aps_cli_list_end_json (ApsCli *cli, ApsCliJson *json);

G_END_DECLS
