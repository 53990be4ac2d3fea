/* apsched run: runs what a keyfile says, in the foreground, a line on standard output an event.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"

#include "aps-cli-window.h"

#include <errno.h>
#include <glib-unix.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>

typedef struct
{
  ApsScheduler *scheduler;
  guint         n_signals; /* that asked for the end */
  gboolean      reloading;
  gboolean      reload_again; /* the file may have changed since it was read */
  gboolean      output_lost;
} Run;

/* Nobody reads any more: the work is not ended by force for that. */
static void
stop_for_lost_output (Run *self)
{
  if (self->output_lost)
    return;

  self->output_lost = TRUE;
  aps_cli_fail (APS_EXIT_BAD_ANSWER,
                "standard output cannot be written (%s): stopping",
                g_strerror (errno));
  aps_scheduler_stop (self->scheduler);
}

static void
print_event (ApsEvent *event, gpointer user_data)
{
  Run             *self = user_data;
  g_autofree char *line = aps_event_to_string (event);

  if (fputs (line, stdout) == EOF || putchar ('\n') == EOF || fflush (stdout) == EOF)
    stop_for_lost_output (self);
}

static gboolean
stop (gpointer user_data)
{
  Run *self = user_data;

  /* The first lets running jobs end within stop-timeout, the second interrupts them. */
  self->n_signals++;
  if (self->n_signals == 1)
    {
      g_printerr ("apsched: stopping in order; once more interrupts the jobs that run\n");
      aps_scheduler_stop (self->scheduler);
    }
  else
    aps_scheduler_stop_now (self->scheduler);
  return G_SOURCE_CONTINUE;
}

static void reloaded (GObject *source, GAsyncResult *result, gpointer user_data);

static void
begin_reload (Run *self)
{
  self->reloading = TRUE;
  self->reload_again = FALSE;
  aps_scheduler_reload_async (self->scheduler, NULL, reloaded, self);
}

static void
reloaded (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Run *self = user_data;
  g_autoptr (GError) error = NULL;

  self->reloading = FALSE;
  if (aps_scheduler_reload_finish (APS_SCHEDULER (source), result, &error))
    g_printerr ("apsched: the keyfile was read again\n");
  else
    aps_cli_fail (APS_EXIT_DONE, "the keyfile was not taken over: %s", error->message);

  if (self->reload_again && self->n_signals == 0)
    begin_reload (self);
}

static gboolean
reload (gpointer user_data)
{
  Run *self = user_data;

  if (self->reloading)
    self->reload_again = TRUE;
  else if (self->n_signals == 0)
    begin_reload (self);
  return G_SOURCE_CONTINUE;
}

static ApsExit
run_scheduler (Run *self)
{
  g_autoptr (GError) error = NULL;
  guint sources[] = {
    g_unix_signal_add (SIGINT, stop, self),
    g_unix_signal_add (SIGTERM, stop, self),
    g_unix_signal_add (SIGHUP, reload, self),
  };
  guint subscription =
    aps_scheduler_subscribe (self->scheduler, APS_EVENT_TYPE_ALL, print_event, self, NULL);
  gboolean ran = aps_scheduler_run_until_stopped (self->scheduler, NULL, &error);

  /* What was published last stands in the queue of the main context. */
  while (g_main_context_iteration (NULL, self->reloading))
    continue;

  aps_scheduler_unsubscribe (self->scheduler, subscription);
  for (guint i = 0; i < G_N_ELEMENTS (sources); i++)
    g_source_remove (sources[i]);

  if (!ran)
    return aps_cli_fail_error (aps_cli_exit_of_store (error), error);

  return self->output_lost ? APS_EXIT_BAD_ANSWER : APS_EXIT_DONE;
}

static ApsExit
run (ApsCli *cli, char **arguments)
{
  g_autofree char *path = arguments[0] != NULL ? g_strdup (arguments[0])
                                               : aps_cli_find_config (cli);
  g_autoptr (ApsConfiguration) configuration = NULL;
  g_autoptr (ApsScheduler) scheduler = NULL;
  ApsExit status = APS_EXIT_DONE;
  Run     self = { 0 };

  if (path == NULL)
    return aps_cli_fail (APS_EXIT_USAGE, "run what? give a keyfile: apsched run FILE");

  configuration = aps_cli_load (cli, path, &status);
  if (configuration == NULL)
    return status;

  signal (SIGPIPE, SIG_IGN);
  scheduler = g_object_new (APS_TYPE_SCHEDULER, "configuration", configuration, NULL);
  self.scheduler = scheduler;
  return run_scheduler (&self);
}

const ApsCommand aps_command_run = {
  .name = "run",
  .arguments = "[FILE]",
  .summary = "Run the schedules of a keyfile, in the foreground",
  .details = "Each event is a line on standard output. SIGINT and SIGTERM stop in order, a second\n"
             "one interrupts the jobs that run; SIGHUP reads the keyfile again.",
  .parts = APS_CLI_STORE,
  .min_arguments = 0,
  .max_arguments = 1,
  .run = run,
};
