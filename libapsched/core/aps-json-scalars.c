/* The scalars of JSON: strings with their escapes, numbers, words.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"

#include "core/aps-json-reader-private.h"

#include <math.h>
#include <string.h>

/* Behind the number at the reader's place, or NULL if there is none. */
const char *
aps_json_reader_find_number_end (const ApsJsonReader *self, gboolean *is_double)
{
  const char *p = self->p;
  const char *end = self->end;

  *is_double = FALSE;

  if (p < end && *p == '-')
    p++;
  if (p == end || !g_ascii_isdigit (*p))
    return NULL;
  if (*p == '0' && p + 1 < end && g_ascii_isdigit (p[1]))
    return NULL;

  while (p < end && g_ascii_isdigit (*p))
    p++;

  if (p < end && *p == '.')
    {
      *is_double = TRUE;
      if (++p == end || !g_ascii_isdigit (*p))
        return NULL;
      while (p < end && g_ascii_isdigit (*p))
        p++;
    }

  if (p < end && (*p == 'e' || *p == 'E'))
    {
      *is_double = TRUE;
      if (++p < end && (*p == '+' || *p == '-'))
        p++;
      if (p == end || !g_ascii_isdigit (*p))
        return NULL;
      while (p < end && g_ascii_isdigit (*p))
        p++;
    }

  return p;
}

static char *
buffer_reserve (ApsJsonBuffer *buffer, gsize size)
{
  if (buffer->data != NULL && buffer->size >= size)
    return buffer->data;
  if (buffer->data == NULL && size <= sizeof buffer->small)
    return buffer->small;

  g_free (buffer->data);
  buffer->size = size;
  buffer->data = g_malloc (size);
  return buffer->data;
}

static gboolean
read_hex (ApsJsonReader *self, const char *p, gunichar *unit)
{
  *unit = 0;

  for (guint i = 0; i < 4; i++)
    {
      int digit = p + i < self->end ? g_ascii_xdigit_value (p[i]) : -1;

      if (digit < 0)
        {
          aps_json_reader_fail (self, "four hexadecimal digits are wanted after \\u");
          return FALSE;
        }
      *unit = *unit << 4 | (gunichar)digit;
    }

  return TRUE;
}

/* \uXXXX at the reader's place, perhaps two of them, becomes UTF-8 at @out. */
static char *
read_unicode_escape (ApsJsonReader *self, char *out)
{
  gunichar character, low;

  if (!read_hex (self, self->p + 2, &character))
    return NULL;

  if (character == 0)
    {
      aps_json_reader_fail (self, "U+0000 cannot be in a string");
      return NULL;
    }

  if (character >= 0xd800 && character < 0xe000)
    {
      if (character >= 0xdc00 || self->end - self->p < 12 || self->p[6] != '\\' ||
          self->p[7] != 'u' || !read_hex (self, self->p + 8, &low) || low < 0xdc00 || low >= 0xe000)
        {
          aps_json_reader_fail (self, "unpaired surrogate");
          return NULL;
        }
      character = 0x10000 + ((character - 0xd800) << 10) + (low - 0xdc00);
      self->p += 6;
    }

  self->p += 6;
  return out + g_unichar_to_utf8 (character, out);
}

static char *
read_escape (ApsJsonReader *self, char *out)
{
  static const char letters[] = "\"\"\\\\//b\bf\fn\nr\rt\t";

  if (self->end - self->p >= 2 && self->p[1] == 'u')
    return read_unicode_escape (self, out);

  for (const char *letter = letters; self->end - self->p >= 2 && *letter != '\0'; letter += 2)
    if (*letter == self->p[1])
      {
        self->p += 2;
        *out = letter[1];
        return out + 1;
      }

  aps_json_reader_fail (self, "unknown escape");
  return NULL;
}

/* Behind the closing quote, or the end. */
static const char *
find_string_end (const ApsJsonReader *self)
{
  const char *p = self->p + 1;

  while (p < self->end && *p != '"')
    p += *p == '\\' && p + 1 < self->end ? 2 : 1;

  return p;
}

const char *
aps_json_reader_read_string (ApsJsonReader *self, ApsJsonBuffer *buffer, const char *wanted)
{
  char *start, *out;

  if (self->error != NULL)
    return NULL;

  aps_json_reader_skip_blanks (self);

  if (self->p == self->end || *self->p != '"')
    {
      aps_json_reader_fail_unexpected (self, wanted);
      return NULL;
    }

  /* What is read is never longer than what was written. */
  start = out = buffer_reserve (buffer, (gsize)(find_string_end (self) - self->p));
  self->p++;

  while (self->p < self->end && *self->p != '"')
    {
      if ((guchar)*self->p < 0x20)
        {
          aps_json_reader_fail (self, "control character in a string");
          return NULL;
        }
      if (*self->p != '\\')
        *out++ = *self->p++;
      else if ((out = read_escape (self, out)) == NULL)
        return NULL;
    }

  if (self->p == self->end)
    {
      aps_json_reader_fail_unexpected (self, "the end of a string");
      return NULL;
    }

  self->p++;
  *out = '\0';
  buffer->length = (gsize)(out - start);
  return start;
}

const char *
aps_json_reader_string (ApsJsonReader *self)
{
  return aps_json_reader_read_string (self, &self->string, "a string");
}

char *
aps_json_reader_dup_string (ApsJsonReader *self)
{
  return g_strdup (aps_json_reader_string (self));
}

char *
aps_json_reader_dup_nullable_string (ApsJsonReader *self)
{
  if (aps_json_reader_peek (self) != APS_JSON_NULL)
    return aps_json_reader_dup_string (self);

  aps_json_reader_null (self);
  return NULL;
}

/* The digits of the integer at the reader's place, in *magnitude; the reader moves behind it. */
static gboolean
read_integer (ApsJsonReader *self, gboolean *negative, guint64 *magnitude)
{
  const char *number_end;
  const char *p;
  gboolean    is_double;

  if (self->error != NULL)
    return FALSE;

  aps_json_reader_skip_blanks (self);
  number_end = aps_json_reader_find_number_end (self, &is_double);
  if (number_end == NULL || is_double)
    return aps_json_reader_fail_unexpected (self, "an integer");

  p = self->p;
  *negative = *p == '-';
  *magnitude = 0;

  for (p += *negative ? 1 : 0; p < number_end; p++)
    if (!g_uint64_checked_mul (magnitude, *magnitude, 10) ||
        !g_uint64_checked_add (magnitude, *magnitude, (guint64)(*p - '0')))
      {
        aps_json_reader_fail (self, "integer does not fit 64 bits");
        return FALSE;
      }

  self->p = number_end;
  return TRUE;
}

gint64
aps_json_reader_int64 (ApsJsonReader *self)
{
  const char *start = self->p;
  gboolean    negative;
  guint64     magnitude;

  if (!read_integer (self, &negative, &magnitude))
    return 0;

  if (magnitude > (guint64)G_MAXINT64 + (negative ? 1 : 0))
    {
      self->p = start;
      aps_json_reader_skip_blanks (self);
      aps_json_reader_fail (self, "integer does not fit 64 bits with a sign");
      return 0;
    }

  return negative ? (gint64)-magnitude : (gint64)magnitude;
}

guint64
aps_json_reader_uint64 (ApsJsonReader *self)
{
  gboolean negative;
  guint64  magnitude;

  if (!read_integer (self, &negative, &magnitude))
    return 0;

  if (negative && magnitude != 0)
    {
      aps_json_reader_fail (self, "an integer that is not negative is wanted before");
      return 0;
    }

  return magnitude;
}

double
aps_json_reader_double (ApsJsonReader *self)
{
  const char      *number_end;
  gboolean         is_double;
  char             small[64];
  g_autofree char *large = NULL;
  char            *digits = small;
  double           number;

  if (self->error != NULL)
    return 0;

  aps_json_reader_skip_blanks (self);
  number_end = aps_json_reader_find_number_end (self, &is_double);
  if (number_end == NULL)
    return aps_json_reader_fail_unexpected (self, "a number");

  if (number_end - self->p >= (gssize)sizeof small)
    digits = large = g_malloc ((gsize)(number_end - self->p) + 1);

  memcpy (digits, self->p, (gsize)(number_end - self->p));
  digits[number_end - self->p] = '\0';
  number = g_ascii_strtod (digits, NULL);

  if (!isfinite (number))
    {
      aps_json_reader_fail (self, "number is too large for a double");
      return 0;
    }

  self->p = number_end;
  return number;
}

static gboolean
read_word (ApsJsonReader *self, const char *word)
{
  gsize length = strlen (word);

  if ((gsize)(self->end - self->p) < length || memcmp (self->p, word, length) != 0)
    return FALSE;

  self->p += length;
  return TRUE;
}

gboolean
aps_json_reader_boolean (ApsJsonReader *self)
{
  if (self->error != NULL)
    return FALSE;

  aps_json_reader_skip_blanks (self);

  if (read_word (self, "true"))
    return TRUE;
  if (!read_word (self, "false"))
    aps_json_reader_fail_unexpected (self, "true or false");

  return FALSE;
}

void
aps_json_reader_null (ApsJsonReader *self)
{
  if (self->error != NULL)
    return;

  aps_json_reader_skip_blanks (self);

  if (!read_word (self, "null"))
    aps_json_reader_fail_unexpected (self, "null");
}
