/* Jobs as rows.
 *
 * NOTES: what jobs that were made alike have in common stands in a kind that they share; a waiting
 * job costs one allocation, a leased or finished one a second.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"

#include "aps-memory-store-private.h"

#include <string.h>

ApsMemoryJob *
aps_memory_job_find (ApsMemoryStore *self, const char *id)
{
  char *text = id != NULL ? g_hash_table_lookup (self->jobs, id) : NULL;

  if (text == NULL)
    return NULL;

  return (ApsMemoryJob *)(gpointer)(text - G_STRUCT_OFFSET (ApsMemoryJob, text));
}

static gsize
get_size (const char *text)
{
  return text != NULL ? strlen (text) + 1 : 0;
}

/* Puts a text behind those before it; returns where it begins, 0 for none. */
static guint
add_text (ApsMemoryJob *row, gsize *used, const char *text)
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
get_text (const ApsMemoryJob *row, guint start)
{
  return start > 0 ? row->text + start : NULL;
}

/* Makes a row of a record. It stands in no index yet. */
ApsMemoryJob *
aps_memory_job_new (ApsMemoryStore *self, const ApsJobRecord *record)
{
  gsize size = get_size (record->id) + get_size (record->args) + get_size (record->kwargs) +
               get_size (record->unique_key);
  ApsMemoryJob *row = g_malloc0 (G_STRUCT_OFFSET (ApsMemoryJob, text) + size);
  gsize         used = 0;

  add_text (row, &used, record->id);
  row->args = add_text (row, &used, record->args);
  row->kwargs = add_text (row, &used, record->kwargs);
  row->unique_key = add_text (row, &used, record->unique_key);
  row->kind = aps_memory_kind_take (self, record);
  row->fire_time_us = record->fire_time_us;
  row->created_us = record->created_us;
  row->jitter_us = record->jitter_us;
  row->n_fires = record->n_fires;
  row->unique_until_us = record->unique_until_us;
  aps_memory_job_write (self, row, record);
  return row;
}

static void
attempt_free (ApsMemoryStore *self, ApsMemoryAttempt *attempt)
{
  aps_memory_names_drop (self->names, attempt->lease_owner);
  aps_memory_names_drop (self->names, attempt->worker);
  aps_memory_names_drop (self->names, attempt->reason);
  aps_memory_names_drop (self->names, attempt->reason_text);
  aps_memory_names_drop (self->names, attempt->error_domain);
  g_free (attempt->progress_text);
  g_free (attempt->cancelled_by);
  g_free (attempt->cancel_reason);
  g_free (attempt->value);
  g_free (attempt->error_message);
  g_free (attempt->error_details);
  g_free (attempt->output);
  g_free (attempt->attempts);
  g_free (attempt);
}

void
aps_memory_job_free (ApsMemoryStore *self, ApsMemoryJob *row)
{
  if (row->attempt_data != NULL)
    attempt_free (self, row->attempt_data);
  aps_memory_kind_drop (self, row->kind);
  g_free (row);
}

static gboolean
needs_attempt (const ApsJobRecord *record)
{
  return record->state != APS_JOB_STATE_WAITING || record->fence > 0 || record->reason != NULL ||
         record->reason_text != NULL || record->attempts != NULL || record->worker != NULL ||
         record->output != NULL || record->progress_text != NULL;
}

static void
write_text (char **text, const char *wanted)
{
  if (*text == wanted || g_strcmp0 (*text, wanted) == 0)
    return;

  g_free (*text);
  *text = g_strdup (wanted);
}

static void
write_attempt (ApsMemoryStore *self, ApsMemoryAttempt *attempt, const ApsJobRecord *record)
{
  aps_memory_names_change (self->names, &attempt->lease_owner, record->lease_owner);
  aps_memory_names_change (self->names, &attempt->worker, record->worker);
  aps_memory_names_change (self->names, &attempt->reason, record->reason);
  aps_memory_names_change (self->names, &attempt->reason_text, record->reason_text);
  aps_memory_names_change (self->names, &attempt->error_domain, record->error_domain);
  attempt->lease_until_us = record->lease_until_us;
  attempt->leased_us = record->leased_us;
  attempt->started_us = record->started_us;
  attempt->finished_us = record->finished_us;
  attempt->expires_us = record->expires_us;
  attempt->progress = record->progress;
  attempt->error_code = record->error_code;
  attempt->outcome = record->outcome;
  attempt->cancel_requested = record->cancel_requested;
  write_text (&attempt->progress_text, record->progress_text);
  write_text (&attempt->cancelled_by, record->cancelled_by);
  write_text (&attempt->cancel_reason, record->cancel_reason);
  write_text (&attempt->value, record->value);
  write_text (&attempt->error_message, record->error_message);
  write_text (&attempt->error_details, record->error_details);
  write_text (&attempt->output, record->output);
  write_text (&attempt->attempts, record->attempts);
}

/* Writes what changes in a job's life. What it was added with stays. */
void
aps_memory_job_write (ApsMemoryStore *self, ApsMemoryJob *row, const ApsJobRecord *record)
{
  row->state = (guint)record->state;
  row->due_us = record->due_us;
  row->deadline_us = record->deadline_us;
  row->fence = record->fence;
  row->attempt = record->attempt;

  if (row->attempt_data == NULL)
    {
      if (!needs_attempt (record))
        return;
      row->attempt_data = g_new0 (ApsMemoryAttempt, 1);
    }

  write_attempt (self, row->attempt_data, record);
}

static void
read_kind (const ApsMemoryKind *kind, ApsJobRecord *record)
{
  record->task_id = kind->counts->task->id;
  record->queue = kind->counts->queue->name;
  record->schedule_id = kind->runs != NULL ? kind->runs->id : NULL;
  record->executor = kind->executor;
  record->metadata = kind->metadata;
  record->incarnation = kind->incarnation;
  record->retry_delay_us = kind->retry_delay_us;
  record->retry_max_delay_us = kind->retry_max_delay_us;
  record->time_limit_us = kind->time_limit_us;
  record->result_expiration_time_us = kind->result_expiration_time_us;
  record->failure_retention_us = kind->failure_retention_us;
  record->priority = kind->priority;
  record->max_attempts = kind->max_attempts;
  record->on_abandoned = kind->on_abandoned;
  record->overlap = kind->overlap;
  record->history = kind->history;
  record->source = kind->source;
  record->unique_until = kind->unique_until;
}

static void
read_attempt (const ApsMemoryAttempt *attempt, ApsJobRecord *record)
{
  record->lease_owner = attempt->lease_owner;
  record->worker = attempt->worker;
  record->reason = attempt->reason;
  record->reason_text = attempt->reason_text;
  record->error_domain = attempt->error_domain;
  record->lease_until_us = attempt->lease_until_us;
  record->leased_us = attempt->leased_us;
  record->started_us = attempt->started_us;
  record->finished_us = attempt->finished_us;
  record->expires_us = attempt->expires_us;
  record->progress = attempt->progress;
  record->error_code = attempt->error_code;
  record->outcome = attempt->outcome;
  record->cancel_requested = attempt->cancel_requested;
  record->progress_text = attempt->progress_text;
  record->cancelled_by = attempt->cancelled_by;
  record->cancel_reason = attempt->cancel_reason;
  record->value = attempt->value;
  record->error_message = attempt->error_message;
  record->error_details = attempt->error_details;
  record->output = attempt->output;
  record->attempts = attempt->attempts;
}

/* Reads a row. The record borrows the row's texts. */
void
aps_memory_job_read (const ApsMemoryJob *row, ApsJobRecord *record)
{
  static const ApsMemoryAttempt none = {
    .lease_until_us = APS_TIME_NONE,
    .leased_us = APS_TIME_NONE,
    .started_us = APS_TIME_NONE,
    .finished_us = APS_TIME_NONE,
    .expires_us = APS_TIME_NONE,
    .progress = APS_UNSET,
    .outcome = APS_UNSET,
  };

  memset (record, 0, sizeof *record);
  record->id = row->text;
  record->args = get_text (row, row->args);
  record->kwargs = get_text (row, row->kwargs);
  record->unique_key = get_text (row, row->unique_key);
  record->fire_time_us = row->fire_time_us;
  record->n_fires = row->n_fires;
  record->jitter_us = row->jitter_us;
  record->due_us = row->due_us;
  record->deadline_us = row->deadline_us;
  record->unique_until_us = row->unique_until_us;
  record->attempt = row->attempt;
  record->created_us = row->created_us;
  record->state = (gint)row->state;
  record->fence = row->fence;
  read_kind (row->kind, record);
  read_attempt (row->attempt_data != NULL ? row->attempt_data : &none, record);
}

/* Puts a copy of a row into an answer. */
void
aps_memory_job_answer (const ApsMemoryJob *row, ApsRecordList *list)
{
  ApsJobRecord record;

  aps_memory_job_read (row, &record);
  aps_record_list_add_copy (list, &record);
}
