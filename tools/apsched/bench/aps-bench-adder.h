/* The other process of the row cross-process: it adds a job for each line that it is sent.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include "aps-bench.h"

G_BEGIN_DECLS

/* The word on the command line that makes a process this one. */
#define APS_BENCH_ADDER "adder"

#define APS_BENCH_ADDED_TASK "bench"

/* Until the end of standard input. Answers each line by the time, of the monotonic clock, at which
 * it began to add. */
void aps_bench_adder (ApsBench *bench);

G_END_DECLS
