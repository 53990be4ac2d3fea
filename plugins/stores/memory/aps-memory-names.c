/* Texts that many rows share, each kept once and counted.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"

#include "aps-memory-names.h"

#include <string.h>

typedef struct
{
  guint n_users;
  char  text[];
} Name;

static Name *
get_name (const char *text)
{
  return (Name *)(gpointer)(text - G_STRUCT_OFFSET (Name, text));
}

static void
free_name (gpointer text)
{
  g_free (get_name (text));
}

ApsMemoryNames *
aps_memory_names_new (void)
{
  return g_hash_table_new_full (g_str_hash, g_str_equal, free_name, NULL);
}

/* The name for @text, counted once more; NULL for NULL. */
const char *
aps_memory_names_take (ApsMemoryNames *names, const char *text)
{
  gpointer found;
  Name    *name;
  gsize    size;

  if (text == NULL)
    return NULL;

  if (g_hash_table_lookup_extended (names, text, &found, NULL))
    {
      get_name (found)->n_users++;
      return found;
    }

  size = strlen (text) + 1;
  name = g_malloc (sizeof (Name) + size);
  name->n_users = 1;
  memcpy (name->text, text, size);
  g_hash_table_add (names, name->text);
  return name->text;
}

void
aps_memory_names_drop (ApsMemoryNames *names, const char *name)
{
  if (name != NULL && --get_name (name)->n_users == 0)
    g_hash_table_remove (names, name);
}

/* Makes *@name the name for @text, which may be *@name itself. */
void
aps_memory_names_change (ApsMemoryNames *names, const char **name, const char *text)
{
  const char *former = *name;

  if (former == text)
    return;

  *name = aps_memory_names_take (names, text);
  aps_memory_names_drop (names, former);
}
