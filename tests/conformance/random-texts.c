/* What is compared of two stores: answers and records as texts, without what stores may choose.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"

#include "random-ops.h"

#include <string.h>

static const char *
something (const char *text)
{
  return text != NULL ? "(something)" : NULL;
}

/* Fences, incarnations and revisions are numbers of the store's choice, and so are the words of
 * reasons that it gives itself. */
static void
forget_choices (ApsRecordType type, gpointer record)
{
  if (type == APS_RECORD_TYPE_TASK)
    ((ApsTaskRecord *)record)->revision = 0;

  if (type == APS_RECORD_TYPE_JOB)
    {
      ApsJobRecord *job = record;

      job->fence = 0;
      job->incarnation = 0;
      job->attempts = something (job->attempts);
      job->reason = something (job->reason);
      job->reason_text = NULL;
      job->error_domain = something (job->error_domain);
      job->cancel_reason = NULL;
    }

  if (type == APS_RECORD_TYPE_SCHEDULE)
    {
      ApsScheduleRecord *schedule = record;

      schedule->fence = 0;
      schedule->incarnation = 0;
      schedule->revision = 0;
      if (schedule->pause_after_failures > 0 &&
          schedule->failures >= schedule->pause_after_failures)
        {
          schedule->paused_by = NULL;
          schedule->paused_reason = NULL;
        }
    }
}

static int
compare_texts (gconstpointer a, gconstpointer b)
{
  return strcmp (*(char *const *)a, *(char *const *)b);
}

void
kit_describe_list (GString *text, const char *name, ApsRecordList *list, gboolean in_order)
{
  ApsRecordType type = aps_record_list_get_record_type (list);
  g_autoptr (GPtrArray) lines = g_ptr_array_new_with_free_func (g_free);
  guint64 buffer[128];

  g_assert (aps_record_type_get_size (type) <= sizeof buffer);
  for (guint i = 0; i < aps_record_list_get_n (list); i++)
    {
      memcpy (buffer, aps_record_list_get (list, i), aps_record_type_get_size (type));
      forget_choices (type, buffer);
      g_ptr_array_add (lines, aps_record_to_string (type, buffer));
    }

  if (!in_order)
    g_ptr_array_sort (lines, compare_texts);
  for (guint i = 0; i < lines->len; i++)
    g_string_append_printf (text, "%s: %s\n", name, (char *)g_ptr_array_index (lines, i));
}

/* A schedule that was changed twice may stand there twice; the last is how it is. */
static ApsRecordList *
get_last_ones (ApsRecordList *schedules)
{
  ApsRecordList *last = aps_record_list_new (APS_RECORD_TYPE_SCHEDULE);
  guint          n = aps_record_list_get_n (schedules);

  for (guint i = 0; i < n; i++)
    {
      ApsScheduleRecord *schedule = aps_record_list_get (schedules, i);
      gboolean           again = FALSE;

      for (guint k = i + 1; k < n; k++)
        again = again || g_str_equal (((ApsScheduleRecord *)aps_record_list_get (schedules, k))->id,
                                      schedule->id);
      if (!again)
        aps_record_list_add_copy (last, schedule);
    }

  return last;
}

void
kit_describe_answer (GString *text, ApsStoreAnswer *answer, gboolean in_order)
{
  g_autoptr (ApsRecordList) schedules = get_last_ones (answer->schedules);

  for (guint i = 0; i < aps_store_answer_get_n_entries (answer); i++)
    {
      const GError    *error = aps_store_answer_get_error (answer, i);
      g_autofree char *status = g_enum_to_string (APS_TYPE_ENTRY_STATUS,
                                                  aps_store_answer_get_status (answer, i));

      g_string_append_printf (text, "entry %u: %s", i, status);
      if (error != NULL)
        g_string_append_printf (text, " %s %d", g_quark_to_string (error->domain), error->code);
      g_string_append_c (text, '\n');
    }

  kit_describe_list (text, "job", answer->jobs, in_order);
  kit_describe_list (text, "ended", answer->ended_jobs, FALSE);
  kit_describe_list (text, "cancelled", answer->cancelled_jobs, FALSE);
  kit_describe_list (text, "task", answer->tasks, FALSE);
  kit_describe_list (text, "schedule", schedules, in_order);
  kit_describe_list (text, "removed", answer->removed_schedules, FALSE);
  g_string_append_printf (text, "cleaned: %" G_GUINT64_FORMAT "\n", answer->n_cleaned);
}

char *
kit_describe_state (ApsDataStore *store)
{
  ApsListQuery query = APS_LIST_QUERY_INIT;
  GString     *text = g_string_new (NULL);
  g_autoptr (ApsRecordList) tasks = aps_record_list_new (APS_RECORD_TYPE_TASK);
  g_autoptr (ApsRecordList) queues = aps_record_list_new (APS_RECORD_TYPE_QUEUE);
  g_autoptr (ApsRecordList) schedules = aps_record_list_new (APS_RECORD_TYPE_SCHEDULE);
  g_autoptr (ApsRecordList) jobs = aps_record_list_new (APS_RECORD_TYPE_JOB);
  g_autoptr (ApsRecordList) instances = aps_record_list_new (APS_RECORD_TYPE_INSTANCE);
  g_autoptr (ApsRecordList) counts = aps_record_list_new (APS_RECORD_TYPE_COUNT);
  g_autoptr (GError) error = NULL;

  if (!aps_data_store_list_tasks (store, &query, tasks, &error) ||
      !aps_data_store_list_queues (store, queues, &error) ||
      !aps_data_store_list_schedules (store, &query, schedules, &error) ||
      !aps_data_store_list_jobs (store, &query, jobs, &error) ||
      !aps_data_store_list_instances (store, instances, &error) ||
      !aps_data_store_count_jobs (store, counts, &error))
    g_string_append_printf (text, "error: %s\n", error->message);

  kit_describe_list (text, "task", tasks, TRUE);
  kit_describe_list (text, "queue", queues, FALSE);
  kit_describe_list (text, "schedule", schedules, TRUE);
  kit_describe_list (text, "job", jobs, TRUE);
  kit_describe_list (text, "instance", instances, FALSE);
  kit_describe_list (text, "count", counts, FALSE);
  return g_string_free (text, FALSE);
}
