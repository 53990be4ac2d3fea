/* Parts of the trigger interface that only the library calls.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include <apsched/aps-cursor.h>
#include <apsched/aps-trigger.h>

G_BEGIN_DECLS

/* What is done for a trigger that has no prev or count of its own. */
gboolean aps_trigger_prev_by_steps (
  ApsTrigger *self, ApsCursor *cursor, gint64 until_us, gint64 *prev_us, GError **error);

gboolean aps_trigger_count_by_steps (ApsTrigger *self,
                                     ApsCursor  *cursor,
                                     gint64      from_us,
                                     gint64      until_us,
                                     gint64     *n_fires,
                                     GError    **error);

/* Moves the cursor fire by fire, up to the last one before from_us. */
gboolean
aps_trigger_skip_by_steps (ApsTrigger *self, ApsCursor *cursor, gint64 from_us, GError **error);

/* Gets the next fires in one go, if the trigger can. FALSE: step it. */
gboolean aps_trigger_fill (ApsTrigger *self, ApsCursor *cursor, gint64 *fires, guint max, guint *n);

/* Whether prev and count need no steps. */
gboolean aps_trigger_is_quick (ApsTrigger *self);

/* The names of all types of trigger that this process can make, sorted by strcmp(). */
char **aps_trigger_dup_known_types (void);

G_END_DECLS
