/* Fits a value to a type that is wanted, checked: what comes from JSON has x and av where a task
 * reads i and tuples.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"

#include <apsched/aps-value.h>

#include <apsched/aps-error.h>

#include <string.h>

/* How many types of a list an error shows. */
#define MAX_SHOWN_TYPES 16

/* All return values that are not floating. */
static GVariant *convert (GVariant *value, const GVariantType *type, GError **error);

static GVariant *fail (GError **error, const char *format, ...) G_GNUC_PRINTF (2, 3);

static GVariant *
fail (GError **error, const char *format, ...)
{
  va_list args;

  va_start (args, format);
  if (error != NULL)
    *error = g_error_new_valist (APS_ERROR, APS_ERROR_INVALID_ARGUMENT, format, args);
  va_end (args);

  return NULL;
}

static GVariant *
fail_type (GVariant *value, const GVariantType *type, GError **error)
{
  g_autofree char *wanted = g_variant_type_dup_string (type);

  return fail (error, "%s where %s is wanted", g_variant_get_type_string (value), wanted);
}

/* The number in a value of any integer type; a huge one has the bits of an unsigned number. */
static gboolean
read_integer (GVariant *value, gint64 *number, gboolean *is_huge)
{
  *is_huge = FALSE;

  switch (*g_variant_get_type_string (value))
    {
    case 'y':
      *number = g_variant_get_byte (value);
      return TRUE;
    case 'n':
      *number = g_variant_get_int16 (value);
      return TRUE;
    case 'q':
      *number = g_variant_get_uint16 (value);
      return TRUE;
    case 'i':
      *number = g_variant_get_int32 (value);
      return TRUE;
    case 'h':
      *number = g_variant_get_handle (value);
      return TRUE;
    case 'u':
      *number = g_variant_get_uint32 (value);
      return TRUE;
    case 'x':
      *number = g_variant_get_int64 (value);
      return TRUE;
    case 't':
      *number = (gint64)g_variant_get_uint64 (value);
      *is_huge = g_variant_get_uint64 (value) > G_MAXINT64;
      return TRUE;
    default:
      return FALSE;
    }
}

typedef struct
{
  char   type;
  gint64 min;
  gint64 max;
} Range;

static const Range ranges[] = {
  { 'y', 0, G_MAXUINT8 },          { 'n', G_MININT16, G_MAXINT16 }, { 'q', 0, G_MAXUINT16 },
  { 'i', G_MININT32, G_MAXINT32 }, { 'h', G_MININT32, G_MAXINT32 }, { 'u', 0, G_MAXUINT32 },
  { 'x', G_MININT64, G_MAXINT64 }, { 't', 0, G_MAXINT64 },
};

static GVariant *
new_integer (gint64 number, char type)
{
  switch (type)
    {
    case 'y':
      return g_variant_new_byte ((guchar)number);
    case 'n':
      return g_variant_new_int16 ((gint16)number);
    case 'q':
      return g_variant_new_uint16 ((guint16)number);
    case 'i':
      return g_variant_new_int32 ((gint32)number);
    case 'h':
      return g_variant_new_handle ((gint32)number);
    case 'u':
      return g_variant_new_uint32 ((guint32)number);
    case 't':
      return g_variant_new_uint64 ((guint64)number);
    default:
      return g_variant_new_int64 (number);
    }
}

static GVariant *
convert_to_integer (GVariant *value, const GVariantType *type, GError **error)
{
  char         wanted = *g_variant_type_peek_string (type);
  const Range *range = ranges;
  gint64       number;
  gboolean     is_huge;

  if (!read_integer (value, &number, &is_huge))
    return fail_type (value, type, error);

  while (range->type != wanted)
    range++;

  if (is_huge)
    return fail (error,
                 "%" G_GUINT64_FORMAT " does not fit %c (at most %" G_GINT64_FORMAT ")",
                 (guint64)number,
                 wanted,
                 range->max);
  if (number < range->min || number > range->max)
    return fail (error,
                 "%" G_GINT64_FORMAT " does not fit %c (%" G_GINT64_FORMAT " to %" G_GINT64_FORMAT
                 ")",
                 number,
                 wanted,
                 range->min,
                 range->max);

  return g_variant_ref_sink (new_integer (number, wanted));
}

static GVariant *
convert_to_double (GVariant *value, const GVariantType *type, GError **error)
{
  const gint64 exact = G_GINT64_CONSTANT (1) << 53;
  gint64       number;
  gboolean     is_huge;

  if (!read_integer (value, &number, &is_huge))
    return fail_type (value, type, error);

  if (is_huge || number > exact || number < -exact)
    {
      g_autofree char *text = g_variant_print (value, FALSE);

      return fail (error, "%s does not fit d exactly (at most 2^53)", text);
    }

  return g_variant_ref_sink (g_variant_new_double ((double)number));
}

static GVariant *
convert_to_string (GVariant *value, const GVariantType *type, GError **error)
{
  char        wanted = *g_variant_type_peek_string (type);
  const char *text;

  if (strchr ("sog", *g_variant_get_type_string (value)) == NULL)
    return fail_type (value, type, error);

  text = g_variant_get_string (value, NULL);

  if (wanted == 'o' && !g_variant_is_object_path (text))
    return fail (error, "\"%s\" is no object path", text);
  if (wanted == 'g' && !g_variant_is_signature (text))
    return fail (error, "\"%s\" is no signature", text);

  return g_variant_ref_sink (wanted == 'o'   ? g_variant_new_object_path (text)
                             : wanted == 'g' ? g_variant_new_signature (text)
                                             : g_variant_new_string (text));
}

static void
prefix_with_item (GError **error, GVariant *container, gsize i)
{
  if (g_variant_is_of_type (container, G_VARIANT_TYPE_DICTIONARY))
    {
      g_autoptr (GVariant) entry = g_variant_get_child_value (container, i);
      g_autoptr (GVariant) key = g_variant_get_child_value (entry, 0);
      g_autofree char *text = g_variant_print (key, FALSE);

      g_prefix_error (error, "%s: ", text);
    }
  else
    g_prefix_error (error, "item %" G_GSIZE_FORMAT ": ", i + 1);
}

static gboolean
is_list (GVariant *value)
{
  return strchr ("a(", *g_variant_get_type_string (value)) != NULL;
}

static GVariant *
convert_to_array (GVariant *value, const GVariantType *type, GError **error)
{
  const GVariantType *element = g_variant_type_element (type);
  GVariantBuilder     builder;

  if (!is_list (value))
    return fail_type (value, type, error);

  g_variant_builder_init (&builder, type);

  for (gsize i = 0; i < g_variant_n_children (value); i++)
    {
      g_autoptr (GVariant) child = g_variant_get_child_value (value, i);
      g_autoptr (GVariant) fitting = convert (child, element, error);

      if (fitting == NULL)
        {
          prefix_with_item (error, value, i);
          g_variant_builder_clear (&builder);
          return NULL;
        }
      g_variant_builder_add_value (&builder, fitting);
    }

  return g_variant_ref_sink (g_variant_builder_end (&builder));
}

/* @noun is what the items are called: arguments, at the outermost level. */
static GVariant *
convert_to_tuple (GVariant *value, const GVariantType *type, const char *noun, GError **error)
{
  gsize               n = is_list (value) ? g_variant_n_children (value) : 0;
  gsize               i = 0;
  const GVariantType *item = g_variant_type_first (type);
  GVariantBuilder     builder;

  if (!is_list (value) || g_variant_is_of_type (value, G_VARIANT_TYPE_DICTIONARY))
    return fail_type (value, type, error);
  if (n < g_variant_type_n_items (type))
    return fail (error, "%s %" G_GSIZE_FORMAT " is missing", noun, n + 1);
  if (n > g_variant_type_n_items (type))
    return fail (error,
                 "%s %" G_GSIZE_FORMAT " is one too many",
                 noun,
                 g_variant_type_n_items (type) + 1);

  g_variant_builder_init (&builder, type);

  for (; item != NULL; item = g_variant_type_next (item), i++)
    {
      g_autoptr (GVariant) child = g_variant_get_child_value (value, i);
      g_autoptr (GVariant) fitting = convert (child, item, error);

      if (fitting == NULL)
        {
          g_prefix_error (error, "%s %" G_GSIZE_FORMAT ": ", noun, i + 1);
          g_variant_builder_clear (&builder);
          return NULL;
        }
      g_variant_builder_add_value (&builder, fitting);
    }

  return g_variant_ref_sink (g_variant_builder_end (&builder));
}

static GVariant *
convert_to_entry (GVariant *value, const GVariantType *type, GError **error)
{
  g_autoptr (GVariant) key = NULL;
  g_autoptr (GVariant) child = NULL;
  g_autoptr (GVariant) fitting_key = NULL;
  g_autoptr (GVariant) fitting_child = NULL;

  if (*g_variant_get_type_string (value) != '{')
    return fail_type (value, type, error);

  key = g_variant_get_child_value (value, 0);
  child = g_variant_get_child_value (value, 1);
  fitting_key = convert (key, g_variant_type_key (type), error);
  fitting_child = fitting_key == NULL ? NULL : convert (child, g_variant_type_value (type), error);

  if (fitting_child == NULL)
    return NULL;

  return g_variant_ref_sink (g_variant_new_dict_entry (fitting_key, fitting_child));
}

/* What is not nothing fits a maybe; so does `@mv nothing`, JSON's null. */
static GVariant *
convert_to_maybe (GVariant *value, const GVariantType *type, GError **error)
{
  const GVariantType *element = g_variant_type_element (type);
  g_autoptr (GVariant) child = NULL;
  g_autoptr (GVariant) fitting = NULL;

  if (*g_variant_get_type_string (value) == 'm')
    {
      if (g_variant_n_children (value) == 0)
        return g_variant_ref_sink (g_variant_new_maybe (element, NULL));
      child = g_variant_get_child_value (value, 0);
    }
  else
    child = g_variant_ref (value);

  fitting = convert (child, element, error);
  return fitting == NULL ? NULL : g_variant_ref_sink (g_variant_new_maybe (element, fitting));
}

static GVariant *
convert_unlike (GVariant *value, const GVariantType *type, const char *noun, GError **error)
{
  char wanted = *g_variant_type_peek_string (type);

  if (wanted == 'v')
    return g_variant_ref_sink (g_variant_new_variant (value));

  if (*g_variant_get_type_string (value) == 'v')
    {
      g_autoptr (GVariant) child = g_variant_get_variant (value);

      return convert (child, type, error);
    }

  if (!g_variant_type_is_definite (type))
    return fail_type (value, type, error);

  switch (wanted)
    {
    case 'd':
      return convert_to_double (value, type, error);
    case 's':
    case 'o':
    case 'g':
      return convert_to_string (value, type, error);
    case 'a':
      return convert_to_array (value, type, error);
    case '(':
      return convert_to_tuple (value, type, noun, error);
    case '{':
      return convert_to_entry (value, type, error);
    case 'm':
      return convert_to_maybe (value, type, error);
    case 'b':
      return fail_type (value, type, error);
    default:
      return convert_to_integer (value, type, error);
    }
}

static GVariant *
convert (GVariant *value, const GVariantType *type, GError **error)
{
  if (g_variant_is_of_type (value, type))
    return g_variant_ref (value);

  return convert_unlike (value, type, "item", error);
}

/* A list of variants is shown by what is in it. */
static char *
describe_type (GVariant *value)
{
  GString *types;
  gsize    n;

  if (!g_variant_is_of_type (value, G_VARIANT_TYPE ("av")))
    return g_strdup (g_variant_get_type_string (value));

  types = g_string_new ("(");
  n = g_variant_n_children (value);

  for (gsize i = 0; i < MIN (n, MAX_SHOWN_TYPES); i++)
    {
      g_autoptr (GVariant) variant = g_variant_get_child_value (value, i);
      g_autoptr (GVariant) child = g_variant_get_variant (variant);

      g_string_append (types, g_variant_get_type_string (child));
    }

  g_string_append (types, n > MAX_SHOWN_TYPES ? "…)" : ")");
  return g_string_free (types, FALSE);
}

/* A reference to keep, but the caller's floating one is left alone. */
static GVariant *
take (GVariant *value)
{
  g_autoptr (GBytes) bytes = NULL;

  if (!g_variant_is_floating (value))
    return g_variant_ref (value);

  bytes = g_variant_get_data_as_bytes (value);
  return g_variant_ref_sink (g_variant_new_from_bytes (g_variant_get_type (value), bytes, TRUE));
}

/**
 * aps_value_convert:
 * @value: a value
 * @type: the type that is wanted; if it is not definite, only a value that is of it fits
 * @error: return location for an error
 *
 * Fits a value to a type, without changing what it says.
 *
 * Integers fit any integer type that can hold them, and a double up to 2^53. Strings fit object
 * paths and signatures where they are such. A list or tuple fits a tuple of as many items, and a
 * list or tuple fits an array, if each item fits; so do dictionaries. Variants are unwrapped, or
 * made where `v` is wanted. `@mv nothing` fits any maybe, and a value that is there fits a maybe of
 * its type. A value that has the type already is returned as it is.
 *
 * If @value is floating, it is not consumed.
 *
 * Returns: (transfer full): the fitting value; on failure `NULL`, and @error is
 *   `APS_ERROR_INVALID_ARGUMENT` with a message like
 *   `arguments are (s), wanted (si): argument 2 is missing`
 *
 * Since: 1.0
 */
GVariant *
aps_value_convert (GVariant *value, const GVariantType *type, GError **error)
{
  g_autoptr (GVariant) own = NULL;
  GVariant        *fitting;
  g_autofree char *has = NULL;
  g_autofree char *wanted = NULL;
  g_autoptr (GError) reason = NULL;

  g_return_val_if_fail (value != NULL, NULL);
  g_return_val_if_fail (type != NULL, NULL);

  own = take (value);
  if (g_variant_is_of_type (own, type))
    return g_steal_pointer (&own);

  fitting = convert_unlike (own, type, "argument", &reason);
  if (fitting != NULL)
    return fitting;

  has = describe_type (own);
  wanted = g_variant_type_dup_string (type);
  g_set_error (error,
               APS_ERROR,
               APS_ERROR_INVALID_ARGUMENT,
               "%s %s, wanted %s: %s",
               g_variant_type_is_tuple (type) ? "arguments are" : "value is",
               has,
               wanted,
               reason->message);
  return NULL;
}
