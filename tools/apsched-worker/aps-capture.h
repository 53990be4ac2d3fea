/* The head and the tail of what a command writes.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include <glib.h>

#include "aps-worker-frame.h"

G_BEGIN_DECLS

typedef struct
{
  gsize       head_limit;
  gsize       tail_limit;
  GByteArray *head;
  GByteArray *tail;    /* a ring once it is full */
  gsize       tail_at; /* where the oldest byte of a full ring is */
  guint64     total;
} ApsCapture;

void aps_capture_init (ApsCapture *self, gsize limit);
void aps_capture_clear (ApsCapture *self);
void aps_capture_add (ApsCapture *self, const guint8 *data, gsize size);
void aps_capture_write (const ApsCapture *self, ApsWorkerFrameWriter *writer);

G_END_DECLS
