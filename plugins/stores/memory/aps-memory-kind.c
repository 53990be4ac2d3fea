/* Kinds of job: what jobs that were made alike share; and the orders in which jobs stand.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"

#include "aps-memory-store-private.h"

#include <string.h>

#define COMPARE(a, b) (((a) > (b)) - ((a) < (b)))

int
aps_memory_job_compare_ids (gconstpointer a, gconstpointer b)
{
  const ApsMemoryJob *one = a;
  const ApsMemoryJob *two = b;

  return strcmp (one->text, two->text);
}

int
aps_memory_job_compare_due (gconstpointer a, gconstpointer b)
{
  const ApsMemoryJob *one = a;
  const ApsMemoryJob *two = b;

  if (one->due_us != two->due_us)
    return COMPARE (one->due_us, two->due_us);

  return strcmp (one->text, two->text);
}

/* The order in which jobs are leased. */
int
aps_memory_job_compare_order (gconstpointer a, gconstpointer b)
{
  const ApsMemoryJob *one = a;
  const ApsMemoryJob *two = b;

  if (one->kind->priority != two->kind->priority)
    return COMPARE (two->kind->priority, one->kind->priority);

  return aps_memory_job_compare_due (a, b);
}

int
aps_memory_job_compare_deadlines (gconstpointer a, gconstpointer b)
{
  const ApsMemoryJob *one = a;
  const ApsMemoryJob *two = b;

  if (one->deadline_us != two->deadline_us)
    return COMPARE (one->deadline_us, two->deadline_us);

  return strcmp (one->text, two->text);
}

int
aps_memory_job_compare_leases (gconstpointer a, gconstpointer b)
{
  const ApsMemoryJob *one = a;
  const ApsMemoryJob *two = b;

  if (one->attempt_data->lease_until_us != two->attempt_data->lease_until_us)
    return COMPARE (one->attempt_data->lease_until_us, two->attempt_data->lease_until_us);

  return strcmp (one->text, two->text);
}

int
aps_memory_job_compare_finished (gconstpointer a, gconstpointer b)
{
  const ApsMemoryJob *one = a;
  const ApsMemoryJob *two = b;

  if (one->attempt_data->finished_us != two->attempt_data->finished_us)
    return COMPARE (one->attempt_data->finished_us, two->attempt_data->finished_us);

  return strcmp (one->text, two->text);
}

int
aps_memory_job_compare_expiries (gconstpointer a, gconstpointer b)
{
  const ApsMemoryJob *one = a;
  const ApsMemoryJob *two = b;

  if (one->attempt_data->expires_us != two->attempt_data->expires_us)
    return COMPARE (one->attempt_data->expires_us, two->attempt_data->expires_us);

  return strcmp (one->text, two->text);
}

guint
aps_memory_kind_hash (gconstpointer kind)
{
  const ApsMemoryKind *self = kind;
  guint                hash = g_direct_hash (self->counts);

  hash = hash * 31 + g_direct_hash (self->runs);
  hash = hash * 31 + g_direct_hash (self->executor);
  hash = hash * 31 + g_direct_hash (self->metadata);
  hash = hash * 31 + (guint)self->incarnation;
  hash = hash * 31 + g_int64_hash (&self->time_limit_us);
  hash = hash * 31 + g_int64_hash (&self->result_expiration_time_us);
  hash = hash * 31 + g_int64_hash (&self->retry_delay_us);
  hash = hash * 31 + (guint)self->priority;
  hash = hash * 31 + (guint)self->max_attempts;
  hash = hash * 31 + (guint)self->overlap;
  return hash * 31 + (guint)self->source;
}

gboolean
aps_memory_kind_equal (gconstpointer a, gconstpointer b)
{
  const ApsMemoryKind *one = a;
  const ApsMemoryKind *two = b;

  return one->counts == two->counts && one->runs == two->runs && one->executor == two->executor &&
         one->metadata == two->metadata && one->incarnation == two->incarnation &&
         one->retry_delay_us == two->retry_delay_us &&
         one->retry_max_delay_us == two->retry_max_delay_us &&
         one->time_limit_us == two->time_limit_us &&
         one->result_expiration_time_us == two->result_expiration_time_us &&
         one->failure_retention_us == two->failure_retention_us && one->priority == two->priority &&
         one->max_attempts == two->max_attempts && one->on_abandoned == two->on_abandoned &&
         one->overlap == two->overlap && one->history == two->history &&
         one->source == two->source && one->unique_until == two->unique_until;
}

static void
drop_kind_parts (ApsMemoryStore *self, ApsMemoryKind *kind)
{
  aps_memory_counts_drop (self, kind->counts);
  if (kind->runs != NULL)
    aps_memory_runs_drop (self, kind->runs);
  aps_memory_names_drop (self->names, kind->executor);
  aps_memory_names_drop (self->names, kind->metadata);
}

/* What a record says of its kind in numbers. */
static ApsMemoryKind
read_numbers (const ApsJobRecord *record)
{
  return (ApsMemoryKind){
    .incarnation = record->incarnation,
    .retry_delay_us = record->retry_delay_us,
    .retry_max_delay_us = record->retry_max_delay_us,
    .time_limit_us = record->time_limit_us,
    .result_expiration_time_us = record->result_expiration_time_us,
    .failure_retention_us = record->failure_retention_us,
    .priority = record->priority,
    .max_attempts = record->max_attempts,
    .on_abandoned = record->on_abandoned,
    .overlap = record->overlap,
    .history = record->history,
    .source = record->source,
    .unique_until = record->unique_until,
  };
}

static gboolean
has_texts (const ApsMemoryKind *kind, const ApsJobRecord *record)
{
  return g_strcmp0 (kind->counts->task->id, record->task_id) == 0 &&
         g_strcmp0 (kind->counts->queue->name, record->queue) == 0 &&
         g_strcmp0 (kind->runs != NULL ? kind->runs->id : NULL, record->schedule_id) == 0 &&
         g_strcmp0 (kind->executor, record->executor) == 0 &&
         g_strcmp0 (kind->metadata, record->metadata) == 0;
}

/* Whether the kind last asked for is also that of @record, whose numbers @wanted has. */
static gboolean
is_last (ApsMemoryStore *self, ApsMemoryKind *wanted, const ApsJobRecord *record)
{
  const ApsMemoryKind *last = self->last_kind;

  if (last == NULL || !has_texts (last, record))
    return FALSE;

  wanted->counts = last->counts;
  wanted->runs = last->runs;
  wanted->executor = last->executor;
  wanted->metadata = last->metadata;
  return aps_memory_kind_equal (wanted, last);
}

static ApsMemoryKind *
find_or_make (ApsMemoryStore *self, ApsMemoryKind *wanted, const ApsJobRecord *record)
{
  ApsMemoryKind *kind;

  wanted->counts = aps_memory_counts_take (self, record->task_id, record->queue);
  wanted->runs = record->schedule_id != NULL ? aps_memory_runs_take (self, record->schedule_id)
                                             : NULL;
  wanted->executor = aps_memory_names_take (self->names, record->executor);
  wanted->metadata = aps_memory_names_take (self->names, record->metadata);

  kind = g_hash_table_lookup (self->kinds, wanted);
  if (kind != NULL)
    {
      drop_kind_parts (self, wanted);
      return kind;
    }

  kind = g_memdup2 (wanted, sizeof *wanted);
  kind->lane = aps_memory_lane_take (self, kind);
  g_hash_table_add (self->kinds, kind);
  return kind;
}

/* The kind of a job, which counts it. */
ApsMemoryKind *
aps_memory_kind_take (ApsMemoryStore *self, const ApsJobRecord *record)
{
  ApsMemoryKind  wanted = read_numbers (record);
  ApsMemoryKind *kind = self->last_kind;

  if (!is_last (self, &wanted, record))
    {
      kind = find_or_make (self, &wanted, record);
      kind->n_users++;
      aps_memory_kind_forget_last (self);
      self->last_kind = kind;
    }

  kind->n_users++;
  return kind;
}

void
aps_memory_kind_drop (ApsMemoryStore *self, ApsMemoryKind *kind)
{
  if (--kind->n_users > 0)
    return;

  g_hash_table_remove (self->kinds, kind);
  aps_memory_lane_drop (self, kind->lane);
  drop_kind_parts (self, kind);
  g_free (kind);
}

/* The kind last asked for stays, also while no job is of it: the next one is likely to be. */
void
aps_memory_kind_forget_last (ApsMemoryStore *self)
{
  ApsMemoryKind *last = g_steal_pointer (&self->last_kind);

  if (last != NULL)
    aps_memory_kind_drop (self, last);
}
