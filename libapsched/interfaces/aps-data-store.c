/* The data store interface as its callers see it: a broken implementation becomes an error.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"

#include <apsched/aps-data-store.h>

#include <apsched/aps-error.h>

/**
 * ApsDataStore:
 *
 * What keeps tasks, schedules and jobs.
 *
 * Its contract is written in `aps-data-store.h`, and checked by the kit that is installed as
 * `apsched-conformance`. In C implement the interface; other languages derive from
 * [class@Aps.DataStoreBase].
 *
 * ## Threads
 *
 * All methods may be called from any thread. They block.
 *
 * Since: 1.0
 */
G_DEFINE_INTERFACE (ApsDataStore, aps_data_store, G_TYPE_OBJECT)

G_DEFINE_FLAGS_TYPE (ApsDataStoreFlags,
                     aps_data_store_flags,
                     G_DEFINE_ENUM_VALUE (APS_DATA_STORE_PERSISTENT, "persistent"),
                     G_DEFINE_ENUM_VALUE (APS_DATA_STORE_SINGLE_HOST, "single-host"),
                     G_DEFINE_ENUM_VALUE (APS_DATA_STORE_PRIVATE, "private"),
                     G_DEFINE_ENUM_VALUE (APS_DATA_STORE_EXCHANGE, "exchange"))

static void
aps_data_store_default_init (ApsDataStoreInterface *iface)
{
}

/* Failure never comes without a reason, whoever wrote the store. */
static gboolean
answered (ApsDataStore *self, const char *operation, gboolean success, GError **error)
{
  if (success || error == NULL || *error != NULL)
    return success;

  g_set_error (error,
               APS_ERROR,
               APS_ERROR_IMPLEMENTATION,
               "%s failed in %s without saying why",
               G_OBJECT_TYPE_NAME (self),
               operation);
  return FALSE;
}

/**
 * aps_data_store_get_flags: (skip)
 * @self: a data store
 *
 * Tells what the store is able to do. For the promise of each member see the header.
 *
 * Returns: flags
 *
 * Since: 1.0
 */
ApsDataStoreFlags
aps_data_store_get_flags (ApsDataStore *self)
{
  g_return_val_if_fail (APS_IS_DATA_STORE (self), 0);

  return APS_DATA_STORE_GET_IFACE (self)->get_flags (self);
}

/**
 * aps_data_store_start: (skip)
 * @self: a data store
 * @now_us: the time
 * @cancellable: (nullable): a cancellable
 * @error: return location for an error
 *
 * Connects the store, and makes or migrates what it keeps its records in. For the promise of each
 * member see the header.
 *
 * Returns: %TRUE, or %FALSE with @error set
 *
 * Since: 1.0
 */
gboolean
aps_data_store_start (ApsDataStore *self, gint64 now_us, GCancellable *cancellable, GError **error)
{
  g_return_val_if_fail (APS_IS_DATA_STORE (self), FALSE);

  return answered (self,
                   "start",
                   APS_DATA_STORE_GET_IFACE (self)->start (self, now_us, cancellable, error),
                   error);
}

/**
 * aps_data_store_stop: (skip)
 * @self: a data store
 *
 * Disconnects the store. For the promise of each member see the header.
 *
 * Since: 1.0
 */
void
aps_data_store_stop (ApsDataStore *self)
{
  g_return_if_fail (APS_IS_DATA_STORE (self));

  APS_DATA_STORE_GET_IFACE (self)->stop (self);
}

/**
 * aps_data_store_measure_offset: (skip)
 * @self: a data store
 * @now_us: the time
 * @offset_us: see [struct@Aps.DataStoreInterface]
 * @error: return location for an error
 *
 * Measures by how much the store's clock is ahead of @now_us; 0 for a store without a clock. For
 * the promise of each member see the header.
 *
 * Returns: %TRUE, or %FALSE with @error set
 *
 * Since: 1.0
 */
gboolean
aps_data_store_measure_offset (ApsDataStore *self, gint64 now_us, gint64 *offset_us, GError **error)
{
  g_return_val_if_fail (APS_IS_DATA_STORE (self), FALSE);

  if (APS_DATA_STORE_GET_IFACE (self)->measure_offset == NULL)
    {
      *offset_us = 0;
      return TRUE;
    }

  return answered (self,
                   "measure-offset",
                   APS_DATA_STORE_GET_IFACE (self)->measure_offset (self, now_us, offset_us, error),
                   error);
}

/**
 * aps_data_store_to_string: (skip)
 * @self: a data store
 *
 * Says in a few words which store this is. For the promise of each member see the header.
 *
 * Returns: (transfer full) (nullable): the text
 *
 * Since: 1.0
 */
char *
aps_data_store_to_string (ApsDataStore *self)
{
  g_return_val_if_fail (APS_IS_DATA_STORE (self), NULL);

  return APS_DATA_STORE_GET_IFACE (self)->to_string (self);
}

/**
 * aps_data_store_dup_broker_settings: (skip)
 * @self: a data store
 *
 * Gets the settings of the event broker that goes with the store. For the promise of each member
 * see the header.
 *
 * Returns: (transfer full) (nullable): the text
 *
 * Since: 1.0
 */
char *
aps_data_store_dup_broker_settings (ApsDataStore *self)
{
  g_return_val_if_fail (APS_IS_DATA_STORE (self), NULL);

  if (APS_DATA_STORE_GET_IFACE (self)->dup_broker_settings == NULL)
    return NULL;

  return APS_DATA_STORE_GET_IFACE (self)->dup_broker_settings (self);
}

/**
 * aps_data_store_register_instance: (skip)
 * @self: a data store
 * @instance: see [struct@Aps.DataStoreInterface]
 * @dead: see [struct@Aps.DataStoreInterface]
 * @now_us: the time
 * @answer: the answer, to be filled
 * @error: return location for an error
 *
 * Registers a running scheduler. For the promise of each member see the header.
 *
 * Returns: %TRUE, or %FALSE with @error set
 *
 * Since: 1.0
 */
gboolean
aps_data_store_register_instance (ApsDataStore            *self,
                                  const ApsInstanceRecord *instance,
                                  const char *const       *dead,
                                  gint64                   now_us,
                                  ApsStoreAnswer          *answer,
                                  GError                 **error)
{
  g_return_val_if_fail (APS_IS_DATA_STORE (self), FALSE);

  return answered (self,
                   "register-instance",
                   APS_DATA_STORE_GET_IFACE (self)
                     ->register_instance (self, instance, dead, now_us, answer, error),
                   error);
}

/**
 * aps_data_store_renew_instance: (skip)
 * @self: a data store
 * @instance: see [struct@Aps.DataStoreInterface]
 * @now_us: the time
 * @error: return location for an error
 *
 * Moves the end of an instance's lease and notes its last passes. For the promise of each member
 * see the header.
 *
 * Returns: %TRUE, or %FALSE with @error set
 *
 * Since: 1.0
 */
gboolean
aps_data_store_renew_instance (ApsDataStore            *self,
                               const ApsInstanceRecord *instance,
                               gint64                   now_us,
                               GError                 **error)
{
  g_return_val_if_fail (APS_IS_DATA_STORE (self), FALSE);

  return answered (self,
                   "renew-instance",
                   APS_DATA_STORE_GET_IFACE (self)->renew_instance (self, instance, now_us, error),
                   error);
}

/**
 * aps_data_store_leave_instance: (skip)
 * @self: a data store
 * @uuid: see [struct@Aps.DataStoreInterface]
 * @now_us: the time
 * @error: return location for an error
 *
 * Takes an instance off the list. For the promise of each member see the header.
 *
 * Returns: %TRUE, or %FALSE with @error set
 *
 * Since: 1.0
 */
gboolean
aps_data_store_leave_instance (ApsDataStore *self, const char *uuid, gint64 now_us, GError **error)
{
  g_return_val_if_fail (APS_IS_DATA_STORE (self), FALSE);

  return answered (self,
                   "leave-instance",
                   APS_DATA_STORE_GET_IFACE (self)->leave_instance (self, uuid, now_us, error),
                   error);
}

/**
 * aps_data_store_list_instances: (skip)
 * @self: a data store
 * @instances: see [struct@Aps.DataStoreInterface]
 * @error: return location for an error
 *
 * Lists the instances. For the promise of each member see the header.
 *
 * Returns: %TRUE, or %FALSE with @error set
 *
 * Since: 1.0
 */
gboolean
aps_data_store_list_instances (ApsDataStore *self, ApsRecordList *instances, GError **error)
{
  g_return_val_if_fail (APS_IS_DATA_STORE (self), FALSE);

  return answered (self,
                   "list-instances",
                   APS_DATA_STORE_GET_IFACE (self)->list_instances (self, instances, error),
                   error);
}

/**
 * aps_data_store_put_tasks: (skip)
 * @self: a data store
 * @tasks: see [struct@Aps.DataStoreInterface]
 * @now_us: the time
 * @answer: the answer, to be filled
 * @error: return location for an error
 *
 * Adds or replaces tasks. For the promise of each member see the header.
 *
 * Returns: %TRUE, or %FALSE with @error set
 *
 * Since: 1.0
 */
gboolean
aps_data_store_put_tasks (
  ApsDataStore *self, ApsRecordList *tasks, gint64 now_us, ApsStoreAnswer *answer, GError **error)
{
  g_return_val_if_fail (APS_IS_DATA_STORE (self), FALSE);

  return answered (self,
                   "put-tasks",
                   APS_DATA_STORE_GET_IFACE (self)->put_tasks (self, tasks, now_us, answer, error),
                   error);
}

/**
 * aps_data_store_get_tasks: (skip)
 * @self: a data store
 * @ids: see [struct@Aps.DataStoreInterface]
 * @tasks: see [struct@Aps.DataStoreInterface]
 * @error: return location for an error
 *
 * Gets tasks by id. For the promise of each member see the header.
 *
 * Returns: %TRUE, or %FALSE with @error set
 *
 * Since: 1.0
 */
gboolean
aps_data_store_get_tasks (ApsDataStore      *self,
                          const char *const *ids,
                          ApsRecordList     *tasks,
                          GError           **error)
{
  g_return_val_if_fail (APS_IS_DATA_STORE (self), FALSE);

  return answered (self,
                   "get-tasks",
                   APS_DATA_STORE_GET_IFACE (self)->get_tasks (self, ids, tasks, error),
                   error);
}

/**
 * aps_data_store_list_tasks: (skip)
 * @self: a data store
 * @query: see [struct@Aps.DataStoreInterface]
 * @tasks: see [struct@Aps.DataStoreInterface]
 * @error: return location for an error
 *
 * Lists tasks. For the promise of each member see the header.
 *
 * Returns: %TRUE, or %FALSE with @error set
 *
 * Since: 1.0
 */
gboolean
aps_data_store_list_tasks (ApsDataStore       *self,
                           const ApsListQuery *query,
                           ApsRecordList      *tasks,
                           GError            **error)
{
  g_return_val_if_fail (APS_IS_DATA_STORE (self), FALSE);

  return answered (self,
                   "list-tasks",
                   APS_DATA_STORE_GET_IFACE (self)->list_tasks (self, query, tasks, error),
                   error);
}

/**
 * aps_data_store_remove_tasks: (skip)
 * @self: a data store
 * @ids: see [struct@Aps.DataStoreInterface]
 * @cascade: see [struct@Aps.DataStoreInterface]
 * @now_us: the time
 * @answer: the answer, to be filled
 * @error: return location for an error
 *
 * Removes tasks. For the promise of each member see the header.
 *
 * Returns: %TRUE, or %FALSE with @error set
 *
 * Since: 1.0
 */
gboolean
aps_data_store_remove_tasks (ApsDataStore      *self,
                             const char *const *ids,
                             gboolean           cascade,
                             gint64             now_us,
                             ApsStoreAnswer    *answer,
                             GError           **error)
{
  g_return_val_if_fail (APS_IS_DATA_STORE (self), FALSE);

  return answered (self,
                   "remove-tasks",
                   APS_DATA_STORE_GET_IFACE (self)
                     ->remove_tasks (self, ids, cascade, now_us, answer, error),
                   error);
}

/**
 * aps_data_store_put_queues: (skip)
 * @self: a data store
 * @queues: see [struct@Aps.DataStoreInterface]
 * @now_us: the time
 * @answer: the answer, to be filled
 * @error: return location for an error
 *
 * Sets up queues. For the promise of each member see the header.
 *
 * Returns: %TRUE, or %FALSE with @error set
 *
 * Since: 1.0
 */
gboolean
aps_data_store_put_queues (
  ApsDataStore *self, ApsRecordList *queues, gint64 now_us, ApsStoreAnswer *answer, GError **error)
{
  g_return_val_if_fail (APS_IS_DATA_STORE (self), FALSE);

  return answered (self,
                   "put-queues",
                   APS_DATA_STORE_GET_IFACE (self)
                     ->put_queues (self, queues, now_us, answer, error),
                   error);
}

/**
 * aps_data_store_list_queues: (skip)
 * @self: a data store
 * @queues: see [struct@Aps.DataStoreInterface]
 * @error: return location for an error
 *
 * Lists the queues that were set up. For the promise of each member see the header.
 *
 * Returns: %TRUE, or %FALSE with @error set
 *
 * Since: 1.0
 */
gboolean
aps_data_store_list_queues (ApsDataStore *self, ApsRecordList *queues, GError **error)
{
  g_return_val_if_fail (APS_IS_DATA_STORE (self), FALSE);

  return answered (self,
                   "list-queues",
                   APS_DATA_STORE_GET_IFACE (self)->list_queues (self, queues, error),
                   error);
}

/**
 * aps_data_store_remove_queues: (skip)
 * @self: a data store
 * @names: see [struct@Aps.DataStoreInterface]
 * @now_us: the time
 * @answer: the answer, to be filled
 * @error: return location for an error
 *
 * Removes the settings of queues. For the promise of each member see the header.
 *
 * Returns: %TRUE, or %FALSE with @error set
 *
 * Since: 1.0
 */
gboolean
aps_data_store_remove_queues (ApsDataStore      *self,
                              const char *const *names,
                              gint64             now_us,
                              ApsStoreAnswer    *answer,
                              GError           **error)
{
  g_return_val_if_fail (APS_IS_DATA_STORE (self), FALSE);

  return answered (self,
                   "remove-queues",
                   APS_DATA_STORE_GET_IFACE (self)
                     ->remove_queues (self, names, now_us, answer, error),
                   error);
}

/**
 * aps_data_store_put_schedules: (skip)
 * @self: a data store
 * @schedules: see [struct@Aps.DataStoreInterface]
 * @policy: see [struct@Aps.DataStoreInterface]
 * @now_us: the time
 * @answer: the answer, to be filled
 * @error: return location for an error
 *
 * Adds or replaces schedules. For the promise of each member see the header.
 *
 * Returns: %TRUE, or %FALSE with @error set
 *
 * Since: 1.0
 */
gboolean
aps_data_store_put_schedules (ApsDataStore     *self,
                              ApsRecordList    *schedules,
                              ApsConflictPolicy policy,
                              gint64            now_us,
                              ApsStoreAnswer   *answer,
                              GError          **error)
{
  g_return_val_if_fail (APS_IS_DATA_STORE (self), FALSE);

  return answered (self,
                   "put-schedules",
                   APS_DATA_STORE_GET_IFACE (self)
                     ->put_schedules (self, schedules, policy, now_us, answer, error),
                   error);
}

/**
 * aps_data_store_get_schedules: (skip)
 * @self: a data store
 * @ids: see [struct@Aps.DataStoreInterface]
 * @schedules: see [struct@Aps.DataStoreInterface]
 * @error: return location for an error
 *
 * Gets schedules by id. For the promise of each member see the header.
 *
 * Returns: %TRUE, or %FALSE with @error set
 *
 * Since: 1.0
 */
gboolean
aps_data_store_get_schedules (ApsDataStore      *self,
                              const char *const *ids,
                              ApsRecordList     *schedules,
                              GError           **error)
{
  g_return_val_if_fail (APS_IS_DATA_STORE (self), FALSE);

  return answered (self,
                   "get-schedules",
                   APS_DATA_STORE_GET_IFACE (self)->get_schedules (self, ids, schedules, error),
                   error);
}

/**
 * aps_data_store_list_schedules: (skip)
 * @self: a data store
 * @query: see [struct@Aps.DataStoreInterface]
 * @schedules: see [struct@Aps.DataStoreInterface]
 * @error: return location for an error
 *
 * Lists schedules. For the promise of each member see the header.
 *
 * Returns: %TRUE, or %FALSE with @error set
 *
 * Since: 1.0
 */
gboolean
aps_data_store_list_schedules (ApsDataStore       *self,
                               const ApsListQuery *query,
                               ApsRecordList      *schedules,
                               GError            **error)
{
  g_return_val_if_fail (APS_IS_DATA_STORE (self), FALSE);

  return answered (self,
                   "list-schedules",
                   APS_DATA_STORE_GET_IFACE (self)->list_schedules (self, query, schedules, error),
                   error);
}

/**
 * aps_data_store_remove_schedules: (skip)
 * @self: a data store
 * @ids: see [struct@Aps.DataStoreInterface]
 * @now_us: the time
 * @answer: the answer, to be filled
 * @error: return location for an error
 *
 * Removes schedules. For the promise of each member see the header.
 *
 * Returns: %TRUE, or %FALSE with @error set
 *
 * Since: 1.0
 */
gboolean
aps_data_store_remove_schedules (
  ApsDataStore *self, const char *const *ids, gint64 now_us, ApsStoreAnswer *answer, GError **error)
{
  g_return_val_if_fail (APS_IS_DATA_STORE (self), FALSE);

  return answered (self,
                   "remove-schedules",
                   APS_DATA_STORE_GET_IFACE (self)
                     ->remove_schedules (self, ids, now_us, answer, error),
                   error);
}

/**
 * aps_data_store_set_schedule_states: (skip)
 * @self: a data store
 * @states: see [struct@Aps.DataStoreInterface]
 * @n_states: number of @states
 * @now_us: the time
 * @answer: the answer, to be filled
 * @error: return location for an error
 *
 * Pauses, continues, moves schedules, guarded by their revision. For the promise of each member see
 * the header.
 *
 * Returns: %TRUE, or %FALSE with @error set
 *
 * Since: 1.0
 */
gboolean
aps_data_store_set_schedule_states (ApsDataStore           *self,
                                    const ApsScheduleState *states,
                                    guint                   n_states,
                                    gint64                  now_us,
                                    ApsStoreAnswer         *answer,
                                    GError                **error)
{
  g_return_val_if_fail (APS_IS_DATA_STORE (self), FALSE);

  return answered (self,
                   "set-schedule-states",
                   APS_DATA_STORE_GET_IFACE (self)
                     ->set_schedule_states (self, states, n_states, now_us, answer, error),
                   error);
}

/**
 * aps_data_store_lease_schedules: (skip)
 * @self: a data store
 * @instance: see [struct@Aps.DataStoreInterface]
 * @types: see [struct@Aps.DataStoreInterface]
 * @limit: see [struct@Aps.DataStoreInterface]
 * @until_us: see [struct@Aps.DataStoreInterface]
 * @now_us: the time
 * @answer: the answer, to be filled
 * @error: return location for an error
 *
 * Leases schedules that are due. For the promise of each member see the header.
 *
 * Returns: %TRUE, or %FALSE with @error set
 *
 * Since: 1.0
 */
gboolean
aps_data_store_lease_schedules (ApsDataStore      *self,
                                const char        *instance,
                                const char *const *types,
                                guint              limit,
                                gint64             until_us,
                                gint64             now_us,
                                ApsStoreAnswer    *answer,
                                GError           **error)
{
  g_return_val_if_fail (APS_IS_DATA_STORE (self), FALSE);

  return answered (self,
                   "lease-schedules",
                   APS_DATA_STORE_GET_IFACE (self)->lease_schedules (self,
                                                                     instance,
                                                                     types,
                                                                     limit,
                                                                     until_us,
                                                                     now_us,
                                                                     answer,
                                                                     error),
                   error);
}

/**
 * aps_data_store_commit_firings: (skip)
 * @self: a data store
 * @instance: see [struct@Aps.DataStoreInterface]
 * @firings: see [struct@Aps.DataStoreInterface]
 * @n_firings: number of @firings
 * @jobs: see [struct@Aps.DataStoreInterface]
 * @now_us: the time
 * @answer: the answer, to be filled
 * @error: return location for an error
 *
 * Carries out firings: the jobs they make, and what comes next. For the promise of each member see
 * the header.
 *
 * Returns: %TRUE, or %FALSE with @error set
 *
 * Since: 1.0
 */
gboolean
aps_data_store_commit_firings (ApsDataStore    *self,
                               const char      *instance,
                               const ApsFiring *firings,
                               guint            n_firings,
                               ApsRecordList   *jobs,
                               gint64           now_us,
                               ApsStoreAnswer  *answer,
                               GError         **error)
{
  g_return_val_if_fail (APS_IS_DATA_STORE (self), FALSE);

  return answered (self,
                   "commit-firings",
                   APS_DATA_STORE_GET_IFACE (self)->commit_firings (self,
                                                                    instance,
                                                                    firings,
                                                                    n_firings,
                                                                    jobs,
                                                                    now_us,
                                                                    answer,
                                                                    error),
                   error);
}

/**
 * aps_data_store_next_schedule_due: (skip)
 * @self: a data store
 * @types: see [struct@Aps.DataStoreInterface]
 * @now_us: the time
 * @due_us: see [struct@Aps.DataStoreInterface]
 * @error: return location for an error
 *
 * Tells when a schedule is due next. For the promise of each member see the header.
 *
 * Returns: %TRUE, or %FALSE with @error set
 *
 * Since: 1.0
 */
gboolean
aps_data_store_next_schedule_due (
  ApsDataStore *self, const char *const *types, gint64 now_us, gint64 *due_us, GError **error)
{
  g_return_val_if_fail (APS_IS_DATA_STORE (self), FALSE);

  return answered (self,
                   "next-schedule-due",
                   APS_DATA_STORE_GET_IFACE (self)
                     ->next_schedule_due (self, types, now_us, due_us, error),
                   error);
}

/**
 * aps_data_store_add_jobs: (skip)
 * @self: a data store
 * @jobs: see [struct@Aps.DataStoreInterface]
 * @now_us: the time
 * @answer: the answer, to be filled
 * @error: return location for an error
 *
 * Adds jobs. For the promise of each member see the header.
 *
 * Returns: %TRUE, or %FALSE with @error set
 *
 * Since: 1.0
 */
gboolean
aps_data_store_add_jobs (
  ApsDataStore *self, ApsRecordList *jobs, gint64 now_us, ApsStoreAnswer *answer, GError **error)
{
  g_return_val_if_fail (APS_IS_DATA_STORE (self), FALSE);

  return answered (self,
                   "add-jobs",
                   APS_DATA_STORE_GET_IFACE (self)->add_jobs (self, jobs, now_us, answer, error),
                   error);
}

/**
 * aps_data_store_lease_jobs: (skip)
 * @self: a data store
 * @lease: see [struct@Aps.DataStoreInterface]
 * @now_us: the time
 * @answer: the answer, to be filled
 * @error: return location for an error
 *
 * Leases jobs that can start. For the promise of each member see the header.
 *
 * Returns: %TRUE, or %FALSE with @error set
 *
 * Since: 1.0
 */
gboolean
aps_data_store_lease_jobs (ApsDataStore      *self,
                           const ApsJobLease *lease,
                           gint64             now_us,
                           ApsStoreAnswer    *answer,
                           GError           **error)
{
  g_return_val_if_fail (APS_IS_DATA_STORE (self), FALSE);

  return answered (self,
                   "lease-jobs",
                   APS_DATA_STORE_GET_IFACE (self)->lease_jobs (self, lease, now_us, answer, error),
                   error);
}

/**
 * aps_data_store_release_jobs: (skip)
 * @self: a data store
 * @instance: see [struct@Aps.DataStoreInterface]
 * @jobs: see [struct@Aps.DataStoreInterface]
 * @next: see [struct@Aps.DataStoreInterface]
 * @now_us: the time
 * @answer: the answer, to be filled
 * @error: return location for an error
 *
 * Gives back leased jobs: finished, or to be run again. For the promise of each member see the
 * header.
 *
 * Returns: %TRUE, or %FALSE with @error set
 *
 * Since: 1.0
 */
gboolean
aps_data_store_release_jobs (ApsDataStore      *self,
                             const char        *instance,
                             ApsRecordList     *jobs,
                             const ApsJobLease *next,
                             gint64             now_us,
                             ApsStoreAnswer    *answer,
                             GError           **error)
{
  g_return_val_if_fail (APS_IS_DATA_STORE (self), FALSE);

  return answered (self,
                   "release-jobs",
                   APS_DATA_STORE_GET_IFACE (self)
                     ->release_jobs (self, instance, jobs, next, now_us, answer, error),
                   error);
}

/**
 * aps_data_store_next_job_due: (skip)
 * @self: a data store
 * @lease: see [struct@Aps.DataStoreInterface]
 * @now_us: the time
 * @due_us: see [struct@Aps.DataStoreInterface]
 * @error: return location for an error
 *
 * Tells when a job could start next. For the promise of each member see the header.
 *
 * Returns: %TRUE, or %FALSE with @error set
 *
 * Since: 1.0
 */
gboolean
aps_data_store_next_job_due (
  ApsDataStore *self, const ApsJobLease *lease, gint64 now_us, gint64 *due_us, GError **error)
{
  g_return_val_if_fail (APS_IS_DATA_STORE (self), FALSE);

  return answered (self,
                   "next-job-due",
                   APS_DATA_STORE_GET_IFACE (self)
                     ->next_job_due (self, lease, now_us, due_us, error),
                   error);
}

/**
 * aps_data_store_held_by: (skip)
 * @self: a data store
 * @instance: see [struct@Aps.DataStoreInterface]
 * @answer: the answer, to be filled
 * @error: return location for an error
 *
 * Tells what an instance holds. For the promise of each member see the header.
 *
 * Returns: %TRUE, or %FALSE with @error set
 *
 * Since: 1.0
 */
gboolean
aps_data_store_held_by (ApsDataStore   *self,
                        const char     *instance,
                        ApsStoreAnswer *answer,
                        GError        **error)
{
  g_return_val_if_fail (APS_IS_DATA_STORE (self), FALSE);

  return answered (self,
                   "held-by",
                   APS_DATA_STORE_GET_IFACE (self)->held_by (self, instance, answer, error),
                   error);
}

/**
 * aps_data_store_extend_leases: (skip)
 * @self: a data store
 * @instance: see [struct@Aps.DataStoreInterface]
 * @jobs: see [struct@Aps.DataStoreInterface]
 * @schedules: see [struct@Aps.DataStoreInterface]
 * @until_us: see [struct@Aps.DataStoreInterface]
 * @now_us: the time
 * @answer: the answer, to be filled
 * @error: return location for an error
 *
 * Moves the ends of leases. For the promise of each member see the header.
 *
 * Returns: %TRUE, or %FALSE with @error set
 *
 * Since: 1.0
 */
gboolean
aps_data_store_extend_leases (ApsDataStore   *self,
                              const char     *instance,
                              ApsRecordList  *jobs,
                              ApsRecordList  *schedules,
                              gint64          until_us,
                              gint64          now_us,
                              ApsStoreAnswer *answer,
                              GError        **error)
{
  g_return_val_if_fail (APS_IS_DATA_STORE (self), FALSE);

  return answered (self,
                   "extend-leases",
                   APS_DATA_STORE_GET_IFACE (self)->extend_leases (self,
                                                                   instance,
                                                                   jobs,
                                                                   schedules,
                                                                   until_us,
                                                                   now_us,
                                                                   answer,
                                                                   error),
                   error);
}

/**
 * aps_data_store_request_cancel: (skip)
 * @self: a data store
 * @ids: see [struct@Aps.DataStoreInterface]
 * @by: see [struct@Aps.DataStoreInterface]
 * @reason: see [struct@Aps.DataStoreInterface]
 * @now_us: the time
 * @answer: the answer, to be filled
 * @error: return location for an error
 *
 * Asks for the cancellation of jobs. For the promise of each member see the header.
 *
 * Returns: %TRUE, or %FALSE with @error set
 *
 * Since: 1.0
 */
gboolean
aps_data_store_request_cancel (ApsDataStore      *self,
                               const char *const *ids,
                               const char        *by,
                               const char        *reason,
                               gint64             now_us,
                               ApsStoreAnswer    *answer,
                               GError           **error)
{
  g_return_val_if_fail (APS_IS_DATA_STORE (self), FALSE);

  return answered (self,
                   "request-cancel",
                   APS_DATA_STORE_GET_IFACE (self)
                     ->request_cancel (self, ids, by, reason, now_us, answer, error),
                   error);
}

/**
 * aps_data_store_reap: (skip)
 * @self: a data store
 * @dead: see [struct@Aps.DataStoreInterface]
 * @expired: see [struct@Aps.DataStoreInterface]
 * @now_us: the time
 * @answer: the answer, to be filled
 * @error: return location for an error
 *
 * Ends leases that have run out, or whose holders are dead. For the promise of each member see the
 * header.
 *
 * Returns: %TRUE, or %FALSE with @error set
 *
 * Since: 1.0
 */
gboolean
aps_data_store_reap (ApsDataStore      *self,
                     const char *const *dead,
                     gboolean           expired,
                     gint64             now_us,
                     ApsStoreAnswer    *answer,
                     GError           **error)
{
  g_return_val_if_fail (APS_IS_DATA_STORE (self), FALSE);

  return answered (self,
                   "reap",
                   APS_DATA_STORE_GET_IFACE (self)
                     ->reap (self, dead, expired, now_us, answer, error),
                   error);
}

/**
 * aps_data_store_get_jobs: (skip)
 * @self: a data store
 * @ids: see [struct@Aps.DataStoreInterface]
 * @jobs: see [struct@Aps.DataStoreInterface]
 * @error: return location for an error
 *
 * Gets jobs by id. For the promise of each member see the header.
 *
 * Returns: %TRUE, or %FALSE with @error set
 *
 * Since: 1.0
 */
gboolean
aps_data_store_get_jobs (ApsDataStore      *self,
                         const char *const *ids,
                         ApsRecordList     *jobs,
                         GError           **error)
{
  g_return_val_if_fail (APS_IS_DATA_STORE (self), FALSE);

  return answered (self,
                   "get-jobs",
                   APS_DATA_STORE_GET_IFACE (self)->get_jobs (self, ids, jobs, error),
                   error);
}

/**
 * aps_data_store_list_jobs: (skip)
 * @self: a data store
 * @query: see [struct@Aps.DataStoreInterface]
 * @jobs: see [struct@Aps.DataStoreInterface]
 * @error: return location for an error
 *
 * Lists jobs. For the promise of each member see the header.
 *
 * Returns: %TRUE, or %FALSE with @error set
 *
 * Since: 1.0
 */
gboolean
aps_data_store_list_jobs (ApsDataStore       *self,
                          const ApsListQuery *query,
                          ApsRecordList      *jobs,
                          GError            **error)
{
  g_return_val_if_fail (APS_IS_DATA_STORE (self), FALSE);

  return answered (self,
                   "list-jobs",
                   APS_DATA_STORE_GET_IFACE (self)->list_jobs (self, query, jobs, error),
                   error);
}

/**
 * aps_data_store_count_jobs: (skip)
 * @self: a data store
 * @counts: see [struct@Aps.DataStoreInterface]
 * @error: return location for an error
 *
 * Tells how many jobs there are in each state. For the promise of each member see the header.
 *
 * Returns: %TRUE, or %FALSE with @error set
 *
 * Since: 1.0
 */
gboolean
aps_data_store_count_jobs (ApsDataStore *self, ApsRecordList *counts, GError **error)
{
  g_return_val_if_fail (APS_IS_DATA_STORE (self), FALSE);

  return answered (self,
                   "count-jobs",
                   APS_DATA_STORE_GET_IFACE (self)->count_jobs (self, counts, error),
                   error);
}

/**
 * aps_data_store_clean_up: (skip)
 * @self: a data store
 * @limit: see [struct@Aps.DataStoreInterface]
 * @now_us: the time
 * @answer: the answer, to be filled
 * @error: return location for an error
 *
 * Removes what has expired. For the promise of each member see the header.
 *
 * Returns: %TRUE, or %FALSE with @error set
 *
 * Since: 1.0
 */
gboolean
aps_data_store_clean_up (
  ApsDataStore *self, guint limit, gint64 now_us, ApsStoreAnswer *answer, GError **error)
{
  g_return_val_if_fail (APS_IS_DATA_STORE (self), FALSE);

  return answered (self,
                   "clean-up",
                   APS_DATA_STORE_GET_IFACE (self)->clean_up (self, limit, now_us, answer, error),
                   error);
}
