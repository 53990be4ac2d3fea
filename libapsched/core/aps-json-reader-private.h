/* Reads JSON piece by piece. The first mistake sticks: later calls return nothing, and finish
 * reports it, so callers check once, at the end.
 *
 *   ApsJsonReader reader;
 *   aps_json_reader_init (&reader, text, -1);
 *   if (aps_json_reader_begin_object (&reader))
 *     while ((key = aps_json_reader_next_key (&reader)) != NULL)
 *       if (g_str_equal (key, "last"))
 *         last_us = aps_json_reader_int64 (&reader);
 *       else
 *         aps_json_reader_skip (&reader);
 *   return aps_json_reader_finish (&reader, error);
 *
 * Every key has to be followed by reading or skipping its value. Refused are: what RFC 8259 does
 * not allow, a key twice in an object, U+0000, unpaired surrogates, and brackets nested deeper than
 * APS_JSON_MAX_DEPTH.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include <glib.h>

#include "core/aps-json-writer-private.h"

G_BEGIN_DECLS

typedef enum
{
  APS_JSON_INVALID, /* an error was met, or the text has ended */
  APS_JSON_NULL,
  APS_JSON_BOOLEAN,
  APS_JSON_INTEGER,
  APS_JSON_DOUBLE, /* a number with point or exponent */
  APS_JSON_STRING,
  APS_JSON_ARRAY,
  APS_JSON_OBJECT,
} ApsJsonKind;

/* Text with its escapes resolved, in place while it is short. */
typedef struct
{
  char *data; /* NULL while small is used */
  gsize size;
  gsize length;
  char  small[104];
} ApsJsonBuffer;

typedef struct
{
  const char   *text;
  const char   *p;
  const char   *end;
  gboolean      fresh; /* behind an opening bracket */
  guint         depth;
  GError       *error;
  ApsJsonBuffer key;
  ApsJsonBuffer string;

  /* Hashes of the keys of all open objects, to find those that come twice. */
  guint64    *key_hashes;
  guint       n_key_hashes;
  guint       max_key_hashes;
  guint64     small_key_hashes[16];
  GHashTable *many_key_hashes; /* nullable: of objects with many keys */
  guint       n_objects;       /* begun so far */

  struct
  {
    guint first_key_hash;
    guint object; /* its number */
  } frames[APS_JSON_MAX_DEPTH + 1];
} ApsJsonReader;

/* @text is borrowed until finish or clear; a length of -1 means up to its NUL. */
void aps_json_reader_init (ApsJsonReader *self, const char *text, gssize length);
void aps_json_reader_clear (ApsJsonReader *self);

/* Checks that nothing follows. On success or failure, the reader is cleared. */
gboolean aps_json_reader_finish (ApsJsonReader *self, GError **error);

/* What comes next, without reading it. */
ApsJsonKind aps_json_reader_peek (ApsJsonReader *self);

/* FALSE if there is no object; next_key returns NULL at its end, which is then behind the reader.
 * A key is valid until the next one is asked for. */
gboolean    aps_json_reader_begin_object (ApsJsonReader *self);
const char *aps_json_reader_next_key (ApsJsonReader *self);

gboolean aps_json_reader_begin_array (ApsJsonReader *self);
gboolean aps_json_reader_next_item (ApsJsonReader *self);

/* Valid until the next string is read; NULL after an error. */
const char *aps_json_reader_string (ApsJsonReader *self);
char       *aps_json_reader_dup_string (ApsJsonReader *self);

/* Like dup_string, but NULL for null too. */
char    *aps_json_reader_dup_nullable_string (ApsJsonReader *self);
gint64   aps_json_reader_int64 (ApsJsonReader *self);
guint64  aps_json_reader_uint64 (ApsJsonReader *self);
double   aps_json_reader_double (ApsJsonReader *self);
gboolean aps_json_reader_boolean (ApsJsonReader *self);
void     aps_json_reader_null (ApsJsonReader *self);
void     aps_json_reader_skip (ApsJsonReader *self);

/* The text of the next value, checked but not read; not terminated. */
const char *aps_json_reader_raw (ApsJsonReader *self, gsize *length);
char       *aps_json_reader_dup_raw (ApsJsonReader *self);

gboolean aps_json_reader_has_error (const ApsJsonReader *self);

/* For what the caller finds wrong with the value just read: "… at offset N" is added. */
void aps_json_reader_fail (ApsJsonReader *self, const char *format, ...) G_GNUC_PRINTF (2, 3);

/* Shared by the reader's own files. */

static inline void
aps_json_reader_skip_blanks (ApsJsonReader *self)
{
  while (self->p < self->end &&
         (*self->p == ' ' || *self->p == '\n' || *self->p == '\t' || *self->p == '\r'))
    self->p++;
}

/* Returns FALSE. */
gboolean aps_json_reader_fail_unexpected (ApsJsonReader *self, const char *wanted);

/* Behind the number at the reader's place, or NULL if there is none. */
const char *aps_json_reader_find_number_end (const ApsJsonReader *self, gboolean *is_double);

const char *
aps_json_reader_read_string (ApsJsonReader *self, ApsJsonBuffer *buffer, const char *wanted);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (ApsJsonReader, aps_json_reader_clear)

G_END_DECLS
