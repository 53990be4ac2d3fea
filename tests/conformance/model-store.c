/* The plain model: rows, tasks, queues and instances.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"

#include "model-store.h"

#include <string.h>

static void iface_init (ApsDataStoreInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (KitModel,
                               kit_model,
                               G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (APS_TYPE_DATA_STORE, iface_init))

ApsDataStore *
kit_model_new (void)
{
  return g_object_new (KIT_TYPE_MODEL, NULL);
}

/* Lets the record's texts live as long as the program. */
void
kit_model_keep_texts (ApsRecordType type, gpointer record)
{
  guint               n_fields;
  const ApsFieldInfo *fields = aps_record_type_get_fields (type, &n_fields);

  for (guint i = 0; i < n_fields; i++)
    if (fields[i].type == APS_FIELD_TYPE_STRING || fields[i].type == APS_FIELD_TYPE_JSON)
      {
        const char **text = (const char **)G_STRUCT_MEMBER_P (record, fields[i].offset);

        *text = g_intern_string (*text);
      }
}

/* All rows begin with their id. */
static gpointer
find (GArray *array, const char *id)
{
  for (guint i = 0; i < array->len; i++)
    {
      gpointer row = array->data + i * g_array_get_element_size (array);

      if (g_strcmp0 (*(const char **)row, id) == 0)
        return row;
    }

  return NULL;
}

static gboolean
drop (GArray *array, const char *id)
{
  gpointer row = find (array, id);

  if (row == NULL)
    return FALSE;

  g_array_remove_index (array,
                        (guint)(((char *)row - array->data) / g_array_get_element_size (array)));
  return TRUE;
}

ApsTaskRecord *
kit_model_find_task (KitModel *self, const char *id)
{
  return find (self->tasks, id);
}

ApsQueueRecord *
kit_model_find_queue (KitModel *self, const char *name)
{
  return find (self->queues, name);
}

ApsScheduleRecord *
kit_model_find_schedule (KitModel *self, const char *id)
{
  return find (self->schedules, id);
}

ApsJobRecord *
kit_model_find_job (KitModel *self, const char *id)
{
  return find (self->jobs, id);
}

static ApsDataStoreFlags
get_flags (ApsDataStore *store)
{
  return APS_DATA_STORE_PRIVATE | APS_DATA_STORE_EXCHANGE;
}

static gboolean
start (ApsDataStore *store, gint64 now_us, GCancellable *cancellable, GError **error)
{
  return TRUE;
}

static void
stop (ApsDataStore *store)
{
}

static char *
to_string (ApsDataStore *store)
{
  return g_strdup ("the plain model");
}

static gboolean
register_instance (ApsDataStore            *store,
                   const ApsInstanceRecord *instance,
                   const char *const       *dead,
                   gint64                   now_us,
                   ApsStoreAnswer          *answer,
                   GError                 **error)
{
  KitModel         *self = KIT_MODEL (store);
  ApsInstanceRecord copy = *instance;

  for (guint i = 0; i < self->instances->len; i++)
    {
      ApsInstanceRecord *other = kit_model_nth (self->instances, ApsInstanceRecord, i);
      gboolean           is_dead = dead != NULL && g_strv_contains (dead, other->uuid);

      if (g_strcmp0 (other->identity, instance->identity) == 0 &&
          g_strcmp0 (other->uuid, instance->uuid) != 0 && other->until_us > now_us && !is_dead)
        {
          g_set_error (error, APS_ERROR, APS_ERROR_CONFLICT, "%s lives", other->identity);
          return FALSE;
        }
    }

  for (guint i = self->instances->len; i-- > 0;)
    if (g_strcmp0 (kit_model_nth (self->instances, ApsInstanceRecord, i)->identity,
                   instance->identity) == 0)
      g_array_remove_index (self->instances, i);
  aps_data_store_reap (store, dead, FALSE, now_us, answer, NULL);
  drop (self->instances, instance->uuid);
  kit_model_keep_texts (APS_RECORD_TYPE_INSTANCE, &copy);
  g_array_append_val (self->instances, copy);
  return TRUE;
}

static gboolean
renew_instance (ApsDataStore            *store,
                const ApsInstanceRecord *instance,
                gint64                   now_us,
                GError                 **error)
{
  ApsInstanceRecord *kept = find (KIT_MODEL (store)->instances, instance->uuid);

  if (kept == NULL)
    {
      g_set_error (error, APS_ERROR, APS_ERROR_NOT_FOUND, "%s is gone", instance->uuid);
      return FALSE;
    }

  kept->until_us = instance->until_us;
  kept->schedules_pass_us = instance->schedules_pass_us;
  kept->jobs_pass_us = instance->jobs_pass_us;
  kept->cleanup_pass_us = instance->cleanup_pass_us;
  return TRUE;
}

static gboolean
leave_instance (ApsDataStore *store, const char *uuid, gint64 now_us, GError **error)
{
  drop (KIT_MODEL (store)->instances, uuid);
  return TRUE;
}

static gboolean
list_instances (ApsDataStore *store, ApsRecordList *instances, GError **error)
{
  KitModel *self = KIT_MODEL (store);

  for (guint i = 0; i < self->instances->len; i++)
    aps_record_list_add_copy (instances, kit_model_nth (self->instances, ApsInstanceRecord, i));
  return TRUE;
}

static gboolean
put_tasks (
  ApsDataStore *store, ApsRecordList *tasks, gint64 now_us, ApsStoreAnswer *answer, GError **error)
{
  KitModel *self = KIT_MODEL (store);

  for (guint i = 0; i < aps_record_list_get_n (tasks); i++)
    {
      ApsTaskRecord  copy = *(ApsTaskRecord *)aps_record_list_get (tasks, i);
      ApsTaskRecord *kept = kit_model_find_task (self, copy.id);

      kit_model_keep_texts (APS_RECORD_TYPE_TASK, &copy);
      copy.revision = kept != NULL ? kept->revision : 0;
      if (kept != NULL && aps_record_equal (APS_RECORD_TYPE_TASK, kept, &copy))
        {
          aps_store_answer_set (answer, i, APS_ENTRY_STATUS_UNCHANGED);
          continue;
        }

      copy.revision++;
      aps_store_answer_set (answer,
                            i,
                            kept != NULL ? APS_ENTRY_STATUS_REPLACED : APS_ENTRY_STATUS_ADDED);
      if (kept != NULL)
        *kept = copy;
      else
        g_array_append_val (self->tasks, copy);
    }

  return TRUE;
}

static gboolean
get_tasks (ApsDataStore *store, const char *const *ids, ApsRecordList *tasks, GError **error)
{
  for (; ids != NULL && *ids != NULL; ids++)
    {
      ApsTaskRecord *task = kit_model_find_task (KIT_MODEL (store), *ids);

      if (task != NULL)
        aps_record_list_add_copy (tasks, task);
    }
  return TRUE;
}

static gboolean
is_used (KitModel *self, const char *id)
{
  for (guint i = 0; i < self->schedules->len; i++)
    if (g_strcmp0 (kit_model_nth (self->schedules, ApsScheduleRecord, i)->task_id, id) == 0)
      return TRUE;
  for (guint i = 0; i < self->jobs->len; i++)
    {
      ApsJobRecord *job = kit_model_nth (self->jobs, ApsJobRecord, i);

      if (job->state != APS_JOB_STATE_FINISHED && g_strcmp0 (job->task_id, id) == 0)
        return TRUE;
    }

  return FALSE;
}

static void
cascade_removal (KitModel *self, const char *id, gint64 now_us, ApsStoreAnswer *answer)
{
  for (guint i = self->schedules->len; i-- > 0;)
    {
      ApsScheduleRecord *schedule = kit_model_nth (self->schedules, ApsScheduleRecord, i);

      if (g_strcmp0 (schedule->task_id, id) != 0)
        continue;
      aps_record_list_add_copy (answer->removed_schedules, schedule);
      kit_model_remove_schedule (self, schedule->id);
    }

  for (guint i = 0; i < self->jobs->len; i++)
    {
      ApsJobRecord *job = kit_model_nth (self->jobs, ApsJobRecord, i);

      if (g_strcmp0 (job->task_id, id) != 0)
        continue;
      if (job->state == APS_JOB_STATE_WAITING)
        kit_model_end_for_want_of_task (self, job, now_us, answer);
      if (job->state != APS_JOB_STATE_LEASED)
        continue;

      if (!job->cancel_requested)
        {
          job->cancel_requested = TRUE;
          job->cancelled_by = NULL;
          job->cancel_reason = NULL;
        }
      aps_record_list_add_copy (answer->cancelled_jobs, job);
    }
}

static gboolean
remove_tasks (ApsDataStore      *store,
              const char *const *ids,
              gboolean           cascade,
              gint64             now_us,
              ApsStoreAnswer    *answer,
              GError           **error)
{
  KitModel *self = KIT_MODEL (store);

  for (guint i = 0; ids[i] != NULL; i++)
    {
      if (kit_model_find_task (self, ids[i]) == NULL)
        aps_store_answer_refuse (answer, i, APS_ERROR_NOT_FOUND, "no task");
      else if (!cascade && is_used (self, ids[i]))
        aps_store_answer_refuse (answer, i, APS_ERROR_CONFLICT, "in use");
      else
        {
          cascade_removal (self, ids[i], now_us, answer);
          drop (self->tasks, ids[i]);
        }
    }

  kit_model_drop_leaving (self, now_us);
  return TRUE;
}

static gboolean
put_queues (
  ApsDataStore *store, ApsRecordList *queues, gint64 now_us, ApsStoreAnswer *answer, GError **error)
{
  KitModel *self = KIT_MODEL (store);

  for (guint i = 0; i < aps_record_list_get_n (queues); i++)
    {
      ApsQueueRecord  copy = *(ApsQueueRecord *)aps_record_list_get (queues, i);
      ApsQueueRecord *kept = kit_model_find_queue (self, copy.name);

      kit_model_keep_texts (APS_RECORD_TYPE_QUEUE, &copy);
      if (kept == NULL)
        g_array_append_val (self->queues, copy);
      aps_store_answer_set (answer,
                            i,
                            kept == NULL ? APS_ENTRY_STATUS_ADDED
                            : aps_record_equal (APS_RECORD_TYPE_QUEUE, kept, &copy)
                              ? APS_ENTRY_STATUS_UNCHANGED
                              : APS_ENTRY_STATUS_REPLACED);
      if (kept != NULL)
        *kept = copy;
    }

  return TRUE;
}

static gboolean
list_queues (ApsDataStore *store, ApsRecordList *queues, GError **error)
{
  KitModel *self = KIT_MODEL (store);

  for (guint i = 0; i < self->queues->len; i++)
    aps_record_list_add_copy (queues, kit_model_nth (self->queues, ApsQueueRecord, i));
  return TRUE;
}

static gboolean
remove_queues (ApsDataStore      *store,
               const char *const *names,
               gint64             now_us,
               ApsStoreAnswer    *answer,
               GError           **error)
{
  for (guint i = 0; names[i] != NULL; i++)
    if (!drop (KIT_MODEL (store)->queues, names[i]))
      aps_store_answer_refuse (answer, i, APS_ERROR_NOT_FOUND, "no queue");
  return TRUE;
}

static void
iface_init (ApsDataStoreInterface *iface)
{
  iface->get_flags = get_flags;
  iface->start = start;
  iface->stop = stop;
  iface->to_string = to_string;
  iface->register_instance = register_instance;
  iface->renew_instance = renew_instance;
  iface->leave_instance = leave_instance;
  iface->list_instances = list_instances;
  iface->put_tasks = put_tasks;
  iface->get_tasks = get_tasks;
  iface->remove_tasks = remove_tasks;
  iface->put_queues = put_queues;
  iface->list_queues = list_queues;
  iface->remove_queues = remove_queues;
  kit_model_init_schedules (iface);
  kit_model_init_jobs (iface);
  kit_model_init_leases (iface);
  kit_model_init_lists (iface);
}

static void
kit_model_finalize (GObject *object)
{
  KitModel *self = KIT_MODEL (object);

  g_array_unref (self->tasks);
  g_array_unref (self->queues);
  g_array_unref (self->schedules);
  g_array_unref (self->jobs);
  g_array_unref (self->instances);
  g_array_unref (self->ended);

  G_OBJECT_CLASS (kit_model_parent_class)->finalize (object);
}

static void
kit_model_class_init (KitModelClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = kit_model_finalize;
}

static void
kit_model_init (KitModel *self)
{
  self->tasks = g_array_new (FALSE, FALSE, sizeof (ApsTaskRecord));
  self->queues = g_array_new (FALSE, FALSE, sizeof (ApsQueueRecord));
  self->schedules = g_array_new (FALSE, FALSE, sizeof (ApsScheduleRecord));
  self->jobs = g_array_new (FALSE, FALSE, sizeof (ApsJobRecord));
  self->instances = g_array_new (FALSE, FALSE, sizeof (ApsInstanceRecord));
  self->ended = g_array_new (FALSE, FALSE, sizeof (const char *));
}
