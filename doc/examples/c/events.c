/* Hearing what happens: by a callback, of the next one only, or as a stream.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include <apsched/apsched.h>

static void
work (ApsJobContext *context, gpointer user_data)
{
  aps_job_context_return (context, NULL);
}

static void
on_event (ApsEvent *event, gpointer user_data) /* in the context that subscribed */
{
  g_print ("Received %s for job %s\n", aps_event_get_name (event), aps_event_get_job_id (event));
  ++*(int *)user_data;
}

static void
add_job (ApsScheduler *scheduler)
{
  g_autoptr (GError) error = NULL;

  aps_scheduler_add_job (scheduler, aps_job_new ("work", NULL), NULL, NULL, &error);
  g_assert_no_error (error);
}

static void
listen (ApsScheduler *scheduler)
{
  int   n = 0;
  int   n_once = 0;
  guint id = aps_scheduler_subscribe (scheduler,
                                      APS_EVENT_TYPE_JOB_ACQUIRED | APS_EVENT_TYPE_JOB_RELEASED,
                                      on_event,
                                      &n,
                                      NULL);

  aps_scheduler_subscribe_once (scheduler, APS_EVENT_TYPE_ANY_JOB, on_event, &n_once, NULL);

  add_job (scheduler);
  while (n < 2 || n_once < 1)
    g_main_context_iteration (NULL, TRUE);
  aps_scheduler_unsubscribe (scheduler, id);
  g_assert_cmpint (n_once, ==, 1);
}

/* Waiting for what one is about to cause: open the stream first, then act. */
static void
wait_for_the_end (ApsScheduler *scheduler)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (ApsEventStream)
    stream = aps_scheduler_open_events (scheduler, APS_EVENT_TYPE_JOB_RELEASED, &error);
  g_autoptr (ApsEvent) event = NULL;
  g_autoptr (ApsEvent) none = NULL;

  g_assert_no_error (error);
  add_job (scheduler);
  event = aps_event_stream_next (stream, 5 * APS_SECOND, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpint (aps_event_get_outcome (event), ==, APS_JOB_OUTCOME_SUCCESS);

  /* It is bounded, and says what it lost. */
  g_assert_cmpuint (aps_event_stream_get_n_lost (stream), ==, 0);
  none = aps_event_stream_next (stream, 0, NULL, &error);
  g_assert_null (none);
  g_assert_error (error, APS_ERROR, APS_ERROR_TIMED_OUT);
}

int
main (void)
{
  g_autoptr (ApsScheduler) scheduler = aps_scheduler_new ();
  g_autoptr (GError) error = NULL;

  aps_scheduler_add_thread_callback (scheduler, "work", work, NULL, NULL);
  if (!aps_scheduler_start_in_background (scheduler, NULL, &error))
    g_error ("%s", error->message);

  listen (scheduler);
  wait_for_the_end (scheduler);
  return 0;
}
