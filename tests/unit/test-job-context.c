/* Tests of job contexts: arguments, the one end, and executors and their room.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"

#include "caught-messages.h"

#include "interfaces/aps-executor-private.h"
#include "interfaces/aps-job-context-private.h"
#include "model/aps-job-private.h"

#include <apsched/aps-call.h>
#include <apsched/aps-error.h>
#include <apsched/aps-executor-base.h>
#include <apsched/aps-test-clock.h>

#include <string.h>

typedef struct
{
  ApsClock      *clock;
  ApsJob        *job;
  ApsJobContext *context;
  guint          n_ended;
  guint          n_dropped;
  guint          n_released;
  char          *value;
  GError        *error;
  char          *details;
  char          *output;
  gint64         started_us;
} Fixture;

static void
job_ended (ApsJobContext *context, const ApsJobEnd *end, gpointer owner)
{
  Fixture *fixture = owner;

  fixture->n_ended++;
  fixture->value = g_strdup (end->value);
  fixture->error = end->error != NULL ? g_error_copy (end->error) : NULL;
  fixture->details = g_strdup (end->error_details);
  fixture->output = g_strdup (end->output);
  fixture->started_us = end->started_us;
}

static void
context_dropped (gpointer owner)
{
  ((Fixture *)owner)->n_dropped++;
}

static void
context_gone (gpointer owner)
{
  ((Fixture *)owner)->n_released++;
}

static const ApsJobOwner owner_methods = {
  .ended = job_ended,
  .dropped = context_dropped,
  .release = context_gone,
};

static void
set_up (Fixture *fixture, gconstpointer data)
{
  fixture->clock = APS_CLOCK (aps_test_clock_new ("2026-01-31T03:00:00Z"));
  fixture->job = aps_job_new ("resize", NULL);
}

static void
begin (Fixture *fixture, ApsRunnable *runnable)
{
  fixture->context = aps_job_context_new (aps_job_get_list (fixture->job),
                                          aps_job_get_record (fixture->job),
                                          runnable,
                                          "{\"directory\":\"/\"}",
                                          NULL,
                                          fixture->clock,
                                          &owner_methods,
                                          fixture);
  aps_runnable_unref (runnable);
}

static void
end (Fixture *fixture)
{
  g_clear_pointer (&fixture->value, g_free);
  g_clear_error (&fixture->error);
  g_clear_pointer (&fixture->details, g_free);
  g_clear_pointer (&fixture->output, g_free);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  g_clear_object (&fixture->context);
  g_clear_object (&fixture->job);
  g_clear_object (&fixture->clock);
  end (fixture);
}

static void
return_arguments (ApsJobContext *context, gpointer user_data)
{
  const char *path;
  int         width;

  g_assert_true (aps_job_context_get_current () == context);
  if (!aps_job_context_read_args (context, "(&si)", &path, &width))
    return;

  g_assert_cmpstr (path, ==, "/tmp/x.png");
  aps_job_context_return (context, g_variant_new_int64 (width * 2));
}

static void
do_nothing (ApsJobContext *context, gpointer user_data)
{
}

static void
test_task_reads_and_returns (Fixture *fixture, gconstpointer data)
{
  aps_job_set_args (fixture->job, g_variant_new_parsed ("[<'/tmp/x.png'>, <int64 64>]"));
  begin (fixture, aps_runnable_new_func (return_arguments, NULL, NULL, NULL));
  g_assert_false (aps_job_context_is_completed (fixture->context));
  aps_job_context_run (fixture->context);

  g_assert_null (aps_job_context_get_current ());
  g_assert_true (aps_job_context_is_completed (fixture->context));
  g_assert_cmpuint (fixture->n_ended, ==, 1);
  g_assert_cmpstr (fixture->value, ==, "128");
  g_assert_no_error (fixture->error);
  g_assert_cmpint (fixture->started_us, ==, 1769828400000000);
}

static const struct
{
  const char *args; /* of the job, as GVariant text */
  const char *kwargs;
  const char *wanted;
  const char *result;  /* as GVariant text; NULL: refused */
  const char *problem; /* part of the message */
} argument_cases[] = {
  { NULL, NULL, "()", "()", NULL },
  { "('a', 1)", NULL, "(sx)", "('a', int64 1)", NULL },
  { "[<'a'>, <int64 1>]", NULL, "(si)", "('a', 1)", NULL },
  { "('a',)", NULL, "(si)", NULL, "task \"resize\": arguments are (s), wanted (si): argument 2" },
  { NULL, NULL, "(s)", NULL, "argument 1 is missing" },
  { "('a',)", NULL, "()", NULL, "one too many" },
  { "('a',)", "{'w': <1>}", "(sa{sv})", "('a', {'w': <1>})", NULL },
  { "[<'a'>]", "{'w': <1>}", "(sa{sv})", "('a', {'w': <1>})", NULL },
  { "('a',)", NULL, "(sa{sv})", "('a', @a{sv} {})", NULL },
  { NULL, "{'w': <1>}", "a{sv}", "{'w': <1>}", NULL },
  { NULL, "{'w': <1>}", "(a{sv})", "({'w': <1>},)", NULL },
  { "('a',)", "{'w': <1>}", "(s)", NULL, "named arguments, and none are wanted" },
  { "('a', 1)", NULL, NULL, "('a', 1)", NULL },
  { NULL, "{'w': <1>}", NULL, "{'w': <1>}", NULL },
  { "('a',)", "{'w': <1>}", NULL, "('a', {'w': <1>})", NULL },
};

static void
test_arguments (Fixture *fixture, gconstpointer data)
{
  for (guint i = 0; i < G_N_ELEMENTS (argument_cases); i++)
    {
      g_autoptr (GVariant) wanted = NULL;
      g_autoptr (GVariant) read = NULL;
      g_autoptr (GVariantType) type = NULL;

      g_set_object (&fixture->job, NULL);
      fixture->job = aps_job_new ("resize", NULL);
      if (argument_cases[i].args != NULL)
        aps_job_set_args (fixture->job, g_variant_new_parsed (argument_cases[i].args));
      if (argument_cases[i].kwargs != NULL)
        aps_job_set_kwargs (fixture->job, g_variant_new_parsed (argument_cases[i].kwargs));
      if (argument_cases[i].wanted != NULL)
        type = g_variant_type_new (argument_cases[i].wanted);

      begin (fixture, aps_runnable_new_func (do_nothing, NULL, NULL, NULL));
      read = aps_job_context_dup_args (fixture->context, type);
      if (argument_cases[i].result != NULL)
        {
          g_assert_no_error (fixture->error);
          wanted = g_variant_ref_sink (g_variant_new_parsed (argument_cases[i].result));
          g_assert_true (g_variant_equal (read, wanted));
          aps_job_context_return (fixture->context, NULL);
        }
      else
        {
          g_assert_null (read);
          g_assert_error (fixture->error, APS_ERROR, APS_ERROR_INVALID_ARGUMENT);
          g_assert_nonnull (strstr (fixture->error->message, argument_cases[i].problem));
        }

      g_clear_object (&fixture->context);
      end (fixture);
    }
}

static void
test_lent_text_lives (Fixture *fixture, gconstpointer data)
{
  g_autofree const char **list = NULL;
  const char             *text;

  aps_job_set_args (fixture->job, g_variant_new_parsed ("[<'a'>, <[<'b'>, <'c'>]>]"));
  begin (fixture, aps_runnable_new_func (do_nothing, NULL, NULL, NULL));
  g_assert_true (aps_job_context_read_args (fixture->context, "(&s^a&s)", &text, &list));
  g_assert_cmpstr (text, ==, "a");
  g_assert_cmpstr (list[0], ==, "b");
  g_assert_cmpstr (list[1], ==, "c");
  aps_job_context_return (fixture->context, NULL);
  g_assert_cmpstr (fixture->value, ==, "null");
}

static void
test_completes_once (Fixture *fixture, gconstpointer data)
{
  begin (fixture, aps_runnable_new_func (do_nothing, NULL, NULL, NULL));
  aps_job_context_set_output (fixture->context, "hello");
  aps_job_context_return_error (fixture->context,
                                g_error_new_literal (G_IO_ERROR,
                                                     G_IO_ERROR_NO_SPACE,
                                                     "No room left"));

  caught_messages_expect ("*resize*twice*");
  aps_job_context_return (fixture->context, NULL);
  caught_messages_assert ();

  g_assert_cmpuint (fixture->n_ended, ==, 1);
  g_assert_error (fixture->error, G_IO_ERROR, G_IO_ERROR_NO_SPACE);
  g_assert_cmpstr (fixture->output, ==, "hello");
  g_assert_cmpint (fixture->started_us, ==, APS_TIME_NONE);
}

static void
test_dropped_is_an_error (Fixture *fixture, gconstpointer data)
{
  begin (fixture, aps_runnable_new_func (do_nothing, NULL, NULL, NULL));
  aps_job_context_run (fixture->context);
  g_assert_cmpuint (fixture->n_ended, ==, 0);

  g_clear_object (&fixture->context);
  g_assert_cmpuint (fixture->n_ended, ==, 1);
  g_assert_error (fixture->error, APS_ERROR, APS_ERROR_JOB_FAILED);
  g_assert_nonnull (strstr (fixture->error->message, "dropped"));
  g_assert_cmpuint (fixture->n_dropped, ==, 1);
  g_assert_cmpuint (fixture->n_released, ==, 1);
}

static void
test_given_up_is_silent (Fixture *fixture, gconstpointer data)
{
  begin (fixture, aps_runnable_new_func (do_nothing, NULL, NULL, NULL));
  g_assert_true (aps_job_context_give_up (fixture->context));
  g_assert_false (aps_job_context_give_up (fixture->context)); /* who does, does it once */
  g_assert_true (aps_job_context_is_completed (fixture->context));
  aps_job_context_return (fixture->context, NULL);
  aps_job_context_return (fixture->context, NULL);
  aps_job_context_set_progress (fixture->context, 0.5, NULL);
  g_clear_object (&fixture->context);
  g_assert_cmpuint (fixture->n_ended, ==, 0);
}

static void
test_failure_of_a_language (Fixture *fixture, gconstpointer data)
{
  begin (fixture, aps_runnable_new_func (do_nothing, NULL, NULL, NULL));
  aps_job_context_return_failure (fixture->context, "ValueError", "bad \"x\"", "line 1\nline 2");
  g_assert_error (fixture->error, APS_ERROR, APS_ERROR_JOB_FAILED);
  g_assert_cmpstr (fixture->error->message, ==, "ValueError: bad \"x\"");
  g_assert_cmpstr (fixture->details,
                   ==,
                   "{\"type\":\"ValueError\",\"message\":\"bad \\\"x\\\"\","
                   "\"traceback\":\"line 1\\nline 2\"}");
}

static void
test_json_values (Fixture *fixture, gconstpointer data)
{
  begin (fixture, aps_runnable_new_func (do_nothing, NULL, NULL, NULL));
  aps_job_context_return_json (fixture->context, " [ 1 ] ");
  g_assert_cmpstr (fixture->value, ==, "[1]");
  g_clear_object (&fixture->context);
  end (fixture);

  begin (fixture, aps_runnable_new_func (do_nothing, NULL, NULL, NULL));
  aps_job_context_return_json (fixture->context, "[");
  g_assert_null (fixture->value);
  g_assert_error (fixture->error, APS_ERROR, APS_ERROR_INVALID_ARGUMENT);
}

static GVariant *
make_deep (void)
{
  GVariant *value = g_variant_new_int64 (5);

  for (guint i = 0; i < 150; i++)
    value = g_variant_new_array (G_VARIANT_TYPE_VARIANT,
                                 (GVariant *[]){ g_variant_new_variant (value) },
                                 1);

  return value;
}

static void
test_too_deep_values (Fixture *fixture, gconstpointer data)
{
  caught_messages_expect ("*ApsJob*nested*");
  aps_job_set_args (fixture->job, make_deep ());
  caught_messages_assert ();
  g_assert_null (aps_job_get_args_json (fixture->job));

  begin (fixture, aps_runnable_new_func (do_nothing, NULL, NULL, NULL));
  aps_job_context_return (fixture->context, make_deep ());
  g_assert_null (fixture->value);
  g_assert_error (fixture->error, APS_ERROR, APS_ERROR_TOO_LARGE);
}

/* As a binding would. */
static void
test_of_no_job (Fixture *fixture, gconstpointer data)
{
  g_object_unref (g_object_new (APS_TYPE_JOB_CONTEXT, NULL));
}

static void
test_cancelled_before_asked (Fixture *fixture, gconstpointer data)
{
  begin (fixture, aps_runnable_new_func (do_nothing, NULL, NULL, NULL));
  aps_job_context_cancel (fixture->context);
  g_assert_true (g_cancellable_is_cancelled (aps_job_context_get_cancellable (fixture->context)));
  aps_job_context_return (fixture->context, NULL);
}

static void
test_cancelled_after_asked (Fixture *fixture, gconstpointer data)
{
  GCancellable *cancellable;

  begin (fixture, aps_runnable_new_func (do_nothing, NULL, NULL, NULL));
  cancellable = aps_job_context_get_cancellable (fixture->context);
  g_assert_false (g_cancellable_is_cancelled (cancellable));
  aps_job_context_cancel (fixture->context);
  g_assert_true (g_cancellable_is_cancelled (cancellable));
  g_assert_true (aps_job_context_get_cancellable (fixture->context) == cancellable);
  aps_job_context_return (fixture->context, NULL);
}

static void
test_progress (Fixture *fixture, gconstpointer data)
{
  g_autofree char *text = NULL;
  g_autofree char *none = NULL;

  begin (fixture, aps_runnable_new_func (do_nothing, NULL, NULL, NULL));
  aps_job_context_set_progress (fixture->context, 7, "reading");
  g_assert_cmpfloat (aps_job_context_get_progress (fixture->context, &text), ==, 1.0);
  g_assert_cmpstr (text, ==, "reading");
  aps_job_context_set_progress (fixture->context, -3, NULL);
  g_assert_cmpfloat (aps_job_context_get_progress (fixture->context, &none), ==, -1.0);
  g_assert_null (none);
  aps_job_context_return (fixture->context, NULL);
}

static void
test_reference (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GVariant) options = NULL;

  begin (fixture, aps_runnable_new_reference ("command:tidy --days 30"));
  g_assert_cmpstr (aps_job_context_get_scheme (fixture->context), ==, "command");
  g_assert_cmpint (aps_job_context_get_started (fixture->context), ==, APS_TIME_NONE);
  g_assert_cmpstr (aps_job_context_get_callable (fixture->context), ==, "command:tidy --days 30");
  g_assert_cmpint (aps_job_context_get_started (fixture->context), ==, 1769828400000000);
  options = aps_job_context_dup_options (fixture->context);
  g_assert_true (g_variant_is_of_type (options, G_VARIANT_TYPE_VARDICT));
  g_assert_null (aps_job_context_get_main_context (fixture->context));

  aps_job_context_run (fixture->context);
  g_assert_error (fixture->error, APS_ERROR, APS_ERROR_NOT_SUPPORTED);
}

static void
test_home (Fixture *fixture, gconstpointer data)
{
  g_autoptr (ApsHomeContext) home = aps_home_context_get (NULL);
  guint n_destroyed = 0;

  begin (fixture,
         aps_runnable_new_func (do_nothing, &n_destroyed, (GDestroyNotify)g_atomic_int_inc, home));
  g_assert_cmpstr (aps_job_context_get_scheme (fixture->context), ==, "callback");
  g_assert_cmpstr (aps_job_context_get_callable (fixture->context), ==, "resize");
  g_assert_true (aps_job_context_get_main_context (fixture->context) == g_main_context_default ());
  aps_job_context_return (fixture->context, NULL);

  g_clear_object (&fixture->context);
  while (n_destroyed == 0)
    g_main_context_iteration (NULL, TRUE);
}

static void
test_scheduler_is_kept_weakly (Fixture *fixture, gconstpointer data)
{
  GObject *scheduler = g_object_new (G_TYPE_OBJECT, NULL);
  g_autoptr (ApsSchedulerRef) ref = aps_scheduler_ref_new (scheduler);
  g_autoptr (ApsRunnable) runnable = aps_runnable_new_func (do_nothing, NULL, NULL, NULL);
  ApsJobContext *contexts[2];

  for (guint i = 0; i < G_N_ELEMENTS (contexts); i++)
    {
      contexts[i] = aps_job_context_new (aps_job_get_list (fixture->job),
                                         aps_job_get_record (fixture->job),
                                         runnable,
                                         NULL,
                                         ref,
                                         fixture->clock,
                                         &owner_methods,
                                         fixture);
      g_assert_true (aps_job_context_get_scheduler (contexts[i]) == scheduler);
    }

  g_object_unref (scheduler);
  for (guint i = 0; i < G_N_ELEMENTS (contexts); i++)
    {
      g_assert_null (aps_job_context_get_scheduler (contexts[i]));
      aps_job_context_return (contexts[i], NULL);
      end (fixture);
      g_object_unref (contexts[i]);
    }
}

/* An executor in C that keeps what it is given. */

typedef struct
{
  ApsExecutorBase parent_instance;
} KeepExecutor;

typedef ApsExecutorBaseClass KeepExecutorClass;

static GType keep_executor_get_type (void);
G_DEFINE_TYPE (KeepExecutor, keep_executor, APS_TYPE_EXECUTOR_BASE)

static gboolean
keep_executor_submit (ApsExecutorBase *self, ApsJobContext *context, GError **error)
{
  g_object_set_data_full (G_OBJECT (self), "context", g_object_ref (context), g_object_unref);
  return TRUE;
}

static void
keep_executor_class_init (KeepExecutorClass *klass)
{
  klass->submit = keep_executor_submit;
}

static void
keep_executor_init (KeepExecutor *self)
{
}

static void
room_changed (gpointer data)
{
  (*(guint *)data)++;
}

static void
test_room (Fixture *fixture, gconstpointer data)
{
  g_autoptr (ApsExecutor)
    executor = g_object_new (keep_executor_get_type (), "max-workers", 1, NULL);
  g_autoptr (GError) error = NULL;
  guint n_changed = 0;
  guint watch = aps_executor_watch_room (executor, room_changed, &n_changed);

  begin (fixture, aps_runnable_new_func (do_nothing, NULL, NULL, NULL));
  g_assert_cmpuint (aps_executor_get_room (executor), ==, 1);
  g_assert_true (aps_executor_submit (executor, fixture->context, NULL));
  g_assert_cmpuint (aps_executor_get_room (executor), ==, 0);

  g_assert_false (aps_executor_submit (executor, fixture->context, &error));
  g_assert_error (error, APS_ERROR, APS_ERROR_BUSY);

  /* Given up by the scheduler, the task still takes its place. */
  aps_job_context_give_up (fixture->context);
  g_assert_cmpuint (aps_executor_get_room (executor), ==, 0);
  aps_job_context_return (fixture->context, NULL);
  g_assert_cmpuint (aps_executor_get_room (executor), ==, 1);
  g_assert_cmpuint (n_changed, ==, 1);

  aps_executor_unwatch_room (executor, watch);
  aps_executor_room_changed (executor);
  g_assert_cmpuint (n_changed, ==, 1);
}

/* An executor as other languages have it. */

typedef KeepExecutor      ForeignExecutor;
typedef KeepExecutorClass ForeignExecutorClass;

static GType foreign_executor_get_type (void);
G_DEFINE_TYPE (ForeignExecutor, foreign_executor, APS_TYPE_EXECUTOR_BASE)

static void
foreign_executor_begin (
  ApsExecutorBase *self, ApsCall *call, const char *callable, const char *arguments, GError **error)
{
  g_assert_cmpstr (callable, ==, "remote:f");
  g_assert_cmpstr (arguments, ==, "{\"args\":[1],\"kwargs\":{}}");
  if (g_object_get_data (G_OBJECT (self), "fails") != NULL)
    aps_call_fail (call, "Nobody there");
  else
    aps_call_answer (call, "[1,2]");
}

static void
foreign_executor_class_init (ForeignExecutorClass *klass)
{
  klass->begin = foreign_executor_begin;
}

static void
foreign_executor_init (ForeignExecutor *self)
{
}

static void
run_foreign (Fixture *fixture, ApsExecutor *executor)
{
  g_assert_true (aps_job_set_args_json (fixture->job, "[1]", NULL));
  begin (fixture, aps_runnable_new_reference ("remote:f"));
  g_assert_true (aps_executor_submit (executor, fixture->context, NULL));
  while (!aps_job_context_is_completed (fixture->context))
    g_main_context_iteration (NULL, TRUE);
}

static void
test_foreign (Fixture *fixture, gconstpointer data)
{
  const char *const schemes[] = { "remote", NULL };
  g_autoptr (ApsExecutor) executor = g_object_new (foreign_executor_get_type (), NULL);

  aps_executor_base_set_schemes (APS_EXECUTOR_BASE (executor), schemes);
  g_assert_cmpstrv (aps_executor_get_schemes (executor), schemes);

  run_foreign (fixture, executor);
  g_assert_cmpstr (fixture->value, ==, "[1,2]");
  g_clear_object (&fixture->context);
  end (fixture);

  g_object_set_data (G_OBJECT (executor), "fails", executor);
  run_foreign (fixture, executor);
  g_assert_null (fixture->value);
  g_assert_nonnull (strstr (fixture->error->message, "Nobody there"));
}

#define ADD(path, test) g_test_add (path, Fixture, NULL, set_up, test, tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  caught_messages_init ();

  ADD ("/job-context/task-reads-and-returns", test_task_reads_and_returns);
  ADD ("/job-context/args/fitted", test_arguments);
  ADD ("/job-context/args/lent-text-lives", test_lent_text_lives);
  ADD ("/job-context/end/once", test_completes_once);
  ADD ("/job-context/end/dropped-is-an-error", test_dropped_is_an_error);
  ADD ("/job-context/end/given-up-is-silent", test_given_up_is_silent);
  ADD ("/job-context/end/failure-of-a-language", test_failure_of_a_language);
  ADD ("/job-context/end/json-values", test_json_values);
  ADD ("/job-context/end/too-deep-values", test_too_deep_values);
  ADD ("/job-context/of-no-job-is-dropped", test_of_no_job);
  ADD ("/job-context/cancel/before-the-cancellable-is-asked-for", test_cancelled_before_asked);
  ADD ("/job-context/cancel/after-it", test_cancelled_after_asked);
  ADD ("/job-context/progress", test_progress);
  ADD ("/job-context/reference", test_reference);
  ADD ("/job-context/home", test_home);
  ADD ("/job-context/scheduler-is-kept-weakly", test_scheduler_is_kept_weakly);
  ADD ("/executor-base/room", test_room);
  ADD ("/executor-base/foreign", test_foreign);

  return g_test_run ();
}
