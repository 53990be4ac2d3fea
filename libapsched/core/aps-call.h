/* A call that an implementer answers, now or later.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#if !defined(APSCHED_INSIDE) && !defined(APS_COMPILATION)
#error "Only <apsched/apsched.h> can be included directly."
#endif

#include <gio/gio.h>

#include <apsched/aps-types.h>
#include <apsched/aps-version-macros.h>

G_BEGIN_DECLS

#define APS_TYPE_CALL (aps_call_get_type ())

APS_AVAILABLE_IN_1_0
G_DECLARE_FINAL_TYPE (ApsCall, aps_call, APS, CALL, GObject)

APS_AVAILABLE_IN_1_0
void aps_call_answer (ApsCall *self, const char *json);

APS_AVAILABLE_IN_1_0
void aps_call_fail (ApsCall *self, const char *message);

APS_AVAILABLE_IN_1_0
void aps_call_fail_error (ApsCall *self, const GError *error);

APS_AVAILABLE_IN_1_0
gboolean aps_call_is_cancelled (ApsCall *self);

APS_AVAILABLE_IN_1_0
GCancellable *aps_call_get_cancellable (ApsCall *self);

G_END_DECLS
