/* Triggers in words.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include <apsched/aps-trigger-base.h>

G_BEGIN_DECLS

/* The whole description: the rule's words, then zone, limits and exclusions. */
char *aps_trigger_words (ApsTriggerBase *self);

G_END_DECLS
