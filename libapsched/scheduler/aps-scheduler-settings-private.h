/* The properties of the scheduler object.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include "scheduler/aps-scheduler-private.h"

enum
{
  APS_SCHEDULER_PROP_DATA_STORE = 1,
  APS_SCHEDULER_PROP_EVENT_BROKER,
  APS_SCHEDULER_PROP_CLOCK,
  APS_SCHEDULER_PROP_CONFIGURATION,
  APS_SCHEDULER_PROP_ROLE,
  APS_SCHEDULER_PROP_IDENTITY,
  APS_SCHEDULER_PROP_LEASE_DURATION,
  APS_SCHEDULER_PROP_POLL_INTERVAL,
  APS_SCHEDULER_PROP_MAX_CONCURRENT_JOBS,
  APS_SCHEDULER_PROP_CLEANUP_INTERVAL,
  APS_SCHEDULER_PROP_FAILURE_RETENTION,
  APS_SCHEDULER_PROP_HISTORY,
  APS_SCHEDULER_PROP_STOP_TIMEOUT,
  APS_SCHEDULER_PROP_CANCEL_TIMEOUT,
  APS_SCHEDULER_PROP_STORE_RETRY_TIMEOUT,
  APS_SCHEDULER_PROP_TIMEZONE,
  APS_SCHEDULER_PROP_CLOCK_CHANGES,
  APS_SCHEDULER_PROP_QUEUES,
  APS_SCHEDULER_PROP_REGISTERED_BY_WORKERS,
  APS_SCHEDULER_PROP_ALLOW,
  APS_SCHEDULER_PROP_STATE,
  N_APS_SCHEDULER_PROPERTIES
};

void aps_scheduler_make_properties (GParamSpec **properties);
void aps_scheduler_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec);
void aps_scheduler_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec);

/* Takes what the keyfile says over into settings, store and broker, where no property said it. */
void aps_scheduler_take_configuration (ApsScheduler *self);
/* Stops in order and closes; from a job of its own it does not wait. */
void aps_scheduler_end (ApsScheduler *self);
