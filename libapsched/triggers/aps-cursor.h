/* The place reached in a trigger.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#if !defined(APSCHED_INSIDE) && !defined(APS_COMPILATION)
#error "Only <apsched/apsched.h> can be included directly."
#endif

#include <apsched/aps-types.h>

G_BEGIN_DECLS

#define APS_TYPE_CURSOR (aps_cursor_get_type ())

APS_AVAILABLE_IN_1_0
GType aps_cursor_get_type (void) G_GNUC_CONST;

APS_AVAILABLE_IN_1_0
ApsCursor *aps_cursor_new (gint64 anchor_us);

APS_AVAILABLE_IN_1_0
ApsCursor *aps_cursor_ref (ApsCursor *self);

APS_AVAILABLE_IN_1_0
void aps_cursor_unref (ApsCursor *self);

APS_AVAILABLE_IN_1_0
ApsCursor *aps_cursor_copy (const ApsCursor *self);

APS_AVAILABLE_IN_1_0
gint64 aps_cursor_get_anchor (const ApsCursor *self);

APS_AVAILABLE_IN_1_0
gint64 aps_cursor_get_last (const ApsCursor *self);

APS_AVAILABLE_IN_1_0
gint64 aps_cursor_get_n_fires (const ApsCursor *self);

APS_AVAILABLE_IN_1_0
gboolean aps_cursor_is_exhausted (const ApsCursor *self);

APS_AVAILABLE_IN_1_0
const char *aps_cursor_get_seed (const ApsCursor *self);

APS_AVAILABLE_IN_1_0
void aps_cursor_set_seed (ApsCursor *self, const char *seed);

APS_AVAILABLE_IN_1_0
const char *aps_cursor_get_text (const ApsCursor *self);

APS_AVAILABLE_IN_1_0
void aps_cursor_set_text (ApsCursor *self, const char *text);

APS_AVAILABLE_IN_1_0
char *aps_cursor_to_json (const ApsCursor *self);

APS_AVAILABLE_IN_1_0
ApsCursor *aps_cursor_from_json (const char *json, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ApsCursor, aps_cursor_unref)

G_END_DECLS
