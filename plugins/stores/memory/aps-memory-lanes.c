/* Waiting jobs, in an order in which the next one to lease is found without looking at others.
 *
 * NOTES: jobs that can start or not for the same reasons (their task is full, their queue paused,
 * their executor without room) wait in one lane, sorted; lanes of one queue and executor stand in a
 * channel, sorted by their first jobs. A lane whose task is full is taken out of its channel, so
 * that ten thousand jobs of a full task in front cost nothing. The best job of a caller is the best
 * of its channels' first lanes.
 *
 * In a lane, jobs whose time has come stand apart from those whose time is still to come. Which is
 * which follows the times that callers bring along; where one brings an earlier time, the jobs that
 * are not due by it go back when they come first.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"

#include "aps-memory-store-private.h"

#define COMPARE(a, b) (((a) > (b)) - ((a) < (b)))

static int
compare_ready (gconstpointer a, gconstpointer b)
{
  const ApsMemoryLane *one = a;
  const ApsMemoryLane *two = b;

  return aps_memory_job_compare_order (aps_memory_index_first (&one->ready),
                                       aps_memory_index_first (&two->ready));
}

static int
compare_future (gconstpointer a, gconstpointer b)
{
  const ApsMemoryLane *one = a;
  const ApsMemoryLane *two = b;

  return aps_memory_job_compare_due (aps_memory_index_first (&one->future),
                                     aps_memory_index_first (&two->future));
}

int
aps_memory_lane_compare_overlaps (gconstpointer a, gconstpointer b)
{
  const ApsMemoryLane *one = a;
  const ApsMemoryLane *two = b;

  if (one->overlap_us != two->overlap_us)
    return COMPARE (one->overlap_us, two->overlap_us);

  return COMPARE ((guintptr)one, (guintptr)two);
}

guint
aps_memory_lane_hash (gconstpointer lane)
{
  const ApsMemoryLane *self = lane;
  guint                hash = g_direct_hash (self->task);

  hash = hash * 31 + g_direct_hash (self->channel);
  hash = hash * 31 + g_direct_hash (self->runs);
  return hash * 31 + self->type;
}

gboolean
aps_memory_lane_equal (gconstpointer a, gconstpointer b)
{
  const ApsMemoryLane *one = a;
  const ApsMemoryLane *two = b;

  return one->task == two->task && one->channel == two->channel && one->runs == two->runs &&
         one->type == two->type;
}

/* The channel of a queue and an executor; the lane that asks counts it. */
static ApsMemoryChannel *
channel_take (ApsMemoryStore *self, ApsMemoryQueue *queue, const char *executor)
{
  ApsMemoryChannel *channel;

  for (guint i = 0; i < self->channels->len; i++)
    {
      channel = g_ptr_array_index (self->channels, i);
      if (channel->queue == queue && channel->executor == executor)
        {
          channel->n_users++;
          return channel;
        }
    }

  channel = g_new0 (ApsMemoryChannel, 1);
  channel->n_users = 1;
  channel->position = self->channels->len;
  channel->queue = queue;
  channel->executor = executor;
  aps_memory_index_init (&channel->ready, compare_ready);
  aps_memory_index_init (&channel->future, compare_future);
  g_ptr_array_add (self->channels, channel);
  return channel;
}

static void
channel_drop (ApsMemoryStore *self, ApsMemoryChannel *channel)
{
  ApsMemoryChannel *moved;

  if (--channel->n_users > 0)
    return;

  g_ptr_array_remove_index_fast (self->channels, channel->position);
  if (channel->position < self->channels->len)
    {
      moved = g_ptr_array_index (self->channels, channel->position);
      moved->position = channel->position;
    }

  aps_memory_index_clear (&channel->ready);
  aps_memory_index_clear (&channel->future);
  g_free (channel);
}

static ApsMemoryLaneType
get_type (const ApsMemoryKind *kind)
{
  if (kind->runs == NULL)
    return APS_MEMORY_LANE_PLAIN;
  if (kind->overlap == APS_OVERLAP_SKIP)
    return APS_MEMORY_LANE_SKIP;
  if (kind->overlap == APS_OVERLAP_CANCEL_RUNNING)
    return APS_MEMORY_LANE_CANCEL;

  return APS_MEMORY_LANE_PLAIN;
}

/* The lane in which jobs of this kind wait; the kind counts it. */
ApsMemoryLane *
aps_memory_lane_take (ApsMemoryStore *self, const ApsMemoryKind *kind)
{
  ApsMemoryLaneType type = get_type (kind);
  ApsMemoryLane     wanted = {
        .type = type,
        .task = kind->counts->task,
        .channel = channel_take (self, kind->counts->queue, kind->executor),
        .runs = type == APS_MEMORY_LANE_CANCEL ? kind->runs : NULL,
  };
  ApsMemoryLane *lane = g_hash_table_lookup (self->lanes, &wanted);

  if (lane == NULL)
    {
      lane = g_memdup2 (&wanted, sizeof wanted);
      aps_memory_index_init (&lane->ready, aps_memory_job_compare_order);
      aps_memory_index_init (&lane->future, aps_memory_job_compare_due);
      g_hash_table_add (self->lanes, lane);
    }
  else
    channel_drop (self, wanted.channel);

  lane->n_users++;
  return lane;
}

void
aps_memory_lane_drop (ApsMemoryStore *self, ApsMemoryLane *lane)
{
  if (--lane->n_users > 0)
    return;

  g_hash_table_remove (self->lanes, lane);
  aps_memory_index_clear (&lane->ready);
  aps_memory_index_clear (&lane->future);
  channel_drop (self, lane->channel);
  g_free (lane);
}

/* Enters a lane where its first jobs are looked for. */
static void
attach (ApsMemoryStore *self, ApsMemoryLane *lane)
{
  if (!lane->task->full)
    {
      if (lane->ready.n > 0)
        aps_memory_index_insert (&lane->channel->ready, lane);
      if (lane->future.n > 0)
        aps_memory_index_insert (&lane->channel->future, lane);
      return;
    }

  if (lane->type == APS_MEMORY_LANE_PLAIN || lane->ready.n + lane->future.n == 0)
    return;

  lane->overlap_us = G_MININT64;
  if (lane->ready.n == 0)
    lane->overlap_us = ((ApsMemoryJob *)aps_memory_index_first (&lane->future))->due_us;
  aps_memory_index_insert (&self->overlaps, lane);
}

/* Takes a lane out of there, before its first jobs change. */
static void
detach (ApsMemoryStore *self, ApsMemoryLane *lane)
{
  if (lane->task->full)
    {
      if (lane->type != APS_MEMORY_LANE_PLAIN && lane->ready.n + lane->future.n > 0)
        aps_memory_index_remove (&self->overlaps, lane);
      return;
    }

  if (lane->ready.n > 0)
    aps_memory_index_remove (&lane->channel->ready, lane);
  if (lane->future.n > 0)
    aps_memory_index_remove (&lane->channel->future, lane);
}

static void
list_lane (ApsMemoryLane *lane)
{
  ApsMemoryTask *task = lane->task;

  if (lane->linked)
    return;

  lane->linked = TRUE;
  lane->previous = NULL;
  lane->next = task->lanes;
  if (lane->next != NULL)
    lane->next->previous = lane;
  task->lanes = lane;
}

static void
unlist_lane (ApsMemoryLane *lane)
{
  if (lane->previous != NULL)
    lane->previous->next = lane->next;
  else
    lane->task->lanes = lane->next;
  if (lane->next != NULL)
    lane->next->previous = lane->previous;
  lane->linked = FALSE;
}

/* Lets a job wait in its lane. */
void
aps_memory_lane_insert (ApsMemoryStore *self, ApsMemoryJob *row, gint64 now_us)
{
  ApsMemoryLane  *lane = row->kind->lane;
  ApsMemoryIndex *index;
  ApsMemoryJob   *first;

  list_lane (lane);
  row->ready = row->due_us <= now_us;
  index = row->ready ? &lane->ready : &lane->future;
  first = aps_memory_index_first (index);

  if (first != NULL && index->compare (first, row) < 0)
    {
      aps_memory_index_insert (index, row);
      return;
    }

  detach (self, lane);
  aps_memory_index_insert (index, row);
  attach (self, lane);
}

/* Whether the lane goes on in its place when the first job of @index leaves: no other stands beside
 * it. */
static gboolean
stays_alone (const ApsMemoryLane *lane, const ApsMemoryIndex *index)
{
  const ApsMemoryChannel *channel = lane->channel;

  return index->n > 1 && !lane->task->full && channel->ready.n <= 1 && channel->future.n <= 1;
}

void
aps_memory_lane_remove (ApsMemoryStore *self, ApsMemoryJob *row)
{
  ApsMemoryLane  *lane = row->kind->lane;
  ApsMemoryIndex *index = row->ready ? &lane->ready : &lane->future;

  if (aps_memory_index_first (index) != row || stays_alone (lane, index))
    {
      aps_memory_index_remove (index, row);
      return;
    }

  detach (self, lane);
  aps_memory_index_remove (index, row);
  attach (self, lane);
  if (lane->ready.n + lane->future.n == 0)
    unlist_lane (lane);
}

static gboolean
is_sorted (ApsMemoryLane *lane, gint64 now_us)
{
  ApsMemoryJob *ready = aps_memory_index_first (&lane->ready);
  ApsMemoryJob *future = aps_memory_index_first (&lane->future);

  return (ready == NULL || ready->due_us <= now_us) && (future == NULL || future->due_us > now_us);
}

/* Makes the jobs that are due by @now_us ready, and lets those in front that are not wait. Returns
 * whether anything changed. */
gboolean
aps_memory_lane_sort (ApsMemoryStore *self, ApsMemoryLane *lane, gint64 now_us)
{
  ApsMemoryJob *row;

  if (is_sorted (lane, now_us))
    return FALSE;

  detach (self, lane);
  while ((row = aps_memory_index_first (&lane->ready)) != NULL && row->due_us > now_us)
    {
      aps_memory_index_remove (&lane->ready, row);
      row->ready = FALSE;
      aps_memory_index_insert (&lane->future, row);
    }
  while ((row = aps_memory_index_first (&lane->future)) != NULL && row->due_us <= now_us)
    {
      aps_memory_index_remove (&lane->future, row);
      row->ready = TRUE;
      aps_memory_index_insert (&lane->ready, row);
    }
  attach (self, lane);
  return TRUE;
}

/* Takes a task's lanes out of their channels when it has become full, and back when it is so no
 * longer. */
void
aps_memory_task_update (ApsMemoryStore *self, ApsMemoryTask *task)
{
  gboolean full = aps_memory_task_is_full (task);

  if (task->full == full)
    return;

  for (ApsMemoryLane *lane = task->lanes; lane != NULL; lane = lane->next)
    detach (self, lane);
  task->full = full;
  for (ApsMemoryLane *lane = task->lanes; lane != NULL; lane = lane->next)
    attach (self, lane);
}
