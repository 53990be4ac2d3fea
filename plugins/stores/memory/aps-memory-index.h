/* A sorted set of pointers.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef struct _ApsMemoryBlock ApsMemoryBlock;

typedef struct
{
  GCompareFunc     compare;
  ApsMemoryBlock **blocks;
  guint            n_blocks;
  guint            n_allocated;
  gsize            n;
} ApsMemoryIndex;

/* A place between two items. It is void once the set changes. */
typedef struct
{
  guint block;
  guint position;
} ApsMemoryPlace;

void     aps_memory_index_init (ApsMemoryIndex *self, GCompareFunc compare);
void     aps_memory_index_clear (ApsMemoryIndex *self);
void     aps_memory_index_insert (ApsMemoryIndex *self, gpointer item);
gboolean aps_memory_index_remove (ApsMemoryIndex *self, gpointer item);
gpointer aps_memory_index_first (const ApsMemoryIndex *self);

ApsMemoryPlace aps_memory_index_begin (const ApsMemoryIndex *self);
ApsMemoryPlace aps_memory_index_end (const ApsMemoryIndex *self);
ApsMemoryPlace
aps_memory_index_seek (const ApsMemoryIndex *self, GCompareFunc compare, gconstpointer key);
gpointer aps_memory_index_next (const ApsMemoryIndex *self, ApsMemoryPlace *place);
gpointer aps_memory_index_previous (const ApsMemoryIndex *self, ApsMemoryPlace *place);

G_END_DECLS
