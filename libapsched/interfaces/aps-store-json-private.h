/* What a data store is asked and answers, as JSON: for stores in other languages.
 *
 * A request is an object; its members have the names of the operation's parameters. Records are
 * objects by their fields (model/aps-record-json-private.h), a time that never comes is null. An
 * answer is an object of what it has to say:
 *
 *   {"entries":["added",{"code":"not-found","message":"no task \"x\""}],
 *    "jobs":[RECORD,...],"ended_jobs":[],"cancelled_jobs":[],"tasks":[],"schedules":[],
 *    "removed_schedules":[],"n_cleaned":0,"more":false}
 *
 * An entry is the nick of its status, or an object that says why it was refused. Entries that are
 * left out are done.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include <apsched/aps-data-store.h>

#include "core/aps-json-writer-private.h"

G_BEGIN_DECLS

/* Members of a request. */
void aps_store_write_strings (ApsJsonWriter *writer, const char *key, const char *const *strings);
void aps_store_write_time (ApsJsonWriter *writer, const char *key, gint64 time_us);
void aps_store_write_records (ApsJsonWriter *writer, const char *key, ApsRecordList *list);
void aps_store_write_query (ApsJsonWriter *writer, const char *key, const ApsListQuery *query);
void aps_store_write_lease (ApsJsonWriter *writer, const char *key, const ApsJobLease *lease);
void aps_store_write_firings (ApsJsonWriter   *writer,
                              const char      *key,
                              const ApsFiring *firings,
                              guint            n_firings);
void aps_store_write_states (ApsJsonWriter          *writer,
                             const char             *key,
                             const ApsScheduleState *states,
                             guint                   n_states);

/* Answers; a NULL text says nothing. The error is of the implementation. */
gboolean aps_store_read_answer (const char *json, ApsStoreAnswer *answer, GError **error);
gboolean aps_store_read_records (const char *json, ApsRecordList *list, GError **error);
gboolean aps_store_read_time (const char *json, gint64 *time_us, GError **error);
gboolean aps_store_read_text (const char *json, char **text, GError **error);

G_END_DECLS
