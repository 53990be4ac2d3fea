/* Calls that implementers answer: once, later, never, too late, twice.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include <apsched/apsched.h>

#include "core/aps-call-private.h"

#include <stdlib.h>
#include <string.h>

static void
test_answer (void)
{
  g_autoptr (ApsAnswer) answer = aps_answer_new ("test", NULL);
  g_autoptr (ApsCall) call = aps_call_new (answer);
  g_autoptr (GError) error = NULL;
  g_autofree char *json = NULL;

  aps_call_answer (call, "[1]");
  g_assert_true (aps_answer_wait (answer, 0, NULL, &json, &error));
  g_assert_no_error (error);
  g_assert_cmpstr (json, ==, "[1]");
}

static void
test_nothing_to_say (void)
{
  g_autoptr (ApsAnswer) answer = aps_answer_new ("test", NULL);
  g_autoptr (ApsCall) call = aps_call_new (answer);
  g_autofree char *json = g_strdup ("not written");

  aps_call_answer (call, NULL);
  g_clear_pointer (&json, g_free);
  g_assert_true (aps_answer_wait (answer, APS_FOREVER, NULL, &json, NULL));
  g_assert_null (json);
}

static void
test_fail (void)
{
  g_autoptr (ApsAnswer) answer = aps_answer_new ("test", NULL);
  g_autoptr (ApsCall) call = aps_call_new (answer);
  g_autoptr (GError) error = NULL;

  aps_call_fail (call, "the disk is full");
  g_assert_false (aps_answer_wait (answer, 0, NULL, NULL, &error));
  g_assert_error (error, APS_ERROR, APS_ERROR_FAILED);
  g_assert_cmpstr (error->message, ==, "the disk is full");
}

static void
test_fail_error (void)
{
  g_autoptr (ApsAnswer) answer = aps_answer_new ("test", NULL);
  g_autoptr (ApsCall) call = aps_call_new (answer);
  g_autoptr (GError) busy = g_error_new_literal (APS_ERROR, APS_ERROR_BUSY, "locked");
  g_autoptr (GError) error = NULL;

  aps_call_fail_error (call, busy);
  g_assert_false (aps_answer_wait (answer, 0, NULL, NULL, &error));
  g_assert_error (error, APS_ERROR, APS_ERROR_BUSY);
}

static void
test_thrown (void)
{
  g_autoptr (ApsAnswer) answer = aps_answer_new ("test", NULL);
  g_autoptr (ApsCall) call = aps_call_new (answer);
  g_autoptr (GError) error = NULL;

  aps_call_thrown (call, NULL);
  g_assert_false (aps_call_is_cancelled (call));
  aps_call_thrown (call, g_error_new_literal (APS_ERROR, APS_ERROR_BUSY, "locked"));
  g_assert_false (aps_answer_wait (answer, 0, NULL, NULL, &error));
  g_assert_error (error, APS_ERROR, APS_ERROR_BUSY);
}

static gpointer
answer_later (gpointer data)
{
  g_autoptr (ApsCall) call = data;

  g_thread_yield ();
  aps_call_answer (call, "true");
  return NULL;
}

static void
test_answer_from_another_thread (void)
{
  for (guint i = 0; i < 500; i++)
    {
      g_autoptr (ApsAnswer) answer = aps_answer_new ("test", NULL);
      g_autoptr (ApsHomeContext) home = i % 2 == 0 ? NULL : aps_home_context_get (NULL);
      GThread         *thread = g_thread_new ("answer", answer_later, aps_call_new (answer));
      g_autofree char *json = NULL;

      g_assert_true (aps_answer_wait (answer, APS_FOREVER, home, &json, NULL));
      g_assert_cmpstr (json, ==, "true");
      g_thread_join (thread);
    }
}

static void
test_dropped (void)
{
  g_autoptr (ApsAnswer) answer = aps_answer_new ("put_tasks of store Mine", NULL);
  g_autoptr (GError) error = NULL;

  g_object_unref (aps_call_new (answer));
  g_assert_false (aps_answer_wait (answer, APS_FOREVER, NULL, NULL, &error));
  g_assert_error (error, APS_ERROR, APS_ERROR_IMPLEMENTATION);
  g_assert_nonnull (strstr (error->message, "put_tasks of store Mine"));
}

static void
test_too_late (void)
{
  g_autoptr (ApsAnswer) answer = aps_answer_new ("test", NULL);
  g_autoptr (ApsCall) call = aps_call_new (answer);
  g_autoptr (GError) error = NULL;

  g_assert_false (aps_call_is_cancelled (call));
  g_assert_false (aps_answer_wait (answer, APS_MILLISECOND, NULL, NULL, &error));
  g_assert_error (error, APS_ERROR, APS_ERROR_TIMED_OUT);
  g_assert_true (aps_call_is_cancelled (call));
  aps_call_answer (call, "1"); /* in silence: it is nobody's mistake */
}

static void
test_twice_warns (void)
{
  if (g_test_subprocess ())
    {
      g_autoptr (ApsAnswer) answer = aps_answer_new ("test", NULL);
      g_autoptr (ApsCall) call = aps_call_new (answer);
      g_autofree char *json = NULL;

      g_log_set_always_fatal (G_LOG_LEVEL_ERROR);
      aps_call_answer (call, "1");
      aps_call_fail (call, "no");
      g_assert_true (aps_answer_wait (answer, 0, NULL, &json, NULL));
      g_assert_cmpstr (json, ==, "1");
      exit (0);
    }

  g_test_trap_subprocess (NULL, 0, 0);
  g_test_trap_assert_passed ();
  g_test_trap_assert_stderr ("*answered before*");
}

static gpointer
cancel_later (gpointer data)
{
  g_thread_yield ();
  g_cancellable_cancel (data);
  return NULL;
}

static void
test_cancelled (void)
{
  for (guint i = 0; i < 500; i++)
    {
      g_autoptr (GCancellable) cancellable = g_cancellable_new ();
      g_autoptr (ApsAnswer) answer = aps_answer_new ("test", cancellable);
      g_autoptr (ApsHomeContext) home = i % 2 == 0 ? NULL : aps_home_context_get (NULL);
      g_autoptr (ApsCall) call = aps_call_new (answer);
      g_autoptr (GError) error = NULL;
      GThread *thread = g_thread_new ("cancel", cancel_later, cancellable);

      g_assert_true (aps_call_get_cancellable (call) == cancellable);
      g_assert_false (aps_answer_wait (answer, APS_FOREVER, home, NULL, &error));
      g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
      g_assert_true (aps_call_is_cancelled (call));
      g_thread_join (thread);
    }
}

static void
count (const char *json, const GError *error, gpointer data)
{
  g_assert_true ((json == NULL) != (error == NULL));
  ++*(guint *)data;
}

static void
count_destroy (gpointer data)
{
  *(guint *)data += 10;
}

static void
test_then (void)
{
  g_autoptr (ApsAnswer) early = aps_answer_new ("test", NULL);
  g_autoptr (ApsAnswer) late = aps_answer_new ("test", NULL);
  g_autoptr (ApsCall) early_call = aps_call_new (early);
  g_autoptr (ApsCall) late_call = aps_call_new (late);
  guint n = 0;

  aps_call_answer (early_call, "1");
  aps_answer_then (early, count, &n, count_destroy);
  g_assert_cmpuint (n, ==, 11);

  aps_answer_then (late, count, &n, count_destroy);
  g_assert_cmpuint (n, ==, 11);
  aps_call_fail (late_call, "no");
  g_assert_cmpuint (n, ==, 22);
}

static void
test_time_out (void)
{
  g_autoptr (ApsAnswer) answer = aps_answer_new ("test", NULL);
  g_autoptr (ApsCall) call = aps_call_new (answer);
  guint n = 0;

  aps_answer_then (answer, count, &n, NULL);
  g_assert_true (aps_answer_time_out (answer));
  g_assert_false (aps_answer_time_out (answer));
  g_assert_cmpuint (n, ==, 1);
  aps_call_answer (call, "1");
  g_assert_cmpuint (n, ==, 1);
}

static void
answer_call (gpointer data)
{
  aps_call_answer (data, "\"from home\"");
}

/* The implementer lives in the context of the thread that waits. */
static void
test_serves_home (void)
{
  g_autoptr (ApsHomeContext) home = aps_home_context_get (NULL);
  g_autoptr (ApsAnswer) answer = aps_answer_new ("test", NULL);
  g_autofree char *json = NULL;

  aps_home_context_push (home, answer_call, aps_call_new (answer), g_object_unref);
  g_assert_true (aps_answer_wait (answer, APS_FOREVER, home, &json, NULL));
  g_assert_cmpstr (json, ==, "\"from home\"");
}

static void
test_plain_object (void)
{
  g_autoptr (ApsCall) call = g_object_new (APS_TYPE_CALL, NULL);

  g_assert_false (aps_call_is_cancelled (call));
  aps_call_answer (call, NULL);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/call/answer", test_answer);
  g_test_add_func ("/call/nothing-to-say", test_nothing_to_say);
  g_test_add_func ("/call/fail", test_fail);
  g_test_add_func ("/call/fail-with-code", test_fail_error);
  g_test_add_func ("/call/thrown-is-the-answer", test_thrown);
  g_test_add_func ("/call/answer-from-another-thread", test_answer_from_another_thread);
  g_test_add_func ("/call/dropped-is-an-error", test_dropped);
  g_test_add_func ("/call/too-late-is-dropped", test_too_late);
  g_test_add_func ("/call/twice-warns", test_twice_warns);
  g_test_add_func ("/call/cancelled", test_cancelled);
  g_test_add_func ("/call/then", test_then);
  g_test_add_func ("/call/time-out", test_time_out);
  g_test_add_func ("/call/waiting-serves-the-home-context", test_serves_home);
  g_test_add_func ("/call/plain-object", test_plain_object);

  return g_test_run ();
}
