/* The properties of a schedule, and their numbers.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include "model/aps-model-private.h"

extern ApsModelType aps_schedule_model_type;

/* Properties, in the order of the table in aps-schedule-properties.c. */
enum
{
  PROP_ID = 1,
  PROP_TASK,
  PROP_ARGS,
  PROP_KWARGS,
  PROP_PAUSED,
  PROP_COALESCE,
  PROP_OVERLAP,
  PROP_MISFIRE_GRACE_TIME,
  PROP_MAX_JITTER,
  PROP_EXECUTOR,
  PROP_QUEUE,
  PROP_PRIORITY,
  PROP_JOB_RESULT_EXPIRATION_TIME,
  PROP_HISTORY,
  PROP_PAUSE_AFTER_FAILURES,
  PROP_METADATA,
  PROP_PAUSED_UNTIL,
  PROP_PAUSED_BY,
  PROP_PAUSED_REASON,
  PROP_LAST_FIRE_TIME,
  PROP_NEXT_FIRE_TIME,
  PROP_FAILURES,
  PROP_ERROR,
  PROP_CREATED,
  PROP_ORIGIN,
  PROP_REVISION,
  PROP_TRIGGER, /* not of the record */
};
