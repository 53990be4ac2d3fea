/* What is kept of a command's output: all of a short one, head and tail of a long one.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "aps-capture.h"

#include <string.h>

/* Writes @size letters in steps of @step, and checks head, gap and tail against them. */
static void
check (gsize limit, gsize size, gsize step)
{
  g_autofree char *text = g_malloc (size + 1);
  g_autoptr (GByteArray) buffer = g_byte_array_new ();
  ApsCapture           capture;
  ApsWorkerFrameWriter writer;
  ApsWorkerFrameReader reader;
  gsize                taken;
  gsize                head_size;
  gsize                tail_size;
  const char          *head;
  const char          *tail;
  guint64              left_out;

  for (gsize i = 0; i < size; i++)
    text[i] = 'a' + i % 23;

  aps_capture_init (&capture, limit);
  for (gsize at = 0; at < size; at += step)
    aps_capture_add (&capture, (const guint8 *)text + at, MIN (step, size - at));

  aps_worker_frame_begin (&writer, buffer, APS_WORKER_FRAME_ENDED, 1);
  aps_capture_write (&capture, &writer);
  g_assert_true (aps_worker_frame_end (&writer));
  aps_capture_clear (&capture);

  aps_worker_frame_parse (buffer->data, buffer->len, &reader, &taken);
  head = aps_worker_frame_get_text (&reader, &head_size);
  left_out = aps_worker_frame_get_u64 (&reader);
  tail = aps_worker_frame_get_text (&reader, &tail_size);

  g_assert_cmpuint (head_size + tail_size, ==, MIN (size, limit));
  g_assert_cmpuint (head_size + left_out + tail_size, ==, size);
  g_assert_cmpint (memcmp (head, text, head_size), ==, 0);
  g_assert_cmpint (memcmp (tail, text + size - tail_size, tail_size), ==, 0);
  if (size > limit)
    g_assert_cmpuint (head_size, ==, limit - limit / 2);
}

static void
test_keeps_head_and_tail (void)
{
  static const gsize limits[] = { 0, 1, 2, 7, 10, 64 };
  static const gsize steps[] = { 1, 3, 7, 64, 1000 };

  for (guint i = 0; i < G_N_ELEMENTS (limits); i++)
    for (guint j = 0; j < G_N_ELEMENTS (steps); j++)
      for (gsize size = 0; size < 200; size++)
        check (limits[i], size, steps[j]);
}

static void
test_takes_no_memory_unasked (void)
{
  ApsCapture capture;

  aps_capture_init (&capture, 16 << 20);
  aps_capture_add (&capture, (const guint8 *)"x", 1);
  g_assert_cmpuint (capture.head->len, ==, 1);
  g_assert_cmpuint (capture.tail->len, ==, 0);
  aps_capture_clear (&capture);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/capture/keeps-head-and-tail", test_keeps_head_and_tail);
  g_test_add_func ("/capture/takes-no-memory-unasked", test_takes_no_memory_unasked);

  return g_test_run ();
}
