/* Runs a fuzz target over files and folders of saved inputs, for ordinary tests.
 * usage: fuzz-TARGET FILE-OR-FOLDER...    speaks TAP
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "fuzz.h"

static guint n_inputs;

static void
run_file (const char *path)
{
  g_autofree char    *data = NULL;
  g_autofree uint8_t *copy = NULL;
  gsize               size;

  if (!g_file_get_contents (path, &data, &size, NULL))
    g_error ("cannot read %s", path);

  /* At its exact size, so that the address sanitizer sees an overread. */
  copy = g_memdup2 (data, size);
  LLVMFuzzerTestOneInput (copy, size);
  g_print ("ok %u %s\n", ++n_inputs, path);
}

static int
compare_names (gconstpointer a, gconstpointer b)
{
  return g_strcmp0 (*(char *const *)a, *(char *const *)b);
}

static void
run (const char *path)
{
  g_autoptr (GDir) dir = g_dir_open (path, 0, NULL);
  g_autoptr (GPtrArray) entries = g_ptr_array_new_with_free_func (g_free);
  const char *name;

  if (dir == NULL)
    {
      run_file (path);
      return;
    }

  while ((name = g_dir_read_name (dir)) != NULL)
    g_ptr_array_add (entries, g_build_filename (path, name, NULL));
  g_ptr_array_sort (entries, compare_names);
  for (guint i = 0; i < entries->len; i++)
    run (g_ptr_array_index (entries, i));
}

int
main (int argc, char **argv)
{
  for (int i = 1; i < argc; i++)
    run (argv[i]);

  g_print ("1..%u\n", n_inputs);
  return 0;
}
