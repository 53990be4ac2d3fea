/* Hands events to the schedulers that share this very object, in the thread that publishes them.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"

#include "aps-local-broker.h"

struct _ApsLocalBroker
{
  ApsEventBrokerBase parent_instance;
};

G_DEFINE_FINAL_TYPE (ApsLocalBroker, aps_local_broker, APS_TYPE_EVENT_BROKER_BASE)

static gboolean
aps_local_broker_is_local (ApsEventBrokerBase *broker)
{
  return TRUE;
}

static gboolean
aps_local_broker_publish (ApsEventBrokerBase *broker, const char *const *envelopes, GError **error)
{
  aps_event_broker_deliver (APS_EVENT_BROKER (broker), envelopes);
  return TRUE;
}

static void
aps_local_broker_class_init (ApsLocalBrokerClass *klass)
{
  ApsEventBrokerBaseClass *base_class = APS_EVENT_BROKER_BASE_CLASS (klass);

  base_class->is_local = aps_local_broker_is_local;
  base_class->publish = aps_local_broker_publish;
}

static void
aps_local_broker_init (ApsLocalBroker *self)
{
}
