/* Schedules as rows.
 *
 * NOTES: a million schedules are to cost 400 bytes each. What they were set up with alike stands in
 * a plan that they share, triggers are shared as texts, what few have is kept apart, and the row
 * ends with its own texts. A schedule with a short id, 16 bytes of arguments and a cursor takes
 * about 250 bytes, the four indexes it stands in included.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"

#include "aps-memory-store-private.h"

#include <string.h>

#define COMPARE(a, b) (((a) > (b)) - ((a) < (b)))

int
aps_memory_schedule_compare_ids (gconstpointer a, gconstpointer b)
{
  const ApsMemorySchedule *one = a;
  const ApsMemorySchedule *two = b;

  return strcmp (one->text, two->text);
}

int
aps_memory_schedule_compare_times (gconstpointer a, gconstpointer b)
{
  const ApsMemorySchedule *one = a;
  const ApsMemorySchedule *two = b;

  if (one->next_fire_us != two->next_fire_us)
    return COMPARE (one->next_fire_us, two->next_fire_us);

  return strcmp (one->text, two->text);
}

int
aps_memory_schedule_compare_leases (gconstpointer a, gconstpointer b)
{
  const ApsMemorySchedule *one = a;
  const ApsMemorySchedule *two = b;

  if (one->lease_until_us != two->lease_until_us)
    return COMPARE (one->lease_until_us, two->lease_until_us);

  return strcmp (one->text, two->text);
}

/* From when on the schedule can be leased. */
gint64
aps_memory_schedule_get_ready_us (const ApsMemorySchedule *row)
{
  gint64 ready_us = row->next_fire_us;

  if (row->paused)
    ready_us = MAX (ready_us, row->rare != NULL ? row->rare->paused_until_us : APS_TIME_NONE);
  if (row->lease_owner != NULL)
    ready_us = MAX (ready_us, row->lease_until_us);

  return ready_us;
}

int
aps_memory_schedule_compare_ready (gconstpointer a, gconstpointer b)
{
  const ApsMemorySchedule *one = a;
  const ApsMemorySchedule *two = b;
  gint64                   one_us = aps_memory_schedule_get_ready_us (one);
  gint64                   two_us = aps_memory_schedule_get_ready_us (two);

  if (one_us != two_us)
    return COMPARE (one_us, two_us);

  return strcmp (one->text, two->text);
}

guint
aps_memory_plan_hash (gconstpointer plan)
{
  const ApsMemoryPlan *self = plan;
  guint                hash = g_direct_hash (self->task);

  hash = hash * 31 + g_direct_hash (self->types);
  hash = hash * 31 + g_direct_hash (self->executor);
  hash = hash * 31 + g_direct_hash (self->queue);
  hash = hash * 31 + g_direct_hash (self->metadata);
  hash = hash * 31 + g_direct_hash (self->origin);
  hash = hash * 31 + g_int64_hash (&self->misfire_grace_time_us);
  hash = hash * 31 + g_int64_hash (&self->max_jitter_us);
  hash = hash * 31 + g_int64_hash (&self->job_result_expiration_time_us);
  hash = hash * 31 + (guint)self->priority;
  hash = hash * 31 + (guint)self->coalesce;
  hash = hash * 31 + (guint)self->overlap;
  hash = hash * 31 + (guint)self->history;
  return hash * 31 + (guint)self->pause_after_failures;
}

gboolean
aps_memory_plan_equal (gconstpointer a, gconstpointer b)
{
  const ApsMemoryPlan *one = a;
  const ApsMemoryPlan *two = b;

  return one->task == two->task && one->types == two->types && one->executor == two->executor &&
         one->queue == two->queue && one->metadata == two->metadata && one->origin == two->origin &&
         one->misfire_grace_time_us == two->misfire_grace_time_us &&
         one->max_jitter_us == two->max_jitter_us &&
         one->job_result_expiration_time_us == two->job_result_expiration_time_us &&
         one->coalesce == two->coalesce && one->overlap == two->overlap &&
         one->priority == two->priority && one->history == two->history &&
         one->pause_after_failures == two->pause_after_failures;
}

static void
drop_plan_parts (ApsMemoryStore *self, ApsMemoryPlan *plan)
{
  aps_memory_task_drop (self, plan->task);
  aps_memory_types_drop (self, plan->types);
  aps_memory_names_drop (self->names, plan->executor);
  aps_memory_names_drop (self->names, plan->queue);
  aps_memory_names_drop (self->names, plan->metadata);
  aps_memory_names_drop (self->names, plan->origin);
}

static ApsMemoryPlan *
plan_take (ApsMemoryStore *self, const ApsScheduleRecord *record)
{
  ApsMemoryPlan wanted = {
    .task = aps_memory_task_take (self, record->task_id),
    .types = aps_memory_types_take (self,
                                    record->trigger_types != NULL ? record->trigger_types : ""),
    .executor = aps_memory_names_take (self->names, record->executor),
    .queue = aps_memory_names_take (self->names, record->queue),
    .metadata = aps_memory_names_take (self->names, record->metadata),
    .origin = aps_memory_names_take (self->names, record->origin),
    .misfire_grace_time_us = record->misfire_grace_time_us,
    .max_jitter_us = record->max_jitter_us,
    .job_result_expiration_time_us = record->job_result_expiration_time_us,
    .coalesce = record->coalesce,
    .overlap = record->overlap,
    .priority = record->priority,
    .history = record->history,
    .pause_after_failures = record->pause_after_failures,
  };
  ApsMemoryPlan *plan = g_hash_table_lookup (self->plans, &wanted);

  if (plan == NULL)
    {
      plan = g_memdup2 (&wanted, sizeof wanted);
      g_hash_table_add (self->plans, plan);
    }
  else
    drop_plan_parts (self, &wanted);

  plan->n_users++;
  return plan;
}

static void
plan_drop (ApsMemoryStore *self, ApsMemoryPlan *plan)
{
  if (--plan->n_users > 0)
    return;

  g_hash_table_remove (self->plans, plan);
  drop_plan_parts (self, plan);
  g_free (plan);
}

ApsMemorySchedule *
aps_memory_schedule_find (ApsMemoryStore *self, const char *id)
{
  char *text = id != NULL ? g_hash_table_lookup (self->schedules, id) : NULL;

  if (text == NULL)
    return NULL;

  return (ApsMemorySchedule *)(gpointer)(text - G_STRUCT_OFFSET (ApsMemorySchedule, text));
}

static gsize
get_size (const char *text)
{
  return text != NULL ? strlen (text) + 1 : 0;
}

/* Puts a text behind those before it; returns where it begins, 0 for none. */
static guint
add_text (ApsMemorySchedule *row, gsize *used, const char *text)
{
  gsize start = *used;
  gsize size = get_size (text);

  if (size == 0)
    return 0;

  memcpy (row->text + start, text, size);
  *used += size;
  return (guint)start;
}

static const char *
get_text (const ApsMemorySchedule *row, guint start)
{
  return start > 0 ? row->text + start : NULL;
}

/* Makes a row of a record. It stands in no index yet. */
ApsMemorySchedule *
aps_memory_schedule_new (ApsMemoryStore *self, const ApsScheduleRecord *record)
{
  gsize size = get_size (record->id) + get_size (record->args) + get_size (record->kwargs);
  ApsMemorySchedule *row = g_malloc0 (G_STRUCT_OFFSET (ApsMemorySchedule, text) + size);
  gsize              used = 0;

  add_text (row, &used, record->id);
  row->args = add_text (row, &used, record->args);
  row->kwargs = add_text (row, &used, record->kwargs);
  row->plan = plan_take (self, record);
  row->trigger = aps_memory_names_take (self->names, record->trigger);
  row->created_us = record->created_us;
  aps_memory_schedule_write (self, row, record);
  return row;
}

static void
clear_rare (ApsMemoryStore *self, ApsMemorySchedule *row)
{
  ApsMemoryRare *rare = row->rare;

  if (rare == NULL)
    return;

  aps_memory_names_drop (self->names, rare->paused_by);
  aps_memory_names_drop (self->names, rare->paused_reason);
  aps_memory_names_drop (self->names, rare->skips);
  aps_memory_names_drop (self->names, rare->error);
  g_clear_pointer (&row->rare, g_free);
}

void
aps_memory_schedule_free (ApsMemoryStore *self, ApsMemorySchedule *row)
{
  clear_rare (self, row);
  plan_drop (self, row->plan);
  aps_memory_names_drop (self->names, row->trigger);
  aps_memory_names_drop (self->names, row->lease_owner);
  g_free (row->cursor);
  g_free (row);
}

static void
write_rare (ApsMemoryStore *self, ApsMemorySchedule *row, const ApsScheduleRecord *record)
{
  ApsMemoryRare rare;

  if (row->rare == NULL && record->paused_until_us == APS_TIME_NONE && record->paused_by == NULL &&
      record->paused_reason == NULL && record->skips == NULL && record->error == NULL)
    return;

  rare.paused_until_us = record->paused_until_us;
  rare.paused_by = aps_memory_names_take (self->names, record->paused_by);
  rare.paused_reason = aps_memory_names_take (self->names, record->paused_reason);
  rare.skips = aps_memory_names_take (self->names, record->skips);
  rare.error = aps_memory_names_take (self->names, record->error);
  clear_rare (self, row);

  if (rare.paused_until_us != APS_TIME_NONE || rare.paused_by != NULL ||
      rare.paused_reason != NULL || rare.skips != NULL || rare.error != NULL)
    row->rare = g_memdup2 (&rare, sizeof rare);
}

/* Writes what changes while a schedule runs. What its maker defines changes with the row. */
void
aps_memory_schedule_write (ApsMemoryStore          *self,
                           ApsMemorySchedule       *row,
                           const ApsScheduleRecord *record)
{
  if (row->cursor != record->cursor && g_strcmp0 (row->cursor, record->cursor) != 0)
    {
      g_free (row->cursor);
      row->cursor = g_strdup (record->cursor);
    }

  write_rare (self, row, record);
  aps_memory_names_change (self->names, &row->lease_owner, record->lease_owner);
  row->lease_until_us = record->lease_until_us;
  row->incarnation = record->incarnation;
  row->fence = record->fence;
  row->last_fire_us = record->last_fire_us;
  row->next_fire_us = record->next_fire_us;
  row->last_failure_fire_us = record->last_failure_fire_us;
  row->revision = (guint)record->revision;
  row->failures = (guint)record->failures;
  row->paused = record->paused != 0;
  row->defined_paused = record->defined_paused != 0;
}

static void
read_plan (const ApsMemoryPlan *plan, ApsScheduleRecord *record)
{
  record->task_id = plan->task->id;
  record->trigger_types = plan->types->types[0] != '\0' ? plan->types->types : NULL;
  record->coalesce = plan->coalesce;
  record->overlap = plan->overlap;
  record->misfire_grace_time_us = plan->misfire_grace_time_us;
  record->max_jitter_us = plan->max_jitter_us;
  record->executor = plan->executor;
  record->queue = plan->queue;
  record->priority = plan->priority;
  record->job_result_expiration_time_us = plan->job_result_expiration_time_us;
  record->history = plan->history;
  record->pause_after_failures = plan->pause_after_failures;
  record->metadata = plan->metadata;
  record->origin = plan->origin;
}

/* Reads a row. The record borrows the row's texts. */
void
aps_memory_schedule_read (const ApsMemorySchedule *row, ApsScheduleRecord *record)
{
  static const ApsMemoryRare none = { .paused_until_us = APS_TIME_NONE };
  const ApsMemoryRare       *rare = row->rare != NULL ? row->rare : &none;

  memset (record, 0, sizeof *record);
  read_plan (row->plan, record);
  record->id = row->text;
  record->trigger = row->trigger;
  record->cursor = row->cursor;
  record->args = get_text (row, row->args);
  record->kwargs = get_text (row, row->kwargs);
  record->paused = row->paused;
  record->paused_until_us = rare->paused_until_us;
  record->paused_by = rare->paused_by;
  record->paused_reason = rare->paused_reason;
  record->defined_paused = row->defined_paused;
  record->failures = (gint)row->failures;
  record->last_failure_fire_us = row->last_failure_fire_us;
  record->skips = rare->skips;
  record->created_us = row->created_us;
  record->revision = row->revision;
  record->incarnation = row->incarnation;
  record->last_fire_us = row->last_fire_us;
  record->next_fire_us = row->next_fire_us;
  record->error = rare->error;
  record->lease_owner = row->lease_owner;
  record->lease_until_us = row->lease_until_us;
  record->fence = row->fence;
}

/* Puts a copy of a row into an answer. */
void
aps_memory_schedule_answer (const ApsMemorySchedule *row, ApsRecordList *list)
{
  ApsScheduleRecord record;

  aps_memory_schedule_read (row, &record);
  aps_record_list_add_copy (list, &record);
}

/* Enters a row into the indexes that go by its fire time, its lease and its pause. */
void
aps_memory_schedule_link (ApsMemoryStore *self, ApsMemorySchedule *row)
{
  aps_memory_index_insert (&self->schedules_by_time, row);
  if (row->lease_owner != NULL)
    aps_memory_index_insert (&self->leased_schedules, row);

  if (row->next_fire_us == APS_TIME_NONE)
    {
      aps_memory_index_insert (&self->exhausted, row);
      return;
    }

  row->held = row->paused || row->lease_owner != NULL;
  aps_memory_index_insert (row->held ? &row->plan->types->held : &row->plan->types->due, row);
}

/* Takes a row out of them again, before anything that they go by changes. */
void
aps_memory_schedule_unlink (ApsMemoryStore *self, ApsMemorySchedule *row)
{
  aps_memory_index_remove (&self->schedules_by_time, row);
  if (row->lease_owner != NULL)
    aps_memory_index_remove (&self->leased_schedules, row);

  if (row->next_fire_us == APS_TIME_NONE)
    aps_memory_index_remove (&self->exhausted, row);
  else
    aps_memory_index_remove (row->held ? &row->plan->types->held : &row->plan->types->due, row);
}
