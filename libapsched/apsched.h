/* The whole public interface of libapsched: programs and plugins include this header alone.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#define APSCHED_INSIDE

#include <apsched/aps-version-macros.h>
#include <apsched/aps-types.h>
#include <apsched/aps-error.h>
#include <apsched/aps-locked.h>
#include <apsched/aps-call.h>
#include <apsched/aps-duration.h>
#include <apsched/aps-size.h>
#include <apsched/aps-time.h>
#include <apsched/aps-wall-time.h>
#include <apsched/aps-cursor.h>
#include <apsched/aps-trigger.h>
#include <apsched/aps-trigger-base.h>
#include <apsched/aps-and-trigger.h>
#include <apsched/aps-calendar-interval-trigger.h>
#include <apsched/aps-cron-trigger.h>
#include <apsched/aps-date-trigger.h>
#include <apsched/aps-interval-trigger.h>
#include <apsched/aps-iso8601-trigger.h>
#include <apsched/aps-rrule-trigger.h>
#include <apsched/aps-or-trigger.h>
#include <apsched/aps-uuid.h>
#include <apsched/aps-value.h>
#include <apsched/aps-clock.h>
#include <apsched/aps-test-clock.h>
#include <apsched/aps-model-enums.h>
#include <apsched/aps-record-list.h>
#include <apsched/aps-records.h>
#include <apsched/aps-list-query.h>
#include <apsched/aps-job-filter.h>
#include <apsched/aps-schedule-filter.h>
#include <apsched/aps-task.h>
#include <apsched/aps-schedule.h>
#include <apsched/aps-job.h>
#include <apsched/aps-job-result.h>
#include <apsched/aps-event.h>
#include <apsched/aps-store-answer.h>
#include <apsched/aps-data-store.h>
#include <apsched/aps-data-store-base.h>
#include <apsched/aps-job-context.h>
#include <apsched/aps-executor.h>
#include <apsched/aps-executor-base.h>
#include <apsched/aps-event-broker.h>
#include <apsched/aps-event-broker-base.h>
#include <apsched/aps-plugin.h>
#include <apsched/aps-registry.h>
#include <apsched/aps-setting.h>
#include <apsched/aps-event-stream.h>
#include <apsched/aps-scheduler.h>
#include <apsched/aps-configuration.h>

#undef APSCHED_INSIDE
