/* Derived triggers, and cursors.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "trigger-fires.h"

typedef enum
{
  TIDE_HONEST,
  TIDE_FAILS,
  TIDE_FAILS_SILENTLY,
  TIDE_STANDS_STILL,
  TIDE_ENDS_AS_JAVASCRIPT_DOES,
} TideManner;

/* Fires every so many seconds since 1970. */
typedef struct
{
  ApsTriggerBase parent_instance;
  gint64         period;
  double         level;
  char          *harbour;
  gboolean       spring;
  TideManner     manner;
} Tide;

typedef struct
{
  ApsTriggerBaseClass parent_class;
} TideClass;

GType tide_get_type (void);
G_DEFINE_TYPE (Tide, tide, APS_TYPE_TRIGGER_BASE)

enum
{
  PROP_PERIOD = 1,
  PROP_LEVEL,
  PROP_HARBOUR,
  PROP_SPRING,
  PROP_MANNER,
};

static gboolean
tide_next (ApsTriggerBase *base, gint64 after_us, gint64 *next_us, GError **error)
{
  Tide  *self = (Tide *)base;
  gint64 period_us = self->period * APS_SECOND;

  switch (self->manner)
    {
    case TIDE_FAILS:
      g_set_error_literal (error, APS_ERROR, APS_ERROR_BUSY, "no almanac");
      return FALSE;

    case TIDE_FAILS_SILENTLY:
      return FALSE;

    case TIDE_STANDS_STILL:
      *next_us = after_us;
      return TRUE;

    case TIDE_ENDS_AS_JAVASCRIPT_DOES:
      *next_us = G_MININT64;
      return TRUE;

    case TIDE_HONEST:
    default:
      *next_us = (after_us / period_us + 1) * period_us;
      return TRUE;
    }
}

static void
tide_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  Tide *self = (Tide *)object;

  if (id == PROP_PERIOD)
    self->period = g_value_get_int64 (value);
  else if (id == PROP_LEVEL)
    self->level = g_value_get_double (value);
  else if (id == PROP_HARBOUR)
    {
      g_free (self->harbour);
      self->harbour = g_value_dup_string (value);
    }
  else if (id == PROP_SPRING)
    self->spring = g_value_get_boolean (value);
  else
    self->manner = (TideManner)g_value_get_int (value);
}

static void
tide_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  Tide *self = (Tide *)object;

  if (id == PROP_PERIOD)
    g_value_set_int64 (value, self->period);
  else if (id == PROP_LEVEL)
    g_value_set_double (value, self->level);
  else if (id == PROP_HARBOUR)
    g_value_set_string (value, self->harbour);
  else if (id == PROP_SPRING)
    g_value_set_boolean (value, self->spring);
  else
    g_value_set_int (value, (gint)self->manner);
}

static void
tide_finalize (GObject *object)
{
  g_free (((Tide *)object)->harbour);
  G_OBJECT_CLASS (tide_parent_class)->finalize (object);
}

static void
tide_class_init (TideClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->set_property = tide_set_property;
  object_class->get_property = tide_get_property;
  object_class->finalize = tide_finalize;
  APS_TRIGGER_BASE_CLASS (klass)->next = tide_next;

#define FLAGS (G_PARAM_READWRITE | G_PARAM_CONSTRUCT | G_PARAM_STATIC_STRINGS)
  g_object_class_install_property (object_class,
                                   PROP_PERIOD,
                                   g_param_spec_int64 ("period",
                                                       NULL,
                                                       NULL,
                                                       1,
                                                       G_MAXINT32,
                                                       44712,
                                                       FLAGS));
  g_object_class_install_property (object_class,
                                   PROP_LEVEL,
                                   g_param_spec_double ("level", NULL, NULL, -10, 10, 0, FLAGS));
  g_object_class_install_property (object_class,
                                   PROP_HARBOUR,
                                   g_param_spec_string ("harbour", NULL, NULL, NULL, FLAGS));
  g_object_class_install_property (object_class,
                                   PROP_SPRING,
                                   g_param_spec_boolean ("spring-tide", NULL, NULL, FALSE, FLAGS));
  g_object_class_install_property (object_class,
                                   PROP_MANNER,
                                   g_param_spec_int ("manner", NULL, NULL, 0, 4, 0, FLAGS));
}

static void
tide_init (Tide *self)
{
}

/* Remembers how many fires it has had, in text. */
typedef struct
{
  ApsTriggerBase parent_instance;
} Tally;

typedef struct
{
  ApsTriggerBaseClass parent_class;
} TallyClass;

GType tally_get_type (void);
G_DEFINE_TYPE (Tally, tally, APS_TYPE_TRIGGER_BASE)

static gboolean
tally_next_from (ApsTriggerBase *base,
                 gint64          after_us,
                 const char     *text,
                 gint64         *next_us,
                 char          **new_text,
                 GError        **error)
{
  gint64 n = text != NULL ? g_ascii_strtoll (text, NULL, 10) : 0;

  *next_us = n < 3 ? after_us + (n + 1) * APS_SECOND : APS_TIME_NONE;
  *new_text = g_strdup_printf ("%d", (int)n + 1);
  return TRUE;
}

static void
tally_class_init (TallyClass *klass)
{
  APS_TRIGGER_BASE_CLASS (klass)->next_from = tally_next_from;
}

static void
tally_init (Tally *self)
{
}

static void
test_text (void)
{
  g_autoptr (ApsTrigger)
    trigger = parse_trigger ("tide:period=3600 level=-1.5 harbour=\"Porto \\\"Vecchio\\\"\" "
                             "spring_tide=yes start=2026-01-01T00:00Z");
  g_autofree char *text = aps_trigger_to_text (trigger);
  g_autofree char *json = aps_trigger_to_json (trigger);
  g_autoptr (ApsTrigger) again = parse_trigger (text);
  g_autoptr (ApsTrigger) from_json = aps_trigger_from_json (json, NULL);
  g_auto (GStrv) types = aps_trigger_get_types (trigger);

  g_assert_cmpstr (text,
                   ==,
                   "tide:harbour=\"Porto \\\"Vecchio\\\"\" level=-1.5 period=3600 spring-tide=true "
                   "start=2026-01-01T00:00Z");
  g_assert_true (aps_trigger_equal (trigger, again));
  g_assert_nonnull (from_json);
  g_assert_true (aps_trigger_equal (trigger, from_json));
  g_assert_cmpstr (types[0], ==, "tide");
  check_fires ("tide:", "2026-01-01T00:00:00Z", "2026-01-01T04:30:00Z");
}

static void
test_options_work (void)
{
  check_fires ("tide:period=3600 start=2026-01-01T00:00Z count=2",
               "2027-01-01T00:00:00Z",
               "2026-01-01T00:00:00Z 2026-01-01T01:00:00Z never");
  check_fires ("tide:period=3600 tz=UTC except=01:00-05:00 end=2026-01-01T05:00Z",
               "2026-01-01T00:00:00Z",
               "2026-01-01T00:00:00Z 2026-01-01T05:00:00Z never");
  check_fires ("or:[tide:period=7200] [every:90min]",
               "2026-01-01T00:00:00Z",
               "2026-01-01T00:00:00Z 2026-01-01T01:30:00Z 2026-01-01T02:00:00Z");
}

static void
test_bad_settings (void)
{
  static const char *const texts[] = {
    "tide:period=0",
    "tide:period=x",
    "tide:level=11",
    "tide:level=1.5m",
    "tide:spring-tide=perhaps",
    "tide:depth=3",
    "tide:3600",
    "tide:[every:1h]",
  };

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_null (aps_trigger_parse (texts[i], &error));
      g_assert_error (error, APS_ERROR, APS_ERROR_INVALID_TRIGGER);
      g_assert_nonnull (strstr (error->message, "at column "));
    }
}

static void
test_broken (void)
{
  static const struct
  {
    TideManner manner;
    gint       code;
  } rows[] = {
    { TIDE_FAILS, APS_ERROR_BUSY },
    { TIDE_FAILS_SILENTLY, APS_ERROR_IMPLEMENTATION },
    { TIDE_STANDS_STILL, APS_ERROR_IMPLEMENTATION },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (ApsTrigger)
        trigger = g_object_new (tide_get_type (), "manner", rows[i].manner, NULL);
      g_autoptr (ApsCursor) cursor = aps_cursor_new (0);
      g_autoptr (GError) error = NULL;
      gint64 next;

      g_assert_false (aps_trigger_next (trigger, cursor, &next, &error));
      g_assert_error (error, APS_ERROR, rows[i].code);
      g_assert_false (aps_cursor_is_exhausted (cursor));
    }
}

static void
test_rounded_none (void)
{
  g_autoptr (ApsTrigger)
    trigger = g_object_new (tide_get_type (), "manner", TIDE_ENDS_AS_JAVASCRIPT_DOES, NULL);
  g_autoptr (ApsCursor) cursor = aps_cursor_new (0);
  gint64 next;

  g_assert_true (aps_trigger_next (trigger, cursor, &next, NULL));
  g_assert_cmpint (next, ==, APS_TIME_NONE);
  g_assert_true (aps_cursor_is_exhausted (cursor));
}

static void
test_keeps_text (void)
{
  g_autoptr (ApsTrigger) trigger = g_object_new (tally_get_type (), NULL);
  g_autoptr (ApsCursor) cursor = aps_cursor_new (time_of ("2026-01-01T00:00:00.000001Z"));
  g_autofree char *fires = fires_from (trigger, cursor, 9);

  g_assert_cmpstr (fires,
                   ==,
                   "2026-01-01T00:00:01Z 2026-01-01T00:00:03Z 2026-01-01T00:00:06Z never");
}

static void
test_unregistered (void)
{
  g_autoptr (ApsTrigger) trigger = g_object_new (tally_get_type (), NULL);
  g_auto (GStrv) types = aps_trigger_get_types (trigger);
  g_autofree char *text = aps_trigger_to_text (trigger);
  g_autofree char *words = aps_trigger_describe (trigger);

  g_assert_null (text);
  g_assert_cmpstr (types[0], ==, "Tally");
  g_assert_cmpstr (words, ==, "Tally");
}

static void
test_register (void)
{
  g_autoptr (GError) error = NULL;

  g_assert_true (aps_trigger_register_type ("tide", tide_get_type (), &error));
  g_assert_false (aps_trigger_register_type ("tide", tally_get_type (), &error));
  g_assert_error (error, APS_ERROR, APS_ERROR_CONFLICT);
  g_clear_error (&error);
  g_assert_false (aps_trigger_register_type ("cron", tally_get_type (), &error));
  g_assert_error (error, APS_ERROR, APS_ERROR_CONFLICT);
  g_clear_error (&error);
  g_assert_false (aps_trigger_register_type ("Tally", tally_get_type (), &error));
  g_assert_error (error, APS_ERROR, APS_ERROR_INVALID_ARGUMENT);
  g_clear_error (&error);
  g_assert_false (aps_trigger_register_type ("object", G_TYPE_OBJECT, &error));
  g_assert_error (error, APS_ERROR, APS_ERROR_INVALID_ARGUMENT);
}

static void
test_cursor_json (void)
{
  g_autoptr (ApsTrigger)
    trigger = parse_trigger ("or:[every:1h] [and:[every:1h] [every:2h]] [at:2020-01-01T00:00Z]");
  g_autoptr (ApsCursor) cursor = aps_cursor_new (G_GINT64_CONSTANT (1767225600000001));
  gint64 next;

  aps_cursor_set_seed (cursor, "nightly \"x\"\n");

  for (guint i = 0; i < 5; i++)
    {
      g_autofree char *json = aps_cursor_to_json (cursor);
      g_autoptr (ApsCursor) restored = aps_cursor_from_json (json, NULL);
      g_autofree char *again = NULL;

      g_assert_nonnull (restored);
      again = aps_cursor_to_json (restored);
      g_assert_cmpstr (json, ==, again);
      g_assert_cmpstr (aps_cursor_get_seed (restored), ==, "nightly \"x\"\n");
      g_assert_true (aps_trigger_next (trigger, cursor, &next, NULL));
    }
}

/* What is printed is read by a short cut, which a blank in front keeps closed. */
static void
test_cursor_read_alike (void)
{
  static const char *const rows[] = {
    "{\"v\":1,\"anchor\":0}",
    "{\"v\":1,\"anchor\":-1}",
    "{\"v\":1,\"anchor\":9223372036854775806,\"last\":-9223372036854775807}",
    "{\"v\":1,\"anchor\":1,\"last\":false}",
    "{\"v\":1,\"anchor\":123456789012345678,\"last\":999999999999999999,\"n\":3}",
    "{\"v\":1,\"anchor\":1,\"seed\":\"\"}",
    "{\"v\":1,\"anchor\":1,\"last\":2,\"n\":3,\"seed\":\"nightly\"}",
    "{\"v\":1,\"anchor\":1,\"seed\":\"a\\\"b\\\\c\"}",
    "{\"v\":1,\"anchor\":1,\"seed\":\"\303\251\"}",
    "{\"v\":1,\"anchor\":1,\"text\":\"x\"}",
    "{\"v\":1,\"anchor\":1,\"children\":[{\"v\":1,\"anchor\":1}]}",
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autofree char *blank = g_strconcat (" ", rows[i], NULL);
      g_autoptr (ApsCursor) quick = aps_cursor_from_json (rows[i], NULL);
      g_autoptr (ApsCursor) slow = aps_cursor_from_json (blank, NULL);
      g_autofree char *one = NULL;
      g_autofree char *other = NULL;

      g_assert_nonnull (quick);
      g_assert_nonnull (slow);
      one = aps_cursor_to_json (quick);
      other = aps_cursor_to_json (slow);
      g_assert_cmpstr (one, ==, other);
      g_assert_cmpstr (one, ==, rows[i]);
    }
}

static void
test_cursor_damaged (void)
{
  static const char *const rows[] = {
    "",
    "[]",
    "{}",
    "{\"v\":0}",
    "{\"v\":2}",
    "{\"v\":1,\"anchor\":\"x\"}",
    "{\"v\":1,\"anchor\":01}",
    "{\"v\":1,\"anchor\":-}",
    "{\"v\":1,\"anchor\":1}}",
    "{\"v\":1,\"anchor\":1,\"seed\":\"a}",
    "{\"v\":1,\"last\":true}",
    "{\"v\":1,\"seed\":5}",
    "{\"v\":1,\"children\":{}}",
    "{\"v\":1,\"children\":[5]}",
  };
  g_autoptr (GString) deep = g_string_new (NULL);

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_null (aps_cursor_from_json (rows[i], &error));
      g_assert_nonnull (error);
    }

  for (guint i = 0; i < 1000000; i++)
    g_string_append_c (deep, '[');

  g_assert_null (aps_cursor_from_json (deep->str, NULL));
}

/* A cursor of another trigger is no crash. */
static void
test_cursor_of_other (void)
{
  g_autoptr (ApsTrigger) two = parse_trigger ("or:[every:1h] [every:2h]");
  g_autoptr (ApsTrigger) three = parse_trigger ("or:[every:1h] [every:2h] [every:3h]");
  g_autoptr (ApsCursor) cursor = aps_cursor_new (0);
  gint64 next;

  g_assert_true (aps_trigger_next (two, cursor, &next, NULL));
  g_assert_true (aps_trigger_next (three, cursor, &next, NULL));
  g_assert_cmpint (next, ==, APS_HOUR);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_assert_true (aps_trigger_register_type ("tide", tide_get_type (), NULL));
  g_test_add_func ("/trigger-base/text", test_text);
  g_test_add_func ("/trigger-base/options-work", test_options_work);
  g_test_add_func ("/trigger-base/bad-settings", test_bad_settings);
  g_test_add_func ("/trigger-base/broken-is-an-error", test_broken);
  g_test_add_func ("/trigger-base/rounded-none", test_rounded_none);
  g_test_add_func ("/trigger-base/keeps-text", test_keeps_text);
  g_test_add_func ("/trigger-base/unregistered", test_unregistered);
  g_test_add_func ("/trigger-base/register", test_register);
  g_test_add_func ("/cursor/json", test_cursor_json);
  g_test_add_func ("/cursor/read-alike", test_cursor_read_alike);
  g_test_add_func ("/cursor/damaged", test_cursor_damaged);
  g_test_add_func ("/cursor/of-another-trigger", test_cursor_of_other);
  return g_test_run ();
}
