/* Records as JSON objects, by the tables of their fields: for stores in other languages.
 *
 * A member has the field's name. Absent text is null, and so are a time that never comes and a
 * duration without end (whose number some languages cannot hold); enumerations are their nicks.
 * JSON in a record is text here too: it has to come back as it was.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include <apsched/aps-record-list.h>

#include "core/aps-json-reader-private.h"
#include "core/aps-json-writer-private.h"

G_BEGIN_DECLS

void  aps_record_write_json (ApsJsonWriter *writer, ApsRecordType type, gconstpointer record);
char *aps_record_to_json (ApsRecordType type, gconstpointer record);

/* Adds the next object to @list. Members that are missing say nothing; unknown ones, and values of
 * another type, fail the reader. */
gpointer aps_record_read_json (ApsJsonReader *reader, ApsRecordList *list);

/* A list of objects, all of @list's records; and back. */
void     aps_record_list_write_json (ApsJsonWriter *writer, ApsRecordList *list);
gboolean aps_record_list_read_json (ApsJsonReader *reader, ApsRecordList *list);

G_END_DECLS
