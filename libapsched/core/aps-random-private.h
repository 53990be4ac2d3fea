/* Random numbers from the kernel, fetched in blocks: unpredictable, and cheap enough for every id.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

guint64 aps_random_uint64 (void);

/* From 0 to limit - 1, each equally likely; limit is at least 1. */
guint64 aps_random_below (guint64 limit);

G_END_DECLS
