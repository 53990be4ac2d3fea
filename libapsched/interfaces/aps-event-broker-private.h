/* The schedulers that listen to a broker.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include <apsched/aps-event-broker.h>

#include "interfaces/aps-listeners-private.h"

/* Those that listen to it, kept by the broker: to be asked often. */
ApsListeners *aps_event_broker_peek_listeners (ApsEventBroker *self);
