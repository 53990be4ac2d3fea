/* Any bytes as what one end of the process executor's socket says to the other.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "fuzz.h"

#include "aps-command-end.h"
#include "aps-worker-frame.h"

static void
read_start (ApsWorkerFrameReader frame)
{
  gsize size;

  aps_worker_frame_get_u32 (&frame);
  for (guint i = 0; i < 4; i++)
    aps_worker_frame_get_u64 (&frame);
  for (guint i = 0; i < 2; i++)
    {
      const char *text = aps_worker_frame_get_text (&frame, &size);

      g_assert_cmpint (text[size], ==, '\0');
    }
  for (guint i = 0; i < 2; i++)
    {
      g_autofree const char **texts = aps_worker_frame_get_list (&frame, &size);

      g_assert_null (texts[size]);
    }
}

static void
read_end (ApsWorkerFrameReader frame)
{
  g_autoptr (ApsCommand)
    command = aps_command_new ("command:x", NULL, NULL, NULL, g_new0 (char *, 1), NULL);
  ApsCommandEnd end;

  aps_command_end_read (&end, command, 1, &frame);
  g_assert_true ((end.value == NULL) != (end.error == NULL));
  aps_command_end_clear (&end);
}

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  ApsWorkerFrameReader frame;
  gsize                taken;

  while (aps_worker_frame_parse (data, size, &frame, &taken) == APS_WORKER_PARSE_FRAME)
    {
      g_assert_cmpuint (taken, <=, size);
      read_start (frame);
      read_end (frame);
      data += taken;
      size -= taken;
    }
  return 0;
}
