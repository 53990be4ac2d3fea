/* Lists of records: made many at a time, and with records whose text stands elsewhere.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include <apsched/aps-record-list.h>

/* Adds a record as it is: its text stays where it stands, and has to outlive the list. */
gpointer aps_record_list_add_borrowed (ApsRecordList *self, gconstpointer record);
/* Makes @n lists in one allocation; each has a life of its own. */
void aps_record_list_new_group (const ApsRecordType *types, guint n, ApsRecordList **lists);
