/* The frame of the kits.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"

#include "kit.h"
#include "kit-program.h"

#include <glib/gstdio.h>

#include <string.h>

static KitSubject  subject;
static GHashTable *parts;
static char       *folder;
static char       *settings;

ApsPluginKind
kit_get_kind (void)
{
  return subject.kind;
}

const char *
kit_get_name (void)
{
  return subject.name;
}

guint32
kit_get_seed (void)
{
  return subject.seed;
}

const char *
kit_get_settings (void)
{
  return settings;
}

const char *
kit_get_folder (void)
{
  return folder;
}

void
kit_adopt (const char *other_folder, const char *other_settings)
{
  g_free (folder);
  g_free (settings);
  folder = g_strdup (other_folder);
  settings = g_strdup (other_settings);
}

void
kit_set_subject (const KitSubject *wanted)
{
  subject = *wanted;
}

/* Removes a folder with all that is in it. */
void
kit_remove_folder (const char *path)
{
  g_autoptr (GDir) dir = g_dir_open (path, 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *entry = g_build_filename (path, name, NULL);

      if (g_file_test (entry, G_FILE_TEST_IS_DIR) && !g_file_test (entry, G_FILE_TEST_IS_SYMLINK))
        kit_remove_folder (entry);
      else
        g_unlink (entry);
    }
  g_rmdir (path);
}

void
kit_renew (void)
{
  static guint     n_checks;
  g_autofree char *number = g_strdup_printf ("%u", ++n_checks);
  g_autoptr (GString) text = g_string_new (subject.settings);

  if (folder != NULL)
    kit_remove_folder (folder);
  g_free (folder);
  g_free (settings);
  folder = g_build_filename (subject.folder, number, NULL);
  g_mkdir (folder, 0700);
  g_string_replace (text, "@TMP@", folder, 0);
  g_string_replace (text, "@N@", number, 0);
  settings = g_strdup (text->str);
}

gpointer
kit_new_object (GError **error)
{
  switch (subject.kind)
    {
    case APS_PLUGIN_KIND_DATA_STORE:
      return aps_registry_new_data_store (subject.name, settings, error);
    case APS_PLUGIN_KIND_EVENT_BROKER:
      return aps_registry_new_event_broker (subject.name, settings, error);
    case APS_PLUGIN_KIND_EXECUTOR:
      return aps_registry_new_executor (subject.name, settings, error);
    case APS_PLUGIN_KIND_TRIGGER:
    default:
      g_assert_not_reached ();
    }
}

static void
run_check (gconstpointer check)
{
  kit_renew ();
  ((const KitEntry *)check)->check ();
}

void
kit_add (const KitEntry *entries, gsize n_entries)
{
  for (gsize i = 0; i < n_entries; i++)
    g_test_add_data_func (entries[i].path, &entries[i], run_check);
}

void
kit_add_part (const char *name, KitPart part)
{
  if (parts == NULL)
    parts = g_hash_table_new (g_str_hash, g_str_equal);

  g_hash_table_insert (parts, (gpointer)name, part);
}

/* Runs a part of a check in this process, which was started for it. */
int
kit_run_part (const char *name, const char *argument)
{
  KitPart part = parts != NULL ? g_hash_table_lookup (parts, name) : NULL;

  if (part == NULL)
    {
      g_printerr ("apsched-conformance: no part \"%s\"\n", name);
      return 2;
    }

  return part (argument);
}

GSubprocess *
kit_spawn (const char *part, const char *argument)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *number = g_strdup_printf ("--seed=%u", subject.seed);
  g_autofree char *program = g_file_read_link ("/proc/self/exe", NULL);
  g_autofree char *what = g_strdup_printf ("--part=%s", part);
  g_autofree char *where = g_strdup_printf ("--folder=%s", folder);
  g_autofree char *how = g_strdup_printf ("--settings=%s", settings);
  g_autofree char *with = g_strdup_printf ("--argument=%s", argument);
  g_autoptr (GSubprocess) process = NULL;

  process = g_subprocess_new (G_SUBPROCESS_FLAGS_STDIN_PIPE | G_SUBPROCESS_FLAGS_STDOUT_PIPE,
                              &error,
                              program,
                              subject.word,
                              number,
                              what,
                              where,
                              how,
                              with,
                              NULL);
  g_assert_no_error (error);
  return g_steal_pointer (&process);
}
