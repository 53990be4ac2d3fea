/* The data store interface as its callers see it: a broken implementation becomes an error.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"

#include <apsched/aps-data-store.h>

#include <apsched/aps-error.h>

#include "interfaces/aps-data-store-private.h"

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
gboolean
aps_data_store_answered (ApsDataStore *self,
                         const char   *operation,
                         gboolean      success,
                         GError      **error)
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

  return aps_data_store_answered (self,
                                  "start",
                                  APS_DATA_STORE_GET_IFACE (self)->start (self,
                                                                          now_us,
                                                                          cancellable,
                                                                          error),
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

  return aps_data_store_answered (self,
                                  "measure-offset",
                                  APS_DATA_STORE_GET_IFACE (self)->measure_offset (self,
                                                                                   now_us,
                                                                                   offset_us,
                                                                                   error),
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
 * aps_data_store_can_remove_place: (skip)
 * @self: a data store
 *
 * Tells whether the store is able to remove what it made in a place that is no file.
 *
 * Returns: whether aps_data_store_remove_place() may be called
 *
 * Since: 1.0
 */
gboolean
aps_data_store_can_remove_place (ApsDataStore *self)
{
  g_return_val_if_fail (APS_IS_DATA_STORE (self), FALSE);

  return APS_DATA_STORE_GET_IFACE (self)->remove_place != NULL;
}

/**
 * aps_data_store_remove_place: (skip)
 * @self: a stopped data store, in a place that was made up for it
 * @error: return location for an error
 *
 * Removes what the store made, with all schedules and jobs. For the promise of each member see the
 * header.
 *
 * Returns: whether nothing is left; else `APS_ERROR_NOT_SUPPORTED`, or what the store says
 *
 * Since: 1.0
 */
gboolean
aps_data_store_remove_place (ApsDataStore *self, GError **error)
{
  g_return_val_if_fail (APS_IS_DATA_STORE (self), FALSE);

  if (aps_data_store_can_remove_place (self))
    return aps_data_store_answered (self,
                                    "remove-place",
                                    APS_DATA_STORE_GET_IFACE (self)->remove_place (self, error),
                                    error);

  g_set_error (error,
               APS_ERROR,
               APS_ERROR_NOT_SUPPORTED,
               "%s cannot remove what it made",
               G_OBJECT_TYPE_NAME (self));
  return FALSE;
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

  return aps_data_store_answered (self,
                                  "register-instance",
                                  APS_DATA_STORE_GET_IFACE (self)->register_instance (self,
                                                                                      instance,
                                                                                      dead,
                                                                                      now_us,
                                                                                      answer,
                                                                                      error),
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

  return aps_data_store_answered (self,
                                  "renew-instance",
                                  APS_DATA_STORE_GET_IFACE (self)->renew_instance (self,
                                                                                   instance,
                                                                                   now_us,
                                                                                   error),
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

  return aps_data_store_answered (self,
                                  "leave-instance",
                                  APS_DATA_STORE_GET_IFACE (self)->leave_instance (self,
                                                                                   uuid,
                                                                                   now_us,
                                                                                   error),
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

  return aps_data_store_answered (self,
                                  "list-instances",
                                  APS_DATA_STORE_GET_IFACE (self)->list_instances (self,
                                                                                   instances,
                                                                                   error),
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

  return aps_data_store_answered (self,
                                  "put-tasks",
                                  APS_DATA_STORE_GET_IFACE (self)
                                    ->put_tasks (self, tasks, now_us, answer, error),
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

  return aps_data_store_answered (self,
                                  "get-tasks",
                                  APS_DATA_STORE_GET_IFACE (self)->get_tasks (self,
                                                                              ids,
                                                                              tasks,
                                                                              error),
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

  return aps_data_store_answered (self,
                                  "list-tasks",
                                  APS_DATA_STORE_GET_IFACE (self)->list_tasks (self,
                                                                               query,
                                                                               tasks,
                                                                               error),
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

  return aps_data_store_answered (self,
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

  return aps_data_store_answered (self,
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

  return aps_data_store_answered (self,
                                  "list-queues",
                                  APS_DATA_STORE_GET_IFACE (self)->list_queues (self,
                                                                                queues,
                                                                                error),
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

  return aps_data_store_answered (self,
                                  "remove-queues",
                                  APS_DATA_STORE_GET_IFACE (self)
                                    ->remove_queues (self, names, now_us, answer, error),
                                  error);
}
