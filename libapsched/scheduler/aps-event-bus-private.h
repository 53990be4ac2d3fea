/* Events: to subscribers and streams of this scheduler, and by the broker to others.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include <apsched/aps-clock.h>
#include <apsched/aps-event-broker.h>
#include <apsched/aps-event-stream.h>
#include <apsched/aps-event.h>
#include <apsched/aps-scheduler.h>

#include "model/aps-event-private.h"

typedef struct _ApsEventBus ApsEventBus;

/* What the engine itself does about an event that came from another scheduler; NULL: contact was
 * lost and is there again, look at everything. */
typedef void (*ApsEventReaction) (ApsEvent *event, gpointer user_data);

ApsEventBus *aps_event_bus_new (ApsClock *clock, ApsEventBroker *broker);
void         aps_event_bus_free (ApsEventBus *self);

/* Connects to the broker and disconnects. @instance: who sends. */
gboolean aps_event_bus_start (ApsEventBus     *self,
                              const char      *instance,
                              ApsEventReaction reaction,
                              gpointer         user_data,
                              GCancellable    *cancellable,
                              GError         **error);
void     aps_event_bus_stop (ApsEventBus *self);

/* Whether anybody, here or elsewhere, would see events of a type: what nobody sees is not made. */
gboolean aps_event_bus_wants (ApsEventBus *self, ApsEventType type);
/* To subscribers here and to other schedulers. */
void aps_event_bus_emit (ApsEventBus *self, const ApsEventFields *fields);

guint           aps_event_bus_subscribe (ApsEventBus   *self,
                                         ApsEventType   types,
                                         gboolean       one_shot,
                                         ApsEventFunc   func,
                                         gpointer       user_data,
                                         GDestroyNotify destroy);
void            aps_event_bus_unsubscribe (ApsEventBus *self, guint id);
ApsEventStream *aps_event_bus_open (ApsEventBus *self, ApsEventType types);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ApsEventBus, aps_event_bus_free)
