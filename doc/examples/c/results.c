/* Jobs that give a value, fail, or are asked for later.
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

int
main (void)
{
  g_autoptr (ApsScheduler) scheduler = aps_scheduler_new ();
  g_autoptr (GError) error = NULL;
  g_autoptr (GVariant) value = NULL;
  g_autoptr (GVariant) nothing = NULL;
  g_autoptr (ApsJobResult) result = NULL;
  g_autofree char *id = NULL;
  ApsTask *task = aps_task_new ("resize", NULL); /* NULL: the callback registered under this id */
  ApsJob  *job = aps_job_new ("resize", g_variant_new ("(si)", "/tmp/x.png", 64));

  aps_scheduler_add_callback (scheduler, "resize", resize, NULL, NULL);
  aps_task_set_max_running_jobs (task, 3);
  aps_task_set_time_limit (task, 2 * APS_MINUTE);
  if (!aps_scheduler_configure_task (scheduler, task, NULL, &error) ||
      !aps_scheduler_start_in_background (scheduler, NULL, &error))
    g_error ("%s", error->message);

  /* Now: the callback belongs to this context, which the call serves while it waits. */
  value = aps_scheduler_run_job (scheduler,
                                 aps_job_new ("resize", g_variant_new ("(si)", "/tmp/x.png", 64)),
                                 30 * APS_SECOND,
                                 NULL,
                                 &error);
  g_assert_no_error (error);
  g_print ("resized to %" G_GINT64_FORMAT "\n", g_variant_get_int64 (value));

  /* Later: kept for an hour, 0 would be not at all. */
  aps_job_set_result_expiration_time (job, APS_HOUR);
  aps_scheduler_add_job (scheduler, job, &id, NULL, &error);
  g_assert_no_error (error);
  result = aps_scheduler_get_job_result (scheduler, id, 30 * APS_SECOND, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpint (aps_job_result_get_outcome (result), ==, APS_JOB_OUTCOME_SUCCESS);

  /* Arguments that do not fit are an error of the job. */
  nothing = aps_scheduler_run_job (scheduler,
                                   aps_job_new ("resize", g_variant_new ("(s)", "/tmp/x.png")),
                                   30 * APS_SECOND,
                                   NULL,
                                   &error);
  g_assert_null (nothing);
  g_print ("%s\n", error->message);
  return 0;
}
