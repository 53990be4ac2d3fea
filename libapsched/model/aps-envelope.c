/* Writes and reads envelopes of events.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"

#include "model/aps-envelope-private.h"

#include <apsched/aps-error.h>

#include "core/aps-json-reader-private.h"
#include "core/aps-json-writer-private.h"

#include <string.h>

#define VERSION 1
#define MAX_SIZE 4096 /* as APS_ENVELOPE_MAX_SIZE, which stands a room further on */
#define MAX_IDENTITY 255

typedef struct
{
  const char *key;
  guint       offset;
} Member;

static const Member texts[] = {
  { "task", G_STRUCT_OFFSET (ApsEventFields, task_id) },
  { "schedule", G_STRUCT_OFFSET (ApsEventFields, schedule_id) },
  { "job", G_STRUCT_OFFSET (ApsEventFields, job_id) },
  { "scheduler", G_STRUCT_OFFSET (ApsEventFields, scheduler) },
  { "error_domain", G_STRUCT_OFFSET (ApsEventFields, error_domain) },
  { "error", G_STRUCT_OFFSET (ApsEventFields, error_message) },
  { "reason", G_STRUCT_OFFSET (ApsEventFields, reason) },
  { "reason_text", G_STRUCT_OFFSET (ApsEventFields, reason_text) },
};

static const Member times[] = {
  { "next_fire", G_STRUCT_OFFSET (ApsEventFields, next_fire_us) },
  { "fire_time", G_STRUCT_OFFSET (ApsEventFields, fire_time_us) },
  { "due", G_STRUCT_OFFSET (ApsEventFields, due_us) },
  { "started", G_STRUCT_OFFSET (ApsEventFields, started_us) },
};

#define TEXT(fields, member) (*(const char **)G_STRUCT_MEMBER_P (fields, (member)->offset))
#define TIME(fields, member) (*(gint64 *)G_STRUCT_MEMBER_P (fields, (member)->offset))

static char *
write_envelope (const ApsEventFields *fields, const char *instance, guint64 counter)
{
  ApsJsonWriter writer;

  aps_json_writer_init (&writer);
  aps_json_writer_begin_object (&writer);
  aps_json_writer_int64_member (&writer, "v", VERSION);
  aps_json_writer_string_member (&writer, "i", instance);
  aps_json_writer_key (&writer, "n");
  aps_json_writer_uint64 (&writer, counter);
  aps_json_writer_string_member (&writer, "t", aps_event_type_get_name (fields->type));
  aps_json_writer_int64_member (&writer, "at", fields->timestamp_us);

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    if (TEXT (fields, &texts[i]) != NULL)
      aps_json_writer_string_member (&writer, texts[i].key, TEXT (fields, &texts[i]));
  for (guint i = 0; i < G_N_ELEMENTS (times); i++)
    if (TIME (fields, &times[i]) != APS_TIME_NONE)
      aps_json_writer_int64_member (&writer, times[i].key, TIME (fields, &times[i]));

  if (fields->error_domain != NULL)
    aps_json_writer_int64_member (&writer, "error_code", fields->error_code);
  if (fields->outcome != APS_UNSET)
    aps_json_writer_string_member (&writer,
                                   "outcome",
                                   aps_enum_to_nick (APS_TYPE_JOB_OUTCOME, fields->outcome));
  if (fields->attempt != 0)
    aps_json_writer_int64_member (&writer, "attempt", fields->attempt);
  if (fields->finished)
    aps_json_writer_boolean_member (&writer, "finished", TRUE);

  aps_json_writer_end_object (&writer);
  return aps_json_writer_finish (&writer);
}

/* The beginning of @text, at most @length bytes, ending with a whole character. */
static char *
cut (const char *text, gsize length)
{
  const char *end;

  if (strlen (text) <= length)
    return g_strdup (text);

  g_utf8_validate (text, length, &end);
  return g_strndup (text, end - text);
}

/* Halves one text until the envelope fits, or nothing of it is left. */
static char *
shorten (ApsEventFields *fields, const char **text, const char *instance, guint64 counter)
{
  char            *envelope = write_envelope (fields, instance, counter);
  g_autofree char *shorter = NULL;

  while (*text != NULL && strlen (envelope) > MAX_SIZE)
    {
      gsize length = strlen (*text) / 2;
      char *half = length > 0 ? cut (*text, MIN (length, MAX_SIZE)) : NULL;

      g_free (shorter);
      shorter = half;
      *text = half;
      g_free (envelope);
      envelope = write_envelope (fields, instance, counter);
    }

  /* What is left of it is needed no more: where it did not help, it is gone. */
  if (strlen (envelope) <= MAX_SIZE)
    return envelope;

  g_free (envelope);
  return NULL;
}

char *
aps_envelope_new (const ApsEventFields *fields, const char *instance, guint64 counter)
{
  ApsEventFields   less = *fields;
  g_autofree char *identity = NULL;
  const char     **order[] = {
        &less.error_message, &less.reason_text, &less.error_domain,
        &less.reason,        &less.task_id,     &less.schedule_id,
  };
  char *envelope;

  if (fields->scheduler != NULL && strlen (fields->scheduler) > MAX_IDENTITY)
    less.scheduler = identity = cut (fields->scheduler, MAX_IDENTITY);

  for (guint i = 0; i < G_N_ELEMENTS (order); i++)
    {
      envelope = shorten (&less, order[i], instance, counter);
      if (envelope != NULL)
        return envelope;
    }

  g_assert_not_reached ();
}

typedef struct
{
  ApsEventFields fields;
  gint64         version;
  char          *instance;
  guint64        counter;
  GStringChunk  *chunk;
} Parse;

static const char *
read_text (ApsJsonReader *reader, Parse *parse)
{
  const char *text = aps_json_reader_string (reader);

  return text != NULL ? g_string_chunk_insert (parse->chunk, text) : NULL;
}

static gboolean
read_table_member (ApsJsonReader *reader, const char *key, Parse *parse)
{
  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    if (g_str_equal (key, texts[i].key))
      {
        TEXT (&parse->fields, &texts[i]) = read_text (reader, parse);
        return TRUE;
      }

  for (guint i = 0; i < G_N_ELEMENTS (times); i++)
    if (g_str_equal (key, times[i].key))
      {
        TIME (&parse->fields, &times[i]) = aps_json_reader_int64 (reader);
        return TRUE;
      }

  return FALSE;
}

static void
read_outcome (ApsJsonReader *reader, Parse *parse)
{
  const char *nick = aps_json_reader_string (reader);

  if (nick != NULL)
    aps_enum_from_nick (APS_TYPE_JOB_OUTCOME, nick, &parse->fields.outcome, NULL);
}

static void
read_type (ApsJsonReader *reader, Parse *parse)
{
  const char *name = aps_json_reader_string (reader);

  if (name != NULL)
    parse->fields.type = aps_event_type_find (name);
}

static void
read_member (ApsJsonReader *reader, const char *key, Parse *parse)
{
  if (read_table_member (reader, key, parse))
    return;

  if (g_str_equal (key, "v"))
    parse->version = aps_json_reader_int64 (reader);
  else if (g_str_equal (key, "i"))
    {
      g_free (parse->instance);
      parse->instance = aps_json_reader_dup_string (reader);
    }
  else if (g_str_equal (key, "n"))
    parse->counter = aps_json_reader_uint64 (reader);
  else if (g_str_equal (key, "t"))
    read_type (reader, parse);
  else if (g_str_equal (key, "at"))
    parse->fields.timestamp_us = aps_json_reader_int64 (reader);
  else if (g_str_equal (key, "error_code"))
    parse->fields.error_code = (gint)aps_json_reader_int64 (reader);
  else if (g_str_equal (key, "outcome"))
    read_outcome (reader, parse);
  else if (g_str_equal (key, "attempt"))
    parse->fields.attempt = (gint)aps_json_reader_int64 (reader);
  else if (g_str_equal (key, "finished"))
    parse->fields.finished = aps_json_reader_boolean (reader);
  else
    aps_json_reader_skip (reader);
}

static gboolean
read_envelope (const char *text, Parse *parse, GError **error)
{
  g_auto (ApsJsonReader) reader;
  const char *key;

  aps_json_reader_init (&reader, text, -1);
  if (aps_json_reader_begin_object (&reader))
    while ((key = aps_json_reader_next_key (&reader)) != NULL)
      read_member (&reader, key, parse);

  return aps_json_reader_finish (&reader, error);
}

static gboolean
check_envelope (const Parse *parse, GError **error)
{
  if (parse->version != 0 && parse->instance != NULL)
    return TRUE;

  g_set_error_literal (error,
                       APS_ERROR,
                       APS_ERROR_INVALID_ARGUMENT,
                       "Text is no envelope: its version or its sender is missing");
  return FALSE;
}

gboolean
aps_envelope_parse (
  const char *text, ApsEvent **event, char **instance, guint64 *counter, GError **error)
{
  Parse    parse = { .fields = APS_EVENT_FIELDS_INIT };
  gboolean fits;
  gboolean is_event;

  if (strlen (text) > MAX_SIZE)
    {
      g_set_error (error,
                   APS_ERROR,
                   APS_ERROR_TOO_LARGE,
                   "Envelope is %" G_GSIZE_FORMAT " bytes long, at most %d are allowed",
                   strlen (text),
                   MAX_SIZE);
      return FALSE;
    }

  parse.chunk = g_string_chunk_new (512);
  fits = read_envelope (text, &parse, error) && check_envelope (&parse, error);
  if (fits)
    {
      is_event = parse.version == VERSION && aps_event_type_get_name (parse.fields.type) != NULL;
      *event = is_event ? aps_event_new_from_fields (&parse.fields) : NULL;
      *instance = g_steal_pointer (&parse.instance);
      *counter = parse.counter;
    }

  g_free (parse.instance);
  g_string_chunk_free (parse.chunk);
  return fits;
}
