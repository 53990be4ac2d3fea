/* A list of schedules or jobs that follows the store.
 *
 * NOTES: it reads one page, in a thread, when an event says that something has changed and at each
 * poll; never more often than every 50 ms. What is equal stays the same object, and few
 * items-changed tell of what is not. So a list on a store of a million jobs costs what its page
 * costs.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"

#include "scheduler/aps-live-list-private.h"

#include <apsched/aps-job.h>
#include <apsched/aps-schedule.h>
#include <apsched/aps-uuid.h>

#include "core/aps-log-private.h"
#include "model/aps-filter-private.h"
#include "model/aps-job-private.h"
#include "model/aps-schedule-private.h"
#include "scheduler/aps-async-private.h"
#include "scheduler/aps-page-diff-private.h"
#include "scheduler/aps-waiting-private.h"

#define SHORTEST_INTERVAL_MS 50

struct _ApsLiveList
{
  GObject parent_instance;

  ApsRecordType type;
  ApsEngine    *engine;       /* owned */
  GObject      *filter;       /* or NULL */
  GMainContext *context;      /* where it was made: items change there */
  GPtrArray    *items;        /* own context */
  guint         subscription; /* own context */
  GSource      *poll;         /* own context */
  GSource      *pause;        /* own context: until the next refresh may begin */
  gboolean      refreshing;   /* own context */
  gboolean      stale;        /* own context: something has changed since the page was read */
};

static GType
aps_live_list_get_item_type (GListModel *model)
{
  return APS_LIVE_LIST (model)->type == APS_RECORD_TYPE_JOB ? APS_TYPE_JOB : APS_TYPE_SCHEDULE;
}

static guint
aps_live_list_get_n_items (GListModel *model)
{
  return APS_LIVE_LIST (model)->items->len;
}

static gpointer
aps_live_list_get_item (GListModel *model, guint position)
{
  ApsLiveList *self = APS_LIVE_LIST (model);

  return position < self->items->len ? g_object_ref (g_ptr_array_index (self->items, position))
                                     : NULL;
}

static void
list_model_init (GListModelInterface *iface)
{
  iface->get_item_type = aps_live_list_get_item_type;
  iface->get_n_items = aps_live_list_get_n_items;
  iface->get_item = aps_live_list_get_item;
}

G_DEFINE_FINAL_TYPE_WITH_CODE (ApsLiveList,
                               aps_live_list,
                               G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (G_TYPE_LIST_MODEL, list_model_init))

static void refresh (ApsLiveList *self);

static gconstpointer
get_record (ApsLiveList *self, gpointer item)
{
  return self->type == APS_RECORD_TYPE_JOB ? (gconstpointer)aps_job_get_record (item)
                                           : (gconstpointer)aps_schedule_get_record (item);
}

static gpointer
new_item (ApsLiveList *self, ApsRecordList *list, guint position)
{
  gpointer record = aps_record_list_get (list, position);

  return self->type == APS_RECORD_TYPE_JOB ? (gpointer)aps_job_new_from_record (list, record)
                                           : (gpointer)aps_schedule_new_from_record (list, record);
}

static const char *
get_id (ApsLiveList *self, gconstpointer record)
{
  return self->type == APS_RECORD_TYPE_JOB ? ((const ApsJobRecord *)record)->id
                                           : ((const ApsScheduleRecord *)record)->id;
}

/* Where each item stands in the new page, if it is as it was. */
static guint *
find_places (ApsLiveList *self, ApsRecordList *list)
{
  g_autoptr (GHashTable) positions = g_hash_table_new (aps_id_hash, g_str_equal);
  guint *places = g_new (guint, self->items->len);

  for (guint i = 0; i < aps_record_list_get_n (list); i++)
    g_hash_table_insert (positions,
                         (gpointer)get_id (self, aps_record_list_get (list, i)),
                         GUINT_TO_POINTER (i));

  for (guint i = 0; i < self->items->len; i++)
    {
      gconstpointer record = get_record (self, g_ptr_array_index (self->items, i));
      gpointer      position;

      places[i] =
        g_hash_table_lookup_extended (positions, get_id (self, record), NULL, &position) &&
            aps_record_equal (self->type,
                              record,
                              aps_record_list_get (list, GPOINTER_TO_UINT (position)))
          ? GPOINTER_TO_UINT (position)
          : APS_PAGE_GONE;
    }

  return places;
}

static void
take_change (ApsLiveList *self, ApsRecordList *list, const ApsPageChange *change)
{
  if (change->n_removed > 0)
    g_ptr_array_remove_range (self->items, change->position, change->n_removed);
  for (guint i = change->position; i < change->position + change->n_added; i++)
    g_ptr_array_insert (self->items, (gint)i, new_item (self, list, i));
  g_list_model_items_changed (G_LIST_MODEL (self),
                              change->position,
                              change->n_removed,
                              change->n_added);
}

static void
take_page (ApsLiveList *self, ApsRecordList *list)
{
  g_autofree guint *places = find_places (self, list);
  g_autoptr (GArray)
    changes = aps_page_diff (places, self->items->len, aps_record_list_get_n (list));

  for (guint i = 0; i < changes->len; i++)
    take_change (self, list, &g_array_index (changes, ApsPageChange, i));
}

static void
fill_query (ApsLiveList *self, ApsListQuery *query)
{
  query->order = APS_LIST_ORDER_TIME;
  if (self->filter == NULL && self->type == APS_RECORD_TYPE_JOB)
    query->descending = TRUE;
  else if (self->filter != NULL && self->type == APS_RECORD_TYPE_JOB)
    aps_job_filter_fill_query ((ApsJobFilter *)(gpointer)self->filter, query);
  else if (self->filter != NULL)
    aps_schedule_filter_fill_query ((ApsScheduleFilter *)(gpointer)self->filter, query);

  if (query->limit == 0)
    query->limit = APS_LIVE_LIST_LIMIT;
}

/* In a thread. */
static void
read_page (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  ApsLiveList *self = source;
  ApsListQuery query = APS_LIST_QUERY_INIT;
  g_autoptr (ApsRecordList) list = aps_record_list_new (self->type);
  GError  *error = NULL;
  gboolean done;

  fill_query (self, &query);
  if (!aps_engine_check_open (self->engine, NULL, &error))
    done = FALSE;
  else if (self->type == APS_RECORD_TYPE_JOB)
    done = aps_data_store_list_jobs (self->engine->store, &query, list, &error) &&
           aps_waiting_annotate (self->engine, list, &error);
  else
    done = aps_data_store_list_schedules (self->engine->store, &query, list, &error);

  if (done)
    g_task_return_pointer (task, g_steal_pointer (&list), (GDestroyNotify)aps_record_list_unref);
  else
    g_task_return_error (task, error);
}

static gboolean
end_pause (gpointer data)
{
  ApsLiveList *self = data;

  g_clear_pointer (&self->pause, g_source_unref);
  if (self->stale)
    refresh (self);
  return G_SOURCE_REMOVE;
}

static GSource *
attach_timeout (ApsLiveList *self, guint interval_ms, GSourceFunc func)
{
  GSource *source = g_timeout_source_new (interval_ms);

  g_source_set_callback (source, func, self, NULL);
  g_source_attach (source, self->context);
  return source;
}

static void
page_read (GObject *source, GAsyncResult *result, gpointer user_data)
{
  ApsLiveList *self = APS_LIVE_LIST (source);
  g_autoptr (GError) error = NULL;
  g_autoptr (ApsRecordList) list = g_task_propagate_pointer (G_TASK (result), &error);

  /* Who hears of a change may iterate the context: no other page comes in between. */
  if (list == NULL)
    aps_debug ((0), "A list cannot be read, the next poll tries again: %s", error->message);
  else
    take_page (self, list);

  self->refreshing = FALSE;
  if (self->pause == NULL)
    self->pause = attach_timeout (self, SHORTEST_INTERVAL_MS, end_pause);
}

static void
refresh (ApsLiveList *self)
{
  g_autoptr (GTask) task = NULL;

  self->stale = self->refreshing || self->pause != NULL;
  if (self->stale)
    return;

  self->refreshing = TRUE;
  task = g_task_new (self, NULL, page_read, NULL);
  g_task_set_source_tag (task, refresh);
  aps_async_run (task, read_page, FALSE);
}

static void
something_changed (ApsEvent *event, gpointer user_data)
{
  g_autoptr (ApsLiveList) self = g_weak_ref_get (user_data);

  if (self != NULL)
    refresh (self);
}

static void
free_weak_ref (gpointer data)
{
  g_weak_ref_clear (data);
  g_free (data);
}

static gboolean
poll (gpointer data)
{
  refresh (data);
  return G_SOURCE_CONTINUE;
}

static void
destroy_source (GSource **source)
{
  if (*source != NULL)
    g_source_destroy (*source);
  g_clear_pointer (source, g_source_unref);
}

static void
aps_live_list_dispose (GObject *object)
{
  ApsLiveList *self = APS_LIVE_LIST (object);

  destroy_source (&self->poll);
  destroy_source (&self->pause);
  if (self->subscription != 0)
    aps_event_bus_unsubscribe (self->engine->bus, self->subscription);
  self->subscription = 0;
  G_OBJECT_CLASS (aps_live_list_parent_class)->dispose (object);
}

static void
aps_live_list_finalize (GObject *object)
{
  ApsLiveList *self = APS_LIVE_LIST (object);

  g_ptr_array_unref (self->items);
  g_clear_object (&self->filter);
  g_clear_pointer (&self->engine, aps_engine_unref);
  g_clear_pointer (&self->context, g_main_context_unref);
  G_OBJECT_CLASS (aps_live_list_parent_class)->finalize (object);
}

static void
aps_live_list_class_init (ApsLiveListClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = aps_live_list_dispose;
  object_class->finalize = aps_live_list_finalize;
}

static void
aps_live_list_init (ApsLiveList *self)
{
  self->items = g_ptr_array_new_with_free_func (g_object_unref);
}

ApsLiveList *
aps_live_list_new (ApsScheduler *scheduler, ApsRecordType type, GObject *filter)
{
  ApsLiveList *self = g_object_new (APS_TYPE_LIVE_LIST, NULL);
  ApsEngine   *engine = scheduler->engine;
  GWeakRef    *ref = g_new0 (GWeakRef, 1);

  self->type = type;
  self->engine = aps_engine_ref (engine);
  self->filter = filter != NULL ? g_object_ref (filter) : NULL;
  self->context = g_main_context_ref_thread_default ();
  g_weak_ref_init (ref, self);
  self->subscription = aps_event_bus_subscribe (engine->bus,
                                                type == APS_RECORD_TYPE_JOB
                                                  ? APS_EVENT_TYPE_ANY_JOB
                                                  : APS_EVENT_TYPE_ANY_SCHEDULE,
                                                FALSE,
                                                something_changed,
                                                ref,
                                                free_weak_ref);
  self->poll =
    attach_timeout (self,
                    (guint)CLAMP (engine->settings->poll_interval_us / 1000, 100, G_MAXINT),
                    poll);
  refresh (self);
  return self;
}

/**
 * aps_scheduler_list_schedules_full:
 * @self: a scheduler
 * @filter: (nullable): which schedules, in which order, how many
 *
 * Gets a live list of schedules: see [method@Aps.Scheduler.list_schedules].
 *
 * Returns: (transfer full): the list, of [class@Aps.Schedule]
 *
 * Since: 1.0
 */
GListModel *
aps_scheduler_list_schedules_full (ApsScheduler *self, ApsScheduleFilter *filter)
{
  g_return_val_if_fail (APS_IS_SCHEDULER (self), NULL);

  return G_LIST_MODEL (
    aps_live_list_new (self, APS_RECORD_TYPE_SCHEDULE, filter != NULL ? G_OBJECT (filter) : NULL));
}

/**
 * aps_scheduler_list_schedules:
 * @self: a scheduler
 *
 * Gets a live list of the first 500 schedules, by next fire time. It belongs to the main context
 * that is this thread's default now: it is filled and changes while that is iterated. Its items are
 * frozen; one that changes is exchanged.
 *
 * Returns: (transfer full): the list, of [class@Aps.Schedule]; empty until it was read
 *
 * Since: 1.0
 */
GListModel *
aps_scheduler_list_schedules (ApsScheduler *self)
{
  return aps_scheduler_list_schedules_full (self, NULL);
}

/**
 * aps_scheduler_list_jobs_full:
 * @self: a scheduler
 * @filter: (nullable): which jobs, in which order, how many
 *
 * Gets a live list of jobs: see [method@Aps.Scheduler.list_jobs].
 *
 * Returns: (transfer full): the list, of [class@Aps.Job]
 *
 * Since: 1.0
 */
GListModel *
aps_scheduler_list_jobs_full (ApsScheduler *self, ApsJobFilter *filter)
{
  g_return_val_if_fail (APS_IS_SCHEDULER (self), NULL);

  return G_LIST_MODEL (
    aps_live_list_new (self, APS_RECORD_TYPE_JOB, filter != NULL ? G_OBJECT (filter) : NULL));
}

/**
 * aps_scheduler_list_jobs:
 * @self: a scheduler
 *
 * Gets a live list of the newest 500 jobs, by due time. It belongs to the main context that is this
 * thread's default now, as that of [method@Aps.Scheduler.list_schedules].
 *
 * Returns: (transfer full): the list, of [class@Aps.Job]; empty until it was read
 *
 * Since: 1.0
 */
GListModel *
aps_scheduler_list_jobs (ApsScheduler *self)
{
  return aps_scheduler_list_jobs_full (self, NULL);
}
