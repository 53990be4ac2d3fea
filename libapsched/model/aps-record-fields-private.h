/* What is worked out of the tables of fields.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include <apsched/aps-record-list.h>

/* A record that says nothing. */
gconstpointer aps_record_type_get_blank (ApsRecordType type);
/* The offsets of the fields that are text. */
const guint *aps_record_type_get_texts (ApsRecordType type, guint *n_texts);
