/* Tests how plugins are found, opened and refused. The modules come from plugins/fixture.c.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include <apsched/apsched.h>

#include <glib/gstdio.h>
#include <string.h>
#include <unistd.h>

static char *folder; /* of the modules */

static void
expect (const char *name, gint code, const char *message)
{
  g_autoptr (GError) error = NULL;

  g_test_message ("%s", name);
  g_assert_null (aps_registry_find (APS_PLUGIN_KIND_EVENT_BROKER, name, &error));
  g_assert_error (error, APS_ERROR, code);
  if (strstr (error->message, message) == NULL)
    g_error ("\"%s\" is not in \"%s\"", message, error->message);
}

static void
test_good (void)
{
  g_autoptr (GError) error = NULL;
  const ApsPluginDescriptor *descriptor =
    aps_registry_find (APS_PLUGIN_KIND_EVENT_BROKER, "good", &error);

  g_assert_no_error (error);
  g_assert_cmpstr (descriptor->name, ==, "good");
  g_assert_cmpstr (descriptor->version, ==, "2.1");
  g_assert_true (descriptor == aps_registry_find (APS_PLUGIN_KIND_EVENT_BROKER, "good", &error));
}

static void
test_settings (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (ApsEventBroker)
    broker = aps_registry_new_event_broker ("good", "depth=7 password=\"a b\"", &error);
  g_autofree char *password = NULL;
  guint            depth;

  g_assert_no_error (error);
  g_object_get (broker, "depth", &depth, "password", &password, NULL);
  g_assert_cmpuint (depth, ==, 7);
  g_assert_cmpstr (password, ==, "a b");
  g_clear_object (&broker);

  broker = aps_registry_new_event_broker ("good", NULL, &error);
  g_assert_no_error (error);
  g_object_get (broker, "depth", &depth, NULL);
  g_assert_cmpuint (depth, ==, 4);
  g_clear_object (&broker);

  broker = aps_registry_new_event_broker ("good", "dept=7", &error);
  g_assert_null (broker);
  g_assert_error (error, APS_ERROR, APS_ERROR_INVALID_SETTING);
  g_assert_cmpstr (error->message,
                   ==,
                   "\"dept\" is no setting of plugin good (did you mean \"depth\"?)");
}

static void
test_missing (void)
{
  g_autofree char *where = g_strdup_printf ("looked for event-broker-absent.so in %s, ", folder);

  expect ("absent", APS_ERROR_NOT_FOUND, where);
  expect ("goood",
          APS_ERROR_NOT_FOUND,
          "there is no event-broker plugin \"goood\" (did you mean "
          "\"good\"?)");
  expect ("", APS_ERROR_NOT_FOUND, "there is no event-broker plugin \"\"");
  expect ("../plugins/event-broker-good", APS_ERROR_NOT_FOUND, "there is no event-broker plugin");
  expect ("Good", APS_ERROR_NOT_FOUND, "(did you mean \"good\"?)");
}

static void
test_kind (void)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (aps_registry_find (APS_PLUGIN_KIND_DATA_STORE, "good", &error));
  g_assert_error (error, APS_ERROR, APS_ERROR_NOT_FOUND);
}

static void
test_broken (void)
{
  expect ("wrong-abi", APS_ERROR_IMPLEMENTATION, "was made for ABI 2 of libapsched");
  expect ("wrong-kind", APS_ERROR_IMPLEMENTATION, "does not say that it is of kind event-broker");
  expect ("wrong-name", APS_ERROR_IMPLEMENTATION, "calls itself \"other\"");
  expect ("no-query", APS_ERROR_IMPLEMENTATION, "it exports no aps_plugin_query");
  expect ("no-get-type", APS_ERROR_IMPLEMENTATION, "has no get_type");
  expect ("no-type", APS_ERROR_IMPLEMENTATION, "has no type");
  expect ("undefined-symbol", APS_ERROR_FAILED, "undefined symbol: fixture_that_nobody_defines");
}

static void
test_wrong_type (void)
{
  expect ("no-interface", APS_ERROR_IMPLEMENTATION, "does not implement ApsEventBroker");
  expect ("abstract", APS_ERROR_IMPLEMENTATION, "is abstract");
}

static void
test_garbage (void)
{
  g_autofree char *other = g_dir_make_tmp ("aps-registry-XXXXXX", NULL);
  g_autofree char *path = g_build_filename (other, "event-broker-garbage.so", NULL);
  g_autofree char *folders = g_strconcat (":/nowhere:", other, ":", folder, NULL);

  g_assert_true (g_file_set_contents (path, "not a module", -1, NULL));
  g_assert_true (g_setenv ("APSCHED_PLUGIN_PATH", folders, TRUE));
  expect ("garbage", APS_ERROR_FAILED, path);

  /* The broken one costs nothing to others. */
  g_assert_nonnull (aps_registry_find (APS_PLUGIN_KIND_EVENT_BROKER, "good", NULL));

  g_assert_true (g_setenv ("APSCHED_PLUGIN_PATH", folder, TRUE));
  g_assert_cmpint (g_unlink (path), ==, 0);
  g_assert_cmpint (g_rmdir (other), ==, 0);
}

static const ApsPluginInfo *
find_info (GPtrArray *infos, const char *name)
{
  for (guint i = 0; i < infos->len; i++)
    {
      const ApsPluginInfo *info = g_ptr_array_index (infos, i);

      if (strcmp (info->name, name) == 0)
        return info;
    }

  g_error ("%s is not listed", name);
}

static void
test_list (void)
{
  g_autoptr (GPtrArray) infos = aps_registry_list ();
  const ApsPluginInfo *good = find_info (infos, "good");
  const ApsPluginInfo *broken = find_info (infos, "undefined-symbol");

  g_assert_cmpint (good->kind, ==, APS_PLUGIN_KIND_EVENT_BROKER);
  g_assert_null (good->error);
  g_assert_cmpstr (good->version, ==, "2.1");
  g_assert_cmpstr (good->license, ==, "MIT");
  g_assert_cmpstr (good->description, ==, "Delivers nothing");
  g_assert_true (g_type_is_a (good->type, APS_TYPE_EVENT_BROKER));
  g_assert_true (g_str_has_suffix (good->path, "/event-broker-good.so"));

  g_assert_nonnull (broken->error);
  g_assert_cmpuint (broken->type, ==, G_TYPE_INVALID);
  g_assert_nonnull (strstr (broken->error, "fixture_that_nobody_defines"));
}

static void
test_trigger (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (ApsTrigger) trigger = aps_trigger_parse ("noon:", &error);
  g_autofree gint64 *fires = NULL;
  gsize              n_fires;

  g_assert_no_error (error);
  fires = aps_trigger_preview (trigger, 0, 2, &n_fires, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (n_fires, ==, 2);
  g_assert_cmpint (fires[0], ==, 12 * APS_HOUR);
  g_assert_cmpint (fires[1], ==, 36 * APS_HOUR);
}

static void
test_unknown_trigger (void)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (aps_trigger_parse ("evry:1h", &error));
  g_assert_error (error, APS_ERROR, APS_ERROR_NOT_SUPPORTED);
  g_assert_nonnull (
    strstr (error->message, "\"evry\" is not known here (did you mean \"every\"?)"));
  g_assert_nonnull (strstr (error->message, "trigger-evry.so"));
}

int
main (int argc, char **argv)
{
  int status;

  g_test_init (&argc, &argv, NULL);
  folder = g_test_build_filename (G_TEST_BUILT, "plugins", NULL);
  g_assert_true (g_setenv ("APSCHED_PLUGIN_PATH", folder, TRUE));

  g_test_add_func ("/registry/finds-by-kind-and-name", test_good);
  g_test_add_func ("/registry/sets-properties-from-text", test_settings);
  g_test_add_func ("/registry/missing/names-folders-and-what-is-near", test_missing);
  g_test_add_func ("/registry/missing/of-another-kind", test_kind);
  g_test_add_func ("/registry/broken/says-why", test_broken);
  g_test_add_func ("/registry/broken/costs-others-nothing", test_garbage);
  g_test_add_func ("/registry/broken/wrong-type", test_wrong_type);
  g_test_add_func ("/registry/trigger/is-loaded-by-its-text", test_trigger);
  g_test_add_func ("/registry/trigger/unknown-says-what-is-near", test_unknown_trigger);
  g_test_add_func ("/registry/lists-good-and-broken", test_list);

  status = g_test_run ();
  g_free (folder);
  return status;
}
