/* The settings of a scheduler, in one place for all its parts.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"

#include "scheduler/aps-engine-settings-private.h"

#include <apsched/aps-records.h>

ApsEngineSettings *
aps_engine_settings_new (void)
{
  ApsEngineSettings *self = g_new0 (ApsEngineSettings, 1);

  self->role = APS_ROLE_BOTH;
  self->lease_duration_us = 30 * APS_SECOND;
  self->poll_interval_us = 10 * APS_SECOND;
  self->cleanup_interval_us = 15 * APS_MINUTE;
  self->stop_timeout_us = 30 * APS_SECOND;
  self->cancel_timeout_us = 10 * APS_SECOND;
  self->store_retry_timeout_us = APS_MINUTE;
  self->max_concurrent_jobs = 100;

  self->defaults_list = aps_record_list_new (APS_RECORD_TYPE_TASK);
  self->defaults.task = *(ApsTaskRecord *)aps_record_list_add (self->defaults_list);
  self->defaults.history = 100;
  self->defaults.failure_retention_us = 7 * APS_DAY;
  return self;
}

void
aps_engine_settings_free (ApsEngineSettings *self)
{
  g_free (self->identity);
  g_free (self->timezone);
  g_free (self->clock_changes);
  g_strfreev (self->queues);
  g_strfreev (self->registered_by_workers);
  g_strfreev (self->allow);
  aps_record_list_unref (self->defaults_list);
  g_free (self);
}
