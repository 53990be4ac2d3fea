/* References: taking them apart, and saying what is wrong with one.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"

#include "model/aps-callable-private.h"

#include <apsched/aps-error.h>

#include <string.h>

gboolean
aps_callable_is_reference (const char *text)
{
  return strchr (text, ':') != NULL;
}

char *
aps_callable_dup_scheme (const char *text)
{
  const char *colon = strchr (text, ':');

  return colon != NULL ? g_strndup (text, colon - text) : NULL;
}

gboolean
aps_callable_has_scheme (const char *text, const char *scheme)
{
  gsize length = strlen (scheme);

  return strncmp (text, scheme, length) == 0 && text[length] == ':';
}

const char *
aps_callable_get_rest (const char *text)
{
  const char *colon = strchr (text, ':');

  return colon != NULL ? colon + 1 : NULL;
}

G_GNUC_PRINTF (3, 4)
static gboolean
refuse (const char *reference, GError **error, const char *format, ...)
{
  g_autofree char *reason = NULL;
  va_list          args;

  va_start (args, format);
  reason = g_strdup_vprintf (format, args);
  va_end (args);

  g_set_error (error,
               APS_ERROR,
               APS_ERROR_INVALID_ARGUMENT,
               "Reference \"%.80s\": %s",
               reference,
               reason);
  return FALSE;
}

/* @controls: control characters that it may have. */
static gboolean
check_text (
  const char *what, const char *text, gsize max_size, const char *controls, GError **error)
{
  g_autofree char *problem = NULL;

  if (text[0] == '\0')
    problem = g_strdup ("is empty");
  else if (!g_utf8_validate (text, -1, NULL))
    problem = g_strdup ("is not UTF-8");
  else if (strlen (text) > max_size)
    problem = g_strdup_printf ("is longer than %" G_GSIZE_FORMAT " bytes", max_size);

  for (const char *p = text; problem == NULL && *p != '\0'; p = g_utf8_next_char (p))
    if (g_unichar_iscntrl (g_utf8_get_char (p)) && strchr (controls, *p) == NULL)
      problem = g_strdup ("has a control character in it");

  if (problem == NULL)
    return TRUE;

  g_set_error (error,
               APS_ERROR,
               APS_ERROR_INVALID_ARGUMENT,
               "The %s \"%.80s\" %s",
               what,
               g_utf8_validate (text, -1, NULL) ? text : "",
               problem);
  return FALSE;
}

static gboolean
is_scheme (const char *text, gsize length)
{
  if (length == 0 || !g_ascii_islower (text[0]))
    return FALSE;

  for (gsize i = 1; i < length; i++)
    if (!g_ascii_islower (text[i]) && !g_ascii_isdigit (text[i]) && text[i] != '-')
      return FALSE;

  return TRUE;
}

static gboolean
is_identifier (const char *text)
{
  if (!g_ascii_isalpha (text[0]) && text[0] != '_')
    return FALSE;

  for (const char *p = text; *p != '\0'; p++)
    if (!g_ascii_isalnum (*p) && *p != '_')
      return FALSE;

  return TRUE;
}

/* Names with dots between, as Python has them: letters of all scripts. */
static gboolean
is_dotted_name (const char *text)
{
  gboolean fresh = TRUE;

  for (const char *p = text; *p != '\0'; p = g_utf8_next_char (p))
    {
      gunichar c = g_utf8_get_char (p);

      if (c == '.')
        {
          if (fresh)
            return FALSE;
          fresh = TRUE;
          continue;
        }

      if (c != '_' && !g_unichar_isalpha (c) && (fresh || !g_unichar_isalnum (c)))
        return FALSE;
      fresh = FALSE;
    }

  return !fresh;
}

gboolean
aps_callable_split (const char *reference, char **place, char **symbol, GError **error)
{
  const char *rest = aps_callable_get_rest (reference);
  const char *colon = rest != NULL ? strrchr (rest, ':') : NULL;

  if (colon == NULL)
    return refuse (reference, error, "wanted PLACE:NAME behind its scheme");

  *place = g_strndup (rest, colon - rest);
  *symbol = g_strdup (colon + 1);
  return TRUE;
}

static gboolean
check_module (const char *reference, GError **error)
{
  g_autofree char *library = NULL;
  g_autofree char *symbol = NULL;

  if (!aps_callable_split (reference, &library, &symbol, NULL))
    return refuse (reference, error, "wanted module:LIBRARY:SYMBOL");
  if (!is_identifier (symbol))
    return refuse (reference, error, "\"%.80s\" is no name of a C function", symbol);

  return TRUE;
}

static gboolean
check_python (const char *reference, GError **error)
{
  g_autofree char *module = NULL;
  g_autofree char *function = NULL;

  if (!aps_callable_split (reference, &module, &function, NULL))
    return refuse (reference, error, "wanted python:PACKAGE.MODULE:FUNCTION");
  if (!is_dotted_name (module))
    return refuse (reference, error, "\"%.80s\" is no name of a Python module", module);
  if (!is_dotted_name (function))
    return refuse (reference, error, "\"%.80s\" is no name of a Python function", function);

  return TRUE;
}

static gboolean
check_js (const char *reference, GError **error)
{
  g_autofree char *file = NULL;
  g_autofree char *function = NULL;

  if (!aps_callable_split (reference, &file, &function, NULL) || file[0] == '\0')
    return refuse (reference, error, "wanted js:FILE:FUNCTION");
  if (!is_dotted_name (function))
    return refuse (reference, error, "\"%.80s\" is no name of a JavaScript function", function);

  return TRUE;
}

static gboolean
check_command (const char *reference, GError **error)
{
  g_autoptr (GError) reason = NULL;
  g_auto (GStrv) argv = NULL;

  /* GLib's message repeats the text, however long it is. */
  if (!g_shell_parse_argv (aps_callable_get_rest (reference), NULL, &argv, &reason))
    return refuse (reference,
                   error,
                   g_error_matches (reason, G_SHELL_ERROR, G_SHELL_ERROR_BAD_QUOTING)
                     ? "a quote in it is not closed, or it ends with a backslash"
                     : "it names no program");
  if (argv[0][0] == '\0')
    return refuse (reference, error, "the program's name is empty");

  return TRUE;
}

static const struct
{
  const char *scheme;
  gboolean (*check) (const char *reference, GError **error);
} known[] = {
  { "module", check_module },
  { "python", check_python },
  { "js", check_js },
  { "command", check_command },
};

gboolean
aps_callable_check (const char *text, GError **error)
{
  const char *colon;

  if (!check_text ("reference", text, APS_REFERENCE_MAX_SIZE, "\t", error))
    return FALSE;

  colon = strchr (text, ':');
  if (colon == NULL)
    return refuse (text, error, "it has no colon; wanted SCHEME:…, such as command:ARGV");
  if (!is_scheme (text, colon - text))
    return refuse (text,
                   error,
                   "a scheme is made of a-z, 0-9 and -, such as module, python, js or command");
  if (colon[1] == '\0')
    return refuse (text, error, "nothing stands behind its scheme");

  for (guint i = 0; i < G_N_ELEMENTS (known); i++)
    if (aps_callable_has_scheme (text, known[i].scheme))
      return known[i].check (text, error);

  return TRUE;
}

gboolean
aps_id_check (const char *what, const char *id, GError **error)
{
  return check_text (what, id, APS_ID_MAX_SIZE, "", error);
}

gboolean
aps_task_id_check (const char *id, GError **error)
{
  if (!aps_callable_is_reference (id))
    return aps_id_check ("task id", id, error);

  /* A longer one can be a task's callable, but not its name. */
  return check_text ("reference", id, APS_ID_MAX_SIZE, "", error) && aps_callable_check (id, error);
}
