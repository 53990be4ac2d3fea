/* Reads JSON (RFC 8259) piece by piece.
 *
 * NOTES. Own reader, because json-glib changes what it cannot hold: integers beyond 64 bits become
 * -1, strings end at U+0000, of two equal keys one wins. Short strings need no allocation.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"

#include "core/aps-json-reader-private.h"

#include <apsched/aps-error.h>

#include "core/aps-ascii-private.h"

#include <string.h>

/* Objects with more keys look for one that comes twice by a hash table. */
#define MANY_KEYS 64

void
aps_json_reader_fail (ApsJsonReader *self, const char *format, ...)
{
  g_autofree char *message = NULL;
  va_list          args;

  if (self->error != NULL)
    return;

  va_start (args, format);
  message = g_strdup_vprintf (format, args);
  va_end (args);

  self->error = g_error_new (APS_ERROR,
                             APS_ERROR_INVALID_ARGUMENT,
                             "JSON: %s at offset %" G_GSIZE_FORMAT,
                             message,
                             (gsize)(self->p - self->text));
}

gboolean
aps_json_reader_has_error (const ApsJsonReader *self)
{
  return self->error != NULL;
}

void
aps_json_reader_init (ApsJsonReader *self, const char *text, gssize length)
{
  gsize       n = length < 0 ? strlen (text) : (gsize)length;
  const char *valid_end;

  self->text = self->p = text;
  self->end = text + n;
  self->fresh = FALSE;
  self->depth = 0;
  self->error = NULL;
  self->key.data = self->string.data = NULL;
  self->key_hashes = self->small_key_hashes;
  self->n_key_hashes = 0;
  self->max_key_hashes = G_N_ELEMENTS (self->small_key_hashes);
  self->n_objects = 0;
  self->many_key_hashes = NULL;

  if (!aps_is_ascii (text, n) && !g_utf8_validate_len (text, n, &valid_end))
    {
      self->p = valid_end;
      aps_json_reader_fail (self, *valid_end == '\0' ? "NUL byte" : "text is not UTF-8");
    }
}

void
aps_json_reader_clear (ApsJsonReader *self)
{
  g_clear_error (&self->error);
  g_clear_pointer (&self->key.data, g_free);
  g_clear_pointer (&self->string.data, g_free);
  g_clear_pointer (&self->many_key_hashes, g_hash_table_unref);

  if (self->key_hashes != self->small_key_hashes)
    g_free (self->key_hashes);

  self->key_hashes = self->small_key_hashes;
}

gboolean
aps_json_reader_finish (ApsJsonReader *self, GError **error)
{
  gboolean ok;

  if (self->error == NULL)
    {
      aps_json_reader_skip_blanks (self);
      if (self->p < self->end)
        aps_json_reader_fail (self, "nothing may follow the value, but something does");
    }

  ok = self->error == NULL;
  if (!ok)
    g_propagate_error (error, g_steal_pointer (&self->error));

  aps_json_reader_clear (self);
  return ok;
}

ApsJsonKind
aps_json_reader_peek (ApsJsonReader *self)
{
  gboolean is_double;

  if (self->error != NULL)
    return APS_JSON_INVALID;

  aps_json_reader_skip_blanks (self);

  if (self->p == self->end)
    return APS_JSON_INVALID;

  switch (*self->p)
    {
    case '{':
      return APS_JSON_OBJECT;
    case '[':
      return APS_JSON_ARRAY;
    case '"':
      return APS_JSON_STRING;
    case 't':
    case 'f':
      return APS_JSON_BOOLEAN;
    case 'n':
      return APS_JSON_NULL;
    default:
      if (aps_json_reader_find_number_end (self, &is_double) == NULL)
        return APS_JSON_INVALID;
      return is_double ? APS_JSON_DOUBLE : APS_JSON_INTEGER;
    }
}

gboolean
aps_json_reader_fail_unexpected (ApsJsonReader *self, const char *wanted)
{
  if (self->error == NULL && self->p == self->end)
    aps_json_reader_fail (self, "text ends where %s is wanted", wanted);
  else
    aps_json_reader_fail (self, "%s is wanted", wanted);

  return FALSE;
}

static gboolean
begin (ApsJsonReader *self, char bracket, const char *wanted)
{
  if (self->error != NULL)
    return FALSE;

  aps_json_reader_skip_blanks (self);

  if (self->p == self->end || *self->p != bracket)
    return aps_json_reader_fail_unexpected (self, wanted);

  if (self->depth == APS_JSON_MAX_DEPTH)
    {
      aps_json_reader_fail (self, "brackets nest deeper than %d", APS_JSON_MAX_DEPTH);
      return FALSE;
    }

  self->p++;
  self->depth++;
  self->fresh = TRUE;
  return TRUE;
}

/* FALSE at the closing bracket, which is consumed, and after an error. */
static gboolean
next (ApsJsonReader *self, char bracket, const char *wanted)
{
  if (self->error != NULL)
    return FALSE;

  aps_json_reader_skip_blanks (self);

  if (self->p < self->end && *self->p == bracket)
    {
      self->p++;
      self->depth--;
      self->fresh = FALSE;
      return FALSE;
    }

  if (!self->fresh)
    {
      if (self->p == self->end || *self->p != ',')
        return aps_json_reader_fail_unexpected (self, wanted);
      self->p++;
      aps_json_reader_skip_blanks (self);
    }

  self->fresh = FALSE;
  return TRUE;
}

gboolean
aps_json_reader_begin_array (ApsJsonReader *self)
{
  return begin (self, '[', "a list");
}

gboolean
aps_json_reader_next_item (ApsJsonReader *self)
{
  return next (self, ']', "\",\" or \"]\"");
}

gboolean
aps_json_reader_begin_object (ApsJsonReader *self)
{
  if (!begin (self, '{', "an object"))
    return FALSE;

  self->frames[self->depth].first_key_hash = self->n_key_hashes;
  self->frames[self->depth].object = self->n_objects++;
  return TRUE;
}

/* FNV-1a */
static guint64
hash_key (const char *key, gsize length)
{
  guint64 hash = G_GUINT64_CONSTANT (14695981039346656037);

  for (gsize i = 0; i < length; i++)
    hash = (hash ^ (guchar)key[i]) * G_GUINT64_CONSTANT (1099511628211);

  return hash;
}

static void
remember_key_hash (ApsJsonReader *self, guint64 hash)
{
  if (self->n_key_hashes == self->max_key_hashes)
    {
      gboolean small = self->key_hashes == self->small_key_hashes;

      self->max_key_hashes *= 2;
      self->key_hashes = g_renew (guint64, small ? NULL : self->key_hashes, self->max_key_hashes);
      if (small)
        memcpy (self->key_hashes, self->small_key_hashes, sizeof self->small_key_hashes);
    }

  self->key_hashes[self->n_key_hashes++] = hash;
}

/* For the keys of an object after its first MANY_KEYS. */
static gboolean
remember_one_of_many (ApsJsonReader *self, guint64 hash)
{
  guint64 object = self->frames[self->depth].object;
  gint64  mixed = (gint64)(hash ^ (object + 1) * G_GUINT64_CONSTANT (0x9e3779b97f4a7c15));

  if (self->many_key_hashes == NULL)
    self->many_key_hashes = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, NULL);

  return g_hash_table_add (self->many_key_hashes, g_memdup2 (&mixed, sizeof mixed));
}

static gboolean
remember_key (ApsJsonReader *self, const char *key, gsize length)
{
  guint64 hash = hash_key (key, length);
  guint   first = self->frames[self->depth].first_key_hash;

  for (guint i = first; i < self->n_key_hashes; i++)
    if (self->key_hashes[i] == hash)
      return FALSE;

  if (self->n_key_hashes - first == MANY_KEYS)
    return remember_one_of_many (self, hash);

  remember_key_hash (self, hash);
  return TRUE;
}

const char *
aps_json_reader_next_key (ApsJsonReader *self)
{
  guint       object_depth = self->depth;
  const char *key;

  if (!next (self, '}', "\",\" or \"}\""))
    {
      if (self->error == NULL)
        self->n_key_hashes = self->frames[object_depth].first_key_hash;
      return NULL;
    }

  key = aps_json_reader_read_string (self, &self->key, "a key");
  if (key == NULL)
    return NULL;

  if (!remember_key (self, key, self->key.length))
    {
      aps_json_reader_fail (self, "key \"%s\" is there twice", key);
      return NULL;
    }

  aps_json_reader_skip_blanks (self);
  if (self->p == self->end || *self->p != ':')
    {
      aps_json_reader_fail_unexpected (self, "\":\"");
      return NULL;
    }

  self->p++;
  return key;
}

static void
skip_number (ApsJsonReader *self)
{
  gboolean    is_double;
  const char *number_end = aps_json_reader_find_number_end (self, &is_double);

  self->p = number_end == NULL ? self->p : number_end;
}

void
aps_json_reader_skip (ApsJsonReader *self)
{
  switch (aps_json_reader_peek (self))
    {
    case APS_JSON_OBJECT:
      aps_json_reader_begin_object (self);
      while (aps_json_reader_next_key (self) != NULL)
        aps_json_reader_skip (self);
      break;

    case APS_JSON_ARRAY:
      aps_json_reader_begin_array (self);
      while (aps_json_reader_next_item (self))
        aps_json_reader_skip (self);
      break;

    case APS_JSON_STRING:
      aps_json_reader_string (self);
      break;

    case APS_JSON_INTEGER:
    case APS_JSON_DOUBLE:
      skip_number (self);
      break;

    case APS_JSON_BOOLEAN:
      aps_json_reader_boolean (self);
      break;

    case APS_JSON_NULL:
      aps_json_reader_null (self);
      break;

    case APS_JSON_INVALID:
    default:
      aps_json_reader_fail_unexpected (self, "a value");
      break;
    }
}

const char *
aps_json_reader_raw (ApsJsonReader *self, gsize *length)
{
  const char *start;

  *length = 0;
  aps_json_reader_skip_blanks (self);
  start = self->p;
  aps_json_reader_skip (self);

  if (self->error != NULL)
    return NULL;

  *length = (gsize)(self->p - start);
  return start;
}

char *
aps_json_reader_dup_raw (ApsJsonReader *self)
{
  gsize       length;
  const char *start = aps_json_reader_raw (self, &length);

  return start == NULL ? NULL : g_strndup (start, length);
}
