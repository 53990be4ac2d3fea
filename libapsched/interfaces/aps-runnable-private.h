/* A resolved callable: something that can be run, and where.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include <apsched/aps-job-context.h>

#include "core/aps-home-context-private.h"

typedef struct _ApsRunnable ApsRunnable;

/* A C function in this process. @home: where it must run, NULL for any thread. @destroy is called
 * in @home, or in any thread where that is NULL. */
ApsRunnable *aps_runnable_new_func (ApsTaskFunc     func,
                                    gpointer        user_data,
                                    GDestroyNotify  destroy,
                                    ApsHomeContext *home);
/* A reference that the executor itself makes sense of, such as command:ARGV. */
ApsRunnable *aps_runnable_new_reference (const char *reference);
ApsRunnable *aps_runnable_ref (ApsRunnable *self);
void         aps_runnable_unref (ApsRunnable *self);

/* The kind of callable: `callback`, `thread-callback`, or the reference's scheme. */
const char     *aps_runnable_get_scheme (ApsRunnable *self);
const char     *aps_runnable_get_reference (ApsRunnable *self); /* or NULL */
ApsHomeContext *aps_runnable_get_home (ApsRunnable *self);      /* or NULL */
/* Whether it is a function, which may be run; a reference is the executor's business. */
gboolean aps_runnable_is_func (ApsRunnable *self);
/* Runs a function in the calling thread; the context completes or is kept by it. */
void aps_runnable_run (ApsRunnable *self, ApsJobContext *context);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ApsRunnable, aps_runnable_unref)
