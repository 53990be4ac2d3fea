/* A running job: its arguments, its cancellable, its progress and its end.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#if !defined(APSCHED_INSIDE) && !defined(APS_COMPILATION)
#error "Only <apsched/apsched.h> can be included directly."
#endif

#include <apsched/aps-types.h>

G_BEGIN_DECLS

/**
 * ApsTaskFunc:
 * @context: the running job
 * @user_data: (closure): what was given when the callback was added; %NULL for a `module:` symbol
 *
 * A task in C. It completes @context, now or later: aps_job_context_return() or
 * aps_job_context_return_error(). To complete it later, keep a reference.
 *
 * Since: 1.0
 */
typedef void (*ApsTaskFunc) (ApsJobContext *context, gpointer user_data);

/**
 * ApsJobEndedFunc: (skip)
 * @context: the job that has ended
 * @value: (nullable): what it returned, as JSON text; %NULL where it failed
 * @error: (nullable): why it failed
 * @output: (nullable): what was captured of its output
 * @user_data: what was given with the function
 *
 * Hears of the end of a job, in the thread that completes it.
 *
 * Since: 1.0
 */
typedef void (*ApsJobEndedFunc) (ApsJobContext *context,
                                 const char    *value,
                                 const GError  *error,
                                 const char    *output,
                                 gpointer       user_data);

#define APS_TYPE_JOB_CONTEXT (aps_job_context_get_type ())

APS_AVAILABLE_IN_1_0
G_DECLARE_FINAL_TYPE (ApsJobContext, aps_job_context, APS, JOB_CONTEXT, GObject)

/* For tasks. */
APS_AVAILABLE_IN_1_0
ApsJobContext *aps_job_context_get_current (void);
APS_AVAILABLE_IN_1_0
ApsJob *aps_job_context_get_job (ApsJobContext *self);
APS_AVAILABLE_IN_1_0
GObject *aps_job_context_get_scheduler (ApsJobContext *self);
APS_AVAILABLE_IN_1_0
GCancellable *aps_job_context_get_cancellable (ApsJobContext *self);
APS_AVAILABLE_IN_1_0
gboolean aps_job_context_read_args (ApsJobContext *self, const char *format, ...);
APS_AVAILABLE_IN_1_0
GVariant *aps_job_context_dup_args (ApsJobContext *self, const GVariantType *type);
APS_AVAILABLE_IN_1_0
void aps_job_context_set_progress (ApsJobContext *self, double progress, const char *text);
APS_AVAILABLE_IN_1_0
void aps_job_context_return (ApsJobContext *self, GVariant *value);
APS_AVAILABLE_IN_1_0
void aps_job_context_return_json (ApsJobContext *self, const char *json);
APS_AVAILABLE_IN_1_0
void aps_job_context_return_error (ApsJobContext *self, GError *error);
APS_AVAILABLE_IN_1_0
void aps_job_context_return_failure (ApsJobContext *self,
                                     const char    *type,
                                     const char    *message,
                                     const char    *traceback);

/* For executors. */
APS_AVAILABLE_IN_1_0
const char *aps_job_context_get_callable (ApsJobContext *self);
APS_AVAILABLE_IN_1_0
const char *aps_job_context_get_scheme (ApsJobContext *self);
APS_AVAILABLE_IN_1_0
GVariant *aps_job_context_dup_options (ApsJobContext *self);
APS_AVAILABLE_IN_1_0
const char *aps_job_context_get_args_json (ApsJobContext *self);
APS_AVAILABLE_IN_1_0
const char *aps_job_context_get_kwargs_json (ApsJobContext *self);
APS_AVAILABLE_IN_1_0
GMainContext *aps_job_context_get_main_context (ApsJobContext *self);
APS_AVAILABLE_IN_1_0
gint64 aps_job_context_get_lease_until (ApsJobContext *self);
APS_AVAILABLE_IN_1_0
gint64 aps_job_context_get_lease_left (ApsJobContext *self);
APS_AVAILABLE_IN_1_0
gboolean aps_job_context_has_begun (ApsJobContext *self);
APS_AVAILABLE_IN_1_0
void aps_job_context_set_output (ApsJobContext *self, const char *output);
APS_AVAILABLE_IN_1_0
gboolean aps_job_context_is_completed (ApsJobContext *self);
APS_AVAILABLE_IN_1_0
void aps_job_context_run (ApsJobContext *self);
APS_AVAILABLE_IN_1_0
void aps_job_context_run_in_home (ApsJobContext *self);

/* For tests of executors. */
APS_AVAILABLE_IN_1_0
ApsJobContext *aps_job_context_new_for_test (ApsJob         *job,
                                             GVariant       *options,
                                             ApsTaskFunc     func,
                                             gpointer        func_data,
                                             GMainContext   *main_context,
                                             ApsJobEndedFunc ended,
                                             gpointer        user_data);

G_END_DECLS
