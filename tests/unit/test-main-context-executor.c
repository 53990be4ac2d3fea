/* The main-context executor: callbacks run where they belong, in order, and one that waits for a
 * context which nobody iterates is told of.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include <apsched/apsched.h>

#include "caught-messages.h"

static GMainContext *home;
static gint          order[500];
static gint          n_run;
static gint          n_ended;

static ApsExecutor *
open_executor (const char *settings)
{
  g_autoptr (GError) error = NULL;
  ApsExecutor *executor = aps_registry_new_executor ("main-context", settings, &error);

  g_assert_no_error (error);
  g_assert_true (aps_executor_start (executor, NULL, &error));
  return executor;
}

static void
ended (ApsJobContext *context,
       const char    *value,
       const GError  *error,
       const char    *output,
       gpointer       user_data)
{
  g_assert_no_error (error);
  g_atomic_int_inc (&n_ended);
}

static void
note (ApsJobContext *context, gpointer user_data)
{
  g_assert_true (g_main_context_is_owner (home));
  order[n_run++] = GPOINTER_TO_INT (user_data);
  aps_job_context_return (context, NULL);
}

/* Goes on after it has returned. */
static void
keep (ApsJobContext *context, gpointer user_data)
{
  n_run++;
  *(ApsJobContext **)user_data = g_object_ref (context);
}

static void
submit_func (ApsExecutor *executor, ApsTaskFunc func, gpointer data)
{
  g_autoptr (ApsJobContext) context =
    aps_job_context_new_for_test (aps_job_new ("wait", NULL), NULL, func, data, home, ended, NULL);
  g_autoptr (GError) error = NULL;

  g_assert_true (aps_executor_submit (executor, context, &error));
  g_assert_no_error (error);
}

static void
submit (ApsExecutor *executor, guint number)
{
  submit_func (executor, note, GINT_TO_POINTER (number));
}

static void
reset (void)
{
  n_run = n_ended = 0;
}

static void
test_order (void)
{
  g_autoptr (ApsExecutor) executor = open_executor ("max-workers=500");

  reset ();
  for (guint i = 0; i < G_N_ELEMENTS (order); i++)
    submit (executor, i);
  g_assert_cmpint (n_run, ==, 0); /* not before the context is iterated */
  g_assert_cmpuint (aps_executor_get_room (executor), ==, 0);

  while (n_ended < (gint)G_N_ELEMENTS (order))
    g_main_context_iteration (home, TRUE);
  for (guint i = 0; i < G_N_ELEMENTS (order); i++)
    g_assert_cmpint (order[i], ==, i);
  g_assert_cmpuint (aps_executor_get_room (executor), ==, 500);
}

static gboolean
flag (gpointer data)
{
  *(gboolean *)data = TRUE;
  return G_SOURCE_REMOVE;
}

/* This takes the five seconds that a job may wait. One that has begun may take its time. */
static void
test_warns (void)
{
  g_autoptr (ApsExecutor) executor = open_executor (NULL);
  g_autoptr (ApsJobContext) kept = NULL;
  gboolean late = FALSE;

  reset ();
  submit_func (executor, keep, &kept);
  while (n_run < 1)
    g_main_context_iteration (home, TRUE);

  caught_messages_expect ("*\"wait\"*5 s*aps_scheduler_add_thread_callback()*");
  submit (executor, 1);
  g_timeout_add (5500, flag, &late);
  while (!late)
    g_main_context_iteration (NULL, TRUE);
  caught_messages_assert ();

  /* It was told of; it runs all the same, once somebody comes. */
  aps_job_context_return (kept, NULL);
  while (n_ended < 2)
    g_main_context_iteration (home, TRUE);
}

/* Stopped with a job that waits: its context may still come to it. */
static void
test_dropped_while_waiting (void)
{
  ApsExecutor *executor = open_executor (NULL);

  reset ();
  submit (executor, 1);
  aps_executor_stop (executor);
  g_object_unref (executor);
  while (n_ended < 1)
    g_main_context_iteration (home, TRUE);
}

static gboolean
has_watch_thread (void)
{
  g_autoptr (GDir) folder = g_dir_open ("/proc/self/task", 0, NULL);
  const char *name;
  gboolean    found = FALSE;

  while ((name = g_dir_read_name (folder)) != NULL)
    {
      g_autofree char *path = g_build_filename ("/proc/self/task", name, "comm", NULL);
      g_autofree char *text = NULL;

      if (g_file_get_contents (path, &text, NULL, NULL))
        found |= g_str_has_prefix (text, "apsched-watch");
    }
  return found;
}

/* The thread that watches who waits has nothing to do after a stop, and does not stay. */
static void
test_stop_leaves_no_thread (void)
{
  g_autoptr (ApsExecutor) executor = open_executor (NULL);
  gint64 until_us;

  reset ();
  submit (executor, 1);
  while (n_ended < 1)
    g_main_context_iteration (home, TRUE);
  while (!has_watch_thread ())
    g_thread_yield ();
  until_us = g_get_monotonic_time () + 4 * APS_SECOND;
  aps_executor_stop (executor);
  while (has_watch_thread ())
    g_thread_yield ();
  g_assert_cmpint (g_get_monotonic_time (), <, until_us);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  caught_messages_init ();
  home = g_main_context_new ();

  g_test_add_func ("/main-context-executor/runs-in-order", test_order);
  g_test_add_func ("/main-context-executor/warns-of-a-long-wait", test_warns);
  g_test_add_func ("/main-context-executor/stop-leaves-no-thread", test_stop_leaves_no_thread);
  g_test_add_func ("/main-context-executor/dropped-while-waiting", test_dropped_while_waiting);

  return g_test_run ();
}
