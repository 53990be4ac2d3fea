/* Each operation of the interface, as a request to the database.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"

#include "aps-sqlite-operations.h"
#include "aps-sqlite-store-private.h"

static gboolean
aps_sqlite_store_register_instance (ApsDataStore            *store,
                                    const ApsInstanceRecord *instance,
                                    const char *const       *dead,
                                    gint64                   now_us,
                                    ApsStoreAnswer          *answer,
                                    GError                 **error)
{
  ApsSqliteRequest request = {
    .records = instance, .ids = dead, .now_us = now_us, .answer = answer
  };

  return aps_sqlite_store_write (store, aps_sqlite_register_instance, &request, error);
}

static gboolean
aps_sqlite_store_renew_instance (ApsDataStore            *store,
                                 const ApsInstanceRecord *instance,
                                 gint64                   now_us,
                                 GError                 **error)
{
  ApsSqliteRequest request = { .records = instance, .now_us = now_us };

  return aps_sqlite_store_write (store, aps_sqlite_renew_instance, &request, error);
}

static gboolean
aps_sqlite_store_leave_instance (ApsDataStore *store,
                                 const char   *uuid,
                                 gint64        now_us,
                                 GError      **error)
{
  ApsSqliteRequest request = { .instance = uuid };

  return aps_sqlite_store_write (store, aps_sqlite_leave_instance, &request, error);
}

static gboolean
aps_sqlite_store_list_instances (ApsDataStore *store, ApsRecordList *instances, GError **error)
{
  ApsSqliteRequest request = { .list = instances };

  return aps_sqlite_store_read (store, aps_sqlite_list_instances, &request, error);
}

static gboolean
aps_sqlite_store_put_tasks (
  ApsDataStore *store, ApsRecordList *tasks, gint64 now_us, ApsStoreAnswer *answer, GError **error)
{
  ApsSqliteRequest request = { .list = tasks, .now_us = now_us, .answer = answer };

  return aps_sqlite_store_write (store, aps_sqlite_put_tasks, &request, error);
}

static gboolean
aps_sqlite_store_get_tasks (ApsDataStore      *store,
                            const char *const *ids,
                            ApsRecordList     *tasks,
                            GError           **error)
{
  ApsSqliteRequest request = { .ids = ids, .list = tasks };

  return aps_sqlite_store_read (store, aps_sqlite_get_tasks, &request, error);
}

static gboolean
aps_sqlite_store_list_tasks (ApsDataStore       *store,
                             const ApsListQuery *query,
                             ApsRecordList      *tasks,
                             GError            **error)
{
  ApsSqliteRequest request = { .records = query, .list = tasks };

  return aps_sqlite_store_read (store, aps_sqlite_list_tasks, &request, error);
}

static gboolean
aps_sqlite_store_remove_tasks (ApsDataStore      *store,
                               const char *const *ids,
                               gboolean           cascade,
                               gint64             now_us,
                               ApsStoreAnswer    *answer,
                               GError           **error)
{
  ApsSqliteRequest request = { .ids = ids, .flag = cascade, .now_us = now_us, .answer = answer };

  return aps_sqlite_store_write (store, aps_sqlite_remove_tasks, &request, error);
}

static gboolean
aps_sqlite_store_put_queues (
  ApsDataStore *store, ApsRecordList *queues, gint64 now_us, ApsStoreAnswer *answer, GError **error)
{
  ApsSqliteRequest request = { .list = queues, .now_us = now_us, .answer = answer };

  return aps_sqlite_store_write (store, aps_sqlite_put_queues, &request, error);
}

static gboolean
aps_sqlite_store_list_queues (ApsDataStore *store, ApsRecordList *queues, GError **error)
{
  ApsSqliteRequest request = { .list = queues };

  return aps_sqlite_store_read (store, aps_sqlite_list_queues, &request, error);
}

static gboolean
aps_sqlite_store_remove_queues (ApsDataStore      *store,
                                const char *const *names,
                                gint64             now_us,
                                ApsStoreAnswer    *answer,
                                GError           **error)
{
  ApsSqliteRequest request = { .ids = names, .now_us = now_us, .answer = answer };

  return aps_sqlite_store_write (store, aps_sqlite_remove_queues, &request, error);
}

static gboolean
aps_sqlite_store_put_schedules (ApsDataStore     *store,
                                ApsRecordList    *schedules,
                                ApsConflictPolicy policy,
                                gint64            now_us,
                                ApsStoreAnswer   *answer,
                                GError          **error)
{
  ApsSqliteRequest request = {
    .list = schedules, .policy = (gint)policy, .now_us = now_us, .answer = answer
  };

  return aps_sqlite_store_write (store, aps_sqlite_put_schedules, &request, error);
}

static gboolean
aps_sqlite_store_get_schedules (ApsDataStore      *store,
                                const char *const *ids,
                                ApsRecordList     *schedules,
                                GError           **error)
{
  ApsSqliteRequest request = { .ids = ids, .list = schedules };

  return aps_sqlite_store_read (store, aps_sqlite_get_schedules, &request, error);
}

static gboolean
aps_sqlite_store_list_schedules (ApsDataStore       *store,
                                 const ApsListQuery *query,
                                 ApsRecordList      *schedules,
                                 GError            **error)
{
  ApsSqliteRequest request = { .records = query, .list = schedules };

  return aps_sqlite_store_read (store, aps_sqlite_list_schedules, &request, error);
}

static gboolean
aps_sqlite_store_remove_schedules (ApsDataStore      *store,
                                   const char *const *ids,
                                   gint64             now_us,
                                   ApsStoreAnswer    *answer,
                                   GError           **error)
{
  ApsSqliteRequest request = { .ids = ids, .now_us = now_us, .answer = answer };

  return aps_sqlite_store_write (store, aps_sqlite_remove_schedules, &request, error);
}

static gboolean
aps_sqlite_store_set_schedule_states (ApsDataStore           *store,
                                      const ApsScheduleState *states,
                                      guint                   n_states,
                                      gint64                  now_us,
                                      ApsStoreAnswer         *answer,
                                      GError                **error)
{
  ApsSqliteRequest request = {
    .records = states, .n = n_states, .now_us = now_us, .answer = answer
  };

  return aps_sqlite_store_write (store, aps_sqlite_set_schedule_states, &request, error);
}

static gboolean
aps_sqlite_store_lease_schedules (ApsDataStore      *store,
                                  const char        *instance,
                                  const char *const *types,
                                  guint              limit,
                                  gint64             until_us,
                                  gint64             now_us,
                                  ApsStoreAnswer    *answer,
                                  GError           **error)
{
  ApsSqliteRequest request = { .instance = instance,
                               .ids = types,
                               .n = limit,
                               .until_us = until_us,
                               .now_us = now_us,
                               .answer = answer };

  return aps_sqlite_store_write (store, aps_sqlite_lease_schedules, &request, error);
}

static gboolean
aps_sqlite_store_commit_firings (ApsDataStore    *store,
                                 const char      *instance,
                                 const ApsFiring *firings,
                                 guint            n_firings,
                                 ApsRecordList   *jobs,
                                 gint64           now_us,
                                 ApsStoreAnswer  *answer,
                                 GError         **error)
{
  ApsSqliteRequest request = { .instance = instance,
                               .records = firings,
                               .n = n_firings,
                               .list = jobs,
                               .now_us = now_us,
                               .answer = answer };

  return aps_sqlite_store_write (store, aps_sqlite_commit_firings, &request, error);
}

static gboolean
aps_sqlite_store_next_schedule_due (
  ApsDataStore *store, const char *const *types, gint64 now_us, gint64 *due_us, GError **error)
{
  ApsSqliteRequest request = { .ids = types, .now_us = now_us };

  if (!aps_sqlite_store_read (store, aps_sqlite_next_schedule_due, &request, error))
    return FALSE;

  *due_us = request.until_us;
  return TRUE;
}

static gboolean
aps_sqlite_store_add_jobs (
  ApsDataStore *store, ApsRecordList *jobs, gint64 now_us, ApsStoreAnswer *answer, GError **error)
{
  ApsSqliteRequest request = { .list = jobs, .now_us = now_us, .answer = answer };

  return aps_sqlite_store_write (store, aps_sqlite_add_jobs, &request, error);
}

static gboolean
aps_sqlite_store_lease_jobs (ApsDataStore      *store,
                             const ApsJobLease *lease,
                             gint64             now_us,
                             ApsStoreAnswer    *answer,
                             GError           **error)
{
  ApsSqliteRequest request = { .lease = lease, .now_us = now_us, .answer = answer };

  return aps_sqlite_store_write (store, aps_sqlite_lease_jobs, &request, error);
}

static gboolean
aps_sqlite_store_release_jobs (ApsDataStore      *store,
                               const char        *instance,
                               ApsRecordList     *jobs,
                               const ApsJobLease *next,
                               gint64             now_us,
                               ApsStoreAnswer    *answer,
                               GError           **error)
{
  ApsSqliteRequest request = {
    .instance = instance, .list = jobs, .lease = next, .now_us = now_us, .answer = answer
  };

  return aps_sqlite_store_write (store, aps_sqlite_release_jobs, &request, error);
}

static gboolean
aps_sqlite_store_next_job_due (
  ApsDataStore *store, const ApsJobLease *lease, gint64 now_us, gint64 *due_us, GError **error)
{
  ApsSqliteRequest request = { .lease = lease, .now_us = now_us };

  if (!aps_sqlite_store_read (store, aps_sqlite_next_job_due, &request, error))
    return FALSE;

  *due_us = request.until_us;
  return TRUE;
}

static gboolean
aps_sqlite_store_held_by (ApsDataStore   *store,
                          const char     *instance,
                          ApsStoreAnswer *answer,
                          GError        **error)
{
  ApsSqliteRequest request = { .instance = instance, .answer = answer };

  return aps_sqlite_store_read (store, aps_sqlite_held_by, &request, error);
}

static gboolean
aps_sqlite_store_extend_leases (ApsDataStore   *store,
                                const char     *instance,
                                ApsRecordList  *jobs,
                                ApsRecordList  *schedules,
                                gint64          until_us,
                                gint64          now_us,
                                ApsStoreAnswer *answer,
                                GError        **error)
{
  ApsSqliteRequest request = { .instance = instance,
                               .list = jobs,
                               .more = schedules,
                               .until_us = until_us,
                               .now_us = now_us,
                               .answer = answer };

  return aps_sqlite_store_write (store, aps_sqlite_extend_leases, &request, error);
}

static gboolean
aps_sqlite_store_request_cancel (ApsDataStore      *store,
                                 const char *const *ids,
                                 const char        *by,
                                 const char        *reason,
                                 gint64             now_us,
                                 ApsStoreAnswer    *answer,
                                 GError           **error)
{
  ApsSqliteRequest request = {
    .ids = ids, .by = by, .reason = reason, .now_us = now_us, .answer = answer
  };

  return aps_sqlite_store_write (store, aps_sqlite_request_cancel, &request, error);
}

static gboolean
aps_sqlite_store_reap (ApsDataStore      *store,
                       const char *const *dead,
                       gboolean           expired,
                       gint64             now_us,
                       ApsStoreAnswer    *answer,
                       GError           **error)
{
  ApsSqliteRequest request = { .ids = dead, .flag = expired, .now_us = now_us, .answer = answer };

  return aps_sqlite_store_write (store, aps_sqlite_reap, &request, error);
}

static gboolean
aps_sqlite_store_get_jobs (ApsDataStore      *store,
                           const char *const *ids,
                           ApsRecordList     *jobs,
                           GError           **error)
{
  ApsSqliteRequest request = { .ids = ids, .list = jobs };

  return aps_sqlite_store_read (store, aps_sqlite_get_jobs, &request, error);
}

static gboolean
aps_sqlite_store_list_jobs (ApsDataStore       *store,
                            const ApsListQuery *query,
                            ApsRecordList      *jobs,
                            GError            **error)
{
  ApsSqliteRequest request = { .records = query, .list = jobs };

  return aps_sqlite_store_read (store, aps_sqlite_list_jobs, &request, error);
}

static gboolean
aps_sqlite_store_count_jobs (ApsDataStore *store, ApsRecordList *counts, GError **error)
{
  ApsSqliteRequest request = { .list = counts };

  return aps_sqlite_store_read (store, aps_sqlite_count_jobs, &request, error);
}

static gboolean
aps_sqlite_store_clean_up (
  ApsDataStore *store, guint limit, gint64 now_us, ApsStoreAnswer *answer, GError **error)
{
  ApsSqliteRequest request = { .n = limit, .now_us = now_us, .answer = answer };

  return aps_sqlite_store_write (store, aps_sqlite_clean_up, &request, error);
}

void
aps_sqlite_store_implement_operations (ApsDataStoreInterface *iface)
{
  iface->register_instance = aps_sqlite_store_register_instance;
  iface->renew_instance = aps_sqlite_store_renew_instance;
  iface->leave_instance = aps_sqlite_store_leave_instance;
  iface->list_instances = aps_sqlite_store_list_instances;
  iface->put_tasks = aps_sqlite_store_put_tasks;
  iface->get_tasks = aps_sqlite_store_get_tasks;
  iface->list_tasks = aps_sqlite_store_list_tasks;
  iface->remove_tasks = aps_sqlite_store_remove_tasks;
  iface->put_queues = aps_sqlite_store_put_queues;
  iface->list_queues = aps_sqlite_store_list_queues;
  iface->remove_queues = aps_sqlite_store_remove_queues;
  iface->put_schedules = aps_sqlite_store_put_schedules;
  iface->get_schedules = aps_sqlite_store_get_schedules;
  iface->list_schedules = aps_sqlite_store_list_schedules;
  iface->remove_schedules = aps_sqlite_store_remove_schedules;
  iface->set_schedule_states = aps_sqlite_store_set_schedule_states;
  iface->lease_schedules = aps_sqlite_store_lease_schedules;
  iface->commit_firings = aps_sqlite_store_commit_firings;
  iface->next_schedule_due = aps_sqlite_store_next_schedule_due;
  iface->add_jobs = aps_sqlite_store_add_jobs;
  iface->lease_jobs = aps_sqlite_store_lease_jobs;
  iface->release_jobs = aps_sqlite_store_release_jobs;
  iface->next_job_due = aps_sqlite_store_next_job_due;
  iface->held_by = aps_sqlite_store_held_by;
  iface->extend_leases = aps_sqlite_store_extend_leases;
  iface->request_cancel = aps_sqlite_store_request_cancel;
  iface->reap = aps_sqlite_store_reap;
  iface->get_jobs = aps_sqlite_store_get_jobs;
  iface->list_jobs = aps_sqlite_store_list_jobs;
  iface->count_jobs = aps_sqlite_store_count_jobs;
  iface->clean_up = aps_sqlite_store_clean_up;
}
