/* Reads a task's options for its command, which come from code or from a store.
 *
 * Numbers may be text, as a keyfile writes them, and one value may stand for a list of one.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"

#include "aps-command-options.h"

#include "aps-plain-json.h"
#include "aps-worker-frame.h"

#include <apsched/apsched.h>
#include <string.h>

typedef gboolean (*OptionFunc) (ApsCommand *self, GVariant *value, GError **error);

static void
refuse (GError **error, const char *name, GVariant *value, const char *right)
{
  g_autofree char *text = aps_plain_json_to_text (value);

  g_set_error (error,
               APS_ERROR,
               APS_ERROR_INVALID_SETTING,
               "Option %s of the task: \"%s\" is not %s",
               name,
               text,
               right);
}

static gboolean
read_directory (ApsCommand *self, GVariant *value, GError **error)
{
  if (!g_variant_is_of_type (value, G_VARIANT_TYPE_STRING))
    {
      refuse (error, "directory", value, "the path of a folder");
      return FALSE;
    }

  g_free (self->directory);
  self->directory = g_variant_dup_string (value, NULL);
  return TRUE;
}

static gboolean
read_input (ApsCommand *self, GVariant *value, GError **error)
{
  g_free (self->input);
  self->input = aps_plain_json_to_text (value);
  return TRUE;
}

static gboolean
set_assignment (ApsCommand *self, const char *assignment)
{
  const char      *equals = strchr (assignment, '=');
  g_autofree char *name = NULL;

  if (equals == NULL || equals == assignment)
    return FALSE;

  name = g_strndup (assignment, equals - assignment);
  aps_command_set_variable (self, name, equals + 1);
  return TRUE;
}

static gboolean
read_assignments (ApsCommand *self, GVariant *list, GError **error)
{
  for (gsize i = 0; i < g_variant_n_children (list); i++)
    {
      g_autoptr (GVariant) item = g_variant_get_child_value (list, i);
      g_autofree char *text = aps_plain_json_to_text (item);

      if (!set_assignment (self, text))
        {
          refuse (error, "environment", item, "of the form NAME=VALUE");
          return FALSE;
        }
    }
  return TRUE;
}

static gboolean
read_dictionary (ApsCommand *self, GVariant *dictionary, GError **error)
{
  for (gsize i = 0; i < g_variant_n_children (dictionary); i++)
    {
      g_autoptr (GVariant) entry = g_variant_get_child_value (dictionary, i);
      g_autoptr (GVariant) key = g_variant_get_child_value (entry, 0);
      g_autoptr (GVariant) value = g_variant_get_child_value (entry, 1);
      g_autofree char *name = aps_plain_json_to_text (key);
      g_autofree char *text = aps_plain_json_to_text (value);

      if (*name == '\0' || strchr (name, '=') != NULL)
        {
          refuse (error, "environment", key, "a name of a variable");
          return FALSE;
        }
      aps_command_set_variable (self, name, text);
    }
  return TRUE;
}

static gboolean
read_environment (ApsCommand *self, GVariant *value, GError **error)
{
  if (g_variant_is_of_type (value, G_VARIANT_TYPE_DICTIONARY))
    return read_dictionary (self, value, error);
  if (g_variant_is_of_type (value, G_VARIANT_TYPE_ARRAY) ||
      g_variant_is_of_type (value, G_VARIANT_TYPE_TUPLE))
    return read_assignments (self, value, error);
  if (g_variant_is_of_type (value, G_VARIANT_TYPE_STRING) &&
      set_assignment (self, g_variant_get_string (value, NULL)))
    return TRUE;

  refuse (error, "environment", value, "a list of NAME=VALUE");
  return FALSE;
}

static gboolean
read_output_limit (ApsCommand *self, GVariant *value, GError **error)
{
  g_autofree char *text = aps_plain_json_to_text (value);
  gint64           size = 0;
  gboolean         read = g_ascii_string_to_signed (text, 10, 0, G_MAXINT64, &size, NULL) ||
                  aps_size_parse (text, &size, NULL);

  if (!read || size > APS_WORKER_MAX_OUTPUT)
    {
      refuse (error, "output-limit", value, "a size from 0 to 16MiB");
      return FALSE;
    }

  self->output_limit = size;
  return TRUE;
}

static gboolean
add_status (ApsCommand *self, GVariant *value, GError **error)
{
  g_autofree char *text = aps_plain_json_to_text (value);
  guint64          number;
  gint             status;

  if (!g_ascii_string_to_unsigned (text, 10, 0, 255, &number, NULL))
    {
      refuse (error, "success-exit-status", value, "a number from 0 to 255");
      return FALSE;
    }

  status = number;
  g_array_append_val (self->success, status);
  return TRUE;
}

static gboolean
read_success (ApsCommand *self, GVariant *value, GError **error)
{
  g_array_set_size (self->success, 0);
  if (!g_variant_is_of_type (value, G_VARIANT_TYPE_ARRAY))
    return add_status (self, value, error);

  for (gsize i = 0; i < g_variant_n_children (value); i++)
    {
      g_autoptr (GVariant) item = g_variant_get_child_value (value, i);
      g_autoptr (GVariant) inner = g_variant_is_of_type (item, G_VARIANT_TYPE_VARIANT)
                                     ? g_variant_get_variant (item)
                                     : NULL;

      if (!add_status (self, inner != NULL ? inner : item, error))
        return FALSE;
    }
  return TRUE;
}

static const struct
{
  const char *name;
  OptionFunc  read;
} options_table[] = {
  { "directory", read_directory },
  { "environment", read_environment },
  { "input", read_input },
  { "output-limit", read_output_limit },
  { "success-exit-status", read_success },
};

static gboolean
read_option (ApsCommand *self, const char *name, GVariant *value, GError **error)
{
  for (guint i = 0; i < G_N_ELEMENTS (options_table); i++)
    if (strcmp (options_table[i].name, name) == 0)
      return options_table[i].read (self, value, error);

  g_set_error (error,
               APS_ERROR,
               APS_ERROR_INVALID_SETTING,
               "\"%s\" is no option of a command: they are directory, environment, input, "
               "output-limit and success-exit-status",
               name);
  return FALSE;
}

gboolean
aps_command_options_read (ApsCommand *self, GVariant *options, GError **error)
{
  GVariantIter iter;
  const char  *name;
  GVariant    *value;

  if (options == NULL)
    return TRUE;

  g_variant_iter_init (&iter, options);
  while (g_variant_iter_next (&iter, "{&sv}", &name, &value))
    {
      g_autoptr (GVariant) owned = value;

      if (!read_option (self, name, owned, error))
        return FALSE;
    }
  return TRUE;
}
