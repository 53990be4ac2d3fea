/* What holds when a process dies: what was answered is there, what was not is there whole or not at
 * all. Each sequence of random operations is carried out by another process that is killed, and by
 * the plain model.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"

#include "model-store.h"
#include "random-ops.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define N_OPS 40
#define ANSWERED '.'

static GArray *
make_ops (guint32 seed)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (seed);
  GArray *ops = g_array_new (FALSE, FALSE, sizeof (KitOp));

  for (guint i = 0; i < N_OPS; i++)
    {
      KitOp op = kit_op_random (rand);

      g_array_append_val (ops, op);
    }

  return ops;
}

/* The other process: says each operation that was answered, and dies after the last one. */
static int
work_and_die (const char *argument)
{
  g_auto (GStrv) words = g_strsplit (argument, " ", -1);
  g_autoptr (GArray) ops = make_ops ((guint32)g_ascii_strtoull (words[0], NULL, 10));
  guint n = (guint)g_ascii_strtoull (words[1], NULL, 10);
  g_autoptr (GError) error = NULL;
  g_autoptr (ApsDataStore) store = kit_new_object (&error);
  KitSide side;

  if (store == NULL || !aps_data_store_start (store, KIT_EPOCH, NULL, &error))
    {
      g_printerr ("%s\n", error->message);
      return 1;
    }

  kit_side_init (&side, store);
  for (guint i = 0; i < n; i++)
    {
      g_free (kit_side_do (&side, &g_array_index (ops, KitOp, i), FALSE));
      if (write (STDOUT_FILENO, &(char){ ANSWERED }, 1) != 1)
        return 1;
    }

  raise (SIGKILL);
  return 1;
}

/* What the model keeps after the first @n operations. */
static char *
get_expected_state (GArray *ops, guint n)
{
  g_autoptr (ApsDataStore) model = kit_model_new ();
  KitSide side;
  char   *state;

  kit_side_init (&side, model);
  for (guint i = 0; i < n; i++)
    g_free (kit_side_do (&side, &g_array_index (ops, KitOp, i), FALSE));
  state = kit_describe_state (model);
  kit_side_clear (&side);
  return state;
}

static char *
get_state (void)
{
  g_autoptr (Kit) kit = kit_open ();

  return kit_describe_state (kit->store);
}

static GSubprocess *
start (guint32 seed, guint n_ops)
{
  g_autofree char *argument = g_strdup_printf ("%u %u", seed, n_ops);

  return kit_spawn ("store-crash", argument);
}

/* Reads what the process says until @n operations were answered, or until it ends. */
static guint
read_answers (GSubprocess *process, guint n)
{
  GInputStream *stream = g_subprocess_get_stdout_pipe (process);
  guint         n_read = 0;
  char          sign;

  /* What GLib's tests say at their start has no such sign. */
  while (n_read < n && g_input_stream_read (stream, &sign, 1, NULL, NULL) == 1)
    n_read += sign == ANSWERED;

  return n_read;
}

static gboolean
has (ApsDataStoreFlags flag)
{
  g_autoptr (Kit) kit = kit_open ();

  return kit_has (kit, flag);
}

static void
death_after_each_operation (void)
{
  guint32 seed = kit_get_seed ();
  g_autoptr (GArray) ops = make_ops (seed);

  if (!has (APS_DATA_STORE_PERSISTENT))
    return;

  g_test_message ("--seed=%u", seed);
  for (guint n = 1; n <= N_OPS; n++)
    {
      g_autofree char *state = NULL;
      g_autofree char *expected = get_expected_state (ops, n);
      g_autoptr (GSubprocess) process = NULL;

      kit_renew ();
      process = start (seed, n);
      g_subprocess_wait (process, NULL, NULL);
      g_assert_true (g_subprocess_get_if_signaled (process));
      g_assert_cmpuint (read_answers (process, N_OPS), ==, n);
      state = get_state ();
      g_assert_cmpstr (state, ==, expected);
      if (g_test_failed ())
        return;
    }
}

/* Killed from outside while it works, wherever it is. A store that carries out a call in one commit
 * has carried out the last one or not. */
static void
death_at_any_moment (void)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (kit_get_seed ());

  if (!has (APS_DATA_STORE_PERSISTENT) || !has (APS_DATA_STORE_EXCHANGE))
    return;

  g_test_message ("--seed=%u", kit_get_seed ());
  for (guint i = 0; i < 15; i++)
    {
      guint32 seed = g_rand_int (rand);
      g_autoptr (GArray) ops = make_ops (seed);
      guint            n = (guint)g_rand_int_range (rand, 0, N_OPS);
      g_autofree char *state = NULL;
      g_autofree char *before = NULL;
      g_autofree char *after = NULL;
      g_autoptr (GSubprocess) process = NULL;

      kit_renew ();
      process = start (seed, N_OPS);
      n = read_answers (process, n);
      g_subprocess_force_exit (process);
      g_subprocess_wait (process, NULL, NULL);
      n += read_answers (process, N_OPS);

      state = get_state ();
      before = get_expected_state (ops, n);
      after = get_expected_state (ops, MIN (n + 1, N_OPS));
      if (!g_str_equal (state, after))
        g_assert_cmpstr (state, ==, before);
    }
}

static const KitEntry entries[] = {
  { "/crash/after-each-operation", death_after_each_operation },
  { "/crash/at-any-moment", death_at_any_moment },
};

void
kit_add_store_crash (void)
{
  kit_add (entries, G_N_ELEMENTS (entries));
  kit_add_part ("store-crash", work_and_die);
}
