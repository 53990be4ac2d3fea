/* Reads what a data store answers as JSON.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"

#include "interfaces/aps-store-json-private.h"

#include <apsched/aps-error.h>

#include "model/aps-record-json-private.h"

/* The codes that stores answer with, by their words. */
static const struct
{
  const char *word;
  ApsError    code;
} codes[] = {
  { "not-found", APS_ERROR_NOT_FOUND },
  { "conflict", APS_ERROR_CONFLICT },
  { "stale-lease", APS_ERROR_STALE_LEASE },
  { "busy", APS_ERROR_BUSY },
  { "connection-lost", APS_ERROR_CONNECTION_LOST },
  { "outcome-unknown", APS_ERROR_OUTCOME_UNKNOWN },
  { "full", APS_ERROR_FULL },
  { "read-only", APS_ERROR_READ_ONLY },
  { "access-denied", APS_ERROR_ACCESS_DENIED },
  { "schema-newer", APS_ERROR_SCHEMA_NEWER },
  { "corrupt", APS_ERROR_CORRUPT },
  { "unreadable-record", APS_ERROR_UNREADABLE_RECORD },
  { "too-large", APS_ERROR_TOO_LARGE },
  { "not-supported", APS_ERROR_NOT_SUPPORTED },
  { "stopped", APS_ERROR_STOPPED },
};

static void
read_code (ApsJsonReader *reader, gint *code)
{
  const char *word = aps_json_reader_string (reader);

  for (guint i = 0; word != NULL && i < G_N_ELEMENTS (codes); i++)
    if (g_str_equal (word, codes[i].word))
      {
        *code = codes[i].code;
        return;
      }

  if (word != NULL)
    aps_json_reader_fail (reader, "a store has no error \"%.80s\"", word);
}

static void
read_refusal (ApsJsonReader *reader, ApsStoreAnswer *answer, guint entry)
{
  g_autofree char *message = NULL;
  gint             code = APS_ERROR_FAILED;
  const char      *key;

  if (!aps_json_reader_begin_object (reader))
    return;

  while ((key = aps_json_reader_next_key (reader)) != NULL)
    if (g_str_equal (key, "code"))
      read_code (reader, &code);
    else if (g_str_equal (key, "message"))
      {
        g_free (message);
        message = aps_json_reader_dup_string (reader);
      }
    else
      aps_json_reader_skip (reader);

  aps_store_answer_refuse (answer, entry, code, "%s", message != NULL ? message : "Refused");
}

static void
read_status (ApsJsonReader *reader, ApsStoreAnswer *answer, guint entry)
{
  g_autoptr (GError) error = NULL;
  const char *nick = aps_json_reader_string (reader);
  gint        status;

  if (nick == NULL)
    return;

  if (!aps_enum_from_nick (APS_TYPE_ENTRY_STATUS, nick, &status, &error))
    aps_json_reader_fail (reader, "%s", error->message);
  else if (status == APS_ENTRY_STATUS_REFUSED)
    aps_json_reader_fail (reader, "a refused entry is an object of code and message");
  else
    aps_store_answer_set (answer, entry, status);
}

static void
read_entries (ApsJsonReader *reader, ApsStoreAnswer *answer)
{
  guint n = 0;

  if (!aps_json_reader_begin_array (reader))
    return;

  for (; aps_json_reader_next_item (reader); n++)
    if (n == aps_store_answer_get_n_entries (answer))
      {
        aps_json_reader_fail (reader, "the answer has more entries than the request's %u", n);
        return;
      }
    else if (aps_json_reader_peek (reader) == APS_JSON_STRING)
      read_status (reader, answer, n);
    else
      read_refusal (reader, answer, n);
}

static ApsRecordList *
find_list (ApsStoreAnswer *answer, const char *key)
{
  const struct
  {
    const char    *key;
    ApsRecordList *list;
  } lists[] = {
    { "jobs", answer->jobs },
    { "ended_jobs", answer->ended_jobs },
    { "cancelled_jobs", answer->cancelled_jobs },
    { "tasks", answer->tasks },
    { "schedules", answer->schedules },
    { "removed_schedules", answer->removed_schedules },
  };

  for (guint i = 0; i < G_N_ELEMENTS (lists); i++)
    if (g_str_equal (key, lists[i].key))
      return lists[i].list;

  return NULL;
}

static void
read_member (ApsJsonReader *reader, const char *key, ApsStoreAnswer *answer)
{
  ApsRecordList *list = find_list (answer, key);

  if (list != NULL)
    aps_record_list_read_json (reader, list);
  else if (g_str_equal (key, "entries"))
    read_entries (reader, answer);
  else if (g_str_equal (key, "n_cleaned"))
    answer->n_cleaned = aps_json_reader_uint64 (reader);
  else if (g_str_equal (key, "more"))
    answer->more = aps_json_reader_boolean (reader);
  else
    {
      g_autofree char *unknown = g_strdup (key);

      aps_json_reader_skip (reader);
      aps_json_reader_fail (reader, "an answer has no \"%.80s\"", unknown);
    }
}

/* Whatever is wrong with the text is the implementation's fault. */
static gboolean
finish (ApsJsonReader *reader, GError **error)
{
  g_autoptr (GError) reason = NULL;

  if (aps_json_reader_finish (reader, &reason))
    return TRUE;

  g_set_error (error,
               APS_ERROR,
               APS_ERROR_IMPLEMENTATION,
               "the store's answer cannot be read: %s",
               reason->message);
  return FALSE;
}

gboolean
aps_store_read_answer (const char *json, ApsStoreAnswer *answer, GError **error)
{
  g_auto (ApsJsonReader) reader;
  const char *key;

  aps_json_reader_init (&reader, json != NULL ? json : "null", -1);
  if (aps_json_reader_peek (&reader) == APS_JSON_NULL)
    aps_json_reader_null (&reader);
  else if (aps_json_reader_begin_object (&reader))
    while ((key = aps_json_reader_next_key (&reader)) != NULL)
      read_member (&reader, key, answer);

  return finish (&reader, error);
}

gboolean
aps_store_read_records (const char *json, ApsRecordList *list, GError **error)
{
  g_auto (ApsJsonReader) reader;

  aps_json_reader_init (&reader, json != NULL ? json : "[]", -1);
  aps_record_list_read_json (&reader, list);
  return finish (&reader, error);
}

gboolean
aps_store_read_time (const char *json, gint64 *time_us, GError **error)
{
  g_auto (ApsJsonReader) reader;
  gint64 read_us = APS_TIME_NONE;

  aps_json_reader_init (&reader, json != NULL ? json : "null", -1);
  if (aps_json_reader_peek (&reader) == APS_JSON_NULL)
    aps_json_reader_null (&reader);
  else
    read_us = aps_json_reader_int64 (&reader);

  if (!finish (&reader, error))
    return FALSE;

  *time_us = read_us;
  return TRUE;
}

gboolean
aps_store_read_text (const char *json, char **text, GError **error)
{
  g_auto (ApsJsonReader) reader;
  g_autofree char *read = NULL;

  aps_json_reader_init (&reader, json != NULL ? json : "null", -1);
  read = aps_json_reader_dup_nullable_string (&reader);
  if (!finish (&reader, error))
    return FALSE;

  *text = g_steal_pointer (&read);
  return TRUE;
}
