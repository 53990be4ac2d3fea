/* Triggers derived from ApsTriggerBase by plugins and programs, in any language.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include "core/aps-home-context-private.h"
#include "triggers/aps-trigger-kind-private.h"

G_BEGIN_DECLS

/* The first fire at or after from_us, asked of the derived class. */
gboolean aps_foreign_trigger_next (
  ApsTriggerBase *self, ApsCursor *cursor, gint64 from_us, gint64 *next_us, GError **error);

/* The default of dup_type_name. */
char *aps_foreign_trigger_dup_type_name (ApsTriggerBase *self);

/* Whether objects of a type may only be called in the context that made them: it was made at run
 * time by a language's binding. */
gboolean aps_foreign_trigger_needs_home (GType type);

/* The home of a trigger that needs one; NULL: none. */
ApsHomeContext *aps_trigger_base_get_home (ApsTriggerBase *self);

G_END_DECLS
