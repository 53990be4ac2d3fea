/* Triggers in words.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include <apsched/aps-trigger-base.h>

#include "core/aps-time-zone-private.h"

G_BEGIN_DECLS

/* The whole description: the rule's words, then limits, exclusions and zone. said is the zone that
 * its surroundings have said, or NULL. */
char *aps_trigger_words (ApsTriggerBase *self, ApsTimeZone *said);

/* The same of any trigger. */
char *aps_trigger_words_within (ApsTrigger *trigger, ApsTimeZone *said);

G_END_DECLS
