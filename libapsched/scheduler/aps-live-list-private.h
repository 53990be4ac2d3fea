/* A list of schedules or jobs that follows the store.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include "scheduler/aps-scheduler-private.h"

#define APS_TYPE_LIVE_LIST (aps_live_list_get_type ())

G_DECLARE_FINAL_TYPE (ApsLiveList, aps_live_list, APS, LIVE_LIST, GObject)

/* How many items a list holds where its filter says no limit. */
#define APS_LIVE_LIST_LIMIT 500

/* @type: schedule or job. @filter: an ApsScheduleFilter or ApsJobFilter, or NULL. */
ApsLiveList *aps_live_list_new (ApsScheduler *scheduler, ApsRecordType type, GObject *filter);
