/* The interface of the memory store: each operation under the lock.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"

#include "aps-memory-store-private.h"

/* Whether operations are allowed: between start and stop. */
static gboolean
is_started (ApsMemoryStore *self, GError **error)
{
  if (self->started)
    return TRUE;

  g_set_error_literal (error, APS_ERROR, APS_ERROR_STOPPED, "The memory store is not started");
  return FALSE;
}

static ApsDataStoreFlags
aps_memory_store_get_flags (ApsDataStore *store)
{
  return APS_DATA_STORE_PRIVATE | APS_DATA_STORE_SINGLE_HOST | APS_DATA_STORE_EXCHANGE;
}

static gboolean
aps_memory_store_start (ApsDataStore *store,
                        gint64        now_us,
                        GCancellable *cancellable,
                        GError      **error)
{
  ApsMemoryStore *self = APS_MEMORY_STORE (store);

  if (g_cancellable_set_error_if_cancelled (cancellable, error))
    return FALSE;

  APS_LOCKED (&self->lock);

  self->started = TRUE;
  return TRUE;
}

static void
aps_memory_store_stop (ApsDataStore *store)
{
  ApsMemoryStore *self = APS_MEMORY_STORE (store);

  APS_LOCKED (&self->lock);

  self->started = FALSE;
}

static char *
aps_memory_store_to_string (ApsDataStore *store)
{
  return g_strdup ("memory of this process");
}

static gboolean
aps_memory_store_register_instance (ApsDataStore            *store,
                                    const ApsInstanceRecord *instance,
                                    const char *const       *dead,
                                    gint64                   now_us,
                                    ApsStoreAnswer          *answer,
                                    GError                 **error)
{
  ApsMemoryStore *self = APS_MEMORY_STORE (store);

  APS_LOCKED (&self->lock);

  if (!is_started (self, error))
    return FALSE;

  return aps_memory_register_instance (self, instance, dead, now_us, answer, error);
}

static gboolean
aps_memory_store_renew_instance (ApsDataStore            *store,
                                 const ApsInstanceRecord *instance,
                                 gint64                   now_us,
                                 GError                 **error)
{
  ApsMemoryStore *self = APS_MEMORY_STORE (store);

  APS_LOCKED (&self->lock);

  if (!is_started (self, error))
    return FALSE;

  return aps_memory_renew_instance (self, instance, error);
}

static gboolean
aps_memory_store_leave_instance (ApsDataStore *store,
                                 const char   *uuid,
                                 gint64        now_us,
                                 GError      **error)
{
  ApsMemoryStore *self = APS_MEMORY_STORE (store);

  APS_LOCKED (&self->lock);

  if (!is_started (self, error))
    return FALSE;

  g_hash_table_remove (self->instances, uuid);
  return TRUE;
}

static gboolean
aps_memory_store_list_instances (ApsDataStore *store, ApsRecordList *instances, GError **error)
{
  ApsMemoryStore *self = APS_MEMORY_STORE (store);

  APS_LOCKED (&self->lock);

  if (!is_started (self, error))
    return FALSE;

  aps_memory_list_instances (self, instances);
  return TRUE;
}

static gboolean
aps_memory_store_put_tasks (
  ApsDataStore *store, ApsRecordList *tasks, gint64 now_us, ApsStoreAnswer *answer, GError **error)
{
  ApsMemoryStore *self = APS_MEMORY_STORE (store);

  APS_LOCKED (&self->lock);

  if (!is_started (self, error))
    return FALSE;

  aps_memory_put_tasks (self, tasks, answer);
  return TRUE;
}

static gboolean
aps_memory_store_get_tasks (ApsDataStore      *store,
                            const char *const *ids,
                            ApsRecordList     *tasks,
                            GError           **error)
{
  ApsMemoryStore *self = APS_MEMORY_STORE (store);

  APS_LOCKED (&self->lock);

  if (!is_started (self, error))
    return FALSE;

  for (; ids != NULL && *ids != NULL; ids++)
    {
      ApsMemoryTask *task = aps_memory_task_find (self, *ids);

      if (task != NULL)
        aps_memory_task_answer (task, tasks);
    }
  return TRUE;
}

static gboolean
aps_memory_store_list_tasks (ApsDataStore       *store,
                             const ApsListQuery *query,
                             ApsRecordList      *tasks,
                             GError            **error)
{
  ApsMemoryStore *self = APS_MEMORY_STORE (store);

  APS_LOCKED (&self->lock);

  if (!is_started (self, error))
    return FALSE;

  aps_memory_list_tasks (self, query, tasks);
  return TRUE;
}

static gboolean
aps_memory_store_remove_tasks (ApsDataStore      *store,
                               const char *const *ids,
                               gboolean           cascade,
                               gint64             now_us,
                               ApsStoreAnswer    *answer,
                               GError           **error)
{
  ApsMemoryStore *self = APS_MEMORY_STORE (store);

  APS_LOCKED (&self->lock);

  if (!is_started (self, error))
    return FALSE;

  for (guint i = 0; ids != NULL && ids[i] != NULL; i++)
    aps_memory_remove_task (self, ids[i], cascade, now_us, i, answer);
  return TRUE;
}

static gboolean
aps_memory_store_put_queues (
  ApsDataStore *store, ApsRecordList *queues, gint64 now_us, ApsStoreAnswer *answer, GError **error)
{
  ApsMemoryStore *self = APS_MEMORY_STORE (store);

  APS_LOCKED (&self->lock);

  if (!is_started (self, error))
    return FALSE;

  aps_memory_put_queues (self, queues, answer);
  return TRUE;
}

static gboolean
aps_memory_store_list_queues (ApsDataStore *store, ApsRecordList *queues, GError **error)
{
  ApsMemoryStore *self = APS_MEMORY_STORE (store);

  APS_LOCKED (&self->lock);

  if (!is_started (self, error))
    return FALSE;

  aps_memory_list_queues (self, queues);
  return TRUE;
}

static gboolean
aps_memory_store_remove_queues (ApsDataStore      *store,
                                const char *const *names,
                                gint64             now_us,
                                ApsStoreAnswer    *answer,
                                GError           **error)
{
  ApsMemoryStore *self = APS_MEMORY_STORE (store);

  APS_LOCKED (&self->lock);

  if (!is_started (self, error))
    return FALSE;

  for (guint i = 0; names != NULL && names[i] != NULL; i++)
    aps_memory_remove_queue (self, names[i], i, answer);
  return TRUE;
}

static gboolean
aps_memory_store_put_schedules (ApsDataStore     *store,
                                ApsRecordList    *schedules,
                                ApsConflictPolicy policy,
                                gint64            now_us,
                                ApsStoreAnswer   *answer,
                                GError          **error)
{
  ApsMemoryStore *self = APS_MEMORY_STORE (store);

  APS_LOCKED (&self->lock);

  if (!is_started (self, error))
    return FALSE;

  aps_memory_put_schedules (self, schedules, policy, now_us, answer);
  return TRUE;
}

static gboolean
aps_memory_store_get_schedules (ApsDataStore      *store,
                                const char *const *ids,
                                ApsRecordList     *schedules,
                                GError           **error)
{
  ApsMemoryStore *self = APS_MEMORY_STORE (store);

  APS_LOCKED (&self->lock);

  if (!is_started (self, error))
    return FALSE;

  for (; ids != NULL && *ids != NULL; ids++)
    {
      ApsMemorySchedule *row = aps_memory_schedule_find (self, *ids);

      if (row != NULL)
        aps_memory_schedule_answer (row, schedules);
    }
  return TRUE;
}

static gboolean
aps_memory_store_list_schedules (ApsDataStore       *store,
                                 const ApsListQuery *query,
                                 ApsRecordList      *schedules,
                                 GError            **error)
{
  ApsMemoryStore *self = APS_MEMORY_STORE (store);

  APS_LOCKED (&self->lock);

  if (!is_started (self, error))
    return FALSE;

  aps_memory_list_schedules (self, query, schedules);
  return TRUE;
}

static gboolean
aps_memory_store_remove_schedules (ApsDataStore      *store,
                                   const char *const *ids,
                                   gint64             now_us,
                                   ApsStoreAnswer    *answer,
                                   GError           **error)
{
  ApsMemoryStore *self = APS_MEMORY_STORE (store);

  APS_LOCKED (&self->lock);

  if (!is_started (self, error))
    return FALSE;

  for (guint i = 0; ids != NULL && ids[i] != NULL; i++)
    {
      ApsMemorySchedule *row = aps_memory_schedule_find (self, ids[i]);

      if (row != NULL)
        aps_memory_schedule_remove (self, row);
      else
        aps_store_answer_refuse (answer, i, APS_ERROR_NOT_FOUND, "No schedule \"%s\"", ids[i]);
    }
  return TRUE;
}

static gboolean
aps_memory_store_set_schedule_states (ApsDataStore           *store,
                                      const ApsScheduleState *states,
                                      guint                   n_states,
                                      gint64                  now_us,
                                      ApsStoreAnswer         *answer,
                                      GError                **error)
{
  ApsMemoryStore *self = APS_MEMORY_STORE (store);

  APS_LOCKED (&self->lock);

  if (!is_started (self, error))
    return FALSE;

  for (guint i = 0; i < n_states; i++)
    aps_memory_set_schedule_state (self, &states[i], i, answer);
  return TRUE;
}

static gboolean
aps_memory_store_lease_schedules (ApsDataStore      *store,
                                  const char        *instance,
                                  const char *const *types,
                                  guint              limit,
                                  gint64             until_us,
                                  gint64             now_us,
                                  ApsStoreAnswer    *answer,
                                  GError           **error)
{
  ApsMemoryStore *self = APS_MEMORY_STORE (store);

  APS_LOCKED (&self->lock);

  if (!is_started (self, error))
    return FALSE;

  aps_memory_lease_schedules (self, instance, types, limit, until_us, now_us, answer);
  return TRUE;
}

static gboolean
aps_memory_store_commit_firings (ApsDataStore    *store,
                                 const char      *instance,
                                 const ApsFiring *firings,
                                 guint            n_firings,
                                 ApsRecordList   *jobs,
                                 gint64           now_us,
                                 ApsStoreAnswer  *answer,
                                 GError         **error)
{
  ApsMemoryStore *self = APS_MEMORY_STORE (store);

  APS_LOCKED (&self->lock);

  if (!is_started (self, error))
    return FALSE;

  aps_memory_commit_firings (self, instance, firings, n_firings, jobs, now_us, answer);
  return TRUE;
}

static gboolean
aps_memory_store_next_schedule_due (
  ApsDataStore *store, const char *const *types, gint64 now_us, gint64 *due_us, GError **error)
{
  ApsMemoryStore *self = APS_MEMORY_STORE (store);

  APS_LOCKED (&self->lock);

  if (!is_started (self, error))
    return FALSE;

  *due_us = aps_memory_next_schedule_due (self, types, now_us);
  return TRUE;
}

static gboolean
aps_memory_store_add_jobs (
  ApsDataStore *store, ApsRecordList *jobs, gint64 now_us, ApsStoreAnswer *answer, GError **error)
{
  ApsMemoryStore *self = APS_MEMORY_STORE (store);

  APS_LOCKED (&self->lock);

  if (!is_started (self, error))
    return FALSE;

  aps_memory_add_jobs (self, jobs, now_us, answer);
  return TRUE;
}

static gboolean
aps_memory_store_lease_jobs (ApsDataStore      *store,
                             const ApsJobLease *lease,
                             gint64             now_us,
                             ApsStoreAnswer    *answer,
                             GError           **error)
{
  ApsMemoryStore *self = APS_MEMORY_STORE (store);

  APS_LOCKED (&self->lock);

  if (!is_started (self, error))
    return FALSE;

  aps_memory_lease_jobs (self, lease, now_us, answer);
  return TRUE;
}

static gboolean
aps_memory_store_release_jobs (ApsDataStore      *store,
                               const char        *instance,
                               ApsRecordList     *jobs,
                               const ApsJobLease *next,
                               gint64             now_us,
                               ApsStoreAnswer    *answer,
                               GError           **error)
{
  ApsMemoryStore *self = APS_MEMORY_STORE (store);

  APS_LOCKED (&self->lock);

  if (!is_started (self, error))
    return FALSE;

  aps_memory_release_jobs (self, instance, jobs, now_us, answer);
  if (next != NULL)
    aps_memory_lease_jobs (self, next, now_us, answer);
  return TRUE;
}

static gboolean
aps_memory_store_next_job_due (
  ApsDataStore *store, const ApsJobLease *lease, gint64 now_us, gint64 *due_us, GError **error)
{
  ApsMemoryStore *self = APS_MEMORY_STORE (store);

  APS_LOCKED (&self->lock);

  if (!is_started (self, error))
    return FALSE;

  *due_us = aps_memory_next_job_due (self, lease, now_us);
  return TRUE;
}

static gboolean
aps_memory_store_held_by (ApsDataStore   *store,
                          const char     *instance,
                          ApsStoreAnswer *answer,
                          GError        **error)
{
  ApsMemoryStore *self = APS_MEMORY_STORE (store);

  APS_LOCKED (&self->lock);

  if (!is_started (self, error))
    return FALSE;

  aps_memory_held_by (self, instance, answer);
  return TRUE;
}

static gboolean
aps_memory_store_extend_leases (ApsDataStore   *store,
                                const char     *instance,
                                ApsRecordList  *jobs,
                                ApsRecordList  *schedules,
                                gint64          until_us,
                                gint64          now_us,
                                ApsStoreAnswer *answer,
                                GError        **error)
{
  ApsMemoryStore *self = APS_MEMORY_STORE (store);

  APS_LOCKED (&self->lock);

  if (!is_started (self, error))
    return FALSE;

  aps_memory_extend_leases (self, instance, jobs, schedules, until_us, answer);
  return TRUE;
}

static gboolean
aps_memory_store_request_cancel (ApsDataStore      *store,
                                 const char *const *ids,
                                 const char        *by,
                                 const char        *reason,
                                 gint64             now_us,
                                 ApsStoreAnswer    *answer,
                                 GError           **error)
{
  ApsMemoryStore *self = APS_MEMORY_STORE (store);

  APS_LOCKED (&self->lock);

  if (!is_started (self, error))
    return FALSE;

  for (guint i = 0; ids != NULL && ids[i] != NULL; i++)
    aps_memory_request_cancel (self, ids[i], by, reason, now_us, i, answer);
  return TRUE;
}

static gboolean
aps_memory_store_reap (ApsDataStore      *store,
                       const char *const *dead,
                       gboolean           expired,
                       gint64             now_us,
                       ApsStoreAnswer    *answer,
                       GError           **error)
{
  ApsMemoryStore *self = APS_MEMORY_STORE (store);

  APS_LOCKED (&self->lock);

  if (!is_started (self, error))
    return FALSE;

  aps_memory_reap (self, dead, expired, now_us, answer);
  return TRUE;
}

static gboolean
aps_memory_store_get_jobs (ApsDataStore      *store,
                           const char *const *ids,
                           ApsRecordList     *jobs,
                           GError           **error)
{
  ApsMemoryStore *self = APS_MEMORY_STORE (store);

  APS_LOCKED (&self->lock);

  if (!is_started (self, error))
    return FALSE;

  for (; ids != NULL && *ids != NULL; ids++)
    {
      ApsMemoryJob *row = aps_memory_job_find (self, *ids);

      if (row != NULL)
        aps_memory_job_answer (row, jobs);
    }
  return TRUE;
}

static gboolean
aps_memory_store_list_jobs (ApsDataStore       *store,
                            const ApsListQuery *query,
                            ApsRecordList      *jobs,
                            GError            **error)
{
  ApsMemoryStore *self = APS_MEMORY_STORE (store);

  APS_LOCKED (&self->lock);

  if (!is_started (self, error))
    return FALSE;

  aps_memory_list_jobs (self, query, jobs);
  return TRUE;
}

static gboolean
aps_memory_store_count_jobs (ApsDataStore *store, ApsRecordList *counts, GError **error)
{
  ApsMemoryStore *self = APS_MEMORY_STORE (store);

  APS_LOCKED (&self->lock);

  if (!is_started (self, error))
    return FALSE;

  aps_memory_count_jobs (self, counts);
  return TRUE;
}

static gboolean
aps_memory_store_clean_up (
  ApsDataStore *store, guint limit, gint64 now_us, ApsStoreAnswer *answer, GError **error)
{
  ApsMemoryStore *self = APS_MEMORY_STORE (store);

  APS_LOCKED (&self->lock);

  if (!is_started (self, error))
    return FALSE;

  aps_memory_clean_up (self, limit, now_us, answer);
  return TRUE;
}

void
aps_memory_store_iface_init (ApsDataStoreInterface *iface)
{
  iface->get_flags = aps_memory_store_get_flags;
  iface->start = aps_memory_store_start;
  iface->stop = aps_memory_store_stop;
  iface->to_string = aps_memory_store_to_string;
  iface->register_instance = aps_memory_store_register_instance;
  iface->renew_instance = aps_memory_store_renew_instance;
  iface->leave_instance = aps_memory_store_leave_instance;
  iface->list_instances = aps_memory_store_list_instances;
  iface->put_tasks = aps_memory_store_put_tasks;
  iface->get_tasks = aps_memory_store_get_tasks;
  iface->list_tasks = aps_memory_store_list_tasks;
  iface->remove_tasks = aps_memory_store_remove_tasks;
  iface->put_queues = aps_memory_store_put_queues;
  iface->list_queues = aps_memory_store_list_queues;
  iface->remove_queues = aps_memory_store_remove_queues;
  iface->put_schedules = aps_memory_store_put_schedules;
  iface->get_schedules = aps_memory_store_get_schedules;
  iface->list_schedules = aps_memory_store_list_schedules;
  iface->remove_schedules = aps_memory_store_remove_schedules;
  iface->set_schedule_states = aps_memory_store_set_schedule_states;
  iface->lease_schedules = aps_memory_store_lease_schedules;
  iface->commit_firings = aps_memory_store_commit_firings;
  iface->next_schedule_due = aps_memory_store_next_schedule_due;
  iface->add_jobs = aps_memory_store_add_jobs;
  iface->lease_jobs = aps_memory_store_lease_jobs;
  iface->release_jobs = aps_memory_store_release_jobs;
  iface->next_job_due = aps_memory_store_next_job_due;
  iface->held_by = aps_memory_store_held_by;
  iface->extend_leases = aps_memory_store_extend_leases;
  iface->request_cancel = aps_memory_store_request_cancel;
  iface->reap = aps_memory_store_reap;
  iface->get_jobs = aps_memory_store_get_jobs;
  iface->list_jobs = aps_memory_store_list_jobs;
  iface->count_jobs = aps_memory_store_count_jobs;
  iface->clean_up = aps_memory_store_clean_up;
}
