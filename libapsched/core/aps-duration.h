/* Durations as people write them: "2h 30min", "500ms", "PT1H30M".
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
gboolean aps_duration_parse (const char *text, gint64 *duration_us, GError **error);

APS_AVAILABLE_IN_1_0
gboolean aps_duration_parse_limit (const char *text, gint64 *duration_us, GError **error);

APS_AVAILABLE_IN_1_0
char *aps_duration_to_string (gint64 duration_us);

G_END_DECLS
