/* Fire times that a schedule is to pass over: a JSON list of integers.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include <glib.h>

/* NULL where there are none. What is no integer is left out. */
GArray  *aps_skips_parse (const char *json);
gboolean aps_skips_contains (GArray *self, gint64 fire_us);
/* How many lie in [from, until]. */
guint aps_skips_count (GArray *self, gint64 from_us, gint64 until_us);
/* Those after @behind_us, or NULL where none are left. */
char *aps_skips_print (GArray *self, gint64 behind_us);
