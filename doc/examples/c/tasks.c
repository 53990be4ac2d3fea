/* What a task can be: a callback of this program, in a main context or in any thread; one that
 * takes long without blocking; a symbol of this program or of a library; a command.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include <apsched/apsched.h>

static void
resize (ApsJobContext *context, gpointer user_data)
{
  const char *path;
  int         width;

  if (!aps_job_context_read_args (context, "(&si)", &path, &width))
    return; /* did not fit: the job has ended with that error */

  aps_job_context_set_progress (context, 0.5, "reading");
  aps_job_context_return (context, g_variant_new_int64 (width * 2));
}

/* Who takes long without blocking keeps the context, watches its cancellable, completes it later.
 */
static void
counted (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (ApsJobContext) context = user_data;
  g_autofree char *text = NULL;
  gsize            length;
  GError          *error = NULL;

  if (g_file_load_contents_finish (G_FILE (source), result, &text, &length, NULL, &error))
    aps_job_context_return (context, g_variant_new_int64 ((gint64)length));
  else
    aps_job_context_return_error (context, error);
}

static void
count_bytes (ApsJobContext *context, gpointer user_data)
{
  const char *path;
  g_autoptr (GFile) file = NULL;

  if (!aps_job_context_read_args (context, "(&s)", &path))
    return;

  file = g_file_new_for_path (path);
  g_file_load_contents_async (file,
                              aps_job_context_get_cancellable (context),
                              counted,
                              g_object_ref (context));
}

/* A symbol that any process of this program finds: as "module::example_tidy", since the program
 * exports it. Of a library it would be "module:libpics:pics_tidy". */
G_MODULE_EXPORT void example_tidy (ApsJobContext *context, gpointer user_data);

void
example_tidy (ApsJobContext *context, gpointer user_data)
{
  ApsJobContext *same = aps_job_context_get_current ();

  aps_job_context_return (context, g_variant_new_boolean (same == context));
}

static void
run (ApsScheduler *scheduler, const char *task, GVariant *args)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GVariant) value =
    aps_scheduler_run_job (scheduler, aps_job_new (task, args), 30 * APS_SECOND, NULL, &error);
  g_autofree char *text = value != NULL ? g_variant_print (value, FALSE) : NULL;

  if (value == NULL)
    g_error ("%s: %s", task, error->message);
  g_print ("%s: %s\n", task, text);
}

static void
ended (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GVariant)
    value = aps_scheduler_run_job_finish (APS_SCHEDULER (source), result, &error);

  if (value == NULL)
    g_error ("%s", error->message);
  g_print ("%" G_GINT64_FORMAT " bytes\n", g_variant_get_int64 (value));
  g_main_loop_quit (user_data);
}

/* A blocking call serves the callbacks of its context, but not the rest of the main loop, which
 * this task needs to go on: it would fail with APS_ERROR_WOULD_DEADLOCK. */
static void
run_with_main_loop (ApsScheduler *scheduler, const char *task, GVariant *args)
{
  g_autoptr (GMainLoop) loop = g_main_loop_new (NULL, FALSE);

  aps_scheduler_run_job_async (scheduler,
                               aps_job_new (task, args),
                               30 * APS_SECOND,
                               NULL,
                               ended,
                               loop);
  g_main_loop_run (loop);
}

/* Each of these runs every hour, the first time at once. */
static void
schedule (ApsScheduler *scheduler)
{
  static const char *const tasks[] = {
    "module::example_tidy",                       /* a symbol, in any process's pool */
    "command:/bin/echo --days 30",                /* a program; no shell is involved */
    "command:/bin/sh -c 'echo a | tr a b'",       /* a shell, where one is wanted */
    "command:/bin/sh -c 'echo $APSCHED_ATTEMPT'", /* what it is told is in its environment */
  };

  for (guint i = 0; i < G_N_ELEMENTS (tasks); i++)
    {
      g_autoptr (GError) error = NULL;

      if (!aps_scheduler_schedule (scheduler, tasks[i], "every:1h", &error))
        g_error ("%s", error->message);
      run (scheduler, tasks[i], NULL);
    }
}

int
main (int argc, char **argv)
{
  g_autoptr (ApsScheduler) scheduler = aps_scheduler_new ();
  g_autoptr (GError) error = NULL;

  aps_scheduler_add_callback (scheduler, "resize", resize, NULL, NULL);
  aps_scheduler_add_thread_callback (scheduler, "resize-in-thread", resize, NULL, NULL);
  aps_scheduler_add_callback (scheduler, "count-bytes", count_bytes, NULL, NULL);
  if (!aps_scheduler_start_in_background (scheduler, NULL, &error))
    g_error ("%s", error->message);

  run (scheduler, "resize", g_variant_new ("(si)", "/tmp/x.png", 64));
  run (scheduler, "resize-in-thread", g_variant_new ("(si)", "/tmp/x.png", 64));
  run_with_main_loop (scheduler, "count-bytes", g_variant_new ("(s)", argv[0]));
  schedule (scheduler);
  return 0;
}
