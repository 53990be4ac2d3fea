/* An executor under check, jobs for each kind of callable, and the words of the checks.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"

#include "executor-fixture.h"

#include <fcntl.h>
#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define PATIENCE_US (30 * APS_SECOND)

static GMutex lock;
static GCond  changed;

static gpointer
run_loop (gpointer data)
{
  KitExecutor *kit = data;

  g_main_context_push_thread_default (kit->context);
  g_main_loop_run (kit->loop);
  g_main_context_pop_thread_default (kit->context);
  return NULL;
}

KitExecutor *
kit_executor_open (void)
{
  KitExecutor *kit = g_new0 (KitExecutor, 1);
  g_autoptr (GError) error = NULL;

  kit->executor = kit_new_object (&error);
  if (kit->executor == NULL)
    g_error ("The plugin %s cannot be loaded: %s", kit_get_name (), error->message);
  g_assert_true (aps_executor_start (kit->executor, NULL, &error));
  g_assert_no_error (error);

  kit->context = g_main_context_new ();
  kit->loop = g_main_loop_new (kit->context, FALSE);
  kit->thread = g_thread_new ("kit-loop", run_loop, kit);
  return kit;
}

static gboolean
quit_loop (gpointer loop)
{
  g_main_loop_quit (loop);
  return G_SOURCE_REMOVE;
}

void
kit_executor_close (KitExecutor *kit)
{
  aps_executor_stop (kit->executor);
  g_object_unref (kit->executor);
  g_main_context_invoke (kit->context, quit_loop, kit->loop);
  g_thread_join (kit->thread);
  g_main_loop_unref (kit->loop);
  g_main_context_unref (kit->context);
  g_free (kit);
}

gboolean
kit_executor_use (KitExecutor *kit, const char *scheme)
{
  kit->scheme = scheme;
  return g_strv_contains (aps_executor_get_schemes (kit->executor), scheme);
}

static void
ended (ApsJobContext *context,
       const char    *value,
       const GError  *error,
       const char    *output,
       gpointer       user_data)
{
  KitJob *job = user_data;

  APS_LOCKED (&lock);

  job->ended++;
  job->value = g_strdup (value);
  job->error = error != NULL ? g_error_copy (error) : NULL;
  g_cond_broadcast (&changed);
}

static void
return_cancelled (ApsJobContext *context)
{
  aps_job_context_return_error (context,
                                g_error_new_literal (G_IO_ERROR,
                                                     G_IO_ERROR_CANCELLED,
                                                     "The job was cancelled"));
}

static void
finish (ApsJobContext *context)
{
  if (g_cancellable_is_cancelled (aps_job_context_get_cancellable (context)))
    return_cancelled (context);
  else
    aps_job_context_return (context, g_variant_new_int64 (7));
}

static void
wake_up (GCancellable *cancellable, gpointer data)
{
  APS_LOCKED (&lock);

  g_cond_broadcast (&changed);
}

/* In a thread that may block. */
static void
block (ApsJobContext *context, KitJob *job)
{
  GCancellable *cancellable = aps_job_context_get_cancellable (context);
  gulong        id = g_cancellable_connect (cancellable, G_CALLBACK (wake_up), NULL, NULL);

  {
    APS_LOCKED (&lock);

    while (!job->let_go && !g_cancellable_is_cancelled (cancellable))
      g_cond_wait (&changed, &lock);
  }
  g_cancellable_disconnect (cancellable, id);
  finish (context);
}

static ApsJobContext *
steal_kept (KitJob *job)
{
  APS_LOCKED (&lock);

  return g_steal_pointer (&job->kept);
}

static void
finish_kept (KitJob *job)
{
  g_autoptr (ApsJobContext) context = steal_kept (job);

  if (context != NULL)
    finish (context);
}

static void
finish_cancelled (GCancellable *cancellable, gpointer data)
{
  finish_kept (data);
}

/* Where nothing may block: it is completed by whoever lets it go or cancels it. */
static void
keep (ApsJobContext *context, KitJob *job)
{
  gboolean let_go;

  {
    APS_LOCKED (&lock);

    job->kept = g_object_ref (context);
    let_go = job->let_go;
  }
  g_cancellable_connect (aps_job_context_get_cancellable (context),
                         G_CALLBACK (finish_cancelled),
                         job,
                         NULL);
  if (let_go)
    finish_kept (job);
}

static gboolean
is_callback (const KitJob *job)
{
  return strcmp (job->kit->scheme, "callback") == 0;
}

static void
set_begun (KitJob *job)
{
  APS_LOCKED (&lock);

  job->begun = TRUE;
  g_cond_broadcast (&changed);
}

static void
task (ApsJobContext *context, gpointer user_data)
{
  KitJob *job = user_data;

  /* It runs where it belongs, and knows what it runs. */
  g_assert_true (aps_job_context_get_current () == context);
  if (is_callback (job))
    g_assert_true (g_main_context_is_owner (job->kit->context));

  set_begun (job);
  if (job->kind == KIT_JOB_FAIL)
    aps_job_context_return_error (context,
                                  g_error_new_literal (APS_ERROR,
                                                       APS_ERROR_JOB_FAILED,
                                                       "no, thanks"));
  else if (job->kind == KIT_JOB_SUCCEED)
    aps_job_context_return (context, g_variant_new_int64 (7));
  else if (is_callback (job))
    keep (context, job);
  else
    block (context, job);
}

static char *
make_command (KitJob *job)
{
  if (job->kind == KIT_JOB_SUCCEED)
    return g_strdup ("command:true");
  if (job->kind == KIT_JOB_FAIL)
    return g_strdup ("command:false");

  job->fifo = g_strdup_printf ("%s/fifo-%u", kit_get_folder (), job->kit->n_jobs);
  g_assert_cmpint (mkfifo (job->fifo, 0600), ==, 0);
  return g_strdup_printf ("command:cat '%s'", job->fifo);
}

KitJob *
kit_job_new (KitExecutor *kit, KitJobKind kind)
{
  KitJob          *job = g_new0 (KitJob, 1);
  gboolean         command = strcmp (kit->scheme, "command") == 0;
  g_autofree char *task_id = NULL;

  job->kit = kit;
  job->kind = kind;
  kit->n_jobs++;
  task_id = command ? make_command (job) : g_strdup ("kit");
  job->context = aps_job_context_new_for_test (aps_job_new (task_id, NULL),
                                               NULL,
                                               command ? NULL : task,
                                               job,
                                               is_callback (job) ? kit->context : NULL,
                                               ended,
                                               job);
  return job;
}

void
kit_job_free (KitJob *job)
{
  g_object_unref (job->context);
  if (job->fifo != NULL)
    g_unlink (job->fifo);
  g_free (job->fifo);
  g_free (job->value);
  g_clear_error (&job->error);
  g_free (job);
}

gboolean
kit_job_submit (KitJob *job, GError **error)
{
  return aps_executor_submit (job->kit->executor, job->context, error);
}

KitJob *
kit_job_begin (KitExecutor *kit, KitJobKind kind)
{
  KitJob *job = kit_job_new (kit, kind);
  g_autoptr (GError) error = NULL;

  g_assert_true (kit_job_submit (job, &error));
  g_assert_no_error (error);
  return job;
}

void
kit_job_let_go (KitJob *job)
{
  {
    APS_LOCKED (&lock);

    job->let_go = TRUE;
    g_cond_broadcast (&changed);
  }
  finish_kept (job);

  /* Waits for the command to read, which then finds the end. */
  if (job->fifo != NULL)
    close (g_open (job->fifo, O_WRONLY | O_CLOEXEC, 0));
}

void
kit_job_wait (KitJob *job)
{
  gint64 until_us = g_get_monotonic_time () + PATIENCE_US;

  APS_LOCKED (&lock);

  while (job->ended == 0 && g_cond_wait_until (&changed, &lock, until_us))
    ;
  g_assert_cmpint (job->ended, ==, 1);
}

gboolean
kit_job_has_ended (KitJob *job)
{
  APS_LOCKED (&lock);

  return job->ended > 0;
}

/* Room is told before an end is. */
void
kit_executor_wait_for_room (KitExecutor *kit, guint n)
{
  gint64 until_us = g_get_monotonic_time () + PATIENCE_US;

  APS_LOCKED (&lock);

  while (aps_executor_get_room (kit->executor) < n && g_cond_wait_until (&changed, &lock, until_us))
    ;
  g_assert_cmpuint (aps_executor_get_room (kit->executor), >=, n);
}
