/* Tasks and queues.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"

#include "aps-memory-store-private.h"

#include <string.h>

static void
keep_task (ApsMemoryTask *task, const ApsTaskRecord *wanted, gint64 revision)
{
  ApsRecordList *list = aps_record_list_new (APS_RECORD_TYPE_TASK);

  g_clear_pointer (&task->list, aps_record_list_unref);
  task->list = list;
  task->record = aps_record_list_add_copy (list, wanted);
  task->record->revision = revision;
}

static ApsEntryStatus
put_task (ApsMemoryStore *self, const ApsTaskRecord *wanted)
{
  ApsMemoryTask *task = aps_memory_task_find (self, wanted->id);

  if (task == NULL)
    {
      /* The task counts itself while it exists. */
      task = aps_memory_task_take (self, wanted->id);
      keep_task (task, wanted, 1);
      aps_memory_task_update (self, task);
      return APS_ENTRY_STATUS_ADDED;
    }

  if (aps_store_task_equal (task->record, wanted))
    return APS_ENTRY_STATUS_UNCHANGED;

  keep_task (task, wanted, task->record->revision + 1);
  aps_memory_task_update (self, task);
  return APS_ENTRY_STATUS_REPLACED;
}

void
aps_memory_put_tasks (ApsMemoryStore *self, ApsRecordList *tasks, ApsStoreAnswer *answer)
{
  for (guint i = 0; i < aps_record_list_get_n (tasks); i++)
    aps_store_answer_set (answer, i, put_task (self, aps_record_list_get (tasks, i)));
}

void
aps_memory_task_answer (ApsMemoryTask *task, ApsRecordList *list)
{
  aps_record_list_add_copy (list, task->record);
}

static int
compare_ids (gconstpointer a, gconstpointer b)
{
  const char *const *one = a;
  const char *const *two = b;

  return strcmp (*one, *two);
}

/* The keys of a hash table, sorted. They belong to the table. */
static const char **
get_sorted_keys (GHashTable *table, guint *n_keys)
{
  const char **keys = (const char **)g_hash_table_get_keys_as_array (table, n_keys);

  qsort (keys, *n_keys, sizeof *keys, compare_ids);
  return keys;
}

static gboolean
task_matches (const ApsTaskRecord *record, const ApsListQuery *query)
{
  int behind = query->after_id != NULL ? strcmp (record->id, query->after_id) : 0;

  if (query->after_id != NULL && (query->descending ? behind >= 0 : behind <= 0))
    return FALSE;

  return (query->id_prefix == NULL || g_str_has_prefix (record->id, query->id_prefix)) &&
         (query->task_id == NULL || g_str_equal (record->id, query->task_id)) &&
         (query->origin == NULL || g_strcmp0 (record->origin, query->origin) == 0);
}

void
aps_memory_list_tasks (ApsMemoryStore *self, const ApsListQuery *query, ApsRecordList *tasks)
{
  guint                   n_keys;
  g_autofree const char **keys = get_sorted_keys (self->tasks, &n_keys);

  for (guint i = 0; i < n_keys; i++)
    {
      guint          position = query->descending ? n_keys - 1 - i : i;
      ApsMemoryTask *task = aps_memory_task_find (self, keys[position]);

      if (task == NULL || !task_matches (task->record, query))
        continue;

      aps_memory_task_answer (task, tasks);
      if (query->limit > 0 && aps_record_list_get_n (tasks) == query->limit)
        return;
    }
}

static void
remove_schedules (ApsMemoryStore *self, ApsMemoryTask *task, ApsStoreAnswer *answer)
{
  ApsMemoryPlace place = aps_memory_index_begin (&self->schedules_by_id);
  g_autoptr (GPtrArray) rows = g_ptr_array_new ();
  ApsMemorySchedule *row;

  if (task->n_schedules == 0)
    return;

  while ((row = aps_memory_index_next (&self->schedules_by_id, &place)) != NULL)
    if (row->plan->task == task)
      g_ptr_array_add (rows, row);

  for (guint i = 0; i < rows->len; i++)
    {
      row = g_ptr_array_index (rows, i);
      aps_memory_schedule_answer (row, answer->removed_schedules);
      aps_memory_schedule_remove (self, row);
    }
}

static void
end_waiting_jobs (ApsMemoryStore *self, ApsMemoryTask *task, gint64 now_us, ApsStoreAnswer *answer)
{
  while (task->lanes != NULL)
    {
      ApsMemoryLane *lane = task->lanes;
      ApsMemoryJob *row = aps_memory_index_first (lane->ready.n > 0 ? &lane->ready : &lane->future);
      ApsJobRecord  record;

      aps_memory_job_read (row, &record);
      aps_store_job_finish_task_gone (&record, aps_memory_job_has_schedule (row), now_us);
      aps_record_list_add_copy (answer->ended_jobs, &record);
      aps_memory_job_set (self, row, &record, answer, now_us);
    }
}

static void
cancel_leased_jobs (ApsMemoryStore *self, ApsMemoryTask *task, ApsStoreAnswer *answer)
{
  ApsMemoryPlace place = aps_memory_index_begin (&self->leased_jobs);
  ApsMemoryJob  *row;

  while ((row = aps_memory_index_next (&self->leased_jobs, &place)) != NULL)
    {
      ApsJobRecord record;

      if (row->kind->counts->task != task)
        continue;

      aps_memory_job_read (row, &record);
      aps_store_job_cancel (&record, NULL, "task removed");
      aps_record_list_add_copy (answer->cancelled_jobs, &record);
      aps_memory_job_write (self, row, &record);
    }
}

void
aps_memory_remove_task (ApsMemoryStore *self,
                        const char     *id,
                        gboolean        cascade,
                        gint64          now_us,
                        guint           entry,
                        ApsStoreAnswer *answer)
{
  ApsMemoryTask *task = aps_memory_task_find (self, id);

  if (task == NULL)
    {
      aps_store_answer_refuse (answer, entry, APS_ERROR_NOT_FOUND, "No task \"%s\"", id);
      return;
    }

  if (!cascade && (task->n_schedules > 0 || task->n_waiting + task->n_leased > 0))
    {
      aps_store_answer_refuse (answer,
                               entry,
                               APS_ERROR_CONFLICT,
                               "Task \"%s\" has %u schedules and %u unfinished jobs",
                               id,
                               task->n_schedules,
                               task->n_waiting + task->n_leased);
      return;
    }

  remove_schedules (self, task, answer);
  end_waiting_jobs (self, task, now_us, answer);
  cancel_leased_jobs (self, task, answer);
  task->record = NULL;
  g_clear_pointer (&task->list, aps_record_list_unref);
  aps_memory_task_update (self, task);
  aps_memory_task_drop (self, task);
}

static void
keep_queue (ApsMemoryQueue *queue, const ApsQueueRecord *wanted)
{
  ApsRecordList *list = aps_record_list_new (APS_RECORD_TYPE_QUEUE);

  g_clear_pointer (&queue->list, aps_record_list_unref);
  queue->list = list;
  queue->record = aps_record_list_add_copy (list, wanted);
}

static ApsEntryStatus
put_queue (ApsMemoryStore *self, const ApsQueueRecord *wanted)
{
  ApsMemoryQueue *queue = aps_memory_queue_find (self, wanted->name);

  if (queue == NULL)
    {
      /* The queue counts itself while its settings are kept. */
      keep_queue (aps_memory_queue_take (self, wanted->name), wanted);
      return APS_ENTRY_STATUS_ADDED;
    }

  if (aps_record_equal (APS_RECORD_TYPE_QUEUE, queue->record, wanted))
    return APS_ENTRY_STATUS_UNCHANGED;

  keep_queue (queue, wanted);
  return APS_ENTRY_STATUS_REPLACED;
}

void
aps_memory_put_queues (ApsMemoryStore *self, ApsRecordList *queues, ApsStoreAnswer *answer)
{
  for (guint i = 0; i < aps_record_list_get_n (queues); i++)
    aps_store_answer_set (answer, i, put_queue (self, aps_record_list_get (queues, i)));
}

void
aps_memory_list_queues (ApsMemoryStore *self, ApsRecordList *queues)
{
  guint                   n_keys;
  g_autofree const char **keys = get_sorted_keys (self->queues, &n_keys);

  for (guint i = 0; i < n_keys; i++)
    {
      ApsMemoryQueue *queue = aps_memory_queue_find (self, keys[i]);

      if (queue != NULL)
        aps_record_list_add_copy (queues, queue->record);
    }
}

void
aps_memory_remove_queue (ApsMemoryStore *self,
                         const char     *name,
                         guint           entry,
                         ApsStoreAnswer *answer)
{
  ApsMemoryQueue *queue = aps_memory_queue_find (self, name);

  if (queue == NULL)
    {
      aps_store_answer_refuse (answer, entry, APS_ERROR_NOT_FOUND, "No queue \"%s\"", name);
      return;
    }

  queue->record = NULL;
  g_clear_pointer (&queue->list, aps_record_list_unref);
  aps_memory_queue_drop (self, queue);
}
