/* Values: GVariant in programs, canonical JSON in stores.
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
GVariant *aps_value_from_json (const char *text, gssize length, GError **error);

APS_AVAILABLE_IN_1_0
char *aps_value_to_json (GVariant *value);

APS_AVAILABLE_IN_1_0
gboolean aps_value_check (GVariant *value, GError **error);

APS_AVAILABLE_IN_1_0
GVariant *aps_value_convert (GVariant *value, const GVariantType *type, GError **error);

G_END_DECLS
