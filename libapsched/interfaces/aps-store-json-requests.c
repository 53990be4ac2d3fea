/* Writes what a data store is asked as JSON.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"

#include "interfaces/aps-store-json-private.h"

#include "model/aps-record-json-private.h"

void
aps_store_write_strings (ApsJsonWriter *writer, const char *key, const char *const *strings)
{
  aps_json_writer_key (writer, key);
  if (strings == NULL)
    {
      aps_json_writer_null (writer);
      return;
    }

  aps_json_writer_begin_array (writer);
  for (guint i = 0; strings[i] != NULL; i++)
    aps_json_writer_string (writer, strings[i]);
  aps_json_writer_end_array (writer);
}

void
aps_store_write_time (ApsJsonWriter *writer, const char *key, gint64 time_us)
{
  aps_json_writer_key (writer, key);
  if (time_us == APS_TIME_NONE)
    aps_json_writer_null (writer);
  else
    aps_json_writer_int64 (writer, time_us);
}

void
aps_store_write_records (ApsJsonWriter *writer, const char *key, ApsRecordList *list)
{
  aps_json_writer_key (writer, key);
  aps_record_list_write_json (writer, list);
}

/* A list of the nicks of the bits that are set; null for none, which is all. */
static void
write_bits (ApsJsonWriter *writer, const char *key, GType type, guint bits)
{
  aps_json_writer_key (writer, key);
  if (bits == 0)
    {
      aps_json_writer_null (writer);
      return;
    }

  aps_json_writer_begin_array (writer);
  for (gint i = 0; bits >> i != 0; i++)
    if (bits & 1u << i)
      aps_json_writer_string (writer, aps_enum_to_nick (type, i));
  aps_json_writer_end_array (writer);
}

void
aps_store_write_query (ApsJsonWriter *writer, const char *key, const ApsListQuery *query)
{
  aps_json_writer_key (writer, key);
  aps_json_writer_begin_object (writer);
  aps_json_writer_int64_member (writer, "limit", query->limit);
  aps_json_writer_string_member (writer,
                                 "order",
                                 aps_enum_to_nick (APS_TYPE_LIST_ORDER, (gint)query->order));
  aps_json_writer_boolean_member (writer, "descending", query->descending);
  aps_store_write_time (writer, "after_us", query->after_us);
  aps_json_writer_string_member (writer, "after_id", query->after_id);
  aps_json_writer_string_member (writer, "id_prefix", query->id_prefix);
  aps_json_writer_string_member (writer, "task_id", query->task_id);
  aps_json_writer_string_member (writer, "schedule_id", query->schedule_id);
  aps_json_writer_string_member (writer, "queue", query->queue);
  aps_json_writer_string_member (writer, "origin", query->origin);
  write_bits (writer, "states", APS_TYPE_JOB_STATE, query->states);
  write_bits (writer, "outcomes", APS_TYPE_JOB_OUTCOME, query->outcomes);
  aps_store_write_time (writer, "since_us", query->since_us);
  aps_store_write_time (writer, "before_us", query->before_us);
  aps_json_writer_key (writer, "paused");
  if (query->paused == APS_UNSET)
    aps_json_writer_null (writer);
  else
    aps_json_writer_boolean (writer, query->paused);
  aps_json_writer_end_object (writer);
}

static void
write_rooms (ApsJsonWriter *writer, const ApsJobLease *lease)
{
  aps_json_writer_key (writer, "rooms");
  aps_json_writer_begin_array (writer);
  for (guint i = 0; i < lease->n_rooms; i++)
    {
      aps_json_writer_begin_object (writer);
      aps_json_writer_string_member (writer, "executor", lease->rooms[i].executor);
      aps_json_writer_int64_member (writer, "n", lease->rooms[i].n);
      aps_json_writer_end_object (writer);
    }
  aps_json_writer_end_array (writer);
}

void
aps_store_write_lease (ApsJsonWriter *writer, const char *key, const ApsJobLease *lease)
{
  aps_json_writer_key (writer, key);
  if (lease == NULL)
    {
      aps_json_writer_null (writer);
      return;
    }

  aps_json_writer_begin_object (writer);
  aps_json_writer_string_member (writer, "instance", lease->instance);
  aps_json_writer_string_member (writer, "worker", lease->worker);
  aps_store_write_time (writer, "until_us", lease->until_us);
  aps_json_writer_int64_member (writer, "limit", lease->limit);
  write_rooms (writer, lease);
  aps_store_write_strings (writer, "queues", lease->queues);
  aps_store_write_strings (writer, "schemes", lease->schemes);
  aps_store_write_strings (writer, "task_ids", lease->task_ids);
  aps_json_writer_end_object (writer);
}

static void
write_firing (ApsJsonWriter *writer, const ApsFiring *firing)
{
  aps_json_writer_begin_object (writer);
  aps_json_writer_string_member (writer, "schedule_id", firing->schedule_id);
  aps_json_writer_int64_member (writer, "incarnation", firing->incarnation);
  aps_json_writer_int64_member (writer, "fence", firing->fence);
  aps_store_write_time (writer, "last_fire_us", firing->last_fire_us);
  aps_store_write_time (writer, "next_fire_us", firing->next_fire_us);
  aps_json_writer_string_member (writer, "cursor", firing->cursor);
  aps_json_writer_string_member (writer, "skips", firing->skips);
  aps_json_writer_string_member (writer, "error", firing->error);
  aps_json_writer_int64_member (writer, "first_job", firing->first_job);
  aps_json_writer_int64_member (writer, "n_jobs", firing->n_jobs);
  aps_json_writer_end_object (writer);
}

void
aps_store_write_firings (ApsJsonWriter   *writer,
                         const char      *key,
                         const ApsFiring *firings,
                         guint            n_firings)
{
  aps_json_writer_key (writer, key);
  aps_json_writer_begin_array (writer);
  for (guint i = 0; i < n_firings; i++)
    write_firing (writer, &firings[i]);
  aps_json_writer_end_array (writer);
}

static void
write_state (ApsJsonWriter *writer, const ApsScheduleState *state)
{
  aps_json_writer_begin_object (writer);
  aps_json_writer_string_member (writer, "id", state->id);
  aps_json_writer_int64_member (writer, "revision", state->revision);
  aps_json_writer_boolean_member (writer, "paused", state->paused);
  aps_store_write_time (writer, "paused_until_us", state->paused_until_us);
  aps_json_writer_string_member (writer, "paused_by", state->paused_by);
  aps_json_writer_string_member (writer, "paused_reason", state->paused_reason);
  aps_store_write_time (writer, "next_fire_us", state->next_fire_us);
  aps_json_writer_string_member (writer, "cursor", state->cursor);
  aps_json_writer_string_member (writer, "skips", state->skips);
  aps_json_writer_int64_member (writer, "failures", state->failures);
  aps_json_writer_end_object (writer);
}

void
aps_store_write_states (ApsJsonWriter          *writer,
                        const char             *key,
                        const ApsScheduleState *states,
                        guint                   n_states)
{
  aps_json_writer_key (writer, key);
  aps_json_writer_begin_array (writer);
  for (guint i = 0; i < n_states; i++)
    write_state (writer, &states[i]);
  aps_json_writer_end_array (writer);
}
