/* Writes records as JSON objects, and reads them.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"

#include "model/aps-record-json-private.h"

#include <apsched/aps-model-enums.h>
#include <apsched/aps-types.h>

#define FIELD(type, record, field) (*(type *)G_STRUCT_MEMBER_P (record, (field)->offset))

static void
write_int64 (ApsJsonWriter *writer, gint64 value)
{
  if (value == APS_FOREVER)
    aps_json_writer_null (writer);
  else
    aps_json_writer_int64 (writer, value);
}

static void
write_field (ApsJsonWriter *writer, const ApsFieldInfo *field, gconstpointer record)
{
  aps_json_writer_key (writer, field->name);

  switch (field->type)
    {
    case APS_FIELD_TYPE_STRING:
    case APS_FIELD_TYPE_JSON:
      aps_json_writer_string (writer, FIELD (const char *, record, field));
      break;
    case APS_FIELD_TYPE_INT:
      aps_json_writer_int64 (writer, FIELD (gint, record, field));
      break;
    case APS_FIELD_TYPE_ENUM:
      aps_json_writer_string (writer,
                              aps_enum_to_nick (field->get_enum (), FIELD (gint, record, field)));
      break;
    case APS_FIELD_TYPE_BOOLEAN:
      aps_json_writer_boolean (writer, FIELD (gboolean, record, field));
      break;
    case APS_FIELD_TYPE_DOUBLE:
      aps_json_writer_double (writer, FIELD (gdouble, record, field));
      break;
    case APS_FIELD_TYPE_INT64:
      aps_json_writer_int64 (writer, FIELD (gint64, record, field));
      break;
    case APS_FIELD_TYPE_TIME:
    case APS_FIELD_TYPE_DURATION:
    default:
      write_int64 (writer, FIELD (gint64, record, field));
      break;
    }
}

void
aps_record_write_json (ApsJsonWriter *writer, ApsRecordType type, gconstpointer record)
{
  guint               n_fields;
  const ApsFieldInfo *fields = aps_record_type_get_fields (type, &n_fields);

  aps_json_writer_begin_object (writer);
  for (guint i = 0; i < n_fields; i++)
    write_field (writer, &fields[i], record);
  aps_json_writer_end_object (writer);
}

char *
aps_record_to_json (ApsRecordType type, gconstpointer record)
{
  ApsJsonWriter writer;

  aps_json_writer_init (&writer);
  aps_record_write_json (&writer, type, record);
  return aps_json_writer_finish (&writer);
}

static gboolean
read_null (ApsJsonReader *reader)
{
  if (aps_json_reader_peek (reader) != APS_JSON_NULL)
    return FALSE;

  aps_json_reader_null (reader);
  return TRUE;
}

static gint
read_int (ApsJsonReader *reader, const ApsFieldInfo *field)
{
  gint64 value = aps_json_reader_int64 (reader);

  if (value < G_MININT || value > G_MAXINT)
    aps_json_reader_fail (reader, "%s is out of range", field->name);

  return (gint)value;
}

static gint
read_enum (ApsJsonReader *reader, const ApsFieldInfo *field)
{
  g_autoptr (GError) error = NULL;
  const char *nick;
  gint        value = APS_UNSET;

  if (read_null (reader))
    return (gint)field->unset;

  nick = aps_json_reader_string (reader);
  if (nick != NULL && !aps_enum_from_nick (field->get_enum (), nick, &value, &error))
    aps_json_reader_fail (reader, "%s: %s", field->name, error->message);

  return value;
}

static const char *
read_text (ApsJsonReader *reader, ApsRecordList *list)
{
  if (read_null (reader))
    return NULL;

  return aps_record_list_strdup (list, aps_json_reader_string (reader));
}

static void
read_field (ApsJsonReader *reader, const ApsFieldInfo *field, gpointer record, ApsRecordList *list)
{
  switch (field->type)
    {
    case APS_FIELD_TYPE_STRING:
    case APS_FIELD_TYPE_JSON:
      FIELD (const char *, record, field) = read_text (reader, list);
      break;
    case APS_FIELD_TYPE_INT:
      FIELD (gint, record, field) = read_int (reader, field);
      break;
    case APS_FIELD_TYPE_ENUM:
      FIELD (gint, record, field) = read_enum (reader, field);
      break;
    case APS_FIELD_TYPE_BOOLEAN:
      FIELD (gboolean, record, field) = aps_json_reader_boolean (reader);
      break;
    case APS_FIELD_TYPE_DOUBLE:
      FIELD (gdouble, record, field) = aps_json_reader_double (reader);
      break;
    case APS_FIELD_TYPE_INT64:
      FIELD (gint64, record, field) = aps_json_reader_int64 (reader);
      break;
    case APS_FIELD_TYPE_TIME:
    case APS_FIELD_TYPE_DURATION:
    default:
      FIELD (gint64, record, field) = read_null (reader) ? APS_FOREVER
                                                         : aps_json_reader_int64 (reader);
      break;
    }
}

gpointer
aps_record_read_json (ApsJsonReader *reader, ApsRecordList *list)
{
  ApsRecordType type = aps_record_list_get_record_type (list);
  gpointer      record = aps_record_list_add (list);
  const char   *key;

  if (!aps_json_reader_begin_object (reader))
    return record;

  while ((key = aps_json_reader_next_key (reader)) != NULL)
    {
      const ApsFieldInfo *field = aps_record_type_find_field (type, key);

      if (field != NULL)
        read_field (reader, field, record, list);
      else
        {
          g_autofree char *unknown = g_strdup (key);

          aps_json_reader_skip (reader);
          aps_json_reader_fail (reader, "a record has no field \"%.80s\"", unknown);
        }
    }

  return record;
}

void
aps_record_list_write_json (ApsJsonWriter *writer, ApsRecordList *list)
{
  guint n = aps_record_list_get_n (list);

  aps_json_writer_begin_array (writer);
  for (guint i = 0; i < n; i++)
    aps_record_write_json (writer,
                           aps_record_list_get_record_type (list),
                           aps_record_list_get (list, i));
  aps_json_writer_end_array (writer);
}

gboolean
aps_record_list_read_json (ApsJsonReader *reader, ApsRecordList *list)
{
  if (aps_json_reader_begin_array (reader))
    while (aps_json_reader_next_item (reader))
      aps_record_read_json (reader, list);

  return !aps_json_reader_has_error (reader);
}
