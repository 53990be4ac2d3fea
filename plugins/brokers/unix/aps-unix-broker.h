/* The event broker of the processes of one host.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include <apsched/apsched.h>

G_BEGIN_DECLS

#define APS_TYPE_UNIX_BROKER (aps_unix_broker_get_type ())

G_DECLARE_FINAL_TYPE (ApsUnixBroker, aps_unix_broker, APS, UNIX_BROKER, ApsEventBrokerBase)

G_END_DECLS
