/* Prints calendar rules as systemd's calendar events, in their normal form.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include "triggers/aps-trigger-parts-private.h"
#include "triggers/aps-calendar-rule-private.h"

G_BEGIN_DECLS

/* Sets parts->body; FALSE with the reason where there are no words for the rule. */
gboolean aps_oncalendar_print (const ApsCalendarSpec *spec, ApsTriggerParts *parts, char **reason);

G_END_DECLS
