/* The data store interface as its callers see it: schedules.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"

#include "interfaces/aps-data-store-private.h"

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

  return aps_data_store_answered (self,
                                  "put-schedules",
                                  APS_DATA_STORE_GET_IFACE (self)->put_schedules (self,
                                                                                  schedules,
                                                                                  policy,
                                                                                  now_us,
                                                                                  answer,
                                                                                  error),
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

  return aps_data_store_answered (self,
                                  "get-schedules",
                                  APS_DATA_STORE_GET_IFACE (self)->get_schedules (self,
                                                                                  ids,
                                                                                  schedules,
                                                                                  error),
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

  return aps_data_store_answered (self,
                                  "list-schedules",
                                  APS_DATA_STORE_GET_IFACE (self)->list_schedules (self,
                                                                                   query,
                                                                                   schedules,
                                                                                   error),
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

  return aps_data_store_answered (self,
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

  return aps_data_store_answered (self,
                                  "set-schedule-states",
                                  APS_DATA_STORE_GET_IFACE (self)->set_schedule_states (self,
                                                                                        states,
                                                                                        n_states,
                                                                                        now_us,
                                                                                        answer,
                                                                                        error),
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

  return aps_data_store_answered (self,
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

  return aps_data_store_answered (self,
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

  return aps_data_store_answered (self,
                                  "next-schedule-due",
                                  APS_DATA_STORE_GET_IFACE (self)
                                    ->next_schedule_due (self, types, now_us, due_us, error),
                                  error);
}
