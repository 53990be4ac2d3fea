/* The data store of one process: all in memory, gone with it.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include <apsched/apsched.h>

G_BEGIN_DECLS

#define APS_TYPE_MEMORY_STORE (aps_memory_store_get_type ())

G_DECLARE_FINAL_TYPE (ApsMemoryStore, aps_memory_store, APS, MEMORY_STORE, GObject)

G_END_DECLS
