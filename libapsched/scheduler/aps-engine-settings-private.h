/* The settings of a scheduler, in one place for all its parts.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include <apsched/aps-model-enums.h>
#include <apsched/aps-record-list.h>

#include "model/aps-inheritance-private.h"

typedef struct
{
  ApsRole role;
  char   *identity; /* NULL: made from host and process */
  gint64  lease_duration_us;
  gint64  poll_interval_us;
  gint64  cleanup_interval_us; /* APS_FOREVER: never by itself */
  gint64  stop_timeout_us;
  gint64  cancel_timeout_us;
  gint64  store_retry_timeout_us; /* how long a caller's operation is tried again */
  gint    max_concurrent_jobs;
  char   *timezone;      /* NULL: the system's */
  char   *clock_changes; /* NULL: as each trigger says */
  char  **queues;        /* NULL: all */
  char  **registered_by_workers;
  char  **allow; /* NULL: all */

  ApsRecordList *defaults_list; /* holds the defaults' text */
  ApsDefaults    defaults;
} ApsEngineSettings;

ApsEngineSettings *aps_engine_settings_new (void);
void               aps_engine_settings_free (ApsEngineSettings *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ApsEngineSettings, aps_engine_settings_free)
