/* A job of the process executor.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include <apsched/apsched.h>

#include "aps-command.h"
#include "aps-worker-link.h"

G_BEGIN_DECLS

typedef struct _ApsProcessJob ApsProcessJob;

/* NULL with an error where the job's own data make no command: the job is to end with it. */
ApsProcessJob *aps_process_job_new (ApsJobContext *context, GError **error);
ApsProcessJob *aps_process_job_ref (ApsProcessJob *self);
void           aps_process_job_unref (ApsProcessJob *self);

/* Hands it to the helper, which takes over a reference. */
gboolean aps_process_job_begin (ApsProcessJob *self,
                                ApsWorkerLink *link,
                                gint64         kill_delay_us,
                                GError       **error);
/* The job of a context that has begun and not ended, or NULL. */
ApsProcessJob *aps_process_job_dup (ApsJobContext *context);
void           aps_process_job_set_lease (ApsProcessJob *self, gint64 until_us);
/* Of the type of function that a link wants. */
void aps_process_job_ended (gpointer job, ApsWorkerFrameReader *frame, const char *lost);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ApsProcessJob, aps_process_job_unref)

G_END_DECLS
