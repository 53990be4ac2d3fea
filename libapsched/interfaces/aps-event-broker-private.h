/* The schedulers that listen to a broker.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include <apsched/aps-event-broker.h>

/* @envelopes is NULL for a resync. Called in the broker's thread; must not block. */
typedef void (*ApsBrokerListener) (const char *const *envelopes, gpointer user_data);

/* Starts the broker with its first listener. Answers an id from 1, or 0 with an error. */
guint aps_event_broker_add_listener (ApsEventBroker   *self,
                                     ApsBrokerListener listener,
                                     gpointer          user_data,
                                     GCancellable     *cancellable,
                                     GError          **error);
/* After it returns the listener is not running and is not called any more. Stops the broker with
 * its last one. */
void  aps_event_broker_remove_listener (ApsEventBroker *self, guint id);
guint aps_event_broker_get_n_listeners (ApsEventBroker *self);
