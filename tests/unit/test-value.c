/* Values as JSON and back: lossless for every type, nothing changed in silence, checked conversion.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include <apsched/apsched.h>

#include <math.h>
#include <string.h>

/* Read from the heap at its exact size, without a NUL behind, so that a sanitizer sees an overread.
 */
static GVariant *
read_json (const char *text, gsize length, GError **error)
{
  g_autofree char *copy = g_memdup2 (text, MAX (length, 1));

  return aps_value_from_json (copy, (gssize)length, error);
}

static void
assert_round_trip (GVariant *value, const char *expected)
{
  g_autofree char *text = aps_value_to_json (value);
  g_autoptr (GError) error = NULL;
  g_autoptr (GVariant) again = NULL;

  if (expected != NULL)
    g_assert_cmpstr (text, ==, expected);

  g_assert_nonnull (text);
  again = read_json (text, strlen (text), &error);
  g_assert_no_error (error);
  g_assert_false (g_variant_is_floating (again));
  g_assert_cmpstr (g_variant_get_type_string (again), ==, g_variant_get_type_string (value));
  g_assert_cmpvariant (again, value);
}

static void
test_lossless (void)
{
  /* GVariant's own text form, and ours. */
  static const char *const rows[][2] = {
    { "int64 5", "5" },
    { "int64 -9223372036854775808", "-9223372036854775808" },
    { "5.0", "5.0" },
    { "0.1", "0.1" },
    { "-0.0", "-0.0" },
    { "1.0e300", "1e+300" },
    { "0.30000000000000004", "0.30000000000000004" },
    { "true", "true" },
    { "'plain'", "\"plain\"" },
    { "'q\" b\\\\ n\\n é \\u0001 \\u007f 🕐'", "\"q\\\" b\\\\ n\\n é \\u0001 \x7f 🕐\"" },
    { "@mv nothing", "null" },
    { "[<int64 1>, <'a'>, <@mv nothing>]", "[1,\"a\",null]" },
    { "@av []", "[]" },
    { "{'a': <int64 1>, 'b': <[<true>]>}", "{\"a\":1,\"b\":[true]}" },
    { "@a{sv} {}", "{}" },
    { "{'@': <int64 1>, '@@x': <int64 2>, 'x@': <int64 3>}", "{\"@@\":1,\"@@@x\":2,\"x@\":3}" },
    { "{'v': <int64 1>}", "{\"v\":1}" },
    { "uint32 5", "{\"@\":\"u\",\"v\":5}" },
    { "byte 0xff", "{\"@\":\"y\",\"v\":255}" },
    { "int16 -1", "{\"@\":\"n\",\"v\":-1}" },
    { "uint16 1", "{\"@\":\"q\",\"v\":1}" },
    { "5", "{\"@\":\"i\",\"v\":5}" },
    { "handle 3", "{\"@\":\"h\",\"v\":3}" },
    { "uint64 18446744073709551615", "{\"@\":\"t\",\"v\":18446744073709551615}" },
    { "objectpath '/a/b'", "{\"@\":\"o\",\"v\":\"/a/b\"}" },
    { "signature 'a{sv}'", "{\"@\":\"g\",\"v\":\"a{sv}\"}" },
    { "inf", "{\"@\":\"d\",\"v\":\"inf\"}" },
    { "-inf", "{\"@\":\"d\",\"v\":\"-inf\"}" },
    { "('/tmp/x.png', 64)", "{\"@\":\"(si)\",\"v\":[\"/tmp/x.png\",64]}" },
    { "()", "{\"@\":\"()\",\"v\":[]}" },
    { "(int64 1,)", "{\"@\":\"(x)\",\"v\":[1]}" },
    { "b'bytes'", "{\"@\":\"ay\",\"v\":\"Ynl0ZXMA\"}" },
    { "@ay []", "{\"@\":\"ay\",\"v\":\"\"}" },
    { "[b'a', b'']", "{\"@\":\"aay\",\"v\":[\"YQA=\",\"AA==\"]}" },
    { "['a', 'b']", "{\"@\":\"as\",\"v\":[\"a\",\"b\"]}" },
    { "<int64 1>", "{\"@\":\"v\",\"v\":1}" },
    { "<<uint32 1>>", "{\"@\":\"v\",\"v\":{\"@\":\"v\",\"v\":{\"@\":\"u\",\"v\":1}}}" },
    { "@ms 'x'", "{\"@\":\"ms\",\"v\":[\"x\"]}" },
    { "@ms nothing", "{\"@\":\"ms\",\"v\":null}" },
    { "@mms just nothing", "{\"@\":\"mms\",\"v\":[null]}" },
    { "@mms nothing", "{\"@\":\"mms\",\"v\":null}" },
    { "@mv <@mv nothing>", "{\"@\":\"mv\",\"v\":[null]}" }, /* not the same as nothing */
    { "{'a': 'b'}", "{\"@\":\"a{ss}\",\"v\":{\"a\":\"b\"}}" },
    { "{'@a': 'b'}", "{\"@\":\"a{ss}\",\"v\":{\"@@a\":\"b\"}}" },
    { "{1: 'b', 1: 'c'}", "{\"@\":\"a{is}\",\"v\":[[1,\"b\"],[1,\"c\"]]}" },
    { "{objectpath '/': 1}", "{\"@\":\"a{oi}\",\"v\":{\"/\":1}}" },
    { "{true: 1}", "{\"@\":\"a{bi}\",\"v\":[[true,1]]}" },
    { "{'a': <int64 1>, 'a': <int64 2>}", "{\"@\":\"a{sv}\",\"v\":[[\"a\",1],[\"a\",2]]}" },
    { "{'a', <uint32 1>}", "{\"@\":\"{sv}\",\"v\":[\"a\",{\"@\":\"u\",\"v\":1}]}" },
    { "(<int64 1>, {'k': <(true,)>}, [@mi 1, nothing])",
      "{\"@\":\"(va{sv}ami)\",\"v\":[1,{\"k\":{\"@\":\"(b)\",\"v\":[true]}},[[1],null]]}" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (GVariant) value = g_variant_parse (NULL, rows[i][0], NULL, NULL, &error);

      g_assert_no_error (error);
      g_test_message ("%s", rows[i][0]);
      assert_round_trip (value, rows[i][1]);
    }
}

static double
make_nan (guint64 bits)
{
  double number;

  memcpy (&number, &bits, sizeof number);
  return number;
}

static void
test_nan_keeps_its_bits (void)
{
  static const guint64 rows[] = { G_GUINT64_CONSTANT (0x7ff8000000000000),
                                  G_GUINT64_CONSTANT (0xfff8000000000000),
                                  G_GUINT64_CONSTANT (0x7ff8000000000123) };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (GVariant) value = g_variant_ref_sink (g_variant_new_double (make_nan (rows[i])));
      g_autofree char *text = aps_value_to_json (value);
      g_autoptr (GVariant) again = aps_value_from_json (text, -1, NULL);
      double number = g_variant_get_double (again);

      g_assert_cmpmem (&number, sizeof number, &rows[i], sizeof rows[i]);
    }
}

static void
test_doubles_keep_their_bits (void)
{
  static const double rows[] = { 5e-324, 2.2250738585072014e-308, 1.7976931348623157e308, 1.0 / 3 };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (GVariant) value = g_variant_ref_sink (g_variant_new_double (rows[i]));

      assert_round_trip (value, NULL);
    }
}

static void
test_null_pointer_is_null (void)
{
  g_autofree char *text = aps_value_to_json (NULL);

  g_assert_cmpstr (text, ==, "null");
}

/* What other JSON writers make, and its canonical form. */
static void
test_reads_any_json (void)
{
  static const char *const rows[][2] = {
    { " { \"a\" : [ 1 , 2.50 , 1E2 , -0 ] , \"b\" : { } } \r\n",
      "{\"a\":[1,2.5,100.0,0],\"b\":{}}" },
    { "\"\\u00e9\\ud83d\\ude00\\/\\b\\f\\r\\t\"", "\"é😀/\\b\\f\\r\\t\"" },
    { "{\"@\":\"x\",\"v\":1}", "1" },
    { "{\"@\":\"d\",\"v\":1}", "1.0" },
    { "{\"@\":\"ay\",\"v\":[1,2]}", "{\"@\":\"ay\",\"v\":\"AQI=\"}" },
    { "{\"@\":\"a{sv}\",\"v\":{\"a\":1}}", "{\"a\":1}" },
    { "1e-999", "0.0" },
    { "{\"a\":{\"x\":1},\"x\":{\"a\":2}}", "{\"a\":{\"x\":1},\"x\":{\"a\":2}}" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (GVariant) value = read_json (rows[i][0], strlen (rows[i][0]), &error);
      g_autofree char *text = NULL;

      g_assert_no_error (error);
      text = aps_value_to_json (value);
      g_assert_cmpstr (text, ==, rows[i][1]);
    }
}

static void
test_refuses (void)
{
  static const struct
  {
    const char *text;
    const char *says;
  } rows[] = {
    { "", "offset 0" },
    { " ", "text ends where a value is wanted at offset 1" },
    { "nul", "null is wanted" },
    { "True", "a value is wanted" },
    { "1 2", "nothing may follow" },
    { "01", "a value is wanted" },
    { "+1", "a value is wanted" },
    { "1.", "a value is wanted" },
    { ".5", "a value is wanted" },
    { "1e", "a value is wanted" },
    { "-", "a value is wanted" },
    { "NaN", "a value is wanted" },
    { "9223372036854775808", "64 bits with a sign at offset 0" },
    { "18446744073709551616", "64 bits" },
    { "1e400", "too large for a double" },
    { "\"a", "the end of a string" },
    { "\"\\", "unknown escape" },
    { "\"\\\"", "the end of a string" },
    { "\"\\x\"", "unknown escape at offset 1" },
    { "\"\\u12\"", "hexadecimal" },
    { "\"\\u0000\"", "U+0000" },
    { "\"\\ud800\"", "surrogate" },
    { "\"\\udc00\"", "surrogate" },
    { "\"\\ud800\\u0041\"", "surrogate" },
    { "\"\\ud800\\udbff\"", "surrogate" },
    { "\"\n\"", "control character" },
    { "\"\xff\"", "not UTF-8 at offset 1" },
    { "[1,]", "a value is wanted at offset 3" },
    { "[1 2]", "\",\" or \"]\"" },
    { "[", "text ends" },
    { "[1", "text ends" },
    { "{\"a\"}", "\":\"" },
    { "{\"a\":1,}", "a key" },
    { "{a:1}", "a key" },
    { "{\"a\":1,\"a\":2}", "key \"a\" is there twice" },
    { "{\"a\":1,\"\\u0061\":2}", "key \"a\" is there twice" },
    { "{\"@\":\"u\"}", "\"v\" beside it" },
    { "{\"@\":\"u\",\"v\":1,\"w\":1}", "nothing else" },
    { "{\"@\":\"u\",\"w\":1}", "\"v\" beside it" },
    { "{\"@\":\"u\",\"v\":-1}", "-1 is not in 0 to 4294967295" },
    { "{\"@\":\"t\",\"v\":-1}", "not negative" },
    { "{\"@\":\"y\",\"v\":256}", "256 is not in 0 to 255" },
    { "{\"@\":\"u\",\"v\":1.0}", "an integer" },
    { "{\"@\":\"*\",\"v\":1}", "no type" },
    { "{\"@\":\"zz\",\"v\":1}", "no type" },
    { "{\"@\":\"\",\"v\":1}", "no type" },
    { "{\"@\":5,\"v\":1}", "a string" },
    { "{\"@\":\"(si)\",\"v\":[\"a\"]}", "fewer items" },
    { "{\"@\":\"(si)\",\"v\":[\"a\",1,2]}", "more items" },
    { "{\"@\":\"{sv}\",\"v\":[\"a\"]}", "fewer items" },
    { "{\"@\":\"o\",\"v\":\"a\"}", "no object path" },
    { "{\"@\":\"g\",\"v\":\"!\"}", "no signature" },
    { "{\"@\":\"d\",\"v\":\"many\"}", "no number" },
    { "{\"@\":\"ay\",\"v\":\"YQ\"}", "base64" },
    { "{\"@\":\"ay\",\"v\":\"Y Q==\"}", "base64" },
    { "{\"@\":\"ms\",\"v\":[]}", "list of one" },
    { "{\"@\":\"ms\",\"v\":[\"a\",\"b\"]}", "list of one" },
    { "{\"@x\":1}", "doubled" },
    { "{\"a\":1,\"@\":\"u\"}", "comes first" },
    { "[1,{\"a\":\"b\",\"c\":[1,tru]}]", "true or false is wanted at offset 19" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (GVariant) value = read_json (rows[i].text, strlen (rows[i].text), &error);

      g_assert_null (value);
      g_assert_error (error, APS_ERROR, APS_ERROR_INVALID_ARGUMENT);
      g_test_message ("%u: %s", i, error->message);
      g_assert_nonnull (strstr (error->message, rows[i].says));
    }
}

static void
test_refuses_nul (void)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (read_json ("\"a\0b\"", 5, &error));
  g_assert_error (error, APS_ERROR, APS_ERROR_INVALID_ARGUMENT);
  g_assert_nonnull (strstr (error->message, "NUL byte at offset 2"));
}

static char *
repeat (const char *opening, const char *middle, const char *closing, guint n)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < n; i++)
    g_string_append (text, opening);
  g_string_append (text, middle);
  for (guint i = 0; i < n; i++)
    g_string_append (text, closing);

  return g_string_free (text, FALSE);
}

static void
test_depth (void)
{
  static const char *const rows[][3] = {
    { "[", "1", "]" },
    { "{\"a\":", "1", "}" },
    { "{\"@\":\"v\",\"v\":", "1", "}" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autofree char *deep = repeat (rows[i][0], rows[i][1], rows[i][2], 100);
      g_autofree char *deeper = repeat (rows[i][0], rows[i][1], rows[i][2], 101);
      g_autofree char *deepest = repeat (rows[i][0], rows[i][1], rows[i][2], 100000);
      g_autoptr (GVariant) value = aps_value_from_json (deep, -1, NULL);
      g_autofree char *again = aps_value_to_json (value);

      g_assert_cmpstr (again, ==, deep);
      g_assert_null (aps_value_from_json (deeper, -1, NULL));
      g_assert_null (aps_value_from_json (deepest, -1, NULL));
    }
}

static void
test_check_refuses_too_deep (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GVariant) value = g_variant_ref_sink (g_variant_new_int64 (1));

  g_assert_true (aps_value_check (value, NULL));

  for (guint i = 0; i < 3000; i++)
    {
      GVariant *outer = g_variant_ref_sink (g_variant_new_variant (value));

      g_variant_unref (value);
      value = outer;
    }

  g_assert_null (aps_value_to_json (value));
  g_assert_false (aps_value_check (value, &error));
  g_assert_error (error, APS_ERROR, APS_ERROR_TOO_LARGE);
}

/* Beyond the number up to which keys are compared one by one. */
static void
test_many_keys (void)
{
  GString         *text = g_string_new ("{");
  g_autofree char *twice = NULL;
  g_autoptr (GVariant) value = NULL;
  g_autofree char *again = NULL;

  for (guint i = 0; i < 5000; i++)
    g_string_append_printf (text, "%s\"k%u\":{\"k%u\":%u}", i == 0 ? "" : ",", i, i + 1, i);

  twice = g_strdup_printf ("%s,\"k4000\":0}", text->str);
  g_string_append_c (text, '}');

  value = aps_value_from_json (text->str, -1, NULL);
  again = aps_value_to_json (value);
  g_assert_cmpstr (again, ==, text->str);
  g_assert_null (aps_value_from_json (twice, -1, NULL));
  g_string_free (text, TRUE);
}

static GVariant *make_random (guint depth);

static char *
make_random_string (void)
{
  static const char *const pieces[] = { "a", "@", "\"", "\\", "\n", "é", "🕐", " ", "\x01", "/" };
  GString                 *text = g_string_new (NULL);

  for (guint n = (guint)g_test_rand_int_range (0, 6); n > 0; n--)
    g_string_append (text, pieces[g_test_rand_int_range (0, G_N_ELEMENTS (pieces))]);

  return g_string_free (text, FALSE);
}

static GVariant *
make_random_scalar (void)
{
  g_autofree char *string = make_random_string ();
  gint64 number = (gint64)((guint64)g_test_rand_int () << 32 ^ (guint32)g_test_rand_int ());

  switch (g_test_rand_int_range (0, 12))
    {
    case 0:
      return g_variant_new_boolean (number & 1);
    case 1:
      return g_variant_new_byte ((guchar)number);
    case 2:
      return g_variant_new_int16 ((gint16)number);
    case 3:
      return g_variant_new_uint16 ((guint16)number);
    case 4:
      return g_variant_new_int32 ((gint32)number);
    case 5:
      return g_variant_new_uint32 ((guint32)number);
    case 6:
      return g_variant_new_int64 (number);
    case 7:
      return g_variant_new_uint64 ((guint64)number);
    case 8:
      return g_variant_new_double (g_test_rand_double_range (-1e9, 1e9));
    case 9:
      return g_variant_new_bytestring (string);
    case 10:
      return g_variant_new_maybe (G_VARIANT_TYPE_VARIANT, NULL);
    default:
      return g_variant_new_string (string);
    }
}

static GVariant *
make_random_dictionary (guint depth)
{
  GVariantBuilder builder;

  g_variant_builder_init (&builder, G_VARIANT_TYPE_VARDICT);
  for (guint n = (guint)g_test_rand_int_range (0, 12); n > 0; n--)
    {
      g_autofree char *key = make_random_string ();

      g_variant_builder_add (&builder, "{sv}", key, make_random (depth - 1));
    }
  return g_variant_builder_end (&builder);
}

static GVariant *
make_random (guint depth)
{
  GVariant *children[3];

  if (depth == 0)
    return make_random_scalar ();

  switch (g_test_rand_int_range (0, 6))
    {
    case 0:
      return g_variant_new_variant (make_random (depth - 1));
    case 1:
      for (guint i = 0; i < G_N_ELEMENTS (children); i++)
        children[i] = make_random (depth - 1);
      return g_variant_new_tuple (children, G_N_ELEMENTS (children));
    case 2:
      children[0] = make_random (depth - 1);
      return g_variant_new_array (NULL, children, 1);
    case 3:
      return g_variant_new_maybe (NULL, make_random (depth - 1));
    case 4:
      return make_random_dictionary (depth);
    default:
      return make_random_scalar ();
    }
}

static void
test_random_round_trip (void)
{
  for (guint i = 0; i < 1000; i++)
    {
      g_autoptr (GVariant)
        value = g_variant_ref_sink (make_random ((guint)g_test_rand_int_range (0, 5)));

      assert_round_trip (value, NULL);
    }
}

/* Cut and changed texts: an error or a value, and no crash. */
static void
test_damaged_text (void)
{
  for (guint i = 0; i < 1000; i++)
    {
      g_autoptr (GVariant) value = g_variant_ref_sink (make_random (3));
      g_autofree char *text = aps_value_to_json (value);
      gsize            length = strlen (text);

      for (guint j = 0; j < 20; j++)
        {
          g_autoptr (GVariant) again = NULL;

          text[g_test_rand_int_range (0, (gint32)length)] = "[]{},:\"\\@1.e\xc3\xff"[j % 15];
          again = read_json (text, (gsize)g_test_rand_int_range (0, (gint32)length + 1), NULL);
        }
    }
}

static void
test_converts (void)
{
  static const char *const rows[][3] = {
    { "[<'/tmp/x.png'>, <int64 64>]", "(si)", "('/tmp/x.png', 64)" },
    { "('a', 1)", "(si)", "('a', 1)" },
    { "@av []", "()", "()" },
    { "int64 255", "y", "0xff" },
    { "int64 -32768", "n", "-32768" },
    { "int64 65535", "q", "65535" },
    { "uint64 5", "i", "5" },
    { "byte 0x05", "t", "5" },
    { "uint32 7", "x", "7" },
    { "int64 2", "h", "2" },
    { "int64 9007199254740992", "d", "9007199254740992.0" },
    { "'/a'", "o", "'/a'" },
    { "'ai'", "g", "'ai'" },
    { "objectpath '/a'", "s", "'/a'" },
    { "{'a': <'b'>}", "a{ss}", "{'a': 'b'}" },
    { "{'a': <int64 1>}", "a{oi}", NULL },
    { "{'/a': <int64 1>}", "a{oi}", "{'/a': 1}" },
    { "<<int64 1>>", "i", "1" },
    { "int64 1", "v", "<int64 1>" },
    { "[<int64 1>, <'a'>]", "av", "[<int64 1>, <'a'>]" },
    { "[<int64 1>, <byte 2>]", "ai", "[1, 2]" },
    { "(1, int64 2)", "ai", "[1, 2]" },
    { "@mv nothing", "ms", "nothing" },
    { "'a'", "ms", "'a'" },
    { "@mx 5", "mi", "5" },
    { "[<[<int64 1>]>, <{'k': <true>}>]", "(aia{sb})", "([1], {'k': true})" },
    { "[<int64 1>, <'x'>]", "(v*)", NULL },
    { "(1, 'x')", "(i*)", "(1, 'x')" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (GVariant) value = g_variant_parse (NULL, rows[i][0], NULL, NULL, &error);
      g_autoptr (GVariant) fitting = NULL;
      g_autofree char *text = NULL;

      g_assert_no_error (error);
      g_test_message ("%s as %s", rows[i][0], rows[i][1]);
      fitting = aps_value_convert (value, G_VARIANT_TYPE (rows[i][1]), &error);
      g_assert_true ((fitting == NULL) == (rows[i][2] == NULL));
      g_assert_true ((fitting == NULL) == (error != NULL));
      if (fitting == NULL)
        continue;

      text = g_variant_print (fitting, FALSE);
      g_assert_cmpstr (text, ==, rows[i][2]);
      g_assert_true (g_variant_is_of_type (fitting, G_VARIANT_TYPE (rows[i][1])));
      g_assert_false (g_variant_is_floating (fitting));
    }
}

static void
test_conversion_errors (void)
{
  static const char *const rows[][3] = {
    { "[<'a'>]", "(si)", "arguments are (s), wanted (si): argument 2 is missing" },
    { "('a',)", "(si)", "arguments are (s), wanted (si): argument 2 is missing" },
    { "[<'a'>, <int64 1>, <true>]",
      "(si)",
      "arguments are (sxb), wanted (si): argument 3 is one too many" },
    { "[<'a'>, <'b'>]",
      "(si)",
      "arguments are (ss), wanted (si): argument 2: s where i is wanted" },
    { "[<int64 300>]",
      "(y)",
      "arguments are (x), wanted (y): argument 1: 300 does not fit y (0 to 255)" },
    { "[<[<int64 1>, <'a'>]>]",
      "(ai)",
      "arguments are (av), wanted (ai): argument 1: item 2: s where i is wanted" },
    { "[<{'w': <1.5>}>]",
      "(a{si})",
      "arguments are (a{sv}), wanted (a{si}): argument 1: 'w': d where i is wanted" },
    { "{'a': <int64 1>}", "(si)", "arguments are a{sv}, wanted (si): a{sv} where (si) is wanted" },
    { "int64 -1", "u", "value is x, wanted u: -1 does not fit u (0 to 4294967295)" },
    { "uint64 18446744073709551615",
      "x",
      "value is t, wanted x: 18446744073709551615 does not fit x (at most 9223372036854775807)" },
    { "int64 9007199254740993",
      "d",
      "value is x, wanted d: 9007199254740993 does not fit d exactly (at most 2^53)" },
    { "'a'", "o", "value is s, wanted o: \"a\" is no object path" },
    { "1.0", "i", "value is d, wanted i: d where i is wanted" },
    { "int64 1", "b", "value is x, wanted b: x where b is wanted" },
    { "@mv nothing", "s", "value is mv, wanted s: mv where s is wanted" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (GVariant) value = g_variant_parse (NULL, rows[i][0], NULL, NULL, NULL);

      g_assert_null (aps_value_convert (value, G_VARIANT_TYPE (rows[i][1]), &error));
      g_assert_error (error, APS_ERROR, APS_ERROR_INVALID_ARGUMENT);
      g_assert_cmpstr (error->message, ==, rows[i][2]);
    }
}

static void
test_conversion_leaves_floating_values (void)
{
  static const char *const types[] = { "v", "x", "i", "mx", "d" };

  for (guint i = 0; i < G_N_ELEMENTS (types); i++)
    {
      GVariant *value = g_variant_new_int64 (5);
      g_autoptr (GVariant) fitting = aps_value_convert (value, G_VARIANT_TYPE (types[i]), NULL);

      g_assert_nonnull (fitting);
      g_assert_true (g_variant_is_floating (value));
      g_variant_unref (value);
    }
}

static void
test_speed (void)
{
  const guint n = 100000;
  g_autoptr (GVariant) value =
    g_variant_ref_sink (g_variant_new_parsed ("{'path': <'/tmp/x.png'>, 'width': <int64 64>}"));
  double seconds;

  if (!g_test_perf ())
    {
      g_test_skip ("only with -m perf");
      return;
    }

  g_test_timer_start ();
  for (guint i = 0; i < n; i++)
    g_free (aps_value_to_json (value));
  seconds = g_test_timer_elapsed ();
  g_test_minimized_result (seconds / n * 1e9, "write: %.0f ns", seconds / n * 1e9);

  g_test_timer_start ();
  for (guint i = 0; i < n; i++)
    g_variant_unref (aps_value_from_json ("{\"path\":\"/tmp/x.png\",\"width\":64}", -1, NULL));
  seconds = g_test_timer_elapsed ();
  g_test_minimized_result (seconds / n * 1e9, "read: %.0f ns", seconds / n * 1e9);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/value/lossless/every-type", test_lossless);
  g_test_add_func ("/value/lossless/nan-keeps-its-bits", test_nan_keeps_its_bits);
  g_test_add_func ("/value/lossless/doubles-keep-their-bits", test_doubles_keep_their_bits);
  g_test_add_func ("/value/lossless/null-pointer-is-null", test_null_pointer_is_null);
  g_test_add_func ("/value/lossless/random", test_random_round_trip);
  g_test_add_func ("/value/reads/any-json", test_reads_any_json);
  g_test_add_func ("/value/reads/many-keys", test_many_keys);
  g_test_add_func ("/value/refuses/what-it-would-have-to-change", test_refuses);
  g_test_add_func ("/value/refuses/nul", test_refuses_nul);
  g_test_add_func ("/value/refuses/too-deep", test_depth);
  g_test_add_func ("/value/refuses/damaged-text", test_damaged_text);
  g_test_add_func ("/value/check/refuses-too-deep", test_check_refuses_too_deep);
  g_test_add_func ("/value/convert/fits", test_converts);
  g_test_add_func ("/value/convert/says-what-does-not-fit", test_conversion_errors);
  g_test_add_func ("/value/convert/leaves-floating-values", test_conversion_leaves_floating_values);
  g_test_add_func ("/value/speed", test_speed);

  return g_test_run ();
}
