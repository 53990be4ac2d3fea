/* Lists: pages of schedules and jobs, and the counts.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"

#include "aps-memory-store-private.h"

#include <string.h>

#define COMPARE(a, b) (((a) > (b)) - ((a) < (b)))

/* Where a walk through an index stands. */
typedef struct
{
  const ApsMemoryIndex *index;
  ApsMemoryPlace        place;
  gpointer              item; /* the next one, NULL at the end */
  gboolean              descending;
} Walk;

static int
compare_schedule_with_id (gconstpointer a, gconstpointer key)
{
  return strcmp (((const ApsMemorySchedule *)a)->text, key);
}

static int
compare_schedule_with_time (gconstpointer a, gconstpointer key)
{
  const ApsMemorySchedule *row = a;
  const ApsListQuery      *query = key;

  if (row->next_fire_us != query->after_us)
    return COMPARE (row->next_fire_us, query->after_us);

  return strcmp (row->text, query->after_id);
}

static int
compare_job_with_id (gconstpointer a, gconstpointer key)
{
  return strcmp (((const ApsMemoryJob *)a)->text, key);
}

static int
compare_job_with_time (gconstpointer a, gconstpointer key)
{
  const ApsMemoryJob *row = a;
  const ApsListQuery *query = key;

  if (row->due_us != query->after_us)
    return COMPARE (row->due_us, query->after_us);

  return strcmp (row->text, query->after_id);
}

static void
walk_next (Walk *walk)
{
  walk->item = walk->descending ? aps_memory_index_previous (walk->index, &walk->place)
                                : aps_memory_index_next (walk->index, &walk->place);
}

/* Begins a walk behind @key, or at the beginning where that is NULL. */
static void
walk_begin (Walk                 *walk,
            const ApsMemoryIndex *index,
            gboolean              descending,
            GCompareFunc          compare,
            gconstpointer         key)
{
  walk->index = index;
  walk->descending = descending;

  if (key != NULL)
    walk->place = aps_memory_index_seek (index, compare, key);
  else
    walk->place = descending ? aps_memory_index_end (index) : aps_memory_index_begin (index);

  walk_next (walk);
  if (key != NULL && !descending && walk->item != NULL && compare (walk->item, key) == 0)
    walk_next (walk);
}

static gboolean
schedule_matches (const ApsMemorySchedule *row, const ApsListQuery *query)
{
  const ApsMemoryPlan *plan = row->plan;

  return (query->id_prefix == NULL || g_str_has_prefix (row->text, query->id_prefix)) &&
         (query->task_id == NULL || g_str_equal (plan->task->id, query->task_id)) &&
         (query->origin == NULL || g_strcmp0 (plan->origin, query->origin) == 0) &&
         (query->paused == APS_UNSET || (gint)row->paused == (query->paused != 0));
}

static gboolean
is_full (const ApsListQuery *query, ApsRecordList *list)
{
  return query->limit > 0 && aps_record_list_get_n (list) >= query->limit;
}

void
aps_memory_list_schedules (ApsMemoryStore     *self,
                           const ApsListQuery *query,
                           ApsRecordList      *schedules)
{
  Walk walk;

  if (query->order == APS_LIST_ORDER_TIME)
    walk_begin (&walk,
                &self->schedules_by_time,
                query->descending,
                compare_schedule_with_time,
                query->after_id != NULL ? query : NULL);
  else
    walk_begin (&walk,
                &self->schedules_by_id,
                query->descending,
                compare_schedule_with_id,
                query->after_id);

  for (; walk.item != NULL && !is_full (query, schedules); walk_next (&walk))
    if (schedule_matches (walk.item, query))
      aps_memory_schedule_answer (walk.item, schedules);
}

static gboolean
has_bit (guint bits, gint value)
{
  return bits == 0 || (value >= 0 && (bits & (1u << value)) != 0);
}

static gboolean
job_matches (const ApsMemoryJob *row, const ApsListQuery *query)
{
  const ApsMemoryKind *kind = row->kind;
  gint                 outcome = row->attempt_data != NULL ? row->attempt_data->outcome : APS_UNSET;

  return has_bit (query->states, (gint)row->state) && has_bit (query->outcomes, outcome) &&
         (query->id_prefix == NULL || g_str_has_prefix (row->text, query->id_prefix)) &&
         (query->task_id == NULL || g_str_equal (kind->counts->task->id, query->task_id)) &&
         (query->queue == NULL || g_str_equal (kind->counts->queue->name, query->queue)) &&
         (query->schedule_id == NULL ||
          (kind->runs != NULL && g_str_equal (kind->runs->id, query->schedule_id))) &&
         (query->since_us == APS_TIME_NONE || row->due_us >= query->since_us) &&
         (query->before_us == APS_TIME_NONE || row->due_us < query->before_us);
}

static void
walk_jobs (Walk                 *walk,
           const ApsMemoryIndex *by_id,
           const ApsMemoryIndex *by_due,
           const ApsListQuery   *query)
{
  if (query->order == APS_LIST_ORDER_TIME)
    walk_begin (walk,
                by_due,
                query->descending,
                compare_job_with_time,
                query->after_id != NULL ? query : NULL);
  else
    walk_begin (walk, by_id, query->descending, compare_job_with_id, query->after_id);
}

/* The walk whose item comes first; NULL at the end of both. */
static Walk *
choose (Walk *one, Walk *two, const ApsListQuery *query)
{
  int order;

  if (one->item == NULL || two->item == NULL)
    return one->item != NULL ? one : (two->item != NULL ? two : NULL);

  order = query->order == APS_LIST_ORDER_TIME ? aps_memory_job_compare_due (one->item, two->item)
                                              : aps_memory_job_compare_ids (one->item, two->item);
  return (order < 0) != (query->descending != FALSE) ? one : two;
}

static void
merge (Walk *one, Walk *two, const ApsListQuery *query, ApsRecordList *jobs)
{
  Walk *walk;

  while (!is_full (query, jobs) && (walk = choose (one, two, query)) != NULL)
    {
      if (job_matches (walk->item, query))
        aps_memory_job_answer (walk->item, jobs);
      walk_next (walk);
    }
}

static gboolean
wants (const ApsListQuery *query, ApsJobState state)
{
  return has_bit (query->states, state) &&
         (state == APS_JOB_STATE_FINISHED || query->outcomes == 0);
}

/* A sorted copy of an index in the order of the query. */
static void
copy_index (ApsMemoryIndex *copy, const ApsMemoryIndex *index, const ApsListQuery *query)
{
  ApsMemoryPlace place = aps_memory_index_begin (index);
  gpointer       item;

  aps_memory_index_init (copy,
                         query->order == APS_LIST_ORDER_TIME ? aps_memory_job_compare_due
                                                             : aps_memory_job_compare_ids);
  while ((item = aps_memory_index_next (index, &place)) != NULL)
    aps_memory_index_insert (copy, item);
}

static void
list_copy (const ApsMemoryIndex *index, const ApsListQuery *query, ApsRecordList *jobs)
{
  Walk           none = { 0 };
  Walk           walk;
  ApsMemoryIndex copy;

  copy_index (&copy, index, query);
  walk_jobs (&walk, &copy, &copy, query);
  merge (&walk, &none, query, jobs);
  aps_memory_index_clear (&copy);
}

/* Walks through as few jobs as can be: those of the schedule, the leased ones, or those that have
 * ended or have not. */
void
aps_memory_list_jobs (ApsMemoryStore *self, const ApsListQuery *query, ApsRecordList *jobs)
{
  gboolean wants_unfinished = wants (query, APS_JOB_STATE_WAITING);
  Walk     unfinished = { 0 };
  Walk     finished = { 0 };

  if (query->schedule_id != NULL)
    {
      ApsMemoryRuns *runs = aps_memory_runs_find (self, query->schedule_id);

      if (runs != NULL)
        list_copy (&runs->all, query, jobs);
      return;
    }

  if (wants (query, APS_JOB_STATE_LEASED) && !wants_unfinished &&
      !wants (query, APS_JOB_STATE_FINISHED))
    {
      list_copy (&self->leased_jobs, query, jobs);
      return;
    }

  if (wants_unfinished || wants (query, APS_JOB_STATE_LEASED))
    walk_jobs (&unfinished,
               &self->jobs_by_id[APS_MEMORY_UNFINISHED],
               &self->jobs_by_due[APS_MEMORY_UNFINISHED],
               query);
  if (wants (query, APS_JOB_STATE_FINISHED))
    walk_jobs (&finished,
               &self->jobs_by_id[APS_MEMORY_FINISHED],
               &self->jobs_by_due[APS_MEMORY_FINISHED],
               query);
  merge (&unfinished, &finished, query, jobs);
}

static void
add_count (const ApsMemoryCounts *counts, gint state, gint outcome, gint64 n, ApsRecordList *list)
{
  ApsCountRecord *record;

  if (n == 0)
    return;

  record = aps_record_list_add (list);
  record->task_id = aps_record_list_strdup (list, counts->task->id);
  record->queue = aps_record_list_strdup (list, counts->queue->name);
  record->state = state;
  record->outcome = outcome;
  record->n = n;
}

void
aps_memory_count_jobs (ApsMemoryStore *self, ApsRecordList *list)
{
  GHashTableIter iter;
  gpointer       key;

  g_hash_table_iter_init (&iter, self->counts);
  while (g_hash_table_iter_next (&iter, &key, NULL))
    {
      const ApsMemoryCounts *counts = key;

      for (gint state = 0; state < APS_JOB_STATE_FINISHED; state++)
        add_count (counts, state, APS_UNSET, counts->n[state], list);
      for (gint outcome = 0; outcome < APS_MEMORY_N_OUTCOMES; outcome++)
        add_count (counts,
                   APS_JOB_STATE_FINISHED,
                   outcome,
                   counts->n[APS_JOB_STATE_FINISHED + outcome],
                   list);
    }
}
