/* An executor under check, jobs for each kind of callable, and the words of the checks.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include "kit.h"

G_BEGIN_DECLS

/* What a job does. */
typedef enum
{
  KIT_JOB_SUCCEED,
  KIT_JOB_FAIL,
  KIT_JOB_WAIT, /* until it is let go, or cancelled */
} KitJobKind;

typedef struct
{
  ApsExecutor  *executor;
  const char   *scheme; /* of the jobs made now */
  GMainContext *context;
  GMainLoop    *loop; /* runs in a thread, for callbacks that belong to a context */
  GThread      *thread;
  guint         n_jobs;
} KitExecutor;

typedef struct
{
  KitExecutor   *kit;
  KitJobKind     kind;
  ApsJobContext *context;
  char          *fifo;  /* what a command waits for */
  int            ended; /* guarded by a lock, as all below: how often it ended */
  gboolean       begun;
  gboolean       let_go;
  ApsJobContext *kept; /* of a callback that completes it later */
  char          *value;
  GError        *error;
} KitJob;

KitExecutor *kit_executor_open (void);
void         kit_executor_close (KitExecutor *kit);

/* Whether the executor runs this kind of callable and the kit has jobs of it; jobs made from now on
 * are of it. */
gboolean kit_executor_use (KitExecutor *kit, const char *scheme);

KitJob  *kit_job_new (KitExecutor *kit, KitJobKind kind);
void     kit_job_free (KitJob *job);
gboolean kit_job_submit (KitJob *job, GError **error);
/* Makes and submits one, which must be taken. */
KitJob *kit_job_begin (KitExecutor *kit, KitJobKind kind);
void    kit_job_let_go (KitJob *job);
/* Waits for its end, at most 30 s; checks that it ended once. */
void     kit_job_wait (KitJob *job);
gboolean kit_job_has_ended (KitJob *job);
/* Waits until the executor has room for so many, at most 30 s. */
void kit_executor_wait_for_room (KitExecutor *kit, guint n);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (KitExecutor, kit_executor_close)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (KitJob, kit_job_free)

G_END_DECLS
