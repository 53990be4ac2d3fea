/* What an executor promises: it runs jobs.
 *
 * The life of a job in an executor:
 *
 *   submit (context) --> running --> the context is completed, once, from any thread
 *         |
 *         +-- FALSE with an error: the job was not taken; the context is not touched
 *
 * After stop() no job comes; those still running are told by their contexts' cancellables.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#if !defined(APSCHED_INSIDE) && !defined(APS_COMPILATION)
#error "Only <apsched/apsched.h> can be included directly."
#endif

#include <apsched/aps-types.h>

G_BEGIN_DECLS

#define APS_TYPE_EXECUTOR (aps_executor_get_type ())

APS_AVAILABLE_IN_1_0
G_DECLARE_INTERFACE (ApsExecutor, aps_executor, APS, EXECUTOR, GObject)

/**
 * ApsExecutorInterface:
 *
 * What an executor implements. Derive from [class@Aps.ExecutorBase], which has a default for each
 * member but @submit.
 *
 * Since: 1.0
 */
struct _ApsExecutorInterface
{
  /*< private >*/
  GTypeInterface parent_iface;

  /*< public >*/
  /* Which kinds of callable it runs: schemes of references, `callback` for callbacks that belong to
   * a main context, `thread-callback` for those that may run in any thread. Constant. */
  const char *const *(*get_schemes) (ApsExecutor *self);

  /* Makes it ready; may be called again after stop. May be NULL. */
  gboolean (*start) (ApsExecutor *self, GCancellable *cancellable, GError **error);

  /* Takes no more jobs, and ends its threads, children and files once its jobs have ended. Does not
   * block. May be NULL. */
  void (*stop) (ApsExecutor *self);

  /* How many more jobs it could begin at once. Any thread, never blocks. */
  guint (*get_room) (ApsExecutor *self);

  /* Begins a job. Never blocks. Called from the job runner's thread. */
  gboolean (*submit) (ApsExecutor *self, ApsJobContext *context, GError **error);

  /* The lease of a running job now lasts until this moment. May be NULL. */
  void (*lease_extended) (ApsExecutor *self, ApsJobContext *context, gint64 until_us);

  /*< private >*/
  gpointer padding[8];
};

APS_AVAILABLE_IN_1_0
const char *const *aps_executor_get_schemes (ApsExecutor *self);
APS_AVAILABLE_IN_1_0
gboolean aps_executor_start (ApsExecutor *self, GCancellable *cancellable, GError **error);
APS_AVAILABLE_IN_1_0
void aps_executor_stop (ApsExecutor *self);
APS_AVAILABLE_IN_1_0
guint aps_executor_get_room (ApsExecutor *self);
APS_AVAILABLE_IN_1_0
gboolean aps_executor_submit (ApsExecutor *self, ApsJobContext *context, GError **error);
APS_AVAILABLE_IN_1_0
void aps_executor_lease_extended (ApsExecutor *self, ApsJobContext *context, gint64 until_us);
APS_AVAILABLE_IN_1_0
void aps_executor_room_changed (ApsExecutor *self);

G_END_DECLS
