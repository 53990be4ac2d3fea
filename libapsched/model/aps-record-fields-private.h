/* A record that says nothing, of each type.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include <apsched/aps-record-list.h>

gconstpointer aps_record_type_get_blank (ApsRecordType type);
