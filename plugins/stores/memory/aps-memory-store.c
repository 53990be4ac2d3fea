/* The data store of one process: the object, what it keeps, and how it ends.
 *
 * NOTES: one lock for all. An operation takes a microsecond or two a record, and all of them touch
 * the same indexes, so that finer locks would cost more than they save.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"

#include "aps-memory-store-private.h"

/**
 * ApsMemoryStore:
 *
 * Keeps everything in memory. What it was given ends with it.
 *
 * ## Threads
 *
 * All methods may be called from any thread.
 */
G_DEFINE_FINAL_TYPE_WITH_CODE (ApsMemoryStore,
                               aps_memory_store,
                               G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (APS_TYPE_DATA_STORE,
                                                      aps_memory_store_iface_init))

static void
free_rows (ApsMemoryStore *self)
{
  gpointer row;

  while ((row = aps_memory_index_first (&self->schedules_by_id)) != NULL)
    aps_memory_schedule_remove (self, row);
  for (guint end = 0; end < APS_MEMORY_N_ENDS; end++)
    while ((row = aps_memory_index_first (&self->jobs_by_id[end])) != NULL)
      aps_memory_job_remove (self, row);
}

static void
free_tasks_and_queues (ApsMemoryStore *self)
{
  GHashTableIter iter;
  gpointer       key;

  for (;;)
    {
      g_hash_table_iter_init (&iter, self->tasks);
      if (!g_hash_table_iter_next (&iter, &key, NULL))
        break;
      aps_memory_task_drop (self, aps_memory_task_find (self, key));
    }

  for (;;)
    {
      g_hash_table_iter_init (&iter, self->queues);
      if (!g_hash_table_iter_next (&iter, &key, NULL))
        break;
      aps_memory_queue_drop (self, aps_memory_queue_find (self, key));
    }
}

static void
clear_indexes (ApsMemoryStore *self)
{
  aps_memory_index_clear (&self->schedules_by_id);
  aps_memory_index_clear (&self->schedules_by_time);
  aps_memory_index_clear (&self->leased_schedules);
  aps_memory_index_clear (&self->exhausted);
  for (guint end = 0; end < APS_MEMORY_N_ENDS; end++)
    {
      aps_memory_index_clear (&self->jobs_by_id[end]);
      aps_memory_index_clear (&self->jobs_by_due[end]);
    }
  aps_memory_index_clear (&self->deadlines);
  aps_memory_index_clear (&self->leased_jobs);
  aps_memory_index_clear (&self->expiries);
  aps_memory_index_clear (&self->overlaps);
}

static void
aps_memory_store_finalize (GObject *object)
{
  ApsMemoryStore *self = APS_MEMORY_STORE (object);

  free_rows (self);
  aps_memory_kind_forget_last (self);
  free_tasks_and_queues (self);
  clear_indexes (self);
  aps_memory_names_free (self->names);
  g_hash_table_unref (self->tasks);
  g_hash_table_unref (self->queues);
  g_hash_table_unref (self->types);
  g_hash_table_unref (self->runs);
  g_hash_table_unref (self->counts);
  g_hash_table_unref (self->plans);
  g_hash_table_unref (self->kinds);
  g_hash_table_unref (self->lanes);
  g_hash_table_unref (self->instances);
  g_hash_table_unref (self->schedules);
  g_hash_table_unref (self->jobs);
  g_hash_table_unref (self->keys);
  g_ptr_array_unref (self->channels);
  g_mutex_clear (&self->lock);

  G_OBJECT_CLASS (aps_memory_store_parent_class)->finalize (object);
}

static void
aps_memory_store_class_init (ApsMemoryStoreClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = aps_memory_store_finalize;
}

static void
init_tables (ApsMemoryStore *self)
{
  self->names = aps_memory_names_new ();
  self->tasks = g_hash_table_new (aps_id_hash, g_str_equal);
  self->queues = g_hash_table_new (aps_id_hash, g_str_equal);
  self->types = g_hash_table_new (aps_id_hash, g_str_equal);
  self->runs = g_hash_table_new (aps_id_hash, g_str_equal);
  self->counts = g_hash_table_new (aps_memory_counts_hash, aps_memory_counts_equal);
  self->plans = g_hash_table_new (aps_memory_plan_hash, aps_memory_plan_equal);
  self->kinds = g_hash_table_new (aps_memory_kind_hash, aps_memory_kind_equal);
  self->lanes = g_hash_table_new (aps_memory_lane_hash, aps_memory_lane_equal);
  self->channels = g_ptr_array_new ();
  self->instances =
    g_hash_table_new_full (aps_id_hash, g_str_equal, NULL, (GDestroyNotify)aps_record_list_unref);
  self->schedules = g_hash_table_new (aps_id_hash, g_str_equal);
  self->jobs = g_hash_table_new (aps_id_hash, g_str_equal);
  self->keys = g_hash_table_new (aps_id_hash, g_str_equal);
}

static void
aps_memory_store_init (ApsMemoryStore *self)
{
  g_mutex_init (&self->lock);
  init_tables (self);

  aps_memory_index_init (&self->schedules_by_id, aps_memory_schedule_compare_ids);
  aps_memory_index_init (&self->schedules_by_time, aps_memory_schedule_compare_times);
  aps_memory_index_init (&self->leased_schedules, aps_memory_schedule_compare_leases);
  aps_memory_index_init (&self->exhausted, aps_memory_schedule_compare_ids);
  for (guint end = 0; end < APS_MEMORY_N_ENDS; end++)
    {
      aps_memory_index_init (&self->jobs_by_id[end], aps_memory_job_compare_ids);
      aps_memory_index_init (&self->jobs_by_due[end], aps_memory_job_compare_due);
    }
  aps_memory_index_init (&self->deadlines, aps_memory_job_compare_deadlines);
  aps_memory_index_init (&self->leased_jobs, aps_memory_job_compare_leases);
  aps_memory_index_init (&self->expiries, aps_memory_job_compare_expiries);
  aps_memory_index_init (&self->overlaps, aps_memory_lane_compare_overlaps);
}
