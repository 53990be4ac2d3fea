/* The scheduler: what programs use.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#if !defined(APSCHED_INSIDE) && !defined(APS_COMPILATION)
#error "Only <apsched/apsched.h> can be included directly."
#endif

#include <apsched/aps-data-store.h>
#include <apsched/aps-event-broker.h>
#include <apsched/aps-event-stream.h>
#include <apsched/aps-event.h>
#include <apsched/aps-executor.h>
#include <apsched/aps-job-filter.h>
#include <apsched/aps-schedule-filter.h>
#include <apsched/aps-job-context.h>
#include <apsched/aps-job-result.h>
#include <apsched/aps-job.h>
#include <apsched/aps-schedule.h>
#include <apsched/aps-task.h>

G_BEGIN_DECLS

#define APS_TYPE_SCHEDULER (aps_scheduler_get_type ())

APS_AVAILABLE_IN_1_0
G_DECLARE_FINAL_TYPE (ApsScheduler, aps_scheduler, APS, SCHEDULER, GObject)

/**
 * ApsEventFunc:
 * @event: what happened
 * @user_data: (closure): what was given to subscribe
 *
 * Hears of events, in the main context that was the thread's default at subscription.
 *
 * Since: 1.0
 */
typedef void (*ApsEventFunc) (ApsEvent *event, gpointer user_data);

/* Making one. */
APS_AVAILABLE_IN_1_0
ApsScheduler *aps_scheduler_new (void);
APS_AVAILABLE_IN_1_0
ApsScheduler *aps_scheduler_new_with (ApsDataStore *data_store, ApsEventBroker *event_broker);
APS_AVAILABLE_IN_1_0
ApsScheduler *aps_scheduler_new_from_file (const char *path, GError **error);
APS_AVAILABLE_IN_1_0
ApsScheduler *
aps_scheduler_new_from_file_full (const char *path, const char *const *overrides, GError **error);
APS_AVAILABLE_IN_1_0
gboolean aps_scheduler_reload (ApsScheduler *self, GCancellable *cancellable, GError **error);
APS_AVAILABLE_IN_1_0
void aps_scheduler_reload_async (ApsScheduler       *self,
                                 GCancellable       *cancellable,
                                 GAsyncReadyCallback callback,
                                 gpointer            user_data);
APS_AVAILABLE_IN_1_0
gboolean aps_scheduler_reload_finish (ApsScheduler *self, GAsyncResult *result, GError **error);
APS_AVAILABLE_IN_1_0
ApsScheduler *aps_scheduler_get_current (void);
APS_AVAILABLE_IN_1_0
char *aps_scheduler_to_string (ApsScheduler *self);

/* Its life. */
APS_AVAILABLE_IN_1_0
gboolean aps_scheduler_open (ApsScheduler *self, GCancellable *cancellable, GError **error);
APS_AVAILABLE_IN_1_0
void aps_scheduler_open_async (ApsScheduler       *self,
                               GCancellable       *cancellable,
                               GAsyncReadyCallback callback,
                               gpointer            user_data);
APS_AVAILABLE_IN_1_0
gboolean aps_scheduler_open_finish (ApsScheduler *self, GAsyncResult *result, GError **error);
APS_AVAILABLE_IN_1_0
gboolean
aps_scheduler_run_until_stopped (ApsScheduler *self, GCancellable *cancellable, GError **error);
APS_AVAILABLE_IN_1_0
gboolean
aps_scheduler_start_in_background (ApsScheduler *self, GCancellable *cancellable, GError **error);
APS_AVAILABLE_IN_1_0
void aps_scheduler_start_in_background_async (ApsScheduler       *self,
                                              GCancellable       *cancellable,
                                              GAsyncReadyCallback callback,
                                              gpointer            user_data);
APS_AVAILABLE_IN_1_0
gboolean
aps_scheduler_start_in_background_finish (ApsScheduler *self, GAsyncResult *result, GError **error);
APS_AVAILABLE_IN_1_0
void aps_scheduler_stop (ApsScheduler *self);
APS_AVAILABLE_IN_1_0
void aps_scheduler_stop_now (ApsScheduler *self);
APS_AVAILABLE_IN_1_0
gboolean aps_scheduler_wait_until_stopped (ApsScheduler *self,
                                           gint64        wait_us,
                                           GCancellable *cancellable,
                                           GError      **error);
APS_AVAILABLE_IN_1_0
void aps_scheduler_wait_until_stopped_async (ApsScheduler       *self,
                                             gint64              wait_us,
                                             GCancellable       *cancellable,
                                             GAsyncReadyCallback callback,
                                             gpointer            user_data);
APS_AVAILABLE_IN_1_0
gboolean
aps_scheduler_wait_until_stopped_finish (ApsScheduler *self, GAsyncResult *result, GError **error);
APS_AVAILABLE_IN_1_0
gboolean aps_scheduler_close (ApsScheduler *self, GCancellable *cancellable, GError **error);
APS_AVAILABLE_IN_1_0
void aps_scheduler_close_async (ApsScheduler       *self,
                                GCancellable       *cancellable,
                                GAsyncReadyCallback callback,
                                gpointer            user_data);
APS_AVAILABLE_IN_1_0
gboolean aps_scheduler_close_finish (ApsScheduler *self, GAsyncResult *result, GError **error);
APS_AVAILABLE_IN_1_0
ApsRunState aps_scheduler_get_state (ApsScheduler *self);
APS_AVAILABLE_IN_1_0
ApsRole aps_scheduler_get_role (ApsScheduler *self);
APS_AVAILABLE_IN_1_0
char *aps_scheduler_dup_identity (ApsScheduler *self);

/* Tasks. */
APS_AVAILABLE_IN_1_0
void aps_scheduler_add_callback (ApsScheduler  *self,
                                 const char    *task_id,
                                 ApsTaskFunc    func,
                                 gpointer       user_data,
                                 GDestroyNotify destroy);
APS_AVAILABLE_IN_1_0
void aps_scheduler_add_thread_callback (ApsScheduler  *self,
                                        const char    *task_id,
                                        ApsTaskFunc    func,
                                        gpointer       user_data,
                                        GDestroyNotify destroy);
APS_AVAILABLE_IN_1_0
gboolean aps_scheduler_remove_callback (ApsScheduler *self, const char *task_id);
APS_AVAILABLE_IN_1_0
gboolean aps_scheduler_configure_task (ApsScheduler *self,
                                       ApsTask      *task,
                                       GCancellable *cancellable,
                                       GError      **error);
APS_AVAILABLE_IN_1_0
void aps_scheduler_configure_task_async (ApsScheduler       *self,
                                         ApsTask            *task,
                                         GCancellable       *cancellable,
                                         GAsyncReadyCallback callback,
                                         gpointer            user_data);
APS_AVAILABLE_IN_1_0
gboolean
aps_scheduler_configure_task_finish (ApsScheduler *self, GAsyncResult *result, GError **error);
APS_AVAILABLE_IN_1_0
ApsTask *aps_scheduler_get_task (ApsScheduler *self,
                                 const char   *id,
                                 GCancellable *cancellable,
                                 GError      **error);
APS_AVAILABLE_IN_1_0
void aps_scheduler_get_task_async (ApsScheduler       *self,
                                   const char         *id,
                                   GCancellable       *cancellable,
                                   GAsyncReadyCallback callback,
                                   gpointer            user_data);
APS_AVAILABLE_IN_1_0
ApsTask *aps_scheduler_get_task_finish (ApsScheduler *self, GAsyncResult *result, GError **error);
APS_AVAILABLE_IN_1_0
GPtrArray *aps_scheduler_get_tasks (ApsScheduler *self, GCancellable *cancellable, GError **error);
APS_AVAILABLE_IN_1_0
void aps_scheduler_get_tasks_async (ApsScheduler       *self,
                                    GCancellable       *cancellable,
                                    GAsyncReadyCallback callback,
                                    gpointer            user_data);
APS_AVAILABLE_IN_1_0
GPtrArray *
aps_scheduler_get_tasks_finish (ApsScheduler *self, GAsyncResult *result, GError **error);
APS_AVAILABLE_IN_1_0
gboolean aps_scheduler_remove_task (
  ApsScheduler *self, const char *id, gboolean cascade, GCancellable *cancellable, GError **error);
APS_AVAILABLE_IN_1_0
void aps_scheduler_remove_task_async (ApsScheduler       *self,
                                      const char         *id,
                                      gboolean            cascade,
                                      GCancellable       *cancellable,
                                      GAsyncReadyCallback callback,
                                      gpointer            user_data);
APS_AVAILABLE_IN_1_0
gboolean
aps_scheduler_remove_task_finish (ApsScheduler *self, GAsyncResult *result, GError **error);

/* Schedules. */
APS_AVAILABLE_IN_1_0
gboolean
aps_scheduler_schedule (ApsScheduler *self, const char *task, const char *trigger, GError **error);
APS_AVAILABLE_IN_1_0
gboolean aps_scheduler_add_schedule (ApsScheduler     *self,
                                     ApsSchedule      *schedule,
                                     ApsConflictPolicy policy,
                                     GCancellable     *cancellable,
                                     GError          **error);
APS_AVAILABLE_IN_1_0
void aps_scheduler_add_schedule_async (ApsScheduler       *self,
                                       ApsSchedule        *schedule,
                                       ApsConflictPolicy   policy,
                                       GCancellable       *cancellable,
                                       GAsyncReadyCallback callback,
                                       gpointer            user_data);
APS_AVAILABLE_IN_1_0
gboolean
aps_scheduler_add_schedule_finish (ApsScheduler *self, GAsyncResult *result, GError **error);
APS_AVAILABLE_IN_1_0
gboolean aps_scheduler_add_schedule_full (ApsScheduler     *self,
                                          ApsSchedule      *schedule,
                                          ApsConflictPolicy policy,
                                          char            **id,
                                          ApsEntryStatus   *status,
                                          GCancellable     *cancellable,
                                          GError          **error);
APS_AVAILABLE_IN_1_0
void aps_scheduler_add_schedule_full_async (ApsScheduler       *self,
                                            ApsSchedule        *schedule,
                                            ApsConflictPolicy   policy,
                                            GCancellable       *cancellable,
                                            GAsyncReadyCallback callback,
                                            gpointer            user_data);
APS_AVAILABLE_IN_1_0
gboolean aps_scheduler_add_schedule_full_finish (
  ApsScheduler *self, GAsyncResult *result, char **id, ApsEntryStatus *status, GError **error);
APS_AVAILABLE_IN_1_0
gboolean aps_scheduler_add_schedules (ApsScheduler     *self,
                                      GPtrArray        *schedules,
                                      ApsConflictPolicy policy,
                                      GCancellable     *cancellable,
                                      GError          **error);
APS_AVAILABLE_IN_1_0
void aps_scheduler_add_schedules_async (ApsScheduler       *self,
                                        GPtrArray          *schedules,
                                        ApsConflictPolicy   policy,
                                        GCancellable       *cancellable,
                                        GAsyncReadyCallback callback,
                                        gpointer            user_data);
APS_AVAILABLE_IN_1_0
gboolean
aps_scheduler_add_schedules_finish (ApsScheduler *self, GAsyncResult *result, GError **error);
APS_AVAILABLE_IN_1_0
ApsSchedule *aps_scheduler_get_schedule (ApsScheduler *self,
                                         const char   *id,
                                         GCancellable *cancellable,
                                         GError      **error);
APS_AVAILABLE_IN_1_0
void aps_scheduler_get_schedule_async (ApsScheduler       *self,
                                       const char         *id,
                                       GCancellable       *cancellable,
                                       GAsyncReadyCallback callback,
                                       gpointer            user_data);
APS_AVAILABLE_IN_1_0
ApsSchedule *
aps_scheduler_get_schedule_finish (ApsScheduler *self, GAsyncResult *result, GError **error);
APS_AVAILABLE_IN_1_0
GPtrArray *aps_scheduler_get_schedules (ApsScheduler      *self,
                                        ApsScheduleFilter *filter,
                                        GCancellable      *cancellable,
                                        GError           **error);
APS_AVAILABLE_IN_1_0
void aps_scheduler_get_schedules_async (ApsScheduler       *self,
                                        ApsScheduleFilter  *filter,
                                        GCancellable       *cancellable,
                                        GAsyncReadyCallback callback,
                                        gpointer            user_data);
APS_AVAILABLE_IN_1_0
GPtrArray *
aps_scheduler_get_schedules_finish (ApsScheduler *self, GAsyncResult *result, GError **error);
APS_AVAILABLE_IN_1_0
gboolean aps_scheduler_remove_schedule (ApsScheduler *self,
                                        const char   *id,
                                        GCancellable *cancellable,
                                        GError      **error);
APS_AVAILABLE_IN_1_0
void aps_scheduler_remove_schedule_async (ApsScheduler       *self,
                                          const char         *id,
                                          GCancellable       *cancellable,
                                          GAsyncReadyCallback callback,
                                          gpointer            user_data);
APS_AVAILABLE_IN_1_0
gboolean
aps_scheduler_remove_schedule_finish (ApsScheduler *self, GAsyncResult *result, GError **error);
APS_AVAILABLE_IN_1_0
gboolean aps_scheduler_pause_schedule (ApsScheduler *self,
                                       const char   *id,
                                       GCancellable *cancellable,
                                       GError      **error);
APS_AVAILABLE_IN_1_0
void aps_scheduler_pause_schedule_async (ApsScheduler       *self,
                                         const char         *id,
                                         GCancellable       *cancellable,
                                         GAsyncReadyCallback callback,
                                         gpointer            user_data);
APS_AVAILABLE_IN_1_0
gboolean
aps_scheduler_pause_schedule_finish (ApsScheduler *self, GAsyncResult *result, GError **error);
APS_AVAILABLE_IN_1_0
gboolean aps_scheduler_pause_schedule_full (ApsScheduler *self,
                                            const char   *id,
                                            gint64        until_us,
                                            const char   *by,
                                            const char   *reason,
                                            GCancellable *cancellable,
                                            GError      **error);
APS_AVAILABLE_IN_1_0
void aps_scheduler_pause_schedule_full_async (ApsScheduler       *self,
                                              const char         *id,
                                              gint64              until_us,
                                              const char         *by,
                                              const char         *reason,
                                              GCancellable       *cancellable,
                                              GAsyncReadyCallback callback,
                                              gpointer            user_data);
APS_AVAILABLE_IN_1_0
gboolean
aps_scheduler_pause_schedule_full_finish (ApsScheduler *self, GAsyncResult *result, GError **error);
APS_AVAILABLE_IN_1_0
gboolean aps_scheduler_unpause_schedule (ApsScheduler *self,
                                         const char   *id,
                                         gint64        resume_from_us,
                                         GCancellable *cancellable,
                                         GError      **error);
APS_AVAILABLE_IN_1_0
void aps_scheduler_unpause_schedule_async (ApsScheduler       *self,
                                           const char         *id,
                                           gint64              resume_from_us,
                                           GCancellable       *cancellable,
                                           GAsyncReadyCallback callback,
                                           gpointer            user_data);
APS_AVAILABLE_IN_1_0
gboolean
aps_scheduler_unpause_schedule_finish (ApsScheduler *self, GAsyncResult *result, GError **error);
APS_AVAILABLE_IN_1_0
GListModel *aps_scheduler_list_schedules (ApsScheduler *self);
APS_AVAILABLE_IN_1_0
GListModel *aps_scheduler_list_schedules_full (ApsScheduler *self, ApsScheduleFilter *filter);

/* Jobs. */
APS_AVAILABLE_IN_1_0
gboolean aps_scheduler_add_job (
  ApsScheduler *self, ApsJob *job, char **id, GCancellable *cancellable, GError **error);
APS_AVAILABLE_IN_1_0
void aps_scheduler_add_job_async (ApsScheduler       *self,
                                  ApsJob             *job,
                                  GCancellable       *cancellable,
                                  GAsyncReadyCallback callback,
                                  gpointer            user_data);
APS_AVAILABLE_IN_1_0
char *aps_scheduler_add_job_finish (ApsScheduler *self, GAsyncResult *result, GError **error);
APS_AVAILABLE_IN_1_0
gboolean aps_scheduler_add_jobs (ApsScheduler *self,
                                 GPtrArray    *jobs,
                                 GCancellable *cancellable,
                                 GError      **error);
APS_AVAILABLE_IN_1_0
void aps_scheduler_add_jobs_async (ApsScheduler       *self,
                                   GPtrArray          *jobs,
                                   GCancellable       *cancellable,
                                   GAsyncReadyCallback callback,
                                   gpointer            user_data);
APS_AVAILABLE_IN_1_0
gboolean aps_scheduler_add_jobs_finish (ApsScheduler *self, GAsyncResult *result, GError **error);
APS_AVAILABLE_IN_1_0
GVariant *aps_scheduler_run_job (
  ApsScheduler *self, ApsJob *job, gint64 wait_us, GCancellable *cancellable, GError **error);
APS_AVAILABLE_IN_1_0
void aps_scheduler_run_job_async (ApsScheduler       *self,
                                  ApsJob             *job,
                                  gint64              wait_us,
                                  GCancellable       *cancellable,
                                  GAsyncReadyCallback callback,
                                  gpointer            user_data);
APS_AVAILABLE_IN_1_0
GVariant *aps_scheduler_run_job_finish (ApsScheduler *self, GAsyncResult *result, GError **error);
APS_AVAILABLE_IN_1_0
ApsJob *aps_scheduler_get_job (ApsScheduler *self,
                               const char   *id,
                               GCancellable *cancellable,
                               GError      **error);
APS_AVAILABLE_IN_1_0
void aps_scheduler_get_job_async (ApsScheduler       *self,
                                  const char         *id,
                                  GCancellable       *cancellable,
                                  GAsyncReadyCallback callback,
                                  gpointer            user_data);
APS_AVAILABLE_IN_1_0
ApsJob *aps_scheduler_get_job_finish (ApsScheduler *self, GAsyncResult *result, GError **error);
APS_AVAILABLE_IN_1_0
GPtrArray *aps_scheduler_get_jobs (ApsScheduler *self,
                                   ApsJobFilter *filter,
                                   GCancellable *cancellable,
                                   GError      **error);
APS_AVAILABLE_IN_1_0
void aps_scheduler_get_jobs_async (ApsScheduler       *self,
                                   ApsJobFilter       *filter,
                                   GCancellable       *cancellable,
                                   GAsyncReadyCallback callback,
                                   gpointer            user_data);
APS_AVAILABLE_IN_1_0
GPtrArray *aps_scheduler_get_jobs_finish (ApsScheduler *self, GAsyncResult *result, GError **error);
APS_AVAILABLE_IN_1_0
gboolean aps_scheduler_explain_waiting (ApsScheduler *self, ApsRecordList *jobs, GError **error);
APS_AVAILABLE_IN_1_0
ApsJobResult *aps_scheduler_get_job_result (
  ApsScheduler *self, const char *id, gint64 wait_us, GCancellable *cancellable, GError **error);
APS_AVAILABLE_IN_1_0
void aps_scheduler_get_job_result_async (ApsScheduler       *self,
                                         const char         *id,
                                         gint64              wait_us,
                                         GCancellable       *cancellable,
                                         GAsyncReadyCallback callback,
                                         gpointer            user_data);
APS_AVAILABLE_IN_1_0
ApsJobResult *
aps_scheduler_get_job_result_finish (ApsScheduler *self, GAsyncResult *result, GError **error);
APS_AVAILABLE_IN_1_0
gboolean aps_scheduler_cancel_job (ApsScheduler *self,
                                   const char   *id,
                                   const char   *reason,
                                   GCancellable *cancellable,
                                   GError      **error);
APS_AVAILABLE_IN_1_0
void aps_scheduler_cancel_job_async (ApsScheduler       *self,
                                     const char         *id,
                                     const char         *reason,
                                     GCancellable       *cancellable,
                                     GAsyncReadyCallback callback,
                                     gpointer            user_data);
APS_AVAILABLE_IN_1_0
gboolean aps_scheduler_cancel_job_finish (ApsScheduler *self, GAsyncResult *result, GError **error);
APS_AVAILABLE_IN_1_0
GListModel *aps_scheduler_list_jobs (ApsScheduler *self);
APS_AVAILABLE_IN_1_0
GListModel *aps_scheduler_list_jobs_full (ApsScheduler *self, ApsJobFilter *filter);
APS_AVAILABLE_IN_1_0
gboolean aps_scheduler_cleanup (ApsScheduler *self, GCancellable *cancellable, GError **error);
APS_AVAILABLE_IN_1_0
void aps_scheduler_cleanup_async (ApsScheduler       *self,
                                  GCancellable       *cancellable,
                                  GAsyncReadyCallback callback,
                                  gpointer            user_data);
APS_AVAILABLE_IN_1_0
gboolean aps_scheduler_cleanup_finish (ApsScheduler *self, GAsyncResult *result, GError **error);

/* Executors. */
APS_AVAILABLE_IN_1_0
gboolean aps_scheduler_add_executor (ApsScheduler *self,
                                     const char   *name,
                                     ApsExecutor  *executor,
                                     GError      **error);

/* Events. */
APS_AVAILABLE_IN_1_0
guint aps_scheduler_subscribe (ApsScheduler  *self,
                               ApsEventType   types,
                               ApsEventFunc   func,
                               gpointer       user_data,
                               GDestroyNotify destroy);
APS_AVAILABLE_IN_1_0
guint aps_scheduler_subscribe_once (ApsScheduler  *self,
                                    ApsEventType   types,
                                    ApsEventFunc   func,
                                    gpointer       user_data,
                                    GDestroyNotify destroy);
APS_AVAILABLE_IN_1_0
void aps_scheduler_unsubscribe (ApsScheduler *self, guint id);
APS_AVAILABLE_IN_1_0
ApsEventStream *aps_scheduler_open_events (ApsScheduler *self, ApsEventType types, GError **error);

G_END_DECLS
