/* The floor beneath the cost of a next fire: plain C, with nothing around it.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include <stdint.h>

typedef struct Floor Floor;

/* Of six fields, seconds first; both: days of the month and of the week must both hold. NULL: the
 * expression is beyond it. */
Floor *floor_new (const char *fields, int both, const char *zone);
void   floor_free (Floor *self);

/* The first second after one, or INT64_MAX. */
int64_t floor_next (Floor *self, int64_t after_s);
