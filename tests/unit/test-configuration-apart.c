/* Tests how the data of a keyfile's store are kept apart for those who try or measure.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"

#include <apsched/aps-error.h>

#include "registry/aps-configuration-private.h"

#include <glib/gstdio.h>
#include <string.h>

#define APART_NAME "trial_1"

static char *path; /* of the keyfile */

static ApsConfiguration *
move_apart (const char *text, const char *const *overrides, GError **error)
{
  g_autoptr (ApsConfiguration) configuration = NULL;

  g_assert_true (g_file_set_contents (path, text, -1, NULL));
  configuration = aps_configuration_load (path, NULL, error);
  return configuration == NULL
           ? NULL
           : aps_configuration_new_apart (configuration, "/apart", APART_NAME, overrides, error);
}

static void
test_apart_file (void)
{
  static const char *const overrides[] = { "scheduler.max-concurrent-jobs=7", NULL };
  g_autoptr (GError) error = NULL;
  g_autoptr (ApsConfiguration) apart = move_apart ("[scheduler]\n"
                                                   "data-store=db\n"
                                                   "event-broker=local\n"
                                                   "identity=web-1\n"
                                                   "role=window\n"
                                                   "queues=slow\n"
                                                   "allow=command:*\n"
                                                   "poll-interval=2s\n"
                                                   "[data-store db]\n"
                                                   "plugin=shelf\n"
                                                   "path=x/jobs.db\n"
                                                   "timeout=2s\n"
                                                   "[executor runner]\n"
                                                   "[defaults]\n"
                                                   "time-limit=1s\n"
                                                   "[queue slow]\n"
                                                   "[calendar c]\n"
                                                   "except=2026-12-24\n"
                                                   "[task t]\n"
                                                   "callable=command:true\n"
                                                   "[schedule s]\n"
                                                   "task=t\n"
                                                   "trigger=every:1h except=c\n",
                                                   overrides,
                                                   &error);
  const ApsTaskRecord *defaults;
  g_autofree char     *store_path = NULL;
  gint64               timeout_us;

  g_assert_no_error (error);
  g_object_get (aps_configuration_get_data_store (apart),
                "path",
                &store_path,
                "timeout",
                &timeout_us,
                NULL);
  g_assert_cmpstr (store_path, ==, "/apart/jobs.db");
  g_assert_cmpint (timeout_us, ==, 2 * APS_SECOND);

  /* With what the work is done stays, which work it is goes. */
  defaults = aps_record_list_get (apart->defaults, 0);
  g_assert_cmpint (apart->settings.poll_interval_us, ==, 2 * APS_SECOND);
  g_assert_cmpint (apart->settings.max_concurrent_jobs, ==, 7);
  g_assert_nonnull (aps_configuration_get_executor (apart, "runner"));
  g_assert_null (apart->settings.identity);
  g_assert_cmpint (apart->settings.role, ==, APS_ROLE_BOTH);
  g_assert_null (apart->settings.queues);
  g_assert_null (apart->settings.allow);
  g_assert_cmpint (defaults->time_limit_us, ==, APS_UNSET);
  g_assert_cmpuint (aps_record_list_get_n (apart->tasks), ==, 0);
  g_assert_cmpuint (aps_record_list_get_n (apart->schedules), ==, 0);
  g_assert_cmpuint (aps_record_list_get_n (apart->queues), ==, 0);
}

static void
test_apart_schema (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (ApsConfiguration) apart = move_apart ("[scheduler]\n"
                                                   "data-store=rack\n"
                                                   "[data-store rack]\n"
                                                   "schema=jobs\n",
                                                   NULL,
                                                   &error);
  ApsDataStore *store;

  g_assert_no_error (error);
  store = aps_configuration_get_data_store (apart);
  g_assert_true (aps_data_store_can_remove_place (store));
  g_assert_false (aps_data_store_remove_place (store, &error));
  g_assert_error (error, APS_ERROR, APS_ERROR_BUSY);
  g_assert_nonnull (strstr (error->message, APART_NAME));
}

static void
test_apart_memory (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (ApsConfiguration) apart = move_apart ("", NULL, &error);
  ApsDataStore *store;

  g_assert_no_error (error);
  store = aps_configuration_get_data_store (apart);
  g_assert_false (aps_data_store_can_remove_place (store));
  g_assert_false (aps_data_store_remove_place (store, &error));
  g_assert_error (error, APS_ERROR, APS_ERROR_NOT_SUPPORTED);
}

static void
test_apart_refused (void)
{
  static const struct
  {
    const char *text;
    const char *message;
  } cases[] = {
    { "[scheduler]\ndata-store=rack-fixed\n[data-store rack-fixed]\nschema=jobs\n",
      "data store rack-fixed cannot be kept apart" },
    /* The store's own broker reaches others. */
    { "[scheduler]\ndata-store=shelf\n[data-store shelf]\npath=x\n",
      "event broker good cannot be kept apart" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_null (move_apart (cases[i].text, NULL, &error));
      g_assert_error (error, APS_ERROR, APS_ERROR_NOT_SUPPORTED);
      g_assert_true (g_str_has_prefix (error->message, cases[i].message));
    }
}

int
main (int argc, char **argv)
{
  g_autofree char *fixtures = NULL;
  g_autofree char *folders = NULL;
  g_autofree char *folder = NULL;
  int              status;

  g_test_init (&argc, &argv, NULL);

  fixtures = g_test_build_filename (G_TEST_BUILT, "plugins", NULL);
  folders = g_strconcat (fixtures, ":", g_getenv ("APSCHED_PLUGIN_PATH"), NULL);
  g_assert_true (g_setenv ("APSCHED_PLUGIN_PATH", folders, TRUE));
  folder = g_dir_make_tmp ("aps-apart-XXXXXX", NULL);
  path = g_build_filename (folder, "pics.conf", NULL);

  g_test_add_func ("/configuration-apart/moves-files", test_apart_file);
  g_test_add_func ("/configuration-apart/moves-schemas", test_apart_schema);
  g_test_add_func ("/configuration-apart/memory-needs-no-place", test_apart_memory);
  g_test_add_func ("/configuration-apart/refuses-what-has-no-place", test_apart_refused);

  status = g_test_run ();
  g_unlink (path);
  g_rmdir (folder);
  g_free (path);
  return status;
}
