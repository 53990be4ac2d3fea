/* What was measured of a row.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include "../aps-cli-json.h"
#include "../aps-cli-table.h"

#include "aps-bench.h"

G_BEGIN_DECLS

typedef struct
{
  const ApsBenchRow *row;
  GArray            *runs; /* of double */
  GPtrArray         *more; /* numbers by name, in the order in which they were told */
  char              *skipped;
  gboolean           failed;
} ApsBenchResult;

ApsBenchResult *aps_bench_result_new (const ApsBenchRow *row);
void            aps_bench_result_free (ApsBenchResult *self);

/* Takes what the process of the row has printed. */
void aps_bench_result_take (ApsBenchResult *self, const char *output);

void aps_bench_result_write (ApsBenchResult *self, ApsCliJson *json);

/* The columns of the table, and a row in it. */
void aps_bench_result_add_columns (ApsCliTable *table);
void aps_bench_result_add (ApsBenchResult *self, ApsCliTable *table);

G_END_DECLS
