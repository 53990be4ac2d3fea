/* How filters become queries of a store.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include <apsched/aps-job-filter.h>
#include <apsched/aps-list-query.h>
#include <apsched/aps-schedule-filter.h>

/* Text stays the filter's. */
void aps_job_filter_fill_query (ApsJobFilter *self, ApsListQuery *query);
void aps_schedule_filter_fill_query (ApsScheduleFilter *self, ApsListQuery *query);
