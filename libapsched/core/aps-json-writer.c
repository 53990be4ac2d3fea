/* Appends JSON (RFC 8259) to a text.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"

#include "core/aps-json-writer-private.h"

#include "core/aps-ascii-private.h"

#include <math.h>
#include <string.h>

void
aps_json_writer_init (ApsJsonWriter *self)
{
  *self = (ApsJsonWriter){ .text = g_string_sized_new (120) };
}

void
aps_json_writer_clear (ApsJsonWriter *self)
{
  if (self->text != NULL)
    g_string_free (g_steal_pointer (&self->text), TRUE);
}

char *
aps_json_writer_finish (ApsJsonWriter *self)
{
  return g_string_free (g_steal_pointer (&self->text), FALSE);
}

static inline void
begin_value (ApsJsonWriter *self)
{
  if (self->needs_comma)
    g_string_append_c (self->text, ',');

  self->needs_comma = TRUE;
}

static void
begin (ApsJsonWriter *self, char bracket)
{
  begin_value (self);
  g_string_append_c (self->text, bracket);
  self->needs_comma = FALSE;
  self->depth++;
  self->max_depth = MAX (self->max_depth, self->depth);
}

static void
end (ApsJsonWriter *self, char bracket)
{
  g_string_append_c (self->text, bracket);
  self->needs_comma = TRUE;
  self->depth--;
}

void
aps_json_writer_begin_object (ApsJsonWriter *self)
{
  begin (self, '{');
}

void
aps_json_writer_end_object (ApsJsonWriter *self)
{
  end (self, '}');
}

void
aps_json_writer_begin_array (ApsJsonWriter *self)
{
  begin (self, '[');
}

void
aps_json_writer_end_array (ApsJsonWriter *self)
{
  end (self, ']');
}

static void
append_escape (GString *text, guchar c)
{
  static const char letters[] = "\"\"\\\\\bb\ff\nn\rr\tt";

  for (const char *p = letters; *p != '\0'; p += 2)
    if ((guchar)*p == c)
      {
        g_string_append_c (text, '\\');
        g_string_append_c (text, p[1]);
        return;
      }

  g_string_append_printf (text, "\\u%04x", c);
}

static void
append_quoted (GString *text, const char *string, gsize length)
{
  const char *end_of_string = string + length;

  g_string_append_c (text, '"');

  while (string < end_of_string)
    {
      const char *plain = string;

      while (plain < end_of_string && (guchar)*plain >= 0x20 && *plain != '"' && *plain != '\\')
        plain++;

      g_string_append_len (text, string, plain - string);
      if (plain == end_of_string)
        break;

      append_escape (text, (guchar)*plain);
      string = plain + 1;
    }

  g_string_append_c (text, '"');
}

static void
append_string (GString *text, const char *string, gsize length)
{
  g_autofree char *valid = NULL;

  if (!aps_is_ascii (string, length) && !g_utf8_validate_len (string, length, NULL))
    {
      string = valid = g_utf8_make_valid (string, (gssize)length);
      length = strlen (valid);
    }

  append_quoted (text, string, length);
}

void
aps_json_writer_key (ApsJsonWriter *self, const char *key)
{
  begin_value (self);
  append_string (self->text, key, strlen (key));
  g_string_append_c (self->text, ':');
  self->needs_comma = FALSE;
}

void
aps_json_writer_string (ApsJsonWriter *self, const char *string)
{
  if (string == NULL)
    aps_json_writer_null (self);
  else
    aps_json_writer_string_length (self, string, strlen (string));
}

void
aps_json_writer_string_length (ApsJsonWriter *self, const char *string, gsize length)
{
  begin_value (self);
  append_string (self->text, string, length);
}

/* printf takes ten times as long, and most of what is written is numbers. */
static void
append_uint64 (GString *text, guint64 number)
{
  char  digits[20];
  char *p = digits + sizeof digits;

  do
    {
      *--p = (char)('0' + number % 10);
      number /= 10;
    }
  while (number != 0);

  g_string_append_len (text, p, digits + sizeof digits - p);
}

void
aps_json_writer_int64 (ApsJsonWriter *self, gint64 number)
{
  begin_value (self);

  if (number < 0)
    g_string_append_c (self->text, '-');

  append_uint64 (self->text, number < 0 ? -(guint64)number : (guint64)number);
}

void
aps_json_writer_uint64 (ApsJsonWriter *self, guint64 number)
{
  begin_value (self);
  append_uint64 (self->text, number);
}

void
aps_json_writer_double (ApsJsonWriter *self, double number)
{
  static const char *const formats[] = { "%.15g", "%.16g", "%.17g" };
  char                     buffer[G_ASCII_DTOSTR_BUF_SIZE];

  if (!isfinite (number))
    {
      aps_json_writer_null (self);
      return;
    }

  for (guint i = 0; i < G_N_ELEMENTS (formats); i++)
    {
      double again;

      g_ascii_formatd (buffer, sizeof buffer, formats[i], number);
      again = g_ascii_strtod (buffer, NULL);
      if (memcmp (&again, &number, sizeof number) == 0)
        break;
    }

  begin_value (self);
  g_string_append (self->text, buffer);
  if (strpbrk (buffer, ".e") == NULL)
    g_string_append (self->text, ".0");
}

void
aps_json_writer_boolean (ApsJsonWriter *self, gboolean value)
{
  aps_json_writer_raw (self, value ? "true" : "false", -1);
}

void
aps_json_writer_null (ApsJsonWriter *self)
{
  aps_json_writer_raw (self, "null", 4);
}

void
aps_json_writer_raw (ApsJsonWriter *self, const char *json, gssize length)
{
  begin_value (self);
  g_string_append_len (self->text, json, length);
}

void
aps_json_writer_string_member (ApsJsonWriter *self, const char *key, const char *string)
{
  aps_json_writer_key (self, key);
  aps_json_writer_string (self, string);
}

void
aps_json_writer_int64_member (ApsJsonWriter *self, const char *key, gint64 number)
{
  aps_json_writer_key (self, key);
  aps_json_writer_int64 (self, number);
}

void
aps_json_writer_boolean_member (ApsJsonWriter *self, const char *key, gboolean value)
{
  aps_json_writer_key (self, key);
  aps_json_writer_boolean (self, value);
}
