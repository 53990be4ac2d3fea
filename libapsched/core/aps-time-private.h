/* Appends moments to longer texts.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include <apsched/aps-time.h>

/* As aps_time_to_string(). */
void aps_time_append (GString *text, gint64 time_us);
