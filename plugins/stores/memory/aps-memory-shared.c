/* What rows share: tasks, queues, counts and the runs of a schedule, each kept while anything names
 * it.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"

#include "aps-memory-store-private.h"

#include <string.h>

/* The struct that a key of a hash table stands in. */
#define FROM_KEY(Type, member, key)                                                                \
  ((Type *)(gpointer)((char *)(key)-G_STRUCT_OFFSET (Type, member)))

static gpointer
new_with_text (gsize offset, const char *text)
{
  gsize size = strlen (text) + 1;
  char *data = g_malloc0 (offset + size);

  memcpy (data + offset, text, size);
  return data;
}

ApsMemoryTask *
aps_memory_task_take (ApsMemoryStore *self, const char *id)
{
  gpointer       key = g_hash_table_lookup (self->tasks, id);
  ApsMemoryTask *task;

  if (key != NULL)
    task = FROM_KEY (ApsMemoryTask, id, key);
  else
    {
      task = new_with_text (G_STRUCT_OFFSET (ApsMemoryTask, id), id);
      g_hash_table_add (self->tasks, task->id);
    }

  task->n_users++;
  return task;
}

/* The task if it exists, else NULL. */
ApsMemoryTask *
aps_memory_task_find (ApsMemoryStore *self, const char *id)
{
  gpointer       key = id != NULL ? g_hash_table_lookup (self->tasks, id) : NULL;
  ApsMemoryTask *task = key != NULL ? FROM_KEY (ApsMemoryTask, id, key) : NULL;

  return task != NULL && task->record != NULL ? task : NULL;
}

void
aps_memory_task_drop (ApsMemoryStore *self, ApsMemoryTask *task)
{
  if (--task->n_users > 0)
    return;

  g_hash_table_remove (self->tasks, task->id);
  g_clear_pointer (&task->list, aps_record_list_unref);
  g_free (task);
}

gboolean
aps_memory_task_is_full (const ApsMemoryTask *task)
{
  gint slots = task->record != NULL ? aps_store_task_slots (task->record) : 0;

  return slots != APS_UNLIMITED && (gint64)task->n_leased >= slots;
}

ApsMemoryQueue *
aps_memory_queue_take (ApsMemoryStore *self, const char *name)
{
  gpointer        key = g_hash_table_lookup (self->queues, name);
  ApsMemoryQueue *queue;

  if (key != NULL)
    queue = FROM_KEY (ApsMemoryQueue, name, key);
  else
    {
      queue = new_with_text (G_STRUCT_OFFSET (ApsMemoryQueue, name), name);
      g_hash_table_add (self->queues, queue->name);
    }

  queue->n_users++;
  return queue;
}

/* The queue if its settings are kept, else NULL. */
ApsMemoryQueue *
aps_memory_queue_find (ApsMemoryStore *self, const char *name)
{
  gpointer        key = name != NULL ? g_hash_table_lookup (self->queues, name) : NULL;
  ApsMemoryQueue *queue = key != NULL ? FROM_KEY (ApsMemoryQueue, name, key) : NULL;

  return queue != NULL && queue->record != NULL ? queue : NULL;
}

void
aps_memory_queue_drop (ApsMemoryStore *self, ApsMemoryQueue *queue)
{
  if (--queue->n_users > 0)
    return;

  g_hash_table_remove (self->queues, queue->name);
  g_clear_pointer (&queue->list, aps_record_list_unref);
  g_free (queue);
}

gboolean
aps_memory_queue_is_full (const ApsMemoryQueue *queue)
{
  gint limit = queue->record != NULL ? queue->record->max_running_jobs : APS_UNLIMITED;

  return limit != APS_UNLIMITED && limit != APS_UNSET && (gint64)queue->n_leased >= limit;
}

gboolean
aps_memory_queue_is_paused (const ApsMemoryQueue *queue)
{
  return queue->record != NULL && queue->record->paused;
}

guint
aps_memory_counts_hash (gconstpointer counts)
{
  const ApsMemoryCounts *self = counts;

  return g_direct_hash (self->task) * 31 + g_direct_hash (self->queue);
}

gboolean
aps_memory_counts_equal (gconstpointer a, gconstpointer b)
{
  const ApsMemoryCounts *one = a;
  const ApsMemoryCounts *two = b;

  return one->task == two->task && one->queue == two->queue;
}

ApsMemoryCounts *
aps_memory_counts_take (ApsMemoryStore *self, const char *task_id, const char *queue)
{
  ApsMemoryCounts  wanted = { .task = aps_memory_task_take (self, task_id),
                              .queue = aps_memory_queue_take (self, queue) };
  ApsMemoryCounts *counts = g_hash_table_lookup (self->counts, &wanted);

  if (counts == NULL)
    {
      counts = g_memdup2 (&wanted, sizeof wanted);
      g_hash_table_add (self->counts, counts);
    }
  else
    {
      aps_memory_task_drop (self, wanted.task);
      aps_memory_queue_drop (self, wanted.queue);
    }

  counts->n_users++;
  return counts;
}

void
aps_memory_counts_drop (ApsMemoryStore *self, ApsMemoryCounts *counts)
{
  if (--counts->n_users > 0)
    return;

  g_hash_table_remove (self->counts, counts);
  aps_memory_task_drop (self, counts->task);
  aps_memory_queue_drop (self, counts->queue);
  g_free (counts);
}

/* The set of trigger types, by their names in one text. */
ApsMemoryTypes *
aps_memory_types_take (ApsMemoryStore *self, const char *text)
{
  gpointer        key = g_hash_table_lookup (self->types, text);
  ApsMemoryTypes *types;

  if (key != NULL)
    types = FROM_KEY (ApsMemoryTypes, types, key);
  else
    {
      types = new_with_text (G_STRUCT_OFFSET (ApsMemoryTypes, types), text);
      aps_memory_index_init (&types->due, aps_memory_schedule_compare_times);
      aps_memory_index_init (&types->held, aps_memory_schedule_compare_ready);
      g_hash_table_add (self->types, types->types);
    }

  types->n_users++;
  return types;
}

void
aps_memory_types_drop (ApsMemoryStore *self, ApsMemoryTypes *types)
{
  if (--types->n_users > 0)
    return;

  g_hash_table_remove (self->types, types->types);
  aps_memory_index_clear (&types->due);
  aps_memory_index_clear (&types->held);
  g_free (types);
}

/* The runs of a schedule, by its id; the schedule need not exist any more. */
ApsMemoryRuns *
aps_memory_runs_take (ApsMemoryStore *self, const char *id)
{
  gpointer       key = g_hash_table_lookup (self->runs, id);
  ApsMemoryRuns *runs;

  if (key != NULL)
    runs = FROM_KEY (ApsMemoryRuns, id, key);
  else
    {
      runs = new_with_text (G_STRUCT_OFFSET (ApsMemoryRuns, id), id);
      aps_memory_index_init (&runs->all, aps_memory_job_compare_due);
      aps_memory_index_init (&runs->leased, aps_memory_job_compare_ids);
      aps_memory_index_init (&runs->kept, aps_memory_job_compare_finished);
      runs->schedule = aps_memory_schedule_find (self, id);
      if (runs->schedule != NULL)
        runs->schedule->runs = runs;
      g_hash_table_add (self->runs, runs->id);
    }

  runs->n_users++;
  return runs;
}

/* The runs of a schedule, or NULL where it has none. */
ApsMemoryRuns *
aps_memory_runs_find (ApsMemoryStore *self, const char *id)
{
  gpointer key = g_hash_table_lookup (self->runs, id);

  return key != NULL ? FROM_KEY (ApsMemoryRuns, id, key) : NULL;
}

void
aps_memory_runs_drop (ApsMemoryStore *self, ApsMemoryRuns *runs)
{
  if (--runs->n_users > 0)
    return;

  if (runs->schedule != NULL)
    runs->schedule->runs = NULL;
  g_hash_table_remove (self->runs, runs->id);
  aps_memory_index_clear (&runs->all);
  aps_memory_index_clear (&runs->leased);
  aps_memory_index_clear (&runs->kept);
  g_free (runs);
}
