/* A sorted set of pointers: a list of sorted blocks.
 *
 * NOTES: where the store is busy it adds at the end and takes from the beginning: both touch one
 * block and compare once or twice. An item costs 8 bytes and what its block has to spare, a tree's
 * node would cost 48. The list of blocks is short (4,000 at a million items), so that moving its
 * tail for a new block is cheaper than keeping a tree of blocks.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"

#include "aps-memory-index.h"

#include <string.h>

#define MAX_ITEMS 256
#define FEW_ITEMS 64

struct _ApsMemoryBlock
{
  guint16  start;
  guint16  n;
  guint16  size;
  gpointer items[];
};

static ApsMemoryBlock *
block_new (guint size)
{
  ApsMemoryBlock *block = g_malloc (sizeof (ApsMemoryBlock) + size * sizeof (gpointer));

  block->start = 0;
  block->n = 0;
  block->size = (guint16)size;
  return block;
}

static gpointer
block_last (const ApsMemoryBlock *block)
{
  return block->items[block->start + block->n - 1];
}

void
aps_memory_index_init (ApsMemoryIndex *self, GCompareFunc compare)
{
  memset (self, 0, sizeof *self);
  self->compare = compare;
}

/* Frees what the set needs for itself; it is empty then. */
void
aps_memory_index_clear (ApsMemoryIndex *self)
{
  for (guint i = 0; i < self->n_blocks; i++)
    g_free (self->blocks[i]);
  g_clear_pointer (&self->blocks, g_free);
  self->n_blocks = 0;
  self->n_allocated = 0;
  self->n = 0;
}

static void
insert_block (ApsMemoryIndex *self, guint position, ApsMemoryBlock *block)
{
  if (self->n_blocks == self->n_allocated)
    {
      self->n_allocated = MAX (1, self->n_allocated * 2);
      self->blocks = g_renew (ApsMemoryBlock *, self->blocks, self->n_allocated);
    }

  memmove (&self->blocks[position + 1],
           &self->blocks[position],
           (self->n_blocks - position) * sizeof (ApsMemoryBlock *));
  self->blocks[position] = block;
  self->n_blocks++;
}

static void
remove_block (ApsMemoryIndex *self, guint position)
{
  g_free (self->blocks[position]);
  self->n_blocks--;
  memmove (&self->blocks[position],
           &self->blocks[position + 1],
           (self->n_blocks - position) * sizeof (ApsMemoryBlock *));
}

/* The first block whose last item is not before @key. The ends are looked at first. */
static guint
find_block (const ApsMemoryIndex *self, GCompareFunc compare, gconstpointer key)
{
  guint from = 0;
  guint to = self->n_blocks;

  if (to == 0 || compare (block_last (self->blocks[to - 1]), key) < 0)
    return to;
  to--;
  if (to == 0 || compare (block_last (self->blocks[0]), key) >= 0)
    return 0;
  from = 1;

  while (from < to)
    {
      guint middle = (from + to) / 2;

      if (compare (block_last (self->blocks[middle]), key) < 0)
        from = middle + 1;
      else
        to = middle;
    }

  return from;
}

/* The first position in the block whose item is not before @key. */
static guint
find_position (const ApsMemoryBlock *block, GCompareFunc compare, gconstpointer key)
{
  gpointer const *items = block->items + block->start;
  guint           from = 0;
  guint           to = block->n;

  if (to > 0 && compare (items[0], key) >= 0)
    return 0;

  while (from < to)
    {
      guint middle = (from + to) / 2;

      if (compare (items[middle], key) < 0)
        from = middle + 1;
      else
        to = middle;
    }

  return from;
}

/* Makes room for one more item; returns the block, which may have moved. */
static ApsMemoryBlock *
make_room (ApsMemoryIndex *self, guint number)
{
  ApsMemoryBlock *block = self->blocks[number];

  if (block->start + block->n < block->size)
    return block;

  if (block->start > 0)
    {
      memmove (block->items, block->items + block->start, block->n * sizeof (gpointer));
      block->start = 0;
      return block;
    }

  block->size = (guint16)MIN (block->size * 2, MAX_ITEMS);
  block = g_realloc (block, sizeof (ApsMemoryBlock) + block->size * sizeof (gpointer));
  self->blocks[number] = block;
  return block;
}

/* Moves the upper half of a full block into a new one behind it. */
static void
split (ApsMemoryIndex *self, guint number)
{
  ApsMemoryBlock *block = self->blocks[number];
  ApsMemoryBlock *upper = block_new (MAX_ITEMS);
  guint           half = block->n / 2;

  upper->n = (guint16)(block->n - half);
  memcpy (upper->items, block->items + block->start + half, upper->n * sizeof (gpointer));
  block->n = (guint16)half;
  insert_block (self, number + 1, upper);
}

static void
append (ApsMemoryIndex *self, gpointer item)
{
  ApsMemoryBlock *block;

  if (self->n_blocks == 0)
    insert_block (self, 0, block_new (4));
  else if (self->blocks[self->n_blocks - 1]->n == MAX_ITEMS)
    insert_block (self, self->n_blocks, block_new (MAX_ITEMS));

  block = make_room (self, self->n_blocks - 1);
  block->items[block->start + block->n++] = item;
  self->n++;
}

/* Inserts an item that is not in the set. */
void
aps_memory_index_insert (ApsMemoryIndex *self, gpointer item)
{
  guint           number = find_block (self, self->compare, item);
  ApsMemoryBlock *block;
  guint           position;

  if (number == self->n_blocks)
    {
      append (self, item);
      return;
    }

  if (self->blocks[number]->n == MAX_ITEMS)
    {
      split (self, number);
      if (self->compare (block_last (self->blocks[number]), item) < 0)
        number++;
    }

  block = make_room (self, number);
  position = find_position (block, self->compare, item);
  memmove (block->items + block->start + position + 1,
           block->items + block->start + position,
           (block->n - position) * sizeof (gpointer));
  block->items[block->start + position] = item;
  block->n++;
  self->n++;
}

/* Joins a block with the one behind it where both have become small. */
static void
join (ApsMemoryIndex *self, guint number)
{
  ApsMemoryBlock *block = self->blocks[number];
  ApsMemoryBlock *upper;

  if (number + 1 >= self->n_blocks)
    return;

  upper = self->blocks[number + 1];
  if (block->n + upper->n > FEW_ITEMS)
    return;

  memmove (block->items, block->items + block->start, block->n * sizeof (gpointer));
  block->start = 0;
  if (block->size < block->n + upper->n)
    {
      block->size = FEW_ITEMS;
      block = g_realloc (block, sizeof (ApsMemoryBlock) + FEW_ITEMS * sizeof (gpointer));
      self->blocks[number] = block;
    }
  memcpy (block->items + block->n, upper->items + upper->start, upper->n * sizeof (gpointer));
  block->n = (guint16)(block->n + upper->n);
  remove_block (self, number + 1);
}

static void
remove_at (ApsMemoryIndex *self, guint number, guint position)
{
  ApsMemoryBlock *block = self->blocks[number];

  block->n--;
  self->n--;
  if (position == 0)
    block->start++;
  else
    memmove (block->items + block->start + position,
             block->items + block->start + position + 1,
             (block->n - position) * sizeof (gpointer));

  if (block->n == 0)
    remove_block (self, number);
  else if (block->n < FEW_ITEMS / 2)
    join (self, number);
}

/* Removes an item; FALSE where it is not in the set. */
gboolean
aps_memory_index_remove (ApsMemoryIndex *self, gpointer item)
{
  guint           number = find_block (self, self->compare, item);
  ApsMemoryBlock *block;
  guint           position;

  if (number == self->n_blocks)
    return FALSE;

  block = self->blocks[number];
  position = find_position (block, self->compare, item);
  if (position == block->n || block->items[block->start + position] != item)
    return FALSE;

  remove_at (self, number, position);
  return TRUE;
}

/* The first item, or NULL. */
gpointer
aps_memory_index_first (const ApsMemoryIndex *self)
{
  return self->n_blocks > 0 ? self->blocks[0]->items[self->blocks[0]->start] : NULL;
}

ApsMemoryPlace
aps_memory_index_begin (const ApsMemoryIndex *self)
{
  return (ApsMemoryPlace){ 0, 0 };
}

ApsMemoryPlace
aps_memory_index_end (const ApsMemoryIndex *self)
{
  return (ApsMemoryPlace){ self->n_blocks, 0 };
}

/* The place before the first item that is not before @key, by @compare (item, key). */
ApsMemoryPlace
aps_memory_index_seek (const ApsMemoryIndex *self, GCompareFunc compare, gconstpointer key)
{
  ApsMemoryPlace place = { find_block (self, compare, key), 0 };

  if (place.block < self->n_blocks)
    place.position = find_position (self->blocks[place.block], compare, key);
  return place;
}

/* The item behind the place, which moves behind it; NULL at the end. */
gpointer
aps_memory_index_next (const ApsMemoryIndex *self, ApsMemoryPlace *place)
{
  const ApsMemoryBlock *block;
  gpointer              item;

  if (place->block >= self->n_blocks)
    return NULL;

  block = self->blocks[place->block];
  item = block->items[block->start + place->position];
  if (++place->position == block->n)
    {
      place->block++;
      place->position = 0;
    }
  return item;
}

/* The item before the place, which moves before it; NULL at the beginning. */
gpointer
aps_memory_index_previous (const ApsMemoryIndex *self, ApsMemoryPlace *place)
{
  const ApsMemoryBlock *block;

  if (place->position == 0)
    {
      if (place->block == 0)
        return NULL;
      place->block--;
      place->position = self->blocks[place->block]->n;
    }

  block = self->blocks[place->block];
  return block->items[block->start + --place->position];
}
