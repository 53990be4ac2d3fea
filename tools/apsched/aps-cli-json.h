/* Writes the JSON of --json and --jsonl.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include <apsched/apsched.h>

G_BEGIN_DECLS

typedef struct
{
  GString *text;
  gboolean comma; /* whether one belongs before what comes next */
} ApsCliJson;

void aps_cli_json_init (ApsCliJson *self);

/* @name is NULL in a list. @open is '{' or '['. */
void aps_cli_json_begin (ApsCliJson *self, const char *name, char open);
void aps_cli_json_end (ApsCliJson *self, char close);

/* NULL is null. */
void aps_cli_json_string (ApsCliJson *self, const char *name, const char *value);
void aps_cli_json_int (ApsCliJson *self, const char *name, gint64 value);
void aps_cli_json_boolean (ApsCliJson *self, const char *name, gboolean value);
void aps_cli_json_double (ApsCliJson *self, const char *name, gdouble value);
/* JSON text; NULL is null. */
void aps_cli_json_raw (ApsCliJson *self, const char *name, const char *json);
/* APS_TIME_NONE is null, and so is what the calendar does not reach. */
void aps_cli_json_time (ApsCliJson *self, const char *name, gint64 time_us);

/* A member that holds a field of a record, named @name. */
void aps_cli_json_field (
  ApsCliJson *self, const char *name, ApsRecordType type, const char *field, gconstpointer record);

/* Begins a document: the brace, and "schema". */
void aps_cli_json_begin_document (ApsCliJson *self);

/* Prints what was written so far; the document goes on. */
void aps_cli_json_drain (ApsCliJson *self);

/* Prints what was written, with an end of line, and begins anew. */
void aps_cli_json_flush (ApsCliJson *self);
void aps_cli_json_clear (ApsCliJson *self);

G_END_DECLS
