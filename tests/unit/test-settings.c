/* Tests how settings written as text become properties of a plugin's object.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"

#include <apsched/aps-duration.h>
#include <apsched/aps-error.h>
#include <apsched/aps-model-enums.h>

#include "registry/aps-settings-private.h"

#include <glib/gstdio.h>
#include <unistd.h>

#define TEST_TYPE_PLUGIN (test_plugin_get_type ())

G_DECLARE_FINAL_TYPE (TestPlugin, test_plugin, TEST, PLUGIN, GObject)

enum
{
  PROP_0,
  PROP_PATH,
  PROP_PASSWORD,
  PROP_TIMEOUT,
  PROP_LIMIT,
  PROP_CACHE,
  PROP_WORKERS,
  PROP_ROOM,
  PROP_BIG,
  PROP_RATIO,
  PROP_OVERLAP,
  PROP_STRICT,
  PROP_TOPICS,
  PROP_COUNT,
  N_PROPS,
};

struct _TestPlugin
{
  GObject parent_instance;

  GValue values[N_PROPS];
};

G_DEFINE_FINAL_TYPE (TestPlugin, test_plugin, G_TYPE_OBJECT)

static void
test_plugin_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  TestPlugin *self = TEST_PLUGIN (object);

  if (G_IS_VALUE (&self->values[id]))
    g_value_unset (&self->values[id]);
  g_value_init (&self->values[id], pspec->value_type);
  g_value_copy (value, &self->values[id]);
}

static void
test_plugin_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  g_value_copy (&TEST_PLUGIN (object)->values[id], value);
}

static void
test_plugin_finalize (GObject *object)
{
  for (guint i = 0; i < N_PROPS; i++)
    if (G_IS_VALUE (&TEST_PLUGIN (object)->values[i]))
      g_value_unset (&TEST_PLUGIN (object)->values[i]);

  G_OBJECT_CLASS (test_plugin_parent_class)->finalize (object);
}

static void
test_plugin_class_init (TestPluginClass *klass)
{
  const GParamFlags flags = G_PARAM_READWRITE | G_PARAM_CONSTRUCT_ONLY | G_PARAM_STATIC_STRINGS;
  GObjectClass     *object_class = G_OBJECT_CLASS (klass);
  GParamSpec       *all[N_PROPS] = { NULL };

  object_class->set_property = test_plugin_set_property;
  object_class->get_property = test_plugin_get_property;
  object_class->finalize = test_plugin_finalize;

  all[PROP_PATH] =
    aps_setting_mark (g_param_spec_string ("path", NULL, "The database", NULL, flags),
                      APS_SETTING_FILE | APS_SETTING_REQUIRED);
  all[PROP_PASSWORD] =
    aps_setting_mark (g_param_spec_string ("password", NULL, "Who we are", NULL, flags),
                      APS_SETTING_SECRET);
  all[PROP_TIMEOUT] = aps_setting_mark (g_param_spec_int64 ("timeout",
                                                            NULL,
                                                            "How long to wait",
                                                            APS_MILLISECOND,
                                                            10 * APS_MINUTE,
                                                            5 * APS_SECOND,
                                                            flags),
                                        APS_SETTING_DURATION);
  all[PROP_LIMIT] = aps_setting_mark (g_param_spec_int64 ("limit",
                                                          NULL,
                                                          "The longest",
                                                          APS_UNSET,
                                                          APS_FOREVER,
                                                          APS_FOREVER,
                                                          flags),
                                      APS_SETTING_DURATION);
  all[PROP_CACHE] =
    aps_setting_mark (g_param_spec_int ("cache", NULL, "Memory", 1024, 1 << 20, 65536, flags),
                      APS_SETTING_SIZE);
  all[PROP_WORKERS] = g_param_spec_uint ("workers", NULL, "Threads", 1, 64, 4, flags);
  all[PROP_ROOM] =
    g_param_spec_int ("room", NULL, "At once", APS_UNSET, APS_UNLIMITED, APS_UNSET, flags);
  all[PROP_BIG] = g_param_spec_uint64 ("big", NULL, "A number", 0, G_MAXUINT64, 7, flags);
  all[PROP_RATIO] = g_param_spec_double ("ratio", NULL, "A share", 0, 1, 0.5, flags);
  all[PROP_OVERLAP] =
    g_param_spec_enum ("overlap", NULL, "A choice", APS_TYPE_OVERLAP, APS_OVERLAP_SKIP, flags);
  all[PROP_STRICT] = g_param_spec_boolean ("strict", NULL, "Whether", TRUE, flags);
  all[PROP_TOPICS] = g_param_spec_boxed ("topics", NULL, "Several", G_TYPE_STRV, flags);
  all[PROP_COUNT] = g_param_spec_int ("count",
                                      NULL,
                                      "Not a setting",
                                      0,
                                      9,
                                      0,
                                      G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);

  g_object_class_install_properties (object_class, N_PROPS, all);
}

static void
test_plugin_init (TestPlugin *self)
{
}

static const ApsPluginDescriptor descriptor = {
  .abi = APS_PLUGIN_ABI,
  .kind = APS_PLUGIN_KIND_DATA_STORE,
  .name = "test",
  .get_type = test_plugin_get_type,
};

static GObject *
make (const char *settings, const char *folder, GError **error)
{
  g_autoptr (GArray) lines = aps_setting_lines_parse (settings, error);
  gint at;

  return lines != NULL ? aps_settings_new_object (&descriptor, lines, folder, &at, error) : NULL;
}

/* What each property is printed as, after settings that are right. */
static const struct
{
  const char *settings;
  const char *property;
  const char *value;
} good[] = {
  { "path=jobs.db", "path", "/etc/pics/jobs.db" },
  { "path=../x/jobs.db", "path", "/etc/x/jobs.db" },
  { "path=/var/jobs.db", "path", "/var/jobs.db" },
  { "path=\"a b\"", "path", "/etc/pics/a b" },
  { "path=\"a\\\"b\\\\c\"", "path", "/etc/pics/a\"b\\c" },
  { "path=C:\\x", "path", "/etc/pics/C:\\x" },
  { " path=x   timeout=10min ", "timeout", "600000000" },
  { "path=x timeout=1ms", "timeout", "1000" },
  { "path=x", "timeout", "5000000" },
  { "path=x limit=none", "limit", "9223372036854775807" },
  { "path=x limit=0", "limit", "0" },
  { "path=x cache=64KiB", "cache", "65536" },
  { "path=x workers=64", "workers", "64" },
  { "path=x room=none", "room", "2147483647" },
  { "path=x room=0", "room", "0" },
  { "path=x", "room", "-1" },
  { "path=x big=9223372036854775807", "big", "9223372036854775807" },
  { "path=x ratio=0.25", "ratio", "0.250000" },
  { "path=x overlap=cancel-running", "overlap", "APS_OVERLAP_CANCEL_RUNNING" },
  { "path=x strict=off", "strict", "FALSE" },
  { "path=x topics=a;b\\;c;", "topics", "['a', 'b;c']" },
  { "path=x topics=", "topics", "[]" },
  { "path=x password=\"open sesame\"", "password", "open sesame" },
};

static void
test_good (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (good); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (GObject) object = make (good[i].settings, "/etc/pics", &error);
      g_auto (GValue) value = G_VALUE_INIT;
      g_auto (GValue) text = G_VALUE_INIT;
      g_autofree char *printed = NULL;

      g_test_message ("%s", good[i].settings);
      g_assert_no_error (error);

      g_object_get_property (object, good[i].property, &value);
      if (G_VALUE_HOLDS (&value, G_TYPE_STRV))
        printed =
          g_variant_print (g_variant_ref_sink (g_variant_new_strv (g_value_get_boxed (&value), -1)),
                           FALSE);
      else
        {
          g_value_init (&text, G_TYPE_STRING);
          g_assert_true (g_value_transform (&value, &text));
          printed = g_value_dup_string (&text);
        }
      if (g_str_has_prefix (printed, "@as "))
        g_assert_cmpstr (printed + 4, ==, good[i].value);
      else
        g_assert_cmpstr (printed, ==, good[i].value);
    }
}

static void
test_quote (void)
{
  static const char *const values[] = { "", "x", "a b", "\"", "\\", "a\\\"b\\", "c=d;e", " " };

  for (guint i = 0; i < G_N_ELEMENTS (values); i++)
    {
      g_autofree char *quoted = aps_setting_quote (values[i]);
      g_autofree char *text = g_strdup_printf ("a=%s b=1", quoted);
      g_autoptr (GError) error = NULL;
      g_autoptr (GArray) lines = aps_setting_lines_parse (text, &error);

      g_assert_no_error (error);
      g_assert_cmpuint (lines->len, ==, 2);
      g_assert_cmpstr (g_array_index (lines, ApsSettingLine, 0).value, ==, values[i]);
    }
}

static const struct
{
  const char *settings;
  const char *message;
} bad[] = {
  { "", "plugin test needs the setting \"path\" (The database)" },
  { "pth=x", "\"pth\" is no setting of plugin test (did you mean \"path\"?)" },
  { "PATH=x",
    "\"PATH\" is no setting of plugin test (it has path, password, timeout, limit, cache, workers, "
    "room, big, ratio, overlap, strict, topics)" },
  { "path=x count=1",
    "\"count\" is no setting of plugin test (it has path, password, timeout, limit, cache, "
    "workers, "
    "room, big, ratio, overlap, strict, topics)" },
  { "path=x timout=1s", "\"timout\" is no setting of plugin test (did you mean \"timeout\"?)" },
  { "path=", "\"path\": \"\" is not the name of a file" },
  { "path=x timeout=20min", "\"timeout\": 20min is out of range (1ms to 10min)" },
  { "path=x timeout=none",
    "\"timeout\": \"none\" is no duration (like \"500ms\", \"2h 30min\" or \"PT1H30M\")" },
  { "path=x cache=2MB", "\"cache\": 2MB is out of range (1KiB to 1MiB)" },
  { "path=x workers=0", "\"workers\": 0 is out of range (1 to 64)" },
  { "path=x workers=none", "\"workers\": \"none\" is not a whole number" },
  { "path=x workers=4x", "\"workers\": \"4x\" is not a whole number" },
  { "path=x room=-1", "\"room\": -1 is out of range (0 to none)" },
  { "path=x room=many", "\"room\": \"many\" is not a whole number or none" },
  { "path=x ratio=2", "\"ratio\": 2 is out of range (0 to 1)" },
  { "path=x ratio=nan", "\"ratio\": nan is out of range (0 to 1)" },
  { "path=x ratio=half", "\"ratio\": \"half\" is not a number" },
  { "path=x overlap=skipp", "\"overlap\": \"skipp\" is no choice (did you mean \"skip\"?)" },
  { "path=x overlap=drop",
    "\"overlap\": \"drop\" is no choice (one of skip, queue, queue-one, cancel-running)" },
  { "path=x strict=maybe",
    "\"strict\": \"maybe\" is neither true nor false (true, yes, on, 1; false, no, off, 0)" },
  { "path=x path=y", "\"path\" is given a second time" },
  { "path=x password=a password-env=B", "\"password\" is given a second time" },
  { "path-file=x", "\"path-file\" is not possible: \"path\" is not a secret" },
  { "path=x password-env=APS_TEST_ABSENT",
    "\"password-env\": the environment has no variable \"APS_TEST_ABSENT\"" },
  { "path=x fast", "settings, word 2: \"fast\" should go on as KEY=VALUE or KEY=\"VALUE\"" },
  { "path=\"x", "settings, word 1: \"path\" should go on as KEY=VALUE or KEY=\"VALUE\"" },
  { "path=\"x\"y", "settings, word 1: \"path\" should go on as KEY=VALUE or KEY=\"VALUE\"" },
  { "=x", "settings, word 1: \"\" should go on as KEY=VALUE or KEY=\"VALUE\"" },
};

static void
test_bad (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (bad); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (GObject) object = make (bad[i].settings, "/etc/pics", &error);

      g_test_message ("%s", bad[i].settings);
      g_assert_null (object);
      g_assert_nonnull (error);
      g_assert_cmpstr (error->message, ==, bad[i].message);
      g_assert_true (error->domain == APS_ERROR);
    }
}

static void
test_secret (void)
{
  g_autofree char *folder = g_dir_make_tmp ("aps-settings-XXXXXX", NULL);
  g_autofree char *path = g_build_filename (folder, "word", NULL);
  g_autofree char *password = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (GObject) object = NULL;

  g_assert_true (g_file_set_contents (path, "open sesame\n", -1, NULL));
  object = make ("path=x password-file=word", folder, &error);
  g_assert_no_error (error);
  g_object_get (object, "password", &password, NULL);
  g_assert_cmpstr (password, ==, "open sesame");
  g_clear_object (&object);
  g_clear_pointer (&password, g_free);

  g_assert_true (g_setenv ("APS_TEST_PASSWORD", "mellon", TRUE));
  object = make ("path=x password-env=APS_TEST_PASSWORD", folder, &error);
  g_assert_no_error (error);
  g_object_get (object, "password", &password, NULL);
  g_assert_cmpstr (password, ==, "mellon");
  g_clear_object (&object);

  g_assert_true (g_file_set_contents (path, "\xff\n", -1, NULL));
  object = make ("path=x password-file=word", folder, &error);
  g_assert_error (error, APS_ERROR, APS_ERROR_INVALID_SETTING);
  g_assert_null (object);
  g_clear_error (&error);

  g_assert_cmpint (g_unlink (path), ==, 0);
  object = make ("path=x password-file=word", folder, &error);
  g_assert_nonnull (error);
  g_assert_nonnull (strstr (error->message, "\"password-file\": "));
  g_assert_null (object);
  g_assert_cmpint (g_rmdir (folder), ==, 0);
}

static const struct
{
  const char *name;
  const char *type;
  const char *by_default;
} described[] = {
  { "path", "file", "required" },
  { "password", "secret", NULL },
  { "timeout", "duration 1ms..10min", "5s" },
  { "limit", "duration 0s..none", "none" },
  { "cache", "size 1KiB..1MiB", "64KiB" },
  { "workers", "number 1..64", "4" },
  { "room", "number 0..none", NULL },
  { "big", "number 0..9223372036854775807", "7" },
  { "ratio", "number 0..1", "0.5" },
  { "overlap", "skip | queue | queue-one | cancel-running", "skip" },
  { "strict", "boolean", "true" },
  { "topics", "list", NULL },
};

static void
test_describe (void)
{
  G_GNUC_UNUSED           g_autoptr (GTypeClass) klass = g_type_class_ref (TEST_TYPE_PLUGIN);
  guint                   n;
  g_autofree GParamSpec **settings = aps_setting_list (TEST_TYPE_PLUGIN, &n);

  g_assert_cmpuint (n, ==, G_N_ELEMENTS (described));
  g_assert_null (settings[n]);

  for (guint i = 0; i < n; i++)
    {
      g_autofree char *type = aps_setting_describe_type (settings[i]);
      g_autofree char *by_default = aps_setting_describe_default (settings[i]);

      g_assert_cmpstr (settings[i]->name, ==, described[i].name);
      g_assert_cmpstr (type, ==, described[i].type);
      g_assert_cmpstr (by_default, ==, described[i].by_default);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/settings/are-read-by-type", test_good);
  g_test_add_func ("/settings/quoted-values-read-back", test_quote);
  g_test_add_func ("/settings/errors-say-what-would-be-right", test_bad);
  g_test_add_func ("/settings/secrets-come-from-file-or-environment", test_secret);
  g_test_add_func ("/settings/describe-themselves", test_describe);

  return g_test_run ();
}
