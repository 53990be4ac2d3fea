/* The one place where settings are inherited.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"

#include "model/aps-inheritance-private.h"

#include <apsched/aps-value.h>

#include "model/aps-record-fields-private.h"

void
aps_defaults_init (ApsDefaults *self)
{
  self->task = *(const ApsTaskRecord *)aps_record_type_get_blank (APS_RECORD_TYPE_TASK);
  self->history = APS_UNSET;
  self->failure_retention_us = APS_UNSET;
}

/* The first that is set. */
static gint
pick_int (gint first, gint second, gint third, gint last)
{
  if (first != APS_UNSET)
    return first;
  if (second != APS_UNSET)
    return second;

  return third != APS_UNSET ? third : last;
}

static gint64
pick_int64 (gint64 first, gint64 second, gint64 third, gint64 last)
{
  if (first != APS_UNSET)
    return first;
  if (second != APS_UNSET)
    return second;

  return third != APS_UNSET ? third : last;
}

/* Text of the job stays where it is; other text is copied. */
static const char *
pick_text (ApsRecordList *list, const char *own, const char *first, const char *second)
{
  if (own != NULL)
    return own;

  return aps_record_list_strdup (list, first != NULL ? first : second);
}

static void
add_layer (GVariantDict *merged, const char *json)
{
  g_autoptr (GVariant) layer = aps_value_from_json (json, -1, NULL);
  GVariantIter iter;
  const char  *key;
  GVariant    *value;

  if (layer == NULL || !g_variant_is_of_type (layer, G_VARIANT_TYPE_VARDICT))
    return;

  g_variant_iter_init (&iter, layer);
  while (g_variant_iter_loop (&iter, "{&sv}", &key, &value))
    g_variant_dict_insert_value (merged, key, value);
}

char *
aps_merge_metadata (const char *const *layers, guint n_layers)
{
  g_autoptr (GVariant) value = NULL;
  GVariantDict merged;

  g_variant_dict_init (&merged, NULL);
  for (guint i = 0; i < n_layers; i++)
    if (layers[i] != NULL)
      add_layer (&merged, layers[i]);

  value = g_variant_ref_sink (g_variant_dict_end (&merged));
  return g_variant_n_children (value) > 0 ? aps_value_to_json (value) : NULL;
}

static void
inherit_metadata (ApsJobRecord            *job,
                  ApsRecordList           *list,
                  const ApsScheduleRecord *schedule,
                  const ApsTaskRecord     *task,
                  const ApsDefaults       *defaults)
{
  const char *layers[] = {
    defaults->task.metadata,
    task->metadata,
    schedule != NULL ? schedule->metadata : NULL,
    job->metadata,
  };
  const char      *only = NULL;
  guint            n = 0;
  g_autofree char *merged = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (layers); i++)
    if (layers[i] != NULL)
      {
        only = layers[i];
        n++;
      }

  if (n > 1)
    only = merged = aps_merge_metadata (layers, G_N_ELEMENTS (layers));

  if (only != job->metadata)
    job->metadata = aps_record_list_strdup (list, only);
}

static gint
get_overlap (const ApsScheduleRecord *schedule)
{
  if (schedule == NULL)
    return APS_OVERLAP_QUEUE;
  if (schedule->overlap != APS_UNSET)
    return schedule->overlap;

  return schedule->coalesce == APS_COALESCE_ALL ? APS_OVERLAP_QUEUE : APS_OVERLAP_SKIP;
}

static void
inherit_from_schedule (ApsJobRecord            *job,
                       ApsRecordList           *list,
                       const ApsScheduleRecord *schedule,
                       const ApsDefaults       *defaults)
{
  job->args = pick_text (list, job->args, schedule->args, NULL);
  job->kwargs = pick_text (list, job->kwargs, schedule->kwargs, NULL);
  job->executor = pick_text (list, job->executor, schedule->executor, NULL);
  job->queue = pick_text (list, job->queue, schedule->queue, NULL);
  if (job->priority == 0)
    job->priority = schedule->priority;
  job->result_expiration_time_us = pick_int64 (job->result_expiration_time_us,
                                               schedule->job_result_expiration_time_us,
                                               APS_UNSET,
                                               0);
  job->history = pick_int (job->history, schedule->history, defaults->history, APS_DEFAULT_HISTORY);
}

static void
inherit_from_task (ApsJobRecord        *job,
                   ApsRecordList       *list,
                   const ApsTaskRecord *task,
                   const ApsTaskRecord *defaults)
{
  job->executor = pick_text (list, job->executor, task->executor, defaults->executor);
  job->max_attempts = pick_int (job->max_attempts,
                                task->max_attempts,
                                defaults->max_attempts,
                                APS_DEFAULT_MAX_ATTEMPTS);
  job->retry_delay_us = pick_int64 (job->retry_delay_us,
                                    task->retry_delay_us,
                                    defaults->retry_delay_us,
                                    APS_DEFAULT_RETRY_DELAY);
  job->retry_max_delay_us = pick_int64 (job->retry_max_delay_us,
                                        task->retry_max_delay_us,
                                        defaults->retry_max_delay_us,
                                        APS_DEFAULT_RETRY_MAX_DELAY);
  job->time_limit_us =
    pick_int64 (job->time_limit_us, task->time_limit_us, defaults->time_limit_us, APS_FOREVER);
  job->on_abandoned =
    pick_int (job->on_abandoned, task->on_abandoned, defaults->on_abandoned, APS_ON_ABANDONED_END);
}

/* What stands in the job alone. */
static void
settle (ApsJobRecord            *job,
        ApsRecordList           *list,
        const ApsScheduleRecord *schedule,
        const ApsDefaults       *defaults)
{
  job->queue = pick_text (list, job->queue, APS_DEFAULT_QUEUE, NULL);
  job->overlap = pick_int (job->overlap, get_overlap (schedule), APS_UNSET, APS_UNSET);
  job->result_expiration_time_us =
    pick_int64 (job->result_expiration_time_us, APS_UNSET, APS_UNSET, 0);
  job->failure_retention_us = pick_int64 (job->failure_retention_us,
                                          defaults->failure_retention_us,
                                          APS_UNSET,
                                          APS_DEFAULT_FAILURE_RETENTION);
  job->history = pick_int (job->history, defaults->history, APS_UNSET, APS_DEFAULT_HISTORY);
  job->unique_until = pick_int (job->unique_until, APS_UNIQUE_UNTIL_FINISHED, APS_UNSET, APS_UNSET);
  job->state = pick_int (job->state, APS_JOB_STATE_WAITING, APS_UNSET, APS_UNSET);
  job->source = pick_int (job->source,
                          schedule != NULL ? APS_JOB_SOURCE_SCHEDULE : APS_JOB_SOURCE_ADDED,
                          APS_UNSET,
                          APS_UNSET);
}

void
aps_inherit_job (ApsJobRecord            *job,
                 ApsRecordList           *list,
                 const ApsScheduleRecord *schedule,
                 const ApsTaskRecord     *task,
                 const ApsDefaults       *defaults)
{
  if (schedule != NULL)
    inherit_from_schedule (job, list, schedule, defaults);

  inherit_from_task (job, list, task, &defaults->task);
  inherit_metadata (job, list, schedule, task, defaults);
  settle (job, list, schedule, defaults);
}

gint64
aps_inherit_grace (const ApsScheduleRecord *schedule,
                   const ApsTaskRecord     *task,
                   const ApsDefaults       *defaults)
{
  return pick_int64 (schedule->misfire_grace_time_us,
                     task->misfire_grace_time_us,
                     defaults->task.misfire_grace_time_us,
                     APS_FOREVER);
}

gint
aps_inherit_slots (const ApsTaskRecord *task, const ApsDefaults *defaults)
{
  return pick_int (task->max_running_jobs,
                   defaults->task.max_running_jobs,
                   APS_UNSET,
                   APS_DEFAULT_MAX_RUNNING_JOBS);
}
