/* Keeps the head and the tail of what a command writes, within a limit.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"

#include "aps-capture.h"

#include <string.h>

void
aps_capture_init (ApsCapture *self, gsize limit)
{
  *self = (ApsCapture){
    .head_limit = limit - limit / 2,
    .tail_limit = limit / 2,
    .head = g_byte_array_new (),
    .tail = g_byte_array_new (),
  };
}

void
aps_capture_clear (ApsCapture *self)
{
  g_clear_pointer (&self->head, g_byte_array_unref);
  g_clear_pointer (&self->tail, g_byte_array_unref);
}

static void
write_to_ring (ApsCapture *self, const guint8 *data, gsize size)
{
  while (size > 0)
    {
      gsize n = MIN (size, self->tail_limit - self->tail_at);

      memcpy (self->tail->data + self->tail_at, data, n);
      self->tail_at = (self->tail_at + n) % self->tail_limit;
      data += n;
      size -= n;
    }
}

static void
add_to_tail (ApsCapture *self, const guint8 *data, gsize size)
{
  gsize n = MIN (size, self->tail_limit - self->tail->len);

  if (n > 0)
    g_byte_array_append (self->tail, data, n);
  data += n;
  size -= n;

  /* Of what is longer than the ring only the end would stay. */
  if (size > self->tail_limit)
    {
      data += size - self->tail_limit;
      size = self->tail_limit;
    }
  write_to_ring (self, data, size);
}

void
aps_capture_add (ApsCapture *self, const guint8 *data, gsize size)
{
  gsize n = MIN (size, self->head_limit - self->head->len);

  self->total += size;
  if (n > 0)
    g_byte_array_append (self->head, data, n);
  if (size > n)
    add_to_tail (self, data + n, size - n);
}

void
aps_capture_write (const ApsCapture *self, ApsWorkerFrameWriter *writer)
{
  gsize              at = self->tail_at;
  gsize              n = self->tail->len;
  g_autofree guint8 *tail = g_malloc (n + 1);

  if (n > 0)
    {
      memcpy (tail, self->tail->data + at, n - at);
      memcpy (tail + n - at, self->tail->data, at);
    }

  aps_worker_frame_add_text (writer, self->head->data, self->head->len);
  aps_worker_frame_add_u64 (writer, self->total - self->head->len - n);
  aps_worker_frame_add_text (writer, tail, n);
}
