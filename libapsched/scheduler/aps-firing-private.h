/* What a due schedule makes: which fire times are used up, which jobs come of them, what is next.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include <apsched/aps-data-store.h>
#include <apsched/aps-cursor.h>
#include <apsched/aps-trigger.h>

#include "model/aps-inheritance-private.h"

/* The most jobs of one firing with coalesce `all`; the rest follows in the next. */
#define APS_FIRING_MAX_JOBS 1000

/* FALSE: not now; what was leased is to be left alone until its lease ends, since its trigger
 * cannot answer at the moment, or is not known here. Works out the firing of a leased schedule that
 * is due, as of @now_us. Jobs are added to @jobs. Text of @firing belongs to @texts. A trigger that
 * fails becomes firing->error; what it gave before that is used up. @task NULL: it is gone; the
 * store ends the jobs. */
gboolean aps_firing_compute (const ApsScheduleRecord *schedule,
                             const ApsTaskRecord     *task,
                             const char              *executor,
                             const ApsDefaults       *defaults,
                             ApsTrigger              *trigger,
                             gint64                   now_us,
                             ApsRecordList           *jobs,
                             ApsRecordList           *texts,
                             ApsFiring               *firing);
