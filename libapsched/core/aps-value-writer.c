/* GVariant to canonical JSON text; aps-value-reader.c reads it.
 *
 * NOTES. Types that JSON has by itself stand for themselves: x, d, s, b, av, a{sv}, and null for
 * `@mv nothing`. Any other value is an object that says its type, {"@":"(si)","v":["a",5]}; below
 * "v" the type is known, so only variants say types again. A key beginning with @ has it doubled.
 * What JSON cannot write is text there: infinities, NaN, and arrays of bytes as base64.
 * Dictionaries whose keys are no strings, or come twice, are lists of pairs; a maybe is null or a
 * list of one.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"

#include "core/aps-value-private.h"

#include <apsched/aps-error.h>

#include <math.h>
#include <string.h>

static void write_typed (ApsJsonWriter *writer, GVariant *value);

static void
write_items (ApsJsonWriter *writer,
             GVariant      *container,
             void (*write) (ApsJsonWriter *, GVariant *))
{
  gsize n = g_variant_n_children (container);

  aps_json_writer_begin_array (writer);

  for (gsize i = 0; i < n; i++)
    {
      g_autoptr (GVariant) child = g_variant_get_child_value (container, i);

      write (writer, child);
    }

  aps_json_writer_end_array (writer);
}

static void
write_variant_child (ApsJsonWriter *writer, GVariant *variant)
{
  g_autoptr (GVariant) child = g_variant_get_variant (variant);

  aps_value_write (writer, child);
}

static const char *
peek_string (GVariant *string)
{
  return g_variant_get_string (string, NULL);
}

#define FEW_KEYS 8

static gboolean
has_few_unique_keys (GVariant *dictionary, gsize n)
{
  GVariant *keys[FEW_KEYS];
  gboolean  unique = TRUE;

  for (gsize i = 0; i < n; i++)
    {
      g_autoptr (GVariant) entry = g_variant_get_child_value (dictionary, i);

      keys[i] = g_variant_get_child_value (entry, 0);
      for (gsize j = 0; j < i; j++)
        if (strcmp (peek_string (keys[i]), peek_string (keys[j])) == 0)
          unique = FALSE;
    }

  for (gsize i = 0; i < n; i++)
    g_variant_unref (keys[i]);

  return unique;
}

/* Dictionaries may hold a key twice, which a JSON object must not. */
static gboolean
has_unique_keys (GVariant *dictionary)
{
  g_autoptr (GHashTable) seen = NULL;
  gsize n = g_variant_n_children (dictionary);

  if (n <= FEW_KEYS)
    return has_few_unique_keys (dictionary, n);

  seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  for (gsize i = 0; i < n; i++)
    {
      g_autoptr (GVariant) entry = g_variant_get_child_value (dictionary, i);
      g_autoptr (GVariant) key = g_variant_get_child_value (entry, 0);

      if (!g_hash_table_add (seen, g_strdup (peek_string (key))))
        return FALSE;
    }

  return TRUE;
}

static void
write_key (ApsJsonWriter *writer, const char *key)
{
  g_autofree char *doubled = *key == '@' ? g_strconcat ("@", key, NULL) : NULL;

  aps_json_writer_key (writer, doubled == NULL ? key : doubled);
}

static void
write_object (ApsJsonWriter *writer, GVariant *dictionary)
{
  GVariantIter iter;
  GVariant    *entry;

  aps_json_writer_begin_object (writer);
  g_variant_iter_init (&iter, dictionary);

  while ((entry = g_variant_iter_next_value (&iter)) != NULL)
    {
      g_autoptr (GVariant) key = g_variant_get_child_value (entry, 0);
      g_autoptr (GVariant) child = g_variant_get_child_value (entry, 1);

      write_key (writer, peek_string (key));
      write_typed (writer, child);
      g_variant_unref (entry);
    }

  aps_json_writer_end_object (writer);
}

static void
write_bytes (ApsJsonWriter *writer, GVariant *bytes)
{
  gsize            n;
  gconstpointer    data = g_variant_get_fixed_array (bytes, &n, 1);
  g_autofree char *base64 = g_base64_encode (data, n);

  aps_json_writer_string (writer, base64);
}

static void
write_array (ApsJsonWriter *writer, GVariant *array)
{
  const char *type = g_variant_get_type_string (array);

  if (type[1] == 'y')
    write_bytes (writer, array);
  else if (type[1] == '{' && strchr ("sog", type[2]) != NULL && has_unique_keys (array))
    write_object (writer, array);
  else
    write_items (writer, array, write_typed);
}

static void
write_maybe (ApsJsonWriter *writer, GVariant *maybe)
{
  if (g_variant_n_children (maybe) == 0)
    aps_json_writer_null (writer);
  else
    write_items (writer, maybe, write_typed);
}

static gboolean
is_plain_nan (double number)
{
  double plain = (double)NAN;

  return memcmp (&plain, &number, sizeof number) == 0;
}

static void
write_special_double (ApsJsonWriter *writer, double number)
{
  guint64 bits;
  char    text[24] = "nan";

  memcpy (&bits, &number, sizeof bits);

  if (isinf (number))
    strcpy (text, number < 0 ? "-inf" : "inf");
  else if (!is_plain_nan (number))
    g_snprintf (text, sizeof text, "nan:%016" G_GINT64_MODIFIER "x", bits);

  aps_json_writer_string (writer, text);
}

static void
write_double (ApsJsonWriter *writer, GVariant *value)
{
  double number = g_variant_get_double (value);

  if (isfinite (number))
    aps_json_writer_double (writer, number);
  else
    write_special_double (writer, number);
}

/* A value whose type the reader knows. */
static void
write_typed (ApsJsonWriter *writer, GVariant *value)
{
  switch (*g_variant_get_type_string (value))
    {
    case 'b':
      aps_json_writer_boolean (writer, g_variant_get_boolean (value));
      break;
    case 'y':
      aps_json_writer_uint64 (writer, g_variant_get_byte (value));
      break;
    case 'n':
      aps_json_writer_int64 (writer, g_variant_get_int16 (value));
      break;
    case 'q':
      aps_json_writer_uint64 (writer, g_variant_get_uint16 (value));
      break;
    case 'i':
      aps_json_writer_int64 (writer, g_variant_get_int32 (value));
      break;
    case 'u':
      aps_json_writer_uint64 (writer, g_variant_get_uint32 (value));
      break;
    case 'x':
      aps_json_writer_int64 (writer, g_variant_get_int64 (value));
      break;
    case 't':
      aps_json_writer_uint64 (writer, g_variant_get_uint64 (value));
      break;
    case 'h':
      aps_json_writer_int64 (writer, g_variant_get_handle (value));
      break;
    case 'd':
      write_double (writer, value);
      break;
    case 's':
    case 'o':
    case 'g':
      aps_json_writer_string (writer, peek_string (value));
      break;
    case 'v':
      write_variant_child (writer, value);
      break;
    case 'm':
      write_maybe (writer, value);
      break;
    case 'a':
      write_array (writer, value);
      break;
    default: /* tuples and dictionary entries */
      write_items (writer, value, write_typed);
      break;
    }
}

/* Whether a value stands in the text without its type, and so was written. */
static gboolean
write_natural (ApsJsonWriter *writer, GVariant *value)
{
  const char *type = g_variant_get_type_string (value);

  if (strcmp (type, "a{sv}") == 0)
    {
      if (!has_unique_keys (value))
        return FALSE;
      write_object (writer, value);
      return TRUE;
    }

  if (strcmp (type, "x") != 0 && strcmp (type, "s") != 0 && strcmp (type, "b") != 0 &&
      strcmp (type, "av") != 0 &&
      !(strcmp (type, "d") == 0 && isfinite (g_variant_get_double (value))) &&
      !(strcmp (type, "mv") == 0 && g_variant_n_children (value) == 0))
    return FALSE;

  write_typed (writer, value);
  return TRUE;
}

void
aps_value_write (ApsJsonWriter *writer, GVariant *value)
{
  /* Deeper than this cannot be read, so nothing is lost by not writing it, but a stack saved. */
  if (writer->depth > APS_JSON_MAX_DEPTH)
    return;

  if (write_natural (writer, value))
    return;

  aps_json_writer_begin_object (writer);
  aps_json_writer_string_member (writer, "@", g_variant_get_type_string (value));
  aps_json_writer_key (writer, "v");
  write_typed (writer, value);
  aps_json_writer_end_object (writer);
}

/**
 * aps_value_to_json:
 * @value: (nullable): a value of any type; `NULL` is `@mv nothing`
 *
 * Writes a value as canonical JSON text.
 *
 * The text is lossless: [func@Aps.value_from_json] gives back an equal value of the same type.
 * Types that JSON has stand for themselves: `x` as an integer, `d` as a number with point or
 * exponent, `s`, `b`, `av` as a list, `a{sv}` as an object, and `@mv nothing` as `null`. Any other
 * value is an object with its type beside it, like `{"@":"(si)","v":["a",5]}`. A key that begins
 * with `@` has that sign doubled. There are no blanks in the text; keys keep their order.
 *
 * If @value is floating, it is not consumed.
 *
 * Returns: (transfer full) (nullable): the text, or `NULL` if @value is nested deeper than the 100
 *   levels that can be read back; [func@Aps.value_check] tells beforehand
 *
 * Since: 1.0
 */
char *
aps_value_to_json (GVariant *value)
{
  g_auto (ApsJsonWriter) writer = { .text = NULL };

  if (value == NULL)
    return g_strdup ("null");

  aps_json_writer_init (&writer);
  aps_value_write (&writer, value);

  return writer.max_depth > APS_JSON_MAX_DEPTH ? NULL : aps_json_writer_finish (&writer);
}

/**
 * aps_value_check:
 * @value: (nullable): a value
 * @error: return location for an error
 *
 * Checks that a value can be stored: that it is not nested deeper than 100 levels.
 *
 * Returns: true if it can; otherwise @error is `APS_ERROR_TOO_LARGE`
 *
 * Since: 1.0
 */
gboolean
aps_value_check (GVariant *value, GError **error)
{
  g_autofree char *text = aps_value_to_json (value);

  if (text != NULL)
    return TRUE;

  g_set_error (error,
               APS_ERROR,
               APS_ERROR_TOO_LARGE,
               "the value is nested deeper than %d levels",
               APS_JSON_MAX_DEPTH);
  return FALSE;
}
