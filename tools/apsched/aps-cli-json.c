/* Writes the JSON of --json and --jsonl.
 *
 * NOTES: values of a store are JSON text already, and stand in the document as they are: a library
 * that read them would lose large numbers.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"

#include "aps-cli-json.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

void
aps_cli_json_init (ApsCliJson *self)
{
  self->text = g_string_new (NULL);
  self->comma = FALSE;
}

static void
append_string (GString *text, const char *value)
{
  g_autofree char *valid = g_utf8_make_valid (value, -1);

  g_string_append_c (text, '"');
  for (const char *p = valid; *p != '\0'; p++)
    if (*p == '"' || *p == '\\')
      g_string_append_printf (text, "\\%c", *p);
    else if (*p == '\n')
      g_string_append (text, "\\n");
    else if ((guchar)*p < ' ' || *p == 0x7f)
      g_string_append_printf (text, "\\u%04x", (guint)(guchar)*p);
    else
      g_string_append_c (text, *p);
  g_string_append_c (text, '"');
}

static void
begin_member (ApsCliJson *self, const char *name)
{
  if (self->comma)
    g_string_append_c (self->text, ',');
  if (name != NULL)
    {
      append_string (self->text, name);
      g_string_append_c (self->text, ':');
    }
  self->comma = TRUE;
}

void
aps_cli_json_begin (ApsCliJson *self, const char *name, char open)
{
  begin_member (self, name);
  g_string_append_c (self->text, open);
  self->comma = FALSE;
}

void
aps_cli_json_end (ApsCliJson *self, char close)
{
  g_string_append_c (self->text, close);
  self->comma = TRUE;
}

void
aps_cli_json_raw (ApsCliJson *self, const char *name, const char *json)
{
  begin_member (self, name);
  g_string_append (self->text, json != NULL ? json : "null");
}

void
aps_cli_json_string (ApsCliJson *self, const char *name, const char *value)
{
  if (value == NULL)
    {
      aps_cli_json_raw (self, name, NULL);
      return;
    }

  begin_member (self, name);
  append_string (self->text, value);
}

void
aps_cli_json_int (ApsCliJson *self, const char *name, gint64 value)
{
  begin_member (self, name);
  g_string_append_printf (self->text, "%" G_GINT64_FORMAT, value);
}

void
aps_cli_json_boolean (ApsCliJson *self, const char *name, gboolean value)
{
  aps_cli_json_raw (self, name, value ? "true" : "false");
}

void
aps_cli_json_double (ApsCliJson *self, const char *name, gdouble value)
{
  char number[G_ASCII_DTOSTR_BUF_SIZE];

  aps_cli_json_raw (self,
                    name,
                    isfinite (value) ? g_ascii_dtostr (number, sizeof number, value) : NULL);
}

/* What a store keeps. Somebody may have damaged it: then it is text, and the document stays whole.
 */
static void
append_kept (ApsCliJson *self, const char *name, const char *json)
{
  g_autoptr (GVariant) value = json != NULL ? aps_value_from_json (json, -1, NULL) : NULL;

  if (value == NULL)
    aps_cli_json_string (self, name, json);
  else if (strpbrk (json, "\n\r") == NULL)
    aps_cli_json_raw (self, name, json);
  else
    {
      g_autofree char *line = aps_value_to_json (value);

      aps_cli_json_raw (self, name, line);
    }
}

/* RFC 3339 has years of four digits. */
static gboolean
has_four_digits (gint64 time_us)
{
  ApsWallTime wall;

  return aps_wall_time_at (time_us, "UTC", &wall, NULL);
}

void
aps_cli_json_time (ApsCliJson *self, const char *name, gint64 time_us)
{
  g_autofree char *text = time_us != APS_TIME_NONE && has_four_digits (time_us)
                            ? aps_time_to_string (time_us)
                            : NULL;

  aps_cli_json_string (self, name, text);
}

static void
append_int64 (ApsCliJson *self, const char *name, gint64 value)
{
  if (value == APS_UNSET || value == APS_FOREVER)
    aps_cli_json_raw (self, name, NULL);
  else
    aps_cli_json_int (self, name, value);
}

static void
append_int (ApsCliJson *self, const char *name, gint value)
{
  if (value == APS_UNLIMITED)
    aps_cli_json_raw (self, name, NULL);
  else
    aps_cli_json_int (self, name, value);
}

void
aps_cli_json_field (
  ApsCliJson *self, const char *name, ApsRecordType type, const char *field, gconstpointer record)
{
  const ApsFieldInfo *info = aps_record_type_find_field (type, field);
  gconstpointer       at = (const char *)record + info->offset;

  switch (info->type)
    {
    case APS_FIELD_TYPE_STRING:
      aps_cli_json_string (self, name, *(const char *const *)at);
      break;
    case APS_FIELD_TYPE_JSON:
      append_kept (self, name, *(const char *const *)at);
      break;
    case APS_FIELD_TYPE_INT:
      append_int (self, name, *(const gint *)at);
      break;
    case APS_FIELD_TYPE_INT64:
      aps_cli_json_int (self, name, *(const gint64 *)at);
      break;
    case APS_FIELD_TYPE_TIME:
      aps_cli_json_time (self, name, *(const gint64 *)at);
      break;
    case APS_FIELD_TYPE_DURATION:
      append_int64 (self, name, *(const gint64 *)at);
      break;
    case APS_FIELD_TYPE_BOOLEAN:
      aps_cli_json_boolean (self, name, *(const gboolean *)at);
      break;
    case APS_FIELD_TYPE_DOUBLE:
      aps_cli_json_double (self, name, *(const gdouble *)at);
      break;
    case APS_FIELD_TYPE_ENUM:
      aps_cli_json_string (self,
                           name,
                           *(const gint *)at == APS_UNSET
                             ? NULL
                             : aps_enum_to_nick (info->get_enum (), *(const gint *)at));
      break;
    default:
      g_assert_not_reached ();
    }
}

void
aps_cli_json_begin_document (ApsCliJson *self)
{
  aps_cli_json_begin (self, NULL, '{');
  aps_cli_json_int (self, "schema", 1);
}

void
aps_cli_json_drain (ApsCliJson *self)
{
  fwrite (self->text->str, 1, self->text->len, stdout);
  g_string_truncate (self->text, 0);
}

void
aps_cli_json_flush (ApsCliJson *self)
{
  g_string_append_c (self->text, '\n');
  aps_cli_json_drain (self);
  self->comma = FALSE;
}

void
aps_cli_json_clear (ApsCliJson *self)
{
  g_string_free (g_steal_pointer (&self->text), TRUE);
}
