/* The earlier attempts of a job, as its record keeps them.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include <apsched/aps-records.h>

/* The most attempts that a record keeps: older ones are dropped. */
#define APS_ATTEMPTS_KEPT 20

/* @attempts with one more: number, times, worker and error of @job. */
char *aps_attempts_add (const char *attempts, const ApsJobRecord *job);
