/* Runs the processes in which rows are measured, and sees to it that signals end all of them.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include "aps-bench-place.h"
#include "aps-bench-result.h"

G_BEGIN_DECLS

typedef struct
{
  ApsCli        *cli;
  ApsBenchPlace *place;
  gint           n_runs;  /* 0: as each row says */
  double         seconds; /* 0: as each row says */
  int            signal;  /* that asked for the end; 0: none */
  GSubprocess   *process; /* that runs; NULL: none */
} ApsBenchSupervisor;

/* Catches signals until it is ended. */
void aps_bench_supervisor_begin (ApsBenchSupervisor *self);
void aps_bench_supervisor_end (ApsBenchSupervisor *self);

/* FALSE where a signal asks for the end. */
gboolean aps_bench_supervisor_run (ApsBenchSupervisor *self, ApsBenchResult *result);

G_END_DECLS
