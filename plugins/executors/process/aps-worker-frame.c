/* Writes and reads the frames between the process executor and its helper program.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"

#include "aps-worker-frame.h"

#include <string.h>

void
aps_worker_frame_begin (ApsWorkerFrameWriter *writer,
                        GByteArray           *buffer,
                        ApsWorkerFrameType    type,
                        guint64               job)
{
  ApsWorkerFrameHeader header = { .type = type, .job = job };

  writer->buffer = buffer;
  writer->header_at = buffer->len;
  writer->too_large = FALSE;
  g_byte_array_append (buffer, (const guint8 *)&header, sizeof header);
}

void
aps_worker_frame_add_u32 (ApsWorkerFrameWriter *writer, guint32 value)
{
  g_byte_array_append (writer->buffer, (const guint8 *)&value, sizeof value);
}

void
aps_worker_frame_add_u64 (ApsWorkerFrameWriter *writer, guint64 value)
{
  g_byte_array_append (writer->buffer, (const guint8 *)&value, sizeof value);
}

/* At most a few bytes over the limit, since nothing is added beyond it. */
static gsize
get_payload_size (const ApsWorkerFrameWriter *writer)
{
  return MIN (writer->buffer->len - writer->header_at - sizeof (ApsWorkerFrameHeader),
              APS_WORKER_MAX_PAYLOAD);
}

void
aps_worker_frame_add_text (ApsWorkerFrameWriter *writer, const void *text, gsize size)
{
  if (writer->too_large || size > APS_WORKER_MAX_PAYLOAD - get_payload_size (writer))
    {
      writer->too_large = TRUE;
      return;
    }

  aps_worker_frame_add_u32 (writer, size);
  if (size > 0)
    g_byte_array_append (writer->buffer, text, size);
  g_byte_array_append (writer->buffer, (const guint8 *)"", 1);
}

void
aps_worker_frame_add_list (ApsWorkerFrameWriter *writer, const char *const *texts)
{
  guint32 n = 0;

  while (texts[n] != NULL)
    n++;

  aps_worker_frame_add_u32 (writer, n);
  for (guint i = 0; i < n; i++)
    aps_worker_frame_add_text (writer, texts[i], strlen (texts[i]));
}

gboolean
aps_worker_frame_end (ApsWorkerFrameWriter *writer)
{
  gsize   size = writer->buffer->len - writer->header_at - sizeof (ApsWorkerFrameHeader);
  guint32 written = size;

  if (writer->too_large || size > APS_WORKER_MAX_PAYLOAD)
    {
      g_byte_array_set_size (writer->buffer, writer->header_at);
      return FALSE;
    }

  memcpy (writer->buffer->data + writer->header_at, &written, sizeof written);
  return TRUE;
}

ApsWorkerParse
aps_worker_frame_parse (const guint8 *data, gsize size, ApsWorkerFrameReader *reader, gsize *taken)
{
  ApsWorkerFrameHeader header;

  if (size < sizeof header)
    return APS_WORKER_PARSE_MORE;

  memcpy (&header, data, sizeof header);
  if (header.size > APS_WORKER_MAX_PAYLOAD || header.type < APS_WORKER_FRAME_HELLO ||
      header.type > APS_WORKER_FRAME_ENDED)
    return APS_WORKER_PARSE_BROKEN;
  if (size - sizeof header < header.size)
    return APS_WORKER_PARSE_MORE;

  *reader = (ApsWorkerFrameReader){
    .type = header.type,
    .job = header.job,
    .payload = data + sizeof header,
    .size = header.size,
  };
  *taken = sizeof header + header.size;
  return APS_WORKER_PARSE_FRAME;
}

static const guint8 *
take (ApsWorkerFrameReader *reader, gsize size)
{
  const guint8 *field = reader->payload + reader->at;

  if (reader->bad || reader->size - reader->at < size)
    {
      reader->bad = TRUE;
      return NULL;
    }

  reader->at += size;
  return field;
}

guint32
aps_worker_frame_get_u32 (ApsWorkerFrameReader *reader)
{
  guint32       value = 0;
  const guint8 *field = take (reader, sizeof value);

  if (field != NULL)
    memcpy (&value, field, sizeof value);
  return value;
}

guint64
aps_worker_frame_get_u64 (ApsWorkerFrameReader *reader)
{
  guint64       value = 0;
  const guint8 *field = take (reader, sizeof value);

  if (field != NULL)
    memcpy (&value, field, sizeof value);
  return value;
}

const char *
aps_worker_frame_get_text (ApsWorkerFrameReader *reader, gsize *size)
{
  gsize       length = aps_worker_frame_get_u32 (reader);
  const char *text = (const char *)take (reader, length + 1);

  if (text != NULL && text[length] != '\0')
    {
      reader->bad = TRUE;
      text = NULL;
    }

  *size = text != NULL ? length : 0;
  return text != NULL ? text : "";
}

const char **
aps_worker_frame_get_list (ApsWorkerFrameReader *reader, gsize *n)
{
  guint32      count = aps_worker_frame_get_u32 (reader);
  const char **texts;

  /* Each text takes five bytes or more, so that a wrong count cannot ask for much memory. */
  if (count > (reader->size - reader->at) / 5)
    reader->bad = TRUE;
  if (reader->bad)
    count = 0;

  texts = g_new0 (const char *, count + 1);
  for (guint32 i = 0; i < count; i++)
    {
      gsize size;

      texts[i] = aps_worker_frame_get_text (reader, &size);
      if (strlen (texts[i]) != size)
        reader->bad = TRUE;
    }

  *n = count;
  return texts;
}

gboolean
aps_worker_frame_is_whole (const ApsWorkerFrameReader *reader)
{
  return !reader->bad && reader->at == reader->size;
}
