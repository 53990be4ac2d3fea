/* Tasks that were read from the store a moment ago: adding a job needs its task's settings, and is
 * not to cost a second question to the store.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"

#include "scheduler/aps-task-cache-private.h"

#include <apsched/aps-locked.h>
#include <apsched/aps-uuid.h>

/* Beyond this many all are forgotten. */
#define MAX_TASKS 10000

typedef struct
{
  ApsRecordList *list;
  ApsTaskRecord *task;
  gint64         read_us;
} Entry;

struct _ApsTaskCache
{
  GMutex      lock;
  GHashTable *entries; /* guarded by lock: id -> Entry */
  gint64      age_us;
};

static void
entry_free (gpointer data)
{
  Entry *entry = data;

  aps_record_list_unref (entry->list);
  g_free (entry);
}

ApsTaskCache *
aps_task_cache_new (gint64 age_us)
{
  ApsTaskCache *self = g_new0 (ApsTaskCache, 1);

  g_mutex_init (&self->lock);
  self->entries = g_hash_table_new_full (aps_id_hash, g_str_equal, g_free, entry_free);
  self->age_us = age_us;
  return self;
}

void
aps_task_cache_free (ApsTaskCache *self)
{
  g_hash_table_unref (self->entries);
  g_mutex_clear (&self->lock);
  g_free (self);
}

gboolean
aps_task_cache_lookup (ApsTaskCache   *self,
                       const char     *id,
                       ApsRecordList **list,
                       ApsTaskRecord **task)
{
  APS_LOCKED (&self->lock);
  Entry *entry = g_hash_table_lookup (self->entries, id);

  if (entry == NULL ||
      (self->age_us != APS_FOREVER && g_get_monotonic_time () - entry->read_us > self->age_us))
    return FALSE;

  *list = aps_record_list_ref (entry->list);
  *task = entry->task;
  return TRUE;
}

void
aps_task_cache_add (ApsTaskCache *self, ApsRecordList *list, ApsTaskRecord *task)
{
  Entry *entry = g_new (Entry, 1);
  APS_LOCKED (&self->lock);

  entry->list = aps_record_list_ref (list);
  entry->task = task;
  entry->read_us = g_get_monotonic_time ();
  if (g_hash_table_size (self->entries) >= MAX_TASKS)
    g_hash_table_remove_all (self->entries);
  g_hash_table_replace (self->entries, g_strdup (task->id), entry);
}

void
aps_task_cache_forget (ApsTaskCache *self, const char *id)
{
  APS_LOCKED (&self->lock);

  g_hash_table_remove (self->entries, id);
}
