/* Events: to subscribers and streams of this scheduler, and by the broker to others.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"

#include "scheduler/aps-event-bus-private.h"

#include <apsched/aps-locked.h>

#include "core/aps-log-private.h"
#include "core/aps-clock-private.h"
#include "core/aps-home-context-private.h"
#include "interfaces/aps-event-broker-private.h"
#include "model/aps-envelope-private.h"
#include "scheduler/aps-envelope-filter-private.h"
#include "scheduler/aps-event-stream-private.h"

/* Events that wait for a subscriber whose context nobody iterates; further ones are dropped, but
 * for the few that tell of the scheduler's own life. A start with so many schedules needs as many.
 */
#define MAX_PENDING 100000

typedef struct
{
  gatomicrefcount ref_count;
  guint           id;
  ApsEventType    types;
  gboolean        one_shot;
  ApsEventFunc    func;
  gpointer        user_data;
  GDestroyNotify  destroy;
  ApsHomeContext *home;
  ApsClock       *clock;
  gint            pending; /* atomic */
  gint            lost;    /* atomic: dropped since the last delivery */
  gint            ended;   /* atomic: no more calls */
} Subscription;

typedef struct
{
  Subscription *subscription;
  ApsEvent     *event;
} Delivery;

struct _ApsEventBus
{
  ApsClock       *clock;     /* not owned */
  ApsEventBroker *broker;    /* not owned */
  ApsListeners   *listeners; /* the broker's */
  gboolean        is_local;  /* the broker's answer, which is constant */

  GMutex     lock;
  GPtrArray *subscriptions; /* guarded by lock */
  GPtrArray *streams;       /* guarded by lock: of GWeakRef */
  guint      last_id;       /* guarded by lock */
  gint       wanted;        /* atomic: all types that somebody here wants */

  guint              listener; /* while started */
  char              *instance; /* while started */
  guint64            counter;  /* guarded by lock: of our last envelope */
  ApsEventReaction   reaction;
  gpointer           reaction_data;
  ApsEnvelopeFilter *filter; /* drops what came twice */
};

static void
run_destroy (gpointer data)
{
  Subscription *subscription = data;

  if (subscription->destroy != NULL)
    subscription->destroy (subscription->user_data);
}

static void
subscription_free_rest (gpointer data)
{
  Subscription *subscription = data;

  aps_home_context_unref (subscription->home);
  g_free (subscription);
}

static void
subscription_unref (Subscription *self)
{
  if (!g_atomic_ref_count_dec (&self->ref_count))
    return;

  /* What it was given is foreign: its end is its home context's business. */
  if (self->destroy != NULL)
    aps_home_context_push (self->home, run_destroy, self, subscription_free_rest);
  else
    subscription_free_rest (self);
}

static Subscription *
subscription_ref (Subscription *self)
{
  g_atomic_ref_count_inc (&self->ref_count);
  return self;
}

static void
stream_ref_free (gpointer data)
{
  g_weak_ref_clear (data);
  g_free (data);
}

ApsEventBus *
aps_event_bus_new (ApsClock *clock, ApsEventBroker *broker)
{
  ApsEventBus *self = g_new0 (ApsEventBus, 1);

  g_mutex_init (&self->lock);
  self->clock = clock;
  self->broker = broker;
  self->listeners = aps_event_broker_peek_listeners (broker);
  self->is_local = aps_event_broker_is_local (broker);
  self->subscriptions = g_ptr_array_new_with_free_func ((GDestroyNotify)subscription_unref);
  self->streams = g_ptr_array_new_with_free_func (stream_ref_free);
  self->filter = aps_envelope_filter_new ();
  return self;
}

void
aps_event_bus_free (ApsEventBus *self)
{
  for (guint i = 0; i < self->subscriptions->len; i++)
    g_atomic_int_set (&((Subscription *)g_ptr_array_index (self->subscriptions, i))->ended, 1);

  g_ptr_array_unref (self->subscriptions);
  g_ptr_array_unref (self->streams);
  aps_envelope_filter_free (self->filter);
  g_free (self->instance);
  g_mutex_clear (&self->lock);
  g_free (self);
}

/* Under the lock. */
static void
count_wanted (ApsEventBus *self)
{
  guint wanted = 0;

  for (guint i = 0; i < self->subscriptions->len; i++)
    wanted |= ((Subscription *)g_ptr_array_index (self->subscriptions, i))->types;

  for (guint i = 0; i < self->streams->len;)
    {
      g_autoptr (ApsEventStream) stream = g_weak_ref_get (g_ptr_array_index (self->streams, i));

      if (stream == NULL)
        g_ptr_array_remove_index_fast (self->streams, i);
      else
        {
          wanted |= aps_event_stream_get_types (stream);
          i++;
        }
    }

  g_atomic_int_set (&self->wanted, (gint)wanted);
}

guint
aps_event_bus_subscribe (ApsEventBus   *self,
                         ApsEventType   types,
                         gboolean       one_shot,
                         ApsEventFunc   func,
                         gpointer       user_data,
                         GDestroyNotify destroy)
{
  g_autoptr (GMainContext) context = g_main_context_ref_thread_default ();
  Subscription *subscription = g_new0 (Subscription, 1);
  APS_LOCKED (&self->lock);

  g_atomic_ref_count_init (&subscription->ref_count);
  subscription->id = ++self->last_id;
  subscription->types = types;
  subscription->one_shot = one_shot;
  subscription->func = func;
  subscription->user_data = user_data;
  subscription->destroy = destroy;
  subscription->home = aps_home_context_get (context);
  subscription->clock = self->clock;
  g_ptr_array_add (self->subscriptions, subscription);
  count_wanted (self);
  return subscription->id;
}

static Subscription *
steal_subscription (ApsEventBus *self, guint id)
{
  APS_LOCKED (&self->lock);

  for (guint i = 0; i < self->subscriptions->len; i++)
    {
      Subscription *subscription = g_ptr_array_index (self->subscriptions, i);

      if (subscription->id != id)
        continue;

      g_atomic_int_set (&subscription->ended, 1);
      g_ptr_array_steal_index (self->subscriptions, i);
      count_wanted (self);
      return subscription;
    }

  return NULL;
}

void
aps_event_bus_unsubscribe (ApsEventBus *self, guint id)
{
  Subscription *subscription = steal_subscription (self, id);

  if (subscription != NULL)
    subscription_unref (subscription);
}

ApsEventStream *
aps_event_bus_open (ApsEventBus *self, ApsEventType types)
{
  ApsEventStream *stream = aps_event_stream_new (types);
  GWeakRef       *ref = g_new0 (GWeakRef, 1);
  APS_LOCKED (&self->lock);

  g_weak_ref_init (ref, stream);
  g_ptr_array_add (self->streams, ref);
  count_wanted (self);
  return stream;
}

static void
tell_lost (Subscription *self)
{
  gint lost = g_atomic_int_and ((guint *)&self->lost, 0);

  if (lost > 0)
    g_warning ("%d events were lost: a subscriber fell behind by %d of them", lost, MAX_PENDING);
}

static void
deliver (gpointer data)
{
  Delivery     *delivery = data;
  Subscription *subscription = delivery->subscription;

  g_atomic_int_add (&subscription->pending, -1);
  if (!g_atomic_int_get (&subscription->ended))
    subscription->func (delivery->event, subscription->user_data);

  if (g_atomic_int_get (&subscription->lost) > 0)
    tell_lost (subscription);
}

static void
delivery_free (gpointer data)
{
  Delivery *delivery = data;

  aps_clock_release (delivery->subscription->clock);
  subscription_unref (delivery->subscription);
  g_object_unref (delivery->event);
  g_free (delivery);
}

static void
push_delivery (Subscription *subscription, ApsEvent *event)
{
  Delivery *delivery;

  if (g_atomic_int_add (&subscription->pending, 1) >= MAX_PENDING &&
      (aps_event_get_event_type (event) & APS_EVENT_TYPE_ANY_SCHEDULER) == 0)
    {
      g_atomic_int_add (&subscription->pending, -1);
      g_atomic_int_inc (&subscription->lost);
      return;
    }

  delivery = g_new (Delivery, 1);
  delivery->subscription = subscription_ref (subscription);
  delivery->event = g_object_ref (event);
  aps_clock_hold (subscription->clock);
  aps_home_context_push (subscription->home, deliver, delivery, delivery_free);
}

/* Who wants the event: copied under the lock, told without it. A one-shot subscription is over. */
static GPtrArray *
find_subscriptions (ApsEventBus *self, ApsEventType type)
{
  GPtrArray *found = g_ptr_array_new_with_free_func ((GDestroyNotify)subscription_unref);
  APS_LOCKED (&self->lock);

  for (guint i = 0; i < self->subscriptions->len;)
    {
      Subscription *subscription = g_ptr_array_index (self->subscriptions, i);

      if ((subscription->types & type) == 0)
        i++;
      else if (subscription->one_shot)
        g_ptr_array_add (found, g_ptr_array_steal_index (self->subscriptions, i));
      else
        {
          g_ptr_array_add (found, subscription_ref (subscription));
          i++;
        }
    }

  count_wanted (self);
  return found;
}

static GPtrArray *
find_streams (ApsEventBus *self, ApsEventType type)
{
  GPtrArray *found = g_ptr_array_new_with_free_func (g_object_unref);
  APS_LOCKED (&self->lock);

  for (guint i = 0; i < self->streams->len; i++)
    {
      ApsEventStream *stream = g_weak_ref_get (g_ptr_array_index (self->streams, i));

      if (stream != NULL && (aps_event_stream_get_types (stream) & type) != 0)
        g_ptr_array_add (found, stream);
      else if (stream != NULL)
        g_object_unref (stream);
    }

  return found;
}

static void
deliver_here (ApsEventBus *self, ApsEvent *event)
{
  ApsEventType type = aps_event_get_event_type (event);
  g_autoptr (GPtrArray) subscriptions = find_subscriptions (self, type);
  g_autoptr (GPtrArray) streams = find_streams (self, type);

  for (guint i = 0; i < streams->len; i++)
    aps_event_stream_push (g_ptr_array_index (streams, i), event);
  for (guint i = 0; i < subscriptions->len; i++)
    push_delivery (g_ptr_array_index (subscriptions, i), event);
}

static gboolean
is_wanted_here (ApsEventBus *self, ApsEventType type)
{
  return ((guint)g_atomic_int_get (&self->wanted) & type) != 0;
}

/* Events of a scheduler's own life stay in the process. */
static gboolean
is_wanted_elsewhere (ApsEventBus *self, ApsEventType type)
{
  if (self->listener == 0 || (type & APS_EVENT_TYPE_ANY_SCHEDULER) != 0)
    return FALSE;

  return !self->is_local || aps_listeners_get_n (self->listeners) > 1;
}

gboolean
aps_event_bus_wants (ApsEventBus *self, ApsEventType type)
{
  return is_wanted_here (self, type) || is_wanted_elsewhere (self, type);
}

static guint64
take_counter (ApsEventBus *self)
{
  APS_LOCKED (&self->lock);

  return ++self->counter;
}

void
aps_event_bus_emit (ApsEventBus *self, const ApsEventFields *fields)
{
  if (is_wanted_here (self, fields->type))
    {
      g_autoptr (ApsEvent) event = aps_event_new_from_fields (fields);

      deliver_here (self, event);
    }

  if (is_wanted_elsewhere (self, fields->type))
    {
      g_autofree char *envelope = aps_envelope_new (fields, self->instance, take_counter (self));
      const char      *envelopes[] = { envelope, NULL };
      g_autoptr (GError) error = NULL;

      if (!aps_event_broker_publish (self->broker, envelopes, &error))
        aps_debug ((0),
                   "An event was not sent; others find what it tells at their next poll: %s",
                   error->message);
    }
}

static void
receive_one (ApsEventBus *self, const char *envelope)
{
  g_autoptr (ApsEvent) event = NULL;
  g_autofree char *instance = NULL;
  guint64          counter = 0;
  g_autoptr (GError) error = NULL;

  if (!aps_envelope_parse (envelope, &event, &instance, &counter, &error))
    {
      aps_debug ((0), "An envelope that cannot be read is passed over: %s", error->message);
      return;
    }

  /* Our own come back too, and were delivered when they were sent. */
  if (event == NULL || g_strcmp0 (instance, self->instance) == 0 ||
      !aps_envelope_filter_is_new (self->filter, instance, counter))
    return;

  self->reaction (event, self->reaction_data);
  if (is_wanted_here (self, aps_event_get_event_type (event)))
    deliver_here (self, event);
}

static void
receive (const char *const *envelopes, gpointer user_data)
{
  ApsEventBus *self = user_data;

  if (envelopes == NULL)
    {
      self->reaction (NULL, self->reaction_data);
      return;
    }

  for (guint i = 0; envelopes[i] != NULL; i++)
    receive_one (self, envelopes[i]);
}

gboolean
aps_event_bus_start (ApsEventBus     *self,
                     const char      *instance,
                     ApsEventReaction reaction,
                     gpointer         user_data,
                     GCancellable    *cancellable,
                     GError         **error)
{
  g_free (self->instance);
  self->instance = g_strdup (instance);
  self->reaction = reaction;
  self->reaction_data = user_data;
  self->listener = aps_event_broker_add_listener (self->broker, receive, self, cancellable, error);
  return self->listener != 0;
}

void
aps_event_bus_stop (ApsEventBus *self)
{
  if (self->listener != 0)
    aps_event_broker_remove_listener (self->broker, self->listener);
  self->listener = 0;
}
