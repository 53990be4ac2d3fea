/* What this process can run: callbacks by task id, references by scheme.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include "interfaces/aps-runnable-private.h"

typedef struct _ApsCallables ApsCallables;

/* @allow: patterns of references that may be resolved, NULL for all; copied. */
ApsCallables *aps_callables_new (const char *const *allow);
void          aps_callables_free (ApsCallables *self);

/* Takes @runnable; replaces one of the same id. */
void     aps_callables_add (ApsCallables *self, const char *task_id, ApsRunnable *runnable);
gboolean aps_callables_remove (ApsCallables *self, const char *task_id);
/* The callback registered under @task_id, or NULL. */
ApsRunnable *aps_callables_lookup (ApsCallables *self, const char *task_id);

/* What is to be run for a task: its callback here, else its reference @callable. */
ApsRunnable *aps_callables_resolve (ApsCallables *self,
                                    const char   *task_id,
                                    const char   *callable,
                                    GError      **error);
/* Whether the allow-list lets @reference be resolved. */
gboolean aps_callables_check_allowed (ApsCallables *self, const char *reference, GError **error);

/* The ids with callbacks, sorted by strcmp() and ended by NULL. It is never changed: callbacks that
 * come later stand in another array. */
GPtrArray *aps_callables_ref_ids (ApsCallables *self);

/* As ref_ids, without those whose main context nobody iterates at the moment: their jobs are left
 * to others. Each such context is asked to call @iterated once it is; @data is kept by @ref until
 * then. */
GPtrArray *aps_callables_dup_ready_ids (ApsCallables *self,
                                        gint64        now_us,
                                        void (*iterated) (gpointer data),
                                        gpointer (*ref) (gpointer data),
                                        gpointer       data,
                                        GDestroyNotify unref);

/* A task whose callback's main context does not answer. */
typedef struct
{
  char  *id;
  gint64 since_us; /* when it was asked */
} ApsStalledTask;

/* Those left out by dup_ready_ids, and since when; of ApsStalledTask. */
GArray *aps_callables_dup_stalled (ApsCallables *self);

/* The kinds of callback that there are here, `callback` and `thread-callback`; ends with NULL. */
void aps_callables_get_kinds (ApsCallables *self, const char *kinds[3]);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ApsCallables, aps_callables_free)
