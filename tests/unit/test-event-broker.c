/* Tests of those who listen to an event broker, and of brokers in other languages.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"

#include "caught-messages.h"

#include "interfaces/aps-event-broker-private.h"

#include <apsched/aps-call.h>
#include <apsched/aps-error.h>
#include <apsched/aps-event-broker-base.h>

/* Echoes what is published to its own listeners. */
typedef struct
{
  ApsEventBrokerBase parent_instance;

  guint    n_started;
  guint    n_stopped;
  gboolean refuses;
} EchoBroker;

typedef ApsEventBrokerBaseClass EchoBrokerClass;

static GType echo_broker_get_type (void);
G_DEFINE_TYPE (EchoBroker, echo_broker, APS_TYPE_EVENT_BROKER_BASE)

static gboolean
echo_broker_start (ApsEventBrokerBase *base, GCancellable *cancellable, GError **error)
{
  EchoBroker *self = (EchoBroker *)base;

  self->n_started++;
  return !self->refuses; /* without saying why */
}

static void
echo_broker_stop (ApsEventBrokerBase *base)
{
  ((EchoBroker *)base)->n_stopped++;
}

static void
echo_broker_begin_publish (ApsEventBrokerBase *base,
                           ApsCall            *call,
                           const char         *envelopes,
                           GError            **error)
{
  aps_event_broker_base_deliver_json (base, envelopes);
  aps_call_answer (call, NULL);
}

static void
echo_broker_class_init (EchoBrokerClass *klass)
{
  klass->start = echo_broker_start;
  klass->stop = echo_broker_stop;
  klass->begin_publish = echo_broker_begin_publish;
}

static void
echo_broker_init (EchoBroker *self)
{
}

typedef struct
{
  ApsEventBroker *broker;
  GPtrArray      *heard;
  guint           n_resyncs;
  guint           id;
  gboolean        leaves; /* removes itself when it hears something */
} Listener;

static void
listen (const char *const *envelopes, gpointer user_data)
{
  Listener *listener = user_data;

  if (envelopes == NULL)
    listener->n_resyncs++;
  else
    for (guint i = 0; envelopes[i] != NULL; i++)
      g_ptr_array_add (listener->heard, g_strdup (envelopes[i]));

  if (listener->leaves)
    aps_event_broker_remove_listener (listener->broker, listener->id);
}

static void
join (Listener *listener, ApsEventBroker *broker)
{
  listener->broker = broker;
  listener->heard = g_ptr_array_new_with_free_func (g_free);
  listener->id = aps_event_broker_add_listener (broker, listen, listener, NULL, NULL);
  g_assert_cmpuint (listener->id, >, 0);
}

static void
test_starts_and_stops_once (void)
{
  g_autoptr (ApsEventBroker) broker = g_object_new (echo_broker_get_type (), NULL);
  EchoBroker *echo = (EchoBroker *)broker;
  Listener    one = { 0 };
  Listener    two = { 0 };

  join (&one, broker);
  join (&two, broker);
  g_assert_cmpuint (echo->n_started, ==, 1);
  g_assert_cmpuint (aps_listeners_get_n (aps_event_broker_peek_listeners (broker)), ==, 2);

  aps_event_broker_remove_listener (broker, one.id);
  aps_event_broker_remove_listener (broker, one.id);
  g_assert_cmpuint (echo->n_stopped, ==, 0);
  aps_event_broker_remove_listener (broker, two.id);
  g_assert_cmpuint (echo->n_stopped, ==, 1);

  g_ptr_array_unref (one.heard);
  g_ptr_array_unref (two.heard);
}

static void
test_failed_start_has_a_reason (void)
{
  g_autoptr (ApsEventBroker) broker = g_object_new (echo_broker_get_type (), NULL);
  g_autoptr (GError) error = NULL;
  Listener one = { 0 };

  ((EchoBroker *)broker)->refuses = TRUE;
  g_assert_cmpuint (aps_event_broker_add_listener (broker, listen, &one, NULL, &error), ==, 0);
  g_assert_error (error, APS_ERROR, APS_ERROR_IMPLEMENTATION);
  g_assert_cmpuint (aps_listeners_get_n (aps_event_broker_peek_listeners (broker)), ==, 0);

  ((EchoBroker *)broker)->refuses = FALSE;
  join (&one, broker);
  g_assert_cmpuint (((EchoBroker *)broker)->n_started, ==, 2);
  aps_event_broker_remove_listener (broker, one.id);
  g_ptr_array_unref (one.heard);
}

static void
test_everybody_hears_in_order (void)
{
  g_autoptr (ApsEventBroker) broker = g_object_new (echo_broker_get_type (), NULL);
  const char *const envelopes[] = { "{\"n\":1}", "{\"n\":2}", NULL };
  Listener          one = { 0 };
  Listener          two = { 0 };

  join (&one, broker);
  join (&two, broker);
  g_assert_true (aps_event_broker_publish (broker, envelopes, NULL));
  while (two.heard->len < 2)
    g_main_context_iteration (NULL, TRUE);
  g_assert_cmpuint (one.heard->len, ==, 2);
  g_assert_cmpstr (g_ptr_array_index (one.heard, 1), ==, "{\"n\":2}");

  aps_event_broker_resync (broker);
  g_assert_cmpuint (one.n_resyncs, ==, 1);

  aps_event_broker_remove_listener (broker, one.id);
  aps_event_broker_remove_listener (broker, two.id);
  g_ptr_array_unref (one.heard);
  g_ptr_array_unref (two.heard);
}

static void
test_listener_may_leave_itself (void)
{
  g_autoptr (ApsEventBroker) broker = g_object_new (echo_broker_get_type (), NULL);
  const char *const envelopes[] = { "{}", NULL };
  Listener          one = { .leaves = TRUE };
  Listener          two = { 0 };

  join (&one, broker);
  join (&two, broker);
  aps_event_broker_deliver (broker, envelopes);
  aps_event_broker_deliver (broker, envelopes);
  g_assert_cmpuint (one.heard->len, ==, 1);
  g_assert_cmpuint (two.heard->len, ==, 2);

  aps_event_broker_remove_listener (broker, two.id);
  g_ptr_array_unref (one.heard);
  g_ptr_array_unref (two.heard);
}

static void
test_nonsense_is_dropped (void)
{
  g_autoptr (ApsEventBroker) broker = g_object_new (echo_broker_get_type (), NULL);
  Listener one = { 0 };

  join (&one, broker);
  caught_messages_expect ("*no list of envelopes*");
  aps_event_broker_base_deliver_json (APS_EVENT_BROKER_BASE (broker), "[{}");
  caught_messages_assert ();
  aps_event_broker_base_deliver_json (APS_EVENT_BROKER_BASE (broker), "[]");
  g_assert_cmpuint (one.heard->len, ==, 0);
  aps_event_broker_remove_listener (broker, one.id);
  g_ptr_array_unref (one.heard);
}

typedef struct
{
  int entered; /* atomic, as left */
  int left;
} Slow;

static void
take_long (const char *const *envelopes, gpointer user_data)
{
  Slow *slow = user_data;

  g_atomic_int_set (&slow->entered, 1);
  for (guint i = 0; i < 10000; i++)
    g_thread_yield ();
  g_atomic_int_set (&slow->left, 1);
}

static gpointer
deliver_once (gpointer broker)
{
  const char *const envelopes[] = { "{}", NULL };

  aps_event_broker_deliver (broker, envelopes);
  return NULL;
}

static void
test_removal_waits_for_a_call (void)
{
  g_autoptr (ApsEventBroker) broker = g_object_new (echo_broker_get_type (), NULL);
  Slow     slow = { 0, 0 };
  guint    id = aps_event_broker_add_listener (broker, take_long, &slow, NULL, NULL);
  GThread *thread = g_thread_new ("deliver", deliver_once, broker);

  while (!g_atomic_int_get (&slow.entered))
    g_thread_yield ();

  aps_event_broker_remove_listener (broker, id);
  g_assert_cmpint (g_atomic_int_get (&slow.left), ==, 1);
  g_thread_join (thread);
}

/* Many threads deliver while listeners come and go: none is called after it has gone. */

typedef struct
{
  ApsEventBroker *broker;
  int             stopped; /* atomic */
} Storm;

static gpointer
deliver_on_and_on (gpointer data)
{
  const char *const envelopes[] = { "{}", NULL };
  Storm            *storm = data;

  while (!g_atomic_int_get (&storm->stopped))
    aps_event_broker_deliver (storm->broker, envelopes);

  return NULL;
}

static void
check_there (const char *const *envelopes, gpointer user_data)
{
  g_assert_cmpint (g_atomic_int_get ((int *)user_data), ==, 1);
}

static void
test_removed_is_not_called (void)
{
  g_autoptr (ApsEventBroker) broker = g_object_new (echo_broker_get_type (), NULL);
  Storm    storm = { broker, 0 };
  GThread *threads[2];

  for (guint i = 0; i < G_N_ELEMENTS (threads); i++)
    threads[i] = g_thread_new ("deliver", deliver_on_and_on, &storm);

  for (guint i = 0; i < 2000; i++)
    {
      int   there = 1;
      guint id = aps_event_broker_add_listener (broker, check_there, &there, NULL, NULL);

      aps_event_broker_remove_listener (broker, id);
      g_atomic_int_set (&there, 0);
    }

  g_atomic_int_set (&storm.stopped, 1);
  for (guint i = 0; i < G_N_ELEMENTS (threads); i++)
    g_thread_join (threads[i]);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  caught_messages_init ();

  g_test_add_func ("/event-broker/starts-and-stops-once", test_starts_and_stops_once);
  g_test_add_func ("/event-broker/failed-start-has-a-reason", test_failed_start_has_a_reason);
  g_test_add_func ("/event-broker/everybody-hears-in-order", test_everybody_hears_in_order);
  g_test_add_func ("/event-broker/listener-may-leave-itself", test_listener_may_leave_itself);
  g_test_add_func ("/event-broker/nonsense-is-dropped", test_nonsense_is_dropped);
  g_test_add_func ("/event-broker/removal-waits-for-a-call", test_removal_waits_for_a_call);
  g_test_add_func ("/event-broker/removed-is-not-called", test_removed_is_not_called);

  return g_test_run ();
}
