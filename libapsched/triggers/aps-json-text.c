/* JSON text of triggers and cursors (RFC 8259).
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"

#include "triggers/aps-json-text-private.h"

#include <apsched/aps-error.h>

#include <string.h>

#define MAX_DEPTH 100

void
aps_json_append_string (GString *json, const char *value)
{
  g_string_append_c (json, '"');

  for (const char *p = value; *p != '\0'; p++)
    {
      guchar c = (guchar)*p;

      if (c == '"' || c == '\\')
        g_string_append_printf (json, "\\%c", c);
      else if (c < 0x20)
        g_string_append_printf (json, "\\u%04x", c);
      else
        g_string_append_c (json, *p);
    }

  g_string_append_c (json, '"');
}

static gboolean
is_too_deep (const char *json)
{
  gboolean in_string = FALSE;
  guint    depth = 0;

  for (const char *p = json; *p != '\0'; p++)
    {
      if (*p == '"')
        in_string = !in_string;
      else if (in_string && *p == '\\' && p[1] != '\0')
        p++;
      else if (!in_string && (*p == '[' || *p == '{') && ++depth > MAX_DEPTH)
        return TRUE;
      else if (!in_string && (*p == ']' || *p == '}') && depth > 0)
        depth--;
    }

  return FALSE;
}

/* Octal escapes are none of JSON, but JSON-GLib reads them, to bytes that are no UTF-8. */
static gboolean
has_strange_escape (const char *json)
{
  for (const char *p = strchr (json, '\\'); p != NULL; p = strchr (p + 2, '\\'))
    if (p[1] == '\0' || strchr ("\"\\/bfnrtu", p[1]) == NULL)
      return TRUE;

  return FALSE;
}

static void
set_damaged (GError **error, const char *problem)
{
  g_autofree char *valid = g_utf8_make_valid (problem, -1);

  g_set_error (error, APS_ERROR, APS_ERROR_UNREADABLE_RECORD, "JSON text is damaged: %s", valid);
}

JsonNode *
aps_json_read (const char *json, GError **error)
{
  g_autoptr (JsonNode) root = NULL;
  g_autoptr (GError) problem = NULL;

  if (is_too_deep (json))
    {
      g_set_error (error,
                   APS_ERROR,
                   APS_ERROR_TOO_LARGE,
                   "JSON text nests deeper than %d",
                   MAX_DEPTH);
      return NULL;
    }

  if (has_strange_escape (json))
    {
      set_damaged (error, "a backslash is followed by what is no escape");
      return NULL;
    }

  root = json_from_string (json, &problem);

  if (root == NULL)
    set_damaged (error, problem != NULL ? problem->message : "it is empty");

  return g_steal_pointer (&root);
}
