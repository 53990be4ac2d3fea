/* Ids that sort by the time they were made: UUID version 7.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#if !defined(APSCHED_INSIDE) && !defined(APS_COMPILATION)
#error "Only <apsched/apsched.h> can be included directly."
#endif

#include <glib.h>

#include <apsched/aps-version-macros.h>

G_BEGIN_DECLS

APS_AVAILABLE_IN_1_0
char *aps_uuid_new (gint64 now_us);

APS_AVAILABLE_IN_1_0
gboolean aps_uuid_is_valid (const char *text);

APS_AVAILABLE_IN_1_0
guint aps_id_hash (gconstpointer id);

G_END_DECLS
