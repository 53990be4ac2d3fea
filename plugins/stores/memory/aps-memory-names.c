/* Texts that many rows share, each kept once and counted.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"

#include "aps-memory-names.h"

#include <apsched/apsched.h>

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

/* Names that were asked for lately. The same few are asked for with each lease, by texts that stand
 * in the same places. */
#define N_RECENT 8

struct _ApsMemoryNames
{
  GHashTable *table;
  const char *recent[N_RECENT];
};

ApsMemoryNames *
aps_memory_names_new (void)
{
  ApsMemoryNames *names = g_new0 (ApsMemoryNames, 1);

  names->table = g_hash_table_new_full (aps_id_hash, g_str_equal, free_name, NULL);
  return names;
}

void
aps_memory_names_free (ApsMemoryNames *names)
{
  g_hash_table_unref (names->table);
  g_free (names);
}

static const char **
get_recent (ApsMemoryNames *names, const char *text)
{
  return &names->recent[((gsize)text >> 4) % N_RECENT];
}

static const char *
add_name (ApsMemoryNames *names, const char *text)
{
  gsize size = strlen (text) + 1;
  Name *name = g_malloc (sizeof (Name) + size);

  name->n_users = 0;
  memcpy (name->text, text, size);
  g_hash_table_add (names->table, name->text);
  return name->text;
}

/* The name for @text, counted once more; NULL for NULL. */
const char *
aps_memory_names_take (ApsMemoryNames *names, const char *text)
{
  const char **recent;

  if (text == NULL)
    return NULL;

  recent = get_recent (names, text);
  if (*recent == NULL || strcmp (*recent, text) != 0)
    {
      gpointer found;

      *recent = g_hash_table_lookup_extended (names->table, text, &found, NULL)
                  ? found
                  : add_name (names, text);
    }

  get_name (*recent)->n_users++;
  return *recent;
}

static void
remove_name (ApsMemoryNames *names, const char *name)
{
  for (guint i = 0; i < N_RECENT; i++)
    if (names->recent[i] == name)
      names->recent[i] = NULL;

  g_hash_table_remove (names->table, name);
}

void
aps_memory_names_drop (ApsMemoryNames *names, const char *name)
{
  if (name != NULL && --get_name (name)->n_users == 0)
    remove_name (names, name);
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
