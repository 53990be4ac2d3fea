/* The event broker of one process.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include <apsched/apsched.h>

G_BEGIN_DECLS

#define APS_TYPE_LOCAL_BROKER (aps_local_broker_get_type ())

G_DECLARE_FINAL_TYPE (ApsLocalBroker, aps_local_broker, APS, LOCAL_BROKER, ApsEventBrokerBase)

G_END_DECLS
