/* Executors that a program gives to its scheduler.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include <apsched/apsched.h>

#define LONG (60 * APS_SECOND)

/* Runs each job where it is submitted, and counts them. */
typedef struct
{
  ApsExecutorBase parent_instance;

  gint     n_jobs; /* atomic */
  gboolean lies;   /* runs a job and says that it did not take it */
} Inline;

typedef struct
{
  ApsExecutorBaseClass parent_class;
} InlineClass;

static GType inline_get_type (void);

G_DEFINE_TYPE (Inline, inline, APS_TYPE_EXECUTOR_BASE)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (Inline, g_object_unref)

static gboolean
inline_submit (ApsExecutorBase *executor, ApsJobContext *context, GError **error)
{
  Inline *self = (Inline *)executor;

  g_atomic_int_inc (&self->n_jobs);
  aps_job_context_run (context);
  if (self->lies)
    g_set_error_literal (error, APS_ERROR, APS_ERROR_BUSY, "no room");
  return !self->lies;
}

static void
inline_class_init (InlineClass *klass)
{
  APS_EXECUTOR_BASE_CLASS (klass)->submit = inline_submit;
}

static void
inline_init (Inline *self)
{
}

static void
succeed (ApsJobContext *context, gpointer user_data)
{
  aps_job_context_return (context, NULL);
}

static void
run_one (ApsScheduler *scheduler)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GVariant) value = NULL;

  value = aps_scheduler_run_job (scheduler, aps_job_new ("work", NULL), LONG, NULL, &error);
  g_assert_no_error (error);
}

static ApsScheduler *
new_with (const char *name, Inline *executor)
{
  g_autoptr (GError) error = NULL;
  ApsScheduler *scheduler = aps_scheduler_new ();

  aps_scheduler_add_thread_callback (scheduler, "work", succeed, NULL, NULL);
  aps_scheduler_add_executor (scheduler, name, APS_EXECUTOR (executor), &error);
  g_assert_no_error (error);
  return scheduler;
}

static void
start (ApsScheduler *scheduler)
{
  g_autoptr (GError) error = NULL;

  aps_scheduler_start_in_background (scheduler, NULL, &error);
  g_assert_no_error (error);
}

static void
test_own_is_asked_first (void)
{
  g_autoptr (Inline) own = g_object_new (inline_get_type (), NULL);
  g_autoptr (ApsScheduler) scheduler = new_with ("own", own);

  start (scheduler);
  run_one (scheduler);
  g_assert_cmpint (g_atomic_int_get (&own->n_jobs), ==, 1);
}

static void
test_first_added_is_first_asked (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (Inline) first = g_object_new (inline_get_type (), NULL);
  g_autoptr (Inline) second = g_object_new (inline_get_type (), NULL);
  g_autoptr (ApsScheduler) scheduler = new_with ("first", first);

  aps_scheduler_add_executor (scheduler, "second", APS_EXECUTOR (second), &error);
  g_assert_no_error (error);
  start (scheduler);
  run_one (scheduler);
  g_assert_cmpint (g_atomic_int_get (&first->n_jobs), ==, 1);
  g_assert_cmpint (g_atomic_int_get (&second->n_jobs), ==, 0);
}

static void
test_named_by_task (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (Inline) first = g_object_new (inline_get_type (), NULL);
  g_autoptr (Inline) named = g_object_new (inline_get_type (), NULL);
  g_autoptr (ApsScheduler) scheduler = new_with ("first", first);
  ApsTask *task = aps_task_new ("work", NULL);

  aps_scheduler_add_executor (scheduler, "named", APS_EXECUTOR (named), &error);
  g_assert_no_error (error);
  aps_task_set_executor (task, "named");
  aps_scheduler_configure_task (scheduler, task, NULL, &error);
  g_assert_no_error (error);
  start (scheduler);
  run_one (scheduler);
  g_assert_cmpint (g_atomic_int_get (&named->n_jobs), ==, 1);
}

static void
test_takes_the_place_of_a_built_in_one (void)
{
  g_autoptr (Inline) own = g_object_new (inline_get_type (), NULL);
  g_autoptr (ApsScheduler) scheduler = new_with ("thread-pool", own);

  start (scheduler);
  run_one (scheduler);
  g_assert_cmpint (g_atomic_int_get (&own->n_jobs), ==, 1);
}

static void
test_refused_while_running (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (Inline) own = g_object_new (inline_get_type (), NULL);
  g_autoptr (Inline) late = g_object_new (inline_get_type (), NULL);
  g_autoptr (ApsScheduler) scheduler = new_with ("own", own);

  start (scheduler);
  g_assert_false (aps_scheduler_add_executor (scheduler, "late", APS_EXECUTOR (late), &error));
  g_assert_error (error, APS_ERROR, APS_ERROR_BUSY);
}

static void
test_run_and_refused_counts_as_run (void)
{
  g_autoptr (Inline) own = g_object_new (inline_get_type (), NULL);
  g_autoptr (ApsScheduler) scheduler = new_with ("own", own);

  own->lies = TRUE;
  start (scheduler);
  run_one (scheduler);
  run_one (scheduler);
  g_assert_cmpint (g_atomic_int_get (&own->n_jobs), ==, 2);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/scheduler/executors/own-is-asked-first", test_own_is_asked_first);
  g_test_add_func ("/scheduler/executors/first-added-is-first-asked",
                   test_first_added_is_first_asked);
  g_test_add_func ("/scheduler/executors/named-by-task", test_named_by_task);
  g_test_add_func ("/scheduler/executors/takes-the-place-of-a-built-in-one",
                   test_takes_the_place_of_a_built_in_one);
  g_test_add_func ("/scheduler/executors/refused-while-running", test_refused_while_running);
  g_test_add_func ("/scheduler/executors/run-and-refused-counts-as-run",
                   test_run_and_refused_counts_as_run);

  return g_test_run ();
}
