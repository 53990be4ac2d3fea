/* Sizes in bytes, and booleans, as people write them in settings.
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
gboolean aps_size_parse (const char *text, gint64 *size_bytes, GError **error);

APS_AVAILABLE_IN_1_0
char *aps_size_to_string (gint64 size_bytes);

APS_AVAILABLE_IN_1_0
gboolean aps_boolean_parse (const char *text, gboolean *value, GError **error);

G_END_DECLS
