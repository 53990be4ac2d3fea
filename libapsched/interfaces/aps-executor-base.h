/* The class that executors derive from.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#if !defined(APSCHED_INSIDE) && !defined(APS_COMPILATION)
#error "Only <apsched/apsched.h> can be included directly."
#endif

#include <apsched/aps-executor.h>

G_BEGIN_DECLS

#define APS_TYPE_EXECUTOR_BASE (aps_executor_base_get_type ())

APS_AVAILABLE_IN_1_0
G_DECLARE_DERIVABLE_TYPE (ApsExecutorBase, aps_executor_base, APS, EXECUTOR_BASE, GObject)

/**
 * ApsExecutorBaseClass:
 * @get_schemes: kinds of callable it runs; by default those of
 *   aps_executor_base_set_schemes(), else `thread-callback` and `module`
 * @start: makes it ready; by default succeeds
 * @stop: takes no more jobs; by default does nothing
 * @get_room: how many more jobs it could begin; by default as many as fit beside those begun and
 *   not yet completed, up to property max-workers
 * @submit: begins a job in C, by running or keeping the context
 * @begin: begins a job in another language: call it `call`, its callable (a reference, or the
 *   task's id), and its arguments as JSON text (an object of args and kwargs); called in the home
 *   context of the executor, answered now or later; an error that it throws is the answer
 * @lease_extended: the lease of a running job now lasts until @until_us; by default does nothing
 *
 * The class of [class@Aps.ExecutorBase]. Either @submit or @begin is to be implemented.
 *
 * Since: 1.0
 */
struct _ApsExecutorBaseClass
{
  GObjectClass parent_class;

  const char *const *(*get_schemes) (ApsExecutorBase *self);
  gboolean (*start) (ApsExecutorBase *self, GCancellable *cancellable, GError **error);
  void (*stop) (ApsExecutorBase *self);
  guint (*get_room) (ApsExecutorBase *self);
  gboolean (*submit) (ApsExecutorBase *self, ApsJobContext *context, GError **error);
  void (*begin) (ApsExecutorBase *self,
                 ApsCall         *call,
                 const char      *callable,
                 const char      *arguments,
                 GError         **error);
  void (*lease_extended) (ApsExecutorBase *self, ApsJobContext *context, gint64 until_us);

  /*< private >*/
  gpointer padding[8];
};

APS_AVAILABLE_IN_1_0
void aps_executor_base_set_schemes (ApsExecutorBase *self, const char *const *schemes);

G_END_DECLS
