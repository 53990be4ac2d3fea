/* Events of a scheduler: subscriptions and streams.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"

#include "scheduler/aps-scheduler-private.h"

/**
 * aps_scheduler_subscribe:
 * @self: a scheduler
 * @types: which events: types ORed
 * @func: (scope notified) (closure user_data) (destroy destroy): called for each of them
 * @user_data: passed to @func
 * @destroy: (nullable): frees @user_data
 *
 * Subscribes to events, of this scheduler and of all others on its store and broker. @func and
 * @destroy are called in the main context that is this thread's default now, while it is iterated;
 * a slow subscriber delays nobody.
 *
 * Returns: an id for [method@Aps.Scheduler.unsubscribe]
 *
 * Since: 1.0
 */
guint
aps_scheduler_subscribe (ApsScheduler  *self,
                         ApsEventType   types,
                         ApsEventFunc   func,
                         gpointer       user_data,
                         GDestroyNotify destroy)
{
  g_return_val_if_fail (APS_IS_SCHEDULER (self), 0);
  g_return_val_if_fail (func != NULL, 0);

  return aps_event_bus_subscribe (self->engine->bus, types, FALSE, func, user_data, destroy);
}

/**
 * aps_scheduler_subscribe_once:
 * @self: a scheduler
 * @types: which events: types ORed
 * @func: (scope notified) (closure user_data) (destroy destroy): called for the first of them
 * @user_data: passed to @func
 * @destroy: (nullable): frees @user_data
 *
 * Subscribes to the next event of a set of types; the subscription then ends.
 *
 * Returns: an id for [method@Aps.Scheduler.unsubscribe]
 *
 * Since: 1.0
 */
guint
aps_scheduler_subscribe_once (ApsScheduler  *self,
                              ApsEventType   types,
                              ApsEventFunc   func,
                              gpointer       user_data,
                              GDestroyNotify destroy)
{
  g_return_val_if_fail (APS_IS_SCHEDULER (self), 0);
  g_return_val_if_fail (func != NULL, 0);

  return aps_event_bus_subscribe (self->engine->bus, types, TRUE, func, user_data, destroy);
}

/**
 * aps_scheduler_unsubscribe:
 * @self: a scheduler
 * @id: what subscribing returned
 *
 * Ends a subscription; one that has ended already is no error. Called in the context that
 * subscribed, nothing is delivered any more once it returns.
 *
 * Since: 1.0
 */
void
aps_scheduler_unsubscribe (ApsScheduler *self, guint id)
{
  g_return_if_fail (APS_IS_SCHEDULER (self));

  aps_event_bus_unsubscribe (self->engine->bus, id);
}

/**
 * aps_scheduler_open_events:
 * @self: a scheduler
 * @types: which events: types ORed
 * @error: return location for an error
 *
 * Opens a stream of events, to be read one by one in any thread. Events that happen from now on
 * stand in it.
 *
 * Returns: (transfer full): the stream; on error %NULL: the store or broker cannot be opened
 *
 * Since: 1.0
 */
ApsEventStream *
aps_scheduler_open_events (ApsScheduler *self, ApsEventType types, GError **error)
{
  g_return_val_if_fail (APS_IS_SCHEDULER (self), NULL);

  if (!aps_scheduler_ready (self, NULL, error))
    return NULL;

  return aps_event_bus_open (self->engine->bus, types);
}
