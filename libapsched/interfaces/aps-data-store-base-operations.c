/* The operations of a data store in another language, each as a request and its answer.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"

#include "interfaces/aps-data-store-base-private.h"

#include <apsched/aps-error.h>

#include "model/aps-record-json-private.h"

static void
write_instance (ApsJsonWriter *writer, const ApsInstanceRecord *instance)
{
  aps_json_writer_key (writer, "instance");
  aps_record_write_json (writer, APS_RECORD_TYPE_INSTANCE, instance);
}

static gboolean
send_for_nothing (ApsStoreRequest *request, GCancellable *cancellable, GError **error)
{
  g_autofree char *json = NULL;

  return aps_store_request_send (request, cancellable, &json, error);
}

static gboolean
send_for_answer (ApsStoreRequest *request, ApsStoreAnswer *answer, GError **error)
{
  g_autofree char *json = NULL;

  return aps_store_request_send (request, NULL, &json, error) &&
         aps_store_read_answer (json, answer, error);
}

static gboolean
send_for_records (ApsStoreRequest *request, ApsRecordList *list, GError **error)
{
  g_autofree char *json = NULL;

  return aps_store_request_send (request, NULL, &json, error) &&
         aps_store_read_records (json, list, error);
}

static gboolean
send_for_time (ApsStoreRequest *request, gint64 *time_us, GError **error)
{
  g_autofree char *json = NULL;

  return aps_store_request_send (request, NULL, &json, error) &&
         aps_store_read_time (json, time_us, error);
}

/* A text is asked for where nothing can fail. */
static char *
send_for_text (ApsStoreRequest *request)
{
  g_autofree char *json = NULL;
  char            *text = NULL;

  if (aps_store_request_send (request, NULL, &json, NULL))
    aps_store_read_text (json, &text, NULL);

  return text;
}

static void
aps_data_store_base_stop (ApsDataStore *self)
{
  g_autoptr (GError) error = NULL;
  ApsStoreRequest request;

  aps_store_request_begin (&request, self, "stop");
  if (!send_for_nothing (&request, NULL, &error))
    g_warning ("%s did not stop: %s", G_OBJECT_TYPE_NAME (self), error->message);
}

static char *
aps_data_store_base_to_string (ApsDataStore *self)
{
  ApsStoreRequest request;
  char           *text;

  aps_store_request_begin (&request, self, "to_string");
  text = send_for_text (&request);
  return text != NULL ? text : g_strdup (G_OBJECT_TYPE_NAME (self));
}

static char *
aps_data_store_base_dup_broker_settings (ApsDataStore *self)
{
  ApsStoreRequest request;

  aps_store_request_begin (&request, self, "dup_broker_settings");
  return send_for_text (&request);
}

static gboolean
aps_data_store_base_start (ApsDataStore *self,
                           gint64        now_us,
                           GCancellable *cancellable,
                           GError      **error)
{
  ApsStoreRequest request;

  aps_store_request_begin (&request, self, "start");
  aps_store_write_time (&request.writer, "now_us", now_us);
  return send_for_nothing (&request, cancellable, error);
}

static gboolean
aps_data_store_base_register_instance (ApsDataStore            *self,
                                       const ApsInstanceRecord *instance,
                                       const char *const       *dead,
                                       gint64                   now_us,
                                       ApsStoreAnswer          *answer,
                                       GError                 **error)
{
  ApsStoreRequest request;

  aps_store_request_begin (&request, self, "register_instance");
  write_instance (&request.writer, instance);
  aps_store_write_strings (&request.writer, "dead", dead);
  aps_store_write_time (&request.writer, "now_us", now_us);
  return send_for_answer (&request, answer, error);
}

static gboolean
aps_data_store_base_renew_instance (ApsDataStore            *self,
                                    const ApsInstanceRecord *instance,
                                    gint64                   now_us,
                                    GError                 **error)
{
  ApsStoreRequest request;

  aps_store_request_begin (&request, self, "renew_instance");
  write_instance (&request.writer, instance);
  aps_store_write_time (&request.writer, "now_us", now_us);
  return send_for_nothing (&request, NULL, error);
}

static gboolean
aps_data_store_base_leave_instance (ApsDataStore *self,
                                    const char   *uuid,
                                    gint64        now_us,
                                    GError      **error)
{
  ApsStoreRequest request;

  aps_store_request_begin (&request, self, "leave_instance");
  aps_json_writer_string_member (&request.writer, "uuid", uuid);
  aps_store_write_time (&request.writer, "now_us", now_us);
  return send_for_nothing (&request, NULL, error);
}

static gboolean
aps_data_store_base_list_instances (ApsDataStore *self, ApsRecordList *instances, GError **error)
{
  ApsStoreRequest request;

  aps_store_request_begin (&request, self, "list_instances");
  return send_for_records (&request, instances, error);
}

static gboolean
aps_data_store_base_put_tasks (
  ApsDataStore *self, ApsRecordList *tasks, gint64 now_us, ApsStoreAnswer *answer, GError **error)
{
  ApsStoreRequest request;

  aps_store_request_begin (&request, self, "put_tasks");
  aps_store_write_records (&request.writer, "tasks", tasks);
  aps_store_write_time (&request.writer, "now_us", now_us);
  return send_for_answer (&request, answer, error);
}

static gboolean
aps_data_store_base_get_tasks (ApsDataStore      *self,
                               const char *const *ids,
                               ApsRecordList     *tasks,
                               GError           **error)
{
  ApsStoreRequest request;

  aps_store_request_begin (&request, self, "get_tasks");
  aps_store_write_strings (&request.writer, "ids", ids);
  return send_for_records (&request, tasks, error);
}

static gboolean
aps_data_store_base_list_tasks (ApsDataStore       *self,
                                const ApsListQuery *query,
                                ApsRecordList      *tasks,
                                GError            **error)
{
  ApsStoreRequest request;

  aps_store_request_begin (&request, self, "list_tasks");
  aps_store_write_query (&request.writer, "query", query);
  return send_for_records (&request, tasks, error);
}

static gboolean
aps_data_store_base_remove_tasks (ApsDataStore      *self,
                                  const char *const *ids,
                                  gboolean           cascade,
                                  gint64             now_us,
                                  ApsStoreAnswer    *answer,
                                  GError           **error)
{
  ApsStoreRequest request;

  aps_store_request_begin (&request, self, "remove_tasks");
  aps_store_write_strings (&request.writer, "ids", ids);
  aps_json_writer_boolean_member (&request.writer, "cascade", cascade);
  aps_store_write_time (&request.writer, "now_us", now_us);
  return send_for_answer (&request, answer, error);
}

static gboolean
aps_data_store_base_put_queues (
  ApsDataStore *self, ApsRecordList *queues, gint64 now_us, ApsStoreAnswer *answer, GError **error)
{
  ApsStoreRequest request;

  aps_store_request_begin (&request, self, "put_queues");
  aps_store_write_records (&request.writer, "queues", queues);
  aps_store_write_time (&request.writer, "now_us", now_us);
  return send_for_answer (&request, answer, error);
}

static gboolean
aps_data_store_base_list_queues (ApsDataStore *self, ApsRecordList *queues, GError **error)
{
  ApsStoreRequest request;

  aps_store_request_begin (&request, self, "list_queues");
  return send_for_records (&request, queues, error);
}

static gboolean
aps_data_store_base_remove_queues (ApsDataStore      *self,
                                   const char *const *names,
                                   gint64             now_us,
                                   ApsStoreAnswer    *answer,
                                   GError           **error)
{
  ApsStoreRequest request;

  aps_store_request_begin (&request, self, "remove_queues");
  aps_store_write_strings (&request.writer, "names", names);
  aps_store_write_time (&request.writer, "now_us", now_us);
  return send_for_answer (&request, answer, error);
}

static gboolean
aps_data_store_base_put_schedules (ApsDataStore     *self,
                                   ApsRecordList    *schedules,
                                   ApsConflictPolicy policy,
                                   gint64            now_us,
                                   ApsStoreAnswer   *answer,
                                   GError          **error)
{
  ApsStoreRequest request;

  aps_store_request_begin (&request, self, "put_schedules");
  aps_store_write_records (&request.writer, "schedules", schedules);
  aps_json_writer_string_member (&request.writer,
                                 "policy",
                                 aps_enum_to_nick (APS_TYPE_CONFLICT_POLICY, (gint)policy));
  aps_store_write_time (&request.writer, "now_us", now_us);
  return send_for_answer (&request, answer, error);
}

static gboolean
aps_data_store_base_get_schedules (ApsDataStore      *self,
                                   const char *const *ids,
                                   ApsRecordList     *schedules,
                                   GError           **error)
{
  ApsStoreRequest request;

  aps_store_request_begin (&request, self, "get_schedules");
  aps_store_write_strings (&request.writer, "ids", ids);
  return send_for_records (&request, schedules, error);
}

static gboolean
aps_data_store_base_list_schedules (ApsDataStore       *self,
                                    const ApsListQuery *query,
                                    ApsRecordList      *schedules,
                                    GError            **error)
{
  ApsStoreRequest request;

  aps_store_request_begin (&request, self, "list_schedules");
  aps_store_write_query (&request.writer, "query", query);
  return send_for_records (&request, schedules, error);
}

static gboolean
aps_data_store_base_remove_schedules (
  ApsDataStore *self, const char *const *ids, gint64 now_us, ApsStoreAnswer *answer, GError **error)
{
  ApsStoreRequest request;

  aps_store_request_begin (&request, self, "remove_schedules");
  aps_store_write_strings (&request.writer, "ids", ids);
  aps_store_write_time (&request.writer, "now_us", now_us);
  return send_for_answer (&request, answer, error);
}

static gboolean
aps_data_store_base_set_schedule_states (ApsDataStore           *self,
                                         const ApsScheduleState *states,
                                         guint                   n_states,
                                         gint64                  now_us,
                                         ApsStoreAnswer         *answer,
                                         GError                **error)
{
  ApsStoreRequest request;

  aps_store_request_begin (&request, self, "set_schedule_states");
  aps_store_write_states (&request.writer, "states", states, n_states);
  aps_store_write_time (&request.writer, "now_us", now_us);
  return send_for_answer (&request, answer, error);
}

static gboolean
aps_data_store_base_lease_schedules (ApsDataStore      *self,
                                     const char        *instance,
                                     const char *const *types,
                                     guint              limit,
                                     gint64             until_us,
                                     gint64             now_us,
                                     ApsStoreAnswer    *answer,
                                     GError           **error)
{
  ApsStoreRequest request;

  aps_store_request_begin (&request, self, "lease_schedules");
  aps_json_writer_string_member (&request.writer, "instance", instance);
  aps_store_write_strings (&request.writer, "types", types);
  aps_json_writer_int64_member (&request.writer, "limit", limit);
  aps_store_write_time (&request.writer, "until_us", until_us);
  aps_store_write_time (&request.writer, "now_us", now_us);
  return send_for_answer (&request, answer, error);
}

static gboolean
aps_data_store_base_commit_firings (ApsDataStore    *self,
                                    const char      *instance,
                                    const ApsFiring *firings,
                                    guint            n_firings,
                                    ApsRecordList   *jobs,
                                    gint64           now_us,
                                    ApsStoreAnswer  *answer,
                                    GError         **error)
{
  ApsStoreRequest request;

  aps_store_request_begin (&request, self, "commit_firings");
  aps_json_writer_string_member (&request.writer, "instance", instance);
  aps_store_write_firings (&request.writer, "firings", firings, n_firings);
  aps_store_write_records (&request.writer, "jobs", jobs);
  aps_store_write_time (&request.writer, "now_us", now_us);
  return send_for_answer (&request, answer, error);
}

static gboolean
aps_data_store_base_next_schedule_due (
  ApsDataStore *self, const char *const *types, gint64 now_us, gint64 *due_us, GError **error)
{
  ApsStoreRequest request;

  aps_store_request_begin (&request, self, "next_schedule_due");
  aps_store_write_strings (&request.writer, "types", types);
  aps_store_write_time (&request.writer, "now_us", now_us);
  return send_for_time (&request, due_us, error);
}

static gboolean
aps_data_store_base_add_jobs (
  ApsDataStore *self, ApsRecordList *jobs, gint64 now_us, ApsStoreAnswer *answer, GError **error)
{
  ApsStoreRequest request;

  aps_store_request_begin (&request, self, "add_jobs");
  aps_store_write_records (&request.writer, "jobs", jobs);
  aps_store_write_time (&request.writer, "now_us", now_us);
  return send_for_answer (&request, answer, error);
}

static gboolean
aps_data_store_base_lease_jobs (ApsDataStore      *self,
                                const ApsJobLease *lease,
                                gint64             now_us,
                                ApsStoreAnswer    *answer,
                                GError           **error)
{
  ApsStoreRequest request;

  aps_store_request_begin (&request, self, "lease_jobs");
  aps_store_write_lease (&request.writer, "lease", lease);
  aps_store_write_time (&request.writer, "now_us", now_us);
  return send_for_answer (&request, answer, error);
}

static gboolean
aps_data_store_base_release_jobs (ApsDataStore      *self,
                                  const char        *instance,
                                  ApsRecordList     *jobs,
                                  const ApsJobLease *next,
                                  gint64             now_us,
                                  ApsStoreAnswer    *answer,
                                  GError           **error)
{
  ApsStoreRequest request;

  aps_store_request_begin (&request, self, "release_jobs");
  aps_json_writer_string_member (&request.writer, "instance", instance);
  aps_store_write_records (&request.writer, "jobs", jobs);
  aps_store_write_lease (&request.writer, "next", next);
  aps_store_write_time (&request.writer, "now_us", now_us);
  return send_for_answer (&request, answer, error);
}

static gboolean
aps_data_store_base_next_job_due (
  ApsDataStore *self, const ApsJobLease *lease, gint64 now_us, gint64 *due_us, GError **error)
{
  ApsStoreRequest request;

  aps_store_request_begin (&request, self, "next_job_due");
  aps_store_write_lease (&request.writer, "lease", lease);
  aps_store_write_time (&request.writer, "now_us", now_us);
  return send_for_time (&request, due_us, error);
}

static gboolean
aps_data_store_base_held_by (ApsDataStore   *self,
                             const char     *instance,
                             ApsStoreAnswer *answer,
                             GError        **error)
{
  ApsStoreRequest request;

  aps_store_request_begin (&request, self, "held_by");
  aps_json_writer_string_member (&request.writer, "instance", instance);
  return send_for_answer (&request, answer, error);
}

static gboolean
aps_data_store_base_extend_leases (ApsDataStore   *self,
                                   const char     *instance,
                                   ApsRecordList  *jobs,
                                   ApsRecordList  *schedules,
                                   gint64          until_us,
                                   gint64          now_us,
                                   ApsStoreAnswer *answer,
                                   GError        **error)
{
  ApsStoreRequest request;

  aps_store_request_begin (&request, self, "extend_leases");
  aps_json_writer_string_member (&request.writer, "instance", instance);
  aps_store_write_records (&request.writer, "jobs", jobs);
  aps_store_write_records (&request.writer, "schedules", schedules);
  aps_store_write_time (&request.writer, "until_us", until_us);
  aps_store_write_time (&request.writer, "now_us", now_us);
  return send_for_answer (&request, answer, error);
}

static gboolean
aps_data_store_base_request_cancel (ApsDataStore      *self,
                                    const char *const *ids,
                                    const char        *by,
                                    const char        *reason,
                                    gint64             now_us,
                                    ApsStoreAnswer    *answer,
                                    GError           **error)
{
  ApsStoreRequest request;

  aps_store_request_begin (&request, self, "request_cancel");
  aps_store_write_strings (&request.writer, "ids", ids);
  aps_json_writer_string_member (&request.writer, "by", by);
  aps_json_writer_string_member (&request.writer, "reason", reason);
  aps_store_write_time (&request.writer, "now_us", now_us);
  return send_for_answer (&request, answer, error);
}

static gboolean
aps_data_store_base_reap (ApsDataStore      *self,
                          const char *const *dead,
                          gboolean           expired,
                          gint64             now_us,
                          ApsStoreAnswer    *answer,
                          GError           **error)
{
  ApsStoreRequest request;

  aps_store_request_begin (&request, self, "reap");
  aps_store_write_strings (&request.writer, "dead", dead);
  aps_json_writer_boolean_member (&request.writer, "expired", expired);
  aps_store_write_time (&request.writer, "now_us", now_us);
  return send_for_answer (&request, answer, error);
}

static gboolean
aps_data_store_base_get_jobs (ApsDataStore      *self,
                              const char *const *ids,
                              ApsRecordList     *jobs,
                              GError           **error)
{
  ApsStoreRequest request;

  aps_store_request_begin (&request, self, "get_jobs");
  aps_store_write_strings (&request.writer, "ids", ids);
  return send_for_records (&request, jobs, error);
}

static gboolean
aps_data_store_base_list_jobs (ApsDataStore       *self,
                               const ApsListQuery *query,
                               ApsRecordList      *jobs,
                               GError            **error)
{
  ApsStoreRequest request;

  aps_store_request_begin (&request, self, "list_jobs");
  aps_store_write_query (&request.writer, "query", query);
  return send_for_records (&request, jobs, error);
}

static gboolean
aps_data_store_base_count_jobs (ApsDataStore *self, ApsRecordList *counts, GError **error)
{
  ApsStoreRequest request;

  aps_store_request_begin (&request, self, "count_jobs");
  return send_for_records (&request, counts, error);
}

static gboolean
aps_data_store_base_clean_up (
  ApsDataStore *self, guint limit, gint64 now_us, ApsStoreAnswer *answer, GError **error)
{
  ApsStoreRequest request;

  aps_store_request_begin (&request, self, "clean_up");
  aps_json_writer_int64_member (&request.writer, "limit", limit);
  aps_store_write_time (&request.writer, "now_us", now_us);
  return send_for_answer (&request, answer, error);
}

void
aps_data_store_base_operations_init (ApsDataStoreInterface *iface)
{
  iface->start = aps_data_store_base_start;
  iface->stop = aps_data_store_base_stop;
  iface->to_string = aps_data_store_base_to_string;
  iface->dup_broker_settings = aps_data_store_base_dup_broker_settings;
  iface->register_instance = aps_data_store_base_register_instance;
  iface->renew_instance = aps_data_store_base_renew_instance;
  iface->leave_instance = aps_data_store_base_leave_instance;
  iface->list_instances = aps_data_store_base_list_instances;
  iface->put_tasks = aps_data_store_base_put_tasks;
  iface->get_tasks = aps_data_store_base_get_tasks;
  iface->list_tasks = aps_data_store_base_list_tasks;
  iface->remove_tasks = aps_data_store_base_remove_tasks;
  iface->put_queues = aps_data_store_base_put_queues;
  iface->list_queues = aps_data_store_base_list_queues;
  iface->remove_queues = aps_data_store_base_remove_queues;
  iface->put_schedules = aps_data_store_base_put_schedules;
  iface->get_schedules = aps_data_store_base_get_schedules;
  iface->list_schedules = aps_data_store_base_list_schedules;
  iface->remove_schedules = aps_data_store_base_remove_schedules;
  iface->set_schedule_states = aps_data_store_base_set_schedule_states;
  iface->lease_schedules = aps_data_store_base_lease_schedules;
  iface->commit_firings = aps_data_store_base_commit_firings;
  iface->next_schedule_due = aps_data_store_base_next_schedule_due;
  iface->add_jobs = aps_data_store_base_add_jobs;
  iface->lease_jobs = aps_data_store_base_lease_jobs;
  iface->release_jobs = aps_data_store_base_release_jobs;
  iface->next_job_due = aps_data_store_base_next_job_due;
  iface->held_by = aps_data_store_base_held_by;
  iface->extend_leases = aps_data_store_base_extend_leases;
  iface->request_cancel = aps_data_store_base_request_cancel;
  iface->reap = aps_data_store_base_reap;
  iface->get_jobs = aps_data_store_base_get_jobs;
  iface->list_jobs = aps_data_store_base_list_jobs;
  iface->count_jobs = aps_data_store_base_count_jobs;
  iface->clean_up = aps_data_store_base_clean_up;
}
