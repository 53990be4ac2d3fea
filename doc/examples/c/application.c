/* A scheduler in an application with a main loop, such as a GTK one: callbacks come to the main
 * thread, where they may touch widgets, and connecting never blocks the window.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include <apsched/apsched.h>

static int refreshes;

static void
refresh_view (ApsJobContext *context, gpointer user_data)
{
  aps_job_context_return (context, NULL);
  if (++refreshes == 3)
    g_application_release (G_APPLICATION (user_data)); /* nothing else keeps this one alive */
}

/* What a list view is given: it follows the store, in this context. */
static void
next_changed (GListModel *schedules, guint position, guint removed, guint added, gpointer user_data)
{
  for (guint i = position; i < position + added; i++)
    {
      g_autoptr (ApsSchedule) schedule = g_list_model_get_item (schedules, i);
      g_autofree char *when = aps_time_to_string (aps_schedule_get_next_fire_time (schedule));

      g_print ("%s comes next at %s\n", aps_schedule_get_id (schedule), when);
    }
}

static void
scheduled (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GError) error = NULL;

  if (!aps_scheduler_add_schedule_finish (APS_SCHEDULER (source), result, &error))
    g_error ("%s", error->message);
}

static void
started (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GError) error = NULL;

  if (!aps_scheduler_start_in_background_finish (APS_SCHEDULER (source), result, &error))
    g_warning ("No schedules today: %s", error->message);
}

static void
app_startup (GApplication *app, ApsScheduler *scheduler)
{
  aps_scheduler_add_callback (scheduler, "refresh", refresh_view, app, NULL);
  aps_scheduler_add_schedule_async (scheduler,
                                    aps_schedule_new ("refresh",
                                                      "refresh",
                                                      aps_interval_trigger_new (APS_SECOND / 10)),
                                    APS_CONFLICT_POLICY_REPLACE,
                                    NULL,
                                    scheduled,
                                    NULL);
  aps_scheduler_start_in_background_async (scheduler, NULL, started, app);
}

/* A GTK application would show a window here, with
 * gtk_single_selection_new (aps_scheduler_list_schedules (scheduler)) in its list view. */
static void
app_activate (GApplication *app, ApsScheduler *scheduler)
{
  g_application_hold (app);
}

int
main (int argc, char **argv)
{
  g_autoptr (GApplication) app = g_application_new (NULL, G_APPLICATION_NON_UNIQUE);
  g_autoptr (ApsScheduler) scheduler = aps_scheduler_new ();
  g_autoptr (GListModel) schedules = aps_scheduler_list_schedules (scheduler);
  int status;

  g_signal_connect (schedules, "items-changed", G_CALLBACK (next_changed), NULL);
  g_signal_connect (app, "startup", G_CALLBACK (app_startup), scheduler);
  g_signal_connect (app, "activate", G_CALLBACK (app_activate), scheduler);
  status = g_application_run (app, argc, argv);

  g_print ("refreshed %d times\n", refreshes);
  return status == 0 && refreshes >= 3 ? 0 : 1;
}
