/* Makes of a callable, a job's arguments and a task's options what is to be executed.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"

#include "aps-command.h"

#include "aps-command-options.h"
#include "aps-plain-json.h"

#include <apsched/apsched.h>
#include <string.h>

#define SCHEME "command:"
#define ARGUMENT "APSCHED_ARG_"

/* What a job's environment says of that job. A scheduler that itself runs as a command has those of
 * another one. */
static const char *const own_variables[] = {
  "APSCHED_JOB_ID", "APSCHED_TASK_ID",     "APSCHED_ATTEMPT",
  "APSCHED_FENCE",  "APSCHED_SCHEDULE_ID", "APSCHED_SCHEDULED_FIRE_TIME",
};

static gboolean
is_own_variable (const char *entry)
{
  if (!g_str_has_prefix (entry, "APSCHED_"))
    return FALSE;
  if (g_str_has_prefix (entry, ARGUMENT))
    return TRUE;

  for (guint i = 0; i < G_N_ELEMENTS (own_variables); i++)
    if (g_str_has_prefix (entry, own_variables[i]) && entry[strlen (own_variables[i])] == '=')
      return TRUE;
  return FALSE;
}

/* The scheduler's variables but for those of a job (transfer full). */
static GPtrArray *
take_environment (char **environment)
{
  GPtrArray *taken = g_ptr_array_new_full (64, g_free);

  for (guint i = 0; environment[i] != NULL; i++)
    if (is_own_variable (environment[i]))
      g_free (environment[i]);
    else
      g_ptr_array_add (taken, environment[i]);

  g_ptr_array_add (taken, NULL);
  g_free (environment);
  return taken;
}

static gboolean
parse_argv (ApsCommand *self, const char *reference, GError **error)
{
  const char *line = reference + strlen (SCHEME);
  g_auto (GStrv) words = NULL;
  g_autoptr (GError) local_error = NULL;
  int n = 0;

  if (!g_shell_parse_argv (line, &n, &words, &local_error))
    {
      g_set_error (error,
                   APS_ERROR,
                   APS_ERROR_INVALID_ARGUMENT,
                   "Command line \"%s\": %s",
                   line,
                   g_error_matches (local_error, G_SHELL_ERROR, G_SHELL_ERROR_EMPTY_STRING)
                     ? "names no program"
                     : local_error->message);
      return FALSE;
    }

  for (int i = 0; i < n; i++)
    g_ptr_array_add (self->argv, g_steal_pointer (&words[i]));
  return TRUE;
}

static void
add_args (ApsCommand *self, GVariant *args)
{
  gsize n = args != NULL && g_variant_is_container (args) ? g_variant_n_children (args) : 0;

  for (gsize i = 0; i < n; i++)
    {
      g_autoptr (GVariant) arg = g_variant_get_child_value (args, i);

      g_ptr_array_add (self->argv, aps_plain_json_to_text (arg));
    }
}

/* A sign that is no letter or digit of ASCII is one _, however many bytes it has. */
static char *
get_argument_name (const char *key)
{
  GString *name = g_string_new (ARGUMENT);

  for (const char *p = key; *p != '\0'; p = g_utf8_next_char (p))
    g_string_append_c (name, g_ascii_isalnum (*p) ? g_ascii_toupper (*p) : '_');
  return g_string_free (name, FALSE);
}

static gboolean
add_kwargs (ApsCommand *self, GVariant *kwargs, GError **error)
{
  g_autoptr (GHashTable) keys = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  gsize n = kwargs != NULL && g_variant_is_of_type (kwargs, G_VARIANT_TYPE_DICTIONARY)
              ? g_variant_n_children (kwargs)
              : 0;

  for (gsize i = 0; i < n; i++)
    {
      g_autoptr (GVariant) entry = g_variant_get_child_value (kwargs, i);
      g_autoptr (GVariant) key = g_variant_get_child_value (entry, 0);
      g_autoptr (GVariant) value = g_variant_get_child_value (entry, 1);
      g_autofree char *key_text = aps_plain_json_to_text (key);
      g_autofree char *name = get_argument_name (key_text);
      g_autofree char *text = aps_plain_json_to_text (value);
      const char      *other = g_hash_table_lookup (keys, name);

      if (other != NULL)
        {
          g_set_error (error,
                       APS_ERROR,
                       APS_ERROR_INVALID_ARGUMENT,
                       "Arguments \"%s\" and \"%s\" would both be the variable %s",
                       other,
                       key_text,
                       name);
          return FALSE;
        }
      aps_command_set_variable (self, name, text);
      g_hash_table_insert (keys, g_steal_pointer (&name), g_steal_pointer (&key_text));
    }
  return TRUE;
}

ApsCommand *
aps_command_new (const char *reference,
                 GVariant   *args,
                 GVariant   *kwargs,
                 GVariant   *options,
                 char      **environment,
                 GError    **error)
{
  g_autoptr (ApsCommand) self = g_new0 (ApsCommand, 1);

  self->environment = take_environment (environment);
  self->argv = g_ptr_array_new_with_free_func (g_free);
  self->output_limit = APS_COMMAND_OUTPUT_LIMIT;
  self->success = g_array_new (FALSE, TRUE, sizeof (gint));
  g_array_set_size (self->success, 1);

  if (!g_str_has_prefix (reference, SCHEME))
    {
      g_set_error (error,
                   APS_ERROR,
                   APS_ERROR_NOT_SUPPORTED,
                   "The process executor runs references like command:/bin/true, not \"%s\"",
                   reference);
      return NULL;
    }
  if (!parse_argv (self, reference, error) || !aps_command_options_read (self, options, error) ||
      !add_kwargs (self, kwargs, error))
    return NULL;

  add_args (self, args);
  g_ptr_array_add (self->argv, NULL);
  return g_steal_pointer (&self);
}

void
aps_command_free (ApsCommand *self)
{
  g_clear_pointer (&self->argv, g_ptr_array_unref);
  g_clear_pointer (&self->environment, g_ptr_array_unref);
  g_clear_pointer (&self->directory, g_free);
  g_clear_pointer (&self->input, g_free);
  g_clear_pointer (&self->success, g_array_unref);
  g_free (self);
}

/* Where a variable stands, or the place of the NULL. */
static guint
find_variable (const ApsCommand *self, const char *name)
{
  gsize length = strlen (name);
  guint i = 0;

  for (; i < self->environment->len - 1; i++)
    {
      const char *entry = g_ptr_array_index (self->environment, i);

      if (strncmp (entry, name, length) == 0 && entry[length] == '=')
        break;
    }
  return i;
}

void
aps_command_set_variable (ApsCommand *self, const char *name, const char *value)
{
  guint at = find_variable (self, name);

  g_free (g_ptr_array_index (self->environment, at));
  g_ptr_array_index (self->environment, at) = g_strconcat (name, "=", value, NULL);
  if (at == self->environment->len - 1)
    g_ptr_array_add (self->environment, NULL);
}

gboolean
aps_command_is_success (const ApsCommand *self, int exit_status)
{
  for (guint i = 0; i < self->success->len; i++)
    if (g_array_index (self->success, gint, i) == exit_status)
      return TRUE;
  return FALSE;
}

char *
aps_command_format_time (gint64 time_us)
{
  gint64 fraction = time_us % G_USEC_PER_SEC;
  gint64 seconds = time_us / G_USEC_PER_SEC;
  g_autoptr (GDateTime) moment = NULL;
  g_autofree char *text = NULL;

  if (fraction < 0)
    {
      fraction += G_USEC_PER_SEC;
      seconds--;
    }

  moment = g_date_time_new_from_unix_utc (seconds);
  if (moment == NULL)
    return NULL;
  text = g_date_time_format (moment, "%Y-%m-%dT%H:%M:%S");
  return fraction == 0 ? g_strconcat (text, "Z", NULL)
                       : g_strdup_printf ("%s.%06dZ", text, (int)fraction);
}
