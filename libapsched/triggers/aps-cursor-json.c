/* Cursors as JSON text, as they are saved.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"

#include <apsched/aps-cursor.h>

#include <apsched/aps-error.h>

#include "core/aps-json-reader-private.h"
#include "core/aps-json-writer-private.h"
#include "triggers/aps-cursor-private.h"

#include <string.h>

#define CURSOR_VERSION 1
#define MAX_CHILDREN 10000

/* A time: absent before all fires, false after all. */
static void
write_time (ApsJsonWriter *writer, const char *name, gint64 time_us)
{
  if (time_us == APS_CURSOR_START)
    return;

  if (time_us == APS_TIME_NONE)
    aps_json_writer_boolean_member (writer, name, FALSE);
  else
    aps_json_writer_int64_member (writer, name, time_us);
}

static void
write_cursor (ApsJsonWriter *writer, const ApsCursor *self, gint64 pending_us)
{
  aps_json_writer_begin_object (writer);
  aps_json_writer_int64_member (writer, "v", CURSOR_VERSION);
  aps_json_writer_int64_member (writer, "anchor", self->anchor_us);
  write_time (writer, "last", self->last_us);
  if (self->n_fires > 0)
    aps_json_writer_int64_member (writer, "n", self->n_fires);
  if (self->seed != NULL)
    aps_json_writer_string_member (writer, "seed", self->seed);
  if (self->text != NULL)
    aps_json_writer_string_member (writer, "text", self->text);
  write_time (writer, "pending", pending_us);

  if (self->n_children > 0)
    {
      aps_json_writer_key (writer, "children");
      aps_json_writer_begin_array (writer);
      for (guint i = 0; i < self->n_children; i++)
        write_cursor (writer, self->children[i], self->pending[i]);
      aps_json_writer_end_array (writer);
    }

  aps_json_writer_end_object (writer);
}

/**
 * aps_cursor_to_json:
 * @self: a cursor
 *
 * Prints the cursor as JSON, to be saved.
 *
 * Returns: (transfer full): the text
 *
 * Since: 1.0
 */
char *
aps_cursor_to_json (const ApsCursor *self)
{
  ApsJsonWriter writer;

  g_return_val_if_fail (self != NULL, NULL);

  aps_json_writer_init (&writer);
  write_cursor (&writer, self, APS_CURSOR_UNKNOWN);
  return aps_json_writer_finish (&writer);
}

/* A time, or false for never. */
static gint64
read_time (ApsJsonReader *reader)
{
  if (aps_json_reader_peek (reader) != APS_JSON_BOOLEAN)
    return aps_json_reader_int64 (reader);

  if (aps_json_reader_boolean (reader))
    aps_json_reader_fail (reader, "a time is true, wanted is a number or false");

  return APS_TIME_NONE;
}

static void
read_text (ApsJsonReader *reader, char **text)
{
  g_free (*text);
  *text = aps_json_reader_dup_string (reader);
}

/* One of another version may mean anything by its members. */
static gboolean
read_version (ApsJsonReader *reader)
{
  gint64 version = aps_json_reader_int64 (reader);

  if (version == CURSOR_VERSION)
    return TRUE;

  aps_json_reader_fail (reader,
                        "version %" G_GINT64_FORMAT " is not known here (%d is)",
                        version,
                        CURSOR_VERSION);
  return version <= CURSOR_VERSION;
}

static gboolean
read_cursor (ApsJsonReader *reader, ApsCursor *self, gint64 *pending_us, gboolean *newer);

static gboolean
read_children (ApsJsonReader *reader, ApsCursor *self, gboolean *newer)
{
  gsize n_allocated = 0;

  if (!aps_json_reader_begin_array (reader))
    return FALSE;

  while (aps_json_reader_next_item (reader))
    {
      if (self->n_children == MAX_CHILDREN)
        {
          aps_json_reader_fail (reader, "it has too many children");
          return FALSE;
        }

      if (self->n_children == n_allocated)
        {
          n_allocated = MAX (4, n_allocated * 2);
          self->children = g_renew (ApsCursor *, self->children, n_allocated);
          self->pending = g_renew (gint64, self->pending, n_allocated);
        }

      self->children[self->n_children] = aps_cursor_new (0);
      self->n_children++;
      if (!read_cursor (reader,
                        self->children[self->n_children - 1],
                        &self->pending[self->n_children - 1],
                        newer))
        return FALSE;
    }

  return !aps_json_reader_has_error (reader);
}

static gboolean
read_member (
  ApsJsonReader *reader, const char *key, ApsCursor *self, gint64 *pending_us, gboolean *newer)
{
  if (g_str_equal (key, "anchor"))
    self->anchor_us = aps_json_reader_int64 (reader);
  else if (g_str_equal (key, "last"))
    self->last_us = read_time (reader);
  else if (g_str_equal (key, "n"))
    self->n_fires = aps_json_reader_int64 (reader);
  else if (g_str_equal (key, "seed"))
    read_text (reader, &self->seed);
  else if (g_str_equal (key, "text"))
    read_text (reader, &self->text);
  else if (g_str_equal (key, "pending"))
    *pending_us = read_time (reader);
  else if (g_str_equal (key, "children"))
    return read_children (reader, self, newer);
  else
    aps_json_reader_skip (reader);

  return !aps_json_reader_has_error (reader);
}

/* The version is looked at as soon as it comes, which is first in what was printed. */
static gboolean
read_cursor (ApsJsonReader *reader, ApsCursor *self, gint64 *pending_us, gboolean *newer)
{
  gboolean    has_version = FALSE;
  const char *key;

  *pending_us = APS_CURSOR_UNKNOWN;
  if (!aps_json_reader_begin_object (reader))
    return FALSE;

  while ((key = aps_json_reader_next_key (reader)) != NULL)
    {
      if (!g_str_equal (key, "v"))
        {
          if (!read_member (reader, key, self, pending_us, newer))
            return FALSE;
          continue;
        }

      has_version = TRUE;
      *newer = !read_version (reader);
      if (aps_json_reader_has_error (reader))
        return FALSE;
    }

  if (!has_version)
    aps_json_reader_fail (reader, "its version, member \"v\", is missing");
  return !aps_json_reader_has_error (reader);
}

/* NOTES: the cursor of a trigger without children, as it is printed, is read without a reader of
 * JSON: this is a fifth of what a fire costs. Whatever looks different is left to the reader. */

static gboolean
take (const char **p, const char *literal)
{
  gsize n = strlen (literal);

  if (strncmp (*p, literal, n) != 0)
    return FALSE;

  *p += n;
  return TRUE;
}

/* Up to 18 digits, which need no check for overflow. */
static gboolean
take_integer (const char **p, gint64 *value)
{
  gboolean    negative = take (p, "-");
  const char *begin = *p;

  *value = 0;
  while (g_ascii_isdigit (**p) && *p - begin < 18)
    *value = *value * 10 + (*(*p)++ - '0');

  if (*p == begin || g_ascii_isdigit (**p) || (*begin == '0' && *p - begin > 1))
    return FALSE;

  if (negative)
    *value = -*value;
  return TRUE;
}

static gboolean
take_plain_string (const char **p, char **value)
{
  const char *begin = *p;

  while (g_ascii_isprint (**p) && **p != '"' && **p != '\\')
    ++*p;
  *value = g_strndup (begin, (gsize)(*p - begin));
  return take (p, "\"");
}

static gboolean
read_plain (const char *p, ApsCursor *self)
{
  if (!take (&p, "{\"v\":" G_STRINGIFY (CURSOR_VERSION) ",\"anchor\":") ||
      !take_integer (&p, &self->anchor_us))
    return FALSE;
  if (take (&p, ",\"last\":") && !take_integer (&p, &self->last_us))
    return FALSE;
  if (take (&p, ",\"n\":") && !take_integer (&p, &self->n_fires))
    return FALSE;
  if (take (&p, ",\"seed\":\"") && !take_plain_string (&p, &self->seed))
    return FALSE;

  return strcmp (p, "}") == 0;
}

/**
 * aps_cursor_from_json:
 * @json: what aps_cursor_to_json() printed
 * @error: return location for an error
 *
 * Reads a saved cursor.
 *
 * `APS_ERROR_UNREADABLE_RECORD` tells that the text is damaged, `APS_ERROR_NOT_SUPPORTED` that a
 * newer version of the library wrote it.
 *
 * Returns: (transfer full): the cursor; %NULL with @error set if it cannot be read
 *
 * Since: 1.0
 */
ApsCursor *
aps_cursor_from_json (const char *json, GError **error)
{
  g_autoptr (ApsCursor) plain = NULL;
  g_autoptr (ApsCursor) self = NULL;
  g_autoptr (GError) problem = NULL;
  ApsJsonReader reader;
  gint64        pending_us;
  gboolean      newer = FALSE;

  g_return_val_if_fail (json != NULL, NULL);

  plain = aps_cursor_new (0);
  if (read_plain (json, plain))
    return g_steal_pointer (&plain);

  self = aps_cursor_new (0);
  aps_json_reader_init (&reader, json, -1);
  read_cursor (&reader, self, &pending_us, &newer);
  if (aps_json_reader_finish (&reader, &problem))
    return g_steal_pointer (&self);

  g_set_error (error,
               APS_ERROR,
               newer ? APS_ERROR_NOT_SUPPORTED : APS_ERROR_UNREADABLE_RECORD,
               "trigger's cursor: %s",
               problem->message);
  return NULL;
}
