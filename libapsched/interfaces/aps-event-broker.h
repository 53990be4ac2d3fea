/* What an event broker promises: envelopes of one scheduler reach every other one on the same
 * broker.
 *
 * An envelope is JSON text of at most 4 KiB; what is in it is the core's business. Envelopes are
 * hints: losing one may delay work, never lose or double it. A lost connection is made again by the
 * broker itself, with growing, jittered delays; it then calls aps_event_broker_resync().
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#if !defined(APSCHED_INSIDE) && !defined(APS_COMPILATION)
#error "Only <apsched/apsched.h> can be included directly."
#endif

#include <apsched/aps-types.h>

G_BEGIN_DECLS

#define APS_TYPE_EVENT_BROKER (aps_event_broker_get_type ())

APS_AVAILABLE_IN_1_0
G_DECLARE_INTERFACE (ApsEventBroker, aps_event_broker, APS, EVENT_BROKER, GObject)

/**
 * APS_ENVELOPE_MAX_SIZE:
 *
 * The longest envelope that the core hands to a broker, in bytes.
 *
 * Since: 1.0
 */
#define APS_ENVELOPE_MAX_SIZE 4096

/**
 * ApsEventBrokerInterface:
 *
 * What a broker implements. Derive from [class@Aps.EventBrokerBase].
 *
 * Since: 1.0
 */
struct _ApsEventBrokerInterface
{
  /*< private >*/
  GTypeInterface parent_iface;

  /*< public >*/
  /* Whether it reaches only listeners of this process: then nothing is published while there is but
   * one. Constant. */
  gboolean (*is_local) (ApsEventBroker *self);

  /* Connects. Called when the first listener comes, and again after stop. A broker that cannot
   * connect yet may succeed and go on trying. */
  gboolean (*start) (ApsEventBroker *self, GCancellable *cancellable, GError **error);
  /* Called when the last listener has gone. */
  void (*stop) (ApsEventBroker *self);

  /* Sends envelopes in order; any thread; does not wait for receivers. What cannot be sent is
   * dropped, with an error. Each listener gets each once, the sender's own included. */
  gboolean (*publish) (ApsEventBroker *self, const char *const *envelopes, GError **error);

  /*< private >*/
  gpointer padding[8];
};

APS_AVAILABLE_IN_1_0
gboolean aps_event_broker_is_local (ApsEventBroker *self);
APS_AVAILABLE_IN_1_0
gboolean
aps_event_broker_publish (ApsEventBroker *self, const char *const *envelopes, GError **error);

/* For implementers: envelopes have come; contact was lost and is there again. Any thread. */
APS_AVAILABLE_IN_1_0
void aps_event_broker_deliver (ApsEventBroker *self, const char *const *envelopes);
APS_AVAILABLE_IN_1_0
void aps_event_broker_resync (ApsEventBroker *self);

/**
 * ApsBrokerListener: (skip)
 * @envelopes: (nullable): envelopes that have come; %NULL where some may have been lost
 * @user_data: what was given with the listener
 *
 * Hears of what comes over a broker, in a thread of the broker's; it must not block.
 *
 * Since: 1.0
 */
typedef void (*ApsBrokerListener) (const char *const *envelopes, gpointer user_data);

APS_AVAILABLE_IN_1_0
guint aps_event_broker_add_listener (ApsEventBroker   *self,
                                     ApsBrokerListener listener,
                                     gpointer          user_data,
                                     GCancellable     *cancellable,
                                     GError          **error);
APS_AVAILABLE_IN_1_0
void aps_event_broker_remove_listener (ApsEventBroker *self, guint id);

G_END_DECLS
