/* What and: and or: have in common: their triggers, and the cursors of these.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include "triggers/aps-cursor-private.h"
#include "triggers/aps-trigger-kind-private.h"

G_BEGIN_DECLS

typedef struct
{
  ApsTrigger **triggers; /* owned */
  guint        n;
} ApsCombination;

/* Takes references to triggers, which get zone and policy of the options where they have none. */
gboolean aps_combination_init (ApsCombination          *self,
                               ApsTrigger *const       *triggers,
                               guint                    n,
                               const ApsTriggerOptions *options,
                               GError                 **error);

void aps_combination_clear (ApsCombination *self);

/* A body but brackets, or nothing in them, is refused. */
gboolean aps_combination_check_parts (const ApsTriggerParts *parts, GError **error);

/* Gets the pending fire of each trigger that is not known yet. */
gboolean aps_combination_fill (const ApsCombination *self, ApsCursor *cursor, GError **error);

/* Moves on the triggers whose pending fire lies before from_us. */
gboolean aps_combination_skip (const ApsCombination *self,
                               ApsCursor            *cursor,
                               gint64                from_us,
                               GError              **error);

void aps_combination_print (const ApsCombination *self, ApsTriggerParts *parts);
/* zone: that of the combination, or NULL. */
void aps_combination_describe (const ApsCombination *self,
                               GString              *words,
                               const char           *joint,
                               ApsTimeZone          *zone);

/* Copies with zone and policy where the triggers have none. options gets the zone if one of them
 * took it. */
gboolean aps_combination_copy_with (const ApsCombination *self,
                                    ApsCombination       *copy,
                                    ApsTriggerOptions    *options,
                                    ApsTimeZone          *zone,
                                    const ApsClockPolicy *policy,
                                    GError              **error);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (ApsCombination, aps_combination_clear)

G_END_DECLS
