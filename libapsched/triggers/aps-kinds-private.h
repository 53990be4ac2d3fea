/* The kinds of trigger in the table, each defined in the file of its type.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include "triggers/aps-trigger-kind-private.h"

G_BEGIN_DECLS

extern const ApsTriggerKind aps_and_trigger_kind;
extern const ApsTriggerKind aps_calendar_interval_trigger_kind;
extern const ApsTriggerKind aps_cron_trigger_kind;
extern const ApsTriggerKind aps_date_trigger_kind;
extern const ApsTriggerKind aps_interval_trigger_kind;
extern const ApsTriggerKind aps_iso8601_trigger_kind;
extern const ApsTriggerKind aps_or_trigger_kind;
extern const ApsTriggerKind aps_rrule_trigger_kind;

G_END_DECLS
