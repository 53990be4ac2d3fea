/* Instances, and the leases that belong to them: which they hold, extending, and reaping those of
 * the dead.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"

#include "aps-memory-store-private.h"

static ApsInstanceRecord *
find_instance (ApsMemoryStore *self, const char *uuid)
{
  ApsRecordList *list = g_hash_table_lookup (self->instances, uuid);

  return list != NULL ? aps_record_list_get (list, 0) : NULL;
}

static gboolean
is_one_of (const char *const *uuids, const char *uuid)
{
  return uuids != NULL && uuid != NULL && g_strv_contains (uuids, uuid);
}

/* Another instance of the same identity. */
static ApsInstanceRecord *
find_namesake (ApsMemoryStore *self, const ApsInstanceRecord *instance)
{
  GHashTableIter iter;
  gpointer       list;

  g_hash_table_iter_init (&iter, self->instances);
  while (g_hash_table_iter_next (&iter, NULL, &list))
    {
      ApsInstanceRecord *other = aps_record_list_get (list, 0);

      if (g_strcmp0 (other->identity, instance->identity) == 0 &&
          !g_str_equal (other->uuid, instance->uuid))
        return other;
    }

  return NULL;
}

gboolean
aps_memory_register_instance (ApsMemoryStore          *self,
                              const ApsInstanceRecord *instance,
                              const char *const       *dead,
                              gint64                   now_us,
                              ApsStoreAnswer          *answer,
                              GError                 **error)
{
  ApsInstanceRecord *other = find_namesake (self, instance);
  ApsRecordList     *list;

  if (other != NULL && other->until_us > now_us && !is_one_of (dead, other->uuid))
    {
      g_autoptr (GDateTime) until = g_date_time_new_from_unix_utc (other->until_us / APS_SECOND);
      g_autofree char *text = until != NULL ? g_date_time_format_iso8601 (until) : NULL;

      g_set_error (error,
                   APS_ERROR,
                   APS_ERROR_CONFLICT,
                   "A scheduler with the identity \"%s\" runs on host %s, by its lease until %s",
                   instance->identity,
                   other->host != NULL ? other->host : "(unknown)",
                   text != NULL ? text : "(never)");
      return FALSE;
    }

  if (other != NULL)
    g_hash_table_remove (self->instances, other->uuid);
  aps_memory_reap (self, dead, FALSE, now_us, answer);

  list = aps_record_list_new (APS_RECORD_TYPE_INSTANCE);
  instance = aps_record_list_add_copy (list, instance);
  g_hash_table_replace (self->instances, (gpointer)instance->uuid, list);
  return TRUE;
}

gboolean
aps_memory_renew_instance (ApsMemoryStore *self, const ApsInstanceRecord *instance, GError **error)
{
  ApsInstanceRecord *kept = find_instance (self, instance->uuid);

  if (kept == NULL)
    {
      g_set_error (error,
                   APS_ERROR,
                   APS_ERROR_NOT_FOUND,
                   "No instance %s is registered",
                   instance->uuid);
      return FALSE;
    }

  kept->until_us = instance->until_us;
  kept->schedules_pass_us = instance->schedules_pass_us;
  kept->jobs_pass_us = instance->jobs_pass_us;
  kept->cleanup_pass_us = instance->cleanup_pass_us;
  return TRUE;
}

void
aps_memory_list_instances (ApsMemoryStore *self, ApsRecordList *instances)
{
  GHashTableIter iter;
  gpointer       list;

  g_hash_table_iter_init (&iter, self->instances);
  while (g_hash_table_iter_next (&iter, NULL, &list))
    aps_record_list_add_copy (instances, aps_record_list_get (list, 0));
}

static void
reap_job (ApsMemoryStore *self, ApsMemoryJob *row, gint64 now_us, ApsStoreAnswer *answer)
{
  ApsJobRecord record;

  aps_memory_job_read (row, &record);
  aps_store_job_reap (&record, answer->jobs, aps_memory_job_has_schedule (row), now_us);
  if (record.state == APS_JOB_STATE_WAITING && row->kind->counts->task->record == NULL)
    aps_store_job_finish_task_gone (&record, aps_memory_job_has_schedule (row), now_us);

  aps_record_list_add_copy (record.state == APS_JOB_STATE_FINISHED ? answer->ended_jobs
                                                                   : answer->jobs,
                            &record);
  aps_memory_job_set (self, row, &record, answer, now_us);
}

static void
reap_schedule (ApsMemoryStore *self, ApsMemorySchedule *row, ApsStoreAnswer *answer)
{
  ApsScheduleRecord record;

  aps_memory_schedule_read (row, &record);
  aps_store_schedule_end_lease (&record);
  aps_memory_schedule_unlink (self, row);
  aps_memory_schedule_write (self, row, &record);
  aps_memory_schedule_link (self, row);
  aps_memory_schedule_answer (row, answer->schedules);
}

static GPtrArray *
collect_jobs (ApsMemoryStore *self, const char *const *dead, gboolean expired, gint64 now_us)
{
  GPtrArray     *rows = g_ptr_array_new ();
  ApsMemoryPlace place = aps_memory_index_begin (&self->leased_jobs);
  ApsMemoryJob  *row;

  while ((row = aps_memory_index_next (&self->leased_jobs, &place)) != NULL)
    {
      gboolean over = expired && row->attempt_data->lease_until_us <= now_us;

      if (!over && dead == NULL)
        break;
      if (over || is_one_of (dead, row->attempt_data->lease_owner))
        g_ptr_array_add (rows, row);
    }

  return rows;
}

static GPtrArray *
collect_schedules (ApsMemoryStore *self, const char *const *dead, gboolean expired, gint64 now_us)
{
  GPtrArray         *rows = g_ptr_array_new ();
  ApsMemoryPlace     place = aps_memory_index_begin (&self->leased_schedules);
  ApsMemorySchedule *row;

  while ((row = aps_memory_index_next (&self->leased_schedules, &place)) != NULL)
    {
      gboolean over = expired && row->lease_until_us <= now_us;

      if (!over && dead == NULL)
        break;
      if (over || is_one_of (dead, row->lease_owner))
        g_ptr_array_add (rows, row);
    }

  return rows;
}

static int
compare_fire_times (gconstpointer a, gconstpointer b)
{
  const ApsMemoryJob *one = *(ApsMemoryJob *const *)a;
  const ApsMemoryJob *two = *(ApsMemoryJob *const *)b;

  return (one->fire_time_us > two->fire_time_us) - (one->fire_time_us < two->fire_time_us);
}

static void
remove_instances (ApsMemoryStore *self, const char *const *dead, gboolean expired, gint64 now_us)
{
  GHashTableIter iter;
  gpointer       list;

  g_hash_table_iter_init (&iter, self->instances);
  while (g_hash_table_iter_next (&iter, NULL, &list))
    {
      ApsInstanceRecord *instance = aps_record_list_get (list, 0);

      if ((expired && instance->until_us <= now_us) || is_one_of (dead, instance->uuid))
        g_hash_table_iter_remove (&iter);
    }
}

void
aps_memory_reap (ApsMemoryStore    *self,
                 const char *const *dead,
                 gboolean           expired,
                 gint64             now_us,
                 ApsStoreAnswer    *answer)
{
  g_autoptr (GPtrArray) jobs = NULL;
  g_autoptr (GPtrArray) schedules = NULL;

  if (dead != NULL && dead[0] == NULL)
    dead = NULL;

  schedules = collect_schedules (self, dead, expired, now_us);
  for (guint i = 0; i < schedules->len; i++)
    reap_schedule (self, g_ptr_array_index (schedules, i), answer);

  /* The oldest run first, since failures in a row are counted. */
  jobs = collect_jobs (self, dead, expired, now_us);
  g_ptr_array_sort (jobs, compare_fire_times);
  for (guint i = 0; i < jobs->len; i++)
    reap_job (self, g_ptr_array_index (jobs, i), now_us, answer);

  remove_instances (self, dead, expired, now_us);
}

void
aps_memory_held_by (ApsMemoryStore *self, const char *instance, ApsStoreAnswer *answer)
{
  const char *uuids[] = { instance, NULL };
  g_autoptr (GPtrArray) jobs = collect_jobs (self, uuids, FALSE, 0);
  g_autoptr (GPtrArray) schedules = collect_schedules (self, uuids, FALSE, 0);

  for (guint i = 0; i < jobs->len; i++)
    aps_memory_job_answer (g_ptr_array_index (jobs, i), answer->jobs);
  for (guint i = 0; i < schedules->len; i++)
    aps_memory_schedule_answer (g_ptr_array_index (schedules, i), answer->schedules);
}

static void
extend_job (ApsMemoryStore     *self,
            const char         *instance,
            const ApsJobRecord *wanted,
            gint64              until_us,
            guint               entry,
            ApsStoreAnswer     *answer)
{
  ApsMemoryJob *row = aps_memory_job_find (self, wanted->id);
  ApsJobRecord  record;

  if (row != NULL)
    aps_memory_job_read (row, &record);
  if (row == NULL || !aps_store_job_is_held (&record, instance, wanted->fence))
    {
      aps_store_answer_refuse (answer,
                               entry,
                               APS_ERROR_STALE_LEASE,
                               "Job %s is no longer leased under fence %" G_GINT64_FORMAT,
                               wanted->id,
                               wanted->fence);
      return;
    }

  record.lease_until_us = until_us;
  if (wanted->progress >= 0)
    {
      record.progress = wanted->progress;
      record.progress_text = wanted->progress_text;
    }

  aps_memory_index_remove (&self->leased_jobs, row);
  aps_memory_job_write (self, row, &record);
  aps_memory_index_insert (&self->leased_jobs, row);
  if (!record.cancel_requested)
    return;

  aps_store_answer_set (answer, entry, APS_ENTRY_STATUS_CANCELLED);
  aps_memory_job_answer (row, answer->jobs);
}

static void
extend_schedule (ApsMemoryStore          *self,
                 const char              *instance,
                 const ApsScheduleRecord *wanted,
                 gint64                   until_us,
                 guint                    entry,
                 ApsStoreAnswer          *answer)
{
  ApsMemorySchedule *row = aps_memory_schedule_find (self, wanted->id);

  if (row == NULL || row->fence != wanted->fence || g_strcmp0 (row->lease_owner, instance) != 0)
    {
      aps_store_answer_refuse (answer,
                               entry,
                               APS_ERROR_STALE_LEASE,
                               "Schedule \"%s\" is no longer leased under fence %" G_GINT64_FORMAT,
                               wanted->id,
                               wanted->fence);
      return;
    }

  aps_memory_schedule_unlink (self, row);
  row->lease_until_us = until_us;
  aps_memory_schedule_link (self, row);
}

void
aps_memory_extend_leases (ApsMemoryStore *self,
                          const char     *instance,
                          ApsRecordList  *jobs,
                          ApsRecordList  *schedules,
                          gint64          until_us,
                          ApsStoreAnswer *answer)
{
  guint n_jobs = jobs != NULL ? aps_record_list_get_n (jobs) : 0;
  guint n_schedules = schedules != NULL ? aps_record_list_get_n (schedules) : 0;

  for (guint i = 0; i < n_jobs; i++)
    extend_job (self, instance, aps_record_list_get (jobs, i), until_us, i, answer);
  for (guint i = 0; i < n_schedules; i++)
    extend_schedule (self,
                     instance,
                     aps_record_list_get (schedules, i),
                     until_us,
                     n_jobs + i,
                     answer);
}
