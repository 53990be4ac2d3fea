/* Where rows are measured: beside the data that a keyfile names, and gone afterwards.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"

#include "aps-bench-place.h"

#include "../aps-cli-window.h"

#include <errno.h>
#include <glib/gstdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define KEYFILE "apsched.conf"
#define MAX_TRIES 100

static const char without_keyfile[] =
  "# A store in memory, and room for as many jobs as run at once.\n"
  "[executor thread-pool]\n"
  "max-workers=128\n";

/* The folder of the file that the store's setting names, whatever links lead there. */
static char *
find_folder (ApsDataStore *store, GParamSpec *setting)
{
  g_autofree char *path = NULL;
  g_autofree char *real = NULL;
  g_autofree char *folder = NULL;

  if (setting == NULL || (aps_setting_get_flags (setting) & APS_SETTING_FILE) == 0 ||
      (setting->flags & G_PARAM_READABLE) == 0)
    return g_strdup (g_get_tmp_dir ());

  g_object_get (store, setting->name, &path, NULL);
  real = path != NULL ? realpath (path, NULL) : NULL;
  folder = g_path_get_dirname (real != NULL ? real : path != NULL ? path : "");
  return g_steal_pointer (&folder);
}

static gboolean
fail_to_make (const char *template, ApsExit *status)
{
  int number = errno;

  *status = aps_cli_fail (number == EACCES || number == EPERM || number == EROFS
                            ? APS_EXIT_NOT_ALLOWED
                            : APS_EXIT_UNAVAILABLE,
                          "the folder %s cannot be made: %s",
                          template,
                          g_strerror (number));
  return FALSE;
}

static gboolean
make_folder (ApsBenchPlace *self, const char *beside, ApsExit *status)
{
  g_autofree char *template = g_build_filename (beside, "apsched-bench-XXXXXX", NULL);

  if (g_mkdtemp (template) == NULL)
    return fail_to_make (template, status);

  self->folder = g_steal_pointer (&template);
  self->name = g_strdup_printf ("apsched_bench_%d_%08x", (int)getpid (), (guint)g_random_int ());
  return TRUE;
}

static gboolean
write_keyfile (ApsBenchPlace *self, ApsExit *status)
{
  g_autoptr (GError) error = NULL;

  self->config = g_build_filename (self->folder, KEYFILE, NULL);
  if (g_file_set_contents (self->config, without_keyfile, -1, &error))
    return TRUE;

  *status = aps_cli_fail_error (APS_EXIT_UNAVAILABLE, error);
  return FALSE;
}

/* A place that is no file has to be removed by the store itself. */
static gboolean
check_removal (ApsBenchPlace *self, ApsConfiguration *apart, ApsExit *status)
{
  ApsDataStore *store = aps_configuration_get_data_store (apart);
  GParamSpec   *setting = aps_setting_find_place (G_OBJECT_TYPE (store));

  self->on_server = setting != NULL && (aps_setting_get_flags (setting) & APS_SETTING_FILE) == 0;
  if (!self->on_server || aps_data_store_can_remove_place (store))
    return TRUE;

  self->on_server = FALSE;
  *status = aps_cli_fail (APS_EXIT_BAD_ANSWER,
                          "data store %s is not measured: it cannot remove what it would make for "
                          "that",
                          aps_configuration_get_data_store_plugin (apart));
  return FALSE;
}

static ApsConfiguration *
load_apart (ApsBenchPlace *self, ApsCli *cli, ApsExit *status)
{
  g_autoptr (ApsConfiguration) configuration = aps_cli_load (cli, self->config, status);
  g_autoptr (GError) error = NULL;
  ApsConfiguration *apart;

  if (configuration == NULL)
    return NULL;

  apart = aps_configuration_new_apart (configuration, self->folder, self->name, NULL, &error);
  if (apart == NULL)
    *status = aps_cli_fail_by (error);
  return apart;
}

static gboolean
make_beside_store (ApsBenchPlace *self, ApsCli *cli, ApsExit *status)
{
  g_autoptr (ApsConfiguration) configuration = aps_cli_load (cli, cli->config, status);
  g_autofree char *beside = NULL;
  ApsDataStore    *store;

  if (configuration == NULL)
    return FALSE;

  store = aps_configuration_get_data_store (configuration);
  beside = find_folder (store, aps_setting_find_place (G_OBJECT_TYPE (store)));
  self->config = g_strdup (cli->config);
  return make_folder (self, beside, status);
}

gboolean
aps_bench_place_make (ApsBenchPlace *self, ApsCli *cli, ApsExit *status)
{
  gboolean made = cli->config != NULL
                    ? make_beside_store (self, cli, status)
                    : make_folder (self, g_get_tmp_dir (), status) && write_keyfile (self, status);
  g_autoptr (ApsConfiguration) apart = made ? load_apart (self, cli, status) : NULL;

  if (apart != NULL && check_removal (self, apart, status))
    {
      self->plugin = g_strdup (aps_configuration_get_data_store_plugin (apart));
      return TRUE;
    }

  aps_bench_place_remove (self, cli);
  return FALSE;
}

static void
empty_folder (const char *path, const char *kept)
{
  g_autoptr (GDir) dir = g_dir_open (path, 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *entry = g_build_filename (path, name, NULL);

      if (g_strcmp0 (entry, kept) == 0)
        continue;
      if (g_file_test (entry, G_FILE_TEST_IS_DIR) && !g_file_test (entry, G_FILE_TEST_IS_SYMLINK))
        empty_folder (entry, NULL);
      if (g_remove (entry) != 0 && errno != ENOENT)
        g_debug ("%s: %s", entry, g_strerror (errno));
    }
}

static gboolean
remove_from_server (ApsBenchPlace *self, ApsCli *cli)
{
  ApsExit status = APS_EXIT_DONE;
  g_autoptr (ApsConfiguration) apart = NULL;
  g_autoptr (GError) error = NULL;

  if (!self->on_server)
    return TRUE;

  apart = load_apart (self, cli, &status);
  if (apart == NULL)
    return FALSE;

  if (aps_data_store_remove_place (aps_configuration_get_data_store (apart), &error))
    return TRUE;

  aps_cli_fail (APS_EXIT_BAD_ANSWER, "%s stays: %s", self->name, error->message);
  return FALSE;
}

gboolean
aps_bench_place_empty (ApsBenchPlace *self, ApsCli *cli)
{
  g_autofree char *own = g_build_filename (self->folder, KEYFILE, NULL);

  empty_folder (self->folder, own);
  return remove_from_server (self, cli);
}

gboolean
aps_bench_place_remove (ApsBenchPlace *self, ApsCli *cli)
{
  gboolean removed = remove_from_server (self, cli);

  /* A process of a row that is about to end may make a file meanwhile. */
  for (guint i = 0; self->folder != NULL && i < MAX_TRIES; i++)
    {
      empty_folder (self->folder, NULL);
      if (g_rmdir (self->folder) == 0 || errno != ENOTEMPTY)
        break;
    }

  if (self->folder != NULL && g_file_test (self->folder, G_FILE_TEST_EXISTS))
    {
      aps_cli_fail (APS_EXIT_BAD_ANSWER, "the folder %s cannot be removed", self->folder);
      removed = FALSE;
    }

  g_clear_pointer (&self->config, g_free);
  g_clear_pointer (&self->plugin, g_free);
  g_clear_pointer (&self->folder, g_free);
  g_clear_pointer (&self->name, g_free);
  return removed;
}
