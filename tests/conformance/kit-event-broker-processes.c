/* Checks what an event broker promises to the schedulers of several processes.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"

#include "broker-fixture.h"

#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#define N_PROCESSES 4
#define N_WORDS 100

/* Another process with a broker of the same settings. It is told by lines what to do:
 *
 *   say FROM END        publishes envelopes; answers "said"
 *   wait SENDER N ALL   waits until it has heard ALL envelopes, N of the sender; answers "heard",
 * or "lost" where it was told that some were lost, or "wrong", or "silence" quit
 */
typedef struct
{
  GSubprocess      *process;
  GDataInputStream *answers;
  char             *name;
} Peer;

static void
answer (const char *word)
{
  printf ("%s\n", word);
  fflush (stdout);
}

static void
obey (ApsEventBroker *broker, Ear *ear, const char *name, const char *line)
{
  char  sender[32];
  guint from, end;

  if (sscanf (line, "say %u %u", &from, &end) == 2)
    {
      for (guint n = from; n < end; n++)
        broker_say (broker, name, n, n + 1);
      answer ("said");
    }
  else if (sscanf (line, "wait %31s %u %u", sender, &from, &end) == 3)
    {
      gboolean came = ear_wait (ear, end);
      gboolean lost = ear_count_resyncs (ear) > 0;

      answer (!came ? "silence" : lost ? "lost" : ear_has (ear, sender, from) ? "heard" : "wrong");
    }
}

static int
run_peer (const char *name)
{
  g_autoptr (ApsEventBroker) broker = broker_new ();
  g_autoptr (Ear) ear = ear_new (broker);
  char line[256];

  answer ("ready");
  while (fgets (line, sizeof line, stdin) != NULL && !g_str_has_prefix (line, "quit"))
    obey (broker, ear, name, line);

  return 0;
}

/* The next line that is not a remark of the test frame. */
static char *
read_answer (Peer *self)
{
  for (;;)
    {
      g_autoptr (GError) error = NULL;
      g_autofree char *line = g_data_input_stream_read_line (self->answers, NULL, NULL, &error);

      g_assert_no_error (error);
      if (line == NULL || line[0] != '#')
        return g_steal_pointer (&line);
    }
}

static void
expect_answer (Peer *self, const char *wanted)
{
  g_autofree char *line = read_answer (self);

  g_assert_cmpstr (line, ==, wanted);
}

static void tell (Peer *self, const char *format, ...) G_GNUC_PRINTF (2, 3);

static void
tell (Peer *self, const char *format, ...)
{
  g_autofree char *line = NULL;
  g_autoptr (GError) error = NULL;
  va_list args;

  va_start (args, format);
  line = g_strdup_vprintf (format, args);
  va_end (args);

  g_output_stream_write_all (g_subprocess_get_stdin_pipe (self->process),
                             line,
                             strlen (line),
                             NULL,
                             NULL,
                             &error);
  g_assert_no_error (error);
}

static Peer *
peer_new (const char *name)
{
  Peer *self = g_new0 (Peer, 1);

  self->name = g_strdup (name);
  self->process = kit_spawn ("broker-peer", name);
  self->answers = g_data_input_stream_new (g_subprocess_get_stdout_pipe (self->process));
  expect_answer (self, "ready");
  return self;
}

static void
peer_free (Peer *self)
{
  g_object_unref (self->answers);
  g_object_unref (self->process);
  g_free (self->name);
  g_free (self);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Peer, peer_free)

static void
peer_quit (Peer *self)
{
  g_autoptr (GError) error = NULL;

  tell (self, "quit\n");
  g_subprocess_wait_check (self->process, NULL, &error);
  g_assert_no_error (error);
}

static void
peer_signal (Peer *self, int number)
{
  g_subprocess_send_signal (self->process, number);
}

static void
check_processes (void)
{
  static const char *const names[N_PROCESSES] = { "p", "q", "r", "s" };
  g_autoptr (ApsEventBroker) broker = broker_new ();
  g_autoptr (GPtrArray) peers = g_ptr_array_new_with_free_func ((GDestroyNotify)peer_free);
  g_autoptr (Ear) ear = NULL;

  if (!broker_reaches_others (broker))
    return;

  ear = ear_new (broker);
  for (guint i = 0; i < N_PROCESSES; i++)
    g_ptr_array_add (peers, peer_new (names[i]));

  /* All speak at once. */
  for (guint i = 0; i < N_PROCESSES; i++)
    tell (g_ptr_array_index (peers, i), "say 0 %u\n", N_WORDS);
  for (guint i = 0; i < N_PROCESSES; i++)
    expect_answer (g_ptr_array_index (peers, i), "said");

  g_assert_true (ear_wait (ear, N_PROCESSES * N_WORDS));
  for (guint i = 0; i < N_PROCESSES && ear_count_resyncs (ear) == 0; i++)
    ear_expect (ear, names[i], N_WORDS);

  for (guint i = 0; i < N_PROCESSES; i++)
    {
      Peer            *peer = g_ptr_array_index (peers, i);
      g_autofree char *line = NULL;

      tell (peer, "wait %s %u %u\n", names[(i + 1) % N_PROCESSES], N_WORDS, N_PROCESSES * N_WORDS);
      line = read_answer (peer);
      g_assert_true (g_strcmp0 (line, "heard") == 0 || g_strcmp0 (line, "lost") == 0);
      peer_quit (peer);
    }
}

static void
check_killed (void)
{
  g_autoptr (ApsEventBroker) broker = broker_new ();
  g_autoptr (Peer) killed = NULL;
  g_autoptr (Peer) lives = NULL;
  g_autoptr (Peer) later = NULL;
  g_autoptr (Ear) ear = NULL;

  if (!broker_reaches_others (broker))
    return;

  ear = ear_new (broker);
  killed = peer_new ("killed");
  lives = peer_new ("lives");
  g_assert_true (broker_say (broker, "a", 0, 10));
  tell (lives, "wait a 10 10\n");
  expect_answer (lives, "heard");

  peer_signal (killed, SIGKILL);
  g_subprocess_wait (killed->process, NULL, NULL);

  g_assert_true (broker_say (broker, "a", 10, 20));
  tell (lives, "wait a 20 20\n");
  expect_answer (lives, "heard");

  later = peer_new ("later");
  tell (later, "say 0 5\n");
  expect_answer (later, "said");
  g_assert_true (ear_wait_all (ear, 25));
  ear_expect (ear, "later", 5);

  peer_quit (lives);
  peer_quit (later);
}

static void
check_stopped (void)
{
  const guint n = 500;
  g_autoptr (ApsEventBroker) broker = broker_new ();
  g_autoptr (Peer) stopped = NULL;
  g_autoptr (Peer) lives = NULL;
  g_autoptr (Ear) ear = NULL;
  g_autofree char *line = NULL;
  gint64           begun;

  if (!broker_reaches_others (broker))
    return;

  ear = ear_new (broker);
  stopped = peer_new ("stopped");
  lives = peer_new ("lives");
  peer_signal (stopped, SIGSTOP);

  begun = g_get_monotonic_time ();
  for (guint i = 0; i < n; i++)
    {
      g_assert_true (broker_say (broker, "a", i, i + 1));
      if (i % 5 != 4)
        continue;
      tell (lives, "wait a %u %u\n", i + 1, i + 1);
      expect_answer (lives, "heard");
    }
  g_assert_cmpint (g_get_monotonic_time () - begun, <, EAR_PATIENCE_US);

  peer_signal (stopped, SIGCONT);
  tell (stopped, "wait a %u %u\n", n, n);
  line = read_answer (stopped);
  g_assert_true (g_strcmp0 (line, "heard") == 0 || g_strcmp0 (line, "lost") == 0);

  peer_quit (stopped);
  peer_quit (lives);
}

/* Whatever the broker keeps in the check's folder is gone when the last has stopped. */
static void
check_leaves_nothing (void)
{
  g_autoptr (ApsEventBroker) broker = broker_new ();
  g_autoptr (GDir) dir = NULL;
  Ear  *ear;
  Peer *peer, *killed;

  if (!broker_reaches_others (broker))
    return;

  ear = ear_new (broker);
  peer = peer_new ("peer");
  killed = peer_new ("killed");
  peer_signal (killed, SIGKILL);
  g_subprocess_wait (killed->process, NULL, NULL);
  peer_free (killed);

  g_assert_true (broker_say (broker, "a", 0, 3));
  peer_quit (peer);
  peer_free (peer);
  ear_free (ear);

  dir = g_dir_open (kit_get_folder (), 0, NULL);
  g_assert_nonnull (dir);
  g_assert_cmpstr (g_dir_read_name (dir), ==, NULL);
}

static const KitEntry entries[] = {
  { "/event-broker/processes/hear-each-other", check_processes },
  { "/event-broker/processes/killed-one-does-no-harm", check_killed },
  { "/event-broker/processes/stopped-one-delays-nobody", check_stopped },
  { "/event-broker/processes/leave-nothing-behind", check_leaves_nothing },
};

void
kit_add_event_broker_processes (void)
{
  kit_add_part ("broker-peer", run_peer);
  kit_add (entries, G_N_ELEMENTS (entries));
}
