/* Lists of plain records, with the text that the records point to.
 *
 * NOTES: a list is an arena: records and their text are cut from a few blocks and end together, so
 * a job costs no allocation of its own on its way through a store, and copying a record is copying
 * bytes.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"

#include <apsched/aps-record-list.h>
#include <apsched/aps-records.h>

#include "model/aps-record-fields-private.h"
#include "model/aps-record-list-private.h"

#include <string.h>

/* A block and its header are what malloc() keeps at hand for each thread. */
#define FIRST_BLOCK_SIZE (1024 - sizeof (Block))
#define MAX_BLOCK_SIZE (64 * 1024)
#define N_INLINE 4

typedef struct _Block Block;

struct _Block
{
  Block *next;
  gsize  size;
  char   data[];
};

typedef struct _Group Group;

/**
 * ApsRecordList:
 *
 * A list of records of one type, which owns them and their text.
 *
 * A record added to a list has the values of one that says nothing: text %NULL, numbers unset.
 * Text is given to a record by aps_record_list_strdup(). Records stay where they are until the
 * list ends.
 *
 * ## Threads
 *
 * Counting references is atomic. A list that several threads see must not be changed any more.
 *
 * Since: 1.0
 */
struct _ApsRecordList
{
  gatomicrefcount ref_count;
  Group          *group; /* nullable: that it was made with */
  ApsRecordType   type;
  guint           n;
  guint           n_allocated;
  gpointer       *records;
  gpointer        inline_records[N_INLINE];
  Block          *blocks; /* the one being filled first */
  gsize           used;   /* bytes of that one */
};

/* Lists in one allocation, freed with the last of them. */
struct _Group
{
  gatomicrefcount n_live;
  ApsRecordList   lists[];
};

G_DEFINE_BOXED_TYPE (ApsRecordList, aps_record_list, aps_record_list_ref, aps_record_list_unref)

static void
add_block (ApsRecordList *self, gsize wanted)
{
  gsize  size = self->blocks == NULL ? FIRST_BLOCK_SIZE
                                     : MIN (self->blocks->size * 2, MAX_BLOCK_SIZE);
  Block *block;

  size = MAX (size, wanted);
  block = g_malloc (sizeof (Block) + size);
  block->next = self->blocks;
  block->size = size;
  self->blocks = block;
  self->used = 0;
}

static gpointer
take (ApsRecordList *self, gsize size, gsize alignment)
{
  gsize start = (self->used + alignment - 1) & ~(alignment - 1);

  if (self->blocks == NULL || start > self->blocks->size || size > self->blocks->size - start)
    {
      add_block (self, size);
      start = 0;
    }

  self->used = start + size;
  return self->blocks->data + start;
}

static void
init (ApsRecordList *self, ApsRecordType type, Group *group)
{
  g_atomic_ref_count_init (&self->ref_count);
  self->group = group;
  self->type = type;
  self->n = 0;
  self->n_allocated = N_INLINE;
  self->records = self->inline_records;
  self->blocks = NULL;
  self->used = 0;
}

/**
 * aps_record_list_new:
 * @type: the type of its records
 *
 * Makes an empty list.
 *
 * Returns: (transfer full): the list
 *
 * Since: 1.0
 */
ApsRecordList *
aps_record_list_new (ApsRecordType type)
{
  ApsRecordList *self = g_new (ApsRecordList, 1);

  init (self, type, NULL);
  return self;
}

void
aps_record_list_new_group (const ApsRecordType *types, guint n, ApsRecordList **lists)
{
  Group *group = g_malloc (sizeof (Group) + n * sizeof (ApsRecordList));

  g_atomic_ref_count_init (&group->n_live);
  group->n_live = (gint)n;
  for (guint i = 0; i < n; i++)
    {
      init (&group->lists[i], types[i], group);
      lists[i] = &group->lists[i];
    }
}

/**
 * aps_record_list_ref:
 * @self: a list
 *
 * Takes a reference.
 *
 * Returns: (transfer full): @self
 *
 * Since: 1.0
 */
ApsRecordList *
aps_record_list_ref (ApsRecordList *self)
{
  g_atomic_ref_count_inc (&self->ref_count);
  return self;
}

/**
 * aps_record_list_unref:
 * @self: (transfer full): a list
 *
 * Drops a reference. The last one ends the records and their text.
 *
 * Since: 1.0
 */
void
aps_record_list_unref (ApsRecordList *self)
{
  /* Who holds the only reference needs no atomic write to know it. */
  if (!g_atomic_ref_count_compare (&self->ref_count, 1) &&
      !g_atomic_ref_count_dec (&self->ref_count))
    return;

  while (self->blocks != NULL)
    {
      Block *block = self->blocks;

      self->blocks = block->next;
      g_free (block);
    }

  if (self->records != self->inline_records)
    g_free (self->records);

  if (self->group == NULL)
    g_free (self);
  else if (g_atomic_ref_count_dec (&self->group->n_live))
    g_free (self->group);
}

/**
 * aps_record_list_get_record_type:
 * @self: a list
 *
 * Gets the type of the records.
 *
 * Returns: the type
 *
 * Since: 1.0
 */
ApsRecordType
aps_record_list_get_record_type (ApsRecordList *self)
{
  return self->type;
}

/**
 * aps_record_list_get_n:
 * @self: a list
 *
 * Gets the number of records.
 *
 * Returns: the number
 *
 * Since: 1.0
 */
guint
aps_record_list_get_n (ApsRecordList *self)
{
  return self->n;
}

/**
 * aps_record_list_get: (skip)
 * @self: a list
 * @position: from 0
 *
 * Gets a record.
 *
 * Returns: (transfer none): the record, a struct of the list's type
 *
 * Since: 1.0
 */
gpointer
aps_record_list_get (ApsRecordList *self, guint position)
{
  g_return_val_if_fail (position < self->n, NULL);

  return self->records[position];
}

static void
append (ApsRecordList *self, gpointer record)
{
  if (self->n == self->n_allocated)
    {
      self->n_allocated *= 2;
      if (self->records == self->inline_records)
        {
          self->records = g_new (gpointer, self->n_allocated);
          memcpy (self->records, self->inline_records, sizeof self->inline_records);
        }
      else
        self->records = g_renew (gpointer, self->records, self->n_allocated);
    }

  self->records[self->n++] = record;
}

/**
 * aps_record_list_add: (skip)
 * @self: a list
 *
 * Adds a record that says nothing yet: text is %NULL, all else is unset, or zero where nothing can
 * be unset.
 *
 * Returns: (transfer none): the record, to be filled
 *
 * Since: 1.0
 */
gpointer
aps_record_list_add (ApsRecordList *self)
{
  gsize    size = aps_record_type_get_size (self->type);
  gpointer record = take (self, size, G_ALIGNOF (gint64));

  memcpy (record, aps_record_type_get_blank (self->type), size);
  append (self, record);
  return record;
}

/**
 * aps_record_list_add_copy: (skip)
 * @self: a list
 * @record: a record of the list's type, from any list
 *
 * Adds a copy of a record, its text included.
 *
 * Returns: (transfer none): the copy
 *
 * Since: 1.0
 */
gpointer
aps_record_list_add_copy (ApsRecordList *self, gconstpointer record)
{
  gpointer     copy = aps_record_list_add_borrowed (self, record);
  guint        n_texts;
  const guint *texts = aps_record_type_get_texts (self->type, &n_texts);

  for (guint i = 0; i < n_texts; i++)
    {
      const char **text = G_STRUCT_MEMBER_P (copy, texts[i]);

      if (*text != NULL)
        *text = aps_record_list_strndup (self, *text, strlen (*text));
    }

  return copy;
}

gpointer
aps_record_list_add_borrowed (ApsRecordList *self, gconstpointer record)
{
  gsize    size = aps_record_type_get_size (self->type);
  gpointer copy = take (self, size, G_ALIGNOF (gint64));

  memcpy (copy, record, size);
  append (self, copy);
  return copy;
}

/**
 * aps_record_list_truncate: (skip)
 * @self: a list
 * @n: how many records stay, at most as many as there are
 *
 * Takes the last records off the list. Their memory stays with the list.
 *
 * Since: 1.0
 */
void
aps_record_list_truncate (ApsRecordList *self, guint n)
{
  g_return_if_fail (n <= self->n);

  self->n = n;
}

/**
 * aps_record_list_strdup: (skip)
 * @self: a list
 * @text: (nullable): text
 *
 * Copies text for a record of the list.
 *
 * Returns: (nullable) (transfer none): the copy, which lives as long as the list; %NULL for %NULL
 *
 * Since: 1.0
 */
const char *
aps_record_list_strdup (ApsRecordList *self, const char *text)
{
  return text != NULL ? aps_record_list_strndup (self, text, strlen (text)) : NULL;
}

/**
 * aps_record_list_strndup: (skip)
 * @self: a list
 * @text: text
 * @length: its bytes
 *
 * Copies @length bytes of text for a record of the list, and ends them with a NUL.
 *
 * Returns: (transfer none): the copy, which lives as long as the list
 *
 * Since: 1.0
 */
const char *
aps_record_list_strndup (ApsRecordList *self, const char *text, gsize length)
{
  char *copy = take (self, length + 1, 1);

  memcpy (copy, text, length);
  copy[length] = '\0';
  return copy;
}
