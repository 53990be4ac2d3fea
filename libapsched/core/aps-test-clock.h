/* A clock for tests, which stands still until it is advanced.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#if !defined(APSCHED_INSIDE) && !defined(APS_COMPILATION)
#error "Only <apsched/apsched.h> can be included directly."
#endif

#include <apsched/aps-clock.h>

G_BEGIN_DECLS

#define APS_TYPE_TEST_CLOCK (aps_test_clock_get_type ())

APS_AVAILABLE_IN_1_0
G_DECLARE_FINAL_TYPE (ApsTestClock, aps_test_clock, APS, TEST_CLOCK, ApsClock)

APS_AVAILABLE_IN_1_0
ApsTestClock *aps_test_clock_new (const char *text);

APS_AVAILABLE_IN_1_0
void aps_test_clock_advance (ApsTestClock *self, gint64 duration_us);

APS_AVAILABLE_IN_1_0
void aps_test_clock_set_time (ApsTestClock *self, gint64 time_us);

G_END_DECLS
