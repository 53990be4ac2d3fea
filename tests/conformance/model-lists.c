/* The plain model: lists and counts.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"

#include "model-store.h"

#include <string.h>

#define COMPARE(a, b) (((a) > (b)) - ((a) < (b)))

/* One record on its way into a list. */
typedef struct
{
  gint64        time_us;
  const char   *id;
  gconstpointer record;
} Item;

static int
compare_items (gconstpointer a, gconstpointer b, gpointer data)
{
  const Item         *one = a;
  const Item         *two = b;
  const ApsListQuery *query = data;
  int                 order = 0;

  if (query->order == APS_LIST_ORDER_TIME)
    order = COMPARE (one->time_us, two->time_us);
  if (order == 0)
    order = strcmp (one->id, two->id);
  return query->descending ? -order : order;
}

/* Sorts the items and puts the page that is asked for into the list. */
static void
answer_page (GArray *items, const ApsListQuery *query, ApsRecordList *list)
{
  Item after = { .time_us = query->after_us, .id = query->after_id };

  g_array_sort_with_data (items, compare_items, (gpointer)query);
  for (guint i = 0; i < items->len; i++)
    {
      Item *item = &g_array_index (items, Item, i);

      if (query->after_id != NULL && compare_items (item, &after, (gpointer)query) <= 0)
        continue;
      if (query->limit > 0 && aps_record_list_get_n (list) == query->limit)
        return;
      aps_record_list_add_copy (list, item->record);
    }
}

static gboolean
is_equal_or_unset (const char *wanted, const char *text)
{
  return wanted == NULL || g_strcmp0 (wanted, text) == 0;
}

static gboolean
begins_so (const char *id, const char *prefix)
{
  return prefix == NULL || g_str_has_prefix (id, prefix);
}

static gboolean
list_tasks (ApsDataStore *store, const ApsListQuery *query, ApsRecordList *tasks, GError **error)
{
  GArray *rows = KIT_MODEL (store)->tasks;
  g_autoptr (GArray) items = g_array_new (FALSE, FALSE, sizeof (Item));

  for (guint i = 0; i < rows->len; i++)
    {
      ApsTaskRecord *task = kit_model_nth (rows, ApsTaskRecord, i);
      Item           item = { .id = task->id, .record = task };

      if (begins_so (task->id, query->id_prefix) && is_equal_or_unset (query->task_id, task->id) &&
          is_equal_or_unset (query->origin, task->origin))
        g_array_append_val (items, item);
    }
  answer_page (items, query, tasks);
  return TRUE;
}

static gboolean
list_schedules (ApsDataStore       *store,
                const ApsListQuery *query,
                ApsRecordList      *schedules,
                GError            **error)
{
  GArray *rows = KIT_MODEL (store)->schedules;
  g_autoptr (GArray) items = g_array_new (FALSE, FALSE, sizeof (Item));

  for (guint i = 0; i < rows->len; i++)
    {
      ApsScheduleRecord *row = kit_model_nth (rows, ApsScheduleRecord, i);
      Item               item = { row->next_fire_us, row->id, row };

      if (begins_so (row->id, query->id_prefix) &&
          is_equal_or_unset (query->task_id, row->task_id) &&
          is_equal_or_unset (query->origin, row->origin) &&
          (query->paused == APS_UNSET || row->paused == query->paused))
        g_array_append_val (items, item);
    }
  answer_page (items, query, schedules);
  return TRUE;
}

static gboolean
job_matches (const ApsJobRecord *job, const ApsListQuery *query)
{
  return begins_so (job->id, query->id_prefix) &&
         is_equal_or_unset (query->task_id, job->task_id) &&
         is_equal_or_unset (query->schedule_id, job->schedule_id) &&
         is_equal_or_unset (query->queue, job->queue) &&
         (query->states == 0 || (query->states >> job->state) % 2 == 1) &&
         (query->outcomes == 0 ||
          (job->outcome != APS_UNSET && (query->outcomes >> job->outcome) % 2 == 1)) &&
         (query->since_us == APS_TIME_NONE || job->due_us >= query->since_us) &&
         (query->before_us == APS_TIME_NONE || job->due_us < query->before_us);
}

static gboolean
list_jobs (ApsDataStore *store, const ApsListQuery *query, ApsRecordList *jobs, GError **error)
{
  GArray *rows = KIT_MODEL (store)->jobs;
  g_autoptr (GArray) items = g_array_new (FALSE, FALSE, sizeof (Item));

  for (guint i = 0; i < rows->len; i++)
    {
      ApsJobRecord *row = kit_model_nth (rows, ApsJobRecord, i);
      Item          item = { row->due_us, row->id, row };

      if (job_matches (row, query))
        g_array_append_val (items, item);
    }
  answer_page (items, query, jobs);
  return TRUE;
}

static void
count (ApsRecordList *counts, const ApsJobRecord *job)
{
  ApsCountRecord *found = NULL;

  for (guint i = 0; i < aps_record_list_get_n (counts) && found == NULL; i++)
    {
      ApsCountRecord *other = aps_record_list_get (counts, i);

      if (g_str_equal (other->task_id, job->task_id) && g_str_equal (other->queue, job->queue) &&
          other->state == job->state && other->outcome == job->outcome)
        found = other;
    }

  if (found == NULL)
    {
      found = aps_record_list_add (counts);
      found->task_id = job->task_id;
      found->queue = job->queue;
      found->state = job->state;
      found->outcome = job->outcome;
    }
  found->n++;
}

static gboolean
count_jobs (ApsDataStore *store, ApsRecordList *counts, GError **error)
{
  GArray *rows = KIT_MODEL (store)->jobs;

  for (guint i = 0; i < rows->len; i++)
    count (counts, kit_model_nth (rows, ApsJobRecord, i));
  return TRUE;
}

void
kit_model_init_lists (ApsDataStoreInterface *iface)
{
  iface->list_tasks = list_tasks;
  iface->list_schedules = list_schedules;
  iface->list_jobs = list_jobs;
  iface->count_jobs = count_jobs;
}
