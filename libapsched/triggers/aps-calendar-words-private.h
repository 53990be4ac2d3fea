/* Calendar rules in words.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include "triggers/aps-calendar-rule-private.h"

G_BEGIN_DECLS

/* "at 09:00 on the 1st of the month if it is a Monday" */
void aps_calendar_words_append (GString *words, const ApsCalendarSpec *spec);

/* "on the 1st, and on every Monday" */
char *aps_calendar_words_of_days (const ApsDaySpec *days);

G_END_DECLS
