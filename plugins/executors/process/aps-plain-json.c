/* Prints values for commands: text as it is, other values as JSON without marks of their types.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"

#include "aps-plain-json.h"

#include <apsched/apsched.h>
#include <math.h>

static void print (GString *text, GVariant *value);

static void
print_quoted (GString *text, const char *string)
{
  g_autoptr (GVariant) value = g_variant_ref_sink (g_variant_new_string (string));
  g_autofree char *json = aps_value_to_json (value);

  g_string_append (text, json);
}

static void
print_key (GString *text, GVariant *entry)
{
  g_autoptr (GVariant) key = g_variant_get_child_value (entry, 0);
  g_autofree char *plain = aps_plain_json_to_text (key);

  print_quoted (text, plain);
}

static void
print_items (GString *text, GVariant *value, gboolean dictionary)
{
  gsize n = g_variant_n_children (value);

  g_string_append_c (text, dictionary ? '{' : '[');
  for (gsize i = 0; i < n; i++)
    {
      g_autoptr (GVariant) item = g_variant_get_child_value (value, i);
      g_autoptr (GVariant) inner = NULL;

      if (i > 0)
        g_string_append_c (text, ',');
      if (dictionary)
        {
          print_key (text, item);
          g_string_append_c (text, ':');
          inner = g_variant_get_child_value (item, 1);
        }
      print (text, inner != NULL ? inner : item);
    }
  g_string_append_c (text, dictionary ? '}' : ']');
}

static void
print_double (GString *text, GVariant *value)
{
  double           number = g_variant_get_double (value);
  g_autofree char *json = aps_value_to_json (value);

  /* JSON has no word for these, and says them by a mark of the type. */
  if (isnan (number))
    g_string_append (text, "NaN");
  else if (isinf (number))
    g_string_append (text, number > 0 ? "Infinity" : "-Infinity");
  else
    g_string_append (text, json);
}

static void
print_inner (GString *text, GVariant *value)
{
  g_autoptr (GVariant)
    inner = g_variant_n_children (value) > 0 ? g_variant_get_child_value (value, 0) : NULL;

  if (inner != NULL)
    print (text, inner);
  else
    g_string_append (text, "null");
}

static void
print (GString *text, GVariant *value)
{
  switch (g_variant_classify (value))
    {
    case G_VARIANT_CLASS_BOOLEAN:
      g_string_append (text, g_variant_get_boolean (value) ? "true" : "false");
      break;
    case G_VARIANT_CLASS_BYTE:
      g_string_append_printf (text, "%u", g_variant_get_byte (value));
      break;
    case G_VARIANT_CLASS_INT16:
      g_string_append_printf (text, "%d", g_variant_get_int16 (value));
      break;
    case G_VARIANT_CLASS_UINT16:
      g_string_append_printf (text, "%u", g_variant_get_uint16 (value));
      break;
    case G_VARIANT_CLASS_INT32:
      g_string_append_printf (text, "%d", g_variant_get_int32 (value));
      break;
    case G_VARIANT_CLASS_UINT32:
      g_string_append_printf (text, "%u", g_variant_get_uint32 (value));
      break;
    case G_VARIANT_CLASS_INT64:
      g_string_append_printf (text, "%" G_GINT64_FORMAT, g_variant_get_int64 (value));
      break;
    case G_VARIANT_CLASS_UINT64:
      g_string_append_printf (text, "%" G_GUINT64_FORMAT, g_variant_get_uint64 (value));
      break;
    case G_VARIANT_CLASS_HANDLE:
      g_string_append_printf (text, "%d", g_variant_get_handle (value));
      break;
    case G_VARIANT_CLASS_DOUBLE:
      print_double (text, value);
      break;
    case G_VARIANT_CLASS_STRING:
    case G_VARIANT_CLASS_OBJECT_PATH:
    case G_VARIANT_CLASS_SIGNATURE:
      print_quoted (text, g_variant_get_string (value, NULL));
      break;
    case G_VARIANT_CLASS_VARIANT:
    case G_VARIANT_CLASS_MAYBE:
      print_inner (text, value);
      break;
    case G_VARIANT_CLASS_ARRAY:
      print_items (text, value, g_variant_is_of_type (value, G_VARIANT_TYPE_DICTIONARY));
      break;
    case G_VARIANT_CLASS_TUPLE:
    case G_VARIANT_CLASS_DICT_ENTRY:
    default:
      print_items (text, value, FALSE);
      break;
    }
}

static gboolean
is_text (GVariant *value)
{
  return g_variant_is_of_type (value, G_VARIANT_TYPE_STRING) ||
         g_variant_is_of_type (value, G_VARIANT_TYPE_OBJECT_PATH) ||
         g_variant_is_of_type (value, G_VARIANT_TYPE_SIGNATURE);
}

char *
aps_plain_json_to_text (GVariant *value)
{
  GString *text;

  if (g_variant_is_of_type (value, G_VARIANT_TYPE_VARIANT))
    {
      g_autoptr (GVariant) inner = g_variant_get_variant (value);

      return aps_plain_json_to_text (inner);
    }
  if (is_text (value))
    return g_variant_dup_string (value, NULL);

  text = g_string_new (NULL);
  print (text, value);
  return g_string_free (text, FALSE);
}
