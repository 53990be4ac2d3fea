/* Calls into a main context: their order and place, who counts as iterating, serving while blocked.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include <apsched/apsched.h>

#include "core/aps-home-context-private.h"

typedef struct
{
  GMainContext *context;
  GThread      *thread;
  GThread      *iterating; /* thread, as it says itself */
  int           stop;      /* atomic */
  int           n_done;    /* atomic */
  guint         n_destroyed;
  guint         last;
  gboolean      in_order;
} Home;

typedef struct
{
  Home *home;
  guint number;
} Note;

static gpointer
iterate (gpointer data)
{
  Home *home = data;

  home->iterating = g_thread_self ();
  g_main_context_push_thread_default (home->context);
  while (!g_atomic_int_get (&home->stop))
    g_main_context_iteration (home->context, TRUE);
  g_main_context_pop_thread_default (home->context);

  return NULL;
}

static void
home_init (Home *home)
{
  *home = (Home){ .context = g_main_context_new (), .in_order = TRUE };
}

static void
home_start (Home *home)
{
  home->thread = g_thread_new ("home", iterate, home);
}

static void
home_stop (Home *home)
{
  g_atomic_int_set (&home->stop, TRUE);
  g_main_context_wakeup (home->context);
  g_thread_join (home->thread);
  home->thread = NULL;
  home->iterating = NULL;
}

static void
wait_until (int *value, int wanted)
{
  while (g_atomic_int_get (value) < wanted)
    g_thread_yield ();
}

static void
take_note (gpointer data)
{
  Note *note = data;

  g_assert_true (note->home->iterating == NULL || note->home->iterating == g_thread_self ());
  note->home->in_order &= note->number == note->home->last + 1;
  note->home->last = note->number;
}

static void
free_note (gpointer data)
{
  Note *note = data;

  g_assert_true (note->home->iterating == NULL || note->home->iterating == g_thread_self ());
  note->home->n_destroyed++;
  g_atomic_int_inc (&note->home->n_done);
  g_free (note);
}

static void
push_notes (ApsHomeContext *context, Home *home, guint first, guint n)
{
  for (guint i = 0; i < n; i++)
    {
      Note note = { .home = home, .number = first + i };

      aps_home_context_push (context, take_note, g_memdup2 (&note, sizeof note), free_note);
    }
}

static void
test_one_for_each_context (void)
{
  g_autoptr (GMainContext) context = g_main_context_new ();
  g_autoptr (ApsHomeContext) a = aps_home_context_get (NULL);
  g_autoptr (ApsHomeContext) b = aps_home_context_get (g_main_context_default ());
  g_autoptr (ApsHomeContext) c = aps_home_context_get (context);
  g_autoptr (ApsHomeContext) d = NULL;

  g_main_context_push_thread_default (context);
  d = aps_home_context_get_thread_default ();
  g_main_context_pop_thread_default (context);

  g_assert_true (a == b);
  g_assert_true (c == d);
  g_assert_true (a != c);
  g_assert_true (aps_home_context_get_main_context (c) == context);
}

static void
test_calls_in_order_in_the_context (void)
{
  Home home;
  g_autoptr (ApsHomeContext) context = NULL;

  home_init (&home);
  context = aps_home_context_get (home.context);
  push_notes (context, &home, 1, 100);
  g_assert_cmpuint (aps_home_context_get_length (context), ==, 100);
  home_start (&home);
  push_notes (context, &home, 101, 100000);
  wait_until (&home.n_done, 100100);
  home_stop (&home);

  g_assert_true (home.in_order);
  g_assert_cmpuint (home.n_destroyed, ==, 100100);
  g_assert_cmpuint (aps_home_context_get_length (context), ==, 0);
  g_main_context_unref (home.context);
}

static gboolean
count_turn (gpointer data)
{
  ++*(guint *)data;
  return G_SOURCE_CONTINUE;
}

static void
spend_a_millisecond (gpointer data)
{
  gint64 until = g_get_monotonic_time () + APS_MILLISECOND;

  while (g_get_monotonic_time () < until)
    ;
}

/* A long queue leaves the other sources of the context their turns. */
static void
test_slices (void)
{
  Home home;
  g_autoptr (ApsHomeContext) context = NULL;
  g_autoptr (GSource) source = g_idle_source_new ();
  guint n_turns = 0;

  home_init (&home);
  context = aps_home_context_get (home.context);
  g_source_set_callback (source, count_turn, &n_turns, NULL);
  g_source_set_priority (source, G_PRIORITY_DEFAULT);
  g_source_attach (source, home.context);

  for (guint i = 0; i < 50; i++)
    aps_home_context_push (context, spend_a_millisecond, NULL, NULL);
  while (aps_home_context_get_length (context) > 0)
    g_main_context_iteration (home.context, TRUE);

  g_assert_cmpuint (n_turns, >=, 8);
  g_source_destroy (source);
  g_main_context_unref (home.context);
}

static void
test_null_functions (void)
{
  Home home;
  g_autoptr (ApsHomeContext) context = NULL;

  home_init (&home);
  context = aps_home_context_get (home.context);
  aps_home_context_push (context, NULL, g_new (int, 1), g_free);
  aps_home_context_push (context, NULL, NULL, NULL);
  g_assert_true (g_main_context_iteration (home.context, FALSE));
  g_assert_cmpuint (aps_home_context_get_length (context), ==, 0);
  g_main_context_unref (home.context);
}

static gboolean
set_true (gpointer data)
{
  g_atomic_int_set ((int *)data, TRUE);
  return G_SOURCE_REMOVE;
}

static void
test_who_iterates (void)
{
  Home home;
  g_autoptr (ApsHomeContext) context = NULL;
  int reached = FALSE;

  home_init (&home);
  context = aps_home_context_get (home.context);
  g_assert_false (aps_home_context_is_iterated (context));

  /* To own it is not to iterate it. */
  g_assert_true (g_main_context_acquire (home.context));
  g_assert_false (aps_home_context_is_iterated (context));
  g_main_context_release (home.context);

  g_main_context_iteration (home.context, FALSE);
  g_assert_true (aps_home_context_is_iterated (context));

  home_start (&home);
  g_main_context_invoke_full (home.context, 0, set_true, &reached, NULL);
  wait_until (&reached, TRUE);
  g_assert_true (aps_home_context_is_iterated (context));
  g_assert_false (aps_home_context_is_own (context));
  home_stop (&home);
  g_main_context_unref (home.context);
}

/* A loop that slept before the home context was made is found out too. */
static void
test_sleeping_loop_is_found (void)
{
  Home home;
  g_autoptr (ApsHomeContext) context = NULL;

  home_init (&home);
  home_start (&home);
  context = aps_home_context_get (home.context);
  while (!aps_home_context_is_iterated (context))
    g_thread_yield ();
  home_stop (&home);
  g_main_context_unref (home.context);
}

typedef struct
{
  ApsHomeContext *context;
  guint           depth;
  guint           deepest;
  gboolean        done[21];
} Nest;

static gboolean
is_true (gpointer data)
{
  return *(gboolean *)data;
}

static void
nest (gpointer data)
{
  Nest *self = data;
  guint depth = ++self->depth;

  self->deepest = MAX (self->deepest, depth);
  if (depth < G_N_ELEMENTS (self->done))
    {
      aps_home_context_push (self->context, nest, self, NULL);
      g_assert_true (
        aps_home_context_serve (self->context, APS_FOREVER, is_true, &self->done[depth]));
      g_assert_true (aps_home_context_is_iterated (self->context));
    }
  self->done[depth - 1] = TRUE;
}

static void
test_serves_nested (void)
{
  g_autoptr (ApsHomeContext) context = aps_home_context_get (NULL);
  Nest self = { .context = context };

  g_assert_true (aps_home_context_is_own (context));
  aps_home_context_push (context, nest, &self, NULL);
  g_assert_true (aps_home_context_serve (context, APS_FOREVER, is_true, &self.done[0]));
  g_assert_cmpuint (self.deepest, ==, 21);
}

static gpointer
kick_later (gpointer data)
{
  gpointer *args = data;

  for (guint i = 0; i < 1000; i++)
    aps_home_context_kick (args[0]);
  g_atomic_int_set ((int *)args[1], TRUE);
  aps_home_context_kick (args[0]);
  return NULL;
}

static gboolean
is_atomically_true (gpointer data)
{
  return g_atomic_int_get ((int *)data);
}

static void
test_kick_ends_serving (void)
{
  for (guint i = 0; i < 200; i++)
    {
      g_autoptr (ApsHomeContext) context = aps_home_context_get (NULL);
      int      done = FALSE;
      gpointer args[] = { context, &done };
      GThread *thread = g_thread_new ("kick", kick_later, args);

      g_assert_true (aps_home_context_serve (context, APS_FOREVER, is_atomically_true, &done));
      g_thread_join (thread);
    }
}

static void
test_serving_times_out (void)
{
  g_autoptr (ApsHomeContext) context = aps_home_context_get (NULL);
  gboolean done = FALSE;
  gint64   start = g_get_monotonic_time ();

  g_assert_false (aps_home_context_serve (context, 0, is_true, &done));
  g_assert_false (aps_home_context_serve (context, 20 * APS_MILLISECOND, is_true, &done));
  g_assert_cmpint (g_get_monotonic_time () - start, >=, 20 * APS_MILLISECOND);
}

static void
count_done (gpointer data)
{
  g_atomic_int_inc (&((Home *)data)->n_done);
}

static gpointer
churn (gpointer data)
{
  Home *home = data;

  for (guint i = 0; i < 2000; i++)
    {
      g_autoptr (ApsHomeContext) context = aps_home_context_get (home->context);

      aps_home_context_push (context, count_done, home, NULL);
    }

  return NULL;
}

/* Made and dropped in several threads while the loop runs. */
static void
test_comes_and_goes (void)
{
  Home     home;
  GThread *threads[4];

  home_init (&home);
  home_start (&home);
  for (guint i = 0; i < G_N_ELEMENTS (threads); i++)
    threads[i] = g_thread_new ("churn", churn, &home);
  for (guint i = 0; i < G_N_ELEMENTS (threads); i++)
    g_thread_join (threads[i]);
  wait_until (&home.n_done, 8000);
  home_stop (&home);
  g_main_context_unref (home.context);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/home-context/one-for-each-context", test_one_for_each_context);
  g_test_add_func ("/home-context/calls-in-order-in-the-context",
                   test_calls_in_order_in_the_context);
  g_test_add_func ("/home-context/leaves-others-their-turn", test_slices);
  g_test_add_func ("/home-context/null-functions", test_null_functions);
  g_test_add_func ("/home-context/who-iterates", test_who_iterates);
  g_test_add_func ("/home-context/sleeping-loop-is-found", test_sleeping_loop_is_found);
  g_test_add_func ("/home-context/serves-21-deep", test_serves_nested);
  g_test_add_func ("/home-context/kick-ends-serving", test_kick_ends_serving);
  g_test_add_func ("/home-context/serving-times-out", test_serving_times_out);
  g_test_add_func ("/home-context/comes-and-goes", test_comes_and_goes);

  return g_test_run ();
}
