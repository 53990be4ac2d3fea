/* Any text as what a store answers: records of each type, entries, a time, and a text; and as the
 * fire times that a schedule passes over.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "fuzz.h"

#include <apsched/apsched.h>

#include "interfaces/aps-store-json-private.h"
#include "model/aps-record-json-private.h"
#include "scheduler/aps-skips-private.h"

static char *
print_records (ApsRecordList *list)
{
  g_auto (ApsJsonWriter) writer;

  aps_json_writer_init (&writer);
  aps_record_list_write_json (&writer, list);
  return aps_json_writer_finish (&writer);
}

/* What was read is written and read again as the same. */
static void
check_records (const char *json, ApsRecordType type)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (ApsRecordList) list = aps_record_list_new (type);
  g_autoptr (ApsRecordList) again = aps_record_list_new (type);
  g_autofree char *printed = NULL;
  g_autofree char *printed_again = NULL;

  if (!aps_store_read_records (json, list, &error))
    {
      g_assert_nonnull (error);
      return;
    }

  printed = print_records (list);
  g_assert_true (aps_store_read_records (printed, again, NULL));
  printed_again = print_records (again);
  g_assert_cmpstr (printed, ==, printed_again);
}

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  g_autofree char *json = fuzz_dup_text (data, size);
  g_autofree char *text = NULL;
  G_GNUC_UNUSED    g_autoptr (GArray) skips = aps_skips_parse (json);
  g_autoptr (ApsStoreAnswer) answer = aps_store_answer_new (3);
  gint64 time_us;

  for (guint type = 0; type < APS_N_RECORD_TYPES; type++)
    check_records (json, (ApsRecordType)type);

  aps_store_read_answer (json, answer, NULL);
  aps_store_read_time (json, &time_us, NULL);
  aps_store_read_text (json, &text, NULL);
  return 0;
}
