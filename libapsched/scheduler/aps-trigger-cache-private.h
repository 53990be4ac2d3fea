/* Triggers as they are stored: standing alone, and written out.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include <apsched/aps-trigger.h>

/* Immutable. */
typedef struct
{
  gatomicrefcount ref_count;
  ApsTrigger     *given;
  ApsTrigger     *trigger; /* with the zone and clock changes of its scheduler written in */
  char           *json;    /* NULL where no text can stand for it */
  char           *types;   /* parted by blanks */
} ApsPreparedTrigger;

typedef struct _ApsTriggerCache ApsTriggerCache;

/* @zone_name, @clock_changes: nullable, what triggers get that name none. */
ApsTriggerCache *aps_trigger_cache_new (const char *zone_name, const char *clock_changes);
void             aps_trigger_cache_free (ApsTriggerCache *self);

/* Prepares a trigger, once where many schedules share it. Any thread. */
ApsPreparedTrigger *
aps_trigger_cache_prepare (ApsTriggerCache *self, ApsTrigger *given, GError **error);

void aps_prepared_trigger_unref (ApsPreparedTrigger *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ApsPreparedTrigger, aps_prepared_trigger_unref)
