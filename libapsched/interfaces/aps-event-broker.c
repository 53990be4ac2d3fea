/* The event broker interface as its callers see it, and those who listen to one.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"

#include <apsched/aps-event-broker.h>

#include <apsched/aps-error.h>
#include <apsched/aps-locked.h>

#include "interfaces/aps-event-broker-private.h"
#include "interfaces/aps-listeners-private.h"

static gboolean
aps_event_broker_default_is_local (ApsEventBroker *self)
{
  return FALSE;
}

static gboolean
aps_event_broker_default_start (ApsEventBroker *self, GCancellable *cancellable, GError **error)
{
  return TRUE;
}

static void
aps_event_broker_default_stop (ApsEventBroker *self)
{
}

static gboolean
aps_event_broker_default_publish (ApsEventBroker    *self,
                                  const char *const *envelopes,
                                  GError           **error)
{
  g_set_error (error,
               APS_ERROR,
               APS_ERROR_NOT_SUPPORTED,
               "%s sends nothing: it does not implement publish",
               G_OBJECT_TYPE_NAME (self));
  return FALSE;
}

/**
 * ApsEventBroker:
 *
 * What carries events between schedulers that share a store.
 *
 * Implementers derive from [class@Aps.EventBrokerBase]. Events are hints: a broker that loses one
 * may delay work, and never loses or doubles it.
 *
 * ## Threads
 *
 * All methods may be called from any thread.
 *
 * Since: 1.0
 */
G_DEFINE_INTERFACE (ApsEventBroker, aps_event_broker, G_TYPE_OBJECT)

static void
aps_event_broker_default_init (ApsEventBrokerInterface *iface)
{
  iface->is_local = aps_event_broker_default_is_local;
  iface->start = aps_event_broker_default_start;
  iface->stop = aps_event_broker_default_stop;
  iface->publish = aps_event_broker_default_publish;
}

/* Failure never comes without a reason, whoever wrote the broker. */
static gboolean
answered (ApsEventBroker *self, const char *operation, gboolean success, GError **error)
{
  if (success || error == NULL || *error != NULL)
    return success;

  g_set_error (error,
               APS_ERROR,
               APS_ERROR_IMPLEMENTATION,
               "%s failed in %s without saying why",
               G_OBJECT_TYPE_NAME (self),
               operation);
  return FALSE;
}

/**
 * aps_event_broker_is_local:
 * @self: an event broker
 *
 * Tells whether it reaches only listeners of this process.
 *
 * Returns: whether it does
 *
 * Since: 1.0
 */
gboolean
aps_event_broker_is_local (ApsEventBroker *self)
{
  g_return_val_if_fail (APS_IS_EVENT_BROKER (self), FALSE);

  return APS_EVENT_BROKER_GET_IFACE (self)->is_local (self);
}

/**
 * aps_event_broker_publish:
 * @self: an event broker
 * @envelopes: (array zero-terminated=1): envelopes, in order
 * @error: return location for an error
 *
 * Sends envelopes to every scheduler on the broker, the sender included. Does not wait for
 * receivers. Any thread may call it.
 *
 * Returns: %TRUE, or %FALSE with @error set where they were dropped
 *
 * Since: 1.0
 */
gboolean
aps_event_broker_publish (ApsEventBroker *self, const char *const *envelopes, GError **error)
{
  g_return_val_if_fail (APS_IS_EVENT_BROKER (self), FALSE);
  g_return_val_if_fail (envelopes != NULL, FALSE);

  return answered (self,
                   "publish",
                   APS_EVENT_BROKER_GET_IFACE (self)->publish (self, envelopes, error),
                   error);
}

static G_DEFINE_QUARK (aps_broker_listeners, aps_broker_listeners)

  static ApsListeners *get_listeners (ApsEventBroker *self)
{
  return aps_listeners_get (G_OBJECT (self), aps_broker_listeners_quark ());
}

static void
invoke_listener (GCallback listener, gpointer user_data, gpointer data)
{
  ((ApsBrokerListener)listener) (data, user_data);
}

/**
 * aps_event_broker_deliver:
 * @self: an event broker
 * @envelopes: (array zero-terminated=1): envelopes, in order
 *
 * For implementers: envelopes have come, its own included. Any thread may call it.
 *
 * Since: 1.0
 */
void
aps_event_broker_deliver (ApsEventBroker *self, const char *const *envelopes)
{
  g_return_if_fail (APS_IS_EVENT_BROKER (self));
  g_return_if_fail (envelopes != NULL);

  if (envelopes[0] != NULL)
    aps_listeners_call (get_listeners (self), invoke_listener, (gpointer)envelopes);
}

/**
 * aps_event_broker_resync:
 * @self: an event broker
 *
 * For implementers: envelopes may have been lost, such as after a broken connection was made again.
 * Every scheduler then looks at its store. Any thread may call it.
 *
 * Since: 1.0
 */
void
aps_event_broker_resync (ApsEventBroker *self)
{
  g_return_if_fail (APS_IS_EVENT_BROKER (self));

  aps_listeners_call (get_listeners (self), invoke_listener, NULL);
}

/* One thread at a time starts or stops a broker, without a lock held while it does. */
typedef struct
{
  gboolean busy;
  guint    n_listeners; /* of a broker that is started, or being so */
} Life;

static GMutex life_lock;
static GCond  life_changed;

static G_DEFINE_QUARK (aps_broker_life, aps_broker_life)

  /* Called with the lock held; waits until nobody else is at it. */
  static Life *enter_life (ApsEventBroker *self)
{
  Life *life = g_object_get_qdata (G_OBJECT (self), aps_broker_life_quark ());

  if (life == NULL)
    {
      life = g_new0 (Life, 1);
      g_object_set_qdata_full (G_OBJECT (self), aps_broker_life_quark (), life, g_free);
    }

  while (life->busy)
    g_cond_wait (&life_changed, &life_lock);

  life->busy = TRUE;
  return life;
}

static Life *
begin_change (ApsEventBroker *self)
{
  APS_LOCKED (&life_lock);

  return enter_life (self);
}

static void
end_change (Life *life)
{
  APS_LOCKED (&life_lock);

  life->busy = FALSE;
  g_cond_broadcast (&life_changed);
}

static gboolean
start (ApsEventBroker *self, GCancellable *cancellable, GError **error)
{
  return answered (self,
                   "start",
                   APS_EVENT_BROKER_GET_IFACE (self)->start (self, cancellable, error),
                   error);
}

/**
 * aps_event_broker_add_listener: (skip)
 * @self: an event broker
 * @listener: called with what comes, in any thread
 * @user_data: given to @listener
 * @cancellable: (nullable): gives up starting
 * @error: return location for an error
 *
 * Listens to a broker, and starts it if nobody listened before. Schedulers do this; programs
 * subscribe to a scheduler instead.
 *
 * Returns: an id from 1, or 0 with @error set where the broker could not be started
 *
 * Since: 1.0
 */
guint
aps_event_broker_add_listener (ApsEventBroker   *self,
                               ApsBrokerListener listener,
                               gpointer          user_data,
                               GCancellable     *cancellable,
                               GError          **error)
{
  Life *life = begin_change (self);
  guint id = aps_listeners_add (get_listeners (self), G_CALLBACK (listener), user_data);

  if (life->n_listeners == 0 && !start (self, cancellable, error))
    {
      aps_listeners_remove (get_listeners (self), id);
      id = 0;
    }
  else
    life->n_listeners++;

  end_change (life);
  return id;
}

/**
 * aps_event_broker_remove_listener: (skip)
 * @self: an event broker
 * @id: what aps_event_broker_add_listener() answered
 *
 * Listens no more. After this the listener is not running and is not called any more, so it must
 * not be called by the listener itself. The last to leave stops the broker.
 *
 * Since: 1.0
 */
void
aps_event_broker_remove_listener (ApsEventBroker *self, guint id)
{
  Life *life = begin_change (self);

  if (aps_listeners_remove (get_listeners (self), id) && --life->n_listeners == 0)
    APS_EVENT_BROKER_GET_IFACE (self)->stop (self);

  end_change (life);
}

ApsListeners *
aps_event_broker_peek_listeners (ApsEventBroker *self)
{
  return get_listeners (self);
}
