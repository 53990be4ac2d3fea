/* Leasing jobs, and when the next can be leased.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"

#include "aps-memory-store-private.h"

/* One call of lease_jobs() or next_job_due(). */
typedef struct
{
  ApsMemoryStore    *store;
  const ApsJobLease *lease;
  gint64             now_us;
  ApsStoreAnswer    *answer;
  guint             *rooms;    /* what is left of each of the lease's rooms */
  GPtrArray         *channels; /* those that jobs can be taken from, a heap by their first lanes */
  GPtrArray         *aside;    /* lanes that this caller cannot take */
} Call;

static void
call_begin (Call              *call,
            ApsMemoryStore    *store,
            const ApsJobLease *lease,
            gint64             now_us,
            ApsStoreAnswer    *answer)
{
  *call = (Call){ .store = store, .lease = lease, .now_us = now_us, .answer = answer };
  call->rooms = g_new (guint, lease->n_rooms);
  for (guint i = 0; i < lease->n_rooms; i++)
    call->rooms[i] = lease->rooms[i].n;
  call->channels = g_ptr_array_new ();
  call->aside = g_ptr_array_new ();
  store->n_leases++;
}

static void
call_end (Call *call)
{
  g_free (call->rooms);
  g_ptr_array_unref (call->channels);
  g_ptr_array_unref (call->aside);
}

static gboolean
can_run (Call *call, ApsMemoryTask *task)
{
  if (task->asked != call->store->n_leases)
    {
      task->asked = call->store->n_leases;
      task->can_run = task->record != NULL &&
                      aps_store_lease_can_run (call->lease, task->id, task->record->callable);
    }

  return task->can_run;
}

/* Whether the caller serves the channel's queue and executor at all. */
static gboolean
is_served (Call *call, const ApsMemoryChannel *channel)
{
  return !aps_memory_queue_is_paused (channel->queue) &&
         aps_store_lease_find_room (call->lease, channel->executor) >= 0 &&
         aps_store_lease_serves (call->lease, channel->queue->name);
}

/* Whether one more of the channel's jobs may be leased now. */
static gboolean
has_room (Call *call, const ApsMemoryChannel *channel)
{
  gint room = aps_store_lease_find_room (call->lease, channel->executor);

  return room >= 0 && call->rooms[room] > 0 && !aps_memory_queue_is_full (channel->queue);
}

static void
end_missed (Call *call, ApsMemoryJob *row, const char *reason)
{
  ApsJobRecord record;

  aps_memory_job_read (row, &record);
  aps_store_job_finish (&record,
                        APS_JOB_OUTCOME_MISSED_START_DEADLINE,
                        reason,
                        aps_memory_job_has_schedule (row),
                        call->now_us);
  aps_record_list_add_copy (call->answer->ended_jobs, &record);
  aps_memory_job_set (call->store, row, &record, call->answer, call->now_us);
}

static void
end_past_deadlines (Call *call)
{
  ApsMemoryJob *row;

  for (guint n = 0; n < APS_STORE_MAX_ENDED; n++)
    {
      row = aps_memory_index_first (&call->store->deadlines);
      if (row == NULL || row->deadline_us >= call->now_us)
        return;

      end_missed (call, row, APS_STORE_REASON_DEADLINE);
    }
}

static ApsMemoryJob *
first_job (const ApsMemoryChannel *channel)
{
  ApsMemoryLane *lane = aps_memory_index_first (&channel->ready);

  return lane != NULL ? aps_memory_index_first (&lane->ready) : NULL;
}

/* Lets the first lane of the channel be one that the caller can take a due job from; FALSE where
 * there is none. Lanes of others are set aside until the call's end. */
static gboolean
find_lane (Call *call, ApsMemoryChannel *channel)
{
  ApsMemoryLane *lane;

  while ((lane = aps_memory_index_first (&channel->future)) != NULL)
    if (!aps_memory_lane_sort (call->store, lane, call->now_us))
      break;

  while ((lane = aps_memory_index_first (&channel->ready)) != NULL)
    {
      if (aps_memory_lane_sort (call->store, lane, call->now_us))
        continue;
      if (can_run (call, lane->task))
        return TRUE;

      aps_memory_index_remove (&channel->ready, lane);
      g_ptr_array_add (call->aside, lane);
    }

  return FALSE;
}

static gboolean
is_before (gconstpointer a, gconstpointer b)
{
  return aps_memory_job_compare_order (first_job (a), first_job (b)) < 0;
}

static void
swap (gpointer *a, gpointer *b)
{
  gpointer c = *a;

  *a = *b;
  *b = c;
}

static void
sift_down (GPtrArray *heap, guint i)
{
  for (;;)
    {
      guint child = 2 * i + 1;

      if (child >= heap->len)
        return;
      if (child + 1 < heap->len && is_before (heap->pdata[child + 1], heap->pdata[child]))
        child++;
      if (!is_before (heap->pdata[child], heap->pdata[i]))
        return;

      swap (&heap->pdata[i], &heap->pdata[child]);
      i = child;
    }
}

static gboolean
has_job (Call *call, ApsMemoryChannel *channel)
{
  return has_room (call, channel) && find_lane (call, channel);
}

/* Leaves those channels that a job can be taken from, the one with the best first. */
static void
sort_channels (Call *call)
{
  GPtrArray *heap = call->channels;

  for (guint i = heap->len; i-- > 0;)
    if (!has_job (call, g_ptr_array_index (heap, i)))
      g_ptr_array_remove_index_fast (heap, i);

  for (guint i = heap->len / 2; i-- > 0;)
    sift_down (heap, i);
}

static void
collect_channels (Call *call)
{
  GPtrArray *all = call->store->channels;

  for (guint i = 0; i < all->len; i++)
    {
      ApsMemoryChannel *channel = g_ptr_array_index (all, i);

      if (channel->ready.n + channel->future.n > 0 && is_served (call, channel))
        g_ptr_array_add (call->channels, channel);
    }

  sort_channels (call);
}

static void
answer_task (Call *call, ApsMemoryTask *task)
{
  if (task->answered == call->store->n_leases)
    return;

  task->answered = call->store->n_leases;
  aps_memory_task_answer (task, call->answer->tasks);
}

static void
lease_job (Call *call, ApsMemoryChannel *channel, ApsMemoryJob *row)
{
  ApsJobRecord record;

  aps_memory_job_read (row, &record);
  aps_store_job_lease (&record,
                       call->lease->instance,
                       call->lease->worker,
                       call->lease->until_us,
                       call->now_us);
  aps_record_list_add_copy (call->answer->jobs, &record);
  answer_task (call, row->kind->counts->task);
  aps_memory_job_set (call->store, row, &record, call->answer, call->now_us);
  call->rooms[aps_store_lease_find_room (call->lease, channel->executor)]--;
}

/* Takes jobs while there is room. A task that has become full takes its lanes out of all channels,
 * so that these are sorted anew; else only the channel taken from has another job in front. */
static void
lease_due (Call *call)
{
  GPtrArray *heap = call->channels;

  collect_channels (call);
  for (guint n = 0; heap->len > 0 && n < call->lease->limit; n++)
    {
      ApsMemoryChannel *channel = g_ptr_array_index (heap, 0);
      ApsMemoryJob     *row = first_job (channel);
      ApsMemoryTask    *task = row->kind->counts->task;

      lease_job (call, channel, row);
      if (task->full && task->lanes != NULL)
        {
          sort_channels (call);
          continue;
        }

      if (!has_job (call, channel))
        g_ptr_array_remove_index_fast (heap, 0);
      sift_down (heap, 0);
      while (heap->len > 0 && !has_room (call, g_ptr_array_index (heap, 0)))
        {
          g_ptr_array_remove_index_fast (heap, 0);
          sift_down (heap, 0);
        }
    }
}

static void
put_back (Call *call)
{
  for (guint i = 0; i < call->aside->len; i++)
    {
      ApsMemoryLane *lane = g_ptr_array_index (call->aside, i);

      aps_memory_index_insert (&lane->channel->ready, lane);
    }
  g_ptr_array_set_size (call->aside, 0);
}

static void
cancel_running (Call *call, ApsMemoryRuns *runs)
{
  ApsMemoryPlace place = aps_memory_index_begin (&runs->leased);
  ApsMemoryJob  *row;

  while ((row = aps_memory_index_next (&runs->leased, &place)) != NULL)
    {
      ApsJobRecord record;

      if (row->attempt_data->cancel_requested)
        continue;

      aps_memory_job_read (row, &record);
      aps_store_job_cancel (&record, NULL, APS_STORE_CANCELLED_BY_NEXT);
      aps_record_list_add_copy (call->answer->cancelled_jobs, &record);
      aps_memory_job_write (call->store, row, &record);
    }
}

/* Whether this caller is to see to the jobs of a lane whose task is full. */
static gboolean
acts_on (Call *call, ApsMemoryLane *lane)
{
  return can_run (call, lane->task) && is_served (call, lane->channel);
}

/* What is due of full tasks ends, or has the running jobs of its schedule cancelled. */
static void
treat_overlaps (Call *call)
{
  ApsMemoryIndex *overlaps = &call->store->overlaps;
  ApsMemoryLane  *lane;

  for (guint n = 0; n < APS_STORE_MAX_ENDED;)
    {
      lane = aps_memory_index_first (overlaps);
      if (lane == NULL || lane->overlap_us > call->now_us)
        break;
      if (aps_memory_lane_sort (call->store, lane, call->now_us))
        continue;

      if (acts_on (call, lane) && lane->type == APS_MEMORY_LANE_SKIP)
        {
          end_missed (call, aps_memory_index_first (&lane->ready), APS_STORE_REASON_OVERLAP);
          n++;
          continue;
        }

      if (acts_on (call, lane))
        cancel_running (call, lane->runs);
      aps_memory_index_remove (overlaps, lane);
      g_ptr_array_add (call->aside, lane);
    }

  for (guint i = 0; i < call->aside->len; i++)
    aps_memory_index_insert (overlaps, g_ptr_array_index (call->aside, i));
}

void
aps_memory_lease_jobs (ApsMemoryStore    *self,
                       const ApsJobLease *lease,
                       gint64             now_us,
                       ApsStoreAnswer    *answer)
{
  Call call;

  call_begin (&call, self, lease, now_us, answer);
  end_past_deadlines (&call);
  if (lease->limit > 0)
    lease_due (&call);
  put_back (&call);
  treat_overlaps (&call);
  call_end (&call);
}

static gint64
get_due_of_channel (Call *call, ApsMemoryChannel *channel)
{
  ApsMemoryPlace place;
  ApsMemoryLane *lane;

  if (find_lane (call, channel))
    return call->now_us;

  place = aps_memory_index_begin (&channel->future);
  while ((lane = aps_memory_index_next (&channel->future, &place)) != NULL)
    if (can_run (call, lane->task))
      return ((ApsMemoryJob *)aps_memory_index_first (&lane->future))->due_us;

  return APS_TIME_NONE;
}

static gboolean
has_running (ApsMemoryRuns *runs)
{
  ApsMemoryPlace place = aps_memory_index_begin (&runs->leased);
  ApsMemoryJob  *row;

  while ((row = aps_memory_index_next (&runs->leased, &place)) != NULL)
    if (!row->attempt_data->cancel_requested)
      return TRUE;

  return FALSE;
}

static gint64
get_due_of_overlaps (Call *call)
{
  ApsMemoryIndex *overlaps = &call->store->overlaps;
  ApsMemoryPlace  place;
  ApsMemoryLane  *lane;

  while ((lane = aps_memory_index_first (overlaps)) != NULL && lane->overlap_us <= call->now_us)
    if (!aps_memory_lane_sort (call->store, lane, call->now_us))
      break;

  place = aps_memory_index_begin (overlaps);
  while ((lane = aps_memory_index_next (overlaps, &place)) != NULL)
    {
      ApsMemoryJob *row = aps_memory_index_first (lane->ready.n > 0 ? &lane->ready : &lane->future);

      if (acts_on (call, lane) && (lane->type == APS_MEMORY_LANE_SKIP || has_running (lane->runs)))
        return row->due_us;
    }

  return APS_TIME_NONE;
}

gint64
aps_memory_next_job_due (ApsMemoryStore *self, const ApsJobLease *lease, gint64 now_us)
{
  ApsMemoryJob *deadline = aps_memory_index_first (&self->deadlines);
  gint64        due_us = deadline != NULL ? deadline->deadline_us + 1 : APS_TIME_NONE;
  Call          call;

  call_begin (&call, self, lease, now_us, NULL);
  due_us = MIN (due_us, get_due_of_overlaps (&call));

  for (guint i = 0; i < self->channels->len && lease->limit > 0 && due_us > now_us; i++)
    {
      ApsMemoryChannel *channel = g_ptr_array_index (self->channels, i);

      if (has_room (&call, channel) && is_served (&call, channel))
        due_us = MIN (due_us, get_due_of_channel (&call, channel));
    }

  put_back (&call);
  call_end (&call);
  return due_us;
}
