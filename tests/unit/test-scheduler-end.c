/* Ends that nobody asked for in order: the last reference dropped inside a job, the end of the
 * process while jobs run, a fork.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include <apsched/apsched.h>

#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

/* Generous: only a broken scheduler lets it run out. */
#define LONG (60 * APS_SECOND)

#define N_FORKS 5

/* A scheduler whose last reference a job drops. */
typedef struct
{
  ApsScheduler *scheduler;
  GMutex        lock;
  GCond         changed;
  gboolean      ready;   /* guarded by lock: nobody else uses it */
  gboolean      gone;    /* guarded by lock: nobody has a reference any more */
  gboolean      dropped; /* guarded by lock: its main loop may end */
} Drop;

static void
scheduler_gone (gpointer data, GObject *where_it_was)
{
  Drop *drop = data;

  g_mutex_lock (&drop->lock);
  drop->gone = TRUE;
  g_cond_broadcast (&drop->changed);
  g_mutex_unlock (&drop->lock);
}

static void
drop_scheduler (ApsJobContext *context, gpointer user_data)
{
  Drop *drop = user_data;

  g_mutex_lock (&drop->lock);
  while (!drop->ready)
    g_cond_wait (&drop->changed, &drop->lock);
  g_mutex_unlock (&drop->lock);

  g_clear_object (&drop->scheduler);
  aps_job_context_return (context, NULL);

  g_mutex_lock (&drop->lock);
  drop->dropped = TRUE;
  g_cond_broadcast (&drop->changed);
  g_mutex_unlock (&drop->lock);
  g_main_context_wakeup (NULL);
}

static gboolean
is_over (Drop *drop)
{
  gboolean over;

  g_mutex_lock (&drop->lock);
  over = drop->gone && drop->dropped;
  g_mutex_unlock (&drop->lock);
  return over;
}

static void
start_drop (Drop *drop, gboolean in_main_context)
{
  g_autoptr (GError) error = NULL;

  g_mutex_init (&drop->lock);
  g_cond_init (&drop->changed);
  drop->scheduler = aps_scheduler_new ();
  g_object_weak_ref (G_OBJECT (drop->scheduler), scheduler_gone, drop);
  if (in_main_context)
    aps_scheduler_add_callback (drop->scheduler, "drop", drop_scheduler, drop, NULL);
  else
    aps_scheduler_add_thread_callback (drop->scheduler, "drop", drop_scheduler, drop, NULL);

  aps_scheduler_start_in_background (drop->scheduler, NULL, &error);
  g_assert_no_error (error);
  aps_scheduler_add_job (drop->scheduler, aps_job_new ("drop", NULL), NULL, NULL, &error);
  g_assert_no_error (error);

  g_mutex_lock (&drop->lock);
  drop->ready = TRUE;
  g_cond_broadcast (&drop->changed);
  g_mutex_unlock (&drop->lock);
}

static void
clear_drop (Drop *drop)
{
  g_mutex_clear (&drop->lock);
  g_cond_clear (&drop->changed);
}

static void
test_dropped_in_thread (void)
{
  Drop   drop = { .scheduler = NULL };
  gint64 deadline = g_get_monotonic_time () + LONG;

  start_drop (&drop, FALSE);

  g_mutex_lock (&drop.lock);
  while (!drop.gone || !drop.dropped)
    g_assert_true (g_cond_wait_until (&drop.changed, &drop.lock, deadline));
  g_mutex_unlock (&drop.lock);
  clear_drop (&drop);
}

static void
test_dropped_in_main_context (void)
{
  Drop drop = { .scheduler = NULL };

  start_drop (&drop, TRUE);

  while (!is_over (&drop))
    g_main_context_iteration (NULL, TRUE);
  clear_drop (&drop);
}

/* Goes on until it is told to end. */
static void
go_on (ApsJobContext *context, gpointer user_data)
{
  GCancellable *cancellable = aps_job_context_get_cancellable (context);
  GPollFD       fd;

  g_assert_true (g_cancellable_make_pollfd (cancellable, &fd));
  g_poll (&fd, 1, -1);
  g_cancellable_release_fd (cancellable);

  printf ("told to end\n");
  fflush (stdout);
  aps_job_context_return_error (context,
                                g_error_new_literal (G_IO_ERROR, G_IO_ERROR_CANCELLED, "ended"));
}

/* A scheduler, of which nobody drops the last reference, with a job that goes on. */
static ApsScheduler *
start_endless (const char *task)
{
  ApsScheduler *scheduler =
    g_object_new (APS_TYPE_SCHEDULER, "stop-timeout", G_GINT64_CONSTANT (0), NULL);
  g_autoptr (ApsEventStream) stream = NULL;
  g_autoptr (ApsEvent) event = NULL;
  g_autoptr (GError) error = NULL;

  aps_scheduler_add_thread_callback (scheduler, "go-on", go_on, NULL, NULL);
  stream = aps_scheduler_open_events (scheduler, APS_EVENT_TYPE_JOB_ACQUIRED, &error);
  g_assert_no_error (error);
  aps_scheduler_add_job (scheduler, aps_job_new (task, NULL), NULL, NULL, &error);
  g_assert_no_error (error);
  aps_scheduler_start_in_background (scheduler, NULL, &error);
  g_assert_no_error (error);
  event = aps_event_stream_next (stream, LONG, NULL, &error);
  g_assert_no_error (error);
  return scheduler;
}

/* Never dropped. */
static ApsScheduler *kept;

static void
test_return_from_main (void)
{
  if (g_test_subprocess ())
    {
      kept = start_endless ("go-on");
      return;
    }

  g_test_trap_subprocess (NULL, LONG, G_TEST_SUBPROCESS_INHERIT_STDERR);
  g_test_trap_assert_passed ();
  g_test_trap_assert_stdout ("*told to end*");
}

static void
test_exit (void)
{
  if (g_test_subprocess ())
    {
      kept = start_endless ("go-on");
      exit (0);
    }

  g_test_trap_subprocess (NULL, LONG, G_TEST_SUBPROCESS_INHERIT_STDERR);
  g_test_trap_assert_passed ();
  g_test_trap_assert_stdout ("*told to end*");
}

/* The callback is called in the thread whose main loop it would need: it does not wait for it. */
static void
test_exit_in_job (void)
{
  g_test_trap_subprocess ("/scheduler-end/exit/in-job/subprocess",
                          LONG,
                          G_TEST_SUBPROCESS_INHERIT_STDERR);
  g_test_trap_assert_passed ();
}

static void
exit_here (ApsJobContext *context, gpointer user_data)
{
  exit (0);
}

static void
test_exit_in_job_subprocess (void)
{
  ApsScheduler *scheduler = aps_scheduler_new ();
  g_autoptr (GError) error = NULL;

  if (!g_test_subprocess ())
    return;

  aps_scheduler_add_callback (scheduler, "exit", exit_here, NULL, NULL);
  aps_scheduler_add_job (scheduler, aps_job_new ("exit", NULL), NULL, NULL, &error);
  g_assert_no_error (error);
  aps_scheduler_run_until_stopped (scheduler, NULL, &error);
  g_assert_not_reached ();
}

static void
count (ApsJobContext *context, gpointer user_data)
{
  aps_job_context_return (context, NULL);
}

static gboolean is_child;

/* Asked by the leak sanitizer: a child of fork has not the threads whose memory would seem lost. */
int __lsan_is_turned_off (void);

int
__lsan_is_turned_off (void)
{
  return is_child;
}

/* What a child does with its parent's scheduler: it is refused, and may drop it and exit. */
static void
use_in_child (ApsScheduler *scheduler)
{
  g_autoptr (GError) error = NULL;

  is_child = TRUE;
  alarm (60);
  if (aps_scheduler_add_job (scheduler, aps_job_new ("count", NULL), NULL, NULL, &error) ||
      strstr (error->message, "forked") == NULL)
    _exit (1);
  if (aps_scheduler_start_in_background (scheduler, NULL, NULL))
    _exit (2);
  g_object_unref (scheduler);
  exit (0);
}

/* The clock stands still while its threads wait: GLib's own locks are not made for a fork while
 * another thread has them. */
static void
test_fork (void)
{
  g_autoptr (ApsTestClock) clock = aps_test_clock_new ("2026-01-01T00:00Z");
  g_autoptr (GError) error = NULL;
  g_autoptr (GVariant) value = NULL;
  ApsScheduler *scheduler;

  if (!g_test_subprocess ())
    {
      g_test_trap_subprocess (NULL, LONG, G_TEST_SUBPROCESS_INHERIT_STDERR);
      g_test_trap_assert_passed ();
      return;
    }

  scheduler = g_object_new (APS_TYPE_SCHEDULER, "clock", clock, NULL);
  aps_scheduler_add_thread_callback (scheduler, "count", count, NULL, NULL);
  aps_scheduler_schedule (scheduler, "count", "every:1s", &error);
  g_assert_no_error (error);
  aps_scheduler_start_in_background (scheduler, NULL, &error);
  g_assert_no_error (error);

  for (int i = 0; i < N_FORKS; i++)
    {
      int   status;
      pid_t child;

      aps_test_clock_advance (clock, APS_SECOND);
      child = fork ();
      if (child == 0)
        use_in_child (scheduler);
      g_assert_cmpint (waitpid (child, &status, 0), ==, child);
      g_assert_true (WIFEXITED (status));
      g_assert_cmpint (WEXITSTATUS (status), ==, 0);
    }

  value = aps_scheduler_run_job (scheduler, aps_job_new ("count", NULL), LONG, NULL, &error);
  g_assert_no_error (error);
  g_object_unref (scheduler);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/scheduler-end/dropped/in-job-of-thread", test_dropped_in_thread);
  g_test_add_func ("/scheduler-end/dropped/in-job-of-main-context", test_dropped_in_main_context);
  g_test_add_func ("/scheduler-end/exit/return-from-main", test_return_from_main);
  g_test_add_func ("/scheduler-end/exit/exit", test_exit);
  g_test_add_func ("/scheduler-end/exit/in-job", test_exit_in_job);
  g_test_add_func ("/scheduler-end/exit/in-job/subprocess", test_exit_in_job_subprocess);
  g_test_add_func ("/scheduler-end/fork", test_fork);

  return g_test_run ();
}
