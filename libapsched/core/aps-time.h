/* Moments as people and machines both read them: 2026-01-31T03:00:00Z.
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
char *aps_time_to_string (gint64 time_us);

G_END_DECLS
