/* The earlier attempts of a job, as its record keeps them.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"

#include "scheduler/aps-attempts-private.h"

#include "core/aps-json-reader-private.h"

/* The text of each object in the list; empty where it cannot be read. */
static GPtrArray *
split (const char *attempts)
{
  GPtrArray *objects = g_ptr_array_new_with_free_func (g_free);
  g_auto (ApsJsonReader) reader;

  aps_json_reader_init (&reader, attempts != NULL ? attempts : "[]", -1);
  if (aps_json_reader_begin_array (&reader))
    while (aps_json_reader_next_item (&reader))
      {
        gsize       length = 0;
        const char *object = aps_json_reader_raw (&reader, &length);

        if (object != NULL)
          g_ptr_array_add (objects, g_strndup (object, length));
      }

  return objects;
}

static void
write_attempt (ApsJsonWriter *writer, const ApsJobRecord *job)
{
  aps_json_writer_begin_object (writer);
  aps_json_writer_int64_member (writer, "attempt", job->attempt);
  if (job->started_us != APS_TIME_NONE)
    aps_json_writer_int64_member (writer, "started_us", job->started_us);
  aps_json_writer_int64_member (writer, "finished_us", job->finished_us);
  if (job->worker != NULL)
    aps_json_writer_string_member (writer, "worker", job->worker);
  if (job->error_message != NULL)
    aps_json_writer_string_member (writer, "error", job->error_message);
  aps_json_writer_end_object (writer);
}

char *
aps_attempts_add (const char *attempts, const ApsJobRecord *job)
{
  g_autoptr (GPtrArray) objects = split (attempts);
  g_auto (ApsJsonWriter) writer;

  while (objects->len >= APS_ATTEMPTS_KEPT)
    g_ptr_array_remove_index (objects, 0);

  aps_json_writer_init (&writer);
  aps_json_writer_begin_array (&writer);
  for (guint i = 0; i < objects->len; i++)
    aps_json_writer_raw (&writer, g_ptr_array_index (objects, i), -1);
  write_attempt (&writer, job);
  aps_json_writer_end_array (&writer);
  return aps_json_writer_finish (&writer);
}
