/* The class that event brokers derive from.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#if !defined(APSCHED_INSIDE) && !defined(APS_COMPILATION)
#error "Only <apsched/apsched.h> can be included directly."
#endif

#include <apsched/aps-event-broker.h>

G_BEGIN_DECLS

#define APS_TYPE_EVENT_BROKER_BASE (aps_event_broker_base_get_type ())

APS_AVAILABLE_IN_1_0
G_DECLARE_DERIVABLE_TYPE (
  ApsEventBrokerBase, aps_event_broker_base, APS, EVENT_BROKER_BASE, GObject)

/**
 * ApsEventBrokerBaseClass:
 * @is_local: whether it reaches only this process; by default %FALSE
 * @start: connects; by default succeeds
 * @stop: disconnects; by default does nothing
 * @publish: sends envelopes, in C; by default hands them to @begin_publish
 * @begin_publish: sends envelopes in another language: a JSON list of envelopes; called in the home
 *   context of the broker, answered now or later; an error that it throws is the answer
 *
 * The class of [class@Aps.EventBrokerBase]. Either @publish or @begin_publish is to be implemented.
 *
 * Since: 1.0
 */
struct _ApsEventBrokerBaseClass
{
  GObjectClass parent_class;

  gboolean (*is_local) (ApsEventBrokerBase *self);
  gboolean (*start) (ApsEventBrokerBase *self, GCancellable *cancellable, GError **error);
  void (*stop) (ApsEventBrokerBase *self);
  gboolean (*publish) (ApsEventBrokerBase *self, const char *const *envelopes, GError **error);
  void (*begin_publish) (ApsEventBrokerBase *self,
                         ApsCall            *call,
                         const char         *envelopes,
                         GError            **error);

  /*< private >*/
  gpointer padding[8];
};

APS_AVAILABLE_IN_1_0
void aps_event_broker_base_deliver_json (ApsEventBrokerBase *self, const char *envelopes);

G_END_DECLS
