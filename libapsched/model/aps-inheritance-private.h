/* What a job inherits: defaults < task < schedule < what the job itself says.
 *
 * Unset (APS_UNSET, NULL) inherits; none (APS_FOREVER, APS_UNLIMITED) and zero do not.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include <apsched/aps-records.h>

G_BEGIN_DECLS

/* What is used where nobody says anything. */
#define APS_DEFAULT_MAX_RUNNING_JOBS 1
#define APS_DEFAULT_MAX_ATTEMPTS 1
#define APS_DEFAULT_RETRY_DELAY (10 * APS_SECOND)
#define APS_DEFAULT_RETRY_MAX_DELAY APS_HOUR
#define APS_DEFAULT_HISTORY 100
#define APS_DEFAULT_FAILURE_RETENTION (7 * APS_DAY)
#define APS_DEFAULT_QUEUE "default"

/* The defaults of a scheduler. */
typedef struct
{
  ApsTaskRecord task; /* its settings; a record of this struct's maker */
  gint          history;
  gint64        failure_retention_us;
} ApsDefaults;

/* Defaults that say nothing. */
void aps_defaults_init (ApsDefaults *self);

/* Fills in what @job does not say itself, so that nothing in it is left unset; text is copied into
 * @list, the job's. @schedule is NULL for a job that is added directly: that one always waits. */
void aps_inherit_job (ApsJobRecord            *job,
                      ApsRecordList           *list,
                      const ApsScheduleRecord *schedule,
                      const ApsTaskRecord     *task,
                      const ApsDefaults       *defaults);

/* How late a job of @schedule may start; APS_FOREVER is as late as it likes. */
gint64 aps_inherit_grace (const ApsScheduleRecord *schedule,
                          const ApsTaskRecord     *task,
                          const ApsDefaults       *defaults);

/* How many jobs of @task may run at once. */
gint aps_inherit_slots (const ApsTaskRecord *task, const ApsDefaults *defaults);

/* One JSON object of several: later ones win, key by key. Texts may be NULL; NULL if nothing is
 * left of them. */
char *aps_merge_metadata (const char *const *layers, guint n_layers);

G_END_DECLS
