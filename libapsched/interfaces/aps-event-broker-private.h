/* The schedulers that listen to a broker.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include <apsched/aps-event-broker.h>

guint aps_event_broker_get_n_listeners (ApsEventBroker *self);
