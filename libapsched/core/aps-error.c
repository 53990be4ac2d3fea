/* The library's error domain.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"

#include <apsched/aps-error.h>

/**
 * aps_error_quark:
 *
 * Gets the quark of the library's error domain.
 *
 * Returns: the quark
 *
 * Since: 1.0
 */
G_DEFINE_QUARK (aps-error-quark, aps_error)
