/* The class that event brokers derive from: it carries envelopes to brokers in other languages.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"

#include <apsched/aps-event-broker-base.h>

#include <apsched/aps-error.h>

#include "core/aps-call-private.h"
#include "core/aps-home-context-private.h"
#include "core/aps-json-reader-private.h"
#include "core/aps-json-writer-private.h"

/* How many calls may wait for a broker that is slow before envelopes are dropped. */
#define MAX_WAITING 10000

typedef struct
{
  ApsHomeContext *home;   /* construct-only: where foreign code runs */
  gint            n_kept; /* atomic: publications that wait for home */
} ApsEventBrokerBasePrivate;

/**
 * ApsEventBrokerBase:
 *
 * The class that event brokers derive from.
 *
 * In C, implement `publish`, and hand over what comes by aps_event_broker_deliver(). In other
 * languages, implement `begin_publish`: it is called in the main context in which the broker was
 * made, with a JSON list of envelopes, and the call is answered now or later; what comes goes to
 * aps_event_broker_base_deliver_json(). An error that `begin_publish` throws is the answer; an
 * exception of Python that is no `GLib.Error` is only printed. Envelopes that were not sent are
 * lost, and nobody waits for the answer.
 *
 * ## Threads
 *
 * `begin_publish` is called in the broker's home context; all else may be called from any thread, so
 * that in JavaScript `begin_publish` alone can be implemented.
 *
 * Since: 1.0
 */
static void aps_event_broker_base_broker_init (ApsEventBrokerInterface *iface);

G_DEFINE_ABSTRACT_TYPE_WITH_CODE (ApsEventBrokerBase,
                                  aps_event_broker_base,
                                  G_TYPE_OBJECT,
                                  G_ADD_PRIVATE (ApsEventBrokerBase)
                                    G_IMPLEMENT_INTERFACE (APS_TYPE_EVENT_BROKER,
                                                           aps_event_broker_base_broker_init))

static ApsEventBrokerBasePrivate *
get_private (ApsEventBrokerBase *self)
{
  return aps_event_broker_base_get_instance_private (self);
}

typedef struct
{
  ApsEventBrokerBase *self;
  char               *envelopes;
} Publish;

static void
publish_free (Publish *publish)
{
  g_atomic_int_add (&get_private (publish->self)->n_kept, -1);
  g_object_unref (publish->self);
  g_free (publish->envelopes);
  g_free (publish);
}

static void
published (const char *json, const GError *error, gpointer data)
{
  if (error != NULL)
    g_debug ("Event broker %s dropped envelopes: %s", (const char *)data, error->message);
}

static void
call_begin_publish (gpointer data)
{
  Publish    *publish = data;
  const char *type = G_OBJECT_TYPE_NAME (publish->self);
  g_autoptr (ApsAnswer) answer = aps_answer_new (type, NULL);
  g_autoptr (ApsCall) call = aps_call_new (answer);
  GError *error = NULL;

  aps_answer_then (answer, published, (gpointer)type, NULL);
  APS_EVENT_BROKER_BASE_GET_CLASS (publish->self)
    ->begin_publish (publish->self, call, publish->envelopes, &error);
  aps_call_thrown (call, error);
}

static char *
write_list (const char *const *envelopes)
{
  ApsJsonWriter writer;

  aps_json_writer_init (&writer);
  aps_json_writer_begin_array (&writer);
  for (guint i = 0; envelopes[i] != NULL; i++)
    aps_json_writer_raw (&writer, envelopes[i], -1);
  aps_json_writer_end_array (&writer);
  return aps_json_writer_finish (&writer);
}

static gboolean
aps_event_broker_base_real_publish (ApsEventBrokerBase *self,
                                    const char *const  *envelopes,
                                    GError            **error)
{
  ApsHomeContext *home = get_private (self)->home;
  Publish        *publish;

  if (APS_EVENT_BROKER_BASE_GET_CLASS (self)->begin_publish == NULL)
    {
      g_set_error (error,
                   APS_ERROR,
                   APS_ERROR_NOT_SUPPORTED,
                   "%s sends nothing: it implements neither publish nor begin_publish",
                   G_OBJECT_TYPE_NAME (self));
      return FALSE;
    }

  if (aps_home_context_get_length (home) >= MAX_WAITING)
    {
      g_set_error (error,
                   APS_ERROR,
                   APS_ERROR_FULL,
                   "%d calls wait for the main context of %s already",
                   MAX_WAITING,
                   G_OBJECT_TYPE_NAME (self));
      return FALSE;
    }

  g_atomic_int_inc (&get_private (self)->n_kept);
  publish = g_new0 (Publish, 1);
  publish->self = g_object_ref (self);
  publish->envelopes = write_list (envelopes);
  aps_home_context_push (home, call_begin_publish, publish, (GDestroyNotify)publish_free);
  return TRUE;
}

static gboolean
aps_event_broker_base_real_is_local (ApsEventBrokerBase *self)
{
  return FALSE;
}

static gboolean
aps_event_broker_base_real_start (ApsEventBrokerBase *self,
                                  GCancellable       *cancellable,
                                  GError            **error)
{
  return TRUE;
}

static void
aps_event_broker_base_real_stop (ApsEventBrokerBase *self)
{
}

/* The interface goes by the class. */

static gboolean
aps_event_broker_base_is_local (ApsEventBroker *broker)
{
  ApsEventBrokerBase *self = APS_EVENT_BROKER_BASE (broker);

  return APS_EVENT_BROKER_BASE_GET_CLASS (self)->is_local (self);
}

static gboolean
aps_event_broker_base_start (ApsEventBroker *broker, GCancellable *cancellable, GError **error)
{
  ApsEventBrokerBase *self = APS_EVENT_BROKER_BASE (broker);

  return APS_EVENT_BROKER_BASE_GET_CLASS (self)->start (self, cancellable, error);
}

static gboolean
has_sent (gpointer data)
{
  return g_atomic_int_get (&get_private (data)->n_kept) == 0;
}

/* Who stops it in its home context may never iterate that again: what was published first goes. */
static void
aps_event_broker_base_stop (ApsEventBroker *broker)
{
  ApsEventBrokerBase *self = APS_EVENT_BROKER_BASE (broker);
  ApsHomeContext     *home = get_private (self)->home;

  if (!has_sent (self) && aps_home_context_is_own (home))
    aps_home_context_serve (home, APS_SECOND, has_sent, self);

  APS_EVENT_BROKER_BASE_GET_CLASS (self)->stop (self);
}

static gboolean
aps_event_broker_base_publish (ApsEventBroker *broker, const char *const *envelopes, GError **error)
{
  ApsEventBrokerBase *self = APS_EVENT_BROKER_BASE (broker);

  return APS_EVENT_BROKER_BASE_GET_CLASS (self)->publish (self, envelopes, error);
}

static void
aps_event_broker_base_broker_init (ApsEventBrokerInterface *iface)
{
  iface->is_local = aps_event_broker_base_is_local;
  iface->start = aps_event_broker_base_start;
  iface->stop = aps_event_broker_base_stop;
  iface->publish = aps_event_broker_base_publish;
}

static void
aps_event_broker_base_finalize (GObject *object)
{
  g_clear_pointer (&get_private (APS_EVENT_BROKER_BASE (object))->home, aps_home_context_unref);

  G_OBJECT_CLASS (aps_event_broker_base_parent_class)->finalize (object);
}

static void
aps_event_broker_base_class_init (ApsEventBrokerBaseClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = aps_event_broker_base_finalize;

  klass->is_local = aps_event_broker_base_real_is_local;
  klass->start = aps_event_broker_base_real_start;
  klass->stop = aps_event_broker_base_real_stop;
  klass->publish = aps_event_broker_base_real_publish;
}

static void
aps_event_broker_base_init (ApsEventBrokerBase *self)
{
  get_private (self)->home = aps_home_context_get_thread_default ();
}

/**
 * aps_event_broker_base_deliver_json:
 * @self: an event broker
 * @envelopes: a JSON list of envelopes, in order, as `begin_publish` was given elsewhere
 *
 * For implementers in other languages: envelopes have come, its own included. Text that is no list
 * of objects is dropped, with a warning. Any thread may call it.
 *
 * Since: 1.0
 */
void
aps_event_broker_base_deliver_json (ApsEventBrokerBase *self, const char *envelopes)
{
  g_autoptr (GPtrArray) list = NULL;
  g_autoptr (GError) error = NULL;
  g_auto (ApsJsonReader) reader;

  g_return_if_fail (APS_IS_EVENT_BROKER_BASE (self));
  g_return_if_fail (envelopes != NULL);

  list = g_ptr_array_new_with_free_func (g_free);
  aps_json_reader_init (&reader, envelopes, -1);
  if (aps_json_reader_begin_array (&reader))
    while (aps_json_reader_next_item (&reader))
      g_ptr_array_add (list, aps_json_reader_dup_raw (&reader));

  if (!aps_json_reader_finish (&reader, &error))
    {
      g_warning ("%s delivered what is no list of envelopes: %s",
                 G_OBJECT_TYPE_NAME (self),
                 error->message);
      return;
    }

  g_ptr_array_add (list, NULL);
  aps_event_broker_deliver (APS_EVENT_BROKER (self), (const char *const *)list->pdata);
}
