/* Checks a plugin against what its interface promises:
 *
 *   apsched-conformance KIND/NAME [KEY=VALUE...] [-p PATH] [-l] [--seed=N]
 *
 * KIND is data-store, event-broker or executor; KEY=VALUE are the plugin's settings, as after its
 * name on a command line. @TMP@ in a value becomes an empty folder, another one for each check, and
 * @N@ a number, likewise. Speaks TAP; the options of GLib's tests work (-p runs what is below a
 * path, -l lists). --seed repeats what a run of random operations did.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"

#include "kit-program.h"

#include <stdio.h>
#include <string.h>

static const struct
{
  const char   *word;
  ApsPluginKind kind;
  void (*add) (void);
} kinds[] = {
  { "data-store", APS_PLUGIN_KIND_DATA_STORE, kit_add_data_store },
  { "event-broker", APS_PLUGIN_KIND_EVENT_BROKER, kit_add_event_broker },
  { "executor", APS_PLUGIN_KIND_EXECUTOR, kit_add_executor },
};

typedef struct
{
  KitSubject subject;
  GString   *settings;
  char      *part;
  char      *argument;
  char      *part_folder;
  char      *part_settings;
  void (*add) (void);
} Options;

static const char *
get_value (const char *argument, const char *option)
{
  return g_str_has_prefix (argument, option) ? argument + strlen (option) : NULL;
}

/* Takes an argument that is ours; FALSE leaves it to GLib. */
static gboolean
take_argument (Options *options, const char *argument)
{
  const char *value;

  if ((value = get_value (argument, "--part=")) != NULL)
    options->part = g_strdup (value);
  else if ((value = get_value (argument, "--argument=")) != NULL)
    options->argument = g_strdup (value);
  else if ((value = get_value (argument, "--folder=")) != NULL)
    options->part_folder = g_strdup (value);
  else if ((value = get_value (argument, "--settings=")) != NULL)
    options->part_settings = g_strdup (value);
  else if ((value = get_value (argument, "--seed=")) != NULL)
    options->subject.seed = (guint32)g_ascii_strtoull (value, NULL, 10);
  else if (argument[0] == '-' || strchr (argument, '=') == NULL)
    return FALSE;
  else
    g_string_append_printf (options->settings,
                            "%s%s",
                            options->settings->len > 0 ? " " : "",
                            argument);

  return TRUE;
}

static gboolean
set_word (Options *options, const char *word)
{
  const char *slash = strchr (word, '/');

  for (gsize i = 0; slash != NULL && i < G_N_ELEMENTS (kinds); i++)
    if (strlen (kinds[i].word) == (gsize)(slash - word) && g_str_has_prefix (word, kinds[i].word))
      {
        options->subject.word = word;
        options->subject.kind = kinds[i].kind;
        options->subject.name = slash + 1;
        options->add = kinds[i].add;
        return TRUE;
      }

  return FALSE;
}

/* Leaves in argv what is for GLib's tests. */
static void
take_arguments (Options *options, int *argc, char **argv)
{
  int n = 1;

  for (int i = 1; i < *argc; i++)
    if (options->add == NULL && set_word (options, argv[i]))
      continue;
    else if (!take_argument (options, argv[i]))
      argv[n++] = argv[i];

  *argc = n;
  argv[n] = NULL;
}

static int
run_checks (Options *options)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *folder = g_dir_make_tmp ("apsched-conformance-XXXXXX", &error);
  int              status;

  if (folder == NULL)
    {
      g_printerr ("apsched-conformance: no temporary folder: %s\n", error->message);
      return 2;
    }

  options->subject.settings = options->settings->str;
  options->subject.folder = folder;
  kit_set_subject (&options->subject);
  g_test_message ("seed %u", options->subject.seed);
  status = g_test_run ();
  kit_remove_folder (folder);
  return status;
}

int
main (int argc, char *argv[])
{
  Options options = { .settings = g_string_new (NULL) };
  int     status;

  options.subject.seed = g_random_int ();
  take_arguments (&options, &argc, argv);
  if (options.add == NULL)
    {
      g_printerr ("Usage: apsched-conformance KIND/NAME [KEY=VALUE...]\n"
                  "KIND is data-store, event-broker or executor.\n");
      return 2;
    }

  g_test_init (&argc, &argv, NULL);
  g_test_set_nonfatal_assertions ();
  options.add ();

  if (options.part != NULL)
    {
      kit_set_subject (&options.subject);
      kit_adopt (options.part_folder, options.part_settings);
      status = kit_run_part (options.part, options.argument);
    }
  else
    status = run_checks (&options);

  g_string_free (options.settings, TRUE);
  g_free (options.part);
  g_free (options.argument);
  g_free (options.part_folder);
  g_free (options.part_settings);
  return status;
}
