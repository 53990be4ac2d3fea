/* Frames between the process executor and its helper: what is written is read again, and nothing
 * that comes in bytes is believed.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "aps-worker-frame.h"

#include <string.h>

static const char *const list[] = { "ls", "", "-l a b", NULL };

static GByteArray *
write_frame (void)
{
  GByteArray          *buffer = g_byte_array_new ();
  ApsWorkerFrameWriter writer;

  aps_worker_frame_begin (&writer, buffer, APS_WORKER_FRAME_START, 77);
  aps_worker_frame_add_u32 (&writer, 7);
  aps_worker_frame_add_u64 (&writer, G_MAXUINT64);
  aps_worker_frame_add_text (&writer, "a\0b", 3);
  aps_worker_frame_add_list (&writer, list);
  g_assert_true (aps_worker_frame_end (&writer));
  return buffer;
}

/* Reads every field, as a helper does, from a copy at its exact size. */
static gboolean
read_fields (const guint8 *data, gsize size)
{
  g_autofree guint8   *copy = g_memdup2 (data, size);
  ApsWorkerFrameReader reader;
  gsize                n;

  if (aps_worker_frame_parse (copy, size, &reader, &n) != APS_WORKER_PARSE_FRAME)
    return FALSE;

  aps_worker_frame_get_u32 (&reader);
  aps_worker_frame_get_u64 (&reader);
  aps_worker_frame_get_text (&reader, &n);
  g_free (aps_worker_frame_get_list (&reader, &n));
  return aps_worker_frame_is_whole (&reader);
}

static void
test_round_trip (void)
{
  g_autoptr (GByteArray) buffer = write_frame ();
  ApsWorkerFrameReader    reader;
  gsize                   taken;
  gsize                   n;
  const char             *text;
  g_autofree const char **texts = NULL;

  g_assert_cmpint (aps_worker_frame_parse (buffer->data, buffer->len, &reader, &taken),
                   ==,
                   APS_WORKER_PARSE_FRAME);
  g_assert_cmpuint (taken, ==, buffer->len);
  g_assert_cmpint (reader.type, ==, APS_WORKER_FRAME_START);
  g_assert_cmpuint (reader.job, ==, 77);
  g_assert_cmpuint (aps_worker_frame_get_u32 (&reader), ==, 7);
  g_assert_cmpuint (aps_worker_frame_get_u64 (&reader), ==, G_MAXUINT64);
  text = aps_worker_frame_get_text (&reader, &n);
  g_assert_cmpmem (text, n, "a\0b", 3);
  g_assert_false (aps_worker_frame_is_whole (&reader));
  texts = aps_worker_frame_get_list (&reader, &n);
  g_assert_cmpuint (n, ==, 3);
  g_assert_cmpstrv (texts, list);
  g_assert_true (aps_worker_frame_is_whole (&reader));
}

static void
test_waits_for_the_rest (void)
{
  g_autoptr (GByteArray) buffer = write_frame ();

  for (gsize size = 0; size < buffer->len; size++)
    {
      g_autofree guint8   *copy = g_memdup2 (buffer->data, size);
      ApsWorkerFrameReader reader;
      gsize                taken;

      g_assert_cmpint (aps_worker_frame_parse (copy, size, &reader, &taken),
                       ==,
                       APS_WORKER_PARSE_MORE);
    }
}

/* The payload ends anywhere, though the header says that all of it is there. */
static void
test_refuses_cut_fields (void)
{
  g_autoptr (GByteArray) buffer = write_frame ();

  g_assert_true (read_fields (buffer->data, buffer->len));
  for (gsize size = sizeof (ApsWorkerFrameHeader); size < buffer->len; size++)
    {
      guint32 payload = size - sizeof (ApsWorkerFrameHeader);

      memcpy (buffer->data, &payload, sizeof payload);
      g_assert_false (read_fields (buffer->data, size));
    }
}

static void
test_refuses_wrong_headers (void)
{
  static const ApsWorkerFrameHeader headers[] = {
    { 0, 0, 1 },
    { 0, APS_WORKER_FRAME_ENDED + 1, 1 },
    { APS_WORKER_MAX_PAYLOAD + 1, APS_WORKER_FRAME_START, 1 },
    { G_MAXUINT32, APS_WORKER_FRAME_START, 1 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (headers); i++)
    {
      ApsWorkerFrameReader reader;
      gsize                taken;

      g_assert_cmpint (aps_worker_frame_parse ((const guint8 *)&headers[i],
                                               sizeof headers[i],
                                               &reader,
                                               &taken),
                       ==,
                       APS_WORKER_PARSE_BROKEN);
    }
}

static void
test_refuses_nul_in_lists (void)
{
  g_autoptr (GByteArray) buffer = g_byte_array_new ();
  ApsWorkerFrameWriter writer;
  ApsWorkerFrameReader reader;
  gsize                n;

  aps_worker_frame_begin (&writer, buffer, APS_WORKER_FRAME_START, 1);
  aps_worker_frame_add_u32 (&writer, 1);
  aps_worker_frame_add_text (&writer, "a\0b", 3);
  g_assert_true (aps_worker_frame_end (&writer));
  aps_worker_frame_parse (buffer->data, buffer->len, &reader, &n);
  g_free (aps_worker_frame_get_list (&reader, &n));
  g_assert_false (aps_worker_frame_is_whole (&reader));
}

static void
test_refuses_too_large (void)
{
  g_autoptr (GByteArray) buffer = write_frame ();
  g_autofree char     *text = g_malloc0 (APS_WORKER_MAX_PAYLOAD / 2);
  guint                before = buffer->len;
  ApsWorkerFrameWriter writer;

  aps_worker_frame_begin (&writer, buffer, APS_WORKER_FRAME_START, 1);
  for (guint i = 0; i < 4; i++)
    aps_worker_frame_add_text (&writer, text, APS_WORKER_MAX_PAYLOAD / 2);
  g_assert_false (aps_worker_frame_end (&writer));
  g_assert_cmpuint (buffer->len, ==, before);
}

/* Any bytes: no read outside of them (a sanitizer's task to see), and an end. */
static void
test_survives_any_bytes (void)
{
  g_autoptr (GByteArray) buffer = write_frame ();

  for (guint i = 0; i < 20000; i++)
    {
      g_autofree guint8 *bytes = g_memdup2 (buffer->data, buffer->len);

      for (gint n = g_test_rand_int_range (1, 6); n > 0; n--)
        bytes[g_test_rand_int_range (0, buffer->len)] = g_test_rand_int_range (0, 256);
      read_fields (bytes, g_test_rand_int_range (0, buffer->len + 1));
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/worker-frame/reads-what-was-written", test_round_trip);
  g_test_add_func ("/worker-frame/waits-for-the-rest", test_waits_for_the_rest);
  g_test_add_func ("/worker-frame/refuses/cut-fields", test_refuses_cut_fields);
  g_test_add_func ("/worker-frame/refuses/wrong-headers", test_refuses_wrong_headers);
  g_test_add_func ("/worker-frame/refuses/nul-in-lists", test_refuses_nul_in_lists);
  g_test_add_func ("/worker-frame/refuses/too-large", test_refuses_too_large);
  g_test_add_func ("/worker-frame/survives-any-bytes", test_survives_any_bytes);

  return g_test_run ();
}
