/* Checks what an event broker promises: each envelope reaches each listener once and in order, and
 * nobody waits for anybody.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"

#include "broker-fixture.h"

#include <string.h>

static void
check_without_listeners (void)
{
  g_autoptr (ApsEventBroker) broker = broker_new ();
  const char       *nothing[] = { NULL };
  const char *const text[] = { "{}", NULL };
  g_autoptr (GError) error = NULL;

  /* It may succeed or say why not; either way the broker can be used afterwards. */
  g_assert_cmpint (aps_event_broker_publish (broker, text, &error), ==, error == NULL);
  g_clear_error (&error);
  g_assert_cmpint (aps_event_broker_publish (broker, nothing, &error), ==, error == NULL);

  {
    g_autoptr (Ear) ear = ear_new (broker);

    g_assert_true (broker_say (broker, "a", 0, 1));
    g_assert_true (ear_wait_all (ear, 1));
    ear_expect (ear, "a", 1);
  }
}

static void
check_all_listeners (void)
{
  g_autoptr (ApsEventBroker) broker = broker_new ();
  g_autoptr (Ear) first = ear_new (broker);
  g_autoptr (Ear) second = ear_new (broker);
  g_autoptr (Ear) third = ear_new (broker);
  Ear  *ears[] = { first, second, third };
  guint n = 0;

  /* Batches of 1, 2, 3 ... envelopes. */
  for (guint size = 1; size <= 20; size++, n += size - 1)
    g_assert_true (broker_say (broker, "a", n, n + size));

  for (guint i = 0; i < G_N_ELEMENTS (ears); i++)
    {
      g_assert_true (ear_wait_all (ears[i], n));
      ear_expect (ears[i], "a", n);
      g_assert_cmpuint (ear_count (ears[i]), ==, n);
      g_assert_cmpuint (ear_count_resyncs (ears[i]), ==, 0);
    }
}

static void
check_texts (void)
{
  g_autoptr (ApsEventBroker) broker = broker_new ();
  g_autoptr (ApsEventBroker) other = aps_event_broker_is_local (broker) ? g_object_ref (broker)
                                                                        : broker_new ();
  g_autoptr (Ear) ear = ear_new (broker);
  g_autoptr (Ear) other_ear = ear_new (other);
  g_autofree char *longest = g_strnfill (APS_ENVELOPE_MAX_SIZE, 'x');
  const char      *texts[] = { longest,
                               "{\"text\":\"\xC3\xA4 \xF0\x9F\x95\x93 \\u0000 \\\" \\\\\"}",
                               "{\n\t\"a\" : 1 }",
                               "",
                               "{}",
                               NULL };
  const guint      n = G_N_ELEMENTS (texts) - 1;
  g_autoptr (GError) error = NULL;

  g_assert_true (aps_event_broker_publish (broker, texts, &error));
  g_assert_no_error (error);
  g_assert_true (ear_wait_all (ear, n));
  g_assert_true (ear_wait_all (other_ear, n));

  for (guint i = 0; i < n; i++)
    {
      g_autofree char *heard = ear_dup (ear, i);
      g_autofree char *other_heard = ear_dup (other_ear, i);

      g_assert_cmpstr (heard, ==, texts[i]);
      g_assert_cmpstr (other_heard, ==, texts[i]);
    }
}

static void
check_restart (void)
{
  g_autoptr (ApsEventBroker) broker = broker_new ();

  for (guint i = 0; i < 20; i++)
    {
      g_autoptr (Ear) ear = ear_new (broker);

      g_assert_true (broker_say (broker, "a", 0, 3));
      g_assert_true (ear_wait_all (ear, 3));
      ear_expect (ear, "a", 3);
    }
}

static void
check_leaving (void)
{
  g_autoptr (ApsEventBroker) broker = broker_new ();
  g_autoptr (Ear) stays = ear_new (broker);
  Ear *leaves = ear_new (broker);

  g_assert_true (broker_say (broker, "a", 0, 2));
  g_assert_true (ear_wait_all (leaves, 2));
  ear_free (leaves);

  g_assert_true (broker_say (broker, "a", 2, 4));
  g_assert_true (ear_wait_all (stays, 4));
  ear_expect (stays, "a", 4);
}

typedef struct
{
  ApsEventBroker *broker;
  const char     *name;
} Speaker;

#define N_SPEAKERS 8
#define N_WORDS 200

static gpointer
speak (gpointer data)
{
  Speaker *self = data;

  for (guint n = 0; n < N_WORDS; n++)
    broker_say (self->broker, self->name, n, n + 1);

  return NULL;
}

static void
check_threads (void)
{
  static const char *const names[N_SPEAKERS] = { "a", "b", "c", "d", "e", "f", "g", "h" };
  g_autoptr (ApsEventBroker) broker = broker_new ();
  g_autoptr (Ear) ear = ear_new (broker);
  Speaker  speakers[N_SPEAKERS];
  GThread *threads[N_SPEAKERS];

  for (guint i = 0; i < N_SPEAKERS; i++)
    {
      speakers[i] = (Speaker){ broker, names[i] };
      threads[i] = g_thread_new (names[i], speak, &speakers[i]);
    }
  for (guint i = 0; i < N_SPEAKERS; i++)
    g_thread_join (threads[i]);

  g_assert_true (ear_wait_all (ear, N_SPEAKERS * N_WORDS));
  for (guint i = 0; i < N_SPEAKERS; i++)
    ear_expect (ear, names[i], N_WORDS);
}

static void
check_listeners_in_threads (void)
{
  g_autoptr (ApsEventBroker) broker = broker_new ();
  g_autoptr (Ear) stays = ear_new (broker);
  Speaker  speaker = { broker, "a" };
  GThread *thread = g_thread_new ("speaker", speak, &speaker);

  for (guint i = 0; i < 50; i++)
    ear_free (ear_new (broker));

  g_thread_join (thread);
  g_assert_true (ear_wait_all (stays, N_WORDS));
  ear_expect (stays, "a", N_WORDS);
}

static void
check_two_brokers (void)
{
  g_autoptr (ApsEventBroker) broker = broker_new ();
  g_autoptr (ApsEventBroker) other = broker_new ();
  g_autoptr (Ear) ear = NULL;
  g_autoptr (Ear) other_ear = NULL;

  if (!broker_reaches_others (broker))
    return;

  ear = ear_new (broker);
  other_ear = ear_new (other);
  g_assert_true (broker_say (broker, "a", 0, 100));
  g_assert_true (broker_say (other, "b", 0, 100));

  g_assert_true (ear_wait_all (ear, 200));
  g_assert_true (ear_wait_all (other_ear, 200));
  ear_expect (ear, "a", 100);
  ear_expect (ear, "b", 100);
  ear_expect (other_ear, "a", 100);
  ear_expect (other_ear, "b", 100);
}

/* What is said by one who does not listen is heard all the same: so a tool tells of what it did. */
static void
check_speaks_without_listening (void)
{
  g_autoptr (ApsEventBroker) broker = broker_new ();
  g_autoptr (ApsEventBroker) silent = broker_new ();
  g_autoptr (Ear) ear = NULL;

  if (!broker_reaches_others (broker))
    return;

  ear = ear_new (broker);
  if (!broker_say (silent, "a", 0, 5))
    {
      g_test_skip ("it says nothing before it is started");
      return;
    }
  g_assert_true (ear_wait_all (ear, 5));
  ear_expect (ear, "a", 5);
}

static void
check_slow_listener (void)
{
  const guint n = 2000;
  g_autoptr (ApsEventBroker) broker = broker_new ();
  g_autoptr (ApsEventBroker) slow_broker = broker_new ();
  g_autoptr (ApsEventBroker) quick_broker = broker_new ();
  g_autoptr (Ear) own = NULL;
  g_autoptr (Ear) slow = NULL;
  g_autoptr (Ear) quick = NULL;
  gint64 begun;

  if (!broker_reaches_others (broker))
    return;

  own = ear_new (broker);
  slow = ear_new (slow_broker);
  quick = ear_new (quick_broker);
  ear_hold (slow);
  g_assert_true (broker_say (broker, "a", 0, 1));
  g_assert_true (ear_wait_held (slow));

  begun = g_get_monotonic_time ();
  for (guint i = 1; i < n; i++)
    {
      g_assert_true (broker_say (broker, "a", i, i + 1));
      g_assert_true (ear_wait_all (quick, i + 1));
    }
  g_test_message ("%u envelopes past a slow listener took %" G_GINT64_FORMAT " us",
                  n,
                  g_get_monotonic_time () - begun);
  g_assert_cmpint (g_get_monotonic_time () - begun, <, EAR_PATIENCE_US);
  ear_expect (quick, "a", n);

  /* It has missed nothing, or it is told that it has. */
  ear_let_go (slow);
  g_assert_true (ear_wait (slow, n));
}

static void
check_flood (void)
{
  const guint n_batches = 200;
  g_autoptr (ApsEventBroker) broker = broker_new ();
  g_autoptr (ApsEventBroker) other = broker_new ();
  g_autoptr (Ear) own = NULL;
  g_autoptr (Ear) ear = NULL;
  g_autofree char *longest = g_strnfill (APS_ENVELOPE_MAX_SIZE, 'x');
  const char      *texts[51] = { NULL };

  if (!broker_reaches_others (broker))
    return;

  own = ear_new (broker);
  ear = ear_new (other);
  for (guint i = 0; i < 50; i++)
    texts[i] = longest;
  for (guint i = 0; i < n_batches; i++)
    aps_event_broker_publish (broker, texts, NULL);

  g_assert_true (ear_wait (ear, n_batches * 50));
}

static void
check_quickly (void)
{
  const guint n = 1000;
  g_autoptr (ApsEventBroker) broker = broker_new ();
  g_autoptr (ApsEventBroker) other = aps_event_broker_is_local (broker) ? g_object_ref (broker)
                                                                        : broker_new ();
  G_GNUC_UNUSED g_autoptr (Ear) own = ear_new (broker);
  g_autoptr (Ear) ear = ear_new (other);
  gint64 begun = g_get_monotonic_time ();

  for (guint i = 0; i < n; i++)
    {
      g_assert_true (broker_say (broker, "a", i, i + 1));
      g_assert_true (ear_wait_all (ear, i + 1));
    }

  g_test_message ("an envelope is heard after %.1f us on average",
                  (double)(g_get_monotonic_time () - begun) / n);
}

static const KitEntry entries[] = {
  { "/event-broker/publish-without-listeners", check_without_listeners },
  { "/event-broker/each-listener-hears-each-once-and-in-order", check_all_listeners },
  { "/event-broker/texts-arrive-as-they-are", check_texts },
  { "/event-broker/starts-again-after-stop", check_restart },
  { "/event-broker/who-has-left-hears-nothing", check_leaving },
  { "/event-broker/threads-speak-at-once", check_threads },
  { "/event-broker/listeners-come-and-go-meanwhile", check_listeners_in_threads },
  { "/event-broker/two-brokers-hear-each-other", check_two_brokers },
  { "/event-broker/who-does-not-listen-may-speak", check_speaks_without_listening },
  { "/event-broker/slow-listener-delays-nobody", check_slow_listener },
  { "/event-broker/flood-is-heard-or-told-of", check_flood },
  { "/event-broker/latency", check_quickly },
};

void
kit_add_event_broker (void)
{
  kit_add (entries, G_N_ELEMENTS (entries));
  kit_add_event_broker_processes ();
}
