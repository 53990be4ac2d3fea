/* Random operations on the store and on the plain model: both are to answer alike and to keep the
 * same records. A sequence that parts them is made as short as can be and printed.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"

#include "model-store.h"
#include "random-ops.h"

#define N_OPS 80
#define MAX_SEQUENCES 400
#define MIN_SEQUENCES 10
#define TIME_US (4 * G_USEC_PER_SEC)

static gboolean
differ (const char *what, const char *ours, const char *model, char **why)
{
  if (g_str_equal (ours, model))
    return FALSE;

  if (why != NULL)
    *why = g_strdup_printf ("%s of the store:\n%s%s of the model:\n%s", what, ours, what, model);
  return TRUE;
}

/* Whether an operation is answered differently, or leaves different records. */
static gboolean
parts (KitSide *ours, KitSide *model, const KitOp *op, gboolean again, char **why)
{
  g_autofree char *answer = kit_side_do (ours, op, again);
  g_autofree char *expected = kit_side_do (model, op, again);
  g_autofree char *state = NULL;
  g_autofree char *expected_state = NULL;

  if (differ ("answer", answer, expected, why))
    return TRUE;

  state = kit_describe_state (ours->store);
  expected_state = kit_describe_state (model->store);
  return differ ("records", state, expected_state, why);
}

/* Runs the operations on a fresh store. Returns how many went well before one did not, or -1 where
 * all did. With @twice each request is repeated, as after a lost answer. */
static gint
run (GArray *ops, gboolean twice, char **why)
{
  g_autoptr (Kit) kit = NULL;
  g_autoptr (ApsDataStore) model = kit_model_new ();
  KitSide ours;
  KitSide theirs;
  gint    parted = -1;

  kit_renew ();
  kit = kit_open ();
  kit_side_init (&ours, kit->store);
  kit_side_init (&theirs, model);

  for (guint i = 0; i < ops->len && parted < 0; i++)
    {
      const KitOp *op = &g_array_index (ops, KitOp, i);

      if (parts (&ours, &theirs, op, FALSE, why) ||
          (twice && parts (&ours, &theirs, op, TRUE, why)))
        parted = (gint)i;
    }

  kit_side_clear (&ours);
  kit_side_clear (&theirs);
  return parted;
}

/* Leaves out what can be left out so that the run still parts. */
static void
shrink (GArray *ops, gboolean twice)
{
  for (guint chunk = ops->len / 2; chunk > 0; chunk /= 2)
    for (guint start = 0; start + chunk <= ops->len;)
      {
        g_autoptr (GArray) fewer = g_array_copy (ops);
        gint parted;

        g_array_remove_range (fewer, start, chunk);
        parted = run (fewer, twice, NULL);
        if (parted < 0)
          {
            start += chunk;
            continue;
          }

        g_array_set_size (ops, 0);
        g_array_append_vals (ops, fewer->data, (guint)parted + 1);
      }
}

static void
report (GArray *ops, gboolean twice, guint32 seed)
{
  g_autofree char *why = NULL;

  run (ops, twice, &why);
  g_test_message ("Parted from the model with --seed=%u, after:", seed);
  for (guint i = 0; i < ops->len; i++)
    {
      g_autofree char *text = kit_op_describe (&g_array_index (ops, KitOp, i));

      g_test_message ("  %s", text);
    }
  g_test_message ("%s", why != NULL ? why : "(and did not when run again)");
  g_test_fail ();
}

static void
check_sequences (gboolean twice)
{
  gint64 end_us = g_get_monotonic_time () + TIME_US;
  guint  n = 0;

  for (; n < MAX_SEQUENCES && (n < MIN_SEQUENCES || g_get_monotonic_time () < end_us); n++)
    {
      guint32 seed = kit_get_seed () + n;
      g_autoptr (GRand) rand = g_rand_new_with_seed (seed);
      g_autoptr (GArray) ops = g_array_new (FALSE, FALSE, sizeof (KitOp));
      gint parted;

      for (guint i = 0; i < N_OPS; i++)
        {
          KitOp op = kit_op_random (rand);

          g_array_append_val (ops, op);
        }

      parted = run (ops, twice, NULL);
      if (parted >= 0)
        {
          g_array_set_size (ops, (guint)parted + 1);
          shrink (ops, twice);
          report (ops, twice, seed);
          return;
        }
    }

  g_test_message ("%u sequences of %u operations", n, N_OPS);
}

static void
answers_as_the_model (void)
{
  check_sequences (FALSE);
}

static void
repeats_change_nothing (void)
{
  check_sequences (TRUE);
}

static const KitEntry entries[] = {
  { "/random/answers-as-the-model", answers_as_the_model },
  { "/random/repeats-after-lost-answers", repeats_change_nothing },
};

void
kit_add_store_random (void)
{
  kit_add (entries, G_N_ELEMENTS (entries));
}
