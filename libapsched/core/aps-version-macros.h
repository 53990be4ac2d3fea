/* Which symbols the library exports.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include <glib.h>

#ifdef APS_COMPILATION
#define APS_EXPORT __attribute__ ((visibility ("default"))) extern
#else
#define APS_EXPORT extern
#endif

/* Since 1.0. */
#define APS_AVAILABLE_IN_1_0 APS_EXPORT
