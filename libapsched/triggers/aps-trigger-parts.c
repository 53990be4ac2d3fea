/* Parts the text form of a trigger into kind, body, options and triggers in brackets, and puts
 * them together again.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"

#include "triggers/aps-trigger-parts-private.h"

#include <apsched/aps-error.h>

#include "triggers/aps-trigger-kind-private.h"

#include <stdarg.h>
#include <string.h>

#define MAX_QUOTED 80
#define USUAL_OPTIONS 4

static void
clear_option (gpointer data)
{
  ApsOption *option = data;

  g_free (option->key);
  g_free (option->value);
}

ApsTriggerParts *
aps_trigger_parts_new (const char *text)
{
  ApsTriggerParts *self = g_new (ApsTriggerParts, 1);

  *self = (ApsTriggerParts){ .text = text };
  self->options = g_array_sized_new (FALSE, FALSE, sizeof (ApsOption), USUAL_OPTIONS);
  g_array_set_clear_func (self->options, clear_option);
  return self;
}

void
aps_trigger_parts_free (ApsTriggerParts *self)
{
  g_free (self->kind);
  g_free (self->body);
  g_array_unref (self->options);
  g_clear_pointer (&self->children, g_ptr_array_unref);
  g_free (self);
}

static char *
quote_start (const char *text)
{
  if (g_utf8_strlen (text, -1) <= MAX_QUOTED)
    return g_strdup (text);

  return g_strdup_printf ("%.*s…",
                          (int)(g_utf8_offset_to_pointer (text, MAX_QUOTED - 1) - text),
                          text);
}

gboolean
aps_trigger_parts_fail (
  const ApsTriggerParts *self, const char *at, GError **error, const char *what, const char *rest)
{
  g_autofree char *text = quote_start (self->text);
  g_autofree char *place = NULL;

  if (at != NULL)
    place = g_strdup_printf ("%sat column %ld%s",
                             *what != '\0' ? " " : "",
                             g_utf8_pointer_to_offset (self->text, at) + 1,
                             *rest != '\0' && *rest != ',' && *rest != ':' ? " " : "");

  g_set_error (error,
               APS_ERROR,
               APS_ERROR_INVALID_TRIGGER,
               "trigger \"%s\": %s%s%s",
               text,
               what,
               place != NULL ? place : "",
               rest);
  return FALSE;
}

gpointer
aps_trigger_parts_fail_children (const ApsTriggerParts *self, GError **error)
{
  aps_trigger_parts_fail (self,
                          self->first_bracket,
                          error,
                          "a bracket",
                          "can stand only behind and: or or:");
  return NULL;
}

void
aps_trigger_parts_warn (const ApsTriggerParts *self, const char *format, ...)
{
  va_list args;

  if (self->warnings == NULL)
    return;

  va_start (args, format);
  g_ptr_array_add (self->warnings, g_strdup_vprintf (format, args));
  va_end (args);
}

const ApsOption *
aps_trigger_parts_take (ApsTriggerParts *self, const char *key)
{
  for (guint i = 0; i < self->options->len; i++)
    {
      ApsOption *option = &g_array_index (self->options, ApsOption, i);

      if (option->key[0] == key[0] && g_str_equal (option->key, key))
        {
          option->taken = TRUE;
          return option;
        }
    }

  return NULL;
}

gboolean
aps_trigger_parts_check_taken (ApsTriggerParts *self, const char *allowed, GError **error)
{
  for (guint i = 0; i < self->options->len; i++)
    {
      const ApsOption *option = &g_array_index (self->options, ApsOption, i);

      if (!option->taken)
        {
          g_autofree char *what = g_strdup_printf ("option \"%s\"", option->key);
          g_autofree char *rest = g_strdup_printf ("is not known for %s: (known are %s%stz start "
                                                   "end count except gap fold "
                                                   "clock-changes)",
                                                   self->kind != NULL ? self->kind : "cron",
                                                   allowed,
                                                   *allowed != '\0' ? " " : "");

          return aps_trigger_parts_fail (self, option->key_span.start, error, what, rest);
        }
    }

  return TRUE;
}

void
aps_trigger_parts_add_option (ApsTriggerParts *self, const char *key, const char *value)
{
  ApsOption option = { .key = g_strdup (key), .value = g_strdup (value) };

  g_array_append_val (self->options, option);
}

gboolean
aps_trigger_parts_integer (const ApsTriggerParts *self,
                           const ApsOption       *option,
                           gint64                 min,
                           gint64                 max,
                           gint64                *value,
                           GError               **error)
{
  g_autoptr (GError) problem = NULL;
  g_autofree char *what = NULL;
  g_autofree char *rest = NULL;

  if (g_ascii_string_to_signed (option->value, 10, min, max, value, &problem))
    return TRUE;

  what = g_strdup_printf ("%s \"%s\"", option->key, option->value);
  rest = g_strdup_printf ("%s (%" G_GINT64_FORMAT " to %" G_GINT64_FORMAT ")",
                          g_error_matches (problem,
                                           G_NUMBER_PARSER_ERROR,
                                           G_NUMBER_PARSER_ERROR_OUT_OF_BOUNDS)
                            ? "is out of range"
                            : "is not a whole number",
                          min,
                          max);
  return aps_trigger_parts_fail (self, option->span.start, error, what, rest);
}

typedef struct
{
  ApsTriggerParts *parts;
  const char      *p;
  const char      *end;
} Scan;

static void
skip_blanks (Scan *scan)
{
  while (scan->p < scan->end && g_ascii_isspace (*scan->p))
    scan->p++;
}

static const char *
scan_name (const char *p, const char *end, const char *also)
{
  while (p < end && (g_ascii_isalnum (*p) || strchr (also, *p) != NULL) && *p != '\0')
    p++;

  return p;
}

/* KIND: or python:MODULE:CLASS: */
static void
scan_kind (Scan *scan)
{
  const char *p = scan->p;
  const char *stop;

  if (p == scan->end || !g_ascii_islower (*p))
    return;

  while (p < scan->end && (g_ascii_islower (*p) || g_ascii_isdigit (*p) || *p == '-'))
    p++;

  if (p == scan->end || *p != ':')
    return;

  stop = p;

  if (stop - scan->p == 6 && strncmp (scan->p, "python", 6) == 0)
    {
      stop = scan_name (p + 1, scan->end, "_.");

      if (stop < scan->end && *stop == ':')
        stop = scan_name (stop + 1, scan->end, "_.");
    }

  scan->parts->kind = g_strndup (scan->p, (gsize)(stop - scan->p));
  scan->parts->kind_span = (ApsSpan){ scan->p, stop };
  scan->p = stop < scan->end && *stop == ':' ? stop + 1 : stop;
}

/* Behind the quote that ends a quoted text beginning at p; NULL: there is none. */
static const char *
find_end_of_quote (const char *p, const char *end)
{
  for (p++; p < end; p++)
    {
      if (*p == '\\' && p + 1 < end)
        p++;
      else if (*p == '"')
        return p + 1;
    }

  return NULL;
}

static char *
unquote (const char *p, const char *end)
{
  GString *value = g_string_sized_new ((gsize)(end - p));

  for (; p < end; p++)
    {
      if (*p == '\\' && p + 1 < end && (p[1] == '"' || p[1] == '\\'))
        p++;

      g_string_append_c (value, *p);
    }

  return g_string_free (value, FALSE);
}

/* The "=" behind a key, if an option begins at p. */
static const char *
find_key (const char *p, const char *end)
{
  if (p == end || !g_ascii_islower (*p))
    return NULL;

  while (p < end && (g_ascii_islower (*p) || g_ascii_isdigit (*p) || *p == '-' || *p == '_'))
    p++;

  return p < end && *p == '=' ? p : NULL;
}

static gboolean
scan_value (Scan *scan, ApsOption *option, GError **error)
{
  const char *start = scan->p;

  if (scan->p < scan->end && *scan->p == '"')
    {
      const char *stop = find_end_of_quote (scan->p, scan->end);

      if (stop == NULL)
        return aps_trigger_parts_fail (scan->parts, start, error, "the quote", "has no end");

      if (stop < scan->end && !g_ascii_isspace (*stop))
        return aps_trigger_parts_fail (scan->parts, stop, error, "expected a blank", "");

      option->span = (ApsSpan){ start + 1, stop - 1 };
      option->value = unquote (option->span.start, option->span.end);
      scan->p = stop;
      return TRUE;
    }

  while (scan->p < scan->end && !g_ascii_isspace (*scan->p) && *scan->p != '"' && *scan->p != '[' &&
         *scan->p != ']')
    scan->p++;

  if (scan->p < scan->end && !g_ascii_isspace (*scan->p))
    return aps_trigger_parts_fail (scan->parts,
                                   scan->p,
                                   error,
                                   "a bracket or quote",
                                   "can stand only in a quoted value");

  option->span = (ApsSpan){ start, scan->p };
  option->value = g_strndup (start, (gsize)(scan->p - start));
  return TRUE;
}

static gboolean
scan_option (Scan *scan, const char *equals, GError **error)
{
  ApsOption option = { .key = g_strndup (scan->p, (gsize)(equals - scan->p)) };

  option.key_span = (ApsSpan){ scan->p, equals };
  g_strdelimit (option.key, "_", '-');
  scan->p = equals + 1;

  if (aps_trigger_parts_take (scan->parts, option.key) != NULL)
    aps_trigger_parts_fail (scan->parts,
                            option.key_span.start,
                            error,
                            option.key,
                            "is given twice");
  else if (scan_value (scan, &option, error))
    {
      g_array_append_val (scan->parts->options, option);
      return TRUE;
    }

  clear_option (&option);
  return FALSE;
}

/* The bracket that closes the one at p; NULL: there is none. */
static const char *
find_closing_bracket (const char *p, const char *end)
{
  guint depth = 0;

  for (; p != NULL && p < end; p++)
    {
      if (*p == '"')
        {
          p = find_end_of_quote (p, end);

          if (p == NULL)
            return NULL;

          p--;
        }
      else if (*p == '[')
        depth++;
      else if (*p == ']' && --depth == 0)
        return p;
    }

  return NULL;
}

static gboolean
scan_child (Scan *scan, GError **error)
{
  g_autoptr (ApsTriggerParts) parts = NULL;
  const char *close = find_closing_bracket (scan->p, scan->end);
  ApsTrigger *child;

  if (close == NULL)
    return aps_trigger_parts_fail (scan->parts, scan->p, error, "the bracket", "is not closed");

  if (scan->parts->depth == APS_TRIGGER_MAX_DEPTH)
    return aps_trigger_parts_fail (scan->parts,
                                   scan->p,
                                   error,
                                   "brackets",
                                   "nest deeper than " G_STRINGIFY (APS_TRIGGER_MAX_DEPTH));

  parts = aps_trigger_parts_scan (scan->parts->text,
                                  (ApsSpan){ scan->p + 1, close },
                                  scan->parts->depth + 1,
                                  scan->parts->warnings,
                                  error);

  if (parts == NULL)
    return FALSE;

  child = aps_trigger_from_parts (parts, error);

  if (child == NULL)
    return FALSE;

  if (scan->parts->children == NULL)
    {
      scan->parts->first_bracket = scan->p;
      scan->parts->children = g_ptr_array_new_with_free_func (g_object_unref);
    }

  g_ptr_array_add (scan->parts->children, child);
  scan->p = close + 1;
  return TRUE;
}

static gboolean
scan_word (Scan *scan, GError **error)
{
  ApsSpan    *body = &scan->parts->body_span;
  const char *equals = find_key (scan->p, scan->end);
  const char *start = scan->p;

  if (equals != NULL)
    return scan_option (scan, equals, error);

  if (scan->parts->options->len > 0)
    return aps_trigger_parts_fail (scan->parts,
                                   start,
                                   error,
                                   "expected an option (key=value) or the end",
                                   "");

  if (*start == '[')
    return scan_child (scan, error);

  while (scan->p < scan->end && !g_ascii_isspace (*scan->p))
    scan->p++;

  if (body->start == NULL)
    body->start = start;

  body->end = scan->p;
  return TRUE;
}

ApsTriggerParts *
aps_trigger_parts_scan (
  const char *text, ApsSpan span, guint depth, GPtrArray *warnings, GError **error)
{
  g_autoptr (ApsTriggerParts) self = aps_trigger_parts_new (text);
  Scan scan = { self, span.start, span.end };

  self->depth = depth;
  self->warnings = warnings;
  skip_blanks (&scan);
  scan_kind (&scan);

  for (skip_blanks (&scan); scan.p < scan.end; skip_blanks (&scan))
    if (!scan_word (&scan, error))
      return NULL;

  if (self->body_span.start == NULL)
    self->body_span = (ApsSpan){ scan.end, scan.end };

  self->body = g_strndup (self->body_span.start,
                          (gsize)(self->body_span.end - self->body_span.start));
  return g_steal_pointer (&self);
}

void
aps_trigger_parts_append_value (GString *text, const char *value)
{
  if (*value != '\0' && strpbrk (value, " \t\n\r\f\v\"[]") == NULL)
    {
      g_string_append (text, value);
      return;
    }

  g_string_append_c (text, '"');

  for (const char *p = value; *p != '\0'; p++)
    {
      if (*p == '"' || *p == '\\')
        g_string_append_c (text, '\\');

      g_string_append_c (text, *p);
    }

  g_string_append_c (text, '"');
}

char *
aps_trigger_parts_to_text (const ApsTriggerParts *self, ApsTimeZone *zone)
{
  GString *text = g_string_new (self->kind);
  char     before = ':';

  for (guint i = 0; self->children != NULL && i < self->children->len; i++)
    {
      ApsTrigger *child = g_ptr_array_index (self->children, i);
      g_autoptr (ApsTriggerParts) parts = aps_trigger_to_parts (child, zone);
      g_autofree char *inner =
        parts != NULL
          ? aps_trigger_parts_to_text (parts, aps_trigger_get_zone_for_children (child, zone))
          : NULL;

      if (inner == NULL)
        {
          g_string_free (text, TRUE);
          return NULL;
        }

      g_string_append_printf (text, "%c[%s]", before, inner);
      before = ' ';
    }

  if (self->body != NULL && *self->body != '\0')
    {
      g_string_append_printf (text, "%c%s", before, self->body);
      before = ' ';
    }

  for (guint i = 0; i < self->options->len; i++)
    {
      const ApsOption *option = &g_array_index (self->options, ApsOption, i);

      g_string_append_printf (text, "%c%s=", before, option->key);
      aps_trigger_parts_append_value (text, option->value);
      before = ' ';
    }

  if (before == ':')
    g_string_append_c (text, ':');

  return g_string_free (text, FALSE);
}
