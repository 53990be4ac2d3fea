/* Canonical JSON text to GVariant; the form is described in aps-value-writer.c.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"

#include "core/aps-value-private.h"

#include <apsched/aps-error.h>

#include <string.h>

/* All of these return floating values, or NULL when the reader has an error. */
static GVariant *read_value (ApsJsonReader *reader);
static GVariant *read_typed (ApsJsonReader *reader, const GVariantType *type);

typedef struct
{
  GVariant **values;
  gsize      n;
  gsize      size;
  GVariant  *small[8];
} Children;

static void
children_init (Children *children)
{
  children->values = children->small;
  children->n = 0;
  children->size = G_N_ELEMENTS (children->small);
}

/* The values that nothing took over are floating still. */
static void
children_clear (Children *children)
{
  for (gsize i = 0; i < children->n; i++)
    g_variant_unref (children->values[i]);

  if (children->values != children->small)
    g_free (children->values);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Children, children_clear)

static gboolean
children_add (Children *children, GVariant *value)
{
  if (value == NULL)
    return FALSE;

  if (children->n == children->size)
    {
      gboolean small = children->values == children->small;

      children->size *= 2;
      children->values = g_renew (GVariant *, small ? NULL : children->values, children->size);
      if (small)
        memcpy (children->values, children->small, sizeof children->small);
    }

  children->values[children->n++] = value;
  return TRUE;
}

static GVariant *
children_to_array (Children *children, const GVariantType *element)
{
  GVariant *array = g_variant_new_array (element, children->values, children->n);

  children->n = 0;
  return array;
}

static GVariant *
children_to_tuple (Children *children)
{
  GVariant *tuple = g_variant_new_tuple (children->values, children->n);

  children->n = 0;
  return tuple;
}

static gint64
read_int_between (ApsJsonReader *reader, gint64 min, gint64 max)
{
  gint64 number = aps_json_reader_int64 (reader);

  if (!aps_json_reader_has_error (reader) && (number < min || number > max))
    aps_json_reader_fail (reader,
                          "integer %" G_GINT64_FORMAT " is not in %" G_GINT64_FORMAT
                          " to %" G_GINT64_FORMAT,
                          number,
                          min,
                          max);

  return number;
}

static double
read_special_double (ApsJsonReader *reader)
{
  static const char bits_prefix[] = "nan:";
  const char       *text = aps_json_reader_string (reader);
  guint64           bits;
  double            number;

  if (text == NULL)
    return 0;
  if (strcmp (text, "inf") == 0 || strcmp (text, "-inf") == 0 || strcmp (text, "nan") == 0)
    return g_ascii_strtod (text, NULL);

  if (!g_str_has_prefix (text, bits_prefix) ||
      !g_ascii_string_to_unsigned (text + strlen (bits_prefix), 16, 0, G_MAXUINT64, &bits, NULL))
    {
      aps_json_reader_fail (reader, "\"%s\" is no number (inf, -inf, nan)", text);
      return 0;
    }

  memcpy (&number, &bits, sizeof number);
  return number;
}

static double
read_double (ApsJsonReader *reader)
{
  return aps_json_reader_peek (reader) == APS_JSON_STRING ? read_special_double (reader)
                                                          : aps_json_reader_double (reader);
}

static GVariant *
new_string (ApsJsonReader *reader, const char *text, char type)
{
  if (text == NULL)
    return NULL;

  if (type == 's')
    return g_variant_new_string (text);
  if (type == 'o' && g_variant_is_object_path (text))
    return g_variant_new_object_path (text);
  if (type == 'g' && g_variant_is_signature (text))
    return g_variant_new_signature (text);

  aps_json_reader_fail (reader,
                        type == 'o' ? "\"%s\" is no object path" : "\"%s\" is no signature",
                        text);
  return NULL;
}

static GVariant *
read_bytes (ApsJsonReader *reader)
{
  const char        *text = aps_json_reader_string (reader);
  gsize              n;
  g_autofree guchar *bytes = NULL;
  g_autofree char   *again = NULL;

  if (text == NULL)
    return NULL;

  bytes = g_base64_decode (text, &n);
  again = g_base64_encode (bytes, n);

  if (strcmp (text, again) != 0)
    {
      aps_json_reader_fail (reader, "string is no base64");
      return NULL;
    }

  return g_variant_new_fixed_array (G_VARIANT_TYPE_BYTE, bytes, n, 1);
}

static GVariant *
read_array (ApsJsonReader *reader, const GVariantType *element)
{
  g_auto (Children) children;

  children_init (&children);

  if (aps_json_reader_begin_array (reader))
    while (aps_json_reader_next_item (reader))
      if (!children_add (&children, read_typed (reader, element)))
        break;

  return aps_json_reader_has_error (reader) ? NULL : children_to_array (&children, element);
}

/* @key is as it stands in the text, where a sign @ at its beginning is doubled. */
static GVariant *
new_key (ApsJsonReader *reader, const char *key, char type)
{
  if (*key == '@' && *++key != '@')
    {
      aps_json_reader_fail (reader,
                            "the key \"@\" comes first and alone with \"v\" "
                            "(of other keys that begin with @, it is doubled)");
      return NULL;
    }

  return new_string (reader, key, type);
}

/* The members of an object, from @key on, which may be NULL where there is none. */
static GVariant *
read_members (ApsJsonReader *reader, const char *key, const GVariantType *entry)
{
  const GVariantType *key_type = g_variant_type_key (entry);
  const GVariantType *value_type = g_variant_type_value (entry);
  g_auto (Children) children;

  children_init (&children);

  for (; key != NULL; key = aps_json_reader_next_key (reader))
    {
      GVariant *name = new_key (reader, key, *g_variant_type_peek_string (key_type));
      GVariant *value = name == NULL ? NULL : read_typed (reader, value_type);

      if (value == NULL)
        {
          g_clear_pointer (&name, g_variant_unref);
          break;
        }

      children_add (&children, g_variant_new_dict_entry (name, value));
    }

  return aps_json_reader_has_error (reader) ? NULL : children_to_array (&children, entry);
}

static GVariant *
read_dictionary (ApsJsonReader *reader, const GVariantType *entry)
{
  if (strchr ("sog", g_variant_type_peek_string (entry)[1]) == NULL ||
      aps_json_reader_peek (reader) != APS_JSON_OBJECT)
    return read_array (reader, entry);

  aps_json_reader_begin_object (reader);
  return read_members (reader, aps_json_reader_next_key (reader), entry);
}

static GVariant *
read_any_array (ApsJsonReader *reader, const GVariantType *type)
{
  const GVariantType *element = g_variant_type_element (type);

  if (g_variant_type_is_dict_entry (element))
    return read_dictionary (reader, element);
  if (g_variant_type_equal (element, G_VARIANT_TYPE_BYTE) &&
      aps_json_reader_peek (reader) == APS_JSON_STRING)
    return read_bytes (reader);

  return read_array (reader, element);
}

static GVariant *
read_maybe (ApsJsonReader *reader, const GVariantType *type)
{
  const GVariantType *element = g_variant_type_element (type);
  GVariant           *value = NULL;

  if (aps_json_reader_peek (reader) == APS_JSON_NULL)
    {
      aps_json_reader_null (reader);
      return g_variant_new_maybe (element, NULL);
    }

  if (aps_json_reader_begin_array (reader) && aps_json_reader_next_item (reader))
    value = read_typed (reader, element);

  if (value == NULL || aps_json_reader_next_item (reader) || aps_json_reader_has_error (reader))
    {
      g_clear_pointer (&value, g_variant_unref);
      aps_json_reader_fail (reader, "null or a list of one is wanted");
      return NULL;
    }

  return g_variant_new_maybe (element, value);
}

/* Tuples and dictionary entries. */
static GVariant *
read_items (ApsJsonReader *reader, const GVariantType *type)
{
  const GVariantType *item = g_variant_type_first (type);
  g_auto (Children) children;

  children_init (&children);

  if (aps_json_reader_begin_array (reader))
    while (aps_json_reader_next_item (reader))
      {
        if (item == NULL)
          aps_json_reader_fail (reader, "more items than the type has");
        else if (children_add (&children, read_typed (reader, item)))
          item = g_variant_type_next (item);
        else
          break;
      }

  if (item != NULL)
    aps_json_reader_fail (reader, "fewer items than the type has");
  if (aps_json_reader_has_error (reader))
    return NULL;
  if (!g_variant_type_is_dict_entry (type))
    return children_to_tuple (&children);

  children.n = 0;
  return g_variant_new_dict_entry (children.values[0], children.values[1]);
}

static GVariant *
read_number (ApsJsonReader *reader, char type)
{
  switch (type)
    {
    case 'y':
      return g_variant_new_byte ((guchar)read_int_between (reader, 0, G_MAXUINT8));
    case 'n':
      return g_variant_new_int16 ((gint16)read_int_between (reader, G_MININT16, G_MAXINT16));
    case 'q':
      return g_variant_new_uint16 ((guint16)read_int_between (reader, 0, G_MAXUINT16));
    case 'i':
      return g_variant_new_int32 ((gint32)read_int_between (reader, G_MININT32, G_MAXINT32));
    case 'h':
      return g_variant_new_handle ((gint32)read_int_between (reader, G_MININT32, G_MAXINT32));
    case 'u':
      return g_variant_new_uint32 ((guint32)read_int_between (reader, 0, G_MAXUINT32));
    case 't':
      return g_variant_new_uint64 (aps_json_reader_uint64 (reader));
    case 'd':
      return g_variant_new_double (read_double (reader));
    default:
      return g_variant_new_int64 (aps_json_reader_int64 (reader));
    }
}

static GVariant *
check (ApsJsonReader *reader, GVariant *value)
{
  if (!aps_json_reader_has_error (reader))
    return value;

  g_variant_unref (value);
  return NULL;
}

static GVariant *
read_typed (ApsJsonReader *reader, const GVariantType *type)
{
  char      first = *g_variant_type_peek_string (type);
  GVariant *value;

  switch (first)
    {
    case 'v':
      value = read_value (reader);
      return value == NULL ? NULL : g_variant_new_variant (value);
    case 's':
    case 'o':
    case 'g':
      return new_string (reader, aps_json_reader_string (reader), first);
    case 'b':
      return check (reader, g_variant_new_boolean (aps_json_reader_boolean (reader)));
    case 'm':
      return read_maybe (reader, type);
    case 'a':
      return read_any_array (reader, type);
    case '(':
    case '{':
      return read_items (reader, type);
    default:
      return check (reader, read_number (reader, first));
    }
}

/* Behind {"@": */
static GVariant *
read_tagged (ApsJsonReader *reader)
{
  g_autofree char *type = aps_json_reader_dup_string (reader);
  const char      *key;
  GVariant        *value = NULL;

  if (type == NULL)
    return NULL;

  if (!g_variant_type_string_is_valid (type) || !g_variant_type_is_definite (G_VARIANT_TYPE (type)))
    {
      aps_json_reader_fail (reader, "\"%s\" is no type of a value", type);
      return NULL;
    }

  key = aps_json_reader_next_key (reader);
  if (key != NULL && strcmp (key, "v") == 0)
    value = read_typed (reader, G_VARIANT_TYPE (type));

  if (value == NULL || aps_json_reader_next_key (reader) != NULL ||
      aps_json_reader_has_error (reader))
    {
      g_clear_pointer (&value, g_variant_unref);
      aps_json_reader_fail (reader, "an object with \"@\" has \"v\" beside it and nothing else");
    }

  return value;
}

static GVariant *
read_object (ApsJsonReader *reader)
{
  const char *key = NULL;

  if (aps_json_reader_begin_object (reader))
    key = aps_json_reader_next_key (reader);

  if (key != NULL && strcmp (key, "@") == 0)
    return read_tagged (reader);

  return read_members (reader, key, G_VARIANT_TYPE ("{sv}"));
}

static GVariant *
read_value (ApsJsonReader *reader)
{
  switch (aps_json_reader_peek (reader))
    {
    case APS_JSON_NULL:
      aps_json_reader_null (reader);
      return check (reader, g_variant_new_maybe (G_VARIANT_TYPE_VARIANT, NULL));
    case APS_JSON_BOOLEAN:
      return read_typed (reader, G_VARIANT_TYPE_BOOLEAN);
    case APS_JSON_INTEGER:
      return read_typed (reader, G_VARIANT_TYPE_INT64);
    case APS_JSON_DOUBLE:
      return check (reader, g_variant_new_double (aps_json_reader_double (reader)));
    case APS_JSON_STRING:
      return read_typed (reader, G_VARIANT_TYPE_STRING);
    case APS_JSON_ARRAY:
      return read_array (reader, G_VARIANT_TYPE_VARIANT);
    case APS_JSON_OBJECT:
      return read_object (reader);
    case APS_JSON_INVALID:
    default:
      aps_json_reader_skip (reader); /* which says what is wrong */
      return NULL;
    }
}

GVariant *
aps_value_read (ApsJsonReader *reader)
{
  GVariant *value = read_value (reader);

  return value == NULL ? NULL : g_variant_take_ref (value);
}

/**
 * aps_value_from_json:
 * @text: JSON text
 * @length: the length of @text in bytes, or -1 if it ends with a NUL
 * @error: return location for an error
 *
 * Reads a value from JSON text in the form that [func@Aps.value_to_json] writes; any other JSON
 * text fits that form too, unless it has keys beginning with `@`.
 *
 * Nothing is changed in silence. Refused are integers that do not fit 64 bits with a sign (a larger
 * one can be written as `{"@":"t","v":18446744073709551615}`), numbers too large for a double,
 * U+0000, a key that comes twice, and brackets nested deeper than 100 levels.
 *
 * Returns: (transfer full): the value; on failure `NULL`, and @error is
 *   `APS_ERROR_INVALID_ARGUMENT` and says what is wrong at which byte of @text
 *
 * Since: 1.0
 */
GVariant *
aps_value_from_json (const char *text, gssize length, GError **error)
{
  ApsJsonReader reader;
  g_autoptr (GVariant) value = NULL;

  g_return_val_if_fail (text != NULL, NULL);

  aps_json_reader_init (&reader, text, length);
  value = aps_value_read (&reader);

  return aps_json_reader_finish (&reader, error) ? g_steal_pointer (&value) : NULL;
}
