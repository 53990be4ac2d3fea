/* Appends JSON to a text: commas and escapes are its business, the order of calls is the caller's.
 *
 *   ApsJsonWriter writer;
 *   aps_json_writer_init (&writer);
 *   aps_json_writer_begin_object (&writer);
 *   aps_json_writer_key (&writer, "last");
 *   aps_json_writer_int64 (&writer, last_us);
 *   aps_json_writer_end_object (&writer);
 *   return aps_json_writer_finish (&writer);
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* How deep brackets of a JSON text may nest, written or read. */
#define APS_JSON_MAX_DEPTH 100

typedef struct
{
  GString *text;
  guint    depth;
  guint    max_depth; /* the deepest so far: more than APS_JSON_MAX_DEPTH cannot be read back */
  gboolean needs_comma;
} ApsJsonWriter;

void aps_json_writer_init (ApsJsonWriter *self);

/* Frees what was written. Not needed after finish. */
void aps_json_writer_clear (ApsJsonWriter *self);

/* Returns the text (transfer full) and leaves the writer cleared. */
char *aps_json_writer_finish (ApsJsonWriter *self);

void aps_json_writer_begin_object (ApsJsonWriter *self);
void aps_json_writer_end_object (ApsJsonWriter *self);
void aps_json_writer_begin_array (ApsJsonWriter *self);
void aps_json_writer_end_array (ApsJsonWriter *self);

void aps_json_writer_key (ApsJsonWriter *self, const char *key);

/* NULL is written as null; bytes that are no UTF-8 are replaced. */
void aps_json_writer_string (ApsJsonWriter *self, const char *string);
void aps_json_writer_string_length (ApsJsonWriter *self, const char *string, gsize length);
void aps_json_writer_int64 (ApsJsonWriter *self, gint64 number);
void aps_json_writer_uint64 (ApsJsonWriter *self, guint64 number);

/* The shortest form that reads back as the same number, always with point or exponent; null if
 * infinite or no number. */
void aps_json_writer_double (ApsJsonWriter *self, double number);
void aps_json_writer_boolean (ApsJsonWriter *self, gboolean value);
void aps_json_writer_null (ApsJsonWriter *self);

/* Text that is JSON already. */
void aps_json_writer_raw (ApsJsonWriter *self, const char *json, gssize length);

/* A member of an object, in one call. */
void aps_json_writer_string_member (ApsJsonWriter *self, const char *key, const char *string);
void aps_json_writer_int64_member (ApsJsonWriter *self, const char *key, gint64 number);
void aps_json_writer_boolean_member (ApsJsonWriter *self, const char *key, gboolean value);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (ApsJsonWriter, aps_json_writer_clear)

G_END_DECLS
