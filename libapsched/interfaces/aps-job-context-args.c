/* The arguments of a running job, fitted to what the task wants.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"

#include <apsched/aps-job-context.h>

#include <apsched/aps-error.h>
#include <apsched/aps-locked.h>
#include <apsched/aps-value.h>

#include "interfaces/aps-job-context-private.h"
#include "model/aps-job-private.h"

/**
 * aps_job_context_get_args_json:
 * @self: a job context
 *
 * For executors: gets the positional arguments as canonical JSON text.
 *
 * Returns: (nullable): the text, or %NULL where there are none
 *
 * Since: 1.0
 */
const char *
aps_job_context_get_args_json (ApsJobContext *self)
{
  g_return_val_if_fail (APS_IS_JOB_CONTEXT (self), NULL);

  return self->record->args;
}

/**
 * aps_job_context_get_kwargs_json:
 * @self: a job context
 *
 * For executors: gets the named arguments as canonical JSON text.
 *
 * Returns: (nullable): the text, or %NULL where there are none
 *
 * Since: 1.0
 */
const char *
aps_job_context_get_kwargs_json (ApsJobContext *self)
{
  g_return_val_if_fail (APS_IS_JOB_CONTEXT (self), NULL);

  return self->record->kwargs;
}

static GVariant *
read_json (const char *json, const char *what, GError **error)
{
  g_autoptr (GError) reason = NULL;
  GVariant *value = aps_value_from_json (json, -1, &reason);

  if (value == NULL)
    g_set_error (error,
                 APS_ERROR,
                 APS_ERROR_UNREADABLE_RECORD,
                 "%s cannot be read: %s",
                 what,
                 reason->message);

  return value;
}

static GVariant *
read_positional (const ApsJobRecord *record, GError **error)
{
  if (record->args == NULL)
    return g_variant_ref_sink (g_variant_new_tuple (NULL, 0));

  return read_json (record->args, "arguments", error);
}

static GVariant *
read_named (const ApsJobRecord *record, GError **error)
{
  if (record->kwargs == NULL)
    return g_variant_ref_sink (g_variant_new_array (G_VARIANT_TYPE ("{sv}"), NULL, 0));

  return read_json (record->kwargs, "named arguments", error);
}

/* Whether the task takes named arguments, behind @n_positional others. */
static gboolean
wants_named (const GVariantType *type, gsize n_positional)
{
  const GVariantType *item;

  if (type == NULL || !g_variant_type_is_tuple (type) ||
      g_variant_type_equal (type, G_VARIANT_TYPE_TUPLE) ||
      g_variant_type_n_items (type) != n_positional + 1)
    return FALSE;

  item = g_variant_type_first (type);
  for (gsize i = 0; i < n_positional; i++)
    item = g_variant_type_next (item);

  return g_variant_type_equal (item, G_VARIANT_TYPE_VARDICT);
}

static GVariant *
append (GVariant *positional, GVariant *named)
{
  gsize n = g_variant_n_children (positional);
  g_autoptr (GPtrArray) items = NULL;
  GVariant *tuple;

  items = g_ptr_array_new_with_free_func ((GDestroyNotify)g_variant_unref);
  for (gsize i = 0; i < n; i++)
    {
      g_autoptr (GVariant) item = g_variant_get_child_value (positional, i);

      g_ptr_array_add (items,
                       g_variant_is_of_type (item, G_VARIANT_TYPE_VARIANT)
                         ? g_variant_get_variant (item)
                         : g_variant_ref (item));
    }

  g_ptr_array_add (items, g_variant_ref (named));
  tuple = g_variant_new_tuple ((GVariant *const *)items->pdata, items->len);
  return g_variant_ref_sink (tuple);
}

static GVariant *
combine (const ApsJobRecord *record, const GVariantType *type, GError **error)
{
  g_autoptr (GVariant) positional = read_positional (record, error);
  g_autoptr (GVariant) named = positional != NULL ? read_named (record, error) : NULL;

  if (named == NULL)
    return NULL;

  if (type != NULL && g_variant_type_equal (type, G_VARIANT_TYPE_VARDICT) && record->args == NULL)
    return g_steal_pointer (&named);
  if (wants_named (type, g_variant_n_children (positional)))
    return append (positional, named);
  if (record->kwargs == NULL)
    return g_steal_pointer (&positional);
  if (type == NULL)
    return record->args != NULL ? append (positional, named) : g_steal_pointer (&named);

  g_set_error (error,
               APS_ERROR,
               APS_ERROR_INVALID_ARGUMENT,
               "there are named arguments, and none are wanted; wanted is %.*s",
               (int)g_variant_type_get_string_length (type),
               g_variant_type_peek_string (type));
  return NULL;
}

static GVariant *
fit (ApsJobContext *self, const GVariantType *type, GError **error)
{
  g_autoptr (GVariant) value = combine (self->record, type, error);

  if (value == NULL || type == NULL)
    return g_steal_pointer (&value);

  return aps_value_convert (value, type, error);
}

/**
 * aps_job_context_dup_args:
 * @self: a job context
 * @type: (nullable): the type that is wanted; %NULL is whatever they are
 *
 * Gets the arguments, fitted to a type as aps_job_context_read_args() does. Without one, positional
 * arguments are a tuple or array, with the named ones as a dictionary behind them; only named ones
 * are a dictionary.
 *
 * Arguments that do not fit end the job with that error.
 *
 * Returns: (transfer full) (nullable): the arguments, or %NULL where they did not fit
 *
 * Since: 1.0
 */
GVariant *
aps_job_context_dup_args (ApsJobContext *self, const GVariantType *type)
{
  g_autoptr (GError) error = NULL;
  GVariant *value;

  g_return_val_if_fail (APS_IS_JOB_CONTEXT (self), NULL);

  value = fit (self, type, &error);
  if (value == NULL)
    {
      g_prefix_error (&error, "task \"%s\": ", self->record->task_id);
      aps_job_context_fail (self, error, NULL);
    }

  return value;
}

/* The type that a format of g_variant_get() stands for. */
static GVariantType *
get_format_type (const char *format)
{
  g_autoptr (GString) type = g_string_new (NULL);

  for (const char *p = format; *p != '\0'; p++)
    if (strchr ("&@^", *p) == NULL)
      g_string_append_c (type, *p);

  return g_variant_type_string_is_valid (type->str) ? g_variant_type_new (type->str) : NULL;
}

static void
keep (ApsJobContext *self, GVariant *value)
{
  APS_LOCKED (&self->lock);

  if (self->read_values == NULL)
    self->read_values = g_ptr_array_new_with_free_func ((GDestroyNotify)g_variant_unref);
  g_ptr_array_add (self->read_values, value);
}

/**
 * aps_job_context_read_args: (skip)
 * @self: a job context
 * @format: a format of g_variant_get(), such as `(&si)`
 * @...: where to put each argument
 *
 * Reads the arguments, converted and checked: they come from a store, so they may be of other types
 * than the task was written for. A number fits where it keeps its value, a list fits a tuple, and a
 * list of variants fits a list of what is in them, as aps_value_convert() has it.
 *
 * Named arguments fit a dictionary (`a{sv}`) that stands behind all positional ones, as in
 * `(&sia{sv})`, or alone. What is lent out (`&s`) lives as long as @self.
 *
 * Arguments that do not fit end the job with that error: the task just returns.
 *
 * Returns: whether they fitted
 *
 * Since: 1.0
 */
gboolean
aps_job_context_read_args (ApsJobContext *self, const char *format, ...)
{
  g_autoptr (GVariantType) type = NULL;
  GVariant *value;
  va_list   places;

  g_return_val_if_fail (APS_IS_JOB_CONTEXT (self), FALSE);
  g_return_val_if_fail (format != NULL, FALSE);

  type = get_format_type (format);
  g_return_val_if_fail (type != NULL, FALSE);

  value = aps_job_context_dup_args (self, type);
  if (value == NULL)
    return FALSE;

  keep (self, value);
  va_start (places, format);
  g_variant_get_va (value, format, NULL, &places);
  va_end (places);
  return TRUE;
}
