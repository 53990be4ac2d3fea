/* The data store interface as its callers see it: jobs.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"

#include "interfaces/aps-data-store-private.h"

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

  return aps_data_store_answered (self,
                                  "add-jobs",
                                  APS_DATA_STORE_GET_IFACE (self)
                                    ->add_jobs (self, jobs, now_us, answer, error),
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

  return aps_data_store_answered (self,
                                  "lease-jobs",
                                  APS_DATA_STORE_GET_IFACE (self)
                                    ->lease_jobs (self, lease, now_us, answer, error),
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

  return aps_data_store_answered (self,
                                  "release-jobs",
                                  APS_DATA_STORE_GET_IFACE (self)->release_jobs (self,
                                                                                 instance,
                                                                                 jobs,
                                                                                 next,
                                                                                 now_us,
                                                                                 answer,
                                                                                 error),
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

  return aps_data_store_answered (self,
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

  return aps_data_store_answered (self,
                                  "held-by",
                                  APS_DATA_STORE_GET_IFACE (self)->held_by (self,
                                                                            instance,
                                                                            answer,
                                                                            error),
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

  return aps_data_store_answered (self,
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

  return aps_data_store_answered (self,
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

  return aps_data_store_answered (self,
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

  return aps_data_store_answered (self,
                                  "get-jobs",
                                  APS_DATA_STORE_GET_IFACE (self)->get_jobs (self,
                                                                             ids,
                                                                             jobs,
                                                                             error),
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

  return aps_data_store_answered (self,
                                  "list-jobs",
                                  APS_DATA_STORE_GET_IFACE (self)->list_jobs (self,
                                                                              query,
                                                                              jobs,
                                                                              error),
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

  return aps_data_store_answered (self,
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

  return aps_data_store_answered (self,
                                  "clean-up",
                                  APS_DATA_STORE_GET_IFACE (self)
                                    ->clean_up (self, limit, now_us, answer, error),
                                  error);
}
