/* What changes between two pages of a list, in few steps.
 *
 * NOTES: the longest chain of items that follow one another in both pages stays; what lies between
 * its items is exchanged. So an item that leaves at one end and another that comes at the other end
 * are two small steps, and a selection in between is kept. Where that would be many steps, one that
 * spans them all costs a listener less.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"

#include "scheduler/aps-page-diff-private.h"

#define MOST_CHANGES 8
#define NONE G_MAXUINT

/* Chains that have been found so far. */
typedef struct
{
  const guint *places;
  guint       *ends;     /* by length less one: the old item that ends the chain which ends first */
  guint       *previous; /* by old item: the one before it in its chain */
  guint        n;
} Chains;

/* How long the longest chain is that @place can be put behind. */
static guint
find_length (const Chains *chains, guint place)
{
  guint from = 0, to = chains->n;

  while (from < to)
    {
      guint middle = from + (to - from) / 2;

      if (chains->places[chains->ends[middle]] < place)
        from = middle + 1;
      else
        to = middle;
    }

  return from;
}

static void
add_item (Chains *chains, guint item)
{
  guint length = find_length (chains, chains->places[item]);

  chains->previous[item] = length > 0 ? chains->ends[length - 1] : NONE;
  chains->ends[length] = item;
  chains->n = MAX (chains->n, length + 1);
}

/* Which of the old items stay. */
static gboolean *
find_kept (const guint *places, guint n_old)
{
  g_autofree guint *ends = g_new (guint, n_old);
  g_autofree guint *previous = g_new (guint, n_old);
  Chains            chains = { .places = places, .ends = ends, .previous = previous };
  gboolean         *kept = g_new0 (gboolean, n_old);

  for (guint i = 0; i < n_old; i++)
    if (places[i] != APS_PAGE_GONE)
      add_item (&chains, i);

  for (guint item = chains.n > 0 ? ends[chains.n - 1] : NONE; item != NONE; item = previous[item])
    kept[item] = TRUE;
  return kept;
}

static void
add_change (GArray *changes, guint position, guint n_removed, guint n_added)
{
  ApsPageChange change = { position, n_removed, n_added };

  if (n_removed > 0 || n_added > 0)
    g_array_append_val (changes, change);
}

/* One step from the first of them to the last. */
static void
join (GArray *changes)
{
  ApsPageChange *first = &g_array_index (changes, ApsPageChange, 0);
  guint          stay = 0;

  for (guint i = 1; i < changes->len; i++)
    {
      const ApsPageChange *before = &g_array_index (changes, ApsPageChange, i - 1);
      const ApsPageChange *change = &g_array_index (changes, ApsPageChange, i);

      stay += change->position - before->position - before->n_added;
    }
  for (guint i = 1; i < changes->len; i++)
    {
      const ApsPageChange *change = &g_array_index (changes, ApsPageChange, i);

      first->n_removed += change->n_removed;
      first->n_added += change->n_added;
    }

  first->n_removed += stay;
  first->n_added += stay;
  g_array_set_size (changes, 1);
}

GArray *
aps_page_diff (const guint *places, guint n_old, guint n_new)
{
  GArray              *changes = g_array_new (FALSE, FALSE, sizeof (ApsPageChange));
  g_autofree gboolean *kept = find_kept (places, n_old);
  guint                position = 0, n_removed = 0;

  for (guint i = 0; i < n_old; i++)
    {
      if (!kept[i])
        {
          n_removed++;
          continue;
        }

      add_change (changes, position, n_removed, places[i] - position);
      position = places[i] + 1;
      n_removed = 0;
    }
  add_change (changes, position, n_removed, n_new - position);

  if (changes->len > MOST_CHANGES)
    join (changes);
  return changes;
}
