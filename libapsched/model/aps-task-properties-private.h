/* The properties of a task, and their numbers.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include "model/aps-model-private.h"

extern ApsModelType aps_task_model_type;

/* Properties, in the order of the table in aps-task-properties.c. */
enum
{
  PROP_ID = 1,
  PROP_CALLABLE,
  PROP_EXECUTOR,
  PROP_MAX_RUNNING_JOBS,
  PROP_MISFIRE_GRACE_TIME,
  PROP_MAX_ATTEMPTS,
  PROP_RETRY_DELAY,
  PROP_RETRY_MAX_DELAY,
  PROP_TIME_LIMIT,
  PROP_ON_ABANDONED,
  PROP_OPTIONS,
  PROP_ALIASES,
  PROP_METADATA,
  PROP_ORIGIN,
  PROP_REVISION,
};
