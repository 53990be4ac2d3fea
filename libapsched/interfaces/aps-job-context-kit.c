/* A job context without a scheduler, for the tests of executors.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"

#include <apsched/aps-clock.h>
#include <apsched/aps-job-context.h>
#include <apsched/aps-job.h>
#include <apsched/aps-uuid.h>
#include <apsched/aps-value.h>

#include "interfaces/aps-job-context-private.h"
#include "model/aps-job-private.h"

typedef struct
{
  ApsJobEndedFunc ended;
  gpointer        user_data;
} Kit;

static void
job_ended (ApsJobContext *context, const ApsJobEnd *end, gpointer owner)
{
  Kit *kit = owner;

  kit->ended (context, end->value, end->error, end->output, kit->user_data);
}

static ApsRunnable *
make_runnable (ApsJob *job, ApsTaskFunc func, gpointer func_data, GMainContext *main_context)
{
  g_autoptr (ApsHomeContext) home = NULL;

  if (func == NULL)
    return aps_runnable_new_reference (aps_job_get_task_id (job));

  if (main_context != NULL)
    home = aps_home_context_get (main_context);
  return aps_runnable_new_func (func, func_data, NULL, home);
}

/**
 * aps_job_context_new_for_test: (skip)
 * @job: (transfer full): the job; it is given an id if it has none
 * @options: (nullable): the task's options for its executor, a dictionary (`a{sv}`)
 * @func: (nullable): the task's function; %NULL where the job's task is a reference
 * @func_data: what @func is given
 * @main_context: (nullable): where @func has to run; %NULL is any thread
 * @ended: called once, when the job has ended
 * @user_data: what @ended is given
 *
 * Makes a context that belongs to no scheduler, for the test of an executor: submit it by
 * aps_executor_submit(). Cancel the job by aps_job_context_get_cancellable().
 *
 * Returns: (transfer full): the context
 *
 * Since: 1.0
 */
ApsJobContext *
aps_job_context_new_for_test (ApsJob         *job,
                              GVariant       *options,
                              ApsTaskFunc     func,
                              gpointer        func_data,
                              GMainContext   *main_context,
                              ApsJobEndedFunc ended,
                              gpointer        user_data)
{
  static const ApsJobOwner methods = { .ended = job_ended, .release = g_free };
  G_GNUC_UNUSED            g_autoptr (ApsJob) held = job;
  g_autoptr (ApsRunnable) runnable = NULL;
  g_autofree char *json = options != NULL ? aps_value_to_json (options) : NULL;
  Kit             *kit = g_new (Kit, 1);

  if (aps_job_get_id (job) == NULL)
    {
      g_autofree char *id = aps_uuid_new (aps_clock_get_now (aps_clock_get_default ()));

      aps_job_set_id (job, id);
    }

  *kit = (Kit){ ended, user_data };
  runnable = make_runnable (job, func, func_data, main_context);
  aps_job_freeze (job);
  return aps_job_context_new (aps_job_get_list (job),
                              aps_job_get_record (job),
                              runnable,
                              json,
                              NULL,
                              aps_clock_get_default (),
                              &methods,
                              kit);
}
