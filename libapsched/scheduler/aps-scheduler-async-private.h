/* What the asynchronous forms share.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include "scheduler/aps-scheduler-private.h"

/* The arguments of a call, kept until its thread runs. */
typedef struct
{
  char      *text;
  char      *more_text;
  char      *by;
  gint64     number;
  gint       choice;
  gpointer   object;  /* a GObject */
  GPtrArray *objects; /* of GObject */
  gboolean   waits;   /* for a job, or for as long */
} ApsAsyncArgs;

/* Starts @func in a thread. @args is copied, what it points to is taken; NULL where there are none.
 */
void aps_scheduler_start_async (ApsScheduler       *self,
                                const ApsAsyncArgs *args,
                                gpointer            tag,
                                const char         *name,
                                GTaskThreadFunc     func,
                                GCancellable       *cancellable,
                                GAsyncReadyCallback callback,
                                gpointer            user_data);
void aps_async_return_boolean (GTask *task, gboolean done, GError *error);
void aps_async_return_pointer (GTask *task, gpointer value, GError *error, GDestroyNotify destroy);
